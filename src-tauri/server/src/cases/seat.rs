//! Cases, at the socket of one librarian: orders in, answers and views out.
//!
//! Whoever orders something is judged by the role that stands in the database at that
//! moment. What may take its time runs beside the socket.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sportello_core::{CaseId, Duty, LibrarianId, ThreadId};
use sportello_wire::seat::{CasesOrder, CasesRefusal, CasesTold, ToSeat};
use tokio::sync::{Mutex, watch};

use super::undone::Undone;
use super::{Cases, offices::Imported};
use crate::owner::OwnVoice;
use crate::rhythm::Rounds;

/// A librarian who looks is shown changes in this rhythm.
const RHYTHM: Duration = Duration::from_millis(300);
/// Of so many threads the cases are told as they change.
const MOST_THREADS: usize = 64;

/// Seats, counted: a librarian may have several.
static SEATS: AtomicU64 = AtomicU64::new(0);

/// Cases, for whoever is signed in at one socket.
pub(crate) struct SeatCases {
    seat: Seat,
    changed: watch::Receiver<()>,
    rounds: Rounds<Shown>,
    /// The librarian looks.
    watched: bool,
    /// The case that is open.
    open: Option<CaseId>,
    threads: BTreeSet<ThreadId>,
}

/// What a seat looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// All that does not concern one case alone.
    View,
    /// The case that is open.
    Case(CaseId),
    /// The cases of a thread.
    Thread(ThreadId),
}

#[derive(Clone)]
struct Seat {
    cases: Cases,
    librarian: LibrarianId,
    voice: OwnVoice<ToSeat>,
    /// Among those who have a case open.
    number: u64,
    /// One order after another, as they came.
    turn: Arc<Mutex<()>>,
}

impl SeatCases {
    pub(crate) fn new(cases: Cases, librarian: LibrarianId, voice: OwnVoice<ToSeat>) -> Self {
        Self {
            changed: cases.0.changed.subscribe(),
            rounds: Rounds::default(),
            watched: false,
            open: None,
            threads: BTreeSet::new(),
            seat: Seat {
                cases,
                librarian,
                voice,
                number: SEATS.fetch_add(1, Ordering::Relaxed),
                turn: Arc::default(),
            },
        }
    }

    /// Performs an order beside the socket, and says how it came out.
    pub(crate) async fn take(&mut self, number: u32, order: CasesOrder) {
        match order {
            CasesOrder::Watch { on } => {
                self.watched = on;
                if on {
                    self.seat.show().await;
                }
                self.seat.tell(CasesTold::Done { number });
            }
            CasesOrder::OpenCase { case } => {
                self.open = Some(case);
                self.seat.open(Some(case));
                self.seat.read(case).await;
                self.seat.show_case(case).await;
            }
            CasesOrder::CloseCase {} => {
                self.open = None;
                self.seat.open(None);
            }
            CasesOrder::AskThread { thread } => {
                if self.threads.len() >= MOST_THREADS {
                    self.threads.clear(); // those that are still looked at are asked for again
                }
                self.threads.insert(thread);
                self.seat.show_thread(thread).await;
            }
            order => {
                let seat = self.seat.clone();
                tokio::spawn(async move {
                    let _turn = seat.turn.lock().await;
                    seat.take(number, order).await;
                });
            }
        }
    }

    /// Refuses an order unread.
    pub(crate) fn refuse(&self, number: u32, why: CasesRefusal) {
        self.seat.tell(CasesTold::Refused { number, why });
    }

    /// Shows changes for as long as the seat is there. May be dropped and asked again.
    pub(crate) async fn keep_showing(&mut self) {
        let all = self.looked_at();
        loop {
            let next = self.rounds.next(&mut self.changed, RHYTHM, &all).await;
            match next {
                next if !all.contains(&next) => {}
                Shown::View => self.seat.show().await,
                Shown::Case(case) => self.seat.show_case(case).await,
                Shown::Thread(thread) => self.seat.show_thread(thread).await,
            }
            self.rounds.shown();
        }
    }

    fn looked_at(&self) -> Vec<Shown> {
        let all = self.watched.then_some(Shown::View).into_iter();
        let threads = self.threads.iter().copied().map(Shown::Thread);
        all.chain(self.open.map(Shown::Case))
            .chain(threads)
            .collect()
    }
}

impl Drop for SeatCases {
    fn drop(&mut self) {
        if self.open.is_some() {
            self.seat.open(None);
        }
    }
}

impl Seat {
    async fn take(&self, number: u32, order: CasesOrder) {
        let told = self.perform(number, order).await;
        self.tell(told.unwrap_or_else(|why| CasesTold::Refused {
            number,
            why: why.refusal(),
        }));
    }

