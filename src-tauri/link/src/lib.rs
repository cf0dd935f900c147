//! The client of a desk server.
