//! What the window may ask of the program.

use std::sync::Arc;

use sportello_seat::Seat;
use sportello_wire::window::{WindowOrder, WindowState};
use tauri::State;
use tauri::ipc::{Channel, InvokeResponseBody};

use crate::host::WindowHost;

/// The window opened, or was reloaded: show it everything.
#[tauri::command]
pub(crate) fn attach(
    states: Channel<WindowState>,
    pictures: Channel<InvokeResponseBody>,
    host: State<'_, Arc<WindowHost>>,
    seat: State<'_, Seat>,
) {
    host.attach(states, pictures);
    seat.show();
}

/// The librarian orders something.
#[tauri::command]
pub(crate) fn order(order: WindowOrder, seat: State<'_, Seat>) {
    seat.order(order);
}

/// A picture of the patron was drawn, or thrown away.
#[tauri::command]
pub(crate) fn drawn(seat: State<'_, Seat>) {
    seat.drawn();
}