    async fn perform(&self, number: u32, order: CasesOrder) -> Result<CasesTold, Undone> {
        let (cases, by) = (&self.cases, self.librarian);
        match order {
            CasesOrder::AskList { look, after } => {
                let (cases, more) = cases.list(&look, after).await?;
                return Ok(CasesTold::List {
                    number,
                    cases,
                    more,
                });
            }
            CasesOrder::MakeCase { form } => {
                let (case, name) = cases.make(by, &form).await?;
                let name = name.to_string();
                return Ok(CasesTold::Made { number, case, name });
            }
            CasesOrder::ChangeCase { case, change } => cases.change(by, case, &change).await?,
            CasesOrder::TakeCase { case } => cases.take(by, case).await?,
            CasesOrder::AddNote { case, text } => cases.note(by, case, &text).await?,
            CasesOrder::PreviewHandOff { case, form } => {
                let (_, composed) = cases.compose(by, case, &form).await?;
                return Ok(CasesTold::Previewed {
                    number,
                    to: composed.to(),
                    files: composed.files(),
                    subject: composed.letter.subject,
                    text: composed.letter.text,
                });
            }
            CasesOrder::HandOff { case, form } => cases.hand_off(by, case, &form).await?,
            CasesOrder::AnswerPatron {
                case,
                text,
                files_of,
                close,
            } => cases.answer(by, case, &text, (files_of, close)).await?,
            CasesOrder::AskPatron { case, text } => cases.ask(by, case, &text).await?,
            CasesOrder::EndCase { case, note } => cases.end(by, case, &note).await?,
            CasesOrder::ReopenCase { case } => cases.reopen(by, case).await?,
            CasesOrder::SaveOffice { id, form } => cases.save_office(id, &form).await?,
            CasesOrder::RemoveOffice { id } => cases.remove_office(id).await?,
            CasesOrder::ExportOffices {} => {
                let text = cases.export_offices().await?;
                return Ok(CasesTold::Offices { number, text });
            }
            CasesOrder::ImportOffices { text, dry } => {
                self.authorised(Duty::ShareCalendars).await?;
                let Imported {
                    added,
                    changed,
                    rejected,
                } = cases.import_offices(&text, dry).await?;
                return Ok(CasesTold::Imported {
                    number,
                    added,
                    changed,
                    rejected,
                });
            }
            CasesOrder::FileLetter { letter, case } => cases.file_letter(by, letter, case).await?,
            CasesOrder::LetterToCase { letter, desk } => {
                let (case, name) = cases.case_of_letter(by, letter, desk).await?;
                let name = name.to_string();
                return Ok(CasesTold::Made { number, case, name });
            }
            CasesOrder::DropLetter { letter } => cases.drop_letter(letter).await?,
            CasesOrder::SaveMailbox { form, password } => {
                self.authorised(Duty::Administer).await?;
                cases.save_mailbox(form.as_deref(), password).await?;
            }
            CasesOrder::TryMailbox { form, password } => {
                self.authorised(Duty::Administer).await?;
                let tried = cases.try_mailbox(&form, password).await?;
                return Ok(CasesTold::TriedMailbox {
                    number,
                    mails: tried.as_ref().ok().copied(),
                    trouble: tried.err(),
                });
            }
            // Dealt with before.
            CasesOrder::Watch { .. }
            | CasesOrder::OpenCase { .. }
            | CasesOrder::CloseCase {}
            | CasesOrder::AskThread { .. } => {}
        }
        Ok(CasesTold::Done { number })
    }

    async fn authorised(&self, duty: Duty) -> Result<(), Undone> {
        let settings = self.cases.settings().await?;
        let mut known = settings.librarians.iter();
        let known = known.find(|one| one.id == self.librarian);
        match known {
            Some(one) if one.role.may(duty) => Ok(()),
            Some(_) | None => Err(CasesRefusal::NotAllowed {}.into()),
        }
    }

    fn open(&self, case: Option<CaseId>) {
        let open = case.map(|case| (case, self.librarian));
        self.cases.note_open(self.number, open);
    }

    async fn read(&self, case: CaseId) {
        if let Err(why) = self.cases.mark_read(case).await {
            let _ = why.refusal(); // it is shown as unread still
        }
    }

    async fn show(&self) {
        match self.cases.view(self.librarian).await {
            Ok(view) => {
                let view = Box::new(view);
                self.tell(CasesTold::View { view });
            }
            Err(why) => drop(why.refusal()),
        }
    }

    async fn show_case(&self, case: CaseId) {
        match self.cases.whole(case, self.librarian).await {
            Ok(case) => {
                let case = Box::new(case);
                self.tell(CasesTold::Case { case });
            }
            // Else it is tried again at the next change.
            Err(why) => {
                if why.refusal() == (CasesRefusal::Gone {}) {
                    self.tell(CasesTold::Gone { case });
                }
            }
        }
    }

    async fn show_thread(&self, thread: ThreadId) {
        match self.cases.of_thread(thread).await {
            Ok(cases) => self.tell(CasesTold::OfThread { thread, cases }),
            Err(why) => drop(why.refusal()),
        }
    }

    fn tell(&self, told: CasesTold) {
        self.voice.say(ToSeat::Cases { told });
    }
}
