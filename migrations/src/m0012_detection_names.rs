//! What detections are called by exports that leave their ids out, so that a row without an id is found to be a detection that is known.

use crate::migration::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0012_detection_names", statements };

/// `name` is the id that a detection has without its own (`model::Detection::unnamed_ids`), and `id` its own.
const TABLE: &str = "create table detection_names (
    tenant {text} not null,
    name {text} not null,
    id {text} not null,
    primary key (tenant, name, id)
)";

/// Whose a detection is: the word for it, and its column.
const SUBJECTS: [(&str, &str); 3] = [("request", "request_id"), ("user", "user_id"), ("serviceprincipal", "service_principal_id")];

/// Words with one label, as `model::unnamed` takes them for one another.
const ALIKE: [(&str, &str); 3] = [
    ("investigationsthreatintelligencesigninlinked", "investigationsthreatintelligence"),
    ("maliciousipaddressvalidcredentialsblockedip", "maliciousipaddress"),
    ("mcasimpossibletravel", "impossibletravel"),
];

fn statements() -> Vec<String> {
    let kind = ALIKE.iter().fold("substr(lower(coalesce(risk_event_type, '')), 1, 64)".to_owned(), |kind, (word, other)| {
        format!("replace({kind}, '{word}', '{other}')")
    });
    let fill = |(word, column): (&str, &str)| {
        format!(
            "insert into detection_names (tenant, name, id)
            select tenant, 'unnamed:{word}:' || {column} || ':' || {kind} || ':' || (detected / 1000000000), id from detections where {column} is not null"
        )
    };
    [TABLE.to_owned()].into_iter().chain(SUBJECTS.map(fill)).collect()
}
