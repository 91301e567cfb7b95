//! One question about one instant: what every page of an answer reads, and what is true of a child then.

use std::rc::Rc;
use std::sync::Arc;

use record::book::known_facts;
use record::{Book, ChildId, Content, Day, Fact, Moment, Tri, UnitId};
use standing::age::Ends;
use standing::board::lists;
use standing::signal::value_at;
use standing::{Because, Board, DutyRecord, DutyState, Entry, Holding, Plan, Step};

use super::acts::Writes;
use super::each_team::any_governs;
use super::in_name::InName;
use super::kind::{CaseKind, Shown};
use super::roll::Roll;
use super::rules::Rules;
use super::say;
use super::units::Units;
use super::workers::Staff;
use super::{Settings, Sight};
use crate::at::{AsAt, Point};
use crate::error::PageError;
use crate::view::{Band, ChildRef, Term};
use crate::words;

/// What a question is answered from: one image of the record, at one instant, as known at another.
pub struct Question<'a> {
    pub settings: &'a Settings,
    /// The policies that are asked.
    pub rules: &'a Rules,
    pub book: &'a Book,
    /// Every child as known at the instant asked about.
    pub board: &'a Board,
    /// Each team's children by when they leave its figures.
    pub roll: &'a Roll,
    pub sight: Sight<'a>,
    pub asked: AsAt,
    /// When it was true.
    pub at: Moment,
    /// What was known by then.
    pub known: Moment,
    /// The present, by the caller's clock.
    pub now: Moment,
    /// When the first fact about a child was recorded; the end of time where there is none.
    pub oldest: Moment,
    /// The civil day of `at`.
    pub today: Day,
    /// The place of the definition by which trays count, as it is on that day.
    pub tray: usize,
    /// Whether any policy that was adopted governs any team at that instant.
    pub any_governs: bool,
    /// The breaches of the policies in force on that day, each once, by their place in the plan.
    pub ruling: Vec<usize>,
    /// Policies whose breaches are told as theirs and are in no tray and no figure, by their place in the plan.
    pub told_only: &'a [usize],
    pub shown: &'a Shown,
    pub in_name: InName,
    pub units: Arc<Units>,
    pub staff: Rc<Staff<'a>>,
    /// Until when the extracts known then cover each kind of fact.
    pub ends: Rc<Ends>,
    /// What can be written through, and who acts; nothing where nothing can be written.
    pub writes: Option<Writes<'a>>,
}

/// The instant that a point of an address stands for.
pub fn moment(point: Point) -> Moment {
    match point {
        Point::Instant(at) => Moment::from_second(at.as_second()),
        Point::EndOf(date) => {
            let year = i32::from(date.year());
            let day = Day::new(year, date.month().unsigned_abs(), date.day().unsigned_abs());
            day.unwrap_or(if year < 1950 { Day::FIRST } else { Day::LAST }).end()
        }
    }
}

