//! Small tasks between the workers and the connection.
//!
//! A track that is not polled at once loses packets inside `webrtc`, so a pump
//! does nothing but pass on; a full worker loses the packet, and copes.

use std::sync::Arc;

use rtc::rtp;
use tokio::sync::mpsc;
use webrtc::data_channel::{DataChannel, DataChannelEvent};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};

use crate::call::CallEvent;
use crate::inbound::picture::{PictureInput, PictureInputs};
use crate::inbound::sound::SoundInputs;
use crate::outbox::Outbox;

/// Carries our packets to the connection until the worker ends.
pub async fn send(mut packets: mpsc::Receiver<rtp::Packet>, track: Arc<TrackLocalStaticRTP>) {
    while let Some(packet) = packets.recv().await {
        if let Err(error) = track.write_rtp(packet).await {
            tracing::debug!(%error, "a packet was not sent");
        }
    }
}

/// Carries the patron's video packets until the track ends.
pub async fn picture(track: Arc<dyn TrackRemote>, worker: PictureInputs) {
    while let Some(event) = track.poll().await {
        match event {
            TrackRemoteEvent::OnRtpPacket(packet) => {
                let _ = worker.try_send(PictureInput::Packet(packet));
            }
            TrackRemoteEvent::OnEnded => return,
            _ => {}
        }
    }
}

/// Carries the patron's audio packets until the track ends.
pub async fn sound(track: Arc<dyn TrackRemote>, worker: SoundInputs) {
    while let Some(event) = track.poll().await {
        match event {
            TrackRemoteEvent::OnRtpPacket(packet) => {
                let _ = worker.try_send(packet);
            }
            TrackRemoteEvent::OnEnded => return,
            _ => {}
        }
    }
}

/// Tells the patron's text until the channel closes. Waits for a slow reader:
/// then the channel's own flow control holds the browser back.
pub async fn data(channel: Arc<dyn DataChannel>, outbox: Outbox) {
    while let Some(event) = channel.poll().await {
        match event {
            DataChannelEvent::OnMessage(message) if message.is_string => {
                if let Ok(text) = String::from_utf8(message.data.to_vec()) {
                    outbox.tell_in_turn(CallEvent::Data(text)).await;
                }
            }
            DataChannelEvent::OnClose => return,
            _ => {}
        }
    }
}
