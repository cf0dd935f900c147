//! What each client may see, rendered from the machine.
//!
//! `page` is what a page is shown, `seat` what one librarian's seat is, `house` what all
//! seats are alike. Here is whose turn it is to be shown something, and what pages and
//! seats both read: messages, names, hours.

mod house;
mod page;
mod seat;

use sportello_core::{
    Author, CaseMentioned, ChatMessage, Contact, Effect, LibrarianId, LoanMentioned, PatronId,
    Refusal,
};
use sportello_wire::patron::SpokenView;
use sportello_wire::{
    AppointmentMark, CaseMark, LoanMark, MessageView, RefusalCode, Speaker, TopicView,
};

use super::Owner;
pub(super) use page::Rendered;

impl Owner {
    /// Shows the views that are due: at once to whom this turn concerns.
    pub(super) fn show_views(&mut self, effects: &[Effect]) {
        self.note_concerned(effects);
        let now = tokio::time::Instant::now();
        let somebody_waits = self.machine.lines().next().is_some();
        let urgent = self.pace.take_urgent_pages();
        let pages = if self.pace.takes_pages(somebody_waits, now) {
            self.clients.pages()
        } else {
            urgent.into_iter().collect()
        };
        let mut rendered = Rendered::default();
        for page in pages {
            self.show_page(page, &mut rendered);
        }
        let urgent = self.pace.take_urgent_seats();
        let all = self.pace.takes_seats(now);
        for connection in self.clients.connections() {
            let seat = self.clients.at(connection).map(|(seat, _)| seat);
            if all || seat.is_some_and(|seat| urgent.contains(&seat)) {
                self.show_seat(connection);
            }
        }
        if all {
            self.show_house();
        }
    }

    /// Shows everybody everything.
    pub(super) fn show_all_views(&mut self) {
        self.pace.start_over();
        self.show_views(&[]);
    }

    fn note_concerned(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::SaveContact(contact) => {
                    self.note_patron(contact.patron);
                    self.note_talk(contact);
                }
                Effect::SaveEvent(event) => {
                    let patron = self
                        .machine
                        .contact(event.contact)
                        .map(|known| known.patron);
                    if let Some(patron) = patron {
                        self.note_patron(patron);
                    }
                }
                Effect::SaveCallBack(one) => {
                    if let Some(of) = one.of {
                        self.note_patron(of.patron);
                    }
                }
                Effect::ShowThreads => self.pace.threads_changed(),
                Effect::SaveMessage(_)
                | Effect::SaveThread(..)
                | Effect::SaveMarks(..)
                | Effect::SaveChosenPresence(..)
                | Effect::SaveBlock(_)
                | Effect::SaveFree(..)
                | Effect::CallToTurn { .. }
                | Effect::NoteCallBack(_)
                | Effect::RingBack { .. }
                | Effect::ShowMessage(_)
                | Effect::ShowMarks(..)
                | Effect::ShowHistory(..)
                | Effect::ShowDesk
                | Effect::TellOfferEnd(..)
                | Effect::TellPresenceChanged(..)
                | Effect::SupersedePage(_) => {}
            }
        }
    }

    fn note_patron(&mut self, patron: PatronId) {
        if let Some(page) = self.machine.page_of(patron) {
            self.pace.page_spoke(page);
        }
    }

    fn note_talk(&mut self, contact: &Contact) {
        if let Some((_, seat)) = contact.talking() {
            self.pace.seat_spoke(seat);
        }
    }

    fn branch_of(&self, desk: &sportello_core::Desk) -> Option<&sportello_core::Branch> {
        let mut branches = self.machine.settings().branches.iter();
        branches.find(|one| Some(one.id) == desk.branch)
    }

    /// The hours of a desk's week; empty when it has none.
    fn week_of(&self, desk: &sportello_core::Desk) -> Vec<Vec<String>> {
        let branch = || {
            self.branch_of(desk)
                .and_then(|branch| branch.hours.as_ref())
        };
        let hours = desk.hours.as_ref().or_else(branch);
        hours.map(lines_of_week).unwrap_or_default()
    }

    fn topics(&self) -> Vec<TopicView> {
        let topics = self.machine.settings().topics.iter();
        topics
            .map(|topic| TopicView {
                id: topic.id,
                italian: topic.italian.clone(),
                english: topic.english.clone(),
            })
            .collect()
    }

    /// A message as both ends read it.
    pub(super) fn message_view(&self, message: &ChatMessage) -> MessageView {
        let text = message.text.as_ref().map(|text| text.as_str().to_owned());
        MessageView {
            id: message.id,
            contact: message.contact,
            speaker: self.speaker(message.author),
            text: text.unwrap_or_default(),
            attachment: message.attachment.clone(),
            appointment: message.appointment.map(|about| AppointmentMark {
                id: about.appointment,
                starts: about.starts,
            }),
            loans: message.loans.iter().map(loan_mark).collect(),
            case: message.case.as_ref().map(case_mark),
            at: message.at.wall_millis(),
        }
    }

    fn speaker(&self, author: Author) -> Speaker {
        match author {
            Author::Patron(_) => Speaker::Patron,
            Author::Librarian(librarian) => Speaker::Librarian {
                name: self.name_of(librarian),
            },
            Author::Desk(happened) => Speaker::Desk { happened },
        }
    }

    pub(super) fn name_of(&self, librarian: LibrarianId) -> String {
        let known = self.machine.librarian(librarian).map(|known| &known.name);
        let known = known.or_else(|| self.former.get(&librarian));
        known.cloned().unwrap_or_default()
    }
}

