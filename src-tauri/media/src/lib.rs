//! The native WebRTC engine: commands in, events out.
//!
//! A call is one [`OpenCall`]: the seat sends [`CallCommand`]s and reads
//! [`CallEvent`]s. The browser always offers, the engine always answers. The
//! engine knows no library, patron or queue; it knows codecs, devices and a
//! lossy network.
//!
//! The way of a call through the rooms of this crate:
//! `engine` opens it, `session` is the task that owns it, `connection` is the
//! peer connection with the interceptors of `network`; `outbound` turns camera
//! and microphone into RTP, `inbound` turns RTP into pictures and sound;
//! `codec` holds VP8 and Opus, `devices` the camera, microphone and speaker.
//! Beside the calls stand `green_room`, where devices are listed, chosen and
//! tried, and `ringer`, the bell.
//!
//! What it does not do yet: echo cancellation, H.264, and releasing pictures on
//! the audio clock.
#![warn(missing_docs)]

mod allocation;
mod call;
mod codec;
mod connection;
mod crew;
mod devices;
mod engine;
mod error;
mod gauges;
mod green_room;
mod inbound;
mod level;
mod network;
mod outbound;
mod outbox;
mod picture;
mod pumps;
mod ringer;
mod sdp;
mod session;
mod shim;
mod statistics;
mod workers;

pub use call::{
    CallCommand, CallCommands, CallEvent, CallSettings, CallStatistics, Candidate, EncodedPicture,
    HandOver, IceServer, LinkState, OpenCall, PictureSettings, Reach, Trouble,
};
pub use codec::vp8::{Encoded, Vp8Decoder, Vp8Encoder};
pub use devices::outfit::{DeviceChoices, Outfit};
pub use devices::synthetic::{Heard, SyntheticDevices, shows_test_picture};
pub use devices::system::SystemDevices;
pub use devices::{
    Camera, Device, DeviceError, DeviceList, DeviceReport, DeviceTrouble, DeviceUse, Devices,
    Microphone, SAMPLE_RATE, Speaker,
};
pub use engine::{Engine, NativeEngine};
pub use error::MediaError;
pub use green_room::{DeviceCommand, DeviceCommands, DeviceEvent, OpenGreenRoom, Rehearsal};
pub use inbound::assembler::{Assembled, Assembler};
pub use network::rtx_unwrap::RtxUnwrap;
pub use picture::Frame;
pub use ringer::Ringer;
