//! Call-backs: agreed, in the line at their time, and called.

use chrono::NaiveDateTime;

use super::cast::{ADA, BO, CLEO, Cast, DESK, DORA, House, page_of, seat_of, thread_of};
use crate::call_back::{
    Agreement, CallBackHow, CallBackNews, CallBackState, CallBackTrouble, CallBackWhen,
    CalledOffBy, CameOut, IN_LINE, MOST_OF_ONE, MOST_TRIES, PhoneNumber, TAKEN_KEPT, TRY_AGAIN,
};
use crate::chat::{Author, Happened};
use crate::contact::{ContactState, Language, Mode, Outcome, PatronName};
use crate::hours::Hours;
use crate::ids::{CallBackId, ContactId, LibrarianId, PatronId, SeatId};
use crate::library::{OfferEnd, Wake};
use crate::moment::Span;

/// The number of everybody who is called on a telephone.
pub fn one_number() -> CallBackHow {
    CallBackHow::Phone {
        number: PhoneNumber::parse("0571 757840"),
    }
}

/// Those that are not over, the next first.
pub fn call_backs(cast: &Cast) -> Vec<CallBackId> {
    let open = cast.library.call_backs().into_iter();
    open.map(|one| one.id).collect()
}

/// A librarian agrees one with a patron, so long from now.
pub fn agrees(
    cast: &mut Cast,
    seat: SeatId,
    patron: PatronId,
    page: bool,
    ahead: Span,
) -> Result<CallBackId, CallBackTrouble> {
    let at = cast.now.plus(ahead).wall_millis();
    let shown = shown(cast, at);
    let how = if page {
        CallBackHow::Page { mode: Mode::Voice }
    } else {
        one_number()
    };
    let when = CallBackWhen::At(shown);
    agrees_that(cast, seat, patron, |agreement| {
        (agreement.how, agreement.when) = (how, when);
    })
}

fn agrees_that(
    cast: &mut Cast,
    seat: SeatId,
    patron: PatronId,
    change: impl FnOnce(&mut Agreement),
) -> Result<CallBackId, CallBackTrouble> {
    let mut agreement = Agreement {
        id: CallBackId(cast.make()),
        desk: DESK,
        case: None,
        of: Some(thread_of(patron)),
        name: PatronName::tidy("Ada"),
        language: Language::It,
        how: CallBackHow::Page { mode: Mode::Voice },
        about: "La tessera".into(),
        when: CallBackWhen::Soon,
    };
    change(&mut agreement);
    let id = agreement.id;
    let agreed = cast.does(|library, now| library.handle_call_back_agreed(seat, agreement, now));
    agreed.map(|()| id)
}

/// What the desk's clock shows.
fn shown(cast: &Cast, at: i64) -> NaiveDateTime {
    let zone = cast.library.settings().zone_of(DESK);
    let instant = chrono::DateTime::from_timestamp_millis(at).expect("in the calendar");
    instant.with_timezone(&zone).naive_local()
}

fn takes(
    cast: &mut Cast,
    librarian: LibrarianId,
    id: CallBackId,
) -> Result<ContactId, CallBackTrouble> {
    let (seat, contact) = (seat_of(librarian), ContactId(cast.make()));
    let taken = cast.does(|library, now| library.handle_call_back_taken(seat, id, contact, now));
    taken.map(|()| contact)
}

fn says(
    cast: &mut Cast,
    librarian: LibrarianId,
    id: CallBackId,
    how: CameOut,
) -> Result<(), CallBackTrouble> {
    let seat = seat_of(librarian);
    cast.does(|library, now| library.handle_call_back_came_out(seat, id, how, now))
}

fn replies(cast: &mut Cast, contact: ContactId, with: Option<Mode>) {
    cast.does(|library, now| library.handle_call_answer(ADA, contact, with, now))
        .expect("it rings");
}

/// As it stands on the disk.
fn state(cast: &Cast, id: CallBackId) -> CallBackState {
    cast.disk.call_backs[&id].state
}

fn is_due(cast: &Cast, id: CallBackId) -> bool {
    let known = cast.library.call_backs().into_iter();
    let mut known = known.filter(|one| one.id == id);
    known.next().is_some_and(|one| one.is_due(cast.now))
}

/// Bo has agreed with Ada to call her page at once; the page is open.
fn with_one() -> (Cast, CallBackId) {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.opens(ADA, page_of(ADA));
    let id = agrees(&mut cast, seat_of(BO), ADA, true, Span::ZERO).expect("it can be");
    (cast, id)
}

