//! Killed in the middle: everything acknowledged is there, and nothing by halves.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use store::{Store, Writer};

use crate::made_up::{self, Dice, NOW};

const KILLS: u64 = 20;
const FILE: &str = "KEYWORKER_TEST_CRASH_FILE";
const SEED: &str = "KEYWORKER_TEST_CRASH_SEED";
const IMPORTED: u64 = 100_000;

/// Run by the test below in a process of its own; by itself it does nothing.
#[test]
fn the_process_that_is_killed() {
    let Some(path) = std::env::var_os(FILE).map(PathBuf::from) else { return };
    let seed: u64 = std::env::var(SEED).unwrap().parse().unwrap();
    let mut store = Store::open(&path).unwrap();
    let mut dice = Dice::new(seed);
    let say = |line: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n{line}").and_then(|()| out.flush()).unwrap();
    };
    if seed.is_multiple_of(4) {
        let facts = made_up::facts(IMPORTED as usize, &mut dice);
        say("importing".to_owned());
        store.import(&made_up::names(), facts, "a test", NOW, &mut |bytes| bytes.fill(1)).unwrap();
        say(format!("acknowledged {}", store.tip().position));
    }
    let mut salts = Dice::new(seed + 1);
    let writer = Writer::start(store, Box::new(move |bytes| salts.fill(bytes)), Box::new(|_| {})).unwrap();
    let handle = writer.handle();
    loop {
        let facts = made_up::facts(3, &mut dice);
        let committed = handle.submit(made_up::submission(&facts)).unwrap();
        say(format!("acknowledged {}", committed.last));
    }
}

#[test]
fn killed_in_the_middle_nothing_acknowledged_is_lost_and_nothing_is_there_by_halves() {
    let folder = tempfile::tempdir().unwrap();
    let store = made_up::new_store(&folder);
    let path = store.path().to_owned();
    drop(store);
    let mut at = 0;
    for seed in 1..=KILLS {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["crash::the_process_that_is_killed", "--exact", "--nocapture"])
            .env(FILE, &path)
            .env(SEED, seed.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        // Killed after some acknowledgements, or some time into an import.
        let mut left = 1 + seed * 7 % 23;
        let mut acknowledged = at;
        for line in &mut lines {
            let line = line.unwrap();
            if line == "importing" {
                std::thread::sleep(std::time::Duration::from_millis(seed * 17 % 150));
                break;
            }
            if let Some(position) = line.strip_prefix("acknowledged ") {
                acknowledged = position.parse().unwrap();
                left -= 1;
            }
            if left == 0 {
                break;
            }
        }
        process.kill().unwrap();
        // What it still said before it died was acknowledged too.
        for line in lines.map_while(Result::ok) {
            if let Some(position) = line.strip_prefix("acknowledged ").and_then(|position| position.parse().ok()) {
                acknowledged = position;
            }
        }
        process.wait().unwrap();
        let store = Store::open(&path).unwrap();
        let reader = store.reader().unwrap();
        let tip = store.tip().position;
        assert!(tip >= acknowledged, "acknowledged {acknowledged}, found {tip}");
        let by_import = if seed.is_multiple_of(4) && tip > at { IMPORTED } else { 0 };
        assert_eq!((tip - at - by_import) % 3, 0, "half a submission is there");
        assert_eq!(reader.verify().unwrap().facts, tip);
        assert_eq!(reader.load(2).unwrap().0.len(), tip);
        at = tip;
    }
    assert!(at > 3 * KILLS);
}
