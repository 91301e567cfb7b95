//! Events, and the conditions of the language's second half, one value for each instant of the walk.

use record::words::{OversightPart, PlacementMark, Post, Service, Status};
use record::{Content, Fact, Kind, Moment, Ref, Tri};

use super::days::{self, Length};
use super::definitions::{Definition, Walk, stretches};
use super::workers::{self, Rule};
use super::world::{World, any, before, begun, contradiction, over};

/// Facts of one kind that say what is asked.
pub struct Event {
    /// Of which kind.
    pub kind: Kind,
    /// The statuses that it must be about; any, where there is none.
    statuses: Vec<Status>,
    /// Of what ends something: whether it ends only what the same unit began.
    same_unit: bool,
    says: Box<dyn Fn(&Content) -> bool + Send + Sync>,
}

impl Event {
    /// Any fact of that kind.
    pub fn any(kind: Kind) -> Event {
        Event::saying(kind, |_| true)
    }

    /// Those of that kind that say so.
    pub fn saying(kind: Kind, says: impl Fn(&Content) -> bool + Send + Sync + 'static) -> Event {
        Event { kind, statuses: Vec::new(), same_unit: false, says: Box::new(says) }
    }

    /// The same, which asks for facts about that status.
    pub fn about(self, status: Status) -> Event {
        Event { statuses: vec![status], ..self }
    }

    /// The same, which ends only what the same unit began.
    pub fn of_the_same_unit(self) -> Event {
        Event { same_unit: true, ..self }
    }

    /// Whether that fact is such an event.
    pub fn is(&self, fact: &Fact) -> bool {
        self.asks(&fact.content)
    }

    /// Whether it is not, and could be, were what it does not say filled in.
    pub fn may_be(&self, fact: &Fact) -> bool {
        // What is filled in is of the same kind still.
        fact.content.kind() == self.kind
            && !self.is(fact)
            && super::doubts::filled_in(&fact.content).iter().any(|content| self.asks(content))
    }

    /// Whether a fact with that content is.
    pub fn asks(&self, content: &Content) -> bool {
        content.kind() == self.kind && (self.says)(content)
    }
}

/// Whether that post is one of those; a fact without a post is made by none.
pub fn by(post: Option<Post>, posts: &[Post]) -> bool {
    post.is_some_and(|post| posts.contains(&post))
}

/// Whether the two askings were of one unit; where one of them does not say of which, they may have been.
fn same_unit(one: &Content, other: &Content) -> Tri {
    match (one, other) {
        (Content::CapacityAsked { whom: Some(one), .. }, Content::CapacityAsked { whom: Some(other), .. }) => {
            (one == other).into()
        }
        _ => Tri::Unknown,
    }
}

