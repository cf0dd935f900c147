//! The peer connection of a call, behind the few things a session does with it.
//!
//! The only module that speaks to the `webrtc` crate. What the connection
//! notices by itself comes out as [`Notice`]s; its callbacks run inside the
//! connection's driver, so they only pass things on and never wait.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::media_engine::{
    MIME_TYPE_OPUS, MIME_TYPE_RTX, MIME_TYPE_VP8, MediaEngine,
};
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::transport::RTCIceCandidateInit;
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters,
    RTCRtpEncodingParameters, RTCRtpRtxParameters, RtpCodecKind,
};
use rtc::shared::error::Error;
use tokio::sync::mpsc;
use webrtc::data_channel::DataChannel;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::TrackRemote;
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCIceServer,
    RTCPeerConnectionIceEvent, RTCPeerConnectionState, StatsSelector,
};
use webrtc::rtp_transceiver::RtpSender;

use crate::MediaError;
use crate::call::{CallSettings, Candidate, LinkState, Reach};
use crate::gauges::Gauges;
use crate::network;
use crate::sdp::{self, Kind};
use crate::shim::{self, StandIns};

/// Repairs come late; with the stock window of 64 SRTP drops them as repeated.
const REPLAY_WINDOW: usize = 1_024;
const CLOSING_PATIENCE: Duration = Duration::from_secs(3);
const OPUS: u8 = 111;
const VP8: u8 = 96;
const VP8_REPAIR: u8 = 97;

/// What the connection notices by itself.
pub enum Notice {
    /// A way to reach us.
    Candidate(Candidate),
    /// The link changed.
    Link(LinkState),
    /// The browser sends a track.
    Track(Arc<dyn TrackRemote>),
    /// The browser opened a data channel.
    Channel(Arc<dyn DataChannel>),
}

/// Our stream numbers; chosen at random by the session.
#[derive(Debug, Clone, Copy)]
pub struct Streams {
    /// Of the sound.
    pub sound: u32,
    /// Of the picture.
    pub picture: u32,
    /// Of the picture's retransmissions.
    pub repair: u32,
}

/// See the module.
pub struct Connection {
    peer: Arc<dyn PeerConnection>,
    /// For relays that are reached in a stream.
    _standing: StandIns,
    sound: Outgoing,
    picture: Outgoing,
}

struct Outgoing {
    track: Arc<TrackLocalStaticRTP>,
    sender: Option<Arc<dyn RtpSender>>,
}

impl Connection {
    /// Opens the sockets; nothing is sent before an offer.
    pub async fn open(
        settings: &CallSettings,
        streams: Streams,
        gauges: &Arc<Gauges>,
        notices: mpsc::UnboundedSender<Notice>,
    ) -> Result<Self, MediaError> {
        let (usable, standing) = shim::stand_in(&settings.ice_servers).await;
        let settings = &CallSettings {
            ice_servers: usable,
            ..settings.clone()
        };
        let peer = match settings.reach {
            Reach::ThisComputer => build(settings, THIS_COMPUTER, gauges, &notices).await,
            Reach::Everywhere => match build(settings, EVERYWHERE, gauges, &notices).await {
                Ok(peer) => Ok(peer),
                Err(error) => {
                    tracing::warn!(%error, "no network could be opened, only this computer");
                    build(settings, THIS_COMPUTER, gauges, &notices).await
                }
            },
        };
        Ok(Self {
            peer: peer.map_err(broken)?,
            _standing: standing,
            sound: Outgoing::new(Kind::Sound, streams.sound, None),
            picture: Outgoing::new(Kind::Picture, streams.picture, Some(streams.repair)),
        })
    }

    /// The track to which packets of a kind are written.
    pub fn track(&self, kind: Kind) -> Arc<TrackLocalStaticRTP> {
        match kind {
            Kind::Sound => self.sound.track.clone(),
            Kind::Picture => self.picture.track.clone(),
        }
    }

