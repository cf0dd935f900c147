//! What can't be set, and what should not be.
//!
//! The rules are the same for the window, which wants all that is wrong with one
//! thing, field by field, and for a settings file, which wants the first in words.
//! Long, because they are all here: a rule in a second file would be a second judge.

use std::collections::BTreeSet;

use super::{
    Branch, CHATS, Desk, Fault, Field, Group, Settings, SettingsError, Spoken, Thing, Topic,
    Warning, Why,
};
use crate::cases::{KEPT_DAYS, USUAL_DAYS};
use crate::hours::{DAYS_THAT_DIFFER, Hours, Tz};
use crate::ids::{BranchId, DeskId, GroupId, LibrarianId};
use crate::moment::Span;
use crate::reach::is_address;
use crate::report::WITHIN_SECONDS;

/// The shortest and the longest that an offer may ring, in seconds.
const RINGING: (u32, u32) = (5, 300);
/// The longest wrap-up, in seconds.
const LONGEST_WRAP_UP: u32 = 15 * 60;
/// The longest that a tier may be kept back, in seconds.
const LATEST_TIER: u32 = 60 * 60;
/// The longest that a thread is kept, in days.
const LONGEST_RETENTION: u32 = 365;
/// The longest name.
const NAME: u32 = 100;
/// The longest address or contact.
pub(super) const LINE: u32 = 200;
/// The longest text.
const TEXT: u32 = 600;
/// The longest address of email.
const EMAIL: u32 = 254;
/// How many branches, desks, groups or topics there may be.
const MOST: u32 = 50;
/// How many tiers a desk may have, and origins.
const FEW: u32 = 20;
/// How many librarians may answer together.
const MEMBERS: u32 = 500;

/// What stands below the page of a desk (`/@biblioteca.empoli/poster`), or will: no
/// person may be called so.
pub const RESERVED_PERSONS: [&str; 12] = [
    "assets",
    "book",
    "button",
    "calendar",
    "calendar.ics",
    "embed",
    "feed",
    "file",
    "manifest",
    "poster",
    "qr.svg",
    "thread",
];

impl Settings {
    /// Whether they can be taken.
    ///
    /// # Errors
    /// The first thing that is wrong, by its name.
    pub fn check(&self) -> Result<(), SettingsError> {
        match self.faults().into_iter().next() {
            None => Ok(()),
            Some((thing, fault)) => Err(SettingsError {
                whose: self.name_of(thing),
                fault,
            }),
        }
    }

