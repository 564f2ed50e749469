//! One rule a test, over small toy objects.