impl World<'_> {
    /// The statuses of which coverage matters to those events.
    pub fn about_event(&self, event: &Event) -> Vec<Status> {
        if event.statuses.is_empty() { self.about(event.kind) } else { event.statuses.clone() }
    }

    /// The child's facts that are one of those events.
    pub fn events<'a>(&'a self, of: &'a [Event]) -> impl Iterator<Item = &'a Fact> {
        self.child.iter().copied().filter(|fact| of.iter().any(|event| event.is(fact)))
    }

    /// `{ since = … }`: from each event until the first of `until` at or after it, or for so long.
    pub fn since(&self, event: &Event, within: Option<Length>, until: &[Event], at: Moment) -> Tri {
        self.since_unless(event, within, until, at, &|_| Tri::No)
    }

    /// The same, where something else may have ended what began with an event at that instant.
    pub fn since_unless(
        &self,
        event: &Event,
        within: Option<Length>,
        until: &[Event],
        at: Moment,
        otherwise: &dyn Fn(Moment) -> Tri,
    ) -> Tri {
        let mut value = Tri::No;
        for fact in self.child.iter().filter(|fact| fact.content.kind() == event.kind) {
            if !event.is(fact) && !event.may_be(fact) {
                continue;
            }
            let (Some(start), Some(day)) = (fact.when.as_start(), fact.when.day()) else {
                value = value.or(Tri::Unknown);
                continue;
            };
            let ended = any(self.child.iter().copied().map(|end| {
                let later = end.when.as_end().is_none_or(|end| end >= start);
                over(end.when, at).and(later.into()).and(self.ends(fact, end, until))
            }));
            let ended = ended.or(otherwise(fact.when.as_end().unwrap_or(start)));
            let is = if event.is(fact) { Tri::Yes } else { Tri::Unknown };
            let lapsed = within.is_some_and(|within| at >= self.lapse(day, within));
            value = value.or(is.and(begun(fact.when, at)).and(ended.or(lapsed.into()).negated()));
        }
        let covered = self.coverage_begins(event.kind, &self.about_event(event)).is_some_and(|begins| match within {
            Some(within) => at >= self.lapse(begins.day(), within),
            None => at >= begins,
        });
        if value.is_no() && !covered { Tri::Unknown } else { value }
    }

    /// Whether that fact ends what the other began: it is one of those of `until`, of which an acceptance is any way in which a
    /// lead or key worker accepts.
    fn ends(&self, begun: &Fact, fact: &Fact, until: &[Event]) -> Tri {
        any(until.iter().map(|event| match event.kind {
            Kind::CapacityAsked if event.same_unit && event.is(fact) => same_unit(&begun.content, &fact.content),
            Kind::AllocationAccepted => self.accepts(fact).map_or(Tri::No, |(_, surely)| surely),
            _ if event.is(fact) => Tri::Yes,
            _ if event.may_be(fact) => Tri::Unknown,
            _ => Tri::No,
        }))
    }

    /// 00:00 of the day after the day that lies the length after that day.
    pub(super) fn lapse(&self, day: record::Day, length: Length) -> Moment {
        days::midnight_after(length.after(self.calendar, day))
    }

    /// `{ placement = [marks] }`; `"placed"` where no mark is asked for.
    pub fn placed(&self, marks: &[PlacementMark], at: Moment) -> Tri {
        self.resting_on(self.placed_in(None, marks, at), &[Kind::PlacementStarted], at)
    }

    /// Whether such a placement goes on by what is on record: that one, where one is named.
    fn placed_in(&self, only: Option<&Fact>, marks: &[PlacementMark], at: Moment) -> Tri {
        any(self.child.iter().filter_map(|fact| {
            if only.is_some_and(|only| !std::ptr::eq(only, *fact)) {
                return None;
            }
            let Content::PlacementStarted { placement, marks: has, unsure } = fact.content else { return None };
            let such = any(marks.iter().map(|mark| match unsure.is_some_and(|unsure| unsure.has(*mark)) {
                _ if has.has(*mark) => Tri::Yes,
                true => Tri::Unknown,
                false => Tri::No,
            }));
            let such = if marks.is_empty() { Tri::Yes } else { such };
            let own_end =
                |end: &&&Fact| matches!(end.content, Content::PlacementEnded { placement: of } if of == placement);
            let doubt = self.child.iter().filter(own_end).find_map(|end| contradiction(fact.when, end.when));
            let start = fact.when.as_start();
            let ended = any(self.child.iter().filter_map(|end| match end.content {
                Content::PlacementEnded { placement: of } if of == placement && doubt.is_none() => {
                    Some(over(end.when, at))
                }
                _ => None,
            }));
            let ended = ended.or(self.ceased_to_be_looked_after(start, at));
            let begun = match doubt {
                Some(from) => {
                    if from <= at {
                        Tri::Unknown
                    } else {
                        Tri::No
                    }
                }
                None => begun(fact.when, at),
            };
            Some(such.and(begun).and(ended.negated()).and(self.closed_since(start, at).negated()))
        }))
    }

    /// Whether the child ceased to be looked after since that instant: an end at which no spell of it goes on.
    fn ceased_to_be_looked_after(&self, start: Option<Moment>, at: Moment) -> Tri {
        let looked_after = |at: Moment| self.status_on_record(&[Status::LookedAfter], at);
        let ends = self
            .child
            .iter()
            .filter(|fact| matches!(fact.content, Content::StatusEnded { status: Status::LookedAfter, .. }));
        any(ends.map(|end| match end.when.as_end() {
            Some(ended) => Tri::from(ended <= at).and(before(start, Some(ended))).and(looked_after(ended).negated()),
            // It may have been at any time at which no other spell was going on for certain.
            None => {
                let from = start.unwrap_or(Moment::MIN);
                let named = self.child.iter().filter_map(|fact| fact.when.as_start());
                let others = named.chain(self.child.iter().filter_map(|fact| fact.when.as_end()));
                let mut looks = others.chain([from, at]).filter(|look| (from..=at).contains(look));
                if looks.any(|look| !looked_after(look).is_yes()) { Tri::Unknown } else { Tri::No }
            }
        }))
    }

    /// `{ service = [...] }`, or only entries that say that children are placed.
    pub fn in_service(&self, services: &[Service], with_children_placed: bool, at: Moment) -> Tri {
        let value = any(self.child.iter().filter_map(|fact| {
            let Content::ServiceEntryJoined { entry, service, children_placed } = fact.content else { return None };
            if !services.contains(&service) {
                return None;
            }
            let left = any(self.child.iter().filter_map(|end| match end.content {
                Content::ServiceEntryLeft { entry: of, .. } if of == entry => Some(over(end.when, at)),
                _ => None,
            }));
            let asked = if with_children_placed { children_placed } else { Tri::Yes };
            Some(begun(fact.when, at).and(left.negated()).and(asked))
        }));
        self.resting_on(value, &[Kind::ServiceEntryJoined], at)
    }

    /// Whether an exception from that rule by one of those posts is in force.
    pub fn excepted(&self, rule: Ref, by: &[Post], at: Moment) -> Tri {
        any(self.child.iter().filter_map(|fact| {
            let Content::ExceptionGranted { rule: of, post, until, .. } = fact.content else { return None };
            let may = post.map_or(Tri::Unknown, |post| by.contains(&post).into());
            let over = until.is_some_and(|until| at > until.end()).into();
            let closed = self.closed_since(fact.when.as_start(), at);
            (of == rule).then(|| may.and(begun(fact.when, at)).and(Tri::negated(over)).and(closed.negated()))
        }))
    }

    /// `being assessed`: from an assessment's start until its completion.
    pub fn being_assessed(&self, at: Moment) -> Tri {
        let value = any(self.child.iter().filter_map(|fact| {
            let Content::AssessmentStarted { assessment } = fact.content else { return None };
            let completed = || {
                self.child.iter().filter(move |end| {
                    matches!(end.content, Content::AssessmentCompleted { assessment: of, .. } if of == assessment)
                })
            };
            // One without a date may have begun in any opening, and in none once the case was closed.
            if self.began_and_is_closed(fact.when, at) {
                return None;
            }
            let closed = self.closed_since(fact.when.as_start(), at);
            if let Some(from) = completed().find_map(|end| contradiction(fact.when, end.when)) {
                let doubt = if from <= at { Tri::Unknown } else { Tri::No };
                return Some(doubt.and(closed.negated()));
            }
            let ended = any(completed().map(|end| over(end.when, at)));
            Some(begun(fact.when, at).and(ended.negated()).and(closed.negated()))
        }));
        self.resting_on(value, &[Kind::AssessmentStarted], at)
    }
}

