//! Call-backs: agreed with somebody, in the line at their time, and called.
//!
//! Who takes one calls its patron as from a thread (`calling_out`), so that what rings
//! at a page is always the same thing; a page that is not open is called by a push, and
//! waited for. On a telephone the librarian says how it came out.
//!
//! **Who was not reached** is tried again after [`TRY_AGAIN`], within the desk's hours,
//! [`MOST_TRIES`] times in all. A librarian who hangs up, or whose seat is lost, has not
//! tried: it is in the line again at once.

use chrono::TimeZone as _;
use uuid::Uuid;

use super::{CALLED, CALLING, Effect, Library, Refusal, Saying, Wake};
use crate::call_back::{
    Agreement, CallBack, CallBackHow, CallBackNews, CallBackNote, CallBackState, CallBackTrouble,
    CallBackWhen, CalledOffBy, CameOut, IN_LINE, LONGEST_ABOUT, LONGEST_AHEAD, MOST_OF_A_DESK,
    MOST_OF_ONE, MOST_TRIES, PUT_OFF, TAKEN_KEPT, TRY_AGAIN,
};
use crate::chat::{Happened, Text};
use crate::contact::{ContactState, EndedBy, Mode};
use crate::hours::OpenState;
use crate::ids::{
    CallBackId, CaseId, ContactId, DeskId, LibrarianId, MessageId, PatronId, SeatId, ThreadId,
};
use crate::moment::{Moment, Span};

/// Who types the present minute means now.
const NOW: i64 = 60_000;
/// A wall clock that was corrected is noticed after so long.
const BELIEVED: i64 = 60 * 60_000;

impl Library {
    /// A librarian agrees a call-back. The same id again changes nothing.
    ///
    /// # Errors
    /// When it can't be held, or not at that time.
    pub fn handle_call_back_agreed(
        &mut self,
        seat: SeatId,
        agreement: Agreement,
        now: Moment,
    ) -> Result<(), CallBackTrouble> {
        let by = self.sits(seat)?;
        if self.call_backs.contains_key(&agreement.id) {
            return Ok(());
        }
        let due = self.time_of(agreement.desk, agreement.when, now)?;
        match (&agreement.how, agreement.of) {
            (CallBackHow::Page { .. }, None) => return Err(CallBackTrouble::NoPage),
            (CallBackHow::Phone { number: None }, _) => return Err(CallBackTrouble::BadNumber),
            (CallBackHow::Page { .. }, Some(_)) | (CallBackHow::Phone { number: Some(_) }, _) => {}
        }
        if self.has_too_many(&agreement) {
            return Err(CallBackTrouble::TooMany);
        }
        let Agreement {
            id,
            desk,
            case,
            of,
            name,
            language,
            how,
            about,
            ..
        } = agreement;
        let agreed = CallBack {
            id,
            desk,
            case,
            of,
            name,
            language,
            how,
            about: about.trim().chars().take(LONGEST_ABOUT).collect(),
            due,
            tries: 0,
            moves: 0,
            state: CallBackState::Agreed,
            agreed_by: by,
            agreed_at: now.wall_millis(),
        };
        self.saves
            .push_back(Effect::SaveCallBack(Box::new(agreed.clone())));
        self.call_backs.insert(id, agreed);
        self.tell_call_back(id, CallBackNews::Agreed, Some(by), now);
        self.settle(now);
        Ok(())
    }

    /// A librarian moves a call-back; its tries begin anew.
    ///
    /// # Errors
    /// When it is over or being called, or can't be at that time.
    pub fn handle_call_back_moved(
        &mut self,
        seat: SeatId,
        id: CallBackId,
        when: CallBackWhen,
        now: Moment,
    ) -> Result<(), CallBackTrouble> {
        let by = self.sits(seat)?;
        let desk = self.free_call_back(id)?.desk;
        let due = self.time_of(desk, when, now)?;
        let moved = self.change_call_back(id, |one| {
            (one.due, one.tries) = (due, 0);
            one.moves += 1;
        });
        if moved {
            self.tell_call_back(id, CallBackNews::Moved, Some(by), now);
        }
        self.settle(now);
        Ok(())
    }

