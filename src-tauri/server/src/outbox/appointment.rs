//! What a letter says of an appointment: as it stands when the letter goes out.

use sportello_calendar::{Mailbox, Method, invitation};
use sportello_core::{AppointmentId, AppointmentState, MailAccount, OutgoingKind, Trouble};
use sportello_mail::Invitation;
use sportello_mail::templates::AppointmentValues;
use sportello_store::{Store, StoreError};

use super::courier::Parcel;
use super::post::unreadable;
use crate::appointments::{ToldAppointment, told};

/// What a letter about an appointment needs.
#[derive(Default)]
pub(super) struct AboutAppointment {
    /// What is filled into its text.
    pub(super) values: Option<AppointmentValues>,
    /// What the patron's own calendar takes.
    pub(super) invitation: Option<Invitation>,
}

/// Reads the appointment that a letter is about, if it is about one.
pub(super) async fn about(
    store: &Store,
    parcel: &Parcel,
    account: &MailAccount,
    base: &str,
) -> Result<AboutAppointment, Trouble> {
    let Some(id) = appointment_in(&parcel.payload) else {
        return Ok(AboutAppointment::default());
    };
    match told(store, parcel.library, id).await {
        Ok(told) => Ok(AboutAppointment {
            values: values(&told, parcel),
            invitation: invited(&told, parcel, account, base),
        }),
        // Its patron was forgotten meanwhile.
        Err(StoreError::NotFound) => Ok(AboutAppointment::default()),
        Err(why) => Err(unreadable(&why)),
    }
}

fn values(told: &ToldAppointment, parcel: &Parcel) -> Option<AppointmentValues> {
    Some(AppointmentValues {
        consultation: told.name(parcel.language).to_owned(),
        when: told.local()?,
        meeting: told.appointment.meeting,
        place: told.place.clone(),
        librarian: told.librarian.clone(),
    })
}

/// The invitation beside a letter (RFC 5546): a change has the same name and a higher
/// number, so that the patron's calendar moves it. What was changed again since the
/// letter was queued is invited to as it now is.
fn invited(
    told: &ToldAppointment,
    parcel: &Parcel,
    account: &MailAccount,
    base: &str,
) -> Option<Invitation> {
    let is_cancelled = matches!(told.appointment.state, AppointmentState::Cancelled { .. });
    let method = match parcel.kind {
        OutgoingKind::AppointmentBooked
        | OutgoingKind::AppointmentMoved
        | OutgoingKind::AppointmentCancelled => {
            if is_cancelled {
                Method::Cancel
            } else {
                Method::Request
            }
        }
        OutgoingKind::AppointmentToConfirm
        | OutgoingKind::AppointmentReminder
        | OutgoingKind::LoanNotice
        | OutgoingKind::CardCode
        | OutgoingKind::HandOff
        | OutgoingKind::CaseNews
        | OutgoingKind::PrivateLink
        | OutgoingKind::Answered
        | OutgoingKind::YourTurn
        | OutgoingKind::CallBack
        | OutgoingKind::CalendarKeep
        | OutgoingKind::CalendarRemove => return None,
    };
    let mut event = told.event(parcel.language, base);
    event.organizer = Some(Mailbox {
        name: parcel.library_name.clone(),
        address: account.sender.as_str().to_owned(),
    });
    event.attendee = Some(Mailbox {
        name: parcel.patron_name.clone(),
        address: parcel.address.clone(),
    });
    Some(Invitation {
        method: match method {
            Method::Request => "REQUEST".into(),
            Method::Cancel => "CANCEL".into(),
        },
        text: invitation(&event, method),
    })
}

pub(super) fn appointment_in(payload: &str) -> Option<AppointmentId> {
    let payload: serde_json::Value = serde_json::from_str(payload).ok()?;
    payload["appointment"].as_str()?.parse().ok()
}
