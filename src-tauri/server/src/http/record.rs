//! All that is kept of a patron, as they take it away: JSON for programs, a page for
//! people. Both say the same.

use std::fmt::Write;

use serde_json::{Value, json};
use sportello_core::hours::{Hours, Tz, Week};
use sportello_core::{
    AppointmentState, Author, CallBack, CallBackHow, CallBackState, CaseEntryKind, Handle,
    Happened, MailAddress, Mode, Outcome, OutgoingKind, PhoneNumber,
};
use sportello_store::{
    BorrowerRow, OutboxRow, PatronRecord, RecordedAppointment, RecordedCase, RecordedContact,
    RecordedMessage,
};

use super::template::{Piece, escaped, fill};
use super::words::{Words, words};
use crate::appointments::said_in;

/// The record for programs. Times are ISO 8601 in UTC.
pub(crate) fn as_json(record: &PatronRecord) -> Value {
    let messages = record.messages.iter().map(|one| {
        let file = one.attachment.as_ref().map(|file| {
            json!({
                "name": file.name,
                "kind": file.kind,
                "bytes": file.size,
                "consented": file.consented_at.map(iso),
                "path": path_of(&record.handle, file.file),
            })
        });
        json!({
            "at": iso(one.at),
            "from": speaker(one),
            "librarian": one.librarian,
            "text": one.text.as_ref().map(|text| text.as_str()),
            "file": file,
            "loans": one.loans,
            "case": one.case.as_ref().map(|case| case.number.to_string()),
        })
    });
    let cases = record.cases.iter().map(|one| case_json(record, one));
    let outgoing = record.outgoing.iter().map(|one| {
        json!({
            "at": iso(one.created_at),
            "channel": one.row.new.channel,
            "kind": one.row.new.kind,
            "address": one.row.new.address,
        })
    });
    let devices = record
        .devices
        .iter()
        .map(|one| json!({ "since": iso(one.created_at), "service": one.host }));
    let contacts = record.contacts.iter().map(|one| {
        json!({
            "arrived": iso(one.arrived),
            "answered": one.answered.map(iso),
            "ended": one.ended.map(iso),
            "mode": one.mode,
            "name": one.name.as_str(),
            "librarian": one.librarian,
            "topic": one.topic.as_ref().map(|(italian, _)| italian),
            "outcome": one.outcome,
            "note": one.note,
            "notePassedOn": one.passed_note,
            "rating": one.rating,
        })
    });
    let appointments = record.appointments.iter().map(|one| {
        let answers = one
            .answers
            .iter()
            .map(|(question, answer)| json!({ "question": question.italian, "answer": answer }));
        json!({
            "consultation": one.consultation.italian,
            "starts": iso(one.starts),
            "ends": iso(one.ends),
            "meeting": one.meeting,
            "librarian": one.librarian,
            "state": state(one.state),
            "name": one.name.as_str(),
            "answers": answers.collect::<Vec<_>>(),
            "booked": iso(one.made),
        })
    });
    let call_backs = record.call_backs.iter().map(|one| {
        let (mode, phone) = match &one.how {
            CallBackHow::Page { mode } => (Some(mode), None),
            CallBackHow::Phone { number } => (None, number.as_ref().map(PhoneNumber::as_str)),
        };
        json!({
            "due": iso(one.due),
            "agreed": iso(one.agreed_at),
            "mode": mode,
            "phone": phone,
            "about": one.about,
            "case": one.case.as_ref().map(|case| case.number),
            "tries": one.tries,
            "state": call_back_state(one.state),
        })
    });
    let cards = record.cards.iter().map(|one| {
        let loans = one.loans.iter().map(|loan| {
            json!({
                "title": loan.title,
                "author": loan.author,
                "item": loan.item,
                "due": loan.due.to_string(),
            })
        });
        json!({
            "name": one.name,
            "card": one.card,
            "mail": one.mail.as_ref().map(MailAddress::as_str),
            "notices": one.notices,
            "loans": loans.collect::<Vec<_>>(),
        })
    });
    json!({
        "library": record.library,
        "desk": record.desk,
        "handle": record.handle.to_string(),
        "since": iso(record.since),
        "name": record.name.as_str(),
        "language": record.language,
        "reach": record.reach.mail().map(MailAddress::as_str),
        "devices": devices.collect::<Vec<_>>(),
        "outgoing": outgoing.collect::<Vec<_>>(),
        "messages": messages.collect::<Vec<_>>(),
        "contacts": contacts.collect::<Vec<_>>(),
        "appointments": appointments.collect::<Vec<_>>(),
        "callBacks": call_backs.collect::<Vec<_>>(),
        "cards": cards.collect::<Vec<_>>(),
        "cases": cases.collect::<Vec<_>>(),
    })
}

