//! Evidence in doubt: a fact without a date, or one that is what is asked but for the post that it does not give.

use record::words::{OversightPart, Post, VisitPart, Word, Words};
use record::{Content, Fact, Moment, When};

use super::world::World;

/// The last instant at which a fact in doubt may have been such that the duty, open from then until the end, was met.
pub fn last(
    world: &World<'_>,
    asked: &dyn Fn(&Content) -> bool,
    towards: &dyn Fn(&Fact) -> bool,
    opened: Moment,
    end: Option<Moment>,
) -> Option<Moment> {
    let in_time = |fact: &Fact| match fact.when {
        When::Unknown => true,
        dated => dated.as_start().is_some_and(|start| end.is_none_or(|end| start < end)),
    };
    let facts = world.child.iter().filter(|fact| in_doubt(fact, asked) && towards(fact) && in_time(fact));
    facts.map(|fact| fact.when.as_end().unwrap_or(fact.recorded)).filter(|latest| *latest >= opened).max()
}

/// Whether the fact may be what is asked, which it does not say.
pub fn in_doubt(fact: &Fact, asked: &dyn Fn(&Content) -> bool) -> bool {
    if asked(&fact.content) { fact.when == When::Unknown } else { filled_in(&fact.content).iter().any(asked) }
}

/// The same fact made by somebody in each post in turn, where it does not say who made it; of a visit that does not say
/// whether the child was seen, or of a visit or an oversight that does not say what else it held, one that held it all.
pub fn filled_in(content: &Content) -> Vec<Content> {
    if let Content::Visit { parts, done_by, plan } = *content {
        let seen_too = parts.has(VisitPart::SeenNotKnown);
        if !seen_too && !parts.has(VisitPart::RestNotKnown) {
            return Vec::new();
        }
        let held = |part: &VisitPart| parts.has(*part) || seen_too || *part != VisitPart::Seen;
        let all: Vec<VisitPart> = VisitPart::ALL.iter().copied().filter(held).collect();
        return vec![Content::Visit { parts: Words::of(&all), done_by, plan }];
    }
    if let Content::PlacementStarted { placement, unsure: Some(unsure), marks } = *content {
        let marks = unsure.iter().fold(marks, Words::with);
        return vec![Content::PlacementStarted { placement, marks, unsure: None }];
    }
    let posts = Post::ALL.iter().map(|post| Some(*post));
    if let Content::ManagementOversight { post, parts, done_by } = *content {
        let rest = parts.has(OversightPart::RestNotKnown);
        let parts = if rest { Words::of(OversightPart::ALL) } else { parts };
        return match post {
            None => posts.map(|post| Content::ManagementOversight { post, parts, done_by }).collect(),
            Some(_) if rest => vec![Content::ManagementOversight { post, parts, done_by }],
            Some(_) => Vec::new(),
        };
    }
    let filled = posts.filter_map(|post| match *content {
        Content::SafetyPlanningAgreed { post: None } => Some(Content::SafetyPlanningAgreed { post }),
        Content::DiscussedWithManager { post: None } => Some(Content::DiscussedWithManager { post }),
        Content::InformationConsidered { post: None } => Some(Content::InformationConsidered { post }),
        Content::ClosureReviewed { post: None } => Some(Content::ClosureReviewed { post }),
        Content::AbsenceDecided { post: None } => Some(Content::AbsenceDecided { post }),
        Content::LeftUnallocated { post: None, reason, done_by } => {
            Some(Content::LeftUnallocated { post, reason, done_by })
        }
        _ => None,
    });
    filled.collect()
}
