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
use crate::devices::{Camera, DeviceError};
use crate::picture::Frame;

/// An open camera.
pub struct SystemCamera(nokhwa::Camera);

impl SystemCamera {
    /// Opens the first camera in the format nearest to what is wanted.
    pub fn open(wanted: &PictureSettings) -> Result<Self, DeviceError> {
        let found = nokhwa::query(ApiBackend::Auto).map_err(|error| failed(&error))?;
        let Some(first) = found.first() else {
            return Err(DeviceError::Missing);
        };
        let index = first.index().clone();
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

fn failed(error: &NokhwaError) -> DeviceError {
    DeviceError::Failed(error.to_string())
}
