//! A thread that is open at this seat, with what the server has not confirmed.
//!
//! Every time in here is the server's.

use std::time::Duration;

use sportello_wire::seat::VisitView;
use sportello_wire::window::{WindowMessage, WindowThread};
use sportello_wire::{Attachment, MarksView, MessageId, MessageView, Speaker, ThreadId};
use tokio::time::Instant;

use crate::clock::Clock;

/// Somebody who typed is typing for so long.
const TYPING: Duration = Duration::from_secs(5);
/// How often it is said that the librarian types.
const TYPING_PAUSE: Duration = Duration::from_secs(3);

/// A file on its way to the server.
#[derive(Debug)]
struct Upload {
    number: u64,
    name: String,
    /// What is said with it.
    text: String,
    /// It has arrived, and waits for those that were sent before it.
    taken: Option<Attachment>,
}

/// One thread.
#[derive(Debug)]
pub(crate) struct Thread {
    id: ThreadId,
    name: String,
    messages: Vec<WindowMessage>,
    patron: MarksView,
    /// How far the desk has come, as this seat knows.
    own: MarksView,
    /// How far of that the server was told, on this connection.
    told: MarksView,
    types_until: Option<Instant>,
    said_typing: Option<Instant>,
    /// In the order in which they were sent: so they are said.
    uploading: Vec<Upload>,
    visits: Vec<VisitView>,
    /// What is pending may have been said in vain.
    in_vain: bool,
    /// The server has told what stands in it.
    known: bool,
}

impl Thread {
    /// A thread of which nothing is known but what the list says.
    pub(crate) fn new(id: ThreadId, name: String) -> Self {
        Self {
            id,
            name,
            messages: Vec::new(),
            patron: MarksView::default(),
            own: MarksView::default(),
            told: MarksView::default(),
            types_until: None,
            said_typing: None,
            uploading: Vec::new(),
            visits: Vec::new(),
            in_vain: true,
            known: false,
        }
    }

    /// What the window shows of it.
    pub(crate) fn view(&self, clock: Clock) -> WindowThread {
        let shown = |known: &WindowMessage| WindowMessage {
            message: clock.message(known.message.clone()),
            pending: known.pending,
        };
        WindowThread {
            thread: self.id,
            name: self.name.clone(),
            messages: self.messages.iter().map(shown).collect(),
            patron: clock.marks(self.patron),
            typing: self.types_until.is_some(),
            unread: self.is_unread(),
            uploading: self
                .uploading
                .iter()
                .map(|upload| upload.name.clone())
                .collect(),
            visits: self
                .visits
                .iter()
                .map(|visit| clock.visit(visit.clone()))
                .collect(),
        }
    }

    /// Whether the server has told what stands in it.
    pub(crate) fn is_known(&self) -> bool {
        self.known
    }

    /// The librarian says something.
    pub(crate) fn say(&mut self, message: MessageView) {
        self.messages.push(WindowMessage {
            message,
            pending: true,
        });
    }

    /// Whether something is pending, or on its way to become a message.
    pub(crate) fn is_busy(&self) -> bool {
        !self.uploading.is_empty() || self.pending().next().is_some()
    }

    /// What is pending and may have been said in vain: to be said again, once.
    pub(crate) fn take_unheard(&mut self) -> Vec<MessageView> {
        if !std::mem::take(&mut self.in_vain) {
            return Vec::new();
        }
        self.pending().cloned().collect()
    }

    /// The server is away: what is pending or was marked may not have reached it.
    pub(crate) fn lose_server(&mut self) {
        self.in_vain = true;
        self.told = MarksView::default();
        self.types_until = None;
    }

    /// The server tells all that it has.
    pub(crate) fn hear_history(
        &mut self,
        name: String,
        history: Vec<MessageView>,
        patron: MarksView,
    ) {
        let still_pending: Vec<_> = self
            .messages
            .drain(..)
            .filter(|known| known.pending)
            .filter(|known| history.iter().all(|told| told.id != known.message.id))
            .collect();
        for message in &history {
            self.receive(message);
        }
        self.messages = history.into_iter().map(confirmed).collect();
        self.messages.extend(still_pending);
        self.name = name;
        self.patron = patron;
        self.known = true;
    }

    /// The server tells of one message; it may be one of ours.
    pub(crate) fn hear(&mut self, message: MessageView) {
        self.receive(&message);
        if message.speaker == Speaker::Patron {
            self.types_until = None;
        }
        self.messages.retain(|known| known.message.id != message.id);
        let place = self.messages.iter().position(|known| known.pending);
        self.messages
            .insert(place.unwrap_or(self.messages.len()), confirmed(message));
    }

    /// The server did not take a message: it goes. Tells whether it was here.
    pub(crate) fn refused(&mut self, id: MessageId) -> bool {
        let before = self.messages.len();
        self.messages.retain(|known| known.message.id != id);
        self.messages.len() < before
    }

    /// The patron has come further.
    pub(crate) fn hear_marks(&mut self, patron: MarksView) {
        self.patron = patron;
    }

