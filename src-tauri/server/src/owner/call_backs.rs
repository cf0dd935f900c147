//! Call-backs: what librarians and patrons order of them, what is written of their cases,
//! and who sees which.
//!
//! What one decides is the machine's (`core`, `call_backs`); who asked is answered once it
//! is on disk.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use sportello_core::call_back::MOST_TRIES;
use sportello_core::{
    Agreement, CallBack, CallBackCase, CallBackHow, CallBackId, CallBackNews, CallBackNote,
    CallBackState, CallBackTrouble, CallBackWhen, CalledOffBy, CameOut, CaseEntryId, CaseEntryKind,
    CaseId, ContactId, Effect, LibrarianId, LibraryId, PatronId, PatronName, PhoneNumber, SeatId,
    ThreadId,
};
use sportello_store::{NewCaseEntry, StoreError, Writing};
use sportello_wire::patron::{OwnCallBack, OwnCallBacksOrder};
use sportello_wire::seat::{
    CallBackCaseView, CallBackRefusal, CallBackView, CallBacksOrder, CallBacksTold, CallCameOut,
    ToSeat,
};
use sportello_wire::{CallBackTime, CallBackWay};

use super::{ConnectionId, Input, Owner, OwnerHandle};
use crate::clock::new_id;

/// How many a seat is shown.
const MOST: usize = 100;
/// How much of a number is shown to whom it belongs to: enough to know which it is.
const END_OF_A_NUMBER: usize = 3;

/// Somebody who waits until what they ordered is on disk.
#[derive(Debug)]
pub(super) struct Ordered {
    who: ConnectionId,
    number: u32,
    done: Result<(), CallBackRefusal>,
}

impl OwnerHandle {
    /// A case is erased: whoever asked for it is not called back about it.
    pub(crate) async fn forget_case(&self, case: CaseId) {
        self.tell(Input::CaseErased { case }).await;
    }
}

impl Owner {
    /// Does what a librarian orders about call-backs.
    pub(super) async fn order_call_backs(
        &mut self,
        who: ConnectionId,
        seat: SeatId,
        number: u32,
        order: CallBacksOrder,
    ) {
        let done = self.perform_call_back(seat, order).await;
        self.ordered.push(Ordered { who, number, done });
    }

    async fn perform_call_back(
        &mut self,
        seat: SeatId,
        order: CallBacksOrder,
    ) -> Result<(), CallBackRefusal> {
        let now = self.now();
        let done = match order {
            CallBacksOrder::Agree {
                call_back,
                case,
                thread,
                way,
                when,
                about,
            } => {
                let how = how(way)?;
                let when = time(&when)?;
                let mut agreement = self.agreement(call_back, case, thread).await?;
                (agreement.how, agreement.when, agreement.about) = (how, when, about);
                self.machine.handle_call_back_agreed(seat, agreement, now)
            }
            CallBacksOrder::Move { call_back, when } => {
                let when = time(&when)?;
                self.machine
                    .handle_call_back_moved(seat, call_back, when, now)
            }
            CallBacksOrder::CallOff { call_back } => self
                .machine
                .handle_call_back_called_off(seat, call_back, now),
            CallBacksOrder::Take { call_back } => {
                let contact = ContactId(new_id());
                self.machine
                    .handle_call_back_taken(seat, call_back, contact, now)
            }
            CallBacksOrder::CameOut { call_back, how } => {
                let how = came_out(how);
                self.machine
                    .handle_call_back_came_out(seat, call_back, how, now)
            }
        };
        done.map_err(refusal)
    }

    /// With whom it is agreed: who asked for the case, or the patron of a conversation.
    async fn agreement(
        &self,
        id: CallBackId,
        case: Option<CaseId>,
        thread: Option<ThreadId>,
    ) -> Result<Agreement, CallBackRefusal> {
        let library = self.parts.library.id;
        let case = match case {
            Some(case) => Some(self.parts.store.case(library, case).await.map_err(lost)?),
            None => None,
        };
        let case = case.filter(|stored| !stored.is_emptied);
        let case = case.map(|stored| stored.case);
        let thread = case.as_ref().map_or(thread, |case| case.thread);
        let known = thread.and_then(|thread| self.machine.thread(thread));
        let language = known.map(|known| known.language).unwrap_or_default();
        let name = known.map(|known| known.name.clone());
        let of = match thread {
            Some(thread) => Some(self.parts.store.thread_of(thread).await.map_err(lost)?.0),
            None => None,
        };
        let desk = case.as_ref().map(|case| case.desk).or(of.map(|of| of.desk));
        let desk = desk.filter(|desk| self.machine.desk(*desk).is_some());
        let asked = |name: &PatronName| !name.as_str().is_empty();
        let asker = case.as_ref().map(|case| PatronName::tidy(&case.asker.name));
        Ok(Agreement {
            id,
            desk: desk.ok_or(CallBackRefusal::NoSuchCallBack)?,
            case: case.map(|case| CallBackCase {
                id: case.id,
                number: case.number,
                subject: case.subject,
            }),
            of,
            name: name.filter(asked).or(asker).unwrap_or_default(),
            language,
            how: CallBackHow::Phone { number: None },
            about: String::new(),
            when: CallBackWhen::Soon,
        })
    }

