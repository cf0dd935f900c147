//! The head of a mail or of a part: its fields, as text, bounded.

use std::borrow::Cow;

use memchr::memchr;

use super::charset;

/// The longest head, in bytes.
const LONGEST_HEAD: usize = 256 * 1024;
/// The longest field, in bytes.
const LONGEST_FIELD: usize = 32 * 1024;
/// How many fields are kept.
const MOST_FIELDS: usize = 500;

/// The fields of a head, in their order.
#[derive(Default)]
pub(super) struct Head {
    /// Names in small letters; values as they are folded.
    fields: Vec<(String, String)>,
    /// How long they are together, in bytes.
    length: usize,
    /// Whether there is more than is kept.
    pub cut: bool,
}

impl Head {
    /// Reads the head at the beginning of these bytes, and says where it ends and what
    /// follows begins. It ends at an empty line, before what is no field, or where
    /// somebody says so of a line.
    pub fn read(bytes: &[u8], ends: impl Fn(&[u8]) -> bool) -> (Self, usize) {
        let mut head = Self::default();
        let mut field: Vec<u8> = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let line = line_at(bytes, at);
            let bare = trim_end(line);
            if ends(line) {
                break;
            }
            if bare.is_empty() {
                at += line.len();
                break;
            }
            let goes_on = line.starts_with(b" ") || line.starts_with(b"\t");
            if goes_on && !field.is_empty() {
                head.grow(&mut field, line);
            } else if name(bare).is_some() {
                head.keep(&mut field);
                head.grow(&mut field, line);
            } else if is_of_a_mailbox_file(line) && field.is_empty() {
                // It says nothing that the fields do not.
            } else if !field.is_empty() && name(line_at(bytes, at + line.len())).is_some() {
                // A line that lost its indentation: the field goes on after it.
                head.grow(&mut field, b" ");
                head.grow(&mut field, line);
            } else {
                break;
            }
            at += line.len();
        }
        head.keep(&mut field);
        (head, at)
    }

    /// The whole is a head.
    pub fn of(bytes: &[u8]) -> Self {
        Self::read(bytes, |_| false).0
    }

    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The first field of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(one, _)| one == name);
        field.map(|(_, value)| value.as_str())
    }

    /// Every field of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.fields.iter().filter(move |(one, _)| one == name);
        fields.map(|(_, value)| value.as_str())
    }

    /// Whether a field's name begins so.
    pub fn has_any(&self, prefix: &str) -> bool {
        self.fields.iter().any(|(name, _)| name.starts_with(prefix))
    }

    fn grow(&mut self, field: &mut Vec<u8>, line: &[u8]) {
        let room = LONGEST_FIELD.saturating_sub(field.len());
        self.cut |= room < line.len();
        field.extend_from_slice(&line[..line.len().min(room)]);
    }

    fn keep(&mut self, field: &mut Vec<u8>) {
        let field = std::mem::take(field);
        let Some(name) = name(&field) else { return };
        self.length += field.len();
        if self.fields.len() >= MOST_FIELDS || self.length > LONGEST_HEAD {
            self.cut = true;
            return;
        }
        let value = &field[name.len() + colon(&field[name.len()..])..];
        let value = charset::bare(trim_end(value));
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        self.fields.push((name, value.into_owned()));
    }
}

/// The line that begins there, with its end.
pub(super) fn line_at(bytes: &[u8], at: usize) -> &[u8] {
    let rest = bytes.get(at..).unwrap_or_default();
    let end = memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
    &rest[..end]
}

pub(super) fn trim_end(line: &[u8]) -> &[u8] {
    line.trim_ascii_end()
}

/// The name of a field, if the line begins with one.
fn name(line: &[u8]) -> Option<&[u8]> {
    let end = line.iter().take(100).position(|one| *one == b':')?;
    let name = line[..end].trim_ascii_end();
    let may_stand = |one: &u8| one.is_ascii_graphic() && *one != b':';
    (!name.is_empty() && name.iter().all(may_stand)).then_some(name)
}

/// How far after a name its value begins.
fn colon(rest: &[u8]) -> usize {
    memchr(b':', rest).map_or(0, |at| at + 1)
}

/// What stands before a mail in a file of mails.
fn is_of_a_mailbox_file(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

/// One line of readable text: no line breaks, nothing unseen, nothing that writes
/// backwards, at most so many characters.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    for word in text.split(|one: char| one.is_whitespace() || one.is_control()) {
        let seen = || word.chars().filter(|one| !is_unseen(*one));
        if seen().next().is_none() {
            continue;
        }
        for one in (!line.is_empty()).then_some(' ').into_iter().chain(seen()) {
            if count == most {
                line.pop();
                line.push('…');
                return line;
            }
            line.push(one);
            count += 1;
        }
    }
    line
}

/// Characters that are not seen, or that turn the order of others around.
fn is_unseen(one: char) -> bool {
    matches!(
        one,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    ) || one.is_control()
}

/// The field's value on one line, as the norm unfolds it.
pub(super) fn unfolded(value: &str) -> Cow<'_, str> {
    if value.contains(['\r', '\n']) {
        value.replace(['\r', '\n'], "").into()
    } else {
        value.into()
    }
}
