//! Who carries what goes out: one attempt at one thing, with an outcome that is known.

use std::future::Future;

use sportello_core::{Attempt, Channel, Language, LibraryId, OutgoingId, OutgoingKind, ThreadId};

/// One thing as it is handed to a courier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parcel {
    /// Which.
    pub(crate) id: OutgoingId,
    /// Whose.
    pub(crate) library: LibraryId,
    /// The way on which it goes.
    pub(crate) channel: Channel,
    /// What it is.
    pub(crate) kind: OutgoingKind,
    /// Where it goes.
    pub(crate) address: String,
    /// The thread it is about.
    pub(crate) thread: Option<ThreadId>,
    /// JSON: what the channel needs besides.
    pub(crate) payload: String,
    /// What is told of the same is told under this name.
    pub(crate) about: String,
    /// When it is of no use any more: milliseconds since 1970 UTC.
    pub(crate) gives_up_at: i64,
    /// What whom it is for reads.
    pub(crate) language: Language,
    /// The name of the thing at the far side, the same at each attempt.
    pub(crate) message_id: String,
    /// The library's name.
    pub(crate) library_name: String,
    /// The desk's name.
    pub(crate) desk_name: String,
    /// What the patron is called; may be empty.
    pub(crate) patron_name: String,
    /// The private link of the conversation. It is a secret: it is in no log.
    pub(crate) link: Secret,
    /// When that link ends: milliseconds since 1970 UTC.
    pub(crate) link_ends_at: i64,
}

/// What is in no log.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(pub(crate) String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("…")
    }
}

/// Carries parcels.
pub(crate) trait Courier: Send + Sync + 'static {
    /// Makes one attempt and says how it came out.
    fn carry(&self, parcel: Parcel) -> impl Future<Output = Attempt> + Send;
}