fn case_json(record: &PatronRecord, one: &RecordedCase) -> Value {
    let entries = one.entries.iter().map(|row| {
        let files = row.files.iter().map(|file| {
            json!({
                "name": file.name,
                "kind": file.kind,
                "bytes": file.size,
                "path": path_of_case(&record.handle, file.id),
            })
        });
        json!({
            "at": iso(row.at),
            "what": row.entry.kind,
            "text": row.entry.text,
            "files": files.collect::<Vec<_>>(),
        })
    });
    json!({
        "number": one.number.to_string(),
        "subject": one.subject,
        "state": one.state,
        "office": one.office,
        "promised": one.promised.to_string(),
        "opened": iso(one.opened),
        "name": one.asker.name,
        "mail": one.asker.mail.as_ref().map(MailAddress::as_str),
        "phone": one.asker.phone,
        "entries": entries.collect::<Vec<_>>(),
    })
}

/// The record for people, in the language the patron reads, with times in UTC.
pub(crate) fn in_words(record: &PatronRecord) -> String {
    as_page(record, None, words(record.language))
}

/// The record for people, with times as the desk's clock shows them.
pub(super) fn as_page(record: &PatronRecord, clock: Option<&Hours>, words: &Words) -> String {
    let time = |at: i64| local(clock, at);
    let messages: String = record
        .messages
        .iter()
        .map(|one| line(record, one, &time, words))
        .collect();
    let visits: String = record
        .contacts
        .iter()
        .map(|one| visit(one, &time, words))
        .collect();
    let appointments: String = record
        .appointments
        .iter()
        .map(|one| booked(one, &time, words))
        .collect();
    let call_backs: String = record
        .call_backs
        .iter()
        .map(|one| called_back(one, &time))
        .collect();
    let cards: String = record.cards.iter().map(card).collect();
    let cases: String = record
        .cases
        .iter()
        .map(|one| case(record, one, &time, words))
        .collect();
    let outgoing: String = record
        .outgoing
        .iter()
        .map(|one| gone_out(one, &time, words))
        .collect();
    let devices: String = record
        .devices
        .iter()
        .map(|one| {
            let (host, since) = (escaped(&one.host), time(one.created_at));
            format!("<li>{host} · {}</li>", escaped(&since))
        })
        .collect();
    let name = if record.name.as_str().is_empty() {
        "–"
    } else {
        record.name.as_str()
    };
    fill(
        include_str!("record.html"),
        &[
            ("lang", Piece::Text(words.code)),
            ("title", Piece::Text(words.record_title)),
            (
                "where",
                Piece::Text(&format!(
                    "{} – {} ({})",
                    record.desk, record.library, record.handle
                )),
            ),
            ("name_title", Piece::Text(words.record_name)),
            ("name", Piece::Text(name)),
            ("since_title", Piece::Text(words.record_since)),
            ("since", Piece::Text(&time(record.since))),
            ("reach_title", Piece::Text(words.record_reach)),
            (
                "reach",
                Piece::Text(
                    record
                        .reach
                        .mail()
                        .map_or(words.record_no_reach, MailAddress::as_str),
                ),
            ),
            ("devices_title", Piece::Text(words.record_devices)),
            ("devices", Piece::Html(&list(&devices, words))),
            ("outgoing_title", Piece::Text(words.record_outgoing)),
            ("outgoing", Piece::Html(&list(&outgoing, words))),
            ("messages_title", Piece::Text(words.record_messages)),
            ("messages", Piece::Html(&list(&messages, words))),
            ("visits_title", Piece::Text(words.record_visits)),
            ("visits", Piece::Html(&list(&visits, words))),
            ("appointments_title", Piece::Text(words.record_appointments)),
            ("appointments", Piece::Html(&list(&appointments, words))),
            ("call_backs_title", Piece::Text(words.record_call_backs)),
            ("call_backs", Piece::Html(&list(&call_backs, words))),
            ("cards_title", Piece::Text(words.record_cards)),
            ("cards", Piece::Html(&list(&cards, words))),
            ("cases_title", Piece::Text(words.record_cases)),
            ("cases", Piece::Html(&list(&cases, words))),
        ],
    )
}