pub(super) fn spoken(said: &sportello_core::Spoken) -> SpokenView {
    let said = said.or_the_other();
    SpokenView {
        it: said.italian,
        en: said.english,
    }
}

/// The hours of the week, Monday first, each opening as `09:00-13:00`.
fn lines_of_week(hours: &sportello_core::Hours) -> Vec<Vec<String>> {
    let days = hours.week().days();
    days.map(|(_, openings)| openings.iter().map(ToString::to_string).collect())
        .collect()
}

pub(super) fn lines_of(branch: &sportello_core::Branch) -> Vec<String> {
    [&branch.name, &branch.address]
        .into_iter()
        .filter(|line| !line.is_empty())
        .cloned()
        .collect()
}

/// The code by which a client chooses its words.
pub(super) fn refusal_code(refusal: Refusal) -> RefusalCode {
    match refusal {
        Refusal::DeskClosed => RefusalCode::DeskClosed,
        Refusal::Blocked => RefusalCode::Blocked,
        Refusal::NoSuchContact => RefusalCode::NoSuchContact,
        Refusal::NoSuchThread => RefusalCode::NoSuchThread,
        Refusal::ContactEnded => RefusalCode::ContactEnded,
        Refusal::AnsweredByColleague => RefusalCode::AnsweredByColleague,
        Refusal::NotRinging => RefusalCode::NotRinging,
        Refusal::AlreadyOnContact => RefusalCode::AlreadyOnContact,
        Refusal::PatronNotThere => RefusalCode::PatronNotThere,
        Refusal::DoesNotFit => RefusalCode::DoesNotFit,
        Refusal::TooSoon => RefusalCode::TooSoon,
        Refusal::NoConsent => RefusalCode::NoConsent,
        Refusal::NobodyToTake => RefusalCode::NobodyToTake,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn case_mark(about: &CaseMentioned) -> CaseMark {
    CaseMark {
        id: about.case,
        number: about.number.to_string(),
        subject: about.subject.clone(),
        office: about.office.clone(),
        promised: about.promised.to_string(),
    }
}

fn loan_mark(about: &LoanMentioned) -> LoanMark {
    LoanMark {
        id: about.loan,
        title: about.title.clone(),
        due: about.due.to_string(),
    }
}
