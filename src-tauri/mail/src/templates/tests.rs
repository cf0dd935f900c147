use proptest::prelude::*;

use super::*;

const LANGUAGES: [Language; 2] = [Language::It, Language::En];

fn values() -> Values {
    Values {
        library: "Biblioteca di Empoli".into(),
        desk: "Prestiti & Co.".into(),
        patron: "Ada <b>Rossi</b>".into(),
        link: "https://desk.example/@biblioteca.empoli?a=1&b=2#segreto".into(),
        until: NaiveDate::from_ymd_opt(2026, 12, 1),
        minutes: Some(2),
        appointment: None,
        loans: Vec::new(),
        code: None,
    }
}

fn own(text: &str) -> Wording {
    Wording::new(Kind::PrivateLink, "Il link", text).expect("a wording")
}

#[test]
fn every_embedded_wording_keeps_the_rules_for_a_library_s_own() {
    for kind in Kind::ALL {
        for language in LANGUAGES {
            let embedded = Wording::embedded(kind, language);
            let judged = Wording::new(kind, embedded.subject(), embedded.text());
            assert_eq!(judged, Ok(embedded.clone()), "{kind:?} {language:?}");
            let other = match language {
                Language::It => Language::En,
                Language::En => Language::It,
            };
            for piece in pieces(embedded.text()) {
                if let Piece::Named(word) = piece {
                    let placeholder = Placeholder::named(word).expect("a known one");
                    assert_eq!(placeholder.word(language), word, "not in {other:?}");
                }
            }
        }
    }
}

#[test]
fn a_letter_in_italian_addresses_the_reader_as_lei() {
    let written = write(Kind::PrivateLink, Language::It, None, &values());
    assert_eq!(
        written.subject,
        "Il Suo link privato – Biblioteca di Empoli"
    );
    assert_eq!(
        written.text,
        "Gentile Ada <b>Rossi</b>,\n\n\
         ecco il link privato che ha chiesto a Prestiti & Co.. Con questo link ritrova i Suoi messaggi su qualsiasi telefono o computer:\n\n\
         https://desk.example/@biblioteca.empoli?a=1&b=2#segreto\n\n\
         Il link vale fino al 1º dicembre 2026.\n\n\
         Chi ha questo link può leggere i Suoi messaggi: lo tenga per sé. Se non l’ha chiesto Lei, può ignorare questa e-mail.\n\n\
         Cordiali saluti\nBiblioteca di Empoli\n"
    );
    let familiar = ["tuo", "tuoi", "tua", "hai", "puoi", "ti", "te"];
    for kind in Kind::ALL {
        let text = Wording::embedded(kind, Language::It);
        let words = text.text().split(|one: char| !one.is_alphabetic());
        for word in words {
            assert!(
                !familiar.contains(&word.to_lowercase().as_str()),
                "{kind:?}: {word}"
            );
        }
    }
}

#[test]
fn values_are_escaped_in_the_page() {
    let html = write(Kind::Answered, Language::En, None, &values()).html;
    assert!(
        html.contains("<p>Dear Ada &lt;b&gt;Rossi&lt;/b&gt;,</p>"),
        "{html}"
    );
    assert!(html.contains("Prestiti &amp; Co. has answered"), "{html}");
    let href = "href=\"https://desk.example/@biblioteca.empoli?a=1&amp;b=2#segreto\"";
    assert!(html.contains(href), "{html}");
    assert!(html.contains("<html lang=\"en\">"), "{html}");
    assert!(!html.contains("<b>Rossi"), "{html}");
}

#[test]
fn a_page_has_words_on_its_button_and_asks_nothing_of_strangers() {
    for kind in Kind::ALL {
        for language in LANGUAGES {
            let html = preview(kind, language, None).html;
            let button = format!(">{}</a>", words::open_link(kind, language));
            assert_eq!(html.contains(&button), has_link(kind), "{html}");
            for asked in ["<img", "<link", "<script", "src=", "@import", "url("] {
                assert!(!html.contains(asked), "{asked} in {html}");
            }
            assert!(!html.contains("{{"), "{html}");
        }
    }
}

