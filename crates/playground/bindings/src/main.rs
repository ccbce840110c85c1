//! Writes the JavaScript that calls the playground's WebAssembly.
//!
//! usage: `cognito-mfa-playground-bindings INPUT.wasm OUTPUT_DIRECTORY`

use std::env;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let (Some(input), Some(output)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: cognito-mfa-playground-bindings INPUT.wasm OUTPUT_DIRECTORY");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    // The page passes the bytes itself, since it fetches nothing.
    let written = bindgen
        .input_path(input)
        .out_name("engine")
        .web(true)
        .and_then(|bindgen| bindgen.omit_default_module_path(true).typescript(true).generate(output));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}
