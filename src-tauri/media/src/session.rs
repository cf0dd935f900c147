//! The task that owns a call from `open` to its end.
//!
//! It obeys orders, passes on what the connection notices and tells the
//! statistics; media flows past it, between the workers and the connection.
//! The end is always the same: connection closed, tasks aborted, workers
//! joined, `Closed` told, events ended.

use std::sync::Arc;
use std::time::Duration;

use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use webrtc::data_channel::DataChannel;
use webrtc::media_stream::track_remote::TrackRemote;

use crate::MediaError;
use crate::call::{CallCommand, CallEvent, CallSettings, Candidate, LinkState, Trouble};
use crate::connection::{Connection, Notice, Streams};
use crate::crew::{Incoming, Outgoing};
use crate::devices::outfit::Outfit;
use crate::gauges::{Gauges, add};
use crate::inbound::picture::PictureInput;
use crate::outbound::camera::{self, View};
use crate::outbound::packets::Packetizer;
use crate::outbound::picture::PictureSource;
use crate::outbox::Outbox;
use crate::pumps;
use crate::sdp::Kind;
use crate::statistics::Meter;
use crate::workers::{Worker, join_all};

/// The data channel that the browser opens; others are left alone.
const CHANNEL: &str = "desk";
const EVERY_SECOND: Duration = Duration::from_secs(1);
/// Candidates kept for the offer they belong to.
const MOST_EARLY_CANDIDATES: usize = 128;

/// See the module.
pub struct Session {
    settings: CallSettings,
    outfit: Arc<Outfit>,
    outbox: Outbox,
    gauges: Arc<Gauges>,
    streams: Streams,
    view: Arc<View>,
    /// The worker that holds the camera, or that was told to let it go.
    camera: Option<Worker>,
    incoming: Incoming,
    outgoing: Outgoing,
}

impl Session {
    /// Starts the workers.
    pub fn start(
        settings: CallSettings,
        outfit: Arc<Outfit>,
        outbox: Outbox,
    ) -> Result<Self, MediaError> {
        let (camera_on, microphone_on) = (settings.camera_on, settings.microphone_on);
        let start_kbps = settings.picture.start_kbps;
        let gauges = Arc::new(Gauges::new(start_kbps, camera_on, microphone_on));
        let streams = Streams {
            sound: rand::random(),
            picture: rand::random(),
            repair: rand::random(),
        };
        let view = Arc::new(View::default());
        let incoming = Incoming::start(settings.hand_over, &outfit, &outbox, &gauges)?;
        let source = PictureSource {
            settings: settings.picture.clone(),
            label: settings.label.clone(),
            view: view.clone(),
            packetizer: Packetizer::new(streams.picture, rand::random(), rand::random()),
        };
        let speech = Packetizer::new(streams.sound, rand::random(), rand::random());
        let outgoing = Outgoing::start(source, speech, &outfit, &outbox, &gauges)?;
        let mut session = Self {
            settings,
            outfit,
            outbox,
            gauges,
            streams,
            view,
            camera: None,
            incoming,
            outgoing,
        };
        session.set_camera(camera_on);
        Ok(session)
    }

    /// Holds the call until it ends.
    pub async fn run(mut self, orders: mpsc::UnboundedReceiver<CallCommand>) {
        let (notices, noticed) = mpsc::unbounded_channel();
        let opened = Connection::open(&self.settings, self.streams, &self.gauges, notices).await;
        match opened {
            Ok(connection) => {
                let mut talk = Talk::new(self, connection);
                talk.hold(orders, noticed).await;
                self = talk.end().await;
            }
            Err(error) => {
                self.outbox
                    .tell(CallEvent::Trouble(Trouble::Refused { error }));
                self.outbox.tell(CallEvent::Link(LinkState::Failed));
            }
        }
        let workers = self.camera.into_iter();
        let workers = workers
            .chain(self.incoming.workers)
            .chain(self.outgoing.workers);
        let workers = workers.collect();
        // Only a cancelled runtime makes this fail; then nobody waits either.
        let _ = tokio::task::spawn_blocking(move || join_all(workers)).await;
        self.outbox.tell(CallEvent::Link(LinkState::Closed));
    }