#[test]
fn a_line_whose_placeholder_has_nothing_to_say_is_left_out() {
    let mut values = values();
    values.until = None;
    values.patron = " \n ".into();
    let written = write(Kind::PrivateLink, Language::It, None, &values);
    assert!(
        written.text.starts_with("Buongiorno,\n\necco "),
        "{}",
        written.text
    );
    assert!(!written.text.contains("fino al") && !written.html.contains("fino al"));
    assert!(!written.text.contains("\n\n\n"), "{}", written.text);
}

#[test]
fn minutes_are_one_or_many() {
    let mut values = values();
    values.minutes = Some(1);
    let one = write(Kind::YourTurn, Language::It, None, &values);
    assert!(one.text.contains("entro 1 minuto:"), "{}", one.text);
    let many = preview(Kind::YourTurn, Language::En, None);
    assert!(many.text.contains("within 2 minutes:"), "{}", many.text);
}

#[test]
fn a_library_s_own_words_are_used_in_both_languages_of_placeholders() {
    let wording = own("{greeting}\r\nvada qui: { LINK }, e {non\nè una parentesi}");
    let written = write(Kind::PrivateLink, Language::It, Some(&wording), &values());
    assert_eq!(written.subject, "Il link");
    let link = values().link;
    assert_eq!(
        written.text,
        format!("Gentile Ada <b>Rossi</b>,\nvada qui: {link}, e {{non\nè una parentesi}}\n")
    );
    assert!(
        written.html.contains("vada qui: <a href="),
        "{}",
        written.html
    );
    let shown = preview(Kind::PrivateLink, Language::It, Some(&wording));
    assert!(shown.text.contains("Gentile Ada Rossi,"), "{}", shown.text);
}

#[test]
fn a_link_that_is_no_address_of_the_web_is_no_link() {
    let mut values = values();
    values.link = "javascript:alert(1)".into();
    let html = write(Kind::Answered, Language::It, None, &values).html;
    assert!(!html.contains("href"), "{html}");
    assert!(html.contains("javascript:alert(1)"), "{html}");
}

#[test]
fn a_wording_that_would_go_wrong_is_refused_with_its_reason() {
    use WordingTrouble as No;
    let long_subject = "è".repeat(121);
    let long_text = format!("{{link}}{}", "è".repeat(4_000));
    let many = "{link} ".repeat(21);
    for (subject, text, why) in [
        ("", "{link}", No::NoSubject),
        (" ", "{link}", No::NoSubject),
        ("{biblioteca} {sportello}", "{link}", No::NoSubject),
        (&long_subject, "{link}", No::SubjectTooLong),
        ("A\nB", "{link}", No::SubjectNotOneLine),
        ("Ciao {nome}", "{link}", No::NotInSubject),
        ("Ciao {saluto}", "{link}", No::NotInSubject),
        ("Apra {link}", "{link}", No::NotInSubject),
        ("È tornato {titolo}", "{link}", No::NotInSubject),
        ("Il link", " \n ", No::NoText),
        ("Il link", &long_text, No::TextTooLong),
        ("Il link", &many, No::TextTooLong),
        ("Il link", "{link} {noem}", No::UnknownPlaceholder),
        ("Il link", "{link} {}", No::UnknownPlaceholder),
        ("Il link", "{link} {minuti}", No::UnknownPlaceholder),
        ("Il link", "Venga a trovarci.", No::NoLink),
        ("Il link", "Venga a trovarci: {link", No::NoLink),
    ] {
        let judged = Wording::new(Kind::PrivateLink, subject, text);
        assert_eq!(judged, Err(why), "{subject:?} {text:?}");
    }
    assert!(Wording::new(Kind::YourTurn, "Tocca a Lei", "{link} {minuti}").is_ok());
    assert!(Wording::new(Kind::CardCode, "Il codice", "Eccolo: {codice}").is_ok());
    for (kind, text, why) in [
        (Kind::CardCode, "Venga a trovarci.", No::NoCode),
        (Kind::CardCode, "{codice} {link}", No::UnknownPlaceholder),
        (Kind::CardCode, "{saluto} {codice}", No::UnknownPlaceholder),
        (Kind::LoanNotice, "{prestiti}", No::NoLink),
        (Kind::Answered, "{link} {prestiti}", No::UnknownPlaceholder),
    ] {
        assert_eq!(Wording::new(kind, "Notizie", text), Err(why), "{text}");
    }
    for secret in ["{codice}", "{prestiti}"] {
        for kind in [Kind::CardCode, Kind::LoanNotice] {
            let judged = Wording::new(kind, &format!("È {secret}"), "{link}");
            assert_eq!(judged, Err(No::NotInSubject));
        }
    }
    assert_eq!(
        Wording::new(Kind::YourTurn, "Tocca a Lei", "{link} {scadenza}"),
        Err(No::UnknownPlaceholder)
    );
}

