//! The way of one thing, played at random beside a naive model: a list of all that
//! happened, read from its beginning each time something is asked.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;

const NOW: i64 = 1_795_000_000_000;
const LASTS: Span = Span::minutes(60);

fn mail() -> Outgoing {
    Outgoing::new(Channel::Mail, NOW, NOW + LASTS.as_millis())
}

fn not_now() -> Attempt {
    Attempt::NotNow {
        trouble: Trouble::new(Cause::Refused, "451 later"),
        peace: None,
    }
}

fn begun(mut thing: Outgoing, now: i64) -> Outgoing {
    assert!(thing.begin(now));
    thing
}

#[test]
fn a_mail_that_was_cut_off_is_uncertain_and_goes_out_again_only_if_somebody_says_so() {
    let mut thing = begun(mail(), NOW);
    thing.restarted(NOW + 1);
    assert_eq!(thing.state, OutgoingState::Uncertain);
    assert!(!thing.begin(NOW + 1_000_000_000));
    assert!(thing.send_again(LASTS, NOW + 5));
    assert!(thing.begin(NOW + 5));
}

#[test]
fn a_push_that_was_cut_off_is_tried_again() {
    let push = Outgoing::new(Channel::Push, NOW, NOW + LASTS.as_millis());
    let mut thing = begun(push.clone(), NOW);
    thing.restarted(NOW + 1);
    assert!(thing.begin(NOW + 1));
    let mut thing = begun(push, NOW);
    let cut_off = Attempt::Uncertain(Trouble::new(Cause::TooSlow, ""));
    thing.end(cut_off, Patience::default(), NOW, 0.0);
    assert!(matches!(thing.state, OutgoingState::Queued { .. }));
}

#[test]
fn who_asks_to_be_left_in_peace_is_left_in_peace_within_a_day() {
    let peace = |span| Attempt::NotNow {
        trouble: Trouble::new(Cause::Refused, ""),
        peace: Some(span),
    };
    let mut thing = mail();
    thing.gives_up_at = i64::MAX;
    let mut thing = begun(thing, NOW);
    let mut for_ever = thing.clone();
    thing.end(peace(Span::minutes(30)), Patience::default(), NOW, 0.9);
    let due = NOW + Span::minutes(30).as_millis();
    assert_eq!(thing.state, OutgoingState::Queued { due });
    for_ever.end(peace(Span::millis(i64::MAX)), Patience::default(), NOW, 0.9);
    let due = NOW + LONGEST_PEACE.as_millis();
    assert_eq!(for_ever.state, OutgoingState::Queued { due });
}

#[test]
fn waits_double_and_are_scattered_over_their_second_half() {
    let patience = Patience::default();
    assert_eq!(back_off(patience, 1, 0.0), Span::seconds(30));
    assert_eq!(back_off(patience, 2, 0.0), Span::seconds(60));
    assert!(back_off(patience, 1, 0.999) < FIRST_RETRY);
    assert_eq!(back_off(patience, 4_000_000_000, 1.0), LONGEST_RETRY);
}

#[test]
fn what_is_too_old_fails_and_says_what_was_in_the_way() {
    let mut thing = mail();
    assert!(!thing.begin(thing.gives_up_at));
    assert_eq!(thing.state, OutgoingState::Failed);
    assert_eq!(thing.trouble.map(|one| one.cause), Some(Cause::TooLate));
    let mut thing = begun(mail(), NOW);
    let nearly = thing.gives_up_at - 1;
    thing.end(not_now(), Patience::default(), nearly, 0.0);
    assert_eq!(thing.state, OutgoingState::Failed);
    assert_eq!(
        thing.trouble.map(|one| one.said).as_deref(),
        Some("451 later")
    );
}

#[test]
fn a_clock_that_is_set_back_holds_nothing_up() {
    let mut thing = mail();
    let days_before = NOW - 3 * LONGEST_PEACE.as_millis();
    assert!(thing.begin(days_before));
}

#[test]
fn what_the_far_side_says_is_one_short_line() {
    let long = format!("550 no\r\n{}\u{7}", "x".repeat(1_000));
    let trouble = Trouble::new(Cause::Refused, &long);
    assert!(trouble.said.starts_with("550 no xxx"));
    assert_eq!(trouble.said.chars().count(), LONGEST_SAID);
}

#[test]
fn what_is_in_the_way_of_everything_costs_nothing_an_attempt() {
    let mut thing = mail();
    for at in [NOW, NOW + 1, NOW + 2] {
        thing = begun(thing, at);
        thing.end(no_way(), Patience::default(), at, 0.5);
        assert_eq!(thing.state, OutgoingState::Queued { due: at });
    }
    assert_eq!(thing.attempts, 0);
    assert_eq!(
        thing.trouble.as_ref().map(|one| one.cause),
        Some(Cause::WrongPassword)
    );
    assert!(!thing.expire(thing.gives_up_at - 1));
    assert!(thing.expire(thing.gives_up_at), "it is too late at last");
    assert_eq!(thing.state, OutgoingState::Failed);
}

#[test]
fn what_somebody_leaves_as_it_is_can_still_go_out_again() {
    let mut thing = begun(mail(), NOW);
    assert!(!thing.leave(), "it is under way");
    thing.restarted(NOW + 1);
    assert!(thing.leave());
    assert!(!thing.leave(), "once is enough");
    assert_eq!(thing.state, OutgoingState::Uncertain);
    assert!(thing.send_again(LASTS, NOW + 2));
    assert!(!thing.left);
}

