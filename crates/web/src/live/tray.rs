//! A team's tray: one line a family, worst first, with what is due next and whose it is.

use policy::Duty;
use record::{Ref, UnitId};
use standing::board::lists;
use standing::next::{NextDue, next_due};
use standing::priority::{Pressing, pressing};
use standing::signal::value_at;
use standing::since::{Counted, days_since};
use standing::{DutyRecord, Entry};

use super::child::lower;
use super::children::one_of;
use super::kind::CaseKind;
use super::question::Question;
use super::say;
use super::settle::{NEWER, not_on_record_since};
use super::stand::{Reason, Stand};
use crate::error::PageError;
use crate::view::*;

const FAMILIES_PER_PAGE: u64 = 25;

/// A child with a place in the tray.
struct Placed<'a> {
    entry: &'a Entry,
    stand: Option<Stand>,
    band: Band,
    kind: CaseKind,
    reason: Reason,
    /// The day by which something is due first, for the order within a band.
    due: record::Day,
    days: u64,
    /// How pressing the need is, as the policy weighs it.
    pressing: i64,
}

/// A family's children in the tray, most urgent first.
struct Placing<'a> {
    band: Band,
    members: Vec<Placed<'a>>,
}

impl Question<'_> {
    /// The tray of that team.
    ///
    /// # Errors
    /// Where the filter names a kind or reason that there is not.
    pub fn tray_page(&self, team: Option<UnitId>, filter: &TrayFilter) -> Result<TrayPage, PageError> {
        one_of("kind", filter.kind.as_deref(), &CaseKind::ALL.map(CaseKind::id))?;
        one_of("reason", filter.reason.as_deref(), &Reason::ALL.map(Reason::id))?;
        let mut open_children = Counted::default();
        let mut placed: Vec<Placed<'_>> = Vec::new();
        for (entry, may_be_placed) in self.of_tray(team) {
            open_children.join(Counted::one(value_at(&entry.timeline.open, self.at)));
            if may_be_placed {
                placed.extend(self.placed(entry));
            }
        }
        let of_team = self.counted_in(&placed);
        let counted = Counted { certain: of_team.children - of_team.possible, possible: of_team.possible };
        let (without, more_not_known) = match self.counted_known(counted) {
            Known::Known(count) => (Known::Known(of_team), count.more_not_known),
            Known::Unknown(why) => (Known::Unknown(why), None),
        };
        let kinds =
            CaseKind::ALL.map(|kind| (kind.term(), placed.iter().filter(|one| one.kind == kind).count() as u64));
        let reasons = Reason::ALL.map(|reason| {
            (Term::new(reason.id(), reason.label()), placed.iter().filter(|one| one.reason == reason).count() as u64)
        });
        placed.retain(|one| {
            filter.kind.as_ref().is_none_or(|kind| one.kind.id() == kind)
                && filter.reason.as_ref().is_none_or(|reason| one.reason.id() == reason)
        });
        let mut families = families(placed);
        let groups = Band::ALL.map(|band| {
            let of_band = families.iter().filter(|family| family.band == band);
            let children = of_band.clone().map(|family| family.members.len() as u64).sum();
            TrayGroup { band, children, families: of_band.count() as u64 }
        });
        families.retain(|family| filter.band.is_none_or(|band| family.band == band));
        let (families, paging) = page_of(families, FAMILIES_PER_PAGE, filter.page);
        let facets = |list: Vec<(Term, u64)>| {
            let some = list.into_iter().filter(|(_, children)| *children > 0);
            some.map(|(term, children)| Facet { term, children }).collect()
        };
        Ok(TrayPage {
            team: self.units.team(team),
            above: self.units.above(team, self.board),
            counted_by: self.definition(self.tray),
            counted_for: self.counted_for(&[team]),
            open_children: Count::new(open_children.certain, open_children.possible),
            without,
            more_not_known,
            breaches_by: self.breaches_by(),
            areas_over: self.areas_over(&[team]),
            groups: groups.to_vec(),
            kinds: facets(kinds.to_vec()),
            reasons: facets(reasons.to_vec()),
            filter: filter.clone(),
            lines: families.iter().map(|family| self.family_line(family)).collect(),
            paging,
        })
    }

    fn placed<'q>(&'q self, entry: &'q Entry) -> Option<Placed<'q>> {
        let band = self.band(entry)?;
        let stand = self.stand(entry, self.tray);
        let due = self.next_due(entry).duty.and_then(|duty| duty.due_by(self.at).day());
        Some(Placed {
            entry,
            stand,
            band,
            kind: self.kind(entry),
            // A breach of another policy may hold for a child whom the tray's definition does not count.
            reason: stand.map_or(Reason::InNameOnly, |stand| stand.reason),
            due: match (band, &stand) {
                (Band::Coming, Some(stand)) => stand.since.unwrap_or(record::Day::LAST),
                _ => due.unwrap_or(record::Day::LAST),
            },
            days: stand.and_then(|stand| self.days(&stand)).unwrap_or(0),
            pressing: self.pressing(entry).order(),
        })
    }

    fn counted_in(&self, placed: &[Placed<'_>]) -> TrayCount {
        let counted = |one: &&Placed<'_>| !self.counted(one.entry).is_no();
        let of: Vec<&Placed<'_>> = placed.iter().filter(counted).collect();
        let mut families: Vec<Ref> = of.iter().filter_map(|one| one.entry.family).collect();
        families.sort_unstable();
        families.dedup();
        let alone = of.iter().filter(|one| one.entry.family.is_none()).count();
        TrayCount {
            children: of.len() as u64,
            possible: of.iter().filter(|one| self.counted(one.entry).is_unknown()).count() as u64,
            families: (families.len() + alone) as u64,
        }
    }

    /// The next thing due by the policy of the tray.
    fn next_due<'q>(&'q self, entry: &'q Entry) -> NextDue<'q> {
        next_due(self.plan(), self.duties(entry), self.at)
    }

    fn family_line(&self, family: &Placing<'_>) -> FamilyLine {
        FamilyLine {
            band: family.band,
            children: family.members.iter().map(|one| self.tray_child(one)).collect(),
            priority: self.priority(family),
        }
    }

    fn tray_child(&self, one: &Placed<'_>) -> TrayChild {
        let entry = one.entry;
        let possible = one.stand.is_some_and(|stand| stand.value.is_unknown());
        let counted = one.stand.is_some_and(|stand| !stand.value.is_no());
        let would_count = self.would_count(entry).filter(|_| possible);
        let mut why = self.tray_why(entry, one.stand.as_ref());
        let (mut since, mut days) =
            (one.stand.and_then(|stand| stand.since), one.stand.and_then(|stand| self.days(&stand)));
        let mut at_least = one.stand.is_some_and(|stand| stand.at_least);
        // A breach of a child whom the tray does not count: one since and one number, which are the breach's. What is to
        // come is said as such, with its own day.
        if one.band == Band::Breach && !counted {
            why = self.tray_why(entry, None);
            if let Some((from, coming)) = since.zip(one.stand.as_ref()) {
                why = format!("{why}. From {}: {}", say::day(from), lower(&self.why(entry, coming)));
            }
            let first = self.breaches(entry).min_by_key(|(_, step)| step.from);
            since = first.and_then(|(place, _)| entry.timeline.breach_since(self.plan(), place, self.at));
            at_least = first.is_some_and(|(place, _)| entry.timeline.breach_since_at_the_latest(place, self.at));
            days = since.map(|since| u64::from(days_since(since, self.today)));
        }
        TrayChild {
            child: self.child(entry),
            kind: one.kind.label().to_owned(),
            why,
            since: since.map(say::day),
            days,
            at_least,
            meanwhile: self.meanwhile(entry).map(str::to_owned),
            counted,
            would_count: would_count.is_some(),
            possible_because: possible.then(|| match would_count {
                Some((_, until)) => format!("{} {NEWER}", not_on_record_since(until)),
                None => self.why_unknown(entry, self.tray),
            }),
            breaches: self.breach_marks(entry),
            next: self.next_thing(entry, one.stand.as_ref()),
        }
    }

    fn tray_why(&self, entry: &Entry, stand: Option<&Stand>) -> String {
        match stand {
            Some(stand) => self.why(entry, stand),
            None => {
                let holder = crate::words::sentence(&self.holder_words(entry));
                format!("{holder}, so not counted by ‘{}’", self.definition(self.tray).label)
            }
        }
    }

    /// What is so that a policy never allows.
    pub fn breach_marks(&self, entry: &Entry) -> Vec<BreachMark> {
        let marks = self.breaches(entry).map(|(place, _)| {
            let rule = &self.plan().breaches[place].rule;
            let (words, clauses) = self.breach_said(entry, place);
            // Of a decision each clause that it breaks; of what is so, the first says what would end it.
            let said = if self.plan().gate_of(place).is_some() { clauses.as_slice() } else { &rule.cites.0[..1] };
            let asks: Vec<String> = self.clause_words(said).into_iter().map(|clause| clause.says).collect();
            let posts: Vec<String> = rule.to.iter().map(|post| self.post(post).to_owned()).collect();
            BreachMark {
                clause: clauses.first().cloned().unwrap_or_default(),
                clauses,
                words,
                since: entry.timeline.breach_since(self.plan(), place, self.at).map(say::day),
                since_at_the_latest: entry.timeline.breach_since_at_the_latest(place, self.at),
                asks: asks.join(" "),
                to: crate::words::sentence(&crate::words::listed(&posts)),
            }
        });
        marks.collect()
    }

    /// The next thing due for the child.
    pub fn next_thing(&self, entry: &Entry, stand: Option<&Stand>) -> NextThing {
        if self.is_ungoverned(entry) {
            let why = "No policy governs the child's team, so it is not known what is due.";
            return NextThing::CannotBeKnown { why: why.to_owned() };
        }
        // What follows if nothing was done is worked out all the same where the record only ends before it.
        if stand.is_some_and(|stand| stand.value.is_unknown()) && self.would_count(entry).is_none() {
            let why = "Whether there is a worker cannot be told, so nothing can be worked out from it.";
            return NextThing::CannotBeKnown { why: why.to_owned() };
        }
        // While something is so that is never allowed, putting it right comes before all else, lateness too. How a closed case was closed is past: nothing of it can be put right now.
        if let Some(mark) = self.breach_marks(entry).into_iter().next().filter(|_| !self.is_closed(entry)) {
            return NextThing::PutRight { what: mark.words, to: mark.to, clause: mark.clause };
        }
        let next = self.next_due(entry);
        if let Some(duty) = next.duty {
            let rule = self.rule(duty);
            if let Some(due) = self.due(rule, duty) {
                if let Some(hidden) = next.hidden {
                    let why = format!("{} After it: {}, {due}.", self.cannot_be_known(hidden), rule.title);
                    return NextThing::CannotBeKnown { why };
                }
                let (owner, clause) = (self.owner(entry, duty), rule.cites.first().to_owned());
                let known_as_of = self.known_as_of(duty);
                return NextThing::Due { what: rule.title.clone(), due, owner, clause, known_as_of };
            }
        }
        match next.hidden {
            Some(duty) => NextThing::CannotBeKnown { why: self.cannot_be_known(duty) },
            None => NextThing::Nothing,
        }
    }

    /// The rule of a duty.
    pub fn rule(&self, duty: &DutyRecord) -> &Duty {
        &self.plan().duties[usize::from(duty.duty)].rule
    }

    /// Why it cannot be known whether a duty was met, as a sentence.
    pub fn cannot_be_known(&self, duty: &DutyRecord) -> String {
        let rule = self.rule(duty);
        // What has no date is not said to be due; then the sentence is about the duty and begins otherwise.
        let begins = match duty.due.day() {
            Some(day) => format!("‘{}’ was due {}, and", rule.title, say::day(day)),
            None => format!("Whether ‘{}’ was done is not known:", rule.title),
        };
        if duty.towards == standing::Towards::AgenciesNotRecorded {
            return format!("{begins} the record does not say which agencies are involved.");
        }
        if duty.in_doubt != standing::Because::Nothing {
            let lacks = "and what may have met it has no date, or does not say in which post it was done.";
            return match duty.due.day() {
                Some(day) => format!("‘{}’ was due {}, {lacks}", rule.title, say::day(day)),
                None => format!("Of ‘{}’: it is not yet met, {lacks}", rule.title),
            };
        }
        let mut once: Vec<_> = rule.ways().map(|way| super::kinds_said::says(way.fact)).collect();
        once.dedup();
        format!("{begins} the record does not cover {} for that time.", crate::words::listed(&once))
    }

    /// How pressing a child's need is, as the policy weighs it (PG-04).
    pub fn pressing(&self, entry: &Entry) -> Pressing {
        let facts = lists(self.book, self.board.people(), entry.child);
        pressing(self.plan(), &entry.timeline, &facts, self.at, self.known)
    }

    /// What puts the family where it is in its band: what a manager set by hand, then the heaviest factors.
    fn priority(&self, family: &Placing<'_>) -> Vec<String> {
        let mut said: Vec<String> = Vec::new();
        let mut heaviest: Vec<(Option<u32>, usize)> = Vec::new();
        for one in &family.members {
            let pressing = self.pressing(one.entry);
            if let Some((set, _)) = pressing.set {
                said.push(format!("Set by hand to {set}"));
            }
            let holds = pressing.factors.iter().filter(|factor| factor.value.is_yes());
            heaviest.extend(holds.map(|factor| (self.plan().priorities[factor.rule].rule.weight.value(), factor.rule)));
        }
        heaviest.sort_unstable_by_key(|(weight, rule)| (std::cmp::Reverse(*weight), *rule));
        heaviest.dedup();
        said.extend(heaviest.iter().map(|(_, rule)| self.plan().priorities[*rule].rule.says.clone()));
        said.dedup();
        said.truncate(2);
        said
    }
}

