//! Plays the seat: opens a call, carries the signalling to a caller, and keeps
//! what the call tells.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sportello_media::{
    CallCommand, CallCommands, CallEvent, CallSettings, CallStatistics, Candidate, DeviceReport,
    Engine, LinkState, NativeEngine, Reach, SyntheticDevices, Trouble, Vp8Decoder,
    shows_test_picture,
};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::caller::{Caller, add_candidate};
use super::relay::{Impairment, Relay};

/// What the call told so far.
#[derive(Default)]
pub struct Told {
    pub links: Vec<LinkState>,
    pub answers: Vec<String>,
    pub pictures: u32,
    pub test_pictures: u32,
    pub first_picture: Option<Instant>,
    pub frames: u32,
    pub previews: u32,
    pub widest_preview: u32,
    pub level: f32,
    pub own_level: f32,
    pub reports: Vec<DeviceReport>,
    pub texts: Vec<String>,
    pub troubles: Vec<Trouble>,
    pub statistics: Vec<CallStatistics>,
    pub ended: bool,
}

pub struct Desk {
    pub commands: CallCommands,
    pub devices: SyntheticDevices,
    pub opened: Instant,
    told: Arc<Mutex<Told>>,
    candidates: Option<mpsc::UnboundedReceiver<Candidate>>,
    reader: JoinHandle<()>,
    carriers: Vec<JoinHandle<()>>,
    relays: Arc<Mutex<Vec<Relay>>>,
    by_relay_only: bool,
}

pub fn settings() -> CallSettings {
    CallSettings {
        reach: Reach::ThisComputer,
        camera_on: true,
        microphone_on: true,
        label: "Biblioteca di Forlì".into(),
        ..Default::default()
    }
}

impl Desk {
    pub fn open(settings: CallSettings, devices: SyntheticDevices) -> Self {
        let engine = NativeEngine::new(Arc::new(devices.clone()));
        Self::open_with(&engine, settings, devices)
    }

    /// A call of an engine whose devices can be chosen.
    pub fn open_with(
        engine: &NativeEngine,
        settings: CallSettings,
        devices: SyntheticDevices,
    ) -> Self {
        let opened = Instant::now();
        let call = engine.open(settings).expect("a call opens");
        let told = Arc::new(Mutex::new(Told::default()));
        let (found, candidates) = mpsc::unbounded_channel();
        let reader = tokio::spawn(keep(call.events, told.clone(), found));
        Self {
            commands: call.commands,
            devices,
            opened,
            told,
            candidates: Some(candidates),
            reader,
            carriers: Vec::new(),
            relays: Arc::default(),
            by_relay_only: false,
        }
    }

    /// The two ends hear of each other's relayed addresses alone.
    pub async fn answer_by_relay(&mut self, caller: &mut Caller) {
        self.by_relay_only = true;
        self.answer(caller).await;
    }

    /// Carries candidates both ways, then makes the first offer.
    pub async fn answer(&mut self, caller: &mut Caller) {
        self.answer_through(caller, None).await;
    }

