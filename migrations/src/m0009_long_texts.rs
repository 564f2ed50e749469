//! Lists are sorted by the beginning of a long text: PostgreSQL's indexes have no room for more, and who signs in chooses some of the texts.

use crate::Migration;

pub(crate) const MIGRATION: Migration = Migration { name: "m0009_long_texts", statements };

/// Columns that held a whole text: the table, the date that its lists are sorted by, the column, and the text.
const KEYS: &[[&str; 4]] = &[
    ["users", "risk_updated_key", "display_name_key", "directory_display_name, entra_display_name, stub_display_name, ''"],
    [
        "users",
        "risk_updated_key",
        "user_principal_name_key",
        "directory_user_principal_name, entra_user_principal_name, stub_user_principal_name, ''",
    ],
    ["users", "risk_updated_key", "user_type_key", "user_type, ''"],
    ["service_principals", "risk_updated_key", "display_name_key", "entra_display_name, stub_display_name, ''"],
    ["service_principals", "risk_updated_key", "app_id_key", "entra_app_id, stub_app_id, ''"],
    ["service_principals", "risk_updated_key", "service_principal_type_key", "service_principal_type, ''"],
    ["sign_ins", "created", "user_display_name_key", "user_display_name, ''"],
    ["sign_ins", "created", "app_display_name_key", "app_display_name, ''"],
    ["sign_ins", "created", "ip_address_key", "ip_address, ''"],
    ["detections", "detected", "risk_event_type_key", "risk_event_type, ''"],
    ["detections", "detected", "source_key", "source, ''"],
    ["detections", "detected", "user_display_name_key", "user_display_name, ''"],
    ["detections", "detected", "user_principal_name_key", "user_principal_name, ''"],
    ["detections", "detected", "service_principal_display_name_key", "service_principal_display_name, ''"],
    ["detections", "detected", "ip_address_key", "ip_address, ''"],
    // No list is sorted by it, so that it may be null.
    ["sign_ins", "created", "correlation_id_key", "correlation_id, null"],
];

fn statements() -> Vec<String> {
    KEYS.iter().flat_map(|[table, date, key, texts]| shorten(table, date, key, texts)).collect()
}

/// A generated column cannot be changed, only made anew.
fn shorten(table: &str, date: &str, key: &str, texts: &str) -> [String; 4] {
    let rows = if texts.ends_with("null") { format!(" where {key} is not null") } else { String::new() };
    [
        format!("drop index {table}_by_{key}"),
        format!("alter table {table} drop column {key}"),
        format!(
            "alter table {table} add column {key} {{text}} generated always as (substr(lower(coalesce({texts})), 1, 256)) {{computed}}"
        ),
        format!("create index {table}_by_{key} on {table} ({key}, {date}, id, tenant){rows}"),
    ]
}
