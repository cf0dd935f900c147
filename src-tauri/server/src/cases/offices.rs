//! The address book that all librarians of a library share, in and out.

use sportello_core::{MailAddress, Office, OfficeId, Settings, TopicId};
use sportello_wire::seat::{CasesField, CasesRefusal, OfficeForm, RejectedLine};

use super::making::{line, phone, text_or_none};
use super::undone::Undone;
use super::{Cases, commit};
use crate::clock::new_id;

/// The longest name, hours and note, in characters.
const LONGEST_NAME: usize = 120;
const LONGEST_HOURS: usize = 200;
const LONGEST_NOTE: usize = 1_000;
/// The most entries of a book.
const MOST_OFFICES: usize = 2_000;
/// The headers of the file, in this order; topics are parted by a bar.
const HEADERS: [&str; 7] = [
    "Nome",
    "E-mail",
    "Telefono",
    "Orari",
    "Argomenti",
    "Risposta diretta",
    "Note",
];

/// What came of a file.
pub(super) struct Imported {
    pub(super) added: u32,
    pub(super) changed: u32,
    pub(super) rejected: Vec<RejectedLine>,
}

impl Cases {
    pub(super) async fn save_office(
        &self,
        id: Option<OfficeId>,
        form: &OfficeForm,
    ) -> Result<(), Undone> {
        let settings = self.settings().await?;
        let office = judge(id, form, &settings)?;
        let _turn = self.0.turn.lock().await;
        let known = self.0.store.offices(self.0.library).await?;
        match id {
            Some(id) if !known.iter().any(|row| row.office.id == id && !row.is_gone) => {
                return Err(CasesRefusal::Gone {}.into());
            }
            None if known.len() >= MOST_OFFICES => return Err(CasesRefusal::TooMany {}.into()),
            Some(_) | None => {}
        }
        let mut writing = self.0.store.write().await?;
        sportello_store::save_office(&mut writing, self.0.library, &office).await?;
        commit(writing).await?;
        self.show();
        Ok(())
    }

    pub(super) async fn remove_office(&self, id: OfficeId) -> Result<(), Undone> {
        let _turn = self.0.turn.lock().await;
        let mut writing = self.0.store.write().await?;
        sportello_store::remove_office(&mut writing, self.0.library, id).await?;
        commit(writing).await?;
        self.show();
        Ok(())
    }

    /// The book as a file that spreadsheets open.
    pub(super) async fn export_offices(&self) -> Result<String, Undone> {
        let settings = self.settings().await?;
        let mut table = csv::WriterBuilder::new()
            .delimiter(b';')
            .from_writer(Vec::new());
        let failed = |why: csv::Error| Undone::Failed(why.into());
        table.write_record(HEADERS).map_err(failed)?;
        let book = self.0.store.offices(self.0.library).await?;
        for row in book.into_iter().filter(|row| !row.is_gone) {
            let office = row.office;
            let topics: Vec<&str> = office
                .topics
                .iter()
                .filter_map(|id| settings.topics.iter().find(|topic| topic.id == *id))
                .map(|topic| topic.italian.as_str())
                .collect();
            let fields = [
                office.name.as_str(),
                office.mail.as_str(),
                &office.phone,
                &office.hours,
                &topics.join("|"),
                if office.straight { "sì" } else { "no" },
                &office.note,
            ];
            table.write_record(fields.map(harmless)).map_err(failed)?;
        }
        let bytes = table
            .into_inner()
            .map_err(|why| Undone::Failed(anyhow::anyhow!("{why}")))?;
        let text = String::from_utf8(bytes).map_err(|why| Undone::Failed(why.into()))?;
        Ok(format!("\u{feff}{text}"))
    }

    /// Takes a file: an entry of the same name or address is changed, others are added.
    pub(super) async fn import_offices(&self, text: &str, dry: bool) -> Result<Imported, Undone> {
        let settings = self.settings().await?;
        let rows = read(text)?;
        let _turn = self.0.turn.lock().await;
        let book = self.0.store.offices(self.0.library).await?.into_iter();
        let book = book.filter(|row| !row.is_gone).map(|row| row.office);
        let mut book: Vec<Office> = book.collect();
        let mut imported = Imported {
            added: 0,
            changed: 0,
            rejected: Vec::new(),
        };
        let mut writing = self.0.store.write().await?;
        for (number, fields) in rows {
            let known = book.iter().find(|office| is_same(office, &fields));
            let id = known.map(|office| office.id);
            let office = form_of(&fields, &settings).and_then(|form| judge(id, &form, &settings));
            let office = match office {
                Ok(office) if id.is_some() || book.len() < MOST_OFFICES => office,
                Ok(_) => return Err(CasesRefusal::TooMany {}.into()),
                Err(field) => {
                    imported.rejected.push(RejectedLine {
                        line: number,
                        field,
                    });
                    continue;
                }
            };
            if !dry {
                sportello_store::save_office(&mut writing, self.0.library, &office).await?;
            }
            match id {
                Some(_) => imported.changed += 1,
                None => imported.added += 1,
            }
            book.retain(|one| one.id != office.id);
            book.push(office);
        }
        if !dry {
            commit(writing).await?;
            self.show();
        }
        Ok(imported)
    }
}

