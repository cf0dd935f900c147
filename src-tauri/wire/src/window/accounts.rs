//! Accounts in the window: signing in by an invitation, where the session is kept, and
//! what is shown of accounts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::seat::{AccountsOrder, AccountsRefusal, AccountsView, MadeLink};

/// What the window shows of accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowAccounts {
    /// The name to sign in with that is known of last time; may be empty.
    pub user: String,
    /// Where this computer keeps the session; none while it keeps none.
    pub kept: Option<KeptIn>,
    /// An invitation that was looked at before signing in.
    pub invitation: Option<SeenInvitation>,
    /// Why an invitation could not be looked at or used.
    pub invitation_trouble: Option<InvitationTrouble>,
    /// What the server shows, while it is watched.
    pub view: Option<AccountsView>,
    /// How the last order came out.
    pub answer: Option<AccountsAnswer>,
    /// A link that was made, until it is put away.
    pub link: Option<MadeLink>,
}

/// How an order came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountsAnswer {
    /// Which, by the number the window gave it.
    pub number: u32,
    /// Why it was not done; none when it was.
    pub refused: Option<AccountsRefusal>,
}

/// Where a session is kept on this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeptIn {
    /// In the keyring of the desktop.
    Keyring,
    /// In a file that only this user of the computer can read.
    File,
}

/// An invitation, as whoever holds its link sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeenInvitation {
    /// Who invites.
    pub library: String,
    /// Who is invited.
    pub name: String,
    /// The name to sign in with, where only a new password is to be chosen.
    pub user: Option<String>,
    /// The server's address.
    pub server: String,
}

/// Why an invitation did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum InvitationTrouble {
    /// The text is no link of an invitation.
    BadLink,
    /// No server answers at its address.
    Unreachable,
    /// The server said no.
    Refused {
        /// Why.
        why: AccountsRefusal,
    },
}

/// What the librarian orders about accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum AccountsWindowOrder {
    /// Look at an invitation before signing in.
    LookAtInvitation {
        /// The link, as it was pasted.
        link: String,
    },
    /// Use the invitation that was looked at, and sign in.
    Join {
        /// The name to sign in with that was chosen.
        user: String,
        /// The password that was chosen.
        password: String,
    },
    /// Sign in with a password after all.
    PutInvitationAway {},
    /// Order something of the server.
    Ask {
        /// The window's own number for it, told back with the answer.
        number: u32,
        /// What.
        order: AccountsOrder,
    },
    /// The link that was made has been seen.
    PutLinkAway {},
}