    fn set_camera(&mut self, on: bool) {
        let was_on = self.gauges.camera_on();
        self.gauges.set_camera_on(on);
        if !on {
            self.camera.iter().for_each(Worker::let_go);
            return;
        }
        let holds = |worker: &Worker| !worker.has_ended();
        if was_on && self.camera.as_ref().is_some_and(holds) {
            return;
        }
        let outbox = self.outbox.clone();
        let started = camera::start(
            self.outfit.clone(),
            self.settings.picture.clone(),
            self.view.clone(),
            self.camera.take(),
            move |report| outbox.tell(CallEvent::Device(report)),
        );
        match started {
            Ok(worker) => self.camera = Some(worker),
            Err(error) => self
                .outbox
                .tell(CallEvent::Trouble(Trouble::Refused { error })),
        }
    }
}

/// A session whose connection is open.
struct Talk {
    session: Session,
    connection: Connection,
    pumps: JoinSet<()>,
    meter: Meter,
    link: LinkState,
    answer: Option<String>,
    early: Vec<Candidate>,
    seen: Option<Arc<dyn TrackRemote>>,
    channel: Option<Arc<dyn DataChannel>>,
}

impl Talk {
    fn new(mut session: Session, connection: Connection) -> Self {
        let mut pumps = JoinSet::new();
        let outgoing = &mut session.outgoing;
        for (kind, packets) in [
            (Kind::Sound, &mut outgoing.sound),
            (Kind::Picture, &mut outgoing.picture),
        ] {
            let (_, nothing) = mpsc::channel(1);
            let packets = std::mem::replace(packets, nothing);
            pumps.spawn(pumps::send(packets, connection.track(kind)));
        }
        Self {
            session,
            connection,
            pumps,
            meter: Meter::default(),
            link: LinkState::Connecting,
            answer: None,
            early: Vec::new(),
            seen: None,
            channel: None,
        }
    }

