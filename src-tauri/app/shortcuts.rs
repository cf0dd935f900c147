//! Keys that work while another program has the focus.
//!
//! X11 hands them to whoever asks first, and says so to whoever asks second. Wayland
//! lets no program listen: there they are impossible, and nothing is tried.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use global_hotkey::hotkey::HotKey;
use global_hotkey::{GlobalHotKeyEvent, GlobalHotKeyManager, HotKeyState};
use sportello_wire::window::{Shortcut, ShortcutView, ShortcutsView};

use crate::memory::Remembered;

/// The chords to choose from, the usual one first.
const ANSWER: [&str; 3] = ["Ctrl+Alt+Enter", "Ctrl+Alt+R", "Ctrl+Shift+F9"];
const PRESENCE: [&str; 3] = ["Ctrl+Alt+P", "Ctrl+Alt+D", "Ctrl+Shift+F10"];

type Pressed = Box<dyn Fn(Shortcut) + Send + Sync>;

/// The keys that are held.
pub(crate) struct Shortcuts {
    held: Arc<Mutex<Vec<(Shortcut, HotKey)>>>,
    /// Made when it is wanted: it listens in a thread of its own.
    manager: Mutex<Option<GlobalHotKeyManager>>,
}

impl Shortcuts {
    /// No keys yet; what is pressed will be told. There is one per program.
    pub(crate) fn new(pressed: Pressed) -> Self {
        let held: Arc<Mutex<Vec<(Shortcut, HotKey)>>> = Arc::default();
        let known = held.clone();
        GlobalHotKeyEvent::set_event_handler(Some(move |event: GlobalHotKeyEvent| {
            if event.state != HotKeyState::Pressed {
                return;
            }
            let known = lock(&known).clone();
            if let Some((shortcut, _)) = known.iter().find(|(_, key)| key.id() == event.id) {
                pressed(*shortcut);
            }
        }));
        Self {
            held,
            manager: Mutex::default(),
        }
    }

    /// Takes the keys that are wanted, lets go of the others, and tells how it stands.
    pub(crate) fn follow(&self, remembered: &Remembered) -> ShortcutsView {
        if !is_possible() {
            return ShortcutsView::Impossible;
        }
        let answer = chosen(remembered.answer_chord.as_deref(), &ANSWER);
        let presence = chosen(remembered.presence_chord.as_deref(), &PRESENCE);
        let mut manager = lock(&self.manager);
        self.let_go(manager.as_ref());
        let mut taken = Vec::new();
        if remembered.shortcuts {
            if manager.is_none() {
                *manager = GlobalHotKeyManager::new().ok();
            }
            for (shortcut, chord) in [(Shortcut::Answer, answer), (Shortcut::Presence, presence)] {
                if !self.hold(manager.as_ref(), shortcut, chord) {
                    taken.push(shortcut);
                }
            }
        } else {
            *manager = None;
        }
        let view = |shortcut, chord: &str, choices: &[&str]| ShortcutView {
            chord: chord.to_owned(),
            choices: choices.iter().map(ToString::to_string).collect(),
            taken: taken.contains(&shortcut),
        };
        ShortcutsView::Possible {
            on: remembered.shortcuts,
            answer: view(Shortcut::Answer, answer, &ANSWER),
            presence: view(Shortcut::Presence, presence, &PRESENCE),
        }
    }

    fn hold(&self, manager: Option<&GlobalHotKeyManager>, shortcut: Shortcut, chord: &str) -> bool {
        let (Some(manager), Ok(key)) = (manager, chord.parse::<HotKey>()) else {
            return false;
        };
        if let Err(why) = manager.register(key) {
            tracing::info!(%why, chord, "a key for the whole desktop can't be had");
            return false;
        }
        lock(&self.held).push((shortcut, key));
        true
    }

    fn let_go(&self, manager: Option<&GlobalHotKeyManager>) {
        let held = std::mem::take(&mut *lock(&self.held));
        for (_, key) in held {
            if let Some(Err(why)) = manager.map(|manager| manager.unregister(key)) {
                tracing::warn!(%why, "a key is not let go");
            }
        }
    }
}

/// Whether a chord is one of the choices.
pub(crate) fn is_choice(shortcut: Shortcut, chord: &str) -> bool {
    match shortcut {
        Shortcut::Answer => ANSWER.contains(&chord),
        Shortcut::Presence => PRESENCE.contains(&chord),
    }
}

/// Whether this desktop lets a program have such keys.
fn is_possible() -> bool {
    let says = |name: &str| std::env::var(name).unwrap_or_default();
    !says("DISPLAY").is_empty()
        && says("WAYLAND_DISPLAY").is_empty()
        && says("XDG_SESSION_TYPE") != "wayland"
}

fn chosen<'a>(remembered: Option<&str>, choices: &[&'a str]) -> &'a str {
    let known = choices.iter().find(|choice| Some(**choice) == remembered);
    known.unwrap_or(&choices[0])
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_is_a_chord_and_no_two_are_the_same() {
        let all = ANSWER.into_iter().chain(PRESENCE);
        let mut keys: Vec<u32> = all
            .map(|chord| chord.parse::<HotKey>().expect(chord).id())
            .collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), ANSWER.len() + PRESENCE.len());
    }

    #[test]
    fn a_chord_that_is_no_choice_is_the_usual_one() {
        assert_eq!(chosen(Some("Ctrl+Alt+R"), &ANSWER), "Ctrl+Alt+R");
        assert_eq!(chosen(Some("Ctrl+Alt+Delete"), &ANSWER), "Ctrl+Alt+Enter");
        assert_eq!(chosen(None, &PRESENCE), "Ctrl+Alt+P");
    }
}
