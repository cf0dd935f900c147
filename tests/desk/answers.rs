//! Answers that librarians keep at hand: for all to use, for some to write.

use sportello_kit::{Desk, Librarian};
use sportello_wire::seat::AnswerView;
use sportello_wire::{AnswerId, AnswerTrouble, Role};

use crate::PROGRAM;
use crate::accounts::give;

#[tokio::test]
async fn an_administrator_keeps_an_answer_and_every_seat_has_it() {
    let mut desk = Desk::open(PROGRAM).await;
    let (mut bo, mut cleo) = (leads(&desk, "bo").await, desk.cleo().await);
    cleo.sees_answers("that there are none", <[_]>::is_empty)
        .await;
    bo.keeps_answer(answer(1, "Orari", "Siamo aperti {orari}."))
        .await;
    let told = cleo
        .sees_answers("Bo's answer", |all| !all.is_empty())
        .await;
    assert_eq!(told, [answer(1, "Orari", "Siamo aperti {orari}.")]);
    bo.keeps_answer(answer(2, "Accesso", "Ciao {nome}!")).await;
    bo.keeps_answer(answer(1, "Orario", "Aperti: {hours}"))
        .await;
    let order = ["Accesso", "Orario"];
    cleo.sees_answers("both, by their names", |all| {
        all.iter().map(|one| one.name.as_str()).eq(order)
    })
    .await;

    desk.kill();
    desk.start().await;
    let mut cleo = desk.cleo().await;
    cleo.sees_answers("both after a crash", |all| all.len() == 2)
        .await;
    let mut bo = desk.bo().await;
    bo.removes_answer(answer(1, "", "").id).await;
    cleo.sees_answers("that one is gone", |all| all.len() == 1)
        .await;
}

#[tokio::test]
async fn who_does_not_lead_writes_no_answers() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = leads(&desk, "bo").await;
    let mut cleo = desk.cleo().await;
    bo.keeps_answer(answer(1, "Orari", "Aperti.")).await;
    cleo.sees_answers("Bo's answer", |all| !all.is_empty())
        .await;
    cleo.keeps_answer(answer(1, "Orari", "Chiusi!")).await;
    let refused = (answer(1, "", "").id, AnswerTrouble::NotAllowed);
    assert_eq!(cleo.is_refused_an_answer().await, refused);
    cleo.removes_answer(refused.0).await;
    assert_eq!(cleo.is_refused_an_answer().await, refused);
    let all = bo.sees_answers("the answers", |all| !all.is_empty()).await;
    assert_eq!(all, [answer(1, "Orari", "Aperti.")]);
}

#[tokio::test]
async fn what_can_not_be_an_answer_is_refused_by_a_code() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = leads(&desk, "bo").await;
    for (name, text, why) in [
        ("", "Aperti.", AnswerTrouble::BadName),
        ("Orari", " ", AnswerTrouble::BadText),
        ("Orari", "Ciao {noem}", AnswerTrouble::UnknownPlaceholder),
        ("Orari", &"è".repeat(4_001), AnswerTrouble::BadText),
    ] {
        bo.keeps_answer(answer(1, name, text)).await;
        let refused = bo.is_refused_an_answer().await;
        assert_eq!(refused, (answer(1, "", "").id, why));
    }
    bo.sees_answers("none", <[_]>::is_empty).await;
}

fn answer(number: u128, name: &str, italian: &str) -> AnswerView {
    let id = format!("00000000-0000-4000-8000-{number:012x}");
    AnswerView {
        id: id.parse::<AnswerId>().expect("an id"),
        name: name.into(),
        italian: italian.into(),
        english: String::new(),
    }
}

/// The seat of a librarian who was made an administrator.
async fn leads(desk: &Desk, user: &str) -> Librarian {
    let mut librarian = desk.seat(user).await;
    give(desk, user, Role::Administrator).await;
    librarian
        .see("the new role", |view| {
            let (_, role) = view.you.as_ref()?;
            (*role == Role::Administrator).then_some(())
        })
        .await;
    librarian
}
