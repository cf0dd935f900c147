//! The worker that turns the patron's video packets into what the window shows.
//!
//! Packets come through a bounded queue (a full one drops, the assembler copes),
//! frames leave through the gate: encoded as they are, or decoded here. It asks
//! for key frames and never sends them itself.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use rtc::rtp;

use crate::MediaError;
use crate::call::{CallEvent, EncodedPicture, HandOver, Trouble};
use crate::codec::vp8::Vp8Decoder;
use crate::gauges::{Gauges, add};
use crate::inbound::assembler::{Assembled, Assembler};
use crate::inbound::gate::Gate;
use crate::outbox::Outbox;
use crate::workers::{Leash, Worker};

/// Packets that may wait for the worker: about 2 s of video.
const QUEUE: usize = 2_048;
/// How often holes and leash are looked at when nothing arrives.
const GLANCE: Duration = Duration::from_millis(20);

/// What the worker is told.
pub enum PictureInput {
    /// A packet of the patron's video.
    Packet(rtp::Packet),
    /// How to hand over from now on; starts at a key frame.
    HandOver(HandOver),
    /// The window lost its decoder.
    Restart,
}

/// The worker's input.
pub type PictureInputs = SyncSender<PictureInput>;

/// Starts the worker. `ask` asks the browser for a key frame of a stream.
pub fn start(
    hand_over: HandOver,
    outbox: Outbox,
    gauges: Arc<Gauges>,
    ask: impl Fn(u32) + Send + 'static,
) -> Result<(PictureInputs, Worker), MediaError> {
    let (inputs, waiting) = sync_channel(QUEUE);
    let worker = Worker::start("picture-in", move |leash| {
        let mut pictures = PictureIn {
            assembler: Assembler::default(),
            gate: Gate::default(),
            source: None,
            hand_over,
            decoder: None,
            outbox,
            gauges,
            ask: Box::new(ask),
        };
        pictures.run(&leash, &waiting);
    })?;
    Ok((inputs, worker))
}

struct PictureIn {
    assembler: Assembler,
    gate: Gate,
    /// The stream the assembler works on.
    source: Option<u32>,
    hand_over: HandOver,
    decoder: Option<Vp8Decoder>,
    outbox: Outbox,
    gauges: Arc<Gauges>,
    ask: Box<dyn Fn(u32) + Send>,
}

impl PictureIn {
    fn run(&mut self, leash: &Leash, waiting: &Receiver<PictureInput>) {
        while leash.holds() {
            match waiting.recv_timeout(GLANCE) {
                Ok(input) => self.take(input),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            while let Ok(input) = waiting.try_recv() {
                self.take(input);
            }
            self.give(Instant::now());
        }
    }

    fn take(&mut self, input: PictureInput) {
        match input {
            PictureInput::Packet(packet) => self.take_packet(&packet),
            PictureInput::HandOver(hand_over) => {
                self.hand_over = hand_over;
                self.decoder = None;
                self.gate.shut();
            }
            PictureInput::Restart => self.gate.shut(),
        }
    }

    fn take_packet(&mut self, packet: &rtp::Packet) {
        let header = &packet.header;
        if self.source != Some(header.ssrc) {
            self.source = Some(header.ssrc);
            self.assembler = Assembler::default();
        }
        let (number, timestamp) = (header.sequence_number, header.timestamp);
        self.assembler
            .push(number, timestamp, header.marker, &packet.payload);
    }

    fn give(&mut self, now: Instant) {
        while let Some(assembled) = self.assembler.poll(now) {
            match assembled {
                Assembled::Picture(picture) => {
                    add(&self.gauges.counters.frames_received, 1);
                    self.hand(picture);
                }
                Assembled::KeyFrameWanted => self.ask(),
            }
        }
        if self.gate.wants_key_frame(now) {
            self.ask();
        }
    }

    fn ask(&self) {
        if let Some(source) = self.source {
            (self.ask)(source);
        }
    }

    fn hand(&mut self, picture: EncodedPicture) {
        if !self.gate.lets_pass(picture.key) {
            return;
        }
        let handed = match self.hand_over {
            HandOver::Encoded => self.outbox.offer(CallEvent::RemotePicture(picture)),
            HandOver::Decoded => self.decode(&picture),
        };
        if handed {
            add(&self.gauges.counters.frames_handed, 1);
        } else {
            self.gate.shut();
        }
    }

    /// Decodes and offers; `false` when the decoder lost its way. A decoded
    /// picture that the window had no time for costs nothing but itself.
    fn decode(&mut self, picture: &EncodedPicture) -> bool {
        let decoded = match &mut self.decoder {
            Some(decoder) => decoder.decode(&picture.data),
            None => Vp8Decoder::new()
                .and_then(|decoder| self.decoder.insert(decoder).decode(&picture.data)),
        };
        match decoded {
            Ok(Some(frame)) => {
                self.outbox.offer(CallEvent::RemoteFrame(Arc::new(frame)));
                true
            }
            Ok(None) => true,
            Err(error) => {
                self.decoder = None;
                self.outbox
                    .offer(CallEvent::Trouble(Trouble::Refused { error }));
                false
            }
        }
    }
}
