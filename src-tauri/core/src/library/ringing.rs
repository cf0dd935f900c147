//! Ringing: who hears which contact now.
//!
//! The line is walked from its front, once; each contact takes from the librarians
//! who are free those it may ring at, and what is left goes to the next. An offer
//! that is still allowed stays as it is, so that nobody's ring jumps about.
//!
//! Whom a contact may ring at: the open tiers; in them those who speak the patron's
//! language, or everybody if none of them may be rung. Who serves somebody at the
//! counter is rung only when nobody of any tier is available. Available, and at the
//! counter, is meant for what came: a call or a chat (`capacity`).
//!
//! **Cost.** A long line is walked only while somebody is free for it: the walk goes
//! on with the next of each kind of place, and a kind is left once there is nobody.

use std::collections::{BTreeMap, BTreeSet};

use super::capacity::{Presences, may_be_rung};
use super::rota::Crew;
use super::{CALLED, Library, OfferEnd, RELOAD, RINGING};
use crate::contact::{Contact, ContactState, EventKind, Language, Mode};
use crate::ids::{ContactId, LibrarianId};
use crate::moment::Moment;
use crate::presence::Presence;
use crate::settings::Strategy;

/// Who may still be rung during one walk along the line.
struct Free<'a> {
    presences: Presences,
    /// Kept free for somebody who has booked.
    reserved: &'a BTreeSet<LibrarianId>,
    /// Free to be rung for a call or for a chat, available or at the counter.
    left: BTreeSet<LibrarianId>,
    /// Which crews have somebody who is available for calls, or for chats, rung or not.
    crews: BTreeMap<(usize, bool), bool>,
    /// Crews, calls or chats, and languages, for which nobody is left.
    exhausted: BTreeSet<(usize, bool, Option<Language>)>,
    now: Moment,
}

impl Library {
    /// First come, first served: each contact in turn takes the librarians who are
    /// free for it.
    pub(super) fn ring(&mut self, now: Moment) {
        let (offers, called) = self.walk_the_line(now);
        for id in called {
            self.alter(id, |contact| {
                contact.state = ContactState::Called {
                    until: now.plus(CALLED),
                };
            });
            self.call_to_turn(id);
        }
        let mut rung_by = self.rung_by_transfers();
        for (id, to) in &offers {
            rung_by.extend(to.iter().map(|librarian| (*librarian, *id)));
        }
        let ringing: Vec<_> = self.line.ringing.iter().copied().collect();
        for id in ringing {
            let to = offers.get(&id).map_or(&[][..], |to| &to[..]);
            self.stop_ringing(id, to, &rung_by);
        }
        for (id, to) in offers {
            self.offer(id, to, now);
        }
    }

    /// Who rings where, and for whom it is their turn while they are away.
    fn walk_the_line(
        &self,
        now: Moment,
    ) -> (BTreeMap<ContactId, Vec<LibrarianId>>, Vec<ContactId>) {
        let (mut offers, mut called) = (BTreeMap::new(), Vec::new());
        let mut free = Free::of(self.presences(), &self.reserved, now);
        for asked in self.rung_by_transfers().keys() {
            free.left.remove(asked);
        }
        let mut heads = self.line.heads();
        while let Some((place, kind)) = heads.pop_first() {
            if free.left.is_empty() {
                break;
            }
            let (_, id) = &place;
            let contact = &self.contacts[id];
            let to = self.choose_whom_to_ring(contact, &mut free);
            // Where nobody is left for one of a kind, nobody is for those behind.
            if kind.is_special || !to.is_empty() {
                heads.extend(self.line.next_of(kind, place));
            }
            if to.is_empty() {
                continue;
            }
            match &contact.state {
                ContactState::Called { .. } if contact.absent_since.is_some() => continue,
                ContactState::Waiting if contact.absent_since.is_some() => {
                    called.push(*id);
                    continue;
                }
                ContactState::Waiting
                | ContactState::Called { .. }
                | ContactState::Offered { .. }
                | ContactState::Calling { .. }
                | ContactState::Talking(_)
                | ContactState::Ended { .. } => {}
            }
            for librarian in &to {
                free.left.remove(librarian);
            }
            offers.insert(*id, to);
        }
        (offers, called)
    }

