//! What the desktop lends the seat: a window to show in, a bell, notifications.

use std::sync::{Arc, Mutex, PoisonError};

use sportello_media::{Devices, Ringer};
use sportello_seat::Host;
use sportello_wire::seat::LineEntry;
use sportello_wire::window::WindowState;
use tauri::ipc::{Channel, InvokeResponseBody};
use tauri::{AppHandle, Manager, UserAttentionType};

use crate::WINDOW;
use crate::notifications::Notifications;

/// The ways into the window's page.
struct Page {
    states: Channel<WindowState>,
    pictures: Channel<InvokeResponseBody>,
}

/// The desktop around the seat.
pub(crate) struct WindowHost {
    app: AppHandle,
    devices: Arc<dyn Devices>,
    page: Mutex<Option<Page>>,
    bell: Mutex<Option<Ringer>>,
    pub(crate) notifications: Notifications,
}

impl WindowHost {
    pub(crate) fn new(app: AppHandle, devices: Arc<dyn Devices>) -> Self {
        let notifications = Notifications::new(app.clone());
        Self {
            app,
            devices,
            page: Mutex::default(),
            bell: Mutex::default(),
            notifications,
        }
    }

    /// A page opened: from now on it is the one that is shown everything.
    pub(crate) fn attach(
        &self,
        states: Channel<WindowState>,
        pictures: Channel<InvokeResponseBody>,
    ) {
        *lock(&self.page) = Some(Page { states, pictures });
    }

    fn ask_for_attention(&self, attention: Option<UserAttentionType>) {
        if let Some(window) = self.app.get_webview_window(WINDOW) {
            let _ = window.request_user_attention(attention); // not every desktop can
        }
    }
}

impl Host for WindowHost {
    fn show(&self, state: &WindowState) {
        if let Some(page) = lock(&self.page).as_ref() {
            let _ = page.states.send(state.clone()); // the window is closing
        }
    }

    fn picture(&self, packed: Vec<u8>) {
        if let Some(page) = lock(&self.page).as_ref() {
            let _ = page.pictures.send(InvokeResponseBody::Raw(packed));
        }
    }

    fn rings(&self, contact: &LineEntry) {
        self.ask_for_attention(Some(UserAttentionType::Informational));
        self.notifications.show(contact);
    }

    fn rings_no_more(&self, contact: &LineEntry) {
        self.notifications.take_back(contact.contact);
    }

    fn bell(&self, on: bool) -> bool {
        let mut bell = lock(&self.bell);
        *bell = None;
        if !on {
            self.ask_for_attention(None);
            return true;
        }
        match Ringer::start(self.devices.clone()) {
            Ok(ringer) => *bell = Some(ringer),
            Err(why) => tracing::warn!(%why, "there is no bell"),
        }
        bell.is_some()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
