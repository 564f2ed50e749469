//! The gateway seen from outside, and the rules of the house.

mod access;
mod bounds;
mod clients;
mod defender;
mod explorer;
mod faults;
mod first_minute;
mod hostile;
mod house;
mod levels;
mod restart;
