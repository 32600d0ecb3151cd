//! The machine: what its disk and a process's memory say.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::outcome::{Outcome, fail};

/// How often a second 8 KiB are written and forced to the disk, one after the other.
pub fn syncs_per_second(directory: &Path) -> Outcome<f64> {
    let path = directory.join("fsync");
    let file = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .open(&path)?;
    let block = [7u8; 8_192];
    // The file has its size from the start: what is measured is data, as in a log that is recycled.
    for number in 0..64 {
        file.write_all_at(&block, number * 8_192)?;
    }
    file.sync_all()?;
    let started = Instant::now();
    let mut count = 0u64;
    while started.elapsed() < Duration::from_secs(2) {
        file.write_all_at(&block, count % 64 * 8_192)?;
        file.sync_data()?;
        count += 1;
    }
    let rate = count as f64 / started.elapsed().as_secs_f64();
    fs::remove_file(path)?;
    Ok(rate)
}

/// Waits until a process has nothing to do any more: after a start on a new log, what is counted beside it.
pub fn wait_until_quiet(process: u32) -> Outcome<()> {
    /// Hundredths of a second of processor time in a second that are no work.
    const LITTLE: u64 = 3;
    const PATIENCE: Duration = Duration::from_secs(300);
    let started = Instant::now();
    let mut before = processor_time(process)?;
    while started.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_secs(2));
        let now = processor_time(process)?;
        if now - before <= 2 * LITTLE {
            return Ok(());
        }
        before = now;
    }
    Err(fail("the process does not come to rest"))
}

/// What a process has had of the processor, in hundredths of a second: fields 14 and 15 of proc_pid_stat(5).
fn processor_time(process: u32) -> Outcome<u64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The second field is a name in parentheses, which may hold anything.
    let (_, fields) = stat.rsplit_once(')').ok_or_else(|| fail("stat without a name"))?;
    let times = fields.split_whitespace().skip(11).take(2);
    times
        .map(|time| time.parse::<u64>().map_err(|_| fail("stat without times")))
        .sum()
}

/// A process's private memory, in MiB: what the files it maps take is not counted.
pub fn private_memory(process: u32) -> Outcome<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("RssAnon:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kib.map(|kib| kib / 1_024.0)
        .ok_or_else(|| fail("this system does not tell the private memory of a process"))
}

/// Watches a process's private memory until it is told to stop.
pub struct MemoryWatch {
    stop: Arc<AtomicBool>,
    most: Arc<AtomicU64>,
    thread: std::thread::JoinHandle<()>,
}

impl MemoryWatch {
    /// Begins to watch.
    pub fn start(process: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let most = Arc::new(AtomicU64::new(0));
        let (stopping, highest) = (stop.clone(), most.clone());
        let thread = std::thread::spawn(move || {
            while !stopping.load(Ordering::Relaxed) {
                if let Ok(now) = private_memory(process) {
                    highest.fetch_max((now * 1_024.0) as u64, Ordering::Relaxed);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        Self { stop, most, thread }
    }

    /// The most there was, in MiB.
    pub fn finish(self) -> f64 {
        self.stop.store(true, Ordering::Relaxed);
        let _ = self.thread.join();
        self.most.load(Ordering::Relaxed) as f64 / 1_024.0
    }
}

/// The machine in a line.
pub fn description() -> String {
    let cpus = std::thread::available_parallelism().map_or(0, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or("unknown processor", |(_, name)| name.trim());
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib = memory.lines().find_map(|line| {
        line.strip_prefix("MemTotal:")?
            .split_whitespace()
            .next()?
            .parse::<f64>()
            .ok()
    });
    let gib = kib.unwrap_or(0.0) / 1_048_576.0;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().unwrap_or("?").to_owned();
    format!("{cpus} × {model}, {gib:.0} GiB; load before the run {load}")
}
