//! A child's story says of every stretch what is so over all of it: by hand, and of a made-up authority day by day against
//! the timelines themselves.

use std::collections::HashMap;
use std::sync::Arc;

use intake::{Extract, ReadOptions, Site};
use jiff::Timestamp;
use record::words::Role;
use record::{Book, Calendar, ChildId, Content, Day, Moment, WorkerId};
use standing::{Board, Holding, Plan, Timeline};
use web::view::*;
use web::{AsAt, Live, Point, Queries, Viewer};

use crate::by_hand;

/// The present is Thu 2 July 2026, 09:00.
const RECORD: &str = include_str!("ribbon.jsonl");

fn page_at(live: &Live, id: &str, at: Option<Moment>) -> ChildPage {
    let as_at = at.map(|at| Point::Instant(Timestamp::from_second(at.second()).unwrap()));
    let at = AsAt { as_at, known_at: None };
    live.child(&Viewer::on_this_machine(), id, &at, PageWanted::default()).unwrap().page
}

fn worker_lane(page: &ChildPage) -> &Lane {
    page.ribbon.lanes.iter().find(|lane| lane.label == "Worker").unwrap()
}

/// Each stretch of the worker lane: its first day, the day after its last, and what it says.
fn lines(page: &ChildPage) -> Vec<String> {
    let until = |span: &Span| span.until.as_ref().map_or("now".to_owned(), |until| until.date.clone());
    let spans = worker_lane(page).spans.iter();
    spans.map(|span| format!("{} until {}: {}", span.from.date, until(span), span.label)).collect()
}

#[test]
fn a_stretch_is_in_name_only_from_where_it_becomes_so_until_it_ceases_to_be() {
    let now = || "2026-07-02".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    let live = by_hand::live(RECORD, by_hand::packs(["pg", "counts"]), Vec::new(), now);
    let cases: [(&str, &[&str], &str); 9] = [
        // Only while an enquiry goes on must the worker be registered. The second begins where the first ended.
        (
            "x:enquiry",
            &[
                "2026-03-02 until 2026-04-01: Una Listed",
                "2026-04-01 until 2026-04-16: Una Listed, in name only",
                "2026-04-16 until now: Una Listed",
            ],
            "has a worker: Una Listed.",
        ),
        // Six weeks after Mon 9 March are over with Mon 20 April, and six weeks after Mon 11 May with Mon 22 June.
        (
            "x:unseen",
            &[
                "2026-03-02 until 2026-04-21: Ada Testworker",
                "2026-04-21 until 2026-05-11: Ada Testworker, in name only",
                "2026-05-11 until 2026-06-23: Ada Testworker",
                "2026-06-23 until now: Ada Testworker, in name only",
            ],
            "has a worker in name only: Ada Testworker.",
        ),
        // Five hours in a manager's name are not hidden.
        (
            "x:hours",
            &[
                "2026-06-01 until 2026-06-10: Ada Testworker",
                "2026-06-10 until 2026-06-10: Cy Managerson, in name only",
                "2026-06-10 until now: Ada Testworker",
            ],
            "has a worker: Ada Testworker.",
        ),
        // Away for ten working days with Fri 12 June; nobody knows whether she has left as well.
        (
            "x:away",
            &["2026-05-26 until 2026-06-13: Di Parent", "2026-06-13 until now: Di Parent, in name only"],
            "has a worker in name only: Di Parent.",
        ),
        // An offer is no row of the case system.
        (
            "x:offer",
            &["2026-06-29 until 2026-06-30: No worker", "2026-06-30 until now: Offered to Cy Managerson"],
            "is offered to Cy Managerson, who has not accepted.",
        ),
        // To whom the child is offered does not hold it beside the worker.
        (
            "x:follow",
            &["2026-06-01 until 2026-07-01: Ada Testworker", "2026-07-01 until now: No worker"],
            "has had no worker for 1 day.",
        ),
        // A row that nobody closed stands beside the worker who came after: that worker is named, since when that one holds.
        (
            "x:two",
            &[
                "2026-05-25 until 2026-05-30: Lou Leaver",
                "2026-05-30 until 2026-06-01: No worker",
                "2026-06-01 until now: Ada Testworker",
            ],
            "has a worker: Ada Testworker.",
        ),
        (
            "x:both",
            &["2026-05-25 until 2026-05-30: Lou Leaver and Ada Testworker", "2026-05-30 until now: Ada Testworker"],
            "has a worker: Ada Testworker.",
        ),
        // The row of one who has left, and another who was asked.
        (
            "x:asked",
            &[
                "2026-05-25 until 2026-05-30: Lou Leaver",
                "2026-05-30 until 2026-06-29: No worker",
                "2026-06-29 until now: Offered to Ada Testworker",
            ],
            "is offered to Ada Testworker, who has not accepted.",
        ),
    ];
    for (child, expected, sentence) in cases {
        let page = page_at(&live, child, None);
        assert_eq!(lines(&page), expected, "{child}");
        assert!(page.sentence().ends_with(sentence), "{}", page.sentence());
        if let StandingNow::InNameOnly { only_since, .. } = &page.now {
            assert_eq!(only_since.as_ref(), Some(&worker_lane(&page).spans.last().unwrap().from), "{child}");
        }
    }
    let StandingNow::Held { since, .. } = page_at(&live, "x:two", None).now else { panic!("not held") };
    assert_eq!(since.map(|day| day.date), Some("2026-06-01".to_owned()));
    let StandingNow::InNameOnly { because, .. } = page_at(&live, "x:away", None).now else { panic!("not in name") };
    assert_eq!(because, "held by nobody in truth: which of the possible reasons it is, cannot be told from the data");
}

