//! The command line: reads the arguments, brings clock and randomness along, and says the answers as tables for people
//! or JSON for programs. It decides nothing about a child: questions go to `standing`, files to `intake`, facts to
//! `store`.

// What runs a command in tests names this crate, from outside and, in `serve_tests`, from inside.
#[cfg(test)]
extern crate self as keyworker;

mod adopt;
mod areas;
mod arguments;
mod asked;
mod beside;
mod candidates;
#[cfg(test)]
#[path = "../tests/all/command/mod.rs"]
mod command;
mod count;
mod demo;
mod each_team;
mod explain;
mod export;
mod facts;
mod failure;
mod held;
mod holidays;
mod import;
mod import_changes;
mod import_later;
mod import_said;
mod kinds_fed;
mod lacking;
mod may_hold;
mod mend;
mod packs_below;
mod policies;
mod policy;
mod policy_asks;
mod policy_governs;
mod policy_plain;
mod policy_test;
mod propose;
mod recorded_here;
mod rejected;
mod say;
mod serve;
#[cfg(test)]
mod serve_tests;
mod stale;
mod standing;
mod story;
mod table;
mod teller;
mod teller_decisions;
mod teller_workers;
mod text;
#[cfg(test)]
mod unseen_tests;
mod verify;
#[cfg(test)]
mod versions_tests;

use std::ffi::OsString;
use std::io::Write;

use clap::Parser;
use record::Moment;

pub use failure::Failure;

/// What a command is given from outside: the clock's answer, where to write, and where randomness comes from.
pub struct Surroundings<'a> {
    /// Now.
    pub now: Moment,
    /// Answers.
    pub out: &'a mut dyn Write,
    /// Errors, warnings and progress.
    pub err: &'a mut dyn Write,
    /// Fills the bytes with randomness, for keys and salts.
    pub random: &'a mut dyn FnMut(&mut [u8]),
    /// Whether a person watches: long work then shows how far it is.
    pub progress: bool,
    /// How many columns the terminal has that shows the answer; nothing where it goes to a file or another program,
    /// which want each line whole.
    pub columns: Option<u16>,
}

impl Surroundings<'_> {
    /// Writes an answer for programs.
    fn json(&mut self, answer: &impl serde::Serialize) -> Result<(), Failure> {
        serde_json::to_writer_pretty(&mut *self.out, answer)?;
        writeln!(self.out)?;
        Ok(())
    }
}

/// The clock's answer. Nothing below the command line asks for it.
#[allow(clippy::disallowed_methods)]
pub fn now() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Moment::from_second(since.map_or(0, |since| since.as_secs() as i64))
}

/// Runs one command. The number is the exit code: 0 done; 1 done, and what was looked for is there (mistakes in a
/// policy); 2 the command line cannot be read; 3 something that it names cannot be read or written; 4 the record's
/// chain is broken.
pub fn run(args: impl IntoIterator<Item = OsString>, around: &mut Surroundings<'_>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let program = args.first().map_or_else(|| "keyworker".to_owned(), |name| name.to_string_lossy().into_owned());
    let arguments = match arguments::Arguments::try_parse_from(args) {
        Ok(arguments) => arguments,
        Err(error) => {
            let text = error.render().to_string();
            let failed = error.use_stderr();
            let _ = if failed { around.err.write_all(text.as_bytes()) } else { around.out.write_all(text.as_bytes()) };
            return if failed { 2 } else { 0 };
        }
    };
    let done = match &arguments.command {
        arguments::Command::Demo(asked) => demo::run(asked, &program, around),
        arguments::Command::Serve(asked) => serve::run(asked, around),
        arguments::Command::Import(asked) => import::run(asked, around),
        arguments::Command::Rejected(asked) => rejected::run(asked, around),
        arguments::Command::Standing(asked) => standing::run(asked, around),
        arguments::Command::Count(asked) => count::run(asked, around),
        arguments::Command::Explain(asked) => explain::run(asked, around),
        arguments::Command::RecordedHere(asked) => recorded_here::run(asked, around),
        arguments::Command::MayHold(asked) => may_hold::run(asked, around),
        arguments::Command::Candidates(asked) => candidates::run(asked, around),
        arguments::Command::Workload(asked) => candidates::workload(asked, around),
        arguments::Command::Policy(asked) => policy::run(asked, around),
        arguments::Command::Export(asked) => export::run(asked, around),
        arguments::Command::Holidays(asked) => holidays::run(asked, around),
        arguments::Command::Verify(asked) => verify::run(asked, around),
    };
    match done {
        Ok(code) => code,
        // Whoever reads our answer may have read enough: that is no error of ours.
        Err(Failure::Closed) => 0,
        Err(failure) => {
            let _ = writeln!(around.err, "keyworker: {failure}");
            if let Some(help) = failure.help() {
                let _ = writeln!(around.err, "  {help}");
            }
            failure.code()
        }
    }
}
