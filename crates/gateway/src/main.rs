//! The `riskgate` binary.

use std::process::ExitCode;

use riskgate_gateway::{cli, config};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os(), config::process_environment())
}
