//! The house's own rules in words: what each says, and what would make the command possible.

use record::words::Word;
use record::{Day, WorkerId};

use crate::house::House;
use crate::refusal::{Calls, Told};

/// "3 March 2026".
fn written(day: Day) -> String {
    let (year, month, of_month) = day.ymd();
    format!("{of_month} {} {year}", record::month_name(month))
}

impl House {
    pub(crate) fn told(self, names: &dyn Calls) -> Told {
        let called = |worker: WorkerId| names.worker(worker);
        let (clauses, says, possible): (&[&str], String, String) = match self {
            House::NoDate => (&[], "It has no date.".into(), "Give the day on which it was so.".into()),
            House::Future => (
                &[],
                "It is dated after the present.".into(),
                "Give the day and time at which it was so, or record it when it is.".into(),
            ),
            House::BeforeBirth { born } => (
                &[],
                format!("It is dated before the child was born, on {}.", written(born)),
                "Give another day, or record the right date of birth among who the child is.".into(),
            ),
            House::NotOpen => (
                &["AP-22"],
                "The child's case is not open on that day, or not known to be.".into(),
                "Record the referral that opened it, with its date.".into(),
            ),
            House::NoPost => (
                &["PG-05"],
                "You hold no post for this child today.".into(),
                "Have your post recorded, for the child's team or a unit above it, or hand it to somebody who holds one.".into(),
            ),
            House::NotInPost { post } => (
                &["PG-05"],
                format!("You do not hold the post of {post} for this child today."),
                "Act in a post that you hold, or have this one recorded.".into(),
            ),
            House::NoSuchInvolvement => (
                &["AP-22"],
                "There is no such offer or involvement of this child.".into(),
                "Choose one of those on the child's page.".into(),
            ),
            House::NoOffer => (
                &["AP-03"],
                "No offer waits for an answer.".into(),
                "Offer the child to a worker first.".into(),
            ),
            House::NobodyInvolved => (
                &["AP-22"],
                "Nobody works with this child at present.".into(),
                "Nothing more has to be done.".into(),
            ),
            House::Over => (&["AP-22"], "It is over already.".into(), "Nothing more has to be done.".into()),
            House::NotAnOpenOffer => (
                &["AP-03"],
                "It is no offer that waits for an answer.".into(),
                "Look at the child's page again: it was answered, or never was an offer.".into(),
            ),
            House::NotWhoWasAsked { asked } => {
                let who = asked.map_or_else(|| "the worker who is named".to_owned(), called);
                (
                    &["AP-03"],
                    "Nobody can answer an offer but the worker to whom it was made.".into(),
                    format!("Ask {who} to answer, or take the offer back."),
                )
            }
            House::TermsMissing => (
                &["AP-24"],
                "An offer says what is allocated, what is to be done, and how that is reviewed and supervised.".into(),
                "Fill in all three.".into(),
            ),
            House::NoPart => (
                &["AP-09"],
                "That is no part that can be offered.".into(),
                "Choose lead, key worker, co-worker or involved.".into(),
            ),
            House::Pool { worker } => (
                &["AP-04"],
                format!("{} is no person.", called(worker)),
                "Name a worker; a team or a pool holds nobody.".into(),
            ),
            House::Gone { worker, last } => (
                &["PG-02"],
                format!("{} left; the last day was {}.", called(worker), written(last)),
                "Name somebody else.".into(),
            ),
            House::AlreadyTheirs { worker } => (
                &["AP-09"],
                format!("{} has that part already, or was offered it.", called(worker)),
                "Offer it to somebody else, or another part.".into(),
            ),
            House::OfferedToAnother { worker } => {
                let who = worker.map_or_else(|| "Somebody".to_owned(), called);
                (
                    &["AP-09"],
                    format!("{who} was offered that part and has not answered: there is one of each."),
                    "Wait for the answer, or take that offer back.".into(),
                )
            }
            House::OnDuty => (&["MON-02"], "The case is on duty already.".into(), "Nothing more has to be done.".into()),
            House::NotOnDuty => (&["MON-02"], "The case is not on duty.".into(), "Nothing more has to be done.".into()),
            House::OwnTeam => (
                &["AP-16"],
                "The receiving team is the one that owns the case.".into(),
                "Choose another team.".into(),
            ),
            House::StatusGoesOn { status } => (
                &["AS-18", "AP-37"],
                format!("The record says that this goes on: {}. Closing the case does not end it.", status.name()),
                "Have its own end recorded first: what the conference, the court or the enquiry decided, and when.".into(),
            ),
            House::MovesTheCase => (
                &["AP-16", "AP-17", "AP-18"],
                "Another team has the case while it is open: only a transfer that both teams sign gives it to this one.".into(),
                "Leave the team out, or choose the one that has the case; then begin a transfer.".into(),
            ),
            House::OfTwoTeams => (
                &["AP-16"],
                "The two records are open in two teams, and a case is never of two.".into(),
                "Transfer one of them to the other's team first, or have a senior manager say which team has it.".into(),
            ),
            House::SameSignatory => (
                &["AP-17"],
                "A transfer is signed by two managers, one of each team.".into(),
                "Have the manager of the other team sign.".into(),
            ),
            House::SaysNothing => (
                &["AS-04", "PG-07"],
                "The oversight says nothing, and sets no day.".into(),
                "Say what it holds: the risk assessment, the safety plan, what is to be done.".into(),
            ),
            House::RiskNotAssessed => (
                &["AS-04", "AS-15"],
                "The risk assessment is not whole.".into(),
                "Say what people are worried about, how great the risk is, and what is needed until the next review.".into(),
            ),
            House::ActionUnsaid => (
                &["AS-12"],
                "An action does not say what is to be done, or by when.".into(),
                "Say what is to be done, and the last day for it.".into(),
            ),
            House::NoSuchTask => {
                (&["AS-12"], "There is no such task of this child.".into(), "Choose one that is to be done.".into())
            }
            House::TaskOver => (
                &["AS-12"],
                "The task was done, or is no longer to be done.".into(),
                "Nothing more has to be done; set another, if something has.".into(),
            ),
            House::SetsThePast { day } => (
                &["PG-07"],
                format!("{} lies before the day on which it is set.", written(day)),
                "Give a day that is still to come.".into(),
            ),
            House::GoesOn { kind } => (
                &[],
                format!("'{}': it goes on already.", kind.name().replace('_', " ")),
                "Record its end first, if it began anew.".into(),
            ),
            House::NothingBegun { kind } => (
                &[],
                format!("'{}': nothing of the kind goes on that could end.", kind.name().replace('_', " ")),
                "Record first when it began.".into(),
            ),
            House::NotOfWorkers => (&[], "That is done about a child.".into(), "Name the child.".into()),
            House::NobodysAct => {
                (&[], "There is nothing to be done about that.".into(), "Name a child or a worker.".into())
            }
            House::NotTheirManager { worker } => (
                &["AP-27"],
                format!("You answer for no team of {}.", called(worker)),
                "Have a manager of the worker's team, or of a unit above it, record it.".into(),
            ),
            House::OfOneself => (
                &["AP-05"],
                "Nobody says that of themselves.".into(),
                "Have your own manager record it.".into(),
            ),
            House::SupervisesThemselves { worker } => (
                &["AP-05"],
                format!("{} cannot supervise themselves.", called(worker)),
                "Name another supervisor.".into(),
            ),
            House::LeavesAlready { worker, last } => (
                &["PG-02"],
                format!("The last day of {} is on record: {}.", called(worker), written(last)),
                "Put that record right, or record a new joining first.".into(),
            ),
            House::Overtaken { since } => (
                &["AP-22"],
                format!("It is put on an earlier day than what the record has of {}, and cannot be so beside that.", written(since.day())),
                "Give a later day, or put right what was recorded of that day.".into(),
            ),
            House::Percent { percent } => (
                &["AP-26"],
                format!("{percent} percent is no share of a load."),
                "Give a number from 0 to 100; for a larger load that is authorised, up to 500.".into(),
            ),
            House::NotAboutAChild => (&[], "That is done about a worker.".into(), "Name the worker.".into()),
            House::OnRecord => (
                &["AP-03"],
                "The record has them already.".into(),
                "Open their page, and record there what has to be added.".into(),
            ),
            House::BornLater { day } => (
                &[],
                format!("The day of birth, {}, lies ahead.", written(day)),
                "Give it as the day on which the child is expected, or put the day right.".into(),
            ),
            House::NotYoursToGive { post } => (
                &["PG-05"],
                format!("You hold no post above that of {post}, for the same units or for more."),
                "Have somebody above that post give it, or end it.".into(),
            ),
            House::OwnPost => (
                &["PG-05"],
                "Nobody gives themselves a post, or ends their own.".into(),
                "Have your own manager record it.".into(),
            ),
            House::PostNotHeld { post } => (
                &["PG-05"],
                format!("The worker does not hold the post of {post} for that unit by a record of its own."),
                "Choose the post and the unit as they were given.".into(),
            ),
            House::NotTheirsToAcknowledge { post } => (
                &["AS-16"],
                format!("You are not the {post} of this child, do not stand in, and it has not fallen to you."),
                format!("Have the {post} acknowledge it, or whoever stands in."),
            ),
            House::NotLeadership => (
                &["AP-14"],
                "What is done about a capacity issue is for the leadership team.".into(),
                "Have an assistant director, the deputy director or the director record what was decided.".into(),
            ),
            House::NoSuchIssue => (
                &["AP-14"],
                "There is no such capacity issue of this unit.".into(),
                "Choose one of those on the unit's page.".into(),
            ),
            House::IssueOver => (
                &["AP-14"],
                "The capacity issue is over.".into(),
                "Raise another, if capacity is lacking again.".into(),
            ),
            House::BelongsToItself => (
                &["AP-16"],
                "A unit cannot belong to itself, or to one that belongs to it.".into(),
                "Choose what it belongs to among the others.".into(),
            ),
            House::ForManagers { clause } => {
                let says = "It is for a manager of the child's team, or one above.".to_owned();
                return Told {
                    rule: "house".to_owned(),
                    clauses: vec![clause.to_owned()],
                    says,
                    possible: "Have a manager do it.".to_owned(),
                };
            }
            House::NotManagerOfSide => (
                &["AP-17"],
                "It is for a manager of the team on whose side it is, or one above.".into(),
                "Have the manager of that team do it.".into(),
            ),
            House::TakesWithSignature => (
                &["AP-22"],
                "You have said that you will take it: the part begins with the second signature of the transfer.".into(),
                "Nothing more has to be done by you; the managers of both teams sign.".into(),
            ),
            House::NotTransferring => (
                &["AP-16", "AP-17"],
                "No transfer to that team is under way: the child is its own team's to offer.".into(),
                "Record that the case is ready to transfer to that team first, or offer the child in its own team.".into(),
            ),
            House::NotOverUnit => (
                &["PG-05"],
                "You hold no post for what the unit belongs to.".into(),
                "Have a service manager, or somebody above, or business support for it, record it.".into(),
            ),
            House::NotTheirCarer => (
                &["AP-08"],
                "You hold no post for the team that answers for this carer.".into(),
                "Have your post recorded, for that team or a unit above it, or hand it to somebody who holds one.".into(),
            ),
            House::NoSuchRecord => (
                &["AS-28"],
                "There is no such record of them.".into(),
                "Choose one of those that are to be carried back.".into(),
            ),
            House::CarriedBefore => {
                (&["AS-28"], crate::CARRIED_BEFORE.into(), "Nothing more has to be done.".into())
            }
            House::ExceptionOver { until } => (
                &[],
                format!("The exception would be over on {}, which is past.", written(until)),
                "Give a day from today on.".into(),
            ),
            House::DiedBefore => (
                &[],
                "That the child died is on record already.".into(),
                "Take that record back first, if its date is wrong.".into(),
            ),
            House::NobodyElse => (
                &[],
                "Nobody else on record is meant by it.".into(),
                "Choose another child who is on record.".into(),
            ),
            House::SameAlready => {
                (&[], "Both are held to be one child already.".into(), "Nothing more has to be done.".into())
            }
            House::NotTheSame => {
                (&[], "They are not held to be one child.".into(), "Nothing more has to be done.".into())
            }
            House::OneFamily => (&[], "They are of one family already.".into(), "Nothing more has to be done.".into()),
            House::LikeAnother => (
                &["AP-03"],
                "A child of that name and that date of birth is on record.".into(),
                "Find that child by a search, and record the referral there; or say that this is another child.".into(),
            ),
            House::FromAnExtract => (
                &["AS-28"],
                "It was not recorded here: it came with a file.".into(),
                "Put it right in the case system; the next extract brings it here.".into(),
            ),
            House::NotTheirRecord => (
                &["AS-28"],
                "Somebody else recorded it.".into(),
                "Have it taken back by whoever recorded it, or by a manager.".into(),
            ),
            House::SeenAndNobodyIn => (
                &["AS-05"],
                "Nobody was in, and the child was seen: both cannot be.".into(),
                "Leave out what was not so.".into(),
            ),
            House::NoReason { clause } => {
                return Told {
                    rule: "house".to_owned(),
                    clauses: vec![clause.to_owned()],
                    says: "It does not say why.".to_owned(),
                    possible: "Give the reason.".to_owned(),
                };
            }
            House::NotOfDuty { worker } => (
                &["AS-13"],
                format!("{} is no social worker, and cannot be the duty social worker.", called(worker)),
                "Name a social worker who is on duty.".into(),
            ),
            House::SupportsThemselves { worker } => (
                &["AP-19"],
                format!("{} cannot support and supervise themselves.", called(worker)),
                "Name somebody else who does.".into(),
            ),
            House::NoSupport { worker } => (
                &["AP-05", "AP-19"],
                format!("{} is no experienced social worker, who could support and supervise it.", called(worker)),
                "Name an experienced social worker, or a manager.".into(),
            ),
            House::Interval { days } => (
                &["AS-05"],
                format!("{days} days are no interval between visits that can be set: the child is seen at least every 28."),
                "Give a number of days from 1 to 28.".into(),
            ),
            House::AnotherLevel { asked } => (
                &["AS-02"],
                format!("What was asked is no {}.", record::words::Word::name(asked)),
                "Choose what it is: a team, or a district.".into(),
            ),
            House::AsksItself => (
                &["AS-02"],
                "It is the child's own team, or the district of that team.".into(),
                "Ask the other teams of the district, and then the other districts.".into(),
            ),
            House::NoTeam => (
                &["AP-16"],
                "A case is owned by a team, and that is none.".into(),
                "Choose the team that is to have it.".into(),
            ),
            House::NotBornYet => (
                &["AS-05"],
                "No birth is on record: a child who is not born yet cannot have been seen.".into(),
                "Record the birth first, if the child was born; or leave out that the child was seen.".into(),
            ),
            House::HadDied => (
                &[],
                "The record says that the child had died by then.".into(),
                "Take the record of the death back first, if it is wrong or its date is.".into(),
            ),
            House::NotYetOffered => (
                &["AP-03"],
                "It was offered later than that.".into(),
                "Give the time at which the worker answered, after the offer.".into(),
            ),
            House::NothingToAcknowledge { post } => (
                &["AS-16"],
                format!("Nobody is on record as having told the {} anything by then.", post.name()),
                "Record first that they were told.".into(),
            ),
            House::TooFarAhead { day } => (
                &["PG-07"],
                format!("{} is more than a year ahead.", written(day)),
                "Give an earlier day.".into(),
            ),
            House::VisitUnsaid => (
                &["AS-05"],
                "It does not say what the visit was.".into(),
                "Say whether the child was seen, or that nobody was in.".into(),
            ),
            House::GrownUp { born } => (
                &["AP-03"],
                format!("Born on {}, they are 25 or older: no child in need, and no young person who left care.", written(born)),
                "Put the date of birth right.".into(),
            ),
            House::Untrained { worker, training } => (
                &["AP-21"],
                format!("The record does not say that {} holds the training in {} today.", called(worker), training.name()),
                "Give it to somebody who does, or have the training recorded.".into(),
            ),
            House::NoTransfer => (
                &["AP-17"],
                "No transfer of this child to another team is under way.".into(),
                "Record first that the case is ready to transfer, and to which team.".into(),
            ),
            House::CheckedBefore => (
                &["AP-17"],
                "The receiving team has looked through the work, and found nothing left.".into(),
                "Both sides can sign.".into(),
            ),
            House::NothingFound => (
                &["AP-17"],
                "It says nothing of the work.".into(),
                "Say what is complete, what this case does not need, or what is missing.".into(),
            ),
            House::NotTakenOver => (
                &["AP-16"],
                "Another authority was asked to take the case over and has not answered: until it does, a team here owns it.".into(),
                "Record what it answered: that it takes the case over, or that it does not.".into(),
            ),
            House::GoesElsewhere { to } => (
                &["AP-16"],
                format!("A transfer to {} is under way.", names.unit(to)),
                "Record first that that transfer ended or was refused.".into(),
            ),
            House::EndsBefore { until } => (
                &[],
                format!("It would end on {}, before it begins.", written(until)),
                "Give a later last day, or an earlier first one.".into(),
            ),
            House::Hours => (
                &[],
                "Nobody works so many hours a week.".into(),
                "Give the hours of a week, from 0 to 100.".into(),
            ),
            House::OnTheRota { worker, on } => (
                &["PG-05"],
                format!("{} is on the rota for {} already.", called(worker), written(on)),
                "Nothing more has to be done.".into(),
            ),
            House::ClosedThatDay { day } => (
                &["AP-22"],
                format!(
                    "The case was closed on {}, and without a time it cannot be told which came first.",
                    written(day)
                ),
                "Give the time at which the referral was received.".into(),
            ),
            House::NothingToExcept => (
                &[],
                "Nothing stands against it from which you could make an exception.".into(),
                "Leave the exception out, or do first what the other grounds ask.".into(),
            ),
            House::NoSocialWorker { worker } => (
                &["AP-08"],
                format!("{} is not on record as a social worker.", called(worker)),
                "Name a social worker.".into(),
            ),
            House::NotRecorded { kind } => (
                &[],
                format!("'{}' is not recorded by itself.", kind.name().replace('_', " ")),
                "Use the act that it belongs to.".into(),
            ),
        };
        let clauses = clauses.iter().map(|clause| (*clause).to_owned()).collect();
        Told { rule: "house".to_owned(), clauses, says, possible }
    }
}
