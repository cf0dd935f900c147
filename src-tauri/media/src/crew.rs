//! The four workers of every call, by direction: two take what the browser
//! sends, two make what we send. The camera's worker comes and goes, so the
//! session keeps it itself.

use std::sync::Arc;

use rtc::rtp;
use tokio::sync::mpsc;

use crate::call::HandOver;
use crate::devices::outfit::Outfit;
use crate::gauges::Gauges;
use crate::inbound::picture::PictureInputs;
use crate::inbound::sound::SoundInputs;
use crate::outbound::packets::Packetizer;
use crate::outbound::picture::PictureSource;
use crate::outbox::Outbox;
use crate::workers::Worker;
use crate::{MediaError, inbound, outbound};

/// Packets between a codec and the connection. Few: the pacer is the queue.
const PACKETS: usize = 64;

/// The workers that take what the browser sends.
pub struct Incoming {
    /// To be joined at the end.
    pub workers: [Worker; 2],
    /// Takes the patron's video.
    pub picture: PictureInputs,
    /// Takes the patron's audio.
    pub sound: SoundInputs,
    /// Streams a key frame is wanted of.
    pub asked: mpsc::UnboundedReceiver<u32>,
}

impl Incoming {
    /// Starts both.
    pub fn start(
        hand_over: HandOver,
        outfit: &Arc<Outfit>,
        outbox: &Outbox,
        gauges: &Arc<Gauges>,
    ) -> Result<Self, MediaError> {
        let (ask, asked) = mpsc::unbounded_channel();
        let ask = move |source| {
            // Fails only when the session is over.
            let _ = ask.send(source);
        };
        let (picture, seeing) =
            inbound::picture::start(hand_over, outbox.clone(), gauges.clone(), ask)?;
        let (sound, hearing) =
            inbound::sound::start(outfit.clone(), outbox.clone(), gauges.clone())?;
        Ok(Self {
            workers: [seeing, hearing],
            picture,
            sound,
            asked,
        })
    }
}

/// The workers that make what we send, and their packets.
pub struct Outgoing {
    /// To be joined at the end.
    pub workers: [Worker; 2],
    /// Packets of our video.
    pub picture: mpsc::Receiver<rtp::Packet>,
    /// Packets of our audio.
    pub sound: mpsc::Receiver<rtp::Packet>,
}

impl Outgoing {
    /// Starts both.
    pub fn start(
        source: PictureSource,
        speech: Packetizer,
        outfit: &Arc<Outfit>,
        outbox: &Outbox,
        gauges: &Arc<Gauges>,
    ) -> Result<Self, MediaError> {
        let (packets, picture) = mpsc::channel(PACKETS);
        let showing = outbound::picture::start(source, packets, outbox.clone(), gauges.clone())?;
        let (packets, sound) = mpsc::channel(PACKETS);
        let (outfit, outbox) = (outfit.clone(), outbox.clone());
        let speaking = outbound::sound::start(outfit, speech, packets, outbox, gauges.clone())?;
        Ok(Self {
            workers: [showing, speaking],
            picture,
            sound,
        })
    }
}
