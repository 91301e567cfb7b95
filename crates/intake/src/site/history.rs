//! From when on an extract holds history, where the site file says so: of all, of one file, or of one kind of record of the
//! casework file.

use std::collections::BTreeMap;

use record::Day;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::unlisted;
use crate::casework::CaseworkKind;
use crate::coverage;
use crate::tables::{SPECS, Table};
use crate::text::folded;

/// What the site file says of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    all: Option<Day>,
    of: BTreeMap<HistoryOf, Day>,
}

/// What has a history of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum HistoryOf {
    Table(Table),
    Casework(CaseworkKind),
}

/// `[history-of]`, as it is written.
#[derive(Deserialize, Default)]
#[serde(transparent)]
pub(super) struct Written(BTreeMap<HistoryOf, WrittenDay>);

struct WrittenDay(Day);

impl History {
    pub(super) fn of(all: Option<Day>, own: Written) -> History {
        History { all, of: own.0.into_iter().map(|(of, day)| (of, day.0)).collect() }
    }

    /// From when on that file holds everything, where the site file says so.
    pub fn of_table(&self, table: Table) -> Option<Day> {
        self.of.get(&HistoryOf::Table(table)).copied().or(self.all)
    }

    /// From when on the casework file holds everything of that kind, where the site file says so of it alone.
    pub fn of_casework(&self, kind: CaseworkKind) -> Option<Day> {
        self.of.get(&HistoryOf::Casework(kind)).copied()
    }
}

impl<'de> Deserialize<'de> for HistoryOf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let name = folded(&text);
        let name = name.strip_suffix(".csv").unwrap_or(&name);
        let tables = SPECS.iter().filter(|spec| coverage::has_beginning(spec.table));
        let tables = tables.map(|spec| (spec.name, HistoryOf::Table(spec.table)));
        let kinds = CaseworkKind::ALL.iter().zip(CaseworkKind::NAMES).filter(|(kind, _)| coverage::is_covered(**kind));
        let all: Vec<_> = tables.chain(kinds.map(|(kind, name)| (*name, HistoryOf::Casework(*kind)))).collect();
        let found = all.iter().find(|(known, _)| *known == name).map(|(_, of)| *of);
        let names = || all.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        found.ok_or_else(|| D::Error::custom(unlisted(&text, &names())))
    }
}

impl<'de> Deserialize<'de> for WrittenDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::written_day(deserializer).map(WrittenDay)
    }
}