    /// All that is wrong, thing by thing.
    pub fn faults(&self) -> Vec<(Thing, Fault)> {
        let mut faults = Faults::default();
        self.count(&mut faults);
        self.check_library(&mut faults);
        self.check_reports(&mut faults);
        self.check_cases(&mut faults);
        self.check_branches(&mut faults);
        self.check_groups(&mut faults);
        self.check_topics(&mut faults);
        self.check_desks(&mut faults);
        self.check_consultations(&mut faults);
        self.check_notices(&mut faults);
        self.check_persons(&mut faults);
        faults.0
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
        let known = |one: &LibrarianId| self.librarians.iter().any(|known| known.id == *one);
        let groups = self.groups.iter();
        let empty = groups.filter(|group| !group.members.iter().any(known));
        warnings.extend(empty.map(|group| Warning::EmptyGroup(group.id)));
        let offered = self.consultations.iter();
        let without = offered.filter(|one| !one.givers.iter().any(known));
        warnings.extend(without.map(|one| Warning::NobodyGives(one.id)));
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

    /// Where the clock on a desk's wall hangs: as its hours say, or else those of any
    /// other desk, or else in Italy.
    pub fn zone_of(&self, desk: DeskId) -> Tz {
        let own = self.desks.iter().filter(|one| one.id == desk);
        let mut clocks = own.chain(&self.desks).filter_map(|one| self.hours_of(one));
        clocks.next().map_or(Tz::Europe__Rome, |hours| hours.zone)
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
        let members = groups.flat_map(|group| group.members.iter().copied());
        members
            .filter(|one| self.librarians.iter().any(|known| known.id == *one))
            .collect()
    }

    fn count(&self, faults: &mut Faults) {
        for length in [
            self.branches.len(),
            self.desks.len(),
            self.groups.len(),
            self.topics.len(),
            self.consultations.len(),
        ] {
            faults.count(Thing::All, Field::Itself, length, MOST);
        }
    }

    fn check_library(&self, faults: &mut Faults) {
        let (thing, library) = (Thing::Library, &self.library);
        faults.name(thing, Field::Name, &library.name);
        faults.line(thing, Field::PrivacyContact, &library.privacy_contact, LINE);
        let fields = (Field::PrivacyItalian, Field::PrivacyEnglish);
        faults.spoken(thing, fields, &library.privacy_notice);
    }

    fn check_reports(&self, faults: &mut Faults) {
        let within = self.reports.within_seconds;
        faults.within(Thing::Reports, Field::Within, within, WITHIN_SECONDS);
    }

    fn check_cases(&self, faults: &mut Faults) {
        let (thing, cases) = (Thing::Cases, self.cases);
        faults.within(thing, Field::KeptDays, cases.kept_days, KEPT_DAYS);
        let usual = cases.usual_promise_days;
        faults.within(thing, Field::UsualPromise, usual, USUAL_DAYS);
    }

    fn check_branches(&self, faults: &mut Faults) {
        for (at, branch) in self.branches.iter().enumerate() {
            let thing = Thing::Branch(branch.id);
            faults.name(thing, Field::Name, &branch.name);
            let named = |other: &Branch| other.name == branch.name;
            faults.taken(thing, Field::Name, self.branches[..at].iter().any(named));
            faults.line(thing, Field::Address, &branch.address, LINE);
            if let Some(hours) = &branch.hours {
                faults.hours(Thing::BranchHours(branch.id), hours);
            }
        }
    }

    fn check_groups(&self, faults: &mut Faults) {
        for (at, group) in self.groups.iter().enumerate() {
            let thing = Thing::Group(group.id);
            faults.name(thing, Field::Name, &group.name);
            let named = |other: &Group| other.name == group.name;
            faults.taken(thing, Field::Name, self.groups[..at].iter().any(named));
            faults.count(thing, Field::Members, group.members.len(), MEMBERS);
            let known = |one| self.librarians.iter().any(|known| known.id == one);
            for (row, member) in group.members.iter().enumerate() {
                if !known(*member) {
                    faults.row(thing, Field::Members, row, Why::Unknown);
                } else if group.members[..row].contains(member) {
                    faults.row(thing, Field::Members, row, Why::Twice);
                }
            }
        }
    }

    fn check_topics(&self, faults: &mut Faults) {
        let thing = Thing::Topics;
        for (row, topic) in self.topics.iter().enumerate() {
            for (field, name) in [
                (Field::Italian, &topic.italian),
                (Field::English, &topic.english),
            ] {
                if let Some(why) = name_fault(name) {
                    faults.row(thing, field, row, why);
                }
            }
            let named = |other: &Topic| other.italian == topic.italian;
            if self.topics[..row].iter().any(named) {
                faults.row(thing, Field::Italian, row, Why::Twice);
            }
            if topic.group.is_some_and(|group| !self.has_group(group)) {
                faults.row(thing, Field::Group, row, Why::Unknown);
            }
        }
    }

    fn check_desks(&self, faults: &mut Faults) {
        for (at, desk) in self.desks.iter().enumerate() {
            let thing = Thing::Desk(desk.id);
            let named = |other: &Desk| other.handle == desk.handle;
            faults.taken(thing, Field::Handle, self.desks[..at].iter().any(named));
            self.check_desk(desk, faults);
            let texts = Thing::Texts(desk.id);
            let greeting = (Field::GreetingItalian, Field::GreetingEnglish);
            faults.spoken(texts, greeting, &desk.greeting);
            let closed = (Field::ClosedItalian, Field::ClosedEnglish);
            faults.spoken(texts, closed, &desk.when_closed);
            if let Some(hours) = &desk.hours {
                faults.hours(Thing::DeskHours(desk.id), hours);
            }
        }
    }

    fn check_desk(&self, desk: &Desk, faults: &mut Faults) {
        let thing = Thing::Desk(desk.id);
        faults.name(thing, Field::Name, &desk.name);
        if desk.branch.is_some_and(|branch| !self.has_branch(branch)) {
            faults.at(thing, Field::Branch, Why::Unknown);
        }
        faults.line(thing, Field::Email, &desk.email, EMAIL);
        if !desk.email.is_empty() && !is_address(&desk.email) {
            faults.at(thing, Field::Email, Why::NoEmail);
        }
        faults.within(thing, Field::Ringing, seconds(desk.ringing), RINGING);
        let wrap_up = (0, LONGEST_WRAP_UP);
        faults.within(thing, Field::WrapUp, seconds(desk.wrap_up), wrap_up);
        let retention = (1, LONGEST_RETENTION);
        faults.within(thing, Field::Retention, desk.retention_days, retention);
        faults.count(thing, Field::Tiers, desk.tiers.len(), FEW);
        for (row, tier) in desk.tiers.iter().enumerate() {
            if !self.has_group(tier.group) {
                faults.row(thing, Field::Tiers, row, Why::Unknown);
            } else if desk.tiers[..row].iter().any(|one| one.group == tier.group) {
                faults.row(thing, Field::Tiers, row, Why::Twice);
            }
            if seconds(tier.after) > LATEST_TIER {
                let (least, most) = (0, LATEST_TIER);
                faults.row(thing, Field::Tiers, row, Why::OutOfBounds { least, most });
            }
        }
        let origins = &desk.embed_ancestors;
        faults.count(thing, Field::EmbedAncestors, origins.len(), FEW);
        for (row, origin) in origins.iter().enumerate() {
            if !is_origin(origin) {
                faults.row(thing, Field::EmbedAncestors, row, Why::NoOrigin);
            }
        }
    }

    fn check_persons(&self, faults: &mut Faults) {
        let mut persons = BTreeSet::new();
        for librarian in &self.librarians {
            let taken = librarian.person.as_ref().is_some_and(|one| {
                RESERVED_PERSONS.contains(&one.as_str()) || !persons.insert(one)
            });
            let thing = Thing::Librarian(librarian.id);
            faults.taken(thing, Field::Person, taken);
            let chats = (u32::from(*CHATS.start()), u32::from(*CHATS.end()));
            faults.within(thing, Field::Chats, u32::from(librarian.chats), chats);
        }
    }

    /// What people call a thing.
    fn name_of(&self, thing: Thing) -> String {
        let branch = |id: BranchId| {
            let known = self.branches.iter().find(|one| one.id == id);
            known.map_or_else(String::new, |one| one.name.clone())
        };
        let desk = |id| {
            let known = self.desks.iter().find(|one| one.id == id);
            known.map_or_else(String::new, |one| one.handle.to_string())
        };
        let name = match thing {
            Thing::All => "settings".to_owned(),
            Thing::Library => "library".to_owned(),
            Thing::Topics => "topics".to_owned(),
            Thing::Reports => "reports".to_owned(),
            Thing::Cases => "cases".to_owned(),
            Thing::Branch(id) | Thing::BranchHours(id) => branch(id),
            Thing::Desk(id) | Thing::DeskHours(id) | Thing::Texts(id) | Thing::Notices(id) => {
                desk(id)
            }
            Thing::Group(id) => {
                let known = self.groups.iter().find(|one| one.id == id);
                known.map_or_else(String::new, |one| one.name.clone())
            }
            Thing::Consultation(id) => {
                let known = self.consultations.iter().find(|one| one.id == id);
                known.map_or_else(String::new, super::consultation::called)
            }
            Thing::Librarian(id) => {
                let known = self.librarians.iter().find(|one| one.id == id);
                known.map_or_else(String::new, |one| one.name.clone())
            }
        };
        if name.is_empty() {
            "one without a name".to_owned()
        } else {
            name
        }
    }

    fn has_group(&self, group: GroupId) -> bool {
        self.groups.iter().any(|known| known.id == group)
    }

    fn has_branch(&self, branch: BranchId) -> bool {
        self.branches.iter().any(|known| known.id == branch)
    }
}

/// What is found, in the order of looking.
#[derive(Default)]
pub(super) struct Faults(Vec<(Thing, Fault)>);

impl Faults {
    pub(super) fn at(&mut self, thing: Thing, field: Field, why: Why) {
        self.0.push((thing, Fault::at(field, why)));
    }