#[test]
fn a_child_who_died_is_shown_as_nothing_else() {
    let now = || "2026-07-02".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    let live = by_hand::live(RECORD, by_hand::packs(["pg", "counts"]), Vec::new(), now);
    let page = page_at(&live, "x:died", None);
    assert!(page.sentence().ends_with(" died on Sat 20 June 2026. The case is still open."), "{}", page.sentence());
    assert_eq!(page.child.age, "died on Sat 20 June 2026");
    let before = page_at(&live, "x:died", Some("2026-06-19".parse::<Day>().unwrap().at(9, 0, 0).unwrap()));
    assert!(before.died.is_none() && before.sentence().contains("has had no worker"), "{}", before.sentence());
}

/// A made-up authority, read as its extract says, and the day on which that was taken.
fn made_up(open_children: u32) -> (Book, Day) {
    let folder = tempfile::tempdir().unwrap();
    let plan = synth::Plan { open_children, ..synth::Plan::default() };
    synth::write_extract(&plan, folder.path(), &mut |_, _, _| {}).unwrap();
    let taken = Day::new(plan.as_at.year, plan.as_at.month, plan.as_at.day).unwrap();
    let site = std::fs::read_to_string("../keyworker/src/demo-site.toml").unwrap();
    let mut options = ReadOptions::new(Site::from_toml(&site).unwrap(), taken.end(), "import");
    options.taken = Some(taken.end());
    let extract = Extract::read(folder.path(), &options, record::Names::default(), &|_| {}).unwrap();
    let mut book = Book::default();
    book.names = extract.world().names.clone();
    extract.world().facts().for_each(|fact| book.append(*fact));
    let mut room = Vec::new();
    for child in 0..extract.children() {
        room.clear();
        extract.facts(child, &mut room);
        room.iter().for_each(|fact| book.append(*fact));
    }
    (book, taken)
}

/// What a timeline says at an instant of how the child is held.
struct Truth<'t> {
    timeline: &'t Timeline,
    counted: usize,
    in_name_only: usize,
    names: &'t HashMap<WorkerId, String>,
}

/// What a stretch says behind the names of those who hold the child but do not count.
const BEHIND: [&str; 2] = [", in name only", ", who does not count"];

