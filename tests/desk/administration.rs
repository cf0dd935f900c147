//! What an administrator does from the command line.

use sportello_kit::{Desk, LIBRARY, Librarian, Patron, Program, new_seat};
use sportello_wire::seat::SignInRefusal;
use sportello_wire::{ChosenPresence, Mode, Presence};

use crate::PROGRAM;

#[tokio::test]
async fn a_library_made_from_nothing_opens_its_desk() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    std::fs::remove_dir_all(desk.data()).expect("the test's own folder");
    let said = does(&desk, &["create-library", "Biblioteca di Empoli"]).await;
    assert!(
        said.contains("create-desk"),
        "it says what comes next: {said}"
    );
    let library = ["--library", "Biblioteca di Empoli"];
    let said = does(
        &desk,
        &[
            &["create-desk"],
            &library[..],
            &["@Biblioteca.Empoli", "Banco"],
        ]
        .concat(),
    )
    .await;
    assert!(said.contains("@biblioteca.empoli"), "{said}");
    let said = does(
        &desk,
        &[
            &["create-librarian"],
            &library[..],
            &["Maria", "Maria Rossi"],
        ]
        .concat(),
    )
    .await;
    let password = last_word(&said);
    desk.start().await;
    let signed_in = Librarian::sign_in(desk.address, new_seat(), "Maria", &password).await;
    signed_in
        .expect("the printed password is good")
        .is_now(Presence::Available)
        .await;
    let mut ada = Patron::open(desk.address, "@biblioteca.empoli", "Ada").await;
    let library = ada
        .see("the desk", |view| {
            view.desk.as_ref().map(|desk| desk.library.clone())
        })
        .await;
    assert_eq!(library, "Biblioteca di Empoli");
}

#[tokio::test]
async fn a_reset_password_ends_the_sessions_of_the_old_one() {
    let mut desk = Desk::open(PROGRAM).await;
    let session = desk.bo().await.vanish();
    let colleague = desk.cleo().await.vanish();
    desk.stop().await;
    let said = does(&desk, &["reset-password", "bo"]).await;
    let password = last_word(&said);
    desk.start().await;
    let resumed = Librarian::resume(desk.address, "bo", &session).await;
    assert_eq!(resumed.err(), Some(SignInRefusal::SessionEnded));
    let old = &desk.account("bo").password;
    let refused = Librarian::sign_in(desk.address, new_seat(), "bo", old).await;
    assert_eq!(refused.err(), Some(SignInRefusal::WrongNameOrPassword));
    assert!(
        Librarian::sign_in(desk.address, new_seat(), "bo", &password)
            .await
            .is_ok()
    );
    assert!(
        Librarian::resume(desk.address, "cleo", &colleague)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn what_can_not_be_made_is_refused_with_the_reason() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    let known = ["--library", sportello_kit::LIBRARY];
    let refusals: [(&[&str], &str); 8] = [
        (
            &["create-library", sportello_kit::LIBRARY],
            "there is a library named",
        ),
        (&["create-library", "  "], "1 to 100 characters"),
        (
            &["create-desk", "--library", "Altra", "@una.altra", "Banco"],
            "there is no library named “Altra”",
        ),
        (
            &["create-desk", known[0], known[1], "@no spaces", "Banco"],
            "letters",
        ),
        (
            &[
                "create-desk",
                known[0],
                known[1],
                sportello_kit::HANDLE,
                "Banco",
            ],
            "another desk has this handle",
        ),
        (
            &["create-librarian", known[0], known[1], "BO", "Bo Secondo"],
            "another librarian has this account name",
        ),
        (
            &["create-librarian", known[0], known[1], "b o", "Bo"],
            "2 to 64 letters",
        ),
        (
            &["reset-password", "nobody"],
            "there is no account named “nobody”",
        ),
    ];
    for (arguments, reason) in refusals {
        let mut program = Program::start(desk.command(&[&["admin"], arguments].concat()));
        assert_eq!(program.ended().await.code(), Some(1), "{arguments:?}");
        let written = program.written();
        assert!(written.contains(reason), "{arguments:?}: {written}");
        assert!(!written.contains("panicked"), "{written}");
    }
}

#[tokio::test]
async fn two_libraries_on_one_server_know_nothing_of_each_other() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    does(&desk, &["create-library", "Altra"]).await;
    does(
        &desk,
        &[
            "create-desk",
            "--library",
            "Altra",
            "@altra.biblioteca",
            "Banco",
        ],
    )
    .await;
    let said = does(
        &desk,
        &["create-librarian", "--library", "Altra", "eva", "Eva Blu"],
    )
    .await;
    desk.start().await;
    let mut eva = Librarian::sign_in(desk.address, new_seat(), "eva", &last_word(&said))
        .await
        .expect("her password");
    let mut theirs = Patron::open(desk.address, "@altra.biblioteca", "Dino").await;
    theirs.sees_open(1, 0).await;
    let mut ada = desk.ada().await;
    ada.sees_closed().await;
    theirs.arrive(sportello_wire::Mode::Voice).await;
    eva.answers().await;
    theirs.talks_with("Eva Blu").await;
    // A cookie of one desk is nobody at the other.
    let mut stranger =
        Patron::open_with(desk.address, "@altra.biblioteca", "Ada", ada.keeps.clone()).await;
    stranger.sees_open(0, 1).await;
    assert!(stranger.view.contact.is_none());
    assert_eq!(
        desk.ask("GET", "/", &[]).await.status,
        404,
        "two desks have no one front door"
    );
}

