//! The server that all tests of the process share.

use std::{
    env,
    io::{Write as _, stderr},
    sync::OnceLock,
};

use crate::{Cluster, Database, database::drop_left};

enum Server {
    /// The address of a database whose user may create others.
    Given(String),
    Started(Cluster),
}

static SERVER: OnceLock<Option<Server>> = OnceLock::new();

/// A new, empty database (UTF-8, in the order of the bytes) of the server that all tests of the process share; `None` when a test is to be
/// skipped because there is no PostgreSQL.
pub async fn database() -> Option<Database> {
    let admin = match SERVER.get_or_init(|| or_skip(server())).as_ref()? {
        Server::Given(url) => url.clone(),
        Server::Started(cluster) => cluster.url("postgres"),
    };
    Some(Database::create(&admin).await)
}

#[expect(clippy::disallowed_methods, reason = "where tests find PostgreSQL is no setting of the gateway")]
fn server() -> Result<Server, String> {
    match env::var("RISKGATE_TEST_POSTGRES_URL") {
        Ok(url) => drop_left(url.clone()).map(|()| Server::Given(url)),
        Err(_) => Cluster::start_new().map(Server::Started),
    }
}

/// What was to be had, or else the reason on standard error, where the test harness does not hide it.
#[expect(clippy::disallowed_methods, reason = "whether tests need PostgreSQL is no setting of the gateway")]
pub(crate) fn or_skip<T>(found: Result<T, String>) -> Option<T> {
    let reason = match found {
        Ok(found) => return Some(found),
        Err(reason) => reason,
    };
    assert!(env::var_os("RISKGATE_REQUIRE_POSTGRES").is_none(), "tests need PostgreSQL: {reason}");
    // If nobody can be told, the tests are skipped all the same.
    let _ = writeln!(stderr(), "tests on PostgreSQL are skipped: {reason}");
    None
}
