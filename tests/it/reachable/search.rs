//! A breadth-first search over states, with two threads for each level.

use std::collections::HashSet;
use std::hash::Hash;

/// Every reached state, in the order of the search, and how it was reached.
#[derive(Debug)]
pub(super) struct Search<S> {
    pub(super) states: Vec<S>,
    /// For each state except the first: the state before it, and the call.
    origins: Vec<Option<(usize, usize)>>,
    /// The number of accepted calls.
    pub(super) steps: usize,
}

/// A law that doesn't hold, and the calls that lead to the state where it doesn't.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) law: String,
    pub(super) calls: Vec<usize>,
}

/// A law that this call breaks.
pub(super) type Broken = (usize, String);

/// The numbers of the accepted calls in a state, each with the next state.
pub(super) type Steps<S> = Result<Vec<(usize, S)>, Broken>;

impl<S: Clone + Eq + Hash + Send + Sync> Search<S> {
    /// Searches from one state to the end.
    pub(super) fn from(beginning: S, expand: impl Fn(&S) -> Steps<S> + Sync) -> Result<Self, Failure> {
        let mut reached = HashSet::from([beginning.clone()]);
        let mut search = Self { states: vec![beginning], origins: vec![None], steps: 0 };
        let mut level = 0..1;
        while !level.is_empty() {
            let end = search.states.len();
            for (from, steps) in level.clone().zip(expand_all(&search.states[level], &expand)) {
                let steps = steps.map_err(|(call, law)| search.failure(from, Some(call), law))?;
                search.steps += steps.len();
                for (call, next) in steps {
                    if reached.insert(next.clone()) {
                        search.origins.push(Some((from, call)));
                        search.states.push(next);
                    }
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

    /// The failure of a law in a state, or in a call from it.
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
