//! What librarians do about a case.

use chrono::{NaiveDate, NaiveTime, TimeZone as _};
use sportello_core::cases::promise::LONGEST_PROMISE;
use sportello_core::{
    Case, CaseEntryId, CaseEntryKind, CaseId, CaseStep, Happened, LibrarianId, Settings,
};
use sportello_store::CaseStored;
use sportello_wire::seat::{CaseChange, CasesField, CasesRefusal};

use super::making::{
    judge_asker, known_topic, name_of_librarian, new_entry, promised_on, subject, text_or_none,
    words,
};
use super::undone::Undone;
use super::{CaseWrite, Cases, Word};

impl Cases {
    pub(super) async fn stored(&self, case: CaseId) -> Result<CaseStored, Undone> {
        let stored = self.0.store.case(self.0.library, case).await?;
        if stored.is_emptied {
            return Err(CasesRefusal::Gone {}.into());
        }
        Ok(stored)
    }

    /// Somebody looks after a case; the second who wants to is told who was faster.
    pub(super) async fn take(&self, by: LibrarianId, case: CaseId) -> Result<(), Undone> {
        let _turn = self.0.turn.lock().await;
        let mut case = self.stored(case).await?.case;
        let settings = self.settings().await?;
        match case.owner {
            Some(owner) if owner == by => return Ok(()),
            Some(owner) => {
                let name = name_of_librarian(&settings, owner);
                return Err(CasesRefusal::TakenBy { name }.into());
            }
            None => {}
        }
        case.owner = Some(by);
        let entry = assigned(&case, by, &settings);
        self.write(CaseWrite::of(case, entry), None).await
    }

    pub(super) async fn change(
        &self,
        by: LibrarianId,
        case: CaseId,
        change: &CaseChange,
    ) -> Result<(), Undone> {
        let _turn = self.0.turn.lock().await;
        let mut case = self.stored(case).await?.case;
        let settings = self.settings().await?;
        let mut word = None;
        let mut entry = new_entry(case.id, CaseEntryKind::Changed, Some(by));
        match change {
            CaseChange::Subject { subject: text } => {
                case.subject = subject(text)?;
                entry.text.clone_from(&case.subject);
            }
            CaseChange::Topic { topic } => {
                case.topic = known_topic(&settings, *topic)?;
                let known = settings.topics.iter().find(|one| Some(one.id) == *topic);
                entry.text = known.map_or_else(String::new, |one| one.italian.clone());
            }
            CaseChange::Asker { asker } => {
                case.asker = judge_asker(asker)?;
                entry.text.clone_from(&case.asker.name);
            }
            CaseChange::Promise { day } => {
                let today = self.clock_of(&settings, case.desk).date();
                case.promised = promised_on(day, today)?;
                entry.kind = CaseEntryKind::PromiseMoved;
                entry.text = case.promised.to_string();
                word = case.is_owed().then(|| Word {
                    happened: Happened::CasePromiseMoved,
                    text: String::new(),
                });
            }
            CaseChange::Owner { librarian } => {
                let is_known =
                    |id: &LibrarianId| settings.librarians.iter().any(|one| one.id == *id);
                if librarian.as_ref().is_some_and(|id| !is_known(id)) {
                    return Err(CasesField::Librarian.into());
                }
                case.owner = *librarian;
                entry = assigned(&case, by, &settings);
            }
            CaseChange::Snooze { until } => {
                let day = until
                    .as_deref()
                    .map(|day| self.awake_on(&settings, &case, day));
                let day = day.transpose()?;
                case.snoozed_until = day.map(|(_, at)| at);
                entry.kind = CaseEntryKind::Snoozed;
                entry.text = day.map_or_else(String::new, |(day, _)| day.to_string());
            }
        }
        self.write(CaseWrite::of(case, entry), word).await
    }

