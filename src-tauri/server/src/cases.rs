//! The cases of a library: made, handed off, answered, and never left without a word.
//!
//! One [`Cases`] looks after the cases of one library. It alone writes them, one turn
//! after another, so that of two librarians who do the same one is told who was faster.
//! Into threads it writes nothing: what is said there it hands to the owner, together
//! with what it writes of the case, and the owner commits both at once.

mod changing;
mod handing;
mod incoming;
mod letters;
mod looking;
mod mailbox;
mod making;
mod offices;
mod own;
mod promises;
mod seat;
mod shown;
mod undone;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use sportello_core::{
    Case, CaseEntryId, CaseId, CaseMentioned, DeskId, FileId, Happened, LetterInId, LibrarianId,
    LibraryId, MailAddress, MessageId, Moment, OfficeId, Settings, ThreadId, ThreadOf,
};
use sportello_store::{
    CaseFileRow, MailTaken, NewCaseEntry, NewOutgoing, OfficeRow, Store, StoreError, Writing,
};
use sportello_wire::RefusalCode;
use sportello_wire::seat::CasesRefusal;
use tokio::sync::{Notify, watch};

use crate::clock::{Clock, new_id};
use crate::files::Files;
use crate::mail_password::MailPasswords;
use crate::outbox::Bell;
use crate::owner::{Fact, NotTold, OwnerHandle, Telling};

pub(crate) use handing::{CaseLetter, Enclosed};
pub(crate) use own::OwnCases;
pub(crate) use seat::SeatCases;
use undone::Undone;

/// How often promises are looked at.
const LOOK: Duration = Duration::from_secs(30);
/// The most characters of an answer that stand in the thread; the whole of it stands with
/// the case.
const IN_THREAD: usize = 3_900;

/// What looks after the cases of one library.
#[derive(Clone, Debug)]
pub(crate) struct Cases(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    library: LibraryId,
    library_name: String,
    store: Store,
    clock: Clock,
    owner: OwnerHandle,
    /// The address under which patrons reach the server.
    base: String,
    bell: Bell,
    files: Files,
    /// With which mailboxes are opened.
    mailbox_passwords: MailPasswords,
    /// Told when another mailbox is to be read, or the same one at once.
    mailbox_changed: Notify,
    /// A mailbox is tried by one at a time.
    trying: tokio::sync::Semaphore,
    /// Who writes cases has the turn.
    turn: tokio::sync::Mutex<()>,
    /// Told when there is something else to show.
    changed: watch::Sender<()>,
    /// Who has which case open, by seat.
    open: Mutex<BTreeMap<u64, (CaseId, LibrarianId)>>,
}

/// What the cases of a library need.
pub(crate) struct CaseParts {
    pub(crate) library: LibraryId,
    pub(crate) library_name: String,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) owner: OwnerHandle,
    pub(crate) base: String,
    pub(crate) bell: Bell,
    pub(crate) files: Files,
    /// Told when there is something else to show.
    pub(crate) changed: watch::Sender<()>,
    pub(crate) mailbox_passwords: MailPasswords,
}

/// All that is written of a case at once.
#[derive(Clone, Debug)]
pub(crate) struct CaseWrite {
    /// As it stands then.
    pub(crate) case: Case,
    /// What happened.
    pub(crate) entries: Vec<NewCaseEntry>,
    /// The files that hang on these entries.
    pub(crate) files: Vec<(usize, CaseFileRow)>,
    /// What goes out.
    pub(crate) letters: Vec<NewOutgoing>,
    /// The promised day for which the patron is told that it takes longer.
    pub(crate) late_for: Option<NaiveDate>,
    /// The mail that belonged to no case, and does now: its files hang on the last entry.
    pub(crate) letter: Option<LetterInId>,
    /// The mail that came and is taken with this.
    pub(crate) taken: Option<MailTaken>,
    /// Whether letters reach an address: what a mail server said where they do not.
    pub(crate) reached: Vec<(MailAddress, Option<String>)>,
}

