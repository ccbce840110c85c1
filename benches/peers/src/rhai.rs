//! rhai, an embedded scripting language.
//!
//! A decision runs the compiled script and reads the answer. The scope with the input is made before the clock starts, and
//! reset after each run.

use rhai::{AST, Array, Engine, ImmutableString, Scope};

use crate::Peer;
use crate::input::{Answer, Input};

pub(crate) struct Rhai {
    engine: Engine,
    script: AST,
    scopes: Vec<Scope<'static>>,
}

impl Rhai {
    pub(crate) fn new(inputs: &[Input]) -> anyhow::Result<Self> {
        let engine = Engine::new();
        let script = engine.compile(include_str!("../policies/sign_in.rhai"))?;
        let scope = |input: &Input| {
            let mut scope = Scope::new();
            for (name, value) in input.document().as_object().into_iter().flatten() {
                let value = rhai::serde::to_dynamic(value).map_err(|error| anyhow::Error::msg(error.to_string()))?;
                scope.push_dynamic(name.clone(), value);
            }
            Ok(scope)
        };
        Ok(Self { scopes: inputs.iter().map(scope).collect::<anyhow::Result<_>>()?, engine, script })
    }
}

impl Peer for Rhai {
    fn name(&self) -> &'static str {
        "rhai"
    }

    fn decide(&mut self, number: usize) -> Answer {
        let scope = &mut self.scopes[number];
        let length = scope.len();
        let words: Array = self.engine.eval_ast_with_scope(scope, &self.script).expect("a decision");
        scope.rewind(length);
        let words: Vec<_> = words.into_iter().map(|word| word.into_immutable_string().expect("a string")).collect();
        let mut words = words.iter().map(ImmutableString::as_str);
        Answer::named(words.next().expect("a reason"), words)
    }
}
