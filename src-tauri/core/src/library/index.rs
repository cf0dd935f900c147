//! Ways into the contacts that keep a long line cheap: who is next, who rings, who
//! asks for a person. Kept by [`super::Library::alter`] alone.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use crate::contact::{Contact, ContactState, Language};
use crate::ids::{ContactId, DeskId, TopicId};
use crate::moment::Moment;

/// A place in the line. Within the same instant the smaller id is first.
pub(super) type Place = (Moment, ContactId);

/// What decides whom a contact may ring at, but for how long it has waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    desk: DeskId,
    topic: Option<TopicId>,
    language: Language,
    is_call: bool,
    /// Somebody passed on it, or a person is asked for: no other is like it.
    pub is_special: bool,
}

/// The line, in its order.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Of all desks.
    pub order: BTreeSet<Place>,
    /// Of each desk that has one.
    pub of_desk: BTreeMap<DeskId, BTreeSet<Place>>,
    /// Of each kind that there is.
    pub of_kind: BTreeMap<Kind, BTreeSet<Place>>,
    /// Those that ring at somebody.
    pub ringing: BTreeSet<ContactId>,
    /// Those that wait for the person who was asked for.
    pub asking: BTreeSet<ContactId>,
}

impl Line {
    pub fn add(&mut self, contact: &Contact) {
        if !contact.is_in_line() {
            return;
        }
        let place = (contact.place, contact.id);
        self.order.insert(place);
        self.of_desk.entry(contact.desk).or_default().insert(place);
        self.of_kind
            .entry(kind_of(contact))
            .or_default()
            .insert(place);
        if let ContactState::Offered { .. } = contact.state {
            self.ringing.insert(contact.id);
        }
        if asks_for_a_person(contact) {
            self.asking.insert(contact.id);
        }
    }

    pub fn remove(&mut self, contact: &Contact) {
        let place = (contact.place, contact.id);
        if !self.order.remove(&place) {
            return;
        }
        remove_from(&mut self.of_desk, contact.desk, &place);
        remove_from(&mut self.of_kind, kind_of(contact), &place);
        self.ringing.remove(&contact.id);
        self.asking.remove(&contact.id);
    }

    /// The first place of each kind.
    pub fn heads(&self) -> BTreeSet<(Place, Kind)> {
        let kinds = self.of_kind.iter();
        let heads = kinds.filter_map(|(kind, line)| Some((*line.first()?, *kind)));
        heads.collect()
    }

    /// The place behind this one of the same kind.
    pub fn next_of(&self, kind: Kind, place: Place) -> Option<(Place, Kind)> {
        let line = self.of_kind.get(&kind)?;
        let mut behind = line.range((Bound::Excluded(place), Bound::Unbounded));
        behind.next().map(|next| (*next, kind))
    }

    /// Whether both calls and chats wait.
    pub fn is_mixed(&self) -> bool {
        let mut kinds = self.of_kind.keys();
        let first = kinds.next().map(|kind| kind.is_call);
        kinds.any(|kind| Some(kind.is_call) != first)
    }

    /// The places of one desk.
    pub fn places(&self, desk: DeskId) -> impl DoubleEndedIterator<Item = &Place> {
        self.of_desk.get(&desk).into_iter().flatten()
    }
}

fn kind_of(contact: &Contact) -> Kind {
    Kind {
        desk: contact.desk,
        topic: contact.topic,
        language: contact.language,
        is_call: contact.mode.is_call(),
        is_special: !contact.passed.is_empty() || asks_for_a_person(contact),
    }
}

fn asks_for_a_person(contact: &Contact) -> bool {
    contact.wanted.is_some_and(|wanted| !wanted.overflowed)
}

fn remove_from<Key: Ord>(lines: &mut BTreeMap<Key, BTreeSet<Place>>, key: Key, place: &Place) {
    if let Some(line) = lines.get_mut(&key) {
        line.remove(place);
        if line.is_empty() {
            lines.remove(&key);
        }
    }
}
