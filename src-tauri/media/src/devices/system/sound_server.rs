//! The microphone of a Linux sound server (PulseAudio, or PipeWire in its stead),
//! asked for without cpal.
//!
//! cpal lets the server keep one block of a recording and no more. When a block
//! is a little longer, or this computer is busy and fetches one late, the server
//! throws the whole block away: on a loaded computer nothing at all was heard.
//! Here the server may keep what it has, and sends it in blocks of 10 ms, already
//! in one channel at our rate. Playing has no such fault and is left to cpal.

use std::ffi::CString;
use std::sync::PoisonError;

use futures::executor::block_on;
use pulseaudio::protocol::stream::{BufferAttr, StreamFlags};
use pulseaudio::protocol::{
    self, ChannelMap, ChannelPosition, PulseError, RecordStreamParams, SampleFormat, SampleSpec,
};
use pulseaudio::{Client, ClientError, RecordSink, RecordStream};

use super::sound::Lost;
use crate::devices::ring::SampleRing;
use crate::devices::{DeviceError, SAMPLE_RATE};

/// 10 ms.
const BLOCK: u32 = SAMPLE_RATE / 100 * size_of::<f32>() as u32;

/// An open microphone of the server; closed when dropped.
pub struct ServerMicrophone {
    _stream: RecordStream,
    _client: Client,
}

impl ServerMicrophone {
    /// Opens the source with this name, or the server's choice, and lets what is
    /// heard run into the ring.
    pub fn open(name: Option<&str>, ring: &SampleRing, lost: &Lost) -> Result<Self, DeviceError> {
        let client = Client::from_env(c"sportello").map_err(|error| failed(&error))?;
        let wanted = match name {
            Some(name) => CString::new(name).map_err(|_| DeviceError::Missing)?,
            None => protocol::DEFAULT_SOURCE.to_owned(),
        };
        let source =
            block_on(client.source_info_by_name(wanted)).map_err(|error| failed(&error))?;
        let parameters = RecordStreamParams {
            sample_spec: SampleSpec {
                format: SampleFormat::Float32Le,
                channels: 1,
                sample_rate: SAMPLE_RATE,
            },
            channel_map: ChannelMap::new([ChannelPosition::Mono]),
            source_index: Some(source.index),
            buffer_attr: BufferAttr {
                fragment_size: BLOCK,
                ..Default::default()
            },
            flags: StreamFlags {
                adjust_latency: true,
                // What was chosen is not to become something else unsaid.
                no_move: name.is_some(),
                ..Default::default()
            },
            ..Default::default()
        };
        let ear = Ear {
            ring: ring.clone(),
            lost: lost.clone(),
        };
        let stream = block_on(client.create_record_stream(parameters, ear));
        Ok(Self {
            _stream: stream.map_err(|error| failed(&error))?,
            _client: client,
        })
    }
}

/// Takes what is heard, and is let go when the server is away.
struct Ear {
    ring: SampleRing,
    lost: Lost,
}

impl RecordSink for Ear {
    fn write(&mut self, block: &[u8]) {
        for sample in block.as_chunks::<4>().0 {
            self.ring.write(f32::from_le_bytes(*sample));
        }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        *lost = Some(DeviceError::Missing);
    }
}

fn failed(error: &ClientError) -> DeviceError {
    match error {
        ClientError::ServerUnavailable | ClientError::ServerError(PulseError::NoEntity) => {
            DeviceError::Missing
        }
        ClientError::ServerError(PulseError::Busy) => DeviceError::Busy,
        ClientError::ServerError(PulseError::AccessDenied | PulseError::AuthKey) => {
            DeviceError::Forbidden
        }
        other => DeviceError::Failed(other.to_string()),
    }
}
