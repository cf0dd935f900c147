//! The record for people: a page that can be kept and printed.

use std::fmt::Write;

use sportello_core::hours::Hours;
use sportello_core::{
    AppointmentState, Author, CallBack, CallBackHow, MailAddress, OutgoingKind, PhoneNumber,
};
use sportello_store::{
    BorrowerRow, OutboxRow, PatronRecord, RecordedAppointment, RecordedCase, RecordedContact,
    RecordedMessage,
};

use super::happened::{entry_in, happened_in, mode_in, outcome_in};
use super::{path_of, path_of_case, utc};
use crate::appointments::said_in;
use crate::http::template::{Piece, escaped, fill};
use crate::http::words::{Words, words};

/// The record for people, in the language the patron reads, with times in UTC.
pub(crate) fn in_words(record: &PatronRecord) -> String {
    as_page(record, None, words(record.language))
}

/// The record for people, with times as the desk's clock shows them.
pub(in crate::http) fn as_page(
    record: &PatronRecord,
    clock: Option<&Hours>,
    words: &Words,
) -> String {
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
        include_str!("page.html"),
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
