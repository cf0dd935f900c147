//! The headless librarian: the seat of the desktop app with a host that writes down
//! what it is shown.
//!
//! It prints one JSON object a line, each with an `event`. It reads orders from its
//! standard input, one [`WindowOrder`] as JSON a line; `report` prints what was seen
//! and heard so far, `quit` ends it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use clap::ValueEnum;
use serde_json::{Value, json};
use sportello_media::{CallStatistics, NativeEngine, PictureSettings, Reach, SyntheticDevices};
use sportello_seat::{Host, Seat, SeatSettings, save_among};
use sportello_wire::seat::{CallBackView, LineEntry, ThreadEntry};
use sportello_wire::window::{
    CallLink, Connection, NewsItem, WindowDesk, WindowOrder, WindowState, picture,
};
use sportello_wire::{ChosenPresence, ContactId, Mode, Outcome, ThreadId};
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::planes::Planes;

/// How the headless librarian is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The desk server's address.
    #[arg(long)]
    server: String,
    /// The name to sign in with.
    #[arg(long)]
    user: String,
    /// The password.
    #[arg(long)]
    password: String,
    /// What to do when a contact rings.
    #[arg(long, value_enum, default_value_t = Answer::Auto)]
    answer: Answer,
    /// The own picture's size.
    #[arg(long, default_value = "640x480")]
    picture: String,
    /// Hand pictures over as they came, as to a window that decodes them itself;
    /// otherwise they are decoded here and their colours are told.
    #[arg(long)]
    encoded: bool,
    /// Where to write a picture of the patron, as PNG, once a second.
    #[arg(long)]
    png: Option<PathBuf>,
    /// The folder in which files of patrons are saved.
    #[arg(long)]
    downloads: Option<PathBuf>,
}

/// What to do when a contact rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Answer {
    /// Answer at once as the patron asks.
    Auto,
    /// Answer at once, with voice.
    Voice,
    /// Let it ring; orders come from standard input.
    No,
}

/// Writes a contact down as settled, so that the next may ring.
pub(crate) fn settled(contact: ContactId) -> WindowOrder {
    WindowOrder::WrapUp {
        contact,
        topic: None,
        outcome: Outcome::ResolvedAtFirstLevel,
        note: String::new(),
    }
}

/// Runs until its input ends or says so.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let (width, height) = size(&arguments.picture)?;
    let devices = SyntheticDevices::new();
    let engine = Arc::new(NativeEngine::new(Arc::new(devices.clone())));
    let host = Arc::new(Recorder::new(arguments.clone(), devices));
    let settings = SeatSettings {
        program: String::new(),
        embedded: None,
        reach: Reach::Everywhere,
        picture: PictureSettings {
            width,
            height,
            ..PictureSettings::default()
        },
    };
    let seat = Seat::start(settings, engine, host.clone());
    host.seat.set(seat.clone()).expect("the seat is set once");
    seat.order(WindowOrder::SetPictures {
        decodes_vp8: arguments.encoded,
    });
    seat.order(WindowOrder::SignIn {
        server: arguments.server,
        user: arguments.user,
        password: arguments.password,
    });
    obey_input(&seat, &host).await
}

async fn obey_input(seat: &Seat, host: &Recorder) -> anyhow::Result<()> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        match line.trim() {
            "" => {}
            "quit" => break,
            "report" => host.print(host.report()),
            order => match serde_json::from_str(order) {
                Ok(order) => seat.order(order),
                Err(why) => host.print(json!({ "event": "misunderstood", "why": why.to_string() })),
            },
        }
    }
    host.print(host.report());
    Ok(())
}

fn size(text: &str) -> anyhow::Result<(u32, u32)> {
    let (width, height) = text.split_once('x').context("a size is written 640x480")?;
    Ok((width.parse()?, height.parse()?))
}

/// What was seen so far.
#[derive(Debug, Default)]
struct Seen {
    connection: String,
    ringing: Vec<ContactId>,
    contacts: BTreeSet<ContactId>,
    wrapped_up: Option<ContactId>,
    link: Option<CallLink>,
    answered: Option<Instant>,
    first_picture_millis: Option<u128>,
    pictures: u64,
    own_pictures: u64,
    size: (u16, u16),
    mean: [u8; 3],
    /// How many messages of each conversation were told.
    messages: BTreeMap<ThreadId, usize>,
    news: u32,
    last_png: Option<Instant>,
    statistics: Value,
}

