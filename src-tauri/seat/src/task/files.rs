//! Files on their way: up to the server, then into a thread; or down to this computer.

use sportello_link::{BusyError, BusyRead, FileError, Files, LoansFileError};
use sportello_wire::seat::{FilePreview, StillView};
use sportello_wire::window::{FileTrouble, NewsItem, ReportTrouble};
use sportello_wire::{Attachment, ContactId, FileId, MessageId, Report, ThreadId};
use tokio::task::JoinError;

use super::Task;

/// A file that came to the end of its way.
pub(super) enum Carried {
    Up {
        number: u64,
        thread: ThreadId,
        name: String,
        taken: Result<Attachment, FileError>,
    },
    Down {
        name: String,
        /// Where it was saved.
        path: Option<String>,
    },
    Calendar(Result<BusyRead, BusyError>),
    Loans(Result<Box<FilePreview>, LoansFileError>),
    /// A report to look at, by its number.
    Report(u64, Result<Box<Report>, ReportTrouble>),
    /// Where a report was saved.
    ReportSaved(Result<String, ReportTrouble>),
}

impl Task {
    pub(super) fn send_file(&mut self, thread: ThreadId, name: String, bytes: Vec<u8>) {
        self.upload(thread, None, name, bytes, String::new());
    }

    /// Sends a still of the patron's picture, said with what it is for: the server
    /// takes it while the consent is good.
    pub(super) fn send_still(&mut self, contact: ContactId, name: String, bytes: Vec<u8>) {
        let here = self.contacts().find(|here| here.id == contact);
        let allowed = here.and_then(|here| match &here.still {
            StillView::Allowed { purpose, .. } => Some((here.thread, purpose.clone())),
            StillView::Unasked | StillView::Asked { .. } | StillView::Refused { .. } => None,
        });
        let Some((thread, purpose)) = allowed else {
            let why = FileTrouble::NoConsent;
            return self.tell(NewsItem::FileNotSent { name, why });
        };
        self.upload(thread, Some(contact), name, bytes, purpose);
    }

    fn upload(
        &mut self,
        thread: ThreadId,
        still: Option<ContactId>,
        name: String,
        bytes: Vec<u8>,
        text: String,
    ) {
        let (Some(files), Some(open)) = (self.files(), self.threads.get_mut(thread)) else {
            let why = FileTrouble::Failed;
            return self.tell(NewsItem::FileNotSent { name, why });
        };
        self.uploads += 1;
        let number = self.uploads;
        open.begin_upload(number, name.clone(), text);
        self.carried.spawn(async move {
            let taken = files.send(thread, still, &name, bytes).await;
            Carried::Up {
                number,
                thread,
                name,
                taken,
            }
        });
    }

    pub(super) fn save_file(&mut self, thread: ThreadId, message: MessageId, file: FileId) {
        let attachment = self.threads.attachment(thread, message);
        let attachment = attachment.filter(|attachment| attachment.file == file);
        let (Some(files), Some(attachment)) = (self.files(), attachment) else {
            let name = String::new();
            return self.tell(NewsItem::FileNotSaved { name });
        };
        let (host, name) = (self.host.clone(), attachment.name);
        self.carried.spawn(async move {
            let Ok(bytes) = files.fetch(file).await else {
                return Carried::Down { name, path: None };
            };
            let called = name.clone();
            let saving = move || host.save_file(&called, &bytes);
            let saved = match tokio::task::spawn_blocking(saving).await {
                Ok(saved) => saved,
                Err(why) => Err(std::io::Error::other(why)),
            };
            if let Err(why) = &saved {
                tracing::warn!(%why, %file, "a file could not be saved");
            }
            let path = saved.ok().map(|path| path.display().to_string());
            Carried::Down { name, path }
        });
    }

    pub(super) fn finish_file(&mut self, carried: Result<Carried, JoinError>) {
        match carried {
            Ok(Carried::Up {
                number,
                thread,
                name,
                taken,
            }) => self.finish_upload(number, thread, name, taken),
            Ok(Carried::Down { name, path }) => self.tell(match path {
                Some(path) => NewsItem::FileSaved { path },
                None => NewsItem::FileNotSaved { name },
            }),
            Ok(Carried::Calendar(read)) => self.finish_calendar(read),
            Ok(Carried::Loans(sent)) => self.finish_loans(sent),
            Ok(Carried::Report(number, report)) => self.finish_report(number, report),
            Ok(Carried::ReportSaved(saved)) => self.finish_saving_report(saved),
            Err(why) => tracing::error!(%why, "a file got lost on its way"),
        }
    }

    fn finish_upload(
        &mut self,
        number: u64,
        thread: ThreadId,
        name: String,
        taken: Result<Attachment, FileError>,
    ) {
        if let Err(why) = taken {
            let why = trouble(why);
            self.tell(NewsItem::FileNotSent { name, why });
        }
        let open = self.threads.get_mut(thread);
        let ready = open.map(|open| open.end_upload(number, taken.ok()));
        for (text, attachment) in ready.into_iter().flatten() {
            self.say_in_thread(thread, text, Some(attachment));
        }
    }

    /// Sends the librarian's own calendar, to be read for when they are busy.
    pub(super) fn send_calendar(&mut self, bytes: Vec<u8>) {
        let Some(files) = self.files() else {
            return self.finish_calendar(Err(BusyError::Failed));
        };
        self.calendar.outside.reading_begins();
        self.carried
            .spawn(async move { Carried::Calendar(files.send_calendar(bytes).await) });
    }

    fn finish_calendar(&mut self, read: Result<BusyRead, BusyError>) {
        self.calendar.outside.reading_ends(read);
        self.look_outside_again();
    }

    pub(super) fn files(&self) -> Option<Files> {
        let server = self.server.clone().filter(|_| !self.token.is_empty())?;
        Some(Files::new(server, self.token.clone()))
    }
}

fn trouble(why: FileError) -> FileTrouble {
    match why {
        FileError::TooLarge => FileTrouble::TooLarge,
        FileError::WrongKind => FileTrouble::WrongKind,
        FileError::Unreadable => FileTrouble::Unreadable,
        FileError::NoConsent => FileTrouble::NoConsent,
        FileError::TooMany => FileTrouble::TooMany,
        FileError::Failed => FileTrouble::Failed,
    }
}
