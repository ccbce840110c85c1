//! `json/parse`: a full `SetUserPoolMfaConfig`, from its text to the next pool, compared with `serde_json` parsing the same
//! text into plain owned structs.

use std::hint::black_box;

use crate::Comparison;
use crate::request::{applied, parsed, pool};

pub(crate) fn comparison() -> Comparison {
    let pool = pool();
    Comparison {
        name: "json/parse",
        ours: Box::new(move || {
            for _ in 0..1000 {
                black_box(&applied(&pool));
            }
            1000
        }),
        theirs: Box::new(|| {
            for _ in 0..1000 {
                black_box(&parsed());
            }
            1000
        }),
    }
}
