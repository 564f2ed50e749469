//! How long who writes bears with others that write, and with a server that is away.

use std::time::Duration;

use tokio::time::sleep;

use crate::failure::Fault;

/// How often something is tried that meets other transactions, or whose connection is gone.
const TRIES: u32 = 4;

/// How often it waits for its turn: nobody waits for it, as for an answer, and others may have much to record.
pub(super) const TURNS: u32 = 20;

/// How long a server that is gone is waited for before the second try; each further try waits twice as long.
const PAUSE: Duration = Duration::from_millis(500);

/// What is left of it.
pub(super) struct Patience {
    tries: u32,
    turns: u32,
    pause: Duration,
}

impl Patience {
    /// All of it.
    pub(super) const fn new() -> Self {
        Self { tries: TRIES, turns: TURNS, pause: PAUSE }
    }

    /// Whether what failed is to be tried again, after a pause where that helps. All of it is there or nothing, and doing it again changes
    /// nothing.
    pub(super) async fn is_left(&mut self, fault: Option<Fault>) -> bool {
        match fault {
            // Undone because it met another transaction, such as a change of the tables; nothing of it is there.
            Some(Fault::Taken) if self.turns > 1 => {
                self.turns -= 1;
                return true;
            }
            Some(Fault::Crossed) if self.tries > 1 => {}
            // The server may be back soon.
            Some(Fault::Lost | Fault::Away) if self.tries > 1 => {
                sleep(self.pause).await;
                self.pause *= 2;
            }
            _ => return false,
        }
        self.tries -= 1;
        true
    }
}
