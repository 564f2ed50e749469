//! Vendor payloads into the model: pure and tolerant.
