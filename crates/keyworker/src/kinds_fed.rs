//! Which files of an extract say which kind of fact.

use intake::tables::{CASEWORK_ALSO, SPECS, Spec, Table};
use record::Kind;
use web::live::ColumnLacking;

use crate::lacking::of_text;

/// The files, by name, that can say a kind of fact.
pub fn files(kind: Kind) -> Vec<String> {
    let also = |table: Table| table == Table::Casework && CASEWORK_ALSO.contains(&kind);
    let feeding = SPECS.iter().filter(|spec| spec.feeds.contains(&kind) || also(spec.table));
    feeding.map(|spec| format!("{}.csv", spec.name)).collect()
}

/// The table of that file.
fn spec_of(file: &str) -> Option<&'static Spec> {
    let name = file.to_lowercase();
    let stem = name.strip_suffix(".csv")?;
    SPECS.iter().find(|spec| spec.name == stem)
}

/// The kinds of fact of which that file, without those columns, says that there is none where it has none.
pub fn covered_by(file: &str, lacking: &str) -> Vec<Kind> {
    let Some(spec) = spec_of(file) else { return Vec::new() };
    let lacking: Vec<_> = of_text(lacking).filter_map(|name| spec.column_named(name)).collect();
    let is_silent = |kind: Kind| lacking.iter().any(|column| column.silent_of.contains(&kind));
    spec.feeds.iter().copied().filter(|kind| spec.covers_kind(*kind) && !is_silent(*kind)).collect()
}

/// What that file leaves open for want of columns, from what the record keeps of these.
pub fn lacking(file: &str, columns: &str) -> Vec<ColumnLacking> {
    let Some(spec) = spec_of(file) else { return Vec::new() };
    let column = |name: &str| {
        let column = spec.column_named(name)?;
        let kinds = column.silent_of.iter().chain(column.in_part).copied().collect();
        Some(ColumnLacking { column: name.to_owned(), not_known: column.not_known.to_owned(), kinds })
    };
    of_text(columns).filter_map(column).collect()
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
