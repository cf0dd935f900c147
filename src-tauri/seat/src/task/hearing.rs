//! What the seat hears from its server.

use std::collections::BTreeSet;
use std::time::Duration;

use sportello_link::LinkEvent;
use sportello_media::IceServer;
use sportello_wire::seat::{
    AnswersNews, FromSeat, House, OfferEnd, PublicAddress, SeatDesk, ThreadEntry, ToSeat,
};
use sportello_wire::window::away::Away;
use sportello_wire::window::{Connection, NewsItem, RefusedAnswer, SignInTrouble};
use sportello_wire::{ChosenPresence, Handle, MessageId, RefusalCode, ThreadId};
use tokio::time::Instant;

use super::orders::saying;
use super::{Task, Welcome};
use crate::clock::now;

impl Task {
    pub(super) fn hear_link(&mut self, event: Option<LinkEvent>) {
        let why = match event {
            Some(LinkEvent::Heard(message)) => return self.hear(*message),
            Some(LinkEvent::Away(pause)) => return self.hear_away(pause),
            Some(LinkEvent::Looking) => return self.hear_looking(),
            Some(LinkEvent::Unreachable) => Some(SignInTrouble::Unreachable),
            Some(LinkEvent::Refused(code)) => Some(SignInTrouble::Refused { code }),
            None => None,
        };
        self.signing_ended(why.as_ref());
        self.leave();
        self.connection = Connection::SignedOut { why };
    }

    /// Nothing can be answered while the server is away, so nothing rings.
    fn hear_away(&mut self, pause: Duration) {
        let now = now();
        let pause = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
        self.connection = Connection::Away;
        self.away = Some(Away {
            since: self.away.map_or(now, |away| away.since),
            next: Some(now.saturating_add(pause)),
        });
        self.lose_answer();
        self.calendar.lose_answer();
        self.outbox.lose_answer();
        self.loans.lose_answer();
        self.cases.lose_answer();
        self.call_backs.lose_answer();
        self.threads.lose_server();
        for entry in self.desk.iter_mut().flat_map(|desk| &mut desk.line) {
            entry.rings_here = false;
        }
        self.ringing.follow(&[], self.host.as_ref());
    }

    fn hear_looking(&mut self) {
        if let Some(away) = &mut self.away {
            away.next = None;
        }
    }

    fn hear(&mut self, message: ToSeat) {
        match message {
            welcome @ ToSeat::Welcome { .. } => self.hear_welcome(welcome),
            ToSeat::Desk { desk } => self.hear_desk(desk),
            ToSeat::House { house } => self.hear_house(house),
            ToSeat::Threads { threads } => self.hear_threads(threads),
            ToSeat::History {
                thread,
                name,
                messages,
                patron,
            } => {
                self.threads.hear_history(thread, name, messages, patron);
                self.say_again(thread);
            }
            ToSeat::Visits { visits } => {
                if let Some(open) = self.threads.get_mut(visits.thread) {
                    open.hear_visits(visits.visits);
                }
            }
            ToSeat::Answers { news } => self.hear_answers(news),
            ToSeat::Message { thread, message } => self.threads.hear(thread, message),
            ToSeat::Marks { thread, patron } => {
                if let Some(open) = self.threads.get_mut(thread) {
                    open.hear_marks(patron);
                }
            }
            ToSeat::Typing { thread } => {
                if let Some(open) = self.threads.get_mut(thread) {
                    open.hear_typing(Instant::now());
                }
            }
            ToSeat::PresenceChanged { presence } => self.hear_presence(presence),
            ToSeat::Signal {
                contact,
                leg,
                signal,
            } => self.hear_signal(contact, leg, signal),
            ToSeat::IceServers {
                contact,
                ice_servers,
            } => {
                let servers = ice_servers.into_iter().map(ice_server);
                self.ways.insert(contact, servers.collect());
            }
            ToSeat::Administration { news } => self.administration.hear(news),
            ToSeat::OfferEnded { patron, why } => self.tell(news_of(patron, why)),
            ToSeat::Accounts { told } => self.hear_of_accounts(told),
            ToSeat::Calendar { told } => self.hear_of_calendar(told),
            ToSeat::Outbox { told } => self.hear_of_outbox(told),
            ToSeat::Loans { told } => self.hear_of_loans(told),
            ToSeat::Cases { told } => self.hear_of_cases(told),
            ToSeat::CallBacks { told } => self.hear_of_call_backs(told),
            ToSeat::Refused { code, about } => self.refused(code, about),
            ToSeat::SignInRefused { .. } | ToSeat::Heartbeat => {}
        }
    }

