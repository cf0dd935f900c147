//! Patrons who are told on their devices: what is pushed and what is not, where it may
//! go, and what happens when it can't.

use sportello_kit::{
    Answers, Desk, HANDLE, Librarian, MailServer, Mood, Patron, PushService, subscription,
};
use sportello_wire::patron::{ReachNews, ReachOrder, ReachRefusal, ToPatron};
use sportello_wire::seat::OutgoingStateView;
use sportello_wire::{Cause, Channel, DeviceId, Mode, Role, ThreadId};

use crate::PROGRAM;
use crate::accounts::give;

const ADA: &str = "ada@example.org";
const KEY: &str = "secrets/push-key";

#[tokio::test]
async fn an_answer_that_nobody_read_is_pushed_sealed_and_to_nobody_by_mail() {
    let Cast {
        desk,
        service,
        mail,
        mut bo,
    } = a_library_that_pushes(Answers::Takes).await;
    let mut ada = ada_writes(&desk).await;
    ada.wants_mail(ADA).await;
    ada.wants_push(service.browser("phone")).await;
    let cookie = ada.vanish();
    let thread = unread(&mut bo).await;
    let said = bo.write(thread, "Il Gattopardo è tornato").await;
    let at = bo.reads(said).await.at;
    let pushed = service.was_handed(1).await.remove(0);
    assert_eq!(pushed.to, "phone");
    assert_eq!(pushed.header("urgency"), "normal");
    let lasts: i64 = pushed.header("ttl").parse().expect("seconds");
    assert!((3 * 86_400 - 60..=3 * 86_400).contains(&lasts), "{lasts}");
    assert_eq!(pushed.header("topic").len(), 32);
    let body = String::from_utf8_lossy(&pushed.body);
    assert!(!body.contains("Biblioteca") && !body.contains("Gattopardo"));
    bo.watches_outbox().await;
    let sent = bo
        .sees_outbox("a push that went", |view| view.gone.first().cloned())
        .await;
    assert_eq!(
        (sent.channel, sent.address.as_str()),
        (Channel::Push, "127.0.0.1")
    );
    let mut ada = desk.patron_again("Ada", cookie).await;
    ada.mark(at, at).await;
    bo.sees_outbox("a push that has done its work", |view| {
        let read = matches!(view.gone.first()?.state, OutgoingStateView::Read {});
        read.then_some(())
    })
    .await;
    assert_eq!(mail.accepted(), []);
}

#[tokio::test]
async fn a_browser_that_is_gone_is_forgotten_and_its_patron_told_by_mail() {
    let Cast {
        desk,
        service,
        mail,
        mut bo,
    } = a_library_that_pushes(Answers::Gone).await;
    let mut ada = ada_writes(&desk).await;
    ada.wants_mail(ADA).await;
    ada.wants_push(service.browser("phone")).await;
    let cookie = ada.vanish();
    let thread = unread(&mut bo).await;
    let said = bo.write(thread, "È tornato").await;
    bo.reads(said).await;
    let letters = mail.has_accepted(1).await;
    assert!(letters[0].to.contains(ADA));
    bo.watches_outbox().await;
    bo.sees_outbox("a letter and no trouble", |view| {
        (view.gone.len() == 1 && view.trouble.is_empty()).then_some(())
    })
    .await;
    let mut ada = desk.patron_again("Ada", cookie).await;
    assert_eq!(devices(&mut ada).await, []);
    assert_eq!(service.pushed().len(), 1);
}

