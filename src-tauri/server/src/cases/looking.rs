//! What is looked for, and what is shown of a case.

use sportello_core::cases::suggested;
use sportello_core::{CaseId, CaseState, LibrarianId, Office, Settings, ThreadId};
use sportello_store::{CaseListed, CaseStored, CasesOn, ListedAfter, OfficeRow, Shelf};
use sportello_wire::seat::{
    AskerForm, CaseRow, CaseView, CasesCounts, CasesLook, CasesShelf, CasesView, UsualDay,
};

use super::making::{name_of_librarian, usual_day};
use super::shown::{entry_view, letter_view, mailbox_view, office_view};
use super::undone::Undone;
use super::{Cases, name_of};

/// The most characters that are looked for.
const LONGEST_LOOK: usize = 200;
/// So many cases of a page.
const PAGE: usize = 50;
/// So many promises that come near are shown.
const MOST_NEAR: usize = 20;

impl Cases {
    pub(super) async fn list(
        &self,
        look: &CasesLook,
        after: Option<CaseId>,
    ) -> Result<(Vec<CaseRow>, bool), Undone> {
        let settings = self.settings().await?;
        let mut on = self.on(&settings, shelf_of(look.shelf));
        on.text = look.text.chars().take(LONGEST_LOOK).collect();
        on.owner = look.owner;
        on.unowned = look.unowned;
        on.desk = look.desk;
        on.topic = look.topic;
        let after = after.map(ListedAfter);
        let mut found = self.0.store.cases(self.0.library, &on, after).await?;
        let more = found.len() > PAGE;
        found.truncate(PAGE);
        let rows = found.iter().map(|one| self.row(&settings, one));
        Ok((rows.collect(), more))
    }

    fn on(&self, settings: &Settings, shelf: Shelf) -> CasesOn {
        let desk = settings.desks.first().map(|desk| desk.id);
        let today = desk.map(|desk| self.clock_of(settings, desk).date());
        CasesOn {
            shelf,
            text: String::new(),
            owner: None,
            unowned: false,
            desk: None,
            topic: None,
            today: today.unwrap_or_default(),
            now: self.now(),
        }
    }

    fn row(&self, settings: &Settings, listed: &CaseListed) -> CaseRow {
        let case = &listed.stored.case;
        let today = self.clock_of(settings, case.desk).date();
        CaseRow {
            id: case.id,
            number: case.number.to_string(),
            desk: case.desk,
            subject: case.subject.clone(),
            topic: case.topic,
            state: case.state,
            owner: case.owner,
            office: listed.office.clone(),
            asker: case.asker.name.clone(),
            promised: case.promised.to_string(),
            overdue: case.is_overdue(today),
            news: case.news.is_some(),
            changed_at: listed.stored.changed,
        }
    }

    fn row_of(&self, settings: &Settings, offices: &[OfficeRow], stored: CaseStored) -> CaseRow {
        let office = name_of(offices, stored.case.office);
        self.row(settings, &CaseListed { stored, office })
    }

    /// The cases of a conversation of this library.
    pub(super) async fn of_thread(&self, thread: ThreadId) -> Result<Vec<CaseRow>, Undone> {
        let (_, library) = self.0.store.thread_of(thread).await?;
        if library != self.0.library {
            return Ok(Vec::new());
        }
        let settings = self.settings().await?;
        let offices = self.0.store.offices(self.0.library).await?;
        let cases = self.0.store.cases_in_thread(thread).await?.into_iter();
        Ok(cases
            .map(|one| self.row_of(&settings, &offices, one))
            .collect())
    }

    /// A case, whole. It counts as read from then on.
    pub(super) async fn whole(
        &self,
        case: CaseId,
        librarian: LibrarianId,
    ) -> Result<CaseView, Undone> {
        let stored = self.stored(case).await?;
        let settings = self.settings().await?;
        let offices = self.0.store.offices(self.0.library).await?;
        let entries = self.0.store.case_entries(case).await?;
        let others = self.open_by_others(case, librarian).into_iter();
        let book: Vec<Office> = in_book(&offices).map(|row| row.office.clone()).collect();
        let known = stored.case.clone();
        Ok(CaseView {
            row: self.row_of(&settings, &offices, stored),
            level: known.level,
            thread: known.thread,
            asker: AskerForm {
                name: known.asker.name.clone(),
                mail: known.asker.mail.map_or(String::new(), Into::into),
                phone: known.asker.phone,
            },
            office: known.office,
            suggested: suggested(&book, known.topic),
            snoozed_until: known.snoozed_until.filter(|until| *until > self.now()),
            opened_at: known.opened,
            answered_at: known.answered,
            closed_at: known.closed,
            entries: entries.into_iter().map(entry_view).collect(),
            also_here: others
                .map(|one| name_of_librarian(&settings, one))
                .collect(),
        })
    }

