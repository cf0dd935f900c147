//! Accounts: one's own password and sessions; people, invitations and blocks for those
//! whose role allows it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sportello_core::{InvitationId, Language, LibrarianId, PersonName, Role, SessionId, ThreadId};
use ts_rs::TS;

use super::LibrarianView;

/// What a librarian orders about accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum AccountsOrder {
    /// Show accounts from now on, at once and at each change; or no more.
    Watch {
        /// From now on.
        on: bool,
    },
    /// Change one's own password; other sessions end.
    ChangePassword {
        /// The password so far.
        old: String,
        /// The new one.
        new: String,
    },
    /// End one of one's own sessions.
    EndSession {
        /// Which.
        session: SessionId,
    },
    /// End all of one's own sessions but this one.
    EndOtherSessions {},
    /// Ask somebody to join. For administrators.
    Invite {
        /// As colleagues and patrons will read it.
        name: String,
        /// What they may do besides answering.
        role: Role,
    },
    /// Make a new link in the place of that of an invitation. For administrators.
    RenewInvitation {
        /// Which.
        invitation: InvitationId,
    },
    /// Take an invitation back, or let it hold again. For administrators.
    SetRevoked {
        /// Which.
        invitation: InvitationId,
        /// Taken back.
        revoked: bool,
    },
    /// Change what is set of somebody. For administrators.
    EditPerson {
        /// Whose.
        librarian: LibrarianId,
        /// As colleagues and patrons read it.
        name: String,
        /// Their own name behind a desk's handle; empty for none.
        person: String,
        /// What they may do besides answering.
        role: Role,
        /// What they speak; empty means every language of the desk.
        languages: BTreeSet<Language>,
        /// How many chats they may have at once, beside a call: 1 to 8.
        chats: u8,
    },
    /// Somebody does not work here any more, or does again. For administrators.
    SetActive {
        /// Who.
        librarian: LibrarianId,
        /// Works here.
        active: bool,
    },
    /// Make a link by which somebody chooses a new password. For administrators.
    ResetPassword {
        /// Who.
        librarian: LibrarianId,
    },
    /// Let a patron who was blocked come again. For supervisors.
    EndBlock {
        /// The patron's thread.
        thread: ThreadId,
    },
}

/// What a librarian is told about accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum AccountsTold {
    /// All that this librarian may see of accounts. While it is watched.
    View {
        /// It.
        view: AccountsView,
    },
    /// An order was done.
    Done {
        /// Which, by the number it came with.
        number: u32,
    },
    /// An order was done, and made a link. It is told this once.
    Link {
        /// Which order.
        number: u32,
        /// The link.
        link: MadeLink,
    },
    /// An order was not done.
    Refused {
        /// Which.
        number: u32,
        /// Why.
        why: AccountsRefusal,
    },
    /// An administrator changed who this librarian is.
    You {
        /// As colleagues and patrons read it.
        librarian: LibrarianView,
        /// What they may do besides answering.
        role: Role,
    },
}

/// Accounts, as far as one librarian may see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountsView {
    /// The name this librarian signs in with.
    pub user: String,
    /// Their sessions, this one first.
    pub sessions: Vec<SessionView>,
    /// Who works here, by name; empty for who is no administrator.
    pub people: Vec<PersonEntry>,
    /// Who was asked and has not come yet, the newest first.
    pub invitations: Vec<InvitationView>,
    /// Patrons who may not come; empty for who is no supervisor.
    pub blocks: Vec<BlockView>,
}

/// A sign-in that was not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// Which.
    pub id: SessionId,
    /// It is the one that is looking.
    pub this: bool,
    /// The program and the computer, as the program says; may be empty.
    pub program: String,
    /// Since when: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub begun_at: i64,
    /// When it was last used, to the minute.
    #[ts(type = "number")]
    pub last_used_at: i64,
}

/// Somebody who works here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonEntry {
    /// Who.
    pub id: LibrarianId,
    /// The name to sign in with.
    pub user: String,
    /// As colleagues and patrons read it.
    pub name: String,
    /// Their own name behind a desk's handle.
    pub person: Option<PersonName>,
    /// What they may do besides answering.
    pub role: Role,
    /// What they speak; empty means every language of the desk.
    pub languages: BTreeSet<Language>,
    /// How many chats they may have at once, beside a call.
    pub chats: u8,
    /// They are the last administrator: they can neither go nor be less.
    pub last_administrator: bool,
}

/// An invitation that was not used yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvitationView {
    /// Which.
    pub id: InvitationId,
    /// Who is invited.
    pub name: String,
    /// What they will be.
    pub role: Role,
    /// Whose account gets a new password by it; none for somebody new.
    pub librarian: Option<LibrarianId>,
    /// When it ends, or ended: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub expires_at: i64,
}

/// A patron who may not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BlockView {
    /// Their thread.
    pub thread: ThreadId,
    /// As the patron gave it; may be empty.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Until when: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub until: i64,
}

/// A link that was made, with its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MadeLink {
    /// For which invitation.
    pub invitation: InvitationId,
    /// Who is to use it.
    pub name: String,
    /// It is for a new password of an account that is there.
    pub for_password: bool,
    /// The whole link.
    pub link: String,
    /// The link as a QR code, an SVG picture.
    pub qr: String,
    /// When it ends: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub expires_at: i64,
}

/// Why something about accounts was not done. Also over HTTP, as `code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AccountsRefusal {
    /// The librarian's role does not allow it.
    NotAllowed,
    /// There is no such librarian, session or patron (any more).
    NotFound,
    /// The invitation is unknown, has ended, was used or taken back.
    InvitationOver,
    /// Nobody could set anything any more.
    LastAdministrator,
    /// Nobody takes themself away.
    OwnAccount,
    /// A name has 1 to 100 characters.
    BadName,
    /// No name for behind a handle.
    BadPerson,
    /// A page of the desk has that name.
    PersonReserved,
    /// A colleague has that name behind the handle.
    PersonTaken,
    /// Nobody has that many chats at once, or that few.
    BadChats,
    /// No name to sign in with.
    BadUser,
    /// Somebody signs in with that name.
    UserTaken,
    /// A password has at least ten characters.
    PasswordTooShort,
    /// A password has at most 256 bytes.
    PasswordTooLong,
    /// A password is not the name to sign in with.
    PasswordIsUser,
    /// The password so far is another one.
    WrongPassword,
    /// Too many tries; wait a minute.
    TooManyTries,
    /// The server could not write; nothing was changed.
    NotSaved,
}
