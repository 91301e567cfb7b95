//! The units of an authority: what each is, what it belongs to, and which pack governs it from when on.

use record::book::known_facts;
use record::words::UnitLevel;
use record::{ActorId, Book, Content, Moment, UnitId};
use rustc_hash::FxHashMap;

use crate::world::{ancestry, parents};

/// The units, as known at one instant.
#[derive(Clone, Debug, Default)]
pub struct Units {
    levels: FxHashMap<UnitId, UnitLevel>,
    parents: FxHashMap<UnitId, UnitId>,
    /// The units by their ids in the record, with their source before them and without.
    called: FxHashMap<String, Vec<UnitId>>,
    /// Every adoption on record, in the order of their first instants.
    adoptions: Vec<Adoption>,
}

/// A pack that governs a unit and those below it, until another is adopted there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// The first instant.
    pub from: Moment,
    /// The unit that adopted it; all units where there is none.
    pub unit: Option<UnitId>,
    /// The pack's id.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// Who decided it.
    pub by: ActorId,
}

impl Units {
    /// What that unit is, where the record says.
    pub fn level(&self, unit: UnitId) -> Option<UnitLevel> {
        self.levels.get(&unit).copied()
    }

    /// What the book says of units as known at `known`.
    pub fn read(book: &Book, known: Moment) -> Units {
        let mut units = Units { parents: parents(book, known), ..Units::default() };
        // A unit of which nothing is told but its name can have a case.
        for unit in (0..book.names.units.len()).map(UnitId::from_index) {
            let name = book.names.unit(unit);
            let plain = name.split_once(':').map(|(_, plain)| plain);
            for name in std::iter::once(name).chain(plain) {
                units.called.entry(name.to_owned()).or_default().push(unit);
            }
        }
        for unit in book.unit_ids() {
            for fact in known_facts(book.unit(unit), known) {
                if let Content::UnitDetails { level: Some(level), .. } = fact.content {
                    units.levels.insert(unit, level);
                }
            }
        }
        for fact in known_facts(book.record(), known) {
            if let Content::PackAdopted { pack, version, unit, .. } = fact.content {
                let from = fact.when.as_start().unwrap_or(Moment::MIN);
                let (pack, version) = (book.names.text(pack).to_owned(), book.names.text(version).to_owned());
                units.adoptions.push(Adoption { from, unit, pack, version, by: fact.by });
            }
        }
        units.adoptions.sort_by_key(|adoption| adoption.from);
        units
    }

    /// Whether any pack was ever adopted: where none was, every pack that is asked governs everybody.
    pub fn any_adopted(&self) -> bool {
        !self.adoptions.is_empty()
    }

    /// The ids of the packs that any unit ever adopted, in the order of the adoptions; one that was adopted often stands
    /// there as often.
    pub fn packs_ever_adopted(&self) -> impl Iterator<Item = &str> {
        self.adoptions.iter().map(|adoption| adoption.pack.as_str())
    }

    /// The adoptions that hold at that instant: the newest of each unit, and of all.
    pub fn adopted_by(&self, at: Moment) -> impl Iterator<Item = &Adoption> {
        let begun = move |one: &&Adoption| one.from <= at;
        let follows = move |place: usize, unit: Option<UnitId>| {
            self.adoptions[place + 1..].iter().filter(begun).any(|other| other.unit == unit)
        };
        let each = self.adoptions.iter().enumerate().filter(move |(_, one)| begun(one));
        each.filter(move |(place, one)| !follows(*place, one.unit)).map(|(_, one)| one)
    }

    /// The instants at which any unit adopted a pack, in order.
    pub fn adopted_at(&self) -> impl Iterator<Item = Moment> {
        self.adoptions.iter().map(|adoption| adoption.from)
    }

    /// The unit and all that it belongs to, itself first.
    pub fn line(&self, unit: UnitId) -> Vec<UnitId> {
        ancestry(unit, &self.parents)
    }

    /// The district that the unit belongs to, where one is recorded.
    pub fn district(&self, unit: UnitId) -> Option<UnitId> {
        ancestry(unit, &self.parents).into_iter().find(|one| self.levels.get(one) == Some(&UnitLevel::District))
    }

    /// The units of that id, as the record has it, with the source before it or without.
    pub fn called(&self, id: &str) -> &[UnitId] {
        self.called.get(id).map_or(&[], Vec::as_slice)
    }

    /// The units of that level, in the order of their ids.
    pub fn of_level(&self, level: UnitLevel) -> Vec<UnitId> {
        let mut found: Vec<UnitId> =
            self.levels.iter().filter(|(_, of)| **of == level).map(|(unit, _)| *unit).collect();
        found.sort_unstable();
        found
    }

    /// Whether of any unit nothing says of which level it is.
    pub fn any_without_level(&self) -> bool {
        self.called.values().flatten().any(|unit| !self.levels.contains_key(unit))
    }

    /// Whether the unit is that other one or belongs to it.
    pub fn belongs_to(&self, unit: UnitId, other: UnitId) -> bool {
        ancestry(unit, &self.parents).contains(&other)
    }

    /// The pack and its version that govern that team at that instant: of the nearest unit above it that adopted any,
    /// the newest. Nothing where none does.
    pub fn governing(&self, team: Option<UnitId>, at: Moment) -> Option<(&str, &str)> {
        self.adoption(team, at).map(|adoption| (adoption.pack.as_str(), adoption.version.as_str()))
    }

    /// The adoption by which it is so.
    pub fn adoption(&self, team: Option<UnitId>, at: Moment) -> Option<&Adoption> {
        let line = team.map_or_else(Vec::new, |team| ancestry(team, &self.parents));
        let nearest = line.into_iter().map(Some).chain([None]);
        let newest = |unit: Option<UnitId>| {
            self.adoptions.iter().rev().find(|adoption| adoption.unit == unit && adoption.from <= at)
        };
        nearest.filter_map(newest).next()
    }

    /// The other adoptions for the same unit from the same instant on, of other packs or versions.
    pub fn set_aside<'a>(&'a self, by: &'a Adoption) -> impl Iterator<Item = &'a Adoption> {
        let same = |other: &&Adoption| (other.from, other.unit) == (by.from, by.unit);
        let is_other = |other: &&Adoption| (&other.pack, &other.version) != (&by.pack, &by.version);
        self.adoptions.iter().filter(same).filter(is_other)
    }
}
