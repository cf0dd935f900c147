//! Promises: librarians are reminded of them, and patrons told before one is broken.

use chrono::{Days, NaiveDate};
use sportello_core::cases::promise::{Near, asks_for};
use sportello_core::{CaseEntryKind, Happened, Settings};
use sportello_store::CaseStored;

use super::making::new_entry;
use super::{CaseWrite, Cases, Word, commit};

/// How far ahead promises are looked at: beyond a long weekend.
const AHEAD: Days = Days::new(7);

impl Cases {
    /// Reminds, and tells, where it is time.
    pub(super) async fn keep_promises(&self) -> anyhow::Result<()> {
        let settings = self.settings().await?;
        let Some(desk) = settings.desks.first() else {
            return Ok(());
        };
        let today = self.clock_of(&settings, desk.id).date();
        let until = today.checked_add_days(AHEAD).unwrap_or(today);
        for stored in self.0.store.cases_promised(self.0.library, until).await? {
            let asked = self.asks_for(&stored, &settings);
            match asked {
                Some(Near::TellPatron) => self.tell_that_it_takes_longer(&stored).await?,
                Some(Near::Remind) => self.remind(&stored).await?,
                None => {}
            }
        }
        Ok(())
    }

    fn asks_for(&self, stored: &CaseStored, settings: &Settings) -> Option<Near> {
        let case = &stored.case;
        let clock = self.clock_of(settings, case.desk);
        let open = settings.open_days_of(case.desk, clock.date());
        let done = (stored.reminded, stored.told);
        let is_open = |day: NaiveDate| open.is_open_on(day);
        asks_for(case, (clock.date(), clock.time()), done, is_open)
    }

    /// From then on it stands first in the window of whoever owns it.
    async fn remind(&self, stored: &CaseStored) -> anyhow::Result<()> {
        let (case, day) = (stored.case.id, stored.case.promised);
        let mut writing = self.0.store.write().await?;
        sportello_store::mark_promise(&mut writing, case, day, false).await?;
        commit(writing).await?;
        self.show();
        Ok(())
    }

    async fn tell_that_it_takes_longer(&self, stored: &CaseStored) -> anyhow::Result<()> {
        let _turn = self.0.turn.lock().await;
        // It may have been answered since it was looked for.
        let now = self.0.store.case(self.0.library, stored.case.id).await?;
        if !now.case.is_owed() || now.case.promised != stored.case.promised {
            return Ok(());
        }
        let case = now.case;
        let day = case.promised;
        let mut entry = new_entry(case.id, CaseEntryKind::Told, None);
        entry.text = day.to_string();
        let mut write = CaseWrite::of(case, entry);
        write.late_for = Some(day);
        let word = Word {
            happened: Happened::CasePromiseMoved,
            text: String::new(),
        };
        Ok(self.write(write, Some(word)).await?)
    }
}