/// Both, instant by instant.
pub fn both(one: Vec<Tri>, other: Vec<Tri>) -> Vec<Tri> {
    one.into_iter().zip(other).map(|(one, other)| one.and(other)).collect()
}

/// Either, instant by instant.
pub fn either(one: Vec<Tri>, other: Vec<Tri>) -> Vec<Tri> {
    one.into_iter().zip(other).map(|(one, other)| one.or(other)).collect()
}

/// The contrary, instant by instant.
pub fn not(values: Vec<Tri>) -> Vec<Tri> {
    values.into_iter().map(Tri::negated).collect()
}

impl Walk<'_, '_> {
    /// What is so at each instant.
    pub fn each(&self, says: impl Fn(Moment) -> Tri) -> Vec<Tri> {
        self.instants.iter().map(|at| says(*at)).collect()
    }

    /// `{ status = [...] }`.
    pub fn status(&self, of: &[Status]) -> Vec<Tri> {
        self.each(|at| self.world.status(of, at))
    }

    /// `{ with = "rule" }`.
    pub fn with(&self, rule: &Rule) -> Vec<Tri> {
        not(self.without_but(rule, &[]))
    }

    /// `{ since = … }` with `until-when`.
    pub fn since_until(&self, event: &Event, until: &[Event], when: &[Tri]) -> Vec<Tri> {
        let at_place = |(place, at): (usize, &Moment)| {
            self.world.since_unless(event, None, until, *at, &|start| self.came(when, start, place))
        };
        self.instants.iter().enumerate().map(at_place).collect()
    }

