//! Which of the house's own rules stand against a command about a child.

use record::book::known_facts;
use record::words::{Accreditation, AuthorityAnswer, Post, Profession, Role, TransferSide, Words};
use record::{Content, Fact, Kind, Moment, Ref, When, WorkerId};
use standing::signal::value_at;
use standing::tasks::tasks;
use standing::timeline::Involved;
use standing::{Holding, suitability};

use crate::act::{Act, Command, RECORDED, What};
use crate::actor::{last_day, posts};
use crate::case::{Case, has_begun};
use crate::house::House;
use crate::posts::{Roster, above};
use crate::refusal::Ground;
use crate::transfer::another_authority;
use crate::whose::{Doing, receiving};

/// The house's grounds against a command.
pub(crate) fn before(command: &Command, case: &Case<'_>) -> Vec<Ground> {
    let mut found = whoever_acts(Doing::of(&command.what), command.when, case);
    match command.what {
        What::Record(content) if RECORDED.contains(&content.kind()) => {
            found.extend(against_recording(content, case).into_iter().map(Ground::house));
            found.extend(crate::identity::against(content, case).map(Ground::house));
            found.extend(crate::sensible::of_child(content, command.when, case).into_iter().map(Ground::house));
            found.extend(crate::owned::against(content, command.when, case).map(Ground::house));
        }
        What::Record(content) => found.push(Ground::house(House::NotRecorded { kind: content.kind() })),
        What::Act(act) => {
            found.extend(against(act, case).into_iter().map(Ground::house));
            found.extend(crate::overtaken::by_later(&act, case).map(|since| Ground::house(House::Overtaken { since })));
        }
    }
    found
}

/// Those of them that are the same whatever is done: when it is, whether the case is open, and who acts.
pub(crate) fn whoever_acts(doing: Doing<'_>, when: When, case: &Case<'_>) -> Vec<Ground> {
    let mut found = Vec::new();
    let mut refuse = |broken: bool, house: House| {
        if broken {
            found.push(Ground::house(house));
        }
    };
    let begins = when.as_start().is_some_and(|from| from > case.state.now);
    refuse(begins, House::Future);
    if let Some(born) = case.timeline.born {
        refuse(case.at < born.start(), House::BeforeBirth { born });
    }
    let opens = matches!(doing, Doing::Record(Kind::ReferralReceived) | Doing::Act(Act::Register { .. }));
    // What was recorded while the case was open is carried back after it has closed, too (AS-28).
    let opens = opens || matches!(doing, Doing::Record(Kind::CarriedBack) | Doing::Act(Act::SameFamily { .. }));
    // So is who the child is, and what was wrong.
    let opens = opens || matches!(doing, Doing::Record(kind) if crate::identity::is_of_the_child(kind));
    refuse(!opens && !value_at(&case.timeline.open, case.at).is_yes(), House::NotOpen);
    let answers = matches!(doing, Doing::Act(Act::Accept { .. } | Act::Decline { .. }));
    // Whoever works with the child records what they do.
    let is_involved = case.ongoing().any(|one| has_begun(one) && one.worker == Some(case.actor.worker));
    let records = matches!(doing, Doing::Record(_)) && is_involved;
    // A transfer's receiving side holds its posts for the team that is to own the case.
    let receives = || {
        let to = match doing {
            Doing::Act(Act::SignTransfer { to, side: TransferSide::Receiving } | Act::Offer { team: Some(to), .. }) => {
                receiving(case).filter(|other| other == to)
            }
            Doing::Act(Act::CheckTransfer { .. }) | Doing::Record(Kind::TransferEnded | Kind::NoticeGiven) => {
                receiving(case)
            }
            _ => None,
        };
        to.is_some_and(|to| !posts(case.state, case.actor.worker, Some(to), case.state.now).is_empty())
    };
    let no_post = !answers && !records && case.posts.is_empty() && !receives();
    refuse(no_post, House::NoPost);
    if !no_post {
        found.extend(crate::whose::against(doing, case).map(Ground::house));
    }
    found
}

