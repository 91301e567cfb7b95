//! The facts that an act makes.

use record::book::known_facts;
use record::words::{EndReason, Post, Role, TransferSide};
use record::{Content, Fact, Ref, Subject, TextId, Tri, WorkerId};
use standing::signal::value_at;
use standing::timeline::Involved;

use crate::Draft;
use crate::act::{Act, Command, What};
use crate::against::{on_duty, signed};
use crate::case::{Case, has_begun};
use crate::house::House;
use crate::refusal::Ground;
use crate::spells::tied;
use crate::whose::receiving;

/// The facts of the command, in their order.
pub(crate) fn drafts(
    command: &Command,
    case: &Case<'_>,
    refs: &mut dyn FnMut() -> Ref,
) -> Result<Vec<Draft>, Vec<Ground>> {
    let done_by = Some(case.actor.worker);
    let contents = match command.what {
        What::Record(content) => {
            let tied = tied(content, &case.facts, (case.state.world.known, case.at), refs);
            let mut contents = vec![signed_by(tied.map_err(|house| vec![Ground::house(house)])?, case)];
            if let (Content::TransferEnded {}, Some(to)) = (content, receiving(case)) {
                // Whom the receiving team asked is asked no more.
                let asked = case.ongoing().filter(|one| !has_begun(one) && one.team == Some(to));
                contents.extend(asked.map(|one| over(one, EndReason::StandardTransfer)));
            }
            contents.extend(crate::register::received(contents[0]));
            contents
        }
        What::Act(act) => match act {
            Act::Offer { what: Some(what), actions: Some(actions), review: Some(review), .. } => {
                offered(&act, [what, actions, review], case, refs())
            }
            // An offer that does not say what is offered makes nothing; the house has said so.
            Act::Offer { .. } => Vec::new(),
            Act::Accept { involvement } => accepted(involvement, case)?,
            Act::Decline { involvement } | Act::Withdraw { involvement } => {
                vec![Content::AllocationDeclined { involvement }]
            }
            Act::End { involvement, reason } => vec![ended(involvement, reason)],
            Act::PutOnDuty { answer } => {
                let answered = answer.map(|answer| Content::DutyQuestionAnswered { answer, done_by });
                [Content::PutOnDuty {}].into_iter().chain(answered).collect()
            }
            Act::TakeOffDuty {} => vec![Content::TakenOffDuty {}],
            Act::AskForRoom { asked, whom, answer } => {
                vec![Content::CapacityAsked { asked, whom: Some(whom), answer }]
            }
            Act::Leave { reason } => {
                let left = Content::LeftUnallocated { done_by, post: deciding(case), reason };
                let main = case.ongoing().filter(|one| is_main(one.role) && has_begun(one));
                [left].into_iter().chain(main.map(|one| ended(one.involvement, EndReason::DeAllocated))).collect()
            }
            Act::Oversee { .. } => crate::oversight::made(&act, case.actor.worker, deciding(case), refs),
            Act::CheckTransfer { .. } => crate::transfer::found(&act, case),
            Act::SignTransfer { to, side } => transferred(to, side, case),
            Act::Close { referral } => closed(command, referral, case)?,
            Act::SameFamily { sibling } => return Ok(crate::register::of_one_family(sibling, command, case, refs)),
            Act::Register { .. } => return Ok(crate::register::made(&act, command, case, refs)),
            // What is done about a worker or a carer makes nothing of a child.
            Act::TakeOn { .. } | Act::ReviseAbsence { .. } | Act::OverseeCarer { .. } | Act::GiveOver { .. } => {
                Vec::new()
            }
        },
    };
    let about = Subject::Child(case.child);
    let taken_back = contents.iter().flat_map(|content| match content {
        Content::AllocationDeclined { involvement } => taken_back(*involvement, command, case),
        _ => Vec::new(),
    });
    let taken_back: Vec<Draft> = taken_back.collect();
    let drafts = contents.into_iter().map(|content| Draft { about, when: command.when, content });
    Ok(drafts.chain(taken_back).collect())
}

