//! Threads: what is said, at any time, with or without a contact, and how far each
//! side has come in it.
//!
//! The machine keeps of a thread what its list shows, never its words.

use uuid::Uuid;

use super::door::thread_of;
use super::{Effect, Library, Party, Refusal, Saying, ThreadOf};
use crate::chat::{Author, ChatMessage, Happened, Marks, Side, Thread};
use crate::contact::{Contact, Language, PatronName};
use crate::ids::{ContactId, LibrarianId, MessageId, SeatId, ThreadId};
use crate::moment::Moment;

impl Library {
    /// A patron says how to be called and in which language to be answered.
    pub fn handle_introduction(
        &mut self,
        thread: ThreadOf,
        name: PatronName,
        language: Language,
        now: Moment,
    ) {
        self.introduce(thread, &name, language);
        self.settle(now);
    }

    /// A patron says something; also to a closed desk, and without a contact.
    ///
    /// # Errors
    /// [`Refusal::Blocked`].
    pub fn handle_patron_message(
        &mut self,
        thread: ThreadOf,
        saying: Saying,
        now: Moment,
    ) -> Result<(), Refusal> {
        if self.is_blocked(thread.patron, now) {
            return Err(Refusal::Blocked);
        }
        self.know_thread(thread);
        self.say(thread.thread, Author::Patron(thread.patron), saying, now);
        Ok(())
    }

    /// The desk writes something about loans or a case into a thread. The same id twice is
    /// one message.
    pub fn handle_told(
        &mut self,
        thread: ThreadOf,
        happened: Happened,
        saying: Saying,
        now: Moment,
    ) {
        self.know_thread(thread);
        self.say(thread.thread, Author::Desk(happened), saying, now);
    }

    /// A librarian says something, in any thread of the library.
    ///
    /// # Errors
    /// [`Refusal::NoSuchThread`].
    pub fn handle_librarian_message(
        &mut self,
        seat: SeatId,
        thread: ThreadId,
        saying: Saying,
        now: Moment,
    ) -> Result<(), Refusal> {
        let librarian = self.sits_at(seat)?;
        if !self.threads.contains_key(&thread) {
            return Err(Refusal::NoSuchThread);
        }
        self.say(thread, Author::Librarian(librarian), saying, now);
        Ok(())
    }

    /// A side has come further in what the other wrote. It never goes back, nor
    /// beyond the newest message.
    ///
    /// # Errors
    /// [`Refusal::NoSuchThread`] when there is none, or it is somebody else's.
    pub fn handle_marks(
        &mut self,
        party: Party,
        thread: ThreadId,
        marks: Marks,
        _now: Moment,
    ) -> Result<(), Refusal> {
        let side = match party {
            Party::Patron(patron) => {
                let whose = self.thread(thread).map(|thread| thread.patron);
                if whose != Some(patron) {
                    return Err(Refusal::NoSuchThread);
                }
                Side::Patron
            }
            Party::Seat(seat) => {
                self.sits_at(seat)?;
                Side::Desk
            }
        };
        let known = self.threads.get_mut(&thread).ok_or(Refusal::NoSuchThread)?;
        let newest = known.last.as_ref().map_or(0, |last| last.at);
        let kept = match side {
            Side::Patron => &mut known.patron_marks,
            Side::Desk => &mut known.desk_marks,
        };
        let grown = further(*kept, marks, newest);
        if grown != *kept {
            *kept = grown;
            self.saves.push_back(Effect::SaveMarks(thread, side, grown));
            self.shows.push_back(Effect::ShowMarks(thread, side, grown));
            if side == Side::Desk {
                self.shows.push_back(Effect::ShowThreads);
            }
        }
        Ok(())
    }

    /// A librarian reads a thread.
    ///
    /// # Errors
    /// [`Refusal::NoSuchThread`].
    pub fn handle_thread_opened(
        &mut self,
        seat: SeatId,
        thread: ThreadId,
        _now: Moment,
    ) -> Result<(), Refusal> {
        self.sits_at(seat)?;
        if !self.threads.contains_key(&thread) {
            return Err(Refusal::NoSuchThread);
        }
        self.shows
            .push_back(Effect::ShowHistory(Party::Seat(seat), thread));
        Ok(())
    }

    /// The patron's data were erased: nothing of the thread is kept here, either.
    ///
    /// # Errors
    /// [`Refusal::DoesNotFit`] while a contact is under way.
    pub fn handle_forgotten(&mut self, thread: ThreadId, now: Moment) -> Result<(), Refusal> {
        let of_thread = self.contacts.values().filter(|one| one.thread == thread);
        let kept: Vec<_> = of_thread.map(|one| (one.id, one.is_ended())).collect();
        if kept.iter().any(|(_, is_over)| !is_over) {
            return Err(Refusal::DoesNotFit);
        }
        for (id, _) in kept {
            self.let_go(id);
        }
        self.forget_call_backs(thread);
        if self.threads.remove(&thread).is_some() {
            self.shows.push_back(Effect::ShowThreads);
        }
        self.settle(now);
        Ok(())
    }

    /// A thread, as far as it is known without its words.
    pub fn thread(&self, thread: ThreadId) -> Option<&Thread> {
        self.threads.get(&thread)
    }

    /// Every thread in which something was said, or whose patron came or told a name.
    pub fn threads(&self) -> impl Iterator<Item = &Thread> {
        self.threads.values()
    }

