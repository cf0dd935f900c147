//! What the host is shown.

use sportello_wire::window::{WindowDesk, WindowState};

use super::Task;
use crate::call::Call;

impl Task {
    pub(super) fn show(&mut self) {
        let state = self.state();
        if self.shown.as_ref() != Some(&state) {
            self.host.show(&state);
            self.shown = Some(state);
        }
    }

    fn state(&self) -> WindowState {
        let embedded = self.server.is_some() && self.server == self.settings.embedded;
        let server = self.server.as_ref().map(ToString::to_string);
        WindowState {
            connection: self.connection.clone(),
            server: server.unwrap_or_default(),
            embedded,
            away: self.away,
            setup: self.setup.clone(),
            desk: self.desk_state(),
            news: self.news.clone(),
            computer: self.host.computer(),
            accounts: self.clock.accounts(self.accounts.shown.clone()),
            devices: self.devices.view(self.call.as_ref().map(Call::view)),
        }
    }

    fn desk_state(&self) -> Option<WindowDesk> {
        let (welcome, seat) = (self.welcome.as_ref()?, self.desk.as_ref()?);
        let (conversations, reading) = self.threads.views(self.clock);
        Some(WindowDesk {
            librarian: welcome.librarian.clone(),
            role: welcome.role,
            library: welcome.library.clone(),
            links: welcome.links.clone(),
            public: welcome.public.clone(),
            seat: self.clock.desk(seat.clone()),
            house: self.house.clone(),
            threads: self.clock.threads(self.threads.list().to_vec()),
            answers: self.answers.clone(),
            conversations,
            reading,
            call: self.call.as_ref().map(|call| call.view().clone()),
            administration: self.administration.view(),
            outbox: self.clock.outbox(self.outbox.shown.clone()),
            calendar: self.calendar.shown.clone(),
            outside: self.calendar.outside.shown.clone(),
            loans: self.loans.shown.clone(),
            reports: self.reports.shown.clone(),
            cases: self.cases.shown.clone(),
            call_backs: self.call_backs.shown.clone(),
        })
    }
}
