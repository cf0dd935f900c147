//! The computer around the window: what it offers, what the librarian sets of it, and
//! the end of the program.
//!
//! It joins the parts (frame, tray, keys, memory) that know nothing of each other, and
//! keeps the one [`ComputerView`] that the window shows.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use sportello_seat::Seat;
use sportello_wire::ChosenPresence;
use sportello_wire::window::{
    Asked, ComputerOrder, ComputerView, Rest, Shortcut, WindowOrder, WindowState,
};
use tauri::{AppHandle, Manager};
use tokio::sync::watch;

use crate::autostart::Autostart;
use crate::frame::Frame;
use crate::glance::Glance;
use crate::memory::Memory;
use crate::shortcuts::{self, Shortcuts};
use crate::tray::FromTray;

/// The computer around the window.
pub(crate) struct Computer {
    app: AppHandle,
    pub(crate) frame: Frame,
    memory: Memory,
    autostart: Option<Autostart>,
    shortcuts: Shortcuts,
    view: Mutex<ComputerView>,
    glances: watch::Sender<Glance>,
    /// Set as soon as the seat runs.
    seat: OnceLock<Seat>,
}

impl Computer {
    /// The computer as it is; `pressed` is told of keys that work everywhere.
    pub(crate) fn new(
        app: AppHandle,
        pressed: impl Fn(Shortcut) + Send + Sync + 'static,
    ) -> anyhow::Result<Self> {
        let paths = app.path();
        let memory = Memory::open(paths.app_config_dir()?.join("computer.json"));
        let autostart = Autostart::below(&paths.config_dir()?, "sportello");
        let shortcuts = Shortcuts::new(Box::new(pressed));
        let view = ComputerView {
            autostart: autostart.as_ref().map(Autostart::is_on),
            shortcuts: shortcuts.follow(&memory.get()),
            ..ComputerView::default()
        };
        Ok(Self {
            frame: Frame::new(app.clone()),
            app,
            memory,
            autostart,
            shortcuts,
            view: Mutex::new(view),
            glances: watch::Sender::new(Glance::default()),
            seat: OnceLock::new(),
        })
    }

    /// Whom the tray and the keys give orders to.
    pub(crate) fn serve(&self, seat: Seat) {
        let _ = self.seat.set(seat); // once, at the start
    }

    /// The seat, as soon as it runs.
    pub(crate) fn seat(&self) -> Option<Seat> {
        self.seat.get().cloned()
    }

    /// What the window shows of it.
    pub(crate) fn view(&self) -> ComputerView {
        self.lock().clone()
    }

    /// Changes what the window shows.
    pub(crate) fn change(&self, change: impl FnOnce(&mut ComputerView)) {
        change(&mut self.lock());
        if let Some(seat) = self.seat.get() {
            seat.computer_changed();
        }
    }

    /// The desk at a glance, at each change.
    pub(crate) fn glances(&self) -> watch::Receiver<Glance> {
        self.glances.subscribe()
    }

    /// The desk has changed.
    pub(crate) fn follow(&self, state: &WindowState) {
        let glance = Glance::from(state);
        self.glances.send_if_modified(|last| {
            let changed = *last != glance;
            *last = glance;
            changed
        });
    }

    /// The librarian orders something of the computer.
    pub(crate) fn obey(&self, order: ComputerOrder) {
        match order {
            ComputerOrder::SetAutostart { on } => self.set_autostart(on),
            ComputerOrder::SetShortcuts { on } => {
                self.memory.change(|remembered| remembered.shortcuts = on);
                self.follow_shortcuts();
            }
            ComputerOrder::SetChord { shortcut, chord } => self.set_chord(shortcut, chord),
            ComputerOrder::Quit {} => self.quit(),
            ComputerOrder::QuitAnyway {} => self.leave(),
            ComputerOrder::Stay {} => self.change(|view| view.quitting = false),
            ComputerOrder::Dismiss {} => self.change(|view| view.asked = None),
        }
    }

