//! What is within the bounds is answered.

use riskgate_tests::{Engine, Gateway};

#[tokio::test]
async fn filters_at_their_bounds_are_answered() {
    for engine in Engine::ALL {
        let Some(gateway) = Gateway::demo(engine).await else { continue };
        let all = vec!["{}"; 200].join(",");
        let hundred = (0..100).map(|code| format!("{{errorCode: {{ne: {code}}}}}")).collect::<Vec<_>>().join(",");
        let values = (0..500).map(|number| format!("\"a{number}\"")).collect::<Vec<_>>().join(",");
        let deep = |operator: &str| format!("{}{{isRisky: {{eq: true}}}}{}", format!("{{{operator}: ").repeat(8), "}".repeat(8));
        for filter in [
            format!("{{or: [{all}]}}"),
            format!("{{and: [{all}]}}"),
            format!("{{or: [{hundred}]}}"),
            format!("{{not: {{or: [{hundred}]}}}}"),
            format!("{{userId: {{in: [{values}]}}}}"),
            deep("and"),
            deep("or"),
            deep("not"),
        ] {
            let query = format!("{{ signIns(first: 1, filter: {filter}) {{ totalCount nodes {{ id }} }} }}");
            gateway.data(&query).await;
            let query =
                format!("{{ users(first: 2) {{ nodes {{ signIns(first: 1, filter: {filter}) {{ totalCount nodes {{ id }} }} }} }} }}");
            gateway.data(&query).await;
        }
    }
}
