//! A file of loans is sent and taken, as the window does it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use sportello_wire::SeatId;
use sportello_wire::seat::{FilePreview, FromSeat, LoansOrder, LoansTold, ToSeat};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

use super::house::{House, SOURCE};
use crate::line::desk::Desk;
use crate::line::soon;

/// The number of the only order.
const ORDER: u32 = 1;

/// How long it took.
pub(super) struct Taken {
    /// From the first byte of the file to what it would change.
    pub(super) preview: Duration,
    /// From the order to take it to the answer.
    pub(super) import: Duration,
}

/// Sends the file of a house and takes it.
pub(super) async fn send(desk: &Desk, token: &str, house: &House) -> anyhow::Result<Taken> {
    let file = house.file()?;
    let began = Instant::now();
    let preview = soon("a preview", post(desk.address(), token, &file)).await?;
    let previewed = began.elapsed();
    let outcome = preview.outcome.as_ref().context("columns are missing")?;
    ensure!(
        outcome.new == house.loans() && outcome.rejected == 0,
        "{} of the rows would be new, {} left out",
        outcome.new,
        outcome.rejected
    );
    let order = LoansOrder::TakeFile {
        upload: preview.upload,
        columns: preview.columns,
        anyway: false,
    };
    let import = soon("the end of the import", ask(desk.address(), token, order)).await?;
    Ok(Taken {
        preview: previewed,
        import,
    })
}

async fn post(server: SocketAddr, token: &str, file: &str) -> anyhow::Result<FilePreview> {
    let mut stream = TcpStream::connect(server).await?;
    let head = format!(
        "POST /api/seat/loans?source={SOURCE} HTTP/1.1\r\nHost: {server}\r\n\
         Authorization: Bearer {token}\r\nX-File-Name: prestiti.csv\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n",
        file.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(file.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").context("no answer")?;
    ensure!(head.starts_with("HTTP/1.1 200"), "not taken: {head}");
    serde_json::from_str(body).context("the preview can't be read")
}

/// Gives an order at a second seat of the librarian; how long the answer took.
async fn ask(server: SocketAddr, token: &str, order: LoansOrder) -> anyhow::Result<Duration> {
    let seat: SeatId = serde_json::from_value("00000000-0000-4000-8000-00000000ada1".into())?;
    let stream = TcpStream::connect(server).await?;
    stream.set_nodelay(true)?;
    let (mut socket, _) = client_async(format!("ws://{server}/api/seat"), stream).await?;
    let token = token.to_owned();
    let resume = serde_json::to_string(&FromSeat::Resume { seat, token })?;
    socket.send(Message::text(resume)).await?;
    let mut asked = None;
    loop {
        let next = socket.next().await.context("the socket was closed")??;
        let Message::Text(text) = next else {
            continue;
        };
        match serde_json::from_str(&text)? {
            ToSeat::Welcome { .. } => {
                let number = ORDER;
                let order = order.clone();
                let order = serde_json::to_string(&FromSeat::Loans {
                    number,
                    order: Box::new(order),
                })?;
                asked = Some(Instant::now());
                socket.send(Message::text(order)).await?;
            }
            ToSeat::Loans {
                told: LoansTold::Done { number: ORDER },
            } => return Ok(asked.context("it answers what nobody asked")?.elapsed()),
            ToSeat::Loans {
                told: LoansTold::Refused { number: ORDER, .. },
            } => bail!("the file is refused: {text}"),
            _ => {}
        }
    }
}
