//! The system's microphone and speaker through cpal.
//!
//! A device runs in its own format; its callback converts channels and rate and
//! talks to the rest through a ring that never waits. The microphone's channels
//! are averaged, the speaker's all play the same. A device that reports a lost
//! stream fails at its next use; an over- or under-run is nothing to report.
//!
//! On Linux the sound server's devices are listed, without the "monitors" that
//! hear what speakers play. Without a server it is ALSA, whose hints name every
//! card many times: only one entry a card is listed. A sound server's own blocks
//! last up to two seconds, so it is asked for short ones; its microphones are
//! opened without cpal, see `sound_server`.

use std::any::Any;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{
    BufferSize, DeviceDirection, DeviceId, ErrorKind, FromSample, Host, Sample, SampleFormat,
    SizedSample, Stream, StreamConfig, SupportedStreamConfig,
};

use crate::devices::resample::Resampler;
use crate::devices::ring::SampleRing;
use crate::devices::{Device, DeviceError, DeviceList, Microphone, SAMPLE_RATE, Speaker};

/// Half a second; more is dropped by the callback.
const RING: usize = SAMPLE_RATE as usize / 2;
/// Sound kept ready for the speaker: 60 ms, or two of its own blocks.
const LEAST_READY: usize = SAMPLE_RATE as usize * 60 / 1_000;
const GLANCE: Duration = Duration::from_millis(5);

/// Blocks of a sound server: 20 ms.
const SERVER_BLOCKS_A_SECOND: u32 = 50;

/// The sound devices there are, with the ids by which they are opened.
pub fn list() -> DeviceList {
    let host = cpal::default_host();
    let devices = match host.devices() {
        Ok(devices) => devices,
        Err(why) => {
            tracing::debug!(%why, "the sound devices can't be listed");
            return DeviceList::default();
        }
    };
    let mut list = DeviceList::default();
    for device in devices {
        let (Ok(id), Ok(described)) = (device.id(), device.description()) else {
            continue;
        };
        let (hears, speaks) = match described.direction() {
            DeviceDirection::Input => (true, false),
            DeviceDirection::Output => (false, true),
            _ if is_alsa(&id) => (true, true),
            _ => (device.supports_input(), device.supports_output()),
        };
        if !is_for_people(&id) {
            continue;
        }
        let known = Device {
            id: id.to_string(),
            name: described.name().to_owned(),
        };
        if hears && !is_monitor(&id) {
            list.microphones.push(known.clone());
        }
        if speaks {
            list.speakers.push(known);
        }
    }
    let id_of = |device: Option<cpal::Device>| Some(device?.id().ok()?.to_string());
    list.usual_microphone = id_of(host.default_input_device());
    list.usual_speaker = id_of(host.default_output_device());
    list
}

/// The device with this id, or the system's choice.
fn find(
    id: Option<&str>,
    usual: impl Fn(&Host) -> Option<cpal::Device>,
) -> Result<cpal::Device, DeviceError> {
    let host = cpal::default_host();
    let found = match id {
        Some(id) => {
            let id: DeviceId = id.parse().map_err(|_| DeviceError::Missing)?;
            host.device_by_id(&id)
        }
        None => usual(&host),
    };
    found.ok_or(DeviceError::Missing)
}

/// The server's name for a device, when sound goes through a server; no name is
/// the server's choice.
#[cfg(target_os = "linux")]
fn of_the_server(id: Option<&str>) -> Option<Option<&str>> {
    match id {
        Some(id) => id.strip_prefix("pulseaudio:").map(Some),
        None => is_server(cpal::default_host().id()).then_some(None),
    }
}

fn is_server(host: cpal::HostId) -> bool {
    host.name().eq_ignore_ascii_case("pulseaudio")
}

fn is_alsa(id: &DeviceId) -> bool {
    id.host().name().eq_ignore_ascii_case("alsa")
}

fn is_for_people(id: &DeviceId) -> bool {
    !is_alsa(id) || id.id().starts_with("sysdefault:")
}

fn is_monitor(id: &DeviceId) -> bool {
    id.id().ends_with(".monitor")
}

/// The device's own format, in short blocks where they would be long.
fn config(device: &cpal::Device, format: &SupportedStreamConfig) -> StreamConfig {
    let mut config = StreamConfig::from(*format);
    if device.id().is_ok_and(|id| is_server(id.host())) {
        config.buffer_size = BufferSize::Fixed(config.sample_rate / SERVER_BLOCKS_A_SECOND);
    }
    config
}

/// Why a stream was lost, once it was.
pub(super) type Lost = Arc<Mutex<Option<DeviceError>>>;

/// An open microphone.
pub struct SystemMicrophone {
    ring: SampleRing,
    lost: Lost,
    /// Whatever keeps it open.
    _stream: Box<dyn Any>,
}

impl SystemMicrophone {
    /// Opens a microphone, the system's choice unless one is named.
    pub fn open(id: Option<&str>) -> Result<Self, DeviceError> {
        #[cfg(target_os = "linux")]
        if let Some(name) = of_the_server(id) {
            let (ring, lost) = (SampleRing::new(RING), Lost::default());
            let stream = super::sound_server::ServerMicrophone::open(name, &ring, &lost)?;
            return Ok(Self {
                ring,
                lost,
                _stream: Box::new(stream),
            });
        }
        let device = find(id, HostTrait::default_input_device)?;
        let format = device.default_input_config().map_err(failed)?;
        let (ring, lost) = (SampleRing::new(RING), Lost::default());
        let stream = match format.sample_format() {
            SampleFormat::F32 => capture::<f32>(&device, &format, &ring, &lost),
            SampleFormat::I16 => capture::<i16>(&device, &format, &ring, &lost),
            SampleFormat::I32 => capture::<i32>(&device, &format, &ring, &lost),
            SampleFormat::U8 => capture::<u8>(&device, &format, &ring, &lost),
            SampleFormat::U16 => capture::<u16>(&device, &format, &ring, &lost),
            other => Err(DeviceError::Failed(format!("samples of kind {other}"))),
        }?;
        stream.play().map_err(failed)?;
        Ok(Self {
            ring,
            lost,
            _stream: Box::new(stream),
        })
    }
}

