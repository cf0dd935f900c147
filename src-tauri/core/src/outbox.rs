//! What goes out to somebody who is not on the page: a mail, a push.
//!
//! **The rule.** Each thing goes out once. An attempt either came to an end that is
//! known (sent, not now, never) or was cut off after the far side may have accepted it.
//! A mail is *uncertain* then: nothing sends it again but somebody who has looked. A
//! push replaces the one before it by its topic, and an appointment is known again in a
//! calendar, so they are simply tried again.
//!
//! Retries wait longer and longer, by chance a little apart from each other, and end
//! when the thing is too old to be of use. Times are milliseconds since 1970 UTC: they
//! must outlive a restart. Nothing here sends anything.

#[cfg(test)]
mod tests;
mod way;

use serde::{Deserialize, Serialize};

use crate::moment::Span;
pub use way::{LONGEST_STANDSTILL, Standstill, Way};

/// How many things of one library may wait to go out; whatever comes then is refused.
pub const MOST_WAITING: u32 = 10_000;
/// How long a code that was sent for a library card is good.
pub const CARD_CODE_IS_GOOD: Span = Span::minutes(10);
/// How long a thing waits after its first attempt, at most.
pub const FIRST_RETRY: Span = Span::seconds(60);
/// How long a thing waits between two attempts, at most, unless the far side asks for
/// more.
pub const LONGEST_RETRY: Span = Span::minutes(4 * 60);
/// However long the far side asks to be left in peace, it is asked again after this.
pub const LONGEST_PEACE: Span = Span::minutes(24 * 60);
/// The most characters that are kept of what the far side said.
pub const LONGEST_SAID: usize = 300;

/// The way on which something goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Channel {
    /// A mail. Sent twice, it is there twice.
    Mail,
    /// A push to a browser. Sent twice, the second takes the place of the first.
    Push,
    /// The library's calendar on a server. Put there twice, it is there once.
    Calendar,
}

/// What goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum OutgoingKind {
    /// The private link of a conversation, because the patron asked for it.
    PrivateLink,
    /// There is an answer in the conversation.
    Answered,
    /// It is the patron's turn.
    YourTurn,
    /// The desk calls back: the page is to be opened.
    CallBack,
    /// An appointment is booked.
    AppointmentBooked,
    /// An appointment is booked if the patron follows the link of this letter.
    AppointmentToConfirm,
    /// An appointment has another time, or somebody else gives it.
    AppointmentMoved,
    /// An appointment will not take place.
    AppointmentCancelled,
    /// An appointment is near.
    AppointmentReminder,
    /// Loans are due, or overdue.
    LoanNotice,
    /// The code by which somebody shows that a library card is theirs.
    CardCode,
    /// A case, for the office or the colleague who is to answer.
    HandOff,
    /// How a case stands, for a patron who has no conversation to read it in.
    CaseNews,
    /// An appointment is to stand in the library's calendar as it now is.
    CalendarKeep,
    /// An appointment is to stand in the library's calendar no more.
    CalendarRemove,
}

impl OutgoingKind {
    /// After how long it is of no use any more.
    pub const fn lasts(self) -> Span {
        match self {
            Self::PrivateLink => Span::minutes(24 * 60),
            Self::Answered | Self::LoanNotice | Self::HandOff | Self::CaseNews => {
                Span::minutes(3 * 24 * 60)
            }
            Self::YourTurn | Self::CallBack => crate::library::CALLED,
            Self::AppointmentToConfirm => crate::booking::book::TO_CONFIRM,
            Self::AppointmentBooked | Self::AppointmentMoved | Self::AppointmentCancelled => {
                Span::minutes(24 * 60)
            }
            // After an hour it would have begun.
            Self::AppointmentReminder => Span::minutes(60),
            // Whoever waits for it has left the page by then.
            Self::CardCode => Span::minutes(15),
            Self::CalendarKeep | Self::CalendarRemove => Span::minutes(30 * 24 * 60),
        }
    }
}

