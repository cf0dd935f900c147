//! What a desk remembers of its services: the newest few hundred, since a desk
//! changes with its people and its season.

use std::collections::VecDeque;

use crate::ids::TopicId;
use crate::moment::Span;

/// From how many services on a range can be told.
pub const ENOUGH: usize = 10;

/// How many services are kept, and how many waits.
const KEPT: usize = 400;

/// The longest that is believed: more is a seat forgotten over night.
const BELIEVED: Span = Span::minutes(12 * 60);

/// One contact as it was served: what the estimates learn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// What it was for, when that is known.
    pub topic: Option<TopicId>,
    /// It was a chat: then it shared its librarian's time.
    pub chat: bool,
    /// From its turn, when it first rang, to the answer.
    pub answered_after: Span,
    /// From the answer until the librarian is free again: talk and wrap-up.
    pub busy: Span,
}

/// How somebody's wait in the line ended, and how long it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// A librarian answered.
    Answered(Span),
    /// The patron left before.
    Left(Span),
}

/// What is known of a desk's services, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceHistory {
    services: VecDeque<Service>,
    waits: VecDeque<Waited>,
}

impl ServiceHistory {
    /// The history of a desk that has served nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a service, and forgets the oldest when there are too many.
    pub fn learn(&mut self, service: Service) {
        if self.services.len() == KEPT {
            self.services.pop_front();
        }
        self.services.push_back(Service {
            topic: service.topic,
            chat: service.chat,
            answered_after: believable(service.answered_after),
            busy: believable(service.busy),
        });
    }

    /// Adds how a wait ended, so that the estimates know how many leave the line.
    pub fn learn_wait(&mut self, wait: Waited) {
        if self.waits.len() == KEPT {
            self.waits.pop_front();
        }
        self.waits.push_back(match wait {
            Waited::Answered(waited) => Waited::Answered(believable(waited)),
            Waited::Left(waited) => Waited::Left(believable(waited)),
        });
    }

    /// Whether a topic is known well enough to speak for itself; without a topic,
    /// whether the desk is known well enough for any range.
    pub fn is_enough(&self, topic: Option<TopicId>) -> bool {
        let known = self.services.iter();
        let known = known.filter(|service| topic.is_none() || service.topic == topic);
        known.take(ENOUGH).count() == ENOUGH
    }

    /// The services that tell how long the next of that kind will take: of calls or of
    /// chats, and all of them together where too little is known of one kind.
    pub(super) fn services_like(&self, chat: bool) -> impl Iterator<Item = &Service> {
        let of_kind = move |service: &&Service| service.chat == chat;
        let enough = self.services.iter().filter(of_kind).take(ENOUGH).count() == ENOUGH;
        let services = self.services.iter();
        services.filter(move |service| !enough || of_kind(service))
    }

    /// The services, the newest last.
    pub fn services(&self) -> impl ExactSizeIterator<Item = &Service> {
        self.services.iter()
    }

    /// How often somebody who waits leaves, in times a millisecond: those who left,
    /// over all the time that was waited.
    pub(super) fn leaving_rate(&self) -> f64 {
        if self.waits.len() < ENOUGH {
            return 0.0;
        }
        let mut left = 0.0;
        let mut waited = 1.0;
        for wait in &self.waits {
            let (Waited::Answered(span) | Waited::Left(span)) = wait;
            waited += span.as_millis() as f64;
            left += f64::from(u8::from(matches!(wait, Waited::Left(_))));
        }
        left / waited
    }
}

impl Extend<Service> for ServiceHistory {
    fn extend<Services: IntoIterator<Item = Service>>(&mut self, services: Services) {
        for service in services {
            self.learn(service);
        }
    }
}

impl FromIterator<Service> for ServiceHistory {
    fn from_iter<Services: IntoIterator<Item = Service>>(services: Services) -> Self {
        let mut history = Self::new();
        history.extend(services);
        history
    }
}

fn believable(span: Span) -> Span {
    span.clamp(Span::ZERO, BELIEVED)
}