    pub(super) async fn mark_read(&self, case: CaseId) -> Result<(), Undone> {
        let stored = self.stored(case).await?;
        if stored.case.news.is_none() {
            return Ok(());
        }
        let mut writing = self.0.store.write().await?;
        sportello_store::mark_case_read(&mut writing, case).await?;
        super::commit(writing).await?;
        self.show();
        Ok(())
    }

    /// All that does not concern one case alone.
    pub(super) async fn view(&self, librarian: LibrarianId) -> Result<CasesView, Undone> {
        let (library, store) = (self.0.library, &self.0.store);
        let settings = self.settings().await?;
        let on = self.on(&settings, Shelf::All);
        let counts = store.cases_counted(library, (on.today, on.now)).await?;
        let offices = store.offices(library).await?;
        let mut letters = Vec::new();
        for letter in store.letters_in(library).await? {
            let suggested = match letter.suggested {
                Some(case) => store.case(library, case).await.ok(),
                None => None,
            };
            let suggested = suggested.map(|one| self.row_of(&settings, &offices, one));
            letters.push(letter_view(letter, suggested));
        }
        let mut usual_days = Vec::new();
        for desk in &settings.desks {
            let today = self.clock_of(&settings, desk.id).date();
            let day = usual_day(&settings, desk.id, today);
            usual_days.push(UsualDay {
                desk: desk.id,
                day: day.to_string(),
            });
        }
        Ok(CasesView {
            counts: CasesCounts {
                to_do: counts.to_do,
                overdue: counts.overdue,
                waiting_for_office: counts.waiting_for_office,
                waiting_for_patron: counts.waiting_for_patron,
                snoozed: counts.snoozed,
                answered: counts.answered,
                news: counts.news,
            },
            near: self.near(librarian, &settings, &offices).await?,
            offices: in_book(&offices).map(office_view).collect(),
            letters,
            mailbox: match store.mailbox(library).await {
                Ok(mailbox) => Some(mailbox_view(mailbox, self.has_mailbox_password().await?)),
                Err(sportello_store::StoreError::NotFound) => None,
                Err(why) => return Err(why.into()),
            },
            usual_days,
        })
    }

    /// Cases of this librarian, or of nobody, whose promise comes near or is over.
    async fn near(
        &self,
        librarian: LibrarianId,
        settings: &Settings,
        offices: &[OfficeRow],
    ) -> Result<Vec<CaseRow>, Undone> {
        let near = self.0.store.cases_reminded(self.0.library).await?;
        let own = near.into_iter().filter(|one| {
            let owner = one.case.owner;
            owner.is_none() || owner == Some(librarian)
        });
        Ok(own
            .take(MOST_NEAR)
            .map(|one| self.row_of(settings, offices, one))
            .collect())
    }
}

fn in_book(offices: &[OfficeRow]) -> impl Iterator<Item = &OfficeRow> {
    offices.iter().filter(|row| !row.is_gone)
}

const fn shelf_of(shelf: CasesShelf) -> Shelf {
    match shelf {
        CasesShelf::ToDo => Shelf::ToDo,
        CasesShelf::Overdue => Shelf::Overdue,
        CasesShelf::WaitingForOffice => Shelf::In(CaseState::WaitingForOffice),
        CasesShelf::WaitingForPatron => Shelf::In(CaseState::WaitingForPatron),
        CasesShelf::Snoozed => Shelf::Snoozed,
        CasesShelf::Answered => Shelf::In(CaseState::Answered),
        CasesShelf::Closed => Shelf::In(CaseState::Closed),
        CasesShelf::All => Shelf::All,
    }
}
