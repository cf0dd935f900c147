//! The naive model of the line: who should hear what, told from the settings and the
//! public views alone, without index, deadline or memory. It looks at everybody for
//! everything; it is slow, and simple enough to be believed.
//!
//! The rule of ringing is told as what must be so whenever the machine has settled:
//! *walk along the line; whoever may ring takes whom they may have of those whom
//! nobody before them took.*

use std::collections::BTreeSet;

use crate::contact::{Contact, ContactState, Mode};
use crate::ids::{DeskId, GroupId, LibrarianId};
use crate::library::Library;
use crate::moment::{Moment, Span};
use crate::presence::{ChosenPresence, Presence};
use crate::settings::Strategy;

/// Everything is looked up anew.
pub struct Model<'a> {
    pub library: &'a Library,
    pub now: Moment,
}

impl Model<'_> {
    /// The line as it should be: everybody who waits, by place.
    pub fn line(&self, contacts: &[&Contact]) -> Vec<crate::ids::ContactId> {
        let mut line: Vec<_> = contacts.iter().filter(|one| one.is_in_line()).collect();
        line.sort_by_key(|contact| (contact.place, contact.id));
        line.into_iter().map(|contact| contact.id).collect()
    }

    /// Everybody rings where they should.
    pub fn rings_as_it_should(&self) {
        let mut free: BTreeSet<_> = self.librarians().collect();
        free.retain(|one| self.may_hear_the_line(*one));
        for contact in self.library.lines() {
            let may: BTreeSet<_> = self.whom_it_may_ring(contact);
            let could: BTreeSet<_> = may.intersection(&free).copied().collect();
            match &contact.state {
                ContactState::Offered { to, .. } => {
                    assert!(!to.is_empty(), "rings nowhere: {contact:?}");
                    assert!(self.is_there(contact, Span::seconds(4)), "{contact:?}");
                    for librarian in to {
                        assert!(could.contains(librarian), "{librarian} {contact:?}");
                        free.remove(librarian);
                    }
                    self.is_by_strategy(contact, to, &could);
                }
                ContactState::Waiting => {
                    let could = self.best(contact, &could);
                    assert!(could.is_empty(), "{could:?} could ring: {contact:?}");
                }
                ContactState::Called { until } => {
                    assert!(contact.absent_since.is_some(), "{contact:?}");
                    assert!(!self.now.has_reached(*until), "{contact:?}");
                }
                ContactState::Calling { .. }
                | ContactState::Talking(_)
                | ContactState::Ended { .. } => panic!("not in the line: {contact:?}"),
            }
        }
    }

    /// Nobody hears two at once; what a colleague passes on rings only at who may take it,
    /// and not for ever. Gives back whether the line may ring there.
    fn may_hear_the_line(&self, librarian: LibrarianId) -> bool {
        let contacts = self.library.contacts.values();
        let passed_on = contacts.filter_map(|one| Some((one, one.transfer()?)));
        let mut theirs = passed_on.filter(|(_, transfer)| transfer.to.contains(&librarian));
        let Some((contact, transfer)) = theirs.next() else {
            return true;
        };
        assert!(theirs.next().is_none(), "{librarian} hears two");
        assert!(!self.now.has_reached(transfer.until), "{contact:?}");
        let takes = self.takes(librarian, contact.mode);
        assert!(takes.is_some_and(|chosen| chosen != ChosenPresence::Away));
        let talk = contact.talk().expect("passed on while it is under way");
        assert_ne!(talk.with, librarian, "nobody passes on to themselves");
        false
    }

    fn is_by_strategy(&self, contact: &Contact, to: &[LibrarianId], could: &BTreeSet<LibrarianId>) {
        let asks = contact.wanted.is_some_and(|wanted| !wanted.overflowed);
        let desk = self.library.desk(contact.desk).expect("a desk");
        match desk.strategy {
            Strategy::RingAll if !asks => {
                let best = self.best(contact, could);
                assert!(best.iter().all(|one| to.contains(one)), "{contact:?}");
            }
            Strategy::RingAll
            | Strategy::LongestIdle
            | Strategy::FewestContacts
            | Strategy::InOrder => assert_eq!(to.len(), 1, "{contact:?}"),
        }
    }

    /// Those who speak the patron's language, if anybody who may be rung does.
    fn best(&self, contact: &Contact, could: &BTreeSet<LibrarianId>) -> BTreeSet<LibrarianId> {
        let may = self.whom_it_may_ring(contact);
        let speaks = |one: &LibrarianId| {
            let librarian = self.library.librarian(*one).expect("set");
            librarian.languages.is_empty() || librarian.languages.contains(&contact.language)
        };
        let asks = contact.wanted.is_some_and(|wanted| !wanted.overflowed);
        if !asks && may.iter().any(speaks) {
            could.iter().copied().filter(speaks).collect()
        } else {
            could.clone()
        }
    }

    /// At whom it may ring now, were everybody free.
    fn whom_it_may_ring(&self, contact: &Contact) -> BTreeSet<LibrarianId> {
        let in_peace = |one: &LibrarianId| {
            let until = contact.passed.get(one);
            until.is_some_and(|until| !self.now.has_reached(*until))
        };
        let mut may: BTreeSet<_> = self.open_to(contact);
        may.retain(|one| !in_peace(one));
        may
    }

    fn open_to(&self, contact: &Contact) -> BTreeSet<LibrarianId> {
        if let Some(wanted) = contact.wanted.filter(|wanted| !wanted.overflowed) {
            let takes = self.takes(wanted.librarian, contact.mode);
            let takes = takes.filter(|chosen| *chosen != ChosenPresence::Away);
            return takes.map(|_| wanted.librarian).into_iter().collect();
        }
        let tiers = self.tiers(contact);
        let all = || tiers.iter().flat_map(|(_, members)| members).copied();
        let is = |one, chosen| self.takes(one, contact.mode) == Some(chosen);
        if !all().any(|one| is(one, ChosenPresence::Available)) {
            let at_counter = all().filter(|one| is(*one, ChosenPresence::InPerson));
            return at_counter.collect();
        }
        let mut open = BTreeSet::new();
        for (after, members) in &tiers {
            let waited = contact.place.until(self.now) >= *after;
            if waited || open.is_empty() {
                let members = members.iter().copied();
                open.extend(members.filter(|one| is(*one, ChosenPresence::Available)));
            }
        }
        open
    }

    fn tiers(&self, contact: &Contact) -> Vec<(Span, Vec<LibrarianId>)> {
        let settings = self.library.settings();
        let desk = self.library.desk(contact.desk).expect("a desk");
        let mut topics = settings.topics.iter();
        let topic = topics.find(|topic| Some(topic.id) == contact.topic);
        let group = topic.and_then(|topic| topic.group);
        let later = if group.is_some() {
            desk.ringing
        } else {
            Span::ZERO
        };
        let mut tiers: Vec<_> = group
            .into_iter()
            .map(|group| (Span::ZERO, self.members(group)))
            .collect();
        if desk.tiers.is_empty() {
            tiers.push((later, self.librarians().collect()));
        }
        for tier in &desk.tiers {
            let after = tier.after.checked_add(later).expect("short");
            tiers.push((after, self.members(tier.group)));
        }
        tiers
    }

    /// Whether anybody of a desk may be rung, now or once they are free.
    pub fn is_staffed(&self, desk: DeskId) -> bool {
        let desk = self.library.desk(desk).expect("a desk");
        let mut people: Vec<_> = desk
            .tiers
            .iter()
            .flat_map(|tier| self.members(tier.group))
            .collect();
        if desk.tiers.is_empty() {
            people = self.librarians().collect();
        }
        people
            .into_iter()
            .map(|one| self.library.presence(one))
            .any(|is| is != Presence::Away && is != Presence::Offline)
    }

    fn members(&self, group: GroupId) -> Vec<LibrarianId> {
        let mut groups = self.library.settings().groups.iter();
        let group = groups.find(|one| one.id == group).expect("a group");
        group.members.clone()
    }

    fn librarians(&self) -> impl Iterator<Item = LibrarianId> {
        let librarians = self.library.settings().librarians.iter();
        librarians.map(|one| one.id)
    }

    /// What a librarian chose, if a program of theirs is connected and they have room
    /// for a call, or for one more chat: what is under way counts, and what is to be
    /// written down.
    fn takes(&self, librarian: LibrarianId, mode: Mode) -> Option<ChosenPresence> {
        let known = self.library.librarian(librarian)?;
        let is_chat = mode == Mode::Chat;
        let most = if is_chat { known.chats.into() } else { 1 };
        let is_theirs = |contact: &&Contact| {
            let wraps_up = || {
                self.library
                    .wrap_ups_of(librarian)
                    .any(|id| id == contact.id)
            };
            let talks = contact.talk().is_some_and(|talk| talk.with == librarian);
            let calls =
                matches!(contact.state, ContactState::Calling { with, .. } if with == librarian);
            talks || calls || contact.is_ended() && wraps_up()
        };
        let theirs = self.library.contacts.values().filter(is_theirs);
        let alike = theirs.filter(|contact| (contact.mode == Mode::Chat) == is_chat);
        let takes = self.library.is_online(librarian) && alike.count() < most;
        takes.then_some(known.chosen)
    }

    /// Whether the page is open, or away for less than that.
    fn is_there(&self, contact: &Contact, patience: Span) -> bool {
        let since = contact.absent_since;
        since.is_none_or(|since| since.until(self.now) < patience)
    }
}