#[tokio::test]
async fn a_service_that_wants_to_be_left_in_peace_is_left_in_peace() {
    let Cast {
        desk,
        service,
        mut bo,
        ..
    } = a_library_that_pushes(Answers::LaterIn(3)).await;
    let mut ada = ada_writes(&desk).await;
    ada.wants_push(service.browser("phone")).await;
    ada.vanish();
    bo.watches_outbox().await;
    let thread = unread(&mut bo).await;
    let said = bo.write(thread, "È tornato").await;
    bo.reads(said).await;
    let waits = bo
        .sees_outbox("a push that waits", |view| {
            let next = view.next.first()?;
            next.trouble.is_some().then(|| next.clone())
        })
        .await;
    let trouble = waits.trouble.expect("something was in the way");
    assert_eq!(trouble.cause, Cause::Deferred);
    let OutgoingStateView::Queued { due } = waits.state else {
        panic!("it does not wait: {:?}", waits.state);
    };
    // By itself it would come back within a second.
    let peace = due - waits.changed_at;
    assert!((2_500..=3_000).contains(&peace), "{peace} ms");
    service.now(Answers::Takes);
    let pushed = service.was_handed(2).await;
    assert_eq!(pushed[0].header("topic"), pushed[1].header("topic"));
    assert_ne!(pushed[0].body, pushed[1].body, "sealed anew");
    bo.sees_outbox("a push that went", |view| {
        (view.gone.len() == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn nothing_is_sent_where_no_push_service_is_known_to_be() {
    let Cast { desk, service, .. } = a_library_that_pushes(Answers::Takes).await;
    let mut ada = desk.ada().await;
    ada.introduce().await;
    let other = PushService::open(Answers::Takes).await;
    for endpoint in [
        other.browser("phone").endpoint.as_str(),
        &format!("https://{}/to/phone", service.address),
        &format!("http://localhost:{}/to/phone", service.address.port()),
        &format!("http://me@{}/to/phone", service.address),
        "https://intranet.example/to/phone",
        "https://fcm.googleapis.com.intranet.example/to/phone",
        "https://169.254.169.254/latest/meta-data",
        "http://fcm.googleapis.com/fcm/send/phone",
        "file:///etc/passwd",
        "",
    ] {
        let subscription = subscription(endpoint);
        ada.orders_reach(ReachOrder::Push { subscription }).await;
        let news = ReachNews::Refused {
            why: ReachRefusal::NoPush,
        };
        assert_eq!(ada.next().await, ToPatron::Reach { news }, "{endpoint}");
    }
    assert_eq!(devices(&mut ada).await, []);
    assert_eq!(other.pushed(), []);
}

#[tokio::test]
async fn who_left_the_line_is_called_by_push_and_by_mail_also_after_a_power_cut() {
    let Cast {
        mut desk,
        service,
        mail,
        mut bo,
    } = a_library_that_pushes(Answers::Takes).await;
    bo.chooses(sportello_wire::ChosenPresence::Available).await;
    let mut dino = desk.dino().await;
    dino.arrive(Mode::Voice).await;
    bo.answers().await;
    let mut ada = desk.ada().await;
    ada.wants_mail(ADA).await;
    ada.wants_push(service.browser("phone")).await;
    ada.arrive(Mode::Video).await;
    let contact = ada.waits_at(1).await;
    let cookie = ada.vanish();
    desk.kill();
    desk.start().await;
    let mut bo = Librarian::resume(desk.address, "bo", &bo.keeps.clone())
        .await
        .expect("a session outlives the server");
    let mut dino = desk.patron_again("Dino", dino.keeps.clone()).await;
    let talk = dino.talks_with("Bo Conti").await;
    bo.talks(talk).await;
    assert_eq!(service.pushed(), [], "it is not her turn");
    bo.hangs_up(talk).await;
    dino.sees_the_end().await;
    let pushed = service.was_handed(1).await.remove(0);
    assert_eq!(pushed.header("urgency"), "high");
    let lasts: i64 = pushed.header("ttl").parse().expect("seconds");
    assert!((1..=120).contains(&lasts), "{lasts}");
    let letters = mail.has_accepted(1).await;
    assert!(letters[0].to.contains(ADA));
    let mut ada = desk.patron_again("Ada", cookie).await;
    assert_eq!(bo.answers().await, contact, "at her old place");
    ada.talks_with("Bo Conti").await;
    dino.vanish();
}

#[tokio::test]
async fn it_is_taken_back_by_whoever_asked_and_ends_with_who_is_forgotten() {
    let Cast { desk, service, .. } = a_library_that_pushes(Answers::Takes).await;
    let mut ada = ada_writes(&desk).await;
    let phone = ada.wants_push(service.browser("phone")).await;
    let mut dino = desk.dino().await;
    dino.introduce().await;
    let device = phone.clone();
    dino.orders_reach(ReachOrder::NoPush { device }).await;
    dino.catch_up().await;
    assert_eq!(
        devices(&mut ada).await,
        std::slice::from_ref(&phone),
        "it is not his"
    );
    let tablet = ada.wants_push(service.browser("tablet")).await;
    let device = phone.clone();
    ada.orders_reach(ReachOrder::NoPush { device }).await;
    ada.see("one browser", |view| {
        let devices = &view.push.as_ref()?.devices;
        (*devices == [tablet.clone()]).then_some(())
    })
    .await;
    let cookie = ada.keeps.clone().expect("she is known");
    let headers = [("Cookie", cookie.as_str())];
    let export = format!("/api/{HANDLE}/me/export.json");
    let record = desk.ask("GET", &export, &headers).await.json();
    assert_eq!(record["devices"][0]["service"], "127.0.0.1");
    assert!(!record.to_string().contains("/to/tablet"));
    // The browser is told of the thread that asked last.
    let moved = dino.wants_push(service.browser("tablet")).await;
    assert_eq!(moved, tablet);
    assert_eq!(devices(&mut ada).await, []);
}

#[tokio::test]
async fn the_key_outlives_a_restart_and_is_in_the_backup_and_a_lost_one_costs_its_browsers() {
    let Cast {
        mut desk, service, ..
    } = a_library_that_pushes(Answers::Takes).await;
    let mut ada = ada_writes(&desk).await;
    ada.wants_push(service.browser("phone")).await;
    let key = server_key(&mut ada).await.expect("it pushes");
    let cookie = ada.vanish();
    let file = desk.data().join(KEY);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file)
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let backups = desk.data().parent().expect("a home").join("backups");
    let target = backups.to_str().expect("text");
    let made = desk.command(&["backup", target]).output().expect("it runs");
    assert!(made.status.success(), "{made:?}");
    let mut found = std::fs::read_dir(&backups).expect("there");
    let backup = found.next().expect("one").expect("readable").path();
    let copied = std::fs::read(backup.join(KEY)).expect("in the backup");
    assert_eq!(copied, std::fs::read(&file).expect("there"));
    desk.stop().await;
    desk.start().await;
    let mut ada = desk.patron_again("Ada", cookie).await;
    assert_eq!(server_key(&mut ada).await, Some(key.clone()));
    assert_eq!(devices(&mut ada).await.len(), 1);
    let cookie = ada.vanish();
    desk.stop().await;
    std::fs::remove_file(&file).expect("it was there");
    desk.start().await;
    let mut ada = desk.patron_again("Ada", cookie).await;
    let other = server_key(&mut ada).await.expect("it pushes");
    assert_ne!(other, key);
    assert_eq!(devices(&mut ada).await, []);
}

#[tokio::test]
async fn a_server_that_does_not_push_offers_nothing_and_takes_nothing() {
    let desk = Desk::open_with(PROGRAM, &[("SPORTELLO_PUSH_ENABLED", "false")]).await;
    let mut ada = ada_writes(&desk).await;
    assert_eq!(server_key(&mut ada).await, None);
    let subscription = subscription("https://fcm.googleapis.com/fcm/send/a");
    ada.orders_reach(ReachOrder::Push { subscription }).await;
    let news = ReachNews::Refused {
        why: ReachRefusal::NoPush,
    };
    assert_eq!(ada.next().await, ToPatron::Reach { news });
    assert!(!desk.data().join(KEY).exists());
}

#[tokio::test]
async fn the_page_may_have_its_worker_and_its_manifest_and_nothing_from_elsewhere() {
    let desk = Desk::open(PROGRAM).await;
    let page = desk.ask("GET", &format!("/{HANDLE}"), &[]).await;
    let policy = page.header("content-security-policy").to_owned();
    for part in [
        "worker-src 'self'",
        "manifest-src 'self'",
        "default-src 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    let manifest = format!("/api/{HANDLE}/manifest");
    let link = format!("<link rel=\"manifest\" href=\"{manifest}\"");
    assert!(page.body.contains(&link));
    let answer = desk.ask("GET", &manifest, &[]).await;
    assert_eq!(answer.header("content-type"), "application/manifest+json");
    let told = answer.json();
    assert_eq!(told["scope"], format!("/{HANDLE}"));
    assert_eq!(told["display"], "standalone");
    for icon in told["icons"].as_array().expect("icons") {
        let path = icon["src"].as_str().expect("a path");
        let picture = desk.ask("GET", path, &[]).await;
        assert_eq!(picture.header("content-type"), "image/png");
        assert_eq!(&picture.bytes[1..4], b"PNG");
    }
    let worker = desk.ask("GET", "/push-worker.js", &[]).await;
    assert_eq!(worker.status, 200);
    assert_eq!(
        worker.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(worker.header("cache-control"), "no-cache");
    let policy = worker.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let nowhere = desk.ask("GET", "/api/@nessuna/manifest", &[]).await;
    assert_eq!(nowhere.status, 404);
}

pub(crate) struct Cast {
    pub(crate) desk: Desk,
    pub(crate) service: PushService,
    pub(crate) mail: MailServer,
    pub(crate) bo: Librarian,
}

/// A library that writes, on a server that speaks to a push service of the test.
pub(crate) async fn a_library_that_pushes(answers: Answers) -> Cast {
    let service = PushService::open(answers).await;
    let mail = MailServer::open(Mood::Accepts).await;
    let named = service.named();
    let settings = [
        ("SPORTELLO_OUTBOX_READ_FIRST_SECONDS", "0"),
        ("SPORTELLO_OUTBOX_FIRST_RETRY_SECONDS", "1"),
        ("SPORTELLO_PUSH_SERVICES", named.as_str()),
    ];
    let desk = Desk::open_with(PROGRAM, &settings).await;
    give(&desk, "bo", Role::Administrator).await;
    let mut bo = desk.bo().await;
    bo.sets_mail(mail.address).await;
    Cast {
        desk,
        service,
        mail,
        bo,
    }
}

async fn ada_writes(desk: &Desk) -> Patron {
    let mut ada = desk.ada().await;
    ada.introduce().await;
    let asked = ada.write("Avete il Gattopardo?").await;
    ada.reads(asked).await;
    ada
}

async fn unread(bo: &mut Librarian) -> ThreadId {
    bo.sees_thread("a patron who left", |entry| entry.unread && !entry.present)
        .await
        .thread
}

async fn devices(patron: &mut Patron) -> Vec<DeviceId> {
    let stands = stands(patron).await;
    stands.map(|(_, devices)| devices).unwrap_or_default()
}

async fn server_key(patron: &mut Patron) -> Option<String> {
    stands(patron).await.map(|(key, _)| key)
}

/// How it stands with pushes, asked anew.
async fn stands(patron: &mut Patron) -> Option<(String, Vec<DeviceId>)> {
    patron.catch_up().await;
    patron.view.reach = None;
    patron.orders_reach(ReachOrder::Ask {}).await;
    let push = patron
        .see("how it stands", |view| {
            view.reach.as_ref().map(|_| view.push.clone())
        })
        .await;
    push.map(|push| (push.server_key, push.devices))
}
