//! What the kernel says about this machine and about a process: processor time and resident memory.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::Result;

/// Clock ticks per second in `/proc/PID/stat`; Linux has used 100 on every architecture for user space.
const TICKS: f64 = 100.0;

/// How often a [`Watch`] looks.
const LOOK: Duration = Duration::from_millis(5);

/// The machine in a line: processor, cores, memory, kernel.
pub fn described() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|l| l.strip_prefix("model name"))
        .and_then(|l| l.split_once(": "))
        .map_or("unknown", |x| x.1);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory =
        field(&fs::read_to_string("/proc/meminfo").unwrap_or_default(), "MemTotal:").unwrap_or(0) / 1024 / 1024;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{model}, {cores} cores, {memory} GiB, Linux {}", kernel.trim())
}

/// Load average of the last minute: how busy the machine was with other things.
pub fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}

/// Processor time of the process so far, user and system, in milliseconds.
///
/// # Errors
/// When the process is gone.
pub fn cpu_ms(pid: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name in parentheses may hold blanks; what follows the last parenthesis does not.
    let after = stat.rsplit_once(')').map_or("", |x| x.1);
    let fields: Vec<&str> = after.split_whitespace().collect();
    let tick = |i: usize| fields.get(i).and_then(|t| t.parse::<f64>().ok()).unwrap_or(0.0);
    Ok((tick(11) + tick(12)) / TICKS * 1000.0)
}

/// Resident memory of the process now, in MiB.
///
/// # Errors
/// When the process is gone.
pub fn rss_mib(pid: u32) -> Result<f64> {
    memory(pid, "VmRSS:")
}

/// Watches the memory of a process from its start until [`Watch::end`].
pub struct Watch {
    pid: u32,
    before: f64,
    done: Arc<AtomicBool>,
    own: JoinHandle<f64>,
}

/// What a [`Watch`] saw, in MiB.
pub struct Peak {
    /// Resident when it began.
    pub before: f64,
    /// The most that was resident, mapped files (the database) included: what the kernel calls VmHWM.
    pub resident: f64,
    /// The most of it that was the process's own (RssAnon), looked at every few milliseconds.
    pub own: f64,
}

impl Watch {
    /// Begins to watch.
    ///
    /// # Errors
    /// When the process is gone or belongs to somebody else.
    pub fn begin(pid: u32) -> Result<Self> {
        fs::write(format!("/proc/{pid}/clear_refs"), "5")?;
        let before = rss_mib(pid)?;
        let done = Arc::new(AtomicBool::new(false));
        let own = std::thread::spawn({
            let done = Arc::clone(&done);
            move || {
                let mut most = 0.0_f64;
                while !done.load(Ordering::Relaxed) {
                    most = most.max(memory(pid, "RssAnon:").unwrap_or(0.0));
                    std::thread::sleep(LOOK);
                }
                most
            }
        });
        Ok(Self { pid, before, done, own })
    }

    /// Ends and tells what was seen.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn end(self) -> Result<Peak> {
        self.done.store(true, Ordering::Relaxed);
        let own = self.own.join().map_err(|_| "the watch broke off")?;
        Ok(Peak { before: self.before, resident: memory(self.pid, "VmHWM:")?, own })
    }
}

impl Peak {
    /// In words, for a row.
    pub fn words(&self) -> String {
        format!(
            "{:.0} MiB resident, mapped database included; own memory {:.0} MiB (resident before: {:.0})",
            self.resident, self.own, self.before
        )
    }
}

fn memory(pid: u32, name: &str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let kib = field(&status, name).ok_or_else(|| format!("no {name} in /proc/{pid}/status"))?;
    Ok(kib as f64 / 1024.0)
}

/// A number in kB from a file of the kernel.
fn field(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|l| l.strip_prefix(name))?.trim().trim_end_matches(" kB").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_memory_and_processor_time() {
        let pid = std::process::id();
        assert!(rss_mib(pid).unwrap() > 0.1);
        let peak = Watch::begin(pid).unwrap().end().unwrap();
        assert!(peak.resident >= 0.1 && peak.before >= 0.1);
        assert!(cpu_ms(pid).unwrap() >= 0.0);
        assert!(described().contains("cores"));
    }
}
