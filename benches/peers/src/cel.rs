//! cel, an interpreter of the Common Expression Language.
//!
//! A decision evaluates the expressions one after another, stores each result under its name, and reads the answer. The
//! context with the input is made before the clock starts.

use std::sync::Arc;

use cel::{Context, Env, Program, Value};

use crate::Peer;
use crate::input::{Answer, Input};

pub(crate) struct Cel {
    variables: Vec<(&'static str, Program)>,
    contexts: Vec<Context<'static, 'static>>,
}

impl Cel {
    pub(crate) fn new(inputs: &[Input]) -> anyhow::Result<Self> {
        let environment = Arc::new(Env::stdlib());
        let blocks = include_str!("../policies/sign_in.cel").split("\n\n").filter_map(|block| block.split_once(":="));
        let name = |left: &'static str| left.lines().last().unwrap_or_default().trim();
        let compiled = blocks.map(|(left, source)| Ok((name(left), environment.compile(source)?)));
        let variables = compiled.collect::<anyhow::Result<_>>()?;
        let context = |input: &Input| {
            let mut context = Context::with_env(Arc::clone(&environment));
            for (name, value) in input.document().as_object().into_iter().flatten() {
                context.add_variable_from_value(name, cel::to_value(value)?);
            }
            Ok(context)
        };
        Ok(Self { variables, contexts: inputs.iter().map(context).collect::<anyhow::Result<_>>()? })
    }
}

impl Peer for Cel {
    fn name(&self) -> &'static str {
        "cel"
    }

    fn decide(&mut self, number: usize) -> Answer {
        let mut scope = self.contexts[number].new_inner_scope();
        let mut decision = Value::Null;
        for (name, program) in &self.variables {
            decision = program.execute(&scope).expect("a value");
            scope.add_variable_from_value(*name, decision.clone());
        }
        let Value::List(words) = decision else { panic!("the decision is a list") };
        let mut words = words.iter().map(|word| {
            let Value::String(word) = word else { panic!("the decision is a list of strings") };
            word.as_str()
        });
        Answer::named(words.next().expect("a reason"), words)
    }
}
