//! The desk server.
