//! From the file to settings.

use sportello_core::{
    Availability, Branch, BranchId, CasePolicy, ChosenPresence, Desk, DeskId, Group, GroupId,
    Handle, HandleError, Librarian, LibrarianId, ReportsForm, Settings, SettingsError, Span, Tier,
    Topic, TopicId,
};

use super::{DeskEntry, GroupEntry, LibrarianEntry, SettingsFile, TopicEntry, Users};
use crate::admin::account_name;
use crate::clock::new_id;

/// Why a file can't be applied.
#[derive(Debug, thiserror::Error)]
pub enum SettingsFileError {
    /// A handle that is none.
    #[error("“{0}” is no handle: {1}")]
    Handle(String, HandleError),
    /// An account's name that is none.
    #[error("“{0}” is no name to sign in with: 2 to 64 letters, digits, '.', '-', '_' or '@'")]
    User(String),
    /// Something is named that the file does not have.
    #[error("{0} names the {1} “{2}”, which the file does not have")]
    Unknown(String, &'static str, String),
    /// The notices of a desk are said twice.
    #[error("the notices of “{0}” stand there twice: write them once")]
    NoticesTwice(String),
    /// It can't be set.
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

/// What a file makes of the settings that are there.
#[derive(Debug)]
pub struct Applied {
    /// The settings as they are to be.
    pub settings: Settings,
    /// Accounts that have to be made first, by the names to sign in with.
    pub new_librarians: Vec<(String, LibrarianId)>,
    /// When librarians give consultations, of those of whom the file says something.
    pub availabilities: Vec<Availability>,
}

impl SettingsFile {
    /// What the file makes of the settings that are there.
    ///
    /// # Errors
    /// The first thing that can't be, in plain words.
    pub fn apply(&self, before: &Settings, users: &Users) -> Result<Applied, SettingsFileError> {
        let mut applied = Applied {
            settings: Settings {
                library: self.library.clone().unwrap_or(before.library.clone()),
                branches: self.branches(before),
                reports: self.reports(before),
                cases: self.cases(before),
                ..Settings::default()
            },
            new_librarians: Vec::new(),
            availabilities: Vec::new(),
        };
        let users = self.librarians(before, users, &mut applied)?;
        applied.settings.groups = self.groups(before, &users)?;
        applied.settings.topics = self.topics(before, &applied.settings)?;
        applied.settings.desks = self.desks(before, &applied.settings)?;
        let offered = self.consultations(before, &applied.settings, &users)?;
        applied.settings.consultations = offered;
        applied.availabilities = self.availabilities(&applied.settings, &users)?;
        applied.settings = self.notices(before, applied.settings)?;
        applied.settings.check()?;
        Ok(applied)
    }

    fn reports(&self, before: &Settings) -> ReportsForm {
        self.reports.map_or(before.reports, |entry| ReportsForm {
            within_seconds: entry.within_seconds,
            per_person: entry.per_person,
        })
    }

    fn cases(&self, before: &Settings) -> CasePolicy {
        self.cases.map_or(before.cases, |entry| CasePolicy {
            kept_days: entry.kept_days,
            usual_promise_days: entry.usual_promise_days,
        })
    }

    fn branches(&self, before: &Settings) -> Vec<Branch> {
        let known = |name: &str| before.branches.iter().find(|one| one.name == name);
        self.branch
            .iter()
            .map(|entry| Branch {
                id: known(&entry.name).map_or_else(|| BranchId(new_id()), |one| one.id),
                name: entry.name.clone(),
                address: entry.address.clone(),
                hours: entry.hours.clone(),
            })
            .collect()
    }

    /// Fills in the librarians; gives back who has which account now.
    fn librarians(
        &self,
        before: &Settings,
        users: &Users,
        applied: &mut Applied,
    ) -> Result<Users, SettingsFileError> {
        let mut users = users.clone();
        for entry in &self.librarian {
            let user = account_name(&entry.user);
            if !crate::admin::is_account_name(&user) {
                return Err(SettingsFileError::User(entry.user.clone()));
            }
            let id = *users.entry(user.clone()).or_insert_with(|| {
                let id = LibrarianId(new_id());
                applied.new_librarians.push((user, id));
                id
            });
            let known = before.librarians.iter().find(|one| one.id == id);
            applied
                .settings
                .librarians
                .push(librarian(entry, id, known));
        }
        let left_out = before.librarians.iter().filter(|one| {
            let named = |known: &Librarian| known.id == one.id;
            !applied.settings.librarians.iter().any(named)
        });
        let left_out: Vec<_> = left_out.cloned().collect();
        applied.settings.librarians.extend(left_out);
        Ok(users)
    }

    fn groups(&self, before: &Settings, users: &Users) -> Result<Vec<Group>, SettingsFileError> {
        self.group
            .iter()
            .map(|entry| {
                let known = before.groups.iter().find(|one| one.name == entry.name);
                Ok(Group {
                    id: known.map_or_else(|| GroupId(new_id()), |one| one.id),
                    name: entry.name.clone(),
                    members: members(entry, users)?,
                })
            })
            .collect()
    }

    fn topics(&self, before: &Settings, now: &Settings) -> Result<Vec<Topic>, SettingsFileError> {
        let of = |entry: &TopicEntry| {
            let known = before
                .topics
                .iter()
                .find(|one| one.italian == entry.italian);
            let group = entry.group.as_ref();
            let group = group.map(|name| group_named(now, &entry.italian, name));
            Ok(Topic {
                id: known.map_or_else(|| TopicId(new_id()), |one| one.id),
                italian: entry.italian.clone(),
                english: entry.english.clone(),
                group: group.transpose()?,
            })
        };
        self.topic.iter().map(of).collect()
    }

    fn desks(&self, before: &Settings, now: &Settings) -> Result<Vec<Desk>, SettingsFileError> {
        let named = self.desk.iter().map(|entry| desk(entry, before, now));
        let mut desks = named.collect::<Result<Vec<_>, _>>()?;
        let left_out = before.desks.iter().filter(|one| {
            let named = |known: &Desk| known.id == one.id;
            !desks.iter().any(named)
        });
        let left_out: Vec<_> = left_out.map(|one| still_answered(one, now)).collect();
        desks.extend(left_out);
        Ok(desks)
    }
}

fn librarian(entry: &LibrarianEntry, id: LibrarianId, known: Option<&Librarian>) -> Librarian {
    Librarian {
        id,
        name: entry.name.clone(),
        person: entry.person.clone(),
        role: entry.role,
        languages: entry.languages.clone(),
        chats: entry.chats,
        chosen: known.map_or(ChosenPresence::Available, |known| known.chosen),
    }
}

fn members(entry: &GroupEntry, users: &Users) -> Result<Vec<LibrarianId>, SettingsFileError> {
    let members = entry.members.iter();
    members
        .map(|user| librarian_named(users, &entry.name, user))
        .collect()
}

pub(super) fn librarian_named(
    users: &Users,
    who: &str,
    user: &str,
) -> Result<LibrarianId, SettingsFileError> {
    let known = users.get(&account_name(user)).copied();
    known.ok_or_else(|| unknown(who, "librarian", user))
}

pub(super) fn branch_named(
    now: &Settings,
    who: &str,
    name: &str,
) -> Result<BranchId, SettingsFileError> {
    let known = now.branches.iter().find(|one| one.name == *name);
    known
        .map(|one| one.id)
        .ok_or_else(|| unknown(who, "branch", name))
}

pub(super) fn desk_named(
    now: &Settings,
    who: &str,
    handle: &str,
) -> Result<DeskId, SettingsFileError> {
    let named = |desk: &&Desk| Handle::parse(handle).is_ok_and(|handle| handle == desk.handle);
    let known = now.desks.iter().find(named);
    known
        .map(|one| one.id)
        .ok_or_else(|| unknown(who, "desk", handle))
}

fn desk(entry: &DeskEntry, before: &Settings, now: &Settings) -> Result<Desk, SettingsFileError> {
    let handle = Handle::parse(&entry.handle)
        .map_err(|why| SettingsFileError::Handle(entry.handle.clone(), why))?;
    let known = before.desks.iter().find(|one| one.handle == handle);
    let branch = entry.branch.as_ref();
    let branch = branch.map(|name| branch_named(now, &entry.handle, name));
    let tiers = entry.tier.iter().map(|tier| {
        Ok(Tier {
            group: group_named(now, &entry.handle, &tier.group)?,
            after: Span::seconds(i64::from(tier.after_seconds)),
        })
    });
    Ok(Desk {
        id: known.map_or_else(|| DeskId(new_id()), |one| one.id),
        handle,
        name: entry.name.clone(),
        branch: branch.transpose()?,
        hours: entry.hours.clone(),
        email: entry.email.clone(),
        strategy: entry.strategy,
        ringing: Span::seconds(i64::from(entry.ringing_seconds)),
        wrap_up: Span::seconds(i64::from(entry.wrap_up_seconds)),
        tiers: tiers.collect::<Result<_, SettingsFileError>>()?,
        admission: entry.admission,
        retention_days: entry.retention_days,
        embed_ancestors: entry.embed_ancestors.clone(),
        greeting: entry.greeting.clone(),
        when_closed: entry.when_closed.clone(),
    })
}

/// A desk that is not in the file, without what the file took away around it.
fn still_answered(desk: &Desk, now: &Settings) -> Desk {
    let mut desk = desk.clone();
    desk.tiers
        .retain(|tier| now.groups.iter().any(|group| group.id == tier.group));
    let branch = desk.branch;
    desk.branch = branch.filter(|branch| now.branches.iter().any(|one| one.id == *branch));
    desk
}

fn group_named(now: &Settings, who: &str, name: &str) -> Result<GroupId, SettingsFileError> {
    let known = now.groups.iter().find(|group| group.name == name);
    known
        .map(|group| group.id)
        .ok_or_else(|| unknown(who, "group", name))
}

fn unknown(who: &str, what: &'static str, name: &str) -> SettingsFileError {
    SettingsFileError::Unknown(who.to_owned(), what, name.to_owned())
}