impl<'a> Question<'a> {
    /// The same question about another instant.
    pub fn at(&self, at: Moment) -> Question<'a> {
        Question {
            settings: self.settings,
            rules: self.rules,
            book: self.book,
            board: self.board,
            roll: self.roll,
            sight: self.sight,
            asked: self.asked,
            at,
            known: self.known,
            now: self.now,
            oldest: self.oldest,
            today: at.day(),
            // Like is compared with like, whoever governed whom at that instant.
            tray: self.plan().definition_on(self.tray, at.day()),
            any_governs: any_governs(self.board, at),
            ruling: self.plan().breaches_on(at.day()),
            told_only: self.told_only,
            shown: self.shown,
            in_name: self.in_name,
            units: Arc::clone(&self.units),
            staff: Rc::new(Staff::new(self.book, &self.board.world().calendar, self.known, at)),
            ends: Rc::clone(&self.ends),
            writes: self.writes,
        }
    }

    pub fn plan(&self) -> &'a Plan {
        self.board.plan()
    }

    /// Whether a version of that definition's pack was in force that has it.
    pub fn in_force(&self, definition: usize) -> bool {
        if self.plan().each_team() == Some(definition) {
            return self.any_governs;
        }
        self.plan().is_counted_on(definition, self.today)
    }

    /// Why nothing can be counted by that definition: nothing was on record then, or its policy was not in force.
    pub fn not_countable(&self, definition: usize) -> Option<String> {
        let nothing =
            self.nothing_before().map(|from| format!("nothing about any child was on this record before {from}"));
        let none = match self.plan().each_team() == Some(definition) {
            true => "no policy governed any team",
            false => "no policy was in force",
        };
        nothing.or_else(|| (!self.in_force(definition)).then(|| none.to_owned()))
    }

    /// The day on which the first fact about a child was recorded, where the knowledge asked about is of an earlier instant.
    pub fn nothing_before(&self) -> Option<words::Day> {
        (self.known < self.oldest).then(|| say::day_of(self.oldest)).flatten()
    }

    /// The definition as pages call it.
    pub fn definition(&self, place: usize) -> Term {
        Term::new(self.plan().definition_name(place), self.plan().definitions[place].rule.title.clone())
    }

    /// The definitions that people compare: those of the policies, not those that pages bring along.
    pub fn definitions(&self) -> impl Iterator<Item = usize> {
        let (plan, packs) = (self.plan(), &self.rules.packs);
        let is_given = move |pack: usize| packs.iter().any(|given| given.id == plan.packs[pack].id);
        plan.definitions_on(self.today).into_iter().filter(move |place| is_given(plan.definitions[*place].pack))
    }

    /// A definition by the id that an address carries.
    pub fn find_definition(&self, id: &str) -> Result<usize, PageError> {
        let is_a_stage = |place: usize| self.plan().packs[self.plan().definitions[place].pack].id == super::kind::PACK;
        let can_be = self.plan().has_all_adopted(&self.board.world().units);
        let is_not_asked = |place: usize| self.plan().each_team() == Some(place) && !can_be;
        let found = self.plan().definition(id).filter(|place| !is_a_stage(*place) && !is_not_asked(*place));
        let found = found.map(|place| self.plan().definition_on(place, self.today));
        found.ok_or(PageError::NotFound { what: "definition" })
    }

    /// The child of that id, if this viewer may see it.
    pub fn find_child(&self, id: &str) -> Result<&'a Entry, PageError> {
        let found = self.book.names.find_child(id).and_then(|child| self.board.get(child));
        let known = found.filter(|entry| self.sight.sees(entry) && self.facts(entry.child).next().is_some());
        known.ok_or(PageError::NotFound { what: "child" })
    }

    /// The children of a team at that instant whom the viewer may see, and who are in any figure then or later.
    pub fn of_team(&self, team: Option<UnitId>) -> impl Iterator<Item = &'a Entry> {
        self.of_tray(team).map(|(entry, _)| entry)
    }

    /// [`Question::of_team`], each with whether a tray may have it: nearly all of a team's children have a worker, and are
    /// passed over without another look.
    pub fn of_tray(&self, team: Option<UnitId>) -> impl Iterator<Item = (&'a Entry, bool)> {
        let (board, sight, at) = (self.board, self.sight, self.at);
        let children = self.roll.of_team(team, at);
        let entries = children.filter_map(move |(child, in_tray)| Some((board.get(child)?, in_tray)));
        let seen = entries.filter(move |(entry, _)| sight.sees(entry));
        seen.filter(move |(entry, _)| entry.timeline.team_at(at) == team)
    }

    /// Every child whom the viewer may see, and who is in any figure at that instant or later.
    pub fn everybody(&self) -> impl Iterator<Item = &'a Entry> {
        self.board.teams().flat_map(move |team| self.of_team(team))
    }

    /// The child's facts as they were known, in the order of the record.
    pub fn facts(&self, child: ChildId) -> impl Iterator<Item = &'a Fact> {
        let known = self.known;
        lists(self.book, self.board.people(), child).into_iter().flat_map(move |list| known_facts(list, known))
    }

    /// The fact because of which something about the child changed.
    pub fn fact(&self, child: ChildId, because: Because) -> Option<&'a Fact> {
        standing::fact_of(because, &lists(self.book, self.board.people(), child), self.book)
    }

    pub fn is_open(&self, entry: &Entry) -> bool {
        value_at(&entry.timeline.open, self.at).is_yes()
    }

    /// Whether the case is closed for certain, or not open yet: no figure of open children has the child.
    pub fn is_closed(&self, entry: &Entry) -> bool {
        value_at(&entry.timeline.open, self.at).is_no()
    }

    pub fn kind(&self, entry: &Entry) -> CaseKind {
        self.shown.kind(&entry.timeline, self.at)
    }

    /// Whether the tray's definition counts the child; no while its policy was not in force.
    pub fn counted(&self, entry: &Entry) -> Tri {
        if self.in_force(self.tray) { entry.timeline.counted(self.tray, self.at) } else { Tri::No }
    }

    /// The breaches that hold for the child, by their place in the plan, with since when.
    pub fn breaches(&self, entry: &'a Entry) -> impl Iterator<Item = (usize, Step)> {
        self.breaches_asked(None).filter_map(move |place| {
            let step = *standing::signal::step_at(&entry.timeline.breaches[place], self.at)?;
            step.value.is_yes().then_some((place, step))
        })
    }

    /// The rules in force about breaches, by their place in the plan: of one clause, those of every policy that is asked or
    /// counted by; else those that trays and figures take, of the policies that [`Live`](super::Live) takes them of.
    pub fn breaches_asked<'q>(&'q self, clause: Option<&'q str>) -> impl Iterator<Item = usize> + 'q {
        let plan = self.plan();
        let asked = move |place: &usize| {
            let of = &plan.breaches[*place];
            match clause {
                Some(clause) => of.rule.cites.0.iter().any(|id| id == clause),
                None => !self.told_only.contains(&of.pack),
            }
        };
        self.ruling.iter().copied().filter(asked)
    }

    /// Whether something is so of an open child, or one who may be, that is never allowed; of one clause, where one is
    /// given. Closed cases are asked for by themselves: [`Question::closed_in_breach`].
    pub fn in_breach(&self, entry: &Entry, clause: Option<&str>) -> Tri {
        let value = self.open_in_breach(entry, self.breaches_asked(clause), clause);
        if clause.is_none() { self.at_least_not_known(entry, value) } else { value }
    }

    /// The tray's duties for the child: those of the policy by which the tray counts; by each team's own policy, those that the
    /// policy asks for that governed the child as they opened.
    pub fn duties(&self, entry: &'a Entry) -> impl Iterator<Item = &'a DutyRecord> {
        let plan = self.plan();
        let versions = self.tray_versions();
        let in_force = self.in_force(self.tray);
        let of_tray =
            move |duty: &&DutyRecord| in_force && versions.contains(&plan.duties[usize::from(duty.duty)].pack);
        entry.timeline.duties.iter().filter(of_tray)
    }

    /// The versions of the policy by which the tray counts: a duty that opened under one goes on under the next. By each team's
    /// own policy all packs are, of which only those that governed the child have duties for it.
    pub fn tray_versions(&self) -> Vec<usize> {
        let plan = self.plan();
        if self.by_each_team() {
            return (0..plan.packs.len()).collect();
        }
        plan.versions(plan.definitions[self.tray].pack).collect()
    }

    /// Whether something that the tray's policy asks for is overdue; not known where of a date that has gone by nobody can
    /// tell whether what was due was done.
    pub fn overdue(&self, entry: &'a Entry) -> Tri {
        let of_duty = |duty: &DutyRecord| match duty.state(self.at) {
            DutyState::Overdue => Tri::Yes,
            DutyState::CannotBeKnown => Tri::Unknown,
            DutyState::Open | DutyState::ToCome | DutyState::Closed(_) => Tri::No,
        };
        self.at_least_not_known(entry, self.duties(entry).map(of_duty).max().unwrap_or(Tri::No))
    }

    /// Where the child stands in a tray; nothing where it needs no place there.
    pub fn band(&self, entry: &'a Entry) -> Option<Band> {
        if !self.in_force(self.tray) || (self.counted(entry).is_no() && value_at(&entry.timeline.open, self.at).is_no())
        {
            return None;
        }
        if !self.is_closed(entry) && self.breaches(entry).next().is_some() {
            return Some(Band::Breach);
        }
        match self.counted(entry) {
            Tri::No => self.stand(entry, self.tray).map(|stand| match stand.step {
                Some(_) => Band::Coming,
                None => Band::Offered,
            }),
            Tri::Unknown => Some(Band::CannotBeKnown),
            Tri::Yes => Some(self.band_of_duties(entry)),
        }
    }

    fn band_of_duties(&self, entry: &'a Entry) -> Band {
        let sunday = self.today.plus_days(6 - i32::from(self.today.weekday()));
        let bands = self.duties(entry).filter_map(|duty| match duty.state(self.at) {
            DutyState::Overdue => Some(Band::Overdue),
            DutyState::CannotBeKnown => Some(Band::CannotBeKnown),
            DutyState::Open => match duty.due.day() {
                Some(day) if day <= self.today => Some(Band::Today),
                Some(day) if day <= sunday => Some(Band::ThisWeek),
                _ => None,
            },
            _ => None,
        });
        bands.min().unwrap_or(Band::Later)
    }

    /// The child as lists show it: initials and age.
    pub fn child(&self, entry: &Entry) -> ChildRef {
        let (given, family) = self.names(entry.child);
        let letter = |name: Option<&str>| name.and_then(|name| name.chars().next()).map(|letter| format!("{letter}."));
        let initials = [letter(given), letter(family)].into_iter().flatten().collect::<String>();
        let id = self.book.names.child(entry.child);
        let unborn = entry.timeline.born.is_none() && entry.timeline.expected.is_some();
        let initials_say_unborn = initials.is_empty() && unborn;
        ChildRef {
            id: id.to_owned(),
            initials: match (initials.is_empty(), unborn) {
                (false, _) => initials,
                (true, true) => "Unborn child".to_owned(),
                (true, false) => say::plain(id).to_owned(),
            },
            age: match (initials_say_unborn, self.age(entry)) {
                (true, age) => age.strip_prefix("unborn, ").unwrap_or(&age).to_owned(),
                (false, age) => age,
            },
        }
    }

    /// That the child has died, where it is on record by then: nobody is told of a child who waits who does not live.
    pub fn died(&self, entry: &Entry) -> Option<String> {
        let by_now = |fact: &&Fact| fact.when.as_start().is_none_or(|at| at <= self.at);
        let died = self.facts(entry.child).filter(by_now).find(|fact| matches!(fact.content, Content::Died {}))?;
        Some(match died.when.day() {
            Some(_) => format!("died on {}", say::when(died)),
            None => "died, on a day that is not recorded".to_owned(),
        })
    }

    /// The child's age, or why it is not known; of one who died, that.
    fn age(&self, entry: &Entry) -> String {
        if let Some(died) = self.died(entry) {
            return died;
        }
        match (entry.timeline.born, entry.timeline.expected) {
            (Some(born), _) => words::age(say::date(born), say::date(self.today)),
            (None, Some(expected)) => words::unborn(Some(say::date(expected))),
            (None, None) => "age not known".to_owned(),
        }
    }

    /// The given and the family name, where recorded.
    pub fn names(&self, child: ChildId) -> (Option<&'a str>, Option<&'a str>) {
        let (mut given, mut family) = (None, None);
        for fact in self.facts(child) {
            if let Content::ChildDetails { given_name, family_name, .. } = fact.content {
                given = given_name.or(given);
                family = family_name.or(family);
            }
        }
        let said = |text| Some(self.book.names.text(text)).filter(|name| !name.is_empty());
        (given.and_then(said), family.and_then(said))
    }

    /// Who looks after the child meanwhile.
    pub fn meanwhile(&self, entry: &Entry) -> Option<&'static str> {
        let is = |place: usize| entry.timeline.counted(place, self.at).is_yes();
        if is(self.shown.partner) {
            return Some("A partner agency works with the child");
        }
        if is(self.shown.on_duty) {
            return Some("On duty");
        }
        match entry.timeline.holding_at(self.at) {
            Holding::TeamOnly => Some("Held by the team"),
            _ => None,
        }
    }
}
