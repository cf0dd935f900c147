//! The threads that are open at this seat: those of the contacts under way, and one
//! that was opened from the list.
//!
//! A thread that is not open any more is kept for as long as something in it is
//! pending: what a librarian wrote is not lost because they looked elsewhere.

use std::collections::BTreeMap;

use sportello_wire::seat::ThreadEntry;
use sportello_wire::window::WindowThread;
use sportello_wire::{Attachment, MarksView, MessageId, MessageView, Speaker, ThreadId};
use tokio::time::Instant;

use crate::clock::Clock;
use crate::thread::Thread;

/// The threads of a session.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    open: BTreeMap<ThreadId, Thread>,
    /// Of the contacts under way, in their order.
    conversations: Vec<ThreadId>,
    reading: Option<ThreadId>,
    /// The newest whose history came before the desk that says what for.
    early: Option<ThreadId>,
    /// What the server lists.
    list: Option<Vec<ThreadEntry>>,
}

impl Threads {
    /// What the window shows of the conversations, and of what is being read.
    pub(crate) fn views(&self, clock: Clock) -> (Vec<WindowThread>, Option<WindowThread>) {
        let view = |id: &ThreadId| Some(self.open.get(id)?.view(clock));
        let conversations = self.conversations.iter().filter_map(view);
        (
            conversations.collect(),
            self.reading.as_ref().and_then(view),
        )
    }

    /// The list.
    pub(crate) fn list(&self) -> &[ThreadEntry] {
        self.list.as_deref().unwrap_or_default()
    }

    /// The server lists the threads. Gives back those that are not open here and in
    /// which a patron has written since the list before.
    pub(crate) fn hear_list(&mut self, list: Vec<ThreadEntry>) -> Vec<ThreadEntry> {
        let Some(before) = self.list.replace(list) else {
            return Vec::new(); // at the sign-in the window shows them itself
        };
        let known = |entry: &ThreadEntry| {
            let mut before = before.iter();
            before.any(|known| known.thread == entry.thread && known.at >= entry.at)
        };
        let written = self.list().iter().filter(|entry| {
            entry.unread && entry.speaker == Speaker::Patron && !self.is_open(entry.thread)
        });
        written.filter(|entry| !known(entry)).cloned().collect()
    }

    /// The contacts under way have these threads.
    pub(crate) fn converse(&mut self, threads: &[(ThreadId, String)]) {
        self.conversations = threads.iter().map(|(id, _)| *id).collect();
        for (id, name) in threads {
            self.open_up(*id, name);
            self.early = self.early.filter(|early| early != id);
        }
        self.tidy();
    }

    /// A thread is opened from the list.
    pub(crate) fn open(&mut self, id: ThreadId) {
        let mut list = self.list().iter();
        let name = list.find(|entry| entry.thread == id);
        let name = name.map(|entry| entry.name.clone()).unwrap_or_default();
        self.open_up(id, &name);
        self.reading = Some(id);
        self.tidy();
    }

    /// Back to the list.
    pub(crate) fn close(&mut self) {
        self.reading = None;
        self.tidy();
    }

    /// The thread that was opened from the list.
    pub(crate) fn reading(&self) -> Option<ThreadId> {
        self.reading
    }

    /// The thread that was opened is none of ours: nothing ever came of it.
    pub(crate) fn close_unknown(&mut self) {
        let known = |id| self.open.get(&id).is_some_and(Thread::is_known);
        if self.reading.is_some_and(|id| !known(id)) {
            self.close();
        }
    }

    /// A thread that is shown, or still busy.
    pub(crate) fn get_mut(&mut self, id: ThreadId) -> Option<&mut Thread> {
        self.open.get_mut(&id)
    }

