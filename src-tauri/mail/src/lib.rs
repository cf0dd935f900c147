//! Mail: letters written and handed to a mail server, and mail fetched and read.
//!
//! **Out.** [`send`] makes one attempt at one [`Letter`] and says how it went; [`check`] goes
//! the same way without sending anything. [`templates`] write what a letter says, and
//! [`reply`] makes the address that its answer comes back to.
//!
//! **The rule.** An attempt ends in one of four ways: sent; *not now*, and it may be
//! tried again; *never*, because the server will not take this letter; or
//! [*uncertain*](Failure::Uncertain), because the whole letter was handed over and the
//! answer to it never came. Only the first and the last may have reached somebody. What
//! is said of a failure is of a [`Trouble`], one for each thing a person can do about
//! it, with the server's own words beside it.
//!
//! **In.** An [`imap::Session`] fetches mail from a mailbox; [`incoming::read`] says what
//! one mail says: who writes, what is new in it and what only quoted, what was sent along, and
//! whether it is a person's, a machine's, a bounce or a receipt. [`reply::belonging`] knows
//! the signed address by which an answer finds its thread or its case. Whatever comes in
//! is bounded and never trusted; the modules say how.
//!
//! It keeps nothing, tries nothing again and knows no queue: that is the caller's. It
//! logs nothing, since all it handles are addresses, texts and a password.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

mod account;
mod address;
pub mod imap;
pub mod incoming;
mod letter;
pub mod reply;
mod smtp;
pub mod templates;
mod trouble;
mod way;

pub use account::{Account, Authority, Password, PasswordTooLong, Security};
pub use address::{Address, AddressTrouble, LONGEST_ADDRESS, Mailbox, NameTrouble};
pub use letter::{
    Enclosure, Invitation, Letter, LetterId, LetterIdTrouble, LetterTrouble, MOST_REFERENCES,
};
pub use smtp::{Patience, check, check_within, send, send_within};
pub use trouble::{Concern, Detail, Failure, Obstacle, Trouble};
