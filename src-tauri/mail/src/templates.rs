//! What letters say: embedded texts in Italian, which addresses the reader as *Lei*, and
//! in English; a library may put its own words in their stead.
//!
//! A [`Wording`] is a subject and a text with placeholders between braces, in Italian or
//! English words: `{link}`, `{scadenza}`. The page of a letter is made from its text, so
//! that both say the same: a blank line parts two paragraphs, and `{link}` alone in one
//! becomes a button.
//!
//! **The rule.** A wording is checked before it is kept: it has only placeholders that
//! its kind knows, among them the link or the code that it is sent for, and bounds; and a subject, which is read over
//! shoulders and on locked phones, has no placeholder but the library's and the desk's
//! names. What is filled in is one line each, bounded, and escaped in the page. A line
//! with a placeholder that has nothing to say this time is left out, and a line with the
//! loans stands there once for each of them.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use sportello_core::{Language, Meeting};

mod cases;
mod filling;
mod words;

pub use cases::{CaseKind, CaseValues, somebody, write_of_case};

use crate::letter::LONGEST_SUBJECT;
use filling::{Paragraph, Piece, one_line, page, paragraphs, parts, pieces, plain};
use words::{greeting, loan, long_date, long_time, minutes, more_loans, place};

/// The longest subject of a wording, in characters.
pub const LONGEST_SUBJECT_WORDING: usize = 120;
/// The longest text of a wording, in characters.
pub const LONGEST_TEXT_WORDING: usize = 4_000;
/// How many placeholders a text has at most.
pub const MOST_PLACEHOLDERS: usize = 20;
/// How many loans a letter names; of more it says how many.
pub const MOST_LOANS: usize = 40;
/// The longest value that is filled in, in characters; longer ones are cut.
const LONGEST_VALUE: usize = 100;
/// The longest link that is filled in, in characters.
const LONGEST_LINK: usize = 1_000;

/// What a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// The link to a thread, which its patron asked for.
    PrivateLink,
    /// Somebody answered in a thread while its patron was away.
    Answered,
    /// The patron left the line with their place in it, and now it is their turn.
    YourTurn,
    /// An appointment is booked.
    AppointmentBooked,
    /// An appointment is booked if the patron follows the link.
    AppointmentToConfirm,
    /// An appointment has another time, or somebody else gives it.
    AppointmentMoved,
    /// An appointment will not take place.
    AppointmentCancelled,
    /// An appointment is near.
    AppointmentReminder,
    /// Loans are due, or overdue.
    LoanNotice,
    /// The code by which somebody shows that a library card is theirs. It goes to the
    /// address that the library has, whoever asked for it: nothing that was typed on a
    /// page stands in it, and no link to a thread.
    CardCode,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::PrivateLink,
        Self::Answered,
        Self::YourTurn,
        Self::AppointmentBooked,
        Self::AppointmentToConfirm,
        Self::AppointmentMoved,
        Self::AppointmentCancelled,
        Self::AppointmentReminder,
        Self::LoanNotice,
        Self::CardCode,
    ];

    /// The placeholders that its text may have.
    pub fn placeholders(self) -> &'static [Placeholder] {
        use Placeholder::{
            Code, Consultation, Desk, Greeting, Librarian, Library, Link, Loans, Minutes, Place,
            Until, When,
        };
        match self {
            Self::PrivateLink | Self::Answered => &[Greeting, Library, Desk, Link, Until],
            Self::YourTurn => &[Greeting, Library, Desk, Link, Minutes],
            Self::AppointmentBooked
            | Self::AppointmentToConfirm
            | Self::AppointmentMoved
            | Self::AppointmentCancelled
            | Self::AppointmentReminder => &[
                Greeting,
                Library,
                Desk,
                Link,
                Until,
                Consultation,
                When,
                Place,
                Librarian,
            ],
            Self::LoanNotice => &[Greeting, Library, Desk, Link, Until, Loans],
            Self::CardCode => &[Library, Desk, Code, Minutes],
        }
    }

    /// The placeholder that it is sent for: a text without it is of no use.
    fn needs(self) -> (Placeholder, WordingTrouble) {
        match self {
            Self::PrivateLink
            | Self::Answered
            | Self::YourTurn
            | Self::AppointmentBooked
            | Self::AppointmentToConfirm
            | Self::AppointmentMoved
            | Self::AppointmentCancelled
            | Self::AppointmentReminder
            | Self::LoanNotice => (Placeholder::Link, WordingTrouble::NoLink),
            Self::CardCode => (Placeholder::Code, WordingTrouble::NoCode),
        }
    }
}

