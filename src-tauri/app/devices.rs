//! The devices of this computer, or synthetic ones where there are none to try.

use std::sync::Arc;

use sportello_media::{Devices, SyntheticDevices, SystemDevices};

/// `SPORTELLO_DEVICES=synthetic` gives a test picture and a tone.
const CHOICE: &str = "SPORTELLO_DEVICES";

/// What the environment asks for.
pub(crate) fn choose() -> Arc<dyn Devices> {
    match std::env::var(CHOICE).as_deref() {
        Ok("synthetic") => Arc::new(SyntheticDevices::new()),
        Ok(other) => {
            tracing::warn!(
                "{CHOICE} is “{other}”, not “synthetic”; the computer's devices are used"
            );
            Arc::new(SystemDevices)
        }
        Err(_) => Arc::new(SystemDevices),
    }
}
