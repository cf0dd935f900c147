//! The settings of a library, read whole and written whole.

use sportello_core::{LibraryId, Settings};
use sqlx::sqlite::SqliteConnection;

use crate::accounts::{librarians, save_librarians};
use crate::branches::{branches, keep_branches, save_branches};
use crate::consultations::{consultations, save_consultations};
use crate::desks::{desks, save_desks};
use crate::groups::{groups, save_groups, save_topics, topics};
use crate::libraries::{
    case_policy, reports, save_case_policy, save_reports, save_texts, settings_changed, texts,
};
use crate::notice_policies::{notice_policies, save_notice_policies};
use crate::{Store, StoreError, Writing};

impl Store {
    /// Everything that is set for a library, as of one instant.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn settings(&self, library: LibraryId) -> Result<Settings, StoreError> {
        let mut reading = self.read().begin().await?;
        settings(&mut reading, library).await
    }
}

/// Everything that is set for a library, as this transaction finds it: whoever changes
/// a part of it, judges it by the whole.
///
/// # Errors
/// When the database fails or holds what can't be read.
pub async fn settings_within(
    writing: &mut Writing<'_>,
    library: LibraryId,
) -> Result<Settings, StoreError> {
    settings(writing, library).await
}

async fn settings(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<Settings, StoreError> {
    let mut settings = Settings {
        library: texts(reading, library).await?,
        branches: branches(reading, library).await?,
        desks: desks(reading, library).await?,
        groups: groups(reading, library).await?,
        topics: topics(reading, library).await?,
        consultations: consultations(reading, library).await?,
        notices: notice_policies(reading, library).await?,
        reports: reports(reading, library).await?,
        cases: case_policy(reading, library).await?,
        librarians: librarians(reading, library).await?,
    };
    settings.let_go(); // consultations are kept whole, and name who has left since
    Ok(settings)
}

/// Writes the settings of a library in the place of those before. Topics that are
/// gone are retired; accounts are neither made nor taken away here.
///
/// # Errors
/// [`StoreError::DeskInUse`] when a desk is gone that patrons came to,
/// [`StoreError::HandleTaken`] and [`StoreError::PersonTaken`].
pub async fn save_settings(
    writing: &mut Writing<'_>,
    library: LibraryId,
    settings: &Settings,
    at: i64,
) -> Result<(), StoreError> {
    save_librarians(writing, library, &settings.librarians).await?;
    save_house(writing, library, settings, at).await
}

/// Writes the settings of a library but people, in the place of those before.
///
/// # Errors
/// As [`save_settings`].
pub async fn save_house(
    writing: &mut Writing<'_>,
    library: LibraryId,
    settings: &Settings,
    at: i64,
) -> Result<(), StoreError> {
    save_texts(writing, library, &settings.library).await?;
    save_reports(writing, library, &settings.reports).await?;
    save_case_policy(writing, library, &settings.cases).await?;
    save_branches(writing, library, &settings.branches, at).await?;
    save_groups(writing, library, &settings.groups, at).await?;
    save_topics(writing, library, &settings.topics, at).await?;
    save_desks(writing, library, &settings.desks, at).await?;
    save_consultations(writing, library, &settings.consultations, at).await?;
    save_notice_policies(writing, library, &settings.notices, at).await?;
    keep_branches(writing, library, &settings.branches).await?;
    settings_changed(writing, library).await
}
