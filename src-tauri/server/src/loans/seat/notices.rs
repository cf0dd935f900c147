//! Notices: whether they go out, what went out, and what goes out once more.

use sportello_core::{BorrowerId, Happened, MessageId, NoticeId, ThreadOf};
use sportello_store::{LedgerLook, NewNotice, StoreError};
use sportello_wire::seat::{LoansField, LoansRefusal, LoansTold};

use super::{Seat, Undone};
use crate::clock::new_id;
use crate::loans::commit;
use crate::loans::run::{library_name, mentioned, said};
use crate::loans::shown::ledger_entry;
use crate::owner::{Fact, Telling};

/// The longest reason to send one again, in characters.
const LONGEST_REASON: usize = 300;
/// How many letters are marked as printed at once.
const MOST_PRINTED: usize = 5_000;

impl Seat {
    pub(super) async fn set_notices(&self, borrower: BorrowerId, on: bool) -> Result<(), Undone> {
        self.own_borrower(borrower).await?;
        let loans = &self.loans;
        let _turn = loans.0.turn.lock().await;
        let mut writing = loans.0.store.write().await?;
        sportello_store::set_notices(&mut writing, borrower, on).await?;
        commit(writing).await?;
        loans.news();
        Ok(())
    }

    pub(super) async fn set_paused(&self, paused: bool) -> Result<(), Undone> {
        let (loans, by) = (&self.loans, paused.then_some(self.librarian));
        let mut writing = loans.0.store.write().await?;
        let library = loans.0.library;
        sportello_store::pause_notices(&mut writing, library, by, loans.now()).await?;
        commit(writing).await?;
        loans.news();
        tracing::info!(librarian = %self.librarian, paused, "notices were stopped or go on");
        Ok(())
    }

    pub(super) async fn ledger(&self, number: u32, look: LedgerLook) -> Result<LoansTold, Undone> {
        let mut rows = self
            .loans
            .0
            .store
            .notices(self.loans.0.library, &look)
            .await?;
        let more = rows.len() > 100;
        rows.truncate(100);
        Ok(LoansTold::Ledger {
            number,
            notices: rows.into_iter().map(ledger_entry).collect(),
            more,
        })
    }

    pub(super) async fn printed(&self, ids: &[NoticeId]) -> Result<(), Undone> {
        let loans = &self.loans;
        let some = &ids[..ids.len().min(MOST_PRINTED)];
        let mut writing = loans.0.store.write().await?;
        let library = loans.0.library;
        sportello_store::mark_printed(&mut writing, library, some, loans.now()).await?;
        commit(writing).await?;
        loans.show();
        Ok(())
    }

    /// A notice is written into the thread anew, or stands on the list to print; its line
    /// of the ledger says why.
    pub(super) async fn send_again(&self, id: NoticeId, reason: &str) -> Result<(), Undone> {
        let reason: String = reason.trim().chars().take(LONGEST_REASON).collect();
        if reason.is_empty() {
            return Err(LoansField::Reason.into());
        }
        let loans = &self.loans;
        let (_, settings) = self.role().await?;
        let me = settings
            .librarians
            .iter()
            .find(|one| one.id == self.librarian);
        let reason = match me {
            Some(me) => format!("{}: {reason}", me.name),
            None => reason,
        };
        let _turn = loans.0.turn.lock().await;
        let noted = loans.0.store.notice(loans.0.library, id).await?;
        let (source, loan) = loans
            .0
            .store
            .due_loan(noted.loan)
            .await
            .map_err(nothing_to_say)?;
        if loan.due != noted.due || loan.is_silent || !loan.notices {
            return Err(LoansRefusal::NothingToSay {}.into());
        }
        let desk = self.source(source).await?.desk;
        let new = |message, to_print| NewNotice {
            id,
            loan: loan.id,
            due: loan.due,
            kind: noted.kind,
            message,
            letter: None,
            to_print,
        };
        let Some((thread, patron)) = loan.thread else {
            let mut writing = loans.0.store.write().await?;
            let now = loans.now();
            sportello_store::mark_again(&mut writing, id, &new(None, true), &reason, now).await?;
            commit(writing).await?;
            loans.show();
            return Ok(());
        };
        let policy = settings.notices_of(desk);
        let language = loan.language.unwrap_or(policy.language);
        let library = library_name(&settings, &loans.0.library_name);
        let message = MessageId(new_id());
        let facts = vec![Fact::Again(id, new(Some((thread, message)), false), reason)];
        let telling = Telling {
            thread: ThreadOf {
                thread,
                desk,
                patron,
            },
            message,
            happened: Happened::LoanNotice,
            text: said(&policy, &[noted.kind], language, &loan.name, library),
            loans: vec![mentioned(&loan)],
            case: None,
            name: loan.name.clone(),
            facts,
        };
        self.hand_over(telling).await
    }
}

fn nothing_to_say(why: StoreError) -> Undone {
    match why {
        StoreError::NotFound => LoansRefusal::NothingToSay {}.into(),
        other => other.into(),
    }
}
