//! The call follows the desk, and its pictures go to the host.

use sportello_media::{CallCommand, CallEvent, Frame};
use sportello_wire::seat::{FromSeat, SeatContact};
use sportello_wire::window::picture;
use sportello_wire::{ContactId, LegId, Mode, Signal};

use super::Task;
use crate::call::{Call, CallPlan};
use crate::gate::{Gate, Verdict};

impl Task {
    /// It begins when a contact here is talked in with sound, and ends with that:
    /// not while the librarian's own call still rings, nor in chats. There is one at a
    /// time, whatever else is under way.
    pub(super) fn follow_contacts(&mut self) {
        let mut here = self.contacts().filter(|contact| !contact.calling);
        let wanted = here.find_map(|contact| {
            let with = sent_in(contact)?;
            Some((contact.id, with, contact.on_hold))
        });
        drop(here);
        let Some((contact, with, on_hold)) = wanted else {
            return self.end_call();
        };
        match &mut self.call {
            Some(call) if call.contact == contact => call.follow_desk(with, on_hold),
            Some(_) | None => {
                self.end_call();
                let camera_on = !self.devices.chosen().camera_off;
                self.call = Some(Call::new(contact, with, on_hold, camera_on));
            }
        }
    }

    pub(super) fn end_call(&mut self) {
        if let Some(mut call) = self.call.take() {
            call.close();
            self.show_level(Some(0.0), Some(0.0));
        }
        self.call_events = None;
    }

    pub(super) fn with_call(&mut self, order: impl FnOnce(&mut Call)) {
        if let Some(call) = &mut self.call {
            order(call);
        }
    }

    pub(super) fn hear_signal(&mut self, contact: ContactId, leg: LegId, signal: Signal) {
        let Some(welcome) = &self.welcome else { return };
        let plan = CallPlan {
            reach: self.settings.reach,
            picture: self.settings.picture.clone(),
            hand_over: self.hand_over,
            ice_servers: self.ways.get(&contact).cloned().unwrap_or_default(),
            label: welcome.library.clone(),
        };
        let Some(call) = self.call.as_mut().filter(|call| call.contact == contact) else {
            return;
        };
        if let Some(events) = call.hear(leg, signal, self.engine.as_ref(), &plan) {
            self.call_events = Some(events);
            self.gate = Gate::default();
        }
    }

    pub(super) fn hear_call(&mut self, event: Option<CallEvent>) {
        let Some(call) = &mut self.call else {
            return self.call_events = None;
        };
        let Some(event) = event else {
            self.call_events = None;
            return call.lost();
        };
        if let Some((leg, signal)) = call.follow(&event) {
            let contact = call.contact;
            self.say(FromSeat::Signal {
                contact,
                leg,
                signal,
            });
        }
        self.hand_on(event);
    }

    fn hand_on(&mut self, event: CallEvent) {
        match event {
            CallEvent::RemotePicture(encoded) => {
                let kind = if encoded.key {
                    picture::PATRON_VP8_KEY
                } else {
                    picture::PATRON_VP8_DELTA
                };
                if self.passes(encoded.key) {
                    let packed = picture::pack(kind, 0, 0, encoded.timestamp, &[&encoded.data]);
                    self.host.picture(packed);
                }
            }
            CallEvent::RemoteFrame(frame) => {
                if self.passes(true) {
                    self.host.picture(pack_frame(picture::PATRON_I420, &frame));
                }
            }
            CallEvent::OwnPreview(frame) => {
                self.host.picture(pack_frame(picture::OWN_I420, &frame));
            }
            CallEvent::Statistics(statistics) => self.host.statistics(&statistics),
            CallEvent::OwnLevel(level) => self.show_level(Some(level), None),
            CallEvent::RemoteLevel(level) => self.show_level(None, Some(level)),
            CallEvent::LocalAnswer { .. }
            | CallEvent::LocalCandidate(_)
            | CallEvent::Link(_)
            | CallEvent::Data(_)
            | CallEvent::Device(_)
            | CallEvent::Trouble(_) => {}
        }
    }

    /// On hold no picture of the patron passes; the first after it is a key picture,
    /// which the call asks for.
    fn passes(&mut self, key: bool) -> bool {
        if self.call.as_ref().is_some_and(Call::is_on_hold) {
            return false;
        }
        match self.gate.judge(key) {
            Verdict::Pass => true,
            Verdict::Drop => false,
            Verdict::DropAndAsk => {
                self.with_call(|call| call.tell(CallCommand::NeedKeyFrame));
                false
            }
        }
    }

    pub(super) fn drawn(&mut self) {
        self.gate.drawn();
        if self.gate.wants_key() {
            self.with_call(|call| call.tell(CallCommand::NeedKeyFrame));
        }
    }
}

/// What the librarian sends in a contact: never more than the contact is; nothing
/// in a chat.
fn sent_in(contact: &SeatContact) -> Option<Mode> {
    match (contact.mode, contact.answered_with) {
        (Mode::Chat, _) | (_, Mode::Chat) => None,
        (Mode::Video, Mode::Video) => Some(Mode::Video),
        (Mode::Voice, Mode::Video | Mode::Voice) | (Mode::Video, Mode::Voice) => Some(Mode::Voice),
    }
}

pub(super) fn pack_frame(kind: u8, frame: &Frame) -> Vec<u8> {
    let side = |length: u32| u16::try_from(length).unwrap_or(u16::MAX);
    let planes: [&[u8]; 3] = [&frame.y, &frame.u, &frame.v];
    picture::pack(kind, side(frame.width), side(frame.height), 0, &planes)
}
