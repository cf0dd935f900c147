//! When the machine wants to be woken.
//!
//! What a contact waits for is kept in order and written anew only for contacts that
//! changed, so that a long line costs nothing while it stands still.

use std::collections::{BTreeMap, BTreeSet};

use super::{CALL_KEPT, Library, RELOAD, Wake};
use crate::contact::{Contact, ContactState};
use crate::hours::{Hours, OpenState};
use crate::ids::ContactId;
use crate::moment::{Moment, Span};

/// How long the next opening or closing is believed without looking again.
const HOURS_BELIEVED: Span = Span::minutes(60);

/// What contacts wait for, the next first.
#[derive(Debug, Default)]
pub(super) struct Deadlines {
    in_order: BTreeSet<(Moment, Wake, ContactId)>,
    of_contacts: BTreeMap<ContactId, Vec<(Moment, Wake)>>,
}

impl Deadlines {
    /// The contacts whose time has come.
    pub fn due(&self, now: Moment) -> impl Iterator<Item = ContactId> {
        let reached = move |entry: &&(Moment, Wake, ContactId)| now.has_reached(entry.0);
        self.in_order
            .iter()
            .take_while(reached)
            .map(|(_, _, id)| *id)
    }

    fn set(&mut self, id: ContactId, wakes: Vec<(Moment, Wake)>) {
        let older = if wakes.is_empty() {
            self.of_contacts.remove(&id)
        } else {
            self.of_contacts.insert(id, wakes.clone())
        };
        for (at, why) in older.into_iter().flatten() {
            self.in_order.remove(&(at, why, id));
        }
        let entries = wakes.into_iter().map(|(at, why)| (at, why, id));
        self.in_order.extend(entries);
    }
}

/// When a desk opens or closes next, as it was looked up.
#[derive(Debug, Default)]
pub(super) struct HoursWatch {
    /// When, and how far the wall was ahead of the running clock then.
    looked: Option<(Moment, i64)>,
    next: Option<Moment>,
}

impl Library {
    /// When the machine wants to be woken, and why.
    pub fn poll_timeout(&self) -> Option<(Moment, Wake)> {
        let of_contacts = self.deadlines.in_order.first();
        let wrap_ups = self.wrapping_up.values();
        of_contacts
            .map(|(at, why, _)| (*at, *why))
            .into_iter()
            .chain(wrap_ups.flatten().map(|one| (one.until, Wake::WrapUpOver)))
            .chain(self.hours.next.map(|at| (at, Wake::HoursChange)))
            .chain(self.call_back_due)
            .min()
    }

    /// Writes down anew what the changed contacts wait for.
    pub(super) fn reckon_deadlines(&mut self, now: Moment) {
        for id in std::mem::take(&mut self.touched) {
            let contact = self.contacts.get(&id);
            let wakes = contact.map(|contact| self.wakes_of(contact, now));
            self.deadlines.set(id, wakes.unwrap_or_default());
        }
        self.watch_hours(now);
        self.call_back_due = self.next_call_back(now);
    }

    /// What the passing of time will change about one contact.
    fn wakes_of(&self, contact: &Contact, now: Moment) -> Vec<(Moment, Wake)> {
        let mut wakes = Vec::new();
        let away = |patience| contact.absent_since.map(|since| since.plus(patience));
        match &contact.state {
            ContactState::Waiting => wakes.extend(self.wakes_in_line(contact, now)),
            ContactState::Called { until } => wakes.push((*until, Wake::TurnMissed)),
            ContactState::Offered { until, .. } => {
                // Who is free again joins those at whom it rings.
                wakes.extend(self.wakes_in_line(contact, now));
                wakes.push((*until, Wake::OfferMissed));
                wakes.extend(away(RELOAD).map(|at| (at, Wake::PatronGone)));
            }
            ContactState::Calling { until, .. } => wakes.push((*until, Wake::CallUnanswered)),
            ContactState::Talking(talk) => {
                let lost = self.seats.get(&talk.seat).and_then(|seat| seat.away_since);
                wakes.extend(lost.map(|since| (since.plus(CALL_KEPT), Wake::SeatGone)));
                wakes.extend(away(CALL_KEPT).map(|at| (at, Wake::PatronGone)));
                wakes.extend(talk.still.over_at().map(|at| (at, Wake::StillOver)));
                let transfer = talk.transfer.as_ref();
                wakes.extend(transfer.map(|transfer| (transfer.until, Wake::OfferMissed)));
            }
            ContactState::Ended { .. } => {}
        }
        let given_up = self.place_given_up(contact);
        wakes.extend(given_up.map(|at| (at, Wake::PatronGone)));
        wakes
    }

    fn wakes_in_line(&self, contact: &Contact, now: Moment) -> Vec<(Moment, Wake)> {
        let over = contact.passed.values();
        let mut wakes: Vec<_> = over.map(|until| (*until, Wake::PeaceOver)).collect();
        let crew = self.rota.crew_number(contact.desk, contact.topic);
        let tiers = self.rota.crew(crew).tiers.iter().skip(1);
        let openings = tiers.map(|tier| contact.place.plus(tier.after));
        wakes.extend(
            self.awaited_until(contact, now)
                .map(|at| (at, Wake::LibrarianAwaited)),
        );
        let next = openings.filter(|at| !now.has_reached(*at)).min();
        wakes.extend(next.map(|at| (at, Wake::TierOpens)));
        wakes
    }

    /// Hours are told by the wall, deadlines by the running clock: a corrected clock
    /// is noticed at the next input, and what was planned is planned anew.
    fn watch_hours(&mut self, now: Moment) {
        let ahead = now.wall_millis() - Moment::new(0, 0).until(now).as_millis();
        let is_known = self.hours.looked.is_some_and(|(at, then)| {
            then == ahead
                && !now.has_reached(at.plus(HOURS_BELIEVED))
                && self.hours.next.is_none_or(|next| !now.has_reached(next))
        });
        if is_known {
            return;
        }
        let wall = now.wall_millis();
        let desks = self.desks().filter_map(|desk| self.hours_of(desk));
        let next = desks.filter_map(|hours| hours.next_change(wall)).min();
        let moment = |next: i64| now.plus(Span::millis(next - wall));
        self.hours = HoursWatch {
            looked: Some((now, ahead)),
            next: next.filter(|next| *next > wall).map(moment),
        };
    }
}

/// Whether it is not the time for a desk: it has hours and they are over, or it is
/// not there any more.
pub(super) fn hours_are_over(hours: Option<Option<&Hours>>, now: Moment) -> bool {
    match hours {
        None => true,
        Some(None) => false,
        Some(Some(hours)) => matches!(hours.at(now.wall_millis()), OpenState::Closed { .. }),
    }
}

/// When a desk closes; now if it is closed.
pub(super) fn closes(hours: &Hours, now: Moment) -> i64 {
    match hours.at(now.wall_millis()) {
        OpenState::Open { until } => until,
        OpenState::Closed { .. } => now.wall_millis(),
    }
}
