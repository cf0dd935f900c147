//! Where the judges are, and how they are asked.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use sportello_calendar::{Event, EventStatus};

/// A program of the judges. `scripts/peers` puts them where this looks.
pub fn peer(program: &str) -> PathBuf {
    let folder = std::env::var_os("SPORTELLO_PEERS").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
    let folder = folder.unwrap_or_else(|| home().join(".cache/sportello/peers"));
    let program = folder.join("bin").join(program);
    let shown = program.display();
    assert!(
        program.exists(),
        "{shown} is not here: `make setup-test` installs it"
    );
    program
}

/// What a script of Python's says to a question.
pub fn ask(script: &str, question: &Value) -> Value {
    let mut python = Command::new(peer("python"))
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python runs");
    let mut input = python.stdin.take().expect("it listens");
    let question = question.to_string();
    let writing = std::thread::spawn(move || input.write_all(question.as_bytes()));
    let output = python.wait_with_output().expect("python ends");
    assert!(output.status.success(), "python's words are above");
    writing
        .join()
        .expect("no panic")
        .expect("it heard all of it");
    serde_json::from_slice(&output.stdout).expect("it answers in JSON")
}

/// What a program prints.
pub fn said(command: &mut Command) -> String {
    let output = command.output().expect("it runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{command:?}: {printed}{complained}"
    );
    printed
}

/// An appointment of half an hour in Empoli.
pub fn appointment(uid: &str, starts: i64) -> Event {
    Event {
        uid: uid.into(),
        sequence: 0,
        stamp: 1_795_000_000_000,
        starts,
        ends: starts + 1_800_000,
        zone: chrono_tz::Europe::Rome,
        summary: "Consulenza".into(),
        description: String::new(),
        location: String::new(),
        url: None,
        status: EventStatus::Confirmed,
        organizer: None,
        attendee: None,
        categories: Vec::new(),
        colour: None,
        alarm_minutes: None,
    }
}
