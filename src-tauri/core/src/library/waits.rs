//! Waits: how long each place of a line will wait, as far as that can be told.
//!
//! A desk's line is played forward together with everybody of other desks who
//! competes for the same librarians. What was told to who arrives is kept for a
//! moment while a line is long, so that a crowd at the door costs one look.

use std::collections::BTreeMap;

use super::Library;
use super::deadlines::closes;
use crate::contact::{Contact, ContactState};
use crate::ids::{ContactId, DeskId};
use crate::moment::{Moment, Span};
use crate::presence::Presence;
use crate::wait::{Ahead, Busy, LineNow, ServiceHistory, WaitRange, estimate};

/// Up to this length a line is looked at anew for each arrival.
const SHORT: usize = 30;
/// For how long what was told holds for others at the end of a long line.
const HOLDS: Span = Span::seconds(1);

/// What can be told of the waits at a desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// From now to the answer, for each in the desk's line; `None` where too little
    /// is known.
    pub of_contacts: BTreeMap<ContactId, Option<WaitRange>>,
    /// For somebody who would arrive now.
    pub for_new: Option<WaitRange>,
}

/// What was told to somebody who arrived, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    at: Moment,
    range: Option<WaitRange>,
}

impl Library {
    /// How long those in the desk's line will wait, and who would arrive now.
    pub fn waits(&self, desk: DeskId, now: Moment) -> Waits {
        let competition = self.competition();
        let own = self.rota.crew_number(desk, None);
        let counts = |contact: &&Contact| {
            contact.desk == desk || competition.between(own, self.crew_number(contact))
        };
        let line: Vec<_> = self.lines().filter(counts).collect();
        let ahead: Vec<_> = line.iter().map(|one| ahead(one, now)).collect();
        let busy = self.busy_at(desk, now);
        let people = self.rota.people_of(desk).iter();
        let nothing = ServiceHistory::new();
        let told = estimate(
            &LineNow {
                history: self.histories.get(&desk).unwrap_or(&nothing),
                free: people
                    .filter(|one| self.presence(**one) == Presence::Available)
                    .count(),
                busy: &busy,
                line: &ahead,
            },
            seed_of(desk, line.len()),
        );
        let own = line.iter().zip(&told);
        let own = own.filter(|(contact, _)| contact.desk == desk);
        Waits {
            of_contacts: own.map(|(contact, range)| (contact.id, *range)).collect(),
            for_new: told.last().copied().flatten(),
        }
    }

    /// Whether a wait that begins now ends before the desk closes.
    pub fn wait_fits(&self, desk: DeskId, wait: &WaitRange, now: Moment) -> bool {
        let hours = self.desk(desk).and_then(|desk| self.hours_of(desk));
        let Some(closes) = hours.map(|hours| closes(hours, now)) else {
            return true;
        };
        let longest = Span::minutes(i64::from(wait.longest_minutes));
        now.plus(longest).wall_millis() <= closes
    }

    /// What to tell somebody who arrives now.
    pub(super) fn wait_to_tell(&mut self, desk: DeskId, now: Moment) -> Option<WaitRange> {
        let is_long = self.line.order.len() > SHORT;
        let told = self.told.get(&desk);
        let fresh = told.filter(|told| !now.has_reached(told.at.plus(HOLDS)));
        if let Some(told) = fresh.filter(|_| is_long) {
            return told.range;
        }
        let range = self.waits(desk, now).for_new;
        self.told.insert(desk, Told { at: now, range });
        range
    }

    fn busy_at(&self, desk: DeskId, now: Moment) -> Vec<Busy> {
        let people = self.rota.people_of(desk).iter();
        let busy = people.filter_map(|librarian| {
            let wrapping_up = self.wrapping_up.get(librarian).map(|one| one.contact);
            let id = self.engaged.get(librarian).copied().or(wrapping_up)?;
            let contact = self.contacts.get(&id)?;
            let since = match &contact.state {
                ContactState::Talking(talk) => talk.since,
                ContactState::Ended { at, .. } => self.answered_at(*librarian).unwrap_or(*at),
                ContactState::Waiting
                | ContactState::Called { .. }
                | ContactState::Offered { .. }
                | ContactState::Calling { .. } => contact.arrived,
            };
            Some(Busy {
                topic: contact.topic,
                since: since.until(now),
            })
        });
        busy.collect()
    }
}

fn ahead(contact: &Contact, now: Moment) -> Ahead {
    let ringing_for = match &contact.state {
        ContactState::Offered { turn, .. } => Some(turn.until(now)),
        ContactState::Waiting
        | ContactState::Called { .. }
        | ContactState::Calling { .. }
        | ContactState::Talking(_)
        | ContactState::Ended { .. } => None,
    };
    Ahead {
        topic: contact.topic,
        ringing_for,
    }
}

/// The same desk with the same line tells the same.
fn seed_of(desk: DeskId, length: usize) -> u64 {
    let (high, low) = desk.0.as_u64_pair();
    high ^ low.rotate_left(17) ^ (length as u64)
}
