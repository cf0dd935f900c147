//! Mail fetched from a real mailbox: Dovecot's, to which OpenSMTPD delivers.

use std::time::Duration;

use sportello_core::{CaseId, Language, ThreadId};
use sportello_kit::post_office::{DOMAIN, PostOffice, REFUSED, SENDER, VANISHED};
use sportello_mail::imap::{self, Fetched, Session, Uid, Waited, check};
use sportello_mail::incoming::{Action, Incoming, Kind, Sign, read};
use sportello_mail::reply::{self, Belonging};
use sportello_mail::{
    Account, Address, Authority, Letter, LetterId, Mailbox, Obstacle, Password, Security, Trouble,
    send,
};
use uuid::Uuid;

/// More than a letter needs that is on its way.
const LONG: Duration = Duration::from_secs(60);

#[tokio::test]
async fn mail_is_told_of_fetched_and_marked() {
    let office = PostOffice::open().await;
    for security in [Security::Tls, Security::StartTls] {
        let mut session = open(&office, security, "ada").await;
        assert!(session.tells());
        let known = session.state().uid_next.expect("Dovecot says it");
        let known = Uid(known.0 - 1);
        assert_eq!(session.newer_than(known, 10).await, Ok(Vec::new()));
        let letter = letter(1, "ada", None);
        let (waited, ()) = tokio::join!(
            session.wait(LONG, std::future::pending()),
            post(&office, &letter)
        );
        assert_eq!(waited, Ok(Waited::News));
        let newer = session.newer_than(known, 10).await.expect("a list");
        let [waiting] = newer.as_slice() else {
            panic!("{newer:?}");
        };
        assert!(waiting.uid > known);
        let whole = whole(&mut session, waiting.uid).await;
        assert_eq!(whole.len(), waiting.bytes as usize);
        let mail = read(&whole).expect("a mail");
        assert_eq!(mail.id, Some(letter.id));
        assert_eq!(mail.text.said, letter.text.trim_end());
        assert_eq!(mail.kind, Kind::AutoReply(Sign::Generated));
        assert!(!is_seen(&office, "ada"), "it was fetched, not seen");
        assert_eq!(session.mark_seen(waiting.uid).await, Ok(()));
        assert!(is_seen(&office, "ada"));
        assert_eq!(session.newer_than(waiting.uid, 10).await, Ok(Vec::new()));
        assert_eq!(
            session.move_to(waiting.uid, "Casi chiusi è").await,
            Ok(true)
        );
        assert_eq!(session.fetch(waiting.uid).await, Ok(Fetched::Gone));
        session.leave().await;
        let (account, password) = (account(&office, security, "ada"), password());
        let moved = Session::open(&account, &password, "Casi chiusi è");
        assert!(moved.await.expect("a folder").state().exists >= 1);
    }
}

#[tokio::test]
async fn mail_comes_in_order_and_only_so_much_at_once() {
    let office = PostOffice::open().await;
    for number in 1..=5 {
        post(&office, &letter(number, "dino", None)).await;
        office.letters("dino", number).await;
    }
    let mut session = open(&office, Security::Tls, "dino").await;
    assert_eq!(session.state().exists, 5);
    let first = session.newer_than(Uid(0), 3).await.expect("a list");
    let uids: Vec<Uid> = first.iter().map(|one| one.uid).collect();
    assert!(uids.len() == 3 && uids.is_sorted());
    let rest = session.newer_than(uids[2], 3).await.expect("a list");
    assert_eq!(rest.len(), 2);
    assert!(rest[0].uid > uids[2]);
    assert_eq!(session.newer_than(Uid(u32::MAX), 3).await, Ok(Vec::new()));
}

