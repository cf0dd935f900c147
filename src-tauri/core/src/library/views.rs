//! What may be read off a library. Everything here is derived; nothing is kept.

use super::{Library, Party, Refusal};
use crate::contact::{Contact, Mode};
use crate::handle::{Handle, PersonName};
use crate::hours::{Hours, OpenState};
use crate::ids::{ContactId, DeskId, LibrarianId, PageId, PatronId, SeatId};
use crate::moment::Moment;
use crate::presence::Presence;
use crate::settings::{Desk, Librarian, Warning};

/// Whether anybody is at a desk. Times are milliseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskState {
    /// Librarians are there.
    Open {
        /// When it closes, if it has hours.
        until: Option<i64>,
        /// How many may be rung now, also for a call.
        available: usize,
        /// How many are on a call, or writing down how one came out: they may take a
        /// chat. Or they finish their chats and are not rung any more.
        on_contact: usize,
        /// How many serve somebody at the counter.
        in_person: usize,
    },
    /// It is the time for it, but nobody is there.
    NobodyThere {
        /// When it closes, if it has hours.
        until: Option<i64>,
    },
    /// It is not the time for it.
    Closed {
        /// When it opens next.
        opens: Option<i64>,
        /// Why today, if it is an exception; may be empty.
        reason: String,
    },
}

impl DeskState {
    /// Whether a patron may take a place.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }
}

impl Library {
    /// The desks.
    pub fn desks(&self) -> impl Iterator<Item = &Desk> {
        self.rota.settings.desks.iter()
    }

    /// The desk with that id.
    pub fn desk(&self, desk: DeskId) -> Option<&Desk> {
        self.rota.desk(desk)
    }

    /// The desk with that handle.
    pub fn desk_at(&self, handle: &Handle) -> Option<&Desk> {
        self.desks().find(|desk| desk.handle == *handle)
    }

    /// The librarian with that id.
    pub fn librarian(&self, librarian: LibrarianId) -> Option<&Librarian> {
        self.rota.librarian(librarian)
    }

    /// The person behind a desk's handle: one of those who may answer for the desk,
    /// about whatever topic.
    pub fn person_at(&self, desk: DeskId, person: &PersonName) -> Option<LibrarianId> {
        let topics = self.rota.settings.topics.iter().map(|topic| Some(topic.id));
        let crews = topics
            .chain([None])
            .map(|topic| self.rota.crew_number(desk, topic));
        let crews: Vec<_> = crews.map(|number| self.rota.crew(number)).collect();
        let mut librarians = self.rota.settings.librarians.iter();
        let found = librarians.find(|one| {
            one.person.as_ref() == Some(person)
                && crews.iter().any(|crew| crew.everybody.contains(&one.id))
        });
        found.map(|one| one.id)
    }

    /// Whether anybody is at a desk. Those count who answer whatever it is about.
    pub fn desk_state(&self, desk: DeskId, now: Moment) -> DeskState {
        let Some(known) = self.desk(desk) else {
            return DeskState::Closed {
                opens: None,
                reason: String::new(),
            };
        };
        let mut until = None;
        if let Some(hours) = self.hours_of(known) {
            match hours.at(now.wall_millis()) {
                OpenState::Open { until: closes } => until = Some(closes),
                OpenState::Closed { opens } => {
                    let reason = hours.reason(now.wall_millis()).unwrap_or_default().into();
                    return DeskState::Closed { opens, reason };
                }
            }
        }
        let (mut available, mut on_contact, mut in_person) = (0, 0, 0);
        for librarian in self.rota.people_of(desk) {
            match self.presence_at_the_door(*librarian) {
                Presence::Available => available += 1,
                Presence::OnContact | Presence::WrapUp => on_contact += 1,
                Presence::InPerson => in_person += 1,
                Presence::Away | Presence::Offline => {}
            }
        }
        if available + on_contact + in_person == 0 {
            return DeskState::NobodyThere { until };
        }
        DeskState::Open {
            until,
            available,
            on_contact,
            in_person,
        }
    }