/// What the house holds against recording that of the child.
fn against_recording(content: Content, case: &Case<'_>) -> Option<House> {
    let of = match content {
        Content::TaskTaken { task, worker } => {
            if let Some(gone) = gone(worker, case) {
                return Some(gone);
            }
            task
        }
        Content::TaskDone { task, .. } | Content::TaskDropped { task, .. } => task,
        Content::TaskSet { due: Some(day), .. } if day < case.at.day() => return Some(House::SetsThePast { day }),
        Content::TaskSet { worker: Some(worker), training, .. } => return untrained(worker, training, case),
        Content::CarriedBack { fact, .. } => {
            return crate::carrying::against(fact, &case.facts, case.state.world.known);
        }
        Content::NoticeAcknowledged { to: post, .. } => {
            return (!may_acknowledge(post, case)).then_some(House::NotTheirsToAcknowledge { post });
        }
        _ => return None,
    };
    let tasks = tasks(&case.facts, case.state.world.known, case.state.now);
    match tasks.iter().find(|one| one.task == of) {
        None => Some(House::NoSuchTask),
        Some(one) if !one.is_open() => Some(House::TaskOver),
        Some(one) => match content {
            Content::TaskTaken { worker, .. } => untrained(worker, one.training, case),
            // Whoever has it did it; where nobody has, whoever records it.
            Content::TaskDone { .. } => untrained(one.worker.unwrap_or(case.actor.worker), one.training, case),
            _ => None,
        },
    }
}

/// Whether the record does not say that the worker holds the training which that task asks for (AP-21).
fn untrained(worker: WorkerId, training: Option<Accreditation>, case: &Case<'_>) -> Option<House> {
    let known = suitability::Known::of(case.state.book, worker, case.at, case.state.world.known);
    let lacks = training.filter(|training| !known.is_trained(Words::of(&[*training])).is_yes());
    lacks.map(|training| House::Untrained { worker, training })
}

/// What the house holds against that act.
pub(crate) fn against(act: Act, case: &Case<'_>) -> Vec<House> {
    let mut found = crate::sensible::of_act(act, case);
    match act {
        Act::Offer { .. } => found.extend(against_offer(&act, case)),
        Act::Accept { involvement } | Act::Decline { involvement } => match open_offer(involvement, case) {
            Err(broken) => found.push(broken),
            Ok(one) if one.worker != Some(case.actor.worker) => {
                found.push(House::NotWhoWasAsked { asked: one.worker });
            }
            Ok(one) if matches!(act, Act::Accept { .. }) => {
                found.extend(gone(case.actor.worker, case));
                found.extend(crate::owned::against_accepting(one, case));
            }
            Ok(_) => {}
        },
        Act::Withdraw { involvement } => found.extend(open_offer(involvement, case).err()),
        Act::End { involvement, .. } => match case.involvement(involvement) {
            None => found.push(House::NoSuchInvolvement),
            Some(one) if !case.ongoing().any(|on| on.involvement == one.involvement) => found.push(House::Over),
            // What ended on that day without a time goes on until midnight, and ends once.
            Some(one) if one.ended.is_some_and(|to| to.day() == case.at.day()) => found.push(House::Over),
            Some(_) => {}
        },
        Act::PutOnDuty { .. } if on_duty(case) => found.push(House::OnDuty),
        Act::TakeOffDuty {} if !on_duty(case) => found.push(House::NotOnDuty),
        Act::Oversee { .. } => found.extend(crate::oversight::against(&act, case.at.day())),
        Act::SignTransfer { to, side } => {
            if case.team == Some(to) {
                found.push(House::OwnTeam);
            }
            if signed(case).any(|(of, fact)| of != side && is_of(case, fact)) || side == TransferSide::Both {
                found.push(House::SameSignatory);
            }
        }
        Act::Register { .. } => found.extend(crate::register::against(&act, case)),
        Act::SameFamily { sibling } => found.extend(crate::identity::against_sibling(sibling, case)),
        Act::TakeOn { .. } | Act::ReviseAbsence { .. } | Act::OverseeCarer { .. } | Act::GiveOver { .. } => {
            found.push(House::NotAboutAChild)
        }
        Act::CheckTransfer { .. } => found.extend(crate::transfer::against_check(&act, case)),
        Act::PutOnDuty { .. } | Act::TakeOffDuty {} | Act::AskForRoom { .. } | Act::Leave { .. } => {}
        Act::Close { referral } => {
            found.extend(crate::closing::against(referral, case));
            let facts = case.facts.iter().flat_map(|list| known_facts(list, case.state.world.known));
            let asked = another_authority(facts, &case.timeline, case.at);
            found.extend(asked.filter(|one| one.answer == AuthorityAnswer::Asked).map(|_| House::NotTakenOver));
        }
    }
    found
}

/// Whether the actor answers for that post of the child: holds it, stands in, has it fallen to them, or holds one above.
fn may_acknowledge(post: Post, case: &Case<'_>) -> bool {
    let posts = std::iter::successors(Some(post), |post| above(*post));
    posts.into_iter().any(|post| case.posts.has(post)) || {
        let (state, known) = (case.state, case.state.world.known);
        let roster = Roster::read(state.book, state.world, known, state.now);
        let named = case.named_for(post);
        roster.answer_for(post, &named, case.team).of(case.actor.worker).is_some()
    }
}

