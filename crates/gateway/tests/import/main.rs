//! The commands, seen from outside: the binary, its exit codes, what it prints, and what the database holds.

mod again;
mod alerts;
mod audit;
mod faults;
mod kinds;
mod memory;
mod migrate;
mod operating;
mod place;
mod postgres;
mod progress;
mod refusals;
mod refused;
mod rows;
mod shapes;
mod summary;
mod sync;
mod tables;
mod tenants;
mod times;
