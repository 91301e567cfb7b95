//! Definitions side by side: what each counts, and who moves between two of them.

use serde::Serialize;

use crate::view::{Certainty, ChildRef, ChildrenFilter, Count, Known, Paging, Term};

/// Definitions side by side.
#[derive(Debug, Clone, Serialize)]
pub struct DefinitionsPage {
    /// The question that every row answers, with its instant: "Of the children open at the end of Tue 30 June 2026,
    /// how many are counted as unallocated?"
    pub question: String,
    /// The kinds, the columns.
    pub kinds: Vec<KindColumn>,
    /// Open children of every kind: the denominator.
    pub open_children: Count,
    /// The definitions, the rows.
    pub rows: Vec<DefinitionRow>,
    /// The two that were chosen, compared.
    pub compared: Option<Comparison>,
}

/// A kind, as a column.
#[derive(Debug, Clone, Serialize)]
pub struct KindColumn {
    /// Which.
    pub kind: Term,
    /// Open children of that kind: the column's denominator.
    pub open_children: Count,
}

impl KindColumn {
    /// The column's open children.
    pub fn children(&self) -> ChildrenFilter {
        ChildrenFilter { kind: Some(self.kind.id.clone()), ..ChildrenFilter::default() }
    }
}

impl DefinitionsPage {
    /// Why some cells are not known, each reason once.
    pub fn not_known(&self) -> Vec<&str> {
        let cells = self.rows.iter().flat_map(|row| row.cells.iter().chain([&row.total]));
        crate::view::each_once(cells.map(Known::why_not))
    }

    /// Why of some cells it is not known how many more there are, each reason once.
    pub fn or_more(&self) -> Vec<&str> {
        crate::view::or_more(self.rows.iter().flat_map(|row| row.cells.iter().chain([&row.total])))
    }
}

/// A definition, as a row.
#[derive(Debug, Clone, Serialize)]
pub struct DefinitionRow {
    /// Which.
    pub definition: Term,
    /// What it counts, in one sentence.
    pub says: String,
    /// The clauses that it follows.
    pub clauses: Vec<String>,
    /// The count of each kind, in the order of the columns.
    pub cells: Vec<Known<Count>>,
    /// The count of all kinds.
    pub total: Known<Count>,
    /// Of how many families they are, in words, where the definition counts brothers and sisters together.
    pub families: Option<String>,
}

impl DefinitionRow {
    /// The children behind a cell; `None` for all kinds.
    pub fn children(&self, kind: Option<&KindColumn>) -> ChildrenFilter {
        ChildrenFilter {
            definition: Some(self.definition.id.clone()),
            kind: kind.map(|column| column.kind.id.clone()),
            ..ChildrenFilter::default()
        }
    }
}

/// Two definitions compared.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The first.
    pub first: Term,
    /// The second.
    pub second: Term,
    /// What the first counts.
    pub first_count: Count,
    /// What the second counts.
    pub second_count: Count,
    /// Children whom both count for certain.
    pub both: u64,
    /// How many only the first counts, or counts otherwise than the second.
    pub only_first: u64,
    /// How many only the second counts.
    pub only_second: u64,
    /// Children who are certain under one and possible under the other.
    pub differ_in_certainty: u64,
    /// Those of this page who move, those whom only the first counts first.
    pub moves: Vec<Move>,
    /// Which page.
    pub paging: Paging,
}

/// A child who moves between two definitions.
#[derive(Debug, Clone, Serialize)]
pub struct Move {
    /// Who.
    pub child: ChildRef,
    /// Which kind.
    pub kind: String,
    /// Under the first; `None` is not counted.
    pub under_first: Option<Certainty>,
    /// Under the second.
    pub under_second: Option<Certainty>,
    /// Why, in words: "In transfer since Fri 26 June 2026, which the second leaves out (CNT-01)".
    pub reason: String,
}

/// Which two definitions somebody chose, and which page of those who move.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The first and the second, by id.
    pub pair: Option<(String, String)>,
    /// Which page of those who move.
    pub page: crate::view::PageWanted,
}
