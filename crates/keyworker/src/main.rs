//! The `keyworker` command. Everything it does is in the library beside it, where tests call it the same way.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut random = |bytes: &mut [u8]| getrandom::fill(bytes).expect("the system's random source answers");
    let code = keyworker::run(
        std::env::args_os(),
        &mut keyworker::Surroundings {
            // The one place where the clock is read for a question; from here on time is an argument.
            now: keyworker::now(),
            out: &mut std::io::stdout().lock(),
            err: &mut std::io::stderr(),
            random: &mut random,
            progress: true,
        },
    );
    ExitCode::from(code)
}
