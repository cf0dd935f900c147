//! What notices say, above the list of loans that is drawn beneath them.
//!
//! The words name no title, so that they may stand wherever a message is shown. Italian
//! says *tu*. What is said on a kind's day must be true on the days around it, too: with
//! closed days DUE comes before the due date, and a missed one after it.

use super::{NoticeKind, NoticePolicy};
use crate::answers::{Placeholder, placeholders};
use crate::contact::{LONGEST_NAME, Language};

/// What a library may leave to be filled in, with the words for it in Italian and
/// English.
pub const PLACEHOLDERS: [(Placeholder, [&str; 2]); 2] = [
    (Placeholder::Name, ["nome", "name"]),
    (Placeholder::Library, ["biblioteca", "library"]),
];

/// The longest that is ever said, in characters: whatever is filled in.
const LONGEST: usize = 2_000;

/// What is said about so many loans: of one kind, or of several in one message. The
/// library's own words come first. The name and the library may be empty.
pub fn words(
    policy: &NoticePolicy,
    kind: Option<NoticeKind>,
    language: Language,
    name: &str,
    library: &str,
    count: usize,
) -> String {
    let is_said = |own: &&super::NoticeWording| Some(own.kind) == kind && own.language == language;
    let own = policy.wordings.iter().find(is_said);
    let [one, many] = embedded(kind, language);
    let text = match own {
        Some(own) => own.text.as_str(),
        None if count == 1 => one,
        None => many,
    };
    let name: String = name.trim().chars().take(LONGEST_NAME).collect();
    filled(text, &name, library)
}

/// The first word between braces that is none of [`PLACEHOLDERS`].
pub fn unknown_placeholder(text: &str) -> Option<&str> {
    placeholders(text).find(|word| known(word).is_none())
}

fn known(word: &str) -> Option<Placeholder> {
    let named = Placeholder::named(word)?;
    let mut ours = PLACEHOLDERS.iter().map(|(placeholder, _)| *placeholder);
    ours.find(|placeholder| *placeholder == named)
}

/// The text with what is filled in. Where there is nothing to fill in, the blank before
/// it goes, too, and a sentence that began with it begins with what comes next.
fn filled(text: &str, name: &str, library: &str) -> String {
    let mut filled = String::with_capacity(text.len() + name.len());
    let mut rest = text;
    while let Some((before, word, after)) = next_placeholder(rest) {
        filled.push_str(before);
        let value = match known(word) {
            Some(Placeholder::Name) => name,
            Some(_) => library,
            None => "",
        };
        if value.is_empty() {
            filled.truncate(filled.trim_end_matches(' ').len());
        }
        filled.push_str(value);
        rest = after;
        if value.is_empty() && filled.is_empty() {
            rest = after.trim_start_matches([' ', ',', ';', ':', '.', '!']);
            let mut letters = rest.chars();
            filled.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            rest = letters.as_str();
        }
    }
    filled.push_str(rest);
    filled.chars().take(LONGEST).collect()
}

/// What stands before the first placeholder, its word, and what stands after it. A brace
/// that is not closed on its line is a brace.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let mut openings = text.match_indices('{');
    openings.find_map(|(at, _)| {
        let (before, inside) = (&text[..at], &text[at + 1..]);
        let (word, after) = inside.split_once('}')?;
        (!word.contains(['{', '\n'])).then_some((before, word, after))
    })
}

/// What is said in the words of Sportello: of one loan, and of several.
const fn embedded(kind: Option<NoticeKind>, language: Language) -> [&'static str; 2] {
    match language {
        Language::It => italian(kind),
        Language::En => english(kind),
    }
}

const fn italian(kind: Option<NoticeKind>) -> [&'static str; 2] {
    match kind {
        None => [
            "Ciao {name}, c’è un prestito da restituire o rinnovare:",
            "Ciao {name}, ci sono prestiti da restituire o rinnovare:",
        ],
        Some(NoticeKind::Predue) => [
            "Ciao {name}, questo prestito scade presto:",
            "Ciao {name}, questi prestiti scadono presto:",
        ],
        Some(NoticeKind::Due) => [
            "Ciao {name}, è il momento di restituire o rinnovare questo prestito:",
            "Ciao {name}, è il momento di restituire o rinnovare questi prestiti:",
        ],
        Some(NoticeKind::Overdue1) => [
            "Ciao {name}, questo prestito è scaduto. Riportalo appena puoi, oppure scrivici:",
            "Ciao {name}, questi prestiti sono scaduti. Riportali appena puoi, oppure scrivici:",
        ],
        Some(NoticeKind::Overdue2) => [
            "Ciao {name}, questo prestito è scaduto da un po’ e qualcun altro potrebbe \
             averne bisogno. Riportalo appena puoi, oppure scrivici:",
            "Ciao {name}, questi prestiti sono scaduti da un po’ e qualcun altro potrebbe \
             averne bisogno. Riportali appena puoi, oppure scrivici:",
        ],
        Some(NoticeKind::Overdue3) => [
            "Ciao {name}, questo prestito è scaduto da molto tempo. Riportalo appena puoi; \
             se c’è un problema scrivici, lo risolviamo insieme:",
            "Ciao {name}, questi prestiti sono scaduti da molto tempo. Riportali appena \
             puoi; se c’è un problema scrivici, lo risolviamo insieme:",
        ],
    }
}

const fn english(kind: Option<NoticeKind>) -> [&'static str; 2] {
    match kind {
        None => [
            "Hello {name}, there is a loan to return or renew:",
            "Hello {name}, there are loans to return or renew:",
        ],
        Some(NoticeKind::Predue) => [
            "Hello {name}, this loan is due soon:",
            "Hello {name}, these loans are due soon:",
        ],
        Some(NoticeKind::Due) => [
            "Hello {name}, it is time to return or renew this loan:",
            "Hello {name}, it is time to return or renew these loans:",
        ],
        Some(NoticeKind::Overdue1) => [
            "Hello {name}, this loan is overdue. Please return it as soon as you can, or \
             write to us:",
            "Hello {name}, these loans are overdue. Please return them as soon as you can, \
             or write to us:",
        ],
        Some(NoticeKind::Overdue2) => [
            "Hello {name}, this loan has been overdue for a while, and somebody else may \
             need it. Please return it as soon as you can, or write to us:",
            "Hello {name}, these loans have been overdue for a while, and somebody else may \
             need them. Please return them as soon as you can, or write to us:",
        ],
        Some(NoticeKind::Overdue3) => [
            "Hello {name}, this loan has been overdue for a long time. Please return it as \
             soon as you can; if something is in the way, write to us and we will find a \
             solution together:",
            "Hello {name}, these loans have been overdue for a long time. Please return them \
             as soon as you can; if something is in the way, write to us and we will find a \
             solution together:",
        ],
    }
}
