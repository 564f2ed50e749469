//! Why a command fails, and what its exit code says.

use std::error::Error as _;
use std::fmt::Write as _;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use metrics_exporter_prometheus::BuildError;
use riskgate_adapter::{AdapterError, Question};
use riskgate_adapter_store::StoreError;
use riskgate_model::TenantId;
use riskgate_msgraph_client::{MsgraphError, SettingsError};
use riskgate_schema::Unanswered;
use thiserror::Error;
use tracing_subscriber::util::TryInitError;

use crate::{config::ConfigError, demo::TooSmall};

/// A command that does not do what it was asked.
#[derive(Debug, Error)]
pub enum Error {
    /// The settings are refused.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The address cannot be listened on.
    #[error("The gateway cannot listen on {listen}.")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The operating system refuses something that every run needs.
    #[error("The gateway cannot {what}.")]
    System {
        /// What it needs.
        what: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// The store cannot be opened.
    #[error("The store cannot be used.")]
    Store(#[from] StoreError),
    /// The store cannot be read.
    #[error("The store cannot be read.")]
    Read(#[source] AdapterError),
    /// The store cannot record.
    #[error("The store cannot record.")]
    Record(#[source] AdapterError),
    /// What is asked for cannot be answered.
    #[error("It cannot be done: {0}.")]
    Refused(String),
    /// An adapter cannot be opened.
    #[error("The adapter `{name}` cannot be used.")]
    Adapter {
        /// Its name.
        name: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An adapter's database is not up to date.
    #[error(
        "The adapter `{name}` cannot be used: its database lacks {count} of this version's migrations; run \
        `riskgate migrate up --database ADDRESS` with the address that `adapters.{name}.url` has."
    )]
    AdapterPending {
        /// Its name.
        name: String,
        /// How many.
        count: usize,
    },
    /// An adapter has the store's name.
    #[error("`[adapters.store]` cannot be: `store` is the name of the store itself, which `[database]` sets.")]
    AdapterNamedStore,
    /// An adapter has the name of Microsoft Graph's.
    #[error("`[adapters.msgraph]` cannot be: `msgraph` is the name of Microsoft Graph's adapter, which `[msgraph]` sets.")]
    AdapterNamedMsgraph,
    /// A question goes to an adapter that is not there.
    #[error("`routes.{}` is {name:?}, and there is no adapter of that name. There are {known}.", question.name())]
    NoAdapter {
        /// The question.
        question: Question,
        /// The adapter's name.
        name: String,
        /// The names of the adapters there are.
        known: String,
    },
    /// A question goes to Microsoft Graph, and there is no tenant to ask.
    #[error(
        "`routes.{}` is \"msgraph\", and there is no tenant to ask: set `tenant_id`, `client_id` and `client_secret_file` in `[msgraph]`.",
        question.name()
    )]
    RouteWithoutTenant {
        /// The question.
        question: Question,
    },
    /// A question goes to Microsoft Graph, and there are several tenants.
    #[error(
        "`routes.{}` is \"msgraph\", and {tenants} tenants are set in `[msgraph]`: Microsoft Graph can be asked at once where there is one.",
        question.name()
    )]
    RouteToTenants {
        /// The question.
        question: Question,
        /// How many tenants.
        tenants: usize,
    },
    /// A question goes to an adapter that does not answer it.
    #[error("The routes lead nowhere.")]
    Route(#[from] Unanswered),
    /// The demo tenant cannot be as asked.
    #[error(transparent)]
    Demo(#[from] TooSmall),
    /// A file that is to be made is there.
    #[error("The file {} is there already, and nothing was overwritten: name another, or move it away.", .0.display())]
    Present(PathBuf),
    /// A file cannot be written.
    #[error("The file {} cannot be written.", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The tenant to read is not set as it must be.
    #[error("Microsoft Graph cannot be read with the settings of {place}.")]
    Msgraph {
        /// Where these settings are.
        place: String,
        /// What is wrong with them.
        source: SettingsError,
    },
    /// A tenant is set twice.
    #[error("The tenant {0} is set twice in `[msgraph]`: each is read once, at the rate that Graph allows it.")]
    TenantTwice(TenantId),
    /// No tenant is set.
    #[error("There is no tenant to read: set `tenant_id`, `client_id` and `client_secret_file` in `[msgraph]`.")]
    NoTenant,
    /// Alerts or incidents are asked for, and are not read.
    #[error("Alerts and incidents are read from Microsoft Graph only with `defender = true` in `[msgraph]`.")]
    NoDefender,
    /// The authority gives no token.
    #[error("Microsoft Graph cannot be read.")]
    Token(#[source] MsgraphError),
    /// An address that is none of a gateway.
    #[error("This cannot be asked: give an address such as http://127.0.0.1:8080/readyz, without user and password.")]
    NotHttp,
    /// Log lines cannot be sent.
    #[error("The log cannot be started.")]
    Log(#[from] TryInitError),
    /// Metrics cannot be collected.
    #[error("The metrics cannot be collected.")]
    Metrics(#[from] BuildError),
    /// A second signal came before what was under way had ended.
    #[error("The gateway stopped before all requests were answered, and all calls had ended.")]
    Interrupted,
}

impl Error {
    /// Why this file, which must not be there yet, is not made.
    pub(crate) fn unmade(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        if source.kind() == io::ErrorKind::AlreadyExists { Self::Present(path) } else { Self::Write { path, source } }
    }

    /// 2 when the command or its settings have to be changed, 1 when the run failed.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Config(_)
            | Self::Demo(_)
            | Self::Route(_)
            | Self::NoAdapter { .. }
            | Self::RouteWithoutTenant { .. }
            | Self::RouteToTenants { .. }
            | Self::AdapterNamedStore
            | Self::AdapterNamedMsgraph
            | Self::NotHttp
            | Self::Msgraph { .. }
            | Self::TenantTwice(_)
            | Self::NoTenant
            | Self::NoDefender
            | Self::Store(StoreError::NoFile | StoreError::FileName) => ExitCode::from(2),
            Self::Store(error) if error.is_of_address() => ExitCode::from(2),
            Self::Adapter { source, .. } if source.downcast_ref().is_some_and(StoreError::is_of_address) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }

    /// The error and its causes, for the person at the terminal.
    #[must_use]
    pub fn told(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            // Writing to a string does not fail.
            let _ = write!(text, "\n  because: {error}");
            cause = error.source();
        }
        text
    }
}
