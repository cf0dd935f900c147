//! Loans, their borrowers, and what was said about them.
//!
//! Loans are many and change rarely: what a source says is compared in memory with what
//! is known, and only what differs is written, some hundred rows at a time, so that the
//! desk never waits for it. Their ids are made here, once for each key of a source.

mod borrowers;
mod cards;
mod data;
mod due;
mod ledger;
mod requests;
mod runs;
mod sources;

pub use borrowers::{BorrowerRow, LoanRow, forget_link, link_borrower, set_notices};
pub use cards::{CardCode, add_card_link, keep_code, miss_code, use_card_link};
pub use data::{Comparison, Known, KnownLoan, change_due, close_loan, close_loans, put_loans};
pub use due::DueLoan;
pub(crate) use ledger::forget_returned;
pub use ledger::{
    LedgerLook, LedgerRow, LetterLoan, NewNotice, NoticeFacts, PrintRow, UnreadNotice, mark_again,
    mark_letter, mark_printed, mark_to_print, save_notice,
};
pub use requests::{
    LoanRequestRow, RequestKind, ask_request, settle_request, silence_loan, wake_loans,
};
pub use runs::{RunRow, pause_notices, save_run};
pub use sources::{
    LoanSourceRow, NotedTrouble, note_source_read, note_source_trouble, remove_loan_source,
    save_loan_source, save_source_columns,
};

use chrono::NaiveDate;
use sqlx::Row;
use sqlx::sqlite::{SqliteQueryResult, SqliteRow};

use crate::StoreError;

/// What was to be changed was there.
fn is_about_one(changed: &SqliteQueryResult) -> Result<(), StoreError> {
    match changed.rows_affected() {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}

/// A day as it stands in a row.
fn day(row: &SqliteRow, column: &str) -> Result<NaiveDate, StoreError> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| StoreError::Unreadable("day"))
}

fn optional_day(row: &SqliteRow, column: &str) -> Result<Option<NaiveDate>, StoreError> {
    let text: String = row.try_get(column)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|_| StoreError::Unreadable("day"))
}

/// Names and numbers as they are looked for: lower case, without accents.
fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        'à' | 'á' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' | 'õ' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    };
    text.to_lowercase().chars().map(plain).collect()
}

/// What is looked for with LIKE, as it is and nothing more.
fn like(text: &str) -> String {
    let escaped: String = folded(text.trim())
        .chars()
        .flat_map(|c| match c {
            '%' | '_' | '\\' => vec!['\\', c],
            other => vec![other],
        })
        .collect();
    format!("%{escaped}%")
}
