//! The window on the desktop: shown, or at rest in the tray or among the minimised.
//!
//! A window at rest is hidden only while there is a tray to come back from; when the
//! tray goes, it is minimised instead, so that it can always be found.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sportello_wire::window::Rest;
use tauri::{AppHandle, Manager, UserAttentionType, WebviewUrl, WebviewWindow};
use tauri::{LogicalPosition, WebviewWindowBuilder};

use crate::WINDOW;
use crate::place::{self, Area, Place, SMALLEST};

/// The desk's window.
pub(crate) struct Frame {
    app: AppHandle,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    at_rest: bool,
    tray: bool,
}

impl State {
    fn rest(self) -> Rest {
        if self.tray {
            Rest::Tray
        } else {
            Rest::Minimised
        }
    }
}

impl Frame {
    pub(crate) fn new(app: AppHandle) -> Self {
        let state = Mutex::default();
        Self { app, state }
    }

    /// Makes the window, where it was; at rest, if nobody asked to see it.
    pub(crate) fn open(&self, remembered: Option<Place>, at_rest: bool) -> tauri::Result<()> {
        let opening = place::open(remembered, &self.screens());
        let mut window = WebviewWindowBuilder::new(&self.app, WINDOW, WebviewUrl::default())
            .title("Sportello")
            .inner_size(opening.size.0, opening.size.1)
            .min_inner_size(SMALLEST.0, SMALLEST.1)
            // Files are dropped on a conversation, in the page itself.
            .disable_drag_drop_handler()
            .maximized(opening.maximised)
            .visible(!at_rest)
            // The page's title says who rings; taskbars show the window's.
            .on_document_title_changed(|window, title| {
                let _ = window.set_title(&title);
            });
        if let Some((left, top)) = opening.corner {
            window = window.position(left, top);
        }
        let window = window.build()?;
        if at_rest {
            self.lock().at_rest = true;
            self.settle(&window);
        }
        Ok(())
    }

    /// Puts the window before the librarian.
    pub(crate) fn bring_forward(&self) {
        self.lock().at_rest = false;
        if let Some(window) = self.window() {
            let shown = window
                .show()
                .and_then(|()| window.unminimize())
                .and_then(|()| window.set_focus());
            said(shown);
        }
    }

    /// Puts the window to rest, and tells where.
    pub(crate) fn rest(&self) -> Rest {
        let rest = {
            let mut state = self.lock();
            state.at_rest = true;
            state.rest()
        };
        if let Some(window) = self.window() {
            self.settle(&window);
        }
        rest
    }

    /// Somebody looks at the window: it rests no more.
    pub(crate) fn is_seen(&self) {
        self.lock().at_rest = false;
    }

    /// There is a tray, or none. Tells where a window rests now.
    pub(crate) fn tray_is_there(&self, there: bool) -> Rest {
        let state = {
            let mut state = self.lock();
            state.tray = there;
            *state
        };
        if let (true, Some(window)) = (state.at_rest, self.window()) {
            self.settle(&window);
        }
        state.rest()
    }

    /// Whether the librarian has the window before them.
    pub(crate) fn is_looked_at(&self) -> bool {
        let window = self.window();
        window.is_some_and(|window| window.is_focused().unwrap_or(false))
    }

    /// Marks the window in the taskbar, or takes the mark back.
    pub(crate) fn ask_for_attention(&self, ask: bool) {
        if let Some(window) = self.window() {
            let attention = ask.then_some(UserAttentionType::Informational);
            said(window.request_user_attention(attention));
        }
    }

    /// Where the window is. One that fills the screen keeps the place that it had.
    pub(crate) fn place(&self, before: Option<Place>) -> Option<Place> {
        let window = self.window()?;
        let scale = window.scale_factor().ok()?;
        let maximised = window.is_maximized().ok()?;
        if window.is_minimized().ok()? || !window.is_visible().ok()? {
            return before; // it is nowhere
        }
        if let (true, Some(before)) = (maximised, before) {
            return Some(Place {
                maximised,
                ..before
            });
        }
        let corner: LogicalPosition<f64> = window.outer_position().ok()?.to_logical(scale);
        let size = window.inner_size().ok()?.to_logical::<f64>(scale);
        Some(Place {
            left: corner.x,
            top: corner.y,
            width: size.width,
            height: size.height,
            maximised,
        })
    }

    fn settle(&self, window: &WebviewWindow) {
        let settled = match self.lock().rest() {
            Rest::Tray => window.hide(),
            // A hidden window that is minimised first is shown as such.
            Rest::Minimised => window.minimize().and_then(|()| window.show()),
        };
        said(settled);
    }

    fn screens(&self) -> Vec<Area> {
        let main = self.app.primary_monitor().ok().flatten();
        let all = self.app.available_monitors().unwrap_or_default();
        let screens = main.into_iter().chain(all);
        let area = |screen: tauri::Monitor| {
            let scale = screen.scale_factor();
            let free = screen.work_area();
            let corner = free.position.to_logical::<f64>(scale);
            let size = free.size.to_logical::<f64>(scale);
            Area {
                left: corner.x,
                top: corner.y,
                width: size.width,
                height: size.height,
            }
        };
        screens.map(area).collect()
    }

    fn window(&self) -> Option<WebviewWindow> {
        self.app.get_webview_window(WINDOW)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Not every desktop can do everything with a window.
fn said(done: tauri::Result<()>) {
    if let Err(why) = done {
        tracing::debug!(%why, "the desktop does not do that with a window");
    }
}
