//! All that is kept of one patron, written out for them: for programs and for eyes.

use std::path::{Path, PathBuf};

use anyhow::Context;
use sportello_core::{Attachment, FileKind, ThreadId};
use sportello_store::{CaseFileRow, FILES, Store};

use super::backup::new_private_file;
use crate::http::{as_json, in_words};

/// Writes all that is kept of the patron of a thread into a new folder: a JSON file,
/// a page, and the files that were sent. Gives back the page's path.
///
/// # Errors
/// When there is no such thread, or no room.
pub async fn export_patron(
    store: &Store,
    data: &Path,
    thread: ThreadId,
    folder: &Path,
) -> anyhow::Result<PathBuf> {
    let record = store.patron_record(thread).await?;
    anyhow::ensure!(
        sportello_store::is_empty(folder)?,
        "{} is not empty",
        folder.display()
    );
    sportello_store::make_private(folder)?;
    let json = serde_json::to_string_pretty(&as_json(&record))?;
    write(&folder.join("patron.json"), json.as_bytes())?;
    for said in &record.messages {
        if let Some(attachment) = &said.attachment {
            let from = data.join(FILES).join(attachment.file.to_string());
            let bytes =
                std::fs::read(&from).with_context(|| format!("can't read {}", from.display()))?;
            write(&folder.join(file_name(attachment)), &bytes)?;
        }
    }
    for file in record.cases.iter().flat_map(|case| &case.entries) {
        for file in &file.files {
            let from = data.join(FILES).join(file.id.to_string());
            let bytes =
                std::fs::read(&from).with_context(|| format!("can't read {}", from.display()))?;
            write(&folder.join(case_file_name(file)), &bytes)?;
        }
    }
    let page = folder.join("patron.html");
    write(&page, in_words(&record).as_bytes())?;
    Ok(page)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = new_private_file(path)?;
    std::io::Write::write_all(&mut file, bytes)?;
    Ok(file.sync_all()?)
}

/// The same for a file of a case, of which anybody said what it is called.
fn case_file_name(file: &CaseFileRow) -> String {
    let ending = file.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_plain =
        (1..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
    let ending = if is_plain { ending } else { "bin" };
    format!("{}.{}", file.id, ending.to_ascii_lowercase())
}

/// A name that no other file has, made by us.
fn file_name(attachment: &Attachment) -> String {
    let ending = match attachment.kind {
        FileKind::Jpeg => "jpg",
        FileKind::Png => "png",
        FileKind::Webp => "webp",
        FileKind::Pdf => "pdf",
        FileKind::Text => "txt",
    };
    format!("{}.{ending}", attachment.file)
}
