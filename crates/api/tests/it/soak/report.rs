//! What was seen, as lines: printed, and of the full form also written to `target/soak.txt`.

use std::fmt;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use super::form::Form;
use super::violation::Violation;
use crate::support::program::Program;

/// Counts, in the order in which they were named.
#[derive(Debug, Default, Clone)]
pub struct Figures(Vec<(&'static str, usize)>);

impl Figures {
    /// Adds to a count.
    pub fn add(&mut self, name: &'static str, count: usize) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, total)) => *total += count,
            None => self.0.push((name, count)),
        }
    }

    /// A count with others added.
    pub fn with(mut self, name: &'static str, count: usize) -> Self {
        self.add(name, count);
        self
    }

    /// These counts, and others behind them.
    pub fn and(mut self, others: Self) -> Self {
        for (name, count) in others.0 {
            self.add(name, count);
        }
        self
    }

    /// A count; 0 where nothing was counted.
    pub fn get(&self, name: &str) -> usize {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map_or(0, |(_, count)| *count)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<String> = self
            .0
            .iter()
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        f.write_str(&counts.join(", "))
    }
}

/// A promise that was kept.
pub fn kept(promise: &str, program: &Program, figures: &Figures) {
    line(promise, program, &format!("kept: {figures}"));
}

/// A mutant that was caught.
pub fn caught(promise: &str, program: &Program, mutant: &str, violation: &Violation) {
    line(promise, program, &format!("mutant {mutant} caught: {violation}"));
}

fn line(promise: &str, program: &Program, text: &str) {
    let engine = if program.is_sqlite() { "sqlite" } else { "postgres" };
    let line = format!("{engine:8} | {promise:24} | {text}");
    println!("{line}");
    if Form::wanted() == Form::Full {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("soak.txt");
        let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
        writeln!(file, "{line}").unwrap();
    }
}
