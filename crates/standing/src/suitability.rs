//! Who may hold whom: what a policy asks of a candidate for a child, and what is known of the candidate.

use policy::{Need, Suitability};
use record::book::known_facts;
use record::words::{Profession, Role, Words};
use record::{Book, Content, Fact, Moment, Tri, WorkerId};

use crate::evaluate::Evaluator;
use crate::plan::Plan;
use crate::signal::value_at;
use crate::timeline::Timeline;

/// Somebody who might hold a child, and what would come with it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Who.
    pub worker: WorkerId,
    /// In which part.
    pub part: Role,
    /// Another who would lead, or leads already.
    pub lead: Option<WorkerId>,
    /// Whether somebody would be named to support and supervise.
    pub support_named: bool,
}

/// What one rule asks of the candidate and does not find.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// The rule's place in [`Plan::suitability`].
    pub rule: usize,
    /// What is lacking for certain.
    pub lacking: Words<Need>,
    /// What is not known to be there, or would be lacking if the rule applies, which is not known.
    pub not_known: Words<Need>,
}

/// What is known of a worker at an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Known {
    /// What the worker is, where the record says.
    pub profession: Option<Profession>,
    /// Whether the worker is registered.
    pub registered: Tri,
    /// Whether the worker has a supervisor.
    pub supervised: Tri,
    /// Whether the worker has the experience that is asked for.
    pub experienced: Tri,
}

impl Known {
    /// What the book says of that worker at that instant, as known at `known`: by the newest word of each kind by its own
    /// date, whenever it was entered (AP-36); one without a date is taken as the first.
    pub fn of(book: &Book, worker: WorkerId, at: Moment, known: Moment) -> Known {
        let mut found = Known::default();
        let so = |fact: &&Fact| fact.when.as_start().is_none_or(|from| from <= at);
        let mut facts: Vec<&Fact> = known_facts(book.worker(worker), known).filter(so).collect();
        // Of two at one instant the one appended last stays behind the other.
        facts.sort_by_key(|fact| fact.when.as_start());
        for fact in facts {
            match fact.content {
                Content::WorkerDetails { profession, .. } => found.profession = profession,
                Content::Registered { .. } => found.registered = Tri::Yes,
                Content::NotRegistered {} => found.registered = Tri::No,
                Content::SupervisionNamed { supervisor } => found.supervised = Tri::from(supervisor.is_some()),
                Content::ExperienceConfirmed {} => found.experienced = Tri::Yes,
                _ => {}
            }
        }
        found
    }

    /// Whether the worker is a social worker of any grade.
    pub fn is_social_worker(&self) -> Tri {
        let grades = Words::of(&[
            Profession::SocialWorker,
            Profession::StudentSocialWorker,
            Profession::NewlyQualifiedSocialWorker,
            Profession::SeniorPractitioner,
            Profession::AssistantTeamManager,
        ]);
        self.profession.map_or(Tri::Unknown, |profession| Tri::from(grades.has(profession)))
    }
}

/// What every rule of the plan finds lacking in the candidate, for the child whose timeline the evaluator made last.
/// Nothing where the candidate may hold the child.
pub fn findings(
    plan: &Plan,
    evaluator: &mut Evaluator<'_>,
    timeline: &Timeline,
    book: &Book,
    candidate: &Candidate,
    at: Moment,
) -> Vec<Finding> {
    let asked = asked(plan, evaluator, timeline, at);
    let known = Known::of(book, candidate.worker, at, evaluator.known());
    // Nobody leads beside themselves.
    let lead = candidate.lead.filter(|lead| *lead != candidate.worker);
    let lead = lead.map(|lead| Known::of(book, lead, at, evaluator.known()).is_social_worker());
    let comes = ComesWith { part: candidate.part, lead, support_named: candidate.support_named };
    lacking(plan, &asked, &known, &comes)
}

/// The rules that are asked of whoever is to hold the child whose timeline the evaluator made last, by their places in
/// [`Plan::suitability`], each with whether the child is one of those whom it is for: the same for every candidate.
pub fn asked(plan: &Plan, evaluator: &mut Evaluator<'_>, timeline: &Timeline, at: Moment) -> Vec<(usize, Tri)> {
    let rules = plan.suitability.iter().enumerate();
    let rules = rules.filter(|(_, of)| timeline.version_at(plan, of.pack, at) == of.pack);
    let asked = rules.map(|(rule, of)| (rule, value_at(&evaluator.signal_of(&of.rule.during, &[], timeline), at)));
    asked.filter(|(_, is_for)| !is_for.is_no()).collect()
}

/// In which part a candidate would hold the child, and with whom.
#[derive(Clone, Copy, Debug)]
pub struct ComesWith {
    /// The part.
    pub part: Role,
    /// Whether another, who would lead or leads already, is a social worker; nothing where nobody else would.
    pub lead: Option<Tri>,
    /// Whether somebody would be named to support and supervise.
    pub support_named: bool,
}

/// What of those rules somebody of whom that is known lacks, and what is not known to be there.
pub fn lacking(plan: &Plan, asked: &[(usize, Tri)], known: &Known, comes: &ComesWith) -> Vec<Finding> {
    let mut found = Vec::new();
    for (rule, is_for) in asked {
        let (rule, of) = (*rule, &plan.suitability[*rule]);
        let applies = is_about(&of.rule, comes.part, known).and(*is_for);
        if applies.is_no() {
            continue;
        }
        let (mut lacking, mut not_known) = (Words::NONE, Words::NONE);
        for need in of.rule.needs.iter() {
            match (has(need, known, comes), applies) {
                (Tri::Yes, _) => {}
                (Tri::No, Tri::Yes) => lacking = lacking.with(need),
                _ => not_known = not_known.with(need),
            }
        }
        if !lacking.is_empty() || !not_known.is_empty() {
            found.push(Finding { rule, lacking, not_known });
        }
    }
    found
}

fn is_about(rule: &Suitability, part: Role, known: &Known) -> Tri {
    if !rule.parts.has(part) {
        return Tri::No;
    }
    match (rule.professions, known.profession) {
        (None, _) => Tri::Yes,
        (Some(_), None) => Tri::Unknown,
        (Some(about), Some(profession)) => Tri::from(about.has(profession)),
    }
}

fn has(need: Need, known: &Known, comes: &ComesWith) -> Tri {
    let supported = Tri::from(comes.support_named);
    match need {
        Need::Refused => Tri::No,
        Need::LeadSocialWorker => comes.lead.unwrap_or(Tri::No),
        Need::NamedSupport => supported,
        Need::Supervisor => known.supervised,
        // Experienced support stands in for experience of one's own (AP-05).
        Need::Experience => known.experienced.or(supported),
        Need::Registration => known.registered,
    }
}
