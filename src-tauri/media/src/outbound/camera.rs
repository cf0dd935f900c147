//! The worker that holds the camera, and the place where its newest picture is.
//!
//! A camera blocks for as long as it likes, so the encoder never touches it: it
//! looks at the newest picture, and a slow encoder skips pictures rather than
//! queueing them. The worker runs only while the camera is on.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::MediaError;
use crate::call::{CallEvent, PictureSettings, Trouble};
use crate::devices::{DeviceError, Devices};
use crate::outbox::Outbox;
use crate::picture::Frame;
use crate::workers::{Leash, Worker};

const GLANCE: Duration = Duration::from_millis(50);
/// A camera that gave nothing for so long is lost. Some need seconds to wake.
const PATIENCE: Duration = Duration::from_secs(8);

/// The newest picture of the camera.
#[derive(Debug, Default)]
pub struct View {
    seen: Mutex<Seen>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Seen {
    picture: Option<Arc<Frame>>,
    /// Counts up with every change.
    number: u64,
}

impl View {
    /// Waits up to `patience` for something newer than `known`. Gives the
    /// newest picture, if the camera gives any, and its number.
    pub fn newer_than(&self, known: u64, patience: Duration) -> (Option<Arc<Frame>>, u64) {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let (seen, _) = self
            .changed
            .wait_timeout_while(seen, patience, |seen| seen.number == known)
            .unwrap_or_else(PoisonError::into_inner);
        (seen.picture.clone(), seen.number)
    }

    /// Shows the next picture, or that there is none.
    pub fn show(&self, picture: Option<Frame>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.picture = picture.map(Arc::new);
        seen.number += 1;
        self.changed.notify_all();
    }
}

/// Opens the camera on a thread of its own and shows its pictures on `view`.
/// Waits first for the worker that held it `before`, or it would be busy.
pub fn start(
    devices: Arc<dyn Devices>,
    wanted: PictureSettings,
    view: Arc<View>,
    outbox: Outbox,
    before: Option<Worker>,
) -> Result<Worker, MediaError> {
    Worker::start("camera", move |leash| {
        if let Some(before) = before {
            before.join();
        }
        let ended = watch(devices.as_ref(), &wanted, &view, &leash);
        view.show(None);
        if let Err(error) = ended {
            let trouble = match error {
                DeviceError::Missing => Trouble::NoCamera,
                DeviceError::Failed(reason) => Trouble::CameraLost { reason },
            };
            outbox.tell(CallEvent::Trouble(trouble));
        }
    })
}

fn watch(
    devices: &dyn Devices,
    wanted: &PictureSettings,
    view: &View,
    leash: &Leash,
) -> Result<(), DeviceError> {
    let mut camera = devices.camera(wanted)?;
    let mut seen_at = Instant::now();
    while leash.holds() {
        match camera.picture(GLANCE)? {
            // The order to stop may have come while the camera was waiting.
            Some(picture) if picture.is_sound() && leash.holds() => {
                seen_at = Instant::now();
                view.show(Some(picture));
            }
            Some(_) | None => {}
        }
        if seen_at.elapsed() > PATIENCE {
            return Err(DeviceError::Failed("it gives no pictures".into()));
        }
    }
    Ok(())
}
