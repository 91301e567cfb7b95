//! Which files of an extract say which kind of fact.

use intake::tables::{CASEWORK_ALSO, SPECS, Table};
use record::Kind;

/// The files, by name, that can say a kind of fact.
pub fn files(kind: Kind) -> Vec<String> {
    let also = |table: Table| table == Table::Casework && CASEWORK_ALSO.contains(&kind);
    let feeding = SPECS.iter().filter(|spec| spec.feeds.contains(&kind) || also(spec.table));
    feeding.map(|spec| format!("{}.csv", spec.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::files;

    #[test]
    fn advice_names_no_file_that_could_not_say_it() {
        let (mut named, mut nowhere) = (0, 0);
        for kind in record::Kind::ALL.iter().copied() {
            let (files, advice) = (files(kind), web::live::would_buy(kind, 1, &files(kind)));
            for word in advice.split(|letter: char| !(letter.is_alphanumeric() || "._".contains(letter))) {
                if word.ends_with(".csv") {
                    named += 1;
                    assert!(files.iter().any(|file| file == word), "{}: {advice}", kind.name());
                }
            }
            if files.is_empty() {
                nowhere += 1;
                assert!(advice.contains("import --facts"), "{}: {advice}", kind.name());
            }
        }
        assert!(named > 30 && nowhere > 10, "{named} files named, {nowhere} kinds in none");
    }
}
