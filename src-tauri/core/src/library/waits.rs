//! Waits: how long each place of a line will wait, as far as that can be told.
//!
//! A desk's line is played forward together with everybody of other desks who
//! competes for the same librarians: the calls on their own, and the chats, since a
//! librarian has room for both (`capacity`). What was told to who arrives is kept for a
//! moment while a line is long, so that a crowd at the door costs one look.

use std::collections::BTreeMap;

use super::Library;
use super::deadlines::closes;
use crate::contact::{Contact, ContactState, Mode};
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
    /// For somebody who would arrive now for a call.
    pub for_new_call: Option<WaitRange>,
    /// For somebody who would arrive now for a chat.
    pub for_new_chat: Option<WaitRange>,
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
        let mut of_contacts = BTreeMap::new();
        let for_new_call = self.play(desk, Mode::Video, &mut of_contacts, now);
        let for_new_chat = self.play(desk, Mode::Chat, &mut of_contacts, now);
        Waits {
            of_contacts,
            for_new_call,
            for_new_chat,
        }
    }

    /// Plays the line of calls, or that of chats, forward: what is told to each in it,
    /// and to somebody new.
    fn play(
        &self,
        desk: DeskId,
        mode: Mode,
        told: &mut BTreeMap<ContactId, Option<WaitRange>>,
        now: Moment,
    ) -> Option<WaitRange> {
        let competition = self.competition();
        let own = self.rota.crew_number(desk, None);
        let counts = |contact: &&Contact| {
            let is_like = contact.mode.is_call() == mode.is_call();
            let competes = || competition.between(own, self.crew_number(contact));
            is_like && (contact.desk == desk || competes())
        };
        let line: Vec<_> = self.lines().filter(counts).collect();
        let ahead: Vec<_> = line.iter().map(|one| ahead(one, now)).collect();
        let busy = self.busy_at(desk, mode, now);
        let nothing = ServiceHistory::new();
        let ranges = estimate(
            &LineNow {
                history: self.histories.get(&desk).unwrap_or(&nothing),
                chat: !mode.is_call(),
                free: self.free_at(desk, mode),
                busy: &busy,
                line: &ahead,
                booked: &self.booked_at(desk, now),
            },
            seed_of(desk, line.len()),
        );
        let own = line.iter().zip(&ranges);
        let own = own.filter(|(contact, _)| contact.desk == desk);
        told.extend(own.map(|(contact, range)| (contact.id, *range)));
        ranges.last().copied().flatten()
    }

    /// How many calls, or chats, could be answered at once.
    fn free_at(&self, desk: DeskId, mode: Mode) -> usize {
        let people = self.rota.people_of(desk).iter();
        let available = people.filter(|one| self.presence_for(**one, mode) == Presence::Available);
        let free = available.filter(|one| !self.reserved.contains(one));
        free.map(|one| self.room(*one, mode)).sum()
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
    pub(super) fn wait_to_tell(
        &mut self,
        desk: DeskId,
        mode: Mode,
        now: Moment,
    ) -> Option<WaitRange> {
        let is_long = self.line.order.len() > SHORT;
        let key = (desk, mode.is_call());
        let told = self.told.get(&key);
        let fresh = told.filter(|told| !now.has_reached(told.at.plus(HOLDS)));
        if let Some(told) = fresh.filter(|_| is_long) {
            return told.range;
        }
        let range = self.play(desk, mode, &mut BTreeMap::new(), now);
        self.told.insert(key, Told { at: now, range });
        range
    }

    /// The calls, or the chats, that have to end before another can be answered.
    fn busy_at(&self, desk: DeskId, mode: Mode, now: Moment) -> Vec<Busy> {
        let people = self.rota.people_of(desk).iter();
        let busy = people.flat_map(|librarian| {
            let under_way = self.contacts_with(*librarian).into_iter();
            let alike = under_way.filter(|one| one.mode.is_call() == mode.is_call());
            let alike = alike.map(|one| (one, one.talk().map_or(one.arrived, |talk| talk.since)));
            alike.chain(self.wrap_ups_like(*librarian, mode))
        });
        let busy = busy.map(|(contact, since)| Busy {
            topic: contact.topic,
            since: since.until(now),
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
