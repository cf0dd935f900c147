//! Where a call's facts leave it: one bounded channel, two manners.
//!
//! News (answers, candidates, link states, troubles) is never dropped: it
//! waits in a small queue of its own and is fed into the channel by one task.
//! Media is dropped when the reader is slow, and never takes the last places
//! of the channel, so that news is not kept waiting behind pictures.

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::call::CallEvent;

/// Places in the event channel.
const PLACES: usize = 128;
/// Places that media leaves free for news.
const KEPT_FOR_NEWS: usize = 32;

/// The sending side of a call's events.
#[derive(Debug, Clone)]
pub struct Outbox<E = CallEvent> {
    news: mpsc::UnboundedSender<E>,
    events: mpsc::Sender<E>,
}

impl<E: Send + 'static> Outbox<E> {
    /// The outbox, the events to read, and the task that feeds them. The task
    /// ends when every outbox is dropped or the reader is gone.
    pub fn open() -> (Self, mpsc::Receiver<E>, JoinHandle<()>) {
        let (news, mut waiting) = mpsc::unbounded_channel();
        let (events, receiver) = mpsc::channel(PLACES);
        let feed = events.clone();
        let feeder = tokio::spawn(async move {
            while let Some(event) = waiting.recv().await {
                if feed.send(event).await.is_err() {
                    return;
                }
            }
        });
        (Self { news, events }, receiver, feeder)
    }

    /// Tells something that must arrive.
    pub fn tell(&self, event: E) {
        // The only failure is that the feeder ended, because nobody listens.
        let _ = self.news.send(event);
    }

    /// Offers something that may be dropped; `false` when it was.
    pub fn offer(&self, event: E) -> bool {
        self.events.capacity() > KEPT_FOR_NEWS && self.events.try_send(event).is_ok()
    }

    /// Tells something that must arrive and whose source can wait.
    pub async fn tell_in_turn(&self, event: E) {
        let _ = self.events.send(event).await;
    }

    /// Resolves when nobody reads the events any more.
    pub async fn unread(&self) {
        self.events.closed().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::LinkState;

    #[tokio::test]
    async fn news_arrives_behind_a_flood_of_media() {
        let (outbox, mut events, feeder) = Outbox::open();
        let offered = (0..1_000)
            .filter(|_| outbox.offer(CallEvent::RemoteLevel(0.5)))
            .count();
        assert_eq!(offered, PLACES - KEPT_FOR_NEWS);
        outbox.tell(CallEvent::Link(LinkState::Connected));
        drop(outbox);

        let mut told = Vec::new();
        while let Some(event) = events.recv().await {
            told.push(event);
        }
        assert!(matches!(
            told.last(),
            Some(CallEvent::Link(LinkState::Connected))
        ));
        feeder.await.expect("the feeder ends by itself");
    }

    #[tokio::test]
    async fn more_news_than_places_is_all_told() {
        let (outbox, mut events, _feeder) = Outbox::open();
        for number in 0..PLACES * 3 {
            outbox.tell(CallEvent::Data(number.to_string()));
        }
        for number in 0..PLACES * 3 {
            let Some(CallEvent::Data(text)) = events.recv().await else {
                panic!("news {number} was lost");
            };
            assert_eq!(text, number.to_string());
        }
    }
}
