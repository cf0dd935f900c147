//! Stills of the patron's picture: never without a yes, and never for long.

use super::cast::{ADA, BO, CLEO, Cast, DORA, House, page_of, seat_of};
use crate::contact::Mode;
use crate::ids::{LibrarianId, PatronId};
use crate::library::{Party, Refusal};
use crate::moment::Span;
use crate::still::{Consent, Purpose, Still, StillAnswer};

#[test]
fn a_still_is_taken_once_after_a_yes() {
    let mut cast = talking();
    asks(&mut cast).expect("Bo sees Ada");
    assert!(matches!(still(&cast), Still::Asked { .. }));
    assert_eq!(takes(&mut cast, BO), Err(Refusal::NoConsent), "no yes yet");
    cast.wait(Span::seconds(5));
    let said = cast.now.wall_millis();
    says(&mut cast, ADA, StillAnswer::Yes).expect("it is Ada's contact");
    cast.wait(Span::seconds(2));
    assert_eq!(takes(&mut cast, CLEO), Err(Refusal::NoConsent), "not hers");
    assert_eq!(takes(&mut cast, BO), Ok(Consent { at: said }));
    assert_eq!(takes(&mut cast, BO), Err(Refusal::NoConsent), "used up");
    assert_eq!(still(&cast), Still::Unasked);
}

#[test]
fn without_an_answer_the_question_is_over() {
    let mut cast = talking();
    asks(&mut cast).expect("Bo sees Ada");
    cast.wait(Span::seconds(29));
    assert!(matches!(still(&cast), Still::Asked { .. }));
    cast.wait(Span::seconds(1));
    assert_eq!(still(&cast), Still::Unasked);
    says(&mut cast, ADA, StillAnswer::Yes).expect("too late is no mistake");
    assert_eq!(still(&cast), Still::Unasked);
    assert_eq!(takes(&mut cast, BO), Err(Refusal::NoConsent));
}

#[test]
fn a_consent_goes_stale() {
    let mut cast = talking();
    asks(&mut cast).expect("Bo sees Ada");
    says(&mut cast, ADA, StillAnswer::Yes).expect("Ada's");
    cast.wait(Span::seconds(30));
    assert_eq!(still(&cast), Still::Unasked);
    assert_eq!(takes(&mut cast, BO), Err(Refusal::NoConsent));
}

#[test]
fn who_said_no_is_left_in_peace_for_a_minute() {
    let mut cast = talking();
    asks(&mut cast).expect("Bo sees Ada");
    says(&mut cast, ADA, StillAnswer::No).expect("Ada's");
    assert_eq!(takes(&mut cast, BO), Err(Refusal::NoConsent));
    cast.wait(Span::seconds(59));
    assert_eq!(asks(&mut cast), Err(Refusal::TooSoon));
    withdraws(&mut cast);
    holds(&mut cast, true);
    holds(&mut cast, false);
    assert_eq!(asks(&mut cast), Err(Refusal::TooSoon), "no way around it");
    cast.wait(Span::seconds(1));
    asks(&mut cast).expect("the minute is over");
}

#[test]
fn a_page_without_a_picture_answers_by_itself_and_may_be_asked_again() {
    let mut cast = talking();
    asks(&mut cast).expect("Bo can't know");
    says(&mut cast, ADA, StillAnswer::NoPicture).expect("Ada's");
    assert_eq!(still(&cast), Still::Unasked);
    asks(&mut cast).expect("perhaps the camera is on by now");
}

#[test]
fn question_and_consent_end_with_the_picture() {
    for answered in [false, true] {
        let begun = || {
            let mut cast = talking();
            asks(&mut cast).expect("Bo sees Ada");
            if answered {
                says(&mut cast, ADA, StillAnswer::Yes).expect("Ada's");
            }
            cast
        };
        let mut held = begun();
        holds(&mut held, true);
        assert_eq!(still(&held), Still::Unasked);
        assert_eq!(asks(&mut held), Err(Refusal::DoesNotFit), "on hold");

        let mut spoken = begun();
        let patron = Party::Patron(ADA);
        let voice = spoken.does(|library, now| library.handle_mode(patron, None, Mode::Voice, now));
        voice.expect("Ada's");
        assert_eq!(still(&spoken), Still::Unasked);
        assert_eq!(asks(&mut spoken), Err(Refusal::DoesNotFit), "by voice");

        let mut over = begun();
        over.hangs_up(BO, ADA).expect("Bo's");
        assert_eq!(takes(&mut over, BO), Err(Refusal::NoConsent));
        over.wait(Span::minutes(1));
    }
}

