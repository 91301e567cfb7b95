//! The units of the authority, the team that owns a child's case, and which pack governs it ("Teams and units", adoption).

use record::words::{Role, TransferSide, UnitLevel};
use record::{Content, Day, Fact, Kind, Moment, Ref, TextId, UnitId};

use super::definitions::Definition;
use super::history::{PACKS, pack_text, version_text};
use super::world::World;

impl World<'_> {
    /// What the newest word on that unit says it is, and what it belongs to.
    fn unit(&self, unit: UnitId) -> (Option<UnitLevel>, Option<UnitId>) {
        let of = self.units.iter().find(|(id, _)| *id == unit);
        let (mut level, mut parent) = (None, None);
        for fact in of.map_or(&[][..], |(_, facts)| facts) {
            if let Content::UnitDetails { level: says, parent: above, .. } = fact.content {
                level = says.or(level);
                parent = above.or(parent);
            }
        }
        (level, parent)
    }

    /// The unit and everything above it, itself first.
    pub fn above(&self, unit: UnitId) -> Vec<UnitId> {
        let mut all = vec![unit];
        while let Some(parent) = self.unit(all[all.len() - 1]).1.filter(|parent| !all.contains(parent)) {
            all.push(parent);
        }
        all
    }

    /// The district to which the unit belongs.
    pub fn district(&self, unit: UnitId) -> Option<UnitId> {
        self.above(unit).into_iter().find(|unit| self.unit(*unit).0 == Some(UnitLevel::District))
    }

    /// Every unit of that level.
    pub fn of_level(&self, level: UnitLevel) -> Vec<UnitId> {
        self.units.iter().map(|(id, _)| *id).filter(|unit| self.unit(*unit).0 == Some(level)).collect()
    }

    /// The team that owns the case: the one last named by a referral, a lead's or key worker's start or acceptance, a team's
    /// holding or a transfer that both sides have signed. Before the first of them nobody said whose it was.
    pub fn named_owner(&self, at: Moment) -> Option<UnitId> {
        self.owners().into_iter().rev().find(|(from, _)| *from <= at).map(|(_, team)| team)
    }

    /// The same; before the first that was named, that first one, so that no duty is lost.
    pub fn owner(&self, at: Moment) -> Option<UnitId> {
        self.named_owner(at).or(self.owners().first().map(|(_, team)| *team))
    }

    /// Leaves out what is covered for a unit that the child's last team is not, nor belongs to.
    pub fn keep_own_coverage(&mut self) {
        let last = self.owners().last().map(|(_, team)| *team);
        let line = last.map_or_else(Vec::new, |team| self.above(team));
        self.record.retain(|fact| match fact.content {
            Content::Coverage { unit: Some(unit), .. } => line.contains(&unit),
            _ => true,
        });
    }

    fn owners(&self) -> Vec<(Moment, UnitId)> {
        // A referral without a date is taken as the first; of anything else without one nobody knows when it was.
        let from = |fact: &Fact| match fact.content.kind() {
            Kind::ReferralReceived => Some(fact.when.as_start().unwrap_or(Moment::MIN)),
            _ => fact.when.as_start(),
        };
        let over = |fact: &Fact| matches!(fact.content, Content::TransferEnded {} | Content::CaseClosed { .. });
        let word = |fact: &Fact| {
            if over(fact) {
                return Some((fact.when.as_end()?, Word::Over));
            }
            let word = match fact.content {
                Content::TransferSigned { to: Some(to), side } => Word::Signed(side, to),
                _ => Word::Named(self.names_owner(fact)?),
            };
            Some((from(fact)?, word))
        };
        let mut words: Vec<(Moment, Word)> = self.child.iter().filter_map(|fact| word(fact)).collect();
        // Of two at one instant the last appended is the newest: the sort keeps their order.
        words.sort_by_key(|(from, _)| *from);
        (0..words.len()).filter_map(|place| Some((words[place].0, owner_by(&words, place)?))).collect()
    }

    /// When the last transfer was over before that instant: both sides' signatures or anything else gave the case to another
    /// team, it was ended, or the case was closed.
    pub fn transfer_over(&self, at: Moment) -> Option<Moment> {
        let owners = self.owners();
        let moves = (1..owners.len()).filter(|place| owners[*place].1 != owners[*place - 1].1);
        let ends = self
            .child
            .iter()
            .filter(|fact| matches!(fact.content, Content::TransferEnded {} | Content::CaseClosed { .. }));
        let ends = ends.filter_map(|fact| fact.when.as_end());
        moves.map(|place| owners[place].0).chain(ends).filter(|over| *over < at).max()
    }

    fn names_owner(&self, fact: &Fact) -> Option<UnitId> {
        match fact.content {
            Content::ReferralReceived { team, .. } | Content::TeamHeld { team } => team,
            Content::TeamChanged { team } => Some(team),
            Content::AllocationAccepted { involvement } => self.accepted_for(involvement),
            // Where it was accepted at another time, that is when the team came to own it.
            Content::InvolvementStarted { involvement, role: Role::Lead | Role::KeyWorker, team, .. } => {
                let own = |other: &&Fact| matches!(other.content, Content::AllocationAccepted { involvement: of } if of == involvement);
                if self.child.iter().copied().any(|other| own(&other)) { None } else { team }
            }
            _ => None,
        }
    }

    /// The team of the lead or key worker who accepted that.
    fn accepted_for(&self, accepted: Ref) -> Option<UnitId> {
        let mut teams = self.child.iter().rev().filter_map(|fact| match fact.content {
            Content::AllocationOffered { involvement, role: Role::Lead | Role::KeyWorker, team, .. }
            | Content::InvolvementStarted { involvement, role: Role::Lead | Role::KeyWorker, team, .. }
                if involvement == accepted =>
            {
                team
            }
            _ => None,
        });
        teams.next()
    }

    /// Whether that pack governs the team that owns the case. Where none was ever adopted, every pack does.
    pub fn governs(&self, pack: &str, at: Moment) -> bool {
        self.governs_team(pack, self.owner(at), at)
    }

    /// Whether it governs that team.
    pub fn governs_team(&self, pack: &str, team: Option<UnitId>, at: Moment) -> bool {
        if let Some(versions) = self.versions.filter(|_| pack == PACKS[0].0) {
            // Each version governs only on its own days, and only where it is the one that was adopted.
            let (first, second) = versions.in_force(at.day());
            let adopted = self.adopted_for(team, at);
            let is = |version: usize| adopted == Some((pack_text(0), version_text(version)));
            return if self.adoptions().is_empty() {
                first || second
            } else {
                first && is(0) || second && is(PACKS.len())
            };
        }
        if !self.adoptions().is_empty() {
            let adopted = named(pack).is_some_and(|of| self.adopted_for(team, at) == Some(of));
            return adopted && at.day() >= first_day(pack);
        }
        // Of a child of whom nothing happened before the pack's first day there is nothing to leave out.
        let happened = self.child.iter().filter(|fact| !matches!(fact.content, Content::ChildDetails { .. }));
        let first = happened.filter_map(|fact| fact.when.as_start()).min();
        at.day() >= first_day(pack) || first.is_none_or(|first| first.day() >= first_day(pack))
    }

    /// Whether a pack that nobody ever adopts, and that is in force from that day on, says anything of any unit.
    pub fn says_of_units(&self, from: &str, at: Moment) -> bool {
        self.adoptions().is_empty() && at.day() >= from.parse().unwrap_or_else(|_| panic!("{from} is no day"))
    }

    /// Whether a child is counted by the second of the two versions: its team has adopted it, or else it came into force last.
    pub fn counts_by_second(&self, at: Moment) -> bool {
        let Some(versions) = self.versions else { return false };
        let (first, second) = versions.in_force(at.day());
        match self.nearest_adopted(at) {
            Some(adopted) if first && adopted == (pack_text(0), version_text(0)) => false,
            _ => second,
        }
    }

    /// Whether a version of that pack does, whichever.
    pub fn adopted_any_version(&self, pack: &str, at: Moment) -> bool {
        self.any_version_for(pack, self.owner(at), at)
    }

    /// Whether a version of it governs that team, whichever.
    pub fn any_version_for(&self, pack: &str, team: Option<UnitId>, at: Moment) -> bool {
        let is = |(of, _): (TextId, TextId)| self.adopted_for(team, at).is_some_and(|(adopted, _)| adopted == of);
        self.adoptions().is_empty() || named(pack).is_some_and(is)
    }

    /// Whether a decision taken at that instant is asked about by that pack: it governs, or another takes its place with it.
    pub fn governs_a_decision(&self, pack: &str, at: Moment) -> bool {
        self.governs(pack, at) || !self.adopted_any_version(pack, at) && self.governs(pack, at.plus_seconds(-1))
    }

    /// Whether any unit ever adopted a pack.
    pub fn adopts_any(&self) -> bool {
        !self.adoptions().is_empty()
    }

    /// The definition of the pack that governs the team that owns the case: nothing where none governs that is asked
    /// about and in force, and no definition where the one that does counts nobody.
    pub fn own_definition(&self, at: Moment) -> Option<Option<Definition>> {
        let adopted = self.nearest_adopted(at)?;
        if let Some(versions) = self.versions {
            let (first, second) = versions.in_force(at.day());
            return match adopted {
                (pack, _) if pack != pack_text(0) => None,
                (_, version) if version == version_text(0) => first.then_some(Some(Definition::Pg)),
                (_, version) if version == version_text(PACKS.len()) => second.then_some(Some(Definition::PgSecond)),
                _ => None,
            };
        }
        let place = (0..PACKS.len()).find(|place| adopted == (pack_text(*place), version_text(*place)))?;
        let id = PACKS[place].0;
        if at.day() < first_day(id) {
            return None;
        }
        match (self.taken_in_by, id) {
            (Some(by), id) if by != id => None,
            (None, "combined") => None,
            (_, "pg" | "combined") => Some(Some(Definition::Pg)),
            (_, "as") => Some(Some(Definition::As)),
            (_, "mon") => Some(Some(Definition::Mon)),
            (_, "ap") => Some(Some(Definition::Ap)),
            (_, "counts") => Some(Some(Definition::NoSocialWorker)),
            (_, "comparison") => Some(Some(Definition::Comparison)),
            // BASE counts nobody.
            (_, "base") => Some(None),
            _ => panic!("what {id} counts by is not known here"),
        }
    }

    fn adoptions(&self) -> Vec<Adopted> {
        let adopted = |fact: &Fact| match fact.content {
            Content::PackAdopted { pack, version, unit, .. } => {
                // One without a date is taken as the first.
                Some((fact.when.as_start().unwrap_or(Moment::MIN), (pack, version), unit))
            }
            _ => None,
        };
        self.record.iter().filter_map(|fact| adopted(fact)).collect()
    }

    /// The pack and the version that govern the team that owns the case.
    fn nearest_adopted(&self, at: Moment) -> Option<(TextId, TextId)> {
        self.adopted_for(self.owner(at), at)
    }

    /// The pack and the version that govern that team.
    fn adopted_for(&self, team: Option<UnitId>, at: Moment) -> Option<(TextId, TextId)> {
        let adoptions = self.adoptions();
        let newest_of = |unit: Option<UnitId>| {
            let of = adoptions.iter().filter(|(from, _, of)| *from <= at && *of == unit);
            of.max_by_key(|(from, ..)| *from).map(|(_, adopted, _)| *adopted)
        };
        let units = team.map_or_else(Vec::new, |team| self.above(team));
        units.into_iter().map(Some).chain([None]).find_map(newest_of)
    }
}