    /// The librarian has read up to a time of the server.
    pub(crate) fn read(&mut self, up_to: i64) {
        let newest = self.confirmed().map(|message| message.at).max();
        let read = up_to.min(newest.unwrap_or_default());
        self.own.read = self.own.read.max(read);
        self.own.received = self.own.received.max(read);
    }

    /// Another program of the desk has read everything.
    pub(crate) fn was_read(&mut self) {
        self.read(i64::MAX);
    }

    fn is_unread(&self) -> bool {
        let mut confirmed = self.confirmed();
        confirmed.any(|one| one.speaker == Speaker::Patron && one.at > self.own.read)
    }

    /// The marks that the server does not know yet: to be told, once.
    pub(crate) fn marks_to_tell(&mut self) -> Option<MarksView> {
        if self.own == self.told {
            return None;
        }
        self.told = self.own;
        Some(self.own)
    }

    /// The patron types.
    pub(crate) fn hear_typing(&mut self, now: Instant) {
        self.types_until = Some(now + TYPING);
    }

    /// Until when the patron is typing.
    pub(crate) fn types_until(&self) -> Option<Instant> {
        self.types_until
    }

    /// Forgets who stopped typing.
    pub(crate) fn pass_time(&mut self, now: Instant) {
        self.types_until = self.types_until.filter(|until| *until > now);
    }

    /// The librarian types: whether it is time to say so.
    pub(crate) fn may_say_typing(&mut self, now: Instant) -> bool {
        let due = self
            .said_typing
            .is_none_or(|said| now.duration_since(said) >= TYPING_PAUSE);
        if due {
            self.said_typing = Some(now);
        }
        due
    }

    /// The server tells what happened before.
    pub(crate) fn hear_visits(&mut self, visits: Vec<VisitView>) {
        self.visits = visits;
    }

    /// A file is on its way to the server, and will be said with this text.
    pub(crate) fn begin_upload(&mut self, number: u64, name: String, text: String) {
        self.uploading.push(Upload {
            number,
            name,
            text,
            taken: None,
        });
    }

    /// It has arrived, or it will not. Gives back what is to be said now, in the order
    /// in which the files were sent.
    pub(crate) fn end_upload(
        &mut self,
        number: u64,
        taken: Option<Attachment>,
    ) -> Vec<(String, Attachment)> {
        if taken.is_none() {
            self.uploading.retain(|upload| upload.number != number);
        }
        let mut uploads = self.uploading.iter_mut();
        if let Some(upload) = uploads.find(|upload| upload.number == number) {
            upload.taken = taken;
        }
        let arrived = |upload: &Upload| upload.taken.is_some();
        let ready = self.uploading.iter().take_while(|upload| arrived(upload));
        let ready = ready.count();
        let said = self.uploading.drain(..ready);
        said.filter_map(|upload| Some((upload.text, upload.taken?)))
            .collect()
    }

    /// The file that hangs on a message.
    pub(crate) fn attachment(&self, message: MessageId) -> Option<&Attachment> {
        let mut messages = self.confirmed();
        messages
            .find(|known| known.id == message)?
            .attachment
            .as_ref()
    }

    fn pending(&self) -> impl Iterator<Item = &MessageView> {
        let pending = self.messages.iter().filter(|known| known.pending);
        pending.map(|known| &known.message)
    }

    fn confirmed(&self) -> impl Iterator<Item = &MessageView> {
        let confirmed = self.messages.iter().filter(|known| !known.pending);
        confirmed.map(|known| &known.message)
    }

    /// What a librarian wrote is not marked by librarians.
    fn receive(&mut self, message: &MessageView) {
        match message.speaker {
            Speaker::Patron | Speaker::Desk { .. } => {
                self.own.received = self.own.received.max(message.at);
            }
            Speaker::Librarian { .. } => {}
        }
    }
}

