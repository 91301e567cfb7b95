//! The files that are read, their columns, and the kinds of fact that each feeds.
//!
//! Columns are found by name, in any order and case. The names are those of the Standard Safeguarding Dataset
//! (versions before and after 1.4.5) and of our own optional files.

use std::collections::BTreeSet;

use record::Kind;

use crate::published::NOT_READ;

/// A file that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "each is the file of its name")]
pub enum Table {
    Department,
    Professionals,
    Workers,
    Absences,
    Person,
    CinEpisodes,
    ClaEpisodes,
    CinAssessments,
    S47Enquiry,
    CpPlans,
    CinPlans,
    PreProceedings,
    Permanence,
    Family,
    Disability,
    Involvements,
    CinVisits,
    CpVisits,
    ClaVisits,
    CpReviews,
    ClaReviews,
    ClaPlacements,
    LegalStatus,
    InitialConferences,
    Casework,
}

/// A column that is read.
#[derive(Debug)]
pub struct Column {
    /// Its names, lower case, the published one first.
    pub names: &'static [&'static str],
    /// Whether the table cannot be used without it.
    pub needed: bool,
    /// What a file without it leaves open, in words that follow "it is not known"; empty of a column without which the table is
    /// not used.
    pub not_known: &'static str,
    /// The kinds of fact of which a file without it says nothing: that it has none of them means nothing then.
    pub silent_of: &'static [Kind],
    /// The kinds of fact that a file without it does not say whole.
    pub in_part: &'static [Kind],
}

/// A file that is read.
#[derive(Debug)]
pub struct Spec {
    /// Which.
    pub table: Table,
    /// Its name without `.csv`.
    pub name: &'static str,
    /// How the names of all its published columns begin; empty for our own files.
    pub prefix: &'static str,
    /// The columns that are read. What each holds is known by its place.
    pub columns: &'static [Column],
    /// The kinds of fact that come from it.
    pub feeds: &'static [Kind],
}

/// Places of columns that every table about children shares. A table that lacks one has no name for it.
pub(crate) const ID: usize = 0;
pub(crate) const PERSON: usize = 1;
pub(crate) const START: usize = 2;
pub(crate) const END: usize = 3;
/// The first place of what is the table's own.
pub(crate) const OWN: usize = 4;

macro_rules! specs {
    ($($table:ident $name:literal $prefix:literal [$(
        $needed:tt $($column:literal)|*
            $(=> $not_known:literal $([$($silent:ident)+])? $(($($part:ident)+))?)?
    ),* $(,)?] feeds $($kind:ident)*;)+) => {
        /// Every file that is read, in the order in which they are.
        pub static SPECS: &[Spec] = &[$(Spec {
            table: Table::$table,
            name: $name,
            prefix: $prefix,
            columns: &[$(Column {
                names: &[$($column),*],
                needed: specs!(@ $needed),
                not_known: concat!($($not_known)?),
                silent_of: &[$($($(Kind::$silent),+)?)?],
                in_part: &[$($($(Kind::$part),+)?)?],
            }),*],
            feeds: &[$(Kind::$kind),*],
        }),+];
    };
    (@ !) => { true };
    (@ ?) => { false };
}

