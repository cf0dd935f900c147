//! The words that values are filled in with.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use sportello_core::{Language, Meeting};

use super::Kind;

/// How a letter begins.
pub(super) fn greeting(language: Language, patron: &str) -> String {
    match (language, patron) {
        (Language::It, "") => "Buongiorno,".to_owned(),
        (Language::En, "") => "Good day,".to_owned(),
        (Language::It, patron) => format!("Gentile {patron},"),
        (Language::En, patron) => format!("Dear {patron},"),
    }
}

/// `31 dicembre 2030`.
pub(super) fn long_date(language: Language, day: NaiveDate) -> String {
    const ITALIAN: [&str; 12] = [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ];
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let months = match language {
        Language::It => ITALIAN,
        Language::En => ENGLISH,
    };
    let (date, year) = (day.day(), day.year());
    let month = months[day.month0() as usize];
    match (language, date) {
        // In Italian the first day of a month has its own word.
        (Language::It, 1) => format!("1º {month} {year}"),
        (Language::It | Language::En, date) => format!("{date} {month} {year}"),
    }
}

/// `martedì 24 novembre 2026, ore 10:00`.
pub(super) fn long_time(language: Language, at: NaiveDateTime) -> String {
    let (day, time) = (long_day(language, at.date()), at.format("%H:%M"));
    match language {
        Language::It => format!("{day}, ore {time}"),
        Language::En => format!("{day}, {time}"),
    }
}

/// `martedì 24 novembre 2026`.
fn long_day(language: Language, day: NaiveDate) -> String {
    const ITALIAN: [&str; 7] = [
        "lunedì",
        "martedì",
        "mercoledì",
        "giovedì",
        "venerdì",
        "sabato",
        "domenica",
    ];
    const ENGLISH: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let weekdays = match language {
        Language::It => ITALIAN,
        Language::En => ENGLISH,
    };
    let weekday = weekdays[day.weekday().num_days_from_monday() as usize];
    format!("{weekday} {}", long_date(language, day))
}

/// `Il nome della rosa – da restituire entro martedì 1º dicembre 2026`.
pub(super) fn loan(language: Language, title: &str, due: NaiveDate, is_overdue: bool) -> String {
    let due = long_day(language, due);
    let title = match (language, title) {
        (Language::It, "") => "Un prestito",
        (Language::En, "") => "A loan",
        (_, title) => title,
    };
    match (language, is_overdue) {
        (Language::It, false) => format!("{title} – da restituire entro {due}"),
        (Language::It, true) => format!("{title} – scaduto {due}"),
        (Language::En, false) => format!("{title} – due by {due}"),
        (Language::En, true) => format!("{title} – overdue since {due}"),
    }
}

/// `e altri 3`.
pub(super) fn more_loans(language: Language, how_many: usize) -> String {
    match (language, how_many) {
        (Language::It, 1) => "e un altro prestito".to_owned(),
        (Language::It, more) => format!("e altri {more} prestiti"),
        (Language::En, 1) => "and one more loan".to_owned(),
        (Language::En, more) => format!("and {more} more loans"),
    }
}

/// Where one meets, or how.
pub(super) fn place(language: Language, meeting: Meeting, branch: &str) -> String {
    match (language, meeting) {
        (_, Meeting::InPerson) => branch.to_owned(),
        (Language::It, Meeting::Video) => "in videochiamata, dal link qui sotto".to_owned(),
        (Language::It, Meeting::Voice) => "a voce, dal link qui sotto".to_owned(),
        (Language::En, Meeting::Video) => "by video call, from the link below".to_owned(),
        (Language::En, Meeting::Voice) => "by voice call, from the link below".to_owned(),
    }
}

/// `2 minuti`.
pub(super) fn minutes(language: Language, how_many: u16) -> String {
    match (language, how_many) {
        (Language::It, 1) => "1 minuto".to_owned(),
        (Language::It, more) => format!("{more} minuti"),
        (Language::En, 1) => "1 minute".to_owned(),
        (Language::En, more) => format!("{more} minutes"),
    }
}

/// What stands on the button.
pub(super) fn open_link(kind: Kind, language: Language) -> &'static str {
    match (language, kind) {
        (Language::It, Kind::PrivateLink) => "Apra i Suoi messaggi",
        (Language::It, Kind::Answered) => "Legga la risposta",
        (Language::It, Kind::AppointmentToConfirm) => "Confermi l’appuntamento",
        (
            Language::It,
            Kind::AppointmentBooked
            | Kind::AppointmentMoved
            | Kind::AppointmentCancelled
            | Kind::AppointmentReminder,
        ) => "Apra i Suoi appuntamenti",
        (Language::It, Kind::LoanNotice) => "Apra i Suoi prestiti",
        (Language::It, Kind::YourTurn | Kind::CardCode) => "Apra la pagina",
        (Language::En, Kind::PrivateLink) => "Open your messages",
        (Language::En, Kind::Answered) => "Read the answer",
        (Language::En, Kind::AppointmentToConfirm) => "Confirm the appointment",
        (
            Language::En,
            Kind::AppointmentBooked
            | Kind::AppointmentMoved
            | Kind::AppointmentCancelled
            | Kind::AppointmentReminder,
        ) => "Open your appointments",
        (Language::En, Kind::LoanNotice) => "Open your loans",
        (Language::En, Kind::YourTurn | Kind::CardCode) => "Open the page",
    }
}
