//! `cargo bench --bench policy`: what a decision costs, compared with a baseline.
//!
//! The cases take turns for many rounds in one run. The output has the medians in nanoseconds for one item, and the ratio of
//! the two medians in lines `ratio NAME VALUE`.
#![allow(clippy::indexing_slicing, clippy::expect_used, reason = "a benchmark fails by panicking")]

mod batch;
mod compiled;
mod json;
mod reason;
mod request;
mod table;

use std::time::Instant;

/// A case and its baseline. Each runs over a number of items and returns that number.
struct Comparison {
    name: &'static str,
    ours: Box<dyn FnMut() -> u32>,
    theirs: Box<dyn FnMut() -> u32>,
}

fn main() {
    let rounds = 61;
    let mut comparisons =
        [table::comparison(), compiled::comparison(), batch::comparison(), json::comparison(), reason::comparison()];
    let mut times = vec![(Vec::new(), Vec::new()); comparisons.len()];
    for _ in 0..rounds {
        for (comparison, times) in comparisons.iter_mut().zip(&mut times) {
            times.0.push(time(&mut comparison.ours));
            times.1.push(time(&mut comparison.theirs));
        }
    }
    for (comparison, (ours, theirs)) in comparisons.iter().zip(times) {
        let (ours, theirs) = (median(ours), median(theirs));
        println!("{:<16} {ours:>9.2} ns, baseline {theirs:>9.2} ns", comparison.name);
        println!("ratio {} {:.2}", comparison.name, ours / theirs);
    }
    println!("compile          {:>9.0} ns a pool", compiled::compile_time());
}

/// Nanoseconds for one item.
fn time(case: &mut dyn FnMut() -> u32) -> f64 {
    let start = Instant::now();
    let items = case();
    start.elapsed().as_secs_f64() * 1e9 / f64::from(items)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
