//! The cast, the clock and the emulated network of the tests.
