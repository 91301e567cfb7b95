//! The generator's dirty extract: every damage in its ledger is accounted for.

use intake::Outcome;
use synth::dirty::Damage;

use super::*;

#[test]
fn every_damaged_row_is_accounted_for() {
    let (clean, dirty) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let plan = synth::Plan { open_children: 150, districts: 1, teams: 3, ..synth::Plan::default() };
    synth::write_extract(&plan, clean.path(), &mut |_, _, _| ()).unwrap();
    for seed in 1..4 {
        let ledger = synth::dirty::make(clean.path(), dirty.path(), seed).unwrap();
        let extract = read_folder(dirty.path(), &options(SYNTH_SITE)).unwrap();
        let report = extract.reconciliation();
        for file in &report.files {
            assert!(file.counts.adds_up(), "{file:?}");
        }
        let mut not_kept = Vec::new();
        for entry in &ledger.entries {
            let file = report.files.iter().find(|file| file.name == entry.file).unwrap();
            let Some(row) = entry.row else {
                let problem = file.problem.clone().unwrap_or_default();
                match entry.damage {
                    Damage::SwappedIds | Damage::SwappedDates => {
                        assert!(problem.contains("swapped (as in row") && file.counts.used == 0, "{file:?}");
                    }
                    Damage::MonthFirstColumn => {
                        assert!(file.warnings.len() == 1 && file.warnings[0].contains("month first"), "{file:?}");
                    }
                    Damage::ReturnsForNewlines => assert!(file.counts.used > 10 && problem.is_empty(), "{file:?}"),
                    _ => {}
                }
                continue;
            };
            let was_read = file.counts.read > 0;
            let kept = extract.rejected().iter().any(|kept| *kept.file == *entry.file && u64::from(kept.row) == row);
            let noticed = |what: &str| file.notices.iter().any(|notice| notice.what.contains(what));
            let accounted = match entry.damage {
                // Legal, and read as what they say; the day comes first here.
                Damage::UkDate | Damage::OverlappingInvolvement | Damage::NeverEndingInvolvement => true,
                Damage::OpenWrittenAs1900 => noticed("still open"),
                Damage::NotAvailable | Damage::BlankWorker | Damage::MinusOneWorker => {
                    noticed("no worker that can be read")
                }
                Damage::UnknownWorker => noticed("no row in ssd_professionals"),
                Damage::NonBreakingSpace => kept || noticed("stray spaces"),
                Damage::DuplicateIdentical => file.counts.repeated > 0,
                // Read for what they are: old letters, and rows behind a quote that is not closed.
                Damage::Windows1252 => file.encoding == intake::Encoding::Windows1252,
                Damage::UnclosedQuote if entry.usable == synth::dirty::Usable::IfRecovered => true,
                _ => kept,
            };
            // A row of a file that nothing is taken from is none of ours.
            if was_read && !accounted {
                not_kept.push((entry.damage, &entry.file, row, &entry.column, &entry.before, &entry.after));
            }
        }
        assert!(not_kept.is_empty(), "seed {seed}: {not_kept:#?}");
        let outcomes: std::collections::HashSet<Outcome> = extract.rejected().iter().map(|kept| kept.outcome).collect();
        assert!(outcomes.contains(&Outcome::Rejected) && outcomes.contains(&Outcome::InPart), "{outcomes:?}");
    }
}