    /// The server tells all that stands in a thread.
    pub(crate) fn hear_history(
        &mut self,
        id: ThreadId,
        name: String,
        messages: Vec<MessageView>,
        patron: MarksView,
    ) {
        if !self.is_open(id) {
            self.early = Some(id);
        }
        self.open_up(id, &name);
        let mut list = self.list().iter();
        let was_read = list.any(|entry| entry.thread == id && !entry.unread);
        if let Some(thread) = self.open.get_mut(&id) {
            let is_new = !thread.is_known();
            thread.hear_history(name, messages, patron);
            if is_new && was_read {
                thread.was_read();
            }
        }
        self.tidy();
    }

    /// The server tells of one message.
    pub(crate) fn hear(&mut self, id: ThreadId, message: MessageView) {
        if let Some(thread) = self.open.get_mut(&id) {
            thread.hear(message);
        }
        self.tidy();
    }

    /// The server did not take a message.
    pub(crate) fn refused(&mut self, id: MessageId) {
        for thread in self.open.values_mut() {
            thread.refused(id);
        }
        self.tidy();
    }

    /// The server is away.
    pub(crate) fn lose_server(&mut self) {
        for thread in self.open.values_mut() {
            thread.lose_server();
        }
    }

    /// What is pending in threads that are not shown, whose history will not come:
    /// to be said again.
    pub(crate) fn take_unheard_elsewhere(&mut self) -> Vec<(ThreadId, MessageView)> {
        let (conversations, reading) = (&self.conversations, self.reading);
        let is_shown = |id: &ThreadId| conversations.contains(id) || reading == Some(*id);
        let elsewhere = self.open.iter_mut().filter(|(id, _)| !is_shown(id));
        elsewhere
            .flat_map(|(id, thread)| {
                let id = *id;
                thread
                    .take_unheard()
                    .into_iter()
                    .map(move |said| (id, said))
            })
            .collect()
    }

    /// The marks that the server does not know yet.
    pub(crate) fn marks_to_tell(&mut self) -> Vec<(ThreadId, MarksView)> {
        let open = self.open.iter_mut();
        open.filter_map(|(id, thread)| Some((*id, thread.marks_to_tell()?)))
            .collect()
    }

    /// When the next who types is believed to have stopped.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.open.values().filter_map(Thread::types_until).min()
    }

    /// Forgets who stopped typing.
    pub(crate) fn pass_time(&mut self, now: Instant) {
        for thread in self.open.values_mut() {
            thread.pass_time(now);
        }
    }

    /// The file that hangs on a message.
    pub(crate) fn attachment(&self, id: ThreadId, message: MessageId) -> Option<Attachment> {
        self.open.get(&id)?.attachment(message).cloned()
    }

    fn open_up(&mut self, id: ThreadId, name: &str) {
        let new = || Thread::new(id, name.to_owned());
        self.open.entry(id).or_insert_with(new);
    }

    fn is_open(&self, id: ThreadId) -> bool {
        self.conversations.contains(&id) || self.reading == Some(id)
    }

    fn tidy(&mut self) {
        let (conversations, others) = (&self.conversations, [self.reading, self.early]);
        self.open.retain(|id, thread| {
            conversations.contains(id) || others.contains(&Some(*id)) || thread.is_busy()
        });
    }
}

#[cfg(test)]
mod tests {
    use sportello_wire::{DeskId, Language};
    use uuid::Uuid;

    use super::*;

    const ADA: ThreadId = ThreadId(Uuid::from_u128(0xada));
    const DINO: ThreadId = ThreadId(Uuid::from_u128(0xd1));

    fn entry(thread: ThreadId, at: i64) -> ThreadEntry {
        ThreadEntry {
            thread,
            desk: DeskId(Uuid::nil()),
            name: "Ada".into(),
            language: Language::It,
            speaker: Speaker::Patron,
            excerpt: String::new(),
            at,
            unread: true,
            present: false,
        }
    }

    fn said(number: u128) -> MessageView {
        MessageView {
            id: MessageId(Uuid::from_u128(number)),
            contact: None,
            speaker: Speaker::Librarian { name: "Bo".into() },
            text: "Ecco".into(),
            attachment: None,
            appointment: None,
            loans: Vec::new(),
            case: None,
            at: 1,
        }
    }

