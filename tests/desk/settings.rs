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
            "stun = []\nlisten_to = \"0.0.0.0:80\"\n",
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
        ("SPORTELLO_TLS_MODE", "perhaps"),
        ("SPORTELLO_TLS_TRUSTED_PROXIES", "proxy.example"),
        ("SPORTELLO_LIMITS_ARRIVALS_PER_MINUTE", "0"),
        ("SPORTELLO_LIMITS_SOCKETS_PER_ADDRESS", "-1"),
        ("SPORTELLO_SESSIONS_IDLE_HOURS", "0"),
        ("SPORTELLO_SESSIONS_LONGEST_DAYS", "a month"),
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
async fn the_log_holds_no_secret_and_above_debug_no_word_of_anybody() {
    for (level, also) in [
        ("info", &["Ada", "il-mio-segreto"][..]),
        ("debug,sqlx=trace", &[]),
    ] {
        let mut desk = Desk::open_with(PROGRAM, &[("SPORTELLO_LOG_LEVEL", level)]).await;
        let mut bo = desk.bo().await;
        let mut ada = desk.ada().await;
        ada.arrive(sportello_wire::Mode::Chat).await;
        bo.answers().await;
        let said = bo.write(bo.thread(), "il-mio-segreto").await;
        bo.reads(said).await;
        ada.reads(said).await;
        let cookie = ada.keeps.clone().expect("a cookie");
        let (_, capability) = cookie.split_once('=').expect("a value");
        let password = desk.account("bo").password.clone();
        let secrets = [capability, &bo.keeps.token, &password];
        desk.program().terminate();
        desk.program().ended().await;
        let written = desk.program().written();
        assert!(written.contains("a librarian signed in"), "{written}");
        for secret in secrets.iter().chain(also) {
            assert!(!written.contains(secret), "{secret} is in the log");
        }
    }
}

#[tokio::test]
async fn a_log_for_machines_is_one_object_a_line() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    let mut command = desk.command(&["serve"]);
    command.env("SPORTELLO_LOG_FORMAT", "json");
    let mut program = Program::start(command);
    program
        .line("that it listens", |line| {
            let line: serde_json::Value = serde_json::from_str(line).ok()?;
            line["fields"]["address"].is_string().then_some(())
        })
        .await;
    program.terminate();
    program.ended().await;
    for line in program.written().lines() {
        let parsed: Result<serde_json::Value, _> = serde_json::from_str(line);
        assert!(parsed.is_ok_and(|line| line.is_object()), "{line}");
    }
}

/// Starts the program and gives back why it did not.
async fn refused(desk: &Desk, settings: &[(&str, &str)]) -> String {
    let mut command = desk.command(&["serve"]);
    command.envs(settings.iter().copied());
    let mut program = Program::start(command);
    assert_eq!(program.ended().await.code(), Some(1), "{settings:?}");
    let written = program.written();
    assert!(!written.contains("panicked"), "{written}");
    written
}
