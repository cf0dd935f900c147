//! A case is made: from a conversation, or by hand.

use chrono::NaiveDate;
use sportello_core::cases::{LONGEST_ENTRY, LONGEST_SUBJECT, Line, MOST_OPEN, excerpt, promise};
use sportello_core::{
    Asker, Author, Case, CaseEntryId, CaseEntryKind, CaseId, CaseLevel, CaseNumber, CaseState,
    ChatMessage, DeskId, Happened, Language, LibrarianId, MailAddress, MessageId, Settings,
    ThreadId, ThreadOf, TopicId,
};
use sportello_mail::templates::somebody;
use sportello_store::NewCaseEntry;
use sportello_wire::seat::{AskerForm, CaseForm, CasesField, CasesRefusal};

use super::undone::Undone;
use super::{CaseWrite, Cases, Word};
use crate::clock::new_id;

/// The longest name of who asks, and the longest number to call, in characters.
const LONGEST_NAME: usize = 120;
const LONGEST_PHONE: usize = 40;
/// So many messages go along with a case.
pub(super) const MOST_MESSAGES: usize = 200;

impl Cases {
    /// Makes a case, and tells the patron its number and its day.
    pub(super) async fn make(
        &self,
        by: LibrarianId,
        form: &CaseForm,
    ) -> Result<(CaseId, CaseNumber), Undone> {
        let settings = self.settings().await?;
        if !settings.desks.iter().any(|desk| desk.id == form.desk) {
            return Err(CasesField::Desk.into());
        }
        let thread = self.own_thread(form.desk, form.thread).await?;
        let subject = subject(&form.subject)?;
        let topic = known_topic(&settings, form.topic)?;
        let note = text_or_none(&form.note)?;
        let today = self.clock_of(&settings, form.desk).date();
        let promised = form.promised.as_ref();
        let promised = promised.map(|day| promised_on(day, today)).transpose()?;
        let mut asker = judge_asker(&form.asker)?;
        if asker.name.is_empty() {
            asker.name = self.name_in(thread).await?;
        }
        let _turn = self.0.turn.lock().await;
        if self.0.store.open_cases(form.desk).await? >= MOST_OPEN {
            return Err(CasesRefusal::TooMany {}.into());
        }
        let mut case = self.new_case(&settings, form.desk, &subject).await?;
        case.topic = topic;
        case.owner = Some(by);
        if let Some(day) = promised {
            (case.promised, case.first_promised) = (day, day);
        }
        case.thread = thread.map(|of| of.thread);
        case.asker = asker;
        let (id, number) = (case.id, case.number);
        let mut opened = new_entry(id, CaseEntryKind::Opened, Some(by));
        opened.text = note;
        opened.contact = form.contact;
        let mut write = CaseWrite::of(case, opened);
        if let Some(of) = thread.filter(|_| !form.messages.is_empty()) {
            let lines = self.lines(&settings, of, &form.messages).await?;
            let mut said = new_entry(id, CaseEntryKind::Excerpt, Some(by));
            said.text = cut(&excerpt(&lines, &[], ""));
            write.entries.push(said);
        }
        let word = Word {
            happened: Happened::CaseOpened,
            text: String::new(),
        };
        self.write(write, Some(word)).await?;
        tracing::info!(case = %id, librarian = %by, "a case was made");
        Ok((id, number))
    }

    /// A case with the next number of its desk and the usual promise, of nobody yet.
    pub(super) async fn new_case(
        &self,
        settings: &Settings,
        desk: DeskId,
        subject: &str,
    ) -> Result<Case, Undone> {
        let today = self.clock_of(settings, desk).date();
        let promised = usual_day(settings, desk, today);
        let year = self.year_of(settings, desk);
        Ok(Case {
            id: CaseId(new_id()),
            desk,
            number: self.0.store.next_case_number(desk, year).await?,
            subject: subject.to_owned(),
            topic: None,
            level: CaseLevel::First,
            owner: None,
            office: None,
            promised,
            first_promised: promised,
            state: CaseState::Open,
            snoozed_until: None,
            thread: None,
            asker: Asker::default(),
            opened: self.now(),
            answered: None,
            closed: None,
            news: None,
        })
    }

    /// The thread, if it is one of this desk.
    async fn own_thread(
        &self,
        desk: DeskId,
        thread: Option<ThreadId>,
    ) -> Result<Option<ThreadOf>, Undone> {
        let Some(thread) = thread else {
            return Ok(None);
        };
        let (of, library) = self.0.store.thread_of(thread).await?;
        if library != self.0.library || of.desk != desk {
            return Err(CasesRefusal::Gone {}.into());
        }
        Ok(Some(of))
    }

    async fn name_in(&self, thread: Option<ThreadOf>) -> Result<String, Undone> {
        match thread {
            Some(of) => Ok(self.0.store.name_in_thread(of.thread).await?),
            None => Ok(String::new()),
        }
    }