/// Nine to one in Rome; the stories begin at noon in UTC, which is two there.
fn until_three() -> House {
    let mut week = String::from("zone = \"Europe/Rome\"\n[week]\n");
    for day in ["mon", "tues", "wednes", "thurs", "fri"] {
        week += &format!("{day}day = [\"09:00-15:00\"]\n");
    }
    let hours: Hours = toml::from_str(&week).expect("good hours");
    House::new().desk(|desk| desk.hours = Some(hours))
}

#[test]
fn at_its_time_it_is_in_the_line_and_not_before() {
    let mut cast = Cast::staffed_by(&[BO]);
    let half_an_hour = Span::minutes(30);
    let id = agrees(&mut cast, seat_of(BO), ADA, true, half_an_hour).expect("it can be");
    let due = (cast.now.plus(half_an_hour), Wake::CallBackDue);
    assert_eq!(cast.library.poll_timeout(), Some(due));
    assert!(!is_due(&cast, id));
    assert_eq!(takes(&mut cast, BO, id), Err(CallBackTrouble::TooEarly));
    cast.wait(half_an_hour);
    assert!(is_due(&cast, id));
    assert_eq!(cast.library.line(DESK).count(), 0, "nobody waits");
}

#[test]
fn an_open_page_rings_and_who_answers_was_reached() {
    let (mut cast, id) = with_one();
    let contact = takes(&mut cast, BO, id).expect("it is due");
    assert!(matches!(
        cast.contact(ADA).state,
        ContactState::Calling { with: BO, .. }
    ));
    assert_eq!(cast.disk.rung_back, [], "nothing is pushed to an open page");
    replies(&mut cast, contact, Some(Mode::Voice));
    assert_eq!(cast.talks_with(ADA), Some(BO));
    let at = cast.now.wall_millis();
    assert_eq!(state(&cast, id), CallBackState::Reached { by: BO, at });
    assert_eq!(call_backs(&cast), []);
    let told = [CallBackNews::Agreed, CallBackNews::Reached];
    assert_eq!(cast.disk.call_back_notes, told);
}

#[test]
fn a_closed_page_is_opened_by_a_push_and_rings_then() {
    let (mut cast, id) = with_one();
    cast.closes(ADA, page_of(ADA));
    let contact = takes(&mut cast, BO, id).expect("it is due");
    assert_eq!(cast.disk.rung_back, [contact]);
    cast.wait(Span::seconds(110));
    cast.opens(ADA, page_of(ADA));
    cast.wait(Span::seconds(29));
    replies(&mut cast, contact, Some(Mode::Voice));
    assert_eq!(cast.talks_with(ADA), Some(BO));
}

#[test]
fn of_two_librarians_one_calls_and_the_other_is_told_who() {
    let (mut cast, id) = with_one();
    takes(&mut cast, CLEO, id).expect("it is due");
    let taken = Err(CallBackTrouble::Taken { by: CLEO });
    assert_eq!(takes(&mut cast, BO, id), taken);
    assert_eq!(
        says(&mut cast, BO, id, CameOut::Reached).map(|()| None),
        taken.map(Some)
    );
}

#[test]
fn who_is_not_reached_is_tried_again_and_not_for_ever() {
    let (mut cast, id) = with_one();
    for tried in 1..=MOST_TRIES {
        let contact = takes(&mut cast, BO, id).expect("it is due");
        if tried == 2 {
            replies(&mut cast, contact, None);
        }
        cast.wait(Span::seconds(40));
        assert!(cast.disk.contacts[&contact].is_ended());
        assert_eq!(cast.disk.call_backs[&id].tries, tried);
        if tried < MOST_TRIES {
            assert!(!is_due(&cast, id));
            cast.wait(TRY_AGAIN);
            assert!(is_due(&cast, id));
        }
    }
    assert!(matches!(state(&cast, id), CallBackState::GivenUp { .. }));
    let given_up =
        |one: &&crate::chat::ChatMessage| one.author == Author::Desk(Happened::CallBackGivenUp);
    assert_eq!(cast.disk.messages.values().filter(given_up).count(), 1);
    let told = [
        CallBackNews::Agreed,
        CallBackNews::NotReached,
        CallBackNews::NotReached,
        CallBackNews::GivenUp,
    ];
    assert_eq!(cast.disk.call_back_notes, told);
}

#[test]
fn a_librarian_who_hangs_up_has_not_tried() {
    let (mut cast, id) = with_one();
    let contact = takes(&mut cast, BO, id).expect("it is due");
    cast.hangs_up_at(seat_of(BO), contact)
        .expect("it is theirs");
    assert_eq!(
        (is_due(&cast, id), cast.disk.call_backs[&id].tries),
        (true, 0)
    );
}

