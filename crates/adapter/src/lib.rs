//! The seam: what every adapter promises.
