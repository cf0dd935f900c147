use std::time::Duration;

use mail_parser::{HeaderValue as Parsed, MessageParser};
use proptest::prelude::*;

use super::*;
use crate::account::Security;

fn address(text: &str) -> Address {
    text.parse().expect("an address")
}

fn account() -> Account {
    let sender = Mailbox::new(
        "Biblioteca «R. Fucini», Empoli",
        address("sportello@biblioteca.empoli.fi.it"),
    );
    Account {
        server: "localhost".into(),
        port: 25,
        security: Security::Plain,
        user: None,
        sender: sender.expect("a name"),
        bounces: None,
        authority: None,
    }
}

fn id(number: u128) -> LetterId {
    LetterId::new(Uuid::from_u128(number), account().sender.address())
}

fn letter() -> Letter {
    Letter {
        id: id(1),
        to: address("ada@example.it"),
        language: Language::It,
        subject: "È il Suo turno – Biblioteca".into(),
        text: "Buongiorno,\n\nè il Suo turno.\n.\n".into(),
        html: "<p>Buongiorno,</p>\n<p>è il Suo turno.</p>".into(),
        reply_to: Some(address("sportello+t1@biblioteca.empoli.fi.it")),
        invitation: None,
        references: vec![id(7), id(8)],
        automatic: true,
        files: Vec::new(),
    }
}

/// The first second of 2026.
fn then() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600)
}

fn written(letter: &Letter) -> String {
    let text = letter
        .written(&account(), then())
        .expect("it can be written");
    String::from_utf8(text).expect("ASCII")
}

/// A header as it stands, unfolded.
fn header(text: &str, name: &str) -> Option<String> {
    let head = text.split("\r\n\r\n").next()?.replace("\r\n ", " ");
    let start = format!("{name}: ");
    head.lines()
        .find_map(|line| line.strip_prefix(&start).map(str::to_owned))
}

#[test]
fn a_letter_has_the_headers_that_mail_programs_go_by() {
    let text = written(&letter());
    let head = |name| header(&text, name).unwrap_or_else(|| panic!("no {name} in\n{text}"));
    assert_eq!(head("Message-ID"), id(1).as_str());
    assert_eq!(head("Date"), "Thu, 01 Jan 2026 00:00:00 +0000");
    assert_eq!(head("To"), "ada@example.it");
    assert_eq!(head("Reply-To"), "sportello+t1@biblioteca.empoli.fi.it");
    assert_eq!(head("In-Reply-To"), id(8).as_str());
    assert_eq!(head("References"), format!("{} {}", id(7), id(8)));
    assert_eq!(head("Auto-Submitted"), "auto-generated");
    assert_eq!(head("X-Auto-Response-Suppress"), "All");
    assert_eq!(head("Content-Language"), "it");
    assert_eq!(head("MIME-Version"), "1.0");
    let parsed = MessageParser::new().parse(&text).expect("a mail");
    let from = parsed
        .from()
        .and_then(|from| from.first())
        .expect("a sender");
    assert_eq!(from.name(), Some("Biblioteca «R. Fucini», Empoli"));
    assert_eq!(from.address(), Some("sportello@biblioteca.empoli.fi.it"));
    assert_eq!(parsed.subject(), Some("È il Suo turno – Biblioteca"));
}

#[test]
fn a_letter_says_the_same_as_text_and_as_a_page() {
    let text = written(&letter());
    let parsed = MessageParser::new().parse(&text).expect("a mail");
    let kind = parsed.content_type_of_root();
    assert_eq!(kind, "multipart/alternative");
    let lines = parsed.body_text(0).expect("a text").replace("\r\n", "\n");
    assert_eq!(lines.trim_end(), "Buongiorno,\n\nè il Suo turno.\n.");
    let page = parsed.body_html(0).expect("a page").replace("\r\n", "\n");
    assert_eq!(page.trim_end(), letter().html);
}

#[test]
fn a_person_s_letter_does_not_call_itself_automatic() {
    let mut letter = letter();
    letter.automatic = false;
    letter.references.clear();
    letter.reply_to = None;
    let text = written(&letter);
    for name in [
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "References",
        "In-Reply-To",
        "Reply-To",
    ] {
        assert_eq!(header(&text, name), None, "{name}");
    }
}

#[test]
fn of_a_long_exchange_the_newest_letters_are_named() {
    let mut letter = letter();
    letter.references = (0..100).map(id).collect();
    let references = header(&written(&letter), "References").expect("references");
    let named: Vec<&str> = references.split(' ').collect();
    assert_eq!(named.len(), MOST_REFERENCES);
    assert_eq!(named.first(), Some(&id(80).as_str()));
    assert_eq!(named.last(), Some(&id(99).as_str()));
}

