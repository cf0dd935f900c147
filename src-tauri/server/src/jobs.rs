//! What the server does by itself, at its hour.

mod purge;

pub use purge::SESSIONS_LAST;
pub(crate) use purge::purge_nightly;