#[test]
fn a_power_cut_while_it_rings_loses_nothing() {
    let (mut cast, id) = with_one();
    let contact = takes(&mut cast, BO, id).expect("it is due");
    cast.restart();
    cast.signs_in(BO);
    cast.opens(ADA, page_of(ADA));
    replies(&mut cast, contact, Some(Mode::Voice));
    assert!(matches!(
        state(&cast, id),
        CallBackState::Reached { by: BO, .. }
    ));
}

#[test]
fn a_power_cut_that_outlasts_the_ring_puts_it_into_the_line_again() {
    let (mut cast, id) = with_one();
    takes(&mut cast, BO, id).expect("it is due");
    cast.restart();
    cast.wait(Span::minutes(30));
    assert!(is_due(&cast, id));
    assert!(
        cast.told(BO)
            .iter()
            .all(|why| *why == OfferEnd::PatronDidNotAnswer)
    );
}

#[test]
fn a_number_is_shown_to_one_and_they_say_how_it_came_out() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    let id = agrees(&mut cast, seat_of(BO), ADA, false, Span::ZERO).expect("it can be");
    takes(&mut cast, BO, id).expect("it is due");
    assert_eq!(
        takes(&mut cast, CLEO, id),
        Err(CallBackTrouble::Taken { by: BO })
    );
    says(&mut cast, BO, id, CameOut::NotReached).expect("it is theirs");
    cast.wait(TRY_AGAIN);
    takes(&mut cast, CLEO, id).expect("it is due again");
    says(&mut cast, CLEO, id, CameOut::Reached).expect("it is theirs");
    assert!(matches!(
        state(&cast, id),
        CallBackState::Reached { by: CLEO, .. }
    ));
    let gone = CallBackHow::Phone { number: None };
    assert_eq!(
        cast.disk.call_backs[&id].how, gone,
        "nobody needs the number any more"
    );
}

#[test]
fn a_number_of_which_nobody_says_a_word_is_in_the_line_again() {
    let mut cast = Cast::staffed_by(&[BO]);
    let id = agrees(&mut cast, seat_of(BO), ADA, false, Span::ZERO).expect("it can be");
    takes(&mut cast, BO, id).expect("it is due");
    cast.wait(TAKEN_KEPT);
    assert!(is_due(&cast, id));
}

#[test]
fn who_asks_to_be_called_later_is_and_it_counts_as_no_try() {
    let mut cast = Cast::staffed_by(&[BO]);
    let id = agrees(&mut cast, seat_of(BO), ADA, false, Span::ZERO).expect("it can be");
    takes(&mut cast, BO, id).expect("it is due");
    says(&mut cast, BO, id, CameOut::Later).expect("it is theirs");
    assert!(!is_due(&cast, id));
    cast.wait(Span::minutes(60));
    assert_eq!(
        (is_due(&cast, id), cast.disk.call_backs[&id].tries),
        (true, 0)
    );
}

#[test]
fn the_patron_calls_their_own_off_and_nobody_elses() {
    let (mut cast, id) = with_one();
    let not_theirs = cast.does(|library, now| library.handle_call_back_declined(DORA, id, now));
    assert_eq!(not_theirs, Err(CallBackTrouble::NoSuchCallBack));
    cast.does(|library, now| library.handle_call_back_declined(ADA, id, now))
        .expect("it is hers");
    let by = CalledOffBy::Patron;
    assert!(matches!(state(&cast, id), CallBackState::CalledOff { by: said, .. } if said == by));
    assert_eq!(
        takes(&mut cast, BO, id),
        Err(CallBackTrouble::NoSuchCallBack)
    );
}

#[test]
fn a_time_at_which_the_desk_is_closed_is_refused_with_the_next_opening() {
    let mut cast = Cast::of(until_three()).with(&[BO]);
    let seat = seat_of(BO);
    let evening = agrees(&mut cast, seat, ADA, true, Span::minutes(5 * 60));
    let tomorrow = cast.now.plus(Span::minutes(19 * 60)).wall_millis();
    let closed = CallBackTrouble::Closed {
        reason: String::new(),
        opens: Some(tomorrow),
    };
    assert_eq!(evening, Err(closed));
    cast.wait(Span::minutes(5 * 60));
    let soon = agrees_that(&mut cast, seat, ADA, |_| ()).expect("as soon as it opens");
    assert_eq!(cast.disk.call_backs[&soon].due, tomorrow);
}

