//! One attempt at a letter, against a mail server that goes wrong at each step in turn.
//!
//! The clock of these tests stands still and jumps to the next thing that is waited for,
//! so that the time-outs are the real ones and nobody waits for them.

mod account;
mod double;

use std::time::Duration;

use double::{Does, Double, Manner, Step};
use sportello_mail::{Concern, Failure, Patience, Security, Trouble};
use tokio::time::Instant;

/// How it went, without the server's words.
fn outcome(how: &Result<(), Failure>) -> (&'static str, Option<Trouble>) {
    match how {
        Ok(()) => ("sent", None),
        Err(Failure::NotNow { why, .. }) => ("not now", Some(*why)),
        Err(Failure::Never { why, .. }) => ("never", Some(*why)),
        Err(Failure::Uncertain { why, .. }) => ("uncertain", Some(*why)),
    }
}

async fn attempt(manner: Manner, at: Step, does: Does) -> (&'static str, Option<Trouble>) {
    let double = Double::new(manner, at, does).await;
    outcome(&double.send().await)
}

#[tokio::test(start_paused = true)]
async fn a_letter_goes_the_whole_way() {
    for security in [Security::StartTls, Security::Tls] {
        let mut manner = Manner::encrypted();
        manner.security = security;
        if security == Security::Tls {
            manner.offers = ["AUTH PLAIN", ""];
        }
        let double = Double::new(manner, Step::Greeting, Does::Right).await;
        assert_eq!(double.send().await, Ok(()));
        let heard = double.heard().await;
        let verbs: Vec<&str> = heard.commands.iter().map(|line| &line[..4]).collect();
        let all = [
            "EHLO", "STAR", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT",
        ];
        let expected = match security {
            Security::StartTls => &all[..],
            Security::Tls | Security::Plain => &all[2..],
        };
        assert_eq!(verbs, expected);
        let at = |verb: &str| heard.commands.iter().find(|line| line.starts_with(verb));
        assert_eq!(
            at("MAIL").map(String::as_str),
            Some("MAIL FROM:<resi@biblioteca.test>")
        );
        assert_eq!(
            at("RCPT").map(String::as_str),
            Some("RCPT TO:<ada@example.it>")
        );
        assert_eq!(at("EHLO").map(String::as_str), Some("EHLO [127.0.0.1]"));
        let signed_in = "AUTH PLAIN AHNwb3J0ZWxsbwBhY3F1YSBlIHNhbGU=";
        assert_eq!(at("AUTH").map(String::as_str), Some(signed_in));
        let [text] = heard.letters.as_slice() else {
            panic!("one letter, not {}", heard.letters.len());
        };
        assert!(
            text.contains("Message-ID: <1@biblioteca.test>\r\n"),
            "{text}"
        );
        assert!(text.is_ascii());
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_cuts_before_the_end_leaves_a_letter_that_can_be_sent_again() {
    for step in Step::ALL {
        let how = attempt(Manner::encrypted(), step, Does::Cuts).await;
        let expected = match step {
            Step::End => ("uncertain", Trouble::Cut),
            _ => ("not now", Trouble::Cut),
        };
        assert_eq!(how, (expected.0, Some(expected.1)), "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_stalls_is_waited_for_as_long_as_is_due() {
    let patience = Patience::default();
    for step in Step::ALL {
        let double = Double::new(Manner::encrypted(), step, Does::Stalls).await;
        let before = Instant::now();
        let how = outcome(&double.send().await);
        let waited = before.elapsed();
        let (expected, due) = match step {
            Step::End => ("uncertain", patience.verdict),
            _ => ("not now", patience.answer),
        };
        assert_eq!(how, (expected, Some(Trouble::TooSlow)), "{step:?}");
        let about = due..due + Duration::from_secs(1);
        assert!(about.contains(&waited), "{step:?}: {waited:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_talks_nonsense_is_no_mail_server() {
    for nonsense in [
        &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
        b"\x15\x03\x01\x00\x02\x02\x46\r\n",
        b"hello\r\n",
        b"150 wait\r\n",
        b"999 no\r\n",
        b"\r\n",
    ] {
        for step in Step::ALL {
            let how = attempt(Manner::encrypted(), step, Does::Says(nonsense)).await;
            let expected = match step {
                Step::End => "uncertain",
                _ => "not now",
            };
            assert_eq!(how, (expected, Some(Trouble::NotAMailServer)), "{step:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_and_an_answer_without_end_are_bounded() {
    let line = &[b'2'; 1000];
    let answer = b"250-and more\r\n250-and more\r\n250-and more\r\n250-and more\r\n";
    for flood in [&line[..], answer] {
        for step in [Step::Greeting, Step::Hello, Step::Sender, Step::End] {
            let how = attempt(Manner::encrypted(), step, Does::Floods(flood)).await;
            let expected = match step {
                Step::End => "uncertain",
                _ => "not now",
            };
            assert_eq!(how, (expected, Some(Trouble::NotAMailServer)), "{step:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_mean_what_servers_mean_by_them() {
    use Step as At;
    use Trouble as Why;
    for (at, says, how, why) in [
        (
            At::Greeting,
            "421 4.3.2 shutting down",
            "not now",
            Why::Busy,
        ),
        (At::Greeting, "450 later", "not now", Why::Busy),
        (
            At::Greeting,
            "554 5.7.1 you are on a list",
            "not now",
            Why::TurnedAway,
        ),
        (At::Hello, "502 5.5.1 what?", "not now", Why::NotAMailServer),
        (
            At::Hello,
            "550 5.7.1 not from here",
            "not now",
            Why::TurnedAway,
        ),
        (At::Hello, "421 4.7.0 too many", "not now", Why::Busy),
        (
            At::StartTls,
            "454 4.7.0 not now",
            "not now",
            Why::EncryptionFailed,
        ),
        (At::StartTls, "502 5.5.1 no", "not now", Why::NoEncryption),
        (At::StartTls, "421 4.3.2 bye", "not now", Why::Busy),
        (At::SignIn, "535 5.7.8 wrong", "not now", Why::WrongPassword),
        (
            At::SignIn,
            "534 5.7.9 too weak",
            "not now",
            Why::WrongPassword,
        ),
        (
            At::SignIn,
            "504 5.5.4 not that way",
            "not now",
            Why::NoSignIn,
        ),
        (
            At::SignIn,
            "538 5.7.11 encrypt",
            "not now",
            Why::NoEncryption,
        ),
        (At::SignIn, "454 4.7.0 not now", "not now", Why::Busy),
        (
            At::Sender,
            "550 5.1.0 not you",
            "not now",
            Why::SenderRefused,
        ),
        (
            At::Sender,
            "553 5.7.1 not yours",
            "not now",
            Why::SenderRefused,
        ),
        (
            At::Sender,
            "530 5.7.0 sign in",
            "not now",
            Why::SenderRefused,
        ),
        (At::Sender, "552 5.3.4 too big", "never", Why::TooLarge),
        (At::Sender, "452 4.3.1 no room", "not now", Why::Busy),
        (At::Sender, "421 4.3.2 bye", "not now", Why::Busy),
        (At::Sender, "354 what?", "not now", Why::NotAMailServer),
        (
            At::Recipient,
            "550 5.1.1 unknown",
            "never",
            Why::RecipientRefused,
        ),
        (
            At::Recipient,
            "552 5.2.2 full",
            "never",
            Why::RecipientRefused,
        ),
        (
            At::Recipient,
            "550 5.7.1 not to them",
            "never",
            Why::RecipientRefused,
        ),
        (
            At::Recipient,
            "553 5.7.1 not yours",
            "not now",
            Why::SenderRefused,
        ),
        (
            At::Recipient,
            "550 5.1.8 bad sender",
            "not now",
            Why::SenderRefused,
        ),
        (
            At::Recipient,
            "450 4.2.0 greylisted",
            "not now",
            Why::Deferred,
        ),
        (At::Recipient, "421 4.7.0 too many", "not now", Why::Busy),
        (At::Data, "554 5.5.1 no", "never", Why::LetterRefused),
        (At::Data, "451 4.3.0 later", "not now", Why::Deferred),
        (At::Data, "250 ok", "not now", Why::NotAMailServer),
        (At::End, "554 5.7.1 spam", "never", Why::LetterRefused),
        (At::End, "552 5.3.4 too big", "never", Why::TooLarge),
        (At::End, "451 4.3.0 later", "not now", Why::Deferred),
        (At::End, "421 4.3.2 bye", "not now", Why::Busy),
        (At::End, "354 what?", "uncertain", Why::NotAMailServer),
    ] {
        let line: &'static str = format!("{says}\r\n").leak();
        let double = Double::new(Manner::encrypted(), at, Does::Says(line.as_bytes())).await;
        let failed = double.send().await;
        assert_eq!(outcome(&failed), (how, Some(why)), "{at:?} {says}");
        let failure = failed.expect_err("it failed");
        assert_eq!(failure.detail().to_string(), says);
        let of_all = why.concerns() == Concern::EveryLetter;
        assert!(
            !of_all || how != "never",
            "{says} fails every letter that waits"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_nobody_asked_for_yet_counts_for_nothing() {
    for (at, says) in [
        (Step::Data, &b"354 go ahead\r\n250 2.0.0 taken\r\n"[..]),
        (Step::Greeting, b"220 mx.test\r\n250 AUTH PLAIN\r\n"),
        (Step::Recipient, b"250 ok\r\n354 go ahead\r\n"),
    ] {
        let double = Double::new(Manner::plain(), at, Does::Says(says)).await;
        let how = outcome(&double.send().await);
        assert_eq!(how, ("not now", Some(Trouble::NotAMailServer)), "{at:?}");
        assert!(double.heard().await.letters.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_in_another_encoding_is_understood() {
    let latin = b"550 5.1.1 la casella non esiste pi\xf9\r\n";
    let double = Double::new(Manner::encrypted(), Step::End, Does::Says(latin)).await;
    let failed = double.send().await;
    assert_eq!(outcome(&failed), ("never", Some(Trouble::LetterRefused)));
    let words = failed.expect_err("it failed").detail().words.clone();
    assert_eq!(words, "la casella non esiste pi?");
}

#[tokio::test(start_paused = true)]
async fn a_letter_that_is_longer_than_the_server_takes_is_not_begun() {
    let mut manner = Manner::plain();
    manner.offers[0] = "SIZE 100";
    let double = Double::new(manner, Step::Greeting, Does::Right).await;
    assert_eq!(
        outcome(&double.send().await),
        ("never", Some(Trouble::TooLarge))
    );
    assert_eq!(double.heard().await.commands, ["EHLO [127.0.0.1]", "QUIT"]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_goes_while_the_letter_is_read_never_makes_it_sent() {
    // Gone in the breath in which it said that it wants the letter: seen before its end.
    let gone = Does::SaysAndCuts(b"354 go ahead\r\n");
    let how = attempt(Manner::plain(), Step::Data, gone).await;
    assert_eq!(how, ("not now", Some(Trouble::Cut)));
    // Gone later: whether our dot was on its way by then can't be known.
    for after in [1, 100, 500] {
        let double = Double::new(Manner::plain(), Step::End, Does::CutsInTheLetter(after)).await;
        let (how, why) = outcome(&double.send().await);
        assert_ne!(how, "sent", "{after}");
        assert_eq!(why, Some(Trouble::Cut), "{after}");
        assert!(double.heard().await.letters.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_refuses_to_say_goodbye_has_the_letter_all_the_same() {
    let double = Double::new(
        Manner::plain(),
        Step::End,
        Does::SaysAndCuts(b"250 taken\r\n"),
    )
    .await;
    assert_eq!(double.send().await, Ok(()));
}
