//! What is written into threads about loans and about cases.
//!
//! Both are looked after elsewhere ([`crate::loans`], [`crate::cases`]); the owner alone
//! writes into threads. So what is said and what goes with it (a line of the ledger, a
//! request, a new due date, a case with all that happened to it) is handed over together,
//! and is on disk together or not at all.
//!
//! What goes with it is written first, in the transaction of the turn. Where that can't be
//! (somebody was faster, the thread is gone), that one alone is undone and refused, and the
//! machine never hears of it: whatever else happened in the turn is on disk all the same.

use chrono::NaiveDate;
use sportello_core::{
    BorrowerId, CaseMentioned, Happened, LibraryId, LoanId, LoanMentioned, LoanRequestId,
    MessageId, NoticeId, PatronName, Saying, Text, ThreadOf,
};
use sportello_store::{NewNotice, RequestKind, Saved, StoreError, Writing};
use tokio::sync::oneshot;

use crate::cases::CaseWrite;
use crate::owner::{Input, Owner, OwnerHandle};

/// Something that the desk says, with all that goes with it.
#[derive(Clone, Debug)]
pub(crate) struct Telling {
    /// Where.
    pub(crate) thread: ThreadOf,
    /// The same for the same news, so that it stands there once.
    pub(crate) message: MessageId,
    /// What.
    pub(crate) happened: Happened,
    /// In what words, where it has words of its own.
    pub(crate) text: String,
    /// About which loans.
    pub(crate) loans: Vec<LoanMentioned>,
    /// About which case.
    pub(crate) case: Option<CaseMentioned>,
    /// What the patron is called, where they have not said so themselves.
    pub(crate) name: String,
    /// What is written with it.
    pub(crate) facts: Vec<Fact>,
}

/// Something that is written together with what is said.
#[derive(Clone, Debug)]
pub(crate) enum Fact {
    /// A notice stands in the ledger.
    Notice(NewNotice),
    /// A notice was sent again, for this reason.
    Again(NoticeId, NewNotice, String),
    /// The patron asks something.
    Asked(LoanRequestId, RequestKind, LoanId),
    /// The patron says that it was returned: nothing is said until there is newer data.
    Silenced(LoanId),
    /// It has another due date.
    Due(LoanId, NaiveDate, Option<u16>),
    /// Somebody has seen to it.
    Settled(LoanRequestId),
    /// The borrower's loans are told here from now on; how that came about.
    Linked(BorrowerId, &'static str),
    /// Notices are sent, or not.
    Notices(BorrowerId, bool),
    /// What happened to a case, and the letters that go out.
    Case(Box<CaseWrite>),
}

/// Why something is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotTold {
    /// What it is about is gone, or somebody else has told it.
    Gone,
    /// It could not be written.
    NotSaved,
}

/// What became of each telling.
pub(crate) type Told = Vec<Result<(), NotTold>>;

/// Tellings of one turn, and who waits until they are on disk.
#[derive(Debug)]
pub(crate) struct Said {
    tellings: Vec<Telling>,
    answer: oneshot::Sender<Told>,
    /// What is written of them, if the commit succeeds.
    written: Told,
}

impl OwnerHandle {
    /// Says all of this in one transaction; says what of it is on disk.
    pub(crate) async fn say_all(&self, tellings: Vec<Telling>) -> Told {
        let (answer, answered) = oneshot::channel();
        let count = tellings.len();
        self.tell(Input::Said(Said {
            tellings,
            answer,
            written: Vec::new(),
        }))
        .await;
        let told = answered.await;
        told.unwrap_or_else(|_| vec![Err(NotTold::NotSaved); count])
    }

    /// Says this; says when it is on disk.
    pub(crate) async fn say(&self, telling: Telling) -> Result<(), NotTold> {
        let told = self.say_all(vec![telling]).await;
        told.into_iter().next().unwrap_or(Err(NotTold::NotSaved))
    }
}

impl Owner {
    /// Keeps what is said until the turn is written.
    pub(super) fn take_said(&mut self, said: Said) {
        self.said.push(said);
    }

