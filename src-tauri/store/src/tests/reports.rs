//! A report, against a naive recount: months of visits are made up, written row by row and
//! event by event, and counted again in simple loops over the events.

mod recount;

use chrono::NaiveDate;
use proptest::prelude::*;
use sportello_core::report::{Count, Totals};
use sportello_core::{Counted, ReportPeriod, VisitFacts};

use super::*;
use recount::recount;

/// In time is within twenty seconds.
const WITHIN: Span = Span::seconds(20);
const ROME: chrono_tz::Tz = chrono_tz::Tz::Europe__Rome;
const BELOW: DeskId = DeskId(Uuid::from_u128(20));
const SECOND: i64 = 1_000;

/// What becomes of a patron who came.
#[derive(Clone, Debug)]
enum Fate {
    /// Answered after so many seconds, for so many; then the seat is lost so often, each
    /// time answered again after as many seconds as before.
    Answered(i64, i64, u8),
    /// The seat is lost, and they leave before it is answered again.
    LeftInTheMiddle(i64, i64, i64),
    /// Not answered, over after so many seconds.
    Left(i64, &'static str),
    /// A librarian called, and they answered or not.
    Called(bool, i64),
    /// Still waiting.
    Waits,
}

#[derive(Clone, Debug)]
struct Made {
    desk: DeskId,
    arrived: i64,
    mode: &'static str,
    language: &'static str,
    topic: Option<u8>,
    outcome: &'static str,
    written: bool,
    told: Option<(u32, u32)>,
    stars: Option<u8>,
    fate: Fate,
}

fn fates() -> impl Strategy_<Value = Fate> {
    prop_oneof![
        6 => (0..400_i64, 0..900_i64, 0..3_u8).prop_map(|(w, t, lost)| Fate::Answered(w, t, lost)),
        1 => (0..90_i64, 1..90_i64, 0..90_i64).prop_map(|(w, t, l)| Fate::LeftInTheMiddle(w, t, l)),
        3 => (0..90_i64, prop::sample::select(vec!["abandoned", "messageLeft", "appointment", "blocked"]))
            .prop_map(|(after, outcome)| Fate::Left(after, outcome)),
        1 => (any::<bool>(), 0..300_i64).prop_map(|(reached, talk)| Fate::Called(reached, talk)),
        1 => Just(Fate::Waits),
    ]
}
use proptest::strategy::Strategy as Strategy_;

/// Around both days on which the clock of Rome changes in 2026, to the second.
fn arrivals() -> impl Strategy_<Value = i64> {
    let at = |text: &str| {
        let time: chrono::DateTime<chrono::Utc> = text.parse().expect("a time");
        time.timestamp_millis()
    };
    let (spring, autumn) = (at("2026-03-29T00:00:00Z"), at("2026-10-25T00:00:00Z"));
    let (hours, month) = (6 * 3600 * SECOND, 31 * 86_400 * SECOND);
    prop_oneof![
        (spring - hours..spring + hours),
        (autumn - hours..autumn + hours),
        (spring - month..spring + month),
        (autumn - month..autumn + month),
    ]
}

fn visits_made() -> impl Strategy_<Value = Made> {
    let words = (
        prop::sample::select(vec!["video", "voice", "chat"]),
        prop::sample::select(vec!["it", "en"]),
        prop::sample::select(vec!["resolvedAtFirstLevel", "handedOff", "messageLeft"]),
    );
    let what = (
        prop::option::of(0..2_u8),
        any::<bool>(),
        prop::option::of((0..3_u32, 0..5_u32)),
        prop::option::of(1..=5_u8),
    );
    (arrivals(), any::<bool>(), words, what, fates()).prop_map(
        |(arrived, below, (mode, language, outcome), (topic, written, told, stars), fate)| Made {
            desk: if below { BELOW } else { DESK },
            arrived,
            mode,
            language,
            topic,
            outcome,
            written,
            told: told.map(|(least, more)| (least, least + more)),
            stars,
            fate,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn every_figure_is_what_a_naive_recount_of_the_events_says(
        made in prop::collection::vec(visits_made(), 0..60),
        month in prop::sample::select(vec![3_u32, 4, 10, 11]),
        days in prop::sample::select(vec![0_u64, 1, 3, 30, 200]),
        of_desk in any::<bool>(),
        of_topic in prop::option::of(0..2_u8),
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let (_folder, store) = furnished().await;
            write(&store, &made).await;
            let first = NaiveDate::from_ymd_opt(2026, month, 1).expect("a day");
            let period = match days {
                0 => ReportPeriod::month_of(first),
                days => ReportPeriod { from: first, to: first + chrono::Days::new(days) },
            };
            let of = Counted {
                library: LIBRARY,
                desks: of_desk.then(|| vec![BELOW]),
                topic: of_topic.map(topic),
            };
            let (count, _) = counted(&store, &of, period).await;
            let again = recount(&store, &of, period).await;
            let (now, before) = count.totals();
            assert_eq!(now, again.now);
            assert_eq!(before, again.before);
            assert_eq!(count.hours(), again.hours);
            assert_eq!(count.days(), again.days);
            let modes = count.modes().into_iter().map(|one| (one.mode, one.visits));
            assert_eq!(modes.collect::<Vec<_>>(), again.modes);
            let outcomes: BTreeMap<_, _> =
                count.outcomes().into_iter().map(|one| (one.outcome, one.count)).collect();
            assert_eq!(outcomes, again.outcomes);
            let topics: BTreeMap<_, _> = count
                .topics(|_| Default::default())
                .into_iter()
                .map(|one| (one.topic, one.visits.expect("nothing is left out yet")))
                .collect();
            assert_eq!(topics, again.topics);
            let people: Vec<_> = count.people(|_| String::new());
            let answered = people.first().and_then(|one| one.answered);
            assert_eq!(answered, Some(now.answered).filter(|answered| *answered >= 5));
            if !of_desk && of_topic.is_none() {
                assert_eq!(of_the_document(&store, period).await, levels(&now));
            }
        });
    }
}

/// What the statement of the document counts, for whoever wants to check a report.
async fn of_the_document(store: &Store, period: ReportPeriod) -> [i64; 4] {
    let document = include_str!("../../../../docs/service-levels.md");
    let (_, rest) = document.split_once("```sql\n").expect("a statement");
    let (statement, _) = rest.split_once("```").expect("its end");
    let within = period.instants(ROME).expect("days");
    let row = sqlx::query(statement)
        .bind(LIBRARY.to_string())
        .bind(within.start)
        .bind(within.end)
        .bind(WITHIN.as_millis())
        .fetch_one(store.read())
        .await
        .expect("counted");
    [
        "answered",
        "answered_in_time",
        "abandoned",
        "abandoned_in_time",
    ]
    .map(|column| row.get(column))
}

fn levels(totals: &Totals) -> [i64; 4] {
    [
        totals.answered,
        totals.answered_in_time,
        totals.abandoned,
        totals.abandoned_in_time,
    ]
    .map(i64::from)
}

#[tokio::test]
async fn a_seat_that_is_lost_in_the_very_moment_of_its_answer_has_not_talked() {
    let (_folder, store) = furnished().await;
    let lost = Made {
        fate: Fate::Answered(17, 0, 1),
        ..answered_after_twenty_seconds()
    };
    write(&store, &[lost]).await;
    let day = chrono::DateTime::from_timestamp_millis(NOW.wall_millis()).expect("a day");
    let of = Counted {
        library: LIBRARY,
        desks: None,
        topic: None,
    };
    let (count, _) = counted(&store, &of, ReportPeriod::month_of(day.date_naive())).await;
    let talk = count.totals().0.talk;
    assert_eq!((talk.count, talk.hundredths), (1, Some(0)));
}

fn answered_after_twenty_seconds() -> Made {
    Made {
        desk: DESK,
        arrived: NOW.wall_millis(),
        mode: "chat",
        language: "it",
        topic: None,
        outcome: "handedOff",
        written: true,
        told: None,
        stars: None,
        fate: Fate::Answered(20, 60, 0),
    }
}

#[tokio::test]
async fn nobody_who_came_is_no_service_level_and_another_library_is_counted_apart() {
    let (_folder, store) = furnished().await;
    let one = answered_after_twenty_seconds();
    write(&store, &[one]).await;
    let day = chrono::DateTime::from_timestamp_millis(NOW.wall_millis()).expect("a day");
    let month = ReportPeriod::month_of(day.date_naive());
    let of = |library| Counted {
        library,
        desks: None,
        topic: None,
    };
    let (count, seen) = counted(&store, &of(LIBRARY), month).await;
    let (totals, before) = count.totals();
    assert_eq!(seen, 1);
    assert_eq!(
        (totals.sl().thousandths(), totals.sl2().thousandths()),
        (Some(1_000), Some(1_000))
    );
    assert_eq!(totals.first_level.thousandths(), Some(0));
    assert_eq!(
        (before.sl().thousandths(), before.sl2().thousandths()),
        (None, None)
    );
    let elsewhere = of(LibraryId(Uuid::from_u128(99)));
    let (count, seen) = counted(&store, &elsewhere, month).await;
    assert_eq!((seen, count.totals().0), (0, Totals::default()));
}

async fn counted(store: &Store, of: &Counted, period: ReportPeriod) -> (Count, u32) {
    let mut count = Count::new(period, ROME, WITHIN).expect("days");
    let mut seen = 0;
    let take = |visit: &VisitFacts| {
        seen += 1;
        count.take(visit);
    };
    let wanted = Count::new(period, ROME, WITHIN).expect("days").wanted();
    store.visits_of(of, wanted, take).await.expect("read");
    (count, seen)
}

fn topic(number: u8) -> sportello_core::TopicId {
    sportello_core::TopicId(Uuid::from_u128(500 + u128::from(number)))
}

/// Writes contacts and their events, as the owner would have.
async fn write(store: &Store, made: &[Made]) {
    let mut writing = store.write().await.expect("free");
    let below = Desk {
        id: BELOW,
        handle: Handle::parse("@biblioteca.sotto").expect("a handle"),
        ..desk()
    };
    add_desk(&mut writing, LIBRARY, &below, 0)
        .await
        .expect("a desk");
    for number in 0..2 {
        sqlx::query("INSERT INTO topic (id, library_id, italian, english, created_at) VALUES (?, ?, 'x', 'x', 0)")
            .bind(topic(number).to_string())
            .bind(LIBRARY.to_string())
            .execute(&mut *writing)
            .await
            .expect("a topic");
    }
    let mut waits = false;
    for (number, one) in made.iter().enumerate() {
        let mut one = one.clone();
        // A patron has one contact at a time, and there is one patron.
        if matches!(one.fate, Fate::Waits) && std::mem::replace(&mut waits, true) {
            one.fate = Fate::Left(0, "abandoned");
        }
        write_one(&mut writing, number, &one).await;
    }
    writing.commit().await.expect("committed");
}

async fn write_one(writing: &mut crate::Writing<'_>, number: usize, made: &Made) {
    let id = Uuid::from_u128(10_000 + number as u128).to_string();
    let (events, outcome) = events_of(made);
    let last = |what: &str| {
        let mut found = events.iter().rev().filter(|(known, _)| *known == what);
        found.next().map(|(_, at)| *at)
    };
    let (answered, ended) = (last("answered"), last("ended"));
    sqlx::query(
        "INSERT INTO contact (id, library_id, desk_id, patron_id, thread_id, mode, language, \
         topic_id, arrived_at, place_at, told_shortest, told_longest, state, librarian_id, \
         answered_at, ended_at, ended_by, outcome, wrapped_up, rating) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&id)
    .bind(LIBRARY.to_string())
    .bind(made.desk.to_string())
    .bind(ADA.id.to_string())
    .bind(ADA.thread.to_string())
    .bind(made.mode)
    .bind(made.language)
    .bind(made.topic.map(|number| topic(number).to_string()))
    .bind(made.arrived)
    .bind(made.arrived)
    .bind(made.told.map(|told| told.0))
    .bind(made.told.map(|told| told.1))
    .bind(if ended.is_some() { "ended" } else { "waiting" })
    .bind(answered.map(|_| BO.to_string()))
    .bind(answered)
    .bind(ended)
    .bind(ended.map(|_| "patron"))
    .bind(ended.map(|_| outcome))
    .bind(made.written)
    .bind(made.stars)
    .execute(&mut **writing)
    .await
    .expect("a contact");
    for (what, at) in events {
        sqlx::query("INSERT INTO contact_event (contact_id, at, what) VALUES (?, ?, ?)")
            .bind(&id)
            .bind(at)
            .bind(what)
            .execute(&mut **writing)
            .await
            .expect("an event");
    }
}

/// What happened, one after another, and how it came out.
fn events_of(made: &Made) -> (Vec<(&'static str, i64)>, &'static str) {
    let mut at = made.arrived;
    let mut events = vec![("arrived", at)];
    let mut then = |what: &'static str, seconds: i64, events: &mut Vec<_>| {
        at += seconds * SECOND;
        events.push((what, at));
    };
    let outcome = match made.fate {
        Fate::Answered(wait, talk, lost) => {
            then("offered", 0, &mut events);
            then("answered", wait, &mut events);
            for _ in 0..lost {
                then("held", talk, &mut events);
                then("returned", 0, &mut events);
                then("missed", 0, &mut events);
                then("answered", wait, &mut events);
            }
            then("ended", talk, &mut events);
            made.outcome
        }
        Fate::LeftInTheMiddle(wait, talk, left) => {
            then("answered", wait, &mut events);
            then("returned", talk, &mut events);
            then("ended", left, &mut events);
            "abandoned"
        }
        Fate::Left(after, outcome) => {
            then("ended", after, &mut events);
            outcome
        }
        Fate::Called(reached, talk) => {
            events[0].0 = "calledOut";
            if reached {
                then("answered", 3, &mut events);
            }
            then("ended", talk, &mut events);
            if reached { made.outcome } else { "notReached" }
        }
        Fate::Waits => "",
    };
    (events, outcome)
}