    /// Answers an offer: the first, a renegotiation, an ICE restart.
    pub async fn answer(&mut self, offer: &str) -> Result<String, MediaError> {
        let offered = RTCSessionDescription::offer(offer.to_owned()).map_err(refused)?;
        for (kind, outgoing) in [
            (Kind::Sound, &mut self.sound),
            (Kind::Picture, &mut self.picture),
        ] {
            if outgoing.sender.is_none() && sdp::has(offer, kind) {
                let track = outgoing.track.clone() as Arc<dyn TrackLocal>;
                let sender = self.peer.add_track(track).await.map_err(broken)?;
                outgoing.sender = Some(sender);
            }
        }
        self.peer
            .set_remote_description(offered)
            .await
            .map_err(refused)?;
        let answer = self.peer.create_answer(None).await.map_err(refused)?;
        self.peer
            .set_local_description(answer)
            .await
            .map_err(refused)?;
        let described = self.peer.local_description().await;
        described
            .map(|description| description.sdp)
            .ok_or_else(|| MediaError::BadOffer("it has no answer".into()))
    }

    /// Takes a candidate; only after the first offer.
    pub async fn add_candidate(&self, candidate: Candidate) -> Result<(), MediaError> {
        let candidate = RTCIceCandidateInit {
            candidate: candidate.candidate,
            sdp_mid: candidate.sdp_mid,
            sdp_mline_index: candidate.sdp_m_line_index,
            ..Default::default()
        };
        let added = self.peer.add_ice_candidate(candidate).await;
        added.map_err(|error| MediaError::BadCandidate(error.to_string()))
    }

    /// The browser's number for our codec of a kind, if `answer` lets us send.
    pub async fn payload_type(&self, kind: Kind, answer: &str) -> Option<u8> {
        let (outgoing, codec) = match kind {
            Kind::Sound => (&self.sound, MIME_TYPE_OPUS),
            Kind::Picture => (&self.picture, MIME_TYPE_VP8),
        };
        if !sdp::sends(answer, kind) {
            return None;
        }
        let parameters = outgoing.sender.as_ref()?.get_parameters().await.ok()?;
        let codecs = &parameters.rtp_parameters.codecs;
        let ours = codecs
            .iter()
            .find(|agreed| agreed.rtp_codec.mime_type.eq_ignore_ascii_case(codec));
        ours.map(|agreed| agreed.payload_type)
    }

    /// The round trip of the path in use, if it was measured.
    pub async fn round_trip(&self) -> Option<Duration> {
        let report = self
            .peer
            .get_stats(Instant::now(), StatsSelector::None)
            .await;
        let measured = report
            .candidate_pairs()
            .filter(|pair| pair.nominated && pair.current_round_trip_time > 0.0);
        let seconds = measured
            .max_by_key(|pair| pair.bytes_received)
            .map(|pair| pair.current_round_trip_time)?;
        Duration::try_from_secs_f64(seconds).ok()
    }

    /// Ends the connection and its driver.
    pub async fn close(self) {
        let closing = tokio::time::timeout(CLOSING_PATIENCE, self.peer.close()).await;
        if !matches!(closing, Ok(Ok(()))) {
            tracing::warn!("the connection did not close cleanly");
        }
    }
}

impl Outgoing {
    fn new(kind: Kind, stream: u32, repair: Option<u32>) -> Self {
        let (name, kind, codec) = match kind {
            Kind::Sound => ("desk-audio", RtpCodecKind::Audio, opus()),
            Kind::Picture => ("desk-video", RtpCodecKind::Video, vp8()),
        };
        let encoding = RTCRtpEncodingParameters {
            rtp_coding_parameters: RTCRtpCodingParameters {
                ssrc: Some(stream),
                rtx: repair.map(|ssrc| RTCRtpRtxParameters { ssrc }),
                ..Default::default()
            },
            codec,
            ..Default::default()
        };
        let track = MediaStreamTrack::new(
            "desk".into(),
            name.into(),
            name.into(),
            kind,
            vec![encoding],
        );
        Self {
            track: Arc::new(TrackLocalStaticRTP::new(track)),
            sender: None,
        }
    }
}

/// A wildcard address leaves out the loopback, so it is named beside it.
const EVERYWHERE: &[&str] = &["0.0.0.0:0", "127.0.0.1:0"];
const THIS_COMPUTER: &[&str] = &["127.0.0.1:0"];

