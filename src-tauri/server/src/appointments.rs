//! An appointment with all that people outside of the desk read of it: in letters, in
//! the file that a patron downloads, in calendars.

use chrono::{DateTime, NaiveDateTime};
use sportello_calendar::{Event, EventStatus};
use sportello_core::hours::Tz;
use sportello_core::{
    Appointment, AppointmentId, AppointmentState, Colour, Consultation, Language, LibraryId,
    Meeting, Settings, Spoken,
};
use sportello_store::{Store, StoreError};

/// How long before it a calendar reminds of it, in minutes.
const ALARM: u32 = 60;

/// An appointment, with its names.
#[derive(Clone, Debug)]
pub(crate) struct ToldAppointment {
    pub(crate) appointment: Appointment,
    pub(crate) consultation: Consultation,
    /// Who gives it.
    pub(crate) librarian: String,
    /// The branch's name and address, to meet in person; otherwise empty.
    pub(crate) place: String,
    /// Where the clock on the desk's wall hangs.
    pub(crate) zone: Tz,
    /// The page of the desk, without the server's address.
    handle: String,
}

/// Reads an appointment, as it now stands.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub(crate) async fn told(
    store: &Store,
    library: LibraryId,
    id: AppointmentId,
) -> Result<ToldAppointment, StoreError> {
    let (appointment, consultation, librarian) = store.appointment(id).await?;
    let settings = store.settings(library).await?;
    Ok(with_names(&settings, appointment, consultation, librarian))
}

/// An appointment with the names that the settings give.
pub(crate) fn with_names(
    settings: &Settings,
    appointment: Appointment,
    consultation: Consultation,
    librarian: String,
) -> ToldAppointment {
    let mut desks = settings.desks.iter();
    let desk = desks.find(|desk| desk.id == appointment.desk);
    ToldAppointment {
        place: place(settings, &appointment),
        zone: settings.zone_of(appointment.desk),
        handle: desk.map(|desk| desk.handle.to_string()).unwrap_or_default(),
        appointment,
        consultation,
        librarian,
    }
}

impl ToldAppointment {
    /// What it is called in a language.
    pub(crate) fn name(&self, language: Language) -> &str {
        said_in(&self.consultation.name, language)
    }

    /// What the clock on the desk's wall shows when it begins.
    pub(crate) fn local(&self) -> Option<NaiveDateTime> {
        let begins = DateTime::from_timestamp_millis(self.appointment.starts)?;
        Some(begins.with_timezone(&self.zone).naive_local())
    }

    /// As a calendar shows it to whoever reads this language. `base` is the address of
    /// the server, under which nobody else in the world has an appointment with this id.
    pub(crate) fn event(&self, language: Language, base: &str) -> Event {
        let Appointment {
            id,
            sequence,
            changed_at,
            starts,
            ends,
            ..
        } = self.appointment;
        let page = format!("{base}/{}", self.handle);
        Event {
            uid: format!("{id}@{}", host_of(base)),
            sequence,
            stamp: changed_at,
            starts,
            ends,
            zone: self.zone,
            summary: self.name(language).to_owned(),
            description: self.description(language),
            location: match self.appointment.meeting {
                Meeting::InPerson => self.place.clone(),
                Meeting::Video | Meeting::Voice => page.clone(),
            },
            url: Some(page),
            status: status(self.appointment.state),
            organizer: None,
            attendee: None,
            categories: Vec::new(),
            colour: Some(colour(self.consultation.colour).to_owned()),
            alarm_minutes: Some(ALARM),
        }
    }

    fn description(&self, language: Language) -> String {
        let how = match (language, self.appointment.meeting) {
            (Language::It, Meeting::Video) => "In videochiamata, dalla pagina dello sportello.",
            (Language::It, Meeting::Voice) => "A voce, dalla pagina dello sportello.",
            (Language::It, Meeting::InPerson) => "Di persona.",
            (Language::En, Meeting::Video) => "By video call, on the page of the desk.",
            (Language::En, Meeting::Voice) => "By voice call, on the page of the desk.",
            (Language::En, Meeting::InPerson) => "In person.",
        };
        match language {
            Language::It => format!("Con {}. {how}", self.librarian),
            Language::En => format!("With {}. {how}", self.librarian),
        }
    }
}

fn place(settings: &Settings, appointment: &Appointment) -> String {
    let mut branches = settings.branches.iter();
    let branch = branches.find(|one| Some(one.id) == appointment.branch);
    let lines = branch.map(|branch| [branch.name.as_str(), branch.address.as_str()]);
    let lines = lines.into_iter().flatten().filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(", ")
}

/// What is said in a language, or else in the other one.
pub(crate) fn said_in(said: &Spoken, language: Language) -> &str {
    let (own, other) = match language {
        Language::It => (&said.italian, &said.english),
        Language::En => (&said.english, &said.italian),
    };
    if own.is_empty() { other } else { own }
}

const fn status(state: AppointmentState) -> EventStatus {
    match state {
        AppointmentState::Held { .. } | AppointmentState::Unconfirmed { .. } => {
            EventStatus::Tentative
        }
        AppointmentState::Booked
        | AppointmentState::Arrived
        | AppointmentState::Done
        | AppointmentState::NoShow => EventStatus::Confirmed,
        AppointmentState::Cancelled { .. } => EventStatus::Cancelled,
    }
}

/// By its name in CSS.
const fn colour(colour: Colour) -> &'static str {
    match colour {
        Colour::Blue => "royalblue",
        Colour::Green => "seagreen",
        Colour::Amber => "goldenrod",
        Colour::Red => "firebrick",
        Colour::Violet => "mediumpurple",
        Colour::Teal => "teal",
    }
}

/// The server's name in its address.
fn host_of(base: &str) -> &str {
    let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or(rest)
}
