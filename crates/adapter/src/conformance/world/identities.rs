//! Users and service principals of the World: what the directory and Entra say of them, and their histories.

use riskgate_model::{
    DirectoryUser, HistoryActivity, Id, Identity, Kept, Record, RiskHistoryItem, RiskyServicePrincipal, RiskyUser, ServicePrincipalId,
    Time, UserId, Word,
};

use super::{NORTH, SOUTH, TEXTS, minutes, tenant, text};

/// State, level, detail, and minutes of the last change.
type Said = (&'static str, Option<&'static str>, Option<&'static str>, Option<i64>);

/// What Entra says of users. One has two records: the newer withdraws what the older said.
const USERS: [(&str, &str, Said); 9] = [
    (NORTH, "u1", ("atRisk", Some("high"), Some("none"), Some(40))),
    (SOUTH, "u1", ("dismissed", Some("none"), Some("adminDismissedAllRiskForUser"), Some(40))),
    (NORTH, "u2", ("confirmedCompromised", Some("high"), Some("adminConfirmedUserCompromised"), Some(55))),
    (NORTH, "u5", ("remediated", Some("none"), Some("userPerformedSecuredPasswordReset"), Some(40))),
    (NORTH, "u6", ("underReview", Some("medium"), Some("brandNew"), Some(20))),
    (NORTH, "u7", ("none", Some("hidden"), Some("hidden"), None)),
    (SOUTH, "u8", ("atRisk", Some("severe"), None, Some(10))),
    (NORTH, "u9", ("atRisk", Some("low"), Some("none"), Some(5))),
    (NORTH, "u9", ("confirmedSafe", Some("none"), Some("adminConfirmedAccountSafe"), Some(30))),
];

/// What Entra says of service principals.
const PRINCIPALS: [(&str, &str, Said); 4] = [
    (NORTH, "p1", ("atRisk", Some("medium"), Some("none"), Some(25))),
    (SOUTH, "p1", ("confirmedCompromised", None, Some("adminConfirmedServicePrincipalCompromised"), Some(25))),
    (NORTH, "p3", ("strange", Some("low"), None, None)),
    (NORTH, "p4", ("dismissed", Some("none"), Some("adminDismissedAllRiskForServicePrincipal"), Some(45))),
];

/// Users of the directory; `u4` is known from there alone.
const DIRECTORY: [(&str, &str); 5] = [(NORTH, "u1"), (NORTH, "u2"), (NORTH, "u4"), (SOUTH, "u1"), (SOUTH, "u8")];

pub(super) fn records() -> Vec<Record> {
    let users = (0..).zip(USERS).map(|(number, (of, id, said))| Record::RiskyUser(user(number, of, id, said)));
    let principals = (0..).zip(PRINCIPALS).map(|(number, (of, id, said))| Record::RiskyServicePrincipal(principal(number, of, id, said)));
    let directory = (0..).zip(DIRECTORY).map(|(number, (of, id))| Record::DirectoryUser(listed(number, of, id)));
    users.chain(principals).chain(directory).chain(histories()).collect()
}

fn word<V: riskgate_model::Vocabulary>(word: Option<&str>) -> Option<Word<V>> {
    word.map(Word::read)
}

fn at(said: Said) -> Option<Time> {
    said.3.map(minutes)
}

fn user(number: usize, of: &str, id: &str, said: Said) -> Kept<RiskyUser> {
    let user = RiskyUser {
        id: UserId::new(tenant(of), id),
        user_display_name: text(&TEXTS, number),
        user_principal_name: Some(format!("{id}@{of}.example")),
        is_deleted: [Some(false), None, Some(true)][number % 3],
        is_processing: [None, Some(true), Some(false)][number % 3],
        risk_state: word(Some(said.0)),
        risk_level: word(said.1),
        risk_detail: word(said.2),
        risk_last_updated_date_time: at(said),
        record: None,
    };
    Kept::of(user, None)
}

fn principal(number: usize, of: &str, id: &str, said: Said) -> Kept<RiskyServicePrincipal> {
    let principal = RiskyServicePrincipal {
        id: ServicePrincipalId::new(tenant(of), id),
        display_name: text(&TEXTS, number + 3),
        app_id: text(&[Some("a1"), Some("A2"), None], number),
        service_principal_type: text(&[Some("Application"), Some("ManagedIdentity")], number),
        is_enabled: [Some(true), Some(false), None][number % 3],
        is_processing: [None, Some(true)][number % 2],
        risk_state: word(Some(said.0)),
        risk_level: word(said.1),
        risk_detail: word(said.2),
        risk_last_updated_date_time: at(said),
        record: None,
    };
    Kept::of(principal, None)
}

fn listed(number: usize, of: &str, id: &str) -> Kept<DirectoryUser> {
    let user = DirectoryUser {
        id: UserId::new(tenant(of), id),
        display_name: text(&[Some("Ada Lovelace"), None, Some("Öst"), Some("ada lovelace"), Some("50%_\\")], number),
        user_principal_name: Some(format!("{id}@{of}.example")),
        user_type: text(&[Some("Member"), Some("Guest"), None], number),
        department: text(&TEXTS, number),
        account_enabled: Some(number != 1),
        on_premises_security_identifier: (id == "u4").then(|| "S-1-5-21-4".to_owned()),
        security_identifier: (id == "u8").then(|| "S-1-12-1-8".to_owned()),
        ..DirectoryUser::default()
    };
    Kept::of(user, Some(minutes(60)))
}

/// Histories: changes that no risk record states any more, one without a time, one of a moment that another change shares.
fn histories() -> Vec<Record> {
    let user = |of, id| Identity::User(UserId::new(tenant(of), id));
    let principal = |of, id| Identity::ServicePrincipal(ServicePrincipalId::new(tenant(of), id));
    let items: [(Identity, Said, Option<&str>); 7] = [
        (user(NORTH, "u1"), ("atRisk", Some("low"), Some("none"), Some(10)), None),
        (user(NORTH, "u1"), ("atRisk", Some("medium"), Some("none"), Some(20)), None),
        (user(NORTH, "u1"), ("remediated", Some("none"), Some("userPerformedSecuredPasswordChange"), Some(20)), Some("u4")),
        (user(NORTH, "u1"), ("atRisk", Some("high"), Some("none"), Some(40)), Some("U9")),
        (user(NORTH, "u1"), ("underReview", None, Some("brandNew"), Some(35)), None),
        (user(SOUTH, "u1"), ("atRisk", Some("severe"), None, None), None),
        (principal(NORTH, "p1"), ("none", Some("none"), None, Some(1)), None),
    ];
    let record = |(identity, said, by): (Identity, Said, Option<&str>)| {
        let item = RiskHistoryItem {
            risk_state: word(Some(said.0)),
            risk_level: word(said.1),
            risk_detail: word(said.2),
            risk_last_updated_date_time: at(said),
            is_processing: by.map(|_| false),
            initiated_by: by.map(str::to_owned),
            activity: by.map(|_| HistoryActivity { detail: word(said.2), risk_event_types: vec!["passwordSpray".to_owned()] }),
        };
        Record::RiskHistoryItem(identity, Kept::of(item, None))
    };
    items.into_iter().map(record).collect()
}