fn no_way() -> Attempt {
    Attempt::NoWay {
        trouble: Trouble::new(Cause::WrongPassword, "535 no"),
        peace: None,
    }
}

#[derive(Clone, Debug)]
enum Step {
    Wait(i64),
    Begin,
    Sent,
    NoWay,
    NotNow(Option<i64>),
    Never,
    CutOff,
    Restart,
    Again,
    Arrived,
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_i64..600_000).prop_map(Step::Wait),
        1 => (0_i64..4_000_000).prop_map(Step::Wait),
        6 => Just(Step::Begin),
        2 => Just(Step::Sent),
        2 => Just(Step::NoWay),
        4 => prop::option::of(0_i64..2_000_000).prop_map(Step::NotNow),
        1 => Just(Step::Never),
        1 => Just(Step::CutOff),
        1 => Just(Step::Restart),
        1 => Just(Step::Again),
        1 => Just(Step::Arrived),
    ]
}

/// What stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fact {
    Began,
    Accepted,
    Declined,
    Over,
    InDoubt,
    Ordered,
    Settled,
}

/// Whether an attempt may begin, as the list alone tells: the newest word about the
/// thing says so.
fn may_begin(facts: &[Fact]) -> bool {
    match facts.last() {
        None | Some(Fact::Declined | Fact::Ordered) => true,
        Some(Fact::Began | Fact::Accepted | Fact::Over | Fact::InDoubt | Fact::Settled) => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(20_261_122),
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_goes_out_twice_by_itself_and_nothing_too_late(
        is_mail in any::<bool>(),
        steps in prop::collection::vec((steps(), 0.0..1.0_f64), 1..60),
    ) {
        let channel = if is_mail { Channel::Mail } else { Channel::Push };
        let mut thing = Outgoing::new(channel, NOW, NOW + LASTS.as_millis());
        let (mut now, mut gives_up, mut waits_until) = (NOW, NOW + LASTS.as_millis(), NOW);
        let mut facts: Vec<Fact> = Vec::new();
        let patience = Patience::default();
        for (step, chance) in steps {
            let under_way = facts.last() == Some(&Fact::Began);
            match step {
                Step::Wait(span) => now += span,
                Step::Begin => {
                    let may = may_begin(&facts) && now >= waits_until;
                    let in_time = now < gives_up;
                    prop_assert_eq!(thing.begin(now), may && in_time);
                    if may {
                        facts.push(if in_time { Fact::Began } else { Fact::Over });
                    }
                }
                Step::Sent => {
                    thing.end(Attempt::Sent, patience, now, chance);
                    if under_way { facts.push(Fact::Accepted); }
                }
                Step::NoWay => {
                    thing.end(no_way(), patience, now, chance);
                    if under_way {
                        waits_until = now;
                        facts.push(Fact::Declined);
                    }
                }
                Step::NotNow(peace) => {
                    let trouble = Trouble::new(Cause::Refused, "");
                    let peace = peace.map(Span::millis);
                    thing.end(Attempt::NotNow { trouble, peace }, patience, now, chance);
                    if under_way {
                        if let OutgoingState::Queued { due } = thing.state {
                            prop_assert!(due > now && due < gives_up);
                            prop_assert!(due >= now + peace.map_or(0, Span::as_millis));
                            waits_until = due;
                            facts.push(Fact::Declined);
                        } else {
                            facts.push(Fact::Over);
                        }
                    }
                }
                Step::Never => {
                    let never = Attempt::Never(Trouble::new(Cause::RecipientRefused, ""));
                    thing.end(never, patience, now, chance);
                    if under_way { facts.push(Fact::Over); }
                }
                Step::CutOff | Step::Restart => {
                    if matches!(step, Step::CutOff) {
                        let cut = Attempt::Uncertain(Trouble::new(Cause::TooSlow, ""));
                        thing.end(cut, patience, now, chance);
                    } else {
                        thing.restarted(now);
                    }
                    if under_way {
                        facts.push(match (channel, thing.state) {
                            (Channel::Mail, _) => Fact::InDoubt,
                            (Channel::Push | Channel::Calendar, OutgoingState::Queued { due }) => {
                                waits_until = due;
                                Fact::Declined
                            }
                            (Channel::Push | Channel::Calendar, _) => Fact::Over,
                        });
                    }
                }
                Step::Again => {
                    let known = facts.last().copied();
                    let can = !matches!(
                        known,
                        Some(Fact::Began | Fact::Accepted | Fact::Settled)
                    );
                    prop_assert_eq!(thing.send_again(LASTS, now), can);
                    if can {
                        if matches!(known, Some(Fact::Over | Fact::InDoubt)) {
                            gives_up = now + LASTS.as_millis();
                        }
                        waits_until = now;
                        facts.push(Fact::Ordered);
                    }
                }
                Step::Arrived => {
                    let in_doubt = facts.last() == Some(&Fact::InDoubt);
                    prop_assert_eq!(thing.arrived(), in_doubt);
                    if in_doubt { facts.push(Fact::Settled); }
                }
            }
            // The rule itself: a mail that may be there is followed by another attempt
            // only after an order.
            if channel == Channel::Mail {
                let pairs = facts.windows(2);
                for pair in pairs {
                    let may_be_there = matches!(pair[0], Fact::Accepted | Fact::InDoubt | Fact::Settled);
                    prop_assert!(!(may_be_there && pair[1] == Fact::Began), "{:?}", facts);
                }
            }
        }
    }
}
