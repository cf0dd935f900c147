//! Hand-made lines, and lines that chance makes: what always holds for a range.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const LOANS: TopicId = TopicId(Uuid::from_u128(1));
const RESEARCH: TopicId = TopicId(Uuid::from_u128(2));
const MANY: usize = 100;

#[test]
fn with_nine_services_nothing_can_be_told_and_with_ten_it_can() {
    let desk = Desk::new().free(1).waiting(3);
    assert_eq!(desk.serving(None, 60, 9).told(), vec![None; 4]);
    let told = desk.serving(None, 60, 10).told();
    assert!(told.len() == 4 && told.iter().all(Option::is_some));
}

#[test]
fn with_nobody_on_duty_nothing_is_told() {
    let desk = Desk::new().serving(None, 60, MANY).waiting(2);
    assert_eq!(desk.told(), vec![None; 3]);
}

#[test]
fn who_finds_somebody_free_is_told_less_than_a_minute() {
    let desk = Desk::new().serving(None, 600, MANY).free(1);
    assert_eq!(desk.told(), [range(0, 1)]);
}

#[test]
fn each_place_adds_a_service_where_one_librarian_is_on_duty() {
    // A hundred services of ten minutes sharp, answered after six seconds.
    let desk = Desk::new().serving(None, 600, MANY).free(1).waiting(2);
    let told = desk.told();
    assert_eq!(told, [range(0, 1), range(10, 11), range(20, 21)]);
}

#[test]
fn librarians_share_the_line() {
    let desk = Desk::new().serving(None, 600, MANY).waiting(3);
    assert_eq!(desk.free(3).told()[2..], [range(0, 1), range(10, 11)]);
}

#[test]
fn who_has_long_been_busy_is_free_sooner() {
    let desk = Desk::new().serving(None, 600, MANY);
    assert_eq!(desk.busy(None, 0).told(), [range(10, 11)]);
    assert_eq!(desk.busy(None, 450).told(), [range(2, 3)]);
}

#[test]
fn who_has_been_busy_longer_than_anybody_ever_may_be_so_for_as_long_again() {
    let desk = Desk::new().serving(None, 600, MANY).busy(None, 1_200);
    let told = desk.told()[0].unwrap();
    assert!(told.shortest_minutes < 5, "{told:?}");
    assert!((15..=21).contains(&told.longest_minutes), "{told:?}");
}

#[test]
fn a_short_topic_ahead_is_told_as_short_where_enough_is_known_of_it() {
    let desk = Desk::new().serving(Some(RESEARCH), 1_200, MANY).free(1);
    let known = desk.serving(Some(LOANS), 60, 10).ahead(Some(LOANS));
    assert_eq!(known.told()[1], range(1, 2));
    let unknown = desk.serving(Some(LOANS), 60, 9).ahead(Some(LOANS));
    assert!(unknown.told()[1].unwrap().longest_minutes >= 20);
}

#[test]
fn where_many_leave_the_line_its_end_is_told_less() {
    let mut desk = Desk::new().serving(None, 600, MANY).free(1).waiting(12);
    let staying = desk.told()[12].unwrap();
    for _ in 0..50 {
        desk.history.learn_wait(Waited::Answered(Span::minutes(5)));
        desk.history.learn_wait(Waited::Left(Span::minutes(20)));
    }
    let leaving = desk.told()[12].unwrap();
    assert!(
        leaving.longest_minutes < staying.shortest_minutes,
        "{leaving:?}"
    );
    // Who stands first and is rung doesn't leave; the second waits for them alone.
    assert_eq!(desk.told()[1], range(10, 11));
}

#[test]
fn who_rings_already_is_answered_sooner() {
    let slow = Service {
        topic: None,
        chat: false,
        answered_after: Span::seconds(170),
        busy: Span::minutes(5),
    };
    let mut desk = Desk::new().free(1);
    desk.history.extend([slow; 20]);
    desk.line.push(Ahead {
        topic: None,
        ringing_for: Some(Span::seconds(125)),
    });
    assert_eq!(desk.told()[0], range(0, 1));
}

#[test]
fn few_services_make_a_wider_range_than_many() {
    let services = |times: usize| {
        let busy = [60, 120, 240, 360, 720].into_iter().cycle().take(times);
        Desk::new().free(1).waiting(20).serving_each(busy)
    };
    let width = |desk: Desk| {
        let told = desk.told()[20].unwrap();
        told.longest_minutes - told.shortest_minutes
    };
    assert!(width(services(10)) > width(services(400)));
}

#[test]
fn the_history_keeps_the_newest_and_believes_no_absurd_time() {
    let mut history = Desk::new().serving(Some(LOANS), 60, 500).history;
    assert_eq!(history.services().len(), 400);
    assert!(history.is_enough(Some(LOANS)) && !history.is_enough(Some(RESEARCH)));
    history.learn(Service {
        topic: None,
        chat: false,
        answered_after: Span::seconds(-5),
        busy: Span::minutes(i64::MAX / 60_000),
    });
    let newest = *history.services().last().unwrap();
    assert_eq!(
        (newest.answered_after, newest.busy),
        (Span::ZERO, Span::minutes(720))
    );
    history.extend([newest; 400]);
    assert!(!history.is_enough(Some(LOANS)));
}