fn confirmed(message: MessageView) -> WindowMessage {
    WindowMessage {
        message,
        pending: false,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> MessageId {
        MessageId(Uuid::from_u128(number))
    }

    fn thread() -> Thread {
        Thread::new(ThreadId(Uuid::from_u128(1)), "Ada".into())
    }

    fn told(number: u128, text: &str) -> MessageView {
        let (id, text) = (id(number), text.to_owned());
        MessageView {
            id,
            contact: None,
            speaker: Speaker::Patron,
            text,
            attachment: None,
            appointment: None,
            loans: Vec::new(),
            case: None,
            at: i64::try_from(number).expect("small") * 100,
        }
    }

    fn own(number: u128, text: &str) -> MessageView {
        let speaker = Speaker::Librarian { name: "Bo".into() };
        MessageView {
            speaker,
            ..told(number, text)
        }
    }

    fn words(thread: &Thread) -> Vec<(&str, bool)> {
        let messages = thread.messages.iter();
        messages
            .map(|one| (one.message.text.as_str(), one.pending))
            .collect()
    }

    fn marks(received: i64, read: i64) -> MarksView {
        MarksView { received, read }
    }

    fn attached(name: &str) -> Attachment {
        Attachment {
            file: sportello_wire::FileId(Uuid::nil()),
            name: name.into(),
            kind: sportello_wire::FileKind::Png,
            size: 1,
            consented_at: None,
        }
    }

    #[test]
    fn files_are_said_in_the_order_in_which_they_were_sent() {
        let mut thread = thread();
        for (number, name) in [(1, "a"), (2, "b"), (3, "c"), (4, "d")] {
            thread.begin_upload(number, name.into(), String::new());
        }
        let names = |said: Vec<(String, Attachment)>| -> Vec<String> {
            said.into_iter().map(|(_, file)| file.name).collect()
        };
        assert!(names(thread.end_upload(3, Some(attached("c")))).is_empty());
        assert_eq!(names(thread.end_upload(1, Some(attached("a")))), ["a"]);
        assert_eq!(names(thread.end_upload(2, None)), ["c"], "b was refused");
        assert_eq!(names(thread.end_upload(4, Some(attached("d")))), ["d"]);
        assert!(!thread.is_busy());
    }

    #[test]
    fn a_message_is_pending_until_the_server_has_it() {
        let mut thread = thread();
        thread.say(own(7, "Buongiorno"));
        assert_eq!(words(&thread), [("Buongiorno", true)]);
        thread.hear(own(7, "Buongiorno"));
        assert_eq!(words(&thread), [("Buongiorno", false)]);
        assert!(!thread.is_busy());
    }

    #[test]
    fn after_a_lost_network_only_what_the_server_lacks_is_said_again_and_once() {
        let mut thread = thread();
        thread.say(own(7, "arrivato"));
        thread.say(own(8, "perso"));
        thread.lose_server();
        let history = vec![told(1, "ciao"), own(7, "arrivato")];
        thread.hear_history("Ada".into(), history, marks(0, 0));
        assert_eq!(
            words(&thread),
            [("ciao", false), ("arrivato", false), ("perso", true)]
        );
        let again = thread.take_unheard();
        assert_eq!(again.len(), 1);
        assert_eq!(again[0].id, id(8));
        assert_eq!(thread.take_unheard(), []);
    }

    #[test]
    fn what_the_patron_says_meanwhile_stands_before_what_is_pending() {
        let mut thread = thread();
        thread.say(own(7, "Un attimo"));
        thread.hear(told(1, "C'è nessuno?"));
        assert_eq!(
            words(&thread),
            [("C'è nessuno?", false), ("Un attimo", true)]
        );
    }

    #[test]
    fn what_comes_in_is_received_at_once_and_read_when_it_was_seen() {
        let mut thread = thread();
        assert_eq!(thread.marks_to_tell(), None);
        thread.hear(told(1, "ciao"));
        thread.hear(own(2, "salve"));
        assert_eq!(thread.marks_to_tell(), Some(marks(100, 0)));
        assert_eq!(thread.marks_to_tell(), None);
        thread.read(100);
        assert_eq!(thread.marks_to_tell(), Some(marks(100, 100)));
        thread.read(50);
        assert_eq!(thread.marks_to_tell(), None, "marks never go back");
        thread.lose_server();
        assert_eq!(thread.marks_to_tell(), Some(marks(100, 100)));
    }

    #[test]
    fn a_thread_is_unread_while_the_patron_wrote_what_was_not_seen() {
        let mut thread = thread();
        thread.hear(own(2, "salve"));
        assert!(!thread.view(Clock::default()).unread);
        thread.hear(told(3, "ciao"));
        assert!(thread.view(Clock::default()).unread);
        thread.read(300);
        assert!(!thread.view(Clock::default()).unread);
    }

    #[test]
    fn nothing_is_read_that_has_not_come() {
        let mut thread = thread();
        thread.hear(told(1, "ciao"));
        thread.say(own(9, "pending"));
        thread.read(i64::MAX);
        assert_eq!(thread.marks_to_tell(), Some(marks(100, 100)));
    }

    #[test]
    fn a_patron_types_for_five_seconds_or_until_the_words_come() {
        let now = Instant::now();
        let mut thread = thread();
        thread.hear_typing(now);
        thread.pass_time(now + TYPING - Duration::from_millis(1));
        assert!(thread.view(Clock::default()).typing);
        thread.pass_time(now + TYPING);
        assert!(!thread.view(Clock::default()).typing);
        thread.hear_typing(now);
        thread.hear(own(1, "dica"));
        assert!(thread.view(Clock::default()).typing);
        thread.hear(told(2, "ecco"));
        assert!(!thread.view(Clock::default()).typing);
    }

    #[test]
    fn that_the_librarian_types_is_said_at_most_once_in_three_seconds() {
        let now = Instant::now();
        let mut thread = thread();
        assert!(thread.may_say_typing(now));
        assert!(!thread.may_say_typing(now + Duration::from_millis(2_999)));
        assert!(thread.may_say_typing(now + TYPING_PAUSE));
    }
}
