//! Letters through real mail servers: Dovecot, which takes them in, and OpenSMTPD, which
//! delivers them to mailboxes that the tests read.

use mail_parser::{HeaderValue, MessageParser};
use sportello_core::{Language, ThreadId};
use sportello_kit::post_office::{DOMAIN, PostOffice, SENDER};
use sportello_mail::templates::{self, Kind, Values};
use sportello_mail::{
    Account, Address, Authority, Failure, Letter, LetterId, Mailbox, Password, Security, Trouble,
    check, reply, send,
};
use uuid::Uuid;

#[tokio::test]
async fn a_letter_arrives_once_over_starttls_and_once_over_tls() {
    let office = PostOffice::open().await;
    for (number, security) in [(1, Security::StartTls), (2, Security::Tls)] {
        let letter = letter(number, "ada");
        assert_eq!(
            send(&account(&office, security), Some(&password()), &letter).await,
            Ok(())
        );
        office.letters("ada", number).await;
        assert_eq!(office.count("ada", letter.id.as_str()), 1);
    }
    office.delivered().await;
    assert_eq!(office.mailbox("ada").len(), 2);
}

#[tokio::test]
async fn what_arrives_is_what_was_written() {
    let office = PostOffice::open().await;
    let letter = letter(1, "ada");
    let account = account(&office, Security::StartTls);
    assert_eq!(send(&account, Some(&password()), &letter).await, Ok(()));
    let arrived = office.letters("ada", 1).await.remove(0);
    let parsed = MessageParser::new().parse(&arrived).expect("a mail");
    let head = |name: &str| match parsed.header(name) {
        Some(HeaderValue::Text(text)) => text.to_string(),
        other => panic!("{name} is {other:?} in\n{arrived}"),
    };
    assert_eq!(parsed.subject(), Some(letter.subject.as_str()));
    assert_eq!(head("Auto-Submitted"), "auto-generated");
    assert_eq!(head("X-Auto-Response-Suppress"), "All");
    let address = |of: Option<&mail_parser::Address<'_>>| {
        let first = of.and_then(|of| of.first()).expect("an address");
        first.address().expect("an address").to_owned()
    };
    assert_eq!(address(parsed.from()), format!("{}@{DOMAIN}", SENDER.0));
    assert_eq!(address(parsed.to()), format!("ada@{DOMAIN}"));
    let back = address(parsed.reply_to())
        .parse::<Address>()
        .expect("an address");
    assert_eq!(reply::thread(&key(), &back), Some(thread()));
    let from_envelope = arrived
        .lines()
        .find(|line| line.starts_with("Return-Path:"));
    assert_eq!(from_envelope, Some("Return-Path: <resi@biblioteca.test>"));
    let bare = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
    assert_eq!(
        bare(&parsed.body_text(0).expect("a text")),
        bare(&letter.text)
    );
    assert_eq!(
        bare(&parsed.body_html(0).expect("a page")),
        bare(&letter.html)
    );
}

#[tokio::test]
async fn the_answer_to_a_letter_comes_to_the_desk_s_own_mailbox() {
    let office = PostOffice::open().await;
    let to = letter(1, "ada").reply_to.expect("it says where answers go");
    let answer = Letter {
        to: to.clone(),
        ..letter(2, "ada")
    };
    let account = account(&office, Security::Tls);
    assert_eq!(send(&account, Some(&password()), &answer).await, Ok(()));
    let arrived = office.letters(SENDER.0, 1).await.remove(0);
    assert!(
        arrived.contains(to.local()),
        "no trace of the plus-address in\n{arrived}"
    );
}

#[tokio::test]
async fn an_address_that_does_not_exist_fails_its_letter_and_no_other() {
    let office = PostOffice::open().await;
    let account = account(&office, Security::StartTls);
    let failed = send(&account, Some(&password()), &letter(1, "nessuno")).await;
    let Err(Failure::Never { why, detail }) = failed else {
        panic!("{failed:?}");
    };
    assert_eq!(why, Trouble::RecipientRefused);
    assert!(detail.code.is_some_and(|code| code / 100 == 5), "{detail}");
    assert_eq!(
        send(&account, Some(&password()), &letter(2, "dino")).await,
        Ok(())
    );
    office.letters("dino", 1).await;
}

