//! What every library system that can be asked is able to say.

use async_trait::async_trait;
use chrono::NaiveDate;
use sportello_core::{LoanData, NotRenewed, Renewal, SourceCause, SourceTrouble};

/// A library system that can be asked about its loans. Files are none: they come by
/// themselves ([`crate::Folder`]) or by hand.
#[async_trait]
pub trait LoanSource: Send + Sync {
    /// What it can be asked besides all its loans.
    fn abilities(&self) -> Abilities;

    /// Tries the connection, the account and its rights.
    ///
    /// # Errors
    /// What is in the way.
    async fn try_it(&self) -> Result<Tried, SourceTrouble>;

    /// Reads the loans that are due in a span of days, and who has them.
    ///
    /// # Errors
    /// What is in the way. There is no half of it: what was read until then is dropped.
    async fn read(
        &self,
        wanted: Wanted,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<LoanData, SourceTrouble>;

    /// How one loan stands; nothing when it was returned, or is not known.
    ///
    /// # Errors
    /// What is in the way; [`SourceCause::NotAble`] where it can't be asked.
    async fn loan(&self, key: &str) -> Result<Option<LoanNow>, SourceTrouble> {
        let _ = key;
        Err(SourceCause::NotAble.into())
    }

    /// Renews a loan, or hears why not.
    ///
    /// # Errors
    /// What is in the way; [`SourceCause::NotAble`] where it can't be asked. After
    /// [`SourceCause::TooSlow`] and [`SourceCause::Cut`] it may be renewed all the same.
    async fn renew(&self, key: &str) -> Result<Result<Renewal, NotRenewed>, SourceTrouble> {
        let _ = key;
        Err(SourceCause::NotAble.into())
    }
}

/// What a source can be asked besides all its loans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    /// How one loan stands.
    pub looks_up: bool,
    /// To renew one.
    pub renews: bool,
}

/// Which loans are wanted: those due from one day to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The first day.
    pub due_from: NaiveDate,
    /// The last day.
    pub due_until: NaiveDate,
}

impl Wanted {
    /// Whether a loan that is due then is wanted.
    pub(crate) fn holds(&self, due: NaiveDate) -> bool {
        (self.due_from..=self.due_until).contains(&due)
    }
}

/// How far a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being read.
    pub stage: Stage,
    /// How many of them are read.
    pub done: u32,
    /// How many there are, if that is known.
    pub all: Option<u32>,
}

/// What is being read; one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Loans.
    Loans,
    /// Who has them.
    Borrowers,
    /// What they have.
    Items,
    /// What that is called.
    Titles,
}

/// How one loan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoanNow {
    /// When it is due.
    pub due: NaiveDate,
    /// How often it was renewed, if that is known.
    pub renewals: Option<u16>,
}

/// What a test of the connection has seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// How many loans there are, or how many files wait in a folder.
    pub found: u32,
    /// One was looked at, and its borrower is hidden from the account: nobody of those
    /// can be written to.
    pub hides_borrowers: bool,
    /// One was looked at, and its title is hidden from the account.
    pub hides_titles: bool,
}
