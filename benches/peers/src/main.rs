//! What one sign-in decision costs in general policy engines, compared with `cognito_mfa::resolve` on the same inputs.
//!
//! Each peer has the policy in its own language (`policies/`), written row for row from spec 10. The policies are parsed and
//! compiled before the clock starts, and so are the inputs where the peer allows it. First the program compares all answers
//! with the engine's. Then the peers take turns for some rounds. The program prints the median of nanoseconds for one
//! decision, and lines `ratio peers/NAME VALUE` with this median divided by the engine's.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml -- [ROUNDS [INPUTS]]`

#![allow(clippy::cast_precision_loss, reason = "the numbers are small")]

mod cedar;
mod cel;
mod engine;
mod input;
mod plain;
mod rego;
mod rhai;

use std::hint::black_box;
use std::time::Instant;

use cognito_mfa::sign_in::Reason;
use input::Answer;

/// How many inputs a peer decides in one turn. A short turn is seldom interrupted.
const BATCH: usize = 20;

/// A policy engine that has got all inputs beforehand.
trait Peer {
    fn name(&self) -> &'static str;

    /// The answer to the input with this number.
    fn decide(&mut self, number: usize) -> Answer;

    /// Nanoseconds for one decision of the batch with this number.
    fn time(&mut self, batch: usize) -> f64 {
        let start = Instant::now();
        for number in batch * BATCH..(batch + 1) * BATCH {
            black_box(self.decide(number));
        }
        start.elapsed().as_secs_f64() * 1e9 / BATCH as f64
    }
}

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let rounds = arguments.next().map_or(Ok(201), |rounds| rounds.parse::<usize>())?;
    let count = arguments.next().map_or(Ok(5000), |inputs| inputs.parse::<usize>())?;
    let inputs = input::inputs(count);
    let mut peers: Vec<Box<dyn Peer>> = vec![
        Box::new(engine::Engine(inputs.clone())),
        Box::new(plain::Plain::new(&inputs)),
        Box::new(cel::Cel::new(&inputs)?),
        Box::new(rhai::Rhai::new(&inputs)?),
        Box::new(rego::Rego::new(&inputs)?),
        Box::new(cedar::Cedar::new(&inputs)?),
    ];

    let mut reached: Vec<Reason> = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        let expected = peers[0].decide(number);
        reached.push(expected.reason);
        for peer in &mut peers {
            let answer = peer.decide(number);
            let expected = Answer { factors: answer.factors.and(expected.factors), ..expected };
            assert_eq!(answer, expected, "{} on {:#}", peer.name(), input.document());
        }
    }
    println!("{} peers agree with the engine on {count} inputs", peers.len() - 1);
    let missing = Reason::ALL.iter().find(|reason| !reached.contains(reason));
    assert_eq!(missing, None, "the inputs reach every row");

    let mut times = vec![Vec::new(); peers.len()];
    let batches = count / BATCH;
    for round in 0..rounds {
        for (peer, times) in peers.iter_mut().zip(&mut times) {
            // The previous batch warms up the caches that the other peers have used, with other inputs.
            peer.time(round % batches);
            times.push(peer.time((round + 1) % batches));
        }
    }
    let medians: Vec<f64> = times.into_iter().map(median).collect();
    for (peer, time) in peers.iter().zip(&medians) {
        println!("{:<14} {time:>10.1} ns a decision", peer.name());
    }
    for (peer, time) in peers.iter().zip(&medians).skip(1) {
        println!("ratio peers/{} {:.1}", peer.name(), time / medians[0]);
    }
    Ok(())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
