//! What stands between the codecs and the wire: the interceptor chain.
//!
//! The stock chain of `webrtc` 0.21 starves audio and storms with
//! retransmissions on a lossy network (see the modules for each fault). This
//! chain keeps its parts that work and puts our own in place of the rest. The
//! slots count away from the wire: 500 sees packets last before they leave and
//! first after they arrive.

pub mod estimator;
pub mod observer;
pub mod pacer;
pub mod rtx_unwrap;

use std::sync::Arc;

use rtc::interceptor::{
    CongestionControlBuilder, NackGeneratorBuilder, NackResponderBuilder, ReceiverReportBuilder,
    Registry, SenderReportBuilder, Slot,
};
use rtc::peer_connection::configuration::interceptor_registry::configure_twcc;
use rtc::peer_connection::configuration::media_engine::MediaEngine;
use rtc::shared::error::Error;

use crate::call::PictureSettings;
use crate::gauges::Gauges;

/// Nearest to the wire, before congestion control.
const OBSERVER: usize = 500;
/// Wire-ward of the NACK generator (7,000), which must see repairs as repairs.
pub const RTX_UNWRAP: usize = 6_500;
/// A hole that was asked for so often will not be filled any more.
pub const MOST_NACKS_PER_PACKET: u16 = 8;
/// The estimate never falls below this: below it no picture is worth sending.
const LEAST_BITS: f64 = 100_000.0;

/// The chain of a call, and its wishes written into `media_engine`.
pub fn chain(
    picture: &PictureSettings,
    gauges: &Arc<Gauges>,
    media_engine: &mut MediaEngine,
) -> Result<Registry, Error> {
    let start = f64::from(picture.start_kbps) * 1e3;
    let most = (f64::from(picture.most_kbps) * 1e3).max(LEAST_BITS);
    let estimator = estimator::DeskEstimator::new(start, LEAST_BITS, most, gauges.clone());
    let registry = configure_twcc(Registry::new(), media_engine)?;
    Ok(registry
        .with(OBSERVER.into(), observer::Observer::new(gauges.clone()))
        .with(
            Slot::CongestionControl,
            CongestionControlBuilder::new(estimator).build(),
        )
        .with(
            Slot::Pacer,
            pacer::AudioFirstPacer::new(start, gauges.clone()),
        )
        .with(Slot::NackResponder, NackResponderBuilder::new().build())
        .with(RTX_UNWRAP.into(), rtx_unwrap::RtxUnwrap::default())
        .with(
            Slot::NackGenerator,
            NackGeneratorBuilder::new()
                .with_max_nacks_per_packet(MOST_NACKS_PER_PACKET)
                .build(),
        )
        .with(Slot::ReceiverReport, ReceiverReportBuilder::new().build())
        .with(Slot::SenderReport, SenderReportBuilder::new().build()))
}

#[cfg(test)]
pub(crate) mod bench {
    //! What the tests of the interceptors share: packets and a seeded chance.

    use std::time::Instant;

    use bytes::Bytes;
    use rtc::interceptor::{Packet, StreamInfo, TaggedPacket};
    use rtc::rtp;

    pub const AUDIO: u32 = 11;
    pub const VIDEO: u32 = 22;
    pub const REPAIR: u32 = 23;

    pub fn packet(now: Instant, ssrc: u32, sequence_number: u16, length: usize) -> TaggedPacket {
        let header = rtp::header::Header {
            version: 2,
            ssrc,
            sequence_number,
            payload_type: 96,
            ..Default::default()
        };
        let payload = Bytes::from(vec![7; length]);
        tagged(now, Packet::Rtp(rtp::Packet { header, payload }))
    }

    /// A retransmission: the original number stands before the payload.
    pub fn repair(
        now: Instant,
        sequence_number: u16,
        original: u16,
        length: usize,
    ) -> TaggedPacket {
        let mut tagged = packet(now, REPAIR, sequence_number, length);
        let Packet::Rtp(packet) = &mut tagged.message.packet else {
            unreachable!("made as RTP above");
        };
        packet.header.payload_type = 97;
        packet.payload = [&original.to_be_bytes()[..], &packet.payload[..]]
            .concat()
            .into();
        tagged
    }

    pub fn tagged(now: Instant, packet: Packet) -> TaggedPacket {
        TaggedPacket {
            now,
            transport: Default::default(),
            message: packet.into(),
        }
    }

    pub fn audio_stream() -> StreamInfo {
        StreamInfo {
            ssrc: AUDIO,
            payload_type: 111,
            mime_type: "audio/opus".into(),
            clock_rate: 48_000,
            ..Default::default()
        }
    }

    pub fn video_stream() -> StreamInfo {
        StreamInfo {
            ssrc: VIDEO,
            ssrc_rtx: Some(REPAIR),
            payload_type: 96,
            payload_type_rtx: Some(97),
            mime_type: "video/VP8".into(),
            clock_rate: 90_000,
            rtcp_feedback: vec![rtc::interceptor::RTCPFeedback {
                typ: "nack".into(),
                parameter: String::new(),
            }],
            ..Default::default()
        }
    }
}