    fn choose_whom_to_ring(&self, contact: &Contact, free: &mut Free<'_>) -> Vec<LibrarianId> {
        if let Some(wanted) = contact.wanted.filter(|wanted| !wanted.overflowed) {
            let person = wanted.librarian;
            let alone = free.is_left_for(contact, person) && !free.is_in_peace(contact, person);
            return alone.then_some(person).into_iter().collect();
        }
        let number = self.rota.crew_number(contact.desk, contact.topic);
        if free.is_exhausted(number, contact) {
            return Vec::new();
        }
        let crew = self.rota.crew(number);
        let somebody_is_available = free.somebody_is_available(number, crew, contact.mode);
        let pool = if somebody_is_available {
            free.open_tiers(crew, contact)
        } else {
            free.at_the_counter(crew, contact.mode)
        };
        let mut pool: Vec<_> = pool
            .into_iter()
            .filter(|(_, one)| !free.is_in_peace(contact, *one))
            .collect();
        let rung = self.still_rung(contact, &pool, free);
        if pool.iter().any(|(_, one)| self.speaks(*one, contact)) {
            pool.retain(|(_, one)| self.speaks(*one, contact));
        }
        pool.retain(|(_, one)| free.left.contains(one));
        let to = self.by_strategy(contact, rung, pool);
        if to.is_empty() {
            free.exhaust(number, crew, contact);
        }
        to
    }

    /// Those at whom it rings already and may go on.
    fn still_rung(
        &self,
        contact: &Contact,
        pool: &[(usize, LibrarianId)],
        free: &Free<'_>,
    ) -> Vec<LibrarianId> {
        let ContactState::Offered { to, .. } = &contact.state else {
            return Vec::new();
        };
        let may = |one: &&LibrarianId| {
            free.left.contains(one) && pool.iter().any(|(_, other)| other == *one)
        };
        to.iter().filter(may).copied().collect()
    }

    fn by_strategy(
        &self,
        contact: &Contact,
        rung: Vec<LibrarianId>,
        mut pool: Vec<(usize, LibrarianId)>,
    ) -> Vec<LibrarianId> {
        let strategy = self.desk(contact.desk).map(|desk| desk.strategy);
        let first = match strategy.unwrap_or_default() {
            Strategy::RingAll => {
                let mut to: BTreeSet<_> = rung.into_iter().collect();
                to.extend(pool.into_iter().map(|(_, one)| one));
                return to.into_iter().collect();
            }
            Strategy::InOrder => pool.first().map(|(_, one)| *one),
            // Sorting is stable: ties stay in the order of the group.
            Strategy::LongestIdle => {
                pool.sort_by_key(|(tier, one)| {
                    let since = self.idle_since.get(one).copied();
                    (*tier, self.load(*one), since)
                });
                pool.first().map(|(_, one)| *one)
            }
            Strategy::FewestContacts => {
                pool.sort_by_key(|(tier, one)| {
                    let answered = self.answered_today.get(one).copied();
                    (*tier, self.load(*one), answered)
                });
                pool.first().map(|(_, one)| *one)
            }
        };
        rung.into_iter().next().or(first).into_iter().collect()
    }

    fn speaks(&self, librarian: LibrarianId, contact: &Contact) -> bool {
        self.librarian(librarian).is_some_and(|one| {
            one.languages.is_empty() || one.languages.contains(&contact.language)
        })
    }

    /// Stops the ring where it may not go on.
    fn stop_ringing(
        &mut self,
        id: ContactId,
        stays: &[LibrarianId],
        rung_by: &BTreeMap<LibrarianId, ContactId>,
    ) {
        let contact = &self.contacts[&id];
        let ContactState::Offered { to, .. } = &contact.state else {
            return;
        };
        let name = contact.name.clone();
        let stops: Vec<_> = to
            .iter()
            .filter(|one| !stays.contains(one))
            .copied()
            .collect();
        let passed = contact.passed.clone();
        for librarian in stops {
            let by_another = rung_by.get(&librarian).is_some_and(|other| *other != id);
            if by_another && !passed.contains_key(&librarian) {
                self.tell_offer_end(librarian, &name, OfferEnd::EarlierPatron);
            }
        }
        if stays.is_empty() {
            self.alter(id, |contact| contact.state = ContactState::Waiting);
        }
    }

