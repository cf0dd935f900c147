//! The house in which the cast plays: settings that a test changes as it needs.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::contact::Language;
use crate::handle::{Handle, PersonName};
use crate::ids::{DeskId, GroupId, LibrarianId, TopicId};
use crate::moment::Span;
use crate::presence::ChosenPresence;
use crate::settings::{Desk, Group, Librarian, Role, Settings, Strategy, Tier, Topic};

pub const BO: LibrarianId = LibrarianId(Uuid::from_u128(0xb0));
pub const CLEO: LibrarianId = LibrarianId(Uuid::from_u128(0xc1e0));
pub const FAUSTO: LibrarianId = LibrarianId(Uuid::from_u128(0xfa05));

/// The desk that patrons reach, and the one next door.
pub const DESK: DeskId = DeskId(Uuid::from_u128(1));
pub const CHILDREN: DeskId = DeskId(Uuid::from_u128(2));

/// What a patron may ask about; its group is set by [`House::topic_for`].
pub const LOANS: TopicId = TopicId(Uuid::from_u128(0x10a2));

/// Settings in the making.
#[derive(Clone)]
pub struct House(pub Settings);

impl House {
    /// One desk that rings everybody, without hours, and no time for the wrap-up.
    pub fn new() -> Self {
        Self(Settings {
            desks: vec![desk(DESK, "biblioteca.empoli")],
            librarians: [(BO, "Bo"), (CLEO, "Cleo"), (FAUSTO, "Fausto")]
                .map(|(id, name)| librarian(id, name))
                .into(),
            ..Settings::default()
        })
    }

    pub fn desk(mut self, change: impl FnOnce(&mut Desk)) -> Self {
        change(&mut self.0.desks[0]);
        self
    }

    pub fn strategy(self, strategy: Strategy) -> Self {
        self.desk(|desk| desk.strategy = strategy)
    }

    /// The desk is answered by these, from the second on after so many seconds more.
    pub fn tiers(self, tiers: &[(i64, &[LibrarianId])]) -> Self {
        self.tiers_of(0, tiers)
    }

    /// A second desk, answered by these.
    pub fn with_children(mut self, members: &[LibrarianId]) -> Self {
        self.0.desks.push(desk(CHILDREN, "ragazzi.empoli"));
        self.tiers_of(1, &[(0, members)])
    }

    /// Loans are asked of these first.
    pub fn topic_for(mut self, members: &[LibrarianId]) -> Self {
        let group = self.group(members);
        self.0.topics.push(Topic {
            id: LOANS,
            italian: "Prestiti".into(),
            english: "Loans".into(),
            group: Some(group),
        });
        self
    }

    pub fn speaks(mut self, librarian: LibrarianId, languages: &[Language]) -> Self {
        self.find(librarian).languages = languages.iter().copied().collect();
        self
    }

    /// So many chats at once.
    pub fn chats(mut self, librarian: LibrarianId, chats: u8) -> Self {
        self.find(librarian).chats = chats;
        self
    }

    pub fn person(mut self, librarian: LibrarianId, name: &str) -> Self {
        self.find(librarian).person = Some(PersonName::parse(name).expect("a good name"));
        self
    }

    fn find(&mut self, librarian: LibrarianId) -> &mut Librarian {
        let mut all = self.0.librarians.iter_mut();
        all.find(|one| one.id == librarian).expect("of the cast")
    }

    fn tiers_of(mut self, desk: usize, tiers: &[(i64, &[LibrarianId])]) -> Self {
        for (after, members) in tiers {
            let group = self.group(members);
            self.0.desks[desk].tiers.push(Tier {
                group,
                after: Span::seconds(*after),
            });
        }
        self
    }

    fn group(&mut self, members: &[LibrarianId]) -> GroupId {
        let id = GroupId(Uuid::from_u128(self.0.groups.len() as u128 + 1));
        self.0.groups.push(Group {
            id,
            name: String::new(),
            members: members.to_vec(),
        });
        id
    }
}

fn desk(id: DeskId, handle: &str) -> Desk {
    Desk {
        id,
        handle: Handle::parse(handle).expect("a good handle"),
        name: handle.into(),
        branch: None,
        hours: None,
        email: String::new(),
        strategy: Strategy::RingAll,
        ringing: Span::seconds(20),
        wrap_up: Span::ZERO,
        tiers: Vec::new(),
        admission: false,
        retention_days: 90,
        embed_ancestors: Vec::new(),
        greeting: Default::default(),
        when_closed: Default::default(),
    }
}

fn librarian(id: LibrarianId, name: &str) -> Librarian {
    Librarian {
        id,
        name: name.into(),
        person: None,
        role: Role::Librarian,
        languages: BTreeSet::new(),
        chats: 3,
        chosen: ChosenPresence::Available,
    }
}