    /// What the desk itself writes at the end of a contact; once, however often the
    /// end is told.
    pub(super) fn write_for_the_desk(&mut self, id: ContactId, happened: Happened, now: Moment) {
        let contact = &self.contacts[&id];
        let thread = contact.thread;
        self.know_thread(thread_of(contact));
        let saying = Saying {
            id: message_of(id, happened),
            text: None,
            attachment: None,
            appointment: None,
            loans: Vec::new(),
            case: None,
        };
        let author = Author::Desk(happened);
        self.write(thread, author, Some(id), saying, now);
    }

    pub(super) fn know_thread_of(&mut self, contact: &Contact) {
        let thread = thread_of(contact);
        if !self.threads.contains_key(&thread.thread) {
            self.know_thread(thread);
            if let Some(known) = self.threads.get_mut(&thread.thread) {
                known.name = contact.name.clone();
                known.language = contact.language;
            }
        }
    }

    /// Writes down what a patron is called and reads, if that is news.
    pub(super) fn introduce(&mut self, of: ThreadOf, name: &PatronName, language: Language) {
        let is_new = !self.threads.contains_key(&of.thread);
        let thread = self.know_thread(of);
        if !is_new && thread.name == *name && thread.language == language {
            return;
        }
        thread.name = name.clone();
        thread.language = language;
        self.saves
            .push_back(Effect::SaveThread(of.thread, name.clone(), language));
        self.shows.push_back(Effect::ShowThreads);
    }

    pub(super) fn know_thread(&mut self, of: ThreadOf) -> &mut Thread {
        self.threads.entry(of.thread).or_insert_with(|| Thread {
            id: of.thread,
            desk: of.desk,
            patron: of.patron,
            name: PatronName::default(),
            language: Language::default(),
            last: None,
            patron_wrote: 0,
            patron_marks: Marks::default(),
            desk_marks: Marks::default(),
        })
    }

    pub(super) fn say(&mut self, thread: ThreadId, author: Author, saying: Saying, now: Moment) {
        let patron = self.threads[&thread].patron;
        let under_way = self.under_way(patron);
        let contact = under_way.filter(|one| one.thread == thread);
        let contact = contact.map(|contact| contact.id);
        self.write(thread, author, contact, saying, now);
    }

    fn write(
        &mut self,
        thread: ThreadId,
        author: Author,
        contact: Option<ContactId>,
        saying: Saying,
        now: Moment,
    ) {
        let Some(known) = self.threads.get_mut(&thread) else {
            return;
        };
        let message = ChatMessage {
            id: saying.id,
            thread,
            contact,
            author,
            text: saying.text,
            attachment: saying.attachment,
            appointment: saying.appointment,
            loans: saying.loans,
            case: saying.case,
            at: known.time_for(now),
        };
        known.hear(&message);
        self.saves.push_back(Effect::SaveMessage(message.clone()));
        self.shows.push_back(Effect::ShowMessage(message));
        self.shows.push_back(Effect::ShowThreads);
    }

    fn sits_at(&self, seat: SeatId) -> Result<LibrarianId, Refusal> {
        self.librarian_at(seat).ok_or(Refusal::NoSuchThread)
    }
}

/// The marks after these were told: never back, never beyond what was said, and what
/// was read was received.
fn further(before: Marks, told: Marks, newest: i64) -> Marks {
    let read = before.read.max(told.read.min(newest));
    let received = before.received.max(told.received.min(newest));
    Marks {
        received: received.max(read),
        read,
    }
}

/// The id of what the desk writes about a contact: always the same, so that it stands
/// in the thread once.
fn message_of(contact: ContactId, happened: Happened) -> MessageId {
    let mark = match happened {
        Happened::TurnMissed => 0x01d5_bc1f_9a3e_7701,
        Happened::ClosedWhileWaiting => 0x01d5_bc1f_9a3e_7702,
        Happened::CallUnanswered => 0x01d5_bc1f_9a3e_7703,
        // Said of an appointment, and named after it (`booked`).
        Happened::AppointmentBooked
        | Happened::AppointmentToConfirm
        | Happened::AppointmentMoved
        | Happened::AppointmentCancelled
        | Happened::AppointmentTomorrow
        | Happened::AppointmentSoon
        | Happened::AppointmentUnconfirmed
        | Happened::AppointmentMissed
        // Said of loans, and named by whoever says it.
        | Happened::LoanNotice
        | Happened::LoanRenewed
        | Happened::LoanNotRenewed
        | Happened::LoanRenewalAsked
        | Happened::LoanReturnSaid
        | Happened::LoanToTalkAbout
        | Happened::CardLinked
        | Happened::NoticesStopped
        // Said of a case, likewise.
        | Happened::CaseOpened
        | Happened::CaseAsked
        | Happened::CaseAnswered
        | Happened::CasePromiseMoved
        | Happened::CaseClosed
        | Happened::CaseReopened
        | Happened::CaseInfoAdded
        // Said of a call-back, and named after it (`call_backs`).
        | Happened::CallBackAgreed
        | Happened::CallBackMoved
        | Happened::CallBackGivenUp
        | Happened::CallBackCalledOff => 0x01d5_bc1f_9a3e_7704,
    };
    MessageId(Uuid::from_u128(contact.0.as_u128() ^ mark))
}