impl Truth<'_> {
    fn is_in_name_only(&self, at: Moment) -> bool {
        self.timeline.counted(self.in_name_only, at).is_yes() && !self.timeline.counted(self.counted, at).is_yes()
    }

    fn style(&self, at: Moment) -> Option<(SpanStyle, &'static str)> {
        let holding = self.timeline.holding_at(at);
        Some(match holding {
            Holding::Closed => return None,
            _ if self.is_in_name_only(at) => (SpanStyle::InNameOnly, BEHIND[0]),
            Holding::Held if self.timeline.counted(self.counted, at).is_yes() => (SpanStyle::InNameOnly, BEHIND[1]),
            Holding::Held => (SpanStyle::Held, ""),
            Holding::Unknown | Holding::OpenNotKnown => (SpanStyle::Unknown, ""),
            Holding::Offered => (SpanStyle::Offered, ""),
            Holding::Partner | Holding::Duty | Holding::TeamOnly => (SpanStyle::Duty, ""),
            Holding::Nobody => (SpanStyle::Nobody, ""),
        })
    }

    /// Who has accepted the child as lead or key worker by then.
    fn holders(&self, at: Moment) -> Vec<WorkerId> {
        let main = self.timeline.involved_at(at).filter(|one| matches!(one.role, Role::Lead | Role::KeyWorker));
        main.filter(|one| one.accepted.is_some_and(|from| from <= at)).filter_map(|one| one.worker).collect()
    }

    /// Whether a stretch, or that there is none, is what was so at that instant.
    fn agrees(&self, span: Option<&Span>, at: Moment) -> bool {
        match (span, self.style(at)) {
            (None, None) => true,
            (Some(span), Some((style, behind))) => {
                let holds = matches!(style, SpanStyle::Held | SpanStyle::InNameOnly);
                let mut holders = self.holders(at).into_iter().filter(|_| holds);
                let names_all = holders.all(|worker| span.label.contains(&self.names[&worker]));
                let said = BEHIND.into_iter().find(|behind| span.label.ends_with(behind)).unwrap_or_default();
                span.style == style && names_all && said == behind
            }
            _ => false,
        }
    }

    /// The instants up to that one at which anything changes of how the child is held.
    fn changes(&self, until: Moment) -> Vec<Moment> {
        let signals = [&self.timeline.counts[self.counted], &self.timeline.counts[self.in_name_only]];
        let steps = signals.into_iter().flatten().map(|step| step.from);
        let mut all: Vec<Moment> = steps.chain(self.timeline.holding.iter().map(|step| step.from)).collect();
        all.retain(|at| *at > Moment::MIN && *at <= until);
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn day(of: &web::words::Day) -> Day {
    of.date.parse().unwrap()
}

/// Whether a stretch holds some of that day. One that ends within a day ends, in its words, with the day before.
fn holds_some_of(span: &Span, asked: Day) -> bool {
    day(&span.from) <= asked && span.until.as_ref().is_none_or(|until| day(until) >= asked)
}

#[test]
fn over_every_stretch_a_story_and_the_headline_say_what_the_timeline_does() {
    let (book, taken) = made_up(100);
    let now = taken.plus_days(1).at(9, 0, 0).unwrap();
    let packs = by_hand::packs(["pg", "in-name"]);
    let plan = Arc::new(Plan::new(&packs.iter().collect::<Vec<_>>()));
    let board = Board::new(&book, Arc::clone(&plan), &Calendar::england_and_wales(), now, 1);
    let mut names = HashMap::new();
    for worker in book.worker_ids() {
        let mut named = book.worker(worker).iter().filter_map(|fact| match fact.content {
            Content::WorkerDetails { name, .. } => name,
            _ => None,
        });
        names.insert(worker, named.next_back().map_or_else(String::new, |name| book.names.text(name).to_owned()));
    }
    let ids: Vec<(ChildId, String)> = book.child_ids().map(|id| (id, book.names.child(id).to_owned())).collect();
    let live = by_hand::live_over("pg/unallocated", book, packs, Vec::new(), move || now);
    let (mut stretches, mut in_name, mut within_a_day) = (0, 0, 0);
    for (child, id) in ids {
        let Some(entry) = board.get(child) else { continue };
        let truth = Truth {
            timeline: &entry.timeline,
            counted: plan.definition("pg/unallocated").unwrap(),
            in_name_only: plan.definition("in-name/in-name-only").unwrap(),
            names: &names,
        };
        let page = page_at(&live, &id, None);
        let drawn_from = day(&page.ribbon.from);
        let none = Vec::new();
        let lane = page.ribbon.lanes.iter().find(|lane| lane.label == "Worker");
        let spans = lane.map_or(&none, |lane| &lane.spans);
        // Just before the last second of a day, with which what ended on that day is over, the stretch that began last goes on.
        for asked in (0..).map(|days| drawn_from.plus_days(days)).take_while(|day| day.end() <= now) {
            let at = asked.end().plus_seconds(-1);
            let goes_on = |span: &&Span| span.until.as_ref().is_none_or(|until| day(until) > asked);
            let span = spans.iter().rev().find(|span| day(&span.from) <= asked).filter(goes_on);
            assert!(truth.agrees(span, at), "{id} at {at}: {:?}, not {:?} as in {spans:?}", truth.style(at), span);
        }
        let changes = truth.changes(now);
        for (n, from) in changes.iter().copied().enumerate() {
            let to = changes.get(n + 1).copied().unwrap_or(now);
            let (first, seconds) = (from.plus_seconds(1).day(), to.second() - from.second());
            if seconds <= 1 || first < drawn_from {
                continue;
            }
            // Of a day on which several things were so, one stretch says each of them.
            for at in [from, from.plus_seconds(seconds / 2), to.plus_seconds(-1)] {
                let asked = at.max(from.plus_seconds(1)).day();
                let mut those = spans.iter().filter(|span| holds_some_of(span, asked));
                let agrees = truth.style(at).is_none() || those.any(|span| truth.agrees(Some(span), at));
                assert!(agrees, "{id} at {at}: {:?} is not in {spans:?}", truth.style(at));
            }
            let then = page_at(&live, &id, Some(from.plus_seconds(seconds / 2)));
            let headline = matches!(then.now, StandingNow::InNameOnly { .. });
            let is_so = truth.is_in_name_only(from.plus_seconds(seconds / 2));
            assert_eq!(headline, is_so, "{id} from {from}: {:?}", then.now);
            stretches += 1;
            in_name += usize::from(is_so);
            within_a_day += usize::from(seconds < 86_400);
        }
    }
    // It tries enough of each.
    assert!(stretches > 200 && in_name > 30 && within_a_day > 0, "{stretches}, {in_name}, {within_a_day}");
}