#[tokio::test]
async fn waiting_ends_when_it_is_to_and_a_mailbox_made_anew_is_told() {
    let office = PostOffice::open().await;
    post(&office, &letter(1, "ada", None)).await;
    office.letters("ada", 1).await;
    let mut session = open(&office, Security::Tls, "ada").await;
    let stopped = session.wait(LONG, async {}).await;
    assert_eq!(stopped, Ok(Waited::Stopped));
    let nothing = session
        .wait(Duration::from_millis(50), std::future::pending())
        .await;
    assert_eq!(nothing, Ok(Waited::Nothing));
    let before = session.state();
    session.leave().await;
    office.forget_numbers("ada");
    // It is the second in which it is made.
    let end = std::time::Instant::now() + LONG;
    loop {
        let session = open(&office, Security::Tls, "ada").await;
        let after = session.state();
        session.leave().await;
        if after.uid_validity != before.uid_validity {
            break;
        }
        assert!(std::time::Instant::now() < end, "{after:?}");
        office.forget_numbers("ada");
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_account_is_said() {
    let office = PostOffice::open().await;
    let right = account(&office, Security::StartTls, "ada");
    let checked = check(&right, &password(), "INBOX")
        .await
        .expect("a mailbox");
    assert!(checked.tells && checked.moves && checked.mailbox.uid_validity > 0);
    let wrong = Password::new("olio e sàle").expect("a short one");
    let with = |change: fn(&mut imap::Account)| {
        let mut account = right.clone();
        change(&mut account);
        account
    };
    let nobody_vouches = with(|account| account.authority = None);
    let another_name = with(|account| account.server = "127.0.0.1".into());
    let in_the_clear = with(|account| account.security = Security::Plain);
    let tls_there = with(|account| account.security = Security::Tls);
    let here = check(&in_the_clear, &password(), "INBOX").await;
    assert!(here.is_ok(), "it is on this computer");
    for (account, password, mailbox, why) in [
        (&right, &wrong, "INBOX", Trouble::WrongPassword),
        (&right, &password(), "Nessuna", Trouble::MailboxNotFound),
        (&right, &password(), "a\nb", Trouble::MailboxNotFound),
        (
            &nobody_vouches,
            &password(),
            "INBOX",
            Trouble::CertificateNotTrusted,
        ),
        (
            &another_name,
            &password(),
            "INBOX",
            Trouble::CertificateForAnotherName,
        ),
        (&tls_there, &password(), "INBOX", Trouble::EncryptionFailed),
    ] {
        let found = check(account, password, mailbox).await;
        assert_eq!(found.map_err(|found| found.why), Err(why));
    }
}

#[tokio::test]
async fn an_answer_finds_its_case_and_a_forged_one_does_not() {
    let office = PostOffice::open().await;
    let key = reply::Key::new([7; 32]);
    let desk = address(format!("{}@{DOMAIN}", SENDER.0));
    let case = Belonging::Case(CaseId(Uuid::from_u128(12)));
    let signed = reply::address_for(&key, &desk, case).expect("room for it");
    let forged = reply::address_for(&reply::Key::new([8; 32]), &desk, case).expect("room for it");
    let mut session = open(&office, Security::Tls, SENDER.0).await;
    let mut known = Uid(0);
    for (number, to, of) in [(1, signed, Some(case)), (2, forged, None)] {
        post(&office, &letter(number, "", Some(to))).await;
        let waited = session.wait(LONG, std::future::pending()).await;
        assert_eq!(waited, Ok(Waited::News));
        let newer = session.newer_than(known, 1).await.expect("a list");
        known = newer[0].uid;
        let mail = read(&whole(&mut session, known).await).expect("a mail");
        let mut found = mail
            .delivered_to
            .iter()
            .filter_map(|one| reply::belonging(&key, one));
        assert_eq!(found.next(), of);
    }
}

#[tokio::test]
async fn a_letter_that_comes_back_is_understood() {
    let office = PostOffice::open_impatient().await;
    for (number, to, action, status, words) in [
        (
            1,
            REFUSED.to_owned(),
            Action::Failed,
            "5.0.0",
            "550 5.1.1 nobody of that name",
        ),
        // OpenSMTPD calls its last word `delayed`, 4.4.7.
        (
            2,
            format!("{VANISHED}@{DOMAIN}"),
            Action::Failed,
            "4.4.7",
            "Envelope expired",
        ),
    ] {
        let letter = letter(number, "", Some(address(to.clone())));
        let mut session = open(&office, Security::Tls, "resi").await;
        let (waited, ()) = tokio::join!(
            session.wait(LONG, std::future::pending()),
            post(&office, &letter)
        );
        assert_eq!(waited, Ok(Waited::News), "{}", office.written());
        let newer = session.newer_than(Uid(0), 10).await.expect("a list");
        let uid = newer.last().expect("it came").uid;
        let raw = whole(&mut session, uid).await;
        let mail = read(&raw).expect("a mail");
        let shown = String::from_utf8_lossy(&raw).into_owned();
        let Kind::Bounce(bounce) = &mail.kind else {
            panic!("{:?} is\n{shown}", mail.kind);
        };
        assert_eq!(bounce.original.as_ref(), Some(&letter.id), "{shown}");
        let [one] = bounce.recipients.as_slice() else {
            panic!("{bounce:?} is\n{shown}");
        };
        assert_eq!(one.recipient, Some(address(to)), "{shown}");
        assert_eq!(one.action, action, "{shown}");
        let is = one.status.as_deref().unwrap_or_default();
        assert_eq!((is, one.diagnostic.as_str()), (status, words), "{shown}");
        assert!(!Incoming::may_be_answered(&mail));
    }
}

async fn open(office: &PostOffice, security: Security, who: &str) -> Session {
    let account = account(office, security, who);
    let session = Session::open(&account, &password(), "INBOX").await;
    let said = |why: &Obstacle| format!("{why} {}\n{}", why.detail, office.written());
    session.unwrap_or_else(|why| panic!("{}", said(&why)))
}

async fn whole(session: &mut Session, uid: Uid) -> Vec<u8> {
    match session.fetch(uid).await {
        Ok(Fetched::Whole(mail)) => mail,
        Ok(_) => panic!("{uid:?} is not there"),
        Err(why) => panic!("{why} {}", why.detail),
    }
}

fn is_seen(office: &PostOffice, who: &str) -> bool {
    // Whether somebody has seen it stands in the name of the file.
    office.names(who).iter().any(|name| name.ends_with('S'))
}

async fn post(office: &PostOffice, letter: &Letter) {
    let sender = address(format!("{}@{DOMAIN}", SENDER.0));
    let account = Account {
        server: "localhost".into(),
        port: office.tls(),
        security: Security::Tls,
        user: Some(SENDER.0.into()),
        sender: Mailbox::new("Biblioteca di prova", sender).expect("a name"),
        bounces: Some(address(format!("resi@{DOMAIN}"))),
        authority: Some(authority(office)),
    };
    let sent = send(&account, Some(&password()), letter).await;
    assert_eq!(sent, Ok(()), "{}", office.written());
}

fn account(office: &PostOffice, security: Security, who: &str) -> imap::Account {
    imap::Account {
        server: "localhost".into(),
        port: match security {
            Security::Tls => office.imap_tls(),
            Security::StartTls | Security::Plain => office.imap(),
        },
        security,
        user: who.into(),
        authority: Some(authority(office)),
    }
}

fn authority(office: &PostOffice) -> Authority {
    Authority::from_pem(office.authority().as_bytes()).expect("a certificate")
}

fn password() -> Password {
    Password::new(SENDER.1).expect("a short one")
}

fn address(text: String) -> Address {
    text.parse().expect("an address")
}

fn letter(number: usize, who: &str, to: Option<Address>) -> Letter {
    let desk = address(format!("{}@{DOMAIN}", SENDER.0));
    let key = reply::Key::new([7; 32]);
    let thread = ThreadId(Uuid::from_u128(42));
    Letter {
        id: LetterId::new(Uuid::from_u128(number as u128), &desk),
        to: to.unwrap_or_else(|| address(format!("{who}@{DOMAIN}"))),
        language: Language::It,
        subject: "Perché no?".into(),
        text: "La mappa c’è.\n".into(),
        html: "<p>La mappa c’è.</p>".into(),
        reply_to: Some(reply::address(&key, &desk, thread).expect("room for it")),
        invitation: None,
        references: Vec::new(),
        automatic: true,
    }
}
