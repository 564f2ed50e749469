//! `riskgate schema`.

use clap::Args;

use riskgate_schema::Graph;

use super::tell;
use crate::Error;

/// Print the GraphQL schema
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  riskgate schema > schema.graphql")]
pub(super) struct Schema {}

impl Schema {
    #[expect(clippy::unused_self, reason = "commands are run alike")]
    pub(super) fn run(self) -> Result<(), Error> {
        tell(&Graph::sdl())
    }
}
