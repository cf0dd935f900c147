//! A patron's own loans on the page: how they get there, and what is answered to a
//! notice.

use serde::{Deserialize, Serialize};
use sportello_core::{BorrowerId, LoanId, NotRenewed};
use ts_rs::TS;

/// What the page orders about loans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum OwnLoansOrder {
    /// Ask how it stands; from then on each change is told.
    Ask {},
    /// Name a library card: a code is sent to the address that the library has.
    NameCard {
        /// The number on the card.
        card: String,
    },
    /// The code that came.
    Code {
        /// Its six digits.
        code: String,
    },
    /// The secret of a personal link that was handed out at the counter.
    Link {
        /// It.
        secret: String,
    },
    /// Have a loan renewed.
    Renew {
        /// Which.
        loan: LoanId,
    },
    /// Say that a loan was returned.
    Returned {
        /// Which.
        loan: LoanId,
    },
    /// Talk about a loan: it stands in the thread before the patron takes a place in
    /// the line.
    TalkAbout {
        /// Which.
        loan: LoanId,
    },
    /// Be sent notices, or none.
    SetNotices {
        /// Whose.
        borrower: BorrowerId,
        /// They are sent.
        on: bool,
    },
    /// Have nothing more to do with a card.
    Unlink {
        /// Whose.
        borrower: BorrowerId,
    },
}

/// What the page is told about loans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum OwnLoansNews {
    /// How it stands. After `Ask`, and at each change.
    Stands {
        /// The cards that are linked, in the order of their linking.
        cards: Vec<OwnCard>,
        /// A code was sent for this card and is awaited, as the patron typed it.
        awaited: Option<String>,
    },
    /// If that card is known and the library has an address for it, a code is on its
    /// way there. Nobody is told whether a card is known.
    CodeSent {},
    /// It was done, or will be: what came of it stands in the thread.
    Done {
        /// About which loan; none when it was about a card.
        loan: Option<LoanId>,
    },
    /// It was not done.
    Refused {
        /// About which loan; none when it was about a card.
        loan: Option<LoanId>,
        /// Why.
        why: OwnLoansRefusal,
    },
}

/// Why something about loans was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum OwnLoansRefusal {
    /// The library has no loans here.
    NotOffered {},
    /// That is no number of a card.
    BadCard {},
    /// Too many tries: some hours must pass, or a librarian helps.
    TooManyTries {},
    /// The code is another one.
    WrongCode {
        /// How many tries are left.
        left: u32,
    },
    /// The code is over: another one must be asked for.
    CodeOver {},
    /// The personal link is over, or was used.
    LinkOver {},
    /// There is no such loan or card any more.
    Gone {},
    /// The library's own rules.
    NotRenewed {
        /// Which of them.
        why: NotRenewed,
    },
    /// The library's data can't be reached; nothing was changed.
    Away {},
    /// The server could not write; nothing was changed.
    NotSaved {},
}

/// A card that is linked to the thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnCard {
    /// Whose.
    pub borrower: BorrowerId,
    /// What they are called; may be empty.
    pub name: String,
    /// The last characters of the card's number.
    pub card_end: String,
    /// Notices are sent.
    pub notices: bool,
    /// What they have out, the next due first.
    pub loans: Vec<OwnLoan>,
    /// Since when that is so, as far as the library has told: milliseconds since 1970
    /// UTC.
    #[ts(type = "number")]
    pub read_at: i64,
}

/// A loan of the patron's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnLoan {
    /// Which.
    pub id: LoanId,
    /// Its title; may be empty.
    pub title: String,
    /// Who wrote it; may be empty.
    pub author: String,
    /// The day on which it is due.
    pub due: String,
    /// How it stands.
    pub state: OwnLoanState,
}

/// How a loan of the patron's stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OwnLoanState {
    /// It is out.
    Out,
    /// It is out for too long.
    Overdue,
    /// A librarian is asked to renew it.
    RenewalAsked,
    /// The patron says that it was returned.
    ReturnSaid,
}
