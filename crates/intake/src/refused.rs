//! The rows of a file that is not used as a whole: each is kept with the file's reason, like any other that is not used.

use std::path::Path;

use crate::block::kept_line;
use crate::records;
use crate::report::{FileReport, FileUse, Outcome, Rejected};
use crate::run::Collected;
use crate::source::rows_of;
use crate::tables::{Header, PERSON, Spec};
use crate::text;

/// Keeps the rows of each file of that folder that is a table and is not used, as far as there is room behind those of the
/// files that are. A file that cannot be read again has said so.
pub(crate) fn keep(all: &mut Collected<'_>, folder: &Path, reports: &[FileReport], source: &str, block_bytes: usize) {
    for report in reports {
        let (FileUse::Unusable(table), Some(problem)) = (report.used_as, &report.problem) else { continue };
        if report.counts.read == 0 {
            continue;
        }
        let (people, bin) = (&all.people, &mut all.bin);
        let whose = Whose::of(table.spec(), &report.header);
        let file = std::sync::Arc::<str>::from(&*report.name);
        let _ = rows_of(&folder.join(&report.name), block_bytes, &mut |row, offset, bytes| {
            let is_known = |cell: &[u8]| people.find(cell).is_some();
            bin.take(Rejected {
                file: file.clone(),
                row,
                offset,
                column: "",
                value: String::new(),
                reason: format!("the whole file is not used: {problem}"),
                outcome: Outcome::Unknown,
                line: kept_line(bytes, 0, bytes.len()),
                was: None,
                child: whose.child(bytes, &is_known).map(|id| format!("{source}:{id}")),
            });
        });
    }
}

/// Whose a row is, so that it goes with its child. Its cells are not where they should be, so a known child in any of them
/// goes before what stands in the child's column.
struct Whose {
    separator: u8,
    column: Option<usize>,
}

impl Whose {
    fn of(spec: &'static Spec, header: &str) -> Whose {
        let separator =
            *b";\t|".iter().find(|byte| !header.contains(',') && header.as_bytes().contains(byte)).unwrap_or(&b',');
        let names: Vec<String> =
            header.split(char::from(separator)).map(|name| text::tidy(name.as_bytes()).into_owned()).collect();
        let column = Header::of(spec, &names).column(PERSON).filter(|_| spec.is_about_children());
        Whose { separator, column }
    }

    fn child(&self, line: &[u8], is_known: &dyn Fn(&[u8]) -> bool) -> Option<String> {
        let plain: Vec<u8> = line.iter().map(|byte| if *byte == self.separator { b',' } else { *byte }).collect();
        let (mut cells, mut ends) = (Vec::new(), Vec::new());
        records::unquote(&plain, &mut cells, &mut ends);
        let cells = records::Cells { bytes: &cells, start: 0, ends: &ends };
        let cell = |column: usize| text::trim(cells.get(column));
        let own = self.column.map(cell).filter(|cell| !cell.is_empty());
        let known = own.filter(|cell| is_known(cell)).or_else(|| (0..ends.len()).map(cell).find(|cell| is_known(cell)));
        known.or(own).map(|cell| text::bounded(cell, 200))
    }
}
