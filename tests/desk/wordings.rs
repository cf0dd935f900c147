//! What letters say in a library's own words: judged and shown as they are typed, used
//! from then on, and taken back.

use sportello_kit::Mood;
use sportello_wire::seat::{
    FromSeat, LetterTried, LettersOrder, OutboxOrder, OutboxRefusal, OutboxTold, PagePart, ToSeat,
    WordingFault, WordingForm,
};
use sportello_wire::{Language, OutgoingKind};

use crate::outbox::{a_library_that_writes, asks_for_the_link_as};

#[tokio::test]
async fn a_library_writes_in_its_own_words_until_it_takes_them_back() {
    let (desk, server, mut bo) = a_library_that_writes(Mood::Accepts).await;
    let own = wording(
        "Notizie da {biblioteca}",
        "{saluto}\n\nEcco la chiave di casa.\n\n{link}",
    );
    assert_eq!(bo.asks_of_outbox(save(&own)).await, Ok(None));
    bo.see("its own words", |view| {
        let letter = view.letters.iter().find(|one| one.wording == own)?;
        letter.own.then_some(())
    })
    .await;
    asks_for_the_link_as(&desk, "ada@example.org")
        .await
        .vanish();
    let letters = server.has_accepted(1).await;
    assert!(letters[0].text.contains("Ecco la chiave di casa."));
    assert!(letters[0].text.contains("Subject: Notizie da "));
    let restore = OutboxOrder::Letters {
        order: LettersOrder::Restore {
            kind: own.kind,
            language: own.language,
        },
    };
    assert_eq!(bo.asks_of_outbox(restore).await, Ok(None));
    bo.see("no words of its own", |view| {
        let all = !view.letters.is_empty() && view.letters.iter().all(|one| !one.own);
        all.then_some(())
    })
    .await;
    asks_for_the_link_as(&desk, "dino@example.org")
        .await
        .vanish();
    let letters = server.has_accepted(2).await;
    assert!(!letters[1].text.contains("Ecco la chiave di casa."));
}

#[tokio::test]
async fn what_can_t_be_used_is_refused_and_who_does_not_administer_changes_nothing() {
    let (desk, _server, mut bo) = a_library_that_writes(Mood::Accepts).await;
    for (subject, text, fault) in [
        ("Per {saluto}", "{link}", WordingFault::NotInSubject),
        ("Notizie", "Buongiorno", WordingFault::NoLink),
        (
            "Notizie",
            "{titolo} {link}",
            WordingFault::UnknownPlaceholder,
        ),
    ] {
        let refused = bo.asks_of_outbox(save(&wording(subject, text))).await;
        assert_eq!(refused, Err(OutboxRefusal::Wording { fault }));
    }
    let mut cleo = desk.cleo().await;
    let refused = cleo
        .asks_of_outbox(save(&wording("Notizie", "{link}")))
        .await;
    assert_eq!(refused, Err(OutboxRefusal::NotAllowed {}));
}

#[tokio::test]
async fn a_wording_is_shown_as_it_would_arrive_before_it_is_kept() {
    let (_desk, _server, mut bo) = a_library_that_writes(Mood::Accepts).await;
    let typed = wording("Da {biblioteca}", "{saluto}\n\nprima\nseconda\n\n{link}");
    let order = OutboxOrder::Letters {
        order: LettersOrder::Try {
            wording: Box::new(typed),
        },
    };
    bo.say(FromSeat::Outbox { number: 3, order }).await;
    let tried: LetterTried = bo
        .hear("what would arrive", |heard| match heard {
            ToSeat::Outbox {
                told: OutboxTold::Tried { number: 3, tried },
            } => Some((**tried).clone()),
            _ => None,
        })
        .await;
    assert_eq!(tried.fault, None);
    assert_eq!(tried.subject, "Da Biblioteca di prova");
    assert_eq!(tried.page.len(), 3);
    let lines = vec!["prima".to_owned(), "seconda".to_owned()];
    assert_eq!(tried.page[1], PagePart::Paragraph { lines });
    assert!(matches!(tried.page[2], PagePart::Button { .. }));
    assert!(tried.text.contains("prima\nseconda"));
}

fn wording(subject: &str, text: &str) -> WordingForm {
    WordingForm {
        kind: OutgoingKind::PrivateLink,
        language: Language::It,
        subject: subject.into(),
        text: text.into(),
    }
}

fn save(wording: &WordingForm) -> OutboxOrder {
    OutboxOrder::Letters {
        order: LettersOrder::Save {
            wording: Box::new(wording.clone()),
        },
    }
}
