//! Whether a server can be reached.
//!
//! The pool tries again and again to connect to a server that refuses, and does not say why there is no connection. So who waits long for
//! one asks the server itself.

use std::{future::pending, time::Duration};

use sea_orm::sqlx::{ConnectOptions as _, Connection as _, postgres::PgConnectOptions};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep, timeout},
};

use crate::{
    error::StoreError,
    failure::{Failure, Fault},
};

/// How long a server may take to let in the first connection.
const FIRST: Duration = Duration::from_secs(5);

/// How long a connection is waited for before the server is asked.
const PATIENCE: Duration = Duration::from_millis(200);

/// How long it may then take to let one in.
const KNOCK: Duration = Duration::from_secs(1);

/// How long a server that cannot be reached is not asked again.
const HOLDS: Duration = Duration::from_secs(1);

/// A server, and what became of the last try to reach it.
pub(crate) struct Reach {
    address: PgConnectOptions,
    /// Held while the server is asked: others wait for the same answer.
    last: Mutex<Option<(Instant, Failure)>>,
}

impl Reach {
    /// The server at this address, once it has been reached.
    pub(crate) async fn of(address: PgConnectOptions) -> Result<Self, StoreError> {
        let reach = Self { address: address.application_name("riskgate").disable_statement_logging(), last: Mutex::default() };
        Box::pin(reach.knock(FIRST)).await?;
        Ok(reach)
    }

    /// How it is reached.
    pub(crate) fn address(&self) -> &PgConnectOptions {
        &self.address
    }

    /// What waiting for a connection comes to, unless meanwhile the server turns out to let in none.
    pub(crate) async fn unless_away<T, E: Into<StoreError>>(
        &self,
        waiting: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, StoreError> {
        tokio::select! {
            biased;
            came = waiting => came.map_err(Into::into),
            failure = self.away() => Err(failure.into()),
        }
    }

    /// Why there is no connection; if there may be one, this does not end.
    pub(crate) async fn away(&self) -> Failure {
        sleep(PATIENCE).await;
        let mut last = self.last.lock().await;
        if let Some((_, failure)) = last.as_ref().filter(|(at, _)| at.elapsed() < HOLDS) {
            return failure.clone();
        }
        match Box::pin(self.knock(KNOCK)).await {
            Ok(()) => drop(last),
            Err(failure) => {
                *last = Some((Instant::now(), failure.clone()));
                return failure;
            }
        }
        pending().await
    }

    /// Makes a connection and leaves again.
    async fn knock(&self, within: Duration) -> Result<(), Failure> {
        match timeout(within, self.address.connect()).await {
            Ok(Ok(connection)) => {
                // It was let in, however it leaves.
                let _ = timeout(within, connection.close()).await;
                Ok(())
            }
            Ok(Err(error)) => Err(Failure::of_connecting(&error)),
            Err(_) => Err(Fault::Away.into()),
        }
    }
}
