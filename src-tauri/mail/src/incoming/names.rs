//! Names of attachments: tidied, since they come from anybody and end as names of files.

use super::LONGEST_LABEL;
use super::head::one_line;

/// Names that Windows keeps for itself.
const KEPT: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// A name as it may stand in a folder; none where nothing is left of it.
pub(super) fn tidied(name: &str) -> Option<String> {
    let last = name
        .rsplit(['/', '\\'])
        .find(|part| !part.trim().is_empty())?;
    let line = one_line(last, usize::MAX);
    let tidy = |one: char| if "<>:\"|?*".contains(one) { '_' } else { one };
    let line: String = line.chars().map(tidy).collect();
    let line = line.trim_matches(['.', ' ']);
    let shortened = shortened(line);
    let stem = shortened.split('.').next().unwrap_or_default();
    let stem = stem.to_ascii_lowercase();
    let stem = stem.trim_end_matches(|one: char| one.is_ascii_digit());
    match shortened.is_empty() {
        true => None,
        false if KEPT.contains(&stem) => Some(format!("_{shortened}")),
        false => Some(shortened),
    }
}

/// A long name keeps its ending.
fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_LABEL {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = match ending.chars().count() {
        1..=10 => format!("….{ending}"),
        _ => "…".to_owned(),
    };
    let room = LONGEST_LABEL - ending.chars().count();
    let stem: String = name.chars().take(room).collect();
    format!("{}{ending}", stem.trim_end())
}

/// A name for something that has none.
pub(super) fn made_up(media_type: &str, number: usize) -> String {
    let ending = match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "application/pdf" => "pdf",
        "text/plain" => "txt",
        "text/html" => "html",
        "text/csv" => "csv",
        "text/calendar" => return "invito.ics".into(),
        "text/vcard" | "text/x-vcard" => "vcf",
        "application/ms-tnef" => return "winmail.dat".into(),
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => {
            return "smime.p7s".into();
        }
        "application/pgp-signature" => return "firma.asc".into(),
        "message/delivery-status" | "message/disposition-notification" => {
            return "esito.txt".into();
        }
        "text/rfc822-headers" | "message/rfc822-headers" => return "intestazioni.txt".into(),
        _ => "bin",
    };
    format!("allegato-{number}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_files_in_no_folder() {
        for (name, kept) in [
            ("relazione.pdf", Some("relazione.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("C:\\Users\\Ada\\foto 1.jpg", Some("foto 1.jpg")),
            ("fattura\u{202e}fdp.exe", Some("fatturafdp.exe")),
            ("a\r\nb\0.txt", Some("a b .txt")),
            (".bashrc", Some("bashrc")),
            ("nul.txt", Some("_nul.txt")),
            ("COM1", Some("_COM1")),
            ("comune.txt", Some("comune.txt")),
            ("che<cosa>?.doc", Some("che_cosa__.doc")),
            ("...", None),
            ("  ", None),
            ("", None),
            ("///", None),
        ] {
            assert_eq!(tidied(name).as_deref(), kept, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = tidied(&format!("{}.pdf", "è".repeat(500))).expect("a name");
        assert_eq!(long.chars().count(), LONGEST_LABEL);
        assert!(long.ends_with("è….pdf"), "{long}");
    }
}
