//! Loans and notices, at the socket of one librarian: orders in, answers and views out.
//!
//! Whoever orders something is judged by the role that stands in the database at that
//! moment. What may take its time runs beside the socket.
//!
//! Here every order is judged, so that who may do what can be read in one place, and goes
//! on to the file that does it: `sources` what is read, `by_hand` what is typed in,
//! `borrowers` who borrows, `notices` what goes out, `requests` what patrons asked for.

mod borrowers;
mod by_hand;
mod notices;
mod requests;
mod sources;

use std::collections::BTreeSet;
use std::time::Duration;

use sportello_core::{BorrowerId, Duty, LibrarianId, Role, Settings, SourceId, ThreadId};
use sportello_store::{LedgerLook, LoanSourceRow, StoreError};
use sportello_wire::seat::{LoansField, LoansOrder, LoansRefusal, LoansTold, ToSeat};
use tokio::sync::watch;

use super::Loans;
use super::files::NotTaken;
use crate::owner::{NotTold, OwnVoice, Telling};
use crate::rhythm::Rounds;

/// A librarian who looks is shown changes in this rhythm.
const RHYTHM: Duration = Duration::from_millis(300);
/// The longest word that is looked for, in characters.
const LONGEST_WORD: usize = 100;

/// Loans and notices, for whoever is signed in at one socket.
pub(crate) struct SeatLoans {
    seat: Seat,
    changed: watch::Receiver<()>,
    rounds: Rounds<Shown>,
    /// The librarian looks.
    watched: bool,
    /// The threads of whom it was asked who stands behind them.
    threads: BTreeSet<ThreadId>,
}

/// What a seat looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// All that does not concern one thread alone.
    View,
    /// Whose card stands behind a thread.
    Thread(ThreadId),
}

#[derive(Clone)]
struct Seat {
    loans: Loans,
    librarian: LibrarianId,
    voice: OwnVoice<ToSeat>,
}

/// Why something was not done.
enum Undone {
    Refused(LoansRefusal),
    Failed(anyhow::Error),
}

impl From<LoansRefusal> for Undone {
    fn from(why: LoansRefusal) -> Self {
        Self::Refused(why)
    }
}

impl From<LoansField> for Undone {
    fn from(field: LoansField) -> Self {
        LoansRefusal::Fault { field }.into()
    }
}

impl From<StoreError> for Undone {
    fn from(why: StoreError) -> Self {
        match why {
            StoreError::NotFound => Self::Refused(LoansRefusal::Gone {}),
            other => Self::Failed(other.into()),
        }
    }
}

impl From<anyhow::Error> for Undone {
    fn from(why: anyhow::Error) -> Self {
        match why.downcast::<StoreError>() {
            Ok(why) => why.into(),
            Err(why) => Self::Failed(why),
        }
    }
}

impl From<NotTaken> for Undone {
    fn from(why: NotTaken) -> Self {
        match why {
            NotTaken::Gone => LoansRefusal::Gone {}.into(),
            NotTaken::NotATable(_) => LoansRefusal::NotATable {}.into(),
            NotTaken::ColumnsMissing => LoansRefusal::ColumnsMissing {}.into(),
            NotTaken::AsksFirst { closes, of } => LoansRefusal::AsksFirst { closes, of }.into(),
            NotTaken::Busy => LoansRefusal::Busy {}.into(),
            NotTaken::Failed(why) => why.into(),
        }
    }
}

impl SeatLoans {
    pub(crate) fn new(loans: Loans, librarian: LibrarianId, voice: OwnVoice<ToSeat>) -> Self {
        Self {
            changed: loans.0.changed.subscribe(),
            rounds: Rounds::default(),
            watched: false,
            threads: BTreeSet::new(),
            seat: Seat {
                loans,
                librarian,
                voice,
            },
        }
    }

