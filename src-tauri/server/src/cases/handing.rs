//! A case is handed to an office or a colleague, and letters about cases.
//!
//! **The rule.** What the preview shows is what goes out, to the letter: both are the same
//! [`Composed`], and what is sent is kept in the row that goes out.

use serde::{Deserialize, Serialize};
use sportello_core::cases::excerpt;
use sportello_core::{
    Case, CaseEntryKind, CaseId, CaseStep, Channel, DeskId, FileId, FileKind, Happened, Language,
    LibrarianId, MailAddress, OutgoingId, OutgoingKind, Settings,
};
use sportello_mail::templates::{CaseKind, CaseValues, somebody, write_of_case};
use sportello_store::{NewOutgoing, OfficeRow, StoreError};
use sportello_wire::CaseFile;
use sportello_wire::seat::{CasesField, CasesRefusal, HandOffForm};

use super::making::{name_of_librarian, new_entry, promised_on, spoken_at, words};
use super::undone::Undone;
use super::{CaseWrite, Cases, Word};
use crate::clock::new_id;
use crate::files::media_type;
use crate::outbox::host_of;

/// The most bytes of files that go along with a letter: most mail servers take 25 MB, and
/// a file grows by a third on its way.
const MOST_BYTES: u64 = 15 * 1024 * 1024;
/// The most files of one letter.
const MOST_FILES: usize = 20;

/// What a letter about a case says: the payload of what goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CaseLetter {
    /// About which.
    pub(crate) case: CaseId,
    /// Its subject.
    pub(crate) subject: String,
    /// Its text.
    pub(crate) text: String,
    /// What goes along.
    pub(crate) files: Vec<Enclosed>,
    /// A machine had it written, because of a mail that came.
    #[serde(default)]
    pub(crate) automatic: bool,
}

/// A file that goes along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Enclosed {
    /// Which.
    pub(crate) id: FileId,
    /// What it is called.
    pub(crate) name: String,
    /// What it is: `application/pdf`.
    pub(crate) kind: String,
    /// In bytes.
    pub(crate) size: u32,
}

/// A hand-off as it would go out.
pub(super) struct Composed {
    pub(super) office: OfficeRow,
    pub(super) letter: CaseLetter,
    pub(super) language: Language,
}

impl Composed {
    pub(super) fn to(&self) -> String {
        let office = &self.office.office;
        format!("{} <{}>", office.name, office.mail.as_str())
    }

    pub(super) fn files(&self) -> Vec<CaseFile> {
        let file = |file: &Enclosed| CaseFile {
            id: file.id,
            name: file.name.clone(),
            kind: file.kind.clone(),
            size: file.size,
        };
        self.letter.files.iter().map(file).collect()
    }
}

impl Cases {
    /// What a hand-off would say.
    pub(super) async fn compose(
        &self,
        by: LibrarianId,
        case: CaseId,
        form: &HandOffForm,
    ) -> Result<(Case, Composed), Undone> {
        let mut case = self.0.store.case(self.0.library, case).await?.case;
        let settings = self.settings().await?;
        let mut offices = self.0.store.offices(self.0.library).await?.into_iter();
        let office = offices.find(|row| row.office.id == form.office && !row.is_gone);
        let office = office.ok_or(CasesField::Office)?;
        let today = self.clock_of(&settings, case.desk).date();
        case.promised = promised_on(&form.promised, today)?;
        let (subject, text) = self.hand_off_text(by, &case, form, &settings).await?;
        let letter = CaseLetter {
            case: case.id,
            subject,
            text,
            files: self.enclosed(&case, &form.files).await?,
            automatic: false,
        };
        let language = spoken_at(&settings, case.desk);
        let composed = Composed {
            office,
            letter,
            language,
        };
        Ok((case, composed))
    }

