//! What notices say.

use super::*;
use crate::contact::Language;

#[test]
fn one_loan_and_several_are_told_of_by_name() {
    assert_eq!(
        said(Some(NoticeKind::Predue), Language::It, "Ada", 1),
        "Ciao Ada, questo prestito scade presto:"
    );
    assert_eq!(
        said(Some(NoticeKind::Predue), Language::It, "Ada", 2),
        "Ciao Ada, questi prestiti scadono presto:"
    );
    assert_eq!(
        said(Some(NoticeKind::Predue), Language::En, " Ada ", 1),
        "Hello Ada, this loan is due soon:"
    );
}

#[test]
fn without_a_name_the_sentence_is_whole() {
    assert_eq!(
        said(Some(NoticeKind::Predue), Language::It, "", 1),
        "Ciao, questo prestito scade presto:"
    );
    let own = |text: &str| {
        words(
            &own(text),
            Some(NoticeKind::Due),
            Language::It,
            "",
            "Biblioteca di Empoli",
            1,
        )
    };
    assert_eq!(
        own("{nome}, è ora di {biblioteca}"),
        "È ora di Biblioteca di Empoli"
    );
    assert_eq!(own("Gentile {name}:"), "Gentile:");
    assert_eq!(own("{name}"), "");
}

#[test]
fn every_sentence_is_whole_and_ends_before_the_list() {
    let kinds = NoticeKind::ALL.into_iter().map(Some).chain([None]);
    for (kind, language) in kinds.flat_map(|kind| [(kind, Language::It), (kind, Language::En)]) {
        let [one, many] = [1, 2].map(|count| said(kind, language, "Ada", count));
        assert_ne!(one, many, "{kind:?}");
        for text in [one, many, said(kind, language, "", 3)] {
            assert!(
                text.ends_with(':') && !text.contains(['{', '}', '\n']),
                "{text}"
            );
            assert!(!text.contains("  ") && text.len() < 240, "{text}");
        }
    }
}

#[test]
fn the_librarys_own_words_come_first_in_their_language_alone() {
    let own = own("Caro {name}, la {library} ti aspetta.");
    let say = |kind, language| words(&own, Some(kind), language, "Ada", "Biblioteca di Empoli", 1);
    assert_eq!(
        say(NoticeKind::Due, Language::It),
        "Caro Ada, la Biblioteca di Empoli ti aspetta."
    );
    assert!(say(NoticeKind::Due, Language::En).starts_with("Hello Ada"));
    assert!(say(NoticeKind::Predue, Language::It).starts_with("Ciao Ada"));
}

#[test]
fn a_name_fills_in_nothing_itself() {
    let own = own("{name} e {library}");
    let say = words(
        &own,
        Some(NoticeKind::Due),
        Language::It,
        "{library}",
        "Empoli",
        1,
    );
    assert_eq!(say, "{library} e Empoli");
}

#[test]
fn what_is_said_has_an_end_whatever_is_filled_in() {
    let own = own(&"{name}".repeat(166));
    let name = "è".repeat(200);
    let say = words(
        &own,
        Some(NoticeKind::Due),
        Language::It,
        &name,
        "Empoli",
        1,
    );
    assert_eq!(say.chars().count(), 2_000);
}

#[test]
fn a_placeholder_that_nobody_knows_is_named() {
    assert_eq!(unknown_placeholder("Ciao {noem}, {name}"), Some("noem"));
    assert_eq!(
        unknown_placeholder("Ciao {nome} da {biblioteca}, {Library}"),
        None
    );
    assert_eq!(
        unknown_placeholder("{hours}"),
        Some("hours"),
        "answers know it, notices don't"
    );
    assert_eq!(unknown_placeholder("un { è un {\n}"), None);
    assert_eq!(unknown_placeholder("{}"), Some(""));
}

fn said(kind: Option<NoticeKind>, language: Language, name: &str, count: usize) -> String {
    words(&on(), kind, language, name, "", count)
}

/// Words of the library's own for DUE in Italian.
fn own(text: &str) -> NoticePolicy {
    let (kind, language) = (NoticeKind::Due, Language::It);
    let text = text.to_owned();
    NoticePolicy {
        wordings: vec![NoticeWording {
            kind,
            language,
            text,
        }],
        ..on()
    }
}
