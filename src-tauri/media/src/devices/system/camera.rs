//! The system's camera through nokhwa.
//!
//! nokhwa waits for a picture inside the system and takes no patience, so a
//! camera that was pulled out may hold its thread until the driver gives up;
//! the worker's deadline deals with that.

use std::time::Duration;

use nokhwa::pixel_format::RgbFormat;
use nokhwa::utils::{
    ApiBackend, CameraFormat, CameraIndex, FrameFormat, RequestedFormat, RequestedFormatType,
    Resolution, mjpeg_to_rgb,
};
use nokhwa::{Buffer, NokhwaError};

use crate::call::PictureSettings;
use crate::devices::{Camera, Device, DeviceError};
use crate::picture::Frame;

/// The cameras there are, with the ids by which they are opened.
pub fn list() -> Vec<Device> {
    match found() {
        Ok(found) => found.into_iter().map(|(device, _)| device).collect(),
        Err(why) => {
            tracing::debug!(%why, "the cameras can't be listed");
            Vec::new()
        }
    }
}

/// Cameras with their numbers. A number changes when a camera is plugged in
/// again, a name does not; two alike are told apart by their order. A camera
/// shows itself to Linux by several nodes, of which the first has the pictures.
fn found() -> Result<Vec<(Device, CameraIndex)>, DeviceError> {
    let mut nodes = nokhwa::query(ApiBackend::Auto).map_err(|error| failed(&error))?;
    nodes.sort_by_key(|node| node.index().as_index().unwrap_or(u32::MAX));
    let mut found: Vec<(Device, CameraIndex)> = Vec::new();
    for node in nodes {
        let name = node.human_name();
        if cfg!(target_os = "linux") && found.iter().any(|(known, _)| known.name == name) {
            continue;
        }
        let alike = found.iter().filter(|(known, _)| known.name == name);
        let id = format!("{name}#{}", alike.count() + 1);
        found.push((Device { id, name }, node.index().clone()));
    }
    Ok(found)
}

/// An open camera.
pub struct SystemCamera(nokhwa::Camera);

impl SystemCamera {
    /// Opens a camera, the first unless one is named, in the format nearest to
    /// what is wanted.
    pub fn open(id: Option<&str>, wanted: &PictureSettings) -> Result<Self, DeviceError> {
        let mut found = found()?.into_iter();
        let meant = found.find(|(device, _)| id.is_none_or(|id| device.id == id));
        let (_, index) = meant.ok_or(DeviceError::Missing)?;
        // Uncompressed pictures cost the bus more and the processor less.
        let mut camera = open_as(&index, wanted, FrameFormat::YUYV)
            .or_else(|_| open_as(&index, wanted, FrameFormat::MJPEG))
            .or_else(|_| open_any(&index))
            .map_err(|error| failed(&error))?;
        camera.open_stream().map_err(|error| failed(&error))?;
        Ok(Self(camera))
    }
}

impl Camera for SystemCamera {
    fn picture(&mut self, _patience: Duration) -> Result<Option<Frame>, DeviceError> {
        let buffer = self.0.frame().map_err(|error| failed(&error))?;
        Ok(converted(&buffer))
    }
}

impl Drop for SystemCamera {
    fn drop(&mut self) {
        if let Err(error) = self.0.stop_stream() {
            tracing::debug!(%error, "the camera did not stop cleanly");
        }
    }
}

fn open_as(
    index: &CameraIndex,
    wanted: &PictureSettings,
    format: FrameFormat,
) -> Result<nokhwa::Camera, NokhwaError> {
    let size = Resolution::new(wanted.width, wanted.height);
    let closest = CameraFormat::new(size, format, wanted.frames_per_second);
    let closest = RequestedFormatType::Closest(closest);
    nokhwa::Camera::new(index.clone(), RequestedFormat::new::<RgbFormat>(closest))
}

fn open_any(index: &CameraIndex) -> Result<nokhwa::Camera, NokhwaError> {
    let any = RequestedFormat::new::<RgbFormat>(RequestedFormatType::None);
    nokhwa::Camera::new(index.clone(), any)
}

/// `None` when the buffer is damaged, as cameras' first ones often are.
fn converted(buffer: &Buffer) -> Option<Frame> {
    let size = buffer.resolution();
    let (width, height, bytes) = (size.width(), size.height(), buffer.buffer());
    match buffer.source_frame_format() {
        FrameFormat::YUYV => Frame::from_yuyv(width, height, bytes),
        FrameFormat::NV12 => Frame::from_nv12(width, height, bytes),
        FrameFormat::GRAY => Frame::from_grey(width, height, bytes),
        FrameFormat::RAWRGB => Frame::from_rgb(width, height, bytes),
        FrameFormat::MJPEG => {
            let rgb = mjpeg_to_rgb(bytes, false).ok()?;
            Frame::from_rgb(width, height, &rgb)
        }
        FrameFormat::RAWBGR => {
            let turned = bytes.chunks_exact(3).flat_map(|p| [p[2], p[1], p[0]]);
            Frame::from_rgb(width, height, &turned.collect::<Vec<u8>>())
        }
    }
}

/// nokhwa passes on what the system said, as text.
fn failed(error: &NokhwaError) -> DeviceError {
    let text = error.to_string();
    let said = text.to_lowercase();
    if said.contains("busy") || said.contains("in use") {
        DeviceError::Busy
    } else if said.contains("permission") || said.contains("denied") {
        DeviceError::Forbidden
    } else if said.contains("no such device") {
        DeviceError::Missing
    } else {
        DeviceError::Failed(text)
    }
}
