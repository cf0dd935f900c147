//! Bytes as text, whatever they say they are.
//!
//! **The rule.** What is valid UTF-8 beyond ASCII is UTF-8, whatever it is called: text in
//! another encoding hardly ever is by chance. What is called UTF-8 and is not, is mostly
//! text of a Western computer (windows-1252); where only a letter of it is broken, it
//! stays UTF-8 with a mark in the place of the letter. An encoding that is not known is
//! read the same way.

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;

/// Reads text in the encoding of this name.
pub(super) fn decoded(bytes: &[u8], label: Option<&str>) -> String {
    let label = label.unwrap_or_default().trim().to_ascii_lowercase();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if is_wide(&label) {
        return known(bytes, &label).unwrap_or_else(|| bare(bytes).into_owned());
    }
    // ASCII may still be an encoding that writes everything in ASCII.
    if bytes.is_ascii() {
        let escapes = label.starts_with("iso-2022") || label == "hz-gb-2312";
        let label = match () {
            () if escapes || label.contains("utf-7") => label.as_str(),
            () if bytes.windows(3).any(|three| three == b"\x1b$B") => "iso-2022-jp",
            () => return bare(bytes).into_owned(),
        };
        return known(bytes, label).unwrap_or_else(|| bare(bytes).into_owned());
    }
    if std::str::from_utf8(bytes).is_ok() {
        return bare(bytes).into_owned();
    }
    let is_utf8 = matches!(label.as_str(), "" | "utf-8" | "utf8" | "us-ascii" | "ascii");
    match known(bytes, &label).filter(|_| !is_utf8) {
        Some(text) => text,
        None => bare(bytes).into_owned(),
    }
}

/// Reads text of which nothing is said.
pub(super) fn bare(bytes: &[u8]) -> Cow<'_, str> {
    let (mut broken, mut whole) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|one| !one.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if broken <= whole / 8 {
        return String::from_utf8_lossy(bytes);
    }
    known(bytes, "windows-1252").map_or_else(|| String::from_utf8_lossy(bytes), Cow::Owned)
}

fn is_wide(label: &str) -> bool {
    label.contains("utf-16") || label.contains("utf16") || label.contains("ucs-2")
}

/// Reads text in an encoding that is known by this name.
fn known(bytes: &[u8], label: &str) -> Option<String> {
    // The table wants a name of some length and is asked for no other.
    let decoder = (1..=45).contains(&label.len()).then_some(label)?;
    let decoder = charset_decoder(decoder.as_bytes())?;
    if label.contains("utf-7") {
        // A run that lasts to the end is read only if something ends it.
        let mut bytes = bytes.to_vec();
        bytes.push(b'\n');
        return Some(decoder(&bytes));
    }
    let text = decoder(bytes);
    // Some names are known only to be refused.
    (!text.is_empty() && text != "\u{fffd}" || bytes.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_whatever_it_says_it_is() {
        for (bytes, label, text) in [
            (&b"perch\xc3\xa9"[..], Some("utf-8"), "perché"),
            (b"perch\xe9 no", Some("utf-8"), "perché no"),
            (b"perch\xc3\xa9", Some("iso-8859-1"), "perché"),
            (b"perch\xe9", Some("iso-8859-15"), "perché"),
            (b"costa 5 \x80", Some("windows-1252"), "costa 5 €"),
            (b"costa 5 \x80", None, "costa 5 €"),
            (b"perch\xe9", Some("x-nessuno-lo-sa"), "perché"),
            (b"perch\xe9", Some(""), "perché"),
            (b"\xef\xbb\xbfciao", None, "ciao"),
            (b"c\0\xe9\0", Some("utf-16le"), "cé"),
            (b"\x1b$B$3$s\x1b(B", Some("iso-2022-jp"), "こん"),
            (b"\x1b$B$3$s\x1b(B", None, "こん"),
            (b"perch+AOk-", Some("utf-7"), "perché\n"),
            (b"+AOk", Some("UTF-7"), "é"),
        ] {
            assert_eq!(
                decoded(bytes, label).trim_end(),
                text.trim_end(),
                "{label:?}"
            );
        }
    }

    #[test]
    fn one_broken_letter_costs_no_other() {
        let text = "però, perché, così, là, giù, città, è, àèìòù".to_owned();
        let mut bytes = text.into_bytes();
        bytes.push(0xc3);
        let read = decoded(&bytes, Some("utf-8"));
        assert_eq!(read, "però, perché, così, là, giù, città, è, àèìòù\u{fffd}");
    }
}
