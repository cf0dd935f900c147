//! Awkward mails, each with what must be understood of it beside it.
//!
//! `SPORTELLO_WRITE_CORPUS=1 cargo test -p sportello-mail --test corpus` writes the
//! expectations anew; read the difference before it is committed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sportello_mail::incoming::{Incoming, Kind, LeftOut, Party, read};
use sportello_mail::reply::{Belonging, Key, belonging};
use sportello_mail::{Address, LetterId};

#[test]
fn every_awkward_mail_is_understood_as_it_is_expected() {
    let files = corpus();
    assert!(files.len() >= 50, "{files:?}");
    let mut wrong = Vec::new();
    for file in files {
        let bytes = fs::read(&file).expect("a file");
        let understood = understood(&bytes);
        let beside = file.with_extension("expected");
        if std::env::var_os("SPORTELLO_WRITE_CORPUS").is_some() {
            fs::write(&beside, &understood).expect("room");
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if understood != expected {
            let name = file.display();
            wrong.push(format!(
                "{name}\n-- is\n{understood}-- expected\n{expected}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/mail");
    let files = fs::read_dir(folder).expect("the corpus");
    let files = files.map(|entry| entry.expect("an entry").path());
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .collect()
}

/// What is understood of a mail, in lines; what is usual is not said.
fn understood(bytes: &[u8]) -> String {
    match read(bytes) {
        Ok(mail) => lines(&mail),
        Err(why) => format!("no mail: {why:?}\n"),
    }
}

fn lines(mail: &Incoming) -> String {
    let mut lines = String::new();
    let mut line = |name: &str, text: String| {
        if !text.is_empty() {
            writeln!(lines, "{name}: {text}").expect("a String takes all");
        }
    };
    let party = |one: &Party| {
        let address = one.address.as_ref().map_or("-", Address::as_str);
        format!("{:?} <{address}>", one.name)
    };
    let parties = |all: &[Party]| all.iter().map(party).collect::<Vec<_>>().join(", ");
    let ids = |all: &[LetterId]| {
        let shown: Vec<&str> = all.iter().map(LetterId::as_str).collect();
        match shown.as_slice() {
            [first, .., last] if shown.len() > 5 => {
                format!("{} from {first} to {last}", shown.len())
            }
            all => all.join(" "),
        }
    };
    let key = Key::new([1; 32]);
    line("from", party(&mail.from));
    line("to", parties(&mail.to));
    let delivered = mail.delivered_to.iter().map(|one| {
        let of = match belonging(&key, one) {
            Some(Belonging::Case(id)) => format!(" (case {})", id.0.as_u128()),
            Some(Belonging::Thread(thread)) => format!(" (thread {thread})"),
            None => String::new(),
        };
        format!("{one}{of}")
    });
    line("delivered to", delivered.collect::<Vec<_>>().join(", "));
    line("id", ids(mail.id.as_slice()));
    line("answers", ids(&mail.in_reply_to));
    line("references", ids(&mail.references));
    line("subject", format!("{:?}", mail.subject));
    line(
        "date",
        mail.date.map(|date| date.to_string()).unwrap_or_default(),
    );
    line("kind", kind(&mail.kind));
    let may = match mail.may_be_answered() {
        true => "",
        false => "not by a machine",
    };
    line("may be answered", may.into());
    for (name, text) in [
        ("said", &mail.text.said),
        ("quoted", &mail.text.quoted),
        ("signature", &mail.text.signature),
    ] {
        let mut text = text.replace('\n', "\n  | ");
        if text.len() > 2000 {
            let shown = text.chars().take(1000).collect::<String>();
            text = format!("{shown}… ({} bytes)", text.len());
        }
        line(
            name,
            if text.is_empty() {
                text
            } else {
                format!("\n  | {text}")
            },
        );
    }
    for (number, one) in mail.attachments.iter().enumerate() {
        if (3..mail.attachments.len().max(11) - 8).contains(&number) {
            continue;
        }
        let inline = if one.inline { ", inline" } else { "" };
        let shown = format!(
            "{:?}, {}, {} bytes{inline}",
            one.name,
            one.media_type,
            one.bytes.len()
        );
        line(&format!("attachment {}", number + 1), shown);
    }
    for one in &mail.left_out {
        line("left out", left_out(one));
    }
    lines
}

fn left_out(one: &LeftOut) -> String {
    format!("{one:?}")
}

fn kind(kind: &Kind) -> String {
    let Kind::Bounce(bounce) = kind else {
        return format!("{kind:?}");
    };
    let original = bounce.original.as_ref().map_or("-", LetterId::as_str);
    let mut text = format!("bounce of {original}");
    for one in &bounce.recipients {
        let recipient = one.recipient.as_ref().map_or("-", Address::as_str);
        let status = one.status.as_deref().unwrap_or("-");
        write!(
            text,
            "\n  {recipient}: {:?} {status} {:?}",
            one.action, one.diagnostic
        )
        .expect("a String takes all");
    }
    text
}