specs! {
    Department "ssd_department" "dept" [
        ! "dept_team_id",
        ? "dept_team_name" => "what teams are called" (UnitDetails),
        ? "dept_team_parent_id" => "what a team belongs to" (UnitDetails),
        ? "dept_team_parent_name" => "what that is called to which a team belongs",
    ]
        feeds UnitDetails;
    Professionals "ssd_professionals" "prof" [
        ! "prof_professional_id",
        ? "prof_professional_name" => "what workers are called, and which of them are pools by their name" (WorkerDetails),
        ? "prof_social_worker_registration_no" => "who is registered" [Registered NotRegistered],
        ? "prof_agency_worker_flag" => "who works through an agency" (Engagement),
        ? "prof_professional_job_title" =>
            "what workers are, by their job titles: who is a pool and no person, too" [WorkerDetails],
        ? "prof_professional_department" => "in which team a worker is" (WorkerDetails),
    ]
        feeds WorkerDetails Registered NotRegistered Engagement;
    Workers "keyworker_workers" "" [
        ! "worker_id",
        ? "joined" => "when a worker joined" [WorkerJoined],
        ! "left",
        ? "leaving_recorded" => "since when it was known that a worker would leave",
        ? "employer" => "who employs a worker",
        ? "agency" => "who works through an agency" (Engagement),
        ? "profession" => "what workers are, but by their job titles" [WorkerDetails],
        ? "registered_from" => "from when on a worker is registered" [Registered NotRegistered],
        ? "registered_until" => "who is registered no more",
        ? "hours_per_week" => "who works only a part of the week" (Engagement),
    ]
        feeds WorkerDetails WorkerJoined WorkerLeft Engagement Registered NotRegistered;
    Absences "keyworker_absences" "" [
        ! "absence_id", ! "worker_id", ! "kind", ! "first_day", ! "returned_on",
        ? "likely_end" => "how long an absence is likely to last" (AbsenceStarted),
    ]
        feeds AbsenceStarted AbsenceEnded;
    Person "ssd_person" "pers" [
        ? "", ! "pers_person_id",
        ? "pers_dob" => "when a child was born" (ChildDetails),
        ? "pers_expected_dob" => "when an unborn child is expected" (ChildDetails),
        ? "pers_forename" => "what a child is called",
        ? "pers_surname" => "what a child's family is called",
        ? "pers_sex" => "what a child's sex is",
        ? "pers_ethnicity" => "what a child's ethnicity is",
        ? "pers_send_flag" | "pers_send" => "which children have special educational needs" (ChildDetails),
        ? "pers_death_date" => "who has died" [Died],
    ]
        feeds ChildDetails Died;
    CinEpisodes "ssd_cin_episodes" "cine" [
        ! "cine_referral_id", ! "cine_person_id", ! "cine_referral_date", ! "cine_close_date",
        ? "cine_referral_nfa" => "which referrals came to no further action, and so were closed at once" (CaseClosed),
        ? "cine_referral_team" | "cine_referral_team_id" => "in which team a child is" (ReferralReceived),
        ? "cine_referral_worker_id" => "whether the ids of a child and a worker stand in each other's places",
        ? "cine_close_reason" => "which referrals may be closed though no day is there" (CaseClosed),
        ? "cine_cin_primary_need_code" => "why a child is in need, which no rule asks",
    ]
        feeds ReferralReceived CaseClosed;
    ClaEpisodes "ssd_cla_episodes" "clae" [
        ! "clae_cla_episode_id", ! "clae_person_id", ! "clae_cla_episode_start_date",
        ! "clae_cla_episode_ceased_date" | "clae_cla_episode_ceased",
        ? "clae_cla_id" => "whose a visit, a review or a placement is that names only the period",
        ? "clae_referral_id" => "whether a row names another child's referral",
        ? "clae_cla_primary_need_code" => "why a child is in need, which no rule asks",
    ]
        feeds StatusStarted StatusEnded;
    CinAssessments "ssd_cin_assessments" "cina" [
        ! "cina_assessment_id", ! "cina_person_id", ! "cina_assessment_start_date", ! "cina_assessment_auth_date",
        ? "cina_assessment_outcome_nfa" => "which assessments found a child in need" (AssessmentCompleted),
        ? "cina_referral_id" => "whether a row names another child's referral",
    ]
        feeds AssessmentStarted AssessmentCompleted;
    S47Enquiry "ssd_s47_enquiry" "s47e" [
        ! "s47e_s47_enquiry_id", ! "s47e_person_id", ! "s47e_s47_start_date", ! "s47e_s47_end_date",
        ? "s47e_referral_id" => "whether a row names another child's referral",
    ]
        feeds StatusStarted StatusEnded;
    CpPlans "ssd_cp_plans" "cppl" [
        ! "cppl_cp_plan_id", ! "cppl_person_id", ! "cppl_cp_plan_start_date", ! "cppl_cp_plan_end_date",
        ? "cppl_referral_id" => "whether a row names another child's referral",
        ? "cppl_cp_plan_initial_category" => "under which category a plan began, which no rule asks",
        ? "cppl_cp_plan_latest_category" => "under which category a plan is, which no rule asks",
    ]
        feeds StatusStarted StatusEnded;
    CinPlans "ssd_cin_plans" "cinp" [
        ! "cinp_cin_plan_id", ! "cinp_person_id", ! "cinp_cin_plan_start_date", ! "cinp_cin_plan_end_date",
        ? "cinp_referral_id" => "whether a row names another child's referral",
    ]
        feeds StatusStarted StatusEnded;
    PreProceedings "ssd_pre_proceedings" "prep" [
        ! "prep_table_id", ! "prep_person_id", ! "prep_pre_pro_decision_date", ! "prep_agree_stepdown_issue_date",
    ]
        feeds StatusStarted StatusEnded;
    Permanence "ssd_permanence" "perm" [
        ! "perm_table_id", ! "perm_person_id", ! "perm_adm_decision_date", ! "perm_decision_reversed_date",
    ]
        feeds StatusStarted StatusEnded;
    Family "ssd_family" "fami" [
        ? "fami_table_id" => "which rows are one, but by what they say",
        ! "fami_person_id", ? "", ? "", ! "fami_family_id",
    ]
        feeds FamilyGroup;
    Disability "ssd_disability" "disa" [
        ? "disa_table_id" => "which rows are one, but by what they say",
        ! "disa_person_id", ? "", ? "", ! "disa_disability_code",
    ]
        feeds ChildDetails;
    Involvements "ssd_involvements" "invo" [
        ! "invo_involvements_id", ! "invo_person_id", ! "invo_involvement_start_date", ! "invo_involvement_end_date",
        ! "invo_professional_id", ! "invo_professional_role_id",
        ? "invo_professional_team" => "with which team an involvement is",
        ? "invo_worker_change_reason" => "why an involvement ended",
        ? "invo_referral_id" => "whether a row names another child's referral",
    ]
        feeds InvolvementStarted InvolvementEnded;
    CinVisits "ssd_cin_visits" "cinv" [
        ? "cinv_cin_visit_id" => "which rows are one, but by what they say",
        ! "cinv_person_id", ! "cinv_cin_visit_date", ? "", ! "cinv_cin_visit_seen",
        ? "cinv_cin_visit_seen_alone" => "whether a child was seen alone" (Visit),
        ? "cinv_cin_visit_bedroom" => "whether a child's bedroom was seen" (Visit),
    ]
        feeds Visit;
    CpVisits "ssd_cp_visits" "cppv" [
        ? "cppv_cp_visit_id" => "which rows are one, but by what they say",
        ! "cppv_person_id", ! "cppv_cp_visit_date", ? "", ! "cppv_cp_visit_seen",
        ? "cppv_cp_visit_seen_alone" => "whether a child was seen alone" (Visit),
        ? "cppv_cp_visit_bedroom" => "whether a child's bedroom was seen" (Visit),
        ? "cppv_cp_plan_id" => "whose a visit is that names only the plan",
    ]
        feeds Visit;
    ClaVisits "ssd_cla_visits" "clav" [
        ? "clav_cla_visit_id" => "which rows are one, but by what they say",
        ! "clav_person_id", ! "clav_cla_visit_date", ? "", ! "clav_cla_visit_seen",
        ? "clav_cla_visit_seen_alone" => "whether a child was seen alone" (Visit),
        ? "",
        ? "clav_cla_id" => "whose a visit is that names only the period",
    ]
        feeds Visit;
    CpReviews "ssd_cp_reviews" "cppr" [
        ? "cppr_cp_review_id" => "which rows are one, but by what they say",
        ! "cppr_person_id", ! "cppr_cp_review_date", ? "",
        ? "cppr_cp_plan_id" => "whose a review is that names only the plan",
    ]
        feeds PlanReviewHeld;
    ClaReviews "ssd_cla_reviews" "clar" [
        ? "clar_cla_review_id" => "which rows are one, but by what they say",
        ? "clar_person_id" => "whose a review is, but by the period that it names",
        ! "clar_cla_review_date", ? "",
        ? "clar_cla_id" => "whose a review is that names only the period",
        ? "clar_cla_review_cancelled" => "which reviews were cancelled: each is read as held" (PlanReviewHeld),
    ]
        feeds PlanReviewHeld;
    ClaPlacements "ssd_cla_placement" "clap" [
        ! "clap_cla_placement_id",
        ? "clap_person_id" => "whose a placement is, but by the period that it names",
        ! "clap_cla_placement_start_date", ! "clap_cla_placement_end_date",
        ? "clap_cla_id" => "whose a placement is that names only the period",
        ? "clap_cla_placement_type" => "what kind of placement a child is in" (PlacementStarted),
    ]
        feeds PlacementStarted PlacementEnded;
    LegalStatus "ssd_legal_status" "lega" [
        ! "lega_legal_status_id", ! "lega_person_id", ! "lega_legal_status_start_date",
        ! "lega_legal_status_end_date", ! "lega_legal_status",
    ]
        feeds PlacementStarted;
    InitialConferences "ssd_initial_cp_conference" "icpc" [
        ? "icpc_icpc_id" => "which rows are one, but by what they say",
        ! "icpc_person_id", ! "icpc_icpc_date", ? "",
        ? "icpc_referral_id" => "whether a row names another child's referral",
    ]
        feeds MeetingHeld;
    Casework "keyworker_casework" "" [
        ! "record_id", ! "child_id", ! "at",
        ? "detail_date" =>
            "on which day a child is next seen, or a case next reviewed" (NextSeenSet NextReviewSet NextPlanReviewSet),
        ! "kind",
        ? "worker_id" =>
            "to whom a child was offered, who answered, and who is a duty worker" (AllocationOffered AllocationAccepted AllocationDeclined DutyWorkerAssigned),
        ? "by_role" => "in which post somebody acted" (ManagementOversight LeftUnallocated SafetyPlanningAgreed),
        ? "recipient" =>
            "to whom a letter went or a notice was given, and which agency is involved" (LetterSent LetterWithheld NoticeGiven AgencyInvolved AgencyInvolvementEnded),
        ? "detail" =>
            "what an oversight or a visit held, what was answered, and why or with whom something was done" (ManagementOversight Visit DutyQuestionAnswered LeftUnallocated TeamHeld PartnerHeld),
    ]
        feeds ManagementOversight NextSeenSet NextReviewSet NextPlanReviewSet LetterSent LetterWithheld NoticeGiven
            LeftUnallocated DutyQuestionAnswered PutOnDuty TakenOffDuty DutyWorkerAssigned TeamHeld TeamHeldEnded PartnerHeld
            PartnerHeldEnded PaymentsOnly PaymentsOnlyEnded ClosureProposed ClosureWithdrawn ReadyToTransfer TransferSigned
            TransferEnded AllocationOffered AllocationAccepted AllocationDeclined NeedIdentified AgencyInvolved
            AgencyInvolvementEnded SafetyPlanningAgreed;
}

