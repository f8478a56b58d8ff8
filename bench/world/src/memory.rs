//! What the process holds in memory.

use std::fs;

const MIB: f64 = 1024.0;

/// Resident memory in MiB: now, and at its peak.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    pub resident: f64,
    pub peak: f64,
}

/// Reads them, after what is free was given back to the system: what an engine merely freed is not what it holds.
pub fn now() -> Memory {
    give_back();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    Memory { resident: field(&status, "VmRSS:"), peak: field(&status, "VmHWM:") }
}

/// The resident memory of another process, in MiB.
pub fn of(process: u32) -> f64 {
    field(&fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default(), "VmRSS:")
}

fn field(status: &str, name: &str) -> f64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let kib: f64 = line.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or_default();
    kib / MIB
}

fn give_back() {
    // SAFETY: glibc's allocator may be asked at any time, from any thread, to return its free pages.
    unsafe { libc::malloc_trim(0) };
}