    /// A librarian calls a call-back off.
    ///
    /// # Errors
    /// When it is over or being called.
    pub fn handle_call_back_called_off(
        &mut self,
        seat: SeatId,
        id: CallBackId,
        now: Moment,
    ) -> Result<(), CallBackTrouble> {
        let by = self.sits(seat)?;
        self.free_call_back(id)?;
        self.call_off(id, CalledOffBy::Desk, Some(by), now);
        Ok(())
    }

    /// Whom it is for wants no call-back any more.
    ///
    /// # Errors
    /// When it is not theirs, over, or being called.
    pub fn handle_call_back_declined(
        &mut self,
        patron: PatronId,
        id: CallBackId,
        now: Moment,
    ) -> Result<(), CallBackTrouble> {
        let whose = self.call_backs.get(&id).and_then(|one| one.of);
        if whose.map(|of| of.patron) != Some(patron) {
            return Err(CallBackTrouble::NoSuchCallBack);
        }
        self.free_call_back(id)?;
        self.call_off(id, CalledOffBy::Patron, None, now);
        Ok(())
    }

    /// A librarian takes a call-back whose time has come. On a page it rings from here on,
    /// in the contact with that id.
    ///
    /// # Errors
    /// When a colleague was faster, it is too early, or nobody can be called now.
    pub fn handle_call_back_taken(
        &mut self,
        seat: SeatId,
        id: CallBackId,
        contact: ContactId,
        now: Moment,
    ) -> Result<(), CallBackTrouble> {
        let by = self.sits(seat)?;
        let known = self.free_call_back(id)?;
        if now.wall_millis() < known.due {
            return Err(CallBackTrouble::TooEarly);
        }
        let rings = match (&known.how, known.of) {
            (CallBackHow::Page { mode }, Some(of)) => Some((of, *mode)),
            (CallBackHow::Page { .. }, None) => return Err(CallBackTrouble::NoPage),
            (CallBackHow::Phone { .. }, _) => None,
        };
        if let Some((of, mode)) = rings {
            self.know_thread(of);
            self.ring_back(seat, of.thread, contact, mode, now)?;
        }
        let contact = rings.map(|_| contact);
        let since = now.wall_millis();
        self.change_call_back(id, |one| {
            one.state = CallBackState::Taken { by, contact, since }
        });
        self.settle(now);
        Ok(())
    }

    /// Who called a number says how it came out.
    ///
    /// # Errors
    /// When they have not taken it, or it rings at a page.
    pub fn handle_call_back_came_out(
        &mut self,
        seat: SeatId,
        id: CallBackId,
        how: CameOut,
        now: Moment,
    ) -> Result<(), CallBackTrouble> {
        let sits = self.sits(seat)?;
        let known = self
            .call_backs
            .get(&id)
            .ok_or(CallBackTrouble::NoSuchCallBack)?;
        match known.state {
            CallBackState::Taken {
                by, contact: None, ..
            } if by == sits => {}
            CallBackState::Taken { by, .. } => return Err(CallBackTrouble::Taken { by }),
            CallBackState::Agreed => return Err(CallBackTrouble::TooEarly),
            CallBackState::Reached { .. }
            | CallBackState::GivenUp { .. }
            | CallBackState::CalledOff { .. } => return Err(CallBackTrouble::AlreadyOver),
        }
        match how {
            CameOut::Reached => self.call_back_reached(id, sits, now),
            CameOut::NotReached => self.tried_in_vain(id, Some(sits), now),
            CameOut::Later => {
                let due = self.in_hours_after(known.desk, now.wall_millis() + PUT_OFF.as_millis());
                self.change_call_back(id, |one| {
                    (one.state, one.due) = (CallBackState::Agreed, due);
                    one.moves += 1;
                });
                self.tell_call_back(id, CallBackNews::Moved, Some(sits), now);
            }
            CameOut::NotTried => self.leave_to_others(id),
        }
        self.settle(now);
        Ok(())
    }

    /// A case is erased: nothing of it is kept here, either. What rings goes on ringing.
    pub fn handle_case_erased(&mut self, case: CaseId, now: Moment) {
        self.call_backs
            .retain(|_, one| one.case.as_ref().map(|of| of.id) != Some(case));
        self.settle(now);
    }

