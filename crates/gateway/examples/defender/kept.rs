//! That what was acknowledged is in the store: where each alert stands last, and what that makes of each user's risk.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
};

use riskgate_model::{AlertId, Observation, Outside, TenantId, Time, Vocabulary as _, Word, fold};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, Statement};

use crate::burst::Burst;

/// What is kept of each id.
type Kept = BTreeMap<String, Option<String>>;

/// What is said of a user, and by which alerts.
#[derive(Default)]
struct Said {
    observations: Vec<Observation>,
    alerts: BTreeSet<AlertId>,
}

/// Fails where an alert does not stand as it was last told to, a version of it is missing, or a user's risk is not what they come to.
pub(crate) async fn check(url: &str, tenant: &str, burst: &Burst) -> Result<(), Box<dyn Error>> {
    let (mut last, mut users): (BTreeMap<String, (Time, String)>, BTreeMap<String, Said>) = Default::default();
    let of = TenantId::new(tenant);
    for status in burst.all() {
        let standing = status.standing(&of);
        let told = (status.at, format!("{} {}", status.status.word(), status.classification.word()));
        let newest = last.entry(status.alert_id()).or_insert_with(|| told.clone());
        *newest = told.max(newest.clone());
        let said = users.entry(status.user_id()).or_default();
        said.alerts.insert(standing.id.clone());
        said.observations.push(standing.observation(Some(status.at), None));
    }
    let alerts: Kept = last.into_iter().map(|(id, (_, stands))| (id, Some(stands))).collect();
    let state = |said: Said| fold(said.observations, &Outside { closings: Vec::new(), alerts: said.alerts }).risk.state;
    let states: Kept = users.into_iter().map(|(id, said)| (id, state(said).as_ref().map(Word::as_str).map(str::to_owned))).collect();

    let versions: BTreeSet<(String, Time)> = burst.all().map(|status| (status.alert_id(), status.at)).collect();
    let of = format!("where tenant = '{tenant}'");
    let counted = format!(
        "select 'versions', cast(sum(case when several > 0 then several else 1 end) as text) from
        (select (select count(*) from versions where kind = 'alert' and id = alerts.id and tenant = alerts.tenant) several from alerts {of}) it"
    );
    let expected = BTreeMap::from([("versions".to_owned(), Some(versions.len().to_string()))]);
    for (what, expected, question) in [
        ("alerts", alerts, format!("select id, status || ' ' || classification from alerts {of}")),
        ("users", states, format!("select id, risk_state from users {of}")),
        ("versions", expected, counted),
    ] {
        let kept = ask(url, &question).await?;
        if kept != expected {
            let wrong = expected.iter().find(|(id, value)| kept.get(*id) != Some(value));
            return Err(format!("{what}: {} are kept of {}, and not {wrong:?}", kept.len(), expected.len()).into());
        }
    }
    Ok(())
}

async fn ask(url: &str, question: &str) -> Result<Kept, Box<dyn Error>> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await?;
    let rows = database.query_all_raw(Statement::from_string(database.get_database_backend(), question)).await?;
    let kept =
        rows.iter().map(|row| Ok::<_, sea_orm::DbErr>((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect::<Result<_, _>>()?;
    database.close().await?;
    Ok(kept)
}
