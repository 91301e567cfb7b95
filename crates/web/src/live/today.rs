//! One person's day: what is theirs by the posts that they hold, by name, or because whoever it belongs to is not there.

use std::collections::BTreeMap;
use std::rc::Rc;

use decide::posts::{Answer, Roster, Tenure};
use decide::ways::{self, Does, NoWay, Way};
use policy::{Duty, MetFrom};
use record::words::{Post, Word, Words};
use record::{ChildId, Content, Fact, Kind, Moment, Tri, UnitId, WorkerId};
use standing::since::first_day;
use standing::{DutyRecord, DutyState, Entry};

use super::owed::{AHEAD_DAYS, Item, OfChild};
use super::question::Question;
use super::say;
use super::together::Together;
use super::whose::Theirs;
use crate::error::PageError;
use crate::view::*;
use crate::words::sentence;

/// So many children stand first; what else there is, is counted and one link away.
pub(super) const FIRST: usize = 7;
/// So many lines of what comes, of what others do and of what is watched.
pub(super) const BESIDE: usize = 10;
/// So many children a list holds where everything is asked for.
const WHOLE: usize = 300;

/// What is said where the only way would be to leave a child who may never be left.
const NO_WAY_BUT_A_WORKER: &str = "Nothing but a worker ends it: a child of this kind may never be left without one";

/// A thing of somebody's, before it is said.
pub(super) struct Thing {
    pub kind: ThingKind,
    /// The instant by which things of one kind stand in order.
    pub order: Moment,
    pub item: Item,
    pub why: Theirs,
}

/// Who answers for the posts of each team, each asked once.
pub(super) struct Asked<'q> {
    roster: Roster<'q>,
    me: WorkerId,
    mine: Vec<Tenure>,
    kept: BTreeMap<(Post, Option<UnitId>), Rc<Answer>>,
    /// The same of the child that is looked at, by post: its things come one after the other.
    of_child: (Option<ChildId>, BTreeMap<Post, Option<Theirs>>),
}

impl<'q> Asked<'q> {
    pub fn new(question: &'q Question<'_>, me: WorkerId) -> Asked<'q> {
        let roster = Roster::read(question.book, question.board.world(), question.known, question.at);
        let mine = roster.held_by(me);
        Asked { roster, me, mine, kept: BTreeMap::new(), of_child: (None, BTreeMap::new()) }
    }

    pub fn answer(&mut self, post: Post, one: &OfChild, team: Option<UnitId>) -> Rc<Answer> {
        let named = one.named(post);
        if !named.is_empty() || post == Post::SocialWorker {
            return Rc::new(self.roster.answer_for(post, &named, team));
        }
        self.answer_over(post, team)
    }

    /// Who answers for a post of that team, whomever it is about.
    pub(super) fn answer_over(&mut self, post: Post, team: Option<UnitId>) -> Rc<Answer> {
        let roster = &self.roster;
        Rc::clone(self.kept.entry((post, team)).or_insert_with(|| Rc::new(roster.answer(post, team))))
    }

    /// How that comes to whoever asks, where it does.
    pub(super) fn mine(&self, answer: Rc<Answer>) -> Option<Theirs> {
        answer.of(self.me).copied().map(|mine| Theirs::Post(mine, answer))
    }

    /// How it comes to whoever asks, where it does.
    fn why(&mut self, post: Post, one: &OfChild, team: Option<UnitId>) -> Option<Theirs> {
        // Who is not named and holds nothing over the team is asked for nothing, whatever the post.
        if !self.named_in(one) && !self.covers(team) {
            return None;
        }
        if self.of_child.0 != Some(one.child) {
            self.of_child = (Some(one.child), BTreeMap::new());
        }
        if let Some(known) = self.of_child.1.get(&post) {
            return known.clone();
        }
        let answer = self.answer(post, one, team);
        let why = self.mine(answer);
        self.of_child.1.insert(post, why.clone());
        why
    }

    pub(super) fn named_in(&self, one: &OfChild) -> bool {
        one.workers.contains(&self.me) || one.duty_worker == Some(self.me) || one.officer == Some(self.me)
    }

    pub(super) fn over(&self, team: Option<UnitId>) -> impl Iterator<Item = &Tenure> {
        self.mine.iter().filter(move |one| match (one.unit, team) {
            (None, _) => true,
            (Some(unit), Some(team)) => self.roster.belongs_to(team, unit),
            (Some(_), None) => false,
        })
    }

    pub(super) fn covers(&self, team: Option<UnitId>) -> bool {
        self.over(team).next().is_some()
    }

    /// The posts that whoever asks holds over that team.
    pub(super) fn posts(&self, team: Option<UnitId>) -> Words<Post> {
        self.over(team).fold(Words::NONE, |posts, one| posts.with(one.post))
    }
}

