//! Files from one end of a thread to the other.

use sportello_kit::{Desk, HANDLE};
use sportello_wire::{FileKind, Mode, RefusalCode};

use crate::PROGRAM;

const PDF: &[u8] = b"%PDF-1.7\nun modulo\n";

#[tokio::test]
async fn a_patrons_file_reaches_the_librarian_and_a_librarians_the_patron() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    bo.answers().await;
    ada.talks_with("Bo Conti").await;
    let thread = bo.thread();
    let form = ada.uploads(desk.address, HANDLE, "modulo è.pdf", PDF).await;
    assert_eq!(
        (form.name.as_str(), form.kind),
        ("modulo è.pdf", FileKind::Pdf)
    );
    let said = ada.send_file(form.file).await;
    ada.reads(said).await;
    let told = bo.reads(said).await;
    assert_eq!(
        (told.text.as_str(), told.attachment),
        ("", Some(form.clone()))
    );
    let fetched = bo.download(desk.address, form.file).await;
    assert_eq!((fetched.status, fetched.bytes.as_slice()), (200, PDF));

    let rules = b"Regolamento del prestito\n";
    let rules_file = bo.uploads(desk.address, thread, "regole.txt", rules).await;
    let said = bo.send_file(thread, rules_file.file).await;
    bo.reads(said).await;
    assert_eq!(ada.reads(said).await.attachment, Some(rules_file.clone()));
    let fetched = ada.download(desk.address, HANDLE, rules_file.file).await;
    assert_eq!(
        (fetched.status, fetched.bytes.as_slice()),
        (200, &rules[..])
    );
}

#[tokio::test]
async fn a_file_is_had_by_nobody_before_it_is_said_nor_sent_twice_nor_elsewhere() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let (mut ada, mut dino) = (desk.ada().await, desk.dino().await);
    ada.arrive(Mode::Chat).await;
    bo.answers().await;
    ada.talks_with("Bo Conti").await;
    let form = ada.uploads(desk.address, HANDLE, "modulo.pdf", PDF).await;
    assert_eq!(bo.download(desk.address, form.file).await.status, 404);
    let id = dino.send_file(form.file).await;
    assert_eq!(dino.is_refused(RefusalCode::NoSuchFile).await, Some(id));
    let said = ada.send_file(form.file).await;
    ada.reads(said).await;
    bo.reads(said).await;
    let again = ada.send_file(form.file).await;
    assert_eq!(ada.is_refused(RefusalCode::NoSuchFile).await, Some(again));
    let stolen = dino.download(desk.address, HANDLE, form.file).await;
    assert_eq!(stolen.status, 404);
}

#[tokio::test]
async fn a_file_without_words_is_told_in_the_list_by_its_name() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.introduce().await;
    let form = ada.uploads(desk.address, HANDLE, "modulo.pdf", PDF).await;
    let said = ada.send_file(form.file).await;
    ada.reads(said).await;
    let entry = bo
        .sees_thread("an unread thread", |entry| entry.unread)
        .await;
    assert_eq!(entry.excerpt, "modulo.pdf");
}
