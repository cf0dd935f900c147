//! The system's notifications: who rings, with a way to answer; who has written; whom to
//! call back now; that a missed ring or a key changed the presence; where a closed window
//! went. What somebody wrote stands in none of them: it could be read over a shoulder.
//!
//! Each lives in a thread of its own, because waiting for what the librarian does
//! with it blocks. A desktop without notifications loses nothing but them: the bar
//! in the window and the bell remain.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use notify_rust::{Hint, Notification, Timeout, Urgency};
use sportello_wire::seat::{CallBackView, LineEntry, ThreadEntry};
use sportello_wire::window::{Rest, WindowOrder};
use sportello_wire::{ChosenPresence, ContactId, Mode};

use crate::computer::Computer;
use crate::words::Words;

/// What a librarian can do with a notification.
const ANSWER: &str = "answer";
const ANSWER_WITH_VOICE: &str = "answer-with-voice";
const DECLINE: &str = "decline";
/// A click on the notification itself.
const DEFAULT: &str = "default";

type Shown = Arc<Mutex<BTreeMap<ContactId, u32>>>;

/// The notifications of contacts that ring.
pub(crate) struct Notifications {
    computer: Arc<Computer>,
    shown: Shown,
}

impl Notifications {
    pub(crate) fn new(computer: Arc<Computer>) -> Self {
        let shown = Shown::default();
        Self { computer, shown }
    }

    /// Shows that a contact rings; its buttons give orders to the seat.
    pub(crate) fn show(&self, contact: &LineEntry) {
        let words = Words::of_the_system();
        let passed_on_by = contact.passed_on.as_ref().map(|from| from.by.as_str());
        let mut notification = Notification::new();
        notification
            .appname("Sportello")
            .summary(&words.who(&contact.name))
            .body(&words.how(contact.mode, passed_on_by))
            .icon("sportello")
            .hint(Hint::Urgency(Urgency::Critical))
            .hint(Hint::Category("call.incoming".into()))
            .timeout(Timeout::Never)
            .action(DEFAULT, words.answer)
            .action(ANSWER, words.answer);
        if contact.mode == Mode::Video {
            notification.action(ANSWER_WITH_VOICE, words.answer_with_voice);
        }
        notification.action(DECLINE, words.decline);
        let (contact, mode) = (contact.contact, contact.mode);
        let (computer, shown) = (self.computer.clone(), self.shown.clone());
        in_its_own_thread(move || {
            let handle = match notification.show() {
                Ok(handle) => handle,
                Err(why) => return tracing::warn!(%why, "there are no notifications here"),
            };
            lock(&shown).insert(contact, handle.id());
            handle.wait_for_action(|action| {
                let with = match action {
                    ANSWER | DEFAULT => mode,
                    ANSWER_WITH_VOICE => Mode::Voice,
                    DECLINE => return computer.order(WindowOrder::Decline { contact }),
                    _closed => return,
                };
                computer.frame.bring_forward();
                computer.order(WindowOrder::Answer { contact, with });
            });
            lock(&shown).remove(&contact);
        });
    }

    /// Tells who has written, without their words; a click opens the thread.
    pub(crate) fn tell_of_message(&self, entry: &ThreadEntry) {
        let words = Words::of_the_system();
        let mut notification = Notification::new();
        notification
            .appname("Sportello")
            .summary(&words.who_wrote(&entry.name))
            .icon("sportello")
            .hint(Hint::Category("im.received".into()))
            .action(DEFAULT, words.open);
        let (computer, thread) = (self.computer.clone(), entry.thread);
        in_its_own_thread(move || match notification.show() {
            Ok(handle) => handle.wait_for_action(|action| {
                if action == DEFAULT {
                    computer.frame.bring_forward();
                    computer.order(WindowOrder::OpenThread { thread });
                }
            }),
            Err(why) => tracing::warn!(%why, "there are no notifications here"),
        });
    }

    /// Tells that the time of a call-back has come; a click opens the window.
    pub(crate) fn tell_of_call_back(&self, call_back: &CallBackView) {
        let words = Words::of_the_system();
        let mut notification = Notification::new();
        notification
            .appname("Sportello")
            .summary(&words.to_call_back(&call_back.name))
            .icon("sportello")
            .action(DEFAULT, words.open);
        let computer = self.computer.clone();
        in_its_own_thread(move || match notification.show() {
            Ok(handle) => handle.wait_for_action(|action| {
                if action == DEFAULT {
                    computer.frame.bring_forward();
                }
            }),
            Err(why) => tracing::warn!(%why, "there are no notifications here"),
        });
    }

    /// Tells that a missed ring changed the presence.
    pub(crate) fn tell_of_missed_ring(&self, presence: ChosenPresence) {
        let words = Words::of_the_system();
        tell(words.missed, words.now(presence));
    }

    /// Tells that a key changed the presence: the window may be out of sight.
    pub(crate) fn tell_of_presence(&self, presence: ChosenPresence) {
        let words = Words::of_the_system();
        tell(words.presence, words.now(presence));
    }

    /// Tells where a closed window went.
    pub(crate) fn tell_of_rest(&self, rest: Rest) {
        let words = Words::of_the_system();
        tell(words.goes_on, words.where_it_went(rest));
    }

    /// Takes the notification of a contact back: it rings no more.
    pub(crate) fn take_back(&self, contact: ContactId) {
        let Some(id) = lock(&self.shown).remove(&contact) else {
            return;
        };
        in_its_own_thread(move || {
            // A notification is replaced by its id, and the replacement goes at once.
            if let Ok(handle) = Notification::new().id(id).summary("Sportello").show() {
                handle.close();
            }
        });
    }
}

fn tell(summary: &str, body: &str) {
    let mut notification = Notification::new();
    notification
        .appname("Sportello")
        .summary(summary)
        .body(body)
        .icon("sportello");
    in_its_own_thread(move || {
        if let Err(why) = notification.show() {
            tracing::warn!(%why, "there are no notifications here");
        }
    });
}

/// Showing a notification, and waiting for what is done with it, blocks.
fn in_its_own_thread(show: impl FnOnce() + Send + 'static) {
    let shown = std::thread::Builder::new().name("notification".into());
    if let Err(why) = shown.spawn(show) {
        tracing::warn!(%why, "no notification could be shown");
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
