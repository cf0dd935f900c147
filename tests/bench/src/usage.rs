//! What a program and its children use: processor time and memory, as the kernel
//! tells them.
//!
//! Memory is the proportional set size: a page that several processes share counts
//! in parts. A child that ended takes its time with it; a call ends none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;

/// Processor time of a program and all its living descendants.
pub(crate) fn processor_time(pid: u32) -> anyhow::Result<Duration> {
    let all = processes(Path::new("/proc"))?;
    let ticks: u64 = tree(&all, pid).iter().map(|pid| all[pid].ticks).sum();
    anyhow::ensure!(ticks > 0, "the program {pid} has ended");
    let a_second = rustix::param::clock_ticks_per_second();
    Ok(Duration::from_secs_f64(ticks as f64 / a_second as f64))
}

/// Proportional set size of a program and all its living descendants, in megabytes.
pub(crate) fn memory(pid: u32) -> anyhow::Result<f64> {
    let mut kilobytes = 0;
    for pid in descent(pid)? {
        // One that ended meanwhile uses none.
        if let Ok(text) = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")) {
            kilobytes += pss(&text).with_context(|| format!("the memory of {pid} is not told"))?;
        }
    }
    Ok(kilobytes as f64 / 1_024.0)
}

/// What a single program holds in memory, in kilobytes, pages that it shares
/// included.
pub(crate) fn resident(pid: u32) -> anyhow::Result<f64> {
    told(pid, "VmRSS:")
}

fn told(pid: u32, what: &str) -> anyhow::Result<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"));
    let text = text.with_context(|| format!("the program {pid} has ended"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(what));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.with_context(|| format!("the memory of {pid} is not told"))
}

/// The most that a single program has held in memory so far, in kilobytes.
pub(crate) fn peak(pid: u32) -> anyhow::Result<f64> {
    told(pid, "VmHWM:")
}

/// A program and all its living descendants.
pub(crate) fn descent(pid: u32) -> anyhow::Result<Vec<u32>> {
    Ok(tree(&processes(Path::new("/proc"))?, pid))
}

/// The load average of the last minute.
pub(crate) fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let first = text.split(' ').next().and_then(|word| word.parse().ok());
    first.unwrap_or(f64::NAN)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Process {
    parent: u32,
    ticks: u64,
}

fn processes(proc: &Path) -> anyhow::Result<BTreeMap<u32, Process>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(proc).context("can't see the processes of this computer")? {
        let entry = entry?;
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            continue;
        };
        let Ok(text) = fs::read_to_string(entry.path().join("stat")) else {
            continue; // it has just ended
        };
        let process = stat(&text).with_context(|| format!("the process {pid} is unreadable"))?;
        all.insert(pid, process);
    }
    Ok(all)
}

fn tree(all: &BTreeMap<u32, Process>, root: u32) -> Vec<u32> {
    let mut found = Vec::new();
    let mut waiting = vec![root];
    while let Some(pid) = waiting.pop() {
        if !all.contains_key(&pid) {
            continue;
        }
        found.push(pid);
        let children = all.iter().filter(|(_, process)| process.parent == pid);
        waiting.extend(children.map(|(pid, _)| *pid));
    }
    found
}

/// Reads `/proc/PID/stat`. The name in brackets may hold anything, brackets too.
fn stat(text: &str) -> Option<Process> {
    let (_, rest) = text.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Process {
        parent: u32::try_from(number(1)?).ok()?,
        ticks: number(11)? + number(12)?,
    })
}

/// Reads the proportional set size, in kilobytes, of `/proc/PID/smaps_rollup`.
fn pss(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_its_name() {
        let text = "22 (a) S (b c) S 7 22 22 0 -1 4194560 1 2 3 4 50 8 9 9 20 0 1 0 100";
        let process = Process {
            parent: 7,
            ticks: 58,
        };
        assert_eq!(stat(text), Some(process));
        assert_eq!(stat("nonsense"), None);
        assert_eq!(stat("1 (x) S 7"), None);
    }

    #[test]
    fn memory_is_the_proportional_size_and_no_part_of_it() {
        let text = "5581-7ffc ---p 00000000 00:00 0 [rollup]\n\
                    Rss:  9000 kB\nPss:                4321 kB\nPss_Dirty: 1 kB\n";
        assert_eq!(pss(text), Some(4_321));
        assert_eq!(pss("Rss: 1 kB"), None);
    }

    #[test]
    fn a_tree_holds_grandchildren_and_no_strangers() {
        let proc = tempfile::tempdir().unwrap();
        for (pid, parent) in [(10, 1), (11, 10), (12, 11), (13, 1), (14, 13)] {
            let folder = proc.path().join(pid.to_string());
            fs::create_dir(&folder).unwrap();
            let text = format!("{pid} (x) S {parent} 0 0 0 0 0 0 0 0 0 5 6");
            fs::write(folder.join("stat"), text).unwrap();
        }
        fs::create_dir(proc.path().join("sys")).unwrap();
        let all = processes(proc.path()).unwrap();
        let mut found = tree(&all, 10);
        found.sort_unstable();
        assert_eq!(found, [10, 11, 12]);
        assert_eq!(all[&12].ticks, 11);
        assert!(tree(&all, 99).is_empty());
    }

    #[test]
    fn this_process_and_its_child_are_found() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        let found = descent(std::process::id()).unwrap();
        let used = memory(std::process::id()).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(found.contains(&child.id()), "{found:?}");
        assert!(used > 0.5, "{used} MB");
        let resident = resident(std::process::id()).unwrap() / 1_024.0;
        assert!(resident >= used, "{resident} MB");
        let peak = peak(std::process::id()).unwrap() / 1_024.0;
        assert!(peak >= resident, "{peak} MB");
    }
}
