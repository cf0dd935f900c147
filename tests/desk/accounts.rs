//! Accounts: what each role may do, one's own password and sessions, and colleagues who
//! come and go.

use std::collections::BTreeSet;

use sportello_kit::{Desk, Librarian, new_seat};
use sportello_store::Store;
use sportello_wire::seat::{AccountsOrder, AccountsRefusal, PersonEntry, SignInRefusal, ToSeat};
use sportello_wire::{
    ChosenPresence, InvitationId, Language, LibrarianId, Mode, Role, SessionId, Speaker, ThreadId,
};
use uuid::Uuid;

use crate::PROGRAM;

const NEW: &str = "sale e acqua di mare";

#[tokio::test]
async fn each_role_may_do_its_part_and_no_more() {
    let desk = Desk::open(PROGRAM).await;
    let cleo = id_of(&desk, "cleo").await;
    for role in [Role::Librarian, Role::Supervisor, Role::Administrator] {
        give(&desk, "bo", role).await;
        let mut bo = desk.bo().await;
        let nothing = ThreadId(Uuid::from_u128(9));
        let supervisors = bo.asks(AccountsOrder::EndBlock { thread: nothing }).await;
        let allowed = supervisors != Err(AccountsRefusal::NotAllowed);
        assert_eq!(allowed, role >= Role::Supervisor, "{role:?} ends blocks");
        for order in [
            invite("Dora Blu"),
            AccountsOrder::RenewInvitation {
                invitation: InvitationId(Uuid::from_u128(9)),
            },
            AccountsOrder::SetRevoked {
                invitation: InvitationId(Uuid::from_u128(9)),
                revoked: true,
            },
            edit(cleo, "Cleo Neri", "", Role::Librarian),
            AccountsOrder::ResetPassword { librarian: cleo },
            AccountsOrder::SetActive {
                librarian: cleo,
                active: true,
            },
        ] {
            let done = bo.asks(order.clone()).await;
            let allowed = done != Err(AccountsRefusal::NotAllowed);
            assert_eq!(allowed, role == Role::Administrator, "{role:?}: {order:?}");
        }
        bo.watches_accounts().await;
        let seen = bo
            .sees_accounts("accounts", |view| Some(view.clone()))
            .await;
        assert_eq!(seen.user, "bo");
        assert_eq!(seen.sessions.iter().filter(|one| one.this).count(), 1);
        assert_eq!(seen.people.is_empty(), role != Role::Administrator);
        assert_eq!(seen.invitations.is_empty(), role != Role::Administrator);
        bo.forget_news();
    }
}

#[tokio::test]
async fn the_last_administrator_can_neither_go_nor_be_less() {
    let desk = Desk::open(PROGRAM).await;
    give(&desk, "bo", Role::Administrator).await;
    let (bo, cleo) = (id_of(&desk, "bo").await, id_of(&desk, "cleo").await);
    let mut boss = desk.bo().await;
    boss.watches_accounts().await;
    let less = edit(bo, "Bo Conti", "", Role::Supervisor);
    let gone = AccountsOrder::SetActive {
        librarian: bo,
        active: false,
    };
    let only_one = Err(AccountsRefusal::LastAdministrator);
    assert_eq!(boss.asks(less.clone()).await, only_one);
    assert_eq!(boss.asks(gone.clone()).await, only_one);
    assert!(sees(&mut boss, bo).await.last_administrator);
    let more = edit(cleo, "Cleo Neri", "", Role::Administrator);
    let mut colleague = desk.cleo().await;
    assert_eq!(boss.asks(more).await, Ok(None));
    let promoted = colleague.see("the new role", |view| view.you.clone()).await;
    assert_eq!(promoted, ("Cleo Neri".to_owned(), Role::Administrator));
    assert_eq!(boss.asks(gone).await, Err(AccountsRefusal::OwnAccount));
    assert_eq!(boss.asks(less).await, Ok(None));
    boss.see("the new role", |view| {
        let (_, role) = view.you.as_ref()?;
        (*role == Role::Supervisor).then_some(())
    })
    .await;
    let refused = boss.asks(invite("Dora Blu")).await;
    assert_eq!(refused, Err(AccountsRefusal::NotAllowed), "at once");
}

