//! Camera, microphone and speakers of this computer: what there is, what was chosen,
//! and how it stands with what is used.
//!
//! How loud somebody is comes beside the pictures, see [`super::picture::LEVELS`].

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The devices, as the window shows them. It needs no sign-in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DevicesView {
    /// Cameras that are plugged in; the lists are filled and kept while somebody looks
    /// at them, or a call is on.
    pub cameras: Vec<DeviceEntry>,
    /// Microphones that are plugged in.
    pub microphones: Vec<DeviceEntry>,
    /// Speakers and headphones that are plugged in.
    pub speakers: Vec<DeviceEntry>,
    /// What was chosen; kept on this computer.
    pub chosen: DevicesChosen,
    /// The devices are tried, or one sees oneself before answering.
    pub rehearsal: Option<RehearsalView>,
    /// A test sound is playing on this output.
    pub sounding: Option<DeviceUse>,
    /// Why the last test sound was not heard where it should be.
    pub unheard: Option<DeviceTrouble>,
}

/// A device that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceEntry {
    /// Finds it again.
    pub id: String,
    /// As the system calls it.
    pub name: String,
}

/// What was chosen on this computer; none is the system's choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct DevicesChosen {
    /// For the own picture.
    pub camera: Option<DeviceEntry>,
    /// For the own voice.
    pub microphone: Option<DeviceEntry>,
    /// For the patron's voice.
    pub speaker: Option<DeviceEntry>,
    /// For the bell.
    pub ringing: Option<DeviceEntry>,
    /// Calls begin without the own picture, as the last one ended.
    pub camera_off: bool,
}

/// What a device is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DeviceUse {
    /// The own picture.
    Camera,
    /// The own voice.
    Microphone,
    /// The patron's voice.
    Speaker,
    /// The bell.
    Ringing,
}

/// Devices that are open without a call. The own picture comes as in a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RehearsalView {
    /// The camera gives pictures.
    pub camera: bool,
    /// The microphone is open.
    pub microphone: bool,
    /// The microphone has been open for a while and nothing is heard.
    pub silent: bool,
    /// What can't be used, each once.
    pub troubles: Vec<DeviceTrouble>,
}

/// A device that is wanted and can't be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceTrouble {
    /// What for.
    pub used_for: DeviceUse,
    /// What it is called; empty when none was chosen and there is none.
    pub name: String,
    /// Why.
    pub why: DeviceFault,
    /// What is used in its stead.
    pub instead: Option<String>,
}

/// Why a device can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DeviceFault {
    /// It is not plugged in.
    Missing,
    /// Another program has it.
    Busy,
    /// The system does not let this program use it.
    Forbidden,
    /// It does not open, or it stopped.
    Failed,
}

/// How good the connection of a call is, in one word and its cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallQuality {
    /// The word.
    pub grade: QualityGrade,
    /// The cause, unless it is good.
    pub cause: Option<QualityCause>,
}

/// How good a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum QualityGrade {
    /// Hardly to be understood.
    Poor,
    /// It can be noticed.
    Weak,
    /// Nothing to notice.
    Good,
}

/// What a connection suffers from most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum QualityCause {
    /// The patron's sound arrives with holes.
    LostSound,
    /// What is said arrives late.
    LongWay,
    /// The network carries little: the own picture is coarse, the voice goes first.
    NarrowNetwork,
    /// This computer does not keep up with its own picture.
    BusyComputer,
}

/// What is ordered of the devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum DevicesOrder {
    /// Somebody looks at the lists, or no more.
    Look {
        /// Does.
        on: bool,
    },
    /// Use another device from now on, in the call under way too.
    Choose {
        /// For what.
        used_for: DeviceUse,
        /// Which; none is the system's choice.
        id: Option<String>,
    },
    /// Open camera and microphone to try them, or close them.
    Rehearse {
        /// Open.
        on: bool,
    },
    /// Let the bell be heard for a moment.
    TryRinging {},
    /// Play a few notes on the speaker.
    TrySpeaker {},
}
