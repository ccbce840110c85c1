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
    // The page passes the bytes itself, since it fetches nothing. Names of functions would only be of use to a debugger.
    bindgen.input_path(input).out_name("engine").omit_default_module_path(true).typescript(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    let written = bindgen.web(true).and_then(|bindgen| bindgen.generate(output));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}
