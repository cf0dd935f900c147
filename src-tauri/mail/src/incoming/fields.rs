//! Single fields of a head: addresses, ids, dates, words, types.

use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::head::{Head, one_line, unfolded};
use super::{LONGEST_LABEL, MOST_ADDRESSES, MOST_EARLIER, Party};
use crate::address::Address;
use crate::letter::LetterId;

/// A field's value with the line end that `mail-parser` looks for.
fn ended(value: &str) -> String {
    format!("{value}\n")
}

/// Who is named in the fields of this name.
pub(super) fn parties(head: &Head, name: &str) -> Vec<Party> {
    let values = head.all(name).take(MOST_ADDRESSES);
    let mut all: Vec<Party> = values.flat_map(in_value).take(MOST_ADDRESSES).collect();
    all.retain(|one| !one.name.is_empty() || one.address.is_some());
    all
}

fn in_value(value: &str) -> Vec<Party> {
    let value = ended(value);
    let HeaderValue::Address(read) = MessageStream::new(value.as_bytes()).parse_address() else {
        return Vec::new();
    };
    let party = |name: Option<&str>, written: Option<&str>| {
        let written = written.unwrap_or_default();
        let address: Option<Address> = written.parse().ok();
        // What can't be written to is still shown.
        let name = match (&address, name.unwrap_or_default()) {
            (Some(_), name) => name.to_owned(),
            (None, name) => format!("{name} {written}"),
        };
        let name = one_line(&name, LONGEST_LABEL);
        Party { name, address }
    };
    let read = read.iter().take(MOST_ADDRESSES);
    read.map(|one| party(one.name.as_deref(), one.address.as_deref()))
        .collect()
}

/// Where a mail was delivered, what servers say before what the writer says.
pub(super) fn delivered_to(head: &Head, written: &[&[Party]]) -> Vec<Address> {
    let mut all: Vec<Address> = Vec::new();
    let said = [
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-envelope-to",
        "x-delivered-to",
    ];
    let said = said.into_iter().flat_map(|name| parties(head, name));
    let written = written.iter().flat_map(|some| some.iter().cloned());
    for address in said.chain(written).filter_map(|one| one.address) {
        if !all.contains(&address) && all.len() < 2 * MOST_ADDRESSES {
            all.push(address);
        }
    }
    all
}

/// The ids in the fields of this name: the first, and the last of the others.
pub(super) fn ids(head: &Head, name: &str) -> Vec<LetterId> {
    let mut all = Vec::new();
    for value in head.all(name).take(MOST_EARLIER) {
        all.extend(ids_in(value));
    }
    if all.len() > MOST_EARLIER {
        all.drain(1..all.len() + 1 - MOST_EARLIER);
    }
    all
}

/// The ids in a text; a text that is one without its brackets counts, too.
pub(super) fn ids_in(value: &str) -> Vec<LetterId> {
    let value = unfolded(value);
    let mut all = Vec::new();
    for piece in value.split('<').skip(1) {
        let Some((id, _)) = piece.split_once('>') else {
            continue;
        };
        let id: String = id.split_whitespace().collect();
        all.extend(format!("<{id}>").parse::<LetterId>());
    }
    if all.is_empty() && !value.contains('<') {
        all.extend(format!("<{}>", value.trim()).parse::<LetterId>());
    }
    all
}

/// A field of words, on one line.
pub(super) fn words(head: &Head, name: &str, most: usize) -> String {
    let value = ended(head.get(name).unwrap_or_default());
    match MessageStream::new(value.as_bytes()).parse_unstructured() {
        HeaderValue::Text(text) => one_line(&text, most),
        _ => String::new(),
    }
}

/// When it was written, in milliseconds since 1970, if that can be.
pub(super) fn date(head: &Head) -> Option<i64> {
    let value = ended(head.get("date")?);
    let HeaderValue::DateTime(mut date) = MessageStream::new(value.as_bytes()).parse_date() else {
        return None;
    };
    if date.year < 100 {
        date.year += if date.year < 70 { 2000 } else { 1900 };
    }
    let can_be = date.is_valid() && (1970..2200).contains(&date.year) && date.tz_hour < 24;
    can_be.then(|| date.to_timestamp().saturating_mul(1000))
}

/// What a part says it is, or how it wants to be shown.
#[derive(Default)]
pub(super) struct Described {
    /// `text/plain`, or `attachment`; small letters, may be empty.
    pub what: String,
    attributes: Vec<(String, String)>,
}

impl Described {
    pub fn read(head: &Head, name: &str) -> Self {
        let value = ended(head.get(name).unwrap_or_default());
        let stream = &mut MessageStream::new(value.as_bytes());
        let HeaderValue::ContentType(read) = stream.parse_content_type() else {
            return Self::default();
        };
        let mut what = read.c_type.trim().to_ascii_lowercase();
        if let Some(subtype) = &read.c_subtype {
            what = format!("{what}/{}", subtype.trim().to_ascii_lowercase());
        }
        let may_stand = |one: char| one.is_ascii_alphanumeric() || "/.+-_".contains(one);
        what.retain(may_stand);
        what.truncate(100);
        let attributes = read.attributes.into_iter().flatten().take(50);
        let attributes =
            attributes.map(|one| (one.name.to_ascii_lowercase(), one.value.into_owned()));
        Self {
            what,
            attributes: attributes.collect(),
        }
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(one, _)| one == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn is_multipart(&self) -> bool {
        self.what.starts_with("multipart/")
    }
}
