//! Looking after a server: what was acknowledged is in the backup, a restore brings
//! it back, and the doctor says what is wrong.

use std::path::{Path, PathBuf};

use sportello_kit::{Certificate, Desk, Program};
use sportello_wire::Mode;

use crate::PROGRAM;

#[tokio::test]
async fn every_message_that_was_acknowledged_before_a_backup_is_in_it() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    let backups = beside(&desk, "backups");
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        for _ in 0..10 {
            let said = ada.write("detta").await;
            ada.reads(said).await;
            bo.reads(said).await;
            acknowledged.push(said);
        }
        // The backup runs while they go on.
        let mut program = Program::start(desk.command(&["backup", text(&backups)]));
        for _ in 0..10 {
            let said = bo.write(bo.thread(), "durante").await;
            bo.reads(said).await;
            ada.reads(said).await;
        }
        assert!(program.ended().await.success(), "round {round}: {program}");
    }
    let cookie = ada.keeps.clone();
    desk.kill();
    set_aside(&desk, "lost");
    let newest = backups_in(&backups).pop().expect("three were made");
    let said = does(&desk, &["restore", text(&newest)]).await;
    assert!(said.contains("sportello-server doctor"), "{said}");
    desk.start().await;
    let mut ada = desk.patron_again("Ada", cookie).await;
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
    let kept = ada.see("the history", |view| view.history.clone()).await;
    for id in &acknowledged {
        assert!(kept.iter().any(|said| said.id == *id), "{id} is missing");
    }
}

#[tokio::test]
async fn a_backup_is_for_its_owner_alone_and_nothing_unfinished_is_left() {
    let desk = Desk::open(PROGRAM).await;
    let backups = beside(&desk, "backups");
    does(&desk, &["backup", text(&backups)]).await;
    does(&desk, &["backup", text(&backups)]).await;
    let made = backups_in(&backups);
    assert_eq!(made.len(), 2, "{made:?}");
    for backup in made {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&backup)
            .expect("it is there")
            .permissions();
        assert_eq!(mode.mode() & 0o777, 0o700);
        let manifest = std::fs::read_to_string(backup.join("manifest.json"));
        assert!(manifest.expect("it is there").contains("sportello.db"));
    }
}

#[tokio::test]
async fn a_restore_writes_over_nothing() {
    let mut desk = Desk::open(PROGRAM).await;
    let backups = beside(&desk, "backups");
    does(&desk, &["backup", text(&backups)]).await;
    let backup = backups_in(&backups).remove(0);
    let restore = ["restore", text(&backup)];
    refuses(&desk, &restore, "another Sportello is using").await;
    desk.stop().await;
    refuses(&desk, &restore, "is not empty").await;
    set_aside(&desk, "old");
    does(&desk, &restore).await;
    desk.start().await;
    desk.bo().await.is_free().await;
}

#[tokio::test]
async fn a_backup_that_is_damaged_is_refused_and_nothing_is_left_behind() {
    let mut desk = Desk::open(PROGRAM).await;
    let backups = beside(&desk, "backups");
    does(&desk, &["backup", text(&backups)]).await;
    let backup = backups_in(&backups).remove(0);
    desk.stop().await;
    set_aside(&desk, "old");
    let database = backup.join("sportello.db");
    let mut bytes = std::fs::read(&database).expect("it is there");
    bytes[5000] ^= 1;
    std::fs::write(&database, bytes).expect("there is room");
    let restore = ["restore", text(&backup)];
    refuses(&desk, &restore, "the backup is damaged: sportello.db").await;
    let left = std::fs::read_dir(desk.data()).expect("it was made");
    let left: Vec<_> = left
        .map(|entry| entry.expect("readable").file_name())
        .collect();
    assert_eq!(left, ["sportello.lock"]);
    std::fs::remove_file(backup.join("manifest.json")).expect("it is there");
    refuses(&desk, &restore, "is no backup").await;
}

#[tokio::test]
async fn a_backup_does_not_lie_in_what_it_backs_up() {
    let desk = Desk::open(PROGRAM).await;
    let inside = desk.data().join("backups");
    refuses(&desk, &["backup", text(&inside)], "best on another disk").await;
}

#[tokio::test]
async fn the_doctor_finds_a_server_that_runs_well_and_says_so_to_programs_too() {
    let desk = Desk::open(PROGRAM).await;
    let mut command = desk.command(&["doctor", "--json"]);
    command.env("SPORTELLO_LISTEN", desk.address.to_string());
    let done = command.output().expect("the program runs");
    assert!(done.status.success(), "{done:?}");
    let told: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let state = |what: &str| {
        let findings = told["findings"].as_array().expect("a list").iter();
        let mut states = findings.filter(|finding| finding["what"] == what);
        states.next().map(|finding| finding["state"].clone())
    };
    for what in ["database", "schema", "clock", "server", "desks"] {
        assert_eq!(state(what), Some("ok".into()), "{what}: {told}");
    }
    assert_eq!(state("public address"), Some("warn".into()));
}

