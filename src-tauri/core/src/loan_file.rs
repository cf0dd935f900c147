//! How a file of loans is understood: which of its columns says what, how its days are
//! written, and what can be wrong with a row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How many columns a file may have.
pub const MOST_COLUMNS: usize = 100;
/// The longest heading of a column that is kept, in characters.
pub const LONGEST_HEADING: usize = 100;

/// What a column of a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Column {
    /// What the ILS calls the loan.
    Loan,
    /// What the ILS calls its borrower.
    Borrower,
    /// The number of the borrower's card.
    Card,
    /// The borrower's name; only the given name where there is a [`Self::Surname`].
    Name,
    /// The borrower's family name.
    Surname,
    /// The borrower's mail address.
    Mail,
    /// The borrower's phone number.
    Phone,
    /// What the borrower reads: Italian or English.
    Language,
    /// The number of the item.
    Item,
    /// The title.
    Title,
    /// Who wrote it.
    Author,
    /// When it was lent.
    Lent,
    /// When it is due.
    Due,
    /// How often it was renewed.
    Renewals,
    /// Whether, or for how many, somebody else waits for it.
    Awaited,
    /// How the loan stands, in words.
    Status,
    /// When, or whether, it was returned.
    Returned,
    /// Whether the ILS renews it by itself.
    RenewsItself,
}

impl Column {
    /// Every column, in the order in which they are asked for.
    pub const ALL: [Self; 18] = [
        Self::Due,
        Self::Borrower,
        Self::Card,
        Self::Name,
        Self::Surname,
        Self::Mail,
        Self::Phone,
        Self::Language,
        Self::Title,
        Self::Author,
        Self::Item,
        Self::Loan,
        Self::Lent,
        Self::Renewals,
        Self::Awaited,
        Self::RenewsItself,
        Self::Status,
        Self::Returned,
    ];
}

/// What comes first where a day is written in numbers, and both could be meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum DayOrder {
    /// The day: 31/12/2026.
    #[default]
    DayFirst,
    /// The month: 12/31/2026.
    MonthFirst,
}

/// Which columns of a file say what. Columns are named by their headings, so that what
/// was mapped once fits tomorrow's file, whatever the order of its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Mapping {
    /// The heading of the column that says it. Where a file has no headings they are
    /// `#1`, `#2` and so on.
    pub columns: BTreeMap<Column, String>,
    /// What comes first in days that can be read both ways, if the file itself does not
    /// prove it.
    pub order: DayOrder,
}

impl Mapping {
    /// Whether it says enough: when a loan is due, and whose it is.
    pub fn is_enough(&self) -> bool {
        let has = |column| self.columns.contains_key(&column);
        has(Column::Due) && (has(Column::Borrower) || has(Column::Card) || has(Column::Mail))
    }

    /// Whether it can be kept: its headings are no longer than headings are.
    pub fn is_bounded(&self) -> bool {
        let mut headings = self.columns.values();
        headings.all(|heading| heading.chars().count() <= LONGEST_HEADING)
    }
}

/// What can be wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum RowFault {
    /// It does not say when it is due.
    DueMissing,
    /// When it is due can't be read.
    DueUnreadable,
    /// It is due so early or so late that nobody can mean it.
    DueTooFar,
    /// It does not say whose it is.
    NoBorrower,
    /// A number is longer than numbers are.
    NumberTooLong,
    /// A number was rounded by a spreadsheet: 1,23E+11.
    NumberRounded,
    /// The same loan stands further up.
    LoanTwice,
    /// A quote is opened and not closed.
    QuoteOpen,
    /// There is more in it than the headings say; a separator may stand in a text.
    TooManyCells,
    /// A cell is longer than cells are.
    CellTooLong,
    /// The mail address is none; the loan is taken without it.
    MailUnreadable,
    /// When it was lent can't be read; the loan is taken without it.
    LentUnreadable,
    /// How often it was renewed can't be read; the loan is taken without it.
    RenewalsUnreadable,
}

impl RowFault {
    /// Whether the row is left out for it.
    pub const fn rejects(self) -> bool {
        match self {
            Self::DueMissing
            | Self::DueUnreadable
            | Self::DueTooFar
            | Self::NoBorrower
            | Self::NumberTooLong
            | Self::NumberRounded
            | Self::LoanTwice
            | Self::QuoteOpen
            | Self::TooManyCells
            | Self::CellTooLong => true,
            Self::MailUnreadable | Self::LentUnreadable | Self::RenewalsUnreadable => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_says_enough_when_it_says_when_and_whose() {
        let of = |columns: &[Column]| {
            let columns = columns.iter().map(|one| (*one, "x".to_owned())).collect();
            Mapping {
                columns,
                order: DayOrder::DayFirst,
            }
        };
        assert!(of(&[Column::Due, Column::Card]).is_enough());
        assert!(!of(&[Column::Due, Column::Name]).is_enough());
        assert!(!of(&[Column::Borrower]).is_enough());
    }

    #[test]
    fn every_column_is_asked_for_once() {
        let mut all = Column::ALL.to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), Column::ALL.len());
    }
}
