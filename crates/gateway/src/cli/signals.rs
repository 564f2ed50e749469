//! The signals that ask the process to stop.

use crate::Error;

/// Ctrl-C, and SIGTERM where there is one.
#[cfg(unix)]
pub(super) struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(super) fn new() -> Result<Self, Error> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| signal(kind).map_err(|source| Error::System { what: "listen for signals", source });
        Ok(Self { interrupt: listen(SignalKind::interrupt())?, terminate: listen(SignalKind::terminate())? })
    }

    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Ctrl-C.
#[cfg(windows)]
pub(super) struct Signals {
    interrupt: tokio::signal::windows::CtrlC,
}

#[cfg(windows)]
impl Signals {
    pub(super) fn new() -> Result<Self, Error> {
        let interrupt = tokio::signal::windows::ctrl_c();
        let interrupt = interrupt.map_err(|source| Error::System { what: "listen for signals", source })?;
        Ok(Self { interrupt })
    }

    pub(super) async fn next(&mut self) {
        self.interrupt.recv().await;
    }
}
