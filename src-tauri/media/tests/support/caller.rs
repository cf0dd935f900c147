//! Plays the browser with the bare `webrtc` crate: offers, sends a test picture
//! and a tone, decodes and judges what comes back.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::interceptor_registry::{
    Registry, configure_nack, configure_rtcp_reports, configure_twcc,
};
use rtc::peer_connection::configuration::media_engine::{
    MIME_TYPE_OPUS, MIME_TYPE_RTX, MIME_TYPE_VP8, MediaEngine,
};
use rtc::peer_connection::configuration::{RTCConfigurationBuilder, RTCOfferOptions};
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::transport::RTCIceCandidateInit;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters,
    RTCRtpEncodingParameters, RTCRtpRtxParameters, RtpCodecKind,
};
use rtc::shared::error::Error;
use sportello_media::{Candidate, RtxUnwrap, SyntheticDevices};
use tokio::sync::mpsc;
use webrtc::data_channel::{DataChannel, DataChannelEvent};
use webrtc::media_stream::track_local::static_sample::TrackLocalStaticSample;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCIceServer,
    RTCPeerConnectionIceEvent, RTCPeerConnectionState,
};

use super::caller_media::{hum, listen, show, watch};
use super::picture_loss_ear::PictureLossEar;

/// The caller's numbers, unlike the desk's, so that ours is seen to follow.
pub const OPUS: u8 = 109;
pub const VP8: u8 = 120;
const VP8_REPAIR: u8 = 124;
/// The caller's tone; the desk hums 440 Hz.
pub const TONE: f32 = 660.0;

/// What the caller offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offers {
    Voice,
    VoiceAndPicture,
}

/// What the caller sees and hears.
#[derive(Default)]
pub struct Seen {
    pub connected: AtomicU32,
    pub frames: AtomicU32,
    pub test_pictures: AtomicU32,
    pub stills: AtomicU32,
    pub first_frame: Mutex<Option<Instant>>,
    pub texts: Mutex<Vec<String>>,
    pub channel_open: AtomicBool,
    pub key_wanted: AtomicBool,
    pub stop: AtomicBool,
}

pub struct Caller {
    pub peer: Arc<dyn PeerConnection>,
    pub seen: Arc<Seen>,
    pub devices: SyntheticDevices,
    pub candidates: Option<mpsc::UnboundedReceiver<Candidate>>,
    channel: Arc<dyn DataChannel>,
}

impl Caller {
    pub async fn call(offers: Offers) -> Self {
        Self::call_by(offers, Vec::new()).await
    }

    /// A caller who knows servers that help to find a way.
    pub async fn call_by(offers: Offers, servers: Vec<RTCIceServer>) -> Self {
        let (found, candidates) = mpsc::unbounded_channel();
        let devices = SyntheticDevices::new().with_tone(TONE);
        let seen = Arc::new(Seen::default());
        let handler = Handler {
            seen: seen.clone(),
            devices: devices.clone(),
            found,
        };
        let peer = connection(handler, seen.clone(), servers)
            .await
            .expect("sockets on this computer");
        let channel = peer
            .create_data_channel("desk", None)
            .await
            .expect("a channel");
        tokio::spawn(read(channel.clone(), seen.clone()));
        let sound = track(RtpCodecKind::Audio);
        peer.add_track(sound.clone()).await.expect("an audio track");
        hum(sound, devices.clone(), seen.clone());
        if offers == Offers::VoiceAndPicture {
            let picture = track(RtpCodecKind::Video);
            peer.add_track(picture.clone())
                .await
                .expect("a video track");
            show(picture, devices.clone(), seen.clone());
        }
        Self {
            peer,
            seen,
            devices,
            candidates: Some(candidates),
            channel,
        }
    }

    pub async fn offer(&self, ice_restart: bool) -> String {
        let options = RTCOfferOptions { ice_restart };
        let offer = self
            .peer
            .create_offer(Some(options))
            .await
            .expect("an offer");
        self.peer
            .set_local_description(offer)
            .await
            .expect("our own offer");
        self.peer.local_description().await.expect("just set").sdp
    }

    pub async fn take_answer(&self, sdp: String) {
        let answer = RTCSessionDescription::answer(sdp).expect("the answer parses");
        self.peer
            .set_remote_description(answer)
            .await
            .expect("the answer fits");
    }

    pub async fn say(&self, text: &str) {
        self.channel
            .send_text(text)
            .await
            .expect("the channel is open");
    }

    pub async fn hang_up(self) {
        self.seen.stop.store(true, Ordering::Relaxed);
        let _ = self.peer.close().await;
    }
}

pub async fn add_candidate(peer: &Arc<dyn PeerConnection>, candidate: Candidate) {
    let init = RTCIceCandidateInit {
        candidate: candidate.candidate,
        sdp_mid: candidate.sdp_mid,
        sdp_mline_index: candidate.sdp_m_line_index,
        ..Default::default()
    };
    let _ = peer.add_ice_candidate(init).await;
}