/// From when on which pack and version govern which unit, or all.
type Adopted = (Moment, (TextId, TextId), Option<UnitId>);

/// The texts that name that pack and its version.
fn named(pack: &str) -> Option<(TextId, TextId)> {
    let place = PACKS.iter().position(|(id, _)| *id == pack)?;
    Some((pack_text(place), version_text(place)))
}

/// The first day on which that pack, as it ships, is in force.
pub fn first_day(pack: &str) -> Day {
    let first = match pack {
        "ap" => "2011-10-01",
        "base" => "2011-04-01",
        "mon" | "counts" => "2010-01-01",
        "comparison" | "in-name" => "2000-01-01",
        _ => "2020-01-01",
    };
    first.parse().unwrap_or_else(|_| panic!("{first} is no day"))
}

/// What names a team, or bears on what two signatures do.
#[derive(Clone, Copy)]
enum Word {
    Named(UnitId),
    Signed(TransferSide, UnitId),
    Over,
}

/// The team that has the case by the word at that place, where it says so: a signature only with the other side's for the same
/// team before it, and since then no other team's, no completed transfer, and none that was over.
fn owner_by(words: &[(Moment, Word)], place: usize) -> Option<UnitId> {
    let (side, to) = match words[place].1 {
        Word::Named(team) => return Some(team),
        Word::Over => return None,
        Word::Signed(TransferSide::Both, to) => return Some(to),
        Word::Signed(side, to) => (side, to),
    };
    let owner_before = |place: usize| (0..place).rev().find_map(|before| owner_by(words, before));
    for before in (0..place).rev() {
        match words[before].1 {
            Word::Over => return None,
            Word::Named(team) if owner_before(before).is_some_and(|owner| owner != team) => return None,
            Word::Signed(..) if owner_by(words, before).is_some() => return None,
            Word::Signed(of, team) if of != side && team == to => return Some(to),
            _ => {}
        }
    }
    None
}
