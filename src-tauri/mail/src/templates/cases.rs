//! What letters about cases say: to an office that is to answer, and to whoever asked and
//! has no conversation.
//!
//! **The rule.** The words of people (a summary, an answer, what was said in a chat) stand
//! there as they are: whole, on as many lines as they have, and nothing in them is taken
//! for a placeholder. A paragraph with a placeholder that has nothing to say is left out.

use chrono::NaiveDate;
use sportello_core::Language;

use super::words::{greeting, long_date};

/// What a letter about a case is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseKind {
    /// An office is asked to answer it.
    HandedOff,
    /// Whoever asked hears its number and its day.
    Opened,
    /// It takes longer.
    PromiseMoved,
    /// It is closed.
    Closed,
    /// The library asks, or answers.
    Written,
}

/// What is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseValues<'a> {
    /// What the library is called.
    pub library: &'a str,
    /// What the desk is called.
    pub desk: &'a str,
    /// What whoever asked is called; may be empty.
    pub patron: &'a str,
    /// The case's number.
    pub number: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// The day by which an answer is promised.
    pub promised: NaiveDate,
    /// What a librarian wrote: a summary, a question, an answer.
    pub text: &'a str,
    /// What was said in the conversation, as it was chosen; empty for nothing.
    pub said: &'a str,
    /// How whoever asked is reached, if the office may know: empty where there is no way
    /// but through the desk.
    pub contact: Option<&'a str>,
    /// Who writes.
    pub librarian: &'a str,
    /// The files are too much for a letter, and stay behind.
    pub files_stay: bool,
}

/// The subject and the text of a letter about a case.
pub fn write_of_case(
    kind: CaseKind,
    language: Language,
    values: &CaseValues<'_>,
) -> (String, String) {
    let (subject, text) = template(kind, language);
    let subject = filled(subject, language, values).unwrap_or_default();
    let paragraphs = text.trim_end().split("\n\n");
    let paragraphs = paragraphs.filter_map(|one| filled(one, language, values));
    (subject, paragraphs.collect::<Vec<_>>().join("\n\n"))
}

/// What stands for a patron who has said no name, or whose name is left out: before what
/// they say, and within a sentence.
pub fn somebody(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::It => ("Utente", "l’utente"),
        Language::En => ("Patron", "the patron"),
    }
}

fn template(kind: CaseKind, language: Language) -> (&'static str, &'static str) {
    let [italian, english] = match kind {
        CaseKind::HandedOff => [
            include_str!("it/case_handed_off.txt"),
            include_str!("en/case_handed_off.txt"),
        ],
        CaseKind::Opened => [
            include_str!("it/case_opened.txt"),
            include_str!("en/case_opened.txt"),
        ],
        CaseKind::PromiseMoved => [
            include_str!("it/case_promise_moved.txt"),
            include_str!("en/case_promise_moved.txt"),
        ],
        CaseKind::Closed => [
            include_str!("it/case_closed.txt"),
            include_str!("en/case_closed.txt"),
        ],
        CaseKind::Written => [
            include_str!("it/case_written.txt"),
            include_str!("en/case_written.txt"),
        ],
    };
    let file = match language {
        Language::It => italian,
        Language::En => english,
    };
    file.split_once("\n\n").unwrap_or((file, ""))
}

/// A paragraph with its values; nothing where one of them has nothing to say.
fn filled(paragraph: &str, language: Language, values: &CaseValues<'_>) -> Option<String> {
    let mut pieces = paragraph.split('{');
    let mut written = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once('}')?;
        let value = value(name, language, values)?;
        if value.is_empty() {
            return None;
        }
        written.push_str(&value);
        written.push_str(rest);
    }
    Some(written)
}

/// What stands for a placeholder of the templates.
fn value(name: &str, language: Language, values: &CaseValues<'_>) -> Option<String> {
    Some(match name {
        "biblioteca" => values.library.to_owned(),
        "sportello" => values.desk.to_owned(),
        "saluto" => greeting(language, values.patron),
        "pratica" => values.number.to_owned(),
        "oggetto" => values.subject.to_owned(),
        "promessa" => long_date(language, values.promised),
        "testo" => values.text.trim().to_owned(),
        "conversazione" => values.said.to_owned(),
        "recapito" => contact(language, values.contact),
        "bibliotecario" => values.librarian.to_owned(),
        "allegati" => files(language, values.files_stay).to_owned(),
        _ => return None,
    })
}

