//! Mail fetched from a mailbox: IMAP over TLS.
//!
//! One [`Session`] is one connection with one mailbox open. It says which mails are newer
//! than one that is known ([`Session::newer_than`]), fetches them without marking them
//! ([`Session::fetch`]), marks them once the caller has them safe
//! ([`Session::mark_seen`]), and waits for more ([`Session::wait`]).
//!
//! **The rule.** A mail is known by its [`Uid`] *and* the mailbox's
//! [`uid_validity`](MailboxState::uid_validity): where that has changed, no uid that was
//! noted means anything, and the caller begins anew (and finds what it has already by its
//! Message-ID). Nothing is marked or moved before the caller says so, so that a mail which
//! was fetched and not kept is fetched again.
//!
//! *The server is not believed in length or in time.* Every step has its time
//! ([`Patience`]); what it says to one command is bounded, and a mail that is longer than
//! [`MOST_BYTES`](crate::incoming::MOST_BYTES) is never fetched: only its head is.
//!
//! After an error a session is of no more use: drop it and open another, later. It keeps
//! nothing, tries nothing again and logs nothing.

mod guard;
mod opening;
mod talk;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::account::{Authority, Password, Security};
use crate::trouble::Obstacle;

/// Where mail comes in: a mailbox of a library, or of its municipality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The server's name, or its IP address: `imap.comune.empoli.fi.it`.
    pub server: String,
    /// Its port: usually 993 with [`Security::Tls`], 143 with [`Security::StartTls`].
    pub port: u16,
    /// How the way there is encrypted.
    pub security: Security,
    /// Who signs in.
    pub user: String,
    /// Who vouches for the server, where that is nobody the computer knows.
    pub authority: Option<Authority>,
}

/// How long a session waits for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the server's name, and for a connection to each of its addresses.
    pub connection: Duration,
    /// For the answer to a command, and for the encryption to come about.
    pub answer: Duration,
    /// For a whole mail.
    pub mail: Duration,
    /// For the answer to a goodbye.
    pub goodbye: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connection: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            mail: Duration::from_secs(300),
            goodbye: Duration::from_secs(2),
        }
    }
}

/// The number of a mail in its mailbox; it means something only with the mailbox's
/// `uid_validity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Uid(pub u32);

/// How a mailbox is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailboxState {
    /// The epoch of its uids: where it is another one, all that was noted is void.
    pub uid_validity: u32,
    /// The uid that the next mail gets; none where the server does not say.
    pub uid_next: Option<Uid>,
    /// How many mails are in it.
    pub exists: u32,
}

/// What [`check`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The mailbox.
    pub mailbox: MailboxState,
    /// Whether the server tells of new mail by itself (IDLE); else it is asked every few
    /// minutes.
    pub tells: bool,
    /// Whether mail can be moved into another folder.
    pub moves: bool,
}

/// A mail that waits in the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub uid: Uid,
    /// How long it is, in bytes, as the server says.
    pub bytes: u32,
}

/// A mail that was fetched.
#[derive(Clone, PartialEq, Eq)]
pub enum Fetched {
    /// All of it.
    Whole(Vec<u8>),
    /// It is longer than what is read: its head (see [`crate::incoming::read_head`]).
    TooLarge {
        /// How long it is, in bytes.
        bytes: u32,
        /// Its head.
        head: Vec<u8>,
    },
    /// It is not there any more: somebody moved or deleted it.
    Gone,
}

/// Why waiting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// Something changed in the mailbox: look whether there is something new.
    News,
    /// Nothing changed in all that time.
    Nothing,
    /// The caller wanted it to.
    Stopped,
    /// The server does not tell of new mail by itself: ask again in a few minutes.
    MustPoll,
}

/// Goes the whole way to a mailbox and changes nothing in it: the name, the connection,
/// the encryption, the sign-in, and the mailbox.
///
/// # Errors
/// What stands in the way.
pub async fn check(
    account: &Account,
    password: &Password,
    mailbox: &str,
) -> Result<Checked, Obstacle> {
    let _ = (account, password, mailbox);
    todo!()
}

/// One connection with one mailbox open.
#[derive(Debug)]
pub struct Session {
    state: MailboxState,
}

impl Session {
    /// Connects, signs in and opens a mailbox: `INBOX`, or a folder by its name.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn open(
        account: &Account,
        password: &Password,
        mailbox: &str,
    ) -> Result<Self, Obstacle> {
        Self::open_within(&Patience::default(), account, password, mailbox).await
    }

    /// The same, with other time-outs.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn open_within(
        patience: &Patience,
        account: &Account,
        password: &Password,
        mailbox: &str,
    ) -> Result<Self, Obstacle> {
        let _ = (patience, account, password, mailbox);
        todo!()
    }

    /// How the mailbox was when it was opened.
    pub fn state(&self) -> MailboxState {
        self.state
    }

    /// Whether the server tells of new mail by itself.
    pub fn tells(&self) -> bool {
        todo!()
    }

    /// The oldest mails that are newer than this one, at most so many, in order. Begin
    /// with `Uid(0)`; for the next ones go on from the last.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn newer_than(&mut self, known: Uid, most: usize) -> Result<Vec<Waiting>, Obstacle> {
        let _ = (known, most);
        todo!()
    }

    /// Fetches a mail, and leaves it as unseen as it was.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn fetch(&mut self, uid: Uid) -> Result<Fetched, Obstacle> {
        let _ = uid;
        todo!()
    }

    /// Marks a mail as seen: the caller has it safe.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn mark_seen(&mut self, uid: Uid) -> Result<(), Obstacle> {
        let _ = uid;
        todo!()
    }

    /// Moves a mail into another folder, which is made where it is missing; says whether
    /// it did: not every server can.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn move_to(&mut self, uid: Uid, folder: &str) -> Result<bool, Obstacle> {
        let _ = (uid, folder);
        todo!()
    }

    /// Waits until something changes in the mailbox, for so long (28 minutes at most), or
    /// until the caller has enough.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn wait(
        &mut self,
        at_most: Duration,
        stop: impl Future<Output = ()>,
    ) -> Result<Waited, Obstacle> {
        let _ = (at_most, stop);
        todo!()
    }

    /// Says goodbye.
    pub async fn leave(self) {
        todo!()
    }
}