/// An entry as it is typed, judged.
fn judge(
    id: Option<OfficeId>,
    form: &OfficeForm,
    settings: &Settings,
) -> Result<Office, CasesField> {
    let name = line(&form.name, LONGEST_NAME).filter(|name| !name.is_empty());
    let note = text_or_none(&form.note)?;
    if note.chars().count() > LONGEST_NOTE {
        return Err(CasesField::Text);
    }
    let is_known = |topic: &TopicId| settings.topics.iter().any(|one| one.id == *topic);
    if !form.topics.iter().all(is_known) {
        return Err(CasesField::Topic);
    }
    let mut topics = form.topics.clone();
    topics.sort_unstable();
    topics.dedup();
    Ok(Office {
        id: id.unwrap_or_else(|| OfficeId(new_id())),
        name: name.ok_or(CasesField::Name)?,
        mail: MailAddress::parse(form.mail.trim()).map_err(|_| CasesField::Mail)?,
        phone: phone(&form.phone)?,
        hours: line(&form.hours, LONGEST_HOURS).ok_or(CasesField::Hours)?,
        note,
        topics,
        straight: form.straight,
        bad_since: None,
    })
}

/// The lines of a file with their numbers; a comma or a semicolon parts the fields.
fn read(text: &str) -> Result<Vec<(u32, Vec<String>)>, CasesRefusal> {
    let text = text.trim_start_matches('\u{feff}');
    let header = text.lines().next().unwrap_or_default();
    let many = |sign| header.matches(sign).count();
    let delimiter = if many(';') >= many(',') { b';' } else { b',' };
    let mut table = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = table.headers().map_err(|_| CasesRefusal::NotATable {})?;
    let places: Vec<Option<usize>> = HEADERS
        .iter()
        .map(|wanted| {
            let wanted = wanted.to_lowercase();
            headers
                .iter()
                .position(|one| one.trim().to_lowercase() == wanted)
        })
        .collect();
    if places[0].is_none() || places[1].is_none() {
        return Err(CasesRefusal::NotATable {});
    }
    let mut rows = Vec::new();
    for (row, number) in table.records().zip(2_u32..) {
        let row = row.map_err(|_| CasesRefusal::NotATable {})?;
        if row.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let field = |place: &Option<usize>| {
            let text = place.and_then(|place| row.get(place)).unwrap_or_default();
            text.trim().trim_start_matches('\'').to_owned()
        };
        rows.push((number, places.iter().map(field).collect()));
    }
    Ok(rows)
}

fn is_same(office: &Office, fields: &[String]) -> bool {
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    same(&office.name, &fields[0]) || same(office.mail.as_str(), &fields[1])
}

fn form_of(fields: &[String], settings: &Settings) -> Result<OfficeForm, CasesField> {
    let named = |text: &str| {
        let text = text.trim().to_lowercase();
        let mut topics = settings.topics.iter();
        let found = topics
            .find(|one| one.italian.to_lowercase() == text || one.english.to_lowercase() == text);
        found.map(|one| one.id).ok_or(CasesField::Topic)
    };
    let topics = fields[4].split('|').filter(|one| !one.trim().is_empty());
    let straight = fields[5].to_lowercase();
    Ok(OfficeForm {
        name: fields[0].clone(),
        mail: fields[1].clone(),
        phone: fields[2].clone(),
        hours: fields[3].clone(),
        topics: topics.map(named).collect::<Result<_, _>>()?,
        straight: ["sì", "si", "yes", "1", "x"].contains(&straight.as_str()),
        note: fields[6].clone(),
    })
}

/// A field that no spreadsheet takes for a formula.
fn harmless(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{field}")
    } else {
        field.to_owned()
    }
}
