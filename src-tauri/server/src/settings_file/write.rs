//! From settings to the file.

use sportello_core::{
    Availability, Branch, Desk, Group, GroupId, Librarian, LibrarianId, Settings, Topic,
};

use super::consultations::{availability_entry, consultation_entry};
use super::notices::notices_entries;
use super::{
    BranchEntry, CasesEntry, DeskEntry, GroupEntry, LibrarianEntry, ReportsEntry, SettingsFile,
    TierEntry, TopicEntry, Users,
};

pub(super) fn file(
    settings: &Settings,
    availabilities: &[Availability],
    users: &Users,
) -> SettingsFile {
    let group = |id: GroupId| {
        let known = settings.groups.iter().find(|group| group.id == id);
        known.map(|group| group.name.clone()).unwrap_or_default()
    };
    SettingsFile {
        library: Some(settings.library.clone()),
        branch: settings.branches.iter().map(branch).collect(),
        librarian: settings
            .librarians
            .iter()
            .map(|one| librarian(one, users))
            .collect(),
        group: settings
            .groups
            .iter()
            .map(|one| members(one, users))
            .collect(),
        topic: settings
            .topics
            .iter()
            .map(|one| topic(one, group))
            .collect(),
        desk: settings
            .desks
            .iter()
            .map(|one| desk(one, settings, group))
            .collect(),
        consultation: settings
            .consultations
            .iter()
            .map(|one| consultation_entry(one, settings, |giver| user(giver, users)))
            .collect(),
        availability: availabilities
            .iter()
            .map(|one| availability_entry(one, settings, |giver| user(giver, users)))
            .collect(),
        notices: notices_entries(settings),
        reports: Some(ReportsEntry {
            within_seconds: settings.reports.within_seconds,
            per_person: settings.reports.per_person,
        }),
        cases: Some(CasesEntry {
            kept_days: settings.cases.kept_days,
            usual_promise_days: settings.cases.usual_promise_days,
        }),
    }
}

fn branch(branch: &Branch) -> BranchEntry {
    BranchEntry {
        name: branch.name.clone(),
        address: branch.address.clone(),
        hours: branch.hours.clone(),
    }
}

fn user(librarian: LibrarianId, users: &Users) -> String {
    let known = users.iter().find(|(_, id)| **id == librarian);
    known.map(|(user, _)| user.clone()).unwrap_or_default()
}

fn librarian(librarian: &Librarian, users: &Users) -> LibrarianEntry {
    LibrarianEntry {
        user: user(librarian.id, users),
        name: librarian.name.clone(),
        role: librarian.role,
        person: librarian.person.clone(),
        languages: librarian.languages.clone(),
        chats: librarian.chats,
    }
}

fn members(group: &Group, users: &Users) -> GroupEntry {
    GroupEntry {
        name: group.name.clone(),
        members: group.members.iter().map(|one| user(*one, users)).collect(),
    }
}

fn topic(topic: &Topic, group: impl Fn(GroupId) -> String) -> TopicEntry {
    TopicEntry {
        italian: topic.italian.clone(),
        english: topic.english.clone(),
        group: topic.group.map(group),
    }
}

fn desk(desk: &Desk, settings: &Settings, group: impl Fn(GroupId) -> String) -> DeskEntry {
    let branch = settings
        .branches
        .iter()
        .find(|one| Some(one.id) == desk.branch);
    DeskEntry {
        handle: desk.handle.to_string(),
        name: desk.name.clone(),
        branch: branch.map(|branch| branch.name.clone()),
        email: desk.email.clone(),
        strategy: desk.strategy,
        ringing_seconds: seconds(desk.ringing),
        wrap_up_seconds: seconds(desk.wrap_up),
        admission: desk.admission,
        retention_days: desk.retention_days,
        embed_ancestors: desk.embed_ancestors.clone(),
        greeting: desk.greeting.clone(),
        when_closed: desk.when_closed.clone(),
        hours: desk.hours.clone(),
        tier: desk
            .tiers
            .iter()
            .map(|tier| TierEntry {
                group: group(tier.group),
                after_seconds: seconds(tier.after),
            })
            .collect(),
    }
}

fn seconds(span: sportello_core::Span) -> u32 {
    u32::try_from(span.as_millis() / 1000).unwrap_or(u32::MAX)
}