    /// Begins the transaction of a turn in which something is said: writes what
    /// goes with each telling, and puts to the machine what could be written.
    pub(super) async fn write_said(&mut self) -> Result<Option<Writing<'static>>, StoreError> {
        if self.said.is_empty() {
            return Ok(None);
        }
        self.is_well = false; // until the commit
        let mut writing = self.parts.store.write().await?;
        let (library, now) = (self.parts.library.id, self.now().wall_millis());
        let mut all = std::mem::take(&mut self.said);
        for said in &mut all {
            for telling in &said.tellings {
                let written = write_telling(&mut writing, library, telling, now).await;
                if written == Ok(()) {
                    self.say_one(telling);
                }
                said.written.push(written);
            }
        }
        self.said = all;
        Ok(Some(writing))
    }

    fn say_one(&mut self, telling: &Telling) {
        let (now, thread) = (self.now(), telling.thread);
        let known = self.machine.thread(thread.thread);
        let (is_unnamed, language) = known.map_or((true, None), |known| {
            (known.name.as_str().is_empty(), Some(known.language))
        });
        if is_unnamed && !telling.name.is_empty() {
            let name = PatronName::tidy(&telling.name);
            let language = language.unwrap_or_default();
            self.machine
                .handle_introduction(thread, name, language, now);
        }
        let saying = Saying {
            id: telling.message,
            text: Text::parse(&telling.text).ok(),
            attachment: None,
            appointment: None,
            loans: telling.loans.clone(),
            case: telling.case.clone(),
        };
        self.machine
            .handle_told(thread, telling.happened, saying, now);
    }

    /// Tells whoever waits what is on disk.
    pub(super) fn answer_said(&mut self, saved: bool) {
        for said in std::mem::take(&mut self.said) {
            let told = match saved {
                true => said.written,
                false => vec![Err(NotTold::NotSaved); said.tellings.len()],
            };
            let _ = said.answer.send(told); // whoever went away knows nothing
        }
    }
}

/// Writes what goes with one telling, all of it or nothing.
async fn write_telling(
    writing: &mut Writing<'_>,
    library: LibraryId,
    telling: &Telling,
    now: i64,
) -> Result<(), NotTold> {
    let written = async {
        let mut part = sportello_store::part(writing).await?;
        let claimed = save_facts(&mut part, library, telling, now).await;
        match claimed {
            Ok(Saved::New) => part.commit().await?,
            Ok(Saved::Already) | Err(_) => part.rollback().await?,
        }
        claimed
    };
    match written.await {
        Ok(Saved::New) => Ok(()),
        Ok(Saved::Already) => Err(NotTold::Gone),
        Err(why) => {
            tracing::warn!(%why, message = %telling.message, "something can't be said");
            Err(match why.is_of_something_gone() {
                true => NotTold::Gone,
                false => NotTold::NotSaved,
            })
        }
    }
}

/// Writes the facts of one telling. A notice that stands in the ledger is not said again.
async fn save_facts(
    writing: &mut Writing<'_>,
    library: LibraryId,
    telling: &Telling,
    now: i64,
) -> Result<Saved, StoreError> {
    let thread = telling.thread.thread;
    sportello_store::is_there(writing, thread).await?;
    for fact in &telling.facts {
        match fact {
            Fact::Notice(new) => {
                let saved = sportello_store::save_notice(writing, library, new, now).await?;
                if saved == Saved::Already {
                    return Ok(Saved::Already);
                }
            }
            Fact::Again(notice, new, reason) => {
                sportello_store::mark_again(writing, *notice, new, reason, now).await?;
            }
            Fact::Asked(request, kind, loan) => {
                let about = (*loan, thread);
                sportello_store::ask_request(writing, library, *request, *kind, about, now).await?;
            }
            Fact::Silenced(loan) => {
                sportello_store::silence_loan(writing, *loan, now).await?;
            }
            Fact::Due(loan, due, renewals) => {
                sportello_store::change_due(writing, *loan, *due, *renewals, now).await?;
            }
            Fact::Settled(request) => {
                sportello_store::settle_request(writing, library, *request).await?;
            }
            Fact::Linked(borrower, how) => {
                sportello_store::link_borrower(writing, *borrower, thread, how, now).await?;
            }
            Fact::Notices(borrower, on) => {
                sportello_store::set_notices(writing, *borrower, *on).await?;
            }
            Fact::Case(write) => write.write(writing, library, now).await?,
        }
    }
    Ok(Saved::New)
}

#[cfg(test)]
mod tests;
