//! Real calendar servers, and the programs that people read their calendars with.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sportello_calendar::caldav::{Account, ETag, Put, Remove, Secret, find, put, remove};
use sportello_calendar::{Event, Feed, feed, stored};
use sportello_core::{Cause, Span};
use tempfile::TempDir;

use super::peers::{appointment, peer, said};

/// Ten in the morning of 30 November 2026, in Rome.
const TEN: i64 = 1_796_029_200_000;

#[tokio::test]
async fn an_appointment_lives_on_a_real_server_and_in_a_real_calendar() {
    let radicale = Radicale::start();
    let account = radicale.account();
    let found = find(&account).await.expect("calendars");
    let shown: Vec<_> = found
        .iter()
        .map(|one| (one.name.as_str(), one.takes_events))
        .collect();
    assert_eq!(shown, [("Attività", false), ("Consulenze, tutte", true)]);
    let calendar = &found[1];
    assert_eq!(calendar.colour.as_deref(), Some("#336699"));
    let mut itself = account.clone();
    itself.address = calendar.href.clone();
    let alone = find(&itself).await.expect("a calendar");
    assert_eq!(alone, found[1..]);

    let uid = "7f3a/àè@sportello";
    let mut event = appointment(uid, TEN);
    event.summary = "Consulenza: ricerca d'archivio, 😀".into();
    let Put::Stored(Some(first)) = put(&account, &calendar.href, uid, &stored(&event), None).await
    else {
        panic!("it was not stored");
    };
    // The answer to the first attempt was lost: the second one finds what it wanted.
    let again = put(&account, &calendar.href, uid, &stored(&event), None).await;
    assert_eq!(again, Put::Stored(Some(first.clone())));
    let shown = radicale.shown();
    assert!(
        shown.contains("10:00-10:30 Consulenza: ricerca d'archivio, 😀"),
        "{shown}"
    );

    (event.sequence, event.starts, event.ends) = (1, TEN + 3_600_000, TEN + 7_200_000);
    let moved = put(&account, &calendar.href, uid, &stored(&event), Some(&first)).await;
    let Put::Stored(Some(second)) = moved else {
        panic!("{moved:?}");
    };
    let shown = radicale.shown();
    assert!(
        shown.contains("11:00-12:00 Consulenza") && !shown.contains("10:00-"),
        "{shown}"
    );

    // Somebody moves it in their calendar.
    let mut theirs = event.clone();
    theirs.starts += 900_000;
    let there = put(
        &account,
        &calendar.href,
        uid,
        &stored(&theirs),
        Some(&second),
    )
    .await;
    let Put::Stored(Some(third)) = there else {
        panic!("{there:?}");
    };
    event.sequence = 2;
    let how = put(
        &account,
        &calendar.href,
        uid,
        &stored(&event),
        Some(&second),
    )
    .await;
    assert_eq!(how, Put::ChangedThere);
    let how = remove(&account, &calendar.href, uid, Some(&second)).await;
    assert_eq!(how, Remove::ChangedThere);
    assert!(
        radicale.shown().contains("11:15-12:00"),
        "what they did stands"
    );
    for _ in 0..2 {
        let how = remove(&account, &calendar.href, uid, Some(&third)).await;
        assert_eq!(how, Remove::Removed);
    }
    assert!(!radicale.shown().contains("Consulenza"));
    let how = put(&account, &calendar.href, uid, &stored(&event), Some(&third)).await;
    assert_eq!(how, Put::ChangedThere, "they removed it");
}

#[tokio::test]
async fn a_real_server_takes_no_wrong_password_and_nothing_where_there_is_no_calendar() {
    let radicale = Radicale::start();
    let mut account = radicale.account();
    let nowhere = format!("{}desk/nowhere/", account.address);
    let how = put(
        &account,
        &nowhere,
        "1",
        &stored(&appointment("1", TEN)),
        None,
    )
    .await;
    let Put::Failed(fault) = how else {
        panic!("{how:?}");
    };
    assert_eq!(fault.trouble().cause, Cause::NotACalendar);
    account.password = Secret::new("sbagliata");
    let why = find(&account).await.expect_err("a trouble");
    assert_eq!(why.cause, Cause::WrongPassword);
    account.user = String::new();
    let why = find(&account).await.expect_err("a trouble");
    assert_eq!(why.cause, Cause::SignInNeeded);
}

