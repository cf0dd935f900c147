//! From the desk to the browser: camera and microphone into RTP.

pub mod camera;
pub mod lettering;
pub mod packets;
pub mod picture;
pub mod sound;
pub mod still;
