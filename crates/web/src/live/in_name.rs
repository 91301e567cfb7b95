//! In name only: the case system's rows beside what is so in truth, by the pack that says what that means.

use record::{Moment, Tri, UnitId};
use standing::signal::value_at;
use standing::since::{Counted, first_day};
use standing::{Entry, Plan};

use super::question::Question;
use super::say;
use super::workers::Hollow;
use crate::error::PageError;
use crate::view::*;

/// How many children of each cause the page names; the rest are behind its figure.
const NAMED: usize = 5;
/// Whose worker was ended before the case was closed.
const EARLY: &str = "counts/de-allocated-early";

/// Where in the plan the pack's definitions stand.
#[derive(Clone, Copy, Debug)]
pub struct InName {
    /// [`IN_NAME_ONLY`].
    pub only: usize,
    /// Those of [`Hollow::ALL`], in its order.
    pub causes: [usize; 6],
}

impl InName {
    /// Finds the definitions of [`pack`] in a plan that holds it.
    pub fn of(plan: &Plan) -> InName {
        let place = |id: &str| match plan.definition(id) {
            Some(place) => place,
            None => unreachable!("the plan is made with the pack"),
        };
        InName { only: place(IN_NAME_ONLY), causes: Hollow::ALL.map(|cause| place(cause.definition())) }
    }

    /// Whether the definition is one of those by which a child is held in name only.
    pub fn has(&self, definition: usize) -> bool {
        definition == self.only || self.causes.contains(&definition)
    }
}

/// The pack that says who is held in name only, for where no policy brings it along.
pub fn pack() -> policy::Pack {
    let read = policy::shipped::find("in-name").map(|pack| pack.read());
    match read {
        Some(Ok(pack)) => pack,
        other => unreachable!("the shipped packs are checked by tests: {other:?}"),
    }
}

impl<'a> Question<'a> {
    /// The unit of that id, with its teams; the whole authority where there is none.
    pub fn unit_asked(&self, id: Option<&str>) -> Result<(UnitRef, Vec<Option<UnitId>>), PageError> {
        let unit = id.map(|id| self.units.find(id).ok_or(PageError::NotFound { what: "unit" })).transpose()?;
        let linked = unit.map_or_else(|| self.units.authority(), |unit| self.units.linked(unit));
        Ok((linked, self.units.teams_within(unit, self.board)))
    }

    /// Every team that has a case, and none for the children of no team.
    pub fn all_teams(&self) -> Vec<Option<UnitId>> {
        self.units.teams_within(None, self.board)
    }

