//! A librarian under torture: answers, declines, writes, hangs up, writes down how it
//! came out, and remembers what was confirmed.

use std::collections::BTreeMap;
use std::time::SystemTime;

use rand::RngExt;
use rand::rngs::StdRng;
use sportello_kit::{Desk, Session, connect, new_message};
use sportello_wire::seat::{FromSeat, SeatDesk, ToSeat};
use sportello_wire::{ChosenPresence, ContactId, MessageId, Mode, Outcome, ThreadId};

use super::line::Line;
use super::memory::{Memory, Read, Reader, Stage};
use super::{Counter, Told};

/// A thread is shown up to its two hundredth message; it is kept shorter than that.
const THREAD: usize = 150;

/// Something asked for and not yet answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Nothing,
    Answer,
    End,
    /// To write this one down.
    WrapUp(ContactId),
    /// A message that is refused in any case, after something that is not answered.
    Fence(MessageId),
}

/// A librarian.
pub(super) struct Bo {
    name: String,
    session: Session,
    chance: StdRng,
    memory: Memory,
    line: Option<Line<FromSeat, ToSeat>>,
    shown: Option<SeatDesk>,
    asked: Asked,
    /// Has declined somebody, and not said since that anybody may ring.
    declined: bool,
    /// Whose contact is whose.
    patrons: BTreeMap<ContactId, String>,
    /// Whose thread is whose.
    threads: BTreeMap<ThreadId, String>,
    /// What was read of each patron's thread.
    read: BTreeMap<String, Read>,
    written: usize,
    unconfirmed: Vec<(ThreadId, MessageId, String)>,
}

impl Bo {
    pub(super) async fn new(desk: &Desk, user: &str, memory: Memory, chance: StdRng) -> Self {
        Self {
            name: desk.account(user).name.clone(),
            session: desk.seat(user).await.vanish(),
            chance,
            memory,
            line: None,
            shown: None,
            asked: Asked::Nothing,
            declined: false,
            patrons: BTreeMap::new(),
            threads: BTreeMap::new(),
            read: BTreeMap::new(),
            written: 0,
            unconfirmed: Vec::new(),
        }
    }

    /// What was read of each patron's thread.
    pub(super) fn read(&mut self) -> &mut BTreeMap<String, Read> {
        &mut self.read
    }

    /// What was asked for and not answered, for whoever looks for a fault.
    pub(super) fn waits_for(&self) -> String {
        let (asked, unconfirmed) = (self.asked, self.unconfirmed.len());
        let (talk, wrap_up) = (self.talk(), self.wrap_up());
        format!(
            "{}: {asked:?}, {unconfirmed} unconfirmed, {talk:?}, {wrap_up:?}",
            self.name
        )
    }

    /// Opens the seat again and compares.
    pub(super) async fn come_back(&mut self, desk: &Desk) -> Told {
        let socket = connect(desk.address, "/api/seat", &[]).await;
        let socket = socket.map_err(|status| format!("{} is refused: {status}", self.name))?;
        let mut line = Line::over(socket);
        let Session { seat, token } = self.session.clone();
        line.say(&FromSeat::Resume { seat, token }).await;
        self.asked = Asked::Nothing;
        self.shown = None; // what was shown before may have changed
        while self.shown.is_none() {
            let heard = line.hear_surely().await?;
            self.take(heard)?;
        }
        let talk = self.talk().map(|(contact, _)| contact);
        self.memory.librarian_finds(&self.name, talk);
        while talk.is_some() {
            let heard = line.hear_surely().await?;
            if let ToSeat::History { thread, patron, .. } = &heard {
                let (whose, found) = (self.patron_of(*thread), *patron);
                self.memory.finds_marks(&whose, Reader::Patron, found)?;
                self.take(heard)?;
                break;
            }
            self.take(heard)?;
        }
        self.line = Some(line);
        Ok(())
    }

    /// Does one thing after the other until the server is gone.
    pub(super) async fn work(&mut self, counter: &Counter) -> Told {
        let mut line = self.line.take().ok_or("nobody came back")?;
        self.say_again(&mut line, counter).await;
        loop {
            if self.asked == Asked::Nothing && self.unconfirmed.is_empty() {
                self.do_something(&mut line, counter).await;
            }
            match line.hear().await? {
                Some(heard) => self.take(heard)?,
                None => return Ok(()),
            }
        }
    }

