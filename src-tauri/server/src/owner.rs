//! The task that owns a library.
//!
//! It waits for an input or a deadline, lets the machine of `sportello-core` decide,
//! commits all that is to be saved in one transaction, and only then tells anyone.
//! Inputs that wait together are committed together. If the commit fails it drops
//! the machine, reads the library again from the store and shows everybody what is
//! so; whoever said something that is not on disk is told.
//!
//! Views are whole and sent when they differ from the last one of that client, so a
//! burst of changes costs one message each.

mod clients;
mod input;
mod views;

use std::collections::BTreeSet;

use anyhow::Context;
use sportello_core::{
    Author, ChatMessage, ContactId, Effect, Facts, Library, LibraryId, MessageId, Moment, PageId,
    Party, Refusal, ThreadId,
};
use sportello_store::{LibraryRow, Saved, Store};
use sportello_wire::patron::ToPatron;
use sportello_wire::seat::{PublicAddress, ToSeat};
use sportello_wire::{IceServer, MessageView, RefusalCode};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::clock::Clock;
pub(crate) use clients::{ConnectionId, Outbox, OwnVoice};
pub(crate) use input::Input;

/// How many inputs may wait for the owner before a socket must wait, too.
const INBOX: usize = 1024;
/// How many inputs are committed together at most.
const TOGETHER: usize = 64;
/// How much of a thread is shown.
const HISTORY: u32 = 200;

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

    /// Whether the owner answers at all.
    pub(crate) async fn is_well(&self) -> bool {
        let (answer, answered) = oneshot::channel();
        self.tell(Input::AreYouThere(answer)).await;
        answered.await.is_ok()
    }

    /// Ends the owner, after what was told before.
    pub(crate) async fn stop(&self) {
        self.tell(Input::Stop).await;
    }
}

/// Reads a library from the store and starts its owner.
pub(crate) async fn start(
    library: LibraryRow,
    store: Store,
    clock: Clock,
    public: PublicAddress,
    ice_servers: Vec<IceServer>,
) -> anyhow::Result<(OwnerHandle, JoinHandle<()>)> {
    let (inputs, inbox) = mpsc::channel(INBOX);
    let machine = read(&store, library.id, clock.now()).await?;
    let owner = Owner {
        library,
        store,
        clock,
        public,
        ice_servers,
        machine,
        clients: clients::Clients::default(),
        unsaid: Vec::new(),
        refused: Vec::new(),
    };
    Ok((OwnerHandle { inputs }, tokio::spawn(owner.run(inbox))))
}

/// A library as the store knows it.
async fn read(store: &Store, library: LibraryId, now: Moment) -> anyhow::Result<Library> {
    let facts = Facts {
        desks: store.desks(library).await?,
        librarians: store.librarians(library).await?,
        contacts: store.contacts_under_way(library, now).await?,
    };
    Ok(Library::restore(facts, now))
}

/// Somebody who must be told if the commit fails.
type Unsaid = (Party, Option<MessageId>);

/// Somebody who is told, after the views, that something was not done.
type Refused = (Party, RefusalCode, Option<MessageId>);

struct Owner {
    library: LibraryRow,
    store: Store,
    clock: Clock,
    public: PublicAddress,
    ice_servers: Vec<IceServer>,
    machine: Library,
    clients: clients::Clients,
    /// Who asked for what is not yet committed.
    unsaid: Vec<Unsaid>,
    /// Who is refused what, in this turn.
    refused: Vec<Refused>,
}

impl Owner {
    async fn run(mut self, mut inbox: mpsc::Receiver<Input>) {
        let mut waiting = Vec::with_capacity(TOGETHER);
        loop {
            let deadline = self
                .machine
                .poll_timeout()
                .map(|(at, _)| self.clock.instant_of(at));
            let sleep = async {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                count = inbox.recv_many(&mut waiting, TOGETHER) => if count == 0 { return },
                () = sleep => {}
            }
            for input in waiting.drain(..) {
                if matches!(input, Input::Stop) {
                    self.perform().await;
                    return;
                }
                self.take(input);
            }
            self.machine.handle_timeout(self.clock.now());
            self.perform().await;
        }
    }

