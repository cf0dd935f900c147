//! Settings that an administrator changes in the window.
//!
//! Core decides what can be; the change is written in a transaction of its own, before
//! the machine hears of it: a desk that is in use, or a handle that another library
//! has, is known to the store alone, and must not take along what others have said
//! meanwhile. Then everybody is shown what holds now, in the same turn.

use sportello_core::hours::{HoursForm, HoursPreview};
use sportello_core::settings::{
    BranchForm, ConsultationForm, DeskForm, Fault, Field, GroupForm, LibraryForm, NoticesForm,
    SettingsChange, TextsForm, Told, TopicForm, Why,
};
use sportello_core::{LibrarianId, Party, Role, SeatId, Settings};
use sportello_store::StoreError;
use sportello_wire::RefusalCode;
use sportello_wire::seat::administration::{
    AdministrationNews, AdministrationOrder, BranchSettings, ChangeView, ConsultationSettings,
    DeskSettings, GroupSettings, SettingsView, Verdict,
};
use sportello_wire::seat::{LibrarianView, ToSeat};

use super::{ConnectionId, Owner};
use crate::clock::new_id;

/// What came of trying to save.
enum Saved {
    /// It is on disk; this is its number among the changes.
    Yes(i64),
    /// It can't be.
    No(Fault),
    /// The disk said no, or somebody else wrote at the same instant.
    NotNow,
}

impl Owner {
    /// Does what an administrator asks for; nobody else is obeyed.
    pub(super) async fn administer(
        &mut self,
        connection: ConnectionId,
        (seat, librarian): (SeatId, LibrarianId),
        order: AdministrationOrder,
    ) {
        if !self.is_administrator(librarian) {
            return self.refuse_with(Party::Seat(seat), RefusalCode::NotAllowed, None);
        }
        match order {
            AdministrationOrder::Watch {} => {
                self.clients.set_watching(connection, true);
                self.show_settings(vec![connection]).await;
            }
            AdministrationOrder::Unwatch {} => self.clients.set_watching(connection, false),
            AdministrationOrder::Check { asked, change } => {
                let judged = self.judge(&change);
                let verdict = self.verdict(asked, &change, &judged, None);
                self.tell_verdict(connection, verdict);
            }
            AdministrationOrder::Save {
                asked,
                change,
                seen,
            } => {
                // What the command line changed a moment ago counts, too.
                self.read_settings().await;
                let verdict = self.save_change(librarian, asked, &change, seen).await;
                match verdict {
                    Some(verdict) => self.tell_verdict(connection, verdict),
                    None => self.refuse_with(Party::Seat(seat), RefusalCode::NotSaved, None),
                }
            }
            AdministrationOrder::GoBack {
                asked,
                before,
                newest,
            } => {
                self.read_settings().await;
                match self.go_back(librarian, asked, before, newest).await {
                    Some(verdict) => self.tell_verdict(connection, verdict),
                    None => self.refuse_with(Party::Seat(seat), RefusalCode::NotSaved, None),
                }
            }
        }
    }

    /// Shows everybody who watches how the settings stand.
    pub(super) async fn show_settings_to_watchers(&mut self) {
        let watching = self.clients.watching();
        if !watching.is_empty() {
            self.show_settings(watching).await;
        }
    }

    fn is_administrator(&self, librarian: LibrarianId) -> bool {
        let known = self.machine.librarian(librarian);
        known.is_some_and(|known| known.role == Role::Administrator)
    }

    async fn save_change(
        &mut self,
        librarian: LibrarianId,
        asked: u32,
        change: &SettingsChange,
        seen: Option<Box<SettingsChange>>,
    ) -> Option<Verdict> {
        let stands = self.machine.settings().as_it_stands(change);
        if seen.as_deref() != stands.as_ref() {
            let changed = Err(vec![itself(Why::ChangedMeanwhile)]);
            return Some(self.verdict(asked, change, &changed, None));
        }
        let judged = self.judge(change);
        let Ok((settings, told)) = &judged else {
            return Some(self.verdict(asked, change, &judged, None));
        };
        match self.write_settings(librarian, settings.clone(), told).await {
            Saved::Yes(number) => Some(self.verdict(asked, change, &judged, Some(number))),
            Saved::No(fault) => {
                let refused = Err(vec![fault]);
                Some(self.verdict(asked, change, &refused, None))
            }
            Saved::NotNow => None,
        }
    }

