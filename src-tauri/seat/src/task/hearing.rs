//! What the seat hears: from its server, and from the engine that holds its call.

use sportello_link::LinkEvent;
use sportello_media::{CallCommand, CallEvent, Frame, IceServer};
use sportello_wire::seat::{FromSeat, OfferEnd, SeatDesk, ToSeat};
use sportello_wire::window::{Connection, NewsItem, SignInTrouble, picture};
use sportello_wire::{ContactId, LegId, MessageId, Mode, RefusalCode, Signal};

use super::{Task, Welcome};
use crate::call::{Call, CallPlan};
use crate::gate::{Gate, Verdict};

impl Task {
    pub(super) fn hear_link(&mut self, event: Option<LinkEvent>) {
        let why = match event {
            Some(LinkEvent::Heard(message)) => return self.hear(*message),
            Some(LinkEvent::Away) => return self.hear_away(),
            Some(LinkEvent::Unreachable) => Some(SignInTrouble::Unreachable),
            Some(LinkEvent::Refused(code)) => Some(SignInTrouble::Refused { code }),
            None => None,
        };
        self.leave();
        self.connection = Connection::SignedOut { why };
    }

    /// Nothing can be answered while the server is away, so nothing rings.
    fn hear_away(&mut self) {
        self.connection = Connection::Away;
        for entry in self.desk.iter_mut().flat_map(|desk| &mut desk.line) {
            entry.rings_here = false;
        }
        self.ringing.follow(&[], self.host.as_ref());
    }

    fn hear(&mut self, message: ToSeat) {
        match message {
            ToSeat::Welcome {
                token: _,
                librarian,
                library,
                handles,
                public,
                ice_servers,
            } => {
                let links = handles
                    .iter()
                    .map(|handle| format!("{}/{handle}", public.base));
                self.connection = Connection::Online;
                self.welcome = Some(Welcome {
                    librarian,
                    library,
                    links: links.collect(),
                    public,
                    ice_servers: ice_servers.into_iter().map(ice_server).collect(),
                });
            }
            ToSeat::Desk { desk } => self.hear_desk(desk),
            ToSeat::History { contact, messages } => {
                if self.contact() == Some(contact) {
                    self.thread.hear_history(messages);
                    self.say_again(contact);
                }
            }
            ToSeat::Message { message } => self.thread.hear(message),
            ToSeat::Signal {
                contact,
                leg,
                signal,
            } => self.hear_signal(contact, leg, signal),
            ToSeat::OfferEnded { patron, why } => self.tell(match why {
                OfferEnd::AnsweredBy { librarian } => NewsItem::AnsweredBy { patron, librarian },
                OfferEnd::PatronLeft => NewsItem::PatronLeft { patron },
                OfferEnd::Missed => NewsItem::Missed { patron },
                OfferEnd::Ended { by } => NewsItem::ContactEnded { by },
            }),
            ToSeat::Refused { code, about } => self.refused(code, about),
            ToSeat::SignInRefused { .. } | ToSeat::Heartbeat => {}
        }
    }

    /// The call follows the desk: it begins and ends with the contact at this seat.
    fn hear_desk(&mut self, desk: SeatDesk) {
        let before = self.contact();
        let here = desk.contact.clone().filter(|contact| contact.here);
        self.ringing.follow(&desk.line, self.host.as_ref());
        self.desk = Some(desk);
        if before == here.as_ref().map(|contact| contact.id) {
            return;
        }
        self.end_call();
        if let Some(contact) = here.filter(|contact| contact.answered_with != Mode::Chat) {
            self.call = Some(Call::new(contact.id, contact.answered_with));
        }
    }

    fn hear_signal(&mut self, contact: ContactId, leg: LegId, signal: Signal) {
        let Some(welcome) = &self.welcome else { return };
        let plan = CallPlan {
            reach: self.settings.reach,
            picture: self.settings.picture.clone(),
            hand_over: self.hand_over,
            ice_servers: welcome.ice_servers.clone(),
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
            CallEvent::LocalAnswer { .. }
            | CallEvent::LocalCandidate(_)
            | CallEvent::Link(_)
            | CallEvent::RemoteLevel(_)
            | CallEvent::Data(_)
            | CallEvent::Trouble(_) => {}
        }
    }

    fn passes(&mut self, key: bool) -> bool {
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

    fn say_again(&self, contact: ContactId) {
        for message in self.thread.pending() {
            let (id, text) = (message.id, message.text.clone());
            self.say(FromSeat::Say { contact, id, text });
        }
    }

    fn refused(&mut self, code: RefusalCode, about: Option<MessageId>) {
        if let Some(id) = about {
            self.thread.refused(id);
        }
        self.tell(NewsItem::Refused { code });
    }
}

fn ice_server(server: sportello_wire::IceServer) -> IceServer {
    IceServer {
        urls: server.urls,
        username: server.username,
        credential: server.credential,
    }
}

fn pack_frame(kind: u8, frame: &Frame) -> Vec<u8> {
    let side = |length: u32| u16::try_from(length).unwrap_or(u16::MAX);
    let planes: [&[u8]; 3] = [&frame.y, &frame.u, &frame.v];
    picture::pack(kind, side(frame.width), side(frame.height), 0, &planes)
}
