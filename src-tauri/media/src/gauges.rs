//! Numbers that the interceptors, the workers and the session share.
//!
//! Every value is an atomic: interceptors run inside the connection's driver
//! and must never wait. A gauge is a fact or a wish, never a queue.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// No payload type was agreed for a kind: nothing of it is sent.
const NOT_AGREED: u32 = u32::MAX;

/// The shared numbers of one call.
#[derive(Debug)]
pub struct Gauges {
    target_bits: AtomicU64,
    queued_bits: AtomicU64,
    key_wanted: AtomicBool,
    camera_on: AtomicBool,
    microphone_on: AtomicBool,
    speaker_on: AtomicBool,
    picture_payload_type: AtomicU32,
    sound_payload_type: AtomicU32,
    /// What the second-by-second statistics are made of.
    pub counters: Counters,
}

/// Counts since the start of the call.
#[derive(Debug, Default)]
pub struct Counters {
    /// Pictures sent.
    pub frames_sent: AtomicU64,
    /// Pictures not encoded because the pacer was full.
    pub frames_skipped: AtomicU64,
    /// Pictures of the camera that came while the encoder was busy.
    pub frames_overrun: AtomicU64,
    /// Remote pictures put together.
    pub frames_received: AtomicU64,
    /// Remote pictures handed to the window.
    pub frames_handed: AtomicU64,
    /// RTP payload bytes sent.
    pub bytes_out: AtomicU64,
    /// RTP payload bytes received.
    pub bytes_in: AtomicU64,
    /// Samples played.
    pub samples_played: AtomicU64,
    /// Samples stretched because nothing had arrived in time.
    pub samples_concealed: AtomicU64,
    /// Samples guessed in the place of lost packets.
    pub samples_guessed: AtomicU64,
    /// Key frames we asked for.
    pub key_frames_asked: AtomicU64,
    /// Key frames the browser asked for.
    pub key_frames_wanted: AtomicU64,
    /// Retransmissions the pacer refused.
    pub repairs_refused: AtomicU64,
}

/// Adds to a count.
pub fn add(counter: &AtomicU64, amount: u64) {
    counter.fetch_add(amount, Ordering::Relaxed);
}

/// Reads a count.
pub fn read(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

impl Gauges {
    /// Gauges of a call that has not measured its network yet.
    pub fn new(start_kbps: u32, camera_on: bool, microphone_on: bool) -> Self {
        Self {
            target_bits: AtomicU64::new(u64::from(start_kbps) * 1_000),
            queued_bits: AtomicU64::new(0),
            key_wanted: AtomicBool::new(false),
            camera_on: AtomicBool::new(camera_on),
            microphone_on: AtomicBool::new(microphone_on),
            speaker_on: AtomicBool::new(true),
            picture_payload_type: AtomicU32::new(NOT_AGREED),
            sound_payload_type: AtomicU32::new(NOT_AGREED),
            counters: Counters::default(),
        }
    }

    /// What the network is believed to carry, bits a second.
    pub fn target_bits(&self) -> u64 {
        self.target_bits.load(Ordering::Relaxed)
    }

    /// Told by the estimator.
    pub fn set_target_bits(&self, bits: f64) {
        self.target_bits
            .store(bits.max(0.0) as u64, Ordering::Relaxed);
    }

    /// Bits of video that wait in the pacer.
    pub fn queued_bits(&self) -> u64 {
        self.queued_bits.load(Ordering::Relaxed)
    }

    /// Told by the pacer.
    pub fn set_queued_bits(&self, bits: u64) {
        self.queued_bits.store(bits, Ordering::Relaxed);
    }

    /// The browser wants a key frame.
    pub fn want_key_frame(&self) {
        self.key_wanted.store(true, Ordering::Relaxed);
    }

    /// Whether a key frame is wanted.
    pub fn key_frame_wanted(&self) -> bool {
        self.key_wanted.load(Ordering::Relaxed)
    }

    /// The wish was fulfilled.
    pub fn key_frame_made(&self) {
        self.key_wanted.store(false, Ordering::Relaxed);
    }

    /// Whether the camera shall be seen.
    pub fn camera_on(&self) -> bool {
        self.camera_on.load(Ordering::Relaxed)
    }

    /// Turns the camera on or off for the encoder.
    pub fn set_camera_on(&self, on: bool) {
        self.camera_on.store(on, Ordering::Relaxed);
    }

    /// Whether the microphone shall be heard.
    pub fn microphone_on(&self) -> bool {
        self.microphone_on.load(Ordering::Relaxed)
    }

    /// Turns the microphone on or off.
    pub fn set_microphone_on(&self, on: bool) {
        self.microphone_on.store(on, Ordering::Relaxed);
    }

    /// Whether the patron shall be heard.
    pub fn speaker_on(&self) -> bool {
        self.speaker_on.load(Ordering::Relaxed)
    }

    /// Turns the patron's sound on or off.
    pub fn set_speaker_on(&self, on: bool) {
        self.speaker_on.store(on, Ordering::Relaxed);
    }

    /// The browser's number for our VP8, once agreed and connected.
    pub fn picture_payload_type(&self) -> Option<u8> {
        u8::try_from(self.picture_payload_type.load(Ordering::Relaxed)).ok()
    }

    /// Told by the session after each negotiation.
    pub fn set_picture_payload_type(&self, payload_type: Option<u8>) {
        let value = payload_type.map_or(NOT_AGREED, u32::from);
        self.picture_payload_type.store(value, Ordering::Relaxed);
    }

    /// The browser's number for our Opus, once agreed and connected.
    pub fn sound_payload_type(&self) -> Option<u8> {
        u8::try_from(self.sound_payload_type.load(Ordering::Relaxed)).ok()
    }

    /// Told by the session after each negotiation.
    pub fn set_sound_payload_type(&self, payload_type: Option<u8>) {
        let value = payload_type.map_or(NOT_AGREED, u32::from);
        self.sound_payload_type.store(value, Ordering::Relaxed);
    }
}
