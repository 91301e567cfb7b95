//! Runs a command as the program does, at a chosen instant and with chosen randomness.

use record::Moment;

/// The exit code, the answer and the errors of `keyworker` with those arguments.
#[allow(dead_code, reason = "some tests only ask in a terminal")]
pub fn run(args: &[&str], now: Moment) -> (u8, String, String) {
    run_in(None, args, now)
}

/// The same in a terminal of so many columns.
pub fn run_in(columns: Option<u16>, args: &[&str], now: Moment) -> (u8, String, String) {
    let (mut out, mut err, mut dice) = (Vec::new(), Vec::new(), 0u8);
    let around = &mut keyworker::Surroundings {
        now,
        out: &mut out,
        err: &mut err,
        random: &mut |bytes| {
            for byte in bytes {
                dice = dice.wrapping_mul(29).wrapping_add(17);
                *byte = dice;
            }
        },
        progress: false,
        columns,
    };
    let code = keyworker::run(std::iter::once("keyworker").chain(args.iter().copied()).map(Into::into), around);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}
