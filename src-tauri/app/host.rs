//! What the desktop lends the seat: a window to show in, a bell, notifications.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use sportello_media::Outfit;
use sportello_seat::{Host, KeptSession, Seat, save_among};
use sportello_wire::ChosenPresence;
use sportello_wire::seat::{CallBackView, LineEntry, ThreadEntry};
use sportello_wire::window::setup::SetupOrder;
use sportello_wire::window::{
    ComputerOrder, ComputerView, DevicesChosen, KeptIn, Shortcut, WindowState,
};
use tauri::ipc::{Channel, InvokeResponseBody};
use tauri::{AppHandle, Manager};

use crate::bell::Bell;
use crate::computer::Computer;
use crate::kept::KeptSessions;
use crate::notifications::Notifications;
use crate::preferences::DevicePreferences;
use crate::setup::SettingUp;
use crate::{awake, daemon, tray};

/// The ways into the window's page.
struct Page {
    states: Channel<WindowState>,
    pictures: Channel<InvokeResponseBody>,
}

/// The desktop around the seat.
pub(crate) struct WindowHost {
    app: AppHandle,
    page: Mutex<Option<Page>>,
    bell: Bell,
    pub(crate) computer: Arc<Computer>,
    notifications: Notifications,
    devices: DevicePreferences,
    setting_up: SettingUp,
    kept: KeptSessions,
}

impl WindowHost {
    pub(crate) fn new(
        app: AppHandle,
        outfit: Arc<Outfit>,
        devices: DevicePreferences,
        setting_up: SettingUp,
        kept: KeptSessions,
    ) -> anyhow::Result<Self> {
        let presses = app.clone();
        let computer = Arc::new(Computer::new(app.clone(), move |shortcut| {
            if let Some(host) = presses.try_state::<Arc<Self>>() {
                host.press(shortcut);
            }
        })?);
        Ok(Self {
            app,
            page: Mutex::default(),
            bell: Bell::new(outfit),
            notifications: Notifications::new(computer.clone()),
            computer,
            setting_up,
            kept,
            devices,
        })
    }

    /// Joins the desktop to the seat: whom notifications give orders to, and whom a
    /// missing bell is told.
    pub(crate) fn serve(&self, seat: Seat) {
        self.computer.serve(seat);
        let computer = self.computer.clone();
        let tray = tray::stand(computer.glances(), move |what| computer.hear_tray(what));
        tauri::async_runtime::spawn(tray);
        tauri::async_runtime::spawn(awake::keep(self.computer.glances()));
        let computer = self.computer.clone();
        tauri::async_runtime::spawn(async move {
            let tell = |who| computer.change(|view| view.notifications = Some(who));
            daemon::watch(tell).await;
        });
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

    /// The window's cross was pressed.
    pub(crate) fn close_window(&self) {
        if let Some(rest) = self.computer.close_window() {
            self.notifications.tell_of_rest(rest);
        }
    }

    fn press(&self, shortcut: Shortcut) {
        if let Some(presence) = self.computer.press(shortcut) {
            self.notifications.tell_of_presence(presence);
        }
    }

    fn with_page(&self, tell: impl FnOnce(&Page) -> tauri::Result<()>) {
        let page = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(why)) = page.as_ref().map(tell) {
            tracing::debug!(%why, "the window is closing");
        }
    }
}

impl Host for WindowHost {
    fn show(&self, state: &WindowState) {
        self.computer.follow(state);
        self.with_page(|page| page.states.send(state.clone()));
    }

    fn picture(&self, packed: Vec<u8>) {
        self.with_page(|page| page.pictures.send(InvokeResponseBody::Raw(packed)));
    }

    fn rings(&self, contact: &LineEntry) {
        self.computer.frame.ask_for_attention(true);
        self.notifications.show(contact);
    }

    fn rings_no_more(&self, contact: &LineEntry) {
        self.notifications.take_back(contact.contact);
    }

    fn bell(&self, on: bool) {
        if on {
            self.bell.ring(self.computer.seat());
        } else {
            self.computer.frame.ask_for_attention(false);
            self.bell.stop();
        }
    }

    fn has_written(&self, thread: &ThreadEntry) {
        if !self.computer.frame.is_looked_at() {
            self.computer.frame.ask_for_attention(true);
            self.notifications.tell_of_message(thread);
        }
    }

    fn call_back_is_due(&self, call_back: &CallBackView) {
        if !self.computer.frame.is_looked_at() {
            self.computer.frame.ask_for_attention(true);
            self.notifications.tell_of_call_back(call_back);
        }
    }

    fn presence_changed(&self, presence: ChosenPresence) {
        self.notifications.tell_of_missed_ring(presence);
    }

    fn set_up(&self, order: SetupOrder) {
        self.setting_up.order(order);
    }

    fn keep_session(&self, session: &KeptSession) -> Option<KeptIn> {
        self.kept.keep(session)
    }

    fn kept_session(&self, server: &str) -> Option<(KeptSession, KeptIn)> {
        self.kept.find(server)
    }

    fn forget_session(&self, server: &str) {
        self.kept.forget(server);
    }

    fn save_file(&self, name: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
        let folder = self.app.path().download_dir();
        save_among(&folder.map_err(std::io::Error::other)?, name, bytes)
    }

    fn computer(&self) -> ComputerView {
        self.computer.view()
    }

    fn order_computer(&self, order: ComputerOrder) {
        self.computer.obey(order);
    }

    fn devices_chosen(&self) -> DevicesChosen {
        self.devices.read()
    }

    fn keep_devices(&self, chosen: &DevicesChosen) {
        self.devices.keep(chosen);
    }
}