impl Microphone for SystemMicrophone {
    fn listen(&mut self, heard: &mut Vec<f32>, patience: Duration) -> Result<(), DeviceError> {
        let deadline = Instant::now() + patience;
        while self.ring.waiting() == 0 && Instant::now() < deadline {
            std::thread::sleep(GLANCE);
        }
        check(&self.lost)?;
        heard.extend(std::iter::from_fn(|| self.ring.take()));
        Ok(())
    }
}

/// An open speaker.
pub struct SystemSpeaker {
    ring: SampleRing,
    lost: Lost,
    /// The largest block the callback asked for, in our samples.
    block: Arc<AtomicUsize>,
    _stream: Stream,
}

impl SystemSpeaker {
    /// Opens a speaker, the system's choice unless one is named.
    pub fn open(id: Option<&str>) -> Result<Self, DeviceError> {
        let device = find(id, HostTrait::default_output_device)?;
        let format = device.default_output_config().map_err(failed)?;
        let (ring, lost) = (SampleRing::new(RING), Lost::default());
        let block = Arc::new(AtomicUsize::new(0));
        let stream = match format.sample_format() {
            SampleFormat::F32 => playback::<f32>(&device, &format, &ring, &block, &lost),
            SampleFormat::I16 => playback::<i16>(&device, &format, &ring, &block, &lost),
            SampleFormat::I32 => playback::<i32>(&device, &format, &ring, &block, &lost),
            SampleFormat::U8 => playback::<u8>(&device, &format, &ring, &block, &lost),
            SampleFormat::U16 => playback::<u16>(&device, &format, &ring, &block, &lost),
            other => Err(DeviceError::Failed(format!("samples of kind {other}"))),
        }?;
        stream.play().map_err(failed)?;
        Ok(Self {
            ring,
            lost,
            block,
            _stream: stream,
        })
    }
}

impl Speaker for SystemSpeaker {
    fn room(&mut self) -> Result<usize, DeviceError> {
        check(&self.lost)?;
        let ready = LEAST_READY
            .max(2 * self.block.load(Ordering::Relaxed))
            .min(RING);
        Ok(ready.saturating_sub(self.ring.waiting()))
    }

    fn play(&mut self, sound: &[f32]) -> Result<(), DeviceError> {
        for sample in sound {
            self.ring.write(*sample);
        }
        Ok(())
    }
}

fn capture<T>(
    device: &cpal::Device,
    format: &SupportedStreamConfig,
    ring: &SampleRing,
    lost: &Lost,
) -> Result<Stream, DeviceError>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let (config, ring) = (config(device, format), ring.clone());
    let channels = usize::from(config.channels.max(1));
    let mut resampler = Resampler::new(config.sample_rate, SAMPLE_RATE);
    let hear = move |block: &[T], _: &cpal::InputCallbackInfo| {
        for moment in block.chunks_exact(channels) {
            let sum: f32 = moment.iter().map(|sample| f32::from_sample(*sample)).sum();
            resampler.push(sum / channels as f32, |sample| {
                ring.write(sample);
            });
        }
    };
    let stream = device.build_input_stream(config, hear, losing(lost), None);
    stream.map_err(failed)
}

fn playback<T>(
    device: &cpal::Device,
    format: &SupportedStreamConfig,
    ring: &SampleRing,
    block: &Arc<AtomicUsize>,
    lost: &Lost,
) -> Result<Stream, DeviceError>
where
    T: SizedSample + FromSample<f32>,
{
    let (config, ring, block) = (config(device, format), ring.clone(), block.clone());
    let (channels, rate) = (usize::from(config.channels.max(1)), config.sample_rate);
    let (mut resampler, mut next) = (Resampler::new(SAMPLE_RATE, rate), 0.0);
    let speak = move |wanted: &mut [T], _: &cpal::OutputCallbackInfo| {
        let moments = wanted.len() / channels * SAMPLE_RATE as usize / rate.max(1) as usize;
        block.fetch_max(moments, Ordering::Relaxed);
        for moment in wanted.chunks_mut(channels) {
            let sample = resampler.pull(|| ring.take().unwrap_or(0.0), &mut next);
            moment.fill(T::from_sample(sample));
        }
    };
    let stream = device.build_output_stream(config, speak, losing(lost), None);
    stream.map_err(failed)
}

fn losing(lost: &Lost) -> impl FnMut(cpal::Error) + Send + 'static {
    let lost = lost.clone();
    move |error| match error.kind() {
        ErrorKind::Xrun | ErrorKind::RealtimeDenied | ErrorKind::DeviceChanged => {
            tracing::debug!(%error, "the sound device stumbled");
        }
        _ => *lost.lock().unwrap_or_else(PoisonError::into_inner) = Some(failed(error)),
    }
}

fn check(lost: &Lost) -> Result<(), DeviceError> {
    match &*lost.lock().unwrap_or_else(PoisonError::into_inner) {
        Some(why) => Err(why.clone()),
        None => Ok(()),
    }
}

fn failed(error: cpal::Error) -> DeviceError {
    match error.kind() {
        ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => DeviceError::Missing,
        ErrorKind::DeviceBusy => DeviceError::Busy,
        ErrorKind::PermissionDenied => DeviceError::Forbidden,
        _ => DeviceError::Failed(error.to_string()),
    }
}
