//! Consultations are booked, moved and cancelled; no time is given twice; at its time
//! an appointment is a place in the line.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sportello_kit::{Desk, HANDLE, Mood, Patron, subscription};
use sportello_wire::booking::{AppointmentStateView, BookingRefusal};
use sportello_wire::patron::{BookingOrder, PatronContactState, SubscriptionView};
use sportello_wire::seat::CalendarOrder;
use sportello_wire::{
    AppointmentId, CancelledBy, ConsultationId, Happened, Meeting, Mode, Outcome, Speaker, ThreadId,
};
use uuid::Uuid;

use crate::PROGRAM;
use crate::outbox::{a_library_that_writes, opens};

pub(crate) const DAY: i64 = 86_400_000;
const BOTH: &[&str] = &["bo", "cleo"];

#[tokio::test]
async fn a_patron_books_what_is_free_and_finds_it_in_the_thread_and_the_librarian_in_the_calendar()
{
    let desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(&["bo"], "").await;
    let mut bo = desk.bo().await;
    bo.watches_calendar(now(), now() + 7 * DAY).await;
    let mut ada = desk.ada().await;
    let slot = tomorrow(&mut ada).await;
    let booked = books(&mut ada, slot).await;
    let told = ada
        .sees_appointment("it booked", |one| {
            (one.state == AppointmentStateView::Booked).then(|| one.clone())
        })
        .await;
    assert_eq!((told.id, told.starts), (booked, slot));
    assert_eq!(told.name.it, "Ricerca bibliografica");
    assert_eq!(told.librarian, "Bo Conti");
    let seen = bo
        .sees_calendar("the appointment", |calendar| {
            calendar.appointments.first().cloned()
        })
        .await;
    assert_eq!((seen.id, seen.patron.as_str()), (booked, "Ada"));
    let said = history(&desk, ada).await;
    assert_eq!(said, [(Happened::AppointmentBooked, slot)]);
}

#[tokio::test]
async fn what_is_newly_offered_is_shown_to_who_waits_and_to_who_talks_too() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    let mut dino = desk.dino().await;
    dino.arrive(Mode::Chat).await;
    dino.waits_at(1).await;
    desk.offers_consultations(&["bo"], "").await;
    assert_eq!(ada.is_offered().await, dino.is_offered().await);
    bo.hangs_up(contact).await;
}

#[tokio::test]
async fn who_comes_second_is_told_what_is_free_instead_and_loses_nothing() {
    let desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(&["bo"], "").await;
    let mut ada = desk.ada().await;
    let slot = tomorrow(&mut ada).await;
    books(&mut ada, slot).await;
    let mut dino = desk.dino().await;
    let offered = dino.is_offered().await;
    let no = dino.holds(offered, slot).await.expect_err("Ada has it");
    assert_eq!(no.why, BookingRefusal::Taken);
    assert!(no.next.iter().all(|free| free.starts != slot));
    let free = no.next.first().expect("something is free").starts;
    let held = dino.holds(offered, free).await.expect("it is free");
    dino.wants_push(browser()).await;
    dino.books(held, None).await.expect("it is held");
    dino.next_message().await;
}

#[tokio::test]
async fn a_slot_is_kept_while_the_form_is_open_and_free_once_it_is_let_go() {
    let desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(&["bo"], "").await;
    let (mut ada, mut dino) = (desk.ada().await, desk.dino().await);
    let slot = tomorrow(&mut ada).await;
    let offered = dino.is_offered().await;
    ada.holds(offered, slot).await.expect("it is free");
    let no = dino.holds(offered, slot).await.expect_err("Ada holds it");
    assert_eq!(no.why, BookingRefusal::Taken);
    ada.orders_booking(BookingOrder::LetGo {}).await;
    ada.catch_up().await;
    dino.holds(offered, slot).await.expect("it is free again");
}

#[tokio::test]
async fn of_many_at_once_one_gets_the_slot_and_every_other_a_clear_answer() {
    let desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(&["bo"], "").await;
    let mut first = desk.ada().await;
    let slot = tomorrow(&mut first).await;
    let offered = first.is_offered().await;
    let mut crowd = vec![first];
    for number in 1..40 {
        crowd.push(desk.patron(&format!("Patron {number}")).await);
    }
    let attempts = crowd.iter_mut().map(|patron| patron.holds(offered, slot));
    let outcomes = futures_util::future::join_all(attempts).await;
    let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(won, 1, "{outcomes:?}");
    for no in outcomes.into_iter().filter_map(Result::err) {
        assert_eq!(no.why, BookingRefusal::Taken);
        assert!(!no.next.is_empty(), "what is free instead is told");
    }
}

