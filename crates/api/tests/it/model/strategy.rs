//! How likely each step is. Whatever is drawn first shrinks to less: no clause, no word, the first value of a pool.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::pools;
use super::shorter::Steps;
use super::step::{Change, Clause, EventSpec, FilterSpec, Flaw, Form, ListSpec, Step, Who};

/// The steps of a run.
pub fn runs() -> BoxedStrategy<Vec<Step>> {
    let step = step().boxed();
    Steps { step, count: 50 }.boxed()
}

/// The steps of a reader: lists with words, and their pages.
pub fn searches() -> BoxedStrategy<Vec<Step>> {
    let list = (who(), list(vec(select(pools::WORDS), 1..4)), limit());
    let list = list.prop_map(|(who, list, limit)| Step::List {
        log: 0,
        who,
        list,
        limit,
    });
    let step = prop_oneof![2 => list, 3 => follow()];
    let step = step.boxed();
    Steps { step, count: 20 }.boxed()
}

/// Events that nothing is wrong with and that have no idempotency key.
pub fn plain_events(count: usize) -> impl Strategy<Value = Vec<EventSpec>> {
    let plain = event().prop_map(|event| EventSpec {
        key: None,
        flaw: None,
        ..event
    });
    vec(plain, count)
}

fn step() -> impl Strategy<Value = Step> {
    let append = (
        log(),
        writer(),
        prop::bool::weighted(0.4),
        form(),
        vec(event(), 1..6),
    );
    let append = append.prop_map(|(log, who, register, form, events)| Step::Append {
        log,
        who,
        register,
        form,
        events,
    });
    let change = select(vec![Change::None, Change::Spelling, Change::Text, Change::Time]);
    let repeat = (
        log(),
        0..6usize,
        log(),
        form(),
        change,
        any::<bool>(),
        vec(event(), 0..3),
    );
    let repeat = repeat.prop_map(|(log, earlier, of, form, change, twice, fresh)| Step::Repeat {
        log,
        earlier,
        of,
        form,
        change,
        twice,
        fresh,
    });
    let words = prop_oneof![3 => Just(Vec::new()), 2 => vec(select(pools::WORDS), 1..4)];
    let list = (log(), who(), list(words), limit());
    let list = list.prop_map(|(log, who, list, limit)| Step::List {
        log,
        who,
        list,
        limit,
    });
    let get = (log(), who(), 0..40usize, prop::bool::weighted(0.1));
    let get = get.prop_map(|(log, who, event, elsewhere)| Step::Get {
        log,
        who,
        event,
        elsewhere,
    });
    let story = (log(), who(), 0..40usize).prop_map(|(log, who, event)| Step::Story { log, who, event });
    prop_oneof![6 => append, 2 => repeat, 5 => list, 8 => follow(), 1 => get, 1 => story]
}

fn follow() -> impl Strategy<Value = Step> {
    let cursor = prop_oneof![3 => 0..2usize, 1 => 0..30usize];
    (cursor, who(), limit(), any::<bool>()).prop_map(|(cursor, who, limit, reversed)| Step::Follow {
        cursor,
        who,
        limit,
        reversed,
    })
}

/// Mostly the first workspace.
fn log() -> impl Strategy<Value = usize> {
    prop_oneof![4 => Just(0usize), 1 => Just(1usize)]
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![8 => Just(Who::Owner), 6 => Just(Who::Member), 4 => Just(Who::Key), 1 => Just(Who::Stranger)]
}

fn writer() -> impl Strategy<Value = Who> {
    prop_oneof![16 => Just(Who::Owner), 8 => Just(Who::Key), 1 => Just(Who::Member), 1 => Just(Who::Stranger)]
}

fn form() -> impl Strategy<Value = Form> {
    select(vec![Form::Single, Form::Array, Form::Lines])
}

fn limit() -> impl Strategy<Value = Option<u32>> {
    prop_oneof![8 => select(vec![1, 2, 3, 5, 8, 20, 500]).prop_map(Some), 1 => Just(None)]
}

fn event() -> impl Strategy<Value = EventSpec> {
    let kind = prop_oneof![
        8 => select(&pools::TYPES[..pools::BUILT_IN_TYPES]),
        2 => select(&pools::TYPES[pools::BUILT_IN_TYPES..]),
    ];
    let flaw = prop_oneof![40 => Just(None), 1 => Just(Some(Flaw::Future)), 1 => Just(Some(Flaw::Platform))];
    let what = (
        kind,
        option::weighted(0.85, 0..pools::MOMENTS.len()),
        option::weighted(0.5, select(pools::PLATFORMS)),
        option::weighted(0.3, select(pools::STATES)),
        option::weighted(0.6, 0..pools::ACTORS.len()),
    );
    let more = (
        vec(0..pools::TARGETS.len(), 0..3),
        option::weighted(0.7, vec(select(pools::TEXTS), 1..4)),
        option::weighted(0.2, select(pools::CORRELATIONS)),
        option::weighted(0.25, select(pools::KEYS)),
        flaw,
    );
    (what, more).prop_map(|(what, more)| {
        let (kind, moment, platform, state, actor) = what;
        let (targets, text, correlation, key, flaw) = more;
        EventSpec {
            kind,
            moment,
            platform,
            state,
            actor,
            targets,
            text,
            correlation,
            key,
            flaw,
        }
    })
}

fn list(words: impl Strategy<Value = Vec<&'static str>>) -> impl Strategy<Value = ListSpec> {
    let clauses = prop_oneof![
        3 => Just(Vec::new()),
        3 => vec(clause(), 1..2),
        2 => vec(clause(), 2..4),
    ];
    let period = prop_oneof![3 => Just(0usize), 2 => 1..pools::PERIODS.len()];
    let orders = (prop::bool::weighted(0.4), prop::bool::weighted(0.4));
    (clauses, words, period, orders).prop_map(|(clauses, words, period, (by_sequence, rising))| ListSpec {
        filter: FilterSpec {
            clauses,
            words,
            period,
        },
        by_sequence,
        rising,
    })
}

fn clause() -> impl Strategy<Value = Clause> {
    (0..pools::DIMENSIONS.len(), any::<bool>()).prop_flat_map(|(dimension, excludes)| {
        let (dimension, values) = pools::DIMENSIONS[dimension];
        vec(select(values), 1..4).prop_map(move |values| Clause {
            dimension,
            excludes,
            values,
        })
    })
}
