//! What was sent along with a mail, kept as files of a case.

use std::sync::Arc;

use sportello_core::FileId;
use sportello_mail::incoming::Incoming;
use sportello_store::CaseFileRow;

use super::written::is_too_long;
use crate::cases::Cases;
use crate::clock::new_id;

/// What the whole of a text is called that is too long to be shown.
const WHOLE_TEXT: &str = "testo-completo.txt";

/// Files that are on the disk and hang on nothing yet: what is not kept is removed.
pub(super) struct Kept {
    cases: Cases,
    pub(super) rows: Vec<CaseFileRow>,
    is_named: bool,
}

impl Kept {
    /// They hang on something by now.
    pub(super) fn named(mut self) {
        self.is_named = true;
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if self.is_named {
            return;
        }
        for file in &self.rows {
            // What can't be deleted now is swept up later, as what nobody names.
            let _ = self.cases.0.files.folder.remove(file.id);
        }
    }
}

impl Cases {
    /// Keeps what was sent along, one file after another.
    pub(super) async fn keep_attachments(&self, mail: &Arc<Incoming>) -> anyhow::Result<Kept> {
        let mut kept = Kept {
            cases: self.clone(),
            rows: Vec::new(),
            is_named: false,
        };
        for number in 0..mail.attachments.len() {
            let row = self.keep_file(mail, Some(number)).await?;
            kept.rows.push(row);
        }
        if is_too_long(mail) {
            kept.rows.push(self.keep_file(mail, None).await?);
        }
        Ok(kept)
    }

    /// Keeps an attachment by its number, or else the whole text.
    async fn keep_file(
        &self,
        mail: &Arc<Incoming>,
        number: Option<usize>,
    ) -> anyhow::Result<CaseFileRow> {
        let (id, folder) = (FileId(new_id()), self.0.files.folder.clone());
        let (name, kind, bytes) = content(mail, number);
        let row = CaseFileRow {
            id,
            name: name.to_owned(),
            kind: kind.to_owned(),
            size: u32::try_from(bytes.len())?,
        };
        let mail = Arc::clone(mail);
        let keeping =
            tokio::task::spawn_blocking(move || folder.keep(id, content(&mail, number).2));
        keeping.await??;
        Ok(row)
    }
}

/// The name, the kind and the bytes of an attachment, or of the whole text.
fn content(mail: &Incoming, number: Option<usize>) -> (&str, &str, &[u8]) {
    match number.and_then(|number| mail.attachments.get(number)) {
        Some(file) => (&file.name, &file.media_type, &file.bytes),
        None => (WHOLE_TEXT, "text/plain", mail.text.said.as_bytes()),
    }
}