    /// The call-backs that are not over, the next first.
    pub fn call_backs(&self) -> Vec<&CallBack> {
        let mut open: Vec<_> = self.call_backs.values().collect();
        open.sort_by_key(|one| (one.due, one.id));
        open
    }

    /// What the clock on a desk's wall shows at an instant, as people write it.
    pub fn shown_at(&self, desk: DeskId, instant: i64) -> String {
        let zone = self.rota.settings.zone_of(desk);
        let instant = chrono::DateTime::from_timestamp_millis(instant).unwrap_or_default();
        let shown = zone.from_utc_datetime(&instant.naive_utc());
        shown.format("%d/%m/%Y, %H:%M").to_string()
    }

    /// The contact is one that calls somebody back: how it came out.
    pub(super) fn call_back_ended(&mut self, contact: ContactId, by: EndedBy, now: Moment) {
        let Some((id, librarian)) = self.called_back_in(contact) else {
            return;
        };
        match by {
            EndedBy::Patron | EndedBy::Absence => self.tried_in_vain(id, Some(librarian), now),
            EndedBy::Librarian | EndedBy::Closing => self.leave_to_others(id),
        }
    }

    /// The contact is one that calls somebody back, and they answered.
    pub(super) fn call_back_answered(&mut self, contact: ContactId, now: Moment) {
        if let Some((id, librarian)) = self.called_back_in(contact) {
            self.call_back_reached(id, librarian, now);
        }
    }

    /// What nobody called for a month is given up; what is over is let go of; numbers that somebody took and said nothing of are in
    /// the line again.
    pub(super) fn look_after_call_backs(&mut self, now: Moment) {
        let wall = now.wall_millis();
        let stale = self.call_backs.values().filter(|one| {
            one.state == CallBackState::Agreed && wall >= one.due + IN_LINE.as_millis()
        });
        for id in stale.map(|one| one.id).collect::<Vec<_>>() {
            self.change_call_back(id, |one| one.state = CallBackState::GivenUp { at: wall });
            self.tell_call_back(id, CallBackNews::GivenUp, None, now);
        }
        self.call_backs.retain(|_, one| !one.state.is_over());
        let forgotten = self.call_backs.values().filter(|one| match one.state {
            CallBackState::Taken {
                contact: None,
                since,
                ..
            } => wall >= since + TAKEN_KEPT.as_millis(),
            CallBackState::Taken {
                contact: Some(contact),
                ..
            } => !self.rings_back(contact),
            CallBackState::Agreed
            | CallBackState::Reached { .. }
            | CallBackState::GivenUp { .. }
            | CallBackState::CalledOff { .. } => false,
        });
        for id in forgotten.map(|one| one.id).collect::<Vec<_>>() {
            self.leave_to_others(id);
        }
    }

    /// When the next one enters the line, or is in it again.
    pub(super) fn next_call_back(&self, now: Moment) -> Option<(Moment, Wake)> {
        let wall = now.wall_millis();
        let next = self.call_backs.values().filter_map(|one| match one.state {
            CallBackState::Agreed => Some(one.due),
            CallBackState::Taken {
                contact: None,
                since,
                ..
            } => Some(since + TAKEN_KEPT.as_millis()),
            CallBackState::Taken { .. }
            | CallBackState::Reached { .. }
            | CallBackState::GivenUp { .. }
            | CallBackState::CalledOff { .. } => None,
        });
        let next = next.filter(|due| *due > wall).min()?;
        let span = Span::millis((next - wall).min(BELIEVED));
        Some((now.plus(span), Wake::CallBackDue))
    }

    /// What is known of a patron who is forgotten.
    pub(super) fn forget_call_backs(&mut self, thread: ThreadId) {
        self.call_backs
            .retain(|_, one| one.of.map(|of| of.thread) != Some(thread));
    }

