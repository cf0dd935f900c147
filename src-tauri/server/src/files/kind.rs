//! What a file is, told by its first bytes; text by every one of them.

use sportello_core::FileKind;

/// What these bytes are; nothing when no such kind is taken.
pub(super) fn kind_of(bytes: &[u8]) -> Option<FileKind> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        Some(FileKind::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(FileKind::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(FileKind::Webp)
    } else if bytes.starts_with(b"%PDF-") {
        Some(FileKind::Pdf)
    } else {
        is_plain_text(bytes).then_some(FileKind::Text)
    }
}

/// As a browser is told.
pub(crate) fn media_type(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Jpeg => "image/jpeg",
        FileKind::Png => "image/png",
        FileKind::Webp => "image/webp",
        FileKind::Pdf => "application/pdf",
        FileKind::Text => "text/plain; charset=utf-8",
    }
}

/// The extensions that name a kind, the usual one first.
pub(super) fn extensions(kind: FileKind) -> &'static [&'static str] {
    match kind {
        FileKind::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
        FileKind::Png => &["png"],
        FileKind::Webp => &["webp"],
        FileKind::Pdf => &["pdf"],
        FileKind::Text => &["txt", "text"],
    }
}

/// Whether an extension tells no lie about a kind.
pub(super) fn may_be_named(kind: FileKind, extension: &str) -> bool {
    let mut names = extensions(kind).iter();
    names.any(|name| name.eq_ignore_ascii_case(extension))
}

/// UTF-8 in which nothing but line ends and tabs steers whoever shows it.
fn is_plain_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    !text
        .chars()
        .any(|c| c.is_control() && !"\n\r\t".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_with_a_nul_an_escape_or_another_encoding_is_no_text() {
        for bytes in [
            &b"ciao\0"[..],
            b"\x1b[2J",
            b"perch\xe9",
            b"\xff\xfec\0i\0",
            "\u{85}".as_bytes(),
        ] {
            assert_eq!(kind_of(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn the_first_bytes_tell_the_kind() {
        for (bytes, kind) in [
            (&b"\xff\xd8\xff\xe0"[..], FileKind::Jpeg),
            (b"\x89PNG\r\n\x1a\n", FileKind::Png),
            (b"RIFF\x00\x00\x00\x00WEBPVP8 ", FileKind::Webp),
            (b"%PDF-1.7", FileKind::Pdf),
            (b"GIF89a", FileKind::Text),
        ] {
            assert_eq!(kind_of(bytes), Some(kind), "{bytes:?}");
        }
        assert_eq!(kind_of(b"PK\x03\x04"), None);
        assert_eq!(kind_of(b"RIFF\x00\x00\x00\x00WAVEfmt "), None);
    }

    #[test]
    fn a_kind_is_known_by_all_its_extensions_in_any_case() {
        assert!(may_be_named(FileKind::Jpeg, "JPEG"));
        assert!(!may_be_named(FileKind::Jpeg, "png"));
    }
}
