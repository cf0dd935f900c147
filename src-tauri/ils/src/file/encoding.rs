//! Which letters the bytes of a file are.
//!
//! A byte order mark says it; else UTF-8 if the bytes are that, and Windows-1252, which
//! any bytes are, if not. UTF-16 is what spreadsheets call "Unicode text". A few letters
//! that were cut in two, as old databases do it, do not make UTF-8 something else.

use std::borrow::Cow;

use sportello_core::SourceCause;

/// The text of a file.
///
/// # Errors
/// [`SourceCause::FileIsWorkbook`] and [`SourceCause::FileNotText`].
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, SourceCause> {
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(rest, u16::from_be_bytes);
    }
    let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if is_workbook(rest) {
        return Err(SourceCause::FileIsWorkbook);
    }
    if rest.starts_with(b"%PDF") || memchr::memchr(0, rest).is_some() {
        return Err(SourceCause::FileNotText);
    }
    match std::str::from_utf8(rest) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) if is_almost_utf8(rest) => Ok(String::from_utf8_lossy(rest)),
        Err(_) => Ok(Cow::Owned(windows_1252(rest))),
    }
}

/// ZIP (XLSX, ODS) and the compound file of old (XLS).
fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0")
}

/// Whether letters of more than one byte are whole, but for a few.
fn is_almost_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken * 4 <= whole
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'static, str>, SourceCause> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: String = char::decode_utf16(units)
        .map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    match text.contains('\0') {
        true => Err(SourceCause::FileNotText),
        false => Ok(Cow::Owned(text)),
    }
}

/// Latin-1, but for the 32 that Windows has in the place of its controls.
fn windows_1252(bytes: &[u8]) -> String {
    const OTHERS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let letter = |byte: &u8| match byte {
        0x80..=0x9f => OTHERS[usize::from(byte - 0x80)],
        _ => char::from(*byte),
    };
    bytes.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_every_encoding_are_found_out() {
        let utf16 = |swap: bool, mark: [u8; 2]| {
            let units = "Però €".encode_utf16();
            let pairs = units.flat_map(|unit| match swap {
                true => unit.to_be_bytes(),
                false => unit.to_le_bytes(),
            });
            mark.into_iter().chain(pairs).collect::<Vec<u8>>()
        };
        for bytes in [
            "Però €".as_bytes(),
            "\u{feff}Però €".as_bytes(),
            b"Per\xf2 \x80",
            &utf16(false, [0xff, 0xfe]),
            &utf16(true, [0xfe, 0xff]),
        ] {
            assert_eq!(text(bytes).as_deref(), Ok("Però €"), "{bytes:?}");
        }
    }

    #[test]
    fn a_letter_that_was_cut_in_two_spoils_no_other() {
        let mut bytes = "perché però così lunedì à è ì ò".as_bytes().to_vec();
        bytes.pop();
        let read = text(&bytes).expect("a text");
        assert_eq!(read, "perché però così lunedì à è ì \u{fffd}");
        let old = text(b"perch\xe9 per\xf2 cos\xec \xc3\xa8").expect("a text");
        assert_eq!(old, "perché però così Ã¨");
    }

    #[test]
    fn what_is_no_text_is_told() {
        for (bytes, cause) in [
            (&b"PK\x03\x04..."[..], SourceCause::FileIsWorkbook),
            (b"\xd0\xcf\x11\xe0...", SourceCause::FileIsWorkbook),
            (b"%PDF-1.7", SourceCause::FileNotText),
            (b"a;b\n\0;c", SourceCause::FileNotText),
            (b"\xff\xfea\0\0\0", SourceCause::FileNotText),
        ] {
            assert_eq!(text(bytes), Err(cause), "{bytes:?}");
        }
    }
}
