//! The address book that all librarians of a library share.

use std::collections::BTreeMap;

use sportello_core::{LibraryId, MailAddress, Office, OfficeId, TopicId};
use sqlx::Row;

use crate::rows::id;
use crate::{Store, StoreError, Writing};

/// An entry of the address book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeRow {
    /// It.
    pub office: Office,
    /// What was said of letters that do not arrive; may be empty.
    pub bad_said: String,
    /// It was taken out of the book: cases name it still.
    pub is_gone: bool,
}

impl Store {
    /// The address book of a library, by name; those that were taken out as well.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn offices(&self, library: LibraryId) -> Result<Vec<OfficeRow>, StoreError> {
        let mut topics: BTreeMap<OfficeId, Vec<TopicId>> = BTreeMap::new();
        let rows = sqlx::query(
            "SELECT office_id, topic_id FROM office_topic \
             JOIN office ON office.id = office_id WHERE library_id = ? ORDER BY topic_id",
        );
        for row in rows
            .bind(library.to_string())
            .fetch_all(self.read())
            .await?
        {
            let of = topics.entry(id(&row, "office_id")?).or_default();
            of.push(id(&row, "topic_id")?);
        }
        let rows = sqlx::query(
            "SELECT id, name, mail, phone, hours, note, straight, bad_since, bad_said, is_gone \
             FROM office WHERE library_id = ? ORDER BY name COLLATE NOCASE, id",
        );
        let rows = rows.bind(library.to_string()).fetch_all(self.read());
        let mut offices = Vec::new();
        for row in rows.await? {
            let mail: String = row.try_get("mail")?;
            let id: OfficeId = id(&row, "id")?;
            offices.push(OfficeRow {
                office: Office {
                    id,
                    name: row.try_get("name")?,
                    mail: MailAddress::parse(&mail)
                        .map_err(|_| StoreError::Unreadable("address of an office"))?,
                    phone: row.try_get("phone")?,
                    hours: row.try_get("hours")?,
                    note: row.try_get("note")?,
                    topics: topics.remove(&id).unwrap_or_default(),
                    straight: row.try_get("straight")?,
                    bad_since: row.try_get("bad_since")?,
                },
                bad_said: row.try_get("bad_said")?,
                is_gone: row.try_get("is_gone")?,
            });
        }
        Ok(offices)
    }
}

/// Writes an entry of the address book, new or changed. With another address, letters to
/// it may arrive again.
///
/// # Errors
/// [`StoreError::OfficeTaken`] when the book has one of that name.
pub async fn save_office(
    writing: &mut Writing<'_>,
    library: LibraryId,
    office: &Office,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO office (id, library_id, name, mail, phone, hours, note, straight) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO UPDATE SET name = ?3, \
         bad_since = CASE WHEN mail = ?4 THEN bad_since END, \
         bad_said = CASE WHEN mail = ?4 THEN bad_said ELSE '' END, \
         mail = ?4, phone = ?5, hours = ?6, note = ?7, straight = ?8, is_gone = 0",
    )
    .bind(office.id.to_string())
    .bind(library.to_string())
    .bind(&office.name)
    .bind(office.mail.as_str())
    .bind(&office.phone)
    .bind(&office.hours)
    .bind(&office.note)
    .bind(office.straight)
    .execute(&mut **writing)
    .await?;
    let old = sqlx::query("DELETE FROM office_topic WHERE office_id = ?");
    old.bind(office.id.to_string())
        .execute(&mut **writing)
        .await?;
    for topic in &office.topics {
        sqlx::query("INSERT INTO office_topic (office_id, topic_id) VALUES (?, ?)")
            .bind(office.id.to_string())
            .bind(topic.to_string())
            .execute(&mut **writing)
            .await?;
    }
    Ok(())
}

/// Takes an entry out of the address book. Cases that it has name it still.
///
/// # Errors
/// [`StoreError::NotFound`] when the book has none with this id.
pub async fn remove_office(
    writing: &mut Writing<'_>,
    library: LibraryId,
    office: OfficeId,
) -> Result<(), StoreError> {
    let gone = sqlx::query(
        "UPDATE office SET is_gone = 1 WHERE library_id = ? AND id = ? AND is_gone = 0",
    );
    let gone = gone.bind(library.to_string()).bind(office.to_string());
    match gone.execute(&mut **writing).await?.rows_affected() {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}

/// Letters to an address do not arrive, as the mail server said; or do again, with nothing.
///
/// # Errors
/// When the database fails.
pub async fn mark_office(
    writing: &mut Writing<'_>,
    library: LibraryId,
    mail: &MailAddress,
    bad: Option<(i64, &str)>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE office SET bad_since = ?, bad_said = ? \
         WHERE library_id = ? AND lower(mail) = lower(?)",
    )
    .bind(bad.map(|(since, _)| since))
    .bind(bad.map_or("", |(_, said)| said))
    .bind(library.to_string())
    .bind(mail.as_str())
    .execute(&mut **writing)
    .await?;
    Ok(())
}
