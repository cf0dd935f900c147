//! The name that a file came with: a label for people, never a path.

use sportello_core::FileKind;

use super::kind::extensions;

/// The longest name, in characters.
const LONGEST: usize = 100;
/// The longest ending that still counts as an extension.
const LONGEST_EXTENSION: usize = 8;

/// A tidied name: no folder, nothing that can't be seen, at most [`LONGEST`]
/// characters. Never empty once [`FileName::ending_as`] was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileName(String);

impl FileName {
    /// Tidies the name that came. Never refuses: it is a label.
    pub(crate) fn tidy(text: &str) -> Self {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let seen: String = last.chars().filter(|c| is_seen(*c)).map(harmless).collect();
        let words = seen.split_whitespace().collect::<Vec<_>>().join(" ");
        Self(words.trim_matches(['.', ' ']).to_owned())
    }

    /// A name that was tidied before, as the store keeps it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the last dot, when it looks like an extension: a sentence
    /// with a full stop in it has none.
    pub(crate) fn extension(&self) -> Option<&str> {
        let (stem, ending) = self.0.rsplit_once('.')?;
        let is_one = !stem.is_empty()
            && (1..=LONGEST_EXTENSION).contains(&ending.len())
            && ending.chars().all(|c| c.is_ascii_alphanumeric());
        is_one.then_some(ending)
    }

    /// The name with the extension of a kind, short enough to be kept.
    pub(crate) fn ending_as(&self, kind: FileKind) -> Self {
        let extension = extensions(kind)[0];
        let stem = match self.extension() {
            Some(old) => &self.0[..self.0.len() - old.len() - 1],
            None => &self.0,
        };
        let room = LONGEST - extension.len() - 1;
        let short: String = stem.chars().take(room).collect();
        let stem = match short.trim_end_matches(['.', ' ']) {
            "" => "file",
            stem => stem,
        };
        Self(format!("{stem}.{extension}"))
    }

    /// The header by which a browser saves the file under this name and never shows
    /// it as a page (RFC 6266).
    pub(crate) fn content_disposition(&self) -> String {
        let plain: String = self.0.chars().map(in_ascii).collect();
        let whole: String = self.0.bytes().map(in_percent).collect();
        format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
    }
}

/// Neither steering the screen nor turning the direction of reading: `gpj.exe` must
/// not be read as `exe.jpg`.
fn is_seen(c: char) -> bool {
    let is_hidden = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}');
    !is_hidden && (!c.is_control() || c.is_whitespace())
}

/// Some systems give these a meaning in a name.
fn harmless(c: char) -> char {
    if "<>:\"|?*%".contains(c) { '-' } else { c }
}

fn in_ascii(c: char) -> char {
    if c.is_ascii() && !c.is_ascii_control() {
        c
    } else {
        '_'
    }
}

/// `attr-char` of RFC 8187 stays, all else is written in hexadecimal.
fn in_percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// Reads what a page wrote with `encodeURIComponent`, since a header is ASCII.
pub(crate) fn read_percent(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let digits = behind
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok());
        let escaped = digits.filter(|two| two.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let escaped = escaped.and_then(|two| u8::from_str_radix(two, 16).ok());
        match escaped.filter(|_| first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(text: &str) -> String {
        FileName::tidy(text).0
    }

    #[test]
    fn a_name_is_never_a_path() {
        assert_eq!(tidied("../../etc/passwd"), "passwd");
        assert_eq!(tidied("C:\\Users\\Ada\\foto.jpg"), "foto.jpg");
        assert_eq!(tidied(".."), "");
        assert_eq!(tidied(".bashrc"), "bashrc");
    }

    #[test]
    fn nothing_in_a_name_is_hidden_or_turns_the_reading() {
        assert_eq!(tidied("foto\u{202e}gpj.exe"), "fotogpj.exe");
        assert_eq!(tidied("a\u{200b}b\0c\r\nd\u{2028}e"), "abc d e");
        assert_eq!(tidied("a\"b<c>:d"), "a-b-c--d");
    }

    #[test]
    fn a_sentence_has_no_extension_and_a_file_has() {
        for (name, extension) in [
            ("foto.JPG", Some("JPG")),
            ("richiesta per la sig. Rossi", None),
            ("fattura.pdf.exe", Some("exe")),
            ("senza", None),
        ] {
            assert_eq!(FileName::tidy(name).extension(), extension, "{name}");
        }
    }

    #[test]
    fn a_name_ends_as_its_kind_and_keeps_to_its_length() {
        let ends = |name: &str, kind| FileName::tidy(name).ending_as(kind).0;
        assert_eq!(ends("foto.webp", FileKind::Jpeg), "foto.jpg");
        assert_eq!(ends("", FileKind::Pdf), "file.pdf");
        let long = ends(&format!("{}.txt", "è".repeat(300)), FileKind::Text);
        assert_eq!(long.chars().count(), LONGEST);
        assert!(long.ends_with("è.txt"), "{long}");
    }

    #[test]
    fn the_header_of_a_name_can_not_be_broken_out_of() {
        let name = FileName::tidy("è \"; x=\r\nSet-Cookie: a.pdf");
        assert_eq!(
            name.content_disposition(),
            "attachment; filename=\"_ -; x= Set-Cookie- a.pdf\"; \
             filename*=UTF-8''%C3%A8%20-%3B%20x%3D%20Set-Cookie-%20a.pdf"
        );
    }

    #[test]
    fn what_a_page_escaped_is_read_again_and_bad_escapes_stay() {
        assert_eq!(read_percent("citt%C3%A0%20100%25.txt"), "città 100%.txt");
        assert_eq!(read_percent("100%"), "100%");
        assert_eq!(read_percent("%zz%+1"), "%zz%+1");
        assert_eq!(read_percent("%ff"), "\u{fffd}");
    }
}
