//! The children behind a figure.

use record::{Tri, UnitId};
use standing::since::{Counted, days_since, first_day};
use standing::{DutyState, Entry};

use super::breaches::{BREACH, CLOSED_BREACH};
use super::kind::CaseKind;
use super::question::Question;
use super::say;
use super::stand::Reason;
use super::tray::page_of;
use super::units::NOT_RECORDED;
use super::workers::Hollow;
use crate::error::PageError;
use crate::view::{Band, Certainty, ChildLine, ChildrenFilter, ChildrenPage};
use crate::words::plural;

const CHILDREN_PER_PAGE: u64 = 25;
/// The states of a duty or breach that a list can be narrowed to.
const STATES: [&str; 5] = ["open", "overdue", "cannot-be-known", BREACH, CLOSED_BREACH];

/// A list's filter, read: what its ids stand for.
struct Wanted {
    teams: Vec<Option<UnitId>>,
    definition: Option<usize>,
    kind: Option<CaseKind>,
    /// The rules about breaches that are meant, by their place in the plan.
    breaches: Vec<usize>,
}

impl Question<'_> {
    /// The list that a filter asks for.
    pub fn children_page(&self, filter: &ChildrenFilter) -> Result<ChildrenPage, PageError> {
        let wanted = self.read(filter)?;
        let more_not_known = self.more_not_known(filter, &wanted);
        let mut not_known = self.not_known(filter, &wanted);
        let mut found: Vec<(&Entry, Tri)> = Vec::new();
        if not_known.is_none() {
            for team in &wanted.teams {
                let listed =
                    self.of_team(*team).filter_map(|entry| Some((entry, self.listed(entry, filter, &wanted)?)));
                found.extend(listed);
            }
        }
        let by = wanted.definition.unwrap_or(self.tray);
        let total = found.len() as u64;
        // A nought of which nobody records what would make it more is none.
        if total == 0 && not_known.is_none() {
            not_known = more_not_known.map(str::to_owned);
        }
        let mut placed: Vec<_> = found
            .into_iter()
            .map(|(entry, certainty)| {
                let stand = self.stand(entry, by).filter(|stand| !stand.value.is_no());
                (entry, certainty, stand, self.band(entry))
            })
            .collect();
        placed.sort_by_key(|(entry, _, stand, band)| {
            let days = stand.as_ref().and_then(|stand| self.days(stand));
            (band.map_or(u8::MAX, |band| band as u8), std::cmp::Reverse(days), entry.child)
        });
        let (placed, paging) = page_of(placed, CHILDREN_PER_PAGE, filter.page);
        let lines = placed.into_iter().map(|(entry, certainty, stand, band)| ChildLine {
            child: self.child(entry),
            kind: self.kind_words(entry).to_owned(),
            team: entry.timeline.team_at(self.at).map(|team| self.units.team(Some(team))),
            why: self.why_listed(entry, filter, &wanted, stand.as_ref()),
            days: match self.in_name.has(by) {
                true => self
                    .in_name_since(entry, by)
                    .and_then(first_day)
                    .map(|since| u64::from(days_since(since, self.today))),
                false => stand.as_ref().and_then(|stand| self.days(stand)),
            },
            at_least: match self.in_name.has(by) {
                true => entry.timeline.without_since_at_the_latest(by, self.at),
                false => stand.is_some_and(|stand| stand.at_least),
            },
            band: band_of_list(filter, certainty).or(band),
            certainty: if certainty.is_unknown() { Certainty::Possible } else { Certainty::Certain },
        });
        let turns_on_policy = wanted.definition.is_some() || filter.is_by_policy();
        let counted_for = if turns_on_policy && self.plan().each_team() == Some(by) { &wanted.teams[..] } else { &[] };
        Ok(ChildrenPage {
            counted_for: self.counted_for(counted_for),
            heading: self.heading(total, filter, &wanted, not_known.is_some()),
            question: self.question_words(filter, &wanted),
            not_known,
            more_not_known: more_not_known.filter(|_| total > 0),
            lines: lines.collect(),
            paging,
            filter: filter.clone(),
        })
    }

    fn read(&self, filter: &ChildrenFilter) -> Result<Wanted, PageError> {
        let teams = match filter.unit.as_deref() {
            None => self.units.teams_within(None, self.board),
            Some(NOT_RECORDED) => vec![None],
            Some(id) => {
                let unit = self.units.find(id).ok_or(PageError::NotFound { what: "unit" })?;
                self.units.teams_within(Some(unit), self.board)
            }
        };
        let definition = filter.definition.as_deref().map(|id| self.find_definition(id)).transpose()?;
        let clauses = || self.rules.packs.iter().flat_map(|pack| &pack.clauses);
        if filter.clause.as_deref().is_some_and(|id| !clauses().any(|clause| clause.id == id)) {
            return Err(PageError::NotFound { what: "clause" });
        }
        if filter.governed_by.is_some() && self.governing_asked(filter).is_none() {
            return Err(PageError::NotFound { what: "policy" });
        }
        one_of("state", filter.state.as_deref(), &STATES)?;
        one_of("reason", filter.reason.as_deref(), &Reason::ALL.map(Reason::id))?;
        one_of("kind", filter.kind.as_deref(), &CaseKind::ALL.map(CaseKind::id))?;
        let kind = filter.kind.as_deref().and_then(CaseKind::from_id);
        if filter.breach.is_some() && !of_breach(filter) {
            return Err(PageError::bad(
                "The address asks for a ‘breach’ and not for those in breach.".to_owned(),
                format!("Write state={BREACH} or state={CLOSED_BREACH} with it."),
            ));
        }
        Ok(Wanted { teams, definition, kind, breaches: self.breaches_wanted(filter)? })
    }

    /// The rules about breaches that the list means: one, where it names one; else those of its clause, or of figures.
    fn breaches_wanted(&self, filter: &ChildrenFilter) -> Result<Vec<usize>, PageError> {
        let clause = filter.clause.as_deref();
        let Some(id) = filter.breach.as_deref() else { return Ok(self.breaches_asked(clause).collect()) };
        if !(0..self.plan().breaches.len()).any(|place| self.breach_name(place) == id) {
            return Err(PageError::NotFound { what: "breach" });
        }
        let cites = |place: usize| &self.plan().breaches[place].rule.cites.0;
        let is_it = |place: &usize| {
            self.breach_name(*place) == id && clause.is_none_or(|clause| cites(*place).iter().any(|of| of == clause))
        };
        Ok(self.ruling.iter().copied().filter(is_it).collect())
    }

    /// Whether the child is in breach as the list means it: an open one, or, in a list of closed cases, a closed one.
    fn in_breach_wanted(&self, entry: &Entry, filter: &ChildrenFilter, wanted: &Wanted) -> Tri {
        let (rules, clause) = (wanted.breaches.iter().copied(), filter.clause.as_deref());
        match (of_closed(filter), filter.clause.is_some() || filter.breach.is_some()) {
            (true, _) => self.closed_in_breach(entry, rules, clause),
            (false, true) => self.open_in_breach(entry, rules, clause),
            // Of whom no policy governs it is not known either.
            (false, false) => self.in_breach(entry, None),
        }
    }

    fn not_known(&self, filter: &ChildrenFilter, wanted: &Wanted) -> Option<String> {
        let by = wanted.definition.unwrap_or(self.tray);
        let needs_policy = wanted.definition.is_some() || filter.is_by_policy();
        let nothing = self.nothing_before().is_some();
        if let Some(why) = self.not_countable(by).filter(|_| needs_policy || nothing) {
            return Some(why);
        }
        wanted.definition.filter(|place| self.in_name.has(*place)).and_then(|_| self.workers_not_covered())
    }

    /// Why it is not known how many more there are whom the list would name.
    fn more_not_known(&self, filter: &ChildrenFilter, wanted: &Wanted) -> Option<&'static str> {
        let none = Counted::default();
        match (wanted.definition, filter.state.as_deref()) {
            (Some(place), _) => self.told(place, none).more_not_known,
            (None, Some(BREACH)) => {
                let rules = wanted.breaches.iter().map(|place| &self.plan().breaches[*place].rule);
                self.told_in_breach(rules, none).more_not_known
            }
            (None, Some(_)) => None,
            (None, None) if filter.band.is_some() || filter.reason.is_some() => {
                self.told(self.tray, none).more_not_known
            }
            (None, None) => None,
        }
    }

    /// Whether the child is in the list: for certain, possibly, or not.
    fn listed<'q>(&'q self, entry: &'q Entry, filter: &ChildrenFilter, wanted: &Wanted) -> Option<Tri> {
        let value = match wanted.definition {
            // With a definition, a clause is one of those by which it counts.
            Some(definition) => match (filter.clause.as_deref(), filter.state.as_deref()) {
                (Some(clause), None) => self.counted_by_clause(entry, definition, clause),
                _ => entry.timeline.counted(definition, self.at),
            },
            // What is possibly overdue: of a date that has gone by nobody can tell whether what was due was done.
            None if possibly_overdue(filter) => self.overdue(entry),
            None if of_breach(filter) => self.in_breach_wanted(entry, filter, wanted),
            None => Tri::from(self.is_open(entry) || filter.band.is_some()),
        };
        let certainty = match filter.certainty {
            None => !value.is_no(),
            Some(Certainty::Certain) => value.is_yes(),
            Some(Certainty::Possible) => value.is_unknown(),
        };
        let fits = certainty
            && wanted.kind.is_none_or(|kind| self.kind(entry) == kind)
            && filter.governed_by.as_deref().is_none_or(|policy| self.is_governed_by(entry, policy))
            && filter.band.is_none_or(|band| self.band(entry) == Some(band))
            && filter.reason.as_ref().is_none_or(|reason| {
                self.stand(entry, wanted.definition.unwrap_or(self.tray))
                    .is_some_and(|stand| stand.reason.id() == reason)
            })
            && self.fits_state(entry, filter, wanted);
        fits.then_some(value)
    }

    fn fits_state<'q>(&'q self, entry: &'q Entry, filter: &ChildrenFilter, wanted: &Wanted) -> bool {
        let (clause, state) = (filter.clause.as_deref(), filter.state.as_deref());
        if state.is_none() && (clause.is_none() || wanted.definition.is_some()) || possibly_overdue(filter) {
            return true;
        }
        let cites = |cites: &policy::Cites| clause.is_none_or(|clause| cites.0.iter().any(|id| id == clause));
        let breach = || {
            self.breaches(entry).any(|(place, _)| clause.is_none() || self.breach_value(entry, place, clause).is_yes())
        };
        if of_breach(filter) {
            return !self.in_breach_wanted(entry, filter, wanted).is_no();
        }
        let in_state = |duty: DutyState| match state {
            Some("overdue") => duty == DutyState::Overdue,
            Some("open") => duty == DutyState::Open,
            Some("cannot-be-known") => duty == DutyState::CannotBeKnown,
            _ => matches!(duty, DutyState::Overdue | DutyState::Open | DutyState::CannotBeKnown),
        };
        // With a clause, every policy's duties are meant; without, those of the tray's own policy.
        let plan = self.plan();
        let tray = self.tray_versions();
        let of_policy = |place: usize| match clause {
            Some(_) => plan.in_force_on(plan.duties[place].pack, self.today),
            None => tray.contains(&plan.duties[place].pack) && self.in_force(self.tray),
        };
        let duty = entry.timeline.duties.iter().any(|duty| {
            let place = usize::from(duty.duty);
            of_policy(place) && cites(&plan.duties[place].rule.cites) && in_state(duty.state(self.at))
        });
        duty || (state.is_none() && breach())
    }

    fn why_listed(
        &self,
        entry: &Entry,
        filter: &ChildrenFilter,
        wanted: &Wanted,
        stand: Option<&super::stand::Stand>,
    ) -> String {
        let by = wanted.definition.unwrap_or(self.tray);
        if self.in_name.has(by) {
            let follows = |place: usize| {
                let cites = &self.plan().definitions[place].rule.cites;
                filter.clause.as_ref().is_some_and(|clause| cites.0.contains(clause))
            };
            let own = Hollow::ALL.into_iter().zip(self.in_name.causes);
            let own = own.into_iter().find(|(_, place)| *place == by || follows(*place));
            let cause = own.map(|(cause, _)| cause).or_else(|| self.in_name_only(entry).1);
            let says = cause.map_or("what the holder is, is not recorded", Hollow::says);
            let holder = self.holder_words(entry);
            let holder = holder.strip_prefix("held by ").unwrap_or(&holder);
            let since = self.in_name_since(entry, by).and_then(say::day_of);
            let says = crate::words::sentence(says);
            return match since {
                None => format!("{says}: {holder}."),
                Some(since) if self.in_name.causes.contains(&by) => format!("{says}, since {since}: {holder}."),
                // The cause is the one of now; the stretch may have begun by another.
                Some(since) => format!("{says}: {holder}. In name only since {since}."),
            };
        }
        let by_duty = filter.definition.is_none() && filter.state.is_some();
        if by_duty && self.is_ungoverned(entry) {
            return format!("{}.", crate::words::sentence(self.says_nothing_of(entry, by).unwrap_or_default()));
        }
        let told = match filter.state.as_deref() {
            Some("cannot-be-known") => self.first_hidden(entry),
            Some("overdue") if possibly_overdue(filter) => self.first_hidden(entry),
            Some("overdue") => self.latest(entry),
            _ => None,
        };
        if let Some(told) = told {
            return told;
        }
        if filter.band == Some(Band::Breach) || of_breach(filter) {
            let words = self.breach_words(entry, filter, wanted);
            if of_closed(filter) {
                return format!("{words}. {}", self.why_not_open(entry));
            }
            // Who is on record and does not count holds nobody.
            let because = match stand.filter(|stand| stand.value.is_yes()) {
                Some(stand) => self.why(entry, stand),
                None => crate::words::sentence(&self.holder_words(entry)),
            };
            return format!("{words}. {because}.");
        }
        // Not counted yet: why it will be, and from when; or to whom it is offered.
        if filter.band.is_some_and(Band::is_not_yet)
            && let Some(coming) = self.stand(entry, by)
        {
            let from = coming.since.map_or_else(String::new, |from| format!("From {}: ", say::day(from)));
            return format!("{from}{}.", self.why(entry, &coming));
        }
        match stand {
            Some(stand) if stand.value.is_unknown() => self.why_unknown(entry, by),
            Some(stand) => {
                let why = self.why(entry, stand);
                match self.meanwhile(entry) {
                    Some(meanwhile) => format!("{why}. {meanwhile}."),
                    None => format!("{why}."),
                }
            }
            None if filter.definition.is_some() => format!("Counted by ‘{}’.", self.definition(by).label),
            None => format!("{}.", crate::words::sentence(&self.holder_words(entry))),
        }
    }

    /// What is so that is never allowed, or, where nothing is for certain, of what it cannot be told.
    fn breach_words(&self, entry: &Entry, filter: &ChildrenFilter, wanted: &Wanted) -> String {
        let value = self.in_breach_wanted(entry, filter, wanted);
        let asked = wanted.breaches.iter().copied();
        let so = asked.filter(|place| self.breach_value(entry, *place, filter.clause.as_deref()) == value);
        let said = so.map(|place| match value {
            Tri::Yes => self.breach_said(entry, place).0,
            _ => self.plan().breaches[place].rule.title.clone(),
        });
        let titles = crate::words::listed(&said.collect::<Vec<_>>());
        if value.is_yes() { titles } else { format!("It cannot be told whether this is so: {titles}") }
    }

    /// What has been overdue the longest, in words.
    fn latest(&self, entry: &Entry) -> Option<String> {
        let late = self.duties(entry).filter(|duty| duty.state(self.at) == DutyState::Overdue);
        let duty = late.min_by_key(|duty| duty.due_by(self.at))?;
        let rule = self.rule(duty);
        let due = self.due(rule, duty)?;
        let known = self.known_as_of(duty).map_or_else(String::new, |day| format!(", as known on {day}"));
        Some(format!("{} ({}), {due}{known}: {}.", rule.title, rule.cites.first(), self.owner(entry, duty)))
    }

    /// Of what has been due the longest nobody can tell whether it was done: what, and what the record lacks.
    fn first_hidden(&self, entry: &Entry) -> Option<String> {
        let hidden = self.duties(entry).filter(|duty| duty.state(self.at) == DutyState::CannotBeKnown);
        hidden.min_by_key(|duty| duty.due).map(|duty| self.cannot_be_known(duty))
    }

    fn question_words(&self, filter: &ChildrenFilter, wanted: &Wanted) -> String {
        let area = match filter.unit.as_deref() {
            None => self.units.authority().name,
            Some(NOT_RECORDED) => "the children whose team is not recorded".to_owned(),
            Some(id) => self.units.find(id).map_or_else(String::new, |unit| self.units.name(unit)),
        };
        let by = wanted.definition.map_or_else(String::new, |place| {
            let rule = &self.plan().definitions[place].rule;
            format!(" {}", rule.question)
        });
        let when = self.as_at_words();
        format!("{area}, as at {when}.{by}")
    }

    /// What the list's children have in common.
    fn heading(&self, total: u64, filter: &ChildrenFilter, wanted: &Wanted, not_known: bool) -> String {
        let mut what = String::new();
        let by = wanted.definition.map_or_else(String::new, |place| format!(" by ‘{}’", self.definition(place).label));
        if let Some(kind) = wanted.kind {
            what.push_str(&format!(", {}", kind.label().to_lowercase()));
        }
        match (filter.certainty, wanted.definition.is_some()) {
            (Some(Certainty::Possible), true) => {
                let or = if wanted.definition == self.plan().each_team() { ", or no policy governs" } else { "" };
                what.push_str(&format!(" counted possibly{by}: the data cannot say{or}"));
            }
            (Some(Certainty::Certain), true) => what.push_str(&format!(" counted for certain{by}")),
            (None, true) => what.push_str(&format!(" counted{by}, for certain or possibly")),
            _ => {}
        }
        match (filter.band, filter.state.as_deref()) {
            (Some(band), _) => what.push_str(&format!(", {}", band.label().to_lowercase())),
            (None, Some("overdue")) if possibly_overdue(filter) => {
                what.push_str(" of whom it cannot be known whether something is overdue");
            }
            (None, Some("overdue")) => what.push_str(" with something overdue"),
            (None, Some("cannot-be-known")) => what.push_str(" of whom something cannot be known"),
            (None, Some(BREACH | CLOSED_BREACH)) => what.push_str(match filter.certainty {
                Some(Certainty::Certain) => " in breach",
                Some(Certainty::Possible) => " of whom it cannot be known whether they are in breach",
                None => " in breach, for certain or possibly",
            }),
            (None, Some("open")) => what.push_str(" with something open"),
            _ => {}
        }
        if let Some(clause) = &filter.clause {
            what.push_str(&format!(" under {clause}"));
        }
        // What is so may be told by the rule of another version on another day: then by its id.
        if let Some(breach) = &filter.breach {
            let title = wanted.breaches.first().map(|place| &self.plan().breaches[*place].rule.title);
            what.push_str(&format!(": {}", title.unwrap_or(breach)));
        }
        if what.is_empty() {
            what.push_str(" open");
        }
        if let Some((pack, is_one_version)) = self.governing_asked(filter) {
            let version = if is_one_version { format!(", version {},", pack.version) } else { String::new() };
            what.push_str(&format!(" in the teams that ‘{}’{version} governs", pack.title));
        }
        let (one, many) = if of_closed(filter) { ("closed case", "closed cases") } else { ("child", "children") };
        match total {
            _ if not_known => format!("{}{what}", crate::words::sentence(many)),
            0 => format!("No {one}{what}"),
            total => format!("{}{what}", plural(total, one, many)),
        }
    }
}

