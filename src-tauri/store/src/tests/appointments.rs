//! Appointments come back as they were, and nobody's time is given twice.

use std::collections::BTreeSet;

use sportello_core::{
    Appointment, AppointmentId, AppointmentState, Availability, Away, BookedBy, CancelledBy,
    Colour, Consultation, ConsultationId, Meeting, Question, Settings, Spoken,
};

use super::*;
use crate::{Earnest, drop_appointment, save_appointment, save_availability, save_settings};

const CONSULTATION: ConsultationId = ConsultationId(Uuid::from_u128(90));
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const TEN: i64 = 1_800_000_000_000;

#[tokio::test]
async fn an_appointment_comes_back_as_it_was_in_each_state() {
    let (_folder, store) = booking().await;
    for state in [
        AppointmentState::Held { until: TEN },
        AppointmentState::Unconfirmed { until: TEN },
        AppointmentState::Booked,
        AppointmentState::Arrived,
        AppointmentState::Done,
        AppointmentState::Cancelled {
            by: CancelledBy::NoConfirmation,
        },
        AppointmentState::NoShow,
    ] {
        let mut one = appointment(1, TEN, 30);
        one.state = state;
        one.contact = Some(CONTACT);
        book(&store, &one).await.expect("nobody else is booked");
        let read = store.appointments(LIBRARY, TEN).await.expect("read");
        assert_eq!(read, [one.clone()]);
        let (read, offered, librarian) = store.appointment(one.id).await.expect("read");
        assert_eq!((read, offered), (one, consultation()));
        assert_eq!(librarian, "Bo Conti");
    }
    assert!(matches!(
        store.appointment(AppointmentId(Uuid::from_u128(99))).await,
        Err(StoreError::NotFound)
    ));
}

#[tokio::test]
async fn no_two_that_overlap_are_kept_whatever_their_lengths_and_their_padding() {
    let (_folder, store) = booking().await;
    book(&store, &appointment(1, TEN, 60)).await.expect("free");
    for (starts, minutes) in [
        (TEN + 15 * MINUTE, 30),
        (TEN - 30 * MINUTE, 31),
        (TEN - HOUR, 180),
        (TEN, 60),
        (TEN + 59 * MINUTE, 5),
    ] {
        let second = book(&store, &appointment(2, starts, minutes)).await;
        assert!(matches!(second, Err(StoreError::TimeTaken)), "{second:?}");
    }
    let mut padded = appointment(2, TEN + HOUR, 30);
    padded.kept_from -= MINUTE;
    let second = book(&store, &padded).await;
    assert!(matches!(second, Err(StoreError::TimeTaken)), "{second:?}");
    let next = appointment(2, TEN + HOUR, 30);
    book(&store, &next).await.expect("one ends as it begins");
    let mut moved = next;
    moved.starts = TEN;
    moved.kept_from = TEN;
    let second = book(&store, &moved).await;
    assert!(matches!(second, Err(StoreError::TimeTaken)), "{second:?}");
}

#[tokio::test]
async fn what_was_cancelled_or_dropped_takes_no_time() {
    let (_folder, store) = booking().await;
    let mut first = appointment(1, TEN, 60);
    first.state = AppointmentState::Cancelled {
        by: CancelledBy::Desk,
    };
    book(&store, &first).await.expect("written");
    let mut held = appointment(2, TEN, 60);
    held.state = AppointmentState::Held { until: TEN };
    book(&store, &held).await.expect("its time was free");
    let mut writing = store.write().await.expect("free");
    drop_appointment(&mut writing, held.id).await.expect("gone");
    drop_appointment(&mut writing, first.id)
        .await
        .expect("no hold, so it stays");
    writing.commit().await.expect("committed");
    let third = appointment(3, TEN, 60);
    book(&store, &third).await.expect("free again");
    let read = store.appointments(LIBRARY, 0).await.expect("read");
    assert_eq!(read, [first, third]);
}

