//! What each kind of fact is called on a page, and what one more file or column of it would buy.

use std::borrow::Cow;

use record::Kind;

use super::{ColumnLacking, FileRead};
use crate::words::{listed, plural};

/// What a kind of fact is about, as the rest of a sentence.
pub fn says(kind: Kind) -> Cow<'static, str> {
    let said = match kind {
        Kind::ChildDetails => "who the child is and when it was born",
        Kind::ReferralReceived => "referrals and closures",
        Kind::NeedIdentified => "that a manager identified the need",
        Kind::AssessmentStarted => "assessments begun",
        Kind::AssessmentCompleted => "what assessments concluded",
        Kind::StatusStarted => "plans, looked-after periods and enquiries",
        Kind::InvolvementStarted => "who holds a child",
        Kind::PutOnDuty => "which children are on duty",
        Kind::TeamHeld => "which children a team holds",
        Kind::PartnerHeld => "which children a partner agency works with",
        Kind::PaymentsOnly => "which children have payments only",
        Kind::ClosureProposed => "proposals to close",
        Kind::TransferSigned => "transfers between teams",
        Kind::LeftUnallocated => "decisions to leave a child without a worker",
        Kind::DutyQuestionAnswered => "managers' answers to the duty question",
        Kind::Visit => "visits",
        Kind::ManagementOversight => "managers' oversight",
        Kind::NextSeenSet => "the days set for seeing a child",
        Kind::NextReviewSet => "the days set for managers' reviews",
        Kind::NextPlanReviewSet => "the days set for plan reviews",
        Kind::PlanReviewHeld => "plan reviews",
        Kind::LetterSent => "letters sent",
        Kind::LetterWithheld => "letters withheld",
        Kind::AgencyInvolved => "which agencies are involved",
        Kind::NoticeGiven => "notices to managers",
        Kind::SafetyPlanningAgreed => "agreed safety planning",
        Kind::WorkerDetails => "what the workers are",
        Kind::WorkerLeft => "when workers leave",
        Kind::Registered => "workers' registration",
        Kind::AbsenceStarted => "workers' absence",
        Kind::PlacementStarted => "placements",
        Kind::CaseClosed => "closures",
        Kind::InvolvementEnded => "when a worker's involvement ended",
        Kind::AllocationOffered => "offers to workers",
        Kind::AllocationAccepted => "workers' acceptance of offers",
        Kind::ServiceEntryJoined => "entries in the lists of other services",
        Kind::DistrictReceived => "when the district received a referral",
        Kind::ConcernIncreased => "when concerns increased",
        Kind::MeetingHeld => "meetings and conferences",
        // A kind of fact without words of its own has its published name.
        kind => return Cow::Owned(kind.name().replace('_', " ")),
    };
    Cow::Borrowed(said)
}

/// What one more file or column would buy, of a kind of fact that these files say; where none does, only the published
/// form says it. `children` is of how many an answer is not known for want of it.
pub fn would_buy(kind: Kind, children: u64, files: &[String]) -> String {
    let needs: Cow<'static, str> = Cow::Borrowed(match kind {
        Kind::WorkerLeft => "The columns joined and left in keyworker_workers.csv",
        Kind::AbsenceStarted => "A file keyworker_absences.csv",
        Kind::Registered => "The registration number of every worker in ssd_professionals.csv",
        Kind::WorkerDetails => "The job title of every worker in ssd_professionals.csv, mapped in the site file",
        Kind::InvolvementStarted => {
            "The worker's id in every row of ssd_involvements.csv, and in the site file whether a role means accepted"
        }
        Kind::ReferralReceived => "Every referral's dates in ssd_cin_episodes.csv",
        Kind::AssessmentStarted => "Each assessment's dates in ssd_cin_assessments.csv",
        Kind::AssessmentCompleted => {
            "Each assessment's outcome in ssd_cin_assessments.csv, or a row of keyworker_casework.csv with what it concluded"
        }
        Kind::StatusStarted => "The files of plans, looked-after periods and section 47 enquiries",
        Kind::ChildDetails => "The date of birth of every child in ssd_person.csv",
        Kind::Visit => {
            "Every visit, with whether the child was seen, in ssd_cin_visits.csv, ssd_cp_visits.csv and ssd_cla_visits.csv"
        }
        Kind::PlanReviewHeld => "Every review held, in ssd_cp_reviews.csv and ssd_cla_reviews.csv",
        _ => return bought(&elsewhere(kind, files), children),
    });
    bought(&needs, children)
}

/// The same where what was read says it, but not of those statuses: another source must.
pub fn bought_of(statuses: &[&str], children: u64) -> String {
    let named: Vec<String> = statuses.iter().map(|status| format!("‘{status}’")).collect();
    bought(&format!("A source that says it of {}", listed(&named)), children)
}

/// The same where the list that says it does not have some of the workers.
pub fn bought_by_listing(not_listed: u64, children: u64) -> String {
    let rows = match not_listed {
        1 => "A row of the worker who is not in the list".to_owned(),
        _ => format!("A row of each of the {} workers who are not in the list", crate::words::number(not_listed)),
    };
    bought(&rows, children)
}

/// The same where files lack columns that would say it.
pub fn bought_by_columns(lacking: &[(&FileRead, &ColumnLacking)], children: u64) -> String {
    let columns: Vec<String> = lacking.iter().map(|(file, of)| format!("{} in {}", of.column, file.file)).collect();
    let column = if columns.len() == 1 { "The column" } else { "The columns" };
    bought(&format!("{column} {}", listed(&columns)), children)
}

/// What says a kind of fact of which no column is known to be missing.
fn elsewhere(kind: Kind, files: &[String]) -> String {
    match files {
        [] => format!("No table of the extract says it: facts of the kind {} (keyworker import --facts)", kind.name()),
        [file] => format!("Rows of {file} that say it"),
        several => format!("Rows that say it in one of {}", listed(several)),
    }
}

fn bought(needs: &str, children: u64) -> String {
    match children {
        0 => format!("{needs} would let it be seen."),
        _ => format!("{needs} would settle it for {}.", plural(children, "child", "children")),
    }
}
