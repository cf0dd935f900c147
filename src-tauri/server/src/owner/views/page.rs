//! What a page is shown: its desk, and the contact of the patron who has it open.

use std::collections::BTreeMap;

use sportello_core::{
    Contact, ContactId, ContactState, DeskId, DeskState as Staffing, LibrarianId, PageId, PatronId,
    Presence, Still,
};
use sportello_wire::WaitView;
use sportello_wire::patron::{
    DeskState, DeskView, OwnCallBack, PatronContact, PatronContactState, PersonView,
};

use super::{count, lines_of, spoken};
use crate::owner::Owner;

/// What is the same for many pages, rendered once.
#[derive(Default)]
pub(in crate::owner) struct Rendered {
    desks: BTreeMap<(DeskId, Option<LibrarianId>), DeskView>,
    waits: BTreeMap<DeskId, sportello_core::Waits>,
    places: BTreeMap<DeskId, BTreeMap<ContactId, usize>>,
    call_backs: Option<BTreeMap<PatronId, Vec<OwnCallBack>>>,
}

impl Owner {
    /// Shows a page its desk and, if it is a patron's, the contact.
    pub(super) fn show_page(&mut self, page: PageId, rendered: &mut Rendered) {
        let Some(door) = self.clients.door_of(page) else {
            return;
        };
        let Some(desk) = self.desk_view(door.desk, door.person, rendered) else {
            return;
        };
        let speaks = self.page_speaks_for(page).is_some();
        let patron = self.clients.patron_of(page).filter(|_| speaks);
        let contact = patron.and_then(|patron| self.machine.contact_of(patron.id));
        let ways = self.ways_of_page(contact);
        let contact = contact.map(|contact| self.patron_contact(contact, rendered));
        self.clients.show_page(page, &desk, contact, ways);
        if let Some(patron) = patron {
            let own = rendered
                .call_backs
                .get_or_insert_with(|| self.own_call_backs());
            let own = own.get(&patron.id).cloned().unwrap_or_default();
            self.clients.show_own_call_backs(page, own);
        }
    }

    pub(in crate::owner) fn desk_view(
        &self,
        desk: DeskId,
        person: Option<LibrarianId>,
        rendered: &mut Rendered,
    ) -> Option<DeskView> {
        if let Some(view) = rendered.desks.get(&(desk, person)) {
            return Some(view.clone());
        }
        let set = self.machine.desk(desk)?;
        let settings = self.machine.settings();
        let branch = self.branch_of(set);
        let hours = settings.hours_of(set);
        let state = self.desk_state(desk);
        let waits = self.waits(desk, rendered);
        let (wait, chat_wait) = (waits.for_new_call, waits.for_new_chat);
        let view = DeskView {
            library: settings.library.name.clone(),
            name: set.name.clone(),
            handle: set.handle.clone(),
            greeting: spoken(greeting(set, &state)),
            state,
            waiting: count(self.machine.line(desk).count()),
            wait: self.wait_view(desk, wait),
            chat_wait: self.wait_view(desk, chat_wait),
            email: set.email.clone(),
            topics: self.topics(),
            consultations: self.consultations_of(desk),
            loans: self.loans_offered.contains(&desk),
            branch: branch.map(lines_of).unwrap_or_default(),
            hours: self.week_of(set),
            person: person.and_then(|person| self.person_view(person)),
            retention_days: set.retention_days,
            admission: set.admission,
            privacy_contact: settings.library.privacy_contact.clone(),
            privacy_notice: spoken(&settings.library.privacy_notice),
            zone: self.zone_shown(set, hours),
        };
        rendered.desks.insert((desk, person), view.clone());
        Some(view)
    }

    /// Where the clock on the desk's wall hangs; empty where no time is told by it.
    fn zone_shown(
        &self,
        desk: &sportello_core::Desk,
        hours: Option<&sportello_core::Hours>,
    ) -> String {
        let settings = self.machine.settings();
        let tells_times = |one: &sportello_core::Consultation| one.desk == desk.id;
        let offers = settings.consultations.iter().any(tells_times);
        if hours.is_none() && !offers {
            return String::new();
        }
        settings.zone_of(desk.id).name().to_owned()
    }

