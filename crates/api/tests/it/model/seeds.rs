//! Runs by seed: what a seed draws is always the same, so that a failure can be seen again and made smaller.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tokio::runtime::Runtime;

/// Runs at the same time: while one waits for a commit, others ask.
const LANES: u64 = 4;
/// Runs between two lines that say how far they are.
const PROGRESS: u64 = 500;
/// Attempts to make a failing run smaller, where nothing speaks against them.
pub const SHRINKS: u32 = 2_000;

/// A run that failed, as small as it could be made.
#[derive(Debug)]
pub struct Failure<T> {
    pub seed: u64,
    /// What was drawn, made smaller.
    pub steps: T,
    /// What was done and what was wrong with it.
    pub report: String,
}

/// What happened and what is wrong with it, where something is.
pub type Outcome = Result<(), String>;

/// Draws from a strategy for every seed and checks what was drawn, until one fails; that one is made smaller, with at
/// most so many attempts.
pub fn try_all<T: std::fmt::Debug + Send>(
    seeds: std::ops::Range<u64>,
    strategy: fn() -> BoxedStrategy<T>,
    shrinks: u32,
    check: impl Fn(T) -> Outcome + Sync,
) -> Option<Failure<T>> {
    let next = AtomicU64::new(seeds.start);
    let failure = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..LANES {
            scope.spawn(|| {
                let strategy = strategy();
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds.end {
                        return;
                    }
                    if seed > seeds.start && seed.is_multiple_of(PROGRESS) {
                        println!("{seed} agree");
                    }
                    if let Some(found) = try_one(seed, &strategy, shrinks, &check) {
                        // The other lanes end with the run they are at.
                        next.store(seeds.end, Ordering::SeqCst);
                        failure.lock().unwrap().get_or_insert(found);
                    }
                }
            });
        }
    });
    failure.into_inner().unwrap()
}

fn try_one<T: std::fmt::Debug>(
    seed: u64,
    strategy: &BoxedStrategy<T>,
    shrinks: u32,
    check: &impl Fn(T) -> Outcome,
) -> Option<Failure<T>> {
    let mut tree = strategy.new_tree(&mut runner(seed)).unwrap();
    let mut report = checked(tree.current(), check).err()?;
    let mut steps = tree.current();
    // Trees come back to what they were: it need not be run again.
    let mut known = HashMap::new();
    let mut goes_on = tree.simplify();
    for _ in 0..shrinks {
        if !goes_on {
            break;
        }
        let attempt = tree.current();
        let outcome = known
            .entry(format!("{attempt:?}"))
            .or_insert_with(|| checked(attempt, check))
            .clone();
        goes_on = match outcome {
            Err(smaller) => {
                report = smaller;
                steps = tree.current();
                tree.simplify()
            }
            Ok(()) => tree.complicate(),
        };
    }
    Some(Failure { seed, steps, report })
}

/// A check whose panic is a failure like any other.
fn checked<T>(drawn: T, check: &impl Fn(T) -> Outcome) -> Outcome {
    catch_unwind(AssertUnwindSafe(|| check(drawn))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(text.unwrap_or_else(|| "a panic, see above".to_owned()))
    })
}

/// What a seed draws.
pub fn drawn<T: std::fmt::Debug>(seed: u64, strategy: impl Strategy<Value = T>) -> T {
    strategy.new_tree(&mut runner(seed)).unwrap().current()
}

fn runner(seed: u64) -> TestRunner {
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// A runtime for a server and its clients.
pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
}