    /// Hands a case off: the letter is queued, and the patron told, in one transaction.
    pub(super) async fn hand_off(
        &self,
        by: LibrarianId,
        case: CaseId,
        form: &HandOffForm,
    ) -> Result<(), Undone> {
        match self.0.store.mail_account(self.0.library).await {
            Ok(_) => {}
            Err(StoreError::NotFound) => return Err(CasesRefusal::NoMail {}.into()),
            Err(why) => return Err(why.into()),
        }
        let _turn = self.0.turn.lock().await;
        let (mut case, composed) = self.compose(by, case, form).await?;
        let state = case.state;
        if !case.step(CaseStep::HandOff, self.now()) {
            return Err(CasesRefusal::NotNow { state }.into());
        }
        case.office = Some(composed.office.office.id);
        case.owner = case.owner.or(Some(by));
        case.news = None;
        case.snoozed_until = None;
        let mail = &composed.office.office.mail;
        let letter = self.letter(
            &case,
            OutgoingKind::HandOff,
            mail,
            &composed.letter,
            composed.language,
        )?;
        let mut entry = new_entry(case.id, CaseEntryKind::HandedOff, Some(by));
        entry.with = composed.to();
        entry.subject.clone_from(&composed.letter.subject);
        entry.text.clone_from(&composed.letter.text);
        entry.message_id.clone_from(&letter.message_id);
        entry.outgoing = Some(letter.id);
        let mut write = CaseWrite::of(case, entry);
        write.letters.push(letter);
        let word = Word {
            happened: Happened::CaseOpened,
            text: String::new(),
        };
        self.write(write, Some(word)).await
    }

    async fn hand_off_text(
        &self,
        by: LibrarianId,
        case: &Case,
        form: &HandOffForm,
        settings: &Settings,
    ) -> Result<(String, String), Undone> {
        let summary = words(&form.summary)?;
        let language = spoken_at(settings, case.desk);
        let names: Vec<&str> = if form.hide_names {
            vec![case.asker.name.as_str()]
        } else {
            Vec::new()
        };
        let said = match case.thread.filter(|_| !form.messages.is_empty()) {
            Some(thread) => {
                let (of, _) = self.0.store.thread_of(thread).await?;
                let lines = self.lines(settings, of, &form.messages).await?;
                excerpt(&lines, &names, somebody(language).1)
            }
            None => String::new(),
        };
        let contact = form.with_contact.then(|| contact(case));
        let number = case.number.to_string();
        let values = CaseValues {
            library: &self.0.library_name,
            desk: name_of_desk(settings, case.desk),
            patron: &case.asker.name,
            number: &number,
            subject: &case.subject,
            promised: case.promised,
            text: &summary,
            said: &said,
            contact: contact.as_deref(),
            librarian: &name_of_librarian(settings, by),
            files_stay: false,
        };
        Ok(write_of_case(CaseKind::HandedOff, language, &values))
    }

    /// The files that go along: of the case, or of its conversation, and of nothing else.
    async fn enclosed(&self, case: &Case, files: &[FileId]) -> Result<Vec<Enclosed>, Undone> {
        if files.len() > MOST_FILES {
            return Err(CasesRefusal::TooLarge {}.into());
        }
        let mut enclosed = Vec::new();
        for id in files {
            enclosed.push(self.one_enclosed(case, *id).await?);
        }
        let bytes: u64 = enclosed.iter().map(|file| u64::from(file.size)).sum();
        if bytes > MOST_BYTES {
            return Err(CasesRefusal::TooLarge {}.into());
        }
        Ok(enclosed)
    }

    async fn one_enclosed(&self, case: &Case, id: FileId) -> Result<Enclosed, Undone> {
        match self.0.store.case_file(id).await {
            Ok((file, of, _)) if of == case.id => {
                return Ok(Enclosed {
                    id,
                    name: file.name,
                    kind: file.kind,
                    size: file.size,
                });
            }
            Ok(_) => return Err(CasesRefusal::Gone {}.into()),
            Err(StoreError::NotFound) => {}
            Err(why) => return Err(why.into()),
        }
        let file = self.0.store.file(id).await?;
        if Some(file.thread) != case.thread || file.sent_with.is_none() {
            return Err(CasesRefusal::Gone {}.into());
        }
        let kind: FileKind = file.kind;
        Ok(Enclosed {
            id,
            name: file.name,
            kind: media_type(kind).to_owned(),
            size: file.size,
        })
    }