/// What stands for something that differs from letter to letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Placeholder {
    /// How the letter begins: with the patron's name, if they said one.
    Greeting,
    /// The library's name.
    Library,
    /// The desk's name.
    Desk,
    /// The link to the thread.
    Link,
    /// The last day on which the link is good.
    Until,
    /// How long the patron has to come: `2 minuti`.
    Minutes,
    /// What the appointment is for.
    Consultation,
    /// When it is, as the library's clock tells it: `martedì 24 novembre 2026, 10:00`.
    When,
    /// Where one meets, or how.
    Place,
    /// Who gives it.
    Librarian,
    /// A loan, and until when: a line with it stands there for each loan.
    Loans,
    /// The code that was asked for.
    Code,
}

impl Placeholder {
    /// All placeholders.
    pub const ALL: [Self; 12] = [
        Self::Greeting,
        Self::Library,
        Self::Desk,
        Self::Link,
        Self::Until,
        Self::Minutes,
        Self::Consultation,
        Self::When,
        Self::Place,
        Self::Librarian,
        Self::Loans,
        Self::Code,
    ];

    /// The word for it in a language; both are understood in both.
    pub fn word(self, language: Language) -> &'static str {
        let [italian, english] = match self {
            Self::Greeting => ["saluto", "greeting"],
            Self::Library => ["biblioteca", "library"],
            Self::Desk => ["sportello", "desk"],
            Self::Link => ["link", "link"],
            Self::Until => ["scadenza", "until"],
            Self::Minutes => ["minuti", "minutes"],
            Self::Consultation => ["consulenza", "consultation"],
            Self::When => ["quando", "when"],
            Self::Place => ["dove", "where"],
            Self::Librarian => ["bibliotecario", "librarian"],
            Self::Loans => ["prestiti", "loans"],
            Self::Code => ["codice", "code"],
        };
        match language {
            Language::It => italian,
            Language::En => english,
        }
    }

    /// Whether it may stand in a subject, which is read over shoulders.
    pub fn may_stand_in_subject(self) -> bool {
        matches!(self, Self::Library | Self::Desk)
    }

    fn named(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        let languages = [Language::It, Language::En];
        let is_it = |one: &Self| languages.iter().any(|language| one.word(*language) == word);
        Self::ALL.into_iter().find(is_it)
    }
}

/// A subject and a text, with placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    subject: Cow<'static, str>,
    text: Cow<'static, str>,
}

/// Why a wording is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
pub enum WordingTrouble {
    /// The subject has no words of its own.
    #[error("the subject has no words")]
    NoSubject,
    /// The subject is too long.
    #[error("a subject has at most 120 characters")]
    SubjectTooLong,
    /// The subject has a line break.
    #[error("a subject stands on one line")]
    SubjectNotOneLine,
    /// The subject has a placeholder that does not belong there.
    #[error("a subject may name the library and the desk, and nothing else")]
    NotInSubject,
    /// The text is empty.
    #[error("there is no text")]
    NoText,
    /// The text is too long.
    #[error("a text has at most 4,000 characters and 20 placeholders")]
    TextTooLong,
    /// The text has a placeholder that nobody knows, or not in letters of this kind.
    #[error("the text has a placeholder that letters of this kind do not know")]
    UnknownPlaceholder,
    /// The text does not have the link.
    #[error("the text does not have the link")]
    NoLink,
    /// The text does not have the code.
    #[error("the text does not have the code")]
    NoCode,
}

