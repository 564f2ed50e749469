//! A database of a test's own.

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use sea_orm::sqlx::{AssertSqlSafe, Connection as _, Error, Executor as _, PgConnection, Row as _};

/// How the databases of this process are called: when it began, and a number that no other process has.
static NAMES: LazyLock<String> = LazyLock::new(|| {
    #[expect(clippy::disallowed_methods, reason = "it is the server's disk that is kept clean, not a gateway that is tested")]
    let began = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970").as_secs();
    format!("riskgate_test_{began}_{:x}", RandomState::new().hash_one(()))
});

/// How many databases this process has made.
static MADE: AtomicU32 = AtomicU32::new(0);

/// Databases of processes that began an hour ago or earlier, and that nobody is connected to.
const LEFT: &str = r"select datname::text from pg_database d where datname like 'riskgate\_test\_%'
    and to_timestamp(split_part(datname, '_', 3)::bigint) < now() - interval '1 hour'
    and not exists (select from pg_stat_activity a where a.datname = d.datname)";

/// A database of a test's own, dropped with the value.
#[derive(Debug)]
pub struct Database {
    /// Its address.
    pub url: String,
    name: String,
    admin: String,
}

impl Database {
    /// An empty database on the server that `admin` is a database of.
    pub(crate) async fn create(admin: &str) -> Self {
        Self::copy(admin, "template0", "encoding 'UTF8' locale 'C'").await
    }

    /// A new database that holds what this one does, which nobody may be connected to.
    pub async fn like(&self) -> Self {
        Self::copy(&self.admin, &self.name, "").await
    }

    /// Copying files takes half of what writing them to the log does.
    async fn copy(admin: &str, template: &str, locale: &str) -> Self {
        let name = format!("{}_{}", *NAMES, MADE.fetch_add(1, Ordering::Relaxed));
        let create = format!("create database {name} template {template} strategy file_copy {locale}");
        run(admin, create).await.expect("a database is created");
        Self { url: with_database(admin, &name), name, admin: admin.to_owned() }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (admin, drop) = (self.admin.clone(), drop_database(&self.name));
        // A server that is gone has no database, and one that stays drops it an hour later.
        let _ = apart(async move { run(&admin, drop).await });
    }
}

/// Drops what earlier processes have left: what was never dropped, because they were killed or kept it to their end.
pub(crate) fn drop_left(admin: String) -> Result<(), String> {
    apart(async move {
        let mut connection = PgConnection::connect(&admin).await?;
        for row in connection.fetch_all(LEFT).await? {
            connection.execute(AssertSqlSafe(drop_database(row.try_get(0)?))).await?;
        }
        connection.close().await
    })
    .map_err(|error| format!("RISKGATE_TEST_POSTGRES_URL cannot be used: {error}"))
}

fn drop_database(name: &str) -> String {
    format!("drop database if exists {name} with (force)")
}

async fn run(admin: &str, statement: String) -> Result<(), Error> {
    let mut connection = PgConnection::connect(admin).await?;
    connection.execute(AssertSqlSafe(statement)).await?;
    connection.close().await
}

/// Does the work where nothing can be awaited: not in the caller's runtime, which waits meanwhile.
fn apart(work: impl Future<Output = Result<(), Error>> + Send + 'static) -> Result<(), Error> {
    let thread = thread::spawn(|| tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work));
    thread.join().unwrap_or(Err(Error::WorkerCrashed))
}

/// The address of another database of the same server.
fn with_database(url: &str, name: &str) -> String {
    let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
    let (scheme, rest) = address.split_once("://").expect("an address has a scheme");
    let server = rest.split('/').next().unwrap_or_default();
    format!("{scheme}://{server}/{name}?{parameters}")
}
