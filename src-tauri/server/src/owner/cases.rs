//! What is written into threads about cases.
//!
//! Cases are looked after elsewhere ([`crate::cases`]); the owner alone writes into
//! threads. What is said and what is written of the case are handed over together, and are
//! on disk together or not at all.

use sportello_core::{CaseMentioned, Happened, MessageId, PatronName, Saying, Text, ThreadOf};
use sportello_store::{StoreError, Writing};
use sportello_wire::RefusalCode;
use tokio::sync::oneshot;

use crate::cases::CaseWrite;
use crate::owner::{Input, Owner, OwnerHandle};

/// Something that the desk says about a case, with all that is written of it.
#[derive(Clone, Debug)]
pub(crate) struct CaseTelling {
    /// Where.
    pub(crate) thread: ThreadOf,
    /// Its own id.
    pub(crate) message: MessageId,
    /// What.
    pub(crate) happened: Happened,
    /// In what words, where it has words of its own.
    pub(crate) text: String,
    /// About which case.
    pub(crate) about: CaseMentioned,
    /// What the patron is called, where they have not said so themselves.
    pub(crate) name: String,
    /// What is written of the case.
    pub(crate) write: CaseWrite,
}

/// A telling, and who waits until it is on disk.
#[derive(Debug)]
pub(crate) struct CaseSaid {
    telling: CaseTelling,
    answer: oneshot::Sender<Result<(), RefusalCode>>,
}

impl OwnerHandle {
    /// Says something about a case; says when it is on disk.
    pub(crate) async fn say_of_case(&self, telling: CaseTelling) -> Result<(), RefusalCode> {
        let (answer, answered) = oneshot::channel();
        let said = Box::new(CaseSaid { telling, answer });
        self.tell(Input::CaseSaid(said)).await;
        answered.await.unwrap_or(Err(RefusalCode::NotSaved))
    }
}

impl Owner {
    /// Puts what is said to the machine, and keeps what goes with it for the commit.
    pub(super) fn take_case(&mut self, said: Box<CaseSaid>) {
        let (now, telling) = (self.now(), &said.telling);
        let thread = telling.thread;
        let known = self.machine.thread(thread.thread);
        let language = known.map(|known| known.language).unwrap_or_default();
        let is_unnamed = known.is_none_or(|known| known.name.as_str().is_empty());
        if is_unnamed && !telling.name.is_empty() {
            let name = PatronName::tidy(&telling.name);
            self.machine
                .handle_introduction(thread, name, language, now);
        }
        let saying = Saying {
            id: telling.message,
            text: Text::parse(&telling.text).ok(),
            attachment: None,
            appointment: None,
            loans: Vec::new(),
            case: Some(telling.about.clone()),
        };
        self.machine
            .handle_told(thread, telling.happened, saying, now);
        self.cases_said.push(*said);
    }

    /// Writes what goes with what was said of cases in this turn.
    pub(super) async fn save_cases(&self, writing: &mut Writing<'_>) -> Result<(), StoreError> {
        let (library, now) = (self.parts.library.id, self.now().wall_millis());
        for said in &self.cases_said {
            said.telling.write.write(writing, library, now).await?;
        }
        Ok(())
    }

    /// Tells whoever waits whether it is on disk.
    pub(super) fn answer_about_cases(&mut self, saved: bool) {
        for said in std::mem::take(&mut self.cases_said) {
            let answer = saved.then_some(()).ok_or(RefusalCode::NotSaved);
            let _ = said.answer.send(answer); // whoever went away knows nothing
        }
    }
}
