//! Stills of the patron's picture: never without a yes, once for each, and in the
//! thread with the hour of the consent.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};
use sportello_kit::{Desk, HANDLE, Librarian, Patron};
use sportello_wire::patron::{FromPatron, PatronContactState};
use sportello_wire::seat::StillView;
use sportello_wire::{ContactId, Mode, RefusalCode, StillAnswer};

use crate::PROGRAM;

const PURPOSE: &str = "la copertina del libro";

#[tokio::test]
async fn a_still_reaches_the_thread_after_a_yes_with_the_hour_of_the_consent() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = video(&desk).await;
    let thread = bo.thread();
    bo.asks_for_a_still(contact, PURPOSE).await;
    bo.sees_still("the question", |still| {
        matches!(still, StillView::Asked { .. })
    })
    .await;
    assert_eq!(asked(&mut ada).await, PURPOSE);
    answers(&mut ada, contact, StillAnswer::Yes).await;
    bo.sees_still(
        "the consent",
        |still| matches!(still, StillView::Allowed { purpose, .. } if purpose == PURPOSE),
    )
    .await;
    let taken = bo
        .upload_still(desk.address, (thread, contact), &still())
        .await;
    let file = taken.attachment();
    assert!(file.consented_at.is_some_and(|at| at > 0), "{file:?}");
    let said = bo.send_file(thread, file.file).await;
    bo.reads(said).await;
    let told = ada.reads(said).await;
    assert_eq!(told.attachment, Some(file.clone()));
    let fetched = ada.download(desk.address, HANDLE, file.file).await;
    assert_eq!(fetched.status, 200);

    let again = bo
        .upload_still(desk.address, (thread, contact), &still())
        .await;
    refused(&again.body, again.status);
    let mut cleo = desk.cleo().await;
    let history = cleo.opens_thread(thread).await;
    let kept = history
        .last()
        .and_then(|message| message.attachment.clone());
    assert_eq!(kept, Some(file), "a colleague reads of the consent, too");
}

#[tokio::test]
async fn without_a_yes_no_still_is_taken_and_nothing_is_kept_of_it() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = video(&desk).await;
    let thread = bo.thread();
    let unasked = bo
        .upload_still(desk.address, (thread, contact), &still())
        .await;
    refused(&unasked.body, unasked.status);
    bo.asks_for_a_still(contact, PURPOSE).await;
    asked(&mut ada).await;
    let unanswered = bo
        .upload_still(desk.address, (thread, contact), &still())
        .await;
    refused(&unanswered.body, unanswered.status);
    answers(&mut ada, contact, StillAnswer::No).await;
    bo.sees_still("the no", |still| matches!(still, StillView::Refused { .. }))
        .await;
    let after_a_no = bo
        .upload_still(desk.address, (thread, contact), &still())
        .await;
    refused(&after_a_no.body, after_a_no.status);
    bo.asks_for_a_still(contact, PURPOSE).await;
    bo.is_refused(RefusalCode::TooSoon).await;
    assert!(!desk.data().join("files").exists());
}

#[tokio::test]
async fn a_consent_is_good_for_its_librarian_and_its_thread_alone_and_survives_a_crash() {
    let mut desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = video(&desk).await;
    let thread = bo.thread();
    let mut dino = desk.dino().await;
    let said = dino.write("Ci siete?").await;
    dino.reads(said).await;
    let other = bo.sees_thread("Dino's thread", |entry| entry.thread != thread);
    let others = other.await.thread;
    bo.asks_for_a_still(contact, PURPOSE).await;
    asked(&mut ada).await;
    answers(&mut ada, contact, StillAnswer::Yes).await;
    let is_allowed = |still: &StillView| matches!(still, StillView::Allowed { .. });
    bo.sees_still("the consent", is_allowed).await;
    let cleo = desk.cleo().await;
    let not_hers = cleo
        .upload_still(desk.address, (thread, contact), &still())
        .await;
    refused(&not_hers.body, not_hers.status);
    let elsewhere = bo
        .upload_still(desk.address, (others, contact), &still())
        .await;
    refused(&elsewhere.body, elsewhere.status);
    let words = b"no picture at all\n";
    let no_picture = bo
        .upload_still(desk.address, (thread, contact), words)
        .await;
    assert_eq!(no_picture.status, 415, "{no_picture:?}");

    let session = bo.vanish();
    desk.kill();
    desk.start().await;
    let bo = Librarian::resume(desk.address, "Bo", &session)
        .await
        .expect("Bo is known");
    let taken = bo
        .upload_still(desk.address, (thread, contact), &still())
        .await;
    assert!(taken.attachment().consented_at.is_some());
}

#[tokio::test]
async fn only_a_picture_can_be_asked_for() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = video(&desk).await;
    bo.asks_for_a_still(contact, " \n ").await;
    bo.is_refused(RefusalCode::BadText).await;
    bo.asks_for_a_still(contact, PURPOSE).await;
    asked(&mut ada).await;
    ada.set_mode(Mode::Voice).await;
    bo.goes_on_with(Mode::Voice).await;
    answers(&mut ada, contact, StillAnswer::Yes).await;
    bo.asks_for_a_still(contact, PURPOSE).await;
    bo.is_refused(RefusalCode::DoesNotFit).await;
    let still = bo
        .upload_still(desk.address, (bo.thread(), contact), &still())
        .await;
    refused(&still.body, still.status);
}

async fn video(desk: &Desk) -> (Patron, Librarian, ContactId) {
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Video).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    (ada, bo, contact)
}

/// What the patron is asked a still for.
async fn asked(ada: &mut Patron) -> String {
    ada.see("the question", |view| match view.state()? {
        PatronContactState::Talking { still_for, .. } => still_for.clone(),
        PatronContactState::Waiting { .. }
        | PatronContactState::Calling { .. }
        | PatronContactState::Ended { .. } => None,
    })
    .await
}

async fn answers(ada: &mut Patron, contact: ContactId, answer: StillAnswer) {
    ada.say(FromPatron::AnswerStill { contact, answer }).await;
}

fn refused(body: &str, status: u16) {
    assert_eq!((status, body), (403, r#"{"code":"noConsent"}"#));
}

fn still() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(32, 24, image::Rgb([9, 80, 9])));
    let written = picture.write_to(&mut bytes, ImageFormat::Jpeg);
    written.expect("it can be written");
    bytes.into_inner()
}
