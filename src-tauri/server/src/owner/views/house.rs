//! What all seats are shown alike: the house, and the threads.

use sportello_core::{Thread, Warning};
use sportello_wire::seat::{DeskName, House, LibrarianView, ThreadEntry, ToSeat, WarningView};

use super::spoken;
use crate::owner::Owner;

/// How many threads a seat is shown.
const MOST_THREADS: usize = 100;

impl Owner {
    /// Shows the seats what is the same for all of them, as far as it changed.
    pub(super) fn show_house(&mut self) {
        if self.pace.takes_house() {
            let house = self.house();
            self.clients.tell_all_seats(&ToSeat::House { house });
        }
        if self.pace.takes_threads() {
            let threads = self.thread_entries();
            self.clients.tell_all_seats(&ToSeat::Threads { threads });
        }
    }

    pub(in crate::owner) fn house(&self) -> House {
        let desks = self.machine.desks().map(|desk| DeskName {
            id: desk.id,
            name: desk.name.clone(),
            admission: desk.admission,
            handle: desk.handle.clone(),
            email: desk.email.clone(),
            hours: self.week_of(desk),
        });
        let warnings = self.machine.warnings(self.now()).into_iter();
        House {
            library: self.machine.settings().library.name.clone(),
            zone: self.zone().to_owned(),
            handles: self
                .machine
                .desks()
                .map(|desk| desk.handle.clone())
                .collect(),
            topics: self.topics(),
            desks: desks.collect(),
            branches: self.places_of_library(),
            consultations: self.all_consultations(),
            librarians: self.all_librarians(),
            warnings: warnings
                .map(|warning| self.warning_view(&warning))
                .collect(),
        }
    }

    pub(in crate::owner) fn warning_view(&self, warning: &Warning) -> WarningView {
        match warning {
            Warning::NobodyAnswers(desk) => WarningView::NobodyAnswers { desk: *desk },
            Warning::NeverOpens(desk) => WarningView::NeverOpens { desk: *desk },
            Warning::EmptyGroup(group) => {
                let mut groups = self.machine.settings().groups.iter();
                let known = groups.find(|one| one.id == *group);
                WarningView::EmptyGroup {
                    group: *group,
                    name: known.map(|one| one.name.clone()).unwrap_or_default(),
                }
            }
            Warning::NobodyGives(consultation) => WarningView::NobodyGives {
                consultation: *consultation,
                name: self
                    .consultation(*consultation)
                    .map(|one| spoken(&one.name))
                    .unwrap_or_default(),
            },
        }
    }

    fn all_librarians(&self) -> Vec<LibrarianView> {
        let librarians = self.machine.settings().librarians.iter();
        let view = |one: &sportello_core::Librarian| LibrarianView {
            id: one.id,
            name: one.name.clone(),
        };
        librarians.map(view).collect()
    }

    /// The threads with unread messages first, then the newest.
    pub(in crate::owner) fn thread_entries(&self) -> Vec<ThreadEntry> {
        let mut threads: Vec<&Thread> = self
            .machine
            .threads()
            .filter(|thread| thread.last.is_some())
            .collect();
        let rank = |thread: &&Thread| {
            let at = thread.last.as_ref().map_or(0, |last| last.at);
            std::cmp::Reverse((thread.is_unread_by_desk(), at))
        };
        threads.sort_by_key(rank);
        threads.truncate(MOST_THREADS);
        threads
            .into_iter()
            .filter_map(|thread| self.thread_entry(thread))
            .collect()
    }

    fn thread_entry(&self, thread: &Thread) -> Option<ThreadEntry> {
        let last = thread.last.as_ref()?;
        Some(ThreadEntry {
            thread: thread.id,
            desk: thread.desk,
            name: thread.name.as_str().to_owned(),
            language: thread.language,
            speaker: self.speaker(last.author),
            excerpt: last.excerpt.clone(),
            at: last.at,
            unread: thread.is_unread_by_desk(),
            present: self.machine.page_of(thread.patron).is_some(),
        })
    }
}
