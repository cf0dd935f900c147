//! The native WebRTC engine: commands in, events out.