fn list(items: &str, words: &Words) -> String {
    match items {
        "" => format!("<p>{}</p>", escaped(words.record_nothing)),
        items => format!("<ul>{items}</ul>"),
    }
}

fn line(
    record: &PatronRecord,
    message: &RecordedMessage,
    time: &impl Fn(i64) -> String,
    words: &Words,
) -> String {
    let who = match message.author {
        Author::Patron(_) => words.record_you,
        Author::Librarian(_) => message.librarian.as_deref().unwrap_or(words.record_desk),
        Author::Desk(_) => words.record_desk,
    };
    let mut item = format!(
        "<li><b>{}</b> · {}",
        escaped(who),
        escaped(&time(message.at))
    );
    if let Author::Desk(happened) = message.author {
        let _ = write!(item, "<p>{}</p>", escaped(happened_in(happened, words))); // into a String
    }
    if let Some(text) = &message.text {
        let _ = write!(item, "<p class=\"said\">{}</p>", escaped(text.as_str()));
    }
    for loan in &message.loans {
        let _ = write!(item, "<p>{} · {}</p>", escaped(&loan.title), loan.due);
    }
    if let Some(file) = &message.attachment {
        let path = path_of(&record.handle, file.file);
        let _ = write!(item, "<p>{} ({path})</p>", escaped(&file.name));
        if let Some(at) = file.consented_at {
            let told = words.record_consented;
            let _ = write!(item, "<p>{}: {}</p>", escaped(told), escaped(&time(at)));
        }
    }
    item + "</li>"
}

/// A card that is linked, with what is out on it.
fn card(one: &BorrowerRow) -> String {
    let mut item = format!("<li><b>{}</b> · {}", escaped(&one.name), escaped(&one.card));
    for loan in &one.loans {
        let _ = write!(item, "<p>{} · {}</p>", escaped(&loan.title), loan.due); // into a String
    }
    item + "</li>"
}

/// A request that became a case, with what was said of it.
fn case(
    record: &PatronRecord,
    one: &RecordedCase,
    time: &impl Fn(i64) -> String,
    words: &Words,
) -> String {
    let asker = &one.asker;
    let mail = asker.mail.as_ref().map_or("", MailAddress::as_str);
    let promised = one.promised.format("%d/%m/%Y").to_string();
    let (number, opened) = (one.number.to_string(), time(one.opened));
    let head = [
        number.as_str(),
        &one.subject,
        &one.office,
        &opened,
        &asker.name,
        mail,
        &asker.phone,
    ];
    let head: Vec<&str> = head.into_iter().filter(|one| !one.is_empty()).collect();
    let until = format!("{}: {promised}", words.record_promised);
    let mut item = format!(
        "<li><b>{}</b><p>{}</p>",
        escaped(&head.join(" · ")),
        escaped(&until)
    );
    for row in &one.entries {
        let what = entry_in(row.entry.kind, words);
        let said = format!("{what} · {}", time(row.at));
        let _ = write!(item, "<p>{}</p>", escaped(&said)); // into a String
        if !row.entry.text.is_empty() {
            let _ = write!(item, "<p class=\"said\">{}</p>", escaped(&row.entry.text));
        }
        for file in &row.files {
            let path = path_of_case(&record.handle, file.id);
            let _ = write!(item, "<p>{} ({path})</p>", escaped(&file.name));
        }
    }
    item + "</li>"
}

/// What happened to a case, as its patron is told of it.
const fn entry_in(kind: CaseEntryKind, words: &Words) -> &'static str {
    match kind {
        CaseEntryKind::AskedPatron => words.cases[1],
        CaseEntryKind::Answered => words.cases[2],
        CaseEntryKind::Told | CaseEntryKind::PromiseMoved => words.cases[3],
        CaseEntryKind::Closed => words.cases[4],
        CaseEntryKind::Reopened => words.cases[5],
        CaseEntryKind::PatronWrote => words.cases[6],
        CaseEntryKind::Opened
        | CaseEntryKind::Contact
        | CaseEntryKind::Excerpt
        | CaseEntryKind::Note
        | CaseEntryKind::HandedOff
        | CaseEntryKind::OfficeWrote
        | CaseEntryKind::OtherWrote
        | CaseEntryKind::AutoReply
        | CaseEntryKind::NotDelivered
        | CaseEntryKind::Assigned
        | CaseEntryKind::Changed
        | CaseEntryKind::Snoozed
        | CaseEntryKind::CallBackAgreed
        | CaseEntryKind::CallBackMoved
        | CaseEntryKind::CallBackCalledOff
        | CaseEntryKind::CalledBack
        | CaseEntryKind::NotReached
        | CaseEntryKind::CallBackGivenUp => words.cases[0],
    }
}