impl Wording {
    /// The embedded one.
    pub fn embedded(kind: Kind, language: Language) -> Self {
        let [italian, english] = match kind {
            Kind::PrivateLink => [
                include_str!("templates/it/private_link.txt"),
                include_str!("templates/en/private_link.txt"),
            ],
            Kind::Answered => [
                include_str!("templates/it/answered.txt"),
                include_str!("templates/en/answered.txt"),
            ],
            Kind::YourTurn => [
                include_str!("templates/it/your_turn.txt"),
                include_str!("templates/en/your_turn.txt"),
            ],
            Kind::AppointmentBooked => [
                include_str!("templates/it/appointment_booked.txt"),
                include_str!("templates/en/appointment_booked.txt"),
            ],
            Kind::AppointmentToConfirm => [
                include_str!("templates/it/appointment_to_confirm.txt"),
                include_str!("templates/en/appointment_to_confirm.txt"),
            ],
            Kind::AppointmentMoved => [
                include_str!("templates/it/appointment_moved.txt"),
                include_str!("templates/en/appointment_moved.txt"),
            ],
            Kind::AppointmentCancelled => [
                include_str!("templates/it/appointment_cancelled.txt"),
                include_str!("templates/en/appointment_cancelled.txt"),
            ],
            Kind::AppointmentReminder => [
                include_str!("templates/it/appointment_reminder.txt"),
                include_str!("templates/en/appointment_reminder.txt"),
            ],
            Kind::LoanNotice => [
                include_str!("templates/it/loan_notice.txt"),
                include_str!("templates/en/loan_notice.txt"),
            ],
            Kind::CardCode => [
                include_str!("templates/it/card_code.txt"),
                include_str!("templates/en/card_code.txt"),
            ],
        };
        let file = match language {
            Language::It => italian,
            Language::En => english,
        };
        let (subject, text) = file.split_once("\n\n").unwrap_or((file, ""));
        Self {
            subject: subject.into(),
            text: text.trim_end().into(),
        }
    }

    /// A library's own, tidied and checked.
    ///
    /// # Errors
    /// Why it can't be used for letters of this kind.
    pub fn new(kind: Kind, subject: &str, text: &str) -> Result<Self, WordingTrouble> {
        let subject = subject.trim();
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        check_subject(subject)?;
        check_text(kind, text)?;
        Ok(Self {
            subject: subject.to_owned().into(),
            text: text.to_owned().into(),
        })
    }

    /// The subject, with its placeholders.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The text, with its placeholders.
    pub fn text(&self) -> &str {
        &self.text
    }
}

fn check_subject(subject: &str) -> Result<(), WordingTrouble> {
    if subject.chars().count() > LONGEST_SUBJECT_WORDING {
        return Err(WordingTrouble::SubjectTooLong);
    }
    if subject.chars().any(char::is_control) {
        return Err(WordingTrouble::SubjectNotOneLine);
    }
    let mut has_words = false;
    for piece in pieces(subject) {
        match piece {
            Piece::Words(words) => has_words |= !words.trim().is_empty(),
            Piece::Named(word) => match Placeholder::named(word) {
                Some(placeholder) if placeholder.may_stand_in_subject() => {}
                _ => return Err(WordingTrouble::NotInSubject),
            },
            // Not before a wording is filled in.
            Piece::Loan(_) => return Err(WordingTrouble::NotInSubject),
        }
    }
    has_words.then_some(()).ok_or(WordingTrouble::NoSubject)
}

fn check_text(kind: Kind, text: &str) -> Result<(), WordingTrouble> {
    if text.is_empty() {
        return Err(WordingTrouble::NoText);
    }
    let named = |piece| match piece {
        Piece::Words(_) | Piece::Loan(_) => None,
        Piece::Named(word) => Some(Placeholder::named(word)),
    };
    let named: Vec<Option<Placeholder>> = pieces(text).into_iter().filter_map(named).collect();
    if text.chars().count() > LONGEST_TEXT_WORDING || named.len() > MOST_PLACEHOLDERS {
        return Err(WordingTrouble::TextTooLong);
    }
    let known =
        |one: &Option<Placeholder>| one.is_some_and(|one| kind.placeholders().contains(&one));
    if !named.iter().all(known) {
        return Err(WordingTrouble::UnknownPlaceholder);
    }
    let (needed, trouble) = kind.needs();
    if !named.contains(&Some(needed)) {
        return Err(trouble);
    }
    Ok(())
}

