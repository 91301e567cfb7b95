//! Every proportion that shapes the made-up authority, with the figure it comes from.
//!
//! "Figures" is our sheet of public figures (`figures.md`). What no figure gives is an assumption, is named `ASSUMED_`,
//! and must be called an assumption wherever it is shown. Chief among these: there is no current national rate of
//! children in need without a worker in England, so that share is an argument of the plan.

use crate::OpenKind;

/// A weighted range: lowest, highest, weight.
pub(crate) type Band = (i32, i32, f64);

// ---- Open children ------------------------------------------------------------------------------------------------

/// Open children by kind. The county's counts in Figures ("open-case mix, one county": 82% in need, 9% looked after,
/// 10% child protection) fix the first three. Of those in need, 4% of the whole await an assessment or need none
/// (national scale, 31 March 2024: 15,810 of 399,460), and 16% are being assessed: 648,830 assessments a year at a
/// median of 33 working days are some 20% of 400,000 children at any time, less those 4%. Privately fostered children
/// are too few for Figures to give; the three in a thousand are assumed.
pub(crate) const OPEN_KINDS: [(OpenKind, f64); 6] = [
    (OpenKind::AwaitingAssessment, 0.040),
    (OpenKind::BeingAssessed, 0.160),
    (OpenKind::InNeed, 0.607),
    (OpenKind::ChildProtection, 0.095),
    (OpenKind::LookedAfter, 0.095),
    (OpenKind::PrivatelyFostered, 0.003),
];

/// How likely a child of each kind is to have no worker, against a child in need. The counts of 2010 in Figures (80 on
/// a protection plan, 448 looked after, 7,811 in need, 89 councils) say that the first two are far rarer; how much
/// rarer today is assumed. Children just referred are where most of the waiting is.
pub(crate) const ASSUMED_RELATIVE_RISK_OF_NO_WORKER: [f64; 6] = [3.0, 1.2, 1.0, 0.15, 0.3, 0.6];

/// Children in a family that the authority works with: no figure gives it.
pub(crate) const ASSUMED_FAMILY_SIZES: [(u32, f64); 5] = [(1, 0.52), (2, 0.26), (3, 0.14), (4, 0.06), (5, 0.02)];

/// How often a brother or sister of a child on a plan or in care is 'in need' and no more.
pub(crate) const ASSUMED_SIBLING_ONLY_IN_NEED: f64 = 0.15;

/// Age in years by kind of case, for children in need and on plans, and for looked-after children.
pub(crate) const ASSUMED_AGES: [Band; 5] = [(0, 0, 0.06), (1, 4, 0.22), (5, 9, 0.27), (10, 15, 0.32), (16, 17, 0.13)];
/// The same for looked-after children, who are older.
pub(crate) const ASSUMED_AGES_LOOKED_AFTER: [Band; 5] =
    [(0, 0, 0.05), (1, 4, 0.13), (5, 9, 0.18), (10, 15, 0.39), (16, 17, 0.25)];

