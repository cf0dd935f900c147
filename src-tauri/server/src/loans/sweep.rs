//! What becomes of notices that nobody has read: after a while a letter tells of them,
//! and where nobody can be written to they stand on the list to print.

use std::collections::BTreeMap;

use sportello_core::{
    Channel, DeskId, Language, MessageId, NoticeId, OutgoingId, OutgoingKind, PatronId, ThreadId,
};
use sportello_store::{NewOutgoing, Saved, StoreError, UnreadNotice, Writing};

use super::{Loans, commit};
use crate::clock::new_id;
use crate::outbox::host_of;

/// A letter that tells of notices.
pub(super) struct Letter {
    pub(super) id: OutgoingId,
    pub(super) desk: DeskId,
    pub(super) thread: Option<(ThreadId, PatronId)>,
    pub(super) address: String,
    pub(super) language: Language,
    pub(super) once: String,
}

impl Loans {
    /// Looks for notices that nobody has read.
    pub(super) async fn sweep(&self) -> anyhow::Result<()> {
        let settings = self.settings().await?;
        let now = self.now();
        for desk in &settings.desks {
            let policy = settings.notices_of(desk.id);
            let zone = settings.zone_of(desk.id);
            if policy.may_speak_from(zone, now) > now {
                continue;
            }
            let patience = i64::from(policy.mail_after_hours) * 3_600_000;
            let (store, library) = (&self.0.store, self.0.library);
            let unread = store
                .unread_notices(library, desk.id, now - patience)
                .await?;
            if !unread.is_empty() {
                self.write_to(unread, now).await?;
            }
        }
        self.print_what_failed(now).await
    }

    async fn write_to(&self, unread: Vec<UnreadNotice>, now: i64) -> anyhow::Result<()> {
        let mut messages: BTreeMap<MessageId, Vec<UnreadNotice>> = BTreeMap::new();
        for one in unread {
            messages.entry(one.message).or_default().push(one);
        }
        let has_mail = match self.0.store.mail_account(self.0.library).await {
            Ok(_) => true,
            Err(StoreError::NotFound) => false,
            Err(why) => return Err(why.into()),
        };
        let mut writing = self.0.store.write().await?;
        for (message, notices) in messages {
            let ids: Vec<NoticeId> = notices.iter().map(|one| one.id).collect();
            let first = &notices[0];
            let Some(address) = first.address.clone().filter(|_| has_mail) else {
                sportello_store::mark_to_print(&mut writing, &ids, now).await?;
                continue;
            };
            let letter = Letter {
                id: OutgoingId(new_id()),
                desk: first.desk,
                thread: Some((first.thread, first.patron)),
                address,
                language: first.language,
                once: format!("notice {message}"),
            };
            let id = letter.id;
            match self.queue_letter(&mut writing, letter, now).await {
                Err(StoreError::OutboxFull) => break, // they are looked for again
                Err(why) => return Err(why.into()),
                Ok(Saved::New) => sportello_store::mark_letter(&mut writing, &ids, id).await?,
                Ok(Saved::Already) => {}
            }
        }
        commit(writing).await?;
        self.0.bell.ring();
        self.show();
        Ok(())
    }

    /// Letters that will not go out are printed instead.
    async fn print_what_failed(&self, now: i64) -> anyhow::Result<()> {
        let failed = self
            .0
            .store
            .notices_of_failed_letters(self.0.library)
            .await?;
        if failed.is_empty() {
            return Ok(());
        }
        let mut writing = self.0.store.write().await?;
        sportello_store::mark_to_print(&mut writing, &failed, now).await?;
        commit(writing).await?;
        self.show();
        Ok(())
    }

    pub(super) async fn queue_letter(
        &self,
        writing: &mut Writing<'_>,
        letter: Letter,
        now: i64,
    ) -> Result<Saved, StoreError> {
        let new = NewOutgoing {
            id: letter.id,
            library: self.0.library,
            channel: Channel::Mail,
            kind: OutgoingKind::LoanNotice,
            once: letter.once,
            address: letter.address,
            desk: Some(letter.desk),
            thread: letter.thread.map(|(thread, _)| thread),
            patron: letter.thread.map(|(_, patron)| patron),
            contact: None,
            language: letter.language,
            payload: "{}".into(),
            message_id: format!("{}@{}", letter.id, host_of(&self.0.base)),
            due: now,
        };
        sportello_store::queue(writing, &new, now).await
    }
}