/// A child with somebody's things about it.
pub(super) struct Placed<'q> {
    pub entry: &'q Entry,
    pub team: Option<UnitId>,
    pub things: Vec<Thing>,
    pub others: Vec<(Item, Post)>,
    pub one: OfChild,
}

impl Question<'_> {
    /// The day of whoever has that id; without one, the page asks who.
    ///
    /// # Errors
    /// Where nobody on record has that id.
    pub fn today_page(&self, acting: Option<&str>, whole: bool) -> Result<TodayPage, PageError> {
        let blank = TodayPage { not_known: self.not_countable(self.tray), whole, ..TodayPage::default() };
        let Some(id) = acting else { return Ok(blank) };
        let me = self.book.names.find_worker(id).ok_or(PageError::NotFound { what: "worker" })?;
        let mut asked = Asked::new(self, me);
        let acting = Some(self.acting_as(me, &asked.mine));
        if blank.not_known.is_some() {
            return Ok(TodayPage { acting, ..blank });
        }
        let mut placed: Vec<Placed<'_>> = Vec::new();
        let mut watched: Vec<(Moment, ChildRef, &Entry, Fact)> = Vec::new();
        for team in self.board.teams() {
            let owed = self.owed(team);
            if !asked.covers(team) && !owed.named.contains(&me) {
                continue;
            }
            for one in &owed.children {
                let Some(entry) = self.board.get(one.child).filter(|entry| self.sight.sees(entry)) else { continue };
                let (things, others) = self.things(entry, one, team, &mut asked);
                if !things.is_empty() {
                    placed.push(Placed { entry, team, things, others, one: one.clone() });
                }
                if one.needs {
                    let mine = one.said.iter().filter(|(by, _)| *by == me);
                    for (_, fact) in mine.filter(|(_, fact)| self.is_still_open(entry, one, fact)) {
                        let at = fact.when.as_end().unwrap_or(Moment::MIN);
                        watched.push((at, self.child(entry), entry, *fact));
                    }
                }
            }
        }
        let now = self.list(&placed, &asked, whole, FIRST, &|kind| kind <= ThingKind::ToDecide);
        let others = self.others(&placed, &now, &mut asked);
        watched.sort_by_key(|(at, child, ..)| (std::cmp::Reverse(*at), child.id.clone()));
        let of_watching = watched.len();
        let shown = if whole { WHOLE } else { BESIDE };
        let watching: Vec<WatchLine> = watched
            .into_iter()
            .take(shown)
            .map(|(_, child, entry, fact)| self.watch_line(child, entry, &fact))
            .collect();
        Ok(TodayPage {
            acting,
            cannot_be_known: self.list(&placed, &asked, whole, FIRST, &|kind| kind == ThingKind::CannotBeKnown),
            week: self.list(&placed, &asked, whole, BESIDE, &|kind| kind == ThingKind::Coming),
            undated: self.list(&placed, &asked, whole, FIRST, &|kind| kind == ThingKind::Undated),
            now,
            transfers: self.transfers_for(me),
            drafts: self.drafts_of(me),
            areas: self.area_things(me),
            carers: self.carer_things(&mut asked),
            others,
            watching_more: (of_watching - watching.len()) as u64,
            watching,
            ..blank
        })
    }

    /// Who acts, with each post in words.
    fn acting_as(&self, me: WorkerId, mine: &[Tenure]) -> ActingAs {
        let said = mine.iter().map(|one| {
            let unit = self.of_unit(one.unit);
            let until = one.until.map_or_else(String::new, |day| format!(" until {}", say::day(day)));
            let how = if one.stands_in { "standing in as " } else { "" };
            format!("{how}{}{unit}{until}", self.post(one.post))
        });
        ActingAs { id: self.book.names.worker(me).to_owned(), name: self.worker_name(me), posts: said.collect() }
    }

    /// Of what is owed for a child, what is somebody's, and what is others'.
    fn things(
        &self,
        entry: &Entry,
        one: &OfChild,
        team: Option<UnitId>,
        asked: &mut Asked<'_>,
    ) -> (Vec<Thing>, Vec<(Item, Post)>) {
        let (mut things, mut others) = (Vec::new(), Vec::new());
        for item in &one.items {
            match *item {
                Item::Duty(place, post) => {
                    let duty = &entry.timeline.duties[place];
                    let (kind, order) = self.thing_of(duty);
                    let mine = asked
                        .why(post, one, team)
                        .or_else(|| self.letters(duty, team, asked))
                        .or_else(|| self.out_of_hours(duty, team, asked));
                    match mine {
                        Some(why) => things.push(Thing { kind, order, item: *item, why }),
                        None => others.push((*item, post)),
                    }
                }
                Item::Breach(place) => {
                    let posts = self.plan().breaches[place].rule.to;
                    let since = entry.timeline.breach_since(self.plan(), place, self.at);
                    let order = since.map_or(Moment::MIN, record::Day::start);
                    let why = posts.iter().find_map(|post| asked.why(post, one, team));
                    things.extend(why.map(|why| Thing { kind: ThingKind::Breach, order, item: *item, why }));
                }
                Item::Offer(place, worker) if worker == asked.me => {
                    let order = entry.timeline.involved[place].offered.unwrap_or(Moment::MIN);
                    things.push(Thing { kind: ThingKind::Offer, order, item: *item, why: Theirs::Asked });
                }
                Item::Offer(place, _) => {
                    let offered = entry.timeline.involved[place].offered.unwrap_or(Moment::MIN);
                    let why = self.is_to_be_chased(offered).then(|| asked.why(Post::TeamManager, one, team)).flatten();
                    things.extend(why.map(|why| Thing { kind: ThingKind::ToDecide, order: offered, item: *item, why }));
                }
                Item::Task(place) => {
                    let task = &one.tasks[place];
                    let (kind, order) = self.task_thing(task);
                    let why = match task.worker {
                        Some(worker) => (worker == asked.me).then_some(Theirs::Task),
                        None => asked.why(Post::DutySocialWorker, one, team),
                    };
                    things.extend(why.map(|why| Thing { kind, order, item: *item, why }));
                }
                Item::Told(post, order) => {
                    let why = asked.why(post, one, team);
                    things.extend(why.map(|why| Thing { kind: ThingKind::Told, order, item: *item, why }));
                }
                Item::ToBeTold(post, place) => {
                    let order = entry.timeline.duties[place].opened;
                    // Who owes the notice is not told of it as well.
                    let owner = entry.timeline.owner_of(self.plan(), &entry.timeline.duties[place], self.at);
                    let owes = asked.why(owner, one, team).is_some();
                    let why = asked.why(post, one, team).filter(|_| !owes);
                    things.extend(why.map(|why| Thing { kind: ThingKind::Told, order, item: *item, why }));
                }
            }
        }
        things.sort_by_key(|thing| (thing.kind, thing.order));
        (things, others)
    }

    /// What kind of thing a duty is today, and by what it stands in order.
    pub(super) fn thing_of(&self, duty: &DutyRecord) -> (ThingKind, Moment) {
        let due = duty.due_by(self.at);
        let climbs = self.rule(duty).ladder.is_some();
        let soon = self.today.plus_days(AHEAD_DAYS);
        let kind = match (duty.state(self.at), due.day()) {
            (DutyState::Overdue, _) => ThingKind::Overdue,
            (DutyState::CannotBeKnown, _) => ThingKind::CannotBeKnown,
            (DutyState::ToCome, Some(day)) if day <= soon => ThingKind::Coming,
            (DutyState::ToCome, _) => ThingKind::Later,
            (_, Some(day)) if day <= self.today => ThingKind::DueToday,
            (_, Some(day)) if day <= soon => ThingKind::Coming,
            (_, Some(_)) => ThingKind::Later,
            (_, None) if climbs => ThingKind::ToDecide,
            (_, None) => ThingKind::Undated,
        };
        // What has no date stands by how long it has been open.
        (kind, if due.day().is_some() { due.last() } else { duty.opened })
    }

    /// Letters are business support's to send, whoever has to see to it that they go.
    fn letters(&self, duty: &DutyRecord, team: Option<UnitId>, asked: &Asked<'_>) -> Option<Theirs> {
        let support = asked.over(team).find(|one| one.post == Post::BusinessSupport)?;
        let is_letter = self.rule(duty).ways().any(|way| way.fact == Kind::LetterSent);
        is_letter.then_some(Theirs::Letters(*support))
    }

    /// The children with things of those kinds, worst first.
    pub(super) fn list(
        &self,
        placed: &[Placed<'_>],
        asked: &Asked<'_>,
        whole: bool,
        shown: usize,
        is_of: &dyn Fn(ThingKind) -> bool,
    ) -> TodayList {
        let mut of_kind: Vec<(&Placed<'_>, Vec<&Thing>)> = placed
            .iter()
            .map(|one| (one, one.things.iter().filter(|thing| is_of(thing.kind)).collect::<Vec<_>>()))
            .filter(|(_, things)| !things.is_empty())
            .collect();
        of_kind.sort_by_key(|(one, things)| (things[0].kind, things[0].order, one.entry.child));
        let of_things = of_kind.iter().map(|(_, things)| things.len() as u64).sum();
        let of_children = of_kind.len() as u64;
        let several = placed.iter().any(|one| one.team != placed[0].team);
        let mut together = Together::of(if whole { WHOLE } else { shown });
        for (one, things) in of_kind {
            if !together.takes(one.entry.family) {
                continue;
            }
            // What is done in one form, for one reason and by one day, is one thing to press.
            let mut said: Vec<TodayThing> = Vec::new();
            for thing in things {
                let mut left = Some(self.thing_said(one, thing, asked));
                for before in &mut said {
                    left = left.and_then(|thing| before.join(thing));
                }
                said.extend(left);
            }
            let team = several.then(|| self.units.team(one.team));
            together.add(one.entry.family, self.child(one.entry), team, said);
        }
        TodayList { children: together.lines(), of_children, of_things }
    }

    fn thing_said(&self, placed: &Placed<'_>, thing: &Thing, asked: &Asked<'_>) -> TodayThing {
        let entry = placed.entry;
        let blank = TodayThing {
            kind: thing.kind,
            what: String::new(),
            clauses: Vec::new(),
            due: None,
            since: None,
            known_as_of: None,
            not_known: None,
            why: self.why_theirs(&thing.why, placed.team),
            does: None,
            or: None,
            only_as: None,
            no_way: None,
            first_read: None,
            of: Vec::new(),
        };
        match thing.item {
            Item::Duty(place, _) => {
                let duty = &entry.timeline.duties[place];
                let rule = self.rule(duty);
                let hidden = thing.kind == ThingKind::CannotBeKnown;
                let said = TodayThing {
                    what: format!("{}{}", rule.title, self.towards(duty.towards)),
                    clauses: vec![rule.cites.first().to_owned()],
                    due: if hidden { None } else { self.due(rule, duty) },
                    known_as_of: self.known_as_of(duty),
                    not_known: hidden.then(|| self.cannot_be_known(duty)),
                    ..blank
                };
                if self.is_too_early(duty) {
                    return said;
                }
                self.with_ways(said, entry, self.ways_to_meet(entry, rule, duty), (asked.me, asked.posts(placed.team)))
            }
            Item::Breach(place) => {
                let (what, clauses) = self.breach_said(entry, place);
                let said = TodayThing {
                    what,
                    clauses,
                    since: entry.timeline.breach_since(self.plan(), place, self.at).map(say::day),
                    ..blank
                };
                let ways = ways::to_end(self.plan(), place).map(|ways| {
                    let first = ways::first(&ways, &[]);
                    (first, ways)
                });
                self.with_ways(said, entry, ways, (asked.me, asked.posts(placed.team)))
            }
            Item::Offer(place, worker) if worker != asked.me => self.unanswered(entry, place, worker, blank),
            Item::Offer(place, _) => {
                let one = &entry.timeline.involved[place];
                let answer = |act: &str, label: &str| ToPress {
                    label: label.to_owned(),
                    path: self.form(entry, "act", act, [("involvement", one.involvement.to_string())]),
                };
                TodayThing {
                    what: format!("You are asked to take this child as {}", one.role.name()),
                    since: one.offered.and_then(say::day_of),
                    does: Some(answer("accept", "Accept")),
                    or: Some(answer("decline", "Decline")),
                    first_read: self
                        .handover_path(entry)
                        .map(|path| ToPress { label: "Handover from duty".to_owned(), path }),
                    ..blank
                }
            }
            Item::Task(place) => self.task_said(entry, &placed.one.tasks[place], asked.me, blank),
            Item::Told(post, at) => TodayThing {
                what: format!("Notice was given to the {}", self.post(post)),
                since: say::day_of(at),
                does: Some(self.acknowledge(entry, post)),
                ..blank
            },
            Item::ToBeTold(post, place) => {
                let duty = &entry.timeline.duties[place];
                let rule = self.rule(duty);
                let owner = entry.timeline.owner_of(self.plan(), duty, self.at).name();
                TodayThing {
                    what: format!("‘{}’: the {owner} has not done it yet", rule.title),
                    clauses: vec![rule.cites.first().to_owned()],
                    since: first_day(duty.opened).map(say::day),
                    does: Some(self.acknowledge(entry, post)),
                    ..blank
                }
            }
        }
    }

    fn acknowledge(&self, entry: &Entry, post: Post) -> ToPress {
        let path = self.form(entry, "record", Kind::NoticeAcknowledged.name(), [("to", post.name().to_owned())]);
        ToPress { label: "Acknowledge".to_owned(), path }
    }

    /// The address of a form about the child, with fields filled in: ids and words of closed lists alone.
    pub(super) fn form(
        &self,
        entry: &Entry,
        what: &str,
        name: &str,
        fields: impl IntoIterator<Item = (&'static str, String)>,
    ) -> String {
        let path = format!("{}/{what}/{name}", self.child(entry).path());
        let fields: Vec<(&str, String)> = fields.into_iter().collect();
        with_query(&path, fields.iter().map(|(name, value)| (*name, Some(value.as_str()))), PageWanted::default())
    }

    fn ways_to_meet(&self, entry: &Entry, rule: &Duty, duty: &DutyRecord) -> Result<(Option<Way>, Vec<Way>), NoWay> {
        let ways = ways::to_meet(self.plan(), rule)?;
        let left = ways::parts_left(rule, duty, self.facts(entry.child), self.at);
        Ok((ways::first(&ways, &left), ways))
    }

    /// Whether what is done now would not count: it has not opened, and what is done before does not meet it.
    fn is_too_early(&self, duty: &DutyRecord) -> bool {
        duty.state(self.at) == DutyState::ToCome && matches!(self.rule(duty).met_from, MetFrom::ItsOpening)
    }

    /// What whoever asks can press to meet a duty: what would count in a post of theirs.
    pub(super) fn press_to_meet(
        &self,
        entry: &Entry,
        duty: &DutyRecord,
        asked: &Asked<'_>,
        team: Option<UnitId>,
    ) -> Option<ToPress> {
        let held = asked.posts(team);
        let ways = self.ways_to_meet(entry, self.rule(duty), duty).ok().filter(|_| !self.is_too_early(duty))?;
        let (first, _) = self.without_leaving(entry, asked.me, ways);
        let counts = |way: &Way| way.posts.is_empty() || way.posts.has_any(held);
        first.filter(counts).map(|way| self.to_press(entry, &way, held))
    }

    fn with_ways(
        &self,
        said: TodayThing,
        entry: &Entry,
        ways: Result<(Option<Way>, Vec<Way>), NoWay>,
        (me, held): (WorkerId, Words<Post>),
    ) -> TodayThing {
        match ways.map(|ways| self.without_leaving(entry, me, ways)) {
            Ok((Some(first), all)) => {
                let other = all.iter().find(|way| way.does != first.does && way.part == first.part);
                // What counts in a post that they hold is done in that one; in none of them, it does not count.
                let only_as = (!first.posts.is_empty() && !first.posts.has_any(held))
                    .then(|| first.posts.iter().map(|post| self.post(post)).collect::<Vec<_>>().join(" or "));
                let or = other.map(|way| self.to_press(entry, way, held));
                TodayThing { does: Some(self.to_press(entry, &first, held)), or, only_as, ..said }
            }
            Ok((None, _)) => TodayThing { no_way: Some(NO_WAY_BUT_A_WORKER.to_owned()), ..said },
            Err(none) => TodayThing { no_way: Some(sentence(&none.to_string())), ..said },
        }
    }

    fn to_press(&self, entry: &Entry, way: &Way, held: Words<Post>) -> ToPress {
        let what = if matches!(way.does, Does::Act(_)) { "act" } else { "record" };
        let post = way.posts.shared(held).iter().next().map(|post| ("post", post.name().to_owned()));
        let fields = way.says.iter().map(|(name, word)| (*name, (*word).to_owned())).chain(post);
        let fields: Vec<(&'static str, String)> = fields.collect();
        // Whom to ask is chosen among those who could, before anything is typed.
        let path = if way.does == Does::Act(decide::ActKind::Offer) {
            let part =
                fields.iter().find(|(name, _)| *name == "part").map(|(name, value)| (*name, Some(value.as_str())));
            with_query(&format!("{}/{CANDIDATES}", self.child(entry).path()), part, PageWanted::default())
        } else {
            self.form(entry, what, way.does.name(), fields)
        };
        ToPress { label: label(way.does).to_owned(), path }
    }

    /// Whether what somebody did still waits for something.
    fn is_still_open(&self, entry: &Entry, one: &OfChild, fact: &Fact) -> bool {
        match fact.content {
            Content::NoticeGiven { to, .. } => {
                one.items.iter().any(|item| matches!(item, Item::Told(post, _) if *post == to))
            }
            Content::AllocationOffered { involvement, .. } => {
                let waits = |item: &Item| match item {
                    Item::Offer(place, _) => entry.timeline.involved[*place].involvement == involvement,
                    _ => false,
                };
                one.items.iter().any(waits)
            }
            // An answer, a decision and an asking stay open for as long as the child has nobody.
            _ => true,
        }
    }

    fn watch_line(&self, child: ChildRef, entry: &Entry, fact: &Fact) -> WatchLine {
        let did = match fact.content {
            Content::NoticeGiven { to, .. } => format!("You told the {}", to.name()),
            Content::NoticeAcknowledged { to, .. } => format!("You acknowledged it as {}", to.name()),
            Content::LeftUnallocated { .. } => "You decided to leave the child without a worker".to_owned(),
            Content::ManagementOversight { .. } => "You reviewed and decided".to_owned(),
            Content::SafetyPlanningAgreed { .. } => "You agreed the safety planning".to_owned(),
            Content::CapacityAsked { .. } => "You asked for room".to_owned(),
            Content::AllocationOffered { worker, .. } => {
                format!("You offered the child to {}", self.worker_name(worker))
            }
            other => self.fact_words(&other),
        };
        let open = match fact.content {
            Content::NoticeGiven { to, .. } => format!("The {} has not acknowledged it.", to.name()),
            Content::AllocationOffered { .. } => "No answer yet.".to_owned(),
            _ => self.still(entry),
        };
        WatchLine { child, did: format!("{did} on {}", say::when(fact)), open }
    }

    /// What is still so, as a sentence.
    fn still(&self, entry: &Entry) -> String {
        let days = self.stand(entry, self.tray).filter(|stand| !stand.value.is_no());
        match (self.counted(entry), days.and_then(|stand| self.days(&stand).map(|days| (days, stand.at_least)))) {
            (Tri::Yes, Some((days, at_least))) => {
                format!("Still no worker: {}.", crate::words::how_long(days, at_least))
            }
            (Tri::Yes, None) => "Still no worker.".to_owned(),
            (Tri::Unknown, _) => "Whether there is a worker now cannot be told.".to_owned(),
            (Tri::No, _) => "A breach still holds.".to_owned(),
        }
    }
}

/// The page below a child's on which the candidates stand.
pub(super) const CANDIDATES: &str = "allocate";

/// What a button says.
pub(super) fn label(does: Does) -> &'static str {
    use decide::ActKind;
    match does {
        Does::Act(ActKind::Offer) => "Find a worker",
        Does::Act(ActKind::Accept) => "Accept",
        Does::Act(ActKind::Decline) => "Decline",
        Does::Act(ActKind::Withdraw) => "Take the offer back",
        Does::Act(ActKind::End) => "End the involvement",
        Does::Act(ActKind::PutOnDuty) => "Put on duty",
        Does::Act(ActKind::TakeOffDuty) => "Take off duty",
        Does::Act(ActKind::AskForRoom) => "Ask for room",
        Does::Act(ActKind::Leave) => "Decide to leave",
        Does::Act(ActKind::Oversee | ActKind::OverseeCarer) => "Record oversight",
        Does::Act(ActKind::CheckTransfer) => "Check the work",
        Does::Act(ActKind::SignTransfer) => "Sign the transfer",
        Does::Act(ActKind::Close) => "Close the case",
        Does::Act(ActKind::Register | ActKind::TakeOn) => "Put on record",
        Does::Act(ActKind::GiveOver) => "Give it over",
        Does::Act(ActKind::SameFamily) => "Say who is a sibling",
        Does::Act(ActKind::ReviseAbsence) => "Change the likely end",
        Does::Record(Kind::Visit) => "Record a visit",
        Does::Record(Kind::LetterSent) => "Record the letter",
        Does::Record(Kind::LetterWithheld) => "Withhold the letter",
        Does::Record(Kind::NoticeGiven) => "Record the notice",
        Does::Record(Kind::NoticeAcknowledged) => "Acknowledge",
        Does::Record(Kind::DutyWorkerAssigned) => "Assign a duty worker",
        Does::Record(Kind::InformationConsidered) => "Record that you considered it",
        Does::Record(Kind::PlanReviewHeld) => "Record the review",
        Does::Record(Kind::PlanUpdated) => "Record the update",
        Does::Record(Kind::ActionApplied) => "We will do this",
        Does::Record(Kind::ActionNotApplied) => "We will not, because…",
        Does::Record(Kind::MeetingHeld) => "Record the meeting",
        Does::Record(Kind::BriefAssessment | Kind::AssessmentCompleted) => "Record the assessment",
        Does::Record(Kind::DutyQuestionAnswered) => "Answer",
        Does::Record(Kind::AbsenceDecided) => "Record the decision",
        Does::Record(_) => "Record it",
    }
}