#[tokio::test]
async fn an_appointment_is_moved_and_cancelled_and_its_time_is_free_again() {
    let desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(&["bo"], "").await;
    let mut ada = desk.ada().await;
    let slot = tomorrow(&mut ada).await;
    let appointment = books(&mut ada, slot).await;
    let later = slot + DAY;
    let order = BookingOrder::Move {
        appointment,
        starts: later,
    };
    ada.asks_of_booking(order).await.expect("it is free");
    ada.next_message().await;
    let mut dino = desk.dino().await;
    books(&mut dino, slot).await;
    let back = BookingOrder::Move {
        appointment,
        starts: slot,
    };
    let no = ada.asks_of_booking(back).await.expect_err("Dino has it");
    assert_eq!(no.why, BookingRefusal::Taken);
    let stays = ada
        .sees_appointment("it where it was", |one| Some(one.starts))
        .await;
    assert_eq!(stays, later, "a move that is refused moves nothing");
    let order = BookingOrder::Cancel { appointment };
    ada.asks_of_booking(order).await.expect("it is ahead");
    ada.next_message().await;
    let by = CancelledBy::Patron;
    ada.sees_appointment("it cancelled", |one| {
        (one.state == AppointmentStateView::Cancelled { by }).then_some(())
    })
    .await;
    let offered = dino.is_offered().await;
    dino.holds(offered, later).await.expect("it is free again");
}

#[tokio::test]
async fn what_is_somebody_elses_can_neither_be_moved_nor_cancelled_nor_entered() {
    let desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(&["bo"], "").await;
    let mut ada = desk.ada().await;
    let slot = tomorrow(&mut ada).await;
    let appointment = books(&mut ada, slot).await;
    let mut dino = desk.dino().await;
    for order in [
        BookingOrder::Move {
            appointment,
            starts: slot + DAY,
        },
        BookingOrder::Cancel { appointment },
        BookingOrder::Enter { appointment },
    ] {
        let no = dino.asks_of_booking(order).await.expect_err("it is Ada's");
        assert_eq!(no.why, BookingRefusal::NoSuchAppointment);
    }
}

#[tokio::test]
async fn a_librarian_books_from_the_conversation_and_the_patron_reads_it_in_the_chat() {
    let desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(BOTH, "").await;
    let (mut ada, mut bo) = (desk.ada().await, desk.bo().await);
    let consultation = ada.is_offered().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.is_rung().await;
    bo.accept(contact).await;
    bo.talks(contact).await;
    let starts = whole_hour(now() + 2 * DAY);
    let order = book_for(bo.thread(), consultation, starts);
    bo.asks_of_calendar(order).await.expect("it is free");
    let told = ada.next_message().await;
    let happened = Happened::AppointmentBooked;
    assert_eq!(told.speaker, Speaker::Desk { happened });
    assert_eq!(told.text, "Ricerca bibliografica");
    assert_eq!(told.appointment.map(|about| about.starts), Some(starts));
    bo.forget_news();
}

#[tokio::test]
async fn a_thing_that_is_booked_outlives_a_power_cut() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(&["bo"], "").await;
    let mut ada = desk.ada().await;
    let slot = tomorrow(&mut ada).await;
    let booked = books(&mut ada, slot).await;
    desk.kill();
    desk.start().await;
    let mut again = desk.patron_again("Ada", ada.vanish()).await;
    let stands = again
        .sees_appointment("it", |one| Some((one.id, one.state)))
        .await;
    assert_eq!(stands, (booked, AppointmentStateView::Booked));
    let mut dino = desk.dino().await;
    let offered = dino.is_offered().await;
    let no = dino.holds(offered, slot).await.expect_err("it is Ada's");
    assert_eq!(no.why, BookingRefusal::Taken);
}