impl CaseWrite {
    pub(crate) fn of(case: Case, entry: NewCaseEntry) -> Self {
        Self {
            case,
            entries: vec![entry],
            files: Vec::new(),
            letters: Vec::new(),
            late_for: None,
            letter: None,
            taken: None,
            reached: Vec::new(),
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the database fails, or the outbox is full.
    pub(crate) async fn write(
        &self,
        writing: &mut Writing<'_>,
        library: LibraryId,
        now: i64,
    ) -> Result<(), StoreError> {
        sportello_store::save_case(writing, library, &self.case, now).await?;
        for entry in &self.entries {
            sportello_store::add_case_entry(writing, library, entry, now).await?;
        }
        for (of, file) in &self.files {
            if let Some(entry) = self.entries.get(*of) {
                sportello_store::add_case_file(writing, file, Ok(entry.id)).await?;
            }
        }
        for letter in &self.letters {
            sportello_store::queue(writing, letter, now).await?;
        }
        if let Some(day) = self.late_for {
            sportello_store::mark_promise(writing, self.case.id, day, true).await?;
        }
        if let Some((letter, entry)) = self.letter.zip(self.entries.last()) {
            sportello_store::move_letter_files(writing, letter, entry.id).await?;
            sportello_store::drop_letter_in(writing, library, letter).await?;
        }
        for (mail, bad) in &self.reached {
            let bad = bad.as_deref().map(|said| (now, said));
            sportello_store::mark_office(writing, library, mail, bad).await?;
        }
        if let Some(taken) = &self.taken {
            taken.note(writing, library).await?;
        }
        Ok(())
    }
}

/// What is said to the patron of a case.
struct Word {
    happened: Happened,
    text: String,
}

impl Cases {
    pub(crate) fn new(parts: CaseParts) -> Self {
        Self(Arc::new(Inner {
            library: parts.library,
            library_name: parts.library_name,
            store: parts.store,
            clock: parts.clock,
            owner: parts.owner,
            base: parts.base,
            bell: parts.bell,
            files: parts.files,
            mailbox_passwords: parts.mailbox_passwords,
            mailbox_changed: Notify::new(),
            trying: tokio::sync::Semaphore::new(1),
            turn: tokio::sync::Mutex::new(()),
            changed: parts.changed,
            open: Mutex::default(),
        }))
    }

    /// Looks after promises until all is ending; at once when other settings hold.
    pub(crate) async fn look_after(
        self,
        mut house: watch::Receiver<()>,
        mut stopping: watch::Receiver<bool>,
    ) {
        let mut kept = None;
        loop {
            let done = async {
                self.keep_promises().await?;
                self.forget_if_kept_for_less(&mut kept).await
            };
            if let Err(why) = done.await {
                let why = format!("{why:#}");
                tracing::error!(why, "cases can't be looked after; it is tried again");
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                Ok(()) = house.changed() => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Words of cases that are to be kept for less than until now go at once, and not
    /// only at night, with everything else that is past its retention.
    async fn forget_if_kept_for_less(&self, kept: &mut Option<u32>) -> anyhow::Result<()> {
        let days = self.settings().await?.cases.kept_days;
        if kept.is_some_and(|before| days < before) {
            let _turn = self.0.turn.lock().await;
            while self.0.store.forget_cases(self.now()).await? > 0 {
                self.show();
            }
        }
        *kept = Some(days);
        Ok(())
    }

    /// Writes a case, and says a word to its patron in the same transaction: in their
    /// thread, or by a letter where they have none.
    async fn write(&self, mut write: CaseWrite, word: Option<Word>) -> Result<(), Undone> {
        let settings = self.settings().await?;
        let thread = match (&word, write.case.thread) {
            (Some(_), Some(thread)) => Some(self.0.store.thread_of(thread).await?.0),
            _ => None,
        };
        match (word, thread) {
            (Some(word), Some(thread)) => self.tell(write, word, thread).await?,
            (word, _) => {
                let letter = word.and_then(|word| self.letter_of(&write, &word, &settings));
                if let Some(letter) = letter {
                    // What went or came as another mail keeps the id of that one.
                    let mut entries = write.entries.iter_mut();
                    let told = entries.find(|entry| !entry.kind.is_a_mail());
                    if let Some(entry) = told {
                        entry.message_id.clone_from(&letter.message_id);
                        entry.outgoing = Some(letter.id);
                    }
                    write.letters.push(letter);
                }
                self.save(&write).await?;
            }
        }
        self.0.bell.ring();
        self.show();
        Ok(())
    }

    /// Forgets a patron, with their cases: nobody writes in one meanwhile, so that no word
    /// comes back with what was read of it before.
    pub(crate) async fn forget(&self, thread: ThreadId) -> Result<(), RefusalCode> {
        let _turn = self.0.turn.lock().await;
        let forgotten = self.0.owner.forget(thread).await;
        self.show();
        forgotten
    }

    /// Files of an entry, as new ones: a file hangs on one thing.
    async fn copied_files(
        &self,
        case: CaseId,
        of: CaseEntryId,
    ) -> Result<Vec<CaseFileRow>, Undone> {
        let entries = self.0.store.case_entries(case).await?;
        let found = entries.into_iter().find(|row| row.entry.id == of);
        let mut copied = Vec::new();
        for file in found.map(|row| row.files).unwrap_or_default() {
            let new = FileId(new_id());
            let (folder, old) = (self.0.files.folder.clone(), file.id);
            let copy = move || folder.read(old).and_then(|bytes| folder.keep(new, &bytes));
            let done = tokio::task::spawn_blocking(copy).await;
            done.map_err(anyhow::Error::from)?
                .map_err(anyhow::Error::from)?;
            copied.push(CaseFileRow { id: new, ..file });
        }
        Ok(copied)
    }

    async fn save(&self, write: &CaseWrite) -> Result<(), StoreError> {
        let mut writing = self.0.store.write().await?;
        write
            .write(&mut writing, self.0.library, self.now())
            .await?;
        commit(writing).await
    }

    async fn tell(&self, write: CaseWrite, word: Word, thread: ThreadOf) -> Result<(), Undone> {
        let about = self.mentioned(&write.case).await?;
        let telling = Telling {
            thread,
            message: MessageId(new_id()),
            happened: word.happened,
            text: in_thread(&word.text),
            loans: Vec::new(),
            case: Some(about),
            name: write.case.asker.name.clone(),
            facts: vec![Fact::Case(Box::new(write))],
        };
        let said = self.0.owner.say(telling).await;
        said.map_err(|why| match why {
            NotTold::Gone => CasesRefusal::Gone {}.into(),
            NotTold::NotSaved => Undone::not_saved(),
        })
    }

    /// A case, as a message speaks of it.
    async fn mentioned(&self, case: &Case) -> Result<CaseMentioned, StoreError> {
        let offices = self.0.store.offices(self.0.library).await?;
        Ok(CaseMentioned {
            case: case.id,
            number: case.number,
            subject: case.subject.clone(),
            office: name_of(&offices, case.office),
            promised: case.promised,
        })
    }

    /// Something else is to be shown.
    fn show(&self) {
        self.0.changed.send_replace(());
    }

    fn now(&self) -> i64 {
        self.0.clock.now().wall_millis()
    }

    fn moment(&self) -> Moment {
        self.0.clock.now()
    }

    async fn settings(&self) -> Result<Settings, StoreError> {
        self.0.store.settings(self.0.library).await
    }

    /// What the clock of a desk shows.
    fn clock_of(&self, settings: &Settings, desk: DeskId) -> NaiveDateTime {
        let now = chrono::DateTime::from_timestamp_millis(self.now()).unwrap_or_default();
        now.with_timezone(&settings.zone_of(desk)).naive_local()
    }

    fn year_of(&self, settings: &Settings, desk: DeskId) -> u16 {
        let year = self.clock_of(settings, desk).year();
        u16::try_from(year).unwrap_or(1_970)
    }

    fn open_by_others(&self, case: CaseId, librarian: LibrarianId) -> Vec<LibrarianId> {
        let open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut others: Vec<LibrarianId> = open
            .values()
            .filter(|(which, who)| *which == case && *who != librarian)
            .map(|(_, who)| *who)
            .collect();
        others.sort_unstable();
        others.dedup();
        others
    }

    fn note_open(&self, seat: u64, open: Option<(CaseId, LibrarianId)>) {
        {
            let mut all = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
            match open {
                Some(open) => all.insert(seat, open),
                None => all.remove(&seat),
            };
        }
        self.show();
    }
}

async fn commit(writing: Writing<'_>) -> Result<(), StoreError> {
    writing.commit().await.map_err(StoreError::from)
}

fn name_of(offices: &[OfficeRow], office: Option<OfficeId>) -> String {
    let found = offices.iter().find(|row| Some(row.office.id) == office);
    found.map_or_else(String::new, |row| row.office.name.clone())
}

/// As much of a text as stands in a thread.
fn in_thread(text: &str) -> String {
    if text.chars().count() <= IN_THREAD {
        return text.to_owned();
    }
    let cut: String = text.chars().take(IN_THREAD).collect();
    cut + " …"
}
