//! `candidates`: who could take a child; `workload`: what a worker carries.

use std::sync::Arc;

use decide::Telling;
use decide::candidates::{Sought, candidates};
use record::words::{Role, Word};
use record::{Book, Calendar, ChildId, Moment};
use standing::workload::Weigher;
use standing::{Board, Plan};
use web::live::candidates::{candidates_shown, workload_shown};
use web::view::{CandidateLine, CandidatesPage, Statement};

use crate::Surroundings;
use crate::arguments::{Asked, Candidates, From, Workload};
use crate::asked::Instants;
use crate::facts::Loaded;
use crate::failure::Failure;
use crate::may_hold::worker;
use crate::policies::{self, InForce};
use crate::table::{fitted, indented};

/// Every child at hand, for a question about more than one.
struct Place {
    book: Book,
    board: Board,
    instants: Instants,
    in_force: InForce,
}

impl Place {
    fn open(from: &From, asked: &Asked, around: &mut Surroundings<'_>) -> Result<Place, Failure> {
        let instants = Instants::read(asked, around.now)?;
        let loaded = Loaded::open(from, &|_| true, instants.known, around)?;
        let in_force = policies::in_force(&asked.policy, loaded.world(), instants.known)?;
        let book = loaded.into_book();
        let plan = Arc::new(Plan::new(&in_force.packs.iter().collect::<Vec<_>>()));
        let base = Calendar::england_and_wales();
        let board = Board::new(&book, plan, &base, instants.known, from.reading.threads);
        Ok(Place { book, board, instants, in_force })
    }

    fn asks(&self, pack: usize) -> bool {
        self.in_force.asks(&self.board.plan().packs[pack].id)
    }

    fn child(&self, id: &str) -> Result<ChildId, Failure> {
        let names = &self.book.names;
        let fits = |name: &str| name == id || name.split_once(':').is_some_and(|(_, plain)| plain == id);
        let mut found: Vec<ChildId> = self
            .book
            .child_ids()
            .filter(|child| fits(names.child(*child)))
            .map(|one| self.board.people().person(one))
            .collect();
        found.dedup();
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(Failure::NotThere(
                format!("there is no child '{id}'"),
                "give the id as the source has it, with or without the source's own word before it: lcs:123".to_owned(),
            )),
            _ => Err(Failure::NotThere(
                format!("'{id}' is the id of a child in several sources"),
                "give it with its source".to_owned(),
            )),
        }
    }

    /// Everybody by id: a name has no place in a terminal's history.
    fn telling<R>(&self, tell: impl FnOnce(&Telling<'_>) -> R) -> R {
        let names = &self.book.names;
        tell(&Telling {
            book: &self.book,
            people: self.board.people(),
            plan: self.board.plan(),
            known: self.instants.known,
            worker: &|worker| plain(names.worker(worker)).to_owned(),
            child: &|child| Some(plain(names.child(child)).to_owned()),
            unit: &|unit| plain(names.unit(unit)).to_owned(),
        })
    }
}

fn plain(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, plain)| plain)
}

/// Runs `candidates`.
pub fn run(asked: &Candidates, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let part = Role::from_name(&asked.part).ok_or_else(|| {
        let help = format!("the parts are {}", Role::NAMES.join(", "));
        Failure::NotThere(format!("there is no part '{}'", asked.part), help)
    })?;
    let place = Place::open(&asked.from, &asked.asked, around)?;
    let child = place.child(&asked.child)?;
    let acting = asked.acting.as_deref().map(|acting| worker(&place.book.names, acting)).transpose()?;
    let sought = Sought { child, part, acting, post: None };
    let at: Moment = place.instants.at;
    let found = candidates(&place.book, &place.board, &|pack| place.asks(pack), at, &sought);
    let page = place.telling(|telling| candidates_shown(&found, acting, None, telling));
    if asked.asked.json {
        around.json(&page)?;
    } else {
        told(&page, asked.all, around)?;
    }
    Ok(0)
}

/// Runs `workload`.
pub fn workload(asked: &Workload, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let place = Place::open(&asked.from, &asked.asked, around)?;
    let worker = worker(&place.book.names, &asked.worker)?;
    let weigher = Weigher::new(&place.board, &place.book, place.instants.at);
    let page = place.telling(|telling| workload_shown(worker, &weigher, &|pack| place.asks(pack), telling));
    if asked.asked.json {
        around.json(&page)?;
        return Ok(0);
    }
    let more =
        if page.may_hold_more > 0 { format!(", and perhaps {} more", page.may_hold_more) } else { String::new() };
    writeln!(around.out, "{} holds {} as lead or key worker{more}", page.name, children(page.holds))?;
    if page.loads.is_empty() {
        writeln!(around.out, "no policy that governs their team weighs workloads")?;
    }
    for load in &page.loads {
        writeln!(around.out, "by {}:", load.policy)?;
        for line in &load.lines {
            write!(around.out, "{}", indented(&with_clauses(line), 2, around.columns))?;
        }
    }
    Ok(0)
}

fn children(count: usize) -> String {
    if count == 1 { "1 child".to_owned() } else { format!("{count} children") }
}

fn told(page: &CandidatesPage, all: bool, around: &mut Surroundings<'_>) -> Result<(), Failure> {
    if let Some(note) = &page.note {
        write!(around.out, "{}", indented(note, 0, around.columns))?;
    }
    for ground in &page.against_all {
        writeln!(around.out, "{} ({}) {}", ground.says, ground.clauses.join(", "), ground.possible)?;
    }
    let mut table =
        fitted(&["Worker", "Remit", "Offer as", "Children", "Load", "Speaks for", "Stands against"], around.columns);
    let shown = |one: &&CandidateLine| all || one.stands != "refused" || one.help.is_some();
    for one in page.candidates.iter().filter(shown) {
        let load = one.loads.iter().map(|of| format!("{} → {}", of.before.words(), of.after.words()));
        let load = load.collect::<Vec<_>>().join("; ");
        let offer = if one.stands == "possible" { page.part.to_owned() } else { one.stands.to_owned() };
        let (speaks, stands) = (weighing(one, &["for"]), weighing(one, &["against", "not known"]));
        let grounds = one.grounds.iter().map(|ground| format!("{} ({})", ground.says, ground.clauses.join(", ")));
        let grounds: Vec<String> = grounds.chain(one.help.clone()).chain(stands).collect();
        let holds = one.holds.to_string();
        let remit = one.about("remit").iter().map(|said| said.says.clone()).collect::<Vec<_>>().join("; ");
        table.add_row([one.name.clone(), remit, offer, holds, load, speaks.join("; "), grounds.join("; ")]);
    }
    writeln!(around.out, "{table}")?;
    let folded = page.candidates.iter().filter(|one| !shown(one)).count();
    if folded > 0 {
        writeln!(around.out, "{folded} more cannot be asked: --all lists them, each with its clause")?;
    }
    Ok(())
}

fn weighing(one: &CandidateLine, how: &[&str]) -> Vec<String> {
    one.weighing(how).into_iter().map(with_clauses).collect()
}

/// What it says, and the clauses that it follows.
fn with_clauses(said: &Statement) -> String {
    let Statement { says, clauses, .. } = said;
    if clauses.is_empty() { says.clone() } else { format!("{says} ({})", clauses.join(", ")) }
}
