//! Holds one device for a worker: opens it, changes it when another should be
//! used, takes the next best when it fails, and comes back to it.
//!
//! The worker calls [`Grip::hold`] in its rounds while it wants the device and
//! [`Grip::release`] when it does not; a released device is closed. What is to
//! be told comes back as a [`DeviceReport`], each thing once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::devices::outfit::{Avoided, Opened, Outfit};
use crate::devices::{Device, DeviceError, DeviceReport, DeviceTrouble, DeviceUse, Devices};

/// Between two tries when nothing opens.
const RETRY: Duration = Duration::from_secs(2);
/// What failed in use is left alone for so long, unless the list changes.
const AVOID: Duration = Duration::from_secs(6);
/// How often what should be used is tried while something else is in use.
const COME_BACK: Duration = Duration::from_secs(15);

type Open<D> = Box<dyn Fn(&dyn Devices, Option<&str>) -> Result<D, DeviceError>>;

/// See the module.
pub struct Grip<D> {
    outfit: Arc<Outfit>,
    used_for: DeviceUse,
    open: Open<D>,
    held: Option<Held<D>>,
    turn: u64,
    tried_at: Option<Instant>,
    avoided: Option<(Avoided, Instant)>,
    told: Option<DeviceReport>,
}

struct Held<D> {
    device: D,
    which: Device,
    is_instead: bool,
}

impl<D> Grip<D> {
    /// Holds nothing yet.
    pub fn new(
        outfit: Arc<Outfit>,
        used_for: DeviceUse,
        open: impl Fn(&dyn Devices, Option<&str>) -> Result<D, DeviceError> + 'static,
    ) -> Self {
        let turn = outfit.turn(used_for);
        Self {
            outfit,
            used_for,
            open: Box::new(open),
            held: None,
            turn,
            tried_at: None,
            avoided: None,
            told: None,
        }
    }

    /// The device, while it is held.
    pub fn device(&mut self) -> Option<&mut D> {
        self.held.as_mut().map(|held| &mut held.device)
    }

    /// Sees to it that the right device is open, as far as that is possible.
    pub fn hold(&mut self, now: Instant) -> Option<DeviceReport> {
        let turn = self.outfit.turn(self.used_for);
        let turned = std::mem::replace(&mut self.turn, turn) != turn;
        let old = |at: Instant, age| now.saturating_duration_since(at) > age;
        if turned || self.avoided.as_ref().is_some_and(|(_, at)| old(*at, AVOID)) {
            self.avoided = None;
        }
        let waited = |age| self.tried_at.is_none_or(|at| old(at, age));
        match &self.held {
            Some(held) if turned => {
                let wanted = self.outfit.wanted(self.used_for);
                if !held.is_instead && wanted.is_some_and(|one| one.id == held.which.id) {
                    return None;
                }
                self.held = None;
                self.take(now)
            }
            Some(held) if held.is_instead && waited(COME_BACK) => self.come_back(now),
            Some(_) => None,
            None if turned || waited(RETRY) => self.take(now),
            None => None,
        }
    }

    /// The device failed: takes the next best.
    pub fn lose(&mut self, why: DeviceError, now: Instant) -> Option<DeviceReport> {
        let held = self.held.take()?;
        tracing::warn!(device = held.which.name, %why, "a device was lost");
        let name = held.which.name.clone();
        let avoided = Avoided {
            which: held.which,
            trouble: DeviceTrouble { name, why },
        };
        self.avoided = Some((avoided, now));
        self.take(now)
    }

    /// Closes it; nothing is known of it any more.
    pub fn release(&mut self) {
        self.held = None;
        self.tried_at = None;
        self.avoided = None;
        self.told = None;
    }

    fn take(&mut self, now: Instant) -> Option<DeviceReport> {
        self.tried_at = Some(now);
        let avoided = self.avoided.as_ref().map(|(avoided, _)| avoided);
        match self.outfit.open(self.used_for, avoided, &self.open) {
            Ok(opened) => self.keep(opened),
            Err(trouble) => self.tell(None, Some(trouble)),
        }
    }

    fn come_back(&mut self, now: Instant) -> Option<DeviceReport> {
        self.tried_at = Some(now);
        let which = self.outfit.wanted(self.used_for)?;
        if self.held.as_ref().is_some_and(|held| held.which == which) {
            return None;
        }
        let device = self.outfit.open_wanted(&which, &self.open).ok()?;
        self.avoided = None;
        self.keep(Opened {
            device,
            which,
            instead: None,
        })
    }

    fn keep(&mut self, opened: Opened<D>) -> Option<DeviceReport> {
        let which = opened.which.clone();
        self.held = Some(Held {
            device: opened.device,
            which: opened.which,
            is_instead: opened.instead.is_some(),
        });
        self.tell(Some(which), opened.instead)
    }