#[test]
fn a_line_of_five_thousand_is_told_to_its_end() {
    let desk = Desk::new().serving(None, 120, MANY).free(4).waiting(5_000);
    let told = desk.told();
    assert_eq!(told.len(), 5_001);
    let last = told[5_000].unwrap();
    assert!(
        (last.shortest_minutes..=last.longest_minutes).contains(&2_625),
        "{last:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_told_less_than_who_stands_before_them(desk in desks(), seed: u64) {
        let told = desk.told_by(seed);
        prop_assert_eq!(told.len(), desk.line.len() + 1);
        let is_one = |range: WaitRange| range.shortest_minutes < range.longest_minutes;
        prop_assert!(told.iter().all(|range| range.is_some_and(is_one)));
        for (before, after) in told.iter().zip(&told[1..]) {
            let (before, after) = (before.unwrap(), after.unwrap());
            prop_assert!(before.shortest_minutes <= after.shortest_minutes);
            prop_assert!(before.longest_minutes <= after.longest_minutes);
        }
    }

    #[test]
    fn the_same_seed_tells_the_same(desk in desks(), seed: u64) {
        prop_assert_eq!(desk.told_by(seed), desk.told_by(seed));
    }

    #[test]
    fn another_seed_tells_nearly_the_same(desk in desks(), seed: u64) {
        for (one, other) in desk.told_by(seed).iter().zip(desk.told_by(!seed)) {
            let (one, other) = (middle(one.unwrap()), middle(other.unwrap()));
            prop_assert!((one - other).abs() <= 3.0 + one.max(other) / 3.0, "{one} {other}");
        }
    }

    #[test]
    fn one_more_librarian_never_makes_it_materially_longer(desk in desks(), seed: u64) {
        let more = desk.free(desk.free + 1);
        for (few, many) in desk.told_by(seed).iter().zip(more.told_by(seed)) {
            let (few, many) = (few.unwrap(), many.unwrap());
            prop_assert!(middle(many) <= middle(few) * 1.15 + 1.0, "{few:?} {many:?}");
        }
    }
}

fn middle(range: WaitRange) -> f64 {
    f64::from(range.shortest_minutes + range.longest_minutes) / 2.0
}

fn range(shortest_minutes: u32, longest_minutes: u32) -> Option<WaitRange> {
    Some(WaitRange {
        shortest_minutes,
        longest_minutes,
    })
}

/// Desks that know enough and have somebody on duty.
fn desks() -> impl Strategy<Value = Desk> {
    let topic = prop::option::of(prop::sample::select(vec![LOANS, RESEARCH]));
    let services = prop::collection::vec((topic.clone(), 10..900_i64), 10..80);
    let busy = prop::collection::vec((topic.clone(), 0..900_i64), 1..5);
    let line = prop::collection::vec(topic, 0..30);
    (services, 0..3_usize, busy, line).prop_map(|(services, free, busy, line)| {
        let desk = Desk::new().free(free);
        let desk = services
            .iter()
            .fold(desk, |desk, (topic, busy)| desk.serving(*topic, *busy, 1));
        let desk = busy
            .iter()
            .fold(desk, |desk, (topic, since)| desk.busy(*topic, *since));
        line.iter().fold(desk, |desk, topic| desk.ahead(*topic))
    })
}

/// A desk made by hand, each step a new one.
#[derive(Clone, Debug)]
struct Desk {
    history: ServiceHistory,
    free: usize,
    busy: Vec<Busy>,
    line: Vec<Ahead>,
}

impl Desk {
    fn new() -> Self {
        Self {
            history: ServiceHistory::new(),
            free: 0,
            busy: Vec::new(),
            line: Vec::new(),
        }
    }

    fn serving(&self, topic: Option<TopicId>, seconds: i64, times: usize) -> Self {
        let mut desk = self.clone();
        let service = Service {
            topic,
            chat: false,
            answered_after: Span::seconds(6),
            busy: Span::seconds(seconds),
        };
        desk.history.extend(std::iter::repeat_n(service, times));
        desk
    }

    fn serving_each(&self, seconds: impl Iterator<Item = i64>) -> Self {
        seconds.fold(self.clone(), |desk, seconds| desk.serving(None, seconds, 1))
    }

    fn free(&self, free: usize) -> Self {
        Self {
            free,
            ..self.clone()
        }
    }

    fn busy(&self, topic: Option<TopicId>, seconds: i64) -> Self {
        let mut desk = self.clone();
        desk.busy.push(Busy {
            topic,
            since: Span::seconds(seconds),
        });
        desk
    }

    fn ahead(&self, topic: Option<TopicId>) -> Self {
        let mut desk = self.clone();
        desk.line.push(Ahead {
            topic,
            ringing_for: None,
        });
        desk
    }

    fn waiting(&self, so_many: usize) -> Self {
        let mut desk = self.clone();
        desk.line.resize(so_many, Ahead::default());
        desk
    }

    fn told(&self) -> Vec<Option<WaitRange>> {
        self.told_by(1)
    }

    fn told_by(&self, seed: u64) -> Vec<Option<WaitRange>> {
        let now = LineNow {
            chat: false,
            history: &self.history,
            free: self.free,
            busy: &self.busy,
            line: &self.line,
            booked: &[],
        };
        estimate(&now, seed)
    }
}
