//! All that is kept of one patron, written out for them: for programs and for eyes.

use std::path::{Path, PathBuf};

use anyhow::Context;
use sportello_core::{Attachment, FileKind, ThreadId};
use sportello_store::{FILES, Store};

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
    let page = folder.join("patron.html");
    write(&page, in_words(&record).as_bytes())?;
    Ok(page)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = new_private_file(path)?;
    std::io::Write::write_all(&mut file, bytes)?;
    Ok(file.sync_all()?)
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
