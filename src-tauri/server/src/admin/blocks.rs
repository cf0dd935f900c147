//! Who may not come, and letting them in again before the time.

use sportello_core::ThreadId;
use sportello_store::{BlockRow, Store, StoreError};

use super::{find_library, now};

/// Who may not come to the desks of a library.
///
/// # Errors
/// When there is no such library, or the store fails.
pub async fn blocked(store: &Store, library: &str) -> anyhow::Result<Vec<BlockRow>> {
    let library = find_library(store, library).await?;
    Ok(store.blocked(library, now()).await?)
}

/// Lets the patron of a thread come again; a server that runs knows within seconds.
///
/// # Errors
/// When there is no such thread, its patron is not blocked, or the store fails.
pub async fn end_block(store: &Store, thread: ThreadId) -> anyhow::Result<()> {
    let (between, _) = match store.thread_of(thread).await {
        Err(StoreError::NotFound) => anyhow::bail!("there is no such thread"),
        found => found?,
    };
    let mut writing = store.write().await?;
    match sportello_store::end_block(&mut writing, between.patron, None, now()).await {
        Err(StoreError::NotFound) => anyhow::bail!("the patron of this thread is not blocked"),
        done => done?,
    }
    Ok(writing.commit().await?)
}
