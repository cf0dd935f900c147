//! What the librarian orders: one arm an order, so that none can be forgotten.
//!
//! Most are said to the server and come back as a changed desk; nothing is shown
//! before it is so.

use rand::random;
use sportello_link::{AddressError, Credentials, Link, ServerAddress};
use sportello_media::{CallCommand, HandOver};
use sportello_wire::seat::{FromSeat, House};
use sportello_wire::window::{Connection, WindowAnswers, WindowOrder};
use sportello_wire::{Attachment, MessageId, MessageView, Speaker, ThreadId};
use tokio::task::JoinSet;
use tokio::time::Instant;
use uuid::Builder;

use super::Task;
use super::administering::Administering;
use super::calendar::Calendar;
use super::call_backs::CallBacks;
use super::cases::Cases;
use super::loans::Loans;
use super::outbox::Outbox;
use crate::clock::{Clock, now};
use crate::threads::Threads;

impl Task {
    pub(super) fn obey(&mut self, order: WindowOrder) {
        use WindowOrder as Order;
        match order {
            Order::SignIn {
                server,
                user,
                password,
            } => self.sign_in(&server, user, password, true),
            Order::SignOut => {
                self.sign_out();
                self.connection = Connection::SignedOut { why: None };
            }
            Order::SetPresence { presence } => self.say(FromSeat::SetPresence { presence }),
            Order::Answer { contact, with } => self.say(FromSeat::Accept { contact, with }),
            Order::Decline { contact } => self.say(FromSeat::Decline { contact }),
            Order::HangUp { contact } => self.say(FromSeat::HangUp { contact }),
            Order::WrapUp {
                contact,
                topic,
                outcome,
                note,
            } => self.say(FromSeat::WrapUp {
                contact,
                topic,
                outcome,
                note,
            }),
            Order::Hold { contact, on } => self.say(FromSeat::Hold { contact, on }),
            Order::SetMode { contact, mode } => self.say(FromSeat::SetMode { contact, mode }),
            Order::Transfer { contact, order } => self.say(FromSeat::Transfer { contact, order }),
            Order::Admit { contact } => self.say(FromSeat::Admit { contact }),
            Order::Block {
                contact,
                days,
                reason,
            } => self.say(FromSeat::Block {
                contact,
                days,
                reason,
            }),
            Order::CallPatron { thread, mode } => self.say(FromSeat::CallPatron { thread, mode }),
            Order::OpenThread { thread } => self.open_thread(thread),
            Order::CloseThread => self.close_thread(),
            Order::Say { thread, text } if text.trim().is_empty() => {
                tracing::debug!(%thread, "nothing was said");
            }
            Order::Say { thread, text } => self.say_in_thread(thread, text, None),
            Order::Read { thread, up_to } => self.read(thread, up_to),
            Order::Typing { thread } => self.say_typing(thread),
            Order::SaveFile {
                thread,
                message,
                file,
            } => self.save_file(thread, message, file),
            Order::SetCamera { on } => self.set_camera(on),
            Order::SetMicrophone { on } => self.with_call(|call| call.set_microphone(on)),
            Order::SetPictures { decodes_vp8 } => self.set_pictures(decodes_vp8),
            Order::TryNow => {
                if let Some(link) = &self.link {
                    link.try_now();
                }
            }
            Order::Setup { order } => self.host.set_up(order),
            Order::Administer { order } => {
                self.administration.ask(&order);
                self.say(FromSeat::Administer { order });
            }
            Order::Answers { order } => {
                self.answers.refused = None;
                self.say(FromSeat::Answers { order });
            }
            Order::Stills { order } => self.say(FromSeat::Stills { order }),
            Order::NeedKeyPicture => self.with_call(|call| call.tell(CallCommand::NeedKeyFrame)),
            Order::Computer { order } => self.host.order_computer(order),
            Order::Accounts { order } => self.obey_about_accounts(order),
            Order::Calendar { order } => self.obey_about_calendar(order),
            Order::Outbox { order } => self.obey_about_outbox(order),
            Order::Loans { order } => self.obey_about_loans(order),
            Order::Reports { order } => self.obey_about_reports(order),
            Order::Cases { order } => self.obey_about_cases(order),
            Order::CallBacks { number, order } => self.obey_about_call_backs(number, order),
            Order::Devices { order } => self.obey_devices(order),
        }
    }

    /// The server that is meant: as typed, or the embedded one.
    pub(super) fn address(&self, typed: &str) -> Result<ServerAddress, AddressError> {
        match (typed.trim(), &self.settings.embedded) {
            ("", Some(embedded)) => Ok(embedded.clone()),
            ("", None) => Err(AddressError::Unreadable),
            (typed, _) => ServerAddress::parse(typed),
        }
    }

