//! A patron under torture: arrives, writes, leaves, and remembers what was confirmed.

use rand::RngExt;
use rand::rngs::StdRng;
use sportello_kit::{Desk, HANDLE, Patron, connect, new_message};
use sportello_wire::patron::{FromPatron, PatronContact, PatronContactState, ToPatron};
use sportello_wire::{ContactId, Language, MarksView, MessageId, MessageView, Mode, Speaker};

use super::line::Line;
use super::memory::{Memory, Read, Reader, Stage};
use super::{Counter, Told};

/// A thread is shown up to its two hundredth message; it is kept shorter than that.
const THREAD: usize = 150;

/// Something asked for and not yet answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Nothing,
    Place,
    End,
}

/// A patron.
pub(super) struct Ada {
    number: usize,
    name: String,
    cookie: String,
    chance: StdRng,
    memory: Memory,
    line: Option<Line<FromPatron, ToPatron>>,
    /// The last contact that was shown, and how far it had come.
    contact: Option<(ContactId, Stage)>,
    /// The last one that was over.
    over: Option<ContactId>,
    asked: Asked,
    read: Read,
    /// Every message in the order it was written.
    written: Vec<(MessageId, String)>,
    /// Those that were not confirmed.
    unconfirmed: Vec<MessageId>,
    /// How far the desk has come, as it was told last.
    desk_marks: MarksView,
}

impl Ada {
    pub(super) async fn new(desk: &Desk, number: usize, memory: Memory, chance: StdRng) -> Self {
        Self {
            number,
            name: format!("Lettore {number}"),
            cookie: Patron::cookie(desk.address, HANDLE).await,
            chance,
            memory,
            line: None,
            contact: None,
            over: None,
            asked: Asked::Nothing,
            read: Read::default(),
            written: Vec::new(),
            unconfirmed: Vec::new(),
            desk_marks: MarksView::default(),
        }
    }

