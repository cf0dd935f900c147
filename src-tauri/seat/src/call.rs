//! The call at this seat: one leg at a time, from the patron's offer to its end.
//!
//! What is sent follows from three things: what the librarian answered with, the two
//! switches, and whether the call is on hold. On hold nothing goes out and nothing
//! of the patron is played; the switches are as they were when it is over.

use sportello_media::{
    CallCommand, CallCommands, CallEvent, CallSettings, Candidate, DeviceReport, Engine, HandOver,
    IceServer, LinkState, OpenCall, PictureSettings, Reach, Trouble,
};
use sportello_wire::window::{CallDevices, CallLink, CallView, DeviceUse};
use sportello_wire::{CallData, CandidateInit, ContactId, LegId, Mode, Signal};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::devices::put;
use crate::quality::Judge;
use crate::silence::Silence;

/// What every call of this seat has in common.
#[derive(Clone, Debug)]
pub(crate) struct CallPlan {
    pub(crate) reach: Reach,
    pub(crate) picture: PictureSettings,
    pub(crate) hand_over: HandOver,
    pub(crate) ice_servers: Vec<IceServer>,
    /// The library's name, for the still that stands in for the camera.
    pub(crate) label: String,
}

/// The call of the contact under way.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) contact: ContactId,
    answered_with: Mode,
    on_hold: bool,
    /// What the librarian's switches say.
    switches: CallDevices,
    /// The camera is on as soon as there is a picture to send.
    camera_remembered: bool,
    leg: Option<Leg>,
    silence: Silence,
    judge: Judge,
    view: CallView,
}

#[derive(Debug)]
struct Leg {
    id: LegId,
    commands: CallCommands,
}

impl Call {
    /// A call that waits for the patron's offer; it begins with the camera as it was
    /// when the last one ended.
    pub(crate) fn new(
        contact: ContactId,
        answered_with: Mode,
        on_hold: bool,
        camera_on: bool,
    ) -> Self {
        let both = CallDevices {
            camera: true,
            microphone: true,
        };
        let view = CallView {
            link: CallLink::Connecting,
            own: both,
            patron: both,
            troubles: Vec::new(),
            silent: false,
            quality: None,
        };
        let mut call = Self {
            contact,
            answered_with,
            on_hold,
            switches: CallDevices {
                camera: camera_on,
                microphone: true,
            },
            camera_remembered: camera_on,
            leg: None,
            silence: Silence::default(),
            judge: Judge::default(),
            view,
        };
        call.view.own = call.sent();
        call
    }

    /// What the desk says of the contact now.
    pub(crate) fn follow_desk(&mut self, answered_with: Mode, on_hold: bool) {
        if answered_with == Mode::Video && self.answered_with != Mode::Video {
            self.switches.camera = self.camera_remembered; // as at an answer with video
        }
        self.answered_with = answered_with;
        if self.on_hold != on_hold {
            self.on_hold = on_hold;
            self.tell(CallCommand::SetSpeaker(!on_hold));
            if !on_hold {
                self.tell(CallCommand::NeedKeyFrame); // pictures were dropped meanwhile
            }
        }
        self.follow_switches();
    }

    /// The librarian neither sees nor hears the patron for the moment.
    pub(crate) fn is_on_hold(&self) -> bool {
        self.on_hold
    }

    /// What the window shows of it.
    pub(crate) fn view(&self) -> &CallView {
        &self.view
    }

    /// A step of setting up. A new leg opens a new connection: the events of it come
    /// back, to be listened to from now on.
    pub(crate) fn hear(
        &mut self,
        leg: LegId,
        signal: Signal,
        engine: &dyn Engine,
        plan: &CallPlan,
    ) -> Option<mpsc::Receiver<CallEvent>> {
        match signal {
            Signal::Offer { sdp } => {
                let events = if self.leg.as_ref().is_some_and(|known| known.id == leg) {
                    None
                } else {
                    Some(self.open(leg, engine, plan)?)
                };
                self.tell(CallCommand::RemoteOffer { sdp });
                events
            }
            Signal::Candidate { candidate } => {
                if self.leg.as_ref().is_some_and(|known| known.id == leg) {
                    self.tell(CallCommand::RemoteCandidate(from_browser(candidate)));
                }
                None
            }
            Signal::Answer { .. } => None, // the seat never offers
        }
    }

    fn open(
        &mut self,
        leg: LegId,
        engine: &dyn Engine,
        plan: &CallPlan,
    ) -> Option<mpsc::Receiver<CallEvent>> {
        self.close();
        let settings = CallSettings {
            ice_servers: plan.ice_servers.clone(),
            reach: plan.reach,
            picture: plan.picture.clone(),
            camera_on: self.view.own.camera,
            microphone_on: self.view.own.microphone,
            label: plan.label.clone(),
            hand_over: plan.hand_over,
        };
        match engine.open(settings) {
            Ok(OpenCall { commands, events }) => {
                self.leg = Some(Leg { id: leg, commands });
                self.view.link = CallLink::Connecting;
                if self.on_hold {
                    self.tell(CallCommand::SetSpeaker(false));
                }
                Some(events)
            }
            Err(why) => {
                tracing::error!(%why, "the call could not be opened");
                self.view.link = CallLink::Failed;
                None
            }
        }
    }

