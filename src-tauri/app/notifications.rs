//! The system's notifications: who rings, with a way to answer; who has written; that
//! a missed ring changed the presence. What somebody wrote stands in none of them: it
//! could be read over a shoulder.
//!
//! Each lives in a thread of its own, because waiting for what the librarian does
//! with it blocks. A desktop without notifications loses nothing but them: the bar
//! in the window and the bell remain.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use notify_rust::{Hint, Notification, Timeout, Urgency};
use sportello_seat::Seat;
use sportello_wire::seat::{LineEntry, ThreadEntry};
use sportello_wire::window::WindowOrder;
use sportello_wire::{ChosenPresence, ContactId, Language, Mode};
use tauri::{AppHandle, Manager};

use crate::WINDOW;

/// What a librarian can do with a notification.
const ANSWER: &str = "answer";
const DECLINE: &str = "decline";
/// A click on the notification itself.
const DEFAULT: &str = "default";

type Shown = Arc<Mutex<BTreeMap<ContactId, u32>>>;

/// The notifications of contacts that ring.
pub(crate) struct Notifications {
    app: AppHandle,
    shown: Shown,
}

impl Notifications {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self {
            app,
            shown: Shown::default(),
        }
    }

    /// Shows that a contact rings; its buttons give orders to the seat.
    pub(crate) fn show(&self, contact: &LineEntry, seat: Option<Seat>) {
        let words = Words::of(system_language());
        let mut notification = Notification::new();
        notification
            .appname("Sportello")
            .summary(&words.who(contact))
            .body(words.how(contact.mode))
            .icon("sportello")
            .hint(Hint::Urgency(Urgency::Critical))
            .hint(Hint::Category("call.incoming".into()))
            .timeout(Timeout::Never)
            .action(DEFAULT, words.answer)
            .action(ANSWER, words.answer)
            .action(DECLINE, words.decline);
        let (id, mode) = (contact.contact, contact.mode);
        let (app, shown) = (self.app.clone(), self.shown.clone());
        let waiting = std::thread::Builder::new()
            .name("notification".into())
            .spawn(move || {
                let handle = match notification.show() {
                    Ok(handle) => handle,
                    Err(why) => return tracing::warn!(%why, "there are no notifications here"),
                };
                lock(&shown).insert(id, handle.id());
                handle.wait_for_action(|action| match (action, seat) {
                    (ANSWER | DEFAULT, Some(seat)) => {
                        bring_forward(&app);
                        seat.order(WindowOrder::Answer {
                            contact: id,
                            with: mode,
                        });
                    }
                    (DECLINE, Some(seat)) => seat.order(WindowOrder::Decline { contact: id }),
                    _ => {} // it was closed
                });
                lock(&shown).remove(&id);
            });
        if let Err(why) = waiting {
            tracing::warn!(%why, "no notification could be shown");
        }
    }

    /// Tells who has written, without their words; a click opens the thread.
    pub(crate) fn tell_of_message(&self, entry: &ThreadEntry, seat: Option<Seat>) {
        let words = Words::of(system_language());
        let mut notification = Notification::new();
        notification
            .appname("Sportello")
            .summary(&format!("{}: {}", words.message, words.name(&entry.name)))
            .icon("sportello")
            .hint(Hint::Category("im.received".into()))
            .action(DEFAULT, words.open);
        let (app, thread) = (self.app.clone(), entry.thread);
        in_its_own_thread(move || match notification.show() {
            Ok(handle) => handle.wait_for_action(|action| {
                if let (DEFAULT, Some(seat)) = (action, seat) {
                    bring_forward(&app);
                    seat.order(WindowOrder::OpenThread { thread });
                }
            }),
            Err(why) => tracing::warn!(%why, "there are no notifications here"),
        });
    }

    /// Tells that a missed ring changed the presence.
    pub(crate) fn tell_of_presence(&self, presence: ChosenPresence) {
        let words = Words::of(system_language());
        let mut notification = Notification::new();
        notification
            .appname("Sportello")
            .summary(words.missed)
            .body(words.now(presence))
            .icon("sportello");
        in_its_own_thread(move || {
            if let Err(why) = notification.show() {
                tracing::warn!(%why, "there are no notifications here");
            }
        });
    }

    /// Takes the notification of a contact back: it rings no more.
    pub(crate) fn take_back(&self, contact: ContactId) {
        let Some(id) = lock(&self.shown).remove(&contact) else {
            return;
        };
        let closing = std::thread::Builder::new()
            .name("notification".into())
            .spawn(move || {
                // A notification is replaced by its id, and the replacement goes at once.
                if let Ok(handle) = Notification::new().id(id).summary("Sportello").show() {
                    handle.close();
                }
            });
        if let Err(why) = closing {
            tracing::warn!(%why, "a notification could not be taken back");
        }
    }
}

/// Showing a notification, and waiting for what is done with it, blocks.
fn in_its_own_thread(show: impl FnOnce() + Send + 'static) {
    let shown = std::thread::Builder::new().name("notification".into());
    if let Err(why) = shown.spawn(show) {
        tracing::warn!(%why, "no notification could be shown");
    }
}

fn bring_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// What a notification says.
struct Words {
    nameless: &'static str,
    calls: &'static str,
    video: &'static str,
    voice: &'static str,
    chat: &'static str,
    answer: &'static str,
    decline: &'static str,
    message: &'static str,
    open: &'static str,
    missed: &'static str,
    available: &'static str,
    in_person: &'static str,
    away: &'static str,
}

impl Words {
    const fn of(language: Language) -> Self {
        match language {
            Language::It => Self {
                nameless: "Qualcuno",
                calls: "chiama lo sportello",
                video: "Videochiamata",
                voice: "Chiamata vocale",
                chat: "Chat",
                answer: "Rispondi",
                decline: "Lascia ai colleghi",
                message: "Nuovo messaggio",
                open: "Apri",
                missed: "Non hai risposto",
                available: "Ora risulti disponibile",
                in_person: "Ora risulti al banco",
                away: "Ora risulti assente",
            },
            Language::En => Self {
                nameless: "Somebody",
                calls: "is calling the desk",
                video: "Video call",
                voice: "Voice call",
                chat: "Chat",
                answer: "Answer",
                decline: "Leave to colleagues",
                message: "New message",
                open: "Open",
                missed: "You did not answer",
                available: "You are now shown as available",
                in_person: "You are now shown as serving in person",
                away: "You are now shown as away",
            },
        }
    }

    fn who(&self, contact: &LineEntry) -> String {
        format!("{} {}", self.name(&contact.name), self.calls)
    }

    fn name<'a>(&self, name: &'a str) -> &'a str {
        if name.is_empty() { self.nameless } else { name }
    }

    const fn now(&self, presence: ChosenPresence) -> &'static str {
        match presence {
            ChosenPresence::Available => self.available,
            ChosenPresence::InPerson => self.in_person,
            ChosenPresence::Away => self.away,
        }
    }

    const fn how(&self, mode: Mode) -> &'static str {
        match mode {
            Mode::Video => self.video,
            Mode::Voice => self.voice,
            Mode::Chat => self.chat,
        }
    }
}

/// Italian unless the system says otherwise.
fn system_language() -> Language {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match named {
        Some(name) if name.starts_with("en") => Language::En,
        Some(_) | None => Language::It,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