/// Kinds that a casework file may also hold, for which it says nothing of when they are missing: another file of the
/// extract is where they are recorded.
pub const CASEWORK_ALSO: &[Kind] = &[Kind::Visit, Kind::AssessmentCompleted, Kind::StatusStarted];

/// Kinds of which a table has some alone, so that it says nothing where it has none: of meetings, the first conferences;
/// of placements, under which order the child was.
pub(crate) const NO_COVERAGE: &[(Table, Kind)] =
    &[(Table::InitialConferences, Kind::MeetingHeld), (Table::LegalStatus, Kind::PlacementStarted)];

/// Files of the dataset from which nothing is taken.
pub(crate) const NOT_USED: &[&str] = &[
    "ssd_address",
    "ssd_assessment_factors",
    "ssd_care_leavers",
    "ssd_cla_care_plan",
    "ssd_cla_convictions",
    "ssd_cla_health",
    "ssd_cla_immunisations",
    "ssd_cla_previous_permanence",
    "ssd_cla_substance_misuse",
    "ssd_cohort",
    "ssd_contacts",
    "ssd_dim_date",
    "ssd_early_help_episodes",
    "ssd_ehcp_active_plans",
    "ssd_ehcp_assessment",
    "ssd_ehcp_named_plan",
    "ssd_ehcp_requests",
    "ssd_immigration_status",
    "ssd_linked_identifiers",
    "ssd_missing",
    "ssd_mother",
    "ssd_pre_cla_care_plan",
    "ssd_s251_finance",
    "ssd_sdq_scores",
    "ssd_sen_need",
    "ssd_send",
    "ssd_version_log",
    "ssd_voice_of_child",
];

