//! What was said stands once, in the words of the first.

use super::*;

#[tokio::test]
async fn the_same_message_id_is_one_message_with_the_words_of_the_first() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let mut writing = store.write().await.expect("free");
    let first = message(1, "prima");
    let mut again = message(1, "dopo");
    again.author = Author::Librarian(BO);
    assert_eq!(
        save_message(&mut writing, &first).await.expect("written"),
        Saved::New
    );
    assert_eq!(
        save_message(&mut writing, &again).await.expect("known"),
        Saved::Already
    );
    writing.commit().await.expect("committed");
    let history = store
        .history(ADA.thread, ADA.id, 10, NOW)
        .await
        .expect("read");
    assert_eq!(history, std::slice::from_ref(&first));
    let stands = store
        .message(ADA.thread, ADA.id, first.id, NOW)
        .await
        .expect("read");
    assert_eq!(stands, first);
}

#[tokio::test]
async fn a_history_is_the_newest_messages_the_oldest_first() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let mut writing = store.write().await.expect("free");
    for number in 1..=10 {
        let mut said = message(number, &format!("{number}"));
        if number % 2 == 0 {
            said.author = Author::Librarian(BO);
        }
        save_message(&mut writing, &said).await.expect("written");
    }
    writing.commit().await.expect("committed");
    let history = store
        .history(ADA.thread, ADA.id, 3, NOW)
        .await
        .expect("read");
    let texts: Vec<_> = history.iter().map(words).collect();
    assert_eq!(texts, ["8", "9", "10"]);
    assert_eq!(history[0].author, Author::Librarian(BO));
    assert_eq!(history[1].author, Author::Patron(ADA.id));
}