async fn connection(
    handler: Handler,
    seen: Arc<Seen>,
    servers: Vec<RTCIceServer>,
) -> Result<Arc<dyn PeerConnection>, Error> {
    let mut media_engine = MediaEngine::default();
    for (kind, payload_type) in [(RtpCodecKind::Audio, OPUS), (RtpCodecKind::Video, VP8)] {
        let rtp_codec = codec(kind);
        media_engine.register_codec(
            RTCRtpCodecParameters {
                rtp_codec,
                payload_type,
            },
            kind,
        )?;
    }
    let mut rtp_codec = codec(RtpCodecKind::Video);
    rtp_codec.mime_type = MIME_TYPE_RTX.into();
    rtp_codec.sdp_fmtp_line = format!("apt={VP8}");
    rtp_codec.rtcp_feedback.clear();
    let repair = RTCRtpCodecParameters {
        rtp_codec,
        payload_type: VP8_REPAIR,
    };
    media_engine.register_codec(repair, RtpCodecKind::Video)?;
    let registry = configure_twcc(Registry::new(), &mut media_engine)?;
    let registry = configure_rtcp_reports(configure_nack(registry, &mut media_engine));
    // A browser asks for a lost packet until it came, and no longer.
    let registry = registry.with(6_500.into(), RtxUnwrap::default());
    let registry = registry.with(
        500.into(),
        PictureLossEar {
            seen,
            arrived: vec![],
            leaving: vec![],
        },
    );
    let configuration = RTCConfigurationBuilder::new()
        .with_ice_servers(servers)
        .build();
    let peer = PeerConnectionBuilder::new()
        .with_configuration(configuration)
        .with_media_engine(media_engine)
        .with_interceptor_registry(registry)
        .with_handler(Arc::new(handler))
        .with_udp_addrs(vec!["127.0.0.1:0"])
        .build()
        .await?;
    Ok(Arc::new(peer))
}

fn codec(kind: RtpCodecKind) -> RTCRtpCodec {
    let feedback = |typ: &str, parameter: &str| RTCPFeedback {
        typ: typ.into(),
        parameter: parameter.into(),
    };
    match kind {
        RtpCodecKind::Audio => RTCRtpCodec {
            mime_type: MIME_TYPE_OPUS.into(),
            clock_rate: 48_000,
            channels: 2,
            sdp_fmtp_line: "minptime=10;useinbandfec=1".into(),
            rtcp_feedback: vec![],
        },
        _ => RTCRtpCodec {
            mime_type: MIME_TYPE_VP8.into(),
            clock_rate: 90_000,
            channels: 0,
            sdp_fmtp_line: String::new(),
            rtcp_feedback: vec![feedback("nack", ""), feedback("nack", "pli")],
        },
    }
}

fn track(kind: RtpCodecKind) -> Arc<TrackLocalStaticSample> {
    let repair = (kind == RtpCodecKind::Video).then(|| RTCRtpRtxParameters {
        ssrc: rand::random(),
    });
    let encoding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            ssrc: Some(rand::random()),
            rtx: repair,
            ..Default::default()
        },
        codec: codec(kind),
        ..Default::default()
    };
    let name = format!("patron-{kind}");
    let track = MediaStreamTrack::new("patron".into(), name.clone(), name, kind, vec![encoding]);
    Arc::new(TrackLocalStaticSample::new(Instant::now(), track).expect("a known codec"))
}

async fn read(channel: Arc<dyn DataChannel>, seen: Arc<Seen>) {
    while let Some(event) = channel.poll().await {
        match event {
            DataChannelEvent::OnOpen => seen.channel_open.store(true, Ordering::Relaxed),
            DataChannelEvent::OnMessage(message) => {
                let text = String::from_utf8_lossy(&message.data).into_owned();
                seen.texts.lock().expect("no panic").push(text);
            }
            _ => {}
        }
    }
}

struct Handler {
    seen: Arc<Seen>,
    devices: SyntheticDevices,
    found: mpsc::UnboundedSender<Candidate>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Handler {
    async fn on_ice_candidate(&self, event: RTCPeerConnectionIceEvent) {
        if let Ok(found) = event.candidate.to_json() {
            let _ = self.found.send(Candidate {
                candidate: found.candidate,
                sdp_mid: Some("0".into()),
                sdp_m_line_index: Some(0),
            });
        }
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        if state == RTCPeerConnectionState::Connected {
            self.seen.connected.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let (seen, devices) = (self.seen.clone(), self.devices.clone());
        let (packets, arrived) = std::sync::mpsc::channel::<rtc::rtp::Packet>();
        let (ask, mut asked) = mpsc::unbounded_channel::<u32>();
        let (kind, asking) = (track.kind().await, track.clone());
        std::thread::spawn(move || match kind {
            RtpCodecKind::Video => watch(&arrived, &seen, &ask),
            _ => listen(&arrived, &devices),
        });
        tokio::spawn(async move {
            while let Some(media_ssrc) = asked.recv().await {
                let report = PictureLossIndication {
                    sender_ssrc: 1,
                    media_ssrc,
                };
                let _ = asking.write_rtcp(vec![Box::new(report)]).await;
            }
        });
        tokio::spawn(async move {
            while let Some(event) = track.poll().await {
                if let TrackRemoteEvent::OnRtpPacket(packet) = event {
                    let _ = packets.send(packet);
                }
            }
        });
    }
}