    /// A letter about a case, as it goes out.
    pub(super) fn letter(
        &self,
        case: &Case,
        kind: OutgoingKind,
        to: &MailAddress,
        letter: &CaseLetter,
        language: Language,
    ) -> Result<NewOutgoing, Undone> {
        let id = OutgoingId(new_id());
        Ok(NewOutgoing {
            id,
            library: self.0.library,
            channel: Channel::Mail,
            kind,
            once: format!("case {} {id}", case.id),
            address: to.clone().into(),
            desk: Some(case.desk),
            thread: None,
            patron: None,
            contact: None,
            language,
            payload: serde_json::to_string(letter).map_err(anyhow::Error::from)?,
            message_id: format!("case-{id}@{}", host_of(&self.0.base)),
            due: self.now(),
        })
    }

    /// What a patron without a conversation is written, if they can be.
    pub(super) fn letter_of(
        &self,
        write: &CaseWrite,
        word: &Word,
        settings: &Settings,
    ) -> Option<NewOutgoing> {
        let case = &write.case;
        let to = case.asker.mail.as_ref()?;
        let kind = match word.happened {
            Happened::CaseOpened => CaseKind::Opened,
            Happened::CasePromiseMoved => CaseKind::PromiseMoved,
            Happened::CaseClosed => CaseKind::Closed,
            _ => CaseKind::Written,
        };
        let files = answered_with(write);
        let language = spoken_at(settings, case.desk);
        let values = CaseValues {
            library: &self.0.library_name,
            desk: name_of_desk(settings, case.desk),
            patron: &case.asker.name,
            number: &case.number.to_string(),
            subject: &case.subject,
            promised: case.promised,
            text: &word.text,
            said: "",
            contact: None,
            librarian: "",
            files_stay: files.is_none(),
        };
        let (subject, text) = write_of_case(kind, language, &values);
        let letter = CaseLetter {
            case: case.id,
            subject,
            text,
            files: files.unwrap_or_default(),
            automatic: write.taken.is_some(),
        };
        self.letter(case, OutgoingKind::CaseNews, to, &letter, language)
            .ok()
    }
}

/// The files of an answer; nothing when they are too much for a letter.
fn answered_with(write: &CaseWrite) -> Option<Vec<Enclosed>> {
    let is_answer = |of: usize| {
        let entry = write.entries.get(of);
        entry.is_some_and(|entry| entry.kind == CaseEntryKind::Answered)
    };
    let files = write.files.iter().filter(|(of, _)| is_answer(*of));
    let files: Vec<Enclosed> = files
        .map(|(_, file)| Enclosed {
            id: file.id,
            name: file.name.clone(),
            kind: file.kind.clone(),
            size: file.size,
        })
        .collect();
    let bytes: u64 = files.iter().map(|file| u64::from(file.size)).sum();
    (files.len() <= MOST_FILES && bytes <= MOST_BYTES).then_some(files)
}

/// How the patron can be reached; empty where there is no way but through the desk.
fn contact(case: &Case) -> String {
    let asker = &case.asker;
    let mail = asker.mail.as_ref().map_or("", MailAddress::as_str);
    let known = [asker.name.as_str(), mail, asker.phone.as_str()];
    let known: Vec<&str> = known.into_iter().filter(|one| !one.is_empty()).collect();
    known.join(", ")
}

fn name_of_desk(settings: &Settings, desk: DeskId) -> &str {
    let mut known = settings.desks.iter();
    let found = known.find(|one| one.id == desk);
    found.map_or("", |one| one.name.as_str())
}
