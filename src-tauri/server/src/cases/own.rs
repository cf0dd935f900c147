//! A patron's own cases, at the socket of their page: orders in, answers and views out.

use sportello_core::{Case, CaseEntryKind, CaseId, CaseState, CaseStep, Happened, Text, ThreadOf};
use sportello_store::{CaseEntryRow, PatronRow};
use sportello_wire::patron::{
    OwnCase, OwnCaseEntry, OwnCaseState, OwnCaseWhat, OwnCasesNews, OwnCasesOrder, OwnCasesRefusal,
    ToPatron,
};
use sportello_wire::seat::CasesRefusal;

use super::making::new_entry;
use super::shown::file_view;
use super::undone::Undone;
use super::{CaseWrite, Cases, Word, commit, name_of};
use crate::at_page::{AtPage, OfPatron};
use crate::owner::OwnVoice;

/// A patron's own cases, at one socket.
pub(crate) type OwnCases = AtPage<Own>;

/// They.
#[derive(Clone)]
pub(crate) struct Own {
    cases: Cases,
    of: ThreadOf,
    voice: OwnVoice<ToPatron>,
}

impl OwnCases {
    pub(crate) fn new(cases: Cases, patron: PatronRow, voice: OwnVoice<ToPatron>) -> Self {
        let changed = cases.0.changed.subscribe();
        let of = ThreadOf {
            thread: patron.thread,
            desk: patron.desk,
            patron: patron.id,
        };
        Self::of(Own { cases, of, voice }, changed)
    }

    /// Refuses an order unread.
    pub(crate) fn refuse(&self, order: &OwnCasesOrder, why: OwnCasesRefusal) {
        if let Some(case) = case_in(order) {
            self.own.tell(OwnCasesNews::Refused { case, why });
        }
    }
}

impl OfPatron for Own {
    type Order = OwnCasesOrder;

    fn asks(order: &OwnCasesOrder) -> bool {
        matches!(order, OwnCasesOrder::Ask {})
    }

    async fn perform(&self, order: OwnCasesOrder) {
        let Some(case) = case_in(&order) else {
            return self.show().await;
        };
        let done = match order {
            OwnCasesOrder::Ask {} => Ok(()),
            OwnCasesOrder::AddInfo { text, .. } => self.add(case, &text).await,
            OwnCasesOrder::Close { .. } => self.close(case).await,
            OwnCasesOrder::Erase { .. } => self.erase(case).await,
        };
        self.show().await;
        self.tell(match done {
            Ok(()) => OwnCasesNews::Done { case },
            Err(why) => OwnCasesNews::Refused {
                case,
                why: refusal(why),
            },
        });
    }

    async fn show(&self) {
        match self.all().await {
            Ok(cases) => self.tell(OwnCasesNews::Stands { cases }),
            Err(why) => {
                let why = format!("{:?}", why.refusal());
                tracing::error!(why, "a patron's cases can't be read");
            }
        }
    }
}

impl Own {
    /// A case of this conversation.
    async fn own_case(&self, case: CaseId) -> Result<Case, Undone> {
        let case = self.cases.stored(case).await?.case;
        if case.thread == Some(self.of.thread) {
            Ok(case)
        } else {
            Err(CasesRefusal::Gone {}.into())
        }
    }

    async fn add(&self, case: CaseId, text: &str) -> Result<(), Undone> {
        let text = Text::parse(text).map_err(|_| sportello_wire::seat::CasesField::Text)?;
        let _turn = self.cases.0.turn.lock().await;
        let mut case = self.own_case(case).await?;
        let now = self.cases.now();
        case.receives(CaseEntryKind::PatronWrote, now);
        let mut entry = new_entry(case.id, CaseEntryKind::PatronWrote, None);
        entry.text = text.as_str().to_owned();
        let word = Word {
            happened: Happened::CaseInfoAdded,
            text: text.as_str().to_owned(),
        };
        let write = CaseWrite::of(case, entry);
        self.cases.write(write, Some(word)).await
    }

    async fn close(&self, case: CaseId) -> Result<(), Undone> {
        let _turn = self.cases.0.turn.lock().await;
        let mut case = self.own_case(case).await?;
        let (state, now) = (case.state, self.cases.now());
        if !case.step(CaseStep::Close, now) {
            return Err(CasesRefusal::NotNow { state }.into());
        }
        case.news = Some(now);
        let entry = new_entry(case.id, CaseEntryKind::Closed, None);
        self.cases.write(CaseWrite::of(case, entry), None).await
    }

