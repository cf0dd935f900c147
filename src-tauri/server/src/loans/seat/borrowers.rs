//! Who borrows: looked for, and linked to a thread.

use sportello_core::{BorrowerId, ThreadId};
use sportello_wire::seat::{BorrowerView, LoansRefusal};

use super::{LONGEST_WORD, Seat, Undone};
use crate::loans::cards::NotLinked;

impl Seat {
    pub(super) async fn find(&self, text: &str) -> Result<Vec<BorrowerView>, Undone> {
        let text: String = text.trim().chars().take(LONGEST_WORD).collect();
        if text.chars().count() < 2 {
            return Ok(Vec::new());
        }
        let settings = self.loans.settings().await?;
        let library = self.loans.0.library;
        let found = self.loans.0.store.find_borrowers(library, &text).await?;
        let view = |row| self.loans.borrower_view(row, &settings);
        Ok(found.iter().map(view).collect())
    }

    pub(super) async fn link(&self, thread: ThreadId, borrower: BorrowerId) -> Result<(), Undone> {
        let row = self.own_borrower(borrower).await?;
        let (of, library) = self.loans.0.store.thread_of(thread).await?;
        if library != self.loans.0.library || row.desk != of.desk {
            return Err(LoansRefusal::Gone {}.into());
        }
        match self.loans.link(of, borrower, "librarian").await {
            Ok(()) => Ok(()),
            Err(NotLinked::Failed(why)) => Err(why.into()),
            Err(_) => Err(LoansRefusal::NotSaved {}.into()),
        }
    }
}