async fn build(
    settings: &CallSettings,
    addresses: &[&'static str],
    gauges: &Arc<Gauges>,
    notices: &mpsc::UnboundedSender<Notice>,
) -> Result<Arc<dyn PeerConnection>, Error> {
    let mut media_engine = media_engine()?;
    let chain = network::chain(&settings.picture, gauges, &mut media_engine)?;
    let servers = settings.ice_servers.iter().map(|server| RTCIceServer {
        urls: server.urls.clone(),
        username: server.username.clone(),
        credential: server.credential.clone(),
    });
    let configuration = RTCConfigurationBuilder::new()
        .with_ice_servers(servers.collect())
        .build();
    let peer = PeerConnectionBuilder::new()
        .with_setting_engine(
            SettingEngineBuilder::new()
                .with_srtp_replay_protection_window(REPLAY_WINDOW)
                .build(),
        )
        .with_configuration(configuration)
        .with_media_engine(media_engine)
        .with_interceptor_registry(chain)
        .with_handler(Arc::new(Handler(notices.clone())))
        .with_udp_addrs(addresses.to_vec())
        .build()
        .await?;
    Ok(Arc::new(peer))
}

fn media_engine() -> Result<MediaEngine, Error> {
    let mut media_engine = MediaEngine::default();
    for (kind, codec, payload_type) in [
        (RtpCodecKind::Audio, opus(), OPUS),
        (RtpCodecKind::Video, vp8(), VP8),
        (RtpCodecKind::Video, repair_of(VP8), VP8_REPAIR),
    ] {
        let codec = RTCRtpCodecParameters {
            rtp_codec: codec,
            payload_type,
        };
        media_engine.register_codec(codec, kind)?;
    }
    Ok(media_engine)
}

fn opus() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_OPUS.into(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".into(),
        rtcp_feedback: vec![],
    }
}

fn vp8() -> RTCRtpCodec {
    let feedback = |kind: &str, parameter: &str| RTCPFeedback {
        typ: kind.into(),
        parameter: parameter.into(),
    };
    RTCRtpCodec {
        mime_type: MIME_TYPE_VP8.into(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: String::new(),
        rtcp_feedback: vec![
            feedback("ccm", "fir"),
            feedback("nack", ""),
            feedback("nack", "pli"),
        ],
    }
}

fn repair_of(payload_type: u8) -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_RTX.into(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: format!("apt={payload_type}"),
        rtcp_feedback: vec![],
    }
}

/// Passes on what happens. A send only fails when the session is over.
struct Handler(mpsc::UnboundedSender<Notice>);

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Handler {
    async fn on_ice_candidate(&self, event: RTCPeerConnectionIceEvent) {
        match event.candidate.to_json() {
            Ok(found) => {
                let _ = self.0.send(Notice::Candidate(Candidate {
                    candidate: found.candidate,
                    // `rtc` 0.21 names an empty section, which browsers refuse.
                    sdp_mid: found.sdp_mid.filter(|mid| !mid.is_empty()),
                    sdp_m_line_index: found.sdp_mline_index,
                }));
            }
            Err(error) => tracing::debug!(%error, "a candidate cannot be written"),
        }
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        let link = match state {
            RTCPeerConnectionState::Connecting => LinkState::Connecting,
            RTCPeerConnectionState::Connected => LinkState::Connected,
            RTCPeerConnectionState::Disconnected => LinkState::Interrupted,
            RTCPeerConnectionState::Failed => LinkState::Failed,
            // The session tells the end itself, when everything has ended.
            _ => return,
        };
        let _ = self.0.send(Notice::Link(link));
    }

    async fn on_data_channel(&self, channel: Arc<dyn DataChannel>) {
        let _ = self.0.send(Notice::Channel(channel));
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let _ = self.0.send(Notice::Track(track));
    }
}

fn refused(error: Error) -> MediaError {
    MediaError::BadOffer(error.to_string())
}

fn broken(error: Error) -> MediaError {
    MediaError::Connection(error.to_string())
}