#[tokio::test]
async fn a_second_server_which_keeps_calendars_in_git_is_spoken_to_as_well() {
    let xandikos = Xandikos::start();
    let account = Account {
        address: format!("http://127.0.0.1:{}", xandikos.port),
        user: String::new(),
        password: Secret::new(""),
        authority: String::new(),
    };
    let found = find(&account).await.expect("calendars");
    let calendar = found
        .iter()
        .find(|one| one.takes_events)
        .expect("a calendar");
    let mut event = appointment("7f3a@sportello", TEN);
    let put = async |event: &Event, known: Option<&ETag>| {
        put(&account, &calendar.href, &event.uid, &stored(event), known).await
    };
    let Put::Stored(Some(first)) = put(&event, None).await else {
        panic!("it was not stored");
    };
    assert_eq!(put(&event, None).await, Put::Stored(Some(first.clone())));
    event.sequence = 1;
    event.ends += 900_000;
    assert_eq!(put(&event, None).await, Put::ChangedThere);
    let Put::Stored(Some(second)) = put(&event, Some(&first)).await else {
        panic!("it was not changed");
    };
    event.sequence = 2;
    assert_eq!(put(&event, Some(&first)).await, Put::ChangedThere);
    let how = remove(&account, &calendar.href, &event.uid, Some(&first)).await;
    assert_eq!(how, Remove::ChangedThere);
    for _ in 0..2 {
        let how = remove(&account, &calendar.href, &event.uid, Some(&second)).await;
        assert_eq!(how, Remove::Removed);
    }
}

#[test]
fn a_feed_is_read_by_programs_that_subscribe_to_it() {
    let mut events = vec![
        appointment("1@sportello", TEN),
        appointment("2@sportello", TEN + 7_200_000),
    ];
    events[0].summary = "Consulenza: Bücher, 😀; perché".into();
    events[1].summary = "Consulenza 2".into();
    let about = Feed {
        name: "Sportello".into(),
        description: String::new(),
        source: None,
        refresh: Span::minutes(15),
    };
    let folder = TempDir::new().expect("a folder");
    let at = serve(feed(&about, &events));
    let shown = shown(
        folder.path(),
        &format!("type = \"http\"\nurl = \"http://{at}/feed.ics\""),
    );
    assert!(
        shown.contains("10:00-10:30 Consulenza: Bücher, 😀; perché"),
        "{shown}"
    );
    assert!(shown.contains("12:00-12:30 Consulenza 2"), "{shown}");
}

/// What khal shows of 30 November 2026 when vdirsyncer has fetched a calendar.
fn shown(folder: &Path, from: &str) -> String {
    let there = folder.display();
    let sync = format!(
        "[general]\nstatus_path = \"{there}/status\"\n[pair one]\na = \"there\"\nb = \"here\"\n\
        collections = null\nconflict_resolution = \"a wins\"\npartial_sync = \"ignore\"\n\
        [storage there]\n{from}\nread_only = true\n[storage here]\ntype = \"filesystem\"\n\
        path = \"{there}/calendar\"\nfileext = \".ics\"\n"
    );
    let look = format!(
        "[calendars]\n[[one]]\npath = {there}/calendar\n[locale]\nlocal_timezone = Europe/Rome\n\
        default_timezone = Europe/Rome\ntimeformat = %H:%M\ndateformat = %d/%m/%Y\n\
        longdateformat = %d/%m/%Y\ndatetimeformat = %d/%m/%Y %H:%M\n\
        longdatetimeformat = %d/%m/%Y %H:%M\n[sqlite]\npath = {there}/khal.db\n"
    );
    std::fs::create_dir_all(folder.join("calendar")).expect("a folder");
    std::fs::write(folder.join("sync"), sync).expect("written");
    std::fs::write(folder.join("look"), look).expect("written");
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(peer(program));
        command
            .arg("-c")
            .arg(folder.join(if program == "khal" { "look" } else { "sync" }));
        command
            .args(arguments)
            .env("HOME", folder)
            .env("LC_ALL", "C.UTF-8");
        command.stdin(Stdio::null());
        said(&mut command)
    };
    run("vdirsyncer", &["discover"]);
    run("vdirsyncer", &["sync", "--force-delete", "one"]);
    run(
        "khal",
        &["--no-color", "list", "--notstarted", "30/11/2026", "1d"],
    )
}