    /// Something the engine tells. Gives back what the patron's page must hear.
    pub(crate) fn follow(&mut self, event: &CallEvent) -> Option<(LegId, Signal)> {
        let leg = self.leg.as_ref()?.id;
        match event {
            CallEvent::LocalAnswer { sdp } => {
                return Some((leg, Signal::Answer { sdp: sdp.clone() }));
            }
            CallEvent::LocalCandidate(candidate) => {
                let candidate = for_browser(candidate.clone());
                return Some((leg, Signal::Candidate { candidate }));
            }
            CallEvent::Link(state) => {
                self.view.link = link_view(*state, self.view.link);
                self.judge = Judge::default(); // what was before says nothing any more
                self.view.quality = None;
            }
            CallEvent::Data(text) => self.hear_data(text),
            CallEvent::Trouble(trouble) => note(trouble),
            CallEvent::Device(report) => self.note_device(report),
            CallEvent::OwnLevel(level) if self.view.own.microphone => {
                self.silence.hear(*level, Instant::now());
                self.view.silent = self.silence.lasts();
            }
            CallEvent::Statistics(second) => {
                self.judge.take(second, self.view.own.camera);
                self.view.quality = self.judge.shown();
            }
            CallEvent::RemotePicture(_)
            | CallEvent::RemoteFrame(_)
            | CallEvent::OwnPreview(_)
            | CallEvent::OwnLevel(_)
            | CallEvent::RemoteLevel(_) => {}
        }
        None
    }

    /// The engine of this leg is gone; a new offer may bring another.
    pub(crate) fn lost(&mut self) {
        self.leg = None;
        self.view.link = CallLink::Failed;
    }

    /// Switches the own camera; a voice answer has none.
    pub(crate) fn set_camera(&mut self, on: bool) {
        if on && self.answered_with != Mode::Video {
            return;
        }
        (self.switches.camera, self.camera_remembered) = (on, on);
        self.follow_switches();
    }

    /// Switches the own microphone.
    pub(crate) fn set_microphone(&mut self, on: bool) {
        self.switches.microphone = on;
        self.follow_switches();
    }

    /// Tells the engine and the patron's page what is sent from now on, if it changed.
    fn follow_switches(&mut self) {
        let sent = self.sent();
        let before = std::mem::replace(&mut self.view.own, sent);
        if before.camera != sent.camera {
            self.tell(CallCommand::SetCamera(sent.camera));
            self.forget(DeviceUse::Camera);
        }
        if before.microphone != sent.microphone {
            self.tell(CallCommand::SetMicrophone(sent.microphone));
            self.forget(DeviceUse::Microphone);
            self.silence.forget();
            self.view.silent = false;
        }
        if before != sent {
            self.tell_devices();
        }
    }

    /// A device that is closed has no trouble; opened again, it may have.
    fn forget(&mut self, used_for: DeviceUse) {
        self.view
            .troubles
            .retain(|known| known.used_for != used_for);
    }

    fn sent(&self) -> CallDevices {
        CallDevices {
            camera: self.switches.camera && self.answered_with == Mode::Video && !self.on_hold,
            microphone: self.switches.microphone && !self.on_hold,
        }
    }

    /// Gives the engine an order, if there is a connection.
    pub(crate) fn tell(&self, command: CallCommand) {
        if let Some(leg) = &self.leg {
            leg.commands.send(command);
        }
    }

    /// Ends the connection; the engine lets go of the devices.
    pub(crate) fn close(&mut self) {
        self.tell(CallCommand::Close);
        self.leg = None;
    }

    /// The patron's page says what its devices do, first of all when the channel
    /// opens: that is the moment to say what ours do.
    fn hear_data(&mut self, text: &str) {
        match serde_json::from_str(text) {
            Ok(CallData::Devices { camera, microphone }) => {
                self.view.patron = CallDevices { camera, microphone };
                self.tell_devices();
            }
            Err(why) => tracing::debug!(%why, "the patron's page said something unknown"),
        }
    }

    fn tell_devices(&self) {
        let lost = |used_for| {
            let mut about = self.view.troubles.iter();
            about.any(|known| known.used_for == used_for && known.instead.is_none())
        };
        let devices = CallData::Devices {
            camera: self.view.own.camera && !lost(DeviceUse::Camera),
            microphone: self.view.own.microphone && !lost(DeviceUse::Microphone),
        };
        if let Ok(text) = serde_json::to_string(&devices) {
            self.tell(CallCommand::SendData(text));
        }
    }

    fn note_device(&mut self, report: &DeviceReport) {
        let wanted = match report.used_for {
            sportello_media::DeviceUse::Camera => self.view.own.camera,
            sportello_media::DeviceUse::Microphone => self.view.own.microphone,
            sportello_media::DeviceUse::Speaker | sportello_media::DeviceUse::Ringing => true,
        };
        if wanted {
            put(&mut self.view.troubles, report);
            self.tell_devices();
        }
    }
}

fn note(trouble: &Trouble) {
    match trouble {
        Trouble::Refused { error } => tracing::warn!(%error, "refused in a call"),
        Trouble::DataNotSent => {} // said again when the channel opens
    }
}

fn link_view(state: LinkState, before: CallLink) -> CallLink {
    match state {
        LinkState::Connecting => CallLink::Connecting,
        LinkState::Connected => CallLink::Connected,
        LinkState::Interrupted => CallLink::Interrupted,
        LinkState::Failed => CallLink::Failed,
        LinkState::Closed => before,
    }
}

fn from_browser(candidate: CandidateInit) -> Candidate {
    Candidate {
        candidate: candidate.candidate,
        sdp_mid: candidate.sdp_mid,
        sdp_m_line_index: candidate.sdp_m_line_index,
    }
}

fn for_browser(candidate: Candidate) -> CandidateInit {
    CandidateInit {
        candidate: candidate.candidate,
        sdp_mid: candidate.sdp_mid,
        sdp_m_line_index: candidate.sdp_m_line_index,
    }
}