    /// The children of those teams who are open, or may be.
    pub fn open_of(&self, teams: &[Option<UnitId>]) -> Vec<&'a Entry> {
        let open = |entry: &&Entry| !value_at(&entry.timeline.open, self.at).is_no();
        teams.iter().flat_map(|team| self.of_team(*team)).filter(open).collect()
    }

    /// Whether the child is held in name only, and why where that is certain: the first cause that holds.
    pub fn in_name_only(&self, entry: &Entry) -> (Tri, Option<Hollow>) {
        let names = &self.in_name;
        let value = entry.timeline.counted(names.only, self.at);
        let causes = Hollow::ALL.into_iter().zip(names.causes);
        let mut so = causes.filter(|(_, place)| entry.timeline.counted(*place, self.at).is_yes());
        (value, so.next().map(|(cause, _)| cause).filter(|_| value.is_yes()))
    }

    /// Whether pages say of the child that it is held in name only: for certain, by somebody on record, and where the tray's
    /// definition counts the child for certain, that comes first.
    pub fn is_said_in_name_only(&self, entry: &Entry) -> bool {
        self.in_name_only(entry).0.is_yes() && !self.counted(entry).is_yes() && self.first_on_record(entry).is_some()
    }

    /// Since when the child has been held in name only, for certain and without a break.
    pub fn in_name_only_since(&self, entry: &Entry) -> Option<Moment> {
        self.in_name_since(entry, self.in_name.only)
    }

    /// Since when one of the pack's definitions has counted the child, for certain and without a break.
    pub fn in_name_since(&self, entry: &Entry, definition: usize) -> Option<Moment> {
        let step = entry.timeline.counted_since(definition, self.at)?;
        Some(step.from).filter(|_| step.value.is_yes())
    }

    /// Whether the child's kind of case is one that asks for a registered worker (NAME-06).
    pub fn asks_for_registration(&self, entry: &Entry) -> bool {
        let causes = Hollow::ALL.into_iter().zip(self.in_name.causes);
        let mut of_registration = causes.filter(|(cause, _)| *cause == Hollow::Unregistered);
        of_registration.any(|(_, place)| value_at(&entry.timeline.among[place], self.at).is_yes())
    }

    /// The page.
    pub fn in_name_page(&self, unit: Option<&str>) -> Result<InNamePage, PageError> {
        let (unit, teams) = self.unit_asked(unit)?;
        let entries = self.open_of(&teams);
        let place = |id: &str| self.plan().definition(id).ok_or(PageError::NotFound { what: "definition" });
        let counted = |id: &str| Ok::<_, PageError>(self.counted_by(place(id)?, &unit, &entries));
        let only = place(IN_NAME_ONLY)?;
        let mut causes = Vec::new();
        for cause in Hollow::ALL {
            causes.push(self.cause(place(cause.definition())?, &unit, &entries));
        }
        causes.sort_by_key(|cause| {
            let count = cause.counted.count.value().copied().unwrap_or_default();
            std::cmp::Reverse((count.at_least(), count.at_least_possible()))
        });
        let early = self.plan().definition(EARLY).map(|early| self.cause(early, &unit, &entries));
        Ok(InNamePage {
            as_at: self.as_at_words(),
            open_children: match self.nothing_before() {
                Some(first) => Known::Unknown(format!("nothing about any child was on this record before {first}")),
                None => {
                    let mut open = Counted::default();
                    entries.iter().for_each(|entry| open.join(Counted::one(value_at(&entry.timeline.open, self.at))));
                    Known::Known(Count::new(open.certain, open.possible))
                }
            },
            official: counted("in-name/official")?,
            in_truth: counted("in-name/in-truth")?,
            in_name_only: self.counted_by(only, &unit, &entries),
            also_counted: self.also_counted(only, &entries),
            causes,
            early,
            unit,
        })
    }

    fn counted_by(&self, place: usize, unit: &UnitRef, entries: &[&Entry]) -> CountedBy {
        let rule = &self.plan().definitions[place].rule;
        let mut count = Counted::default();
        entries.iter().for_each(|entry| count.join(Counted::one(entry.timeline.counted(place, self.at))));
        let definition = self.definition(place);
        CountedBy {
            says: rule.question.clone(),
            // The clauses of a pack that the pages bring along have no pages of their own.
            clauses: if self.definitions().any(|known| known == place) { rule.cites.0.clone() } else { Vec::new() },
            count: self.of_workers(place).map_or_else(|| self.seen(place, count), Known::Unknown),
            children: ChildrenFilter { definition: Some(definition.id.clone()), ..ChildrenFilter::of_unit(unit) },
            definition,
        }
    }

    /// Why a figure that turns on what workers are cannot be said.
    fn of_workers(&self, place: usize) -> Option<String> {
        let rule = self.plan().definition_name(place);
        let on_rows_alone = rule == "in-name/official" || rule == EARLY;
        self.not_countable(place).or_else(|| self.workers_not_covered().filter(|_| !on_rows_alone))
    }

    fn also_counted(&self, only: usize, entries: &[&Entry]) -> Option<AlsoCounted> {
        let known = self.of_workers(only).is_none() && self.not_countable(self.tray).is_none();
        let in_name = entries.iter().filter(|entry| entry.timeline.counted(only, self.at).is_yes());
        let (counted, not): (Vec<&&Entry>, Vec<&&Entry>) = in_name.partition(|entry| self.counted(entry).is_yes());
        known.then(|| AlsoCounted {
            definition: self.definition(self.tray),
            counted: counted.len() as u64,
            not_counted: not.len() as u64,
        })
    }

    fn cause(&self, place: usize, unit: &UnitRef, entries: &[&Entry]) -> Cause {
        let counted = self.counted_by(place, unit, entries);
        let mut so: Vec<(&Entry, Tri, Option<Moment>)> = Vec::new();
        if counted.count.value().is_some() {
            so.extend(entries.iter().filter_map(|entry| {
                let step = entry.timeline.counted_since(place, self.at)?;
                Some((*entry, step.value, Some(step.from).filter(|_| step.value.is_yes())))
            }));
        }
        // For certain before possibly, and the longest first; whose beginning is before everything on record before all.
        so.sort_by_key(|(entry, value, since)| (std::cmp::Reverse(*value), *since, entry.child));
        let lines = so.into_iter().take(NAMED).map(|(entry, value, since)| {
            let holder = self.holder_words(entry);
            InNameLine {
                child: self.child(entry),
                kind: self.kind(entry).label().to_owned(),
                team: entry.timeline.team_at(self.at).map(|team| self.units.team(Some(team))),
                holder: holder.strip_prefix("held by ").unwrap_or(&holder).to_owned(),
                since: since.and_then(first_day).map(say::day),
                certainty: if value.is_yes() { Certainty::Certain } else { Certainty::Possible },
            }
        });
        Cause { lines: lines.collect(), counted }
    }
}
