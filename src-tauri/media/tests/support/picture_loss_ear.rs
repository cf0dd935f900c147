//! An interceptor for the caller, see [`PictureLossEar`].

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use rtc::interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::sansio::Protocol;
use rtc::shared::error::Error;

use super::caller::Seen;

/// Hears the desk's requests for key frames, which `webrtc` keeps to itself.
pub struct PictureLossEar {
    pub seen: Arc<Seen>,
    pub arrived: Vec<TaggedPacket>,
    pub leaving: Vec<TaggedPacket>,
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for PictureLossEar {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, tagged: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtcp(reports) = &tagged.message.packet
            && reports
                .iter()
                .any(|report| report.as_any().is::<PictureLossIndication>())
        {
            self.seen.key_wanted.store(true, Ordering::Relaxed);
        }
        self.arrived.insert(0, tagged);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.arrived.pop()
    }

    fn handle_write(&mut self, tagged: TaggedPacket) -> Result<(), Error> {
        self.leaving.insert(0, tagged);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.leaving.pop()
    }
}

impl Interceptor for PictureLossEar {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}

    fn unbind_local_stream(&mut self, _: &StreamInfo) {}

    fn bind_remote_stream(&mut self, _: &StreamInfo) {}

    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}