    /// Does what a patron orders about their own. What can't be done any more shows by
    /// itself.
    pub(super) fn order_own_call_backs(&mut self, patron: PatronId, order: OwnCallBacksOrder) {
        let OwnCallBacksOrder::CallOff { call_back } = order;
        let now = self.now();
        let done = self
            .machine
            .handle_call_back_declined(patron, call_back, now);
        if let Err(why) = done {
            tracing::debug!(%why, %call_back, "a call-back is not called off");
        }
    }

    /// Cases say something that their keeper does not know yet.
    pub(super) fn tell_keeper_of_cases(&self, effects: &[Effect]) {
        let notes = |effect: &Effect| match effect {
            Effect::NoteCallBack(note) => note.call_back.case.is_some(),
            _ => false,
        };
        if effects.iter().any(notes) {
            self.parts.cases_changed.send_replace(());
        }
    }

    /// Tells whoever waits how it came out.
    pub(super) fn answer_about_call_backs(&mut self, saved: bool) {
        for Ordered { who, number, done } in std::mem::take(&mut self.ordered) {
            let told = match done {
                Ok(()) if saved => CallBacksTold::Done { number },
                Ok(()) => CallBacksTold::Refused {
                    number,
                    why: CallBackRefusal::NotSaved,
                },
                Err(why) => CallBacksTold::Refused { number, why },
            };
            self.clients
                .tell_connection(who, ToSeat::CallBacks { told });
        }
    }

    /// What a librarian sees: all that are not over.
    pub(super) fn call_backs_for(&self, librarian: LibrarianId) -> Vec<CallBackView> {
        let open = self.machine.call_backs().into_iter().take(MOST);
        open.map(|one| self.call_back_view(one, librarian))
            .collect()
    }

    fn call_back_view(&self, one: &CallBack, librarian: LibrarianId) -> CallBackView {
        let taken_by = match one.state {
            CallBackState::Taken { by, .. } => Some(by),
            CallBackState::Agreed
            | CallBackState::Reached { .. }
            | CallBackState::GivenUp { .. }
            | CallBackState::CalledOff { .. } => None,
        };
        let is_mine = taken_by == Some(librarian);
        CallBackView {
            id: one.id,
            desk: one.desk,
            name: one.name.as_str().to_owned(),
            language: one.language,
            case: one.case.as_ref().map(|case| CallBackCaseView {
                id: case.id,
                number: case.number.to_string(),
                subject: case.subject.clone(),
            }),
            thread: one.of.map(|of| of.thread),
            way: way(&one.how, |number| {
                if is_mine { number } else { "" }.to_owned()
            }),
            about: one.about.clone(),
            due: one.due,
            is_due: one.is_due(self.now()),
            tries: one.tries,
            most_tries: MOST_TRIES,
            taken_by,
            present: one
                .of
                .is_some_and(|of| self.machine.page_of(of.patron).is_some()),
        }
    }

    /// What each patron sees of their own.
    pub(super) fn own_call_backs(&self) -> BTreeMap<PatronId, Vec<OwnCallBack>> {
        let mut own: BTreeMap<PatronId, Vec<OwnCallBack>> = BTreeMap::new();
        for one in self.machine.call_backs() {
            let Some(of) = one.of else { continue };
            let case = one.case.as_ref().map(|case| case.number.to_string());
            own.entry(of.patron).or_default().push(OwnCallBack {
                id: one.id,
                way: way(&one.how, end_of),
                due: one.due,
                case: case.unwrap_or_default(),
                calling: matches!(one.state, CallBackState::Taken { .. }),
            });
        }
        own
    }
}