#[tokio::test]
async fn an_empty_data_directory_is_served_and_says_what_is_missing() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    std::fs::remove_dir_all(desk.data()).expect("the test's own folder");
    desk.start().await;
    assert_eq!(desk.ask("GET", "/healthz", &[]).await.status, 200);
    desk.program()
        .line("advice", |line| {
            line.contains("sportello-server admin").then_some(())
        })
        .await;
}

/// Does something as the administrator; gives back what was printed.
#[tokio::test]
async fn who_was_blocked_comes_again_once_an_administrator_says_so() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    bo.blocks(contact, 30, "insulti ripetuti").await;
    ada.sees_how_it_ended().await;
    let said = does(&desk, &["blocks", LIBRARY]).await;
    assert!(said.contains("Ada: insulti ripetuti"), "{said}");
    let thread = said.split_whitespace().next().expect("an id");
    let said = does(&desk, &["end-block", thread]).await;
    assert!(said.contains("may come again"), "{said}");
    let takes_over = |line: &str| line.contains("the settings have changed").then_some(());
    desk.program().line("what changed", takes_over).await;
    bo.chooses(ChosenPresence::Available).await;
    ada.arrive(Mode::Chat).await;
    bo.answers().await;
    ada.talks_with("Bo Conti").await;
    let said = does(&desk, &["blocks", LIBRARY]).await;
    assert!(said.contains("Nobody is blocked"), "{said}");
}

#[tokio::test]
async fn the_service_level_is_counted_from_what_happened() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    bo.hangs_up(contact).await;
    let days = ["--from", "2020-01-01", "--to", "2099-12-31"];
    let said = does(&desk, &[&["service-level", LIBRARY], &days[..]].concat()).await;
    for line in [
        "days of UTC",
        "Answered:           1, of these within 20 s: 1",
        "Not answered:       0",
        "Service level: 100.0 %",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
}

async fn does(desk: &Desk, arguments: &[&str]) -> String {
    let mut program = Program::start(desk.command(&[&["admin"], arguments].concat()));
    assert_eq!(
        program.ended().await.code(),
        Some(0),
        "{arguments:?}: {program}"
    );
    program.written()
}

fn last_word(text: &str) -> String {
    text.split_whitespace()
        .last()
        .unwrap_or_default()
        .to_owned()
}