    /// The same over a network that loses and delays.
    pub async fn answer_through(&mut self, caller: &mut Caller, impairment: Option<Impairment>) {
        let mut theirs = caller.candidates.take().expect("answered once");
        let mut ours = self.candidates.take().expect("answered once");
        let (commands, peer) = (self.commands.clone(), caller.peer.clone());
        let only_relayed = self.by_relay_only;
        let is_hidden = move |one: &Candidate| only_relayed && !one.candidate.contains("typ relay");
        self.carriers.push(tokio::spawn(async move {
            while let Some(candidate) = theirs.recv().await {
                // Through a relay the desk learns the caller's way by its packets.
                if impairment.is_none() && !is_hidden(&candidate) {
                    commands.send(CallCommand::RemoteCandidate(candidate));
                }
            }
        }));
        // Held back until the answer was taken, as a browser needs it.
        let relays = self.relays.clone();
        self.carriers.push(tokio::spawn(async move {
            while let Some(mut candidate) = ours.recv().await {
                if is_hidden(&candidate) {
                    continue;
                }
                while peer.remote_description().await.is_none() {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                if let Some(impairment) = impairment {
                    let relay = Relay::before(&mut candidate, impairment).await;
                    relays.lock().expect("no panic").push(relay);
                }
                add_candidate(&peer, candidate).await;
            }
        }));
        self.negotiate(caller, false).await;
    }

    /// Offer and answer once more.
    pub async fn negotiate(&self, caller: &Caller, ice_restart: bool) {
        let before = self.told(|told| told.answers.len());
        let sdp = caller.offer(ice_restart).await;
        let sdp = if self.relay_is_used() {
            without_candidates(&sdp)
        } else {
            sdp
        };
        assert!(self.commands.send(CallCommand::RemoteOffer { sdp }));
        super::eventually("the desk answers", || {
            self.told(|told| told.answers.len()) > before
        })
        .await;
        let answer = self
            .told(|told| told.answers.last().cloned())
            .expect("just told");
        caller.take_answer(without_candidates(&answer)).await;
    }

    pub fn told<T>(&self, read: impl FnOnce(&Told) -> T) -> T {
        read(&self.told.lock().expect("no panic"))
    }

    pub fn link(&self) -> Option<LinkState> {
        self.told(|told| told.links.last().copied())
    }

    /// Datagrams that the relays carried and lost.
    pub fn carried_and_lost(&self) -> (u64, u64) {
        let relays = self.relays.lock().expect("no panic");
        let sum = |count: fn(&Relay) -> &AtomicU64| {
            relays
                .iter()
                .map(|relay| count(relay).load(Ordering::Relaxed))
                .sum()
        };
        (
            sum(|relay| &relay.count.carried),
            sum(|relay| &relay.count.lost),
        )
    }

    /// Closes the call and waits until its events have ended.
    pub async fn close(self) -> Vec<LinkState> {
        self.commands.send(CallCommand::Close);
        let told = self.told.clone();
        let ended = || told.lock().expect("no panic").ended;
        super::eventually("the events end", ended).await;
        let _ = self.reader.await;
        for carrier in self.carriers {
            carrier.abort();
        }
        assert!(
            !self.commands.send(CallCommand::NeedKeyFrame),
            "the call is over"
        );
        told.lock().expect("no panic").links.clone()
    }

    fn relay_is_used(&self) -> bool {
        self.by_relay_only || !self.relays.lock().expect("no panic").is_empty()
    }
}

async fn keep(
    mut events: mpsc::Receiver<CallEvent>,
    told: Arc<Mutex<Told>>,
    found: mpsc::UnboundedSender<Candidate>,
) {
    let mut decoder = Vp8Decoder::new().expect("libvpx");
    while let Some(event) = events.recv().await {
        let mut told = told.lock().expect("no panic");
        match event {
            CallEvent::LocalAnswer { sdp } => told.answers.push(sdp),
            CallEvent::LocalCandidate(candidate) => {
                let _ = found.send(candidate);
            }
            CallEvent::Link(link) => told.links.push(link),
            CallEvent::RemotePicture(picture) => {
                told.pictures += 1;
                told.first_picture.get_or_insert_with(Instant::now);
                let frame = decoder.decode(&picture.data).expect("in decoding order");
                told.test_pictures +=
                    u32::from(frame.is_some_and(|frame| shows_test_picture(&frame)));
            }
            CallEvent::RemoteFrame(frame) => {
                told.frames += 1;
                told.test_pictures += u32::from(shows_test_picture(&frame));
            }
            CallEvent::OwnPreview(preview) => {
                told.previews += 1;
                told.widest_preview = told.widest_preview.max(preview.width);
            }
            CallEvent::RemoteLevel(level) => told.level = level,
            CallEvent::OwnLevel(level) => told.own_level = level,
            CallEvent::Device(report) => told.reports.push(report),
            CallEvent::Data(text) => told.texts.push(text),
            CallEvent::Trouble(trouble) => told.troubles.push(trouble),
            CallEvent::Statistics(statistics) => told.statistics.push(statistics),
        }
    }
    told.lock().expect("no panic").ended = true;
}

/// Candidates are trickled here, so that a relay can stand before each.
fn without_candidates(sdp: &str) -> String {
    let kept = sdp.lines().filter(|line| {
        !line.starts_with("a=candidate:") && !line.starts_with("a=end-of-candidates")
    });
    kept.map(|line| format!("{line}\r\n")).collect()
}
