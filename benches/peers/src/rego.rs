//! regorus, an interpreter of Rego, the language of Open Policy Agent.
//!
//! A decision passes the input (shared, not copied), runs the compiled policy on the virtual machine, which is the fastest
//! way that regorus has, and reads the answer.

use std::sync::Arc;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::RegoVM;
use regorus::{Engine, Value};

use crate::Peer;
use crate::input::{Answer, Input};

pub(crate) struct Rego {
    machine: RegoVM,
    documents: Vec<Value>,
}

impl Rego {
    pub(crate) fn new(inputs: &[Input]) -> anyhow::Result<Self> {
        let rule = "data.sign_in.decision";
        let mut engine = Engine::new();
        engine.add_policy("sign_in.rego".to_owned(), include_str!("../policies/sign_in.rego").to_owned())?;
        let policy = engine.compile_with_entrypoint(&rule.into())?;
        let program = Compiler::compile_from_policy(&policy, &[rule])?;
        let mut machine = RegoVM::new();
        machine.load_program(Arc::clone(&program));
        let document = |input: &Input| Value::from_json_str(&input.document().to_string());
        Ok(Self { machine, documents: inputs.iter().map(document).collect::<Result<_, _>>()? })
    }
}

impl Peer for Rego {
    fn name(&self) -> &'static str {
        "regorus"
    }

    fn decide(&mut self, number: usize) -> Answer {
        self.machine.set_input(self.documents[number].clone());
        let decision = self.machine.execute().expect("a decision");
        let reason = decision["reason"].as_string().expect("a reason").clone();
        let factors = &decision["factors"];
        let names: Vec<&Value> = match (factors.as_set(), factors.as_array()) {
            (Ok(set), _) => set.iter().collect(),
            (_, Ok(array)) => array.iter().collect(),
            _ => Vec::new(),
        };
        Answer::named(&reason, names.into_iter().map(|name| name.as_string().expect("a name").as_ref()))
    }
}