/// Children known before their birth, among those in need, being assessed or on a plan.
pub(crate) const ASSUMED_UNBORN: f64 = 0.015;
/// Sex as recorded: male, female, not known.
pub(crate) const ASSUMED_SEX: [(&str, f64); 3] = [("M", 0.53), ("F", 0.465), ("U", 0.005)];
/// Ethnicity codes of the Children in Need census; the shares are assumed.
pub(crate) const ASSUMED_ETHNICITY: [(&str, f64); 20] = [
    ("WBRI", 0.66),
    ("WIRI", 0.004),
    ("WIRT", 0.004),
    ("WOTH", 0.055),
    ("WROM", 0.008),
    ("MWBC", 0.03),
    ("MWBA", 0.012),
    ("MWAS", 0.014),
    ("MOTH", 0.03),
    ("AIND", 0.012),
    ("APKN", 0.03),
    ("ABAN", 0.015),
    ("AOTH", 0.018),
    ("BCRB", 0.014),
    ("BAFR", 0.035),
    ("BOTH", 0.014),
    ("CHNE", 0.003),
    ("OOTH", 0.022),
    ("REFU", 0.004),
    ("NOBT", 0.016),
];
/// Children with a recorded disability.
pub(crate) const ASSUMED_DISABLED: f64 = 0.12;
/// Codes of disability, for those who have one.
pub(crate) const ASSUMED_DISABILITIES: [(&str, f64); 8] = [
    ("AUT", 0.33),
    ("LD", 0.28),
    ("BEH", 0.12),
    ("COMM", 0.1),
    ("MOB", 0.08),
    ("PC", 0.04),
    ("HEAR", 0.03),
    ("VIS", 0.02),
];
/// Children with special educational needs, among those of school age: about one in five, more for disabled children.
pub(crate) const ASSUMED_SEND: f64 = 0.22;
/// Unaccompanied children among the looked-after: 6,540 of 81,770 (national scale, 31 March 2025).
pub(crate) const UNACCOMPANIED: f64 = 0.08;

// ---- Referrals, assessments, plans --------------------------------------------------------------------------------

/// Referral sources: police 28%, schools 21% (Figures, referrals 2024-25); the rest is assumed.
pub(crate) const REFERRAL_SOURCES: [(&str, &str, f64); 16] = [
    ("6", "Police", 0.28),
    ("2A", "Schools", 0.21),
    ("1A", "Individual - family member, relative or carer", 0.06),
    ("1B", "Individual - acquaintance (including neighbours and child minders)", 0.02),
    ("1C", "Individual - self", 0.01),
    ("2B", "Education services", 0.02),
    ("3A", "Health services - general practitioner", 0.02),
    ("3B", "Health services - health visitor", 0.03),
    ("3D", "Health services - other primary health services", 0.05),
    ("3E", "Health services - accident and emergency department", 0.04),
    ("4", "Housing", 0.02),
    ("5A", "Local authority services - social care", 0.06),
    ("5D", "Local authority services - early help", 0.06),
    ("7", "Other legal agency", 0.05),
    ("8", "Other", 0.05),
    ("9", "Anonymous", 0.02),
];
/// Primary need codes N1 to N9 and N0; the shares are assumed.
pub(crate) const ASSUMED_PRIMARY_NEEDS: [(&str, f64); 10] = [
    ("N1", 0.57),
    ("N2", 0.09),
    ("N3", 0.03),
    ("N4", 0.09),
    ("N5", 0.13),
    ("N6", 0.02),
    ("N7", 0.004),
    ("N8", 0.03),
    ("N9", 0.01),
    ("N0", 0.026),
];
/// A referral that follows another within twelve months: 22.6% (Figures).
pub(crate) const RE_REFERRED: f64 = 0.226;

/// Working days from referral to the end of the assessment, by the counts of 2025 (Figures, "assessment duration":
/// 85.7% within 45 working days). The last band is open in the figures; its end at 95 is assumed.
pub(crate) const ASSESSMENT_WORKING_DAYS: [Band; 9] = [
    (0, 0, 11_680.0),
    (1, 10, 75_590.0),
    (11, 20, 112_180.0),
    (21, 30, 102_260.0),
    (31, 40, 131_380.0),
    (41, 45, 122_730.0),
    (46, 50, 37_640.0),
    (51, 60, 27_860.0),
    (61, 95, 27_500.0),
];

/// Calendar days that an episode of need lasts (Figures, "episode length, re-referrals 2017"); its end at four years is
/// assumed.
pub(crate) const EPISODE_DAYS: [Band; 5] =
    [(30, 91, 38.3), (92, 182, 16.5), (183, 365, 19.0), (366, 730, 16.8), (731, 1460, 9.5)];