    pub(super) fn row(&mut self, thing: Thing, field: Field, row: usize, why: Why) {
        self.0.push((thing, Fault::in_row(field, row, why)));
    }

    fn name(&mut self, thing: Thing, field: Field, text: &str) {
        if let Some(why) = name_fault(text) {
            self.at(thing, field, why);
        }
    }

    /// A name in one language at least.
    pub(super) fn named(
        &mut self,
        thing: Thing,
        (italian, english): (Field, Field),
        said: &Spoken,
    ) {
        if said.italian.is_empty() && said.english.is_empty() {
            self.at(thing, italian, Why::Missing);
        }
        self.line(thing, italian, &said.italian, NAME);
        self.line(thing, english, &said.english, NAME);
    }

    fn line(&mut self, thing: Thing, field: Field, text: &str, most: u32) {
        if let Some(why) = line_fault(text, most) {
            self.at(thing, field, why);
        }
    }

    pub(super) fn spoken(
        &mut self,
        thing: Thing,
        (italian, english): (Field, Field),
        said: &Spoken,
    ) {
        for (field, text) in [(italian, &said.italian), (english, &said.english)] {
            let strange = |c: char| c.is_control() && c != '\n';
            if length(text) > TEXT {
                self.at(thing, field, Why::TooLong { most: TEXT });
            } else if text.contains(strange) {
                self.at(thing, field, Why::Unreadable);
            }
        }
    }