/// The children by family, each family in the band of its most urgent child; worst first, then by how pressing the
/// policy weighs the most pressing child's need (PG-04), then by what is due first, then by who has been without a
/// worker the longest.
fn families(mut placed: Vec<Placed<'_>>) -> Vec<Placing<'_>> {
    let alone = |one: &Placed<'_>| (one.entry.family.is_none()).then_some(one.entry.child);
    placed.sort_by_key(|one| {
        (
            one.entry.family,
            alone(one),
            one.band,
            std::cmp::Reverse(one.pressing),
            one.due,
            std::cmp::Reverse(one.days),
            one.entry.child,
        )
    });
    let mut families: Vec<Placing<'_>> = Vec::new();
    for one in placed {
        let same = |family: &&mut Placing<'_>| {
            one.entry.family.is_some() && family.members[0].entry.family == one.entry.family
        };
        match families.last_mut().filter(same) {
            Some(family) => family.members.push(one),
            None => families.push(Placing { band: one.band, members: vec![one] }),
        }
    }
    families.sort_by_key(|family| {
        let due = family.members.iter().map(|one| one.due).min();
        let days = family.members.iter().map(|one| one.days).max();
        let pressing = family.members.iter().map(|one| one.pressing).max();
        (family.band, std::cmp::Reverse(pressing), due, std::cmp::Reverse(days), family.members[0].entry.child)
    });
    families
}

/// One page of a list.
pub fn page_of<T>(items: Vec<T>, per_page: u64, wanted: PageWanted) -> (Vec<T>, Paging) {
    let paging = Paging::of(items.len() as u64, per_page, wanted);
    if wanted == PageWanted::All {
        return (items, paging);
    }
    let skipped = usize::try_from((paging.page - 1) * per_page).unwrap_or(usize::MAX);
    (items.into_iter().skip(skipped).take(usize::try_from(per_page).unwrap_or(usize::MAX)).collect(), paging)
}