    pub(super) fn open_link(&mut self, address: ServerAddress, credentials: Credentials) {
        let program = &self.settings.program;
        let (link, events) = Link::open(address.clone(), self.seat, credentials, program);
        self.server = Some(address);
        self.link = Some(link);
        self.link_events = Some(events);
        self.connection = Connection::SigningIn;
    }

    /// Ends the session; it is not gone on with at the next start.
    pub(super) fn sign_out(&mut self) {
        if self.link.is_some() {
            self.say(FromSeat::SignOut {});
            self.forget_kept();
        }
        self.leave();
    }

    /// Another server than before is the one to sign in at; nothing changes when it is
    /// the same.
    pub(super) fn use_server(&mut self, server: Option<ServerAddress>, embedded: bool) {
        self.settings.embedded = server.clone().filter(|_| embedded);
        if self.server == server && self.link.is_some() {
            return; // it started again, and the link finds it
        }
        self.sign_out();
        self.connection = Connection::SignedOut { why: None };
        self.server = server;
        if let Some(server) = self.server.clone() {
            self.resume_at(server);
        }
    }

    /// The program quits: a session that is kept goes on at the next start.
    pub(super) fn quit(&mut self) {
        if self.accounts.shown.kept.is_some() {
            self.leave();
        } else {
            self.sign_out();
        }
        self.connection = Connection::SignedOut { why: None };
    }

    /// Forgets everything that belongs to a session.
    pub(super) fn leave(&mut self) {
        self.away = None;
        self.link = None;
        self.link_events = None;
        self.token.clear();
        self.accounts.leave();
        self.calendar = Calendar::default();
        self.outbox = Outbox::default();
        self.loans = Loans::default();
        self.reports.forget();
        self.cases = Cases::default();
        self.call_backs = CallBacks::default();
        self.welcome = None;
        self.clock = Clock::default();
        self.house = House::default();
        self.administration = Administering::default();
        self.desk = None;
        self.threads = Threads::default();
        self.answers = WindowAnswers::default();
        self.carried = JoinSet::new();
        self.end_call();
    }

    fn open_thread(&mut self, thread: ThreadId) {
        self.threads.open(thread);
        self.say(FromSeat::OpenThread { thread });
    }

    fn close_thread(&mut self) {
        self.threads.close();
        self.say(FromSeat::CloseThread {});
        self.say_again_elsewhere();
    }

    /// Says something in an open thread; what the server has not taken stays pending.
    pub(super) fn say_in_thread(
        &mut self,
        thread: ThreadId,
        text: String,
        attachment: Option<Attachment>,
    ) {
        let here = self.contacts().find(|contact| contact.thread == thread);
        let contact = here.map(|contact| contact.id);
        let name = self.welcome.as_ref().map(|known| &known.librarian.name);
        let name = name.cloned().unwrap_or_default();
        let Some(open) = self.threads.get_mut(thread) else {
            return;
        };
        let message = MessageView {
            id: MessageId(Builder::from_random_bytes(random()).into_uuid()),
            contact,
            speaker: Speaker::Librarian { name },
            text,
            attachment,
            appointment: None,
            loans: Vec::new(),
            case: None,
            at: self.clock.at_the_server(now()), // until the server stamps it
        };
        open.say(message.clone());
        self.say(saying(thread, message));
    }

    fn read(&mut self, thread: ThreadId, up_to: i64) {
        let up_to = self.clock.at_the_server(up_to);
        if let Some(open) = self.threads.get_mut(thread) {
            open.read(up_to);
        }
    }

    fn say_typing(&mut self, thread: ThreadId) {
        let open = self.threads.get_mut(thread);
        if open.is_some_and(|open| open.may_say_typing(Instant::now())) {
            self.say(FromSeat::Typing { thread });
        }
    }

    fn set_pictures(&mut self, decodes_vp8: bool) {
        let hand_over = if decodes_vp8 {
            HandOver::Encoded
        } else {
            HandOver::Decoded
        };
        self.hand_over = hand_over;
        self.with_call(|call| call.tell(CallCommand::SetHandOver(hand_over)));
    }
}

/// A message in the words of the wire.
pub(super) fn saying(thread: ThreadId, message: MessageView) -> FromSeat {
    FromSeat::Say {
        thread,
        id: message.id,
        text: message.text,
        file: message.attachment.map(|attachment| attachment.file),
    }
}
