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
            columns: columns(),
        },
    );
    ExitCode::from(code)
}

/// The columns of the terminal that shows the answer, or those that the surroundings ask for.
fn columns() -> Option<u16> {
    let asked = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let terminal = console::Term::stdout();
    asked.or_else(|| terminal.is_term().then(|| terminal.size_checked().map(|(_, columns)| columns)).flatten())
}
