//! What is wrong with the account: said before a letter is given away.

use sportello_mail::{Security, Trouble, check, send};

use crate::double::{Does, Double, Manner, Papers, Step, letter, password};
use crate::{attempt, outcome};

#[tokio::test(start_paused = true)]
async fn without_a_name_a_refused_relay_asks_for_a_sign_in() {
    for (at, says) in [
        (Step::Sender, &b"530 5.7.0 Must issue AUTH first\r\n"[..]),
        (Step::Recipient, b"554 5.7.1 Relay access denied\r\n"),
    ] {
        let how = attempt(Manner::plain(), at, Does::Says(says)).await;
        assert_eq!(how, ("not now", Some(Trouble::SignInNeeded)), "{at:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_stranger_adds_before_the_encryption_is_not_heard_after_it() {
    let added = b"220 go ahead\r\n250-mx.test\r\n250 AUTH PLAIN\r\n";
    let double = Double::new(Manner::encrypted(), Step::StartTls, Does::Says(added)).await;
    let how = outcome(&double.send().await);
    assert_eq!(how, ("not now", Some(Trouble::EncryptionFailed)));
    let heard = double.heard().await.commands;
    assert!(
        !heard.iter().any(|line| line.starts_with("AUTH")),
        "{heard:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_without_encryption_gets_neither_password_nor_letter() {
    let mut manner = Manner::encrypted();
    manner.offers[0] = "AUTH PLAIN LOGIN";
    let double = Double::new(manner, Step::Greeting, Does::Right).await;
    let how = outcome(&double.send().await);
    assert_eq!(how, ("not now", Some(Trouble::NoEncryption)));
    let heard = double.heard().await.commands;
    assert_eq!(heard, ["EHLO [127.0.0.1]"]);
}

#[tokio::test(start_paused = true)]
async fn old_servers_are_signed_in_to_with_login() {
    let mut manner = Manner::encrypted();
    manner.offers[1] = "AUTH LOGIN";
    let double = Double::new(manner.clone(), Step::Greeting, Does::Right).await;
    assert_eq!(double.send().await, Ok(()));
    let heard = double.heard().await.commands;
    assert_eq!(
        heard[3..6],
        ["AUTH LOGIN", "c3BvcnRlbGxv", "YWNxdWEgZSBzYWxl"]
    );
    let wrong = Does::Says(b"535 5.7.8 wrong\r\n");
    let how = attempt(manner.clone(), Step::SignIn, wrong).await;
    assert_eq!(how, ("not now", Some(Trouble::WrongPassword)));
    manner.offers[1] = "AUTH GSSAPI";
    let how = attempt(manner, Step::Greeting, Does::Right).await;
    assert_eq!(how, ("not now", Some(Trouble::NoSignIn)));
}

#[tokio::test(start_paused = true)]
async fn the_test_of_the_connection_goes_the_whole_way_and_sends_nothing() {
    let double = Double::new(Manner::encrypted(), Step::Greeting, Does::Right).await;
    assert_eq!(double.check().await, Ok(()));
    let heard = double.heard().await;
    assert!(heard.letters.is_empty());
    let last: Vec<&str> = heard
        .commands
        .iter()
        .rev()
        .take(3)
        .map(String::as_str)
        .collect();
    let expected = [
        "QUIT",
        "RCPT TO:<sportello@biblioteca.test>",
        "MAIL FROM:<resi@biblioteca.test>",
    ];
    assert_eq!(last, expected);
    for (at, says, why) in [
        (
            Step::SignIn,
            &b"535 5.7.8 wrong\r\n"[..],
            Some(Trouble::WrongPassword),
        ),
        (
            Step::Sender,
            b"550 5.1.0 not you\r\n",
            Some(Trouble::SenderRefused),
        ),
        (
            Step::Recipient,
            b"553 5.7.1 not yours\r\n",
            Some(Trouble::SenderRefused),
        ),
        (Step::Recipient, b"550 5.1.1 nobody reads here\r\n", None),
        (Step::Recipient, b"450 4.2.0 greylisted\r\n", None),
    ] {
        let double = Double::new(Manner::encrypted(), at, Does::Says(says)).await;
        assert_eq!(
            double.check().await.map_err(|found| found.why).err(),
            why,
            "{at:?}"
        );
    }
}

#[tokio::test]
async fn where_nobody_listens_and_where_no_name_is_it_is_said() {
    let double = Double::new(Manner::encrypted(), Step::Greeting, Does::Right).await;
    let mut account = double.account.clone();
    let password = password();
    account.port = 1; // nobody has it
    let found = check(&account, Some(&password))
        .await
        .map_err(|found| found.why);
    assert_eq!(found, Err(Trouble::NobodyAnswers));
    account.server = "smtp.biblioteca.invalid".into();
    let found = check(&account, Some(&password))
        .await
        .map_err(|found| found.why);
    assert_eq!(found, Err(Trouble::NameNotFound));
}

#[tokio::test]
async fn without_encryption_nothing_goes_to_another_computer() {
    let double = Double::new(Manner::plain(), Step::Greeting, Does::Right).await;
    let mut account = double.account.clone();
    for elsewhere in ["192.0.2.1", "2001:db8::1", "0.0.0.0"] {
        account.server = elsewhere.into();
        let how = outcome(&send(&account, None, &letter()).await);
        assert_eq!(
            how,
            ("not now", Some(Trouble::PlainOnlyAtHome)),
            "{elsewhere}"
        );
    }
}

#[tokio::test]
async fn an_account_that_has_no_password_does_not_even_knock() {
    let double = Double::new(Manner::encrypted(), Step::Greeting, Does::Right).await;
    let how = outcome(&send(&double.account, None, &letter()).await);
    assert_eq!(how, ("not now", Some(Trouble::PasswordMissing)));
}

#[tokio::test]
async fn certificates_that_are_not_good_are_told_apart() {
    use rcgen::date_time_ymd;
    let good = || Papers::made(|_| {});
    let expired = Papers::made(|params| params.not_after = date_time_ymd(2001, 1, 1));
    let early = Papers::made(|params| params.not_before = date_time_ymd(3001, 1, 1));
    for (papers, server, believes, why) in [
        (good(), "localhost", true, None),
        (
            good(),
            "localhost",
            false,
            Some(Trouble::CertificateNotTrusted),
        ),
        (
            good(),
            "127.0.0.1",
            true,
            Some(Trouble::CertificateForAnotherName),
        ),
        (
            expired,
            "localhost",
            true,
            Some(Trouble::CertificateExpired),
        ),
        (
            early,
            "localhost",
            true,
            Some(Trouble::CertificateNotYetValid),
        ),
        (
            Papers::of_an_authority(),
            "localhost",
            true,
            Some(Trouble::CertificateSignsItself),
        ),
    ] {
        let manner = Manner::encrypted();
        let double = Double::with_papers(papers, manner, Step::Greeting, Does::Right).await;
        let mut account = double.account.clone();
        account.server = server.into();
        if !believes {
            account.authority = None;
        }
        let found = check(&account, Some(&password())).await;
        assert_eq!(found.map_err(|found| found.why).err(), why);
        let heard = double.heard().await.commands;
        let signed_in = heard.iter().any(|line| line.starts_with("AUTH"));
        assert_eq!(signed_in, why.is_none(), "{why:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_wrong_encryption_for_a_port_is_said() {
    // TLS where the server speaks first and in the clear.
    let double = Double::new(Manner::plain(), Step::Greeting, Does::Right).await;
    let mut account = double.account.clone();
    account.security = Security::Tls;
    account.server = "localhost".into();
    let found = check(&account, None).await.map_err(|found| found.why);
    assert_eq!(found, Err(Trouble::EncryptionFailed));
    // STARTTLS where the server waits for the first word of TLS.
    let mut manner = Manner::encrypted();
    manner.security = Security::Tls;
    let double = Double::new(manner, Step::Greeting, Does::Right).await;
    let mut account = double.account.clone();
    account.security = Security::StartTls;
    let found = check(&account, Some(&password()))
        .await
        .map_err(|found| found.why);
    assert_eq!(found, Err(Trouble::TooSlow));
}
