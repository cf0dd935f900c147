//! The peer: CPython's sqlite3 over the same rows, in its own process, without a server:
//! a table of heads with the indexes that its questions want, and one of FTS5 with the
//! words.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use sportello_store::DATABASE;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::asking::Asked;

/// What it is called.
pub(super) const PEER: &str = "sqlite3";

/// Takes the rows over, and answers each line of its input by one.
const PROGRAM: &str = r"
import json, sqlite3, sys, time
ours, own = sys.argv[1:]
db = sqlite3.connect(own)
db.executescript('PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY')
db.execute('ATTACH ? AS ours', (ours,))
db.executescript('''
CREATE TABLE cases AS SELECT sequence, id, number, desk_id, subject, topic_id, state, owner_id,
    office_id, asker_name, promised, news_at, snoozed_until, changed_at FROM ours.desk_case;
CREATE UNIQUE INDEX by_sequence ON cases (sequence);
CREATE INDEX by_promise ON cases (state, promised, sequence);
CREATE INDEX by_change ON cases (state, changed_at, sequence);
CREATE INDEX all_by_change ON cases (changed_at, sequence);
CREATE INDEX by_number ON cases (number);
CREATE VIRTUAL TABLE entries USING fts5 (head UNINDEXED, words, prefix = '2 3',
    tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO entries SELECT sequence, subject || ' ' || asker_name FROM ours.desk_case;
INSERT INTO entries SELECT desk_case.sequence, case_entry.text FROM ours.case_entry
    JOIN ours.desk_case ON desk_case.id = case_entry.case_id WHERE text <> '';
ANALYZE;
''')
db.commit()
for line in sys.stdin:
    asked = json.loads(line)
    begun = time.perf_counter()
    rows = db.execute(asked.pop('statement'), asked).fetchall()
    text = json.dumps(rows[:50])
    took = (time.perf_counter() - begun) * 1000
    print(json.dumps({'took': took, 'ids': [row[1] for row in rows[:50]]}))
";

/// A question, as the peer reads it.
#[derive(Serialize)]
struct Line {
    statement: String,
    words: String,
    number: u32,
    now: i64,
    today: String,
}

/// What the peer answered.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    /// Milliseconds.
    pub(super) took: f64,
    /// The cases of the page.
    pub(super) ids: Vec<String>,
}

/// Asks the peer all of it.
pub(super) async fn ask(
    data: &Path,
    asked: &[Asked],
    (now, today): (i64, String),
) -> anyhow::Result<Vec<Answer>> {
    let folder = tempfile::tempdir()?;
    let mut python = Command::new("python3")
        .args(["-c", PROGRAM])
        .arg(data.join(DATABASE))
        .arg(folder.path().join("peer.db"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("python3 does not start")?;
    let mut lines = String::new();
    for one in asked {
        let number = one.look.text.split_once('/').map(|(_, number)| number);
        let line = Line {
            statement: one.statement(),
            words: one.matched(),
            number: number.map_or(Ok(0), str::parse)?,
            now,
            today: today.clone(),
        };
        lines.push_str(&serde_json::to_string(&line)?);
        lines.push('\n');
    }
    let mut says = python.stdin.take().context("nothing to write to")?;
    let writing = tokio::spawn(async move { says.write_all(lines.as_bytes()).await });
    let done = python.wait_with_output().await?;
    ensure!(done.status.success(), "{PEER} failed");
    writing.await??;
    let told = String::from_utf8(done.stdout)?;
    let answers: Result<Vec<Answer>, _> = told.lines().map(serde_json::from_str).collect();
    let answers = answers?;
    ensure!(answers.len() == asked.len(), "{PEER} did not answer all");
    Ok(answers)
}
