//! Files on their way: up to the server, then into a thread; or down to this computer.

use sportello_link::{FileError, Files};
use sportello_wire::window::{FileTrouble, NewsItem};
use sportello_wire::{Attachment, FileId, MessageId, ThreadId};
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
}

impl Task {
    pub(super) fn send_file(&mut self, thread: ThreadId, name: String, bytes: Vec<u8>) {
        let (Some(files), Some(open)) = (self.files(), self.threads.get_mut(thread)) else {
            let why = FileTrouble::Failed;
            return self.tell(NewsItem::FileNotSent { name, why });
        };
        self.uploads += 1;
        let number = self.uploads;
        open.begin_upload(number, name.clone());
        self.carried.spawn(async move {
            let taken = files.send(thread, &name, bytes).await;
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
        match taken {
            Ok(attachment) => self.say_in_thread(thread, String::new(), Some(attachment)),
            Err(why) => {
                let why = trouble(why);
                self.tell(NewsItem::FileNotSent { name, why });
            }
        }
        if let Some(open) = self.threads.get_mut(thread) {
            open.end_upload(number);
        }
    }

    fn files(&self) -> Option<Files> {
        let server = self.server.clone().filter(|_| !self.token.is_empty())?;
        Some(Files::new(server, self.token.clone()))
    }
}

fn trouble(why: FileError) -> FileTrouble {
    match why {
        FileError::TooLarge => FileTrouble::TooLarge,
        FileError::WrongKind => FileTrouble::WrongKind,
        FileError::Unreadable => FileTrouble::Unreadable,
        FileError::TooMany => FileTrouble::TooMany,
        FileError::Failed => FileTrouble::Failed,
    }
}