#[tokio::test]
async fn who_leaves_is_out_at_once_and_what_they_said_is_still_theirs() {
    let desk = Desk::open(PROGRAM).await;
    give(&desk, "bo", Role::Administrator).await;
    let cleo = id_of(&desk, "cleo").await;
    let mut colleague = desk.cleo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = colleague.answers().await;
    ada.talks_with("Cleo Neri").await;
    let thread = colleague.thread();
    let said = colleague.write(thread, "Il libro è qui.").await;
    ada.reads(said).await;
    colleague.reads(said).await;
    colleague.hangs_up(contact).await;
    ada.sees_how_it_ended().await;
    let mut bo = desk.bo().await;
    let gone = |active| AccountsOrder::SetActive {
        librarian: cleo,
        active,
    };
    assert_eq!(bo.asks(gone(false)).await, Ok(None));
    let session = colleague.keeps.clone();
    is_signed_out(&mut colleague).await;
    let password = &desk.account("cleo").password;
    let again = Librarian::sign_in(desk.address, new_seat(), "cleo", password).await;
    assert_eq!(again.err(), Some(SignInRefusal::WrongNameOrPassword));
    let resumed = Librarian::resume(desk.address, "cleo", &session).await;
    assert_eq!(resumed.err(), Some(SignInRefusal::SessionEnded));
    let history = bo.opens_thread(thread).await;
    let name = "Cleo Neri".to_owned();
    assert_eq!(history[0].speaker, Speaker::Librarian { name });
    // Undone, they work here as before.
    assert_eq!(bo.asks(gone(true)).await, Ok(None));
    assert!(
        Librarian::sign_in(desk.address, new_seat(), "cleo", password)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions_and_not_this_one() {
    let desk = Desk::open(PROGRAM).await;
    let old = desk.account("bo").password.clone();
    let mut here = desk.bo().await;
    let mut there = desk.bo().await;
    let change = |old: &str, new: &str| AccountsOrder::ChangePassword {
        old: old.into(),
        new: new.into(),
    };
    for (from, to, why) in [
        ("sbagliata", NEW, AccountsRefusal::WrongPassword),
        (&old, "corta", AccountsRefusal::PasswordTooShort),
        (&old, " BO ", AccountsRefusal::PasswordIsUser),
        (&old, &"x".repeat(300), AccountsRefusal::PasswordTooLong),
    ] {
        assert_eq!(here.asks(change(from, to)).await, Err(why), "{to}");
    }
    there.heard_nothing_more().await;
    assert_eq!(here.asks(change(&old, NEW)).await, Ok(None));
    is_signed_out(&mut there).await;
    here.heard_nothing_more().await;
    let refused = Librarian::sign_in(desk.address, new_seat(), "bo", &old).await;
    assert_eq!(refused.err(), Some(SignInRefusal::WrongNameOrPassword));
    let taken = Librarian::sign_in(desk.address, new_seat(), "bo", NEW).await;
    assert!(taken.is_ok());
}

#[tokio::test]
async fn the_password_can_not_be_guessed_from_an_open_window() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    for tries in 0.. {
        let guess = AccountsOrder::ChangePassword {
            old: format!("tentativo {tries}"),
            new: NEW.into(),
        };
        match bo.asks(guess).await {
            Err(AccountsRefusal::WrongPassword) => assert!(tries < 40, "without end"),
            Err(AccountsRefusal::TooManyTries) => break,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn sessions_are_seen_and_ended_one_by_one_or_all_others() {
    let desk = Desk::open(PROGRAM).await;
    let mut here = desk.bo().await;
    here.watches_accounts().await;
    let mut there = desk.bo().await;
    let mut elsewhere = desk.bo().await;
    let others = here.sees_accounts("three sessions", |view| {
        let others = view.sessions.iter().filter(|one| !one.this);
        let others: Vec<_> = others.map(|one| one.id).collect();
        (others.len() == 2 && view.sessions[0].this).then_some(others)
    });
    let others = others.await;
    // Those of a colleague are not one's own to end.
    let mut cleo = desk.cleo().await;
    for session in &others {
        let end = AccountsOrder::EndSession { session: *session };
        assert_eq!(cleo.asks(end).await, Ok(None));
    }
    there.heard_nothing_more().await;
    let end = AccountsOrder::EndSession { session: others[0] };
    assert_eq!(here.asks(end).await, Ok(None));
    here.sees_accounts("two sessions", |view| {
        (view.sessions.len() == 2).then_some(())
    })
    .await;
    let unknown = AccountsOrder::EndSession {
        session: SessionId(Uuid::from_u128(9)),
    };
    assert_eq!(here.asks(unknown).await, Ok(None));
    let all = AccountsOrder::EndOtherSessions {};
    assert_eq!(here.asks(all).await, Ok(None));
    is_signed_out(&mut there).await;
    is_signed_out(&mut elsewhere).await;
    here.sees_accounts("one session", |view| {
        (view.sessions.len() == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_can_not_be_set_of_somebody_is_refused_and_what_can_holds_at_once() {
    let desk = Desk::open(PROGRAM).await;
    give(&desk, "bo", Role::Administrator).await;
    let (own, cleo) = (id_of(&desk, "bo").await, id_of(&desk, "cleo").await);
    let mut bo = desk.bo().await;
    bo.watches_accounts().await;
    let named = |id, name: &str, person: &str| edit(id, name, person, Role::Administrator);
    let long = "Maria Vittoria Annunziata Castelfranco-Della Robbia Bentivog";
    assert_eq!(bo.asks(named(own, long, "@Bo.Conti")).await, Ok(None));
    let set = bo.sees_accounts("the name", |view| {
        let mut people = view.people.iter();
        people.find(|one| one.name == long).cloned()
    });
    let person = set.await.person.expect("a name behind the handle");
    assert_eq!(person.as_str(), "bo.conti");
    for (name, person, why) in [
        ("", "", AccountsRefusal::BadName),
        (&"x".repeat(101), "", AccountsRefusal::BadName),
        ("Cleo", "c", AccountsRefusal::BadPerson),
        ("Cleo", "c leo", AccountsRefusal::BadPerson),
        ("Cleo", "poster", AccountsRefusal::PersonReserved),
        ("Cleo", "qr.svg", AccountsRefusal::PersonReserved),
        ("Cleo", "bo.conti", AccountsRefusal::PersonTaken),
    ] {
        let refused = bo.asks(named(cleo, name, person)).await;
        assert_eq!(refused, Err(why), "{name} {person}");
    }
    let nobody = LibrarianId(Uuid::from_u128(9));
    let refused = bo.asks(named(nobody, "Nessuno", "")).await;
    assert_eq!(refused, Err(AccountsRefusal::NotFound));
    for chats in [0, 9, u8::MAX] {
        let refused = bo.asks(with_chats(named(cleo, "Cleo", ""), chats)).await;
        assert_eq!(refused, Err(AccountsRefusal::BadChats), "{chats} chats");
    }
}

#[tokio::test]
async fn how_many_chats_somebody_has_at_once_is_set_and_holds_at_once() {
    let desk = Desk::open(PROGRAM).await;
    give(&desk, "cleo", Role::Administrator).await;
    let bo_id = id_of(&desk, "bo").await;
    let mut cleo = desk.cleo().await;
    cleo.chooses(ChosenPresence::Away).await;
    cleo.watches_accounts().await;
    let mut bo = desk.bo().await;
    let limit = |chats| with_chats(edit(bo_id, "Bo Conti", "", Role::Librarian), chats);
    assert_eq!(cleo.asks(limit(1)).await, Ok(None));
    cleo.sees_accounts("one chat at once", |view| {
        let mut people = view.people.iter();
        people
            .any(|one| one.id == bo_id && one.chats == 1)
            .then_some(())
    })
    .await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    bo.answers().await;
    ada.talks_with("Bo Conti").await;
    let mut dora = desk.ada().await;
    dora.arrive(Mode::Chat).await;
    dora.waits_at(1).await;
    assert_eq!(cleo.asks(limit(2)).await, Ok(None));
    bo.answers().await;
    dora.talks_with("Bo Conti").await;
}

#[tokio::test]
async fn a_supervisor_sees_who_is_blocked_and_lets_them_in_again() {
    let desk = Desk::open(PROGRAM).await;
    give(&desk, "cleo", Role::Supervisor).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    bo.blocks(contact, 30, "insulti ripetuti").await;
    ada.sees_how_it_ended().await;
    let mut cleo = desk.cleo().await;
    cleo.watches_accounts().await;
    let block = cleo.sees_accounts("a block", |view| view.blocks.first().cloned());
    let block = block.await;
    assert_eq!(
        (block.name.as_str(), block.reason.as_str()),
        ("Ada", "insulti ripetuti")
    );
    let end = AccountsOrder::EndBlock {
        thread: block.thread,
    };
    let refused = bo.asks(end.clone()).await;
    assert_eq!(refused, Err(AccountsRefusal::NotAllowed));
    assert_eq!(cleo.asks(end.clone()).await, Ok(None));
    cleo.sees_accounts("no block", |view| view.blocks.is_empty().then_some(()))
        .await;
    assert_eq!(cleo.asks(end).await, Err(AccountsRefusal::NotFound));
    bo.chooses(ChosenPresence::Away).await;
    ada.arrive(Mode::Chat).await;
    cleo.answers().await;
    ada.talks_with("Cleo Neri").await;
}

fn invite(name: &str) -> AccountsOrder {
    AccountsOrder::Invite {
        name: name.into(),
        role: Role::Librarian,
    }
}

fn edit(librarian: LibrarianId, name: &str, person: &str, role: Role) -> AccountsOrder {
    AccountsOrder::EditPerson {
        librarian,
        name: name.into(),
        person: person.into(),
        role,
        languages: BTreeSet::from([Language::It]),
        chats: 3,
    }
}

fn with_chats(mut order: AccountsOrder, most: u8) -> AccountsOrder {
    if let AccountsOrder::EditPerson { chats, .. } = &mut order {
        *chats = most;
    }
    order
}

async fn sees(librarian: &mut Librarian, id: LibrarianId) -> PersonEntry {
    librarian
        .sees_accounts("somebody", |view| {
            view.people.iter().find(|one| one.id == id).cloned()
        })
        .await
}

async fn is_signed_out(librarian: &mut Librarian) {
    let code = SignInRefusal::SessionEnded;
    let over = ToSeat::SignInRefused { code };
    librarian
        .hear("that the session is over", |heard| {
            (*heard == over).then_some(())
        })
        .await;
    librarian.closed().await;
}

/// Gives somebody a role from outside, as an administrator's command does.
pub(crate) async fn give(desk: &Desk, user: &str, role: Role) {
    let store = Store::open_to_administer(&desk.data()).await;
    let store = store.expect("beside the server");
    let account = store.account(user).await.expect("an account");
    let settings = store.settings(account.library).await.expect("settings");
    let mut people = settings.librarians.into_iter();
    let mut known = people.find(|one| one.id == account.id).expect("known");
    known.role = role;
    let mut writing = store.write().await.expect("free");
    let saved = sportello_store::save_librarian(&mut writing, account.library, &known).await;
    saved.expect("written");
    writing.commit().await.expect("committed");
    store.close().await;
}

pub(crate) async fn id_of(desk: &Desk, user: &str) -> LibrarianId {
    let store = Store::open_to_administer(&desk.data()).await;
    let store = store.expect("beside the server");
    let account = store.account(user).await.expect("an account");
    store.close().await;
    account.id
}
