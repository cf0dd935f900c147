//! What can go wrong in the engine, one variant per thing a caller can do.

use crate::devices::DeviceError;

/// Why the engine refused something or lost a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// `open` was called outside a tokio runtime.
    #[error("a call can only be opened inside a tokio runtime")]
    NoRuntime,
    /// The offer could not be understood or answered; ask for a new one.
    #[error("the offer was refused: {0}")]
    BadOffer(String),
    /// A remote candidate could not be used; the call goes on with the others.
    #[error("the candidate was refused: {0}")]
    BadCandidate(String),
    /// The peer connection could not be built or broke.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// A codec refused its input or its settings.
    #[error("the codec failed: {0}")]
    Codec(String),
    /// A device is missing or failed.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// A thread of the call could not be started.
    #[error("a worker could not be started: {0}")]
    Worker(String),
}
