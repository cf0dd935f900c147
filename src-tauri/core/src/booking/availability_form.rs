//! When a librarian gives consultations, as a form has it: hours that a person types,
//! and days away from one date to another.
//!
//! [`AvailabilityForm::read`] tells everything that is wrong at once, by rule, field and
//! row. Hours that overlap are refused where they would mean two different things: the
//! same way of meeting twice, or somebody at two branches at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Availability, AvailabilityRule, Away, Meeting};
use crate::hours::form::date;
use crate::hours::{Day, Hours, HoursForm, Opening};
use crate::ids::BranchId;
use crate::settings::{Fault, Field, Why};

/// How many rules a form may hold.
const RULES: usize = 20;
/// How many ranges of days away.
const AWAY: usize = 100;
/// The longest reason.
const REASON: usize = 100;

/// When a librarian gives consultations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AvailabilityForm {
    /// At which hours, and how.
    pub rules: Vec<RuleForm>,
    /// Days on which they give none.
    pub away: Vec<AwayForm>,
}

/// Hours at which a librarian may be met in some ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RuleForm {
    /// How one may meet.
    pub meetings: BTreeSet<Meeting>,
    /// Where, for a meeting in person.
    pub branch: Option<BranchId>,
    /// The hours, with dates that differ.
    pub hours: HoursForm,
}

/// Days on which somebody is away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AwayForm {
    /// The first, as `2026-12-24`.
    pub from: String,
    /// The last; empty means the first.
    pub until: String,
    /// Why, for colleagues; may be empty.
    pub reason: String,
}

/// Something wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AvailabilityFault {
    /// In which rule; none when it is in none.
    pub rule: Option<u32>,
    /// What.
    pub fault: Fault,
}

impl AvailabilityForm {
    /// What is set.
    pub fn of(availability: &Availability) -> Self {
        let rule = |one: &AvailabilityRule| RuleForm {
            meetings: one.meetings.clone(),
            branch: one.branch,
            hours: HoursForm::of(&one.hours),
        };
        let away = |one: &Away| AwayForm {
            from: one.from.to_string(),
            until: one.until.to_string(),
            reason: one.reason.clone(),
        };
        Self {
            rules: availability.rules.iter().map(rule).collect(),
            away: availability.away.iter().map(away).collect(),
        }
    }

    /// Reads the form; `branches` are those that there are.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(
        &self,
        branches: &BTreeSet<BranchId>,
    ) -> Result<(Vec<AvailabilityRule>, Vec<Away>), Vec<AvailabilityFault>> {
        let mut faults = Vec::new();
        if self.rules.len() > RULES {
            faults.push(outside(Fault::at(Field::Rules, too_many(RULES))));
        }
        let mut rules: Vec<AvailabilityRule> = Vec::new();
        for (at, typed) in self.rules.iter().take(RULES).enumerate() {
            match typed.read(branches) {
                Ok(rule) => {
                    faults.extend(clash(&rules, &rule).map(|fault| within(at, fault)));
                    rules.push(rule);
                }
                Err(wrong) => faults.extend(wrong.into_iter().map(|fault| within(at, fault))),
            }
        }
        let away = self.read_away(&mut faults);
        if faults.is_empty() {
            Ok((rules, away))
        } else {
            Err(faults)
        }
    }

    fn read_away(&self, faults: &mut Vec<AvailabilityFault>) -> Vec<Away> {
        if self.away.len() > AWAY {
            faults.push(outside(Fault::at(Field::Away, too_many(AWAY))));
            return Vec::new();
        }
        let mut away = Vec::new();
        for (row, typed) in self.away.iter().enumerate() {
            match typed.read() {
                Ok(read) => away.push(read),
                Err(why) => faults.push(outside(Fault::in_row(Field::Away, row, why))),
            }
        }
        away
    }
}

