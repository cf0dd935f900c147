//! A session that this computer keeps, so that nobody types a password at each start.

/// A session that is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptSession {
    /// The server's address; empty for the one inside this program, whose port may be
    /// another one at each start.
    pub server: String,
    /// The name to sign in with, for when the session has ended.
    pub user: String,
    /// The session's token.
    pub token: String,
}

impl std::fmt::Debug for KeptSession {
    /// Without the token.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "KeptSession of {} at {}", self.user, self.server)
    }
}
