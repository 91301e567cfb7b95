//! What a management oversight is made of: what it says of each thing, how great the risk is, the days that it sets, and what is
//! to be done (AS-04, AS-12, PG-06, PG-07).

use record::words::{OversightPart, OversightTopic, Post, Words};
use record::{Content, Day, Ref, TextId, WorkerId};

use crate::act::Act;
use crate::house::House;

/// Something that is to be done, by whom and by when, as far as it was said.
struct Action {
    what: Option<TextId>,
    due: Option<Day>,
    worker: Option<WorkerId>,
}

/// What the oversight says of each thing, in the order in which it is read.
fn topics(act: &Act) -> Vec<(OversightTopic, TextId)> {
    let Act::Oversee { worries, strengths, needed, safety_plan, initial_plan, decision, .. } = *act else {
        return Vec::new();
    };
    let said = [
        (OversightTopic::Worries, worries),
        (OversightTopic::Strengths, strengths),
        (OversightTopic::Needed, needed),
        (OversightTopic::SafetyPlan, safety_plan),
        (OversightTopic::InitialPlan, initial_plan),
        (OversightTopic::Decision, decision),
    ];
    said.into_iter().filter_map(|(topic, says)| Some((topic, says?))).collect()
}

fn actions(act: &Act) -> Vec<Action> {
    let Act::Oversee {
        action_1,
        action_1_by,
        action_1_for,
        action_2,
        action_2_by,
        action_2_for,
        action_3,
        action_3_by,
        action_3_for,
        action_4,
        action_4_by,
        action_4_for,
        ..
    } = *act
    else {
        return Vec::new();
    };
    let all = [
        (action_1, action_1_by, action_1_for),
        (action_2, action_2_by, action_2_for),
        (action_3, action_3_by, action_3_for),
        (action_4, action_4_by, action_4_for),
    ];
    let all = all.into_iter().map(|(what, due, worker)| Action { what, due, worker });
    all.filter(|one| one.what.is_some() || one.due.is_some() || one.worker.is_some()).collect()
}

/// What it holds: what was said to be in it, and what it says.
fn parts(act: &Act) -> Words<OversightPart> {
    let Act::Oversee { parts, risk, .. } = *act else { return Words::NONE };
    let of = |topic: OversightTopic| match topic {
        OversightTopic::Worries | OversightTopic::Strengths | OversightTopic::Needed => OversightPart::RiskAssessment,
        OversightTopic::SafetyPlan => OversightPart::SafetyPlan,
        OversightTopic::InitialPlan => OversightPart::InitialPlan,
        OversightTopic::Decision => OversightPart::Decision,
    };
    let said = topics(act).into_iter().map(|(topic, _)| of(topic));
    let assessed = risk.map(|_| OversightPart::RiskAssessment);
    let done = actions(act).iter().any(|action| action.what.is_some()).then_some(OversightPart::Actions);
    said.chain(assessed).chain(done).fold(parts.unwrap_or(Words::NONE), Words::with)
}

/// Those whom it gives something to do.
pub(crate) fn asked(act: &Act) -> impl Iterator<Item = WorkerId> {
    actions(act).into_iter().filter_map(|action| action.worker)
}

/// What the house holds against it.
pub(crate) fn against(act: &Act, on: Day) -> Vec<House> {
    let Act::Oversee { worries, strengths, risk, needed, next_seen, next_review, next_plan_review, .. } = *act else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let says_days = [next_seen, next_review, next_plan_review].iter().any(Option::is_some);
    if parts(act).is_empty() && !says_days {
        found.push(House::SaysNothing);
    }
    // A risk assessment of which only a part is said is none.
    let assessed = [worries.is_some(), risk.is_some(), needed.is_some()];
    let begun = strengths.is_some() || assessed.contains(&true);
    if begun && assessed.contains(&false) {
        found.push(House::RiskNotAssessed);
    }
    for action in actions(act) {
        if action.what.is_none() || action.due.is_none() {
            found.push(House::ActionUnsaid);
        }
    }
    let of_actions = actions(act).into_iter().filter_map(|action| action.due);
    let days = [next_seen, next_review, next_plan_review].into_iter().flatten().chain(of_actions);
    found.extend(days.filter(|day| *day < on).map(|day| House::SetsThePast { day }));
    found.dedup();
    found
}

/// The facts that it makes.
pub(crate) fn made(act: &Act, by: WorkerId, post: Option<Post>, refs: &mut dyn FnMut() -> Ref) -> Vec<Content> {
    let Act::Oversee { risk, next_seen, next_review, next_plan_review, overseen, .. } = *act else {
        return Vec::new();
    };
    let mut made = vec![Content::ManagementOversight { parts: parts(act), done_by: Some(by), post }];
    made.extend(topics(act).into_iter().map(|(of, says)| Content::OversightSays { of, says }));
    made.extend(risk.map(|level| Content::RiskJudged { level }));
    made.extend(next_seen.map(|on| Content::NextSeenSet { on }));
    made.extend(next_review.map(|on| Content::NextReviewSet { on }));
    made.extend(next_plan_review.map(|on| Content::NextPlanReviewSet { on, overseen }));
    for Action { what, due, worker } in actions(act) {
        made.extend(what.map(|what| Content::TaskSet { task: refs(), what, due, worker, training: None }));
    }
    made
}

impl Act {
    /// A management oversight that holds those parts, and says and sets nothing more.
    pub const fn oversee(parts: Words<OversightPart>) -> Act {
        Act::Oversee {
            worries: None,
            strengths: None,
            risk: None,
            needed: None,
            safety_plan: None,
            initial_plan: None,
            decision: None,
            parts: Some(parts),
            next_seen: None,
            next_review: None,
            next_plan_review: None,
            overseen: None,
            action_1: None,
            action_1_by: None,
            action_1_for: None,
            action_2: None,
            action_2_by: None,
            action_2_for: None,
            action_3: None,
            action_3_by: None,
            action_3_for: None,
            action_4: None,
            action_4_by: None,
            action_4_for: None,
        }
    }
}

/// What is said of a carer, as an oversight says it of a child.
pub(crate) fn of_carer(act: &Act) -> Option<Act> {
    let Act::OverseeCarer { worries, strengths, risk, needed, decision } = *act else { return None };
    let mut of = Act::oversee(Words::NONE);
    if let Act::Oversee { worries: w, strengths: s, risk: r, needed: n, decision: d, .. } = &mut of {
        (*w, *s, *r, *n, *d) = (worries, strengths, risk, needed, decision);
    }
    Some(of)
}

/// One that holds everything and sets every day: whatever is said, no more can be asked of an oversight.
pub(crate) fn whole(day: Day) -> Act {
    let mut act = Act::oversee(Words::every());
    if let Act::Oversee { next_seen, next_review, next_plan_review, .. } = &mut act {
        for set in [next_seen, next_review, next_plan_review] {
            *set = Some(day);
        }
    }
    act
}