#[test]
fn a_subject_with_a_line_break_is_refused() {
    for subject in [
        "",
        "  ",
        "A\r\nBcc: x@example.it",
        "A\nB",
        "A\rB",
        "A\0",
        &"è".repeat(201),
    ] {
        let mut letter = letter();
        letter.subject = subject.into();
        let refused = letter.written(&account(), then());
        assert_eq!(refused, Err(LetterTrouble::BadSubject), "{subject:?}");
    }
}

#[test]
fn a_subject_cannot_pretend_to_be_encoded() {
    let mut letter = letter();
    letter.subject = "=?utf-8?q?Bcc=3A_x?= ciao".into();
    let parsed = written(&letter);
    let parsed = MessageParser::new().parse(&parsed).expect("a mail");
    assert_eq!(parsed.subject(), Some("= ?utf-8?q?Bcc=3A_x?= ciao"));
}

#[test]
fn a_text_without_an_end_is_refused() {
    let mut letter = letter();
    letter.text = "x".repeat(LONGEST_BODY + 1);
    assert_eq!(
        letter.written(&account(), then()),
        Err(LetterTrouble::TooLong)
    );
}

#[test]
fn ids_are_those_of_letters() {
    let made = id(1);
    assert_eq!(
        made.as_str(),
        "<00000000-0000-0000-0000-000000000001@biblioteca.empoli.fi.it>"
    );
    assert_eq!(made.as_str().parse::<LetterId>(), Ok(made));
    let long = format!("<{}@b>", "a".repeat(300));
    for no_id in [
        "",
        "<>",
        "a@b",
        "<a@b",
        "<a>",
        "<@b>",
        "<a@>",
        "<a b@c>",
        "<a@b>\r\nBcc: x",
        "<a@b@c>",
        "<à@b>",
        &long,
    ] {
        assert_eq!(no_id.parse::<LetterId>(), Err(LetterIdTrouble), "{no_id:?}");
    }
}

#[test]
fn a_log_has_the_id_of_a_letter_and_nothing_of_what_it_says() {
    assert_eq!(format!("{:?}", letter()), format!("Letter({})", id(1)));
}

#[test]
fn what_can_be_carried_ends_where_we_end_it() {
    assert!(can_be_carried(b"A: b\r\n\r\n.\r\n"));
    let long = [vec![b'x'; 999], b"\r\n".to_vec()].concat();
    for not_so in [
        &b"A: b"[..],
        b"",
        b"A\n.\n\r\n",
        b"A\r\r\n",
        b"A\rB\r\n",
        b"\xe8\r\n",
        b"A\0\r\n",
        &long,
    ] {
        assert!(
            !can_be_carried(not_so),
            "{:?}",
            String::from_utf8_lossy(not_so)
        );
    }
}

trait Kind {
    fn content_type_of_root(&self) -> String;
}

impl Kind for mail_parser::Message<'_> {
    fn content_type_of_root(&self) -> String {
        match self.header("Content-Type") {
            Some(Parsed::ContentType(kind)) => {
                format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())
            }
            other => panic!("no kind: {other:?}"),
        }
    }
}

/// Anything a person or a bad server could put into a text.
fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,60}",
        "[ -~\\r\\n\\t.]{0,200}",
        "(\\r\\n|\\n|\\r|\\.|\\x00|\\x07|\\u{2028}|è|=|=\\?|a| ){0,60}",
        "[a-zè]{0,1500}",
    ]
}

proptest! {
    #[test]
    fn whatever_a_letter_says_it_can_be_carried_and_read(
        subject in anything(),
        text in anything(),
        html in anything(),
        name in anything(),
    ) {
        let mut account = account();
        if let Ok(sender) = Mailbox::new(&name, account.sender.address().clone()) {
            account.sender = sender;
        }
        let letter = Letter { subject: subject.clone(), text: text.clone(), html, ..letter() };
        match letter.written(&account, then()) {
            Err(why) => {
                prop_assert_eq!(why, LetterTrouble::BadSubject);
                let bad = subject.trim().is_empty() || subject.chars().any(char::is_control) || subject.chars().count() > 200;
                prop_assert!(bad, "{:?}", subject);
            }
            Ok(written) => {
                prop_assert!(can_be_carried(&written));
                let parsed = MessageParser::new().parse(&written).expect("a mail");
                let bare = id(1).to_string();
                prop_assert_eq!(parsed.message_id(), Some(bare.trim_matches(['<', '>'])));
                prop_assert!(parsed.bcc().is_none() && parsed.cc().is_none());
                let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                prop_assert_eq!(squeezed(parsed.subject().unwrap_or_default()), squeezed(&harmless(&subject)));
                let seen = |text: &str| -> String { text.chars().filter(|one| !one.is_control() && !one.is_whitespace()).collect() };
                prop_assert_eq!(seen(&parsed.body_text(0).unwrap_or_default()), seen(&text));
            }
        }
    }
}