impl Table {
    /// Its specification.
    pub fn spec(self) -> &'static Spec {
        &SPECS[self as usize]
    }
}

impl Spec {
    /// Whether something follows from what it does not say, of any of its kinds. A row about a disability says nothing of a child's
    /// other details.
    pub fn covers(&self) -> bool {
        self.feeds.iter().any(|kind| self.covers_kind(*kind))
    }

    /// Whether that it has no row of that kind says that there is none.
    pub fn covers_kind(&self, kind: Kind) -> bool {
        let is_left_out = self.table == Table::Disability || NO_COVERAGE.contains(&(self.table, kind));
        self.feeds.contains(&kind) && !is_left_out
    }

    /// The column of that name, in whichever version of the dataset.
    pub fn column_named(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.names.contains(&name))
    }

    /// Whether each of its rows is about a child.
    pub(crate) fn is_about_children(&self) -> bool {
        self.table >= Table::Person
    }

    /// Whether one of its columns is named in that line. Where none is, it is no header, and may be a child's row.
    pub(crate) fn is_named_in(&self, line: &str) -> bool {
        let line = line.to_lowercase();
        self.columns.iter().flat_map(|column| column.names).any(|name| !name.is_empty() && line.contains(name))
    }

    /// The name under which the column at that place is known to people.
    pub(crate) fn column(&self, place: usize) -> &'static str {
        self.columns.get(place).and_then(|column| column.names.first()).copied().unwrap_or_default()
    }
}

