//! A folder with exports and a database, in which the binary is run.

use std::{
    fmt::Write as _,
    fs,
    future::Future,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use riskgate_adapter_store::Store;
use riskgate_gateway::clock::SystemClock;
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::Value;
use tempfile::TempDir;

/// The folder. Commands run in it, so that files and the database are named without it.
pub(crate) struct Place(TempDir);

/// What came of a command.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Run {
    /// The summary that `--json` asked for: all there is on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.output).unwrap_or_else(|_| panic!("{self:?}"))
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("there is a place for temporary files"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("the file is written");
    }

    /// A pipe with a name, at which who opens it waits for the other end.
    #[cfg(unix)]
    pub(crate) fn make_pipe(&self, name: &str) {
        let made = Command::new("mkfifo").arg(self.path(name)).status();
        assert!(made.is_ok_and(|status| status.success()), "a pipe is made");
    }

    /// The binary with these words after `import`.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        self.riskgate(&[&["import"], words].concat())
    }

    /// The binary with these words.
    pub(crate) fn riskgate(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_riskgate"));
        command.args(words).current_dir(&self.0).env_clear();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn import(&self, words: &[&str]) -> Run {
        run(&mut self.command(words))
    }

    /// Imports what must be read whole; its summary.
    pub(crate) fn imported(&self, words: &[&str]) -> Value {
        let run = self.import(&[words, &["--json"]].concat());
        assert_eq!(run.code, Some(0), "{run:?}");
        run.json()
    }

    /// The database's address, for a look from outside.
    pub(crate) fn url(&self) -> String {
        format!("sqlite://{}", self.path("riskgate.db").display())
    }

    /// Makes the database, with its tables and nothing in them.
    pub(crate) fn make_database(&self) {
        now(async {
            let store = Store::open(&self.url(), Arc::new(SystemClock)).await.expect("the store opens");
            store.close().await.expect("the store closes");
        });
    }

    /// The rows of a question, cells parted by bars.
    pub(crate) fn ask(&self, question: &str) -> Vec<String> {
        ask_at(&self.url(), question)
    }

    /// Everything the database holds but when it was written: all rows of all tables, sorted.
    pub(crate) fn dump(&self) -> String {
        now(dump(&self.url()))
    }
}

pub(crate) fn run(command: &mut Command) -> Run {
    let output = command.output().expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run { code: output.status.code(), output: text(&output.stdout), errors: text(&output.stderr) }
}

/// A file that lies beside these tests.
pub(crate) fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// As many sign-ins as that, no two alike, of forty users.
pub(crate) fn sign_ins(count: u64) -> impl Iterator<Item = String> {
    (0..count).map(|number| {
        let (hour, minute, second) = (number / 3_600 % 24, number / 60 % 60, number % 60);
        let (user, address) = (number * 7 % 40, number % 250);
        format!(
            r#"{{"id":"{:08x}-0000-4000-8000-{number:012x}","createdDateTime":"2024-05-01T{hour}:{minute:02}:{second:02}Z","userId":"u{user}","userPrincipalName":"u{user}@exports.example","appId":"app","appDisplayName":"Payroll","ipAddress":"203.0.113.{address}","riskState":"none","status":{{"errorCode":0}}}}"#,
            number.wrapping_mul(2_654_435_761) % (1 << 32)
        )
    })
}

/// A page of Microsoft Graph on one line.
pub(crate) fn page(resource: &str, records: impl IntoIterator<Item = String>) -> String {
    let mut text = format!(r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#{resource}","value":["#);
    for (position, record) in records.into_iter().enumerate() {
        let comma = if position > 0 { "," } else { "" };
        write!(text, "{comma}{record}").expect("writing to a string does not fail");
    }
    text.push_str("]}");
    text
}

/// The rows of a question to the database at `url`, cells parted by bars.
pub(crate) fn ask_at(url: &str, question: &str) -> Vec<String> {
    now(ask(url, question))
}

pub(crate) fn now<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime is made").block_on(work)
}

async fn ask(url: &str, question: &str) -> Vec<String> {
    let database = Database::connect(url).await.expect("the database opens");
    let rows =
        database.query_all_raw(Statement::from_string(database.get_database_backend(), question)).await.expect("the question is answered");
    let rows = rows.iter().map(|row| row.try_get_by_index(0).expect("one text a row")).collect();
    database.close().await.expect("the database closes");
    rows
}

async fn dump(url: &str) -> String {
    let tables = "select name from sqlite_master where type = 'table' and name not in ('seaql_migrations', 'freshness') order by name";
    let mut lines = Vec::new();
    for table in ask(url, tables).await {
        let columns = ask(url, &format!("select name from pragma_table_info('{table}') where name <> 'refused_at'")).await;
        let cells: Vec<String> = columns.iter().map(|column| format!("'{column}=' || quote({column})")).collect();
        let rows = ask(url, &format!("select {} as line from {table} order by line", cells.join(" || ' ' || "))).await;
        lines.extend(rows.into_iter().map(|row| format!("{table}: {row}\n")));
    }
    assert!(!lines.is_empty(), "the database is empty");
    lines.concat()
}
