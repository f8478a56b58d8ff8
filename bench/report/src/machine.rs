//! What the figures were measured on, as far as the system tells.

use std::{fs, process::Command};

use bench_world::{duration, measure};

/// One line of prose.
pub fn described() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let named = processors.lines().find_map(|line| line.strip_prefix("model name"));
    let processor =
        named.and_then(|line| line.split_once(": ")).map_or("an unknown processor", |(_, name)| name);
    let cores = processors.lines().filter(|line| line.starts_with("processor")).count();
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")).unwrap_or_default();
    let kib: f64 = memory.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or_default();
    let kernel = told("uname", &["-sr"]);
    let virtual_machine = if processors.contains("hypervisor") { ", a virtual machine" } else { "" };
    let gib = kib / 1_048_576.0;
    let (rustc, clock) = (told("rustc", &["--version"]), duration(measure::clock()));
    format!(
        "{processor}, {cores} cores, {gib:.0} GiB{virtual_machine}; {kernel}; {rustc}; reading the clock takes {clock}, \
         which is subtracted."
    )
}

fn told(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
