//! `riskgate schema`.

use std::io::Write as _;

use clap::Args;

use riskgate_schema::Graph;

use crate::Error;

/// Print the GraphQL schema
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  riskgate schema > schema.graphql")]
pub(super) struct Schema {}

impl Schema {
    #[expect(clippy::unused_self, reason = "commands are run alike")]
    pub(super) fn run(self) -> Result<(), Error> {
        let mut out = std::io::stdout().lock();
        let written = out.write_all(Graph::sdl().as_bytes());
        written.and_then(|()| out.flush()).map_err(|source| Error::System { what: "write the schema to standard output", source })
    }
}
