//! Makes a retransmission look like the packet it repeats, early enough.
//!
//! `rtc` 0.21.1 unwraps RTX only after the interceptor chain, so the NACK
//! generator never learns that a lost packet was repaired and asks for it again
//! every interval. This interceptor stands wire-ward of the generator and closes
//! the loop. Padding probes (RTX without an original) pass untouched.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use rtc::interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::rtp;
use rtc::sansio::Protocol;
use rtc::shared::error::Error;

/// The stream a retransmission belongs to.
#[derive(Debug, Clone, Copy)]
struct Original {
    ssrc: u32,
    payload_type: u8,
}

/// See the module.
#[derive(Default)]
pub struct RtxUnwrap {
    originals: BTreeMap<u32, Original>,
    arrived: VecDeque<TaggedPacket>,
    leaving: VecDeque<TaggedPacket>,
}

impl RtxUnwrap {
    fn unwrap_packet(&self, packet: &mut rtp::Packet) {
        let Some(original) = self.originals.get(&packet.header.ssrc) else {
            return;
        };
        let Some(&[high, low]) = packet.payload.first_chunk() else {
            return;
        };
        packet.header.sequence_number = u16::from_be_bytes([high, low]);
        packet.header.ssrc = original.ssrc;
        packet.header.payload_type = original.payload_type;
        packet.payload = packet.payload.slice(2..);
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for RtxUnwrap {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, mut tagged: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtp(packet) = &mut tagged.message.packet {
            self.unwrap_packet(packet);
        }
        self.arrived.push_back(tagged);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.arrived.pop_front()
    }

    fn handle_write(&mut self, tagged: TaggedPacket) -> Result<(), Error> {
        self.leaving.push_back(tagged);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.leaving.pop_front()
    }
}

impl Interceptor for RtxUnwrap {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}

    fn unbind_local_stream(&mut self, _: &StreamInfo) {}

    fn bind_remote_stream(&mut self, stream: &StreamInfo) {
        if let Some(repair) = stream.ssrc_rtx {
            let original = Original {
                ssrc: stream.ssrc,
                payload_type: stream.payload_type,
            };
            self.originals.insert(repair, original);
        }
    }

    fn unbind_remote_stream(&mut self, stream: &StreamInfo) {
        if let Some(repair) = stream.ssrc_rtx {
            self.originals.remove(&repair);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};
    use rtc::interceptor::{NackGeneratorBuilder, Registry, Slot};
    use rtc::rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;

    use super::*;
    use crate::network::bench::{REPAIR, VIDEO, packet, repair, video_stream};
    use crate::network::{MOST_NACKS_PER_PACKET, RTX_UNWRAP};

    #[test]
    fn a_retransmission_comes_out_as_the_packet_it_repeats() {
        let mut unwrap = RtxUnwrap::default();
        unwrap.bind_remote_stream(&video_stream());
        let _ = unwrap.handle_read(repair(Instant::now(), 900, 17, 50));
        let Some(Packet::Rtp(packet)) = unwrap.poll_read().map(|tagged| tagged.message.packet)
        else {
            panic!("the packet was swallowed");
        };
        assert_eq!(
            (packet.header.ssrc, packet.header.sequence_number),
            (VIDEO, 17)
        );
        assert_eq!((packet.header.payload_type, packet.payload.len()), (96, 50));
    }

    #[test]
    fn a_padding_probe_and_a_foreign_stream_pass_untouched() {
        let mut unwrap = RtxUnwrap::default();
        unwrap.bind_remote_stream(&video_stream());
        for untouched in [
            packet(Instant::now(), REPAIR, 3, 0),
            packet(Instant::now(), 99, 3, 9),
        ] {
            let before = untouched.message.packet.clone();
            let _ = unwrap.handle_read(untouched);
            let after = unwrap.poll_read().map(|tagged| tagged.message.packet);
            assert_eq!(after, Some(before));
        }
    }

    #[test]
    fn a_repaired_packet_is_not_asked_for_again_under_seeded_loss() {
        let link = LossyLink::run(true);
        assert!(
            link.lost > 40,
            "the seed must lose some packets, not {}",
            link.lost
        );
        assert_eq!(link.unrepaired, 0);
        assert!(
            link.asked <= link.lost * 2,
            "{} requests for {} losses is a storm",
            link.asked,
            link.lost
        );
    }

    #[test]
    fn without_it_the_same_network_storms_up_to_the_limit_per_packet() {
        let link = LossyLink::run(false);
        assert!(
            link.asked > link.lost * 4,
            "{} for {}",
            link.asked,
            link.lost
        );
        assert!(link.asked <= link.lost * usize::from(MOST_NACKS_PER_PACKET));
    }

    /// A sender of 1,000 packets at 100 a second over a link that loses 5 %.
    #[derive(Default)]
    struct LossyLink {
        lost: usize,
        asked: usize,
        unrepaired: usize,
    }

    impl LossyLink {
        fn run(unwrapping: bool) -> Self {
            let nacks = NackGeneratorBuilder::new()
                .with_max_nacks_per_packet(MOST_NACKS_PER_PACKET)
                .build();
            let mut registry = Registry::new().with(Slot::NackGenerator, nacks);
            if unwrapping {
                registry = registry.with(RTX_UNWRAP.into(), RtxUnwrap::default());
            }
            let mut chain = registry.build();
            chain.bind_remote_stream(&video_stream());
            let mut chance = StdRng::seed_from_u64(5);
            let (mut link, mut missing) = (Self::default(), Vec::new());
            let (mut now, mut repairs) = (Instant::now(), 0u16);
            for sequence in 0..1_200u16 {
                now += Duration::from_millis(10);
                if sequence < 1_000 && chance.random_bool(0.05) {
                    link.lost += 1;
                    missing.push(sequence);
                } else {
                    let _ = chain.handle_read(packet(now, VIDEO, sequence, 900));
                }
                let _ = chain.handle_timeout(now);
                while let Some(tagged) = chain.poll_write() {
                    for asked in asked_for(&tagged) {
                        link.asked += 1;
                        missing.retain(|lost| *lost != asked);
                        let _ = chain.handle_read(repair(now, repairs, asked, 900));
                        repairs += 1;
                    }
                }
                while chain.poll_read().is_some() {}
            }
            link.unrepaired = missing.len();
            link
        }
    }

    fn asked_for(tagged: &TaggedPacket) -> Vec<u16> {
        let Packet::Rtcp(reports) = &tagged.message.packet else {
            return Vec::new();
        };
        let nacks = reports
            .iter()
            .filter_map(|report| report.as_any().downcast_ref::<TransportLayerNack>());
        nacks
            .flat_map(|nack| nack.nacks.iter().flat_map(|pair| pair.packet_list()))
            .collect()
    }
}