/// Writes of its case what happened to a call-back.
pub(super) async fn note_call_back(
    writing: &mut Writing<'_>,
    library: LibraryId,
    note: &CallBackNote,
    now: i64,
) -> Result<(), StoreError> {
    let Some(case) = &note.call_back.case else {
        return Ok(());
    };
    let mut entry = NewCaseEntry::of(CaseEntryId(new_id()), case.id, kind(note.what));
    entry.librarian = note.librarian;
    entry.text = match note.what {
        CallBackNews::Agreed | CallBackNews::Moved | CallBackNews::NotReached => note.shown.clone(),
        CallBackNews::Reached | CallBackNews::GivenUp | CallBackNews::CalledOff(_) => String::new(),
    };
    sportello_store::add_case_entry(writing, library, &entry, now).await?;
    // What no librarian did is news to its owner.
    match note.what {
        CallBackNews::GivenUp | CallBackNews::CalledOff(CalledOffBy::Patron) => {
            sportello_store::note_case_news(writing, case.id, now).await
        }
        CallBackNews::Agreed
        | CallBackNews::Moved
        | CallBackNews::Reached
        | CallBackNews::NotReached
        | CallBackNews::CalledOff(CalledOffBy::Desk) => Ok(()),
    }
}

const fn kind(what: CallBackNews) -> CaseEntryKind {
    match what {
        CallBackNews::Agreed => CaseEntryKind::CallBackAgreed,
        CallBackNews::Moved => CaseEntryKind::CallBackMoved,
        CallBackNews::Reached => CaseEntryKind::CalledBack,
        CallBackNews::NotReached => CaseEntryKind::NotReached,
        CallBackNews::GivenUp => CaseEntryKind::CallBackGivenUp,
        CallBackNews::CalledOff(_) => CaseEntryKind::CallBackCalledOff,
    }
}

fn how(way: CallBackWay) -> Result<CallBackHow, CallBackRefusal> {
    match way {
        CallBackWay::Page { mode } => Ok(CallBackHow::Page { mode }),
        CallBackWay::Phone { number } => match PhoneNumber::parse(&number) {
            Some(number) => Ok(CallBackHow::Phone {
                number: Some(number),
            }),
            None => Err(CallBackRefusal::BadNumber),
        },
    }
}

fn way(how: &CallBackHow, shown: impl FnOnce(&str) -> String) -> CallBackWay {
    match how {
        CallBackHow::Page { mode } => CallBackWay::Page { mode: *mode },
        CallBackHow::Phone { number } => CallBackWay::Phone {
            number: number
                .as_ref()
                .map(|number| shown(number.as_str()))
                .unwrap_or_default(),
        },
    }
}

/// The end of a number.
fn end_of(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let end = digits.len().saturating_sub(END_OF_A_NUMBER);
    digits.get(end..).unwrap_or_default().iter().collect()
}

fn time(when: &CallBackTime) -> Result<CallBackWhen, CallBackRefusal> {
    match when {
        CallBackTime::Soon {} => Ok(CallBackWhen::Soon),
        CallBackTime::At { shown } => NaiveDateTime::parse_from_str(shown, "%Y-%m-%dT%H:%M")
            .map(CallBackWhen::At)
            .map_err(|_| CallBackRefusal::NoSuchTime),
    }
}

const fn came_out(how: CallCameOut) -> CameOut {
    match how {
        CallCameOut::Reached => CameOut::Reached,
        CallCameOut::NotReached => CameOut::NotReached,
        CallCameOut::Later => CameOut::Later,
        CallCameOut::NotTried => CameOut::NotTried,
    }
}

fn refusal(why: CallBackTrouble) -> CallBackRefusal {
    match why {
        CallBackTrouble::NoSuchCallBack | CallBackTrouble::AlreadyOver => {
            CallBackRefusal::NoSuchCallBack
        }
        CallBackTrouble::Taken { by } => CallBackRefusal::Taken { by },
        CallBackTrouble::TooEarly => CallBackRefusal::TooEarly,
        CallBackTrouble::Past => CallBackRefusal::Past,
        CallBackTrouble::TooFar => CallBackRefusal::TooFar,
        CallBackTrouble::NoSuchTime => CallBackRefusal::NoSuchTime,
        CallBackTrouble::Closed { reason, opens } => CallBackRefusal::Closed { reason, opens },
        CallBackTrouble::NoPage => CallBackRefusal::NoPage,
        CallBackTrouble::BadNumber => CallBackRefusal::BadNumber,
        CallBackTrouble::TooMany => CallBackRefusal::TooMany,
        CallBackTrouble::NotNow => CallBackRefusal::NotNow,
        CallBackTrouble::AlreadyOnContact => CallBackRefusal::AlreadyOnContact,
    }
}

fn lost(why: StoreError) -> CallBackRefusal {
    match why {
        StoreError::NotFound => CallBackRefusal::NoSuchCallBack,
        why => {
            tracing::error!(%why, "what a call-back is about can't be read");
            CallBackRefusal::NotSaved
        }
    }
}