impl RuleForm {
    fn read(&self, branches: &BTreeSet<BranchId>) -> Result<AvailabilityRule, Vec<Fault>> {
        let mut faults = Vec::new();
        if self.meetings.is_empty() {
            faults.push(Fault::at(Field::Meetings, Why::NoneChosen));
        }
        let in_person = self.meetings.contains(&Meeting::InPerson);
        let branch = self.branch.filter(|_| in_person);
        match branch {
            Some(branch) if !branches.contains(&branch) => {
                faults.push(Fault::at(Field::Branch, Why::Unknown));
            }
            None if in_person => faults.push(Fault::at(Field::Branch, Why::NoneChosen)),
            Some(_) | None => {}
        }
        let hours = match self.hours.read() {
            Ok(hours) => hours,
            Err(wrong) => {
                faults.extend(wrong);
                return Err(faults);
            }
        };
        if says_nothing(&hours) {
            faults.push(Fault::at(Field::Week, Why::NoHours));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(AvailabilityRule {
            meetings: self.meetings.clone(),
            branch,
            hours,
        })
    }
}

impl AwayForm {
    fn read(&self) -> Result<Away, Why> {
        let from = date(&self.from)?;
        let until = if self.until.is_empty() {
            from
        } else {
            date(&self.until)?
        };
        if until < from {
            return Err(Why::EndsBefore);
        }
        let reason = self.reason.split_whitespace().collect::<Vec<_>>().join(" ");
        if reason.chars().count() > REASON {
            let most = REASON as u32;
            return Err(Why::TooLong { most });
        }
        if reason.contains(char::is_control) {
            return Err(Why::Unreadable);
        }
        Ok(Away {
            from,
            until,
            reason,
        })
    }
}

/// The first day of the week on which a rule can't stand beside those before it.
fn clash(before: &[AvailabilityRule], rule: &AvailabilityRule) -> Option<Fault> {
    let whys = before.iter().filter_map(|other| {
        let places = (other.branch, rule.branch);
        let why = match places {
            (Some(one), Some(another)) if one != another => Why::TwoPlaces,
            _ if other.meetings.is_disjoint(&rule.meetings) => return None,
            _ => Why::Overlap,
        };
        Some((day_in_common(&other.hours, &rule.hours)?, why))
    });
    let first = whys.min_by_key(|(day, _)| *day);
    first.map(|(day, why)| Fault::in_row(Field::Week, day, why))
}

fn day_in_common(one: &Hours, other: &Hours) -> Option<usize> {
    let days = one.week.days().zip(other.week.days());
    let mut overlaps = days.map(|((_, one), (_, other))| overlap(one, other));
    overlaps.position(|overlaps| overlaps)
}

fn overlap(one: &[Opening], other: &[Opening]) -> bool {
    let touches = |one: &Opening| {
        let mut others = other.iter();
        others.any(|other| one.from() < other.to() && other.from() < one.to())
    };
    one.iter().any(touches)
}

fn says_nothing(hours: &Hours) -> bool {
    let week = hours.week.days().all(|(_, openings)| openings.is_empty());
    let mut others = hours.exceptions.values();
    week && !others.any(|day| matches!(day, Day::Open { .. }))
}

fn within(rule: usize, fault: Fault) -> AvailabilityFault {
    let rule = u32::try_from(rule).ok();
    AvailabilityFault { rule, fault }
}

fn outside(fault: Fault) -> AvailabilityFault {
    AvailabilityFault { rule: None, fault }
}

fn too_many(most: usize) -> Why {
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    Why::TooMany { most }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::LibrarianId;

    const CENTRAL: BranchId = BranchId(Uuid::from_u128(1));
    const NORTH: BranchId = BranchId(Uuid::from_u128(2));

    fn branches() -> BTreeSet<BranchId> {
        BTreeSet::from([CENTRAL, NORTH])
    }

    /// Every Tuesday.
    fn rule(meetings: &[Meeting], branch: Option<BranchId>, opening: &str) -> RuleForm {
        let mut week = vec![Vec::new(); 7];
        week[1] = vec![opening.to_owned()];
        RuleForm {
            meetings: meetings.iter().copied().collect(),
            branch,
            hours: HoursForm {
                zone: "Europe/Rome".into(),
                italian_holidays: true,
                week,
                closures: Vec::new(),
            },
        }
    }

    fn calls() -> RuleForm {
        rule(&[Meeting::Video, Meeting::Voice], None, "09:00-12:00")
    }

    fn away(from: &str, until: &str) -> AwayForm {
        AwayForm {
            from: from.into(),
            until: until.into(),
            reason: "Ferie".into(),
        }
    }

    fn of(rules: Vec<RuleForm>) -> AvailabilityForm {
        let away = Vec::new();
        AvailabilityForm { rules, away }
    }

    fn whys(form: &AvailabilityForm) -> Vec<(Option<u32>, Field, Option<u32>, Why)> {
        let faults = form.read(&branches()).expect_err("it is wrong");
        let told = faults
            .into_iter()
            .map(|AvailabilityFault { rule, fault }| (rule, fault.field, fault.row, fault.why));
        told.collect()
    }

    #[test]
    fn what_is_read_is_shown_again_as_it_was_typed() {
        let in_person = rule(&[Meeting::InPerson], Some(CENTRAL), "15:00-18:00");
        let form = AvailabilityForm {
            rules: vec![calls(), in_person],
            away: vec![away("2026-12-24", "2027-01-06")],
        };
        let (rules, away) = form.read(&branches()).expect("good hours");
        let availability = Availability {
            librarian: LibrarianId(Uuid::from_u128(9)),
            rules,
            away,
            busy: Vec::new(),
            busy_read_at: None,
        };
        assert_eq!(AvailabilityForm::of(&availability), form);
    }

    #[test]
    fn somebody_who_says_nothing_gives_none() {
        assert_eq!(of(Vec::new()).read(&branches()), Ok((vec![], vec![])));
    }

    #[test]
    fn who_is_met_in_person_is_met_at_a_branch_that_there_is() {
        let nowhere = of(vec![rule(&[Meeting::InPerson], None, "09:00-12:00")]);
        let none = (Some(0), Field::Branch, None, Why::NoneChosen);
        assert_eq!(whys(&nowhere), [none]);
        let gone = BranchId(Uuid::from_u128(7));
        let strange = of(vec![rule(&[Meeting::InPerson], Some(gone), "09:00-12:00")]);
        let unknown = (Some(0), Field::Branch, None, Why::Unknown);
        assert_eq!(whys(&strange), [unknown]);
        // Who is met by calls alone is nowhere in particular.
        let mut elsewhere = calls();
        elsewhere.branch = Some(gone);
        let (rules, _) = of(vec![elsewhere]).read(&branches()).expect("calls alone");
        assert_eq!(rules[0].branch, None);
    }

    #[test]
    fn a_rule_says_how_and_at_which_hours() {
        let mut empty = calls();
        empty.meetings.clear();
        empty.hours.week[1].clear();
        let expected = [
            (Some(1), Field::Meetings, None, Why::NoneChosen),
            (Some(1), Field::Week, None, Why::NoHours),
        ];
        assert_eq!(whys(&of(vec![calls(), empty])), expected);
        let mut wrong = calls();
        wrong.hours.week[1] = vec!["9-12".into()];
        let text = "9-12".to_owned();
        let expected = [(Some(0), Field::Week, Some(1), Why::NoOpening { text })];
        assert_eq!(whys(&of(vec![wrong])), expected);
    }

    #[test]
    fn the_same_way_of_meeting_does_not_stand_twice_at_the_same_hours() {
        let again = rule(&[Meeting::Video], None, "11:00-13:00");
        let expected = [(Some(1), Field::Week, Some(1), Why::Overlap)];
        assert_eq!(whys(&of(vec![calls(), again])), expected);
        // What touches does not overlap, and another way of meeting is no other time.
        let after = rule(&[Meeting::Video], None, "12:00-13:00");
        let in_person = rule(&[Meeting::InPerson], Some(CENTRAL), "09:00-12:00");
        let good = of(vec![calls(), after, in_person]);
        assert!(good.read(&branches()).is_ok());
    }

    #[test]
    fn nobody_is_at_two_branches_at_once() {
        let here = rule(&[Meeting::InPerson], Some(CENTRAL), "09:00-12:00");
        let there = rule(&[Meeting::InPerson], Some(NORTH), "10:00-11:00");
        let expected = [(Some(1), Field::Week, Some(1), Why::TwoPlaces)];
        assert_eq!(whys(&of(vec![here, there])), expected);
    }

    #[test]
    fn days_away_end_when_or_after_they_begin() {
        let mut form = of(Vec::new());
        form.away = vec![
            away("2026-12-24", ""),
            away("2026-12-24", "2026-12-23"),
            away("24/12/2026", ""),
            away("2026-12-24", "2026-12-24"),
        ];
        form.away[3].reason = "x".repeat(101);
        let expected = [
            (None, Field::Away, Some(1), Why::EndsBefore),
            (None, Field::Away, Some(2), Why::NoDate),
            (None, Field::Away, Some(3), Why::TooLong { most: 100 }),
        ];
        assert_eq!(whys(&form), expected);
    }

    #[test]
    fn a_form_without_end_is_refused() {
        let mut form = of(Vec::new());
        form.rules = (0..21)
            .map(|hour| {
                rule(
                    &[Meeting::Video],
                    None,
                    &format!("{hour:02}:00-{hour:02}:30"),
                )
            })
            .collect();
        form.away = vec![away("2026-12-24", ""); 101];
        let expected = [
            (None, Field::Rules, None, Why::TooMany { most: 20 }),
            (None, Field::Away, None, Why::TooMany { most: 100 }),
        ];
        assert_eq!(whys(&form), expected);
    }
}