    async fn say_again(&mut self, line: &mut Line<FromSeat, ToSeat>, counter: &Counter) {
        let (threads, read) = (&self.threads, &self.read);
        self.unconfirmed.retain(|(thread, id, _)| {
            let read = threads.get(thread).and_then(|patron| read.get(patron));
            !read.is_some_and(|read| read.has(*id))
        });
        for (thread, id, text) in self.unconfirmed.clone() {
            counter.count();
            say(line, thread, id, text).await;
        }
    }

    async fn do_something(&mut self, line: &mut Line<FromSeat, ToSeat>, counter: &Counter) {
        if let Some((contact, thread)) = self.talk() {
            let read = self.read_of(thread).count();
            if read >= THREAD || self.chance.random_bool(0.3) {
                self.asked = Asked::End;
                self.memory.end_is_asked(contact);
                counter.count();
                return line.say(&FromSeat::HangUp { contact }).await;
            }
            return self.write(line, thread, counter).await;
        }
        if let Some(contact) = self.wrap_up() {
            return self.write_down(line, contact, counter).await;
        }
        let rings = self.shown.iter().flat_map(|desk| &desk.line);
        let mut rings = rings
            .filter(|entry| entry.rings_here)
            .map(|entry| entry.contact);
        match rings.next_back() {
            Some(contact) if self.chance.random_bool(0.85) => {
                self.asked = Asked::Answer;
                self.memory.answer_is_asked(contact, &self.name);
                counter.count();
                let with = Mode::Chat;
                line.say(&FromSeat::Accept { contact, with }).await;
            }
            Some(contact) => {
                self.declined = true;
                counter.count();
                line.say(&FromSeat::Decline { contact }).await;
                self.fence(line).await;
            }
            None if self.declined || self.is_away() => {
                self.declined = false;
                let presence = ChosenPresence::Available;
                counter.count();
                line.say(&FromSeat::SetPresence { presence }).await;
                self.fence(line).await;
            }
            None => {}
        }
    }

    /// Writes a few words, and sometimes says before that all was read.
    async fn write(
        &mut self,
        line: &mut Line<FromSeat, ToSeat>,
        thread: ThreadId,
        counter: &Counter,
    ) {
        if self.chance.random_bool(0.3) {
            let marks = self.read_of(thread).all();
            counter.count();
            line.say(&FromSeat::Mark { thread, marks }).await;
        }
        for _ in 0..self.chance.random_range(1..=3) {
            let (id, text) = (new_message(), format!("{}: {}", self.name, self.written));
            self.written += 1;
            self.unconfirmed.push((thread, id, text.clone()));
            counter.count();
            say(line, thread, id, text).await;
        }
    }

    /// Writes down how a contact came out.
    async fn write_down(
        &mut self,
        line: &mut Line<FromSeat, ToSeat>,
        contact: ContactId,
        counter: &Counter,
    ) {
        self.asked = Asked::WrapUp(contact);
        let is_settled = self.chance.random_bool(0.5);
        let outcome = if is_settled {
            Outcome::ResolvedAtFirstLevel
        } else {
            Outcome::HandedOff
        };
        counter.count();
        let wrap_up = FromSeat::WrapUp {
            contact,
            topic: None,
            outcome,
            note: String::new(),
        };
        line.say(&wrap_up).await;
    }

    async fn fence(&mut self, line: &mut Line<FromSeat, ToSeat>) {
        let id = new_message();
        self.asked = Asked::Fence(id);
        let nowhere = ThreadId(new_message().0);
        say(line, nowhere, id, String::new()).await;
    }

