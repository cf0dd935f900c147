//! The task that owns a library.
//!
//! It waits for an input or a deadline, lets the machine of `sportello-core` decide,
//! commits all that is to be saved in one transaction, and only then tells anyone.
//! Inputs that wait together are committed together. If the commit fails it drops
//! the machine, reads the library again from the store and shows everybody what is
//! so; whoever said something that is not on disk is told.
//!
//! Views are whole and sent when they differ from the last one of that client. Whom
//! something concerns sees it at once; everybody else's position, and the desk as
//! all may see it, follow in their own rhythm ([`pace`]), so that a burst of changes
//! costs one message each.

mod administering;
mod answers;
mod booking;
mod call_backs;
mod calls;
mod clients;
mod glance;
mod input;
mod pace;
mod reaching;
mod save;
mod say;
mod show;
mod stills;
mod tellings;
mod transfers;
mod views;
mod visits;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::Context;
use sportello_core::{
    Answers, Consent, ContactId, DeskId, Effect, Facts, Librarian, LibrarianId, Library, LibraryId,
    MessageId, Moment, PageId, Party, Refusal, Settings, ThreadId,
};
use sportello_store::{LibraryRow, Saved, Store, Writing};
use sportello_wire::RefusalCode;
use sportello_wire::seat::{AccountsTold, LibrarianView, PublicAddress, ToSeat};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::desks::Desks;
use crate::turn::Ways;
use booking::{Booking, Decided};
use call_backs::Ordered;
use calls::Calls;
pub(crate) use clients::{ConnectionId, Outbox, OwnVoice};
pub(crate) use glance::Glance;
pub(crate) use input::Input;
use pace::Pace;
pub(crate) use reaching::Reaching;
use save::{save, saves};
pub(crate) use stills::StillTaken;
use stills::Used;
use tellings::Said;
pub(crate) use tellings::{Fact, NotTold, Telling};

/// How many inputs may wait for the owner before a socket must wait, too.
const INBOX: usize = 1024;
/// How many inputs are committed together at most.
const TOGETHER: usize = 64;
/// How many of each desk's newest services the estimates learn from at a start.
const SERVICES: u32 = 400;
/// How often the owner looks whether an administrator changed the settings.
const SETTINGS: std::time::Duration = std::time::Duration::from_secs(2);

/// How everybody else speaks to the owner of a library.
#[derive(Clone, Debug)]
pub(crate) struct OwnerHandle {
    inputs: mpsc::Sender<Input>,
}

impl OwnerHandle {
    /// Hands an input to the owner; waits when many wait before it.
    pub(crate) async fn tell(&self, input: Input) {
        let _ = self.inputs.send(input).await; // the owner is gone only when all is ending
    }

    /// Whether the owner answers at all, and could write the last time it had to.
    pub(crate) async fn is_well(&self) -> bool {
        let (answer, answered) = oneshot::channel();
        self.tell(Input::AreYouWell(answer)).await;
        answered.await.unwrap_or(false)
    }

    /// What a desk shows to whoever passes by.
    pub(crate) async fn glance(&self, desk: DeskId) -> Option<Glance> {
        let (answer, answered) = oneshot::channel();
        self.tell(Input::Glance { desk, answer }).await;
        answered.await.ok().flatten()
    }

    /// Forgets a patron: what they said and who they were.
    pub(crate) async fn forget(&self, thread: ThreadId) -> Result<(), RefusalCode> {
        let (answer, answered) = oneshot::channel();
        self.tell(Input::Forget { thread, answer }).await;
        answered.await.unwrap_or(Err(RefusalCode::NotSaved))
    }

    /// Uses up the consent to a still that was taken; nothing is kept without.
    pub(crate) async fn use_consent(
        &self,
        librarian: LibrarianId,
        contact: ContactId,
        thread: ThreadId,
    ) -> Result<Consent, RefusalCode> {
        let (answer, answered) = oneshot::channel();
        let taken = StillTaken {
            librarian,
            contact,
            thread,
            answer,
        };
        self.tell(Input::StillTaken(taken)).await;
        answered.await.unwrap_or(Err(RefusalCode::NotSaved))
    }