    /// When a call-back may be, if the desk is there then.
    fn time_of(
        &self,
        desk: DeskId,
        when: CallBackWhen,
        now: Moment,
    ) -> Result<i64, CallBackTrouble> {
        let wall = now.wall_millis();
        let known = self.desk(desk).ok_or(CallBackTrouble::NoSuchCallBack)?;
        let hours = self.hours_of(known);
        let CallBackWhen::At(shown) = when else {
            return Ok(self.in_hours_after(desk, wall));
        };
        let zone = self.rota.settings.zone_of(desk);
        let due = crate::hours::instant_in(zone, shown).ok_or(CallBackTrouble::NoSuchTime)?;
        if due < wall - NOW {
            return Err(CallBackTrouble::Past);
        }
        if due > wall + LONGEST_AHEAD.as_millis() {
            return Err(CallBackTrouble::TooFar);
        }
        match hours.map(|hours| (hours, hours.at(due))) {
            None | Some((_, OpenState::Open { .. })) => Ok(due),
            Some((hours, OpenState::Closed { opens })) => Err(CallBackTrouble::Closed {
                reason: hours.reason(due).unwrap_or_default().into(),
                opens,
            }),
        }
    }

    /// That instant, or the next opening of the desk.
    fn in_hours_after(&self, desk: DeskId, instant: i64) -> i64 {
        let hours = self.desk(desk).and_then(|desk| self.hours_of(desk));
        match hours.map(|hours| hours.at(instant)) {
            Some(OpenState::Closed { opens: Some(opens) }) => opens,
            None | Some(OpenState::Open { .. } | OpenState::Closed { opens: None }) => instant,
        }
    }

    fn has_too_many(&self, agreement: &Agreement) -> bool {
        let open = || self.call_backs.values();
        let case = |one: &CallBack| one.case.as_ref().map(|case| case.id);
        let wanted = agreement.case.as_ref().map(|case| case.id);
        let same = |one: &&CallBack| {
            (wanted.is_some() && case(one) == wanted)
                || (agreement.of.is_some() && one.of == agreement.of)
        };
        open().filter(|one| one.desk == agreement.desk).count() >= MOST_OF_A_DESK
            || open().filter(same).count() >= MOST_OF_ONE
    }

    /// One that nobody is calling.
    fn free_call_back(&self, id: CallBackId) -> Result<&CallBack, CallBackTrouble> {
        let known = self
            .call_backs
            .get(&id)
            .ok_or(CallBackTrouble::NoSuchCallBack)?;
        match known.state {
            CallBackState::Agreed => Ok(known),
            CallBackState::Taken { by, .. } => Err(CallBackTrouble::Taken { by }),
            CallBackState::Reached { .. }
            | CallBackState::GivenUp { .. }
            | CallBackState::CalledOff { .. } => Err(CallBackTrouble::AlreadyOver),
        }
    }

    /// Calls the patron of a thread, and their browsers where the page is not open.
    fn ring_back(
        &mut self,
        seat: SeatId,
        thread: ThreadId,
        contact: ContactId,
        mode: Mode,
        now: Moment,
    ) -> Result<(), CallBackTrouble> {
        let is_here = self
            .thread(thread)
            .is_some_and(|known| self.page_of(known.patron).is_some());
        let patience = if is_here { CALLING } else { CALLED };
        let called = self.call_out(seat, thread, contact, (mode, patience), now);
        called.map_err(|why| match why {
            Refusal::AlreadyOnContact => CallBackTrouble::AlreadyOnContact,
            _ => CallBackTrouble::NotNow,
        })?;
        if !is_here {
            self.saves.push_back(Effect::RingBack { thread, contact });
        }
        Ok(())
    }

    fn call_off(
        &mut self,
        id: CallBackId,
        by: CalledOffBy,
        librarian: Option<LibrarianId>,
        now: Moment,
    ) {
        let at = now.wall_millis();
        self.change_call_back(id, |one| one.state = CallBackState::CalledOff { by, at });
        self.tell_call_back(id, CallBackNews::CalledOff(by), librarian, now);
        self.settle(now);
    }

    fn call_back_reached(&mut self, id: CallBackId, by: LibrarianId, now: Moment) {
        let at = now.wall_millis();
        self.change_call_back(id, |one| one.state = CallBackState::Reached { by, at });
        self.tell_call_back(id, CallBackNews::Reached, Some(by), now);
    }

