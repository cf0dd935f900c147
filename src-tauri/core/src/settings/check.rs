//! What can't be set, and what should not be.

use std::collections::BTreeSet;

use super::{Desk, Settings, Warning};
use crate::hours::Hours;
use crate::ids::{BranchId, GroupId, LibrarianId};
use crate::moment::Span;

/// The shortest and the longest that an offer may ring.
const RINGING: (Span, Span) = (Span::seconds(5), Span::minutes(5));
/// The longest wrap-up.
const LONGEST_WRAP_UP: Span = Span::minutes(15);
/// The longest that a tier may be kept back.
const LATEST_TIER: Span = Span::minutes(60);
/// The longest that a thread is kept, in days.
const LONGEST_RETENTION: u32 = 365;

/// Why settings can't be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Two desks have one handle.
    #[error("two desks have the handle {0}")]
    HandleTwice(String),
    /// Two librarians have one name behind the handles.
    #[error("two librarians are called “{0}” behind the handle")]
    PersonTwice(String),
    /// Something is named that is not there.
    #[error("{0} names {1} that is not there")]
    Unknown(String, &'static str),
    /// A number is out of its bounds.
    #[error("{0}: {1}")]
    OutOfBounds(String, &'static str),
}

impl Settings {
    /// Whether they can be taken.
    ///
    /// # Errors
    /// The first thing that is wrong, by its name.
    pub fn check(&self) -> Result<(), SettingsError> {
        self.check_names()?;
        for group in &self.groups {
            let known = |one| self.librarians.iter().any(|known| known.id == one);
            if !group.members.iter().copied().all(known) {
                return Err(unknown(&group.name, "a librarian"));
            }
        }
        for topic in &self.topics {
            if topic.group.is_some_and(|group| !self.has_group(group)) {
                return Err(unknown(&topic.italian, "a group"));
            }
        }
        self.desks.iter().try_for_each(|desk| self.check_desk(desk))
    }

    /// What leaves patrons unanswered, as of a time in milliseconds since 1970 UTC.
    pub fn warnings(&self, wall_millis: i64) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for desk in &self.desks {
            if self.answering(desk).is_empty() {
                warnings.push(Warning::NobodyAnswers(desk.id));
            }
            let hours = self.hours_of(desk);
            if hours.is_some_and(|hours| hours.never_opens(wall_millis)) {
                warnings.push(Warning::NeverOpens(desk.id));
            }
        }
        let empty = self.groups.iter().filter(|group| group.members.is_empty());
        warnings.extend(empty.map(|group| Warning::EmptyGroup(group.id)));
        warnings
    }

    /// When a desk is open: its own hours, or its branch's; `None` means whenever
    /// somebody is there.
    pub fn hours_of<'a>(&'a self, desk: &'a Desk) -> Option<&'a Hours> {
        let branch = || {
            let branch = self
                .branches
                .iter()
                .find(|one| Some(one.id) == desk.branch)?;
            branch.hours.as_ref()
        };
        desk.hours.as_ref().or_else(branch)
    }

    /// Everybody who may ever answer for a desk without a topic.
    pub fn answering(&self, desk: &Desk) -> BTreeSet<LibrarianId> {
        if desk.tiers.is_empty() {
            return self.librarians.iter().map(|one| one.id).collect();
        }
        let groups = desk.tiers.iter().filter_map(|tier| {
            let named = |group: &&super::Group| group.id == tier.group;
            self.groups.iter().find(named)
        });
        groups
            .flat_map(|group| group.members.iter().copied())
            .collect()
    }

    fn check_names(&self) -> Result<(), SettingsError> {
        let mut handles = BTreeSet::new();
        if let Some(twice) = self.desks.iter().find(|desk| !handles.insert(&desk.handle)) {
            return Err(SettingsError::HandleTwice(twice.handle.to_string()));
        }
        let mut persons = BTreeSet::new();
        let named = self.librarians.iter().filter_map(|one| one.person.as_ref());
        for person in named {
            if !persons.insert(person) {
                return Err(SettingsError::PersonTwice(person.as_str().to_owned()));
            }
        }
        Ok(())
    }

    fn check_desk(&self, desk: &Desk) -> Result<(), SettingsError> {
        let bad = |what| Err(SettingsError::OutOfBounds(desk.handle.to_string(), what));
        if desk.branch.is_some_and(|branch| !self.has_branch(branch)) {
            return Err(unknown(&desk.handle.to_string(), "a branch"));
        }
        if desk.tiers.iter().any(|tier| !self.has_group(tier.group)) {
            return Err(unknown(&desk.handle.to_string(), "a group"));
        }
        if !(RINGING.0..=RINGING.1).contains(&desk.ringing) {
            return bad("an offer rings for 5 seconds to 5 minutes");
        }
        if desk.wrap_up > LONGEST_WRAP_UP {
            return bad("a wrap-up takes at most 15 minutes");
        }
        if desk.tiers.iter().any(|tier| tier.after > LATEST_TIER) {
            return bad("a tier opens after an hour at the latest");
        }
        if !(1..=LONGEST_RETENTION).contains(&desk.retention_days) {
            return bad("a thread is kept for 1 to 365 days");
        }
        if !desk.embed_ancestors.iter().all(|one| is_origin(one)) {
            return bad("a page that shows the desk is named as https://host");
        }
        Ok(())
    }

    fn has_group(&self, group: GroupId) -> bool {
        self.groups.iter().any(|known| known.id == group)
    }

    fn has_branch(&self, branch: BranchId) -> bool {
        self.branches.iter().any(|known| known.id == branch)
    }
}

