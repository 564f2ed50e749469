//! The `riskgate` binary.

fn main() {}
