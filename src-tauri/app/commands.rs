//! What the window may ask of the program.

use std::sync::Arc;

use sportello_seat::Seat;
use sportello_wire::window::{WindowOrder, WindowState};
use sportello_wire::{ContactId, SourceId, ThreadId};
use tauri::State;
use tauri::ipc::{Channel, InvokeBody, InvokeResponseBody, Request};

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

/// The librarian sends a file: its bytes are the body, its `thread` and its `name`,
/// percent-encoded, stand in headers. Of a still of the patron's picture its contact
/// stands there instead of the thread, as `still`. The librarian's own calendar has `busy`
/// there, and neither thread nor name; a file of loans has its source, as `loans`. What comes of it shows in the state.
#[tauri::command]
pub(crate) fn send_file(request: Request<'_>, seat: State<'_, Seat>) -> Result<(), &'static str> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err("a file is sent as bytes");
    };
    if request.headers().contains_key("busy") {
        seat.send_calendar(bytes.clone());
        return Ok(());
    }
    let header = |name| request.headers().get(name)?.to_str().ok();
    let source: Option<SourceId> = header("loans").and_then(|text| text.parse().ok());
    if let (Some(source), Some(name)) = (source, header("name").and_then(percent_decoded)) {
        seat.send_loans(source, name, bytes.clone());
        return Ok(());
    }
    let thread: Option<ThreadId> = header("thread").and_then(|text| text.parse().ok());
    let still: Option<ContactId> = header("still").and_then(|text| text.parse().ok());
    let name = header("name").and_then(percent_decoded);
    if let (Some(contact), Some(name)) = (still, &name) {
        seat.send_still(contact, name.clone(), bytes.clone());
        return Ok(());
    }
    let (Some(thread), Some(name)) = (thread, name) else {
        return Err("a file has a thread and a name");
    };
    seat.send_file(thread, name, bytes.clone());
    Ok(())
}

/// What `encodeURIComponent` wrote; `None` when it is none of that.
fn percent_decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}