struct Recorder {
    arguments: Arguments,
    devices: SyntheticDevices,
    seat: OnceLock<Seat>,
    seen: Mutex<Seen>,
    writing: Mutex<Option<std::thread::JoinHandle<()>>>,
}

impl Recorder {
    fn new(arguments: Arguments, devices: SyntheticDevices) -> Self {
        Self {
            arguments,
            devices,
            seat: OnceLock::new(),
            seen: Mutex::default(),
            writing: Mutex::default(),
        }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn print(&self, mut event: Value) {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        event["at"] = json!(since.as_secs_f64() * 1000.0);
        println!("{event}");
    }

    fn order(&self, order: WindowOrder) {
        if let Some(seat) = self.seat.get() {
            seat.order(order);
        }
    }

    fn report(&self) -> Value {
        let seen = self.seen();
        let heard = self.devices.heard();
        json!({
            "event": "report",
            "pictures": seen.pictures,
            "ownPictures": seen.own_pictures,
            "width": seen.size.0,
            "height": seen.size.1,
            "mean": seen.mean,
            "firstPictureMillis": seen.first_picture_millis.map(|millis| millis as u64),
            "heard": {
                "samples": heard.samples,
                "loudness": heard.loudness,
                "hertz": heard.dominant_hertz,
                "beeps": heard.beeps,
            },
            "rung": self.devices.rung().samples,
            "statistics": seen.statistics,
        })
    }

    /// Tells what is new in the conversations.
    fn tell_messages(&self, seen: &mut Seen, desk: &WindowDesk) {
        let under_way = |thread: &ThreadId| desk.contacts_here().any(|one| one.thread == *thread);
        seen.messages.retain(|thread, _| under_way(thread));
        for thread in &desk.conversations {
            let confirmed: Vec<_> = thread.messages.iter().filter(|one| !one.pending).collect();
            let known = seen.messages.insert(thread.thread, confirmed.len());
            for told in confirmed.iter().skip(known.unwrap_or_default()) {
                let (thread, message) = (thread.thread, &told.message);
                self.print(json!({ "event": "message", "thread": thread, "message": message }));
            }
        }
    }

    /// Tells which contacts are new.
    fn tell_contacts(&self, seen: &mut Seen, desk: &WindowDesk) {
        let contacts = desk.contacts_here().map(|one| one.id).collect();
        let before = std::mem::replace(&mut seen.contacts, contacts);
        for contact in desk.contacts_here().filter(|one| !before.contains(&one.id)) {
            if contact.mode != Mode::Chat || desk.call.is_none() {
                seen.link = None;
                seen.answered = Some(Instant::now());
                seen.pictures = 0;
            }
            let (contact, thread) = (contact.id, contact.thread);
            self.print(json!({ "event": "answered", "contact": contact, "thread": thread }));
        }
    }

    /// Who answers by itself writes down by itself.
    fn wrap_up(&self, seen: &mut Seen, desk: &WindowDesk) {
        let contact = desk.seat.wrap_up.as_ref().map(|wrap_up| wrap_up.contact);
        let Some(contact) = contact.filter(|contact| seen.wrapped_up != Some(*contact)) else {
            return;
        };
        seen.wrapped_up = Some(contact);
        self.print(json!({ "event": "wrapUp", "contact": contact }));
        match self.arguments.answer {
            Answer::Auto | Answer::Voice => self.order(settled(contact)),
            Answer::No => {}
        }
    }

    fn note_patron(&self, kind: u8, packed: &[u8]) {
        let mut seen = self.seen();
        seen.pictures += 1;
        if seen.pictures == 1 {
            let millis = seen.answered.map(|at| at.elapsed().as_millis());
            seen.first_picture_millis = millis;
            self.print(json!({ "event": "picture", "millis": millis.map(|millis| millis as u64) }));
        }
        if kind == picture::PATRON_I420 {
            self.look_at(&mut seen, packed);
        }
    }

    /// Notes the colours of a decoded picture, and once a second writes it down.
    fn look_at(&self, seen: &mut Seen, packed: &[u8]) {
        let side = |at: usize| u16::from_le_bytes([packed[at], packed[at + 1]]);
        let (width, height) = (side(2), side(4));
        seen.size = (width, height);
        let due = seen.last_png.is_none_or(|at| at.elapsed().as_secs() >= 1);
        if !due {
            return;
        }
        seen.last_png = Some(Instant::now());
        let planes = Planes::of(&packed[picture::HEADER..], width.into(), height.into());
        seen.mean = planes.mean();
        self.write_down(packed);
    }

    /// Writes a picture in a thread of its own: the call must not wait for a disk.
    fn write_down(&self, packed: &[u8]) {
        let Some(path) = self.arguments.png.clone() else {
            return;
        };
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if writing.as_ref().is_some_and(|last| !last.is_finished()) {
            return;
        }
        let packed = packed.to_vec();
        *writing = Some(std::thread::spawn(move || {
            let side = |at: usize| usize::from(u16::from_le_bytes([packed[at], packed[at + 1]]));
            let planes = Planes::of(&packed[picture::HEADER..], side(2), side(4));
            if let Err(why) = planes.write_png(&path) {
                eprintln!("sportello-bench: no picture could be written: {why:#}");
            }
        }));
    }
}

impl Host for Recorder {
    fn show(&self, state: &WindowState) {
        let mut seen = self.seen();
        let connection = match &state.connection {
            Connection::SignedOut { .. } => "signedOut",
            Connection::SigningIn => "signingIn",
            Connection::Online => "online",
            Connection::Away => "away",
        };
        if seen.connection != connection {
            seen.connection = connection.into();
            self.print(json!({ "event": connection }));
        }
        for news in state.news.iter().filter(|news| news.number > seen.news) {
            self.print(json!({ "event": "news", "what": news.what }));
            if let NewsItem::ContactEnded { .. } = news.what {
                self.print(json!({ "event": "ended" }));
            }
        }
        seen.news = state.news.last().map_or(seen.news, |news| news.number);
        let Some(desk) = &state.desk else { return };
        self.tell_contacts(&mut seen, desk);
        self.tell_messages(&mut seen, desk);
        self.wrap_up(&mut seen, desk);
        if let Some(call) = &desk.call {
            if seen.link != Some(call.link) {
                seen.link = Some(call.link);
                self.print(json!({ "event": "link", "link": call.link, "call": call }));
            }
            let patron = json!(call.patron);
            if seen.statistics["patron"] != patron {
                seen.statistics["patron"] = patron.clone();
                self.print(json!({ "event": "patronDevices", "devices": patron }));
            }
        }
    }