fn booked(one: &RecordedAppointment, time: &impl Fn(i64) -> String, words: &Words) -> String {
    let language = words.language();
    let mut item = format!(
        "<li><b>{}</b> · {} · {}",
        escaped(said_in(&one.consultation, language)),
        escaped(&time(one.starts)),
        escaped(&one.librarian)
    );
    if matches!(one.state, AppointmentState::Cancelled { .. }) {
        let _ = write!(item, "<p>{}</p>", escaped(words.appointment[3])); // into a String
    }
    for (question, answer) in one.answers.iter().filter(|(_, answer)| !answer.is_empty()) {
        let question = escaped(said_in(question, language));
        let _ = write!(item, "<p class=\"said\">{question} {}</p>", escaped(answer));
    }
    item + "</li>"
}

fn called_back(one: &CallBack, time: &impl Fn(i64) -> String) -> String {
    let number = match &one.how {
        CallBackHow::Phone { number } => number.as_ref().map(PhoneNumber::as_str),
        CallBackHow::Page { .. } => None,
    };
    let due = time(one.due);
    let told = [&due, number.unwrap_or_default(), &one.about].map(escaped);
    let told = told.into_iter().filter(|part| !part.is_empty());
    format!("<li>{}</li>", told.collect::<Vec<_>>().join(" · "))
}

/// How a call-back stands, for programs.
const fn call_back_state(state: CallBackState) -> &'static str {
    match state {
        CallBackState::Agreed => "agreed",
        CallBackState::Taken { .. } => "taken",
        CallBackState::Reached { .. } => "reached",
        CallBackState::GivenUp { .. } => "givenUp",
        CallBackState::CalledOff { .. } => "calledOff",
    }
}

/// How an appointment stands, for programs.
const fn state(state: AppointmentState) -> &'static str {
    match state {
        AppointmentState::Held { .. } => "held",
        AppointmentState::Unconfirmed { .. } => "unconfirmed",
        AppointmentState::Booked => "booked",
        AppointmentState::Arrived => "arrived",
        AppointmentState::Done => "done",
        AppointmentState::Cancelled { .. } => "cancelled",
        AppointmentState::NoShow => "noShow",
    }
}

fn gone_out(one: &OutboxRow, time: &impl Fn(i64) -> String, words: &Words) -> String {
    let what = match one.row.new.kind {
        OutgoingKind::PrivateLink => words.record_outgoing_link,
        OutgoingKind::Answered => words.record_outgoing_answered,
        OutgoingKind::YourTurn => words.record_outgoing_turn,
        OutgoingKind::CallBack => words.record_outgoing_call_back,
        OutgoingKind::AppointmentBooked
        | OutgoingKind::AppointmentToConfirm
        | OutgoingKind::AppointmentMoved
        | OutgoingKind::AppointmentCancelled
        | OutgoingKind::AppointmentReminder
        | OutgoingKind::CalendarKeep
        | OutgoingKind::CalendarRemove => words.record_outgoing_appointment,
        OutgoingKind::LoanNotice => words.record_outgoing_loans,
        OutgoingKind::CardCode => words.record_outgoing_code,
        OutgoingKind::HandOff => words.record_outgoing_hand_off,
        OutgoingKind::CaseNews => words.record_outgoing_case,
    };
    let at = time(one.created_at);
    let told = [what, &one.row.new.address, &at].map(escaped);
    format!("<li>{}</li>", told.join(" · "))
}

fn visit(contact: &RecordedContact, time: &impl Fn(i64) -> String, words: &Words) -> String {
    let mut told = vec![
        time(contact.arrived),
        mode_in(contact.mode, words).to_owned(),
    ];
    told.extend(contact.librarian.clone());
    told.extend(contact.topic.as_ref().map(|(italian, english)| {
        if words.code == "it" {
            italian.clone()
        } else {
            english.clone()
        }
    }));
    told.extend(
        contact
            .outcome
            .map(|outcome| outcome_in(outcome, words).to_owned()),
    );
    told.extend(contact.rating.map(|stars| format!("{stars}/5")));
    let mut item = format!("<li>{}", escaped(&told.join(" · ")));
    for note in [&contact.passed_note, &contact.note] {
        if note.is_empty() {
            continue;
        }
        let _ = write!(item, "<p class=\"said\">{}</p>", escaped(note)); // into a String
    }
    item + "</li>"
}