/// How an outgoing thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutgoingState {
    /// It waits for its time.
    Queued {
        /// When it may go out.
        due: i64,
    },
    /// An attempt is under way.
    Sending,
    /// The far side has accepted it.
    Sent,
    /// The far side may have accepted it.
    Uncertain,
    /// It will not go out.
    Failed,
    /// Whom it was for has read what it is about: it need not go out any more, or has
    /// done what it is for.
    Read,
}

/// What was in the way of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The kind of trouble.
    pub cause: Cause,
    /// What the far side said, if it said something; at most [`LONGEST_SAID`]
    /// characters in one line.
    pub said: String,
}

impl Trouble {
    /// Trouble, with what the far side said in one line.
    pub fn new(cause: Cause, said: &str) -> Self {
        let line = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let readable = line.chars().filter(|c| !c.is_control());
        Self {
            cause,
            said: readable.take(LONGEST_SAID).collect(),
        }
    }
}

macro_rules! causes {
    ($($(#[$meta:meta])* $name:ident = $word:literal;)*) => {
        /// What can be in the way of an attempt: one for each thing that somebody can do
        /// about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "types", derive(ts_rs::TS))]
        pub enum Cause {$(
            $(#[$meta])*
            $name,
        )*}

        impl Cause {
            /// Every cause with the word by which it is stored.
            pub const STORED: &'static [(Self, &'static str)] = &[$((Self::$name, $word)),*];
        }
    };
}

causes! {
    /// The server's name is not known.
    NameNotFound = "nameNotFound";
    /// Nobody listens there.
    NobodyAnswers = "nobodyAnswers";
    /// An answer did not come in time.
    TooSlow = "tooSlow";
    /// The connection broke.
    Cut = "cut";
    /// Something answers, and it is no mail server.
    NotAMailServer = "notAMailServer";
    /// The server sends us away, whoever we are.
    TurnedAway = "turnedAway";
    /// The server says that it can't now.
    Busy = "busy";
    /// The encryption that is asked for is not offered.
    NoEncryption = "noEncryption";
    /// No encrypted connection came about.
    EncryptionFailed = "encryptionFailed";
    /// Nobody vouches for the server's certificate.
    CertificateNotTrusted = "certificateNotTrusted";
    /// The certificate vouches for itself.
    CertificateSignsItself = "certificateSignsItself";
    /// The certificate is for another name.
    CertificateForAnotherName = "certificateForAnotherName";
    /// The certificate has expired.
    CertificateExpired = "certificateExpired";
    /// The certificate is not valid yet.
    CertificateNotYetValid = "certificateNotYetValid";
    /// The authority's certificate can't be read.
    BadAuthority = "badAuthority";
    /// Without encryption only a server on this computer may be used.
    PlainOnlyAtHome = "plainOnlyAtHome";
    /// A name to sign in with is set, and no password.
    PasswordMissing = "passwordMissing";
    /// The server does not take user and password.
    WrongPassword = "wrongPassword";
    /// The server wants somebody to sign in.
    SignInNeeded = "signInNeeded";
    /// The server offers no sign-in with a password.
    NoSignIn = "noSignIn";
    /// The server does not let this sender send.
    SenderRefused = "senderRefused";
    /// The mailbox can't be opened.
    MailboxNotFound = "mailboxNotFound";
    /// There is no room left in the mailbox.
    MailboxFull = "mailboxFull";
    /// The server wants this one later.
    Deferred = "deferred";
    /// The server does not take anything for this address.
    RecipientRefused = "recipientRefused";
    /// It is too long for the server.
    TooLarge = "tooLarge";
    /// The server does not take this one.
    Refused = "refused";
    /// It can't be written as it is.
    BadLetter = "badLetter";
    /// The browser takes no pushes any more.
    Gone = "gone";
    /// It leads where nothing may be sent.
    PlaceForbidden = "placeForbidden";
    /// What is set can't be used, or is missing.
    NotSet = "notSet";
    /// It could not go out before it was of no use.
    TooLate = "tooLate";
    /// The program ended while it went out.
    CutOff = "cutOff";
    /// Something answers, and it is no calendar, or none any more.
    NotACalendar = "notACalendar";
    /// Somebody has changed it in the calendar; what they did stands.
    ChangedThere = "changedThere";
}

/// How an attempt came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The far side has accepted it.
    Sent,
    /// Not now; perhaps later.
    NotNow {
        /// What was in the way.
        trouble: Trouble,
        /// For how long the far side wants to be left in peace, if it says so.
        peace: Option<Span>,
    },
    /// Not now, and nothing else on this way either: it is not this thing's fault.
    NoWay {
        /// What was in the way.
        trouble: Trouble,
        /// For how long the far side wants to be left in peace, if it says so.
        peace: Option<Span>,
    },
    /// Never, however often it is tried.
    Never(Trouble),
    /// It was cut off after the far side may have accepted it.
    Uncertain(Trouble),
}

