//! The words of a call: its settings, the orders it takes, the facts it tells.
//!
//! Only types stand here, with the sending half of the command channel; what
//! they do is in `session`.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::MediaError;
use crate::devices::DeviceReport;
use crate::picture::Frame;

/// A call that was opened: where its orders go and where its facts come from.
///
/// The call ends at [`CallCommand::Close`], when `events` is dropped, or when
/// the last [`CallCommands`] is dropped. After the end `events` yields `None`.
#[derive(Debug)]
pub struct OpenCall {
    /// Takes orders; may be cloned.
    pub commands: CallCommands,
    /// Yields facts. Pictures and levels are dropped when it is read too
    /// slowly; answers, candidates, link states and data never are.
    pub events: mpsc::Receiver<CallEvent>,
}

/// The sending half of a call's orders.
#[derive(Debug, Clone)]
pub struct CallCommands {
    sender: mpsc::UnboundedSender<CallCommand>,
}

impl CallCommands {
    /// A pair of ends; an engine of one's own (a recording one in a test)
    /// keeps the receiver.
    pub fn channel() -> (Self, mpsc::UnboundedReceiver<CallCommand>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self { sender }, receiver)
    }

    /// Gives an order; `false` when the call is over.
    pub fn send(&self, command: CallCommand) -> bool {
        self.sender.send(command).is_ok()
    }
}

/// How a call is set up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CallSettings {
    /// STUN and TURN servers.
    pub ice_servers: Vec<IceServer>,
    /// From where the call can be reached.
    pub reach: Reach,
    /// Size, frame rate and bit rate of the own picture.
    pub picture: PictureSettings,
    /// Whether the camera is on from the start.
    pub camera_on: bool,
    /// Whether the microphone is on from the start.
    pub microphone_on: bool,
    /// The name drawn on the still that stands in for the camera.
    pub label: String,
    /// How the remote picture is handed over.
    pub hand_over: HandOver,
}

/// One STUN or TURN server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IceServer {
    /// `stun:`, `turn:` and `turns:` addresses.
    pub urls: Vec<String>,
    /// The TURN user; empty for STUN.
    pub username: String,
    /// The TURN password; empty for STUN.
    pub credential: String,
}

/// From where a call can be reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// Every network of this computer, and the computer itself.
    #[default]
    Everywhere,
    /// Only this computer (127.0.0.1): trying things out, tests.
    ThisComputer,
}

/// Size, frame rate and bit rate of the own picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureSettings {
    /// Wanted width in pixels; the camera may choose another.
    pub width: u32,
    /// Wanted height in pixels; the camera may choose another.
    pub height: u32,
    /// At most so many pictures a second.
    pub frames_per_second: u32,
    /// Kilobits a second before the network was measured.
    pub start_kbps: u32,
    /// Kilobits a second never exceeded.
    pub most_kbps: u32,
}

impl Default for PictureSettings {
    fn default() -> Self {
        Self {
            width: 640,
            height: 480,
            frames_per_second: 30,
            start_kbps: 600,
            most_kbps: 1_500,
        }
    }
}

/// How the remote picture is handed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HandOver {
    /// VP8 frames in decoding order, for a window with WebCodecs.
    #[default]
    Encoded,
    /// I420 pictures, for a window without.
    Decoded,
}

/// An ICE candidate as a browser writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidate {
    /// `candidate:…`, or empty for the end of candidates.
    pub candidate: String,
    /// The media section it belongs to, by name.
    pub sdp_mid: Option<String>,
    /// The media section it belongs to, by number.
    pub sdp_m_line_index: Option<u16>,
}

/// An order to a call.
#[derive(Debug, Clone, PartialEq)]
pub enum CallCommand {
    /// First offer, renegotiation and ICE restart alike; answered by
    /// [`CallEvent::LocalAnswer`].
    RemoteOffer {
        /// The browser's description.
        sdp: String,
    },
    /// May come before the offer; it is kept until then.
    RemoteCandidate(Candidate),
    /// Opens or closes the camera; a still is sent while it is closed.
    SetCamera(bool),
    /// Opens or closes the microphone; silence is sent while it is closed.
    SetMicrophone(bool),
    /// Plays the patron, or silence instead: for a call on hold.
    SetSpeaker(bool),
    /// Changes how the remote picture is handed over.
    SetHandOver(HandOver),
    /// The window lost its decoder: hand over again from a key frame.
    NeedKeyFrame,
    /// Sends text on the data channel `desk` that the browser opened.
    SendData(String),
    /// Ends the call.
    Close,
}

/// A fact a call tells.
#[derive(Debug, Clone)]
pub enum CallEvent {
    /// The answer to the last offer.
    LocalAnswer {
        /// Our description.
        sdp: String,
    },
    /// One of our candidates.
    LocalCandidate(Candidate),
    /// The link changed.
    Link(LinkState),
    /// A VP8 frame of the patron, in decoding order.
    RemotePicture(EncodedPicture),
    /// A decoded picture of the patron.
    RemoteFrame(Arc<Frame>),
    /// A small copy of what is being sent.
    OwnPreview(Arc<Frame>),
    /// How loud the patron is: 0 at -60 dB or less, 1 at full scale.
    RemoteLevel(f32),
    /// How loud the own microphone is, while it is open; the same measure.
    OwnLevel(f32),
    /// A device was opened, replaced, lost or found again.
    Device(DeviceReport),
    /// Text from the data channel `desk`.
    Data(String),
    /// Something failed and the call goes on.
    Trouble(Trouble),
    /// Once a second while connected.
    Statistics(CallStatistics),
}

/// A state of the link, told when it is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// Looking for a way to the browser.
    Connecting,
    /// Media flows.
    Connected,
    /// Nothing arrives; it may come back by itself or by an ICE restart.
    Interrupted,
    /// It will not come back by itself.
    Failed,
    /// The call is over; nothing follows.
    Closed,
}

/// A VP8 frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedPicture {
    /// Whether decoding can start here.
    pub key: bool,
    /// RTP timestamp, 90 kHz, wrapping.
    pub timestamp: u32,
    /// The frame.
    pub data: Bytes,
}

/// Something that failed while the call goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// An offer, a candidate, a codec or the connection was refused; when it
    /// costs the call, [`LinkState::Failed`] follows.
    Refused {
        /// What was refused and why.
        error: MediaError,
    },
    /// Text could not be sent: no open data channel `desk`.
    DataNotSent,
}

/// A second of a call in numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CallStatistics {
    /// Pictures encoded and sent in the last second.
    pub frames_sent: u32,
    /// Pictures skipped in the last second because the network was full.
    pub frames_skipped: u32,
    /// Pictures of the camera in the last second that the encoder had no time for.
    pub frames_overrun: u32,
    /// Pictures of the patron assembled in the last second.
    pub frames_received: u32,
    /// Pictures of the patron given to the window, or decoded for it.
    pub frames_handed: u32,
    /// Sent RTP payload in kilobits a second.
    pub kbps_out: u32,
    /// Received RTP payload in kilobits a second.
    pub kbps_in: u32,
    /// What the network is believed to carry, in kilobits a second.
    pub target_kbps: u32,
    /// Share of the played sound that was concealed, 0..1.
    pub concealed: f32,
    /// Round trip of the network path, if known.
    pub round_trip: Option<Duration>,
    /// Key frames we asked the browser for, since the start.
    pub key_frames_asked: u32,
    /// Key frames the browser asked us for, since the start.
    pub key_frames_wanted: u32,
}