    /// Until the order to close, or until nobody listens or speaks any more.
    async fn hold(
        &mut self,
        mut orders: mpsc::UnboundedReceiver<CallCommand>,
        mut noticed: mpsc::UnboundedReceiver<Notice>,
    ) {
        let outbox = self.session.outbox.clone();
        let mut seconds = tokio::time::interval(EVERY_SECOND);
        seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    None | Some(CallCommand::Close) => return,
                    Some(order) => self.obey(order).await,
                },
                Some(notice) = noticed.recv() => self.notice(notice).await,
                Some(source) = self.session.incoming.asked.recv() => self.ask_for_key_frame(source).await,
                _ = seconds.tick() => self.tell_statistics().await,
                () = outbox.unread() => return,
            }
        }
    }

    async fn end(mut self) -> Session {
        self.connection.close().await;
        self.pumps.shutdown().await;
        self.session
    }

    async fn obey(&mut self, order: CallCommand) {
        match order {
            CallCommand::RemoteOffer { sdp } => self.answer(&sdp).await,
            CallCommand::RemoteCandidate(candidate) => self.take_candidate(candidate).await,
            CallCommand::SetCamera(on) => self.session.set_camera(on),
            CallCommand::SetMicrophone(on) => self.session.gauges.set_microphone_on(on),
            CallCommand::SetSpeaker(on) => self.session.gauges.set_speaker_on(on),
            CallCommand::SetHandOver(hand_over) => {
                self.tell_picture_in(PictureInput::HandOver(hand_over));
            }
            CallCommand::NeedKeyFrame => self.tell_picture_in(PictureInput::Restart),
            CallCommand::SendData(text) => self.send_data(&text).await,
            // `hold` took it as the end.
            CallCommand::Close => {}
        }
    }

    async fn answer(&mut self, offer: &str) {
        match self.connection.answer(offer).await {
            Ok(answer) => {
                self.tell(CallEvent::LocalAnswer {
                    sdp: answer.clone(),
                });
                self.answer = Some(answer);
                for candidate in std::mem::take(&mut self.early) {
                    self.take_candidate(candidate).await;
                }
                self.agree().await;
            }
            Err(error) => {
                self.refuse(error);
                if self.answer.is_none() {
                    self.tell(CallEvent::Link(LinkState::Failed));
                }
            }
        }
    }

    async fn take_candidate(&mut self, candidate: Candidate) {
        if candidate.candidate.is_empty() {
            return;
        }
        if self.answer.is_none() {
            if self.early.len() < MOST_EARLY_CANDIDATES {
                self.early.push(candidate);
            }
        } else if let Err(error) = self.connection.add_candidate(candidate).await {
            self.refuse(error);
        }
    }

    /// Payload types are the browser's; they count once we are connected.
    async fn agree(&self) {
        let gauges = &self.session.gauges;
        let Some(answer) = self
            .answer
            .as_deref()
            .filter(|_| self.link == LinkState::Connected)
        else {
            return;
        };
        gauges.set_sound_payload_type(self.connection.payload_type(Kind::Sound, answer).await);
        gauges.set_picture_payload_type(self.connection.payload_type(Kind::Picture, answer).await);
    }

    async fn notice(&mut self, notice: Notice) {
        match notice {
            Notice::Candidate(candidate) => self.tell(CallEvent::LocalCandidate(candidate)),
            Notice::Link(link) => {
                self.link = link;
                self.agree().await;
                self.tell(CallEvent::Link(link));
            }
            Notice::Track(track) => self.take_track(track).await,
            Notice::Channel(channel) => {
                if channel.label().await.is_ok_and(|label| label == CHANNEL) {
                    self.pumps
                        .spawn(pumps::data(channel.clone(), self.session.outbox.clone()));
                    self.channel = Some(channel);
                }
            }
        }
    }

    async fn take_track(&mut self, track: Arc<dyn TrackRemote>) {
        match track.kind().await {
            RtpCodecKind::Video => {
                self.seen = Some(track.clone());
                self.pumps
                    .spawn(pumps::picture(track, self.session.incoming.picture.clone()));
            }
            RtpCodecKind::Audio => {
                self.pumps
                    .spawn(pumps::sound(track, self.session.incoming.sound.clone()));
            }
            _ => {}
        }
    }

    async fn ask_for_key_frame(&self, source: u32) {
        let Some(track) = &self.seen else {
            return;
        };
        add(&self.session.gauges.counters.key_frames_asked, 1);
        let report = PictureLossIndication {
            sender_ssrc: self.session.streams.picture,
            media_ssrc: source,
        };
        if let Err(error) = track.write_rtcp(vec![Box::new(report)]).await {
            tracing::debug!(%error, "a key frame could not be asked for");
        }
    }

    async fn send_data(&self, text: &str) {
        let sent = match &self.channel {
            Some(channel) => channel.send_text(text).await.is_ok(),
            None => false,
        };
        if !sent {
            self.tell(CallEvent::Trouble(Trouble::DataNotSent));
        }
    }

    async fn tell_statistics(&mut self) {
        if self.link != LinkState::Connected {
            return;
        }
        let round_trip = self.connection.round_trip().await;
        let statistics = self.meter.read(&self.session.gauges, round_trip);
        self.session.outbox.offer(CallEvent::Statistics(statistics));
    }

    fn tell_picture_in(&self, input: PictureInput) {
        if self.session.incoming.picture.try_send(input).is_err() {
            tracing::warn!("the picture worker is not keeping up");
        }
    }

    fn refuse(&self, error: MediaError) {
        self.tell(CallEvent::Trouble(Trouble::Refused { error }));
    }

    fn tell(&self, event: CallEvent) {
        self.session.outbox.tell(event);
    }
}