/// Calendar days that a child protection plan lasts (Figures, plans ended 2025); its end at 1,000 days is assumed.
pub(crate) const PLAN_DAYS: [Band; 5] =
    [(20, 91, 15.9), (92, 182, 11.0), (183, 365, 43.5), (366, 730, 25.2), (731, 1000, 4.4)];

/// Mean days in care so far, and the longest that the extract reaches back.
pub(crate) const ASSUMED_MEAN_DAYS_IN_CARE: f64 = 900.0;
/// The longest time in care so far, in days.
pub(crate) const ASSUMED_LONGEST_DAYS_IN_CARE: i32 = 3_400;

/// Episodes that end, for each open child and year, by how they went. Referrals closed with no further action: 38,920
/// and assessments that found no need: 188,300, of 399,460 open (national scale, 2023-24); plans ended: 62,300 and
/// children leaving care: 33,620 of the same (Figures); the rest of the 356,690 episodes of need that ended.
pub(crate) const ENDED_A_YEAR: [(EndedKind, f64); 5] = [
    (EndedKind::NoFurtherAction, 0.097),
    (EndedKind::AssessedOnly, 0.471),
    (EndedKind::InNeed, 0.653),
    (EndedKind::ChildProtection, 0.156),
    (EndedKind::LookedAfter, 0.084),
];

/// How many more closed children there are than these rates give, so that there are 1.58 referrals a year for each open
/// child (633,000 referrals, 400,000 children in need; Figures) and the caseload is about level over the history.
pub(crate) const FITTED_CLOSED: f64 = 1.23;

/// How a closed episode went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndedKind {
    NoFurtherAction,
    AssessedOnly,
    InNeed,
    ChildProtection,
    LookedAfter,
}

/// Categories of a child protection plan; assumed.
pub(crate) const ASSUMED_CATEGORIES: [(&str, f64); 5] =
    [("NEG", 0.49), ("EMO", 0.36), ("PHY", 0.08), ("SAB", 0.04), ("MUL", 0.03)];
/// Section 47 enquiries of children in need that led to no conference; assumed.
pub(crate) const ASSUMED_ENQUIRY_WITHOUT_CONFERENCE: f64 = 0.18;
/// Conferences held within the 15 working days; assumed.
pub(crate) const ASSUMED_CONFERENCE_ON_TIME: f64 = 0.79;
/// Visits and reviews made within their standard, and how many days late the others are.
pub(crate) const ASSUMED_VISIT_ON_TIME: f64 = 0.86;
/// Visits at which the child was seen.
pub(crate) const ASSUMED_SEEN: f64 = 0.91;
/// Reviews of plans and care held by their date; assumed.
pub(crate) const ASSUMED_REVIEW_ON_TIME: f64 = 0.92;

// ---- Workers ------------------------------------------------------------------------------------------------------

/// Cases that one full-time caseholder holds (Figures: average 16.0 in 2023; spread by "cases per caseholder 2021").
/// The last band's end at 34 is assumed.
pub(crate) const CASELOADS: [Band; 6] =
    [(1, 4, 9.2), (5, 9, 11.2), (10, 14, 19.2), (15, 19, 28.2), (20, 24, 20.0), (25, 34, 12.2)];
