//! Noise that was a mail once: every awkward mail, bent at random, is still a mail or none,
//! and never the end of a program.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

#[path = "../../../tests/fuzz/mail.rs"]
mod mail;

/// What readers of mail trip over.
const SPLINTERS: [&[u8]; 30] = [
    b"\n",
    b"\r",
    b"\r\n",
    b"\r\n\r\n",
    b":",
    b";",
    b"\"",
    b"<",
    b">",
    b"(",
    b"\\",
    b"--",
    b"--B1\r\n",
    b"--B1--\r\n",
    b"=?utf-8?Q?",
    b"=?x?B?==?=",
    b"=",
    b"\0",
    b"\xe8",
    b"\xff\xfe",
    b"\x1b$B",
    b"+AOk",
    b"Content-Type: multipart/mixed; boundary=B1\r\n",
    b"Content-Type: message/rfc822\r\n",
    b"Content-Type: text/html; charset=utf-7\r\n",
    b"Content-Type: message/delivery-status\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"X-Trasporto: posta-certificata\r\n",
    b"<blockquote><style><!--<a href='",
    b"On 1/1/2026 wrote:\n> ",
];

/// A way to bend a file.
#[derive(Clone, Debug)]
enum Bend {
    Put(Index, u8),
    Take(Index, Index),
    Repeat(Index, Index),
    Flip(Index, u8),
    Splinter(Index, Index),
    Graft(Index, Index, Index),
}

#[test]
fn every_awkward_mail_holds_what_is_promised() {
    for file in corpus() {
        mail::judge(file);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn a_bent_mail_is_a_mail_or_none(
        which in any::<Index>(),
        bends in vec(bend(), 1..8),
    ) {
        let files = corpus();
        let mut bytes = which.get(files).clone();
        for bend in bends {
            apply(&mut bytes, &bend, files);
        }
        mail::judge(&bytes);
    }

    #[test]
    fn noise_is_a_mail_or_none(noise in vec(any::<u8>(), 0..400)) {
        mail::judge(&noise);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn pages_of_any_tags_are_a_mail(
        tags in vec(
            "</?(p|a href='x|a href=https://x|blockquote|style|head|pre|td|img alt=\"x|!--|!|) ?>?|--&?>|&[a-z#0-9]{0,5};?|[a-z <>\"'\n]{0,9}",
            0..60,
        ),
    ) {
        let page = format!("Subject: x\nContent-Type: text/html\n\n{}", tags.concat());
        mail::judge(page.as_bytes());
    }
}

/// Each of these costs a reader that looks twice at anything minutes, or all memory.
#[test]
fn size_and_depth_are_borne() {
    let many = 100_000;
    let html = |what: &str| {
        format!(
            "Subject: x\nContent-Type: text/html\n\n{}",
            what.repeat(many)
        )
    };
    let text = |what: &str| format!("Subject: x\n\n{}", what.repeat(many));
    let nested = |kind: &str| format!("Content-Type: {kind}\n\n").repeat(many);
    let multipart = |close: &str| {
        let part = format!("Content-Type: multipart/mixed; boundary=b\n\n--b\n{close}");
        part.repeat(many)
    };
    for noise in [
        text("> \n"),
        text("--\n"),
        text("\n"),
        text("-----\n\n"),
        text("Il 1/1/2026\n"),
        text("On 1111 @"),
        text("Da: a\nA: b\n"),
        text("questo messaggio è "),
        text("Ai sensi del \n"),
        html("<"),
        html("<a"),
        html("<a href='"),
        html("<style>"),
        html("<!--"),
        html("<!-->"),
        html("<1"),
        html("</"),
        html("&"),
        html("<blockquote>x"),
        html("<a href=https://x>x"),
        html("<pre>\n"),
        nested("message/rfc822"),
        nested("multipart/digest"),
        multipart(""),
        multipart("--b--\n"),
        multipart("\n\n"),
        "A: b\n".repeat(many),
        format!("A: {}", "b\n ".repeat(many)),
        format!("References: {}", "<a@b>".repeat(many)),
        format!("To: {}", "a@b.it,".repeat(many)),
        format!("To: {}", "(".repeat(many)),
        format!("To: {}", "\"".repeat(many)),
        format!("Subject: {}", "=?utf-8?Q?a?=".repeat(many)),
        format!("Subject: {}", "=?".repeat(many)),
        format!("Content-Type: a/b; {}", "a*0=b;".repeat(many)),
        "a\n".repeat(many),
        format!("A: b\n{}", "a\n".repeat(many)),
    ] {
        mail::judge(noise.as_bytes());
    }
}

#[test]
fn a_mail_beyond_its_bound_still_has_its_head() {
    let mut noise = b"Subject: troppo lunga\nFrom: ada@example.it\n\n".to_vec();
    noise.resize(26 * 1024 * 1024, b'x');
    mail::judge(&noise);
    let read = sportello_mail::incoming::read(&noise).expect("a mail");
    assert_eq!(read.subject, "troppo lunga");
    assert!(read.text.said.is_empty());
}

#[test]
fn a_text_beyond_its_bound_is_attached_as_a_whole() {
    let text = "La biblioteca è aperta. ".repeat(20_000);
    let noise = format!("Subject: x\n\n{text}");
    mail::judge(noise.as_bytes());
    let read = sportello_mail::incoming::read(noise.as_bytes()).expect("a mail");
    assert_eq!(read.attachments.len(), 1);
    assert_eq!(read.attachments[0].bytes, text.trim_end().as_bytes());
}

fn corpus() -> &'static [Vec<u8>] {
    static READ: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/mail");
        let entries = fs::read_dir(folder).expect("the corpus");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let mut files: Vec<_> = paths
            .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
            .collect();
        files.sort();
        let read = files.iter().map(|path| fs::read(path).expect("a file"));
        read.collect()
    });
    &READ
}

fn bend() -> impl Strategy<Value = Bend> {
    let place = any::<Index>;
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, byte)| Bend::Put(at, byte)),
        (place(), place()).prop_map(|(at, length)| Bend::Take(at, length)),
        (place(), place()).prop_map(|(at, length)| Bend::Repeat(at, length)),
        (place(), 0..8_u8).prop_map(|(at, bit)| Bend::Flip(at, bit)),
        (place(), place()).prop_map(|(at, which)| Bend::Splinter(at, which)),
        (place(), place(), place()).prop_map(|(at, which, from)| Bend::Graft(at, which, from)),
    ]
}

fn apply(bytes: &mut Vec<u8>, bend: &Bend, files: &[Vec<u8>]) {
    if bytes.is_empty() {
        return;
    }
    let size = bytes.len();
    let span = |at: &Index, length: &Index| {
        let start = at.index(size);
        start..(start + length.index(32) + 1).min(size)
    };
    match bend {
        Bend::Put(at, byte) => bytes.insert(at.index(size), *byte),
        Bend::Take(at, length) => drop(bytes.drain(span(at, length))),
        Bend::Repeat(at, length) => {
            let span = span(at, length);
            let again = bytes[span.clone()].to_vec();
            bytes.splice(span.end..span.end, again);
        }
        Bend::Flip(at, bit) => bytes[at.index(size)] ^= 1 << bit,
        Bend::Splinter(at, which) => {
            let at = at.index(size);
            bytes.splice(at..at, which.get(&SPLINTERS).iter().copied());
        }
        Bend::Graft(at, which, from) => {
            let other = which.get(files);
            bytes.truncate(at.index(size));
            bytes.extend(&other[from.index(other.len().max(1)).min(other.len())..]);
        }
    }
}
