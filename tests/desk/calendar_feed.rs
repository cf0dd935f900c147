//! Calendar programs subscribe to what is booked, by an address that nobody guesses.

use sportello_kit::{Answer, Desk, Librarian};
use sportello_wire::patron::BookingOrder;
use sportello_wire::seat::{FeedOf, OutsideOrder, OutsideRefusal};
use sportello_wire::{AppointmentId, Role};

use crate::PROGRAM;
use crate::accounts::{give, id_of};
use crate::booking::{DAY, books, now, tomorrow};

const BEGINS: &str = "DTSTART;TZID=Europe/Rome:";

#[tokio::test]
async fn a_librarians_own_calendar_follows_what_is_booked_and_names_no_patron() {
    let (desk, mut bo) = a_desk_of(Role::Librarian).await;
    let own = own(&desk).await;
    let feed = bo.makes_feed(own, false).await.expect("it is theirs");
    let empty = reads(&desk, &feed.address).await;
    assert_eq!(empty.status, 200, "{empty:?}");
    assert_eq!(empty.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(empty.header("cache-control"), "private, no-cache");
    assert!(!empty.body.contains("BEGIN:VEVENT"));

    let mut ada = desk.ada().await;
    let slot = tomorrow(&mut ada).await;
    let appointment = books(&mut ada, slot).await;
    let booked = reads(&desk, &feed.address).await;
    assert_ne!(booked.header("etag"), empty.header("etag"));
    assert_eq!(lines(&booked, "UID:"), [uid(appointment)]);
    assert_eq!(
        lines(&booked, "SUMMARY:"),
        ["SUMMARY:Ricerca bibliografica"]
    );
    assert_eq!(lines(&booked, "STATUS:"), ["STATUS:CONFIRMED"]);
    assert!(!booked.body.contains("Ada"), "{}", booked.body);

    let order = BookingOrder::Move {
        appointment,
        starts: slot + DAY,
    };
    ada.asks_of_booking(order).await.expect("it is free");
    ada.next_message().await;
    let moved = reads(&desk, &feed.address).await;
    assert_eq!(lines(&moved, "UID:"), [uid(appointment)]);
    assert_eq!(lines(&moved, BEGINS).len(), 1);
    assert_ne!(lines(&moved, BEGINS), lines(&booked, BEGINS));
    assert_ne!(lines(&moved, "SEQUENCE:"), lines(&booked, "SEQUENCE:"));

    let order = BookingOrder::Cancel { appointment };
    ada.asks_of_booking(order).await.expect("it is ahead");
    ada.next_message().await;
    let off = reads(&desk, &feed.address).await;
    assert_eq!(lines(&off, "UID:"), [uid(appointment)]);
    assert_eq!(lines(&off, "STATUS:"), ["STATUS:CANCELLED"]);
}

#[tokio::test]
async fn what_is_as_it_was_is_not_sent_again() {
    let (desk, mut bo) = a_desk_of(Role::Librarian).await;
    let own = own(&desk).await;
    let feed = bo.makes_feed(own, false).await.expect("it is theirs");
    let first = reads(&desk, &feed.address).await;
    let known = [("If-None-Match", first.header("etag"))];
    let again = desk.ask("GET", path(&feed.address), &known).await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    assert_eq!(again.header("etag"), first.header("etag"));
}

#[tokio::test]
async fn what_is_held_for_a_moment_is_in_no_calendar() {
    let (desk, mut bo) = a_desk_of(Role::Librarian).await;
    let own = own(&desk).await;
    let feed = bo.makes_feed(own, false).await.expect("it is theirs");
    let mut ada = desk.ada().await;
    let slot = tomorrow(&mut ada).await;
    let offered = ada.is_offered().await;
    ada.holds(offered, slot).await.expect("it is free");
    let read = reads(&desk, &feed.address).await;
    assert!(!read.body.contains("BEGIN:VEVENT"), "{}", read.body);
}

#[tokio::test]
async fn a_revoked_feed_is_not_there_and_can_be_had_back_for_a_moment() {
    let (desk, mut bo) = a_desk_of(Role::Librarian).await;
    bo.watches_outside().await;
    let own = own(&desk).await;
    let feed = bo.makes_feed(own, false).await.expect("it is theirs");
    let listed = bo
        .sees_outside("the feed", |view| view.feeds.first().cloned())
        .await;
    assert_eq!((listed.id, listed.of), (feed.id, own));
    assert_eq!((listed.made_by.as_str(), listed.names), ("Bo Conti", false));
    assert!((listed.made_at - now()).abs() < DAY);

    let order = OutsideOrder::RevokeFeed { id: feed.id };
    bo.asks_of_outside(order).await.expect("it is theirs");
    assert_eq!(reads(&desk, &feed.address).await.status, 404);
    bo.sees_outside("no feed", |view| view.feeds.is_empty().then_some(()))
        .await;
    let order = OutsideOrder::RestoreFeed { id: feed.id };
    bo.asks_of_outside(order).await.expect("a moment ago");
    assert_eq!(reads(&desk, &feed.address).await.status, 200);
}

#[tokio::test]
async fn a_desks_calendar_is_made_by_supervisors_with_names_only_if_they_say_so() {
    let (desk, mut bo) = a_desk_of(Role::Librarian).await;
    let of = the_desk(&mut bo).await;
    let no = bo.makes_feed(of, true).await;
    assert_eq!(no, Err(OutsideRefusal::NotAllowed {}));
    give(&desk, "cleo", Role::Supervisor).await;
    let mut cleo = desk.cleo().await;
    let feed = cleo.makes_feed(of, true).await.expect("she supervises");
    let mut ada = desk.ada().await;
    let slot = tomorrow(&mut ada).await;
    books(&mut ada, slot).await;
    let read = reads(&desk, &feed.address).await;
    assert_eq!(
        lines(&read, "SUMMARY:"),
        ["SUMMARY:Ricerca bibliografica · Ada"]
    );
    let order = OutsideOrder::RevokeFeed { id: feed.id };
    let no = bo.asks_of_outside(order).await;
    assert_eq!(no, Err(OutsideRefusal::NotAllowed {}));
}

#[tokio::test]
async fn an_address_that_is_guessed_leads_nowhere() {
    let (desk, _bo) = a_desk_of(Role::Librarian).await;
    let guessed = format!("/calendar/{}.ics", "a".repeat(43));
    for path in [guessed.as_str(), "/calendar/x.ics", "/calendar/x"] {
        assert_eq!(desk.ask("GET", path, &[]).await.status, 404, "{path}");
    }
}

/// A desk whose librarian has this role.
async fn a_desk_of(role: Role) -> (Desk, Librarian) {
    let desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(&["bo"], "").await;
    give(&desk, "bo", role).await;
    let bo = desk.bo().await;
    (desk, bo)
}

async fn own(desk: &Desk) -> FeedOf {
    let librarian = id_of(desk, "bo").await;
    FeedOf::Librarian { librarian }
}

async fn the_desk(librarian: &mut Librarian) -> FeedOf {
    let house = librarian.house().await;
    let desk = house.desks.first().expect("there is one").id;
    FeedOf::Desk { desk }
}

async fn reads(desk: &Desk, address: &str) -> Answer {
    desk.ask("GET", path(address), &[]).await
}

/// The address without its server.
fn path(address: &str) -> &str {
    let at = address.find("/calendar/").expect("it leads to a calendar");
    &address[at..]
}

/// The lines that begin so, of events alone.
fn lines<'a>(answer: &'a Answer, begin: &str) -> Vec<&'a str> {
    let events = answer.body.split_once("BEGIN:VEVENT");
    let events = events.map_or("", |(_, events)| events);
    let lines = events.lines().map(str::trim_end);
    lines.filter(|line| line.starts_with(begin)).collect()
}

fn uid(appointment: AppointmentId) -> String {
    format!("UID:{appointment}@localhost")
}