#[tokio::test]
async fn what_is_wrong_with_the_account_is_said_and_fails_no_letter() {
    let office = PostOffice::open().await;
    let right = account(&office, Security::StartTls);
    assert_eq!(check(&right, Some(&password())).await, Ok(()));
    let wrong = Password::new("olio e sale").expect("a short one");
    let nobody = Account {
        user: None,
        ..right.clone()
    };
    let stranger = Account {
        authority: None,
        ..right.clone()
    };
    let elsewhere = Account {
        server: "127.0.0.1".into(),
        ..right.clone()
    };
    let other_way = Account {
        port: office.tls(),
        ..right.clone()
    };
    let clear = Account {
        port: office.relay(),
        ..right.clone()
    };
    for (account, password, why) in [
        (&right, &wrong, Trouble::WrongPassword),
        (&nobody, &wrong, Trouble::SignInNeeded),
        (&stranger, &wrong, Trouble::CertificateNotTrusted),
        (&elsewhere, &wrong, Trouble::CertificateForAnotherName),
        (&clear, &wrong, Trouble::NoEncryption),
    ] {
        let found = check(account, Some(password))
            .await
            .map_err(|found| found.why);
        assert_eq!(found, Err(why));
        let failed = send(account, Some(password), &letter(1, "ada")).await;
        assert!(
            matches!(failed, Err(Failure::NotNow { why: told, .. }) if told == why),
            "{failed:?}"
        );
    }
    // STARTTLS on the port of TLS: each waits for the other; nobody's letter is lost.
    let hasty = sportello_mail::Patience {
        answer: std::time::Duration::from_millis(300),
        ..Default::default()
    };
    let found = sportello_mail::check_within(&hasty, &other_way, Some(&password())).await;
    assert_eq!(found.map_err(|found| found.why), Err(Trouble::TooSlow));
    office.delivered().await;
    assert!(office.mailbox("ada").is_empty());
}

#[tokio::test]
async fn a_server_on_this_computer_takes_letters_in_the_clear() {
    let office = PostOffice::open().await;
    let account = Account {
        server: "127.0.0.1".into(),
        port: office.relay(),
        user: None,
        authority: None,
        ..account(&office, Security::Plain)
    };
    assert_eq!(check(&account, None).await, Ok(()));
    assert_eq!(send(&account, None, &letter(1, "ada")).await, Ok(()));
    office.letters("ada", 1).await;
}

/// The server dies over and over while letters are handed over. What was told as sent is
/// there once, what was told as not sent is not there, and of what is uncertain there is
/// at most one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_in_the_middle_makes_no_letter_twice() {
    let mut office = PostOffice::open().await;
    let account = account(&office, Security::StartTls);
    let mut outcomes = Vec::new();
    let mut number = 0;
    for round in 0..6_usize {
        // The more letters have gone before, the later in the next one it dies.
        let mut sending = tokio::task::JoinSet::new();
        for _ in 0..4 {
            number += 1;
            let (account, letter) = (account.clone(), letter(number, "ada"));
            sending.spawn(async move {
                let how = send(&account, Some(&password()), &letter).await;
                (letter.id, how)
            });
        }
        for _ in 0..round % 3 {
            outcomes.extend(sending.join_next().await);
        }
        office.kill_the_counter().await;
        while let Some(outcome) = sending.join_next().await {
            outcomes.push(outcome);
        }
        office.open_the_counter().await;
    }
    office.delivered().await;
    let (mut sent, mut failed) = (0, 0);
    for outcome in outcomes {
        let (id, how) = outcome.expect("no attempt panics");
        let there = office.count("ada", id.as_str());
        match how {
            Ok(()) => {
                assert_eq!(there, 1, "{id} was sent");
                sent += 1;
            }
            Err(Failure::Uncertain { .. }) => {
                assert!(there <= 1, "{id} came {there} times");
                failed += 1;
            }
            Err(Failure::NotNow { .. }) => {
                assert_eq!(there, 0, "{id} was not sent");
                failed += 1;
            }
            Err(never) => panic!("{id}: {never:?}"),
        }
    }
    assert!(sent > 0, "no letter got through at all");
    assert!(failed > 0, "no letter was on its way when the server died");
    println!("{sent} sent, {failed} failed");
}

fn account(office: &PostOffice, security: Security) -> Account {
    let address = |text: String| text.parse::<Address>().expect("an address");
    let sender = address(format!("{}@{DOMAIN}", SENDER.0));
    Account {
        server: "localhost".into(),
        port: match security {
            Security::StartTls => office.start_tls(),
            Security::Tls => office.tls(),
            Security::Plain => office.relay(),
        },
        security,
        user: Some(SENDER.0.into()),
        sender: Mailbox::new("Biblioteca di prova", sender).expect("a name"),
        bounces: Some(address(format!("resi@{DOMAIN}"))),
        authority: Some(Authority::from_pem(office.authority().as_bytes()).expect("a certificate")),
    }
}

fn password() -> Password {
    Password::new(SENDER.1).expect("a short one")
}

fn key() -> reply::Key {
    reply::Key::new([7; 32])
}

fn thread() -> ThreadId {
    ThreadId(Uuid::from_u128(42))
}

fn letter(number: usize, to: &str) -> Letter {
    let desk: Address = format!("{}@{DOMAIN}", SENDER.0)
        .parse()
        .expect("an address");
    let values = Values {
        patron: "Niccolò D’Arezzo".into(),
        ..Values::sample(Language::It)
    };
    let written = templates::write(Kind::Answered, Language::It, None, &values);
    Letter {
        id: LetterId::new(Uuid::from_u128(number as u128), &desk),
        to: format!("{to}@{DOMAIN}").parse().expect("an address"),
        language: Language::It,
        subject: written.subject,
        text: written.text,
        html: written.html,
        reply_to: Some(reply::address(&key(), &desk, thread()).expect("room for it")),
        invitation: None,
        references: Vec::new(),
        automatic: true,
        files: Vec::new(),
    }
}
