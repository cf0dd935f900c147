//! Signing in and out: passwords, tokens, and tries.

use sportello_kit::{Desk, Librarian, Session, new_seat};
use sportello_wire::Presence;
use sportello_wire::seat::{FromSeat, SignInRefusal};

use crate::PROGRAM;

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    let desk = Desk::open(PROGRAM).await;
    let good = desk.account("bo").password.clone();
    for (user, password) in [
        ("bo", "sbagliata"),
        ("bo", ""),
        ("nobody", good.as_str()),
        ("cleo", &good),
        ("", ""),
        ("bo", &"x".repeat(10_000)),
    ] {
        let refused = Librarian::sign_in(desk.address, new_seat(), user, password).await;
        let why = refused.err().expect("refused");
        assert_eq!(why, SignInRefusal::WrongNameOrPassword, "{user}");
    }
    desk.bo().await.is_now(Presence::Available).await;
}

#[tokio::test]
async fn a_name_is_known_in_any_case_and_with_space_around_it() {
    let desk = Desk::open(PROGRAM).await;
    let password = &desk.account("bo").password;
    let signed_in = Librarian::sign_in(desk.address, new_seat(), " Bo ", password).await;
    assert!(signed_in.is_ok());
}

#[tokio::test]
async fn a_token_stands_for_the_password_until_the_librarian_signs_out() {
    let desk = Desk::open(PROGRAM).await;
    let session = desk.bo().await.vanish();
    let mut bo = Librarian::resume(desk.address, "bo", &session)
        .await
        .expect("known");
    bo.is_now(Presence::Available).await;
    bo.say(FromSeat::SignOut {}).await;
    bo.closed().await;
    let refused = Librarian::resume(desk.address, "bo", &session).await;
    assert_eq!(refused.err(), Some(SignInRefusal::SessionEnded));
    desk.ada().await.sees_closed().await;
}

#[tokio::test]
async fn a_made_up_token_is_worth_nothing() {
    let desk = Desk::open(PROGRAM).await;
    for token in ["", "AAAA", &"A".repeat(43)] {
        let (seat, token) = (new_seat(), token.to_owned());
        let refused = Librarian::resume(desk.address, "nobody", &Session { seat, token }).await;
        assert_eq!(refused.err(), Some(SignInRefusal::SessionEnded));
    }
}

#[tokio::test]
async fn signing_out_ends_one_session_and_no_other() {
    let desk = Desk::open(PROGRAM).await;
    let mut here = desk.bo().await;
    let there = desk.bo().await.vanish();
    here.say(FromSeat::SignOut {}).await;
    here.closed().await;
    assert!(Librarian::resume(desk.address, "bo", &there).await.is_ok());
}

#[tokio::test]
async fn too_many_tries_are_refused_whatever_is_written_around_the_name() {
    let desk = Desk::open(PROGRAM).await;
    let mut tries = 0;
    let spellings = ["bo", " bo", "bo ", "BO", "\tbO  "];
    loop {
        let user = spellings[tries % spellings.len()];
        let refused = Librarian::sign_in(desk.address, new_seat(), user, "sbagliata").await;
        match refused.err().expect("refused") {
            SignInRefusal::WrongNameOrPassword => tries += 1,
            SignInRefusal::TooManyTries => break,
            SignInRefusal::SessionEnded => panic!("no token was shown"),
        }
        assert!(tries < 40, "tries without end");
    }
    assert!(
        tries >= 5,
        "a typing error must not lock anybody out: {tries}"
    );
    // The right password is not tried either, and a colleague is not locked out.
    let password = &desk.account("bo").password;
    let refused = Librarian::sign_in(desk.address, new_seat(), "bo", password).await;
    assert_eq!(refused.err(), Some(SignInRefusal::TooManyTries));
    desk.cleo().await.is_now(Presence::Available).await;
}

#[tokio::test]
async fn a_whole_library_behind_one_address_comes_back_after_a_restart() {
    let mut desk = Desk::open(PROGRAM).await;
    let session = desk.bo().await.vanish();
    desk.kill();
    desk.start().await;
    for _ in 0..30 {
        let seat = new_seat();
        let token = session.token.clone();
        let resumed = Librarian::resume(desk.address, "bo", &Session { seat, token }).await;
        assert_eq!(resumed.err(), None);
    }
}

#[tokio::test]
async fn tokens_can_not_be_tried_without_end() {
    let desk = Desk::open(PROGRAM).await;
    let (seat, token) = (new_seat(), "A".repeat(43));
    let made_up = Session { seat, token };
    for tries in 0.. {
        let refused = Librarian::resume(desk.address, "nobody", &made_up).await;
        match refused.err().expect("refused") {
            SignInRefusal::SessionEnded => assert!(tries < 100, "without end"),
            SignInRefusal::TooManyTries => break,
            SignInRefusal::WrongNameOrPassword => panic!("no password was shown"),
        }
    }
}

#[tokio::test]
async fn the_same_seat_on_a_new_socket_goes_on_where_it_was() {
    let desk = Desk::open(PROGRAM).await;
    let mut before = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(sportello_wire::Mode::Chat).await;
    let contact = before.answers().await;
    ada.talks_with("Bo Conti").await;
    // The network broke and only the seat knows it yet.
    let mut after = Librarian::resume(desk.address, "bo", &before.keeps.clone())
        .await
        .expect("known");
    after.talks(contact).await;
    before.vanish();
    after.catch_up().await;
    let said = after.write(after.thread(), "di nuovo qui").await;
    after.reads(said).await;
    assert_eq!(ada.reads(said).await.text, "di nuovo qui");
    ada.talks_with("Bo Conti").await;
}