#[tokio::test]
async fn at_its_time_who_has_booked_goes_before_who_came_without() {
    let desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(&["bo"], "").await;
    let (mut ada, mut bo) = (desk.ada().await, desk.bo().await);
    let consultation = ada.is_offered().await;
    let asked = ada.write("Vorrei un appuntamento").await;
    ada.reads(asked).await;
    let thread = bo.sees_thread("Ada's", |_| true).await.thread;
    // Bo talks with somebody, and somebody else waits.
    let mut eva = desk.patron("Eva").await;
    eva.arrive(Mode::Voice).await;
    let under_way = bo.answers().await;
    let mut dino = desk.dino().await;
    dino.arrive(Mode::Voice).await;
    dino.waits_at(1).await;
    // Ada had come without knowing of any appointment.
    ada.arrive(Mode::Voice).await;
    ada.waits_at(2).await;
    let starts = next_minute();
    let order = book_for(thread, consultation, starts);
    bo.asks_of_calendar(order).await.expect("nothing is booked");
    let appointment = bo
        .sees_today("the appointment", |today| Some(today.first()?.id))
        .await;
    let order = BookingOrder::Enter { appointment };
    ada.asks_of_booking(order).await.expect("it is near");
    comes(starts).await;
    ada.waits_at(1).await;
    let before = dino
        .see("who goes before", |view| match view.state()? {
            PatronContactState::Waiting {
                position: 2,
                booked_before,
                ..
            } => Some(*booked_before),
            _ => None,
        })
        .await;
    assert_eq!(before, 1, "who waits is told why");
    bo.hangs_up(under_way).await;
    let answered = bo.answers().await;
    assert_eq!(ada.talks_with("Bo Conti").await, answered);
    let booked = bo.view.under_way(answered).and_then(|one| one.booked);
    assert_eq!(booked.map(|mark| mark.id), Some(appointment));
    let kept = outcomes(&desk, &ada).await;
    assert!(kept.contains(&"appointment".into()), "{kept:?}");
    assert!(!kept.contains(&"abandoned".into()), "{kept:?}");
    for client in [&mut ada, &mut eva] {
        client.forget_news();
    }
    bo.forget_news();
}

#[tokio::test]
async fn where_something_was_booked_the_librarian_is_told_so_and_may_write_that_it_came_out_so() {
    let desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(&["bo"], "").await;
    let (mut ada, mut bo) = (desk.ada().await, desk.bo().await);
    let consultation = ada.is_offered().await;
    ada.arrive(Mode::Voice).await;
    let contact = bo.answers().await;
    let thread = bo.view.under_way(contact).expect("it is Bo's").thread;
    let order = book_for(thread, consultation, whole_hour(now() + DAY));
    bo.asks_of_calendar(order).await.expect("nothing is booked");
    bo.puts_down(contact).await;
    assert!(bo.is_to_wrap_up(contact).await.booked);
    bo.wraps_up(contact, None, Outcome::Appointment, "").await;
    ada.see("how it came out", |view| match view.state()? {
        PatronContactState::Ended { outcome, .. } => {
            (*outcome == Outcome::Appointment).then_some(())
        }
        PatronContactState::Waiting { .. }
        | PatronContactState::Calling { .. }
        | PatronContactState::Talking { .. } => None,
    })
    .await;
    // The next contact knows nothing of it any more.
    ada.arrive(Mode::Voice).await;
    let again = bo.answers().await;
    bo.puts_down(again).await;
    assert!(!bo.is_to_wrap_up(again).await.booked);
    ada.forget_news();
    bo.forget_news();
}

#[tokio::test]
async fn a_booking_goes_out_by_mail_with_a_link_and_without_its_subject_saying_what_for() {
    let (desk, server, bo) = a_library_that_writes(Mood::Accepts).await;
    desk.offers_consultations(&["bo"], "").await;
    let mut ada = desk.ada().await;
    let slot = tomorrow(&mut ada).await;
    let offered = ada.is_offered().await;
    let held = ada.holds(offered, slot).await.expect("it is free");
    let no = ada
        .books(held, None)
        .await
        .expect_err("nobody could reach her");
    assert_eq!(no.why, BookingRefusal::NoWay);
    let mail = Some("ada@example.org");
    ada.books(held, mail).await.expect("the slot was kept");
    ada.next_message().await;
    drop(bo);
    let letters = server.has_accepted(1).await;
    let text = &letters[0].text;
    assert!(text.contains("Ricerca bibliografica"), "{text}");
    assert!(text.contains("method=REQUEST"), "{text}");
    let subject = text.lines().find(|line| line.starts_with("Subject:"));
    assert!(subject.is_some_and(|subject| !subject.contains("Ricerca")));
}

#[tokio::test]
async fn what_is_to_be_confirmed_holds_once_the_link_of_the_letter_is_opened() {
    let (desk, server, bo) = a_library_that_writes(Mood::Accepts).await;
    desk.offers_consultations(&["bo"], "confirm_by_mail = true")
        .await;
    let mut ada = desk.ada().await;
    let slot = tomorrow(&mut ada).await;
    let offered = ada.is_offered().await;
    let held = ada.holds(offered, slot).await.expect("it is free");
    let mail = Some("ada@example.org");
    ada.books(held, mail).await.expect("the slot was kept");
    let waits = |state: &AppointmentStateView| match state {
        AppointmentStateView::Unconfirmed { until } => Some(*until),
        _ => None,
    };
    let until = ada
        .sees_appointment("it waiting for the letter", |one| waits(&one.state))
        .await;
    assert!(until > now() && until <= now() + 2 * 3_600_000);
    let letters = server.has_accepted(1).await;
    opens(&desk, &letters[0].secret()).await;
    ada.sees_appointment("it booked", |one| {
        (one.state == AppointmentStateView::Booked).then_some(())
    })
    .await;
    let happened = Happened::AppointmentBooked;
    let told = ada.next_message().await;
    let told = match told.speaker {
        Speaker::Desk {
            happened: Happened::AppointmentToConfirm,
        } => ada.next_message().await,
        _ => told,
    };
    assert_eq!(told.speaker, Speaker::Desk { happened });
    drop(bo);
}