/// Whether the list is of those of whom it cannot be known whether something is overdue.
fn possibly_overdue(filter: &ChildrenFilter) -> bool {
    filter.state.as_deref() == Some("overdue")
        && filter.certainty == Some(Certainty::Possible)
        && filter.definition.is_none()
}

/// Whether the list is of those of whom something is so, or may be, that is never allowed.
fn of_breach(filter: &ChildrenFilter) -> bool {
    matches!(filter.state.as_deref(), Some(BREACH | CLOSED_BREACH))
}

/// Whether the list is of closed cases.
fn of_closed(filter: &ChildrenFilter) -> bool {
    filter.state.as_deref() == Some(CLOSED_BREACH)
}

/// The band of which a line of a list is, whatever else is so of its child: a duty that is only overdue is no breach.
fn band_of_list(filter: &ChildrenFilter, certainty: Tri) -> Option<Band> {
    match filter.state.as_deref()? {
        "overdue" if possibly_overdue(filter) => Some(Band::CannotBeKnown),
        "overdue" => Some(Band::Overdue),
        "cannot-be-known" => Some(Band::CannotBeKnown),
        BREACH | CLOSED_BREACH if certainty.is_yes() => Some(Band::Breach),
        BREACH | CLOSED_BREACH => Some(Band::CannotBeKnown),
        _ => None,
    }
}

/// Refuses a value that is none of those that a list can be narrowed to, and says which these are.
pub fn one_of(name: &str, given: Option<&str>, known: &[&str]) -> Result<(), PageError> {
    match given {
        Some(id) if !known.contains(&id) => Err(PageError::bad(
            format!("The address asks for a ‘{name}’ that there is not."),
            format!("Write one of {}, or leave it out.", known.join(", ")),
        )),
        _ => Ok(()),
    }
}
