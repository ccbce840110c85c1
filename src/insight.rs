//! What can be asked about a policy beyond its answer. Everything here calls the one decision and restates none of it.

mod change;
mod explain;

pub use change::Change;
pub use explain::{Counterfactual, Explanation, Fact, Hit, RowTrace};
