//! What may be read off a library. Everything here is derived; nothing is kept.

use super::{Library, Party, Refusal};
use crate::contact::{Contact, ContactState};
use crate::handle::{Handle, PersonName};
use crate::hours::{Hours, OpenState};
use crate::ids::{ContactId, DeskId, LibrarianId, PageId, PatronId, SeatId, ThreadId};
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
        /// How many may be rung now.
        available: usize,
        /// How many are talking with somebody, or writing down how it came out.
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
            match self.presence(*librarian) {
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

    /// The contact under way with a librarian: a talk, or a call that they made.
    pub fn contact_with(&self, librarian: LibrarianId) -> Option<&Contact> {
        self.contact(*self.engaged.get(&librarian)?)
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
        let wanted = contact.wanted.map(|wanted| wanted.librarian);
        crew.everybody.contains(&librarian) || wanted == Some(librarian)
    }

    /// The other end of the call that `from` takes part in. A step of setting up a
    /// call is passed on to it and changes nothing here.
    ///
    /// # Errors
    /// When `from` is in no call.
    pub fn other_end(&self, from: Party) -> Result<(ContactId, Party), Refusal> {
        match from {
            Party::Patron(patron) => {
                let contact = self.contact_of(patron).ok_or(Refusal::NoSuchContact)?;
                let (_, seat) = contact.talking().ok_or(Refusal::ContactEnded)?;
                Ok((contact.id, Party::Seat(seat)))
            }
            Party::Seat(seat) => {
                let id = self.contact_at(seat).ok_or(Refusal::NoSuchContact)?;
                let contact = &self.contacts[&id];
                contact.talking().ok_or(Refusal::NoSuchContact)?;
                Ok((id, Party::Patron(contact.patron)))
            }
        }
    }

    /// The thread of the contact under way at a seat.
    pub fn thread_at(&self, seat: SeatId) -> Option<ThreadId> {
        let contact = self.contact_at(seat)?;
        Some(self.contacts[&contact].thread)
    }

    /// What leaves patrons unanswered.
    pub fn warnings(&self, now: Moment) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for desk in self.desks() {
            if self.rota.people_of(desk.id).is_empty() {
                warnings.push(Warning::NobodyAnswers(desk.id));
            }
            let hours = self.hours_of(desk);
            if hours.is_some_and(|hours| hours.never_opens(now.wall_millis())) {
                warnings.push(Warning::NeverOpens(desk.id));
            }
        }
        let known = |one: &LibrarianId| self.librarian(*one).is_some();
        let groups = self.rota.settings.groups.iter();
        let empty = groups.filter(|group| !group.members.iter().any(known));
        warnings.extend(empty.map(|group| Warning::EmptyGroup(group.id)));
        warnings
    }

    /// The hours of a desk: its own, or those of its branch.
    pub fn hours_of<'a>(&'a self, desk: &'a Desk) -> Option<&'a Hours> {
        let branches = &self.rota.settings.branches;
        let branch = branches.iter().find(|one| Some(one.id) == desk.branch);
        let of_branch = || branch.and_then(|branch| branch.hours.as_ref());
        desk.hours.as_ref().or_else(of_branch)
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

    /// The contact that is at this seat, held by who sits there now.
    pub(super) fn contact_at(&self, seat: SeatId) -> Option<ContactId> {
        let librarian = self.librarian_at(seat)?;
        let contact = self.contact_with(librarian)?;
        let held = match &contact.state {
            ContactState::Calling { seat, .. } => *seat,
            ContactState::Talking(talk) => talk.seat,
            ContactState::Waiting
            | ContactState::Called { .. }
            | ContactState::Offered { .. }
            | ContactState::Ended { .. } => return None,
        };
        (held == seat).then_some(contact.id)
    }
}