#[tokio::test]
async fn when_a_librarian_gives_consultations_comes_back_as_it_was_said_last() {
    let (_folder, store) = booking().await;
    let day = |day| sportello_core::hours::NaiveDate::from_ymd_opt(2026, 12, day).expect("a day");
    for until in [27, 30] {
        let said = Availability {
            librarian: BO,
            rules: Vec::new(),
            away: vec![Away {
                from: day(24),
                until: day(until),
                reason: "Ferie".into(),
            }],
            busy: vec![(TEN, TEN + HOUR)],
            busy_read_at: Some(TEN),
        };
        let mut writing = store.write().await.expect("free");
        save_availability(&mut writing, &said, 0)
            .await
            .expect("written");
        writing.commit().await.expect("committed");
        let read = store.availabilities(LIBRARY).await.expect("read");
        assert_eq!(read, [said]);
    }
}

#[tokio::test]
async fn a_thread_with_something_booked_ahead_outlives_its_retention_and_goes_with_its_patron() {
    let (_folder, store) = booking().await;
    let mut ahead = appointment(1, TEN + 400 * 24 * HOUR, 30);
    ahead.state = AppointmentState::Booked;
    book(&store, &ahead).await.expect("free");
    let later = ahead.starts - HOUR;
    let purge = store.purge(later, 0, Earnest::Really).await.expect("done");
    assert_eq!(purge.report.patrons, 0);
    store.erase_patron(ADA.thread, later).await.expect("erased");
    assert_eq!(store.appointments(LIBRARY, 0).await.expect("read"), []);
}

#[tokio::test]
async fn what_is_past_its_retention_goes_though_its_thread_goes_on() {
    let (_folder, store) = booking().await;
    let past = appointment(1, TEN, 30);
    let mut ahead = appointment(2, TEN + 400 * 24 * HOUR, 30);
    ahead.state = AppointmentState::Booked;
    for one in [&past, &ahead] {
        book(&store, one).await.expect("free");
    }
    for (days, left) in [(90, vec![past, ahead.clone()]), (91, vec![ahead])] {
        let later = TEN + days * 24 * HOUR;
        store.purge(later, 0, Earnest::Really).await.expect("done");
        assert_eq!(store.appointments(LIBRARY, 0).await.expect("read"), left);
    }
}

/// A library that offers a consultation.
async fn booking() -> (tempfile::TempDir, Store) {
    let (folder, store) = furnished().await;
    let mut settings: Settings = store.settings(LIBRARY).await.expect("read");
    settings.consultations = vec![consultation()];
    let mut writing = store.write().await.expect("free");
    save_settings(&mut writing, LIBRARY, &settings, 0)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    (folder, store)
}

async fn book(store: &Store, one: &Appointment) -> Result<(), StoreError> {
    let mut writing = store.write().await?;
    save_appointment(&mut writing, LIBRARY, one).await?;
    Ok(writing.commit().await?)
}

fn appointment(number: u128, starts: i64, minutes: i64) -> Appointment {
    let ends = starts + minutes * MINUTE;
    Appointment {
        id: AppointmentId(Uuid::from_u128(0x100 + number)),
        consultation: CONSULTATION,
        desk: DESK,
        librarian: BO,
        patron: ADA.id,
        thread: ADA.thread,
        meeting: Meeting::Voice,
        branch: None,
        starts,
        ends,
        kept_from: starts,
        kept_until: ends,
        name: PatronName::tidy("Ada"),
        language: Language::En,
        answers: vec!["Dante".into(), String::new()],
        state: AppointmentState::Booked,
        sequence: 2,
        booked_by: BookedBy::Librarian,
        made_at: 3,
        changed_at: 4,
        reminded_day: true,
        reminded_hour: false,
        contact: None,
    }
}

pub(super) fn consultation() -> Consultation {
    Consultation {
        id: CONSULTATION,
        desk: DESK,
        name: Spoken {
            italian: "Ricerca bibliografica".into(),
            english: "Finding sources".into(),
        },
        description: Spoken::default(),
        minutes: 30,
        meetings: BTreeSet::from([Meeting::Video, Meeting::InPerson]),
        before: 5,
        after: 10,
        notice_minutes: 60,
        ahead_days: 60,
        most_per_day: Some(4),
        givers: vec![BO],
        questions: vec![Question {
            text: Spoken::default(),
            required: true,
        }],
        colour: Colour::Violet,
        topic: None,
        confirm_by_mail: true,
        change_minutes: 120,
    }
}