    pub(super) fn within(
        &mut self,
        thing: Thing,
        field: Field,
        value: u32,
        (least, most): (u32, u32),
    ) {
        if !(least..=most).contains(&value) {
            self.at(thing, field, Why::OutOfBounds { least, most });
        }
    }

    pub(super) fn count(&mut self, thing: Thing, field: Field, length: usize, most: u32) {
        if u32::try_from(length).is_ok_and(|length| length <= most) {
            return;
        }
        self.at(thing, field, Why::TooMany { most });
    }

    pub(super) fn taken(&mut self, thing: Thing, field: Field, is_taken: bool) {
        if is_taken {
            self.at(thing, field, Why::Taken);
        }
    }

    fn hours(&mut self, thing: Thing, hours: &Hours) {
        let days = hours.exceptions.len();
        self.count(thing, Field::Closures, days, DAYS_THAT_DIFFER);
        for (row, day) in hours.exceptions.values().enumerate() {
            if let Some(why) = line_fault(day.reason(), NAME) {
                self.row(thing, Field::Closures, row, why);
            }
        }
    }
}

fn name_fault(text: &str) -> Option<Why> {
    let is_missing = text.trim().is_empty();
    is_missing
        .then_some(Why::Missing)
        .or_else(|| line_fault(text, NAME))
}

pub(super) fn line_fault(text: &str, most: u32) -> Option<Why> {
    if length(text) > most {
        Some(Why::TooLong { most })
    } else if text.contains(char::is_control) {
        Some(Why::Unreadable)
    } else {
        None
    }
}

pub(super) fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

fn seconds(span: Span) -> u32 {
    // Rounded up: a span a little over its bound is over it.
    u32::try_from(span.as_millis().saturating_add(999) / 1000).unwrap_or(u32::MAX)
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
        let name = "Biblioteca di Prova".to_owned();
        Settings {
            library: crate::settings::LibraryTexts {
                name,
                ..Default::default()
            },
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
        let refused = with(vec![one]).check().map_err(|why| why.to_string());
        let words = "@desk.1: tier 1: it names what is not there".to_owned();
        assert_eq!(refused, Err(words));
    }

    #[test]
    fn two_desks_with_one_handle_are_refused() {
        let refused = with(vec![desk(1), desk(1)]).check();
        let why = refused.expect_err("two have it").fault;
        assert_eq!((why.field, why.why), (Field::Handle, Why::Taken));
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
    fn an_address_of_email_is_asked_for_where_one_is_written() {
        for good in ["", "sportello@comune.empoli.fi.it"] {
            let mut one = desk(1);
            one.email = good.into();
            assert_eq!(with(vec![one]).check(), Ok(()), "{good}");
        }
        for bad in [
            "sportello",
            "a@b",
            "a b@c.it",
            "a@b@c.it",
            "@c.it",
            "a@.it",
            "<a@c.it>",
        ] {
            let mut one = desk(1);
            one.email = bad.into();
            let why = with(vec![one]).check().expect_err(bad).fault;
            assert_eq!((why.field, why.why), (Field::Email, Why::NoEmail), "{bad}");
        }
    }

    #[test]
    fn what_is_too_long_or_too_many_is_refused_with_its_bound() {
        let mut one = desk(1);
        one.name = "x".repeat(101);
        one.ringing = Span::millis(300_001);
        one.when_closed.english = "x".repeat(601);
        let faults = with(vec![one]).faults();
        let whys: Vec<_> = faults.into_iter().map(|(_, fault)| fault.why).collect();
        let (least, most) = RINGING;
        let expected = [
            Why::TooLong { most: NAME },
            Why::OutOfBounds { least, most },
            Why::TooLong { most: TEXT },
        ];
        assert_eq!(whys, expected);
        let many = (0..51).map(|number| desk(number + 100)).collect();
        let why = with(many).check().map_err(|why| why.to_string());
        assert_eq!(why, Err("settings: this: there may be at most 50".into()));
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
