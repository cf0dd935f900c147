//! From parts to a text and what was sent along.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::charset::decoded;
use super::fields::{Described, words};
use super::head::Head;
use super::names::{made_up, tidied};
use super::parts::{Part, Parts};
use super::{Attachment, LONGEST_SUBJECT, MOST_DEPTH, html};

/// Below this a plain text may be only word that there is a page, in characters.
const STUB: usize = 300;

/// What parts come to.
#[derive(Default)]
pub(super) struct Gathered {
    /// The text of each part that has one.
    texts: Vec<String>,
    /// Whether any of them was a page.
    was_page: bool,
    pub attachments: Vec<Attachment>,
}

impl Gathered {
    /// The whole text.
    pub fn text(&self) -> String {
        let texts = self.texts.iter().map(|text| text.trim_end());
        let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
        texts.join("\n\n")
    }

    fn length(&self) -> usize {
        self.texts.iter().map(|text| text.trim().len()).sum()
    }

    fn take(&mut self, other: Self) {
        self.texts.extend(other.texts);
        self.was_page |= other.was_page;
        self.attachments.extend(other.attachments);
    }
}

/// Gathers what the parts hold.
pub(super) fn gather(parts: &Parts<'_>) -> Gathered {
    let mut gathered = of_part(parts, 0, 0);
    name_attachments(&mut gathered.attachments);
    gathered
}

/// Parts lie at most [`MOST_DEPTH`] deep: that was seen to when they were found.
fn of_part(parts: &Parts<'_>, at: usize, depth: usize) -> Gathered {
    let Some(part) = parts.all.get(at).filter(|_| depth <= MOST_DEPTH + 1) else {
        return Gathered::default();
    };
    let inner = (at + 1..parts.all.len()).filter(|one| parts.all[*one].within == Some(at));
    let inner = inner.map(|one| of_part(parts, one, depth + 1));
    if part.kind.what == "multipart/alternative" {
        return best_of(inner.collect());
    }
    let mut all = match part.holds_parts {
        true => Gathered::default(),
        false => of_leaf(part, parts.all.len() == 1),
    };
    for one in inner {
        all.take(one);
    }
    all
}

/// Of several versions of a text the plain one, unless it says nothing; what was sent
/// along with any of them.
fn best_of(versions: Vec<Gathered>) -> Gathered {
    let longest_page = versions.iter().filter(|one| one.was_page);
    let longest_page = longest_page.map(Gathered::length).max().unwrap_or(0);
    let says_something = |one: &Gathered| match one.length() {
        0 => false,
        length => length >= STUB || longest_page < 3 * length + STUB,
    };
    let plain = |one: &Gathered| !one.was_page && says_something(one);
    let chosen = versions
        .iter()
        .position(plain)
        .or_else(|| versions.iter().rposition(|one| one.length() > 0));
    let mut best = Gathered::default();
    for (number, mut version) in versions.into_iter().enumerate() {
        if Some(number) != chosen {
            version.texts.clear();
            version.was_page = false;
        }
        best.take(version);
    }
    best
}

fn of_leaf(part: &Part<'_>, alone: bool) -> Gathered {
    let shown = Described::read(&part.head, "content-disposition");
    let written = shown.attribute("filename").or(part.kind.attribute("name"));
    let is_attached = shown.what == "attachment" || written.is_some() && !alone;
    let kind = part.kind.what.as_str();
    let is_text = matches!(
        kind,
        "" | "text" | "text/plain" | "text/html" | "text/enriched"
    );
    let is_text = is_text || kind.starts_with("multipart/") && !part.too_deep;
    let bytes = transferred(part);
    if is_text && !is_attached {
        let text = decoded(&bytes, part.kind.attribute("charset"));
        return Gathered {
            was_page: kind == "text/html",
            texts: vec![readable(&text, &part.kind)],
            attachments: Vec::new(),
        };
    }
    let name = written.and_then(tidied);
    let name = name.or_else(|| (kind == "message/rfc822").then(|| name_of_mail(&bytes)));
    let media_type = match kind {
        "" => "application/octet-stream",
        kind => kind,
    };
    let attachment = Attachment {
        name: name.unwrap_or_default(),
        media_type: media_type.to_owned(),
        inline: shown.what != "attachment"
            && (shown.what == "inline" || part.head.get("content-id").is_some()),
        bytes: bytes.into_owned(),
    };
    Gathered {
        attachments: vec![attachment],
        ..Gathered::default()
    }
}

/// A mail that was sent along is called by its subject.
fn name_of_mail(bytes: &[u8]) -> String {
    let subject = words(&Head::of(bytes), "subject", LONGEST_SUBJECT);
    let name = tidied(&format!("{}.eml", subject.replace(['/', '\\'], "-")));
    name.filter(|name| name != "eml")
        .unwrap_or_else(|| "messaggio.eml".into())
}