    /// Messages of a thread, as an excerpt tells them. What is gone meanwhile is left out.
    pub(super) async fn lines(
        &self,
        settings: &Settings,
        of: ThreadOf,
        messages: &[MessageId],
    ) -> Result<Vec<Line>, Undone> {
        let patron = self.name_in(Some(of)).await?;
        let mut said: Vec<ChatMessage> = Vec::new();
        for id in messages.iter().take(MOST_MESSAGES) {
            let now = self.moment();
            let message = self.0.store.message(of.thread, of.patron, *id, now).await;
            match message {
                Ok(message) => said.push(message),
                Err(sportello_store::StoreError::NotFound) => {}
                Err(why) => return Err(why.into()),
            }
        }
        said.sort_by_key(|message| message.at.wall_millis());
        let zone = settings.zone_of(of.desk);
        let (unnamed, _) = somebody(spoken_at(settings, of.desk));
        let lines = said.iter().filter_map(|message| {
            let at = chrono::DateTime::from_timestamp_millis(message.at.wall_millis())?;
            let who = match message.author {
                Author::Patron(_) if patron.is_empty() => unnamed.to_owned(),
                Author::Patron(_) => patron.clone(),
                Author::Librarian(librarian) => name_of_librarian(settings, librarian),
                Author::Desk(_) => return None,
            };
            let text = message.text.as_ref().map(|text| text.as_str().to_owned());
            let file = message.attachment.as_ref().map(|file| file.name.clone());
            let text = text.or_else(|| file.map(|name| format!("[{name}]")))?;
            let at = at.with_timezone(&zone).format("%d/%m %H:%M").to_string();
            Some(Line { at, who, text })
        });
        Ok(lines.collect())
    }
}

/// The day that is promised at a desk when nobody says otherwise.
pub(super) fn usual_day(settings: &Settings, desk: DeskId, today: NaiveDate) -> NaiveDate {
    let (days, open) = (
        settings.cases.usual_promise_days,
        settings.open_days_of(desk, today),
    );
    promise::usual(today, days, |day| open.is_open_on(day))
}

pub(super) fn new_entry(
    case: CaseId,
    kind: CaseEntryKind,
    by: Option<LibrarianId>,
) -> NewCaseEntry {
    NewCaseEntry {
        librarian: by,
        ..NewCaseEntry::of(CaseEntryId(new_id()), case, kind)
    }
}

pub(super) fn name_of_librarian(settings: &Settings, librarian: LibrarianId) -> String {
    let mut known = settings.librarians.iter();
    let found = known.find(|one| one.id == librarian);
    found.map_or_else(String::new, |one| one.name.clone())
}

pub(super) fn subject(text: &str) -> Result<String, CasesField> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    if line.is_empty() || line.chars().count() > LONGEST_SUBJECT {
        return Err(CasesField::Subject);
    }
    Ok(line)
}

pub(super) fn known_topic(
    settings: &Settings,
    topic: Option<TopicId>,
) -> Result<Option<TopicId>, CasesField> {
    match topic {
        Some(topic) if !settings.topics.iter().any(|one| one.id == topic) => Err(CasesField::Topic),
        known => Ok(known),
    }
}

pub(super) fn promised_on(text: &str, today: NaiveDate) -> Result<NaiveDate, CasesField> {
    let day = text.parse().map_err(|_| CasesField::Promised)?;
    if promise::can_be_promised(day, today) {
        Ok(day)
    } else {
        Err(CasesField::Promised)
    }
}

/// Words that may be missing.
pub(super) fn text_or_none(text: &str) -> Result<String, CasesField> {
    let text = text.trim();
    let is_good = text.chars().count() <= LONGEST_ENTRY && !text.contains('\0');
    is_good.then(|| text.to_owned()).ok_or(CasesField::Text)
}

/// Words that may not.
pub(super) fn words(text: &str) -> Result<String, CasesField> {
    let text = text_or_none(text)?;
    if text.is_empty() {
        return Err(CasesField::Text);
    }
    Ok(text)
}

pub(super) fn cut(text: &str) -> String {
    text.chars().take(LONGEST_ENTRY).collect()
}

pub(super) fn judge_asker(form: &AskerForm) -> Result<Asker, CasesField> {
    let mail = match form.mail.trim() {
        "" => None,
        mail => Some(MailAddress::parse(mail).map_err(|_| CasesField::Mail)?),
    };
    Ok(Asker {
        name: line(&form.name, LONGEST_NAME).ok_or(CasesField::Name)?,
        mail,
        phone: phone(&form.phone)?,
    })
}

/// A number to call, as people write it.
pub(super) fn phone(text: &str) -> Result<String, CasesField> {
    let text = line(text, LONGEST_PHONE).ok_or(CasesField::Phone)?;
    let may_stand = |c: char| c.is_ascii_digit() || " +-./()".contains(c);
    let has_digits = text.chars().filter(char::is_ascii_digit).count() >= 3;
    if !text.is_empty() && (!text.chars().all(may_stand) || !has_digits) {
        return Err(CasesField::Phone);
    }
    Ok(text)
}

/// A line, tidied; nothing when it is too long.
pub(super) fn line(text: &str, longest: usize) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_good = line.chars().count() <= longest && !line.chars().any(char::is_control);
    is_good.then_some(line)
}

/// The language in which somebody is written to who has said none: an office, or whoever
/// asked and has no conversation. It is that of the desk's notices.
pub(super) fn spoken_at(settings: &Settings, desk: DeskId) -> Language {
    settings.notices_of(desk).language
}