    /// Something in the tray was pressed, or the tray itself came or went.
    pub(crate) fn hear_tray(&self, what: FromTray) {
        match what {
            FromTray::IsThere(there) => {
                let rest = self.frame.tray_is_there(there);
                self.change(|view| view.rest = rest);
            }
            FromTray::Open => self.frame.bring_forward(),
            FromTray::Quit => self.quit(),
            FromTray::Choose(presence) => self.order(WindowOrder::SetPresence { presence }),
        }
    }

    /// A key that works everywhere was pressed. Tells the presence it asked for.
    pub(crate) fn press(&self, shortcut: Shortcut) -> Option<ChosenPresence> {
        let glance = *self.glances.borrow();
        match shortcut {
            Shortcut::Answer => {
                let (contact, with) = glance.rings?;
                self.frame.bring_forward();
                self.order(WindowOrder::Answer { contact, with });
                None
            }
            Shortcut::Presence => {
                let presence = match glance.chosen? {
                    ChosenPresence::Available => ChosenPresence::Away,
                    ChosenPresence::InPerson | ChosenPresence::Away => ChosenPresence::Available,
                };
                self.order(WindowOrder::SetPresence { presence });
                Some(presence)
            }
        }
    }

    /// A link opened the program, or somebody started it again.
    pub(crate) fn is_started_again(&self, asked: Option<Asked>) {
        self.frame.bring_forward();
        if asked.is_some() {
            self.change(|view| view.asked = asked);
        }
    }

    /// Opens the window where it was.
    pub(crate) fn open_window(&self, at_rest: bool) -> tauri::Result<()> {
        self.frame.open(self.memory.get().place, at_rest)
    }

    /// The window was closed. With nobody signed in that is the end; otherwise it
    /// rests, and tells where when the librarian can't know yet.
    pub(crate) fn close_window(&self) -> Option<Rest> {
        if self.glances.borrow().chosen.is_none() {
            self.leave();
            return None;
        }
        self.remember_place();
        let rest = self.frame.rest();
        let known = self.memory.get().told_of_rest;
        self.memory
            .change(|remembered| remembered.told_of_rest = true);
        (!known).then_some(rest)
    }

    /// Remembers where the window is.
    pub(crate) fn remember_place(&self) {
        let before = self.memory.get().place;
        let place = self.frame.place(before);
        self.memory.change(|remembered| remembered.place = place);
    }

    /// Ends the program, unless somebody would lose by it: then the window asks.
    fn quit(&self) {
        if self.glances.borrow().is_needed() {
            self.frame.bring_forward();
            self.change(|view| view.quitting = true);
        } else {
            self.leave();
        }
    }

    fn leave(&self) {
        self.remember_place();
        self.app.exit(0);
    }

    fn set_autostart(&self, on: bool) {
        let Some(autostart) = &self.autostart else {
            return;
        };
        if let Err(why) = autostart.set(on) {
            tracing::warn!(%why, "the entry among the programs of the session can't be changed");
        }
        let is_on = autostart.is_on();
        self.change(|view| view.autostart = Some(is_on));
    }

    fn set_chord(&self, shortcut: Shortcut, chord: String) {
        if !shortcuts::is_choice(shortcut, &chord) {
            return tracing::warn!("a chord that is no choice was chosen");
        }
        self.memory.change(|remembered| match shortcut {
            Shortcut::Answer => remembered.answer_chord = Some(chord),
            Shortcut::Presence => remembered.presence_chord = Some(chord),
        });
        self.follow_shortcuts();
    }

    fn follow_shortcuts(&self) {
        let shortcuts = self.shortcuts.follow(&self.memory.get());
        self.change(|view| view.shortcuts = shortcuts);
    }

    /// Gives the seat an order.
    pub(crate) fn order(&self, order: WindowOrder) {
        if let Some(seat) = self.seat.get() {
            seat.order(order);
        }
    }

    fn lock(&self) -> MutexGuard<'_, ComputerView> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
