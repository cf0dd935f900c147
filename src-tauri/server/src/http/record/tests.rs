//! What is kept of a patron, told to programs and to people.

use serde_json::Value;
use sportello_core::{
    Attachment, Author, FileKind, Happened, Language, LibrarianId, Mode, Outcome, PatronId,
    PatronName, Text,
};
use sportello_store::{PatronRecord, RecordedContact, RecordedMessage};
use uuid::Uuid;

use super::*;
use crate::http::words::words;

fn record() -> PatronRecord {
    let said = |at, author, text: &str| RecordedMessage {
        at,
        author,
        librarian: matches!(author, Author::Librarian(_)).then(|| "Bo Conti".into()),
        text: Text::parse(text).ok(),
        attachment: None,
        appointment: None,
        loans: Vec::new(),
        case: None,
    };
    let mut photograph = said(1_800_000_060_000, Author::Patron(PatronId(Uuid::nil())), "");
    photograph.attachment = Some(Attachment {
        file: FileId(Uuid::from_u128(7)),
        name: "tessera.jpg".into(),
        kind: FileKind::Jpeg,
        size: 9,
        consented_at: Some(1_800_000_059_000),
    });
    PatronRecord {
        library: "Biblioteca".into(),
        desk: "Sportello".into(),
        handle: Handle::parse("@biblioteca.prova").expect("a good handle"),
        since: 1_800_000_000_000,
        name: PatronName::tidy("Ada"),
        language: Language::It,
        reach: sportello_core::ReachWish::NotSaid,
        devices: Vec::new(),
        outgoing: Vec::new(),
        messages: vec![
            said(
                1_800_000_000_000,
                Author::Patron(PatronId(Uuid::nil())),
                "<b>ciao</b>",
            ),
            photograph,
            said(
                1_800_000_120_000,
                Author::Librarian(LibrarianId(Uuid::nil())),
                "eccola",
            ),
            said(1_800_000_180_000, Author::Desk(Happened::TurnMissed), ""),
        ],
        appointments: Vec::new(),
        call_backs: Vec::new(),
        cards: Vec::new(),
        cases: Vec::new(),
        contacts: vec![RecordedContact {
            arrived: 1_800_000_000_000,
            answered: Some(1_800_000_030_000),
            ended: None,
            mode: Mode::Video,
            name: PatronName::tidy("Ada"),
            librarian: Some("Bo Conti".into()),
            topic: Some(("Prestiti".into(), "Loans".into())),
            outcome: Some(Outcome::ResolvedAtFirstLevel),
            note: "tessera <rinnovata>".into(),
            passed_note: "cerca una mappa".into(),
            rating: Some(5),
        }],
    }
}

#[test]
fn the_record_for_programs_has_everything_with_its_time() {
    let json = as_json(&record());
    assert_eq!(json["since"], "2027-01-15T08:00:00.000Z");
    assert_eq!(json["messages"][0]["text"], "<b>ciao</b>");
    let path = "/api/@biblioteca.prova/files/00000000-0000-0000-0000-000000000007";
    assert_eq!(json["messages"][1]["file"]["path"], path);
    let consented = &json["messages"][1]["file"]["consented"];
    assert_eq!(consented, "2027-01-15T08:00:59.000Z");
    assert_eq!(json["messages"][2]["librarian"], "Bo Conti");
    assert_eq!(json["messages"][3]["from"]["desk"], "turnMissed");
    assert_eq!(json["contacts"][0]["outcome"], "resolvedAtFirstLevel");
    assert_eq!(json["contacts"][0]["ended"], Value::Null);
}

#[test]
fn the_record_for_people_reads_in_their_language_by_the_desks_clock() {
    let rome = Hours {
        zone: Tz::Europe__Rome,
        ..utc()
    };
    let page = as_page(&record(), Some(&rome), words(Language::It));
    for part in [
        "15/01/2027 09:00",
        "&lt;b&gt;ciao&lt;/b&gt;",
        "tessera.jpg",
        "Bo Conti",
        "Prestiti",
        "5/5",
        "tessera &lt;rinnovata&gt;",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("<b>ciao") && !page.contains("<script"));
    let page = as_page(&record(), None, words(Language::En));
    assert!(
        page.contains("15/01/2027 08:00 UTC") && page.contains("Loans"),
        "{page}"
    );
}