fn contact(language: Language, contact: Option<&str>) -> String {
    match (language, contact) {
        (_, None) => String::new(),
        (Language::It, Some("")) => {
            "L’utente si raggiunge soltanto attraverso lo sportello.".to_owned()
        }
        (Language::En, Some("")) => "The patron is reached through the desk alone.".to_owned(),
        (Language::It, Some(known)) => {
            format!("Recapito dell’utente, che è d’accordo: {known}")
        }
        (Language::En, Some(known)) => format!("How to reach the patron, who agrees: {known}"),
    }
}

const fn files(language: Language, stay: bool) -> &'static str {
    match (language, stay) {
        (_, false) => "",
        (Language::It, true) => {
            "Gli allegati sono troppo grandi per un’e-mail: ce li può chiedere."
        }
        (Language::En, true) => "The files are too large for an email: you can ask us for them.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [CaseKind; 5] = [
        CaseKind::HandedOff,
        CaseKind::Opened,
        CaseKind::PromiseMoved,
        CaseKind::Closed,
        CaseKind::Written,
    ];

    fn values() -> CaseValues<'static> {
        CaseValues {
            library: "Biblioteca di Empoli",
            desk: "Sportello",
            patron: "Ada Rossi",
            number: "2026/12",
            subject: "Un atto del 1921",
            promised: NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day"),
            text: "Si cerca l’atto.\n\nÈ del {link}.",
            said: "[23/11 10:41] Ada: {biblioteca}?",
            contact: Some("ada@example.org"),
            librarian: "Bo Conti",
            files_stay: true,
        }
    }

    #[test]
    fn every_letter_is_whole_in_both_languages() {
        for (language, day) in [
            (Language::It, "1º dicembre 2026"),
            (Language::En, "1 December 2026"),
        ] {
            for kind in KINDS {
                let (subject, text) = write_of_case(kind, language, &values());
                assert!(subject.contains("2026/12"), "{subject}");
                assert!(text.contains("2026/12"), "{text}");
                assert!(text.ends_with("Biblioteca di Empoli"), "{text}");
                let says_when = !matches!(kind, CaseKind::Closed | CaseKind::Written);
                assert_eq!(text.contains(day), says_when, "{text}");
            }
        }
    }

    #[test]
    fn the_words_of_people_stand_there_as_they_are() {
        let (subject, text) = write_of_case(CaseKind::HandedOff, Language::It, &values());
        assert_eq!(subject, "[Pratica 2026/12] Un atto del 1921");
        assert!(text.contains("Si cerca l’atto.\n\nÈ del {link}."), "{text}");
        assert!(text.contains("Ada: {biblioteca}?"), "{text}");
        let (subject, text) = write_of_case(CaseKind::Written, Language::En, &values());
        assert_eq!(subject, "Case 2026/12 – Biblioteca di Empoli");
        assert!(text.starts_with("Dear Ada Rossi,"), "{text}");
        assert!(text.contains("È del {link}."), "{text}");
    }

    #[test]
    fn what_has_nothing_to_say_is_left_out() {
        let bare = CaseValues {
            said: "",
            contact: None,
            files_stay: false,
            ..values()
        };
        for language in [Language::It, Language::En] {
            let (_, text) = write_of_case(CaseKind::HandedOff, language, &bare);
            assert!(
                !text.contains("conversa") && !text.contains("example.org"),
                "{text}"
            );
            let (_, text) = write_of_case(CaseKind::Opened, language, &bare);
            assert!(!text.contains("\n\n\n"), "{text}");
            assert_eq!(text.split("\n\n").count(), 4, "{text}");
        }
        let known_to_the_desk = CaseValues {
            contact: Some(""),
            ..bare
        };
        let (_, text) = write_of_case(CaseKind::HandedOff, Language::It, &known_to_the_desk);
        assert!(text.contains("soltanto attraverso lo sportello"), "{text}");
    }
}
