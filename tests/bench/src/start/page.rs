//! The desk's page for a browser: the same files that the program embeds, and a few
//! lines in place of the program, which show it a librarian at an empty desk.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A server that lives as long as the program.
pub(super) struct Page {
    /// Where the page is.
    pub(super) address: String,
}

impl Page {
    /// Serves a folder on this computer.
    pub(super) async fn serve(folder: &Path) -> anyhow::Result<Self> {
        let page = std::fs::read_to_string(folder.join("index.html"));
        let page = page.with_context(|| {
            let folder = folder.display();
            format!("there is no page in {folder}: run `make pages`, and this from the repository")
        })?;
        ensure!(page.contains("<head>"), "the page has no head");
        let page = page.replacen(
            "<head>",
            &format!("<head><script>{}</script>", program()),
            1,
        );
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = format!("http://{}/", listener.local_addr()?);
        let served: Arc<(PathBuf, String)> = Arc::new((folder.to_owned(), page));
        tokio::spawn(async move {
            while let Ok((guest, _)) = listener.accept().await {
                let served = Arc::clone(&served);
                tokio::spawn(async move { answer(guest, &served.0, &served.1).await });
            }
        });
        Ok(Self { address })
    }
}

/// One request a connection, and no more of HTTP than that takes.
async fn answer(guest: TcpStream, folder: &Path, page: &str) -> std::io::Result<()> {
    let mut guest = BufReader::new(guest);
    let mut line = String::new();
    guest.read_line(&mut line).await?;
    let asked = line.split(' ').nth(1).unwrap_or("/").to_owned();
    while line.trim() != "" {
        line.clear();
        guest.read_line(&mut line).await?;
    }
    let file = Path::new(asked.trim_start_matches('/'));
    let inside = file
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let body = match asked.as_str() {
        "/" => Some(page.as_bytes().to_vec()),
        _file if inside => std::fs::read(folder.join(file)).ok(),
        _outside => None,
    };
    let (status, body) = body.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    let kind = match file.extension().and_then(|end| end.to_str()) {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut guest = guest.into_inner();
    guest.write_all(head.as_bytes()).await?;
    guest.write_all(&body).await?;
    guest.shutdown().await
}

/// What the page finds in place of the program.
fn program() -> String {
    let state = json!({
        "connection": { "type": "online" },
        "server": "http://localhost:8470",
        "embedded": true,
        "news": [],
        "computer": {
            "autostart": false,
            "rest": "minimised",
            "notifications": { "type": "missing" },
            "shortcuts": { "type": "impossible" },
            "quitting": false,
            "asked": null,
        },
        "desk": {
            "librarian": { "id": "01890000-0000-7000-8000-000000000001", "name": "Ada" },
            "role": "administrator",
            "library": "Biblioteca di Prova",
            "links": ["http://localhost:8470/@biblioteca.prova"],
            "public": { "base": "http://localhost:8470", "thisComputerOnly": true },
            "seat": {
                "chosen": "available",
                "presence": "available",
                "line": [],
                "waiting": 0,
                "contact": null,
                "wrapUp": null,
                "colleagues": [],
            },
            "house": { "topics": [], "desks": [], "warnings": [] },
            "threads": [],
            "conversation": null,
            "reading": null,
            "call": null,
        },
    });
    format!(
        "const state = {state};
        let last = 0;
        const callbacks = new Map();
        window.__TAURI_INTERNALS__ = {{
          metadata: {{ currentWindow: {{ label: 'desk' }}, currentWebview: {{ label: 'desk' }} }},
          transformCallback: (callback) => {{ callbacks.set(++last, callback); return last; }},
          unregisterCallback: (id) => callbacks.delete(id),
          invoke: async (command, given) => {{
            if (command === 'attach') callbacks.get(given.states.id)({{ index: 0, message: state }});
            return null;
          }},
        }};"
    )
}
