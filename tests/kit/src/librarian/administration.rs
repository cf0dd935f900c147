//! An administrator at their seat.

use std::sync::atomic::{AtomicU32, Ordering};

use sportello_wire::seat::administration::{
    AdministrationNews, AdministrationOrder, SettingsView, Verdict,
};
use sportello_wire::seat::{FromSeat, ToSeat};

use super::Librarian;

impl Librarian {
    /// Asks to be shown the settings, and waits for them.
    pub async fn watches_settings(&mut self) -> SettingsView {
        self.administers(AdministrationOrder::Watch {}).await;
        self.sees_settings("the settings", |_| true).await
    }

    /// Waits until the settings are so.
    pub async fn sees_settings(
        &mut self,
        what: &str,
        so: impl Fn(&SettingsView) -> bool,
    ) -> SettingsView {
        self.see(what, |view| {
            view.settings
                .as_ref()
                .filter(|settings| so(settings))
                .cloned()
        })
        .await
    }

    /// Asks for something as an administrator.
    pub async fn administers(&mut self, order: AdministrationOrder) {
        self.say(FromSeat::Administer { order }).await;
    }

    /// Asks for something with a number of its own, and waits for what comes of it.
    pub async fn is_judged(&mut self, order: impl FnOnce(u32) -> AdministrationOrder) -> Verdict {
        static ASKED: AtomicU32 = AtomicU32::new(1);
        let number = ASKED.fetch_add(1, Ordering::Relaxed);
        self.administers(order(number)).await;
        self.hear("a verdict", |heard| match heard {
            ToSeat::Administration {
                news: AdministrationNews::Verdict { verdict },
            } if verdict.asked == number => Some(verdict.clone()),
            _ => None,
        })
        .await
    }
}