    /// Ends the owner, after what was told before.
    pub(crate) async fn stop(&self) {
        self.tell(Input::Stop).await;
    }
}

/// What an owner is given.
pub(crate) struct Parts {
    pub(crate) library: LibraryRow,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) public: PublicAddress,
    pub(crate) ways: Arc<Ways>,
    pub(crate) desks: Desks,
    /// Told when the settings have changed.
    pub(crate) accounts_changed: watch::Sender<()>,
    /// Told when other settings hold, however they came.
    pub(crate) house_changed: watch::Sender<()>,
    pub(crate) reaching: Reaching,
    /// Told when something was written of cases that their keeper did not write.
    pub(crate) cases_changed: watch::Sender<()>,
}

/// Reads a library from the store and starts its owner.
pub(crate) async fn start(parts: Parts) -> anyhow::Result<(OwnerHandle, JoinHandle<()>)> {
    let (inputs, inbox) = mpsc::channel(INBOX);
    let handle = OwnerHandle { inputs };
    let version = parts.store.settings_version(parts.library.id).await?;
    let (machine, booking) = read(&parts.store, parts.library.id, parts.clock.now()).await?;
    let answers = Answers::of(parts.store.answers(parts.library.id).await?);
    let former = parts.store.former_librarians(parts.library.id).await?;
    let mut owner = Owner {
        parts,
        handle: handle.clone(),
        machine,
        booking,
        answers,
        former,
        clients: clients::Clients::default(),
        calls: Calls::default(),
        pace: Pace::default(),
        version,
        is_well: true,
        unsaid: Vec::new(),
        refused: Vec::new(),
        used: Vec::new(),
        said: Vec::new(),
        ordered: Vec::new(),
        loans_offered: BTreeSet::new(),
    };
    owner.follow_all_calls();
    owner.open_doors();
    Ok((handle, tokio::spawn(owner.run(inbox))))
}

/// A library as the store knows it.
async fn read(
    store: &Store,
    library: LibraryId,
    now: Moment,
) -> anyhow::Result<(Library, Booking)> {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let wall = now.wall_millis();
    let facts = Facts {
        settings: store.settings(library).await?,
        contacts: store.contacts_under_way(library, now).await?,
        threads: store.threads(library).await?,
        services: store.services(library, SERVICES).await?,
        blocks: store.blocks(library, wall).await?,
        call_backs: store.call_backs(library).await?,
        answered_today: store
            .answered_today(library, wall - wall.rem_euclid(DAY))
            .await?,
    };
    let booking = Booking::read(store, library, &facts.settings, now).await?;
    Ok((Library::restore(facts, now), booking))
}

/// Somebody who must be told if the commit fails.
type Unsaid = (Party, Option<MessageId>);

/// Somebody who is told, after the views, that something was not done.
type Refused = (Party, RefusalCode, Option<MessageId>);

struct Owner {
    parts: Parts,
    /// The door that pages and seats come through.
    handle: OwnerHandle,
    machine: Library,
    /// What is booked.
    booking: Booking,
    /// What librarians keep at hand, as it stands on disk.
    answers: Answers,
    /// The names of those who have left: what they said is still theirs.
    former: BTreeMap<LibrarianId, String>,
    clients: clients::Clients,
    calls: Calls,
    /// Who is shown what, and when.
    pace: Pace,
    /// Which settings the machine has.
    version: i64,
    /// The last commit succeeded.
    is_well: bool,
    /// Who asked for what is not yet committed.
    unsaid: Vec<Unsaid>,
    /// Who is refused what, in this turn.
    refused: Vec<Refused>,
    /// Whose stills are let through once this turn is on disk.
    used: Vec<Used>,
    /// What is said of loans and cases in this turn, and who waits for it.
    said: Vec<Said>,
    /// What was ordered of call-backs in this turn, and by whom.
    ordered: Vec<Ordered>,
    /// At which desks patrons can have their loans told.
    loans_offered: BTreeSet<DeskId>,
}

/// Why the owner woke.
enum Woken {
    /// Somebody spoke, or a deadline has come.
    ToDecide,
    /// Views are due that nothing else asks for.
    ToShow,
    /// It is time to look at the settings.
    ToLook,
    /// Nobody is left who could speak.
    Alone,
}

