//! How the authority is built: its units by name, level and what they belong to, from the facts about units.

use std::collections::BTreeMap;

use record::book::known_facts;
use record::words::UnitLevel;
use record::{Book, Content, Moment, UnitId};
use standing::Board;

use super::say::plain;
use crate::error::PageError;
use crate::view::{UnitKind, UnitRef};

/// The id, in an address, of the place where children stand whose team is not on record.
pub const NOT_RECORDED: &str = "not-recorded";

/// The authority's units as known at an instant.
pub struct Units {
    units: BTreeMap<UnitId, Unit>,
    authority: UnitRef,
    /// The unit that is the authority itself, where the record has one.
    whole: Option<UnitId>,
}

struct Unit {
    id: String,
    name: String,
    level: Option<UnitLevel>,
    parent: Option<UnitId>,
    has_below: bool,
}

impl Units {
    /// The units of the book, and the teams that only children's facts name.
    pub fn read(book: &Book, board: &Board, known: Moment, authority: &str) -> Units {
        let mut units: BTreeMap<UnitId, Unit> = BTreeMap::new();
        for id in book.unit_ids().chain(board.teams().flatten()) {
            let written = book.names.unit(id);
            let mut unit = Unit {
                id: written.to_owned(),
                name: String::new(),
                level: None,
                parent: board.parent(id),
                has_below: false,
            };
            for fact in known_facts(book.unit(id), known) {
                if let Content::UnitDetails { name, level, .. } = fact.content {
                    unit.name = name.map_or(unit.name, |name| book.names.text(name).to_owned());
                    unit.level = level.or(unit.level);
                }
            }
            if unit.name.is_empty() {
                unit.name = plain(written).to_owned();
            }
            units.insert(id, unit);
        }
        let parents: Vec<UnitId> = units.values().filter_map(|unit| unit.parent).collect();
        for parent in parents {
            if let Some(unit) = units.get_mut(&parent) {
                unit.has_below = true;
            }
        }
        let authority = UnitRef { id: "authority".to_owned(), name: authority.to_owned(), kind: UnitKind::Authority };
        // Where no unit is said to be the authority, the only one that belongs to nothing and that others belong to is.
        let said = units.iter().find(|(_, unit)| unit.level == Some(UnitLevel::Authority)).map(|(id, _)| *id);
        let mut tops = units.iter().filter(|(_, unit)| unit.parent.is_none() && unit.has_below).map(|(id, _)| *id);
        let only = tops.next().filter(|_| tops.next().is_none());
        let only = only.filter(|id| units.get(id).is_some_and(|unit| unit.level.is_none()));
        let whole = said.or(only);
        Units { units, authority, whole }
    }

    /// Whether the unit is among these.
    pub fn has(&self, unit: UnitId) -> bool {
        self.units.contains_key(&unit)
    }

    /// Every unit.
    pub fn all(&self) -> impl Iterator<Item = UnitId> {
        self.units.keys().copied()
    }

    /// The unit's name.
    pub fn name(&self, unit: UnitId) -> String {
        self.units.get(&unit).map_or_else(|| "a team that is not known".to_owned(), |unit| unit.name.clone())
    }

    /// What kind of unit it is: as recorded, else a district where others belong to it and a team where none does.
    pub fn kind(&self, unit: UnitId) -> UnitKind {
        if self.whole == Some(unit) {
            return UnitKind::Authority;
        }
        match self.units.get(&unit) {
            Some(Unit { level: Some(UnitLevel::Authority), .. }) => UnitKind::Authority,
            Some(Unit { level: Some(UnitLevel::Service), .. }) => UnitKind::Service,
            Some(Unit { level: Some(UnitLevel::District), .. }) => UnitKind::District,
            Some(Unit { level: Some(UnitLevel::Team), .. }) => UnitKind::Team,
            Some(Unit { has_below: true, .. }) => UnitKind::District,
            _ => UnitKind::Team,
        }
    }

    /// What the unit is on record as.
    pub fn level(&self, unit: UnitId) -> Option<UnitLevel> {
        self.units.get(&unit).and_then(|unit| unit.level)
    }

    /// The unit as a page links to it.
    pub fn linked(&self, unit: UnitId) -> UnitRef {
        match (self.kind(unit), self.units.get(&unit)) {
            (UnitKind::Authority, _) | (_, None) => self.authority.clone(),
            (kind, Some(of)) => UnitRef { id: of.id.clone(), name: of.name.clone(), kind },
        }
    }

    /// The authority as a page links to it.
    pub fn authority(&self) -> UnitRef {
        self.authority.clone()
    }

    /// A team as a page links to it; the place for children whose team is not on record where it is none.
    pub fn team(&self, team: Option<UnitId>) -> UnitRef {
        match team {
            // Children who belong to a district and to none of its teams have a tray as a team's have.
            Some(unit) => UnitRef { kind: UnitKind::Team, id: self.id(unit), name: self.name(unit) },
            None => UnitRef { id: NOT_RECORDED.to_owned(), name: "Team not recorded".to_owned(), kind: UnitKind::Team },
        }
    }

    fn id(&self, unit: UnitId) -> String {
        self.units.get(&unit).map_or_else(String::new, |unit| unit.id.clone())
    }

    /// The unit of that id, as an address has it.
    pub fn find(&self, id: &str) -> Option<UnitId> {
        self.units.iter().find(|(_, unit)| unit.id == id).map(|(id, _)| *id)
    }

    /// The team of that id, or nobody's, as an address has it.
    ///
    /// # Errors
    /// Where there is no team of that id.
    pub fn team_of_path(&self, id: &str) -> Result<Option<UnitId>, PageError> {
        match id {
            NOT_RECORDED => Ok(None),
            id => self.find(id).map(Some).ok_or(PageError::NotFound { what: "team" }),
        }
    }

    /// The units above, the authority first; the unit itself is not among them.
    pub fn above(&self, unit: Option<UnitId>, board: &Board) -> Vec<UnitRef> {
        let mut line = vec![self.authority.clone()];
        if let Some(unit) = unit {
            let above = board.ancestry(unit).into_iter().skip(1).filter(|unit| self.kind(*unit) != UnitKind::Authority);
            line.extend(above.collect::<Vec<_>>().into_iter().rev().map(|unit| self.linked(unit)));
        }
        line
    }

    /// The units that belong to that one directly; for the authority, those that belong to nothing below it.
    pub fn below(&self, unit: Option<UnitId>) -> Vec<UnitId> {
        let belongs = |of: &Unit| match unit {
            Some(unit) => of.parent == Some(unit),
            None => of
                .parent
                .is_none_or(|parent| self.kind(parent) == UnitKind::Authority || !self.units.contains_key(&parent)),
        };
        let all = self.units.iter().filter(|(id, of)| belongs(of) && self.kind(**id) != UnitKind::Authority);
        all.map(|(id, _)| *id).collect()
    }

    /// The teams of that unit to which any child ever belonged, itself among them; for the authority, all, and the
    /// place for children whose team is not on record.
    pub fn teams_within(&self, unit: Option<UnitId>, board: &Board) -> Vec<Option<UnitId>> {
        let mut teams: Vec<Option<UnitId>> = board
            .teams()
            .filter(|team| match (unit, team) {
                (None, _) => true,
                (Some(unit), Some(team)) => board.ancestry(*team).contains(&unit),
                (Some(_), None) => false,
            })
            .collect();
        teams.sort_unstable();
        teams
    }
}
