//! Who may hold whom ("Who may hold whom").

use std::sync::LazyLock;

use record::words::{Accreditation, Profession, Role, Status};
use record::{Content, Fact, Moment, Tri, WorkerId};

use super::conditions::{both, not};
use super::definitions::Walk;
use super::rules::{Stream, still_needed};
use super::workers;
use super::world::World;

/// What a candidate needs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[allow(missing_docs)]
pub enum Need {
    Refused,
    LeadSocialWorker,
    NamedSupport,
    Supervisor,
    Experience,
    Training,
}

/// What the allocation policy asks of candidates.
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    of_child: Stream,
    /// About whom it is: leads and key workers, where nothing else is said.
    parts: &'static [Role],
    /// Whom it is about; anybody where nothing is said.
    professions: &'static [Profession],
    /// Whether it is about those engaged through an agency, or those who are not; however they are where nothing is said.
    through_agency: Option<bool>,
    needs: &'static [Need],
    /// What is trained, where training is needed.
    training: &'static [Accreditation],
}

/// Somebody who might hold the child.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Who.
    pub worker: WorkerId,
    /// In which part.
    pub part: Role,
    /// Another who would lead.
    pub lead: Option<WorkerId>,
    /// Whether somebody would be named to support.
    pub support_named: bool,
}

/// What one rule does not find.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Finding {
    /// The rule.
    pub id: String,
    /// What lacks for certain.
    pub lacking: Vec<Need>,
    /// What may lack.
    pub not_known: Vec<Need>,
}

const ADVISORS: &[Profession] = &[Profession::YoungPeoplesAdvisor, Profession::Nurse, Profession::CommunityWorker];
const PROTECTION: &[Status] = &[Status::Section47, Status::ChildProtectionPlan];

fn rule(id: &'static str, of_child: Stream, professions: &'static [Profession], needs: &'static [Need]) -> Rule {
    Rule {
        id,
        of_child,
        parts: &[Role::Lead, Role::KeyWorker],
        professions,
        through_agency: None,
        needs,
        training: &[],
    }
}

fn open() -> Stream {
    Box::new(|walk| walk.open().to_vec())
}

fn status(of: &'static [Status]) -> Stream {
    Box::new(move |walk| walk.status(of))
}

/// Training, and those engaged through an agency: no pack that ships asks for them.
pub static WRITTEN: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    vec![
        Rule { training: &[Accreditation::AchievingBestEvidence], ..rule("trained", open(), &[], &[Need::Training]) },
        Rule {
            training: &[Accreditation::AchievingBestEvidence, Accreditation::PracticeEducator],
            through_agency: Some(false),
            ..rule("trained-twice", status(PROTECTION), &[], &[Need::NamedSupport, Need::Training])
        },
        Rule { through_agency: Some(true), ..rule("agency", open(), &[Profession::SocialWorker], &[Need::Refused]) },
        Rule { through_agency: Some(true), ..rule("agency-support", open(), ADVISORS, &[Need::NamedSupport]) },
    ]
});

/// The rules of the allocation policy; of most it is leads and key workers that they are about.
pub static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let unsettled = |walk: &Walk<'_, '_>| {
        let settled =
            both(walk.status(&[Status::PermanencyAgreed]), walk.status(&[Status::SocialWorkerNoLongerContinuous]));
        both(walk.status(&[Status::LookedAfter]), not(settled))
    };
    vec![
        // AP-36.
        Rule {
            parts: &[Role::Lead, Role::KeyWorker, Role::CoWorker],
            ..rule("managers", open(), &[Profession::TeamManager, Profession::ServiceManager], &[Need::Refused])
        },
        // AP-01: no grade that works with children.
        Rule { parts: &[Role::CoWorker], ..rule("other-staff", open(), &[Profession::Other], &[Need::Refused]) },
        // AP-01.
        rule(
            "grades",
            open(),
            &[
                Profession::FamilySupportWorker,
                Profession::SocialWorkAssistant,
                Profession::Trainee,
                Profession::LeavingCareWorker,
                Profession::IndependentReviewingOfficer,
                Profession::Pool,
                Profession::Other,
            ],
            &[Need::Refused],
        ),
        // AP-40.
        rule("assessments", Box::new(|walk| walk.each(|at| walk.world.being_assessed(at))), ADVISORS, &[Need::Refused]),
        // AP-10.
        rule("protection-advisors", status(PROTECTION), ADVISORS, &[Need::Refused]),
        // AP-07, AP-11.
        rule("looked-after-advisors", Box::new(unsettled), ADVISORS, &[Need::LeadSocialWorker]),
        rule(
            "complex-advisors",
            status(&[
                Status::Section47,
                Status::SecureAccommodation,
                Status::PreProceedings,
                Status::CareProceedings,
                Status::CourtDirectedWork,
            ]),
            ADVISORS,
            &[Need::LeadSocialWorker],
        ),
        // AP-09.
        Rule {
            parts: &[Role::Lead],
            ..rule(
                "joint-lead",
                Box::new(|walk| both(walk.open().to_vec(), walk.with(&workers::AP_JOINT_SOCIAL_WORKER))),
                ADVISORS,
                &[Need::LeadSocialWorker],
            )
        },
        // AP-15.
        rule("needed-social-worker", Box::new(still_needed), ADVISORS, &[Need::LeadSocialWorker]),
        // AP-19.
        rule(
            "protection-support",
            status(PROTECTION),
            &[Profession::StudentSocialWorker, Profession::NewlyQualifiedSocialWorker],
            &[Need::NamedSupport, Need::Supervisor],
        ),
        // AP-05, AP-25.
        rule("everybody", open(), &[], &[Need::Supervisor, Need::Experience]),
    ]
});

