//! STUN and TURN for the calls of a desk: when routers stand between a patron and a
//! librarian, the media goes through here.
//!
//! **The rule.** Only who is party of a live call may use it, and nobody may use it to
//! reach what stands behind it: credentials are short-lived and name their call
//! ([`credentials`]), peers in networks of the house are refused ([`peers`]), and what
//! a party may take is bounded ([`Limits`]).
//!
//! [`machine`] decides, without sockets and clocks; [`Relay`] performs: a UDP and a TCP
//! port, streams that somebody else accepted (TLS), and a UDP port for each allocation.
//! [`probe`] is a client, with which the server proves itself. It relays UDP only, to
//! peers of the family of its own address; it knows no library, call or patron.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

pub mod credentials;
pub mod framing;
pub mod machine;
mod message;
pub mod peers;
pub mod probe;
mod server;

pub use credentials::{Credentials, Secret};
pub use machine::Limits;
pub use peers::Allowed;
pub use server::{MOST_PORTS, Relay, RelayError, RelaySettings};

/// The realm of the credentials. Clients are told it; it stands for nothing else.
pub const REALM: &str = "sportello";