/// What is filled in.
#[derive(Clone, PartialEq, Eq)]
pub struct Values {
    /// The library's name.
    pub library: String,
    /// The desk's name.
    pub desk: String,
    /// The patron's name; empty if they said none.
    pub patron: String,
    /// The link to the thread, whole, with its secret.
    pub link: String,
    /// The last day on which the link is good; none for a link without an end.
    pub until: Option<NaiveDate>,
    /// How many minutes the patron has to come, where it is their turn.
    pub minutes: Option<u16>,
    /// The appointment that the letter is about.
    pub appointment: Option<AppointmentValues>,
    /// The loans that the letter is about, in the order in which they stand there.
    pub loans: Vec<LoanLine>,
    /// The code that was asked for: six digits.
    pub code: Option<String>,
}

/// What is said of a loan.
#[derive(Clone, PartialEq, Eq)]
pub struct LoanLine {
    /// Its title; may be empty.
    pub title: String,
    /// The day on which it is due.
    pub due: NaiveDate,
    /// That day is over.
    pub is_overdue: bool,
}

/// What is filled in of an appointment.
#[derive(Clone, PartialEq, Eq)]
pub struct AppointmentValues {
    /// What it is for.
    pub consultation: String,
    /// When it begins, as the library's clock tells it.
    pub when: NaiveDateTime,
    /// How one meets.
    pub meeting: Meeting,
    /// The branch's name and address, to meet in person; otherwise empty.
    pub place: String,
    /// Who gives it.
    pub librarian: String,
}

impl Values {
    /// What a preview shows.
    pub fn sample(language: Language) -> Self {
        let [library, desk] = match language {
            Language::It => ["Biblioteca di prova", "Sportello prestiti"],
            Language::En => ["Sample Library", "Loan desk"],
        };
        Self {
            library: library.to_owned(),
            desk: desk.to_owned(),
            patron: "Ada Rossi".to_owned(),
            link: "https://sportello.example/@biblioteca.prova#…".to_owned(),
            until: NaiveDate::from_ymd_opt(2030, 12, 31),
            minutes: Some(2),
            appointment: Some(AppointmentValues::sample(language)),
            loans: LoanLine::samples(language),
            code: Some("482913".to_owned()),
        }
    }

    /// What stands for a placeholder in a letter; empty when there is nothing to say.
    pub fn get(&self, placeholder: Placeholder, language: Language) -> String {
        let line = |text: &str| one_line(text, LONGEST_VALUE);
        match placeholder {
            Placeholder::Greeting => greeting(language, &line(&self.patron)),
            Placeholder::Library => line(&self.library),
            Placeholder::Desk => line(&self.desk),
            Placeholder::Link => one_line(&self.link, LONGEST_LINK),
            Placeholder::Until => self
                .until
                .map(|day| long_date(language, day))
                .unwrap_or_default(),
            Placeholder::Minutes => self
                .minutes
                .map(|how_many| minutes(language, how_many))
                .unwrap_or_default(),
            Placeholder::Loans => self.loan_lines(language).join("; "),
            Placeholder::Code => line(self.code.as_deref().unwrap_or_default()),
            Placeholder::Consultation
            | Placeholder::When
            | Placeholder::Place
            | Placeholder::Librarian => {
                let booked = self.appointment.as_ref();
                booked.map_or_else(String::new, |booked| {
                    line(&booked.get(placeholder, language))
                })
            }
        }
    }
}

impl Values {
    /// What stands for the loans, a line each.
    fn loan_lines(&self, language: Language) -> Vec<String> {
        let told = |one: &LoanLine| {
            let title = one_line(&one.title, LONGEST_VALUE);
            loan(language, &title, one.due, one.is_overdue)
        };
        let mut lines: Vec<String> = self.loans.iter().take(MOST_LOANS).map(told).collect();
        let more = self.loans.len().saturating_sub(MOST_LOANS);
        if more > 0 {
            lines.push(more_loans(language, more));
        }
        lines
    }
}

