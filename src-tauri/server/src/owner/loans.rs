//! What is written into threads about loans.
//!
//! Loans are looked after elsewhere ([`crate::loans`]); the owner alone writes into
//! threads. So what is said and what goes with it (a line of the ledger, a request, a
//! new due date) is handed over together, and is on disk together or not at all.

use chrono::NaiveDate;
use sportello_core::{
    BorrowerId, Happened, LoanId, LoanMentioned, LoanRequestId, MessageId, NoticeId, PatronName,
    Saying, Text, ThreadOf,
};
use sportello_store::{NewNotice, RequestKind, StoreError, Writing};
use sportello_wire::RefusalCode;
use tokio::sync::oneshot;

use crate::owner::{Input, Owner, OwnerHandle};

/// Something that the desk says about loans, with all that goes with it.
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
    /// What the patron is called, where they have not said so themselves.
    pub(crate) name: String,
    /// What is written with it.
    pub(crate) facts: Vec<LoanFact>,
}

/// Something about loans that is written together with what is said.
#[derive(Clone, Debug)]
pub(crate) enum LoanFact {
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
}

/// Tellings of one turn, and who waits until they are on disk.
#[derive(Debug)]
pub(crate) struct LoansSaid {
    tellings: Vec<Telling>,
    answer: oneshot::Sender<Result<(), RefusalCode>>,
}

impl OwnerHandle {
    /// Says all of this in one transaction; says when it is on disk.
    pub(crate) async fn say_of_loans(&self, tellings: Vec<Telling>) -> Result<(), RefusalCode> {
        let (answer, answered) = oneshot::channel();
        self.tell(Input::LoansSaid(LoansSaid { tellings, answer }))
            .await;
        answered.await.unwrap_or(Err(RefusalCode::NotSaved))
    }
}

impl Owner {
    /// Puts what is said to the machine, and keeps what goes with it for the commit.
    pub(super) fn take_loans(&mut self, said: LoansSaid) {
        for telling in &said.tellings {
            self.say_of_loan(telling);
        }
        self.loans_said.push(said);
    }

    fn say_of_loan(&mut self, telling: &Telling) {
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
            case: None,
        };
        self.machine
            .handle_told(thread, telling.happened, saying, now);
    }

    /// Writes what goes with what was said of loans in this turn.
    pub(super) async fn save_loans(&self, writing: &mut Writing<'_>) -> Result<(), StoreError> {
        for telling in self.loans_said.iter().flat_map(|said| &said.tellings) {
            for fact in &telling.facts {
                self.save_fact(writing, telling, fact).await?;
            }
        }
        Ok(())
    }

    async fn save_fact(
        &self,
        writing: &mut Writing<'_>,
        telling: &Telling,
        fact: &LoanFact,
    ) -> Result<(), StoreError> {
        let (library, now) = (self.parts.library.id, self.now().wall_millis());
        match fact {
            LoanFact::Notice(new) => {
                sportello_store::save_notice(writing, library, new, now).await?;
            }
            LoanFact::Again(notice, new, reason) => {
                sportello_store::mark_again(writing, *notice, new, reason, now).await?;
            }
            LoanFact::Asked(request, kind, loan) => {
                let about = (*loan, telling.thread.thread);
                sportello_store::ask_request(writing, library, *request, *kind, about, now).await?;
            }
            LoanFact::Silenced(loan) => {
                sportello_store::silence_loan(writing, *loan, now).await?;
            }
            LoanFact::Due(loan, due, renewals) => {
                sportello_store::change_due(writing, *loan, *due, *renewals, now).await?;
            }
            LoanFact::Settled(request) => {
                sportello_store::settle_request(writing, library, *request).await?;
            }
            LoanFact::Linked(borrower, how) => {
                let thread = telling.thread.thread;
                sportello_store::link_borrower(writing, *borrower, thread, how, now).await?;
            }
            LoanFact::Notices(borrower, on) => {
                sportello_store::set_notices(writing, *borrower, *on).await?;
            }
        }
        Ok(())
    }

    /// Tells whoever waits whether it is on disk.
    pub(super) fn answer_about_loans(&mut self, saved: bool) {
        for said in std::mem::take(&mut self.loans_said) {
            let answer = if saved {
                Ok(())
            } else {
                Err(RefusalCode::NotSaved)
            };
            let _ = said.answer.send(answer); // whoever went away knows nothing
        }
    }
}
