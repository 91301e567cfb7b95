//! `may-hold`: whether a worker may hold a child, and what stands against it, each by its clause.

use record::words::{Role, Word};
use record::{Calendar, Names, WorkerId};
use serde::Serialize;
use standing::governed::governed;
use standing::person::Person;
use standing::suitability::{Candidate, findings};
use standing::{Evaluator, Plan, World};
use web::live::candidates::{NOT_GOVERNED, no_rule};

use crate::Surroundings;
use crate::arguments::MayHold;
use crate::asked::Instants;
use crate::facts::Loaded;
use crate::failure::Failure;
use crate::standing::packs_not_in_force;
use crate::{policies, story};

/// The answer.
#[derive(Serialize)]
struct Answer {
    child: String,
    worker: String,
    part: &'static str,
    as_at: String,
    /// `yes`, `no` or `not known`; nothing where no policy was in force.
    may_hold: Option<&'static str>,
    /// That no policy was in force, or that none that was has a rule about who may hold whom.
    note: Option<String>,
    findings: Vec<Told>,
}

/// What one rule asks and does not find.
#[derive(Serialize)]
struct Told {
    rule: String,
    says: String,
    clauses: Vec<String>,
    lacking: Vec<&'static str>,
    not_known: Vec<&'static str>,
}

/// Runs the command.
pub fn run(asked: &MayHold, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let part = Role::from_name(&asked.part).ok_or_else(|| {
        let help = format!("the parts are {}", Role::NAMES.join(", "));
        Failure::NotThere(format!("there is no part '{}'", asked.part), help)
    })?;
    let instants = Instants::read(&asked.asked, around.now)?;
    let base = Calendar::england_and_wales();
    let loaded = Loaded::open(&asked.from, &|_| true, instants.known, around)?;
    let in_force = policies::in_force(&asked.asked.policy, loaded.world(), instants.known)?;
    let plan = Plan::new(&in_force.packs.iter().collect::<Vec<_>>());
    let book = loaded.world();
    let worker = worker(&book.names, &asked.worker)?;
    let lead = asked.lead.as_deref().map(|lead| self::worker(&book.names, lead)).transpose()?;
    let candidate = Candidate { worker, part, lead, support_named: asked.support_named };
    let world = World::new(book, &plan, &base, instants.known);
    let child = loaded.find(&asked.child)?;
    let answer = loaded.facts_of(child, &mut Vec::new(), |id, facts| {
        let mut evaluator = Evaluator::new(&plan, &world);
        let timeline = evaluator.timeline(facts);
        let governed = governed(&plan, &world.units, timeline.team_at(instants.at), instants.at);
        let governing: Vec<usize> =
            governed.packs.into_iter().filter(|pack| in_force.asks(&plan.packs[*pack].id)).collect();
        let is_asked = plan.suitability.iter().any(|of| governing.contains(&of.pack));
        let note = match governing.as_slice() {
            [] => {
                let lines = packs_not_in_force(&plan, instants.at);
                Some(if lines.is_empty() { NOT_GOVERNED.to_owned() } else { lines.join(" ") })
            }
            _ if is_asked => None,
            packs => Some(no_rule(&plan, packs)),
        };
        let found = findings(&plan, &mut evaluator, &timeline, book, &candidate, instants.at);
        let left = Person::read(book, worker, instants.at, instants.known).has_left(instants.at);
        let gone = left.is_yes() && !governing.is_empty();
        let note = gone.then(|| "The worker has left the authority.".to_owned()).or(note);
        let lacks = left.is_yes() || found.iter().any(|finding| !finding.lacking.is_empty());
        let findings = found.iter().map(|finding| {
            let of = &plan.suitability[finding.rule];
            Told {
                rule: format!("{}/{}", plan.packs[of.pack].id, of.rule.id),
                says: of.rule.says.clone(),
                clauses: story::clauses(&of.rule.cites),
                lacking: finding.lacking.iter().map(Word::name).collect(),
                not_known: finding.not_known.iter().map(Word::name).collect(),
            }
        });
        Answer {
            child: book.names.child(id).to_owned(),
            worker: book.names.worker(worker).to_owned(),
            part: part.name(),
            as_at: instants.at.to_string(),
            may_hold: (!governing.is_empty()).then_some(match (lacks, found.is_empty()) {
                (true, _) => "no",
                (false, true) => "yes",
                (false, false) => "not known",
            }),
            note,
            findings: findings.collect(),
        }
    });
    if asked.asked.json {
        around.json(&answer)?;
    } else {
        let said: Vec<&str> = answer.may_hold.into_iter().chain(answer.note.as_deref()).collect();
        let said = said.join(". ");
        writeln!(around.out, "{} as {} of {}: {said}", answer.worker, answer.part, answer.child)?;
        for finding in &answer.findings {
            writeln!(around.out, "- {} ({})", finding.says, finding.clauses.join(", "))?;
            for (what, list) in [("lacks", &finding.lacking), ("not known", &finding.not_known)] {
                if !list.is_empty() {
                    writeln!(around.out, "    {what}: {}", list.join(", "))?;
                }
            }
        }
    }
    Ok(0)
}

/// The worker of that id, written with or without its source.
pub fn worker(names: &Names, id: &str) -> Result<WorkerId, Failure> {
    let fits = |name: &str| name == id || name.split_once(':').is_some_and(|(_, plain)| plain == id);
    let all = (0..names.workers.len()).map(WorkerId::from_index);
    let found: Vec<WorkerId> = all.filter(|worker| fits(names.worker(*worker))).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            Err(Failure::NotThere(format!("there is no worker '{id}'"), "give the id as the record has it".to_owned()))
        }
        _ => {
            Err(Failure::NotThere(format!("'{id}' is the id of several workers"), "give it with its source".to_owned()))
        }
    }
}
