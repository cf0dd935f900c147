//! Sees every packet next to the wire: counts bytes, hears key frame requests.
//!
//! `rtc` 0.21 gives inbound RTCP only to interceptors. A PLI or FIR from the
//! browser sets the wish that the encoder fulfils. REMB is ignored on purpose:
//! beside TWCC, browsers send it with nonsense values when we retransmit.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use rtc::interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::rtcp;
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::sansio::Protocol;
use rtc::shared::error::Error;

use crate::gauges::{Gauges, add};

/// See the module.
pub struct Observer {
    gauges: Arc<Gauges>,
    arrived: VecDeque<TaggedPacket>,
    leaving: VecDeque<TaggedPacket>,
}

impl Observer {
    /// An observer that writes into `gauges`.
    pub fn new(gauges: Arc<Gauges>) -> Self {
        Self {
            gauges,
            arrived: VecDeque::new(),
            leaving: VecDeque::new(),
        }
    }

    fn hear(&self, reports: &[Box<dyn rtcp::Packet>]) {
        let reports = reports.iter().map(|report| report.as_any());
        let mut asks = reports.filter(|report| {
            report.is::<PictureLossIndication>() || report.is::<FullIntraRequest>()
        });
        if asks.next().is_some() {
            add(&self.gauges.counters.key_frames_wanted, 1);
            self.gauges.want_key_frame();
        }
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Observer {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, tagged: TaggedPacket) -> Result<(), Error> {
        match &tagged.message.packet {
            Packet::Rtp(packet) => {
                add(&self.gauges.counters.bytes_in, packet.payload.len() as u64);
            }
            Packet::Rtcp(reports) => self.hear(reports),
            _ => {}
        }
        self.arrived.push_back(tagged);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.arrived.pop_front()
    }

    fn handle_write(&mut self, tagged: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtp(packet) = &tagged.message.packet {
            add(&self.gauges.counters.bytes_out, packet.payload.len() as u64);
        }
        self.leaving.push_back(tagged);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.leaving.pop_front()
    }
}

impl Interceptor for Observer {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}

    fn unbind_local_stream(&mut self, _: &StreamInfo) {}

    fn bind_remote_stream(&mut self, _: &StreamInfo) {}

    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gauges::read;
    use crate::network::bench::{VIDEO, packet, tagged};

    #[test]
    fn a_picture_loss_report_from_the_browser_forces_a_key_frame() {
        let (gauges, mut observer) = observed();
        let report = PictureLossIndication {
            sender_ssrc: 1,
            media_ssrc: VIDEO,
        };
        let _ = observer.handle_read(tagged(Instant::now(), Packet::Rtcp(vec![Box::new(report)])));
        assert!(gauges.key_frame_wanted());
        assert!(observer.poll_read().is_some(), "observed, not consumed");
    }

    #[test]
    fn a_full_intra_request_forces_a_key_frame_too() {
        let (gauges, mut observer) = observed();
        let report = Packet::Rtcp(vec![Box::new(FullIntraRequest::default())]);
        let _ = observer.handle_read(tagged(Instant::now(), report));
        assert_eq!(read(&gauges.counters.key_frames_wanted), 1);
    }

    #[test]
    fn our_own_reports_force_nothing_and_bytes_are_counted_both_ways() {
        let (gauges, mut observer) = observed();
        let report = Packet::Rtcp(vec![Box::new(PictureLossIndication::default())]);
        let _ = observer.handle_write(tagged(Instant::now(), report));
        let _ = observer.handle_write(packet(Instant::now(), VIDEO, 1, 100));
        let _ = observer.handle_read(packet(Instant::now(), VIDEO, 1, 30));
        assert!(!gauges.key_frame_wanted());
        assert_eq!(read(&gauges.counters.bytes_out), 100);
        assert_eq!(read(&gauges.counters.bytes_in), 30);
    }

    fn observed() -> (Arc<Gauges>, Observer) {
        let gauges = Arc::new(Gauges::new(600, true, true));
        (gauges.clone(), Observer::new(gauges))
    }
}
