//! A librarian in threads: reads, writes, sends files, says how far they have come.

use std::net::SocketAddr;

use sportello_wire::seat::{FromSeat, ThreadEntry, ToSeat};
use sportello_wire::{Attachment, FileId, MarksView, MessageId, MessageView, ThreadId};

use super::Librarian;
use crate::ids::new_message;
use crate::web::{Answer, Question, percent_encoded};

impl Librarian {
    /// Opens a thread from the list, and reads what stands in it.
    pub async fn opens_thread(&mut self, thread: ThreadId) -> Vec<MessageView> {
        self.view.histories.remove(&thread);
        self.say(FromSeat::OpenThread { thread }).await;
        self.see("what stands in the thread", |view| {
            view.histories.get(&thread).cloned()
        })
        .await
    }

    /// Goes back to the list.
    pub async fn closes_thread(&mut self) {
        self.say(FromSeat::CloseThread {}).await;
    }

    /// Waits until a thread in the list is as wanted.
    pub async fn sees_thread(
        &mut self,
        what: &str,
        wanted: impl Fn(&ThreadEntry) -> bool,
    ) -> ThreadEntry {
        self.see(what, |view| {
            let mut threads = view.threads.as_ref()?.iter();
            threads.find(|entry| wanted(entry)).cloned()
        })
        .await
    }

    /// The list of threads, as it was shown last.
    pub fn threads(&self) -> &[ThreadEntry] {
        self.view.threads.as_deref().unwrap_or_default()
    }

    /// Writes a message into a thread.
    pub async fn write(&mut self, thread: ThreadId, text: &str) -> MessageId {
        let id = new_message();
        self.write_as(thread, id, text).await;
        id
    }

    /// Writes a message under an id of before.
    pub async fn write_as(&mut self, thread: ThreadId, id: MessageId, text: &str) {
        let (text, file) = (text.to_owned(), None);
        let say = FromSeat::Say {
            thread,
            id,
            text,
            file,
        };
        self.say(say).await;
    }

    /// Sends a file that was uploaded before.
    pub async fn send_file(&mut self, thread: ThreadId, file: FileId) -> MessageId {
        let (id, text, file) = (new_message(), String::new(), Some(file));
        let say = FromSeat::Say {
            thread,
            id,
            text,
            file,
        };
        self.say(say).await;
        id
    }

    /// Uploads a file for a thread.
    pub async fn upload(
        &self,
        address: SocketAddr,
        thread: ThreadId,
        name: &str,
        bytes: &[u8],
    ) -> Answer {
        let path = format!("/api/seat/files?thread={thread}");
        let bearer = format!("Bearer {}", self.keeps.token);
        let named = percent_encoded(name);
        let headers = [("Authorization", bearer.as_str()), ("X-File-Name", &named)];
        Question::new("POST", &path)
            .headers(&headers)
            .body(bytes)
            .ask(address)
            .await
    }

    /// Uploads a file that is taken.
    pub async fn uploads(
        &self,
        address: SocketAddr,
        thread: ThreadId,
        name: &str,
        bytes: &[u8],
    ) -> Attachment {
        self.upload(address, thread, name, bytes).await.attachment()
    }

    /// Fetches a file.
    pub async fn download(&self, address: SocketAddr, file: FileId) -> Answer {
        let path = format!("/api/seat/files/{file}");
        let bearer = format!("Bearer {}", self.keeps.token);
        let headers = [("Authorization", bearer.as_str())];
        Question::new("GET", &path)
            .headers(&headers)
            .ask(address)
            .await
    }

    /// Asks for a report: `report`, `report.csv` or `report.pdf`, of some days.
    pub async fn report(&self, address: SocketAddr, what: &str, days: &str) -> Answer {
        let path = format!("/api/seat/{what}?{days}");
        let bearer = format!("Bearer {}", self.keeps.token);
        let headers = [("Authorization", bearer.as_str())];
        Question::new("GET", &path)
            .headers(&headers)
            .ask(address)
            .await
    }

    /// Says how far the desk has come in what the patron wrote.
    pub async fn mark(&mut self, thread: ThreadId, received: i64, read: i64) {
        let marks = MarksView { received, read };
        self.say(FromSeat::Mark { thread, marks }).await;
    }

    /// Waits until the patron of a thread has read up to there.
    pub async fn sees_it_read(&mut self, thread: ThreadId, up_to: i64) {
        self.see("a read message", |view| {
            (view.patron_marks.get(&thread)?.read >= up_to).then_some(())
        })
        .await;
    }

    /// Says that the librarian types.
    pub async fn type_something(&mut self, thread: ThreadId) {
        self.say(FromSeat::Typing { thread }).await;
    }

    /// Waits until the patron of a thread types.
    pub async fn sees_somebody_typing(&mut self) -> ThreadId {
        self.hear("somebody typing", |heard| match heard {
            ToSeat::Typing { thread } => Some(*thread),
            _ => None,
        })
        .await
    }

    /// Waits for a message.
    pub async fn reads(&mut self, id: MessageId) -> MessageView {
        self.hear("a message", |heard| match heard {
            ToSeat::Message { message, .. } if message.id == id => Some(message.clone()),
            _ => None,
        })
        .await
    }
}