    async fn go_back(
        &mut self,
        librarian: LibrarianId,
        asked: u32,
        before: i64,
        newest: i64,
    ) -> Option<Verdict> {
        let (store, library) = (&self.parts.store, self.parts.library.id);
        let read = async {
            let history = store.settings_history(library).await?;
            let (at, past) = store.settings_before(library, before).await?;
            let used = store.desks_in_use(library).await?;
            Ok::<_, StoreError>((history, at, past, used))
        };
        let (history, at, past, used) = match read.await {
            Ok(read) => read,
            Err(StoreError::NotFound) => return Some(refused(asked, Why::Unknown)),
            Err(why) => {
                tracing::error!(%why, "former settings can't be read");
                return None;
            }
        };
        if history.first().map(|change| change.sequence) != Some(newest) {
            return Some(refused(asked, Why::ChangedMeanwhile));
        }
        let back = match self.machine.settings().back_to(&past, &used) {
            Ok(back) => back,
            Err(why) => {
                let faults = vec![why.fault];
                return Some(self.plain_verdict(asked, None, faults));
            }
        };
        let told = Told::WentBack { at };
        match self.write_settings(librarian, back.settings, &told).await {
            Saved::Yes(number) => Some(self.plain_verdict(asked, Some(number), Vec::new())),
            Saved::No(fault) => Some(self.plain_verdict(asked, None, vec![fault])),
            Saved::NotNow => None,
        }
    }

    /// Writes settings in the place of those that hold, and lets them hold.
    async fn write_settings(
        &mut self,
        librarian: LibrarianId,
        settings: Settings,
        told: &Told,
    ) -> Saved {
        let now = self.now();
        let written = self.commit_settings(librarian, &settings, told).await;
        let (version, number) = match written {
            Ok(Some(written)) => written,
            Ok(None) => return Saved::NotNow,
            Err(StoreError::DeskInUse(_)) => return Saved::No(itself(Why::InUse)),
            Err(StoreError::HandleTaken) => {
                let (field, row, why) = (Field::Handle, None, Why::Taken);
                return Saved::No(Fault { field, row, why });
            }
            Err(why) => {
                tracing::error!(%why, "settings could not be written");
                return Saved::NotNow;
            }
        };
        tracing::info!(%librarian, version, "an administrator changed the settings");
        self.version = version;
        self.booking.take_settings(&settings, now);
        self.machine.handle_settings(settings, now);
        self.open_doors();
        self.pace.house_changed();
        self.parts.house_changed.send_replace(());
        self.show_settings_to_watchers().await;
        Saved::Yes(number)
    }

    /// The version and the number of the change; nothing when somebody else wrote
    /// settings that the machine does not know.
    async fn commit_settings(
        &self,
        librarian: LibrarianId,
        settings: &Settings,
        told: &Told,
    ) -> Result<Option<(i64, i64)>, StoreError> {
        let (library, at) = (self.parts.library.id, self.now().wall_millis());
        let mut writing = self.parts.store.write().await?;
        if sportello_store::settings_version(&mut writing, library).await? != self.version {
            return Ok(None);
        }
        let before = self.machine.settings();
        let number = sportello_store::note_settings_change(
            &mut writing,
            library,
            Some(librarian),
            told,
            before,
            at,
        )
        .await?;
        sportello_store::save_house(&mut writing, library, settings, at).await?;
        let version = sportello_store::settings_version(&mut writing, library).await?;
        writing.commit().await.map_err(StoreError::from)?;
        Ok(Some((version, number)))
    }

    fn judge(&self, change: &SettingsChange) -> Judged {
        self.machine.settings().changed(change, new_id)
    }

