//! What a run has tried: which paths and gates decided how often, how often it was allowed, at which instants - and how many
//! answers were compared. A run that tries too little of something fails, for what was not tried was not shown.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use rolecall_decision::Decision;

use crate::questions::When;

const PATHS: [&str; 10] =
    ["all", "own", "default", "superior", "top", "peer", "rule", "container", "follows", "permission"];
const GATES: [&str; 7] = ["standing", "unknown", "permission", "container", "reach", "segment", "parent"];

/// Counts of one run.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub worlds: u64,
    decided: u64,
    allowed: u64,
    paths: BTreeMap<&'static str, u64>,
    gates: BTreeMap<&'static str, u64>,
    instants: BTreeMap<When, u64>,
    compared: BTreeMap<(&'static str, &'static str), u64>,
}

impl Tally {
    /// Takes in a decision of the reference.
    pub fn decided(&mut self, decision: &Decision, when: When) {
        self.decided += 1;
        *self.instants.entry(when).or_default() += 1;
        let words: BTreeSet<&'static str> = decision.words().into_iter().collect();
        if decision.allowed {
            self.allowed += 1;
            words.into_iter().for_each(|word| *self.paths.entry(word).or_default() += 1);
            return;
        }
        let gates: BTreeSet<&'static str> = decision
            .blocked()
            .iter()
            .map(|blocker| match blocker {
                rolecall_decision::Blocker::Standing { .. } => "standing",
                other => other.word(),
            })
            .collect();
        gates.into_iter().for_each(|gate| *self.gates.entry(gate).or_default() += 1);
    }

    /// Takes in that so many answers of one kind agreed with the reference.
    pub fn compared(&mut self, answerer: &'static str, question: &'static str, number: usize) {
        *self.compared.entry((answerer, question)).or_default() += number as u64;
    }

    pub fn add(&mut self, other: Self) {
        self.worlds += other.worlds;
        self.decided += other.decided;
        self.allowed += other.allowed;
        add(&mut self.paths, other.paths);
        add(&mut self.gates, other.gates);
        add(&mut self.instants, other.instants);
        add(&mut self.compared, other.compared);
    }

    /// How many answers were compared with the reference's.
    pub fn comparisons(&self) -> u64 {
        self.compared.values().sum()
    }

    fn percent(&self, number: u64) -> f64 {
        100.0 * number as f64 / self.decided.max(1) as f64
    }

    /// What was tried too little: every path, every gate and every side of an end date decides at least one comparison of a
    /// hundred, and 20 to 80 of a hundred are allowed.
    pub fn lacking(&self) -> Vec<String> {
        let mut lacking = Vec::new();
        for (what, number) in self.rows() {
            if self.percent(number) < 1.0 {
                lacking.push(format!("{what}: {:.2} % is less than 1 %", self.percent(number)));
            }
        }
        let allowed = self.percent(self.allowed);
        if !(20.0..=80.0).contains(&allowed) {
            lacking.push(format!("allowed: {allowed:.2} % is not between 20 % and 80 %"));
        }
        lacking
    }

    fn rows(&self) -> impl Iterator<Item = (String, u64)> {
        let path = |word| (format!("path {word}"), self.paths.get(word).copied().unwrap_or_default());
        let gate = |word| (format!("gate {word}"), self.gates.get(word).copied().unwrap_or_default());
        let sides = [
            ("a tick before an end", When::Before),
            ("on an end", When::On),
            ("a tick after an end", When::After),
        ];
        let side = |(what, when): (&str, When)| {
            (what.to_owned(), self.instants.get(&when).copied().unwrap_or_default())
        };
        PATHS.into_iter().map(path).chain(GATES.into_iter().map(gate)).chain(sides.map(side))
    }

    /// The table that a run prints.
    pub fn table(&self) -> String {
        let mut out = String::new();
        let allowed = ("allowed".to_owned(), self.allowed);
        for (what, number) in self.rows().chain([allowed]).filter(|_| self.decided > 0) {
            writeln!(out, "  {what:<24} {number:>12} {:>7.2} %", self.percent(number)).unwrap();
        }
        for ((answerer, question), number) in &self.compared {
            writeln!(out, "  {:<24} {number:>12}", format!("{answerer}: {question}")).unwrap();
        }
        out
    }
}

fn add<K: Ord>(to: &mut BTreeMap<K, u64>, from: BTreeMap<K, u64>) {
    from.into_iter().for_each(|(key, number)| *to.entry(key).or_default() += number);
}