#[test]
fn only_who_sees_the_patron_may_ask() {
    let mut cast = talking();
    let contact = cast.contact(ADA).id;
    let purpose = || Purpose::parse("la tessera").expect("a purpose");
    let asked = cast
        .does(|library, now| library.handle_still_asked(seat_of(CLEO), contact, purpose(), now));
    assert_eq!(asked, Err(Refusal::NoSuchContact));
    cast.closes(ADA, page_of(ADA));
    assert_eq!(asks(&mut cast), Err(Refusal::PatronNotThere));

    let mut veiled = Cast::of(House::new().desk(|desk| desk.admission = true)).with(&[BO]);
    veiled.arrives(ADA);
    veiled.answers(BO, ADA).expect("it rings");
    assert_eq!(asks(&mut veiled), Err(Refusal::DoesNotFit), "not admitted");
}

#[test]
fn another_patron_can_not_answer() {
    let mut cast = talking();
    cast.arrives(DORA);
    asks(&mut cast).expect("Bo sees Ada");
    let said = says(&mut cast, DORA, StillAnswer::Yes);
    assert_eq!(said, Err(Refusal::NoSuchContact));
    assert!(matches!(still(&cast), Still::Asked { .. }));
}

#[test]
fn a_consent_outlives_a_restart_and_not_its_time() {
    let mut cast = talking();
    asks(&mut cast).expect("Bo sees Ada");
    says(&mut cast, ADA, StillAnswer::Yes).expect("Ada's");
    let said = cast.now.wall_millis();
    cast.wait(Span::seconds(10));
    cast.restart();
    cast.signs_in(BO);
    cast.opens(ADA, page_of(ADA));
    cast.wait(Span::seconds(10));
    assert_eq!(takes(&mut cast, BO), Ok(Consent { at: said }));

    asks(&mut cast).expect("Bo sees Ada");
    says(&mut cast, ADA, StillAnswer::Yes).expect("Ada's");
    cast.restart();
    cast.signs_in(BO);
    cast.opens(ADA, page_of(ADA));
    cast.wait(Span::seconds(30));
    assert_eq!(takes(&mut cast, BO), Err(Refusal::NoConsent));
}

fn talking() -> Cast {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast
}

fn asks(cast: &mut Cast) -> Result<(), Refusal> {
    let contact = cast.contact(ADA).id;
    let purpose = Purpose::parse("la copertina").expect("a purpose");
    cast.does(|library, now| library.handle_still_asked(seat_of(BO), contact, purpose, now))
}

fn says(cast: &mut Cast, patron: PatronId, answer: StillAnswer) -> Result<(), Refusal> {
    let contact = cast.contact(ADA).id;
    cast.does(|library, now| library.handle_still_answer(patron, contact, answer, now))
}

fn takes(cast: &mut Cast, librarian: LibrarianId) -> Result<Consent, Refusal> {
    let contact = cast.contact(ADA).id;
    cast.does(|library, now| library.handle_still_taken(librarian, contact, now))
}

fn withdraws(cast: &mut Cast) {
    let contact = cast.contact(ADA).id;
    let done = cast.does(|library, now| library.handle_still_withdrawn(seat_of(BO), contact, now));
    done.expect("Bo's contact");
}

fn holds(cast: &mut Cast, on: bool) {
    let contact = cast.contact(ADA).id;
    let done = cast.does(|library, now| library.handle_hold(seat_of(BO), contact, on, now));
    done.expect("Bo's contact");
}

fn still(cast: &Cast) -> Still {
    let talk = cast.contact(ADA).talk();
    talk.map(|talk| talk.still.clone()).unwrap_or_default()
}
