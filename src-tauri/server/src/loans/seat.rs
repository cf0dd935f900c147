//! Loans and notices, at the socket of one librarian: orders in, answers and views out.
//!
//! Whoever orders something is judged by the role that stands in the database at that
//! moment. What may take its time runs beside the socket.
//!
//! Long, because every order of the window is judged here, one small function each, so that
//! who may do what can be read in one place.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::NaiveDate;
use sportello_core::{
    Borrower, BorrowerId, Duty, Happened, LibrarianId, Loan, LoanData, LoanId, LoanMentioned,
    LoanRequestId, MailAddress, MessageId, NotRenewed, NoticeId, Role, Settings, SourceId,
    ThreadId,
};
use sportello_store::{LedgerLook, LoanSourceRow, NewNotice, RequestKind, StoreError};
use sportello_wire::seat::{
    LoanForm, LoansField, LoansOrder, LoansRefusal, LoansTold, SourceForm, SourceKind,
    SourceTroubleView, ToSeat,
};
use tokio::sync::watch;

use super::cards::NotLinked;
use super::files::NotTaken;
use super::run::{library_name, mentioned, said};
use super::shown::{is_by_hand, ledger_entry};
use super::sources::{judge, word};
use super::{Loans, commit};
use crate::clock::new_id;
use crate::owner::{Fact, NotTold, OwnVoice, Telling};
use crate::rhythm::Rhythm;

/// A librarian who looks is shown changes in this rhythm.
const RHYTHM: Duration = Duration::from_millis(300);
/// The longest word that is looked for, the longest reason, in characters.
const LONGEST_WORD: usize = 100;
const LONGEST_REASON: usize = 300;
/// How many letters are marked as printed at once.
const MOST_PRINTED: usize = 5_000;

/// Loans and notices, for whoever is signed in at one socket.
pub(crate) struct SeatLoans {
    seat: Seat,
    changed: watch::Receiver<()>,
    rhythm: Rhythm,
    /// The librarian looks.
    watched: bool,
    /// The threads of whom it was asked who stands behind them.
    threads: BTreeSet<ThreadId>,
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
            rhythm: Rhythm::default(),
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

