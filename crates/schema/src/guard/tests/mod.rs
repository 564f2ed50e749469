//! What passes, what is refused, and that nothing at all ends the thread it runs on.

mod any_text;
mod cost;
mod size;
mod text;

use std::thread;

use async_graphql::Request;

use super::scan::{Scan, scan};
use super::{Admitted, Limits, Refusal, admit};

fn admitted(query: &str) -> Result<Admitted, Refusal> {
    admit(&Request::new(query), &Limits::default())
}

fn refused(query: &str) -> Refusal {
    admitted(query).expect_err("the guard lets the document pass")
}

/// Runs `work` on a thread with a stack of that size; an overflow ends the whole test process.
fn on_stack(kibibytes: usize, work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(kibibytes * 1024);
    let running = thread.spawn(work).expect("the thread starts");
    running.join().expect("the work does not panic");
}

fn scanned(text: &str) -> Scan {
    scan(text).expect("the scan refuses the text")
}