/// Where a file can be fetched, for as long as it is kept.
fn path_of(handle: &Handle, file: sportello_core::FileId) -> String {
    format!("/api/{handle}/files/{file}")
}

/// The same for a file of a case.
fn path_of_case(handle: &Handle, file: sportello_core::FileId) -> String {
    format!("/api/{handle}/case-files/{file}")
}

fn speaker(message: &RecordedMessage) -> Value {
    match message.author {
        Author::Patron(_) => json!("patron"),
        Author::Librarian(_) => json!("librarian"),
        Author::Desk(happened) => json!({ "desk": happened }),
    }
}

fn happened_in(happened: Happened, words: &Words) -> &'static str {
    let [missed, closed, unanswered] = words.happened;
    match happened {
        Happened::TurnMissed => missed,
        Happened::ClosedWhileWaiting => closed,
        Happened::CallUnanswered => unanswered,
        Happened::AppointmentBooked => words.appointment[0],
        Happened::AppointmentToConfirm => words.appointment[1],
        Happened::AppointmentMoved => words.appointment[2],
        Happened::AppointmentCancelled => words.appointment[3],
        Happened::AppointmentTomorrow => words.appointment[4],
        Happened::AppointmentSoon => words.appointment[5],
        Happened::AppointmentUnconfirmed => words.appointment[6],
        Happened::AppointmentMissed => words.appointment[7],
        Happened::LoanNotice => words.loans[0],
        Happened::LoanRenewed => words.loans[1],
        Happened::LoanNotRenewed => words.loans[2],
        Happened::LoanRenewalAsked => words.loans[3],
        Happened::LoanReturnSaid => words.loans[4],
        Happened::LoanToTalkAbout => words.loans[5],
        Happened::CardLinked => words.loans[6],
        Happened::NoticesStopped => words.loans[7],
        Happened::CaseOpened => words.cases[0],
        Happened::CaseAsked => words.cases[1],
        Happened::CaseAnswered => words.cases[2],
        Happened::CasePromiseMoved => words.cases[3],
        Happened::CaseClosed => words.cases[4],
        Happened::CaseReopened => words.cases[5],
        Happened::CaseInfoAdded => words.cases[6],
        Happened::CallBackAgreed => words.call_backs[0],
        Happened::CallBackMoved => words.call_backs[1],
        Happened::CallBackGivenUp => words.call_backs[2],
        Happened::CallBackCalledOff => words.call_backs[3],
    }
}

fn mode_in(mode: Mode, words: &Words) -> &'static str {
    let [video, voice, chat] = words.modes;
    match mode {
        Mode::Video => video,
        Mode::Voice => voice,
        Mode::Chat => chat,
    }
}

fn outcome_in(outcome: Outcome, words: &Words) -> &'static str {
    let [
        resolved,
        handed_off,
        appointment,
        call_back,
        abandoned,
        message,
        not_reached,
        blocked,
    ] = words.outcomes;
    match outcome {
        Outcome::ResolvedAtFirstLevel => resolved,
        Outcome::HandedOff => handed_off,
        Outcome::Appointment => appointment,
        Outcome::CallBack => call_back,
        Outcome::Abandoned => abandoned,
        Outcome::MessageLeft => message,
        Outcome::NotReached => not_reached,
        Outcome::Blocked => blocked,
    }
}

fn utc() -> Hours {
    Hours {
        zone: Tz::UTC,
        week: Week::default(),
        holidays: None,
        exceptions: Default::default(),
    }
}

fn iso(at: i64) -> String {
    let local = utc().local(at);
    local.map_or_else(String::new, |local| {
        local.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
    })
}

fn local(clock: Option<&Hours>, at: i64) -> String {
    match clock.and_then(|clock| clock.local(at)) {
        Some(local) => local.format("%d/%m/%Y %H:%M").to_string(),
        None => {
            let universal = utc().local(at);
            universal.map_or_else(String::new, |at| {
                at.format("%d/%m/%Y %H:%M UTC").to_string()
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use sportello_core::{
        Attachment, FileId, FileKind, Language, LibrarianId, PatronId, PatronName, Text,
    };
    use uuid::Uuid;

    use super::super::words::words;
    use super::*;

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
}
