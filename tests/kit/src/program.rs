//! A run of a real program: started as a child, read line by line, ended by its pid.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, kill_process_group, prlimit};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::PATIENCE;

/// A program that runs. It is killed when dropped; if the test is failing, what it
/// wrote is printed.
#[derive(Debug)]
pub struct Program {
    child: Child,
    lines: mpsc::UnboundedReceiver<String>,
    written: Arc<Mutex<Vec<String>>>,
}

impl Program {
    /// Starts it. Its standard error goes where the command says, or is read.
    pub fn start(mut command: Command) -> Self {
        Self::start_with(command.stderr(Stdio::piped()))
    }

    /// Starts it with a standard error that nobody reads here.
    pub fn start_with_errors_to(mut command: Command, errors: Stdio) -> Self {
        Self::start_with(command.stderr(errors))
    }

    fn start_with(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|why| panic!("{command:?} does not start: {why}"));
        let (sender, lines) = mpsc::unbounded_channel();
        let written = Arc::new(Mutex::new(Vec::new()));
        let mut pipes: Vec<Box<dyn Read + Send>> = Vec::new();
        pipes.extend(child.stdout.take().map(|pipe| Box::new(pipe) as _));
        pipes.extend(child.stderr.take().map(|pipe| Box::new(pipe) as _));
        for pipe in pipes {
            let (sender, written) = (sender.clone(), Arc::clone(&written));
            std::thread::spawn(move || {
                for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                    keep(&written).push(line.clone());
                    let _ = sender.send(line);
                }
            });
        }
        Self {
            child,
            lines,
            written,
        }
    }

    /// Waits for a line, and gives back what `pick` makes of it.
    pub async fn line<R>(&mut self, what: &str, pick: impl Fn(&str) -> Option<R>) -> R {
        let found = timeout(PATIENCE, async {
            while let Some(line) = self.lines.recv().await {
                if let Some(found) = pick(&line) {
                    return Some(found);
                }
            }
            None
        });
        match found.await {
            Ok(Some(found)) => found,
            Ok(None) => panic!("the program ended before it wrote {what}; it wrote\n{self}"),
            Err(_) => panic!("the program never wrote {what}; it wrote\n{self}"),
        }
    }

    /// Waits until the program has ended by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        let closed = timeout(PATIENCE, async {
            while self.lines.recv().await.is_some() {}
        });
        if closed.await.is_err() {
            panic!("the program does not end; it wrote\n{self}");
        }
        self.child.wait().expect("a child can be waited for")
    }

    /// Asks the program to end.
    pub fn terminate(&self) {
        kill_process(self.pid(), Signal::TERM).expect("the program runs");
    }

    /// What Ctrl+C does.
    pub fn interrupt(&self) {
        kill_process(self.pid(), Signal::INT).expect("the program runs");
    }

    /// Ends the program as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill(); // it may have ended by itself
        let _ = self.child.wait();
    }

    /// The same, with all that it has started. The program must have been started as a
    /// group of its own.
    pub fn kill_with_its_children(&mut self) {
        let _ = kill_process_group(self.pid(), Signal::KILL); // it may have ended by itself
        let _ = self.child.wait();
    }

    /// From here on no file of the program can grow.
    pub fn fill_the_disk(&self) {
        self.limit_files(Some(0));
    }

    /// There is room again.
    pub fn free_the_disk(&self) {
        self.limit_files(None);
    }

    /// What the program holds of the computer's memory, in bytes.
    pub fn memory(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).expect("the program runs");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let resident = resident.and_then(|line| line.trim().strip_suffix(" kB"));
        let kilobytes: u64 = resident
            .expect("Linux says it")
            .trim()
            .parse()
            .expect("a number");
        kilobytes * 1024
    }

    /// All it wrote so far.
    pub fn written(&self) -> String {
        keep(&self.written).join("\n")
    }

    fn limit_files(&self, current: Option<u64>) {
        let limit = Rlimit {
            current,
            maximum: None,
        };
        prlimit(Some(self.pid()), Resource::Fsize, limit).expect("the program is ours");
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl std::fmt::Display for Program {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in keep(&self.written).iter() {
            writeln!(formatter, "    | {line}")?;
        }
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            eprintln!("the program wrote\n{self}");
        }
    }
}

fn keep(written: &Mutex<Vec<String>>) -> std::sync::MutexGuard<'_, Vec<String>> {
    written
        .lock()
        .expect("nobody panics while a line is put down")
}