/// Something that goes out, as far as its way is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The way on which it goes.
    pub channel: Channel,
    /// How it stands.
    pub state: OutgoingState,
    /// How many attempts were begun.
    pub attempts: u32,
    /// When it is of no use any more.
    pub gives_up_at: i64,
    /// What was in the way last.
    pub trouble: Option<Trouble>,
    /// Somebody has looked at it, in doubt or failed as it is, and leaves it so.
    pub left: bool,
}

/// How long things wait for a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// After the first attempt, at most; the double after each one that follows.
    pub first: Span,
}

impl Default for Patience {
    fn default() -> Self {
        Self { first: FIRST_RETRY }
    }
}

impl Outgoing {
    /// Something that may go out from `due` on, and is of no use after `gives_up_at`.
    pub const fn new(channel: Channel, due: i64, gives_up_at: i64) -> Self {
        Self {
            channel,
            state: OutgoingState::Queued { due },
            attempts: 0,
            gives_up_at,
            trouble: None,
            left: false,
        }
    }

    /// Whether its time has come. A time that lies further ahead than anything waits
    /// was reckoned by a clock that has been set back since.
    pub const fn is_due(&self, now: i64) -> bool {
        match self.state {
            OutgoingState::Queued { due } => due <= now || due > now + LONGEST_PEACE.as_millis(),
            OutgoingState::Sending
            | OutgoingState::Sent
            | OutgoingState::Uncertain
            | OutgoingState::Failed
            | OutgoingState::Read => false,
        }
    }

    /// An attempt is to begin. Says whether it may: what is not due may not, and what
    /// is too old fails instead.
    #[must_use]
    pub fn begin(&mut self, now: i64) -> bool {
        if !self.is_due(now) {
            return false;
        }
        if now >= self.gives_up_at {
            self.give_up();
            return false;
        }
        self.state = OutgoingState::Sending;
        self.attempts += 1;
        true
    }

    /// The attempt has come to an end. `chance` is from zero to less than one.
    pub fn end(&mut self, attempt: Attempt, patience: Patience, now: i64, chance: f64) {
        if self.state != OutgoingState::Sending {
            return; // somebody has settled it meanwhile
        }
        match attempt {
            Attempt::Sent => {
                self.state = OutgoingState::Sent;
                self.trouble = None;
            }
            Attempt::NotNow { trouble, peace } => {
                self.trouble = Some(trouble);
                self.retry(patience, peace, now, chance);
            }
            // It goes on when the way does, with as many attempts left as before.
            Attempt::NoWay { trouble, .. } => {
                self.trouble = Some(trouble);
                self.attempts = self.attempts.saturating_sub(1);
                self.state = OutgoingState::Queued { due: now };
            }
            Attempt::Never(trouble) => {
                self.trouble = Some(trouble);
                self.state = OutgoingState::Failed;
            }
            Attempt::Uncertain(trouble) => {
                self.trouble = Some(trouble);
                match self.channel {
                    Channel::Mail => self.state = OutgoingState::Uncertain,
                    Channel::Push | Channel::Calendar => self.retry(patience, None, now, chance),
                }
            }
        }
    }

