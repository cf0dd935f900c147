//! Which notice is said about a loan on a day.
//!
//! **The rule.** Each kind that is switched on has its day. The latest kind whose day
//! has come is the one to say: those before it are superseded. It is said once, at the
//! latest [`LONGEST_CATCH_UP`] days after its day, and on no closed day if an open one
//! is to be had. That days come in the order of the kinds holds with closed days, too:
//! before the due date one moves back, after it forth.
//!
//! Before the due date nothing is said to whom the loan was lent, or renewed, today.

use chrono::{Days, NaiveDate, TimeDelta};

use super::{NoticeKind, NoticePolicy, OpenDays};

/// How many days away an open day is looked for; without one the day itself holds.
pub const FARTHEST_OPEN_DAY: u64 = 30;
/// How many days after its day a kind is still caught up with: a first import says
/// nothing about what was due long ago.
pub const LONGEST_CATCH_UP: i64 = 14;

/// How a loan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The day on which it is due.
    pub due: NaiveDate,
    /// Somebody else waits for it.
    pub is_awaited: bool,
    /// The ILS renews it by itself.
    pub renews_itself: bool,
    /// What was said already of this loan with this due date.
    pub told: &'a [NoticeKind],
    /// Since when it has been due on that day: lent or renewed then, or else the day on
    /// which the data first said so.
    pub kept_since: Option<NaiveDate>,
}

/// What is to be said about a loan today, if anything.
pub fn due_now(
    policy: &NoticePolicy,
    open: &OpenDays,
    loan: Standing<'_>,
    today: NaiveDate,
) -> Option<NoticeKind> {
    let come = |kind: &NoticeKind| day_of(policy, open, loan, *kind).filter(|day| *day <= today);
    let kinds = NoticeKind::ALL.into_iter().rev();
    let (kind, day) = kinds.filter_map(|kind| Some((kind, come(&kind)?))).next()?;
    let is_told = loan.told.iter().any(|told| *told >= kind);
    let is_too_late = kind == NoticeKind::Predue && today >= loan.due;
    let is_old = (today - day).num_days() > LONGEST_CATCH_UP;
    let is_new = today < loan.due && loan.kept_since.is_some_and(|since| since >= today);
    let may_be_said = day == today || open.is_open_on(today) || !opens_after(open, today);
    (!is_told && !is_too_late && !is_old && !is_new && may_be_said).then_some(kind)
}

/// The day of a kind, whether or not it was said; none if it is not to be said of this
/// loan at all.
pub fn day_of(
    policy: &NoticePolicy,
    open: &OpenDays,
    loan: Standing<'_>,
    kind: NoticeKind,
) -> Option<NaiveDate> {
    let is_before = kind <= NoticeKind::Due;
    let is_renewed = is_before && loan.renews_itself && policy.skips_renewing;
    if !policy.is_on || is_renewed {
        return None;
    }
    let days = TimeDelta::try_days(policy.days_from_due(kind, loan.is_awaited)?)?;
    let day = loan.due.checked_add_signed(days)?;
    let mut near = (0..=FARTHEST_OPEN_DAY).map_while(|away| match is_before {
        true => day.checked_sub_days(Days::new(away)),
        false => day.checked_add_days(Days::new(away)),
    });
    Some(near.find(|day| open.is_open_on(*day)).unwrap_or(day))
}

/// What will be said about a loan from one day to another, both included, if nothing
/// changes: each day is decided as its run will decide it.
pub fn coming(
    policy: &NoticePolicy,
    open: &OpenDays,
    loan: Standing<'_>,
    from: NaiveDate,
    until: NaiveDate,
) -> Vec<(NaiveDate, NoticeKind)> {
    let mut told = loan.told.to_vec();
    let mut coming = Vec::new();
    for day in from.iter_days().take_while(|day| *day <= until) {
        let standing = Standing {
            told: &told,
            ..loan
        };
        if let Some(kind) = due_now(policy, open, standing, day) {
            told.push(kind);
            coming.push((day, kind));
        }
    }
    coming
}

/// Between which due dates, both included, a loan lies of which something may be said
/// from one day to another: who looks for loans need not look at others.
pub fn due_between(
    policy: &NoticePolicy,
    from: NaiveDate,
    until: NaiveDate,
) -> (NaiveDate, NaiveDate) {
    let latest = |kind| policy.days_from_due(kind, true).into_iter();
    let after = NoticeKind::ALL.into_iter().flat_map(latest).max();
    let after = after.map_or(0, |days| days.unsigned_abs());
    let before = policy.days_before.map_or(0, u64::from);
    let back = after + FARTHEST_OPEN_DAY + LONGEST_CATCH_UP.unsigned_abs();
    let first = from.checked_sub_days(Days::new(back));
    let last = until.checked_add_days(Days::new(before + FARTHEST_OPEN_DAY));
    (
        first.unwrap_or(NaiveDate::MIN),
        last.unwrap_or(NaiveDate::MAX),
    )
}

/// Whether there is an open day to wait for.
fn opens_after(open: &OpenDays, today: NaiveDate) -> bool {
    let ahead = (1..=FARTHEST_OPEN_DAY).map_while(|away| today.checked_add_days(Days::new(away)));
    ahead.into_iter().any(|day| open.is_open_on(day))
}
