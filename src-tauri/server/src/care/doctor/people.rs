//! Libraries, desks and who answers: what leaves patrons in front of a closed door.

use sportello_store::{DATABASE, LibraryRow, Store, StoreError};

use super::Finding;
use crate::admin;
use crate::config::Config;

pub(super) async fn examine(config: &Config, findings: &mut Vec<Finding>) {
    let database = config.data.join(DATABASE);
    let Ok(inspection) = sportello_store::inspect(&database).await else {
        return; // told of already
    };
    if inspection.schema != sportello_store::newest_schema() {
        return; // told of already
    }
    if let Err(why) = look(config, findings).await {
        let advice = "see the findings above";
        findings.push(Finding::fail("libraries", why.to_string(), advice));
    }
}

async fn look(config: &Config, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    let store = Store::open_to_administer(&config.data).await?;
    let libraries = store.libraries().await?;
    if libraries.is_empty() {
        let advice = "make one with `sportello-server admin create-library`";
        findings.push(Finding::warn("libraries", "there is none yet", advice));
    }
    for library in &libraries {
        library_of(&store, library, findings).await?;
    }
    store.close().await;
    Ok(())
}

async fn library_of(
    store: &Store,
    library: &LibraryRow,
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    const WHAT: &str = "desks";
    let settings = store.settings(library.id).await?;
    let name = &library.name;
    if settings.desks.is_empty() {
        let says = format!("“{name}” has none yet");
        findings.push(Finding::warn(
            WHAT,
            says,
            "make one with `sportello-server admin create-desk`",
        ));
        return Ok(());
    }
    let warnings = admin::warnings(&settings);
    for warning in &warnings {
        let says = format!("“{name}”: {warning}");
        let advice = "see `sportello-server admin show` and `admin apply`";
        findings.push(Finding::warn(WHAT, says, advice));
    }
    if warnings.is_empty() {
        let says = format!(
            "“{name}”: somebody can answer for each of {}",
            settings.desks.len()
        );
        findings.push(Finding::ok(WHAT, says));
    }
    Ok(())
}