    /// Commits what is to be saved, then tells.
    async fn perform(&mut self) {
        let effects: Vec<Effect> = std::iter::from_fn(|| self.machine.poll_effect()).collect();
        match self.commit(&effects).await {
            Ok(new) => {
                // Views first: what is said belongs to a contact the client has seen.
                self.show_views();
                self.show(effects, new).await;
            }
            Err(why) => {
                self.start_over(effects, &why).await;
                self.show_views();
            }
        }
        self.unsaid.clear();
        for refused in std::mem::take(&mut self.refused) {
            self.tell_refused(refused);
        }
    }

    /// One transaction for all that is to be saved. Gives back the messages that are
    /// new; the others stood there already.
    async fn commit(&self, effects: &[Effect]) -> anyhow::Result<BTreeSet<(ThreadId, MessageId)>> {
        let mut new = BTreeSet::new();
        if !effects.iter().any(saves) {
            return Ok(new);
        }
        let mut writing = self.store.write().await?;
        for effect in effects {
            match effect {
                Effect::SaveContact(contact) => {
                    sportello_store::save_contact(&mut writing, self.library.id, contact).await?;
                }
                Effect::SaveMessage(message) => {
                    let saved = sportello_store::save_message(&mut writing, message).await?;
                    if saved == Saved::New {
                        new.insert((message.thread, message.id));
                    }
                }
                Effect::SaveChosenPresence(librarian, chosen) => {
                    sportello_store::save_chosen_presence(&mut writing, *librarian, *chosen)
                        .await?;
                }
                Effect::ShowMessage(_)
                | Effect::ShowHistory(..)
                | Effect::ShowDesk
                | Effect::TellOfferEnd(..)
                | Effect::SupersedePage(_) => {}
            }
        }
        writing.commit().await.context("the commit failed")?;
        Ok(new)
    }

    /// Tells what is now on disk.
    async fn show(&mut self, effects: Vec<Effect>, mut new: BTreeSet<(ThreadId, MessageId)>) {
        for effect in effects {
            match effect {
                Effect::ShowMessage(message) => {
                    // Said twice in one breath, it is new once.
                    if new.remove(&(message.thread, message.id)) {
                        self.show_message(&message, &message, true);
                    } else {
                        self.confirm_message(&message).await;
                    }
                }
                Effect::ShowHistory(party, contact) => self.show_history(party, contact).await,
                Effect::TellOfferEnd(librarian, name, why) => {
                    let told = self.offer_end_view(&name, &why);
                    self.clients.tell_librarian(librarian, &told);
                }
                Effect::SupersedePage(page) => self.clients.supersede(page),
                Effect::ShowDesk
                | Effect::SaveContact(_)
                | Effect::SaveMessage(_)
                | Effect::SaveChosenPresence(..) => {}
            }
        }
    }

    /// Tells the author of a message that stood there already what stands there.
    async fn confirm_message(&mut self, said: &ChatMessage) {
        let Some(patron) = self.machine.contact(said.contact).map(|known| known.patron) else {
            return;
        };
        let (thread, now) = (said.thread, self.clock.now());
        match self.store.message(thread, patron, said.id, now).await {
            Ok(stands) => self.show_message(said, &stands, false),
            Err(why) => tracing::error!(%why, %thread, "a message can't be read"),
        }
    }

    /// Shows the message that stands on disk to whoever said it and, if it is new, to
    /// the other end.
    fn show_message(&mut self, said: &ChatMessage, stands: &ChatMessage, is_new: bool) {
        let Some(contact) = self.machine.contact(said.contact) else {
            return;
        };
        let message = self.message_view(stands);
        let from_patron = matches!(said.author, Author::Patron(_));
        let page = self.machine.page_of(contact.patron);
        let mut seats: BTreeSet<_> = contact
            .talking()
            .map(|(_, seat)| seat)
            .into_iter()
            .collect();
        seats.retain(|_| !from_patron || is_new);
        // A librarian may speak from another seat than the one that holds the call.
        seats.extend(self.unsaid.iter().filter_map(|unsaid| match unsaid {
            (Party::Seat(seat), Some(id)) if !from_patron && *id == said.id => Some(*seat),
            (Party::Seat(_) | Party::Patron(_), _) => None,
        }));
        if let Some(page) = page.filter(|_| from_patron || is_new) {
            let message = message.clone();
            self.clients.tell_page(page, ToPatron::Message { message });
        }
        for seat in seats {
            let message = message.clone();
            self.clients.tell_seat(seat, ToSeat::Message { message });
        }
    }

