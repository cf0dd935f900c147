//! The devices of this computer with what was chosen among them: whoever opens
//! a device asks here which.
//!
//! The rule: the chosen device where it is plugged in and opens, else the
//! system's choice, else whatever there is. A *turn* is counted for each use;
//! it grows when another device should be used than before, because somebody
//! chose or because the list has changed ([`Outfit::look`]). Whoever holds a
//! device looks at the turn, which costs one atomic read.
//!
//! A camera has one holder at a time in this program: the next waits until the
//! one before has let go, or it would find its own camera busy.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::devices::{Device, DeviceError, DeviceList, DeviceTrouble, DeviceUse, Devices};

/// What was chosen for each use; `None` is the system's choice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceChoices {
    /// For the own picture.
    pub camera: Option<Device>,
    /// For the own voice.
    pub microphone: Option<Device>,
    /// For the patron's voice.
    pub speaker: Option<Device>,
    /// For the bell.
    pub ringing: Option<Device>,
}

impl DeviceChoices {
    /// What was chosen for a use.
    pub fn of(&self, used_for: DeviceUse) -> Option<&Device> {
        match used_for {
            DeviceUse::Camera => self.camera.as_ref(),
            DeviceUse::Microphone => self.microphone.as_ref(),
            DeviceUse::Speaker => self.speaker.as_ref(),
            DeviceUse::Ringing => self.ringing.as_ref(),
        }
    }
}

/// See the module.
pub struct Outfit {
    devices: Arc<dyn Devices>,
    known: Mutex<Known>,
    turns: [AtomicU64; 4],
    camera_held: Arc<AtomicBool>,
}

#[derive(Default)]
struct Known {
    choices: DeviceChoices,
    /// As of the last look; `None` before the first.
    list: Option<DeviceList>,
}

/// A device that was opened.
pub struct Opened<D> {
    /// The device.
    pub device: D,
    /// Which; without an id when the system chose and nobody looked.
    pub which: Device,
    /// Why it is not the chosen one.
    pub instead: Option<DeviceTrouble>,
}

impl Outfit {
    /// The system's choice of these devices.
    pub fn new(devices: Arc<dyn Devices>) -> Self {
        Self {
            devices,
            known: Mutex::default(),
            turns: Default::default(),
            camera_held: Arc::default(),
        }
    }

    /// Uses these from now on; what is open changes by itself.
    pub fn choose(&self, choices: DeviceChoices) {
        let mut known = self.known();
        let before = std::mem::replace(&mut known.choices, choices);
        for used_for in DeviceUse::ALL {
            if before.of(used_for).map(|one| &one.id)
                != known.choices.of(used_for).map(|one| &one.id)
            {
                self.next_turn(used_for);
            }
        }
    }

    /// Looks what is plugged in. What is open follows by itself: away from what
    /// is gone, back to what was chosen. Asks the system; not for async code.
    pub fn look(&self) -> DeviceList {
        let list = self.devices.list();
        let mut known = self.known();
        for used_for in DeviceUse::ALL {
            let before = known.list.as_ref();
            let was = before.and_then(|list| wanted(&known.choices, list, used_for));
            let is = wanted(&known.choices, &list, used_for);
            if before.is_some() && was.map(|one| &one.id) != is.map(|one| &one.id) {
                self.next_turn(used_for);
            }
        }
        known.list = Some(list.clone());
        list
    }

    /// Grows when another device should be used than before.
    pub fn turn(&self, used_for: DeviceUse) -> u64 {
        self.turns[used_for as usize].load(Ordering::Acquire)
    }

    /// Opens what should be used, leaving out what has just failed.
    ///
    /// # Errors
    /// The chosen device's, when nothing opens in its stead either.
    pub fn open<D>(
        &self,
        used_for: DeviceUse,
        avoided: Option<&Avoided>,
        mut open: impl FnMut(&dyn Devices, Option<&str>) -> Result<D, DeviceError>,
    ) -> Result<Opened<D>, DeviceTrouble> {
        let (chosen, list) = {
            let known = self.known();
            (known.choices.of(used_for).cloned(), known.list.clone())
        };
        let mut refused = avoided.map(|one| one.trouble.clone());
        for which in candidates(chosen.as_ref(), list.as_ref(), used_for) {
            if avoided.is_some_and(|one| one.which == which) {
                continue;
            }
            let id = Some(which.id.as_str()).filter(|id| !id.is_empty());
            match open(self.devices.as_ref(), id) {
                Ok(device) => {
                    return Ok(Opened {
                        device,
                        which,
                        instead: refused,
                    });
                }
                Err(why) => {
                    let name = which.name;
                    refused.get_or_insert(DeviceTrouble { name, why });
                }
            }
        }
        Err(refused.unwrap_or(DeviceTrouble {
            name: chosen.map(|one| one.name).unwrap_or_default(),
            why: DeviceError::Missing,
        }))
    }

    /// Opens the one device that should be used, if it is plugged in.
    pub fn open_wanted<D>(
        &self,
        wanted: &Device,
        mut open: impl FnMut(&dyn Devices, Option<&str>) -> Result<D, DeviceError>,
    ) -> Result<D, DeviceError> {
        open(self.devices.as_ref(), Some(&wanted.id))
    }

    /// Which should be used, as far as is known.
    pub fn wanted(&self, used_for: DeviceUse) -> Option<Device> {
        let known = self.known();
        wanted(&known.choices, known.list.as_ref()?, used_for).cloned()
    }