/// Where in a file each column of its table is.
#[derive(Debug)]
pub(crate) struct Header {
    /// For each place, the column of the file that holds it.
    places: [u16; PLACES],
    /// How many cells a row must have.
    pub cells: usize,
    /// Needed columns that the file does not have, each with those that may be it.
    pub missing: Vec<Lacking>,
    /// Columns that are read where they are there, and are not, each with those from which nothing is read: one of these may
    /// be it, under another name.
    pub lacking: Vec<Lacking>,
    /// Columns that the published table does not have.
    pub extra: Vec<String>,
    /// Columns named twice: the first is read.
    pub twice: Vec<String>,
    /// All of their names, as a line of CSV.
    pub line: String,
}

/// A column that a file does not have.
#[derive(Clone, Debug)]
pub struct Lacking {
    /// The column.
    pub column: &'static Column,
    /// Columns of the file from which nothing is read, the one that is named most like it first: it may be one of these.
    pub perhaps: Vec<String>,
}

impl Lacking {
    /// As it is published.
    pub fn name(&self) -> &'static str {
        self.column.names.first().copied().unwrap_or_default()
    }

    /// The question whether any of those is there under another name, after a full stop; nothing where none may be.
    pub fn perhaps(lacking: &[Lacking]) -> String {
        let perhaps: BTreeSet<&str> = lacking.iter().flat_map(|one| &one.perhaps).map(String::as_str).collect();
        let perhaps: Vec<&str> = perhaps.into_iter().collect();
        match perhaps.as_slice() {
            [] => String::new(),
            [one] => format!(" Is it there under another name: {one}?"),
            several => format!(" Is any of it there under another name: {}?", several.join(", ")),
        }
    }
}

/// So many columns are named that may be one under another name.
const PERHAPS: usize = 4;

/// More places than any table has.
const PLACES: usize = 16;
/// No column.
const ABSENT: u16 = u16::MAX;

impl Header {
    pub fn of(spec: &Spec, names: &[String]) -> Header {
        let line = names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(",");
        let names: Vec<String> = names.iter().map(|name| name.trim_matches('"').to_lowercase()).collect();
        let place = |column: &Column| {
            let found = column.names.iter().filter(|name| !name.is_empty());
            found.filter_map(|name| names.iter().position(|given| given == name)).next()
        };
        let mut places = [ABSENT; PLACES];
        for (at, column) in places.iter_mut().zip(spec.columns) {
            *at = place(column).map_or(ABSENT, |place| place as u16);
        }
        let unread = || {
            let others = names.iter().enumerate().filter(|(at, _)| !places.contains(&(*at as u16)));
            others.map(|(_, name)| name).filter(|name| !NOT_READ.contains(&name.as_str()))
        };
        let own = |name: &str| name.strip_prefix(spec.prefix).unwrap_or(name).trim_start_matches('_').to_owned();
        let lacking = |column: &'static Column| {
            let wanted = own(column.names[0]);
            // A cell that could be a child's data is said only where it is the column's own name without the file's prefix.
            let may_be = |name: &&String| is_a_name(name) || **name == wanted;
            let mut perhaps: Vec<String> = unread().filter(may_be).cloned().collect();
            let unlike = |name: &String| (strsim::normalized_damerau_levenshtein(&own(name), &wanted) * -1000.0) as i64;
            perhaps.sort_by_key(unlike);
            perhaps.truncate(PERHAPS);
            Lacking { column, perhaps }
        };
        let is_lacking = |column: &Column, at: u16| !column.needed && !column.names[0].is_empty() && at == ABSENT;
        let columns = || spec.columns.iter().zip(&places);
        let missing = columns().filter(|(column, place)| column.needed && **place == ABSENT);
        let missing = missing.map(|(column, _)| lacking(column)).collect();
        let columns = columns().filter(|(column, at)| is_lacking(column, **at));
        let lacking = columns.map(|(column, _)| lacking(column)).collect();
        let ours =
            |place: usize, name: &str| name.is_empty() || places.contains(&(place as u16)) || NOT_READ.contains(&name);
        let extra = names.iter().enumerate().filter(|(place, name)| !ours(*place, name)).map(|(_, name)| name.clone());
        let extra = extra.collect();
        let twice = names.iter().enumerate().filter(|(at, name)| !name.is_empty() && names[..*at].contains(name));
        let twice = twice.map(|(_, name)| name.clone()).collect();
        Header { places, cells: names.len(), missing, lacking, extra, twice, line }
    }

    /// Why a file of that header cannot be used, where it cannot: a column that is needed is not there. `names` are its cells.
    pub fn unusable(&self, names: &[String]) -> Option<String> {
        if self.missing.is_empty() {
            return None;
        }
        if let [only] = names
            && let Some(separator) = [';', '\t', '|'].into_iter().find(|separator| only.contains(*separator))
        {
            let separator = if separator == '\t' { "tabs".to_owned() } else { format!("'{separator}'") };
            return Some(format!(
                "its columns are separated by {separator} and not by commas, so it is not used: export it with commas"
            ));
        }
        let columns: Vec<_> = self.missing.iter().map(|column| format!("'{}'", column.name())).collect();
        let (column, is) = if columns.len() == 1 { ("column", "is") } else { ("columns", "are") };
        let mut problem = format!("the {column} {} {is} missing, so the table is not used", columns.join(", "));
        if names.iter().any(|name| name.contains(' ')) {
            problem.push_str(": the first line may not be the header, or lines may end in a carriage return only");
        }
        match Lacking::perhaps(&self.missing) {
            perhaps if perhaps.is_empty() => {}
            perhaps => problem.push_str(&format!(".{perhaps}")),
        }
        Some(problem)
    }

    /// The column of the file that holds what that place is for.
    #[inline]
    pub fn column(&self, place: usize) -> Option<usize> {
        let column = self.places[place % PLACES];
        (column != ABSENT).then_some(usize::from(column))
    }
}

