//! The outbox: what goes out to patrons, what is in its way, and the mail account.

use serde::{Deserialize, Serialize};
use sportello_core::{
    Cause, Channel, MailAccountForm, MailFault, OutgoingId, OutgoingKind, ThreadId,
};
use ts_rs::TS;

use super::letters::{LetterTried, LetterView, LettersOrder, WordingFault};

/// What a librarian orders about the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum OutboxOrder {
    /// Show the outbox from now on, at once and at each change; or no more. What concerns
    /// everybody is told from the first of these on, whichever it is.
    Watch {
        /// From now on.
        on: bool,
    },
    /// Something did not arrive: it goes out again.
    SendAgain {
        /// Which.
        id: OutgoingId,
    },
    /// Something that was uncertain arrived.
    Arrived {
        /// Which.
        id: OutgoingId,
    },
    /// Something is in doubt, or has failed, and is left as it is.
    Leave {
        /// Which.
        id: OutgoingId,
    },
    /// A channel that stands still is tried at once.
    TryNow {
        /// Which channel.
        channel: Channel,
    },
    /// Nothing goes out on a channel for a while, or it does again. For supervisors.
    SetPaused {
        /// Which channel.
        channel: Channel,
        /// Nothing goes out.
        paused: bool,
    },
    /// Change the mail account. For administrators.
    SaveMail {
        /// The account.
        account: Box<MailAccountForm>,
        /// The password; none leaves the one that is kept.
        password: Option<String>,
    },
    /// Look whether the mail server would take letters. For administrators.
    TestMail {
        /// The account, as it is typed.
        account: Box<MailAccountForm>,
        /// The password; none takes the one that is kept.
        password: Option<String>,
    },
    /// Write no mail any more. For administrators.
    RemoveMail {},
    /// Something about what letters say. For administrators.
    Letters {
        /// What.
        order: LettersOrder,
    },
}

/// What a librarian is told about the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum OutboxTold {
    /// All that this librarian may see of it. While it is watched.
    View {
        /// It.
        view: Box<OutboxView>,
    },
    /// What concerns everybody, watched or not: whenever it differs from before.
    Concerns {
        /// It.
        concerns: OutboxConcerns,
    },
    /// What every letter says. After each change, to whoever has asked.
    Letters {
        /// It.
        letters: Vec<LetterView>,
    },
    /// A wording was tried.
    Tried {
        /// Which order.
        number: u32,
        /// How it came out.
        tried: Box<LetterTried>,
    },
    /// An order was done.
    Done {
        /// Which, by the number it came with.
        number: u32,
    },
    /// The mail server was tried.
    Tested {
        /// Which order.
        number: u32,
        /// What was in the way; none when it would take letters.
        trouble: Option<TroubleView>,
    },
    /// An order was not done.
    Refused {
        /// Which.
        number: u32,
        /// Why.
        why: OutboxRefusal,
    },
}

/// Why something about the outbox was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum OutboxRefusal {
    /// The librarian's role does not allow it.
    NotAllowed {},
    /// It is not there any more, or was settled meanwhile.
    Settled {},
    /// Something is wrong with the account.
    Fault {
        /// What.
        fault: MailFault,
    },
    /// Something is wrong with a wording.
    Wording {
        /// What.
        fault: WordingFault,
    },
    /// Too many tries; wait a minute.
    TooManyTries {},
    /// The server could not write; nothing was changed.
    NotSaved {},
}

/// The outbox, as far as one librarian may see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutboxView {
    /// The channels on which something waits, or that are stopped.
    pub channels: Vec<ChannelView>,
    /// What somebody must look at: uncertain first, then failed, the newest first.
    pub trouble: Vec<OutgoingView>,
    /// What waits or is being sent, the next first.
    pub next: Vec<OutgoingView>,
    /// What went out, or was left as it is, the newest first.
    pub gone: Vec<OutgoingView>,
    /// The library can write by mail.
    pub has_mail: bool,
    /// The mail account; for administrators.
    pub mail: Option<MailView>,
}

/// What of the outbox concerns every librarian.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutboxConcerns {
    /// What somebody must look at: uncertain first, then failed, the newest first.
    pub trouble: Vec<OutgoingView>,
    /// The channels that stand still by themselves.
    pub still: Vec<Channel>,
}

/// How a channel stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChannelView {
    /// Which.
    pub channel: Channel,
    /// How many wait or are being sent.
    pub waiting: u32,
    /// Since when somebody has stopped it: milliseconds since 1970 UTC.
    #[ts(type = "number | null")]
    pub paused_at: Option<i64>,
    /// Why it stands still by itself.
    pub standstill: Option<StandstillView>,
}

/// Why a channel stands still by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StandstillView {
    /// What is in the way.
    pub trouble: TroubleView,
    /// Since when: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub since: i64,
    /// When it is tried again.
    #[ts(type = "number")]
    pub again_at: i64,
}

/// The mail account, without its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailView {
    /// It.
    pub account: MailAccountForm,
    /// A password is kept.
    pub has_password: bool,
}

/// One outgoing thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutgoingView {
    /// Which.
    pub id: OutgoingId,
    /// The way on which it goes.
    pub channel: Channel,
    /// What it is.
    pub kind: OutgoingKind,
    /// Where it goes.
    pub address: String,
    /// The thread it is about.
    pub thread: Option<ThreadId>,
    /// What its patron is called; may be empty.
    pub patron: String,
    /// How it stands.
    pub state: OutgoingStateView,
    /// What was in the way last.
    pub trouble: Option<TroubleView>,
    /// Somebody has looked at it, in doubt or failed as it is, and leaves it so.
    pub left: bool,
    /// How many attempts were begun.
    pub attempts: u32,
    /// By this id the mail server knows it.
    pub message_id: String,
    /// When it was queued: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub created_at: i64,
    /// When it came to stand as it stands.
    #[ts(type = "number")]
    pub changed_at: i64,
}

/// How an outgoing thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum OutgoingStateView {
    /// It waits.
    Queued {
        /// For when: milliseconds since 1970 UTC.
        #[ts(type = "number")]
        due: i64,
    },
    /// It is being sent.
    Sending {},
    /// The far side has accepted it.
    Sent {},
    /// The far side may have accepted it.
    Uncertain {},
    /// It will not go out.
    Failed {},
    /// The patron has read what it is about.
    Read {},
}

/// What was in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TroubleView {
    /// Its kind.
    pub cause: Cause,
    /// What the far side said; may be empty.
    pub said: String,
}
