//! The order of a run, and what it keeps of the server's state.

use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

use cognito_mfa_conform::{Codes, Endpoint, Suite, SuiteReport, VectorFile};
use serde_json::json;

use crate::http::{json, serve};

const READ: &str = r#"{"op":"GetUserPoolMfaConfig","input":{"UserPoolId":"local_99"},"expect":{"error":{}}}"#;
const UNEXPECTED: &str = r#"{"op":"DescribeUserPool","input":{"UserPoolId":"local_99"}}"#;

/// Runs two files on a server that is slow for the first one. Returns the report, and the numbers of finished files.
fn run(jobs: usize) -> (SuiteReport, Vec<usize>) {
    let url = serve(|request, stream| {
        if request.operation == "DescribeUserPool" {
            thread::sleep(Duration::from_millis(300));
        }
        json(stream, 400, &json!({"__type": "ResourceNotFoundException"}));
    });
    let endpoint = Endpoint::new(&url).unwrap();
    let stop = AtomicBool::new(false);
    let files = [
        VectorFile::read("slow.jsonl", [UNEXPECTED, READ].join("\n").as_bytes()),
        VectorFile::read("fast.jsonl", READ.as_bytes()),
    ];
    let finished = Mutex::new(Vec::new());
    let suite = Suite::new(&endpoint, &stop).with_jobs(jobs).with_codes(Codes::None);
    let report = suite.run(&files, |number| finished.lock().unwrap().push(number));
    (report, finished.into_inner().unwrap())
}

#[test]
fn results_are_in_the_order_of_the_files() {
    for jobs in [0, 1, 2] {
        let (report, mut finished) = run(jobs);
        let files: Vec<_> = report.lines.iter().map(|line| line.file.as_str()).collect();
        finished.sort_unstable();
        assert_eq!((files, finished), (vec!["slow.jsonl", "fast.jsonl"], vec![1, 2]), "{jobs} jobs");
    }
}

#[test]
fn a_line_has_the_calls_of_the_lines_before_it_that_expect_nothing() {
    let (report, _) = run(2);
    let operations: Vec<_> = report.lines[0].calls.iter().map(|call| call.operation.as_str()).collect();
    assert_eq!(operations, ["DescribeUserPool", "GetUserPoolMfaConfig"]);
}
