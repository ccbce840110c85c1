//! A breadth-first search over states, two threads a level.

use std::collections::HashMap;
use std::hash::Hash;

/// Every state that was reached, in the order in which it was, and how.
#[derive(Debug)]
pub(super) struct Search<S> {
    pub(super) states: Vec<S>,
    /// The state before and the call, of each state but the first.
    origins: Vec<Option<(usize, usize)>>,
    /// How many calls were accepted.
    pub(super) steps: usize,
}

/// A law that does not hold, and the calls that lead to where it does not.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) law: String,
    pub(super) calls: Vec<usize>,
}

/// A law that does not hold of this call.
pub(super) type Broken = (usize, String);

/// The accepted calls of a state, by their numbers, each with the state that it leads to.
pub(super) type Steps<S> = Result<Vec<(usize, S)>, Broken>;

impl<S: Clone + Eq + Hash + Send + Sync> Search<S> {
    /// Searches from one state to the end.
    pub(super) fn from(beginning: S, expand: impl Fn(&S) -> Steps<S> + Sync) -> Result<Self, Failure> {
        let mut places = HashMap::from([(beginning.clone(), 0_usize)]);
        let mut search = Self { states: vec![beginning], origins: vec![None], steps: 0 };
        let mut level = 0..1;
        while !level.is_empty() {
            let end = search.states.len();
            for (from, steps) in level.clone().zip(expand_all(&search.states[level], &expand)) {
                let steps = steps.map_err(|(call, law)| search.failure(from, Some(call), law))?;
                search.steps += steps.len();
                for (call, next) in steps {
                    places.entry(next.clone()).or_insert_with(|| {
                        search.origins.push(Some((from, call)));
                        search.states.push(next);
                        search.states.len()
                    });
                }
            }
            level = end..search.states.len();
        }
        Ok(search)
    }

    /// The calls that lead to a state.
    pub(super) fn calls(&self, mut state: usize) -> Vec<usize> {
        let mut calls = Vec::new();
        while let Some((before, call)) = self.origins[state] {
            calls.push(call);
            state = before;
        }
        calls.reverse();
        calls
    }

    /// The failure of a law in a state, or of a call made in it.
    pub(super) fn failure(&self, state: usize, call: Option<usize>, law: String) -> Failure {
        Failure { law, calls: self.calls(state).into_iter().chain(call).collect() }
    }
}

fn expand_all<S: Sync + Send>(states: &[S], expand: &(impl Fn(&S) -> Steps<S> + Sync)) -> Vec<Steps<S>> {
    let (left, right) = states.split_at(states.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| right.iter().map(expand).collect::<Vec<_>>());
        let mut steps: Vec<_> = left.iter().map(expand).collect();
        steps.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        steps
    })
}