    fn picture(&self, packed: Vec<u8>) {
        match packed[0] {
            picture::OWN_I420 => self.seen().own_pictures += 1,
            picture::LEVELS => {}
            kind => {
                self.note_patron(kind, &packed);
                if let Some(seat) = self.seat.get() {
                    seat.drawn();
                }
            }
        }
    }

    fn rings(&self, contact: &LineEntry) {
        self.seen().ringing.push(contact.contact);
        self.print(json!({ "event": "ringing", "contact": contact }));
        let with = match self.arguments.answer {
            Answer::Auto => contact.mode,
            Answer::Voice if contact.mode == Mode::Video => Mode::Voice,
            Answer::Voice => contact.mode,
            Answer::No => return,
        };
        self.order(WindowOrder::Answer {
            contact: contact.contact,
            with,
        });
    }

    fn rings_no_more(&self, contact: &LineEntry) {
        self.seen()
            .ringing
            .retain(|known| *known != contact.contact);
        self.print(json!({ "event": "ringsNoMore", "contact": contact.contact }));
    }

    fn bell(&self, _on: bool) {} // it would ring in nobody's ears

    fn has_written(&self, thread: &ThreadEntry) {
        self.print(json!({ "event": "hasWritten", "thread": thread }));
    }

    fn call_back_is_due(&self, call_back: &CallBackView) {
        self.print(json!({ "event": "callBackIsDue", "callBack": call_back }));
    }

    fn presence_changed(&self, presence: ChosenPresence) {
        self.print(json!({ "event": "presenceChanged", "presence": presence }));
    }

    fn save_file(&self, name: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
        let folder = self.arguments.downloads.as_deref();
        let folder = folder.ok_or_else(|| std::io::Error::other("there is no folder for files"))?;
        save_among(folder, name, bytes)
    }

    fn statistics(&self, statistics: &CallStatistics) {
        let told = json!({
            "framesSent": statistics.frames_sent,
            "framesSkipped": statistics.frames_skipped,
            "framesReceived": statistics.frames_received,
            "framesHanded": statistics.frames_handed,
            "kbpsOut": statistics.kbps_out,
            "kbpsIn": statistics.kbps_in,
            "targetKbps": statistics.target_kbps,
            "concealed": statistics.concealed,
        });
        let mut seen = self.seen();
        let patron = seen.statistics["patron"].take();
        seen.statistics = told;
        seen.statistics["patron"] = patron;
    }
}
