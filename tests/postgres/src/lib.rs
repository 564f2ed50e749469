//! Temporary PostgreSQL databases for tests.
//!
//! [`database`] answers an empty database of one cluster that all tests of the process share. The cluster is started when the first test
//! asks for it, listens on a socket in its own folder alone, and goes with the process, even one that is killed: a *guardian*, a process
//! that waits for the end of its standard input, stops the server and removes the folder. Nothing needs to be set up beyond PostgreSQL's
//! binaries. With `RISKGATE_TEST_POSTGRES_URL`, the address of a database whose user may create others, that server is used instead.
//!
//! Where there is neither, tests are skipped: the answer is `None`, and the reason is written to standard error once. With
//! `RISKGATE_REQUIRE_POSTGRES` that is a failure.

mod binaries;
mod cluster;
mod database;
mod server;

pub use cluster::Cluster;
pub use database::Database;
pub use server::database;