/// Everything that was sent along has a name of its own.
fn name_attachments(attachments: &mut [Attachment]) {
    for (number, one) in attachments.iter_mut().enumerate() {
        if one.name.is_empty() {
            one.name = made_up(&one.media_type, number + 1);
        }
    }
}

/// The text of a part as it is read: pages turned into text, soft line ends taken out.
fn readable(text: &str, kind: &Described) -> String {
    let text = match kind.what.as_str() {
        "text/html" => html::text(text),
        _ => text.replace("\r\n", "\n").replace('\r', "\n"),
    };
    let flowed = kind
        .attribute("format")
        .is_some_and(|one| one.eq_ignore_ascii_case("flowed"));
    let text = match flowed && kind.what != "text/html" {
        true => unflowed(
            &text,
            kind.attribute("delsp")
                .is_some_and(|one| one.eq_ignore_ascii_case("yes")),
        ),
        false => text,
    };
    // What turns the order of letters around may stand in a text, in such languages.
    let stays = |one: &char| !one.is_control() || matches!(one, '\n' | '\t');
    text.chars()
        .filter(stays)
        .map(|one| if one == '\u{a0}' { ' ' } else { one })
        .collect()
}

/// Lines that end in a space go on in the next (RFC 3676).
fn unflowed(text: &str, drops_space: bool) -> String {
    let depth_of = |line: &str| line.bytes().take_while(|one| *one == b'>').count();
    let mut whole = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.split('\n') {
        let depth = depth_of(line);
        let inner = &line[depth..];
        let inner = inner.strip_prefix(' ').unwrap_or(inner);
        let is_signature = inner == "-- ";
        if open == Some(depth) && !is_signature {
            whole.push_str(inner);
        } else {
            if !whole.is_empty() || open.is_some() {
                whole.push('\n');
            }
            whole.push_str(&line[..depth]);
            if depth > 0 {
                whole.push(' ');
            }
            whole.push_str(inner);
        }
        let goes_on = inner.ends_with(' ') && !is_signature;
        open = goes_on.then_some(depth);
        if goes_on && drops_space {
            whole.pop();
        }
    }
    whole
}

/// What a part holds, as its transfer encoding says; where that can't be, as it stands.
pub(super) fn transferred<'a>(part: &Part<'a>) -> Cow<'a, [u8]> {
    let encoding = part
        .head
        .get("content-transfer-encoding")
        .unwrap_or_default();
    let encoding = encoding.trim().to_ascii_lowercase();
    match encoding.split([' ', ';', '\t']).next().unwrap_or_default() {
        "base64" => base64(part.body).map_or(Cow::Borrowed(part.body), Cow::Owned),
        "quoted-printable" => Cow::Owned(quoted_printable(part.body)),
        _ => Cow::Borrowed(part.body),
    }
}

/// What is no letter of the alphabet is passed over; where that is much, it is no base64.
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engine = GeneralPurpose::new(&ALPHABET, config);
    let is_letter = |one: &u8| one.is_ascii_alphanumeric() || b"+/".contains(one);
    let mut read = Vec::with_capacity(text.len() / 4 * 3);
    let mut strange = 0;
    // Pieces that were encoded each for themselves end in padding.
    for piece in text.split(|one| *one == b'=') {
        let odd = |one: &&u8| !is_letter(one) && !one.is_ascii_whitespace();
        strange += piece.iter().filter(odd).count();
        let mut letters: Vec<u8> = piece.iter().copied().filter(is_letter).collect();
        if letters.len() % 4 == 1 {
            letters.pop();
        }
        engine.decode_vec(&letters, &mut read).ok()?;
    }
    (strange <= text.len() / 20).then_some(read)
}

/// What is not encoded as it should be stays as it is.
fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut read = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|one| *one == b'\n') {
        let bare = line.trim_ascii_end();
        let ends = [&b"\r\n"[..], b"\n"];
        let end = ends
            .into_iter()
            .find(|end| line.ends_with(end))
            .unwrap_or_default();
        let (bare, end) = match bare.strip_suffix(b"=") {
            Some(bare) => (bare, &b""[..]),
            None => (bare, end),
        };
        let mut rest = bare;
        while let Some((first, after)) = rest.split_first() {
            match (first, after) {
                (b'=', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                    let byte = hex(*high).unwrap_or(0) << 4 | hex(*low).unwrap_or(0);
                    read.push(byte);
                    rest = after;
                }
                _ => {
                    read.push(*first);
                    rest = after;
                }
            }
        }
        read.extend_from_slice(end);
    }
    read
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|one| u8::try_from(one).ok())
}
