//! Who answers for what: the settings, read once and kept ready for looking up.
//!
//! A *crew* is everybody who may answer for a desk and a topic, in tiers. A topic
//! with a group puts that group before the desk's own tiers, which then open later
//! by as long as the desk rings. Whoever stands in two tiers belongs to the first.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{DeskId, GroupId, LibrarianId, TopicId};
use crate::moment::Span;
use crate::settings::{Desk, Librarian, Settings, Tier};

/// Who may answer, in tiers.
#[derive(Clone, Debug, Default)]
pub(super) struct Crew {
    pub tiers: Vec<CrewTier>,
    pub everybody: BTreeSet<LibrarianId>,
}

/// Who may answer from when on, in their order.
#[derive(Clone, Debug)]
pub(super) struct CrewTier {
    pub after: Span,
    pub members: Vec<LibrarianId>,
}

/// The settings with their ways in.
#[derive(Debug, Default)]
pub(super) struct Rota {
    pub settings: Settings,
    desks: BTreeMap<DeskId, usize>,
    librarians: BTreeMap<LibrarianId, usize>,
    groups_of_topics: BTreeMap<TopicId, GroupId>,
    crews: Vec<Crew>,
    numbers: BTreeMap<(DeskId, Option<GroupId>), usize>,
    desks_of: BTreeMap<LibrarianId, Vec<DeskId>>,
}

/// The crew of a desk that is not there any more.
const NOBODY: usize = 0;

impl Rota {
    pub fn of(settings: Settings) -> Self {
        let mut rota = Self {
            crews: vec![Crew::default()],
            ..Self::default()
        };
        rota.desks = numbered(settings.desks.iter().map(|desk| desk.id));
        rota.librarians = numbered(settings.librarians.iter().map(|one| one.id));
        for topic in &settings.topics {
            rota.groups_of_topics
                .extend(topic.group.map(|group| (topic.id, group)));
        }
        let groups = settings.groups.iter();
        let members: BTreeMap<_, _> = groups.map(|one| (one.id, &one.members[..])).collect();
        let everybody: Vec<_> = settings.librarians.iter().map(|one| one.id).collect();
        let first: BTreeSet<_> = rota.groups_of_topics.values().copied().collect();
        for desk in &settings.desks {
            for first in std::iter::once(None).chain(first.iter().copied().map(Some)) {
                let crew = crew_of(desk, first, &members, &everybody);
                if first.is_none() {
                    for one in &crew.everybody {
                        rota.desks_of.entry(*one).or_default().push(desk.id);
                    }
                }
                rota.numbers.insert((desk.id, first), rota.crews.len());
                rota.crews.push(crew);
            }
        }
        rota.settings = settings;
        rota
    }

    pub fn desk(&self, desk: DeskId) -> Option<&Desk> {
        let number = *self.desks.get(&desk)?;
        self.settings.desks.get(number)
    }

    pub fn librarian(&self, librarian: LibrarianId) -> Option<&Librarian> {
        let number = *self.librarians.get(&librarian)?;
        self.settings.librarians.get(number)
    }

    pub fn librarian_mut(&mut self, librarian: LibrarianId) -> Option<&mut Librarian> {
        let number = *self.librarians.get(&librarian)?;
        self.settings.librarians.get_mut(number)
    }

    /// The number of the crew for a desk and a topic: the same for all contacts that
    /// the same people answer in the same order.
    pub fn crew_number(&self, desk: DeskId, topic: Option<TopicId>) -> usize {
        let group = topic.and_then(|topic| self.groups_of_topics.get(&topic));
        let number = self.numbers.get(&(desk, group.copied()));
        number.copied().unwrap_or(NOBODY)
    }

    pub fn crew(&self, number: usize) -> &Crew {
        &self.crews[number]
    }

    pub fn how_many_crews(&self) -> usize {
        self.crews.len()
    }

    /// Who answers for a desk, whatever it is about.
    pub fn people_of(&self, desk: DeskId) -> &BTreeSet<LibrarianId> {
        &self.crew(self.crew_number(desk, None)).everybody
    }

    /// The desks that a librarian answers for, whatever it is about.
    pub fn desks_of(&self, librarian: LibrarianId) -> &[DeskId] {
        self.desks_of
            .get(&librarian)
            .map_or(&[], |desks| &desks[..])
    }
}

fn numbered<Id: Ord>(ids: impl Iterator<Item = Id>) -> BTreeMap<Id, usize> {
    ids.enumerate().map(|(number, id)| (id, number)).collect()
}

/// The tiers of a desk, behind the group that is asked first.
fn crew_of(
    desk: &Desk,
    first: Option<GroupId>,
    members: &BTreeMap<GroupId, &[LibrarianId]>,
    everybody: &[LibrarianId],
) -> Crew {
    let later = if first.is_some() {
        desk.ringing
    } else {
        Span::ZERO
    };
    let of_group = |group: &GroupId| members.get(group).copied().unwrap_or_default();
    let mut tiers: Vec<(Span, &[LibrarianId])> = Vec::new();
    tiers.extend(first.iter().map(|group| (Span::ZERO, of_group(group))));
    if desk.tiers.is_empty() {
        tiers.push((later, everybody));
    }
    let opens = |tier: &Tier| tier.after.checked_add(later).unwrap_or(tier.after);
    tiers.extend(
        desk.tiers
            .iter()
            .map(|tier| (opens(tier), of_group(&tier.group))),
    );
    let mut crew = Crew::default();
    for (after, members) in tiers {
        let known = |one: &&LibrarianId| everybody.contains(one);
        let new = members.iter().filter(known).copied();
        let members = new.filter(|one| crew.everybody.insert(*one)).collect();
        crew.tiers.push(CrewTier { after, members });
    }
    crew
}
