//! The table that comes out.

use std::fmt::Write as _;

use crate::figures::shown;
use crate::place::Engine;

/// A budget of a ratio or of a time.
#[derive(Debug, Clone, Copy)]
pub enum Budget {
    /// The ratio is at least this.
    AtLeast(f64),
    /// The ratio is at most this.
    AtMost(f64),
    /// There is none: the row only tells.
    None,
}

/// One line.
#[derive(Debug, Clone)]
pub struct Row {
    /// `P1`, `P2`, ….
    pub number: &'static str,
    /// What was done.
    pub work: String,
    /// Which engine stored the log.
    pub engine: Engine,
    /// What we reach, with its unit.
    pub ours: String,
    /// What it is held against.
    pub against: String,
    /// The one by the other.
    pub ratio: f64,
    /// What the ratio may be.
    pub budget: Budget,
}

impl Row {
    /// A rate against another rate: the higher, the better.
    pub fn rate(
        number: &'static str,
        work: impl Into<String>,
        engine: Engine,
        unit: &str,
        ours: f64,
        peer: (&str, f64),
        least: f64,
    ) -> Self {
        Self {
            number,
            work: work.into(),
            engine,
            ours: format!("{} {unit}", shown(ours)),
            against: format!("{}: {} {unit}", peer.0, shown(peer.1)),
            ratio: ours / peer.1,
            budget: Budget::AtLeast(least),
        }
    }

    /// The same without a budget: it says how to read one.
    pub fn only_told(self) -> Self {
        Self {
            budget: Budget::None,
            ..self
        }
    }

    /// A figure against the most that it may be: the lower, the better.
    pub fn at_most(
        number: &'static str,
        work: impl Into<String>,
        engine: Engine,
        unit: &str,
        ours: (f64, &str),
        most: f64,
    ) -> Self {
        let (figure, detail) = ours;
        Self {
            number,
            work: work.into(),
            engine,
            ours: format!("{} {unit}{detail}", shown(figure)),
            against: format!("at most {} {unit}", shown(most)),
            ratio: figure / most,
            budget: Budget::AtMost(1.0),
        }
    }

    /// A row that could not be measured, and why.
    pub fn missing(
        number: &'static str,
        work: impl Into<String>,
        engine: Engine,
        why: impl Into<String>,
    ) -> Self {
        Self {
            number,
            work: work.into(),
            engine,
            ours: why.into(),
            against: String::new(),
            ratio: f64::NAN,
            budget: Budget::None,
        }
    }

    fn budget_text(&self) -> String {
        match self.budget {
            Budget::AtLeast(least) => format!("≥ {least}"),
            Budget::AtMost(most) => format!("≤ {most}"),
            Budget::None => String::new(),
        }
    }

    /// Whether it keeps its budget.
    pub fn is_met(&self) -> Option<bool> {
        match self.budget {
            Budget::AtLeast(least) => Some(self.ratio >= least),
            Budget::AtMost(most) => Some(self.ratio <= most),
            Budget::None => None,
        }
    }

    fn cells(&self) -> [String; 8] {
        let met = match self.is_met() {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        };
        let ratio = if self.ratio.is_nan() {
            String::new()
        } else {
            format!("{:.2}", self.ratio)
        };
        [
            self.number.to_owned(),
            self.work.clone(),
            self.engine.to_string(),
            self.ours.clone(),
            self.against.clone(),
            ratio,
            self.budget_text(),
            met.to_owned(),
        ]
    }
}

/// The rows as a table in Markdown, which also reads well in a terminal.
pub fn markdown(rows: &[Row]) -> String {
    let head = [
        "#",
        "work",
        "engine",
        "ours",
        "limit or peer",
        "ratio",
        "budget",
        "met",
    ]
    .map(str::to_owned);
    let lines: Vec<[String; 8]> = std::iter::once(head).chain(rows.iter().map(Row::cells)).collect();
    let mut widths = [0; 8];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        for (width, cell) in widths.iter().zip(line) {
            let missing = width - cell.chars().count();
            let _ = write!(text, "| {}{} ", cell.replace('|', "\\|"), " ".repeat(missing));
        }
        text.push_str("|\n");
        if number == 0 {
            for width in widths {
                let _ = write!(text, "|{}", "-".repeat(width + 2));
            }
            text.push_str("|\n");
        }
    }
    text
}