    /// Performs an order beside the socket, and says how it came out.
    pub(crate) async fn take(&mut self, number: u32, order: LoansOrder) {
        match order {
            LoansOrder::Watch { on } => {
                self.watched = on;
                if on {
                    self.seat.show().await;
                }
                self.seat.tell(LoansTold::Done { number });
            }
            LoansOrder::AskThread { thread } => {
                if self.threads.len() >= 64 {
                    self.threads.clear(); // those that are still looked at are asked for again
                }
                self.threads.insert(thread);
                self.seat.show_thread(thread).await;
            }
            order => {
                let seat = self.seat.clone();
                tokio::spawn(async move { seat.take(number, order).await });
            }
        }
    }

    /// Refuses an order unread.
    pub(crate) fn refuse(&self, number: u32, why: LoansRefusal) {
        self.seat.tell(LoansTold::Refused { number, why });
    }

    /// Shows changes for as long as the seat is there. May be dropped and asked again.
    pub(crate) async fn keep_showing(&mut self) {
        let all = self.looked_at();
        loop {
            let next = self.rounds.next(&mut self.changed, RHYTHM, &all).await;
            match next {
                next if !all.contains(&next) => {}
                Shown::View => self.seat.show().await,
                Shown::Thread(thread) => self.seat.show_thread(thread).await,
            }
            self.rounds.shown();
        }
    }

    fn looked_at(&self) -> Vec<Shown> {
        let all = self.watched.then_some(Shown::View).into_iter();
        all.chain(self.threads.iter().copied().map(Shown::Thread))
            .collect()
    }
}

impl Seat {
    async fn take(&self, number: u32, order: LoansOrder) {
        let told = match self.perform(number, order).await {
            Ok(told) => told,
            Err(Undone::Refused(why)) => LoansTold::Refused { number, why },
            Err(Undone::Failed(why)) => {
                let why = format!("{why:#}");
                tracing::error!(why, "something about loans could not be done");
                let why = LoansRefusal::NotSaved {};
                LoansTold::Refused { number, why }
            }
        };
        self.tell(told);
    }

    async fn perform(&self, number: u32, order: LoansOrder) -> Result<LoansTold, Undone> {
        let loans = &self.loans;
        match order {
            LoansOrder::SaveSource { id, form, password } => {
                self.authorised(Duty::Administer).await?;
                self.save_source(id, &form, password).await?;
            }
            LoansOrder::RemoveSource { id } => {
                self.authorised(Duty::Administer).await?;
                self.remove_source(id).await?;
            }
            LoansOrder::TrySource { id, form, password } => {
                self.authorised(Duty::Administer).await?;
                return self.try_source(number, id, &form, password).await;
            }
            LoansOrder::ReadSource { id } => self.read_source(id).await?,
            LoansOrder::Preview { upload, columns } => {
                let preview = Box::new(loans.preview(upload, columns).await?);
                return Ok(LoansTold::Previewed { number, preview });
            }
            LoansOrder::TakeFile {
                upload,
                columns,
                anyway,
            } => loans.take_upload(upload, &columns, anyway).await?,
            LoansOrder::DropFile { upload } => loans.decline(upload).await?,
            LoansOrder::SaveLoan { id, source, form } => self.save_loan(id, source, &form).await?,
            LoansOrder::CloseLoan { id } => self.close_loan(id).await?,
            LoansOrder::FindBorrowers { text } => {
                let borrowers = self.find(&text).await?;
                return Ok(LoansTold::Found { number, borrowers });
            }
            LoansOrder::Link { thread, borrower } => self.link(thread, borrower).await?,
            LoansOrder::Unlink { borrower } => {
                self.own_borrower(borrower).await?;
                loans.unlink(borrower).await?;
            }
            LoansOrder::MakeLink { borrower } => {
                let row = self.own_borrower(borrower).await?;
                let (address, until) = loans.make_link(&row, self.librarian).await?;
                return Ok(LoansTold::MadeLink {
                    number,
                    address,
                    until,
                });
            }
            LoansOrder::SetNotices { borrower, on } => self.set_notices(borrower, on).await?,
            LoansOrder::SetPaused { paused } => {
                self.authorised(Duty::StopChannels).await?;
                self.set_paused(paused).await?;
            }
            LoansOrder::RunNow {} => loans.news(),
            LoansOrder::AskWeek { desk } => {
                let (notices, count) = loans.week(desk).await?;
                return Ok(LoansTold::Week {
                    number,
                    notices,
                    count,
                });
            }
            LoansOrder::AskLedger {
                text,
                state,
                before,
            } => {
                let text = text.chars().take(LONGEST_WORD).collect();
                return self
                    .ledger(
                        number,
                        LedgerLook {
                            text,
                            state,
                            before,
                        },
                    )
                    .await;
            }
            LoansOrder::SendAgain { id, reason } => self.send_again(id, &reason).await?,
            LoansOrder::AskPrint {} => {
                let letters = loans.letters().await?;
                return Ok(LoansTold::Print { number, letters });
            }
            LoansOrder::Printed { ids } => self.printed(&ids).await?,
            LoansOrder::Renewed { request, due } => self.renewed(request, &due).await?,
            LoansOrder::NotRenewed { request, why } => self.not_renewed(request, why).await?,
            LoansOrder::Settle { request } => self.settle(request).await?,
            // Dealt with before.
            LoansOrder::Watch { .. } | LoansOrder::AskThread { .. } => {}
        }
        Ok(LoansTold::Done { number })
    }

