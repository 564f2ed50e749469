//! `riskgate healthcheck`.

use std::{process::ExitCode, time::Duration};

use axum::body::Body;
use axum::http::{
    Request, Uri,
    header::HOST,
    uri::{Authority, PathAndQuery},
};
use clap::Args;
use futures::StreamExt as _;
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};

use super::{block_on, settings::Settings, tell};
use crate::Error;

/// What is asked unless the address says otherwise.
const READY: &str = "/readyz";

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most bytes of an answer that are shown.
const SHOWN: usize = 4 * 1024;

/// Ask a running gateway whether it can answer
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  riskgate healthcheck
  riskgate healthcheck http://127.0.0.1:9000/readyz

Without an address, the gateway is asked where the settings say that it listens; without a path, for /readyz. It is meant for containers, which have no curl.
Exit codes: 0 it can answer, 1 it cannot, or there is nobody.")]
pub(super) struct Healthcheck {
    /// The address to ask, with http
    url: Option<Uri>,
    #[command(flatten)]
    settings: Settings,
}

impl Healthcheck {
    pub(super) fn run(self, environment: Vec<(String, String)>) -> Result<ExitCode, Error> {
        let url = if let Some(url) = self.url {
            url
        } else {
            let listen = self.settings.load(environment)?.http.listen;
            format!("http://{listen}{READY}").parse().expect("an address of a socket is one of a server")
        };
        // A user and a password have no place in it, and are not repeated.
        let is_plain = |authority: &&Authority| url.scheme_str() == Some("http") && !authority.as_str().contains('@');
        let place = url.authority().filter(is_plain).ok_or(Error::NotHttp)?.to_string();
        let asked = block_on(async { Ok(timeout(PATIENCE, ask(&place, &url)).await) })?;
        let (healthy, said) = match asked {
            Ok(Ok((is_success, said))) => (is_success, said),
            Ok(Err(error)) => (false, format!("{error}\n")),
            Err(_) => (false, format!("no answer within {} s\n", PATIENCE.as_secs())),
        };
        tell(&format!("{url}: {}\n", said.trim_end()))?;
        Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Whether the answer is a good one, and its text.
async fn ask(place: &str, url: &Uri) -> Result<(bool, String), Box<dyn std::error::Error + Send + Sync>> {
    let address = if url.port().is_some() { place.to_owned() } else { format!("{place}:80") };
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let path = url.path_and_query().map(PathAndQuery::as_str).filter(|path| *path != "/").unwrap_or(READY);
    let answer = sender.send_request(Request::get(path).header(HOST, place).body(Body::empty())?).await?;
    let is_success = answer.status().is_success();
    let (mut body, mut text) = (Body::new(answer.into_body()).into_data_stream(), Vec::new());
    while let (true, Some(part)) = (text.len() < SHOWN, body.next().await) {
        text.extend_from_slice(&part?);
    }
    text.truncate(SHOWN);
    Ok((is_success, String::from_utf8_lossy(&text).into_owned()))
}