/// The mean that the spread above is scaled to: 16.0 (Figures, workforce 2023).
pub(crate) const AVERAGE_CASELOAD: f64 = 16.0;
/// Workers who leave in a year: 15.9% (Figures, workforce 2023).
pub(crate) const TURNOVER: f64 = 0.159;
/// Agency workers: 17.8% (Figures, workforce 2023).
pub(crate) const AGENCY: f64 = 0.178;
/// Working days lost to sickness: 3.2% (Figures, workforce 2023). Of spells, nine in ten are short; that split, and
/// so the number of spells a year, is assumed.
pub(crate) const SICK_SPELLS_A_YEAR: f64 = 1.15;
/// Lengths of sickness in working days; assumed, scaled to the 3.2%.
pub(crate) const ASSUMED_SICK_DAYS: [Band; 2] = [(1, 6, 0.9), (15, 60, 0.1)];
/// How often a post that falls free stays empty for a time, and for how many days. The vacancy rate of 18.9%
/// (Figures) is mostly covered by agency workers (80%), so that few posts are truly empty.
pub(crate) const ASSUMED_POST_LEFT_EMPTY: f64 = 0.4;
/// Days that such a post stays empty.
pub(crate) const ASSUMED_EMPTY_DAYS: (i32, i32) = (14, 110);
/// Changes of worker a year for other reasons than leaving, so that looked-after children have three or more workers
/// in a year in 27% of cases and 2.07 worker episodes a year (Figures). The rate itself is fitted, not a figure.
pub(crate) const FITTED_CHANGES_A_YEAR: f64 = 0.87;
/// The same for other children, for whom there is no figure.
pub(crate) const ASSUMED_CHANGES_A_YEAR: f64 = 0.6;
/// Reasons for a change of worker, other than leaving: managing caseloads 13%, absence 3%, the child's request below
/// half a percent (Figures, worker episodes 2024); the rest is assumed.
pub(crate) const CHANGE_REASONS: [(&str, f64); 6] =
    [("TSPROC", 0.5), ("MANAGE", 0.13), ("ORGRST", 0.12), ("ABSENC", 0.03), ("CHCHAN", 0.004), ("OTHERS", 0.1)];
/// Full-time equivalence of workers in percent; assumed.
pub(crate) const ASSUMED_HOURS: [(u8, f64); 4] = [(100, 0.78), (80, 0.11), (60, 0.08), (50, 0.03)];
/// The share without a worker that the chances below are fitted to, on any day of the history; for another share they are
/// scaled.
pub(crate) const ASSUMED_SHARE_OF_GAPS: f64 = 0.06;
/// How many times rarer gaps were at the start of the history than they are now, so that there is a trend to see.
pub(crate) const ASSUMED_GAPS_AT_FIRST: f64 = 0.7;
/// Referrals, and changes of team, that leave some days with nobody.
pub(crate) const ASSUMED_GAP_AT_START: f64 = 0.3;
/// Changes of worker that leave some days with nobody.
pub(crate) const ASSUMED_GAP_AFTER_CHANGE: f64 = 0.45;
/// The same where the worker left the authority.
pub(crate) const ASSUMED_GAP_AFTER_LEAVING: f64 = 0.75;
/// How long such a gap lasts in days.
pub(crate) const ASSUMED_GAP_DAYS: [Band; 4] = [(2, 6, 0.32), (7, 20, 0.35), (21, 60, 0.25), (61, 120, 0.08)];
/// Involvements that go on in the name of a worker who has left, of those whose worker left in the last six months.
pub(crate) const ASSUMED_LEFT_IN_NAME: f64 = 0.12;
/// Open children held by a manager.
pub(crate) const ASSUMED_HELD_BY_MANAGER: f64 = 0.012;
/// Open children held in the name of a pool.
pub(crate) const ASSUMED_HELD_BY_POOL: f64 = 0.01;
/// Involvements that overlap by some days with the next, since a handover takes time.
pub(crate) const ASSUMED_HANDOVER_OVERLAP: f64 = 0.05;
/// Rows of the worker before that nobody closed as the next one took over, of children who are open.
pub(crate) const ASSUMED_ROW_LEFT_OPEN: f64 = 0.02;
/// Registered workers among those who must be, whose registration is not in the case system.
pub(crate) const ASSUMED_REGISTRATION_MISSING: f64 = 0.03;

/// Days without a worker so far. The waits in Figures are Ireland's and long; these are assumed.
pub(crate) const ASSUMED_DAYS_WITHOUT_WORKER: [Band; 6] =
    [(1, 3, 0.16), (4, 7, 0.2), (8, 14, 0.22), (15, 30, 0.22), (31, 60, 0.13), (61, 150, 0.07)];
