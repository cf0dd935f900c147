//! What is booked stands in the library's own calendar, on a real calendar server.

use sportello_kit::{Desk, Librarian, PASSWORD, Patron, Radicale};
use sportello_wire::patron::BookingOrder;
use sportello_wire::seat::{OutboxOrder, OutgoingStateView, OutsideOrder, OutsideRefusal};
use sportello_wire::{
    AppointmentId, CalendarAccount, CalendarFault, Cause, Channel, OutgoingKind, Role,
};

use crate::PROGRAM;
use crate::accounts::give;
use crate::booking::{DAY, books, tomorrow};
use crate::outbox::AT_ONCE;

#[tokio::test]
async fn what_is_booked_is_there_follows_each_move_and_goes_when_it_is_cancelled() {
    let (desk, radicale, mut bo) = a_library_with_a_calendar(false).await;
    let mut ada = desk.ada().await;
    let (appointment, slot) = books_tomorrow(&mut ada).await;
    went(&mut bo, 1).await;
    let [booked] = events(&radicale);
    assert!(booked.contains(&format!("UID:{appointment}@localhost")));
    assert!(
        booked.contains("SUMMARY:Ricerca bibliografica\r\n"),
        "{booked}"
    );
    assert!(!booked.contains("Ada"), "{booked}");

    let starts = slot + DAY;
    let order = BookingOrder::Move {
        appointment,
        starts,
    };
    ada.asks_of_booking(order).await.expect("it is free");
    ada.next_message().await;
    went(&mut bo, 2).await;
    let [moved] = events(&radicale);
    assert_ne!(begins(&moved), begins(&booked));

    let order = BookingOrder::Cancel { appointment };
    ada.asks_of_booking(order).await.expect("it is ahead");
    ada.next_message().await;
    went(&mut bo, 3).await;
    assert_eq!(radicale.events(), [""; 0]);
}

#[tokio::test]
async fn what_was_booked_before_comes_too_and_names_are_said_only_if_the_library_wants_it() {
    let desk = a_desk().await;
    let mut ada = desk.ada().await;
    books_tomorrow(&mut ada).await;
    let radicale = Radicale::open().await;
    let mut bo = desk.bo().await;
    bo.watches_outbox().await;
    sets_calendar(&mut bo, &radicale, true).await;
    went(&mut bo, 1).await;
    let [booked] = events(&radicale);
    assert!(
        booked.contains("SUMMARY:Ricerca bibliografica · Ada\r\n"),
        "{booked}"
    );
}

#[tokio::test]
async fn a_server_that_is_away_stops_the_channel_in_words_and_nothing_is_lost() {
    let (desk, mut radicale, mut bo) = a_library_with_a_calendar(false).await;
    radicale.kill();
    let mut ada = desk.ada().await;
    books_tomorrow(&mut ada).await;
    let cause = bo
        .sees_outbox("a standstill", |view| {
            let mut channels = view.channels.iter();
            let ours = channels.find(|one| one.channel == Channel::Calendar)?;
            Some(ours.standstill.as_ref()?.trouble.cause)
        })
        .await;
    assert_eq!(cause, Cause::NobodyAnswers);
    radicale.start().await;
    let channel = Channel::Calendar;
    // It may have come back by itself a moment before.
    let _ = bo.asks_of_outbox(OutboxOrder::TryNow { channel }).await;
    went(&mut bo, 1).await;
    let [_booked] = events(&radicale);
}

#[tokio::test]
async fn what_somebody_changed_there_stands_until_a_person_decides() {
    let (desk, radicale, mut bo) = a_library_with_a_calendar(false).await;
    let mut ada = desk.ada().await;
    let (appointment, slot) = books_tomorrow(&mut ada).await;
    went(&mut bo, 1).await;
    radicale.is_edited(|text| text.replace("SUMMARY:Ricerca", "SUMMARY:Spostata a voce: ricerca"));
    let starts = slot + DAY;
    let order = BookingOrder::Move {
        appointment,
        starts,
    };
    ada.asks_of_booking(order).await.expect("it is free");
    ada.next_message().await;
    let told = bo
        .sees_outbox("what was changed there", |view| {
            view.trouble.first().cloned()
        })
        .await;
    assert_eq!(told.kind, OutgoingKind::CalendarKeep);
    let trouble = told.trouble.expect("a trouble");
    assert_eq!(trouble.cause, Cause::ChangedThere);
    let [theirs] = events(&radicale);
    assert!(theirs.contains("Spostata a voce"), "{theirs}");

    let order = OutboxOrder::SendAgain { id: told.id };
    assert_eq!(bo.asks_of_outbox(order).await, Ok(None));
    went(&mut bo, 2).await;
    let [ours] = events(&radicale);
    assert!(!ours.contains("Spostata a voce"), "{ours}");
    assert_ne!(begins(&ours), begins(&theirs));
}