fn against_offer(act: &Act, case: &Case<'_>) -> Vec<House> {
    let Act::Offer { worker, part, team, what, actions, review, .. } = *act else { return Vec::new() };
    let mut found = Vec::new();
    if team.is_some() && case.team.is_some() && team != case.team && receiving(case) != team {
        found.push(House::NotTransferring);
    }
    if part == Role::NotKnown {
        found.push(House::NoPart);
    }
    if [what, actions, review].iter().any(Option::is_none) {
        found.push(House::TermsMissing);
    }
    let known = suitability::Known::of(case.state.book, worker, case.at, case.state.world.known);
    if known.profession == Some(Profession::Pool) {
        found.push(House::Pool { worker });
    }
    found.extend(gone(worker, case));
    let in_part = || case.ongoing().filter(|one| one.role == part);
    if in_part().any(|one| one.worker == Some(worker)) {
        found.push(House::AlreadyTheirs { worker });
    } else if matches!(part, Role::Lead | Role::KeyWorker)
        && let Some(other) = in_part().find(|one| !has_begun(one))
    {
        found.push(House::OfferedToAnother { worker: other.worker });
    }
    found
}

/// The offer, where it is one that has not been answered.
fn open_offer<'c>(involvement: Ref, case: &'c Case<'_>) -> Result<&'c Involved, House> {
    let one = case.involvement(involvement).ok_or(House::NoSuchInvolvement)?;
    if has_begun(one) {
        return Err(House::NotAnOpenOffer);
    }
    if one.offered.is_some_and(|offered| case.at < offered) {
        return Err(House::NotYetOffered);
    }
    // One that lapsed as somebody took another part can still be answered: its own part is free.
    let is_free =
        one.lapsed && case.in_part(one.role).next().is_none() && value_at(&case.timeline.open, case.at).is_yes();
    // What was answered is not answered otherwise as of before.
    let is_answered = !one.lapsed && one.ended.is_some();
    if is_answered || (!is_free && !case.ongoing().any(|on| on.involvement == involvement)) {
        return Err(House::Over);
    }
    Ok(one)
}

/// Whether the worker has left by the instant of the act.
pub(crate) fn gone(worker: WorkerId, case: &Case<'_>) -> Option<House> {
    let last = last_day(case.state, worker, case.at).filter(|last| last.end() < case.at);
    last.map(|last| House::Gone { worker, last })
}

pub(crate) fn on_duty(case: &Case<'_>) -> bool {
    let mut on = false;
    let known = case.state.world.known;
    let facts = case.facts.iter().flat_map(|list| known_facts(list, known));
    let mut turns: Vec<(Option<Moment>, bool)> = facts
        .filter_map(|fact| match fact.content {
            Content::PutOnDuty {} => Some((fact.when.as_start(), true)),
            Content::TakenOffDuty {} => Some((fact.when.as_end(), false)),
            _ => None,
        })
        .collect();
    turns.sort_unstable();
    for (_, turn) in turns.into_iter().filter(|(at, _)| at.is_none_or(|at| at <= case.at)) {
        on = turn;
    }
    on || case.timeline.holding_at(case.at) == Holding::Duty
}

/// The signatures of the transfer that is under way.
pub(crate) fn signed<'c>(case: &'c Case<'_>) -> impl Iterator<Item = (TransferSide, &'c Fact)> {
    let known = case.state.world.known;
    let over = |fact: &&Fact| matches!(fact.content, Content::TransferEnded {} | Content::CaseClosed { .. });
    let all = move || case.facts.iter().flat_map(move |list| known_facts(list, known));
    let ended = all().filter(over).filter_map(|fact| fact.when.as_end()).max();
    // Both signatures moved the case, the second at that very instant: those that come after belong to another transfer.
    let since = ended.into_iter().chain(case.timeline.moved_by(case.at)).max();
    all().filter_map(move |fact| match fact.content {
        Content::TransferSigned { side, .. } => {
            let fresh = fact.when.as_start().is_some_and(|at| since.is_none_or(|since| at > since) && at <= case.at);
            fresh.then_some((side, fact))
        }
        _ => None,
    })
}

/// Whether the actor made that fact.
fn is_of(case: &Case<'_>, fact: &Fact) -> bool {
    let names = &case.state.book.names;
    names.actor(fact.by) == names.worker(case.actor.worker)
}