    /// Whether that has come to be so between that instant and the one at that place, having been otherwise.
    fn came(&self, when: &[Tri], from: Moment, place: usize) -> Tri {
        let first = self.instants.partition_point(|instant| *instant <= from).saturating_sub(1);
        let mut otherwise = Tri::No;
        any((first..=place).map(|later| {
            // Within a stretch of which nothing is known it may have been otherwise first.
            let before = if when[later].is_unknown() { otherwise.or(Tri::Unknown) } else { otherwise };
            otherwise = otherwise.or(when[later].negated());
            when[later].and(before)
        }))
    }

    /// `{ since = … }`.
    pub fn since(&self, event: &Event, within: Option<Length>, until: &[Event]) -> Vec<Tri> {
        self.each(|at| self.world.since(event, within, until, at))
    }

    /// Open, and one of those statuses.
    pub fn open_with_status(&self, of: &[Status]) -> Vec<Tri> {
        both(self.open().to_vec(), self.status(of))
    }

    /// `{ begun = … }`: while the one is so, whether the other was at each instant at which that may have begun.
    pub fn begun(&self, of: &[Tri], when: &[Tri]) -> Vec<Tri> {
        let at_place = |place: usize| {
            let run = (0..=place).rev().take_while(|before| !of[*before].is_no());
            let may_begin = |place: &usize| of[*place].is_unknown() || *place == 0 || !of[*place - 1].is_yes();
            let then: Vec<Tri> = run.filter(may_begin).map(|place| when[place]).collect();
            let was = match then.first() {
                Some(first) if then.iter().all(|value| value == first) => *first,
                _ => Tri::Unknown,
            };
            of[place].and(was)
        };
        (0..of.len()).map(at_place).collect()
    }

    /// `{ lasting = … }`: yes while it has been yes for so long, not known where it may have been.
    pub fn lasting(&self, values: &[Tri], length: Length) -> Vec<Tri> {
        let long = |holds: fn(Tri) -> bool| -> Vec<bool> {
            let began = stretches(values, holds);
            let asked = began.iter().zip(&self.instants);
            asked
                .map(|(began, at)| {
                    began.is_some_and(|from| {
                        let day = days::first_day(self.instants[from]);
                        // What was so as the walk began has been so for ever.
                        from == 0 || *at >= length.after(self.world.calendar, day).start()
                    })
                })
                .collect()
        };
        let (certain, possible) = (long(|value| value.is_yes()), long(|value| !value.is_no()));
        let all = certain.into_iter().zip(possible);
        all.map(|(certain, possible)| match (certain, possible) {
            (true, _) => Tri::Yes,
            (_, true) => Tri::Unknown,
            _ => Tri::No,
        })
        .collect()
    }

    /// `{ lasting = { of = { placement = [marks] } } }`: of one and the same placement.
    pub fn placed_for(&self, marks: &[PlacementMark], length: Length) -> Vec<Tri> {
        let unseen = self.each(|at| self.world.resting_on(Tri::No, &[Kind::PlacementStarted], at));
        let of = |fact: &Fact| self.lasting(&self.each(|at| self.world.placed_in(Some(fact), marks, at)), length);
        let begun = self.world.child.iter().filter(|fact| fact.content.kind() == Kind::PlacementStarted);
        begun.map(|fact| of(fact)).fold(self.lasting(&unseen, length), either)
    }

