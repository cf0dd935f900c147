//! What is plugged into a synthetic computer, who holds it, what it has played.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::ear::{Ear, Heard};
use crate::devices::{Device, DeviceError};

/// The synthetic devices and their names, in the system's order.
const ALL: [(&str, &str); 6] = [
    ("camera-a", "Synthetic camera A"),
    ("camera-b", "Synthetic camera B"),
    ("microphone-a", "Synthetic microphone A"),
    ("microphone-b", "Synthetic microphone B"),
    ("speaker-a", "Synthetic speaker A"),
    ("speaker-b", "Synthetic speaker B"),
];

/// See the module.
#[derive(Debug, Default)]
pub struct Plugs {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    unplugged: Vec<String>,
    taken: Vec<String>,
    held: Vec<String>,
    /// By speaker, and whether it rang there.
    ears: BTreeMap<(String, bool), Ear>,
}

impl Plugs {
    /// What of a kind is plugged in.
    pub fn of(&self, kind: &str) -> Vec<Device> {
        let state = self.state();
        let known = ALL.iter().filter(|(id, _)| id.starts_with(kind));
        let plugged = known.filter(|(id, _)| state.is_plugged(id));
        plugged
            .map(|(id, name)| Device {
                id: (*id).into(),
                name: (*name).into(),
            })
            .collect()
    }

    /// Plugs in or pulls out.
    pub fn set_plugged(&self, id: &str, plugged: bool) {
        let mut state = self.state();
        state.unplugged.retain(|one| one != id);
        if !plugged {
            state.unplugged.push(id.into());
        }
    }

    /// Pulls out all of a kind.
    pub fn unplug_all(&self, kind: &str) {
        for device in self.of(kind) {
            self.set_plugged(&device.id, false);
        }
    }

    /// Another program has it, or gave it back.
    pub fn set_taken(&self, id: &str, taken: bool) {
        let mut state = self.state();
        state.taken.retain(|one| one != id);
        if taken {
            state.taken.push(id.into());
        }
    }

    /// How many of a kind are held.
    pub fn open(&self, kind: &str) -> usize {
        let state = self.state();
        state.held.iter().filter(|id| id.starts_with(kind)).count()
    }

    /// What a speaker heard.
    pub fn heard(&self, id: &str, rings: bool) -> Heard {
        let state = self.state();
        let ear = state.ears.get(&(id.to_owned(), rings));
        ear.map(Ear::heard).unwrap_or_default()
    }

    /// Opens a device, the first of its kind unless one is named.
    pub fn take(self: &Arc<Self>, kind: &str, id: Option<&str>) -> Result<Plugged, DeviceError> {
        let first = self.of(kind).into_iter().next();
        let id = id.map(str::to_owned).or(first.map(|one| one.id));
        let plugged = Plugged {
            plugs: self.clone(),
            id: id.ok_or(DeviceError::Missing)?,
        };
        self.state().held.push(plugged.id.clone());
        plugged.check()?;
        Ok(plugged)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_plugged(&self, id: &str) -> bool {
        !self.unplugged.iter().any(|one| one == id)
    }
}

/// A held device; given back when dropped.
#[derive(Debug)]
pub struct Plugged {
    plugs: Arc<Plugs>,
    id: String,
}

impl Plugged {
    /// Which.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it is still to be used.
    pub fn check(&self) -> Result<(), DeviceError> {
        let state = self.plugs.state();
        if !state.is_plugged(&self.id) {
            return Err(DeviceError::Missing);
        }
        if state.taken.contains(&self.id) {
            return Err(DeviceError::Busy);
        }
        Ok(())
    }

    /// Plays.
    pub fn hear(&self, rings: bool, sound: &[f32]) {
        let mut state = self.plugs.state();
        let ear = state.ears.entry((self.id.clone(), rings)).or_default();
        ear.hear(sound);
    }
}

impl Drop for Plugged {
    fn drop(&mut self) {
        let mut state = self.plugs.state();
        if let Some(at) = state.held.iter().position(|one| *one == self.id) {
            state.held.remove(at);
        }
    }
}