    /// The program begins anew: an attempt that was under way was cut off.
    pub fn restarted(&mut self, now: i64) {
        if self.state != OutgoingState::Sending {
            return;
        }
        self.trouble = Some(Trouble::new(Cause::CutOff, ""));
        self.state = match self.channel {
            Channel::Mail => OutgoingState::Uncertain,
            Channel::Push | Channel::Calendar => OutgoingState::Queued { due: now },
        };
    }

    /// Somebody who has looked says that it did not arrive: it goes out again. Says
    /// whether that can be.
    #[must_use]
    pub fn send_again(&mut self, lasts: Span, now: i64) -> bool {
        match self.state {
            OutgoingState::Uncertain | OutgoingState::Failed => {
                self.state = OutgoingState::Queued { due: now };
                self.gives_up_at = now + lasts.as_millis();
                self.attempts = 0;
                self.left = false;
                true
            }
            OutgoingState::Queued { .. } => {
                self.state = OutgoingState::Queued { due: now };
                true
            }
            OutgoingState::Sending | OutgoingState::Sent | OutgoingState::Read => false,
        }
    }

    /// Somebody who has looked says that it arrived. Says whether that was in doubt.
    #[must_use]
    pub fn arrived(&mut self) -> bool {
        let was_in_doubt = self.state == OutgoingState::Uncertain;
        if was_in_doubt {
            self.state = OutgoingState::Sent;
            self.trouble = None;
            self.left = false;
        }
        was_in_doubt
    }

    /// Somebody who has looked leaves it as it is. Says whether there was something to
    /// look at.
    #[must_use]
    pub fn leave(&mut self) -> bool {
        match self.state {
            OutgoingState::Uncertain | OutgoingState::Failed if !self.left => {
                self.left = true;
                true
            }
            OutgoingState::Uncertain
            | OutgoingState::Failed
            | OutgoingState::Queued { .. }
            | OutgoingState::Sending
            | OutgoingState::Sent
            | OutgoingState::Read => false,
        }
    }

    /// It is of no use any more, and nothing is under way with it: it fails. Says
    /// whether it did.
    #[must_use]
    pub fn expire(&mut self, now: i64) -> bool {
        let waits = matches!(self.state, OutgoingState::Queued { .. });
        let is_over = waits && now >= self.gives_up_at;
        if is_over {
            self.give_up();
        }
        is_over
    }

    fn retry(&mut self, patience: Patience, peace: Option<Span>, now: i64, chance: f64) {
        let wait = back_off(patience, self.attempts, chance);
        let peace = peace.map_or(0, |peace| {
            peace.as_millis().clamp(0, LONGEST_PEACE.as_millis())
        });
        let due = now + wait.as_millis().max(peace);
        if due >= self.gives_up_at {
            // The trouble of the attempt says more than that it is too late now.
            self.state = OutgoingState::Failed;
        } else {
            self.state = OutgoingState::Queued { due };
        }
    }

    fn give_up(&mut self) {
        self.state = OutgoingState::Failed;
        if self.trouble.is_none() {
            self.trouble = Some(Trouble::new(Cause::TooLate, ""));
        }
    }
}

/// How long to wait after so many attempts: at least half of what doubles each time,
/// so that those who failed together do not come back together.
pub fn back_off(patience: Patience, attempts: u32, chance: f64) -> Span {
    let doublings = attempts.saturating_sub(1).min(20);
    let longest = patience.first.as_millis().saturating_mul(1 << doublings);
    let longest = longest.clamp(0, LONGEST_RETRY.as_millis());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a span of hours in milliseconds is exact in both"
    )]
    let by_chance = (longest as f64 / 2.0 * chance.clamp(0.0, 1.0)) as i64;
    Span::millis(longest / 2 + by_chance)
}