/// Whether that can be a column's name. What cannot may be a child's data that stands where the names should, and is
/// never said.
pub(crate) fn is_a_name(cell: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    cell.len() <= 48 && cell.contains('_') && cell.chars().all(plain)
}

/// The names among those cells, and how many others there are.
pub(crate) fn named(cells: &[String]) -> String {
    let names: Vec<&str> = cells.iter().map(String::as_str).filter(|cell| is_a_name(cell)).collect();
    match cells.len() - names.len() {
        0 => names.join(", "),
        others if names.is_empty() => {
            format!("{others} that do not look like names of columns; does the first line end?")
        }
        others => format!("{}, and {others} that do not look like names of columns", names.join(", ")),
    }
}

/// A cell as CSV has it.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifications_stand_at_the_place_of_their_table() {
        for (place, spec) in SPECS.iter().enumerate() {
            assert_eq!(spec.table as usize, place, "{}", spec.name);
            assert!(!NOT_USED.contains(&spec.name) && spec.columns.len() <= PLACES);
        }
    }

    #[test]
    fn every_column_says_what_follows_where_it_is_not_there() {
        for spec in SPECS {
            for column in spec.columns.iter().filter(|column| !column.names[0].is_empty()) {
                assert_eq!(column.needed, column.not_known.is_empty(), "{} {:?}", spec.name, column.names);
                let kinds = column.silent_of.iter().chain(column.in_part);
                for kind in kinds {
                    let is_said = spec.feeds.contains(kind) || CASEWORK_ALSO.contains(kind);
                    assert!(is_said, "{} {:?} {}", spec.name, column.names, kind.name());
                }
            }
        }
    }

    #[test]
    fn columns_are_found_by_name() {
        let names = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let spec = Table::CinVisits.spec();
        let header = Header::of(spec, &names("CINV_cin_visit_seen colour cinv_cin_visit_date cinv_person_id cinv_new"));
        assert_eq!((header.column(OWN), header.column(START), header.column(ID)), (Some(0), Some(2), None));
        assert_eq!((header.missing.len(), header.extra, header.cells), (0, names("colour cinv_new"), 5));
        let header = Header::of(spec, &names("cinv_person_id cinv_person_id"));
        let missing: Vec<&str> = header.missing.iter().map(Lacking::name).collect();
        assert_eq!(missing, ["cinv_cin_visit_date", "cinv_cin_visit_seen"]);
        assert_eq!(header.twice, ["cinv_person_id"]);
    }
}
