//! Who may hold whom: what a policy asks of a candidate for a child, and what is known of the candidate.

use policy::{Engaged, Need, SpeaksFor, Suitability};
use record::book::known_facts;
use record::words::{Accreditation, Profession, Role, Words};
use record::{Book, Content, Day, Fact, Moment, Tri, When, WorkerId};

use crate::evaluate::Evaluator;
use crate::governed::governed;
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
    /// Whether the worker is engaged through an agency.
    pub agency: Tri,
    /// The accreditations that the worker holds.
    pub accredited: Words<Accreditation>,
    /// Those that the worker held and holds no more.
    pub lapsed: Words<Accreditation>,
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
        facts.into_iter().for_each(|fact| found.take(fact, at));
        found
    }

    /// Takes in the next newer word that is so by that instant.
    pub(crate) fn take(&mut self, fact: &Fact, at: Moment) {
        match fact.content {
            Content::WorkerDetails { profession, .. } => self.profession = profession,
            Content::Registered { until, .. } => self.registered = is_registered(fact.when, until, at),
            Content::NotRegistered {} => self.registered = Tri::No,
            Content::SupervisionNamed { supervisor } => self.supervised = Tri::from(supervisor.is_some()),
            Content::ExperienceConfirmed {} => self.experienced = Tri::Yes,
            Content::Engagement { agency, .. } => self.agency = agency,
            Content::Accredited { accreditation, until } => {
                let (holds, over) = match until {
                    // What ends before it begins contradicts itself, and says nothing.
                    Some(until) if fact.when.day().is_some_and(|from| until < from) => (false, false),
                    until => {
                        let over = until.is_some_and(|until| until.end() < at);
                        (!over, over)
                    }
                };
                let with = |list: Words<Accreditation>, has: bool| {
                    let others = list.iter().filter(|other| *other != accreditation).fold(Words::NONE, Words::with);
                    if has { others.with(accreditation) } else { others }
                };
                (self.accredited, self.lapsed) = (with(self.accredited, holds), with(self.lapsed, over));
            }
            _ => {}
        }
    }

    /// Whether the worker holds every one of those accreditations.
    pub fn is_trained(&self, asked: Words<Accreditation>) -> Tri {
        let each = asked.iter().map(|one| match (self.accredited.has(one), self.lapsed.has(one)) {
            (true, _) => Tri::Yes,
            (_, true) => Tri::No,
            _ => Tri::Unknown,
        });
        each.fold(Tri::Yes, Tri::and)
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

/// Whether that word on a registration, which is the newest at the instant, says that it holds: up to its last day, with that day.
/// What ends before it begins contradicts itself, and says nothing.
pub fn is_registered(from: When, until: Option<Day>, at: Moment) -> Tri {
    match until {
        Some(until) if from.day().is_some_and(|from| until < from) => Tri::Unknown,
        Some(until) => Tri::from(at <= until.end()),
        None => Tri::Yes,
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
/// [`Plan::suitability`], each with whether the child is one of those whom it is for: the same for every candidate. Asked are
/// those of the policies that govern the child's team then, and of no other.
pub fn asked(plan: &Plan, evaluator: &mut Evaluator<'_>, timeline: &Timeline, at: Moment) -> Vec<(usize, Tri)> {
    let rules = plan.suitability.iter().enumerate();
    let governs = governed(plan, evaluator.units(), timeline.team_at(at), at).packs;
    let rules = rules.filter(|(_, of)| governs.contains(&of.pack));
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
            match (has(&of.rule, need, known, comes), applies) {
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

/// The rules that say that it speaks for a candidate to hold a brother or sister of the child, by their places in
/// [`Plan::suitability`], and whether it does: `siblings` says of each, whom the candidate holds, or may hold, as lead or key worker,
/// whether it is for certain. It refuses nobody.
pub fn speaks_for(
    plan: &Plan,
    asked: &[(usize, Tri)],
    known: &Known,
    comes: &ComesWith,
    siblings: &[Tri],
) -> Vec<(usize, Tri)> {
    let holds = siblings.iter().copied().fold(Tri::No, Tri::or);
    let each = asked.iter().filter(|(rule, _)| plan.suitability[*rule].rule.speaks_for.has(SpeaksFor::Sibling));
    let spoken = each.map(|(rule, is_for)| {
        (*rule, is_about(&plan.suitability[*rule].rule, comes.part, known).and(*is_for).and(holds))
    });
    spoken.filter(|(_, speaks)| !speaks.is_no()).collect()
}

fn is_about(rule: &Suitability, part: Role, known: &Known) -> Tri {
    if !rule.parts.has(part) {
        return Tri::No;
    }
    let profession = match (rule.professions, known.profession) {
        (None, _) => Tri::Yes,
        (Some(_), None) => Tri::Unknown,
        (Some(about), Some(profession)) => Tri::from(about.has(profession)),
    };
    profession.and(match rule.engaged {
        None => Tri::Yes,
        Some(Engaged::Agency) => known.agency,
        Some(Engaged::Authority) => known.agency.negated(),
    })
}

fn has(rule: &Suitability, need: Need, known: &Known, comes: &ComesWith) -> Tri {
    let supported = Tri::from(comes.support_named);
    match need {
        Need::Refused => Tri::No,
        Need::LeadSocialWorker => comes.lead.unwrap_or(Tri::No),
        Need::NamedSupport => supported,
        Need::Supervisor => known.supervised,
        // Experienced support stands in for experience of one's own (AP-05).
        Need::Experience => known.experienced.or(supported),
        Need::Registration => known.registered,
        Need::Training => known.is_trained(rule.training),
    }
}
