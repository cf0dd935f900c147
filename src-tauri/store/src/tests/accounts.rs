//! Who may sign in, who is known again, and who is not.

use super::*;

#[tokio::test]
async fn a_name_that_is_taken_is_told_as_such() {
    let (_folder, store) = furnished().await;
    let mut writing = store.write().await.expect("free");
    let mut other = desk();
    other.id = DeskId(Uuid::from_u128(20));
    let taken = add_desk(&mut writing, LIBRARY, &other, 0).await;
    assert!(matches!(taken, Err(StoreError::HandleTaken)), "{taken:?}");
    let mut other = account();
    other.id = LibrarianId(Uuid::from_u128(30));
    let taken = add_account(&mut writing, &other, 0).await;
    assert!(matches!(taken, Err(StoreError::UserTaken)), "{taken:?}");
    // A refused name spoils nothing else in the transaction.
    other.user = "cleo".into();
    add_account(&mut writing, &other, 0).await.expect("free");
    writing.commit().await.expect("committed");
    assert_eq!(store.librarians(LIBRARY).await.expect("read").len(), 2);
}

#[tokio::test]
async fn a_session_is_known_until_it_is_ended_or_the_password_changes() {
    let (_folder, store) = furnished().await;
    let mut writing = store.write().await.expect("free");
    for token in ["one", "two", "three"] {
        add_session(&mut writing, &new_session(token, BO), 0)
            .await
            .expect("begun");
    }
    end_session(&mut writing, "one").await.expect("ended");
    end_session(&mut writing, "one")
        .await
        .expect("ended already");
    writing.commit().await.expect("committed");
    let gone = store.session("one").await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
    let two = store.session("two").await.expect("known");
    assert_eq!(two.account.id, BO);
    let mut writing = store.write().await.expect("free");
    set_password(&mut writing, "bo", "new")
        .await
        .expect("known");
    let unknown = set_password(&mut writing, "nobody", "new").await;
    assert!(matches!(unknown, Err(StoreError::NotFound)), "{unknown:?}");
    writing.commit().await.expect("committed");
    assert!(store.session("two").await.is_err());
    assert_eq!(
        store.account("bo").await.expect("known").password_hash,
        "new"
    );
}

#[tokio::test]
async fn a_session_tells_its_age_and_its_last_use() {
    let (_folder, store) = furnished().await;
    let mut writing = store.write().await.expect("free");
    for (token, at) in [("one", 5), ("two", 6)] {
        add_session(&mut writing, &new_session(token, BO), at)
            .await
            .expect("begun");
    }
    use_session(&mut writing, "one", 9).await.expect("written");
    writing.commit().await.expect("committed");
    let one = store.session("one").await.expect("known");
    assert_eq!((one.begun_at, one.last_used_at), (5, 9));
    let mut writing = store.write().await.expect("free");
    forget_sessions(&mut writing, 0, 9)
        .await
        .expect("forgotten");
    writing.commit().await.expect("committed");
    assert!(store.session("one").await.is_ok());
    assert!(store.session("two").await.is_err(), "not used since");
}

#[tokio::test]
async fn all_sessions_of_an_account_end_and_those_of_others_do_not() {
    let (_folder, store) = furnished().await;
    let mut writing = store.write().await.expect("free");
    let cleo = NewAccount {
        id: LibrarianId(Uuid::from_u128(8)),
        user: "cleo".into(),
        ..account()
    };
    add_account(&mut writing, &cleo, 0).await.expect("free");
    for (token, librarian) in [("one", BO), ("two", BO), ("three", cleo.id)] {
        add_session(&mut writing, &new_session(token, librarian), 0)
            .await
            .expect("begun");
    }
    let ended = end_sessions(&mut writing, "bo").await.expect("known");
    assert_eq!(ended, 2);
    let nobody = end_sessions(&mut writing, "nobody").await;
    assert!(matches!(nobody, Err(StoreError::NotFound)), "{nobody:?}");
    writing.commit().await.expect("committed");
    assert!(store.session("one").await.is_err());
    assert!(store.session("three").await.is_ok());
}

#[tokio::test]
async fn what_a_librarian_chose_comes_back() {
    let (_folder, store) = furnished().await;
    for chosen in [ChosenPresence::Away, ChosenPresence::Available] {
        let mut writing = store.write().await.expect("free");
        save_chosen_presence(&mut writing, BO, chosen)
            .await
            .expect("written");
        writing.commit().await.expect("committed");
        let librarians = store.librarians(LIBRARY).await.expect("read");
        assert_eq!(librarians[0].chosen, chosen);
    }
}

#[tokio::test]
async fn a_patron_is_found_by_the_capability_at_their_desk_alone() {
    let (_folder, store) = furnished().await;
    assert_eq!(store.patron(DESK, "hash").await.expect("known"), ADA);
    for (desk, hash) in [(DESK, "other"), (DeskId(Uuid::nil()), "hash")] {
        let nobody = store.patron(desk, hash).await;
        assert!(matches!(nobody, Err(StoreError::NotFound)), "{nobody:?}");
    }
}
