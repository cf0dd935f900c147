//! Settings are written whole and read whole, and what is past keeps its names.

use std::collections::BTreeSet;

use sportello_core::hours::Hours;
use sportello_core::settings::Told;
use sportello_core::{
    Branch, BranchId, Group, GroupId, Language, LibraryTexts, NoticeKind, NoticePolicy,
    NoticeWording, PersonName, Settings, Spoken, Tier, Topic, TopicId,
};

use super::*;
use crate::{note_settings_change, save_settings};

const BRANCH: BranchId = BranchId(Uuid::from_u128(40));
const GROUP: GroupId = GroupId(Uuid::from_u128(41));
const TOPIC: TopicId = TopicId(Uuid::from_u128(42));
const OTHER: DeskId = DeskId(Uuid::from_u128(43));

#[tokio::test]
async fn settings_come_back_as_they_were_written() {
    let (_folder, store) = furnished().await;
    let settings = everything(&store).await;
    write(&store, &settings).await.expect("written");
    assert_eq!(store.settings(LIBRARY).await.expect("read"), settings);
    write(&store, &settings).await.expect("written again");
    assert_eq!(store.settings(LIBRARY).await.expect("read"), settings);
}

#[tokio::test]
async fn each_change_of_the_settings_is_counted() {
    let (_folder, store) = furnished().await;
    let before = store.settings_version(LIBRARY).await.expect("read");
    let settings = everything(&store).await;
    write(&store, &settings).await.expect("written");
    let after = store.settings_version(LIBRARY).await.expect("read");
    assert!(after > before);
    let nowhere = store.settings_version(LibraryId(Uuid::nil())).await;
    assert!(matches!(nowhere, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn what_is_gone_from_the_settings_is_gone_and_a_topic_still_names_what_is_past() {
    let (_folder, store) = furnished().await;
    let mut settings = everything(&store).await;
    write(&store, &settings).await.expect("written");
    let mut past = contact(ContactState::Waiting);
    past.topic = Some(TOPIC);
    save(&store, &past).await;
    settings.topics.clear();
    settings.groups.clear();
    settings.branches.clear();
    settings.desks.retain(|desk| desk.id == DESK);
    settings.desks[0].tiers.clear();
    settings.desks[0].branch = None;
    write(&store, &settings).await.expect("written");
    assert_eq!(store.settings(LIBRARY).await.expect("read"), settings);
    let read = store.contacts_under_way(LIBRARY, NOW).await.expect("read");
    assert_eq!(read[0].topic, Some(TOPIC));
}

#[tokio::test]
async fn a_desk_that_patrons_came_to_can_not_be_taken_away() {
    let (_folder, store) = furnished().await;
    let mut settings = everything(&store).await;
    settings.desks.retain(|desk| desk.id == OTHER);
    let refused = write(&store, &settings).await;
    let Err(StoreError::DeskInUse(name)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(name, "Sportello");
    let kept = store.desks(LIBRARY).await.expect("read");
    assert_eq!(kept[0].handle.to_string(), "@biblioteca.prova");
}

#[tokio::test]
async fn two_desks_and_two_librarians_may_exchange_their_names() {
    let (_folder, store) = furnished().await;
    let mut cleo = account();
    cleo.id = LibrarianId(Uuid::from_u128(30));
    cleo.user = "cleo".into();
    let mut writing = store.write().await.expect("free");
    add_account(&mut writing, &cleo, 0).await.expect("made");
    writing.commit().await.expect("committed");
    let mut settings = everything(&store).await;
    let names = ["bo.conti", "cleo.neri"].map(|name| PersonName::parse(name).expect("a name"));
    for (librarian, name) in settings.librarians.iter_mut().zip(&names) {
        librarian.person = Some(name.clone());
    }
    write(&store, &settings).await.expect("written");
    for (librarian, name) in settings.librarians.iter_mut().zip(names.iter().rev()) {
        librarian.person = Some(name.clone());
    }
    let (first, second) = (
        settings.desks[0].handle.clone(),
        settings.desks[1].handle.clone(),
    );
    settings.desks[0].handle = second;
    settings.desks[1].handle = first;
    write(&store, &settings).await.expect("exchanged");
    assert_eq!(store.settings(LIBRARY).await.expect("read"), settings);
    settings.librarians[0].person = settings.librarians[1].person.clone();
    let taken = write(&store, &settings).await;
    assert!(matches!(taken, Err(StoreError::PersonTaken)), "{taken:?}");
}

#[tokio::test]
async fn a_handle_of_another_library_is_taken() {
    let (_folder, store) = furnished().await;
    let elsewhere = LibraryRow {
        id: LibraryId(Uuid::from_u128(90)),
        name: "Altra".into(),
    };
    let mut writing = store.write().await.expect("free");
    add_library(&mut writing, &elsewhere, 0)
        .await
        .expect("made");
    writing.commit().await.expect("committed");
    let mut theirs = desk();
    theirs.id = OTHER;
    let settings = Settings {
        desks: vec![theirs],
        ..Settings::default()
    };
    let mut writing = store.write().await.expect("free");
    let taken = save_settings(&mut writing, elsewhere.id, &settings, 0).await;
    assert!(matches!(taken, Err(StoreError::HandleTaken)), "{taken:?}");
}

/// Settings with something of everything.
async fn everything(store: &Store) -> Settings {
    let hours = r#"{"zone":"Europe/Rome","holidays":"it","week":{"monday":["09:00-13:00"]}}"#;
    let hours: Hours = serde_json::from_str(hours).expect("hours");
    let mut librarians = store.librarians(LIBRARY).await.expect("read");
    librarians[0].role = Role::Administrator;
    librarians[0].languages = BTreeSet::from([Language::It, Language::En]);
    librarians[0].person = Some(PersonName::parse("bo.conti").expect("a name"));
    let other = Desk {
        id: OTHER,
        handle: Handle::parse("@ragazzi.prova").expect("a handle"),
        name: "Ragazzi".into(),
        branch: Some(BRANCH),
        hours: Some(hours.clone()),
        email: "ragazzi@prova.example".into(),
        strategy: Strategy::InOrder,
        ringing: Span::seconds(40),
        wrap_up: Span::ZERO,
        tiers: vec![Tier {
            group: GROUP,
            after: Span::seconds(30),
        }],
        admission: true,
        retention_days: 30,
        embed_ancestors: vec!["https://prova.example".into()],
        greeting: spoken("Buongiorno!", "Good morning!"),
        when_closed: spoken("Torniamo domani.", ""),
    };
    Settings {
        library: LibraryTexts {
            name: "Biblioteca di Prova".into(),
            privacy_contact: "privacy@prova.example".into(),
            privacy_notice: spoken("Il titolare è il Comune.", ""),
        },
        branches: vec![Branch {
            id: BRANCH,
            name: "Centrale".into(),
            address: "via Cavour 36".into(),
            hours: Some(hours),
        }],
        desks: vec![desk(), other],
        groups: vec![Group {
            id: GROUP,
            name: "Ragazzi".into(),
            members: librarians.iter().map(|librarian| librarian.id).collect(),
        }],
        topics: vec![Topic {
            id: TOPIC,
            italian: "Prestiti".into(),
            english: "Loans".into(),
            group: Some(GROUP),
        }],
        consultations: vec![super::appointments::consultation()],
        reports: sportello_core::ReportsForm {
            within_seconds: 45,
            per_person: true,
        },
        cases: sportello_core::CasePolicy {
            kept_days: 90,
            usual_promise_days: 3,
        },
        notices: BTreeMap::from([(DESK, notices())]),
        librarians,
    }
}

/// Notices that go out, and speak English.
fn notices() -> NoticePolicy {
    NoticePolicy {
        is_on: true,
        language: Language::En,
        days_after: [Some(3), None, None],
        wordings: vec![NoticeWording {
            kind: NoticeKind::Due,
            language: Language::En,
            text: "Dear {name}, it is time:".into(),
        }],
        ..NoticePolicy::default()
    }
}

#[tokio::test]
async fn notices_are_kept_where_they_are_not_as_usual_and_go_with_their_desk() {
    let (_folder, store) = furnished().await;
    let mut settings = everything(&store).await;
    settings.notices.insert(OTHER, notices());
    write(&store, &settings).await.expect("written");
    assert_eq!(store.settings(LIBRARY).await.expect("read"), settings);
    settings.notices.remove(&DESK);
    settings.desks.retain(|desk| desk.id != OTHER);
    settings.let_go();
    write(&store, &settings).await.expect("written");
    let kept = store.settings(LIBRARY).await.expect("read").notices;
    assert_eq!(kept, BTreeMap::new());
    let rows = sqlx::query("SELECT count(*) FROM notice_policy");
    let rows = rows.fetch_one(store.read()).await.expect("counted");
    assert_eq!(rows.get::<i64, _>(0), 0);
}

fn spoken(italian: &str, english: &str) -> Spoken {
    Spoken {
        italian: italian.into(),
        english: english.into(),
    }
}

#[tokio::test]
async fn the_newest_changes_are_kept_with_the_settings_of_before() {
    let (_folder, store) = furnished().await;
    let before = everything(&store).await;
    for at in 0..25 {
        let mut writing = store.write().await.expect("free");
        let who = (at % 2 == 0).then_some(BO);
        let noted = note_settings_change(&mut writing, LIBRARY, who, &Told::Topics, &before, at);
        noted.await.expect("written");
        writing.commit().await.expect("committed");
    }
    let history = store.settings_history(LIBRARY).await.expect("read");
    assert_eq!(history.len(), 20);
    let told: Vec<_> = history
        .iter()
        .map(|one| (one.at, one.who.as_str()))
        .collect();
    assert_eq!(told[..2], [(24, "Bo Conti"), (23, "")]);
    assert_eq!(history[0].what, Told::Topics);
    let (at, kept) = store
        .settings_before(LIBRARY, history[19].sequence)
        .await
        .expect("kept");
    let but_people = Settings {
        librarians: Vec::new(),
        ..before
    };
    assert_eq!((at, kept), (5, but_people));
    let elsewhere = LibraryId(Uuid::nil());
    let none = store.settings_before(elsewhere, history[0].sequence).await;
    assert!(matches!(none, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn a_desk_is_in_use_once_a_patron_came_to_it() {
    let (_folder, store) = furnished().await;
    let settings = everything(&store).await;
    write(&store, &settings).await.expect("written");
    let used = store.desks_in_use(LIBRARY).await.expect("read");
    assert_eq!(used, BTreeSet::from([DESK]), "the cast has a patron there");
}

async fn write(store: &Store, settings: &Settings) -> Result<(), StoreError> {
    let mut writing = store.write().await.expect("free");
    save_settings(&mut writing, LIBRARY, settings, 0).await?;
    writing.commit().await.expect("committed");
    Ok(())
}
