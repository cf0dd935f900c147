//! The record for programs: JSON. Times are ISO 8601 in UTC.

use serde_json::{Value, json};
use sportello_core::{
    AppointmentState, Author, CallBackHow, CallBackState, MailAddress, PhoneNumber,
};
use sportello_store::{PatronRecord, RecordedCase, RecordedMessage};

use super::{path_of, path_of_case, utc};

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

fn speaker(message: &RecordedMessage) -> Value {
    match message.author {
        Author::Patron(_) => json!("patron"),
        Author::Librarian(_) => json!("librarian"),
        Author::Desk(happened) => json!({ "desk": happened }),
    }
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

fn iso(at: i64) -> String {
    let local = utc().local(at);
    local.map_or_else(String::new, |local| {
        local.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
    })
}
