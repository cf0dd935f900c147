//! The data directory has one owner at a time.

use sportello_kit::{Desk, Program};

use crate::PROGRAM;

#[tokio::test]
async fn a_second_server_is_told_that_the_data_is_in_use() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut second = Program::start(desk.command(&["serve"]));
    assert_eq!(second.ended().await.code(), Some(1));
    let written = second.written();
    assert!(written.contains("another Sportello is using"), "{written}");
    assert!(
        written.contains(&*desk.data().to_string_lossy()),
        "{written}"
    );
    // The first is none the worse, and its end frees the data.
    desk.ada().await.sees_closed().await;
    desk.kill();
    desk.start().await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let desk = Desk::open(PROGRAM).await;
    let other = Desk::open(PROGRAM).await;
    let mut command = desk.command(&["serve"]);
    command.env("SPORTELLO_DATA", other.data().join("another"));
    command.env("SPORTELLO_LISTEN", desk.address.to_string());
    let mut second = Program::start(command);
    assert_eq!(second.ended().await.code(), Some(1));
    let written = second.written();
    assert!(
        written.contains(&format!("can't listen on {}", desk.address)),
        "{written}"
    );
}
