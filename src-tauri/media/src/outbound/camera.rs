//! The worker that holds the camera, and the place where its newest picture is.
//!
//! A camera blocks for as long as it likes, so the encoder never touches it: it
//! looks at the newest picture, and a slow encoder skips pictures rather than
//! queueing them. The worker runs only while the camera is on.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::MediaError;
use crate::call::PictureSettings;
use crate::devices::grip::Grip;
use crate::devices::outfit::{CameraHold, Outfit};
use crate::devices::{DeviceError, DeviceReport, DeviceUse};
use crate::picture::Frame;
use crate::workers::{Leash, Worker};

const GLANCE: Duration = Duration::from_millis(50);
const SOON: Duration = Duration::from_millis(5);
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
    outfit: Arc<Outfit>,
    wanted: PictureSettings,
    view: Arc<View>,
    before: Option<Worker>,
    tell: impl Fn(DeviceReport) + Send + 'static,
) -> Result<Worker, MediaError> {
    Worker::start("camera", move |leash| {
        if let Some(before) = before {
            before.join();
        }
        let _hold = wait_for_camera(&outfit, &leash);
        watch(outfit, wanted, &view, &leash, &tell);
        view.show(None);
    })
}

/// Whoever has the camera in this program lets go in a moment; one that hangs
/// in its driver is not waited for.
fn wait_for_camera(outfit: &Outfit, leash: &Leash) -> Option<CameraHold> {
    let since = Instant::now();
    while leash.holds() && since.elapsed() < PATIENCE {
        if let Some(hold) = outfit.take_camera() {
            return Some(hold);
        }
        std::thread::sleep(SOON);
    }
    None
}

fn watch(
    outfit: Arc<Outfit>,
    wanted: PictureSettings,
    view: &View,
    leash: &Leash,
    tell: &impl Fn(DeviceReport),
) {
    let mut grip = Grip::new(outfit, DeviceUse::Camera, move |devices, id| {
        devices.camera(id, &wanted)
    });
    let mut seen_at = Instant::now();
    while leash.holds() {
        if let Some(report) = grip.hold(Instant::now()) {
            view.show(None);
            tell(report);
            seen_at = Instant::now(); // opening took its time
        }
        let Some(camera) = grip.device() else {
            std::thread::sleep(GLANCE);
            continue;
        };
        let failed = match camera.picture(GLANCE) {
            // The order to stop may have come while the camera was waiting.
            Ok(Some(picture)) if picture.is_sound() && leash.holds() => {
                seen_at = Instant::now();
                view.show(Some(picture));
                None
            }
            Err(why) => Some(why),
            Ok(_) if seen_at.elapsed() > PATIENCE => {
                Some(DeviceError::Failed("it gives no pictures".into()))
            }
            Ok(_) => None,
        };
        if let Some(why) = failed {
            view.show(None);
            grip.lose(why, Instant::now()).into_iter().for_each(tell);
            seen_at = Instant::now();
        }
    }
}
