//! Mail fetched from a server that goes wrong: what is said of it, and that it is bounded.
//!
//! The server is a script of the test's own, on this computer and in the clear. The clock
//! stands still and jumps to the next thing that is waited for.

use std::time::Duration;

use sportello_mail::imap::{Account, Fetched, Patience, Session, Uid, Waited, check};
use sportello_mail::incoming::MOST_BYTES;
use sportello_mail::{Obstacle, Password, Security, Trouble};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What the server does when it hears a command that begins so.
type Act = (&'static str, Does);

#[derive(Clone, Copy, Debug)]
enum Does {
    /// Says this; `TAG` stands for the command's own.
    Says(&'static str),
    /// Says this over and over.
    Floods(&'static str),
    /// Is gone.
    Cuts,
    /// Says nothing, and stays.
    Stalls,
}

use Does::{Cuts, Floods, Says, Stalls};

/// What a server does that goes wrong nowhere.
const RIGHT: [Act; 12] = [
    (
        "greeting",
        Says("* OK [CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN] ready\r\n"),
    ),
    ("AUTHENTICATE", Says("+ \r\n")),
    (
        "AGFkYQBhY3F1YQ==",
        Says("S1 OK [CAPABILITY IMAP4rev1 IDLE MOVE] in\r\n"),
    ),
    (
        "CAPABILITY",
        Says("* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"),
    ),
    (
        "SELECT",
        Says(
            "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 13] ok\r\nTAG OK [READ-WRITE] done\r\n",
        ),
    ),
    (
        "EXAMINE",
        Says("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\nTAG OK done\r\n"),
    ),
    ("UID SEARCH", Says("* SEARCH 12 3 10\r\nTAG OK done\r\n")),
    (
        "UID FETCH 10,12 ",
        Says(
            "* 2 FETCH (UID 10 RFC822.SIZE 4)\r\n* 3 FETCH (RFC822.SIZE 40000000 UID 12)\r\nTAG OK done\r\n",
        ),
    ),
    (
        "UID FETCH 10 (UID RFC822.SIZE)",
        Says("* 2 FETCH (UID 10 RFC822.SIZE 4)\r\nTAG OK done\r\n"),
    ),
    (
        "UID FETCH 10 (UID BODY",
        Says(
            "* 1 FETCH (UID 9 BODY[]<0> {2}\r\nno)\r\n* 2 FETCH (UID 10 BODY[]<0> {4}\r\nciao FLAGS ())\r\nTAG OK done\r\n",
        ),
    ),
    ("UID STORE", Says("TAG OK done\r\n")),
    (
        "IDLE",
        Says("+ idling\r\n* OK Still here\r\n* 4 EXISTS\r\n"),
    ),
];

#[tokio::test(start_paused = true)]
async fn a_session_goes_the_whole_way() {
    let server = Server::new(&[("DONE", Says("S8 OK done\r\n"))]).await;
    let mut session = server.open().await.expect("a mailbox");
    assert_eq!(session.state().uid_validity, 7);
    assert_eq!(
        (session.state().uid_next, session.state().exists),
        (Some(Uid(13)), 3)
    );
    let newer = session.newer_than(Uid(9), 10).await.expect("a list");
    let newer: Vec<(u32, u32)> = newer.iter().map(|one| (one.uid.0, one.bytes)).collect();
    assert_eq!(newer, [(10, 4), (12, 40_000_000)]);
    assert_eq!(
        session.fetch(Uid(10)).await,
        Ok(Fetched::Whole(b"ciao".to_vec()))
    );
    assert_eq!(session.mark_seen(Uid(10)).await, Ok(()));
    let waited = session.wait(Duration::from_secs(60), std::future::pending());
    assert_eq!(waited.await, Ok(Waited::News));
    let again = session.wait(Duration::from_secs(60), std::future::pending());
    assert_eq!(
        again.await,
        Ok(Waited::News),
        "it was told of, and nobody has looked"
    );
    session.leave().await;
    let heard = server.heard().await;
    assert_eq!(heard[3], "S3 UID SEARCH UID 10:*");
    assert!(
        heard
            .iter()
            .any(|line| line == "S7 UID STORE 10 +FLAGS.SILENT (\\Seen)"),
        "{heard:?}"
    );
    assert!(
        heard.iter().all(|line| !line.contains("BODY[")),
        "nothing is marked by fetching"
    );
}

#[tokio::test(start_paused = true)]
async fn whatever_goes_wrong_on_the_way_is_told_apart() {
    for (at, does, why) in [
        (
            "greeting",
            Says("220 smtp.example.it ESMTP\r\n"),
            Trouble::NotAMailServer,
        ),
        (
            "greeting",
            Says("HTTP/1.1 400 Bad Request\r\n\r\n"),
            Trouble::NotAMailServer,
        ),
        ("greeting", Says("* BYE not you\r\n"), Trouble::TurnedAway),
        (
            "greeting",
            Says("* BYE [UNAVAILABLE] too many\r\n"),
            Trouble::Busy,
        ),
        ("greeting", Floods("* OK "), Trouble::NotAMailServer),
        (
            "greeting",
            Says("* OK {999999999}\r\n"),
            Trouble::NotAMailServer,
        ),
        ("greeting", Cuts, Trouble::Cut),
        ("greeting", Stalls, Trouble::TooSlow),
        (
            "greeting",
            Says("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready\r\n"),
            Trouble::NoSignIn,
        ),
        (
            "AUTHENTICATE",
            Says("S1 NO what?\r\n"),
            Trouble::WrongPassword,
        ),
        (
            "AUTHENTICATE",
            Says("S1 BAD unknown\r\n"),
            Trouble::NoSignIn,
        ),
        (
            "AGFk",
            Says("S1 NO [AUTHENTICATIONFAILED] no\r\n"),
            Trouble::WrongPassword,
        ),
        ("AGFk", Says("S1 NO [UNAVAILABLE] later\r\n"), Trouble::Busy),
        ("AGFk", Says("S1 NO [INUSE] later\r\n"), Trouble::Busy),
        (
            "AGFk",
            Says("S9 OK of something else\r\n"),
            Trouble::NotAMailServer,
        ),
        ("AGFk", Says("* BYE going down\r\n"), Trouble::TooSlow),
        ("AGFk", Cuts, Trouble::Cut),
        ("AGFk", Stalls, Trouble::TooSlow),
        (
            "SELECT",
            Says("TAG NO no such mailbox\r\n"),
            Trouble::MailboxNotFound,
        ),
        (
            "SELECT",
            Says("TAG NO [OVERQUOTA] full\r\n"),
            Trouble::MailboxFull,
        ),
        ("SELECT", Says("TAG BAD what?\r\n"), Trouble::NotAMailServer),
        (
            "SELECT",
            Says("* 1 EXISTS\r\nTAG OK without numbers\r\n"),
            Trouble::NotAMailServer,
        ),
        ("SELECT", Floods("* 1 EXISTS\r\n"), Trouble::NotAMailServer),
        ("SELECT", Floods("((((((((((((((("), Trouble::NotAMailServer),
        ("SELECT", Stalls, Trouble::TooSlow),
    ] {
        let server = Server::new(&[(at, does)]).await;
        let found = server.open().await.map(|_| ()).map_err(|found| found.why);
        assert_eq!(found, Err(why), "{at} {does:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_goes_wrong_with_a_mail_is_told_apart() {
    for (at, does, outcome) in [
        (
            "UID FETCH 10 (UID RFC",
            Says("TAG OK nothing\r\n"),
            Ok(Fetched::Gone),
        ),
        (
            "UID FETCH 10 (UID RFC",
            Says("TAG NO [EXPUNGEISSUED] gone\r\n"),
            Ok(Fetched::Gone),
        ),
        (
            "UID FETCH 10 (UID RFC",
            Says("TAG NO [UNAVAILABLE] disk\r\n"),
            Err(Trouble::Busy),
        ),
        (
            "UID FETCH 10 (UID RFC",
            Says("TAG NO disk\r\n"),
            Err(Trouble::Busy),
        ),
        (
            "UID FETCH 10 (UID BODY",
            Says("TAG OK nothing\r\n"),
            Ok(Fetched::Gone),
        ),
        (
            "UID FETCH 10 (UID BODY",
            Says("* 2 FETCH (UID 10 BODY[] NIL)\r\nTAG OK\r\n"),
            Ok(Fetched::Whole(Vec::new())),
        ),
        (
            "UID FETCH 10 (UID BODY",
            Says("* 2 FETCH (UID 10)\r\nTAG OK\r\n"),
            Err(Trouble::NotAMailServer),
        ),
        (
            "UID FETCH 10 (UID BODY",
            Says("* 2 FETCH (UID 10 BODY[] {500000000}\r\n"),
            Err(Trouble::NotAMailServer),
        ),
        (
            "UID FETCH 10 (UID BODY",
            Floods("* 2 FETCH (UID 10 BODY[] {1000000}\r\n"),
            Err(Trouble::NotAMailServer),
        ),
        ("UID FETCH 10 (UID BODY", Cuts, Err(Trouble::Cut)),
        ("UID FETCH 10 (UID BODY", Stalls, Err(Trouble::TooSlow)),
    ] {
        let server = Server::new(&[(at, does)]).await;
        let mut session = server.open().await.expect("a mailbox");
        let fetched = session.fetch(Uid(10)).await.map_err(|found| found.why);
        assert_eq!(fetched, outcome, "{at} {does:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn of_a_mail_too_large_only_the_head_is_fetched() {
    let server = Server::new(&[
        (
            "UID FETCH 12 (UID RFC822.SIZE)",
            Says("* 3 FETCH (RFC822.SIZE 31457280 UID 12)\r\nTAG OK\r\n"),
        ),
        (
            "UID FETCH 12 (UID BODY.PEEK[HEADER]",
            Says("* 3 FETCH (UID 12 BODY[HEADER]<0> {12}\r\nSubject: x\r\n)\r\nTAG OK\r\n"),
        ),
    ])
    .await;
    let mut session = server.open().await.expect("a mailbox");
    let head = b"Subject: x\r\n".to_vec();
    let bytes = 31_457_280;
    assert!(bytes as usize > MOST_BYTES);
    assert_eq!(
        session.fetch(Uid(12)).await,
        Ok(Fetched::TooLarge { bytes, head })
    );
}

#[tokio::test(start_paused = true)]
async fn who_is_not_told_must_ask() {
    let quiet = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n";
    let server = Server::new(&[
        ("greeting", Says(quiet)),
        ("AGFk", Says("S1 OK [CAPABILITY IMAP4rev1] in\r\n")),
    ])
    .await;
    let mut session = server.open().await.expect("a mailbox");
    let waited = session.wait(Duration::from_secs(60), std::future::pending());
    assert_eq!(waited.await, Ok(Waited::MustPoll));
    let server = Server::new(&[("IDLE", Says("TAG BAD not really\r\n"))]).await;
    let mut session = server.open().await.expect("a mailbox");
    assert!(session.tells());
    let waited = session.wait(Duration::from_secs(60), std::future::pending());
    assert_eq!(waited.await, Ok(Waited::MustPoll));
    assert!(!session.tells());
    assert_eq!(
        session
            .move_to(Uid(10), "Casi")
            .await
            .map_err(|found| found.why),
        Err(Trouble::TooSlow)
    );
}

#[tokio::test(start_paused = true)]
async fn waiting_is_bounded_and_notices_a_server_that_goes() {
    for (does, outcome) in [
        (Says("+ idling\r\n"), Ok(Waited::Nothing)),
        (
            Says("+ idling\r\n* BYE restarting\r\n"),
            Ok(Waited::Nothing),
        ),
        (
            Floods("+ idling\r\n* OK here\r\n"),
            Err(Trouble::NotAMailServer),
        ),
        (Cuts, Err(Trouble::Cut)),
        (Stalls, Err(Trouble::TooSlow)),
    ] {
        let server = Server::new(&[("IDLE", does), ("DONE", Says("S3 OK done\r\n"))]).await;
        let mut session = server.open().await.expect("a mailbox");
        // An hour is more than servers allow.
        let begun = tokio::time::Instant::now();
        let waited = session.wait(Duration::from_secs(3600), std::future::pending());
        assert_eq!(waited.await.map_err(|found| found.why), outcome, "{does:?}");
        assert!(begun.elapsed() < Duration::from_secs(29 * 60), "{does:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_and_a_password_are_said_as_the_server_takes_them() {
    let old = "* OK [CAPABILITY IMAP4rev1] ready\r\n";
    let server = Server::new(&[("greeting", Says(old)), ("LOGIN", Says("TAG OK in\r\n"))]).await;
    assert!(
        check(&server.account, &password("a \"b\\c"), "INBOX")
            .await
            .is_ok()
    );
    let heard = server.heard().await;
    assert_eq!(heard[0], "S1 LOGIN \"ada\" \"a \\\"b\\\\c\"");
    let server = Server::new(&[("greeting", Says(old))]).await;
    let found = check(&server.account, &password("è\r\nNOOP"), "INBOX").await;
    assert_eq!(found.map_err(|found| found.why), Err(Trouble::NoSignIn));
    assert_eq!(server.heard().await, [""; 0]);
}

struct Server {
    account: Account,
    serving: JoinHandle<Vec<String>>,
}

impl Server {
    /// One that does all as it should, but for this.
    async fn new(acts: &[Act]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let account = Account {
            server: "127.0.0.1".into(),
            port: listener.local_addr().expect("it listens").port(),
            security: Security::Plain,
            user: "ada".into(),
            authority: None,
        };
        let acts: Vec<Act> = acts.iter().chain(&RIGHT).copied().collect();
        let serving = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("somebody comes");
            stream.set_nodelay(true).expect("a socket of ours");
            let mut stream = BufReader::new(stream);
            let mut heard = Vec::new();
            let mut line = "greeting".to_owned();
            loop {
                let (tag, command) = line.split_once(' ').unwrap_or(("", &line));
                let command = if tag.starts_with('S') { command } else { &line };
                let act = acts.iter().find(|(begins, _)| command.starts_with(begins));
                match act.map(|(_, does)| *does) {
                    Some(Says(words)) => {
                        let words = words.replace("TAG", tag);
                        let _ = stream.write_all(words.as_bytes()).await;
                        let _ = stream.flush().await;
                    }
                    Some(Floods(words)) => {
                        let words = words.repeat(1000);
                        while stream.write_all(words.as_bytes()).await.is_ok() {
                            tokio::task::yield_now().await;
                        }
                    }
                    Some(Cuts) => break,
                    Some(Stalls) | None => {}
                }
                let mut next = Vec::new();
                match stream.read_until(b'\n', &mut next).await {
                    Ok(read) if read > 0 => {}
                    _ => break,
                }
                line = String::from_utf8_lossy(&next).trim_end().to_owned();
                heard.push(line.clone());
            }
            heard
        });
        Self { account, serving }
    }

    async fn open(&self) -> Result<Session, Obstacle> {
        let patience = Patience::default();
        Session::open_within(&patience, &self.account, &password("acqua"), "INBOX").await
    }

    /// What it heard, once its visitor has gone.
    async fn heard(self) -> Vec<String> {
        self.serving.await.expect("it keeps to its script")
    }
}

fn password(text: &str) -> Password {
    Password::new(text).expect("a short one")
}
