//! A temporary cluster, and the guardian that sees to its end.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use crate::{binaries::binaries, database::Database, server::or_skip};

const GUARDIAN: &str = include_str!("guardian.sh");

/// The longest path of a socket that every system takes.
const LONGEST_SOCKET: usize = 103;

/// A cluster of one's own, for tests that stop their server. It goes with the value, or with the process.
pub struct Cluster {
    guardian: Child,
    /// Closed to tell the guardian that the cluster is no longer needed.
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    folder: PathBuf,
}

impl Cluster {
    /// Starts a cluster; `None` when a test is to be skipped because there is no PostgreSQL.
    pub fn new() -> Option<Self> {
        or_skip(Self::start_new())
    }

    pub(crate) fn start_new() -> Result<Self, String> {
        let mut guardian = Command::new("sh");
        guardian.args(["-c", GUARDIAN, "riskgate-test-postgres"]).arg(binaries()?).args(parents());
        // What ends this process from the terminal must not end the guardian.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut guardian, 0);
        let guardian = guardian.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut guardian = guardian.map_err(|error| format!("sh cannot be run: {error}"))?;
        let orders = guardian.stdin.take();
        let answers = BufReader::new(guardian.stdout.take().expect("its output is piped"));
        let mut cluster = Self { guardian, orders, answers, folder: PathBuf::new() };
        let answer = cluster.answer();
        let folder =
            answer.strip_prefix("ready ").ok_or_else(|| format!("no cluster can be made: {}", answer.trim_start_matches("failed ")))?;
        cluster.folder = folder.into();
        Ok(cluster)
    }

    /// The address of one of its databases; `postgres` is always there.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.display())
    }

    /// The folder that holds all of it: `data` is the cluster's, `log` what the server says.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A new, empty database.
    pub async fn database(&self) -> Database {
        Database::create(&self.url("postgres")).await
    }

    /// Stops the server as if it crashed: what is under way is lost, and every connection.
    pub fn crash(&mut self) {
        self.order("crash");
    }

    /// Starts the server again after [`Cluster::crash`]; it answers when this returns.
    pub fn start(&mut self) {
        self.order("start");
    }

    fn order(&mut self, order: &str) {
        let orders = self.orders.as_mut().expect("it is closed when the value goes");
        writeln!(orders, "{order}").expect("the guardian reads");
        let answer = self.answer();
        assert_eq!(answer, "done", "{order}");
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the guardian writes text");
        line.trim_end().to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.orders = None;
        // A guardian that cannot be waited for still does its work.
        let _ = self.guardian.wait();
    }
}

/// Where the cluster's folder may lie: among temporary files, unless the path of a socket there is too long.
fn parents() -> impl Iterator<Item = PathBuf> {
    let fits = |parent: &PathBuf| parent.join("riskgate-pg-XXXXXX/.s.PGSQL.5432").as_os_str().len() <= LONGEST_SOCKET;
    [env::temp_dir(), PathBuf::from("/tmp")].into_iter().filter(fits)
}