/// What every rule of the allocation policy finds lacking in the candidate at the instant of that place in the walk.
pub fn findings(walk: &Walk<'_, '_>, candidate: &Candidate, place: usize) -> Vec<Finding> {
    findings_by(&RULES, walk, candidate, place)
}

/// The same of those rules.
pub fn findings_by(rules: &[Rule], walk: &Walk<'_, '_>, candidate: &Candidate, place: usize) -> Vec<Finding> {
    let at = walk.instants[place];
    let mut all = Vec::new();
    for rule in rules.iter().filter(|rule| rule.parts.contains(&candidate.part)) {
        let about = if rule.professions.is_empty() {
            Tri::Yes
        } else {
            let profession = walk.world.profession(candidate.worker, at);
            profession.map_or(Tri::Unknown, |profession| rule.professions.contains(&profession).into())
        };
        let agency = walk.world.through_agency(candidate.worker, at);
        let engaged = rule.through_agency.map_or(Tri::Yes, |asked| if asked { agency } else { agency.negated() });
        let applies = (rule.of_child)(walk)[place].and(about).and(engaged);
        let lacks = |need: &Need| applies.and(walk.world.has(candidate, *need, rule.training, at).negated());
        let of = |value: Tri| rule.needs.iter().filter(|need| lacks(need) == value).copied().collect::<Vec<Need>>();
        let (lacking, not_known) = (of(Tri::Yes), of(Tri::Unknown));
        if !lacking.is_empty() || !not_known.is_empty() {
            all.push(Finding { id: rule.id.to_owned(), lacking, not_known });
        }
    }
    all.sort();
    all
}

impl World<'_> {
    /// Whether the candidate has what is needed, or would come with it.
    fn has(&self, candidate: &Candidate, need: Need, training: &[Accreditation], at: Moment) -> Tri {
        match need {
            Need::Training => {
                training.iter().map(|one| self.accredited(candidate.worker, *one, at)).min().unwrap_or(Tri::Yes)
            }
            Need::Refused => Tri::No,
            Need::LeadSocialWorker => {
                let other = candidate.lead.filter(|lead| *lead != candidate.worker);
                other.map_or(Tri::No, |lead| self.is_social_worker(lead, at))
            }
            Need::NamedSupport => candidate.support_named.into(),
            Need::Supervisor => self.supervised(candidate.worker, at),
            Need::Experience => self.experienced(candidate.worker, at).or(candidate.support_named.into()),
        }
    }

    /// A social worker of any grade of AP-01.
    fn is_social_worker(&self, worker: WorkerId, at: Moment) -> Tri {
        self.profession(worker, at).map_or(Tri::Unknown, |profession| {
            matches!(
                profession,
                Profession::SocialWorker
                    | Profession::StudentSocialWorker
                    | Profession::NewlyQualifiedSocialWorker
                    | Profession::SeniorPractitioner
                    | Profession::AssistantTeamManager
            )
            .into()
        })
    }

    /// Whether the newest word on it names a supervisor; not known where nothing says.
    fn supervised(&self, worker: WorkerId, at: Moment) -> Tri {
        let mut newest: Option<(Moment, Tri)> = None;
        for fact in self.worker(worker) {
            // One without a date is taken as the first.
            let start = fact.when.as_start().unwrap_or(Moment::MIN);
            if let Content::SupervisionNamed { supervisor } = fact.content
                && start <= at
                && newest.is_none_or(|(than, _)| start >= than)
            {
                newest = Some((start, supervisor.is_some().into()));
            }
        }
        newest.map_or(Tri::Unknown, |(_, says)| says)
    }

    /// Whether the experience was confirmed; not known where nothing says.
    fn experienced(&self, worker: WorkerId, at: Moment) -> Tri {
        let confirmed = self.worker(worker).iter().any(|fact| {
            matches!(fact.content, Content::ExperienceConfirmed {}) && fact.when.as_start().unwrap_or(Moment::MIN) <= at
        });
        if confirmed { Tri::Yes } else { Tri::Unknown }
    }

    /// The newest word on that worker that `says` something, one without a date being taken as the first.
    fn newest_of<T>(&self, worker: WorkerId, at: Moment, says: impl Fn(&Fact) -> Option<T>) -> Option<T> {
        let mut newest: Option<(Moment, T)> = None;
        for fact in self.worker(worker) {
            let start = fact.when.as_start().unwrap_or(Moment::MIN);
            if let Some(said) = says(fact)
                && start <= at
                && newest.as_ref().is_none_or(|(than, _)| start >= *than)
            {
                newest = Some((start, said));
            }
        }
        newest.map(|(_, said)| said)
    }

    /// Whether the newest word says through an agency.
    fn through_agency(&self, worker: WorkerId, at: Moment) -> Tri {
        let says = |fact: &Fact| match fact.content {
            Content::Engagement { agency, .. } => Some(agency),
            _ => None,
        };
        self.newest_of(worker, at, says).unwrap_or(Tri::Unknown)
    }

    /// Whether the newest word on that accreditation says that it holds still.
    fn accredited(&self, worker: WorkerId, asked: Accreditation, at: Moment) -> Tri {
        let says = |fact: &Fact| match fact.content {
            Content::Accredited { accreditation, until } if accreditation == asked => Some((fact.when.day(), until)),
            _ => None,
        };
        match self.newest_of(worker, at, says) {
            None => Tri::Unknown,
            Some((_, None)) => Tri::Yes,
            Some((Some(first), Some(last))) if last < first => Tri::Unknown,
            Some((_, Some(last))) => (at <= last.end()).into(),
        }
    }
}
