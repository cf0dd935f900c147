//! The only SQL of Sportello: one SQLite file in a data directory.
//!
//! **The rule.** There is one writer. Whoever writes asks for the [`Writing`]
//! transaction, does everything that belongs together and commits; a commit is on
//! the disk when it returns (WAL, `synchronous = FULL`). Readers stand beside it.
//! The directory is locked for as long as the store is open, so that two servers
//! can't own the same desk.
//!
//! Nothing here decides anything: rows in, values out. A violated constraint comes
//! back as the domain's own error, by its name.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

mod accounts;
mod answers;
mod appointments;
mod blocks;
mod branches;
mod calendar_accounts;
mod call_backs;
mod care;
mod cases;
mod consultations;
mod contacts;
mod desks;
mod devices;
mod directory;
mod error;
mod events;
mod feeds;
mod files;
mod groups;
mod history;
mod invitations;
mod libraries;
mod links;
mod loans;
mod mail_accounts;
mod messages;
mod notice_policies;
mod outbox;
mod patrons;
mod privacy;
mod records;
mod reports;
mod rows;
mod sessions;
mod settings;
#[cfg(test)]
mod tests;
mod threads;
mod upgrade;
mod visits;
mod wordings;

use std::path::{Path, PathBuf};

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{Connection, Sqlite, Transaction};

pub use accounts::{
    Account, NewAccount, add_account, change_password, save_chosen_presence, save_librarian,
    set_active, set_password,
};
pub use answers::{remove_answer, save_answer};
pub use appointments::{drop_appointment, save_appointment, save_availability};
pub use blocks::{BlockRow, end_block, save_block};
pub use calendar_accounts::{
    CalendarCopy, note_calendar_copy, queue_all_for_calendar, queue_for_calendar,
    save_calendar_account,
};
pub use call_backs::save_call_back;
pub use care::{Inspection, copy_database, inspect};
pub use cases::{
    CaseEntryRow, CaseFileRow, CaseListed, CaseStored, CasesCounted, CasesOn, LetterInRow,
    LetterOut, LetterThatWent, ListedAfter, MailPlace, MailTaken, MailboxRow, NewCaseEntry,
    NewLetterIn, OfficeRow, Shelf, add_case_entry, add_case_file, add_letter_in, drop_letter_in,
    empty_case, keep_letter, mark_case_read, mark_office, mark_promise, move_letter_files,
    note_case_news, note_mail_read, note_mail_trouble, remove_office, save_case, save_mailbox,
    save_office,
};
pub use contacts::{save_contact, save_free};
pub use desks::add_desk;
pub use devices::{DeviceRow, add_device, forget_all_devices, forget_device, forget_device_of};
pub use directory::{DATABASE, FILES, Owned, is_empty, is_owned, make_private, own};
pub use error::StoreError;
pub use events::save_event;
pub use feeds::{FeedOwner, FeedRow, add_feed, feed, feeds_of, forget_feeds, set_feed_revoked};
pub use files::{FileRow, add_file, bytes_of_thread, forget_parked_files};
pub use history::{SettingsChanged, note_settings_change};
pub use invitations::{
    InvitationRow, add_invitation, forget_invitations, set_revoked, take_invitation,
};
pub use libraries::{LibraryRow, add_library, settings_version};
pub use links::{add_mailed_link, set_link};
pub use loans::{
    BorrowerRow, CardCode, Comparison, DueLoan, Known, KnownLoan, LedgerLook, LedgerRow,
    LetterLoan, LoanRequestRow, LoanRow, LoanSourceRow, NewNotice, NotedTrouble, NoticeFacts,
    PrintRow, RequestKind, RunRow, UnreadNotice, add_card_link, ask_request, change_due,
    close_loan, close_loans, forget_link, keep_code, link_borrower, mark_again, mark_letter,
    mark_printed, mark_to_print, miss_code, note_source_read, note_source_trouble, pause_notices,
    put_loans, remove_loan_source, save_loan_source, save_notice, save_run, save_source_columns,
    set_notices, settle_request, silence_loan, use_card_link, wake_loans,
};
pub use mail_accounts::{reply_key, save_mail_account};
pub use messages::{Saved, save_message};
pub use outbox::{
    DueChannel, NewOutgoing, OutboxRow, OutboxView, OutgoingRow, Tell, Waiting, Ways, being_sent,
    came_back, claim, expire, fall_back, note_read, outgoing, queue, save_reach, set_at,
    set_paused, set_standstill, settle, standstill, tell_patron,
};
pub use patrons::{NewPatron, PatronRow, add_patron};
pub use privacy::{Earnest, Purge, PurgeReport};
pub use records::{
    PatronRecord, RecordedAppointment, RecordedCase, RecordedContact, RecordedMessage,
};
pub use sessions::{
    NewSession, Session, SessionRow, add_session, end_other_sessions, end_session, end_session_of,
    end_sessions, forget_sessions, use_session,
};
pub use settings::{save_house, save_settings, settings_within};
pub use threads::{is_there, save_marks, save_thread};
pub use upgrade::newest_schema;
pub use visits::VisitRow;
pub use wordings::{OwnWording, save_wording};

