//! A sound server of the test's own, with null sinks for headphones, hall and
//! microphone; what is played into them, and what can be heard of them.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::eventually;

const RATE: usize = 48_000;
const PATIENCE: Duration = Duration::from_secs(20);
/// A loudness that is no silence.
const LOUD: f32 = 0.01;

/// A running server; stopped by its number when dropped.
pub struct SoundServer {
    folder: PathBuf,
    process: Child,
}

impl SoundServer {
    /// Starts it and waits until it answers.
    pub fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("sportello-sound-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let modules = [
            format!(
                "module-native-protocol-unix auth-anonymous=1 socket={}",
                folder.join("native").display()
            ),
            sink("hall", "Sala"),
            sink("headset", "Cuffie"),
            sink("into_microphone", "Tono"),
            "module-remap-source master=into_microphone.monitor source_name=microphone \
             source_properties=device.description=Microfono"
                .into(),
        ];
        let mut command = Command::new("pulseaudio");
        command
            .args([
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
            ])
            .args([
                "--disable-shm=yes",
                "--realtime=no",
                "--high-priority=no",
                "--log-level=error",
            ])
            .args(modules.iter().map(|module| format!("--load={module}")))
            .env("HOME", &folder)
            .env("XDG_RUNTIME_DIR", &folder)
            .env("PULSE_RUNTIME_PATH", &folder)
            .env("PULSE_STATE_PATH", &folder)
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::null());
        let process = command
            .spawn()
            .expect("pulseaudio is not there: scripts/setup-test installs it");
        let server = Self { folder, process };
        server.wait();
        server
    }

    fn wait(&self) {
        let since = Instant::now();
        loop {
            let asked = Command::new("pactl")
                .args(["info"])
                .env("PULSE_SERVER", self.address())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            if asked
                .expect("pactl is not there: scripts/setup-test installs it")
                .success()
            {
                break;
            }
            assert!(
                since.elapsed() < PATIENCE,
                "the sound server does not answer"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        for (what, name) in [
            ("set-default-sink", "hall"),
            ("set-default-source", "microphone"),
        ] {
            let set = Command::new("pactl")
                .args([what, name])
                .env("PULSE_SERVER", self.address())
                .status();
            assert!(set.is_ok_and(|status| status.success()), "{what} {name}");
        }
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("unix:{}", self.folder.join("native").display())
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn sink(name: &str, described: &str) -> String {
    format!(
        "module-null-sink sink_name={name} rate={RATE} sink_properties=device.description={described}"
    )
}

/// Pulls a sink out.
pub fn unload(name: &str) {
    let modules = pactl(&["list", "short", "modules"]);
    let wanted = format!("sink_name={name} ");
    let line = modules.lines().find(|line| line.contains(&wanted));
    let number = line.and_then(|line| line.split_whitespace().next());
    pactl(&["unload-module", number.expect("the sink is loaded")]);
}

/// Plugs a sink in.
pub fn load_sink(name: &str, described: &str) {
    let module = sink(name, described);
    let mut words = vec!["load-module"];
    words.extend(module.split(' '));
    pactl(&words);
}

/// How many record from any source.
pub fn recorders() -> usize {
    pactl(&["list", "short", "source-outputs"])
        .lines()
        .filter(|line| !line.contains("module-"))
        .count()
}

fn pactl(words: &[&str]) -> String {
    let ran = Command::new("pactl")
        .args(words)
        .output()
        .expect("pactl runs");
    assert!(
        ran.status.success(),
        "pactl {words:?}: {}",
        String::from_utf8_lossy(&ran.stderr)
    );
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

/// A tone that plays until this is dropped.
pub struct Playing(Child);

/// Plays a tone into a sink.
pub fn playing(hertz: f32, sink: &str) -> Playing {
    let mut player = Command::new("pacat")
        .args([
            "--playback",
            "--format=float32le",
            "--channels=1",
            "--latency-msec=50",
        ])
        .args([format!("--rate={RATE}"), format!("--device={sink}")])
        .stdin(Stdio::piped())
        .spawn()
        .expect("pacat is not there: scripts/setup-test installs it");
    let mut into = player.stdin.take().expect("piped");
    std::thread::spawn(move || {
        let step = hertz * std::f32::consts::TAU / RATE as f32;
        for block in 0u64.. {
            let tone = (0..480).map(|at| {
                let sample = (block * 480 + at) % RATE as u64;
                0.3 * (sample as f32 * step).sin()
            });
            let bytes: Vec<u8> = tone.flat_map(f32::to_le_bytes).collect();
            if into.write_all(&bytes).is_err() {
                return; // the player has ended
            }
        }
    });
    Playing(player)
}

impl Drop for Playing {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What is recorded from a source, half a second at a time.
pub struct Recording {
    recorder: Child,
}

impl Recording {
    /// Begins to record.
    pub fn of(source: &str) -> Self {
        let recorder = Command::new("pacat")
            .args([
                "--record",
                "--format=float32le",
                "--channels=1",
                "--latency-msec=50",
            ])
            .args([format!("--rate={RATE}"), format!("--device={source}")])
            .stdout(Stdio::piped())
            .spawn()
            .expect("pacat is not there: scripts/setup-test installs it");
        Self { recorder }
    }

    /// Waits for a tone.
    pub async fn hears(self, hertz: f32) {
        self.hears_one_of(&[hertz]).await;
    }

    /// Waits for one of these tones.
    pub async fn hears_one_of(mut self, tones: &[f32]) {
        let mut last = Vec::new();
        eventually("the tone is recorded", || {
            last = self.half_a_second();
            let heard = tones
                .iter()
                .map(|hertz| power(&last, *hertz))
                .fold(0.0, f32::max);
            loudness(&last) > LOUD && heard > 0.25 * energy(&last)
        })
        .await;
    }

    /// Two seconds of silence.
    pub async fn hears_nothing(mut self) {
        for _ in 0..4 {
            let recorded = self.half_a_second();
            assert!(loudness(&recorded) < LOUD, "{}", loudness(&recorded));
        }
    }

    fn half_a_second(&mut self) -> Vec<f32> {
        let mut bytes = vec![0; RATE / 2 * 4];
        let from = self.recorder.stdout.as_mut().expect("piped");
        from.read_exact(&mut bytes).expect("the source is there");
        let samples = bytes.chunks_exact(4);
        samples
            .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .collect()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let _ = self.recorder.kill();
        let _ = self.recorder.wait();
    }
}

fn energy(sound: &[f32]) -> f32 {
    sound.iter().map(|sample| sample * sample).sum()
}

fn loudness(sound: &[f32]) -> f32 {
    (energy(sound) / sound.len().max(1) as f32).sqrt()
}

/// The energy of a tone in the sound, in tenths of a second, since clocks differ.
fn power(sound: &[f32], hertz: f32) -> f32 {
    let parts = sound.chunks_exact(RATE / 10);
    parts
        .map(|part| {
            let turn = hertz * std::f32::consts::TAU / RATE as f32;
            let (mut sine, mut cosine) = (0.0, 0.0);
            for (at, sample) in part.iter().enumerate() {
                sine += sample * (at as f32 * turn).sin();
                cosine += sample * (at as f32 * turn).cos();
            }
            (sine * sine + cosine * cosine) * 2.0 / part.len() as f32
        })
        .sum()
}
