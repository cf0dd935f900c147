//! The day by which an answer is promised: which one is usual, who is reminded of it, and
//! when the patron is told that it will not be kept.

use chrono::{Days, NaiveDate, NaiveTime};

use super::Case;

/// The most days ahead that can be promised.
pub const LONGEST_PROMISE: u64 = 365;
/// From when on the librarian is reminded, on the open day before.
const REMIND_AT: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("a time");
/// From when on the patron is told on the day itself: early enough to be read on it, and
/// late enough for an answer to have come.
const TELL_AT: NaiveTime = NaiveTime::from_hms_opt(15, 0, 0).expect("a time");

/// What a promise that comes near asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Near {
    /// Whoever owns the case is to be reminded.
    Remind,
    /// The patron is to be told that it takes longer.
    TellPatron,
}

/// The day that is promised when nobody says otherwise: so many open days from today. A
/// desk that does not open within weeks promises so many days as they come.
pub fn usual(today: NaiveDate, days: u32, is_open: impl Fn(NaiveDate) -> bool) -> NaiveDate {
    let mut open = (1..=60_u64)
        .filter_map(|ahead| today.checked_add_days(Days::new(ahead)))
        .filter(|day| is_open(*day));
    let usual = open.nth(usize::try_from(days.saturating_sub(1)).unwrap_or(usize::MAX));
    usual.unwrap_or_else(|| {
        today
            .checked_add_days(Days::new(days.into()))
            .unwrap_or(today)
    })
}

/// Whether a day can be promised.
pub fn can_be_promised(day: NaiveDate, today: NaiveDate) -> bool {
    let last = today.checked_add_days(Days::new(LONGEST_PROMISE));
    (today..=last.unwrap_or(today)).contains(&day)
}

/// What a case's promise asks for at this local time, if anything. `told` says for which
/// promised day the librarian was reminded and the patron told already: each is done
/// once for a day, and anew when another day is promised.
pub fn asks_for(
    case: &Case,
    (today, time): (NaiveDate, NaiveTime),
    (reminded, told): (Option<NaiveDate>, Option<NaiveDate>),
    is_open: impl Fn(NaiveDate) -> bool,
) -> Option<Near> {
    if !case.is_owed() {
        return None;
    }
    let day = case.promised;
    let is_time = |from: NaiveDate, at: NaiveTime| (today, time) >= (from, at);
    if told != Some(day) && is_time(day, TELL_AT) {
        return Some(Near::TellPatron);
    }
    let before = open_day_before(day, is_open);
    (reminded != Some(day) && is_time(before, REMIND_AT)).then_some(Near::Remind)
}

/// The last open day before; the day before where the desk was closed for weeks.
fn open_day_before(day: NaiveDate, is_open: impl Fn(NaiveDate) -> bool) -> NaiveDate {
    let mut before = (1..=30_u64).filter_map(|back| day.checked_sub_days(Days::new(back)));
    let open = before.find(|day| is_open(*day));
    open.or_else(|| day.pred_opt()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike as _, Weekday};
    use uuid::Uuid;

    use super::*;
    use crate::cases::{Asker, CaseLevel, CaseNumber, CaseState};
    use crate::ids::{CaseId, DeskId};

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).expect("a day")
    }

    fn at(hour: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, 0, 0).expect("a time")
    }

    fn is_weekday(day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// Promised for Monday, 23 November 2026.
    fn promised(state: CaseState) -> Case {
        Case {
            id: CaseId(Uuid::nil()),
            desk: DeskId(Uuid::nil()),
            number: CaseNumber {
                year: 2026,
                number: 1,
            },
            subject: "Un libro".into(),
            topic: None,
            level: CaseLevel::First,
            owner: None,
            office: None,
            promised: day(23),
            first_promised: day(23),
            state,
            snoozed_until: None,
            thread: None,
            asker: Asker::default(),
            opened: 0,
            answered: None,
            closed: None,
            news: None,
        }
    }

    #[test]
    fn an_answer_is_usually_promised_for_an_open_day() {
        // A Friday: the fifth weekday from there is the Friday after.
        assert_eq!(usual(day(20), 5, is_weekday), day(27));
        assert_eq!(usual(day(20), 1, is_weekday), day(23));
        assert_eq!(usual(day(20), 5, |_| false), day(25));
    }

    #[test]
    fn the_librarian_is_reminded_on_the_open_day_before_and_the_patron_told_on_the_day() {
        let case = promised(CaseState::WaitingForOffice);
        let asks = |day, hour, done| asks_for(&case, (day, at(hour)), done, is_weekday);
        let nothing = (None, None);
        assert_eq!(asks(day(20), 8, nothing), None);
        assert_eq!(asks(day(20), 9, nothing), Some(Near::Remind));
        assert_eq!(asks(day(21), 12, nothing), Some(Near::Remind));
        let reminded = (Some(day(23)), None);
        assert_eq!(asks(day(21), 12, reminded), None);
        assert_eq!(asks(day(23), 14, reminded), None);
        assert_eq!(asks(day(23), 15, reminded), Some(Near::TellPatron));
        // After a night without a server the patron is told before anything else.
        assert_eq!(asks(day(24), 7, nothing), Some(Near::TellPatron));
        let told = (Some(day(23)), Some(day(23)));
        assert_eq!(asks(day(24), 7, told), None);
    }

    #[test]
    fn another_day_is_another_promise() {
        let mut case = promised(CaseState::Open);
        case.promised = day(26);
        let done = (Some(day(23)), Some(day(23)));
        let asks = asks_for(&case, (day(25), at(10)), done, is_weekday);
        assert_eq!(asks, Some(Near::Remind));
    }

    #[test]
    fn nobody_is_pressed_while_the_patron_is_to_answer_or_has_an_answer() {
        for state in [
            CaseState::WaitingForPatron,
            CaseState::Answered,
            CaseState::Closed,
        ] {
            let asks = asks_for(
                &promised(state),
                (day(30), at(10)),
                (None, None),
                is_weekday,
            );
            assert_eq!(asks, None, "{state:?}");
        }
    }

    #[test]
    fn a_day_that_is_past_or_a_year_away_can_not_be_promised() {
        assert!(can_be_promised(day(20), day(20)));
        assert!(!can_be_promised(day(19), day(20)));
        let far = day(20).checked_add_days(Days::new(366)).expect("a day");
        assert!(!can_be_promised(far, day(20)));
    }
}