    fn hear_welcome(&mut self, welcome: ToSeat) {
        let ToSeat::Welcome {
            token,
            librarian,
            role,
            at,
            library,
            handles,
            public,
        } = welcome
        else {
            return;
        };
        self.connection = Connection::Online;
        self.away = None;
        self.clock.compare(at, now());
        self.welcomed(&token);
        self.look_at_calendar_again();
        self.look_at_outbox_again();
        self.look_at_loans_again();
        self.look_at_cases_again();
        if !token.is_empty() {
            self.token = token;
        }
        self.welcome = Some(Welcome {
            librarian,
            role,
            library,
            links: links(&public, &handles),
            public,
        });
        if let Some(order) = self.administration.again() {
            self.say(FromSeat::Administer { order });
        }
        if let Some(thread) = self.threads.reading() {
            self.say(FromSeat::OpenThread { thread });
        }
    }

    fn hear_house(&mut self, house: House) {
        if let Some(welcome) = &mut self.welcome {
            welcome.library.clone_from(&house.library);
            welcome.links = links(&welcome.public, &house.handles);
        }
        self.house = house;
    }

    fn hear_desk(&mut self, desk: SeatDesk) {
        self.ringing.follow(&desk.line, self.host.as_ref());
        self.desk = Some(desk);
        let contacts = self.contacts();
        let threads: Vec<_> = contacts.map(|one| (one.thread, one.name.clone())).collect();
        self.threads.converse(&threads);
        let contacts: BTreeSet<_> = self.contacts().map(|one| one.id).collect();
        self.ways.retain(|contact, _| contacts.contains(contact));
        self.follow_contacts();
        self.say_again_elsewhere();
    }

    fn hear_threads(&mut self, threads: Vec<ThreadEntry>) {
        for entry in self.threads.hear_list(threads) {
            self.host.has_written(&entry);
        }
    }

    fn hear_answers(&mut self, news: AnswersNews) {
        match news {
            AnswersNews::All { answers } => self.answers.all = answers,
            AnswersNews::Refused { id, why } => {
                self.answers.refused = Some(RefusedAnswer { id, why });
            }
        }
    }

    fn hear_presence(&mut self, presence: ChosenPresence) {
        self.host.presence_changed(presence);
        self.tell(NewsItem::PresenceChanged { presence });
    }

    /// What is pending in a thread whose history has just come.
    fn say_again(&mut self, thread: ThreadId) {
        let open = self.threads.get_mut(thread);
        let pending = open.map(|open| open.take_unheard()).unwrap_or_default();
        for message in pending {
            self.say(saying(thread, message));
        }
    }

    /// What is pending in threads whose history will not come.
    pub(super) fn say_again_elsewhere(&mut self) {
        if self.connection != Connection::Online {
            return; // it would be said in vain once more
        }
        for (thread, message) in self.threads.take_unheard_elsewhere() {
            self.say(saying(thread, message));
        }
    }

    fn refused(&mut self, code: RefusalCode, about: Option<MessageId>) {
        match about {
            Some(id) => self.threads.refused(id),
            None if code == RefusalCode::NoSuchThread => self.threads.close_unknown(),
            None => {}
        }
        self.tell(NewsItem::Refused { code });
    }
}

/// The public links of the desks.
fn links(public: &PublicAddress, handles: &[Handle]) -> Vec<String> {
    let handles = handles.iter();
    handles
        .map(|handle| format!("{}/{handle}", public.base))
        .collect()
}

fn news_of(patron: String, why: OfferEnd) -> NewsItem {
    match why {
        OfferEnd::AnsweredBy { librarian } => NewsItem::AnsweredBy { patron, librarian },
        OfferEnd::PatronLeft => NewsItem::PatronLeft { patron },
        OfferEnd::Missed => NewsItem::Missed { patron },
        OfferEnd::EarlierPatron => NewsItem::EarlierPatron { patron },
        OfferEnd::PatronDidNotAnswer => NewsItem::PatronDidNotAnswer { patron },
        OfferEnd::Ended { by } => NewsItem::ContactEnded { patron, by },
        OfferEnd::WouldCall => NewsItem::WouldCall { patron },
        OfferEnd::TakenOver { librarian } => NewsItem::TakenOver { patron, librarian },
        OfferEnd::NotTakenOver {
            asked,
            refused,
            in_line,
        } => NewsItem::NotTakenOver {
            patron,
            asked,
            refused,
            in_line,
        },
        OfferEnd::TakenBack { librarian } => NewsItem::TakenBack { patron, librarian },
    }
}

fn ice_server(server: sportello_wire::IceServer) -> IceServer {
    IceServer {
        urls: server.urls,
        username: server.username,
        credential: server.credential,
    }
}