    async fn role(&self) -> Result<(Role, Settings), Undone> {
        let settings = self.loans.settings().await?;
        let mut known = settings.librarians.iter();
        let role = known
            .find(|one| one.id == self.librarian)
            .map(|one| one.role);
        Ok((role.ok_or(LoansRefusal::NotAllowed {})?, settings))
    }

    async fn authorised(&self, duty: Duty) -> Result<(), Undone> {
        let (role, _) = self.role().await?;
        role.may(duty)
            .then_some(())
            .ok_or_else(|| LoansRefusal::NotAllowed {}.into())
    }

    async fn source(&self, id: SourceId) -> Result<LoanSourceRow, Undone> {
        let sources = self
            .loans
            .0
            .store
            .loan_sources(self.loans.0.library)
            .await?;
        let found = sources.into_iter().find(|row| row.id == id);
        found.ok_or_else(|| LoansRefusal::Gone {}.into())
    }

    async fn own_borrower(
        &self,
        borrower: BorrowerId,
    ) -> Result<sportello_store::BorrowerRow, Undone> {
        Ok(self
            .loans
            .0
            .store
            .borrower(self.loans.0.library, borrower)
            .await?)
    }

    /// Whoever calls it has the turn.
    async fn hand_over(&self, telling: Telling) -> Result<(), Undone> {
        let said = self.loans.0.owner.say(telling).await;
        said.map_err(|why| match why {
            NotTold::Gone => LoansRefusal::Gone {},
            NotTold::NotSaved => LoansRefusal::NotSaved {},
        })?;
        self.loans.news();
        Ok(())
    }

    async fn show(&self) {
        let role = self.role().await.ok().map(|(role, _)| role);
        match self.loans.view(role).await {
            Ok(view) => {
                let view = Box::new(view);
                self.tell(LoansTold::View { view });
            }
            Err(why) => tracing::error!(%why, "loans can't be shown"),
        }
    }

    async fn show_thread(&self, thread: ThreadId) {
        let of = self.loans.0.store.thread_of(thread).await;
        if !of.is_ok_and(|(_, library)| library == self.loans.0.library) {
            return;
        }
        match self.loans.of_thread(thread).await {
            Ok(borrowers) => self.tell(LoansTold::OfThread { thread, borrowers }),
            Err(why) => tracing::error!(%why, "the loans of a thread can't be shown"),
        }
    }

    fn tell(&self, told: LoansTold) {
        self.voice.say(ToSeat::Loans { told });
    }
}
