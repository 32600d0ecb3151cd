//! Medians and percentiles of what was measured.

use std::time::Duration;

/// Times of requests.
#[derive(Debug, Default, Clone)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Adds one.
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// The time that a share of them, in percent, stay below; in milliseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let index = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(index).map_or(f64::NAN, |time| milliseconds(*time))
    }

    /// The longest, in milliseconds.
    pub fn longest(&self) -> f64 {
        self.0.iter().max().map_or(f64::NAN, |time| milliseconds(*time))
    }
}

/// A time in milliseconds.
pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The median of figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A figure as people read it: three digits that say something, thousands apart.
pub fn shown(figure: f64) -> String {
    if figure.is_nan() {
        return "–".to_owned();
    }
    let digits = match figure.abs() {
        100.0.. => 0,
        10.0.. => 1,
        _ => 2,
    };
    let text = format!("{figure:.digits$}");
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), ""), |parts| parts);
    let mut apart = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && digit != '-' {
            apart.push(',');
        }
        apart.push(digit);
    }
    if fraction.is_empty() {
        apart
    } else {
        format!("{apart}.{fraction}")
    }
}