impl LoanLine {
    fn samples(language: Language) -> Vec<Self> {
        let [late, due] = match language {
            Language::It => ["Il nome della rosa", "Lessico famigliare"],
            Language::En => ["The Name of the Rose", "Family Lexicon"],
        };
        let sample = |title: &str, day, is_overdue| Self {
            title: title.to_owned(),
            due: NaiveDate::from_ymd_opt(2030, 11, day).unwrap_or_default(),
            is_overdue,
        };
        vec![sample(late, 22, true), sample(due, 29, false)]
    }
}

impl AppointmentValues {
    fn sample(language: Language) -> Self {
        let [consultation, place] = match language {
            Language::It => ["Ricerca bibliografica", "Centrale, via Cavour 36"],
            Language::En => ["Finding sources", "Central Library, via Cavour 36"],
        };
        let day = NaiveDate::from_ymd_opt(2030, 11, 26).unwrap_or_default();
        Self {
            consultation: consultation.to_owned(),
            when: day.and_hms_opt(10, 0, 0).unwrap_or_default(),
            meeting: Meeting::InPerson,
            place: place.to_owned(),
            librarian: "Bianca Neri".to_owned(),
        }
    }

    fn get(&self, placeholder: Placeholder, language: Language) -> String {
        match placeholder {
            Placeholder::Consultation => self.consultation.clone(),
            Placeholder::When => long_time(language, self.when),
            Placeholder::Place => place(language, self.meeting, &self.place),
            Placeholder::Librarian => self.librarian.clone(),
            Placeholder::Greeting
            | Placeholder::Library
            | Placeholder::Desk
            | Placeholder::Link
            | Placeholder::Until
            | Placeholder::Minutes
            | Placeholder::Loans
            | Placeholder::Code => String::new(),
        }
    }
}

/// Link and code are secrets, and name and titles are nobody's business.
impl std::fmt::Debug for Values {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Values({}, {})", self.library, self.desk)
    }
}

/// What a letter says.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// One line.
    pub subject: String,
    /// As text.
    pub text: String,
    /// As a page.
    pub html: String,
}

/// It has the link, or the code.
impl std::fmt::Debug for Written {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Written({})", self.subject)
    }
}

/// Writes a letter: in the library's wording, or the embedded one.
pub fn write(
    kind: Kind,
    language: Language,
    wording: Option<&Wording>,
    values: &Values,
) -> Written {
    let embedded;
    let wording = match wording {
        Some(wording) => wording,
        None => {
            embedded = Wording::embedded(kind, language);
            &embedded
        }
    };
    let subject: String = pieces(&wording.subject)
        .into_iter()
        .map(|piece| plain(&piece, language, values))
        .collect();
    let subject = one_line(&subject, LONGEST_SUBJECT);
    let paragraphs = paragraphs(&wording.text, language, values);
    let plain = |line: &Vec<Piece<'_>>| -> String {
        line.iter()
            .map(|piece| plain(piece, language, values))
            .collect()
    };
    let lines =
        |paragraph: &Paragraph<'_>| paragraph.iter().map(plain).collect::<Vec<_>>().join("\n");
    let text = paragraphs
        .iter()
        .map(lines)
        .collect::<Vec<_>>()
        .join("\n\n")
        + "\n";
    let html = page(kind, language, &subject, &paragraphs, values);
    Written {
        subject,
        text,
        html,
    }
}

/// A piece of the page of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Lines that stand together.
    Paragraph(Vec<String>),
    /// The link as a button, with what stands on it.
    Button(String),
}

/// The page of a letter with invented values, in pieces: for a window that draws it
/// itself, and lets no page of others in.
pub fn preview_page(kind: Kind, language: Language, wording: Option<&Wording>) -> Vec<Part> {
    let embedded = Wording::embedded(kind, language);
    let wording = wording.unwrap_or(&embedded);
    let values = Values::sample(language);
    let paragraphs = paragraphs(&wording.text, language, &values);
    parts(kind, language, &paragraphs, &values)
}

/// Writes a letter with invented values, to be looked at.
pub fn preview(kind: Kind, language: Language, wording: Option<&Wording>) -> Written {
    write(kind, language, wording, &Values::sample(language))
}

#[cfg(test)]
mod tests;