    fn desk_state(&self, desk: DeskId) -> DeskState {
        match self.machine.desk_state(desk, self.now()) {
            Staffing::Open {
                until,
                available,
                on_contact,
                in_person,
            } => DeskState::Open {
                until,
                available: count(available),
                on_contact: count(on_contact),
                in_person: count(in_person),
            },
            Staffing::NobodyThere { until } => DeskState::NobodyThere { until },
            Staffing::Closed { opens, reason } => DeskState::Closed { opens, reason },
        }
    }

    fn person_view(&self, person: LibrarianId) -> Option<PersonView> {
        let librarian = self.machine.librarian(person)?;
        Some(PersonView {
            person: librarian.person.clone()?,
            name: librarian.name.clone(),
            available: self.machine.presence(person) == Presence::Available,
        })
    }

    fn waits<'a>(&self, desk: DeskId, rendered: &'a mut Rendered) -> &'a sportello_core::Waits {
        rendered
            .waits
            .entry(desk)
            .or_insert_with(|| self.machine.waits(desk, self.now()))
    }

    fn wait_view(&self, desk: DeskId, range: Option<sportello_core::wait::WaitRange>) -> WaitView {
        let Some(range) = range else {
            return WaitView::Unknown;
        };
        WaitView::Range {
            shortest: range.shortest_minutes,
            longest: range.longest_minutes,
            fits: self.machine.wait_fits(desk, &range, self.now()),
        }
    }

    fn patron_contact(&self, contact: &Contact, rendered: &mut Rendered) -> PatronContact {
        PatronContact {
            id: contact.id,
            mode: contact.mode,
            state: self.patron_contact_state(contact, rendered),
        }
    }

    fn patron_contact_state(
        &self,
        contact: &Contact,
        rendered: &mut Rendered,
    ) -> PatronContactState {
        match &contact.state {
            ContactState::Waiting | ContactState::Called { .. } => {
                self.waiting(contact, false, rendered)
            }
            ContactState::Offered { .. } => self.waiting(contact, true, rendered),
            ContactState::Calling { with, .. } => PatronContactState::Calling {
                librarian: self.name_of(*with),
            },
            ContactState::Talking(talk) => PatronContactState::Talking {
                librarian: self.name_of(talk.with),
                since: talk.since.wall_millis(),
                answered_with: talk.answered_with,
                on_hold: talk.on_hold,
                proposed: talk.proposed,
                admitted: talk.admitted,
                still_for: match &talk.still {
                    Still::Asked { purpose, .. } => Some(purpose.as_str().to_owned()),
                    Still::Unasked | Still::Allowed { .. } | Still::Refused { .. } => None,
                },
                passing_to: contact.transfer().map(|one| self.passing_to(one)),
            },
            ContactState::Ended {
                by,
                outcome,
                librarian,
                ..
            } => PatronContactState::Ended {
                by: *by,
                outcome: *outcome,
                librarian: librarian.map(|librarian| self.name_of(librarian)),
                rating: contact.rating,
            },
        }
    }

    fn waiting(
        &self,
        contact: &Contact,
        ringing: bool,
        rendered: &mut Rendered,
    ) -> PatronContactState {
        let desk = contact.desk;
        let range = self
            .waits(desk, rendered)
            .of_contacts
            .get(&contact.id)
            .copied()
            .flatten();
        let places = rendered
            .places
            .entry(desk)
            .or_insert_with(|| self.machine.places(desk).into_iter().collect());
        let at_counter = matches!(
            self.machine.desk_state(desk, self.now()),
            Staffing::Open {
                available: 0,
                on_contact: 0,
                in_person: 1..,
                ..
            }
        );
        let wanted = contact.wanted.filter(|wanted| wanted.overflowed);
        PatronContactState::Waiting {
            position: count(places.get(&contact.id).copied().unwrap_or(1)),
            wait: self.wait_view(desk, range),
            ringing,
            booked_before: count(self.machine.booked_before(contact.id)),
            stepped_back: contact.stepped_back,
            at_counter,
            instead_of: wanted.map(|wanted| self.name_of(wanted.librarian)),
        }
    }
}

/// What a desk says to whoever comes now.
fn greeting<'a>(desk: &'a sportello_core::Desk, state: &DeskState) -> &'a sportello_core::Spoken {
    let is_silent = desk.when_closed == sportello_core::Spoken::default();
    match state {
        DeskState::Closed { .. } if !is_silent => &desk.when_closed,
        DeskState::Open { .. } | DeskState::NobodyThere { .. } | DeskState::Closed { .. } => {
            &desk.greeting
        }
    }
}
