//! Loans and notices, in the window.

use serde::{Deserialize, Serialize};
use sportello_core::ThreadId;
use ts_rs::TS;

use crate::seat::{
    BorrowerView, FilePreview, LedgerEntry, LoansOrder, LoansRefusal, LoansView, PrintLetter,
    SourceTroubleView, WeekNotice,
};

/// What the window shows of loans and notices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowLoans {
    /// What the server shows, while it is watched.
    pub view: Option<LoansView>,
    /// Who stands behind threads that were asked for.
    pub of_threads: Vec<ThreadBorrowers>,
    /// A file of loans on its way to the server.
    pub sending: FileSending,
    /// How the last order came out.
    pub answer: Option<LoansAnswer>,
}

/// Who stands behind a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ThreadBorrowers {
    /// Which.
    pub thread: ThreadId,
    /// They; mostly one.
    pub borrowers: Vec<BorrowerView>,
}

/// A file of loans on its way to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum FileSending {
    /// There is none.
    #[default]
    None,
    /// It is on its way.
    Sending,
    /// It is there, and can be looked at.
    There {
        /// It.
        preview: Box<FilePreview>,
    },
    /// It is not.
    Failed {
        /// Why.
        why: FileSendingTrouble,
    },
}

/// Why a file of loans did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FileSendingTrouble {
    /// It is longer than a table may be.
    TooLarge,
    /// It can't be read as a table.
    NotATable,
    /// Too many in a short time.
    TooMany,
    /// The server could not be reached, or did not take it.
    Failed,
}

/// How an order came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoansAnswer {
    /// Which, by the number the window gave it.
    pub number: u32,
    /// Why it was not done; none when it was.
    pub refused: Option<LoansRefusal>,
    /// What it brought.
    pub brought: LoansBrought,
}

/// What an order brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum LoansBrought {
    /// Nothing but that it was done.
    #[default]
    Nothing,
    /// How a source was tried.
    Tried {
        /// How many loans it has, if it says so.
        loans: Option<u32>,
        /// What was in the way.
        trouble: Option<SourceTroubleView>,
    },
    /// What a file would change.
    Preview {
        /// It.
        preview: Box<FilePreview>,
    },
    /// Borrowers.
    Borrowers {
        /// They, by name.
        borrowers: Vec<BorrowerView>,
    },
    /// A personal link.
    Link {
        /// Its address.
        address: String,
        /// Until when it can be opened: milliseconds since 1970 UTC.
        #[ts(type = "number")]
        until: i64,
    },
    /// The notices of the next seven days.
    Week {
        /// The earliest first.
        notices: Vec<WeekNotice>,
        /// How many there are.
        count: u32,
    },
    /// Notices that were sent.
    Ledger {
        /// The newest first.
        notices: Vec<LedgerEntry>,
        /// There are more.
        more: bool,
    },
    /// What is to be printed.
    Print {
        /// One for each borrower.
        letters: Vec<PrintLetter>,
    },
}

/// What the librarian orders about loans and notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum LoansWindowOrder {
    /// Order something of the server.
    Ask {
        /// The window's own number for it, told back with the answer.
        number: u32,
        /// What.
        order: Box<LoansOrder>,
    },
    /// Think no more of the file that was sent.
    LeaveFile {},
}