#[test]
fn each_loan_has_a_line_of_its_own_and_the_subject_names_none() {
    let loans = vec![
        loan("Il nome <della> rosa", 1, true),
        loan("", 8, false),
        loan("Lessico\nfamigliare", 9, false),
    ];
    let values = Values { loans, ..values() };
    let written = write(Kind::LoanNotice, Language::It, None, &values);
    assert_eq!(
        written.subject,
        "Promemoria dalla biblioteca – Biblioteca di Empoli"
    );
    let lines = "– Il nome <della> rosa – scaduto martedì 1º dicembre 2026\n\
                 – Un prestito – da restituire entro martedì 8 dicembre 2026\n\
                 – Lessico famigliare – da restituire entro mercoledì 9 dicembre 2026\n\n";
    assert!(written.text.contains(lines), "{}", written.text);
    assert!(
        written.html.contains(
            "– Il nome &lt;della&gt; rosa – scaduto martedì 1º dicembre 2026<br>\n– Un prestito"
        ),
        "{}",
        written.html
    );
    let english = write(Kind::LoanNotice, Language::En, None, &values).text;
    assert!(
        english.contains("– Lessico famigliare – due by Wednesday 9 December 2026\n"),
        "{english}"
    );
    assert!(english.contains("overdue since Tuesday 1 December 2026\n"));
}

#[test]
fn of_very_many_loans_a_letter_says_how_many_more_there_are() {
    let loans = (0..MOST_LOANS + 2).map(|_| loan("Libro", 8, false));
    let loans: Vec<LoanLine> = loans.collect();
    let many = Values { loans, ..values() };
    let written = write(Kind::LoanNotice, Language::It, None, &many);
    let named = written.text.matches("– Libro –").count();
    assert_eq!(named, MOST_LOANS);
    assert!(
        written.text.contains("\n– e altri 2 prestiti\n"),
        "{}",
        written.text
    );
    let none = write(Kind::LoanNotice, Language::It, None, &values());
    assert!(
        none.text
            .contains("che ha in casa:\n\nDa questo link può rinnovarli"),
        "{}",
        none.text
    );
}

#[test]
fn a_code_goes_out_with_no_link_and_nothing_that_was_typed_on_a_page() {
    let code = Some("482913".to_owned());
    let minutes = Some(10);
    let values = Values {
        code,
        minutes,
        ..values()
    };
    for language in LANGUAGES {
        let written = write(Kind::CardCode, language, None, &values);
        assert!(written.text.contains("\n\n482913\n\n"), "{}", written.text);
        assert!(written.text.contains(" 10 minut"), "{}", written.text);
        assert!(!written.subject.contains("482913"), "{}", written.subject);
        for other in ["segreto", "Rossi", "https://"] {
            assert!(!written.text.contains(other) && !written.html.contains(other));
        }
    }
}

