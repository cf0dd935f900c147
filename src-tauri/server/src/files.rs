//! Files that patrons and librarians send each other in a thread.
//!
//! **The rule.** A file is what its content says: the name that it came with is a
//! label and nothing more. Pictures are decoded and written anew, so that neither
//! where they were taken nor what hides behind their last byte goes further. On the
//! disk a file has the server's name ([`FileId`]); it is handed out as an attachment
//! that no browser opens as a page.
//!
//! This part knows no patron and no thread: who may send and fetch what is decided
//! where it is asked for (`http/files.rs`).

mod disk;
mod kind;
mod name;
mod picture;
mod sweep;

use std::path::Path;
use std::sync::Arc;

use sportello_core::FileKind;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) use disk::Folder;
pub(crate) use kind::media_type;
use kind::{kind_of, may_be_named};
pub(crate) use name::{FileName, read_percent};
pub(crate) use sweep::sweep_up;

/// The most bytes that are taken.
pub(crate) const LARGEST: usize = 10 * 1024 * 1024;
/// Pictures that are worked on at the same time: each may take hundreds of
/// megabytes for a moment.
const AT_ONCE: usize = 2;

/// Files that may be on their way at the same time: each is held in memory.
const ON_THEIR_WAY: usize = 32;

/// Why a file is not taken, or not handed out. Whoever asked chooses the words by
/// the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum FileRefusal {
    /// Over [`LARGEST`], or a picture of too many pixels.
    TooLarge,
    /// Neither picture, PDF nor plain text, or named as something that it is not.
    WrongKind,
    /// It begins as a kind that is taken, and is damaged.
    Unreadable,
    /// Too many files in a minute, or the thread is full.
    TooMany,
    /// It is a still, and the patron has not consented to one, or too long ago.
    NoConsent,
    /// There is no such file for whoever asks.
    NotFound,
    /// The server could not write; nothing was kept.
    NotSaved,
}

/// A file that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    /// What it is.
    pub(crate) kind: FileKind,
    /// What people read.
    pub(crate) name: FileName,
    /// What is kept; of a picture, not what came.
    pub(crate) bytes: Vec<u8>,
}

/// The files of a server.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    /// Where they lie.
    pub(crate) folder: Folder,
    turns: Arc<Semaphore>,
    on_their_way: Arc<Semaphore>,
}

impl Files {
    /// The files of a data directory.
    pub(crate) fn of(data: &Path) -> Self {
        Self {
            folder: Folder::of(data),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            on_their_way: Arc::new(Semaphore::new(ON_THEIR_WAY)),
        }
    }

    /// A place for a file that arrives, while there is one.
    pub(crate) fn arriving(&self) -> Option<OwnedSemaphorePermit> {
        self.on_their_way.clone().try_acquire_owned().ok()
    }

    /// Looks at what came, beside the work of the server. A decoder that breaks on
    /// it breaks nothing else.
    pub(crate) async fn judge(&self, bytes: Vec<u8>, name: String) -> Result<Judged, FileRefusal> {
        let turn = self.turns.clone().acquire_owned().await;
        let judged = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            judge(bytes, &name)
        });
        judged.await.unwrap_or(Err(FileRefusal::Unreadable))
    }
}

/// Says what a file is, and makes of it what may be kept.
fn judge(bytes: Vec<u8>, name: &str) -> Result<Judged, FileRefusal> {
    if bytes.len() > LARGEST {
        return Err(FileRefusal::TooLarge);
    }
    if bytes.is_empty() {
        return Err(FileRefusal::Unreadable);
    }
    let came_as = kind_of(&bytes).ok_or(FileRefusal::WrongKind)?;
    let name = FileName::tidy(name);
    if name
        .extension()
        .is_some_and(|named| !may_be_named(came_as, named))
    {
        return Err(FileRefusal::WrongKind);
    }
    let (kind, bytes) = match came_as {
        FileKind::Pdf | FileKind::Text => (came_as, bytes),
        FileKind::Jpeg | FileKind::Png | FileKind::Webp => picture::write_anew(came_as, &bytes)?,
    };
    let name = name.ending_as(kind);
    Ok(Judged { kind, name, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_judged_by_its_content_and_not_by_its_name() {
        let program = b"\x7fELF\x02\x01\x01\x00\x00\x00".to_vec();
        assert_eq!(judge(program, "foto.jpg"), Err(FileRefusal::WrongKind));
        let page = b"<html><script>alert(1)</script>".to_vec();
        let judged = judge(page, "pagina").expect("plain text");
        assert_eq!(judged.kind, FileKind::Text);
        assert_eq!(judged.name.as_str(), "pagina.txt");
    }

    #[test]
    fn a_name_that_contradicts_the_content_is_refused() {
        for (bytes, name) in [
            (&b"%PDF-1.7\n..."[..], "foto.jpg"),
            (b"%PDF-1.7\n...", "fattura.pdf.exe"),
            (b"echo ciao", "script.sh"),
            (b"<svg onload=alert(1)>", "disegno.svg"),
            (b"<html>", "pagina.html"),
        ] {
            assert_eq!(
                judge(bytes.to_vec(), name),
                Err(FileRefusal::WrongKind),
                "{name}"
            );
        }
    }

    #[test]
    fn plain_text_and_a_pdf_are_kept_as_they_came() {
        let note = "Orari:\r\n\tlunedì 9–13\n".as_bytes().to_vec();
        let judged = judge(note.clone(), "orari.TXT").expect("plain text");
        assert_eq!((judged.kind, judged.bytes), (FileKind::Text, note));
        assert_eq!(judged.name.as_str(), "orari.txt");
        let document = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec();
        let judged = judge(document.clone(), "").expect("a PDF");
        assert_eq!((judged.kind, judged.bytes), (FileKind::Pdf, document));
    }

    #[test]
    fn too_much_and_nothing_are_refused() {
        let much = vec![b'a'; LARGEST + 1];
        assert_eq!(judge(much, "a.txt"), Err(FileRefusal::TooLarge));
        assert!(judge(vec![b'a'; LARGEST], "a.txt").is_ok());
        assert_eq!(judge(Vec::new(), "a.txt"), Err(FileRefusal::Unreadable));
    }

    #[tokio::test]
    async fn what_breaks_a_decoder_is_unreadable_and_the_next_file_has_its_turn() {
        let files = Files::of(Path::new("nowhere"));
        let damaged = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
        for _ in 0..=AT_ONCE {
            let judged = files.judge(damaged.clone(), "a.png".into()).await;
            assert_eq!(judged, Err(FileRefusal::Unreadable));
        }
        assert_eq!(files.turns.available_permits(), AT_ONCE);
    }
}