impl Owner {
    async fn run(mut self, mut inbox: mpsc::Receiver<Input>) {
        let mut waiting = Vec::with_capacity(TOGETHER);
        let mut look = tokio::time::interval(SETTINGS);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            match self.sleep(&mut inbox, &mut waiting, &mut look).await {
                Woken::Alone => return,
                Woken::ToShow => {}
                Woken::ToLook => {
                    self.renew_calls();
                    if !self.read_settings().await {
                        continue;
                    }
                }
                Woken::ToDecide => self.pace.something_changed(),
            }
            for input in waiting.drain(..) {
                if matches!(input, Input::Stop) {
                    return self.perform().await;
                }
                self.take(input).await;
            }
            self.machine.handle_timeout(self.now());
            self.booking.book.handle_timeout(self.now());
            self.perform().await;
        }
    }

    async fn sleep(
        &self,
        inbox: &mut mpsc::Receiver<Input>,
        waiting: &mut Vec<Input>,
        look: &mut tokio::time::Interval,
    ) -> Woken {
        let line = self.machine.poll_timeout().map(|(at, _)| at);
        let book = self.booking.book.poll_timeout().map(|(at, _)| at);
        let deadline = line.into_iter().chain(book).min();
        let deadline = deadline.map(|at| self.parts.clock.instant_of(at));
        tokio::select! {
            count = inbox.recv_many(waiting, TOGETHER) => {
                if count == 0 { Woken::Alone } else { Woken::ToDecide }
            }
            () = until(deadline) => Woken::ToDecide,
            () = until(self.pace.due(tokio::time::Instant::now())) => Woken::ToShow,
            _ = look.tick() => Woken::ToLook,
        }
    }

    /// Commits what is to be saved, then tells.
    async fn perform(&mut self) {
        let begun = self.write_said().await;
        let decided = self.decide();
        let committed = match begun {
            Ok(begun) => self.commit(begun, &decided).await,
            Err(why) => Err(why.into()),
        };
        match committed {
            Ok(new) => {
                let Decided { effects, booked } = decided;
                self.tell_used(true);
                self.answer_said(true);
                self.tell_keeper_of_cases(&effects);
                self.follow_calls(&effects);
                // Views first: what is said belongs to a contact the client has seen.
                self.show_views(&effects);
                self.show_changed_visits(&effects).await;
                self.show(effects, new).await;
                self.show_appointments(&booked).await;
            }
            Err(why) => {
                self.tell_used(false);
                self.answer_said(false);
                self.start_over(decided.effects, &why).await;
                self.follow_all_calls();
                self.show_all_views();
                self.show_appointments(&[]).await;
                self.answer_about_call_backs(false);
            }
        }
        self.answer_about_call_backs(true);
        self.answer_about_appointments();
        self.unsaid.clear();
        for refused in std::mem::take(&mut self.refused) {
            self.tell_refused(refused);
        }
    }

    /// One transaction for all that is to be saved, which may have begun. Gives back the
    /// messages that are new; the others stood there already.
    async fn commit(
        &mut self,
        begun: Option<Writing<'static>>,
        decided: &Decided,
    ) -> anyhow::Result<BTreeSet<(ThreadId, MessageId)>> {
        let mut new = BTreeSet::new();
        if begun.is_none() && !decided.saves() {
            return Ok(new);
        }
        self.is_well = false;
        let mut writing = match begun {
            Some(writing) => writing,
            None => self.parts.store.write().await?,
        };
        let mut reached = false;
        for effect in &decided.effects {
            let at = self.now().wall_millis();
            if save(&mut writing, self.parts.library.id, effect, at).await? == Some(Saved::New)
                && let Effect::SaveMessage(message) = effect
            {
                new.insert((message.thread, message.id));
            }
            reached |= self.reach_out(&mut writing, effect).await?;
        }
        reached |= self.save_booked(&mut writing, &decided.booked).await?;
        writing.commit().await.context("the commit failed")?;
        self.is_well = true;
        if reached {
            self.parts.reaching.bell.ring();
        }
        Ok(new)
    }

    /// What could not be written did not happen: back to what the store knows. Who
    /// opened a page or a seat meanwhile is here all the same.
    async fn start_over(&mut self, undone: Vec<Effect>, why: &anyhow::Error) {
        tracing::error!(
            why = format!("{why:#}"),
            "nothing could be written; starting over"
        );
        for effect in &undone {
            if let Effect::SupersedePage(page) = effect {
                self.clients.supersede(*page);
            }
        }
        let now = self.now();
        match read(&self.parts.store, self.parts.library.id, now).await {
            Ok((machine, booking)) => {
                self.machine = machine;
                self.booking.start_over(booking);
                self.clients.sign_everybody_in(&mut self.machine, now);
                while self.machine.poll_effect().is_some() {} // the views tell it all
            }
            Err(why) => tracing::error!(why = format!("{why:#}"), "nor can the store be read"),
        }
        for effect in undone {
            if let Effect::ShowHistory(party, thread) = effect {
                self.show_history(party, thread).await;
            }
        }
        for (party, about) in std::mem::take(&mut self.unsaid) {
            self.refuse_with(party, RefusalCode::NotSaved, about);
        }
    }

    /// Takes over what an administrator changed meanwhile. Says whether it did.
    async fn read_settings(&mut self) -> bool {
        let (store, library, now) = (&self.parts.store, self.parts.library.id, self.now());
        let read = async {
            let version = store.settings_version(library).await?;
            if version == self.version {
                return Ok(None);
            }
            let settings = store.settings(library).await?;
            let blocks = store.blocks(library, now.wall_millis()).await?;
            let former = store.former_librarians(library).await?;
            let booking = Booking::changed(store, library).await?;
            let read = (version, settings, blocks, former, booking);
            Ok::<_, sportello_store::StoreError>(Some(read))
        };
        match read.await {
            Ok(Some((version, settings, blocks, former, booking))) => {
                tracing::info!(version, "the settings have changed");
                self.version = version;
                self.former = former;
                self.tell_who_they_are(&settings);
                self.booking.renew(booking, &settings, now);
                self.machine.handle_settings(settings, now);
                self.machine.handle_blocks(blocks, now);
                self.open_doors();
                self.pace.house_changed();
                self.show_settings_to_watchers().await;
                self.parts.accounts_changed.send_replace(());
                self.parts.house_changed.send_replace(());
                true
            }
            Ok(None) => false,
            Err(why) => {
                tracing::error!(%why, "the settings can't be read");
                false
            }
        }
    }

    /// Whoever is signed in and is somebody else from now on: another name, another role.
    fn tell_who_they_are(&mut self, settings: &Settings) {
        for after in &settings.librarians {
            let before = self.machine.librarian(after.id);
            let same = |before: &Librarian| before.name == after.name && before.role == after.role;
            if before.is_none_or(same) {
                continue;
            }
            let told = AccountsTold::You {
                librarian: LibrarianView {
                    id: after.id,
                    name: after.name.clone(),
                },
                role: after.role,
            };
            self.clients
                .tell_librarian(after.id, &ToSeat::Accounts { told });
        }
    }

    /// Makes the desks of this library findable by their handles.
    fn open_doors(&self) {
        let desks = self
            .machine
            .desks()
            .map(|desk| (desk.handle.clone(), desk.id));
        self.parts
            .desks
            .open(self.parts.library.id, &self.handle, desks.collect());
    }

    fn now(&self) -> Moment {
        self.parts.clock.now()
    }

    fn refuse(&mut self, party: Party, refusal: Refusal, about: Option<MessageId>) {
        self.refuse_with(party, views::refusal_code(refusal), about);
    }

    fn refuse_with(&mut self, party: Party, code: RefusalCode, about: Option<MessageId>) {
        self.refused.push((party, code, about));
    }

    fn page_speaks_for(&self, page: PageId) -> Option<Party> {
        let patron = self.clients.patron_of(page)?;
        (self.machine.page_of(patron.id) == Some(page)).then_some(Party::Patron(patron.id))
    }
}

/// Waits for an instant, or for ever.
async fn until(instant: Option<tokio::time::Instant>) {
    match instant {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