/// A loan that is due on a day of December 2026.
fn loan(title: &str, day: u32, is_overdue: bool) -> LoanLine {
    LoanLine {
        title: title.into(),
        due: NaiveDate::from_ymd_opt(2026, 12, day).expect("a day"),
        is_overdue,
    }
}

fn has_link(kind: Kind) -> bool {
    kind.placeholders().contains(&Placeholder::Link)
}

#[test]
fn a_log_has_neither_the_link_nor_the_name() {
    let loans = vec![loan("Lessico famigliare", 8, false)];
    let code = Some("482913".to_owned());
    let values = Values {
        loans,
        code,
        ..values()
    };
    for kind in [Kind::Answered, Kind::LoanNotice, Kind::CardCode] {
        let written = write(kind, Language::It, None, &values);
        let logged = format!("{values:?} {written:?}");
        for secret in ["segreto", "Rossi", "Lessico", "482913"] {
            assert!(!logged.contains(secret), "{logged}");
        }
    }
}

proptest! {
    #[test]
    fn whatever_is_filled_in_stays_in_its_place(
        library in "\\PC{0,300}|[\\r\\n<>&\"'{}a]{0,40}",
        desk in "\\PC{0,40}|[\\r\\n<>&\"'{}a]{0,40}",
        patron in "\\PC{0,300}|[\\r\\n<>&\"'{}a]{0,40}",
        link in "https://a.example/[!-~]{0,60}|\\PC{0,60}",
        title in "\\PC{0,300}|[\\r\\n<>&\"'{}a]{0,40}",
        kind in prop::sample::select(&Kind::ALL[..]),
        language in prop::sample::select(&LANGUAGES[..]),
    ) {
        let loans = vec![loan(&title, 8, true)];
        let values = Values { library, desk, patron, link, loans, ..values() };
        let written = write(kind, language, None, &values);
        prop_assert!(crate::letter::check_subject(&written.subject).is_ok(), "{:?}", written.subject);
        let tags = |html: &str| html.matches('<').count();
        let sample = preview(kind, language, None).html;
        // Nothing that was filled in opens a tag; a link that is none makes no anchor.
        prop_assert!(tags(&written.html) <= tags(&sample), "{}", written.html);
    }

    #[test]
    fn whatever_a_library_writes_is_refused_or_makes_a_letter(
        subject in "\\PC{0,140}|[{}a \\n]{0,20}",
        text in "(\\{link\\}|\\{saluto\\}|\\{|\\}|\\n|\\r\\n| |è|<|>|\\{x\\}){0,60}",
    ) {
        if let Ok(wording) = Wording::new(Kind::Answered, &subject, &text) {
            let written = write(Kind::Answered, Language::It, Some(&wording), &values());
            prop_assert!(crate::letter::check_subject(&written.subject).is_ok());
            prop_assert!(written.text.contains(&values().link));
            prop_assert!(written.html.contains("#segreto"));
        }
    }
}

#[test]
fn the_pieces_of_the_page_say_what_the_page_says() {
    for kind in Kind::ALL {
        for language in [Language::It, Language::En] {
            let page = preview(kind, language, None).html;
            let parts = preview_page(kind, language, None);
            let buttons = parts.iter().filter(|part| matches!(part, Part::Button(_)));
            let expected = usize::from(has_link(kind));
            assert_eq!(buttons.count(), expected, "{kind:?} {language:?}");
            assert!(parts.len() > 2);
            for part in &parts {
                let words = match part {
                    Part::Button(words) => std::slice::from_ref(words),
                    Part::Paragraph(lines) => lines.as_slice(),
                };
                for line in words {
                    assert!(page.contains(line.as_str()), "{line} is not in\n{page}");
                }
            }
        }
    }
}
