//! Settings: what is not understood is refused at the start, with its place.

use std::os::unix::ffi::OsStrExt;

use sportello_kit::{Desk, Program};

use crate::PROGRAM;

#[tokio::test]
async fn an_unknown_key_or_a_bad_value_is_refused_with_file_and_line() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    for (text, places) in [
        (
            "behind_proxy = true\nlisten_to = \"0.0.0.0:80\"\n",
            ["line 2", "listen_to"],
        ),
        ("[log]\n\nlevle = \"info\"\n", ["line 3", "levle"]),
        ("listen = \"here\"\n", ["line 1", "listen"]),
        (
            "public = \"http://sportello.example\"\n",
            ["public", "https"],
        ),
        ("listen = \n", ["line 1", "sportello.toml"]),
    ] {
        let file = desk.data().join("../sportello.toml");
        std::fs::write(&file, text).expect("there is room");
        let written = refused(&desk, &[]).await;
        assert!(written.contains("sportello.toml"), "{written}");
        for place in places {
            assert!(written.contains(place), "{place}: {written}");
        }
    }
}

#[tokio::test]
async fn an_unknown_variable_or_a_bad_value_is_refused_by_its_name() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    for (name, value) in [
        ("SPORTELLO_LISTNE", "127.0.0.1:0"),
        ("SPORTELLO_LISTEN", "8470"),
        ("SPORTELLO_BEHIND_PROXY", "perhaps"),
        ("SPORTELLO_LOG_FORMAT", "xml"),
        ("SPORTELLO_LOG_LEVEL", "info,=,"),
        ("SPORTELLO_STUN", "turn:example.org"),
        ("SPORTELLO_PUBLIC", "nonsense"),
        ("SPORTELLO_CONFIG", "no-such-file.toml"),
    ] {
        let written = refused(&desk, &[(name, value)]).await;
        let place = match name {
            "SPORTELLO_LOG_LEVEL" => "log.level",
            "SPORTELLO_STUN" => "stun has",
            "SPORTELLO_CONFIG" => "no-such-file.toml",
            _ => name,
        };
        assert!(written.contains(place), "{name}: {written}");
    }
}

#[tokio::test]
async fn a_variable_of_somebody_else_that_is_no_text_stops_nothing() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    let mut command = desk.command(&["serve"]);
    command.env("SOMEBODY", std::ffi::OsStr::from_bytes(b"\xff\xfe"));
    let mut program = Program::start(command);
    program
        .line("that it listens", |line| {
            line.contains("listens").then_some(())
        })
        .await;
}

#[tokio::test]
async fn stun_servers_are_told_to_both_ends() {
    let stun = ("SPORTELLO_STUN", "stun:stun.example:3478");
    let desk = Desk::open_with(PROGRAM, &[stun]).await;
    let bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.see("the servers", |view| {
        let urls = &view.ice_servers.first()?.urls;
        (urls == &["stun:stun.example:3478"]).then_some(())
    })
    .await;
    let Some(sportello_wire::seat::ToSeat::Welcome { ice_servers, .. }) = &bo.view.welcome else {
        panic!("not welcome");
    };
    assert_eq!(ice_servers.len(), 1);
}

#[tokio::test]
async fn a_log_for_machines_is_one_object_a_line_and_holds_no_secret() {
    let desk = Desk::open_with(PROGRAM, &[("SPORTELLO_LOG_LEVEL", "debug,sqlx=trace")]).await;
    let mut desk = desk;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(sportello_wire::Mode::Chat).await;
    let contact = bo.answers().await;
    let said = bo.write(contact, "il-codice-segreto").await;
    bo.reads(said).await;
    ada.reads(said).await;
    let cookie = ada.keeps.clone().expect("a cookie");
    let (_, capability) = cookie.split_once('=').expect("a value");
    let password = desk.account("bo").password.clone();
    let secrets = [capability, &bo.keeps.token, &password];
    desk.program().terminate();
    desk.program().ended().await;
    let written = desk.program().written();
    for secret in secrets {
        assert!(!written.contains(secret), "a secret is in the log");
    }
}

/// Starts the program and gives back why it did not.
async fn refused(desk: &Desk, settings: &[(&str, &str)]) -> String {
    let mut command = desk.command(&["serve"]);
    command.envs(settings.iter().copied());
    command.env_remove("SPORTELLO_NOTHING");
    let mut program = Program::start(command);
    assert_eq!(program.ended().await.code(), Some(1), "{settings:?}");
    let written = program.written();
    assert!(!written.contains("panicked"), "{written}");
    written
}
