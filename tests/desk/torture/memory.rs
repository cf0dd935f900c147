//! What all of them were told and what they asked for: the oracle.
//!
//! Told means acknowledged: it must be so for good. Asked for means that it may be
//! so after a kill that came before the answer. Whatever is found that is neither is
//! a loss, a double or an invention.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use sportello_wire::{ContactId, MarksView, MessageId, MessageView};

use super::Told;

/// How far a contact has come. A contact only goes on, never back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Nobody was told of it yet.
    Unknown,
    /// In the line.
    Waiting,
    /// With the librarian of that name.
    Talking(String),
    /// Over.
    Ended,
}

/// What is known of one contact.
#[derive(Debug)]
struct Contact {
    patron: String,
    /// The furthest that anybody was told.
    told: Stage,
    /// Who asked to answer it.
    accepted_by: BTreeSet<String>,
    /// Somebody asked to end it.
    may_be_over: bool,
}

/// What everybody knows together.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    contacts: BTreeMap<ContactId, Contact>,
    /// How often each patron asked for a place.
    arrivals: BTreeMap<String, usize>,
    /// Who was ever told to stand before whom.
    before: BTreeSet<(ContactId, ContactId)>,
    /// Who talks with whom, as each patron and each librarian found it last.
    patrons_talk: BTreeMap<String, (ContactId, String)>,
    librarians_talk: BTreeMap<String, ContactId>,
    /// How far anybody was told that each patron has come, or the desk in their thread.
    marks: BTreeMap<(String, Reader), MarksView>,
    /// The contacts that were written down.
    written_down: BTreeSet<ContactId>,
}

/// Who has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reader {
    Patron,
    Desk,
}

impl Memory {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().expect("nobody panics while remembering")
    }

    /// A patron asks for a place.
    pub(super) fn arrival_is_asked(&self, patron: &str) {
        *self.known().arrivals.entry(patron.to_owned()).or_default() += 1;
    }

    /// A librarian asks to answer.
    pub(super) fn answer_is_asked(&self, contact: ContactId, librarian: &str) {
        if let Some(known) = self.known().contacts.get_mut(&contact) {
            known.accepted_by.insert(librarian.to_owned());
        }
    }

    /// Somebody asks for the end.
    pub(super) fn end_is_asked(&self, contact: ContactId) {
        if let Some(known) = self.known().contacts.get_mut(&contact) {
            known.may_be_over = true;
        }
    }

    /// Somebody was told how far a contact has come.
    pub(super) fn is_told(&self, patron: &str, contact: ContactId, stage: Stage) -> Told {
        let mut known = self.known();
        let arrivals = known.arrivals.get(patron).copied().unwrap_or_default();
        known.contacts.entry(contact).or_insert_with(|| Contact {
            patron: patron.to_owned(),
            told: Stage::Unknown,
            accepted_by: BTreeSet::new(),
            may_be_over: false,
        });
        let theirs = known.contacts.values().filter(|one| one.patron == patron);
        let theirs = theirs.count();
        if theirs > arrivals {
            return Err(format!(
                "{patron} has {theirs} contacts and asked for {arrivals}"
            ));
        }
        let one = known
            .contacts
            .get_mut(&contact)
            .expect("it was just put there");
        if one.patron != patron {
            return Err(format!("{contact} of {} is told to {patron}", one.patron));
        }
        match (&one.told, &stage) {
            (Stage::Talking(with), Stage::Talking(other)) if with != other => Err(format!(
                "{contact} was answered by {with}, and then by {other}"
            )),
            (_, Stage::Talking(with)) if !one.accepted_by.contains(with) => {
                Err(format!("{contact} talks with {with}, who did not answer"))
            }
            (_, Stage::Ended) if !one.may_be_over => {
                Err(format!("{contact} is over, and nobody asked for it"))
            }
            (told, further) => {
                one.told = told.clone().max(further.clone());
                Ok(())
            }
        }
    }

    /// What a patron finds after a kill, when nothing happens: their contact, if it
    /// is not over.
    pub(super) fn patron_finds(&self, patron: &str, found: Option<(ContactId, Stage)>) -> Told {
        if let Some((contact, stage)) = &found {
            self.is_told(patron, *contact, stage.clone())?;
        }
        let mut known = self.known();
        known.patrons_talk.remove(patron);
        for (id, one) in &mut known.contacts {
            if one.patron != patron {
                continue;
            }
            match &found {
                Some((contact, stage)) if contact == id => {
                    if *stage != one.told {
                        return Err(format!("{id} of {patron} went back to {stage:?}: {one:?}"));
                    }
                }
                // It can only be over.
                Some(_) | None if one.may_be_over => one.told = Stage::Ended,
                Some(_) | None => return Err(format!("{id} of {patron} is lost: {one:?}")),
            }
        }
        if let Some((contact, Stage::Talking(with))) = found {
            known
                .patrons_talk
                .insert(patron.to_owned(), (contact, with));
        }
        Ok(())
    }

    /// What a librarian finds after a kill, when nothing happens.
    pub(super) fn librarian_finds(&self, librarian: &str, found: Option<ContactId>) {
        let mut known = self.known();
        match found {
            Some(contact) => known.librarians_talk.insert(librarian.to_owned(), contact),
            None => known.librarians_talk.remove(librarian),
        };
    }

    /// Whoever talks does so with somebody who knows.
    pub(super) fn both_ends_agree(&self) -> Told {
        let known = self.known();
        let patrons = known.patrons_talk.values();
        let patrons: BTreeSet<_> = patrons.map(|(id, with)| (*id, with.as_str())).collect();
        let librarians = known.librarians_talk.iter();
        let librarians: BTreeSet<_> = librarians.map(|(name, id)| (*id, name.as_str())).collect();
        if patrons == librarians {
            return Ok(());
        }
        Err(format!(
            "patrons talk {patrons:?}, librarians talk {librarians:?}"
        ))
    }

    /// Somebody was told how far a side has come in a patron's thread.
    pub(super) fn marks_are(&self, patron: &str, reader: Reader, marks: MarksView) {
        let mut known = self.known();
        let told = known.marks.entry((patron.to_owned(), reader)).or_default();
        told.received = told.received.max(marks.received);
        told.read = told.read.max(marks.read);
    }

    /// How far a side has come, as it is found after a kill, when nothing happens:
    /// not less far than anybody was told.
    pub(super) fn finds_marks(&self, patron: &str, reader: Reader, found: MarksView) -> Told {
        let known = self.known();
        let told = known.marks.get(&(patron.to_owned(), reader));
        match told.filter(|told| found.received < told.received || found.read < told.read) {
            Some(told) => Err(format!(
                "{reader:?} had come to {told:?} in {patron}'s thread, and is at {found:?}"
            )),
            None => Ok(()),
        }
    }

    /// A librarian was told that a contact is written down.
    pub(super) fn is_written_down(&self, contact: ContactId) {
        self.known().written_down.insert(contact);
    }

    /// A librarian is asked to write a contact down.
    pub(super) fn is_to_be_written_down(&self, contact: ContactId) -> Told {
        if self.known().written_down.contains(&contact) {
            return Err(format!(
                "{contact} was written down, and is asked for again"
            ));
        }
        Ok(())
    }

    /// Somebody was shown the line, or a part of it, the next first.
    pub(super) fn line_is(&self, line: &[ContactId]) -> Told {
        let mut known = self.known();
        for (place, contact) in line.iter().enumerate() {
            for behind in &line[place + 1..] {
                if known.before.contains(&(*behind, *contact)) || behind == contact {
                    return Err(format!(
                        "{contact} stands before {behind}, and stood behind"
                    ));
                }
                known.before.insert((*contact, *behind));
            }
        }
        Ok(())
    }
}