fn ended(involvement: Ref, reason: EndReason) -> Content {
    Content::InvolvementEnded { involvement, reason: Some(reason) }
}

pub(crate) fn is_main(part: Role) -> bool {
    matches!(part, Role::Lead | Role::KeyWorker)
}

fn offered(act: &Act, [what, actions, review]: [TextId; 3], case: &Case<'_>, involvement: Ref) -> Vec<Content> {
    let Act::Offer { worker, part, team, supported_by, .. } = *act else { return Vec::new() };
    let team = team.or(case.team);
    let mut contents = vec![
        Content::AllocationOffered { involvement, worker, role: part, team },
        Content::AllocationTerms { involvement, what, actions, review },
    ];
    contents.extend(supported_by.map(|supported_by| Content::SupportNamed { involvement, supported_by }));
    contents
}

/// The worker takes the part; whoever had it hands over, and the case is on duty no more (AP-09).
fn accepted(involvement: Ref, case: &Case<'_>) -> Result<Vec<Content>, Vec<Ground>> {
    let Some(offer) = case.involvement(involvement) else {
        return Err(vec![Ground::house(House::NoSuchInvolvement)]);
    };
    let Involved { worker, role, team, .. } = *offer;
    // Of a team to which the child is being transferred: the part is taken with the second signature, so that the child is
    // somebody's at every instant (AP-16, AP-22).
    if let (Some(worker), Some(to)) = (worker, team)
        && case.team.is_some()
        && receiving(case) == Some(to)
    {
        return Ok(vec![Content::SuccessorIdentified { worker }]);
    }
    Ok(taken(involvement, (worker, role, team), case))
}

/// The worker has the part from now on.
fn taken(
    involvement: Ref,
    (worker, role, team): (Option<WorkerId>, Role, Option<record::UnitId>),
    case: &Case<'_>,
) -> Vec<Content> {
    let mut contents = vec![
        Content::AllocationAccepted { involvement },
        Content::InvolvementStarted { involvement, worker, role, team, accepted: Tri::Yes },
    ];
    if is_main(role) {
        let before = case.in_part(role).filter(|one| one.involvement != involvement);
        contents.extend(before.map(|one| ended(one.involvement, EndReason::ManagingCaseloads)));
        if on_duty(case) {
            contents.push(Content::TakenOffDuty {});
        }
    }
    contents
}

/// With an offer that is over, however it ends, what its worker said in a transfer, that they will take the part, is not so any
/// more: nobody is named by it.
fn taken_back(involvement: Ref, command: &Command, case: &Case<'_>) -> Vec<Draft> {
    let Some(offer) = case.involvement(involvement) else { return Vec::new() };
    let corrected = |replaces| Content::Corrected { replaces, with: None, reason: command.note };
    said_by_worker(offer, case)
        .map(|fact| Draft { about: fact.about, when: command.when, content: corrected(fact.id) })
        .collect()
}

/// The facts by which the worker of that offer has said since that they will take the part; of a day without a time, until its end.
fn said_by_worker<'c>(offer: &'c Involved, case: &'c Case<'_>) -> impl Iterator<Item = &'c Fact> {
    let names = &case.state.book.names;
    let known = case.state.world.known;
    let is_said = move |fact: &&Fact| {
        matches!(fact.content, Content::SuccessorIdentified { worker } if Some(worker) == offer.worker
            && names.actor(fact.by) == names.worker(worker)
            && fact.when.as_end() >= offer.offered)
    };
    case.facts.iter().flat_map(move |list| known_facts(list, known)).filter(is_said)
}

/// The offers of the receiving team whose worker has said that they will take the part (PG-02).
pub(crate) fn to_be_taken<'c>(to: record::UnitId, case: &'c Case<'_>) -> impl Iterator<Item = &'c Involved> {
    // What they said of an earlier transfer says nothing of this one.
    let of_team = move |one: &&Involved| !has_begun(one) && one.team == Some(to);
    case.ongoing().filter(of_team).filter(move |one| said_by_worker(one, case).next().is_some())
}