#[tokio::test]
async fn the_doctor_fails_when_the_database_is_no_more() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    std::fs::write(
        desk.data().join("sportello.db"),
        "no database at all, just words",
    )
    .expect("there is room");
    let mut program = Program::start(desk.command(&["doctor"]));
    assert_eq!(program.ended().await.code(), Some(1), "{program}");
    let written = program.written();
    assert!(written.contains("fail  database"), "{written}");
    assert!(written.contains("restore the last backup"), "{written}");
}

#[tokio::test]
async fn the_doctor_sees_that_another_desk_server_has_the_port() {
    let other = Desk::open(PROGRAM).await;
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    let mut command = desk.command(&["doctor"]);
    command.env("SPORTELLO_LISTEN", other.address.to_string());
    let mut program = Program::start(command);
    assert_eq!(program.ended().await.code(), Some(1), "{program}");
    let written = program.written();
    assert!(written.contains("another desk server"), "{written}");
}

#[tokio::test]
async fn the_doctor_sees_how_long_a_certificate_holds_and_for_whom() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    let certificate = Certificate::make();
    for (public, code, told) in [
        ("https://localhost", 0, "more days"),
        ("https://desk.example", 1, "not for desk.example"),
    ] {
        let mut command = desk.command(&["doctor"]);
        command
            .env("SPORTELLO_TLS_MODE", "files")
            .env("SPORTELLO_TLS_CERTIFICATE", certificate.chain())
            .env("SPORTELLO_TLS_KEY", certificate.key())
            .env("SPORTELLO_PUBLIC", public);
        let mut program = Program::start(command);
        assert_eq!(program.ended().await.code(), Some(code), "{program}");
        let written = program.written();
        assert!(written.contains(told), "{written}");
    }
}

#[tokio::test]
async fn the_doctor_sees_that_another_program_has_the_port() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let other = other.expect("a free port");
    let taken = other.local_addr().expect("it listens").to_string();
    let answering = tokio::spawn(async move {
        let (mut stream, _) = other.accept().await.expect("the doctor asks");
        let mut asked = [0; 16];
        let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut asked).await;
        let no = b"HTTP/1.1 404 Not Found\r\n\r\n";
        let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, no).await;
    });
    let mut command = desk.command(&["doctor"]);
    command.env("SPORTELLO_LISTEN", &taken);
    let mut program = Program::start(command);
    assert_eq!(program.ended().await.code(), Some(1), "{program}");
    let written = program.written();
    assert!(written.contains("another program answers"), "{written}");
    answering.await.expect("it was asked");
}

#[tokio::test]
async fn a_rehearsed_purge_says_what_would_go_and_a_real_one_waits_for_the_server() {
    let mut desk = Desk::open(PROGRAM).await;
    let said = does(&desk, &["admin", "purge", "--dry-run"]).await;
    assert!(said.contains("Past their time: 0 threads"), "{said}");
    refuses(&desk, &["admin", "purge"], "the server runs: stop it first").await;
    desk.stop().await;
    let said = does(&desk, &["admin", "purge"]).await;
    assert!(said.contains("Taken away: 0 threads"), "{said}");
}

async fn does(desk: &Desk, arguments: &[&str]) -> String {
    let mut program = Program::start(desk.command(arguments));
    let status = program.ended().await;
    assert!(status.success(), "{arguments:?}: {program}");
    program.written()
}

async fn refuses(desk: &Desk, arguments: &[&str], reason: &str) {
    let mut program = Program::start(desk.command(arguments));
    assert_eq!(program.ended().await.code(), Some(1), "{arguments:?}");
    let written = program.written();
    assert!(written.contains(reason), "{arguments:?}: {written}");
}

fn set_aside(desk: &Desk, name: &str) {
    std::fs::rename(desk.data(), beside(desk, name)).expect("the test's own folder");
}

/// A place beside the data directory, which is there also when that is not.
fn beside(desk: &Desk, name: &str) -> PathBuf {
    desk.data().with_file_name(name)
}

/// The backups of a folder, the oldest first.
fn backups_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("it is there");
    let mut found: Vec<_> = entries
        .map(|entry| entry.expect("readable").path())
        .collect();
    found.sort_by_key(|path| {
        let metadata = std::fs::metadata(path).expect("it is there");
        metadata.modified().expect("a time")
    });
    found
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the test's own path")
}
