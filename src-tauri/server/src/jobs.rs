//! What the server does by itself, at its hour.

mod outbox;
mod purge;

pub(crate) use outbox::Sending;
pub use purge::SESSIONS_LAST;
pub(crate) use purge::purge_nightly;
