//! The binary, run by a test.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// The command with these arguments and no other variables than these.
pub(crate) fn riskgate(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_riskgate"));
    command.args(arguments).env_clear().envs(variables.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What it does until it ends.
pub(crate) fn output(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    riskgate(arguments, variables).output().expect("the binary runs")
}

/// What it says on standard error.
pub(crate) fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A running `riskgate serve` with a database of its own, killed when the test is over.
pub(crate) struct Running {
    pub(crate) child: Child,
    _folder: TempDir,
    pub(crate) log: BufReader<ChildStderr>,
    pub(crate) address: String,
}

impl Running {
    pub(crate) fn start() -> Self {
        Self::of(&["serve"])
    }

    pub(crate) fn of(arguments: &[&str]) -> Self {
        Self::within(tempfile::tempdir().expect("there is a place for temporary files"), arguments)
    }

    /// It runs in this folder, which goes with it.
    pub(crate) fn within(folder: TempDir, arguments: &[&str]) -> Self {
        let mut command = riskgate(arguments, &[("RISKGATE_HTTP__LISTEN", "127.0.0.1:0")]);
        let mut child = command.current_dir(&folder).spawn().expect("the binary runs");
        let mut log = BufReader::new(child.stderr.take().expect("the log is piped"));
        let line = next_line(&mut log);
        let message = line["fields"]["message"].as_str().unwrap_or_default();
        let address = message.strip_prefix("listening on http://");
        let address = address.unwrap_or_else(|| panic!("{line}")).to_owned();
        Self { child, _folder: folder, log, address }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("the gateway accepts");
        let patience = Some(Duration::from_secs(20));
        stream.set_read_timeout(patience).expect("the timeout is set");
        stream
    }

    /// What comes back for a request.
    pub(crate) fn ask(&self, body: &Value) -> String {
        let body = body.to_string();
        let mut stream = self.connect();
        let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n";
        write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).expect("the request is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("there is an answer");
        answer
    }

    /// The page at this path.
    pub(crate) fn page(&self, path: &str) -> String {
        let mut stream = self.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("the request is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("there is an answer");
        answer
    }

    #[cfg(unix)]
    pub(crate) fn terminate(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status();
        assert!(sent.is_ok_and(|status| status.success()), "the signal is sent");
    }

    /// The line of the log with that message.
    pub(crate) fn line(&mut self, message: &str) -> Value {
        loop {
            let line = next_line(&mut self.log);
            if line["fields"]["message"] == message {
                return line;
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The next line of the log; fails at its end.
fn next_line(log: &mut BufReader<ChildStderr>) -> Value {
    let mut line = String::new();
    log.read_line(&mut line).expect("the log is read");
    serde_json::from_str(&line).unwrap_or_else(|_| panic!("no line of JSON: {line:?}"))
}