    pub(super) fn number(&self) -> usize {
        self.number
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn read(&self) -> &Read {
        &self.read
    }

    /// What was asked for and not answered, for whoever looks for a fault.
    pub(super) fn waits_for(&self) -> String {
        let (asked, unconfirmed) = (self.asked, self.unconfirmed.len());
        let contact = &self.contact;
        format!(
            "{}: {asked:?}, {unconfirmed} unconfirmed, {contact:?}",
            self.name
        )
    }

    /// Opens the page again and compares; gives back the place in the line.
    pub(super) async fn come_back(&mut self, desk: &Desk) -> Told<Option<(u32, ContactId)>> {
        let path = format!("/api/{HANDLE}/socket");
        let socket = connect(desk.address, &path, &[("cookie", self.cookie.as_str())]).await;
        let socket = socket.map_err(|status| format!("{} is refused: {status}", self.name))?;
        let mut line = Line::over(socket);
        self.asked = Asked::Nothing;
        let found = loop {
            if let ToPatron::Contact { contact, .. } = line.hear_surely().await? {
                break contact.filter(|contact| stage(contact) != Stage::Ended);
            }
        };
        self.contact = found.as_ref().map(|found| (found.id, stage(found)));
        self.memory.patron_finds(&self.name, self.contact.clone())?;
        loop {
            if let ToPatron::History {
                messages,
                desk,
                own,
            } = line.hear_surely().await?
            {
                self.compare(&messages)?;
                self.memory.finds_marks(&self.name, Reader::Patron, own)?;
                self.memory.finds_marks(&self.name, Reader::Desk, desk)?;
                self.desk_marks = desk;
                break;
            }
        }
        self.line = Some(line);
        Ok(found.and_then(|found| match found.state {
            PatronContactState::Waiting { position, .. } => Some((position, found.id)),
            _ => None,
        }))
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

    /// What was not confirmed may be lost or not: it is said again under the same id,
    /// as a page does.
    async fn say_again(&mut self, line: &mut Line<FromPatron, ToPatron>, counter: &Counter) {
        let read = &self.read;
        self.unconfirmed.retain(|id| !read.has(*id));
        for lost in self.unconfirmed.clone() {
            let written = self.written.iter().find(|(id, _)| *id == lost);
            let (id, text) = written.expect("it was written before").clone();
            counter.count();
            let file = None;
            line.say(&FromPatron::Say { id, text, file }).await;
        }
    }

    async fn do_something(&mut self, line: &mut Line<FromPatron, ToPatron>, counter: &Counter) {
        let is_full = self.read.count() >= THREAD;
        let Some((contact, _)) = self.contact.clone() else {
            if !is_full && self.chance.random_bool(0.3) {
                return self.write(line, counter).await; // a message that is left
            }
            return self.take_a_place(line, counter).await;
        };
        if is_full || self.chance.random_bool(0.15) {
            self.asked = Asked::End;
            self.memory.end_is_asked(contact);
            counter.count();
            return line.say(&FromPatron::Leave {}).await;
        }
        if self.chance.random_bool(0.3) {
            self.mark(line, counter).await;
        }
        self.write(line, counter).await;
    }

    async fn take_a_place(&mut self, line: &mut Line<FromPatron, ToPatron>, counter: &Counter) {
        self.asked = Asked::Place;
        // Sometimes pressed twice.
        for _ in 0..self.chance.random_range(1..=2) {
            self.memory.arrival_is_asked(&self.name);
            counter.count();
            line.say(&self.arrival()).await;
        }
    }

    async fn write(&mut self, line: &mut Line<FromPatron, ToPatron>, counter: &Counter) {
        for _ in 0..self.chance.random_range(1..=4) {
            let text = format!("{}: {}", self.name, self.written.len());
            let (id, file) = (new_message(), None);
            self.written.push((id, text.clone()));
            self.unconfirmed.push(id);
            counter.count();
            line.say(&FromPatron::Say { id, text, file }).await;
        }
    }

    /// Has read what there is; nobody answers to that.
    async fn mark(&mut self, line: &mut Line<FromPatron, ToPatron>, counter: &Counter) {
        let marks = self.read.all();
        counter.count();
        line.say(&FromPatron::Mark { marks }).await;
    }

    fn take(&mut self, heard: ToPatron) -> Told {
        match heard {
            ToPatron::Contact { contact, .. } => self.is_shown(contact)?,
            ToPatron::Marks { desk } => {
                if desk.read < self.desk_marks.read || desk.received < self.desk_marks.received {
                    let before = self.desk_marks;
                    return Err(format!("the desk was at {before:?}, and is at {desk:?}"));
                }
                self.desk_marks = desk;
                self.memory.marks_are(&self.name, Reader::Desk, desk);
            }
            ToPatron::Message { message } => {
                self.read.take(&message)?;
                self.unconfirmed.retain(|id| *id != message.id);
            }
            ToPatron::Refused { about: None, .. } => self.asked = Asked::Nothing,
            ToPatron::Refused {
                about: Some(id), ..
            } => {
                self.unconfirmed.retain(|refused| *refused != id);
            }
            ToPatron::Superseded => return Err(format!("{} has one page only", self.name)),
            _ => {} // the desk, a sign of life
        }
        Ok(())
    }

    fn is_shown(&mut self, shown: Option<PatronContact>) -> Told {
        let shown = shown.map(|shown| (shown.id, stage(&shown)));
        if let Some((contact, stage)) = &shown {
            self.memory.is_told(&self.name, *contact, stage.clone())?;
        }
        match (&self.contact, &shown) {
            (Some((before, _)), Some((now, _))) if before != now => {
                return Err(format!("{}: {now} instead of {before}", self.name));
            }
            (Some((id, before)), Some((_, now))) if now < before => {
                return Err(format!("{id} was {before:?} and is {now:?}"));
            }
            (Some((id, before)), None) => return Err(format!("{id}, {before:?}, is no more")),
            (Some(_) | None, _) => {}
        }
        let is_over = shown
            .as_ref()
            .is_some_and(|(_, stage)| *stage == Stage::Ended);
        // What is written down of an earlier one shows it again.
        let is_new = shown.as_ref().is_some_and(|(id, _)| Some(*id) != self.over);
        if is_new && (is_over || self.asked == Asked::Place) {
            self.asked = Asked::Nothing;
        }
        if is_over {
            self.over = shown.as_ref().map(|(id, _)| *id);
        }
        self.contact = shown.filter(|_| !is_over);
        Ok(())
    }

    /// The whole thread: what was read before is in it, and the own words stand in the
    /// order they were written, each once, and as they were written.
    fn compare(&mut self, whole: &[MessageView]) -> Told {
        let which = |why| format!("{}'s thread: {why}", self.name);
        self.read.compare(whole).map_err(which)?;
        let mut written = self.written.iter();
        for own in self
            .read
            .those(|message| message.speaker == Speaker::Patron)
        {
            if !written.any(|(id, text)| *id == own.id && *text == own.text) {
                return Err(format!("{}: {own:?} was never written there", self.name));
            }
        }
        Ok(())
    }

    fn arrival(&self) -> FromPatron {
        FromPatron::Arrive {
            mode: Mode::Chat,
            name: self.name.clone(),
            language: Language::It,
            topic: None,
            person: None,
        }
    }
}

fn stage(contact: &PatronContact) -> Stage {
    match &contact.state {
        PatronContactState::Waiting { .. } => Stage::Waiting,
        // Nobody calls here.
        PatronContactState::Calling { librarian }
        | PatronContactState::Talking { librarian, .. } => Stage::Talking(librarian.clone()),
        PatronContactState::Ended { .. } => Stage::Ended,
    }
}
