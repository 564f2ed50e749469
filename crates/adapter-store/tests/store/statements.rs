//! One statement a question, whatever the number of parents and rows.

use riskgate_adapter::{DetectionSource, RiskHistorySource, ServicePrincipalSource, SignInSource, UserSource};
use riskgate_model::{DetectionFields, Filter, Query, ServicePrincipalFields, SignInFields, UserFields};

use crate::{
    bench::Bench,
    crowd::{FIELDS, crowd, sign_in, users},
};

#[tokio::test]
async fn fifty_users_their_sign_ins_and_detections_cost_three_statements() {
    for each in [0, 1, 10, 10_000] {
        let Some(bench) = Bench::new().await else { return };
        let known: Vec<_> = (0..50).map(|n| sign_in(&format!("u{n}"), &format!("known{n}"), 1)).collect();
        bench.record(&known).await;
        // Ten thousand sign-ins of each of fifty users would say no more than of two, and take a minute to make.
        crowd(&bench.url(), if each > 10 { 2 } else { 50 }, each, 1).await;
        let before = bench.store.statements();
        let users = bench.store.users(&Query::first(50)).await.expect("users").rows;
        let ids: Vec<_> = users.iter().map(|user| user.id.clone()).collect();
        let sign_ins = bench.store.sign_ins_by_user(&ids, &Query { fields: FIELDS, ..Query::first(10) }).await.expect("sign-ins");
        let requests: Vec<_> = sign_ins.rows.iter().map(|sign_in| sign_in.id.clone()).collect();
        let detections = bench.store.detections_by_sign_in(&requests, &Query::first(10)).await.expect("detections");
        assert_eq!((users.len(), detections.ends.len()), (50, requests.len()));
        assert_eq!(bench.store.statements() - before, 3, "{each} sign-ins each");
    }
}

#[tokio::test]
async fn nothing_asked_for_costs_nothing() {
    let Some(bench) = Bench::new().await else { return };
    let store = &bench.store;
    assert!(store.users_by_id(&[], UserFields::ALL).await.expect("an answer").is_empty());
    assert!(store.service_principals_by_id(&[], ServicePrincipalFields::ALL).await.expect("an answer").is_empty());
    assert!(store.sign_ins_by_id(&[], SignInFields::ALL).await.expect("an answer").is_empty());
    assert!(store.detections_by_id(&[], DetectionFields::ALL).await.expect("an answer").is_empty());
    assert!(store.sign_ins_by_user(&[], &Query::first(1)).await.expect("an answer").ends.is_empty());
    assert!(store.detections_by_sign_in(&[], &Query::first(1)).await.expect("an answer").ends.is_empty());
    assert!(store.risk_history(&[], &Query::first(1)).await.expect("an answer").ends.is_empty());
    assert_eq!(store.statements(), 0);
}

#[tokio::test]
async fn a_count_costs_one_statement() {
    let Some(bench) = Bench::new().await else { return };
    let parents = users(50);
    let counts = bench.store.count_sign_ins(riskgate_adapter::SignInScope::Users(&parents), &Filter::All).await.expect("counts");
    assert_eq!((counts, bench.store.statements()), (vec![Some(0); 50], 1));
}