    /// Takes the camera for its holder; `None` while another has it.
    pub fn take_camera(&self) -> Option<CameraHold> {
        let taken = self.camera_held.swap(true, Ordering::AcqRel);
        (!taken).then(|| CameraHold(self.camera_held.clone()))
    }

    fn next_turn(&self, used_for: DeviceUse) {
        self.turns[used_for as usize].fetch_add(1, Ordering::AcqRel);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A device that failed a moment ago.
#[derive(Debug, Clone)]
pub struct Avoided {
    /// Which.
    pub which: Device,
    /// What was told of it.
    pub trouble: DeviceTrouble,
}

/// The right to open a camera; given back when dropped.
#[derive(Debug)]
pub struct CameraHold(Arc<AtomicBool>);

impl Drop for CameraHold {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

fn wanted<'a>(
    choices: &DeviceChoices,
    list: &'a DeviceList,
    used_for: DeviceUse,
) -> Option<&'a Device> {
    let chosen = choices.of(used_for);
    let found = chosen.and_then(|one| list.find(used_for, &one.id));
    found.or_else(|| list.usual(used_for))
}

/// What to try in turn. The system's choice goes by the name it has in the list.
fn candidates(
    chosen: Option<&Device>,
    list: Option<&DeviceList>,
    used_for: DeviceUse,
) -> Vec<Device> {
    let usual = list.and_then(|list| list.usual(used_for));
    let others = list.map(|list| list.of(used_for)).unwrap_or_default();
    let mut all: Vec<Device> = chosen.cloned().into_iter().collect();
    match usual {
        Some(usual) => all.push(usual.clone()),
        None => all.push(Device::default()),
    }
    for other in others {
        if !all.contains(other) {
            all.push(other.clone());
        }
    }
    if let Some(chosen) = chosen {
        let mut first = true;
        all.retain(|one| one.id != chosen.id || std::mem::take(&mut first));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SyntheticDevices;

    #[test]
    fn the_chosen_device_is_opened_and_the_systems_choice_in_its_stead() {
        let devices = SyntheticDevices::new();
        let outfit = Outfit::new(Arc::new(devices.clone()));
        outfit.choose(DeviceChoices {
            microphone: Some(device("microphone-b")),
            ..Default::default()
        });
        outfit.look();
        assert_eq!(opened(&outfit), Ok(("microphone-b".into(), None)));

        devices.unplug("microphone-b");
        let gone = DeviceTrouble {
            name: "microphone-b".into(),
            why: DeviceError::Missing,
        };
        assert_eq!(
            opened(&outfit),
            Ok(("microphone-a".into(), Some(gone.clone())))
        );
        devices.unplug("microphone-a");
        assert_eq!(opened(&outfit), Err(gone));
    }

    #[test]
    fn a_turn_is_counted_when_another_device_should_be_used_and_only_then() {
        let devices = SyntheticDevices::new();
        let outfit = Outfit::new(Arc::new(devices.clone()));
        let turns = || {
            (
                outfit.turn(DeviceUse::Microphone),
                outfit.turn(DeviceUse::Speaker),
            )
        };
        outfit.look();
        assert_eq!(turns(), (0, 0), "the first look changes nothing");
        outfit.choose(DeviceChoices {
            microphone: Some(device("microphone-b")),
            ..Default::default()
        });
        assert_eq!(turns(), (1, 0));
        devices.unplug("microphone-b");
        outfit.look();
        outfit.look();
        assert_eq!(turns(), (2, 0), "it is gone");
        devices.unplug("speaker-b");
        outfit.look();
        assert_eq!(turns(), (2, 0), "nobody used it");
        devices.plug("microphone-b");
        outfit.look();
        assert_eq!(turns(), (3, 0), "it is back");
    }

    #[test]
    fn what_has_just_failed_is_left_out() {
        let outfit = Outfit::new(Arc::new(SyntheticDevices::new()));
        outfit.look();
        let trouble = DeviceTrouble {
            name: "Synthetic microphone A".into(),
            why: DeviceError::Failed("it gives no sound".into()),
        };
        let avoided = Avoided {
            which: Device {
                id: "microphone-a".into(),
                name: "Synthetic microphone A".into(),
            },
            trouble: trouble.clone(),
        };
        let opened = outfit.open(DeviceUse::Microphone, Some(&avoided), |devices, id| {
            devices.microphone(id)
        });
        let opened = opened.expect("there is another");
        assert_eq!(opened.which.id, "microphone-b");
        assert_eq!(opened.instead, Some(trouble));
    }

    #[test]
    fn a_camera_has_one_holder_at_a_time() {
        let outfit = Outfit::new(Arc::new(SyntheticDevices::new()));
        let held = outfit.take_camera().expect("it is free");
        assert!(outfit.take_camera().is_none());
        drop(held);
        assert!(outfit.take_camera().is_some());
    }

    fn device(id: &str) -> Device {
        Device {
            id: id.into(),
            name: id.into(),
        }
    }

    fn opened(outfit: &Outfit) -> Result<(String, Option<DeviceTrouble>), DeviceTrouble> {
        let opened = outfit.open(DeviceUse::Microphone, None, |devices, id| {
            devices.microphone(id)
        })?;
        Ok((opened.which.id, opened.instead))
    }
}