#[test]
fn a_time_in_the_past_or_too_far_or_that_no_clock_shows_is_refused() {
    let mut cast = Cast::of(House::new().desk(|desk| {
        let always = "zone = \"Europe/Rome\"\n[week]\nsunday = [\"00:00-24:00\"]\n";
        desk.hours = Some(toml::from_str(always).expect("good hours"));
    }))
    .with(&[BO]);
    let seat = seat_of(BO);
    let past = agrees(&mut cast, seat, ADA, true, Span::minutes(-5));
    assert_eq!(past, Err(CallBackTrouble::Past));
    let far = agrees(&mut cast, seat, ADA, true, Span::minutes(91 * 24 * 60));
    assert_eq!(far, Err(CallBackTrouble::TooFar));
    // The night in which the clock is put forward, and the one in which it is put back.
    let leap = "2027-03-28T02:30:00".parse().expect("a time");
    let leap = agrees_that(&mut cast, seat, ADA, |one| {
        one.when = CallBackWhen::At(leap)
    });
    assert_eq!(leap, Err(CallBackTrouble::NoSuchTime));
    let january_to = |cast: &mut Cast, day: &str| {
        let to: chrono::DateTime<chrono::Utc> = day.parse().expect("an instant");
        cast.correct_the_wall_clock(Span::millis(to.timestamp_millis() - cast.now.wall_millis()));
    };
    january_to(&mut cast, "2027-10-30T10:00:00Z");
    let twice = "2027-10-31T02:30:00".parse().expect("a time");
    let twice = agrees_that(&mut cast, seat, ADA, |one| {
        one.when = CallBackWhen::At(twice)
    });
    let first: chrono::DateTime<chrono::Utc> = "2027-10-31T00:30:00Z".parse().expect("an instant");
    let due = cast.disk.call_backs[&twice.expect("it can be")].due;
    assert_eq!(due, first.timestamp_millis(), "the first of two");
}

#[test]
fn there_are_only_so_many_for_one() {
    let mut cast = Cast::staffed_by(&[BO]);
    for _ in 0..MOST_OF_ONE {
        agrees(&mut cast, seat_of(BO), ADA, true, Span::ZERO).expect("it can be");
    }
    let more = agrees(&mut cast, seat_of(BO), ADA, true, Span::ZERO);
    assert_eq!(more, Err(CallBackTrouble::TooMany));
    agrees(&mut cast, seat_of(BO), DORA, true, Span::ZERO).expect("it is another's");
}

#[test]
fn whom_it_is_for_must_be_reached_somehow() {
    let mut cast = Cast::staffed_by(&[BO]);
    let nowhere = agrees_that(&mut cast, seat_of(BO), ADA, |one| one.of = None);
    assert_eq!(nowhere, Err(CallBackTrouble::NoPage));
    let how = CallBackHow::Phone { number: None };
    let unread = agrees_that(&mut cast, seat_of(BO), ADA, |one| one.how = how);
    assert_eq!(unread, Err(CallBackTrouble::BadNumber));
}

#[test]
fn a_patron_who_is_talking_already_is_not_called() {
    let (mut cast, id) = with_one();
    cast.arrives(ADA);
    assert_eq!(takes(&mut cast, BO, id), Err(CallBackTrouble::NotNow));
    assert!(is_due(&cast, id));
}

#[test]
fn moving_it_begins_anew_and_is_told_once_each_time() {
    let (mut cast, id) = with_one();
    let later = shown(&cast, cast.now.plus(Span::minutes(60)).wall_millis());
    let moves = |cast: &mut Cast| {
        let when = CallBackWhen::At(later);
        cast.does(|library, now| library.handle_call_back_moved(seat_of(BO), id, when, now))
    };
    moves(&mut cast).expect("it can be");
    moves(&mut cast).expect("it can be");
    assert!(!is_due(&cast, id));
    let moved = Author::Desk(Happened::CallBackMoved);
    let moved = cast
        .disk
        .messages
        .values()
        .filter(|one| one.author == moved);
    assert_eq!(moved.count(), 2);
}

#[test]
fn what_nobody_calls_for_a_month_is_given_up() {
    let (mut cast, id) = with_one();
    cast.now = cast.now.plus(IN_LINE);
    cast.wake();
    assert!(matches!(state(&cast, id), CallBackState::GivenUp { .. }));
    assert_eq!(call_backs(&cast), []);
}

#[test]
fn who_is_forgotten_is_not_called_back() {
    let (mut cast, id) = with_one();
    cast.does(|library, now| library.handle_forgotten(thread_of(ADA).thread, now))
        .expect("nothing is under way");
    assert_eq!(call_backs(&cast), []);
    cast.disk.call_backs.remove(&id);
}

#[test]
fn a_call_back_may_be_what_a_contact_came_out_with() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    let contact = cast.contact(ADA).id;
    cast.hangs_up(BO, ADA).expect("it is theirs");
    cast.wraps_up(BO, contact, Outcome::CallBack)
        .expect("it may be");
    let written = cast.disk.contacts[&contact].wrap_up.as_ref();
    assert_eq!(written.map(|one| one.outcome), Some(Outcome::CallBack));
}