fn unknown(who: &str, what: &'static str) -> SettingsError {
    SettingsError::Unknown(who.to_owned(), what)
}

/// `https://host[:port]`, and nothing that could end a header or begin another rule.
fn is_origin(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:".contains(c);
    text.strip_prefix("https://")
        .is_some_and(|host| !host.is_empty() && host.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::handle::Handle;
    use crate::ids::DeskId;
    use crate::settings::{Group, Tier};

    fn desk(number: u128) -> Desk {
        let handle = Handle::parse(&format!("desk.{number}")).expect("a handle");
        Desk::new(DeskId(Uuid::from_u128(number)), handle, "Sportello".into())
    }

    fn with(desks: Vec<Desk>) -> Settings {
        Settings {
            desks,
            ..Settings::default()
        }
    }

    #[test]
    fn a_desk_that_names_a_group_that_is_not_there_is_refused() {
        let group = GroupId(Uuid::from_u128(7));
        let tier = Tier {
            group,
            after: Span::seconds(0),
        };
        let mut one = desk(1);
        one.tiers.push(tier);
        let refused = with(vec![one]).check();
        assert!(
            matches!(refused, Err(SettingsError::Unknown(..))),
            "{refused:?}"
        );
    }

    #[test]
    fn two_desks_with_one_handle_are_refused() {
        let refused = with(vec![desk(1), desk(1)]).check();
        assert!(matches!(refused, Err(SettingsError::HandleTwice(_))));
    }

    #[test]
    fn an_ancestor_that_could_smuggle_a_rule_is_refused() {
        for bad in ["https://a.it; script-src *", "http://a.it", "https://", "*"] {
            let mut one = desk(1);
            one.embed_ancestors.push(bad.into());
            assert!(with(vec![one]).check().is_err(), "{bad}");
        }
        let mut one = desk(1);
        one.embed_ancestors
            .push("https://www.comune.empoli.fi.it".into());
        assert_eq!(with(vec![one]).check(), Ok(()));
    }

    #[test]
    fn a_desk_that_nobody_can_ever_answer_for_is_told() {
        let mut settings = with(vec![desk(1)]);
        let nobody = vec![Warning::NobodyAnswers(desk(1).id)];
        assert_eq!(settings.warnings(0), nobody, "no librarians at all");
        let group = GroupId(Uuid::from_u128(7));
        settings.groups.push(Group {
            id: group,
            name: "Prestito".into(),
            members: Vec::new(),
        });
        settings.desks[0].tiers.push(Tier {
            group,
            after: Span::seconds(0),
        });
        let warnings = settings.warnings(0);
        assert!(
            warnings.contains(&Warning::EmptyGroup(group)),
            "{warnings:?}"
        );
    }
}
