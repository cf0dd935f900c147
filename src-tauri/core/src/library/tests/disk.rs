//! The disk: what was saved, and what the store would read of it.

use std::collections::BTreeMap;

use super::cast::DESK;
use crate::call_back::{CallBack, CallBackNews};
use crate::chat::{ChatMessage, Marks, Side, Thread};
use crate::contact::{Contact, ContactEvent, ContactState, Language, PatronName};
use crate::ids::{CallBackId, ContactId, LibrarianId, MessageId, PatronId, ThreadId};
use crate::library::{Block, Effect, Facts};
use crate::moment::Moment;
use crate::presence::ChosenPresence;
use crate::settings::Settings;
use crate::still::Still;

/// What has been saved: all that is left after a restart.
#[derive(Default)]
pub struct Disk {
    pub settings: Settings,
    pub contacts: BTreeMap<ContactId, Contact>,
    pub events: Vec<ContactEvent>,
    pub chosen: BTreeMap<LibrarianId, ChosenPresence>,
    pub messages: BTreeMap<MessageId, ChatMessage>,
    pub threads: BTreeMap<ThreadId, (PatronName, Language)>,
    pub marks: BTreeMap<(ThreadId, Side), Marks>,
    pub blocks: Vec<Block>,
    /// When the librarian of a contact was free again.
    pub free: BTreeMap<ContactId, Moment>,
    /// Who was to be called to a turn, and whether it was their second.
    pub calls_to_turn: Vec<(ContactId, bool)>,
    pub call_backs: BTreeMap<CallBackId, CallBack>,
    /// What was written of call-backs.
    pub call_back_notes: Vec<CallBackNews>,
    /// Which calls were to open a page.
    pub rung_back: Vec<ContactId>,
}

impl Disk {
    pub fn write(&mut self, effect: &Effect) -> bool {
        match effect {
            Effect::SaveContact(contact) => {
                let before = self.contacts.insert(contact.id, contact.as_ref().clone());
                let was_over = before.is_some_and(|contact| contact.is_ended());
                assert!(!was_over || contact.is_ended(), "stays ended: {contact:?}");
            }
            Effect::SaveEvent(event) => self.events.push(*event),
            Effect::SaveMessage(message) => {
                self.messages.insert(message.id, message.clone());
            }
            Effect::SaveThread(thread, name, language) => {
                self.threads.insert(*thread, (name.clone(), *language));
            }
            Effect::SaveMarks(thread, side, marks) => {
                self.marks.insert((*thread, *side), *marks);
            }
            Effect::SaveChosenPresence(librarian, chosen) => {
                self.chosen.insert(*librarian, *chosen);
            }
            Effect::SaveBlock(block) => self.blocks.push(block.clone()),
            Effect::SaveFree(contact, at) => {
                self.free.entry(*contact).or_insert(*at);
            }
            Effect::CallToTurn { contact, again, .. } => {
                self.calls_to_turn.push((*contact, *again));
            }
            Effect::SaveCallBack(one) => {
                self.call_backs.insert(one.id, one.as_ref().clone());
            }
            Effect::NoteCallBack(note) => self.call_back_notes.push(note.what),
            Effect::RingBack { contact, .. } => self.rung_back.push(*contact),
            Effect::ShowMessage(_)
            | Effect::ShowMarks(..)
            | Effect::ShowHistory(..)
            | Effect::ShowDesk
            | Effect::ShowThreads
            | Effect::TellOfferEnd(..)
            | Effect::TellPresenceChanged(..)
            | Effect::SupersedePage(_) => return false,
        }
        true
    }

    /// What the store would read: instants have their wall time only, offers and
    /// passes are not kept, nor contacts whose librarian is free again.
    pub fn facts(&self, now: Moment) -> Facts {
        let kept = |one: &&Contact| {
            !one.is_ended() || (one.wrap_up.is_none() && !self.free.contains_key(&one.id))
        };
        let read = |at: Moment| Moment::restored(at.wall_millis(), now);
        let contacts = self.contacts.values().filter(kept);
        let mut settings = self.settings.clone();
        for librarian in &mut settings.librarians {
            let chosen = self.chosen.get(&librarian.id).copied();
            librarian.chosen = chosen.unwrap_or(librarian.chosen);
        }
        Facts {
            settings,
            contacts: contacts
                .map(|contact| placed(lasting(contact), read))
                .collect(),
            threads: self.threads_with_messages(),
            services: Vec::new(),
            blocks: self.blocks.clone(),
            answered_today: Vec::new(),
            call_backs: self.open_call_backs(),
        }
    }

    fn open_call_backs(&self) -> Vec<CallBack> {
        let open = self.call_backs.values().filter(|one| !one.state.is_over());
        open.cloned().collect()
    }

    fn threads_with_messages(&self) -> Vec<Thread> {
        let mut threads = BTreeMap::new();
        let mut messages: Vec<_> = self.messages.values().collect();
        messages.sort_by_key(|message| message.at.wall_millis());
        for message in messages {
            let patron = PatronId(message.thread.0);
            let (name, language) = self
                .threads
                .get(&message.thread)
                .cloned()
                .unwrap_or_default();
            let marks = |side| self.marks.get(&(message.thread, side)).copied();
            let thread = threads.entry(message.thread).or_insert_with(|| Thread {
                id: message.thread,
                desk: DESK,
                patron,
                name,
                language,
                last: None,
                patron_wrote: 0,
                patron_marks: marks(Side::Patron).unwrap_or_default(),
                desk_marks: marks(Side::Desk).unwrap_or_default(),
            });
            thread.hear(message);
        }
        threads.into_values().collect()
    }
}

/// What of a contact outlives a restart: no offer, no pass, and wall time alone.
pub fn lasting(contact: &Contact) -> Contact {
    let mut lasting = placed(contact.clone(), |at| Moment::new(at.wall_millis(), 0));
    match &mut lasting.state {
        ContactState::Called { .. } | ContactState::Offered { .. } => {
            lasting.state = ContactState::Waiting;
        }
        ContactState::Talking(talk) => talk.transfer = None,
        ContactState::Waiting | ContactState::Calling { .. } | ContactState::Ended { .. } => {}
    }
    lasting.passed.clear();
    lasting.absent_since = None;
    lasting
}

/// The contact with its instants placed on other clocks.
fn placed(mut contact: Contact, place: impl Fn(Moment) -> Moment) -> Contact {
    contact.arrived = place(contact.arrived);
    contact.place = place(contact.place);
    contact.first_offered = contact.first_offered.map(&place);
    match &mut contact.state {
        ContactState::Talking(talk) => {
            talk.since = place(talk.since);
            match &mut talk.still {
                Still::Unasked => {}
                Still::Asked { at, .. } | Still::Allowed { at, .. } | Still::Refused { at } => {
                    *at = place(*at);
                }
            }
        }
        ContactState::Ended { at, .. } => *at = place(*at),
        ContactState::Calling { until, .. } => *until = place(*until),
        ContactState::Waiting | ContactState::Called { .. } | ContactState::Offered { .. } => {}
    }
    contact
}
