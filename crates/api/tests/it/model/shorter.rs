//! A run as something that can be made shorter: steps are left out by halves, quarters, and so on down to single ones,
//! and only of what remains is each made simpler. Proptest's own vector leaves out one step after the other, each time
//! at the price of a whole run.

use proptest::strategy::{BoxedStrategy, NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// Draws a number of steps.
#[derive(Debug, Clone)]
pub struct Steps<T: std::fmt::Debug> {
    pub step: BoxedStrategy<T>,
    pub count: usize,
}

impl<T: std::fmt::Debug> Strategy for Steps<T> {
    type Tree = StepsTree<T>;
    type Value = Vec<T>;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let steps: Result<Vec<_>, _> = (0..self.count).map(|_| self.step.new_tree(runner)).collect();
        Ok(StepsTree {
            steps: steps?,
            stage: Stage::LeaveOut {
                size: self.count / 2,
                at: 0,
            },
            left_out: Vec::new(),
        })
    }
}

/// The steps that are left, and what to try next.
pub struct StepsTree<T: std::fmt::Debug> {
    steps: Vec<Box<dyn ValueTree<Value = T>>>,
    stage: Stage,
    /// What the last attempt left out.
    left_out: Vec<Box<dyn ValueTree<Value = T>>>,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    /// So many steps from a place on.
    LeaveOut { size: usize, at: usize },
    /// The step at a place.
    Simplify { at: usize },
}

impl<T: std::fmt::Debug> ValueTree for StepsTree<T> {
    type Value = Vec<T>;

    fn current(&self) -> Vec<T> {
        self.steps.iter().map(|step| step.current()).collect()
    }

    fn simplify(&mut self) -> bool {
        loop {
            match self.stage {
                Stage::LeaveOut { size: 0, .. } => self.stage = Stage::Simplify { at: 0 },
                Stage::LeaveOut { size, at } if at >= self.steps.len() => {
                    self.stage = Stage::LeaveOut {
                        size: size / 2,
                        at: 0,
                    };
                }
                // From the end: what comes after the step that failed is the first to go.
                Stage::LeaveOut { size, at } => {
                    let end = self.steps.len() - at;
                    self.left_out = self.steps.drain(end.saturating_sub(size)..end).collect();
                    return true;
                }
                Stage::Simplify { at } => {
                    let Some(step) = self.steps.get_mut(at) else {
                        return false;
                    };
                    if step.simplify() {
                        return true;
                    }
                    self.stage = Stage::Simplify { at: at + 1 };
                }
            }
        }
    }

    fn complicate(&mut self) -> bool {
        match self.stage {
            Stage::LeaveOut { size, at } => {
                let place = self.steps.len() - at;
                self.steps.splice(place..place, self.left_out.drain(..));
                self.stage = Stage::LeaveOut { size, at: at + size };
                self.simplify()
            }
            Stage::Simplify { at } => self.steps.get_mut(at).is_some_and(|step| step.complicate()),
        }
    }
}
