//! Evidence of an alert that comes piece by piece, as the rows of Advanced Hunting tell it.

use serde_json::{Map, Value};

/// The property.
pub(super) const EVIDENCE: &str = "evidence";

/// The properties that no version tells whole: users whom a status was told about, each time another one; and comments, since those that
/// riskgate wrote itself are not known where the others come from.
pub(super) const IN_PARTS: [&str; 2] = ["comments", "statusOf"];

/// What tells who or what a piece is; the rest tells of it.
const WHO: [&str; 7] = ["account", "appId", "ipAddress", "requestId", "servicePrincipalObjectId", "sessionId", "userAccount"];

/// Whether a record tells all that an alert rests on, and not one piece of it: only rows tell no status.
pub(super) fn is_whole(body: &Map<String, Value>) -> bool {
    body.contains_key("status")
}

/// Adds pieces to the evidence that is told, but for those that are told already.
pub(super) fn add(told: &mut Value, pieces: Value) {
    match (told, pieces) {
        (Value::Array(told), Value::Array(pieces)) => {
            for piece in pieces {
                if !told.iter().any(|told| tells(told, &piece)) {
                    told.push(piece);
                }
            }
        }
        (told, pieces) => *told = pieces,
    }
}

/// Whether evidence tells what the piece is.
fn tells(told: &Value, piece: &Value) -> bool {
    let who = || WHO.iter().filter_map(|name| Some((*name, piece.get(name)?)));
    let is_one = who().next().is_some() && told.get("@odata.type") == piece.get("@odata.type");
    told == piece || (is_one && who().all(|(name, value)| told.get(name).is_some_and(|told| holds(told, value))))
}

/// Whether a value holds all that a part of it says, whatever the case of its texts.
fn holds(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(name, part)| whole.get(name).is_some_and(|whole| holds(whole, part)))
        }
        (Value::String(whole), Value::String(part)) => whole.eq_ignore_ascii_case(part),
        _ => whole == part,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::merge;

    fn body(value: Value) -> Map<String, Value> {
        let Value::Object(properties) = value else { panic!("an object") };
        properties
    }

    fn user(account: &Value) -> Value {
        json!({"@odata.type": "#microsoft.graph.security.userEvidence", "userAccount": account})
    }

    fn row(piece: &Value) -> Map<String, Value> {
        body(json!({"id": "a", "evidence": [piece]}))
    }

    fn whole(evidence: &[&Value]) -> Map<String, Value> {
        body(json!({"id": "a", "status": "new", "evidence": evidence}))
    }

    fn merged(bodies: Vec<Map<String, Value>>) -> Vec<Value> {
        merge(bodies)["evidence"].as_array().expect("a list").clone()
    }

    #[test]
    fn rows_of_one_alert_unite_and_a_whole_alert_replaces_what_is_older() {
        let (ann, bob, address) =
            (user(&json!({"azureAdUserId": "u1"})), user(&json!({"azureAdUserId": "u2"})), json!({"ipAddress": "192.0.2.1"}));
        assert_eq!(merged(vec![row(&ann), row(&address), row(&ann)]), [ann.clone(), address.clone()]);
        assert_eq!(merged(vec![row(&ann), whole(&[&bob])]), std::slice::from_ref(&bob));
        assert_eq!(merged(vec![whole(&[&bob]), row(&ann), whole(&[&ann])]), std::slice::from_ref(&ann));
        assert_eq!(merged(vec![whole(&[&bob]), row(&ann)]), [bob, ann]);
    }

    #[test]
    fn a_comment_stays_when_a_later_version_does_not_know_it() {
        let (mine, theirs) = (json!({"comment": "mine"}), json!({"comment": "theirs"}));
        let version = |comments: &[&Value]| body(json!({"id": "a", "status": "new", "comments": comments}));
        let merged = merge([version(&[]), version(&[&mine]), version(&[&theirs]), version(&[&theirs]), version(&[])]);
        assert_eq!(merged["comments"], json!([mine, theirs]));
    }

    #[test]
    fn one_that_a_whole_alert_names_is_not_doubled_by_a_row() {
        let mut told = user(&json!({"azureAdUserId": "U1", "userPrincipalName": "ann@x.example", "displayName": "Ann"}));
        told["verdict"] = "suspicious".into();
        let mut piece = user(&json!({"azureAdUserId": "u1", "userPrincipalName": "Ann@x.example"}));
        piece["detailedRoles"] = json!(["Impacted"]);
        assert_eq!(merged(vec![whole(&[&told]), row(&piece)]), std::slice::from_ref(&told));
        let session = json!({"@odata.type": "#microsoft.graph.security.cloudLogonSessionEvidence", "sessionId": "s"});
        let other = user(&json!({"azureAdUserId": "u2"}));
        assert_eq!(merged(vec![whole(&[&told]), row(&session), row(&other)]), [told, session, other]);
    }

    /// One of a few pieces, some of which tell more of the same than others.
    fn any_piece() -> impl Strategy<Value = Value> {
        let pieces = [
            user(&json!({"azureAdUserId": "u1"})),
            user(&json!({"azureAdUserId": "u1", "userPrincipalName": "ann@x.example"})),
            user(&json!({"azureAdUserId": "u2"})),
            json!({"@odata.type": "#microsoft.graph.security.ipEvidence", "ipAddress": "192.0.2.1"}),
            json!({"@odata.type": "#microsoft.graph.security.fileEvidence", "FileName": "a"}),
            json!({"@odata.type": "#microsoft.graph.security.fileEvidence", "FileName": "b"}),
            json!({}),
        ];
        prop::sample::select(pieces.to_vec())
    }

    proptest! {
        #[test]
        fn no_piece_is_lost_and_none_is_told_twice_in_whatever_order(pieces in prop::collection::vec(any_piece(), 1..12), turn in 0_usize..12) {
            let mut turned = pieces.clone();
            turned.rotate_left(turn % pieces.len());
            let both = [merged(pieces.iter().map(row).collect()), merged(turned.iter().map(row).collect())];
            for told in &both {
                prop_assert!(pieces.iter().all(|piece| told.iter().any(|told| tells(told, piece))));
                prop_assert!(told.iter().all(|told| told.is_object() && pieces.contains(told)));
                for (index, one) in told.iter().enumerate() {
                    prop_assert!(!told[index + 1..].iter().any(|later| tells(one, later)));
                }
            }
            let again = pieces.iter().chain(&turned).map(row).collect();
            prop_assert_eq!(merged(again), both[0].clone());
        }
    }
}