    /// Rings at these librarians; a ring that goes on keeps its deadline.
    fn offer(&mut self, id: ContactId, to: Vec<LibrarianId>, now: Moment) {
        let contact = &self.contacts[&id];
        let before = match &contact.state {
            ContactState::Offered { to, turn, until } => Some((to.clone(), *turn, *until)),
            ContactState::Waiting
            | ContactState::Called { .. }
            | ContactState::Calling { .. }
            | ContactState::Talking(_)
            | ContactState::Ended { .. } => None,
        };
        let (rung, turn, until) = before.unwrap_or_else(|| (Vec::new(), now, now));
        if rung == to {
            return;
        }
        let desk = self.desk(contact.desk);
        let ringing = desk.map_or(RINGING, |desk| desk.ringing);
        let goes_on = to.iter().any(|one| rung.contains(one));
        let until = if goes_on { until } else { now.plus(ringing) };
        let is_first = contact.first_offered.is_none();
        let new: Vec<_> = to
            .iter()
            .filter(|one| !rung.contains(one))
            .copied()
            .collect();
        self.alter(id, |contact| {
            contact.first_offered.get_or_insert(now);
            contact.state = ContactState::Offered { to, turn, until };
        });
        if is_first {
            self.save(id);
        }
        for librarian in new {
            self.note(id, EventKind::Offered, Some(librarian), now);
        }
    }
}

impl<'a> Free<'a> {
    fn of(presences: Presences, reserved: &'a BTreeSet<LibrarianId>, now: Moment) -> Self {
        let may_be_rung = presences.may_be_rung();
        Self {
            left: may_be_rung.filter(|one| !reserved.contains(one)).collect(),
            reserved,
            presences,
            crews: BTreeMap::new(),
            exhausted: BTreeSet::new(),
            now,
        }
    }

    fn is(&self, librarian: LibrarianId, presence: Presence, mode: Mode) -> bool {
        self.presences.of(librarian, mode) == presence && !self.reserved.contains(&librarian)
    }

    /// Whether nobody earlier rings at them, and they may be rung for this.
    fn is_left_for(&self, contact: &Contact, librarian: LibrarianId) -> bool {
        self.left.contains(&librarian) && may_be_rung(self.presences.of(librarian, contact.mode))
    }

    fn is_in_peace(&self, contact: &Contact, librarian: LibrarianId) -> bool {
        let until = contact.passed.get(&librarian);
        until.is_some_and(|until| !self.now.has_reached(*until))
    }

    fn somebody_is_available(&mut self, number: usize, crew: &Crew, mode: Mode) -> bool {
        let number = (number, mode.is_call());
        if let Some(known) = self.crews.get(&number) {
            return *known;
        }
        let available = |one: &LibrarianId| self.is(*one, Presence::Available, mode);
        let somebody = crew.everybody.iter().any(available);
        self.crews.insert(number, somebody);
        somebody
    }

    /// Everybody available of the tiers that are open for this contact, tier by tier.
    fn open_tiers(&self, crew: &Crew, contact: &Contact) -> Vec<(usize, LibrarianId)> {
        let waited = contact.place.until(self.now);
        let mut pool: Vec<(usize, LibrarianId)> = Vec::new();
        for (number, tier) in crew.tiers.iter().enumerate() {
            let opens_at_once = pool.is_empty();
            if !opens_at_once && waited < tier.after {
                continue;
            }
            let members = tier.members.iter().copied();
            let available = members.filter(|one| self.is(*one, Presence::Available, contact.mode));
            pool.extend(available.map(|one| (number, one)));
        }
        pool
    }

    /// Everybody at the counter: with nobody available all tiers are open.
    fn at_the_counter(&self, crew: &Crew, mode: Mode) -> Vec<(usize, LibrarianId)> {
        let tiers = crew.tiers.iter().enumerate();
        let members =
            tiers.flat_map(|(number, tier)| tier.members.iter().map(move |one| (number, *one)));
        members
            .filter(|(_, one)| self.is(*one, Presence::InPerson, mode))
            .collect()
    }

    /// Whether earlier places have shown that nobody is left for one like this: who
    /// comes later has waited for less, so that no more tiers are open.
    fn is_exhausted(&self, crew: usize, contact: &Contact) -> bool {
        let is_call = contact.mode.is_call();
        let of = |language| (crew, is_call, language);
        self.exhausted.contains(&of(None))
            || contact.passed.is_empty() && self.exhausted.contains(&of(Some(contact.language)))
    }

    fn exhaust(&mut self, number: usize, crew: &Crew, contact: &Contact) {
        let is_call = contact.mode.is_call();
        let mut members = crew.everybody.iter();
        if !members.any(|one| self.is_left_for(contact, *one)) {
            self.exhausted.insert((number, is_call, None));
        } else if contact.passed.is_empty() {
            let language = Some(contact.language);
            self.exhausted.insert((number, is_call, language));
        }
    }
}

/// Whether a page has been away for longer than a reload takes.
pub(super) fn is_gone(contact: &Contact, now: Moment) -> bool {
    let since = contact.absent_since;
    since.is_some_and(|since| now.has_reached(since.plus(RELOAD)))
}
