//! The index of words.

use sportello_core::{Case, LibraryId, MailAddress};

use crate::{StoreError, Writing};

/// The most words that are looked for at once.
const MOST_WORDS: usize = 8;

/// The words of heads stand below all those of entries, the newest of them first when the
/// index is read downwards, as of entries.
pub(super) const HEADS: i64 = -(1 << 40);

/// The words of a case's head.
pub(super) fn of_head(case: &Case) -> String {
    let mail = case.asker.mail.as_ref().map_or("", MailAddress::as_str);
    let head = [&case.subject, &case.asker.name, &case.asker.phone];
    let head = head.map(String::as_str).join(" ");
    format!("{head} {mail} {}", case.number)
}

/// Writes the words of a row, in the place of those that stood there.
pub(super) async fn write(
    writing: &mut Writing<'_>,
    row: i64,
    library: LibraryId,
    words: &str,
) -> Result<(), StoreError> {
    forget(writing, row).await?;
    sqlx::query("INSERT INTO case_words (rowid, library, words) VALUES (?, ?, ?)")
        .bind(row)
        .bind(library.0.simple().to_string())
        .bind(words)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

pub(super) async fn forget(writing: &mut Writing<'_>, row: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM case_words WHERE rowid = ?")
        .bind(row)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// What is asked of the index: each word somewhere, as the beginning of one; nothing
/// where there is no word.
pub(super) fn asked(library: LibraryId, text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        // Between quotes nothing is an operator.
        .map(|word| format!("\"{word}\"*"))
        .collect();
    if words.is_empty() {
        return None;
    }
    let library = library.0.simple();
    Some(format!(
        "library : \"{library}\" AND words : ({})",
        words.join(" AND ")
    ))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn nothing_that_is_typed_is_an_operator() {
        let library = LibraryId(Uuid::nil());
        let asked = |text| asked(library, text);
        assert_eq!(
            asked("perché NOT \"x* OR"),
            Some(
                "library : \"00000000000000000000000000000000\" AND \
                 words : (\"perché\"* AND \"NOT\"* AND \"x\"* AND \"OR\"*)"
                    .into()
            )
        );
        assert_eq!(asked(" *\"- "), None);
    }
}
