//! The oracle of loss and doubles: acked ⊆ log ⊆ sent, every key once, sequence 1..n, batches whole, bodies as confirmed.

use std::collections::HashMap;

use super::journal::{Journal, Outcome, Request};
use super::log::Entry;
use super::report::Figures;
use super::violation::Violation;

/// Whether a log is what its writers were told.
pub fn exactly_once(log: &[Entry], journal: &Journal) -> Result<Figures, Violation> {
    without_hole(log)?;
    let stored = by_key(log)?;
    let lost: Vec<String> = missing(journal.acked(), &stored);
    if !lost.is_empty() {
        return Err(Violation::Lost(lost));
    }
    let sent = journal.sent();
    let strange = stored.keys().filter(|key| !sent.contains(*key));
    let strange: Vec<String> = strange.map(|key| (*key).to_owned()).collect();
    if !strange.is_empty() {
        return Err(Violation::Strange(strange));
    }
    for request in &journal.0 {
        whole(request, &stored)?;
        as_confirmed(request, &stored)?;
    }
    Ok(Figures::default()
        .with("acknowledged", journal.acked().len())
        .with("stored", stored.len())
        .with("lost", 0)
        .with("doubled", 0)
        .with("holes", 0))
}

/// Whether a log is one that was read before, with more behind it.
pub fn grown(before: &[Entry], after: &[Entry]) -> Result<(), Violation> {
    if before.len() > after.len() {
        let gone = before[after.len()..].iter().map(|entry| entry.body.clone());
        return Err(Violation::Lost(gone.collect()));
    }
    match before.iter().zip(after).find(|(was, is)| was != is) {
        Some((was, is)) => Err(Violation::Changed(format!("{} was {}", is.body, was.body))),
        None => Ok(()),
    }
}

/// Whether every place from 1 on is taken once.
pub fn without_hole(log: &[Entry]) -> Result<(), Violation> {
    match log
        .iter()
        .zip(1..)
        .find(|(entry, expected)| entry.sequence != *expected)
    {
        Some((entry, expected)) => Err(Violation::Hole(expected, entry.sequence)),
        None => Ok(()),
    }
}

fn by_key(log: &[Entry]) -> Result<HashMap<&str, &Entry>, Violation> {
    let mut stored = HashMap::new();
    let mut doubled = Vec::new();
    for entry in log {
        if let Some(key) = entry.key.as_deref()
            && stored.insert(key, entry).is_some()
        {
            doubled.push(key.to_owned());
        }
    }
    if doubled.is_empty() {
        Ok(stored)
    } else {
        Err(Violation::Doubled(doubled))
    }
}

fn missing<'k>(keys: impl IntoIterator<Item = &'k str>, stored: &HashMap<&str, &Entry>) -> Vec<String> {
    let missing = keys.into_iter().filter(|key| !stored.contains_key(key));
    missing.map(str::to_owned).collect()
}

fn whole(request: &Request, stored: &HashMap<&str, &Entry>) -> Result<(), Violation> {
    let missing = missing(request.keys.iter().map(String::as_str), stored);
    if missing.is_empty() || missing.len() == request.keys.len() {
        Ok(())
    } else {
        Err(Violation::Half(missing))
    }
}

fn as_confirmed(request: &Request, stored: &HashMap<&str, &Entry>) -> Result<(), Violation> {
    let Outcome::Acked(_, receipts) = &request.outcome else {
        return Ok(());
    };
    for (key, receipt) in request.keys.iter().zip(receipts) {
        let entry = stored[key.as_str()];
        let is_same = (&receipt.id, receipt.sequence) == (&entry.id, entry.sequence)
            && receipt.body.as_ref().is_none_or(|body| *body == entry.body);
        if !is_same {
            return Err(Violation::Changed(format!("{receipt:?} became {entry:?}")));
        }
    }
    Ok(())
}