    fn tell(
        &mut self,
        open: Option<Device>,
        trouble: Option<DeviceTrouble>,
    ) -> Option<DeviceReport> {
        let report = DeviceReport {
            used_for: self.used_for,
            open,
            trouble,
        };
        let news = self.told.as_ref() != Some(&report);
        self.told = Some(report.clone());
        news.then_some(report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::Microphone;
    use crate::devices::outfit::DeviceChoices;
    use crate::{SAMPLE_RATE, SyntheticDevices};

    const B: &str = "microphone-b";

    #[test]
    fn a_lost_device_is_replaced_and_taken_again_when_it_is_back() {
        let (devices, outfit) = chosen_b();
        let mut grip = grip(&outfit);
        let now = Instant::now();
        assert_eq!(open(grip.hold(now)), Some("Synthetic microphone B".into()));
        assert_eq!(grip.hold(now), None, "told once");

        devices.unplug(B);
        let report = listen_until_lost(&mut grip, now).expect("it was told");
        assert_eq!(
            report.open.map(|one| one.id),
            Some("microphone-a".to_owned())
        );
        assert_eq!(report.trouble.map(|one| one.name), Some(name_of_b()));

        outfit.look();
        grip.hold(now);
        devices.plug(B);
        outfit.look();
        let report = grip.hold(now).expect("it is back");
        assert_eq!(report.open.map(|one| one.id), Some(B.to_owned()));
        assert_eq!(report.trouble, None);
        assert_eq!(devices.open_microphones(), 1);
    }

    #[test]
    fn a_device_that_another_program_gives_back_is_taken_again() {
        let (devices, outfit) = chosen_b();
        devices.let_another_program_take(B);
        let mut grip = grip(&outfit);
        let now = Instant::now();
        let report = grip.hold(now).expect("it was told");
        assert_eq!(report.trouble.map(|one| one.why), Some(DeviceError::Busy));
        devices.give_back(B);
        assert_eq!(grip.hold(now + Duration::from_secs(10)), None);
        let later = now + COME_BACK + Duration::from_secs(1);
        let report = grip.hold(later).expect("it is free");
        assert_eq!(
            (open(Some(report)), devices.open_microphones()),
            (Some(name_of_b()), 1)
        );
    }

    #[test]
    fn a_computer_without_one_is_asked_again_now_and_then() {
        let devices = SyntheticDevices::new().without_microphone();
        let outfit = Arc::new(Outfit::new(Arc::new(devices.clone())));
        let mut grip = grip(&outfit);
        let now = Instant::now();
        let report = grip.hold(now).expect("it was told");
        assert_eq!(
            (report.open, report.trouble.map(|one| one.why)),
            (None, Some(DeviceError::Missing))
        );
        devices.plug("microphone-a");
        assert_eq!(grip.hold(now + RETRY / 2), None);
        assert!(open(grip.hold(now + RETRY * 2)).is_some());
    }

    #[test]
    fn what_is_released_is_closed() {
        let (devices, outfit) = chosen_b();
        let mut grip = grip(&outfit);
        grip.hold(Instant::now());
        assert_eq!(devices.open_microphones(), 1);
        grip.release();
        assert_eq!(devices.open_microphones(), 0);
    }

    fn chosen_b() -> (SyntheticDevices, Arc<Outfit>) {
        let devices = SyntheticDevices::new();
        let outfit = Arc::new(Outfit::new(Arc::new(devices.clone())));
        outfit.choose(DeviceChoices {
            microphone: Some(Device {
                id: B.into(),
                name: name_of_b(),
            }),
            ..Default::default()
        });
        outfit.look();
        (devices, outfit)
    }

    fn name_of_b() -> String {
        "Synthetic microphone B".into()
    }

    fn grip(outfit: &Arc<Outfit>) -> Grip<Box<dyn Microphone>> {
        Grip::new(outfit.clone(), DeviceUse::Microphone, |devices, id| {
            devices.microphone(id)
        })
    }

    fn open(report: Option<DeviceReport>) -> Option<String> {
        report?.open.map(|one| one.name)
    }

    fn listen_until_lost(
        grip: &mut Grip<Box<dyn Microphone>>,
        now: Instant,
    ) -> Option<DeviceReport> {
        let mut heard = Vec::new();
        while heard.len() < SAMPLE_RATE as usize {
            let microphone = grip.device().expect("held");
            if let Err(why) = microphone.listen(&mut heard, Duration::from_millis(10)) {
                return grip.lose(why, now);
            }
        }
        None
    }
}