/// Hands out a text over HTTP, for as long as the test runs.
fn serve(text: String) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = [0; 4_096];
            let _ = stream.read(&mut asked);
            let length = text.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/calendar; charset=utf-8\r\n\
                Content-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(text.as_bytes());
        }
    });
    at
}

/// A Radicale with an account, a calendar and a list of tasks; it ends with the test.
struct Radicale {
    #[expect(dead_code, reason = "it ends when it is dropped")]
    program: Program,
    port: u16,
    folder: TempDir,
}

impl Radicale {
    fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let port = free_port();
        let there = folder.path();
        let home = there.join("storage/collection-root/desk");
        for (name, properties) in [
            (
                "frontdesk",
                r##"{"tag": "VCALENDAR", "D:displayname": "Consulenze, tutte",
                "ICAL:calendar-color": "#336699ff",
                "C:supported-calendar-component-set": "VEVENT"}"##,
            ),
            (
                "attivita",
                r#"{"tag": "VCALENDAR", "D:displayname": "Attività",
                "C:supported-calendar-component-set": "VTODO"}"#,
            ),
        ] {
            std::fs::create_dir_all(home.join(name)).expect("a folder");
            std::fs::write(home.join(name).join(".Radicale.props"), properties).expect("written");
        }
        std::fs::write(there.join("users"), "desk:acqua e sale\n").expect("written");
        let settings = format!(
            "[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\ndelay = 0\n\
            htpasswd_filename = {0}/users\nhtpasswd_encryption = plain\n\
            [storage]\nfilesystem_folder = {0}/storage\n[logging]\nlevel = error\n",
            there.display()
        );
        std::fs::write(there.join("settings"), settings).expect("written");
        let program = Command::new(peer("radicale"))
            .arg("--config")
            .arg(there.join("settings"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("radicale runs");
        let radicale = Self {
            program: Program(program),
            port,
            folder,
        };
        answers(port);
        radicale
    }

    fn account(&self) -> Account {
        Account {
            address: format!("http://127.0.0.1:{}/", self.port),
            user: "desk".into(),
            password: Secret::new("acqua e sale"),
            authority: String::new(),
        }
    }

    /// What somebody sees who has the calendar in their own program.
    fn shown(&self) -> String {
        let from = format!(
            "type = \"caldav\"\nurl = \"http://127.0.0.1:{}/desk/frontdesk/\"\n\
            username = \"desk\"\npassword = \"acqua e sale\"",
            self.port
        );
        shown(self.folder.path(), &from)
    }
}

/// A Xandikos with a calendar and no account; it ends with the test.
struct Xandikos {
    #[expect(dead_code, reason = "it ends when it is dropped")]
    program: Program,
    port: u16,
    #[expect(dead_code, reason = "it goes when it is dropped")]
    folder: TempDir,
}

impl Xandikos {
    fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let port = free_port();
        let program = Command::new(peer("xandikos"))
            .args([
                "serve",
                "--defaults",
                "--no-detect-systemd",
                "-l",
                "127.0.0.1",
            ])
            .args(["-p", &port.to_string(), "-d"])
            .arg(folder.path().join("calendars"))
            .arg("--state-dir")
            .arg(folder.path().join("state"))
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let xandikos = Self {
            program: Program(program.expect("xandikos runs")),
            port,
            folder,
        };
        answers(port);
        xandikos
    }
}

/// A program that ends with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until somebody listens at a port.
fn answers(port: u16) {
    let end = Instant::now() + Duration::from_secs(60);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < end, "nobody answers at {port}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A port at which nobody listens.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
