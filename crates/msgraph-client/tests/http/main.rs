//! The client against a real HTTP server on this machine, which answers as it was told to, well or badly.

mod acting;
mod authenticating;
mod faults;
mod reading;
mod scripted;
mod throttled;
