//! The last glance at each desk. The wait of a line is worked out anew for each, so
//! whoever asks within the same moment is answered with the same one: a page that is
//! asked for a thousand times costs the owner one answer.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use sportello_core::{DeskId, Handle};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::facts::Facts;
use crate::Shared;
use crate::owner::Glance;

/// How long a glance is good for.
const FRESH: Duration = Duration::from_secs(1);
/// How long an owner may take before a page is handed out without it.
const PATIENCE: Duration = Duration::from_secs(2);

/// The last glance at each desk.
#[derive(Debug, Default)]
pub(crate) struct Glances(Mutex<BTreeMap<DeskId, (Instant, Arc<Glance>)>>);

/// What is known of a desk now, and who may frame it; nothing when there is no such
/// desk, or its owner is busy with worse.
pub(super) async fn glance(shared: &Shared, handle: &Handle) -> Option<(Facts, Arc<Glance>)> {
    let door = shared.desks.find(handle)?;
    let mut known = timeout(PATIENCE, shared.glances.0.lock()).await.ok()?;
    let fresh = known.get(&door.desk).filter(|(at, _)| at.elapsed() < FRESH);
    let glance = match fresh {
        Some((_, glance)) => glance.clone(),
        None => {
            let glance = timeout(PATIENCE, door.owner.glance(door.desk))
                .await
                .ok()??;
            let glance = Arc::new(glance);
            known.insert(door.desk, (Instant::now(), glance.clone()));
            glance
        }
    };
    let now = shared.clock.now().wall_millis();
    Some((Facts::of(&glance, now), glance))
}