    async fn show_history(&mut self, party: Party, contact: ContactId) {
        let Some(contact) = self.machine.contact(contact) else {
            return;
        };
        let (id, thread, patron) = (contact.id, contact.thread, contact.patron);
        let messages = match self
            .store
            .history(thread, patron, HISTORY, self.clock.now())
            .await
        {
            Ok(messages) => messages,
            Err(why) => return tracing::error!(%why, %thread, "a thread can't be read"),
        };
        let messages: Vec<MessageView> = messages
            .iter()
            .map(|message| self.message_view(message))
            .collect();
        match party {
            Party::Patron(patron) => {
                if let Some(page) = self.machine.page_of(patron) {
                    self.clients.tell_page(page, ToPatron::History { messages });
                }
            }
            Party::Seat(seat) => {
                self.clients.tell_seat(
                    seat,
                    ToSeat::History {
                        contact: id,
                        messages,
                    },
                );
            }
        }
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
        let now = self.clock.now();
        match read(&self.store, self.library.id, now).await {
            Ok(machine) => {
                self.machine = machine;
                self.clients.sign_everybody_in(&mut self.machine, now);
                while self.machine.poll_effect().is_some() {} // the views tell it all
            }
            Err(why) => tracing::error!(why = format!("{why:#}"), "nor can the store be read"),
        }
        for effect in undone {
            if let Effect::ShowHistory(party, contact) = effect
                && self.is_end_of(party, contact)
            {
                self.show_history(party, contact).await;
            }
        }
        for (party, about) in std::mem::take(&mut self.unsaid) {
            self.refuse_with(party, RefusalCode::NotSaved, about);
        }
    }

    /// Shows every client the views that changed for it.
    fn show_views(&mut self) {
        let position_of = self
            .machine
            .line()
            .map(|contact| contact.id)
            .collect::<Vec<_>>();
        for page in self.clients.pages() {
            self.show_page(page, &position_of);
        }
        for connection in self.clients.connections() {
            self.show_seat(connection);
        }
    }

    fn refuse(&mut self, party: Party, refusal: Refusal, about: Option<MessageId>) {
        self.refuse_with(party, views::refusal_code(refusal), about);
    }

    fn refuse_with(&mut self, party: Party, code: RefusalCode, about: Option<MessageId>) {
        self.refused.push((party, code, about));
    }

    fn tell_refused(&mut self, (party, code, about): Refused) {
        match party {
            Party::Patron(patron) => {
                if let Some(page) = self.machine.page_of(patron) {
                    self.clients
                        .tell_page(page, ToPatron::Refused { code, about });
                }
            }
            Party::Seat(seat) => self
                .clients
                .tell_seat(seat, ToSeat::Refused { code, about }),
        }
    }

    fn is_end_of(&self, party: Party, contact: ContactId) -> bool {
        let contact = self.machine.contact(contact);
        contact.is_some_and(|contact| match party {
            Party::Patron(patron) => contact.patron == patron,
            Party::Seat(seat) => contact.talking().is_some_and(|(_, here)| here == seat),
        })
    }

    fn page_speaks_for(&self, page: PageId) -> Option<Party> {
        let patron = self.clients.patron_of(page)?;
        (self.machine.page_of(patron.id) == Some(page)).then_some(Party::Patron(patron.id))
    }
}

fn saves(effect: &Effect) -> bool {
    match effect {
        Effect::SaveContact(_) | Effect::SaveMessage(_) | Effect::SaveChosenPresence(..) => true,
        Effect::ShowMessage(_)
        | Effect::ShowHistory(..)
        | Effect::ShowDesk
        | Effect::TellOfferEnd(..)
        | Effect::SupersedePage(_) => false,
    }
}
