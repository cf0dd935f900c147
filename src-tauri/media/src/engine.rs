//! The door of the crate: an engine opens calls.

use std::sync::Arc;

use crate::allocation::give_back_what_is_free;
use crate::call::{CallCommands, CallEvent, CallSettings, LinkState, OpenCall};
use crate::devices::Devices;
use crate::devices::outfit::Outfit;
use crate::error::MediaError;
use crate::green_room::{self, OpenGreenRoom};
use crate::outbox::Outbox;
use crate::session::Session;

/// Something that can hold calls: the native engine, or a recording one in the
/// tests of a seat.
pub trait Engine: Send + Sync + 'static {
    /// Opens a call: one peer connection, its codecs and its devices. Must be
    /// called inside a tokio runtime.
    ///
    /// # Errors
    /// [`MediaError::NoRuntime`] outside a runtime, [`MediaError::Worker`] when
    /// a thread cannot be started. What fails later is told as an event.
    fn open(&self, settings: CallSettings) -> Result<OpenCall, MediaError>;

    /// Opens the room before the stage: devices are listed, chosen and tried
    /// there. It costs nothing until it is given an order. Must be called inside
    /// a tokio runtime.
    ///
    /// # Errors
    /// [`MediaError::NoRuntime`] outside a runtime.
    fn green_room(&self) -> Result<OpenGreenRoom, MediaError>;
}

/// WebRTC in this process, with the given devices.
#[derive(Clone)]
pub struct NativeEngine {
    outfit: Arc<Outfit>,
}

impl NativeEngine {
    /// An engine whose calls use `devices`.
    pub fn new(devices: Arc<dyn Devices>) -> Self {
        give_back_what_is_free();
        Self {
            outfit: Arc::new(Outfit::new(devices)),
        }
    }

    /// The devices as they are chosen, for a bell that rings beside the calls.
    pub fn outfit(&self) -> Arc<Outfit> {
        self.outfit.clone()
    }
}

impl Engine for NativeEngine {
    fn open(&self, settings: CallSettings) -> Result<OpenCall, MediaError> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| MediaError::NoRuntime)?;
        let (commands, orders) = CallCommands::channel();
        let (outbox, events, feeder) = Outbox::open();
        let session = Session::start(settings, self.outfit.clone(), outbox.clone())?;
        let held = runtime.spawn(session.run(orders));
        runtime.spawn(async move {
            if let Err(panic) = held.await {
                tracing::error!(%panic, "a call broke");
                outbox.tell(CallEvent::Link(LinkState::Failed));
                outbox.tell(CallEvent::Link(LinkState::Closed));
            }
            drop(outbox);
            // Ends when the last event was read or the reader is gone.
            let _ = feeder.await;
        });
        Ok(OpenCall { commands, events })
    }

    fn green_room(&self) -> Result<OpenGreenRoom, MediaError> {
        green_room::open(self.outfit.clone())
    }
}