    /// Who waits at a desk, the next first.
    pub fn line(&self, desk: DeskId) -> impl Iterator<Item = &Contact> {
        self.line.places(desk).map(|(_, id)| &self.contacts[id])
    }

    /// Who waits at any desk, the next first.
    pub fn lines(&self) -> impl Iterator<Item = &Contact> {
        self.line.order.iter().map(|(_, id)| &self.contacts[id])
    }

    /// The contact with that id.
    pub fn contact(&self, contact: ContactId) -> Option<&Contact> {
        self.contacts.get(&contact)
    }

    /// The patron's contact: the one under way, or the last one while it is kept for
    /// the page that shows it, or for its wrap-up.
    pub fn contact_of(&self, patron: PatronId) -> Option<&Contact> {
        self.contact(*self.of_patrons.get(&patron)?)
    }

    /// Who sits at a seat.
    pub fn librarian_at(&self, seat: SeatId) -> Option<LibrarianId> {
        self.seats.get(&seat).map(|seat| seat.librarian)
    }

    /// The page that speaks for a patron.
    pub fn page_of(&self, patron: PatronId) -> Option<PageId> {
        self.pages.get(&patron).copied()
    }

    /// Whether a librarian may answer for a contact, now or later.
    pub fn answers_for(&self, librarian: LibrarianId, contact: &Contact) -> bool {
        let crew = self.rota.crew(self.crew_number(contact));
        let wanted = contact.wanted.filter(|wanted| !wanted.overflowed);
        let wanted = wanted.map(|wanted| wanted.librarian);
        crew.everybody.contains(&librarian) || wanted == Some(librarian)
    }

    /// The other end of the contact under way that `from` takes part in; a seat says
    /// which. A step of setting up a call is passed on to it and changes nothing here.
    ///
    /// # Errors
    /// When `from` is in no such contact.
    pub fn other_end(
        &self,
        from: Party,
        about: Option<ContactId>,
    ) -> Result<(ContactId, Party), Refusal> {
        match from {
            Party::Patron(patron) => {
                let contact = self.contact_of(patron).ok_or(Refusal::NoSuchContact)?;
                let (_, seat) = contact.talking().ok_or(Refusal::ContactEnded)?;
                Ok((contact.id, Party::Seat(seat)))
            }
            Party::Seat(seat) => {
                let mut here = self.contacts_at(seat).into_iter();
                let id = here.find(|id| Some(*id) == about);
                let id = id.ok_or(Refusal::NoSuchContact)?;
                let contact = &self.contacts[&id];
                contact.talking().ok_or(Refusal::NoSuchContact)?;
                Ok((id, Party::Patron(contact.patron)))
            }
        }
    }

    /// The live calls.
    pub fn calls(&self) -> impl Iterator<Item = &Contact> {
        self.contacts
            .values()
            .filter(|contact| contact.call().is_some())
    }

    /// What leaves patrons unanswered.
    pub fn warnings(&self, now: Moment) -> Vec<Warning> {
        self.rota.settings.warnings(now.wall_millis())
    }

    /// The hours of a desk: its own, or those of its branch.
    pub fn hours_of<'a>(&'a self, desk: &'a Desk) -> Option<&'a Hours> {
        self.rota.settings.hours_of(desk)
    }

    /// What a patron at the door is told of a librarian: who is in chats may be rung for
    /// a call; who is not rung any more, but talks with somebody, is still there.
    fn presence_at_the_door(&self, librarian: LibrarianId) -> Presence {
        match self.presence_for(librarian, Mode::Video) {
            Presence::Away | Presence::Offline => self.presence(librarian),
            is @ (Presence::Available
            | Presence::OnContact
            | Presence::WrapUp
            | Presence::InPerson) => is,
        }
    }

    /// Whether anybody who may answer is at a desk, whatever time it is.
    pub(super) fn is_staffed(&self, desk: DeskId) -> bool {
        let mut people = self.rota.people_of(desk).iter();
        people.any(|one| match self.presence(*one) {
            Presence::Available | Presence::OnContact | Presence::WrapUp | Presence::InPerson => {
                true
            }
            Presence::Away | Presence::Offline => false,
        })
    }
}
