//! The chat of the contact under way, with what the server has not confirmed.

use sportello_wire::window::WindowMessage;
use sportello_wire::{ContactId, MessageId, MessageView, Speaker};

/// The chat of one contact.
#[derive(Debug, Default)]
pub(crate) struct Thread {
    messages: Vec<WindowMessage>,
}

impl Thread {
    /// All of it, the oldest first; what is pending stands last.
    pub(crate) fn messages(&self) -> &[WindowMessage] {
        &self.messages
    }

    /// The librarian says something.
    pub(crate) fn say(&mut self, id: MessageId, contact: ContactId, name: &str, text: String) {
        let speaker = Speaker::Librarian {
            name: name.to_owned(),
        };
        let message = MessageView {
            id,
            contact,
            speaker,
            text,
            at: now(),
        };
        self.messages.push(WindowMessage {
            message,
            pending: true,
        });
    }

    /// What is pending, to be said again.
    pub(crate) fn pending(&self) -> impl Iterator<Item = &MessageView> {
        self.messages
            .iter()
            .filter(|known| known.pending)
            .map(|known| &known.message)
    }

    /// The server tells all that it has.
    pub(crate) fn hear_history(&mut self, history: Vec<MessageView>) {
        let still_pending: Vec<_> = self
            .messages
            .drain(..)
            .filter(|known| known.pending)
            .filter(|known| history.iter().all(|told| told.id != known.message.id))
            .collect();
        self.messages = history.into_iter().map(confirmed).collect();
        self.messages.extend(still_pending);
    }

    /// The server tells of one message; it may be one of ours.
    pub(crate) fn hear(&mut self, message: MessageView) {
        self.messages.retain(|known| known.message.id != message.id);
        let place = self.messages.iter().position(|known| known.pending);
        self.messages
            .insert(place.unwrap_or(self.messages.len()), confirmed(message));
    }

    /// The server did not take a message: it goes, and its words are given back.
    pub(crate) fn refused(&mut self, id: MessageId) {
        self.messages.retain(|known| known.message.id != id);
    }
}

fn confirmed(message: MessageView) -> WindowMessage {
    WindowMessage {
        message,
        pending: false,
    }
}

/// Only for what is pending: the server stamps what it takes.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const CONTACT: ContactId = ContactId(Uuid::from_u128(1));

    fn id(number: u128) -> MessageId {
        MessageId(Uuid::from_u128(number))
    }

    fn told(number: u128, text: &str) -> MessageView {
        let (id, text) = (id(number), text.to_owned());
        MessageView {
            id,
            contact: CONTACT,
            speaker: Speaker::Patron,
            text,
            at: 0,
        }
    }

    fn words(thread: &Thread) -> Vec<(&str, bool)> {
        thread
            .messages()
            .iter()
            .map(|one| (one.message.text.as_str(), one.pending))
            .collect()
    }

    #[test]
    fn a_message_is_pending_until_the_server_has_it() {
        let mut thread = Thread::default();
        thread.say(id(7), CONTACT, "Bo", "Buongiorno".into());
        assert_eq!(words(&thread), [("Buongiorno", true)]);
        thread.hear(told(7, "Buongiorno"));
        assert_eq!(words(&thread), [("Buongiorno", false)]);
    }

    #[test]
    fn after_a_lost_network_only_what_the_server_lacks_is_still_pending() {
        let mut thread = Thread::default();
        thread.say(id(7), CONTACT, "Bo", "arrivato".into());
        thread.say(id(8), CONTACT, "Bo", "perso".into());
        thread.hear_history(vec![told(1, "ciao"), told(7, "arrivato")]);
        assert_eq!(
            words(&thread),
            [("ciao", false), ("arrivato", false), ("perso", true)]
        );
        assert_eq!(thread.pending().count(), 1);
    }

    #[test]
    fn what_the_patron_says_meanwhile_stands_before_what_is_pending() {
        let mut thread = Thread::default();
        thread.say(id(7), CONTACT, "Bo", "Un attimo".into());
        thread.hear(told(1, "C'è nessuno?"));
        assert_eq!(
            words(&thread),
            [("C'è nessuno?", false), ("Un attimo", true)]
        );
    }
}