    fn take(&mut self, heard: ToSeat) -> Told {
        match heard {
            ToSeat::Desk { desk } => self.is_shown(desk)?,
            ToSeat::History {
                thread,
                messages,
                patron,
                ..
            } => {
                let whose = self.patron_of(thread);
                self.memory.marks_are(&whose, Reader::Patron, patron);
                let done = self.read_of(thread).compare(&messages);
                done.map_err(|why| format!("{} reads: {why}", self.name))?;
            }
            ToSeat::Marks { thread, patron } => {
                let whose = self.patron_of(thread);
                self.memory.marks_are(&whose, Reader::Patron, patron);
            }
            ToSeat::Message { thread, message } => {
                self.read_of(thread).take(&message)?;
                self.unconfirmed.retain(|(_, id, _)| *id != message.id);
            }
            ToSeat::Refused { about: None, .. } => self.asked = Asked::Nothing,
            ToSeat::Refused {
                about: Some(id), ..
            } => {
                if self.asked == Asked::Fence(id) {
                    self.asked = Asked::Nothing;
                }
                self.unconfirmed.retain(|(_, refused, _)| *refused != id);
            }
            ToSeat::SignInRefused { code } => return Err(format!("{}: {code:?}", self.name)),
            _ => {} // welcome, signs of life, why a ring ended
        }
        Ok(())
    }

    fn is_shown(&mut self, desk: SeatDesk) -> Told {
        for entry in &desk.line {
            self.patrons.insert(entry.contact, entry.name.clone());
            self.memory
                .is_told(&entry.name, entry.contact, Stage::Waiting)?;
        }
        let line: Vec<_> = desk.line.iter().map(|entry| entry.contact).collect();
        self.memory.line_is(&line)?;
        let before = self.talk().map(|(contact, _)| contact);
        // This librarian answers nothing beside a talk.
        let now = desk.contacts.first().map(|talk| talk.id);
        if let Some(talk) = desk.contacts.first() {
            if !talk.here {
                return Err(format!("{} is at another seat of {}", talk.id, self.name));
            }
            self.patrons.insert(talk.id, talk.name.clone());
            self.threads.insert(talk.thread, talk.name.clone());
            let stage = Stage::Talking(self.name.clone());
            self.memory.is_told(&talk.name, talk.id, stage)?;
        }
        if let Some(over) = before.filter(|before| Some(*before) != now) {
            if line.contains(&over) {
                return Err(format!("{over} went back to the line"));
            }
            let patron = self.patrons[&over].clone();
            self.memory.is_told(&patron, over, Stage::Ended)?;
        }
        let answered = self.asked == Asked::Answer && now.is_some();
        if answered || self.asked == Asked::End && now != before {
            self.asked = Asked::Nothing;
        }
        self.is_asked_to_write_down(&desk)?;
        self.shown = Some(desk);
        Ok(())
    }

    /// What is to be written down comes up once; when it is gone before its time, it
    /// was written.
    fn is_asked_to_write_down(&mut self, desk: &SeatDesk) -> Told {
        if let Some(wrap_up) = &desk.wrap_up {
            self.memory.is_to_be_written_down(wrap_up.contact)?;
        }
        let Asked::WrapUp(contact) = self.asked else {
            return Ok(());
        };
        if desk.wrap_up.as_ref().map(|wrap_up| wrap_up.contact) == Some(contact) {
            return Ok(());
        }
        self.asked = Asked::Nothing;
        let before = self.shown.as_ref().and_then(|desk| desk.wrap_up.as_ref());
        let until = before.filter(|before| before.contact == contact);
        if until.is_some_and(|before| now() < before.until) {
            self.memory.is_written_down(contact);
        }
        Ok(())
    }

    fn talk(&self) -> Option<(ContactId, ThreadId)> {
        let talk = self.shown.as_ref()?.contacts.first()?;
        Some((talk.id, talk.thread))
    }

    fn wrap_up(&self) -> Option<ContactId> {
        let wrap_up = self.shown.as_ref()?.wrap_up.as_ref()?;
        Some(wrap_up.contact)
    }

    fn is_away(&self) -> bool {
        let shown = self.shown.as_ref();
        shown.is_some_and(|desk| desk.chosen != ChosenPresence::Available)
    }

    fn patron_of(&self, thread: ThreadId) -> String {
        self.threads.get(&thread).cloned().unwrap_or_default()
    }

    fn read_of(&mut self, thread: ThreadId) -> &mut Read {
        let patron = self.patron_of(thread);
        self.read.entry(patron).or_default()
    }
}

async fn say(line: &mut Line<FromSeat, ToSeat>, thread: ThreadId, id: MessageId, text: String) {
    let file = None;
    let said = FromSeat::Say {
        thread,
        id,
        text,
        file,
    };
    line.say(&said).await;
}

/// Milliseconds since 1970 UTC; the server runs on the same computer.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}