    /// Once more later, if they were not tried often enough.
    fn tried_in_vain(&mut self, id: CallBackId, by: Option<LibrarianId>, now: Moment) {
        let Some(known) = self.call_backs.get(&id) else {
            return;
        };
        let (at, tries) = (now.wall_millis(), known.tries + 1);
        if tries >= MOST_TRIES {
            self.change_call_back(id, |one| {
                (one.tries, one.state) = (tries, CallBackState::GivenUp { at });
            });
            return self.tell_call_back(id, CallBackNews::GivenUp, by, now);
        }
        let due = self.in_hours_after(known.desk, at + TRY_AGAIN.as_millis());
        self.change_call_back(id, |one| {
            (one.tries, one.due, one.state) = (tries, due, CallBackState::Agreed);
        });
        self.tell_call_back(id, CallBackNews::NotReached, by, now);
    }

    fn leave_to_others(&mut self, id: CallBackId) {
        self.change_call_back(id, |one| one.state = CallBackState::Agreed);
    }

    /// Changes one and orders it to be written. Says whether there is one.
    fn change_call_back(&mut self, id: CallBackId, change: impl FnOnce(&mut CallBack)) -> bool {
        let Some(known) = self.call_backs.get_mut(&id) else {
            return false;
        };
        change(known);
        if let (true, CallBackHow::Phone { number }) = (known.state.is_over(), &mut known.how) {
            *number = None; // nobody needs it any more
        }
        let changed = Box::new(known.clone());
        self.saves.push_back(Effect::SaveCallBack(changed));
        true
    }

    /// Writes of its case, and into its thread, what happened; what is over goes.
    fn tell_call_back(
        &mut self,
        id: CallBackId,
        what: CallBackNews,
        librarian: Option<LibrarianId>,
        now: Moment,
    ) {
        let Some(known) = self.call_backs.get(&id).cloned() else {
            return;
        };
        let shown = self.shown_at(known.desk, known.due);
        if let (Some(happened), Some(of)) = (written(what), known.of) {
            let saying = Saying {
                id: message_of(&known, what),
                text: Text::parse(&shown).ok(),
                attachment: None,
                appointment: None,
                loans: Vec::new(),
                case: None,
            };
            self.handle_told(of, happened, saying, now);
        }
        self.saves
            .push_back(Effect::NoteCallBack(Box::new(CallBackNote {
                call_back: known,
                what,
                librarian,
                shown,
            })));
    }

    fn called_back_in(&self, wanted: ContactId) -> Option<(CallBackId, LibrarianId)> {
        self.call_backs.values().find_map(|one| match one.state {
            CallBackState::Taken { by, contact, .. } if contact == Some(wanted) => {
                Some((one.id, by))
            }
            CallBackState::Agreed
            | CallBackState::Taken { .. }
            | CallBackState::Reached { .. }
            | CallBackState::GivenUp { .. }
            | CallBackState::CalledOff { .. } => None,
        })
    }

    fn rings_back(&self, contact: ContactId) -> bool {
        let known = self.contact(contact);
        known.is_some_and(|one| matches!(one.state, ContactState::Calling { .. }))
    }

    fn sits(&self, seat: SeatId) -> Result<LibrarianId, CallBackTrouble> {
        self.librarian_at(seat)
            .ok_or(CallBackTrouble::NoSuchCallBack)
    }
}

/// What a thread says of it: that they were called and did not answer says the call.
const fn written(what: CallBackNews) -> Option<Happened> {
    match what {
        CallBackNews::Agreed => Some(Happened::CallBackAgreed),
        CallBackNews::Moved => Some(Happened::CallBackMoved),
        CallBackNews::GivenUp => Some(Happened::CallBackGivenUp),
        CallBackNews::CalledOff(_) => Some(Happened::CallBackCalledOff),
        CallBackNews::Reached | CallBackNews::NotReached => None,
    }
}

/// Sets these ids apart from others that are made out of an id.
const MARK: u128 = 0xca11_bac0 << 64;

/// The same for the same news of the same call-back, so that it stands in a thread once.
fn message_of(of: &CallBack, what: CallBackNews) -> MessageId {
    let kind: u128 = match what {
        CallBackNews::Agreed => 1,
        CallBackNews::Moved => 2,
        CallBackNews::Reached => 3,
        CallBackNews::NotReached => 4,
        CallBackNews::GivenUp => 5,
        CallBackNews::CalledOff(_) => 6,
    };
    let mark = MARK | (u128::from(of.moves) << 8) | kind;
    MessageId(Uuid::from_u128(of.id.0.as_u128() ^ mark))
}