/// The messages of a thread, as one of those who read it was told them, in order.
#[derive(Debug, Default)]
pub(super) struct Read {
    messages: Vec<MessageView>,
}

impl Read {
    /// One message is told: it is on disk.
    pub(super) fn take(&mut self, message: &MessageView) -> Told {
        let stands = self.messages.iter().find(|known| known.id == message.id);
        match stands {
            Some(known) if known == message => Ok(()),
            Some(known) => Err(format!("{known:?} became {message:?}")),
            None => {
                self.messages.push(message.clone());
                Ok(())
            }
        }
    }

    /// The whole thread is told: all that was read before is in it, once and in the
    /// same order.
    pub(super) fn compare(&mut self, whole: &[MessageView]) -> Told {
        let ids: BTreeSet<_> = whole.iter().map(|message| message.id).collect();
        if ids.len() != whole.len() {
            return Err(format!("a message stands twice in {whole:?}"));
        }
        let mut rest = whole.iter();
        for known in &self.messages {
            if !rest.any(|message| message == known) {
                return Err(format!("{known:?} is missing or misplaced in {whole:?}"));
            }
        }
        self.messages = whole.to_vec();
        Ok(())
    }

    /// Whether a message was confirmed.
    pub(super) fn has(&self, id: MessageId) -> bool {
        self.messages.iter().any(|message| message.id == id)
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.messages.len()
    }

    /// The marks of somebody who has read it all.
    pub(super) fn all(&self) -> MarksView {
        let newest = self.messages.last().map_or(0, |message| message.at);
        MarksView {
            received: newest,
            read: newest,
        }
    }

    /// Those that satisfy, in order.
    pub(super) fn those(&self, which: impl Fn(&MessageView) -> bool) -> Vec<MessageView> {
        let those = self.messages.iter().filter(|message| which(message));
        those.cloned().collect()
    }
}
