//! The settings, while an administrator looks at them.
//!
//! The server shows them to who watches; after each connection they are asked for
//! anew. Nothing that was asked for is said again: whether a change was saved is seen
//! in the settings themselves.

use sportello_wire::seat::administration::{
    AdministrationNews, AdministrationOrder, SettingsView, Verdict,
};
use sportello_wire::window::administration::Administration;

/// How many verdicts the window may still look for.
const VERDICTS: usize = 8;

/// What is known of the settings.
#[derive(Debug, Default)]
pub(super) struct Administering {
    watching: bool,
    settings: Option<SettingsView>,
    verdicts: Vec<Verdict>,
}

impl Administering {
    /// Notes what the window asks for.
    pub(super) fn ask(&mut self, order: &AdministrationOrder) {
        match order {
            AdministrationOrder::Watch {} => self.watching = true,
            AdministrationOrder::Unwatch {} => *self = Self::default(),
            AdministrationOrder::Check { .. }
            | AdministrationOrder::Save { .. }
            | AdministrationOrder::GoBack { .. } => {}
        }
    }

    /// What to ask for on a new connection.
    pub(super) fn again(&self) -> Option<AdministrationOrder> {
        self.watching.then_some(AdministrationOrder::Watch {})
    }

    pub(super) fn hear(&mut self, news: AdministrationNews) {
        if !self.watching {
            return; // it was on its way when the window stopped watching
        }
        match news {
            AdministrationNews::Settings { settings } => self.settings = Some(*settings),
            AdministrationNews::Verdict { verdict } => {
                self.verdicts.push(verdict);
                if self.verdicts.len() > VERDICTS {
                    self.verdicts.remove(0);
                }
            }
        }
    }

    pub(super) fn view(&self) -> Option<Administration> {
        let settings = self.settings.clone()?;
        let verdicts = self.verdicts.clone();
        Some(Administration { settings, verdicts })
    }
}