    /// The definitions and breaches that second-half conditions make up.
    pub(super) fn by_conditions(&self, of: Definition) -> Vec<Tri> {
        let protection = [Status::Section47, Status::ChildProtectionPlan];
        match of {
            // AS-27.
            Definition::NewReferral => {
                let until = [Event::any(Kind::AssessmentCompleted), Event::any(Kind::CaseClosed)];
                let referred = self.since(&Event::any(Kind::ReferralReceived), None, &until);
                let known = [Status::ChildInNeed, Status::LookedAfter, Status::ChildProtectionPlan];
                both(both(self.definition(Definition::As), not(self.status(&known))), referred)
            }
            // AP-37.
            Definition::ReReferred => {
                let closed = self.since(&Event::any(Kind::CaseClosed), Some(Length::Months(12)), &[]);
                self.begun(self.open(), &closed)
            }
            // AP-07.
            Definition::AdvisorAlone => {
                both(self.open_without(&workers::AP_ANY_SOCIAL_WORKER), self.with(&workers::AP_ADVISOR))
            }
            // AP-30, AP-42.
            Definition::ActionsApply => both(self.definition(Definition::Ap), not(self.status(&[Status::Section47]))),
            // MON-02, MON-06.
            Definition::OnDutyShouldNotBe => {
                let on_duty = self.each(|at| self.world.on_duty(at).and(self.world.would_be_duty_case(at).negated()));
                both(self.open().to_vec(), on_duty)
            }
            // BASE-06, BASE-07.
            Definition::LookedAfterVisits => {
                let breaks = self.each(|at| self.world.placed(&[PlacementMark::ShortBreaks], at));
                let placed = both(self.each(|at| self.world.placed(&[], at)), not(breaks));
                both(self.open().to_vec(), placed)
            }
            // AS-01.
            Definition::MustKeepAWorker => {
                let statuses = [Status::PrivatelyFostered, Status::ChildProtectionPlan, Status::LookedAfter];
                both(self.definition(Definition::As), self.status(&statuses))
            }
            // AS-03.
            Definition::NoDecision => {
                let decided = Event::saying(Kind::LeftUnallocated, |content| {
                    let Content::LeftUnallocated { post, .. } = content else { return false };
                    let may = [
                        Post::ServiceManager,
                        Post::SeniorManager,
                        Post::HeadOfService,
                        Post::AssistantDirector,
                        Post::DeputyDirector,
                        Post::Director,
                    ];
                    by(*post, &may)
                });
                let come_back = self.with(&workers::AS_ALLOCATED);
                let decided = self.since_until(&decided, &until_held_or_closed(), &come_back);
                both(self.definition(Definition::As), not(decided))
            }
            // AP-10.
            Definition::ProtectionByAdvisor => both(
                both(self.open_without(&workers::AP_SOCIAL_WORKER), self.with(&workers::AP_ADVISOR)),
                self.status(&protection),
            ),
            // MON-03.
            Definition::NoNextAction => {
                let actions = Event::saying(
                    Kind::ManagementOversight,
                    |content| matches!(content, Content::ManagementOversight { parts, .. } if parts.has(OversightPart::Actions)),
                );
                let left = self.without_but(&workers::MON_NAMED, &[]);
                let done = self.since_until(&actions, &until_held_or_closed(), &left);
                both(self.definition(Definition::Mon), not(done))
            }
            other => panic!("{other:?} is not made up of these conditions"),
        }
    }
}

/// `until = [{ fact = "allocation_accepted" }, { fact = "case_closed" }]`.
pub fn until_held_or_closed() -> Vec<Event> {
    vec![Event::any(Kind::AllocationAccepted), Event::any(Kind::CaseClosed)]
}