    /// Shows changes for as long as the seat is there.
    pub(crate) async fn keep_showing(&mut self) {
        loop {
            self.rhythm.beat(&mut self.changed, RHYTHM).await;
            if self.watched {
                self.seat.show().await;
            }
            for thread in self.threads.clone() {
                self.seat.show_thread(thread).await;
            }
            self.rhythm.shown();
        }
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

    async fn save_source(
        &self,
        id: Option<SourceId>,
        form: &SourceForm,
        password: Option<String>,
    ) -> Result<(), Undone> {
        let loans = &self.loans;
        let settings = loans.settings().await?;
        let desks: Vec<_> = settings.desks.iter().map(|desk| desk.id).collect();
        judge(form, &desks)?;
        let known = match id {
            Some(id) => Some(self.source(id).await?),
            None => None,
        };
        if let Some(known) = &known {
            self.is_for_the_kept_password(known, &form.kind, password.as_deref())?;
        }
        let id = id.unwrap_or_else(|| SourceId(new_id()));
        let row = LoanSourceRow {
            id,
            library: loans.0.library,
            desk: form.desk,
            name: form.name.trim().to_owned(),
            kind: word(&form.kind).into(),
            what: serde_json::to_string(&form.kind).map_err(anyhow::Error::from)?,
            columns: String::new(),
            fingerprint: String::new(),
            read_at: None,
            trouble: None,
            loans: 0,
            borrowers: 0,
            linked: 0,
        };
        {
            let _turn = loans.0.turn.lock().await;
            let mut writing = loans.0.store.write().await?;
            sportello_store::save_loan_source(&mut writing, &row, loans.now()).await?;
            self.keep_password(id, password).await?;
            commit(writing).await?;
        }
        loans.forget_koha(id);
        loans.offer().await?;
        loans.news();
        tracing::info!(source = %id, librarian = %self.librarian, "a source of loans was set");
        Ok(())
    }

    async fn keep_password(&self, id: SourceId, password: Option<String>) -> anyhow::Result<()> {
        let Some(password) = password else {
            return Ok(());
        };
        let passwords = self.loans.0.passwords.clone();
        tokio::task::spawn_blocking(move || passwords.keep_of(id.0, &password)).await?
    }

    /// A password is said to the server that it was typed for. Who could name another
    /// would read it there.
    fn is_for_the_kept_password(
        &self,
        known: &LoanSourceRow,
        kind: &SourceKind,
        password: Option<&str>,
    ) -> Result<(), Undone> {
        let goes_to = |kind: &SourceKind| match kind {
            SourceKind::Koha {
                address,
                user,
                authority,
                ..
            } => Some((address.clone(), user.clone(), authority.clone())),
            SourceKind::File { .. } | SourceKind::Hand {} => None,
        };
        let before = super::sources::kind_of(known);
        let is_kept = self.loans.password_of(known.id).is_some();
        let is_same = before.as_ref().and_then(goes_to) == goes_to(kind);
        if is_kept && password.is_none() && !is_same {
            return Err(LoansField::Password.into());
        }
        Ok(())
    }

    async fn remove_source(&self, id: SourceId) -> Result<(), Undone> {
        let loans = &self.loans;
        {
            let _turn = loans.0.turn.lock().await;
            let mut writing = loans.0.store.write().await?;
            sportello_store::remove_loan_source(&mut writing, loans.0.library, id).await?;
            commit(writing).await?;
        }
        self.keep_password(id, Some(String::new())).await?;
        loans.forget_koha(id);
        loans.offer().await?;
        loans.news();
        tracing::info!(source = %id, librarian = %self.librarian, "a source of loans is gone");
        Ok(())
    }

    async fn try_source(
        &self,
        number: u32,
        id: Option<SourceId>,
        form: &SourceForm,
        password: Option<String>,
    ) -> Result<LoansTold, Undone> {
        let settings = self.loans.settings().await?;
        let desks: Vec<_> = settings.desks.iter().map(|desk| desk.id).collect();
        judge(form, &desks)?;
        let kept = match id {
            Some(id) if password.is_none() => {
                let known = self.source(id).await?;
                self.is_for_the_kept_password(&known, &form.kind, None)?;
                self.loans.password_of(id)
            }
            Some(_) | None => None,
        };
        let zone = settings.zone_of(form.desk);
        let tried = self
            .loans
            .try_source(&form.kind, password.or(kept), zone)
            .await;
        Ok(match tried {
            Ok(seen) => LoansTold::Tried {
                number,
                loans: seen.map(|seen| seen.found),
                trouble: None,
            },
            Err(trouble) => LoansTold::Tried {
                number,
                loans: None,
                trouble: Some(SourceTroubleView {
                    cause: trouble.cause,
                    said: trouble.said,
                    at: self.loans.now(),
                }),
            },
        })
    }

    async fn read_source(&self, id: SourceId) -> Result<(), Undone> {
        let row = self.source(id).await?;
        match super::sources::kind_of(&row) {
            Some(SourceKind::Koha { .. }) => {
                let fresh = LoanSourceRow {
                    trouble: None,
                    ..row
                };
                self.loans.read_koha(&fresh).await?;
            }
            Some(SourceKind::File { .. }) => self.loans.0.wake.notify_one(),
            Some(SourceKind::Hand {}) | None => {}
        }
        Ok(())
    }

    /// A loan that is typed in; its borrower is known by their card.
    async fn save_loan(
        &self,
        id: Option<LoanId>,
        source: SourceId,
        form: &LoanForm,
    ) -> Result<(), Undone> {
        let row = self.source(source).await?;
        if !is_by_hand(&row) {
            return Err(LoansRefusal::Gone {}.into());
        }
        let (mut borrower, loan) = typed(form)?;
        let loans = &self.loans;
        let _turn = loans.0.turn.lock().await;
        let known = loans.0.store.known_loans(source).await?;
        if let Some((_, before)) = known.borrowers.get(&borrower.key) {
            // What the form leaves empty it does not show either.
            borrower.mail = borrower.mail.or_else(|| before.mail.clone());
        }
        let key = match id {
            Some(id) => {
                let mut all = known.loans.values();
                let found = all.find(|known| known.id == id);
                found
                    .map(|known| known.loan.key.clone())
                    .ok_or(LoansRefusal::Gone {})?
            }
            None => new_id().to_string(),
        };
        let data = LoanData {
            borrowers: vec![borrower],
            loans: vec![Loan { key, ..loan }],
        };
        loans.put(&row, known, &data, false, None).await?;
        Ok(())
    }

    async fn close_loan(&self, id: LoanId) -> Result<(), Undone> {
        let loans = &self.loans;
        let (source, _) = loans.0.store.due_loan(id).await?;
        if !is_by_hand(&self.source(source).await?) {
            return Err(LoansRefusal::Gone {}.into());
        }
        let _turn = loans.0.turn.lock().await;
        let mut writing = loans.0.store.write().await?;
        sportello_store::close_loan(&mut writing, id, loans.now()).await?;
        commit(writing).await?;
        loans.news();
        Ok(())
    }

    async fn find(&self, text: &str) -> Result<Vec<sportello_wire::seat::BorrowerView>, Undone> {
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

    async fn link(&self, thread: ThreadId, borrower: BorrowerId) -> Result<(), Undone> {
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

    async fn set_notices(&self, borrower: BorrowerId, on: bool) -> Result<(), Undone> {
        self.own_borrower(borrower).await?;
        let loans = &self.loans;
        let _turn = loans.0.turn.lock().await;
        let mut writing = loans.0.store.write().await?;
        sportello_store::set_notices(&mut writing, borrower, on).await?;
        commit(writing).await?;
        loans.news();
        Ok(())
    }

    async fn set_paused(&self, paused: bool) -> Result<(), Undone> {
        let (loans, by) = (&self.loans, paused.then_some(self.librarian));
        let mut writing = loans.0.store.write().await?;
        let library = loans.0.library;
        sportello_store::pause_notices(&mut writing, library, by, loans.now()).await?;
        commit(writing).await?;
        loans.news();
        tracing::info!(librarian = %self.librarian, paused, "notices were stopped or go on");
        Ok(())
    }

    async fn ledger(&self, number: u32, look: LedgerLook) -> Result<LoansTold, Undone> {
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

    async fn printed(&self, ids: &[NoticeId]) -> Result<(), Undone> {
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
    async fn send_again(&self, id: NoticeId, reason: &str) -> Result<(), Undone> {
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
            thread: sportello_core::ThreadOf {
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

    /// What was asked, with its loan.
    async fn asked(
        &self,
        request: LoanRequestId,
    ) -> Result<sportello_store::LoanRequestRow, Undone> {
        let all = self
            .loans
            .0
            .store
            .loan_requests(self.loans.0.library)
            .await?;
        let found = all.into_iter().find(|one| one.id == request);
        found.ok_or_else(|| LoansRefusal::Gone {}.into())
    }

    async fn renewed(&self, request: LoanRequestId, due: &str) -> Result<(), Undone> {
        let due: NaiveDate = due.trim().parse().map_err(|_| LoansField::Due)?;
        // Of two who answer the same, the second finds it answered.
        let _turn = self.loans.0.turn.lock().await;
        let asked = self.asked(request).await?;
        if asked.kind != RequestKind::Renew || due <= asked.due {
            return Err(LoansField::Due.into());
        }
        let facts = vec![Fact::Settled(request), Fact::Due(asked.loan, due, None)];
        let about = LoanMentioned {
            loan: asked.loan,
            title: asked.title.clone(),
            due,
        };
        self.answer(&asked, Happened::LoanRenewed, String::new(), about, facts)
            .await
    }

    async fn not_renewed(&self, request: LoanRequestId, why: NotRenewed) -> Result<(), Undone> {
        let _turn = self.loans.0.turn.lock().await;
        let asked = self.asked(request).await?;
        if asked.kind != RequestKind::Renew {
            return Err(LoansRefusal::Gone {}.into());
        }
        let about = LoanMentioned {
            loan: asked.loan,
            title: asked.title.clone(),
            due: asked.due,
        };
        // The page says it in its own words, by this one.
        let code = serde_json::to_value(why).map_err(anyhow::Error::from)?;
        let code = code.as_str().unwrap_or_default().to_owned();
        let facts = vec![Fact::Settled(request)];
        self.answer(&asked, Happened::LoanNotRenewed, code, about, facts)
            .await
    }

    async fn settle(&self, request: LoanRequestId) -> Result<(), Undone> {
        let loans = &self.loans;
        let _turn = loans.0.turn.lock().await;
        let mut writing = loans.0.store.write().await?;
        sportello_store::settle_request(&mut writing, loans.0.library, request).await?;
        commit(writing).await?;
        loans.show();
        Ok(())
    }

    /// Whoever calls it has the turn.
    async fn answer(
        &self,
        asked: &sportello_store::LoanRequestRow,
        happened: Happened,
        text: String,
        about: LoanMentioned,
        facts: Vec<Fact>,
    ) -> Result<(), Undone> {
        let (of, _) = self.loans.0.store.thread_of(asked.thread).await?;
        let telling = Telling {
            thread: of,
            message: MessageId(asked.id.0),
            happened,
            text,
            loans: vec![about],
            case: None,
            name: String::new(),
            facts,
        };
        self.hand_over(telling).await
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

fn nothing_to_say(why: StoreError) -> Undone {
    match why {
        StoreError::NotFound => LoansRefusal::NothingToSay {}.into(),
        other => other.into(),
    }
}

/// A loan as it is typed, and whose it is.
fn typed(form: &LoanForm) -> Result<(Borrower, Loan), LoansField> {
    use sportello_core::loans::{LONGEST_KEY, LONGEST_LINE, LONGEST_TITLE};
    let line = |text: &str, longest: usize, field: LoansField| {
        let text = text.trim();
        let fits = text.chars().count() <= longest && !text.contains(char::is_control);
        fits.then(|| text.to_owned()).ok_or(field)
    };
    let card = line(&form.card, LONGEST_KEY, LoansField::Card)?;
    if card.is_empty() {
        return Err(LoansField::Card);
    }
    let title = line(&form.title, LONGEST_TITLE, LoansField::Title)?;
    if title.is_empty() {
        return Err(LoansField::Title);
    }
    let mail = match form.mail.trim() {
        "" => None,
        typed => Some(MailAddress::parse(typed).map_err(|_| LoansField::Mail)?),
    };
    let borrower = Borrower {
        key: card.clone(),
        card: card.clone(),
        name: line(&form.name, LONGEST_LINE, LoansField::Name)?,
        mail,
        phone: String::new(),
        language: None,
    };
    let loan = Loan {
        key: String::new(),
        borrower: card,
        item: line(&form.item, LONGEST_LINE, LoansField::Title)?,
        title,
        author: String::new(),
        due: form.due.trim().parse().map_err(|_| LoansField::Due)?,
        lent: None,
        renewals: None,
        is_awaited: false,
        renews_itself: false,
    };
    Ok((borrower, loan))
}
