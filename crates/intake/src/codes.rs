//! Codes of columns from which nothing is taken: one that nobody published is said all the same, and changes nothing.

use crate::block::Reader;
use crate::tables::{OWN, Table};
use crate::text::{self, folded};

/// A published code, and what it stands for.
type Code = (&'static str, &'static str);

/// Primary need, as the Children in Need census has it.
const NEEDS: &[Code] = &[
    ("N0", "not stated"),
    ("N1", "abuse or neglect"),
    ("N2", "child's disability"),
    ("N3", "parental disability or illness"),
    ("N4", "family in acute stress"),
    ("N5", "family dysfunction"),
    ("N6", "socially unacceptable behaviour"),
    ("N7", "low income"),
    ("N8", "absent parenting"),
    ("N9", "cases other than children in need"),
];

/// Category of abuse, likewise.
const CATEGORIES: &[Code] = &[
    ("NEG", "neglect"),
    ("PHY", "physical abuse"),
    ("SAB", "sexual abuse"),
    ("EMO", "emotional abuse"),
    ("MUL", "multiple/not recommended"),
];

/// Says which codes of the row nobody published, in the columns from which nothing is taken.
pub(crate) fn note_unknown(reader: &mut Reader<'_, '_>) {
    let (places, codes): (&[usize], _) = match reader.sheet.spec.table {
        Table::CinEpisodes => (&[OWN + 4], NEEDS),
        Table::ClaEpisodes => (&[OWN + 2], NEEDS),
        Table::CpPlans => (&[OWN + 1, OWN + 2], CATEGORIES),
        _ => return,
    };
    for place in places {
        let cell = reader.cell(*place);
        if !cell.is_empty() && !is_among(cell, codes) {
            let known: Vec<&str> = codes.iter().map(|(code, _)| *code).collect();
            let reason = format!("unknown code: write one of {}. Nothing is taken from this column", known.join(", "));
            reader.mention(*place, cell, reason);
        }
    }
}

/// Whether that is one of the codes, what one stands for, or both.
fn is_among(cell: &[u8], codes: &[Code]) -> bool {
    // Nearly every cell is the code itself.
    if codes.iter().any(|(code, _)| cell.eq_ignore_ascii_case(code.as_bytes())) {
        return true;
    }
    let said = folded(&text::decode(cell));
    // Ofsted's lists number their words: 'a) Neglect'.
    let said = said.split_once(") ").map_or(said.as_str(), |(_, words)| words);
    codes.iter().any(|(code, words)| {
        let rest = said.strip_prefix(&*folded(code)).filter(|rest| !rest.starts_with(char::is_alphanumeric));
        rest.is_some() || said == *words
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_by_themselves_and_by_what_they_stand_for() {
        let known =
            [("N1", NEEDS), ("n9", NEEDS), ("N1 - Abuse, neglect and exploitation", NEEDS), ("NEG", CATEGORIES)];
        let more = [("a) Neglect", CATEGORIES), ("Physical  Abuse", CATEGORIES), ("MUL: several", CATEGORIES)];
        for (cell, codes) in known.into_iter().chain(more) {
            assert!(is_among(cell.as_bytes(), codes), "{cell}");
        }
        for (cell, codes) in [("N77", NEEDS), ("N10", NEEDS), ("PSRMEM", NEEDS), ("NEGLIGENT", CATEGORIES)] {
            assert!(!is_among(cell.as_bytes(), codes), "{cell}");
        }
    }
}
