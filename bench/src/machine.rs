//! What the kernel says about this machine and about a process: processor time and resident memory.

use std::fs;

use crate::Result;

/// Clock ticks per second in `/proc/PID/stat`; Linux has used 100 on every architecture for user space.
const TICKS: f64 = 100.0;

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

/// The most resident memory the process had since [`forget_peak`], in MiB.
///
/// # Errors
/// When the process is gone.
pub fn peak_mib(pid: u32) -> Result<f64> {
    memory(pid, "VmHWM:")
}

/// Begins to count the peak anew.
///
/// # Errors
/// When the process is gone or belongs to somebody else.
pub fn forget_peak(pid: u32) -> Result<()> {
    Ok(fs::write(format!("/proc/{pid}/clear_refs"), "5")?)
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
        assert!(peak_mib(pid).unwrap() >= 0.1);
        assert!(cpu_ms(pid).unwrap() >= 0.0);
        assert!(described().contains("cores"));
    }
}
