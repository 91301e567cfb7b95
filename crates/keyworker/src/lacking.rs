//! Columns that a file does not have: what is kept of them, and what is said where an earlier extract had them.

use intake::FileReport;
use intake::tables::{Lacking, Table};
use record::Moment;

use crate::say;

/// What stands for a file that has all of its columns: no column is named so.
const NONE: &str = "none";

/// The columns that a file does not have, as the record keeps them.
pub fn as_text(file: &FileReport) -> String {
    match file.lacking.as_slice() {
        [] => NONE.to_owned(),
        lacking => lacking.iter().map(|lacking| lacking.name()).collect::<Vec<_>>().join(","),
    }
}

/// Which columns a file does not have, and what is not known without each, in sentences that its name begins.
pub fn said(lacking: &[Lacking]) -> Option<String> {
    let each = |one: &Lacking| format!("{} ({})", one.name(), one.column.not_known);
    let (column, it) = match lacking {
        [] => return None,
        [_] => ("column", "what it says"),
        _ => ("columns", "what they say"),
    };
    let all: Vec<String> = lacking.iter().map(each).collect();
    let perhaps = Lacking::perhaps(lacking);
    Some(format!("has no {column} {}: {it} is not known.{perhaps}", all.join(", ")))
}

/// The names of the columns in what the record keeps.
pub fn of_text(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').filter(|name| *name != NONE)
}

/// That a table has lost columns, and what was done about it.
pub fn gone(table: Table, columns: &[&str], earlier: Moment) -> String {
    let (columns, are) = match columns {
        [one] => (format!("the column {one}"), "is"),
        several => (format!("the columns {}", several.join(", ")), "are"),
    };
    let earlier = say::instant(earlier);
    format!(
        "{}.csv: {columns}, which the extract taken on {earlier} had, {are} not there. Nothing of this file is taken: what it said \
         stands, and is covered until then. Put {columns} back and read the extract again; if {columns} {are} gone for good, \
         --changed correct reads the file without",
        table.spec().name
    )
}