/// A signature; with the other side's, the involvements of everybody but the receiving team's own end (AP-17, AP-22).
fn transferred(to: record::UnitId, side: TransferSide, case: &Case<'_>) -> Vec<Content> {
    let mut contents = vec![Content::TransferSigned { to: Some(to), side }];
    if signed(case).any(|(of, _)| of != side) {
        // The receiving team's own involvements begin in the same step (AP-22).
        let coming: Vec<&Involved> = to_be_taken(to, case).collect();
        for one in &coming {
            let began = taken(one.involvement, (one.worker, one.role, one.team), case);
            contents.extend(began.into_iter().filter(|made| !matches!(made, Content::InvolvementEnded { .. })));
        }
        // Whoever has the part that somebody takes hands it over, of whichever team they are (AP-09).
        let is_followed = |one: &Involved| {
            let follows = |new: &&Involved| new.role == one.role && new.involvement != one.involvement;
            has_begun(one) && is_main(one.role) && coming.iter().any(follows)
        };
        let leaving = case.ongoing().filter(|one| one.team != Some(to) || is_followed(one));
        contents.extend(leaving.map(|one| over(one, EndReason::StandardTransfer)));
    }
    contents
}

/// How an involvement or an offer ends with the case.
fn over(one: &Involved, reason: EndReason) -> Content {
    let involvement = one.involvement;
    if has_begun(one) { ended(involvement, reason) } else { Content::AllocationDeclined { involvement } }
}

/// The closing; where nothing stays open, every involvement ends with it.
fn closed(command: &Command, referral: Option<Ref>, case: &Case<'_>) -> Result<Vec<Content>, Vec<Ground>> {
    let closing = Content::CaseClosed { referral };
    let draft = Draft { about: Subject::Child(case.child), when: command.when, content: closing };
    let own = case.as_facts(&[draft]);
    let mut lists = case.facts.clone();
    lists.push(&own);
    let after = case.evaluator.borrow_mut().timeline(&lists);
    if let Some(since) = crate::overtaken::after_closing(&after.open, case) {
        return Err(vec![Ground::house(House::Overtaken { since })]);
    }
    let mut contents = vec![closing];
    if value_at(&after.open, case.at.plus_seconds(1)).is_no() {
        contents.extend(case.ongoing().map(|one| over(one, EndReason::CaseClosed)));
    }
    Ok(contents)
}

/// The post in which the actor decides: of several, the highest.
fn deciding(case: &Case<'_>) -> Option<Post> {
    case.posts.iter().last()
}

/// The content with who did it and in which post; a visit or a notice may be entered for somebody else.
fn signed_by(content: Content, case: &Case<'_>) -> Content {
    let (worker, post): (Option<WorkerId>, Option<Post>) = (Some(case.actor.worker), deciding(case));
    match content {
        Content::DutyQuestionAnswered { answer, .. } => Content::DutyQuestionAnswered { answer, done_by: worker },
        Content::PrioritySet { priority, reason, .. } => Content::PrioritySet { priority, reason, done_by: worker },
        Content::Visit { parts, done_by, plan } => Content::Visit { parts, done_by: done_by.or(worker), plan },
        Content::LetterWithheld { to, reason, .. } => Content::LetterWithheld { to, reason, done_by: worker },
        Content::CarriedBack { fact, .. } => Content::CarriedBack { fact, done_by: worker },
        Content::NoticeGiven { to, .. } => Content::NoticeGiven { to, done_by: worker },
        Content::NoticeAcknowledged { to, .. } => Content::NoticeAcknowledged { to, done_by: worker },
        Content::SafetyPlanningAgreed { .. } => Content::SafetyPlanningAgreed { post },
        Content::InformationConsidered { .. } => Content::InformationConsidered { post },
        Content::VisitIntervalSet { days, until, .. } => Content::VisitIntervalSet { days, until, post },
        Content::ClosureReviewed { .. } => Content::ClosureReviewed { post },
        Content::AbsenceDecided { .. } => Content::AbsenceDecided { post },
        Content::ExceptionGranted { rule, until, reason, .. } => {
            Content::ExceptionGranted { rule, post, until, reason }
        }
        other => other,
    }
}