#[tokio::test]
async fn a_wrong_password_is_told_in_words_and_only_administrators_set_the_calendar() {
    let desk = a_desk().await;
    let radicale = Radicale::open().await;
    let mut bo = desk.bo().await;
    let password = Some("sbagliata".to_owned());
    let (found, trouble) = bo.looks_for_calendars(radicale.account(), password).await;
    assert_eq!(found, []);
    assert_eq!(trouble.expect("a trouble").cause, Cause::WrongPassword);
    let without = saving(radicale.account());
    let no = bo.asks_of_outside(without).await;
    let fault = CalendarFault::Collection;
    assert_eq!(no, Err(OutsideRefusal::Fault { fault }));
    let mut cleo = desk.cleo().await;
    let no = cleo.asks_of_outside(saving(radicale.account())).await;
    let refused = [
        Err(OutsideRefusal::NotAllowed {}),
        Err(OutsideRefusal::Fault { fault }),
    ];
    assert!(refused.contains(&no), "{no:?}");
    sets_calendar(&mut bo, &radicale, false).await;
    // The password is not said to another server than the one it was typed for.
    let mut elsewhere = radicale.account();
    elsewhere.address = "https://cloud.example/".into();
    let order = OutsideOrder::FindCalendars {
        account: Box::new(elsewhere),
        password: None,
    };
    let fault = CalendarFault::PasswordAgain;
    let no = bo.asks_of_outside(order).await;
    assert_eq!(no, Err(OutsideRefusal::Fault { fault }));
}

async fn a_desk() -> Desk {
    let desk = Desk::open_with(PROGRAM, &AT_ONCE).await;
    desk.offers_consultations(&["bo"], "").await;
    give(&desk, "bo", Role::Administrator).await;
    desk
}

/// A library whose appointments are kept in a calendar, and Bo who looks at the outbox.
async fn a_library_with_a_calendar(names: bool) -> (Desk, Radicale, Librarian) {
    let desk = a_desk().await;
    let radicale = Radicale::open().await;
    let mut bo = desk.bo().await;
    bo.watches_outbox().await;
    sets_calendar(&mut bo, &radicale, names).await;
    (desk, radicale, bo)
}

async fn sets_calendar(librarian: &mut Librarian, radicale: &Radicale, names: bool) {
    let password = Some(PASSWORD.to_owned());
    let account = radicale.account();
    let looked = librarian.looks_for_calendars(account.clone(), password);
    let (found, trouble) = looked.await;
    assert_eq!(trouble, None);
    let [calendar] = found.as_slice() else {
        panic!("there is one calendar, not {found:?}");
    };
    assert!(calendar.takes_events);
    let order = saving(CalendarAccount {
        collection: calendar.collection.clone(),
        collection_name: calendar.name.clone(),
        names,
        ..account
    });
    assert_eq!(librarian.asks_of_outside(order).await, Ok(None));
}

fn saving(account: CalendarAccount) -> OutsideOrder {
    OutsideOrder::SaveCalendar {
        account: Box::new(account),
        password: Some(PASSWORD.to_owned()),
    }
}

async fn books_tomorrow(patron: &mut Patron) -> (AppointmentId, i64) {
    let slot = tomorrow(patron).await;
    (books(patron, slot).await, slot)
}

/// Waits until so many things have gone to the calendar.
async fn went(librarian: &mut Librarian, count: usize) {
    librarian
        .sees_outbox("what went to the calendar", |view| {
            let gone = view.gone.iter().filter(|one| {
                let sent = matches!(one.state, OutgoingStateView::Sent {});
                one.channel == Channel::Calendar && sent
            });
            (gone.count() == count).then_some(())
        })
        .await;
}

fn events<const COUNT: usize>(radicale: &Radicale) -> [String; COUNT] {
    let events = radicale.events();
    events
        .try_into()
        .unwrap_or_else(|events| panic!("not {COUNT}: {events:?}"))
}

fn begins(event: &str) -> Option<&str> {
    event.lines().find(|line| line.starts_with("DTSTART;TZID"))
}
