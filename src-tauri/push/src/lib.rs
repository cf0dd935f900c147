//! Pushes to browsers: encrypted for the one browser that asked for them (RFC 8291),
//! signed by the server (VAPID, RFC 8292) and handed to the push service that the
//! browser named (RFC 8030).
//!
//! **The rule.** A patron chooses the address to which a push goes, so it is not
//! trusted: only push services that are known, or that the operator named, are spoken
//! to ([`Services`]); their name must lead to the public internet, and the very address
//! that was judged is the one that is connected to; redirects are not followed and what
//! comes back is bounded.
//!
//! Nothing here keeps anything, and nothing here knows a patron: what a push says and
//! when it is tried again is decided elsewhere.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

mod carry;
mod key;
mod services;
mod target;

pub use carry::{Push, Urgency, carry};
pub use key::{BadKey, ServerKey};
pub use services::{Service, Services};
pub use target::{Target, Unfit, device_of};