    fn verdict(
        &self,
        asked: u32,
        change: &SettingsChange,
        judged: &Judged,
        saved: Option<i64>,
    ) -> Verdict {
        let now = self.now().wall_millis();
        let (faults, warnings) = match judged {
            Ok((settings, _)) => (Vec::new(), settings.warnings(now)),
            Err(faults) => (faults.clone(), self.machine.settings().warnings(now)),
        };
        let warnings = warnings.iter().map(|warning| self.warning_view(warning));
        Verdict {
            asked,
            saved,
            faults,
            warnings: warnings.collect(),
            preview: preview(change, now),
        }
    }

    fn plain_verdict(&self, asked: u32, saved: Option<i64>, faults: Vec<Fault>) -> Verdict {
        let warnings = self.house().warnings;
        Verdict {
            asked,
            saved,
            faults,
            warnings,
            preview: None,
        }
    }

    fn tell_verdict(&mut self, connection: ConnectionId, verdict: Verdict) {
        let news = AdministrationNews::Verdict { verdict };
        self.clients
            .tell_connection(connection, ToSeat::Administration { news });
    }

    async fn show_settings(&mut self, connections: Vec<ConnectionId>) {
        let library = self.parts.library.id;
        let changes = match self.parts.store.settings_history(library).await {
            Ok(changes) => changes,
            Err(why) => return tracing::error!(%why, "the list of changes can't be read"),
        };
        let changes = changes.into_iter().map(|change| ChangeView {
            number: change.sequence,
            at: change.at,
            who: change.who,
            what: change.what,
        });
        let settings = self.settings_view(changes.collect());
        for connection in connections {
            let Some((_, librarian)) = self.clients.at(connection) else {
                continue;
            };
            if !self.is_administrator(librarian) {
                self.clients.set_watching(connection, false);
                continue;
            }
            let settings = Box::new(settings.clone());
            let news = AdministrationNews::Settings { settings };
            self.clients
                .tell_connection(connection, ToSeat::Administration { news });
        }
    }

    fn settings_view(&self, changes: Vec<ChangeView>) -> SettingsView {
        let settings = self.machine.settings();
        let branch = |one: &sportello_core::Branch| BranchSettings {
            id: one.id,
            form: BranchForm::of(one),
            hours: one.hours.as_ref().map(HoursForm::of),
        };
        let desk = |one: &sportello_core::Desk| DeskSettings {
            id: one.id,
            form: DeskForm::of(one),
            hours: one.hours.as_ref().map(HoursForm::of),
            texts: TextsForm::of(one),
            notices: NoticesForm::of(&settings.notices_of(one.id)),
        };
        let group = |one: &sportello_core::Group| GroupSettings {
            id: one.id,
            form: GroupForm::of(one),
        };
        let consultation = |one: &sportello_core::Consultation| ConsultationSettings {
            id: one.id,
            form: ConsultationForm::of(one),
        };
        let person = |one: &sportello_core::Librarian| LibrarianView {
            id: one.id,
            name: one.name.clone(),
        };
        SettingsView {
            library: LibraryForm::of(&settings.library),
            branches: settings.branches.iter().map(branch).collect(),
            desks: settings.desks.iter().map(desk).collect(),
            groups: settings.groups.iter().map(group).collect(),
            topics: settings.topics.iter().map(TopicForm::of).collect(),
            consultations: settings.consultations.iter().map(consultation).collect(),
            reports: settings.reports,
            cases: settings.cases,
            people: settings.librarians.iter().map(person).collect(),
            warnings: self.house().warnings,
            changes,
        }
    }
}

/// The settings with a change, or what is wrong with it.
type Judged = Result<(Settings, Told), Vec<Fault>>;

/// What hours among a change mean now.
fn preview(change: &SettingsChange, now: i64) -> Option<HoursPreview> {
    let (SettingsChange::BranchHours {
        hours: Some(hours), ..
    }
    | SettingsChange::DeskHours {
        hours: Some(hours), ..
    }) = change
    else {
        return None;
    };
    hours.read().ok().map(|hours| hours.preview(now))
}

fn itself(why: Why) -> Fault {
    let (field, row) = (Field::Itself, None);
    Fault { field, row, why }
}

fn refused(asked: u32, why: Why) -> Verdict {
    Verdict {
        asked,
        saved: None,
        faults: vec![itself(why)],
        warnings: Vec::new(),
        preview: None,
    }
}