    #[test]
    fn a_patron_who_writes_into_a_closed_thread_is_told_once() {
        let mut threads = Threads::default();
        assert_eq!(threads.hear_list(vec![entry(ADA, 1)]), []);
        assert_eq!(threads.hear_list(vec![entry(ADA, 2)]), [entry(ADA, 2)]);
        assert_eq!(threads.hear_list(vec![entry(ADA, 2)]), []);
        assert_eq!(
            threads.hear_list(vec![entry(DINO, 3), entry(ADA, 2)]),
            [entry(DINO, 3)]
        );
        threads.open(ADA);
        assert_eq!(threads.hear_list(vec![entry(ADA, 4)]), []);
    }

    #[test]
    fn what_is_pending_outlives_the_closing_of_its_thread() {
        let mut threads = Threads::default();
        threads.open(ADA);
        threads.get_mut(ADA).expect("open").say(said(7));
        threads.close();
        assert_eq!(threads.views(Clock::default()), (Vec::new(), None));
        threads.lose_server();
        assert_eq!(threads.take_unheard_elsewhere(), [(ADA, said(7))]);
        assert_eq!(threads.take_unheard_elsewhere(), []);
        threads.hear(ADA, said(7));
        assert!(threads.get_mut(ADA).is_none(), "confirmed and closed");
    }

    #[test]
    fn a_history_that_comes_before_its_contact_is_not_lost() {
        let mut threads = Threads::default();
        threads.hear_history(ADA, "Ada".into(), vec![said(1)], MarksView::default());
        threads.converse(&[]);
        threads.converse(&[(ADA, "Ada".into())]);
        let (conversations, _) = threads.views(Clock::default());
        let shown: Vec<_> = conversations.iter().map(|one| one.messages.len()).collect();
        assert_eq!(shown, [1]);
        threads.converse(&[]);
        assert!(threads.get_mut(ADA).is_none());
    }

    #[test]
    fn one_thread_may_be_talked_in_and_read() {
        let mut threads = Threads::default();
        threads.open(ADA);
        threads.converse(&[(ADA, "Ada".into())]);
        threads.get_mut(ADA).expect("open").say(said(7));
        let (conversations, reading) = threads.views(Clock::default());
        assert_eq!(conversations.first(), reading.as_ref());
        threads.close();
        assert_eq!(threads.views(Clock::default()).0.len(), 1);
    }

    #[test]
    fn every_thread_that_is_talked_in_is_open_and_its_order_is_the_desks() {
        let mut threads = Threads::default();
        let talks = |ids: &[ThreadId]| -> Vec<(ThreadId, String)> {
            ids.iter().map(|id| (*id, "Ada".to_owned())).collect()
        };
        threads.converse(&talks(&[DINO, ADA]));
        threads.hear(ADA, said(7));
        let (shown, _) = threads.views(Clock::default());
        let shown: Vec<_> = shown
            .iter()
            .map(|one| (one.thread, one.messages.len()))
            .collect();
        assert_eq!(shown, [(DINO, 0), (ADA, 1)]);
        assert_eq!(threads.hear_list(vec![entry(ADA, 1)]), []);
        assert_eq!(threads.hear_list(vec![entry(ADA, 2)]), [], "seen already");
        threads.converse(&talks(&[ADA]));
        assert!(threads.get_mut(DINO).is_none());
    }

    #[test]
    fn a_thread_that_is_none_of_ours_closes_again() {
        let mut threads = Threads::default();
        threads.open(ADA);
        threads.close_unknown();
        assert_eq!(threads.reading(), None);
        threads.open(ADA);
        threads.hear_history(ADA, "Ada".into(), Vec::new(), MarksView::default());
        threads.close_unknown();
        assert_eq!(threads.reading(), Some(ADA));
    }
}