#[tokio::test]
async fn the_file_of_an_appointment_is_its_patrons_alone() {
    let desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(&["bo"], "").await;
    let mut ada = desk.ada().await;
    let slot = tomorrow(&mut ada).await;
    let appointment = books(&mut ada, slot).await;
    let path = format!("/api/{HANDLE}/appointments/{appointment}.ics");
    let cookie = ada.vanish().unwrap_or_default();
    let origin = format!("http://{}", desk.address);
    let own = [("Origin", origin.as_str()), ("Cookie", cookie.as_str())];
    let file = desk.ask("GET", &path, &own).await;
    assert_eq!(file.status, 200);
    assert!(file.header("content-type").starts_with("text/calendar"));
    let text = &file.body;
    assert!(text.contains("SUMMARY:Ricerca bibliografica"), "{text}");
    assert!(text.contains("DTSTART;TZID=Europe/Rome"), "{text}");
    let dino = Patron::cookie(desk.address, HANDLE).await;
    let other = [("Origin", origin.as_str()), ("Cookie", dino.as_str())];
    assert_eq!(desk.ask("GET", &path, &other).await.status, 404);
    assert_eq!(desk.ask("GET", &path, &own[..1]).await.status, 404);
}

/// How the patron's contacts came out, as they are kept.
async fn outcomes(desk: &Desk, patron: &Patron) -> Vec<String> {
    let path = format!("/api/{HANDLE}/me/export.json");
    let cookie = patron.keeps.clone().expect("a patron");
    let kept = desk.ask("GET", &path, &[("Cookie", &cookie)]).await.json();
    let contacts = kept["contacts"].as_array().expect("contacts").iter();
    let outcome = contacts.filter_map(|one| one["outcome"].as_str());
    outcome.map(Into::into).collect()
}

fn book_for(thread: ThreadId, consultation: ConsultationId, starts: i64) -> CalendarOrder {
    CalendarOrder::Book {
        appointment: AppointmentId(Uuid::from_u128(u128::from(starts.unsigned_abs()))),
        thread,
        consultation,
        meeting: Meeting::Video,
        branch: None,
        librarian: None,
        starts,
        anyway: true,
    }
}

/// A slot of tomorrow's.
pub(crate) async fn tomorrow(patron: &mut Patron) -> i64 {
    let offered = patron.is_offered().await;
    let days = patron.looks_for_slots(offered, Meeting::Video).await;
    let ahead = days.iter().flat_map(|day| &day.slots);
    let mut ahead = ahead.filter(|slot| slot.starts > now() + DAY);
    ahead.next().expect("something is free").starts
}

pub(crate) async fn books(patron: &mut Patron, starts: i64) -> AppointmentId {
    let offered = patron.is_offered().await;
    let held = patron.holds(offered, starts).await.expect("it is free");
    patron.wants_push(browser()).await;
    let booked = patron.books(held, None).await.expect("it is held");
    patron.next_message().await;
    booked
}

/// What the desk says in the patron's thread, on a page that is opened anew.
async fn history(desk: &Desk, patron: Patron) -> Vec<(Happened, i64)> {
    let mut again = desk.patron_again("Ada", patron.vanish()).await;
    let messages = again.see("the history", |view| view.history.clone()).await;
    let said = messages.iter().filter_map(|message| match message.speaker {
        Speaker::Desk { happened } => Some((happened, message.appointment?.starts)),
        Speaker::Patron | Speaker::Librarian { .. } => None,
    });
    said.collect()
}

/// A browser that may be told by push: a way to be reached.
pub(crate) fn browser() -> SubscriptionView {
    subscription("https://fcm.googleapis.com/fcm/send/a")
}

/// An appointment begins with a minute of the wall clock, and nothing makes that come
/// sooner.
async fn comes(at: i64) {
    let left = u64::try_from(at - now()).unwrap_or(0);
    tokio::time::sleep(Duration::from_millis(left)).await;
}

fn next_minute() -> i64 {
    let soon = now() + 2_000;
    soon + 60_000 - soon.rem_euclid(60_000)
}

fn whole_hour(at: i64) -> i64 {
    at - at.rem_euclid(3_600_000)
}

pub(crate) fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.unwrap_or(Duration::ZERO).as_millis();
    i64::try_from(now).unwrap_or(i64::MAX)
}