/// Readers beside the writer: a page's history must not wait for another's.
const READERS: u32 = 4;

/// An open data directory.
#[derive(Clone, Debug)]
pub struct Store {
    directory: PathBuf,
    writer: SqlitePool,
    readers: SqlitePool,
    owned: Option<Owned>,
}

/// Everything that belongs together, written at once or not at all.
pub type Writing<'store> = Transaction<'store, Sqlite>;

/// Begins a part of a transaction: undone alone, or committed with the rest of it.
///
/// # Errors
/// When the database can't be reached.
pub async fn part<'all>(writing: &'all mut Writing<'_>) -> Result<Writing<'all>, StoreError> {
    Ok(writing.begin().await?)
}

impl Store {
    /// Opens the data directory, makes it if it is new, and brings it up to date.
    ///
    /// # Errors
    /// When another program owns it, or the disk says no.
    pub async fn open(directory: &Path) -> Result<Self, StoreError> {
        let owned = own(directory).await?;
        let options = options(directory).create_if_missing(true);
        upgrade::bring_up_to_date(directory, &options).await?;
        Self::connect(directory, options, Some(owned)).await
    }

    /// Opens the data directory as an administrator's command needs it: beside a
    /// server that owns it, if there is one. The server owns contacts and threads; a
    /// command writes settings and accounts alone, each in one transaction, and the
    /// server takes over what changed.
    ///
    /// # Errors
    /// When a server of another age owns it, or the disk says no.
    pub async fn open_to_administer(directory: &Path) -> Result<Self, StoreError> {
        match Self::open(directory).await {
            Err(StoreError::Owned(_)) => {}
            done => return done,
        }
        let options = options(directory);
        upgrade::is_up_to_date(directory, &options).await?;
        Self::connect(directory, options, None).await
    }

    async fn connect(
        directory: &Path,
        options: SqliteConnectOptions,
        owned: Option<Owned>,
    ) -> Result<Self, StoreError> {
        // What is deleted is overwritten: a patron who is forgotten is.
        let options = options.foreign_keys(true).pragma("secure_delete", "ON");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .before_acquire(|connection, _| Box::pin(is_out_of_transactions(connection)));
        let writer = writer.connect_with(options.clone()).await?;
        let readers = SqlitePoolOptions::new().max_connections(READERS);
        let readers = readers.connect_with(options.read_only(true)).await?;
        Ok(Self {
            directory: directory.to_owned(),
            writer,
            readers,
            owned,
        })
    }

    /// Whether nobody else has the directory open.
    pub fn is_alone(&self) -> bool {
        self.owned.is_some()
    }

    /// Begins a transaction; others who want to write wait for its end.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn write(&self) -> Result<Writing<'static>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Readers of what is committed.
    pub(crate) fn read(&self) -> &SqlitePool {
        &self.readers
    }

    /// Closes the database; what was committed is in the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn options(directory: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(directory.join(DATABASE))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(std::time::Duration::from_secs(5))
}

/// Whether a connection may write again. When a commit fails on a full disk, SQLite
/// has rolled back by itself and sqlx still believes in the transaction; what was
/// "committed" on such a connection from then on would be on no disk at all.
async fn is_out_of_transactions(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    connection.ping().await?; // behind a rollback that is still under way
    Ok(!connection.is_in_transaction())
}
