//! Loans, as a library's data tell of them: who has what, and until when.
//!
//! Sportello lends nothing. Loans are read from a *source* (a file, an ILS, somebody's
//! hand), which names each loan and each borrower by a key of its own. A due date is a
//! day on the wall of the library; whoever reads an instant makes that day of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::contact::Language;
use crate::reach::MailAddress;

/// The longest key, in characters.
pub const LONGEST_KEY: usize = 128;
/// The longest name, number or code, in characters.
pub const LONGEST_LINE: usize = 200;
/// The longest title, in characters; the rest of a longer one is cut.
pub const LONGEST_TITLE: usize = 300;
/// How many loans a source may have.
pub const MOST_LOANS: usize = 500_000;

/// An item that somebody has out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loan {
    /// What the source calls the loan; the same as long as it is the same loan.
    pub key: String,
    /// What the source calls its borrower: the key of a [`Borrower`].
    pub borrower: String,
    /// The item's number; may be empty.
    pub item: String,
    /// The title; may be empty when the source does not say.
    pub title: String,
    /// Who wrote it; may be empty.
    pub author: String,
    /// The day on which it is due, where the library is.
    pub due: NaiveDate,
    /// When it was lent, if that is known.
    pub lent: Option<NaiveDate>,
    /// How often it was renewed, if that is known.
    pub renewals: Option<u16>,
    /// Somebody else waits for it.
    pub is_awaited: bool,
    /// The ILS renews it by itself as long as it can.
    pub renews_itself: bool,
}

/// Somebody who has loans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Borrower {
    /// What the source calls them.
    pub key: String,
    /// The number of their card; empty when the source hides it.
    pub card: String,
    /// What they are called; may be empty.
    pub name: String,
    /// Where they read mail.
    pub mail: Option<MailAddress>,
    /// Where they can be called; may be empty.
    pub phone: String,
    /// What they read, if the source says so.
    pub language: Option<Language>,
}

/// What a source said at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoanData {
    /// Who has loans. Whoever is named by a loan and not here has nothing but a key.
    pub borrowers: Vec<Borrower>,
    /// What they have.
    pub loans: Vec<Loan>,
}

/// A loan that was renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// When it is due now.
    pub due: NaiveDate,
    /// How often it was renewed, if that is known.
    pub renewals: Option<u16>,
}

/// Why a loan was not renewed, by the library's own rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum NotRenewed {
    /// As often as it may be.
    TooMany,
    /// Somebody else waits for it.
    Awaited,
    /// It is too early to.
    TooSoon,
    /// It is overdue, or something else of this borrower is.
    Overdue,
    /// Something is the matter with the borrower's card: it ended, it is blocked, there
    /// are fines.
    Card,
    /// It was returned meanwhile.
    Returned,
    /// The library does not lend this one for longer.
    NotThisOne,
}