    async fn erase(&self, case: CaseId) -> Result<(), Undone> {
        let _turn = self.cases.0.turn.lock().await;
        let case = self.own_case(case).await?;
        // The owner lets go first: what it holds would be written again.
        self.cases.0.owner.forget_case(case.id).await;
        let mut writing = self.cases.0.store.write().await?;
        let files = sportello_store::empty_case(&mut writing, case.id).await?;
        commit(writing).await?;
        for file in files {
            // What can't be deleted now is swept up later, as what nobody names.
            let _ = self.cases.0.files.folder.remove(file);
        }
        tracing::info!(case = %case.id, "a case was erased by its patron");
        self.cases.show();
        Ok(())
    }

    async fn all(&self) -> Result<Vec<OwnCase>, Undone> {
        let store = &self.cases.0.store;
        let offices = store.offices(self.cases.0.library).await?;
        let mut own = Vec::new();
        for stored in store.cases_in_thread(self.of.thread).await? {
            let case = stored.case;
            let entries = store.case_entries(case.id).await?;
            own.push(OwnCase {
                id: case.id,
                number: case.number.to_string(),
                subject: case.subject.clone(),
                state: state_of(case.state),
                office: name_of(&offices, case.office),
                promised: case.promised.to_string(),
                opened_at: case.opened,
                entries: entries.into_iter().filter_map(entry_of).collect(),
            });
        }
        Ok(own)
    }

    fn tell(&self, news: OwnCasesNews) {
        self.voice.say(ToPatron::Cases { news });
    }
}

const fn case_in(order: &OwnCasesOrder) -> Option<CaseId> {
    match order {
        OwnCasesOrder::Ask {} => None,
        OwnCasesOrder::AddInfo { case, .. }
        | OwnCasesOrder::Close { case }
        | OwnCasesOrder::Erase { case } => Some(*case),
    }
}

fn refusal(why: Undone) -> OwnCasesRefusal {
    match why.refusal() {
        CasesRefusal::Gone {} => OwnCasesRefusal::Gone,
        CasesRefusal::Fault { .. } => OwnCasesRefusal::Text,
        CasesRefusal::NotNow { .. } => OwnCasesRefusal::Over,
        CasesRefusal::TooManyTries {} => OwnCasesRefusal::TooManyTries,
        CasesRefusal::TakenBy { .. }
        | CasesRefusal::NobodyToTell {}
        | CasesRefusal::NoMail {}
        | CasesRefusal::TooMany {}
        | CasesRefusal::TooLarge {}
        | CasesRefusal::NotATable {}
        | CasesRefusal::NotAllowed {}
        | CasesRefusal::NotSaved {} => OwnCasesRefusal::NotSaved,
    }
}

const fn state_of(state: CaseState) -> OwnCaseState {
    match state {
        CaseState::Open | CaseState::Reopened => OwnCaseState::InHand,
        CaseState::WaitingForOffice => OwnCaseState::WithOffice,
        CaseState::WaitingForPatron => OwnCaseState::WaitsForYou,
        CaseState::Answered => OwnCaseState::Answered,
        CaseState::Closed => OwnCaseState::Closed,
    }
}

/// What the patron may read.
fn entry_of(row: CaseEntryRow) -> Option<OwnCaseEntry> {
    let what = match row.entry.kind {
        CaseEntryKind::AskedPatron => OwnCaseWhat::Asked,
        CaseEntryKind::PatronWrote => OwnCaseWhat::Wrote,
        CaseEntryKind::Answered => OwnCaseWhat::Answered,
        CaseEntryKind::PromiseMoved | CaseEntryKind::Told => OwnCaseWhat::PromiseMoved,
        CaseEntryKind::Closed => OwnCaseWhat::Closed,
        CaseEntryKind::Reopened => OwnCaseWhat::Reopened,
        _ => return None,
    };
    let is_said = row.entry.kind.has_words_for_the_patron();
    Some(OwnCaseEntry {
        what,
        at: row.at,
        text: if is_said {
            row.entry.text
        } else {
            String::new()
        },
        files: row.files.iter().map(file_view).collect(),
    })
}