    /// A day, and the instant at which it begins where the desk is.
    fn awake_on(
        &self,
        settings: &Settings,
        case: &Case,
        text: &str,
    ) -> Result<(NaiveDate, i64), Undone> {
        let day: NaiveDate = text.parse().map_err(|_| CasesField::Snooze)?;
        let today = self.clock_of(settings, case.desk).date();
        let ahead = u64::try_from((day - today).num_days()).unwrap_or(0);
        if !(1..=LONGEST_PROMISE).contains(&ahead) {
            return Err(CasesField::Snooze.into());
        }
        let zone = settings.zone_of(case.desk);
        // A day may begin later than at midnight, where the clock is changed then.
        let begins = (0..4).find_map(|hour| {
            let at = day.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?);
            zone.from_local_datetime(&at).earliest()
        });
        let begins = begins.ok_or(CasesField::Snooze)?;
        Ok((day, begins.timestamp_millis()))
    }

    pub(super) async fn note(
        &self,
        by: LibrarianId,
        case: CaseId,
        text: &str,
    ) -> Result<(), Undone> {
        let text = words(text)?;
        let _turn = self.0.turn.lock().await;
        let case = self.stored(case).await?.case;
        let mut entry = new_entry(case.id, CaseEntryKind::Note, Some(by));
        entry.text = text;
        self.write(CaseWrite::of(case, entry), None).await
    }

    /// Answers the patron: in their conversation, or by a letter.
    pub(super) async fn answer(
        &self,
        by: LibrarianId,
        case: CaseId,
        text: &str,
        (files_of, close): (Option<CaseEntryId>, bool),
    ) -> Result<(), Undone> {
        let text = words(text)?;
        let _turn = self.0.turn.lock().await;
        let mut case = self.can_be_told(case).await?;
        self.step(&mut case, CaseStep::Answer)?;
        let mut entry = new_entry(case.id, CaseEntryKind::Answered, Some(by));
        entry.text.clone_from(&text);
        let id = case.id;
        let mut write = CaseWrite::of(case, entry);
        if let Some(files_of) = files_of {
            let files = self.copied_files(id, files_of).await?;
            write.files = files.into_iter().map(|file| (0, file)).collect();
        }
        if close {
            self.step(&mut write.case, CaseStep::Close)?;
            let closed = new_entry(id, CaseEntryKind::Closed, Some(by));
            write.entries.push(closed);
        }
        let happened = Happened::CaseAnswered;
        self.write(write, Some(Word { happened, text })).await
    }

    pub(super) async fn ask(
        &self,
        by: LibrarianId,
        case: CaseId,
        text: &str,
    ) -> Result<(), Undone> {
        let text = words(text)?;
        let _turn = self.0.turn.lock().await;
        let mut case = self.can_be_told(case).await?;
        self.step(&mut case, CaseStep::AskPatron)?;
        let mut entry = new_entry(case.id, CaseEntryKind::AskedPatron, Some(by));
        entry.text.clone_from(&text);
        let happened = Happened::CaseAsked;
        let write = CaseWrite::of(case, entry);
        self.write(write, Some(Word { happened, text })).await
    }

    pub(super) async fn end(
        &self,
        by: LibrarianId,
        case: CaseId,
        note: &str,
    ) -> Result<(), Undone> {
        let note = text_or_none(note)?;
        let _turn = self.0.turn.lock().await;
        let mut case = self.stored(case).await?.case;
        let was_owed = case.state.is_open();
        self.step(&mut case, CaseStep::Close)?;
        let mut entry = new_entry(case.id, CaseEntryKind::Closed, Some(by));
        entry.text.clone_from(&note);
        // Whoever has their answer need not hear that it is filed.
        let word = was_owed.then(|| Word {
            happened: Happened::CaseClosed,
            text: String::new(),
        });
        self.write(CaseWrite::of(case, entry), word).await
    }

    pub(super) async fn reopen(&self, by: LibrarianId, case: CaseId) -> Result<(), Undone> {
        let _turn = self.0.turn.lock().await;
        let mut case = self.stored(case).await?.case;
        self.step(&mut case, CaseStep::Reopen)?;
        let entry = new_entry(case.id, CaseEntryKind::Reopened, Some(by));
        let word = Word {
            happened: Happened::CaseReopened,
            text: String::new(),
        };
        self.write(CaseWrite::of(case, entry), Some(word)).await
    }

    /// A case whose patron can be told something.
    async fn can_be_told(&self, case: CaseId) -> Result<Case, Undone> {
        let case = self.stored(case).await?.case;
        if case.thread.is_none() && case.asker.mail.is_none() {
            return Err(CasesRefusal::NobodyToTell {}.into());
        }
        Ok(case)
    }

    fn step(&self, case: &mut Case, step: CaseStep) -> Result<(), Undone> {
        let state = case.state;
        if !case.step(step, self.now()) {
            return Err(CasesRefusal::NotNow { state }.into());
        }
        case.news = None;
        case.snoozed_until = None;
        Ok(())
    }
}

fn assigned(case: &Case, by: LibrarianId, settings: &Settings) -> sportello_store::NewCaseEntry {
    let mut entry = new_entry(case.id, CaseEntryKind::Assigned, Some(by));
    entry.text = case
        .owner
        .map_or_else(String::new, |owner| name_of_librarian(settings, owner));
    entry
}
