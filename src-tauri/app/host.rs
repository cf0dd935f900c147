//! What the desktop lends the seat: a window to show in, a bell, notifications.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sportello_media::Devices;
use sportello_seat::{Host, Seat, save_among};
use sportello_wire::ChosenPresence;
use sportello_wire::seat::{LineEntry, ThreadEntry};
use sportello_wire::window::WindowState;
use tauri::ipc::{Channel, InvokeResponseBody};
use tauri::{AppHandle, Manager, UserAttentionType};

use crate::WINDOW;
use crate::bell::Bell;
use crate::notifications::Notifications;

/// The ways into the window's page.
struct Page {
    states: Channel<WindowState>,
    pictures: Channel<InvokeResponseBody>,
}

/// The desktop around the seat.
pub(crate) struct WindowHost {
    app: AppHandle,
    /// Set as soon as the seat runs; the seat cannot ring before.
    seat: OnceLock<Seat>,
    page: Mutex<Option<Page>>,
    bell: Bell,
    notifications: Notifications,
}

impl WindowHost {
    pub(crate) fn new(app: AppHandle, devices: Arc<dyn Devices>) -> Self {
        let notifications = Notifications::new(app.clone());
        let bell = Bell::new(devices);
        Self {
            app,
            seat: OnceLock::new(),
            page: Mutex::default(),
            bell,
            notifications,
        }
    }

    /// Whom notifications give orders to, and whom a missing bell is told.
    pub(crate) fn serve(&self, seat: Seat) {
        let _ = self.seat.set(seat); // once, at the start
    }

    /// A page opened: from now on it is the one that is shown everything.
    pub(crate) fn attach(
        &self,
        states: Channel<WindowState>,
        pictures: Channel<InvokeResponseBody>,
    ) {
        let page = Some(Page { states, pictures });
        *self.page.lock().unwrap_or_else(PoisonError::into_inner) = page;
    }

    fn with_page(&self, tell: impl FnOnce(&Page) -> tauri::Result<()>) {
        let page = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(why)) = page.as_ref().map(tell) {
            tracing::debug!(%why, "the window is closing");
        }
    }

    /// Whether the librarian has the window before them.
    fn is_looked_at(&self) -> bool {
        let window = self.app.get_webview_window(WINDOW);
        window.is_some_and(|window| window.is_focused().unwrap_or(false))
    }

    fn ask_for_attention(&self, attention: Option<UserAttentionType>) {
        if let Some(window) = self.app.get_webview_window(WINDOW) {
            let _ = window.request_user_attention(attention); // not every desktop can
        }
    }
}

impl Host for WindowHost {
    fn show(&self, state: &WindowState) {
        self.with_page(|page| page.states.send(state.clone()));
    }

    fn picture(&self, packed: Vec<u8>) {
        self.with_page(|page| page.pictures.send(InvokeResponseBody::Raw(packed)));
    }

    fn rings(&self, contact: &LineEntry) {
        self.ask_for_attention(Some(UserAttentionType::Informational));
        self.notifications.show(contact, self.seat.get().cloned());
    }

    fn rings_no_more(&self, contact: &LineEntry) {
        self.notifications.take_back(contact.contact);
    }

    fn bell(&self, on: bool) {
        if on {
            self.bell.ring(self.seat.get().cloned());
        } else {
            self.ask_for_attention(None);
            self.bell.stop();
        }
    }

    fn has_written(&self, thread: &ThreadEntry) {
        if !self.is_looked_at() {
            self.ask_for_attention(Some(UserAttentionType::Informational));
            self.notifications
                .tell_of_message(thread, self.seat.get().cloned());
        }
    }

    fn presence_changed(&self, presence: ChosenPresence) {
        self.notifications.tell_of_presence(presence);
    }

    fn save_file(&self, name: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
        let folder = self.app.path().download_dir();
        save_among(&folder.map_err(std::io::Error::other)?, name, bytes)
    }
}
