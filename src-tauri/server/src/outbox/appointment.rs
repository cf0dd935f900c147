//! What a letter says of an appointment: as it stands when the letter goes out.

use sportello_core::{Appointment, AppointmentId, Language, Settings, Spoken, Trouble};
use sportello_mail::templates::AppointmentValues;
use sportello_store::{Store, StoreError};

use super::courier::Parcel;
use super::post::unreadable;

/// What is filled in of the appointment that a letter is about, if it is about one.
pub(super) async fn values(
    store: &Store,
    parcel: &Parcel,
) -> Result<Option<AppointmentValues>, Trouble> {
    let Some(id) = appointment_in(&parcel.payload) else {
        return Ok(None);
    };
    match read(store, parcel, id).await {
        Ok(values) => Ok(values),
        Err(StoreError::NotFound) => Ok(None), // its patron was forgotten meanwhile
        Err(why) => Err(unreadable(&why)),
    }
}

async fn read(
    store: &Store,
    parcel: &Parcel,
    id: AppointmentId,
) -> Result<Option<AppointmentValues>, StoreError> {
    let (appointment, consultation, librarian) = store.appointment(id).await?;
    let settings = store.settings(parcel.library).await?;
    let when = local(&settings, &appointment);
    Ok(when.map(|when| AppointmentValues {
        consultation: said_in(&consultation.name, parcel.language).to_owned(),
        when,
        meeting: appointment.meeting,
        place: place(&settings, &appointment),
        librarian,
    }))
}

/// What the clock on the desk's wall shows when it begins.
fn local(settings: &Settings, appointment: &Appointment) -> Option<chrono::NaiveDateTime> {
    let zone = settings.zone_of(appointment.desk);
    let begins = chrono::DateTime::from_timestamp_millis(appointment.starts)?;
    Some(begins.with_timezone(&zone).naive_local())
}

fn place(settings: &Settings, appointment: &Appointment) -> String {
    let mut branches = settings.branches.iter();
    let branch = branches.find(|one| Some(one.id) == appointment.branch);
    let lines = branch.map(|branch| [branch.name.as_str(), branch.address.as_str()]);
    let lines = lines.into_iter().flatten().filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(", ")
}

fn said_in(name: &Spoken, language: Language) -> &str {
    let (own, other) = match language {
        Language::It => (&name.italian, &name.english),
        Language::En => (&name.english, &name.italian),
    };
    if own.is_empty() { other } else { own }
}

fn appointment_in(payload: &str) -> Option<AppointmentId> {
    let payload: serde_json::Value = serde_json::from_str(payload).ok()?;
    payload["appointment"].as_str()?.parse().ok()
}
