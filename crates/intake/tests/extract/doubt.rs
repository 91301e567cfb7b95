//! What a bad cell or row leaves not known: it never makes something certain that would not be so without it.

use intake::Outcome;
use intake::tables::Table;

use super::*;

const PERSONS: &str = "pers_person_id\nP1\nP2\nP3\nP4\nP5\n";
const WORKERS: &str = "prof_professional_id\nW1\nW2\n";
const REFERRALS: &str = "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date,cine_close_reason\n";
const INVOLVEMENTS: &str = "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,\
                            invo_professional_id,invo_professional_role_id,invo_referral_id\n";
const PERIODS: &str = "clae_cla_episode_id,clae_person_id,clae_cla_episode_start_date,clae_cla_episode_ceased_date,\
                       clae_cla_id,clae_referral_id\n";
const PLANS: &str = "cppl_cp_plan_id,cppl_referral_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date\n";
const CASEWORK: &str = "record_id,child_id,kind,at,worker_id,detail\n";

/// Five children, each with an open referral, unless other rows are given.
fn folder(more: &[(&'static str, &str)]) -> Files {
    let referrals: String = (1..6).map(|child| format!("R{child},P{child},2026-01-05,,\n")).collect();
    let referrals = format!("{REFERRALS}{referrals}");
    let mut files = vec![
        ("ssd_person.csv", PERSONS),
        ("ssd_professionals.csv", WORKERS),
        ("ssd_cin_episodes.csv", referrals.as_str()),
    ];
    files.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    files.extend(more);
    text(&files)
}

fn says(extract: &Extract, child: &str, fact: &str) -> bool {
    child_said(extract, child).iter().any(|said| said.starts_with(fact))
}

/// Of the five children, those of whom something is said that begins so.
fn those(extract: &Extract, fact: &str) -> Vec<u8> {
    let names = &extract.world().names;
    let known: Vec<&str> = (0..extract.children()).map(|child| names.child(extract.child(child))).collect();
    let is_so = |child: &u8| {
        let name = format!("lcs:P{child}");
        known.contains(&name.as_str()) && says(extract, &name, fact)
    };
    (1..6).filter(is_so).collect()
}

fn children(extract: &Extract) -> usize {
    extract.children()
}

/// A file that was cut at a row's end, or filtered, reads as any other: what goes on without its referral tells.
#[test]
fn a_child_of_whom_something_goes_on_and_no_referral_is_there_may_be_open() {
    let files = [
        ("ssd_cin_episodes.csv", format!("{REFERRALS}R1,P1,2026-01-05,,\nR2,P2,2026-01-05,2026-02-05,RC7\n")),
        (
            "ssd_involvements.csv",
            format!(
                "{INVOLVEMENTS}1,P2,2026-01-05,,W1,CW,R2\n2,P3,2026-01-05,2026-02-05,W1,CW,R3\n3,P4,2026-01-05,,W1,CW,R4\n"
            ),
        ),
        ("ssd_cp_plans.csv", format!("{PLANS}C5,R5,P5,2026-03-02,\n")),
    ];
    let files: Vec<(&'static str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let extract = read(&folder(&files), &options(""));
    // Whoever's referral is there is open or closed by it; what has ended says nothing of today.
    assert_eq!(those(&extract, "not known referral_received"), [4, 5]);
    let warnings = &extract.reconciliation().of(Table::CinEpisodes).unwrap().warnings;
    assert!(warnings.iter().any(|said| said.starts_with("2 children have a worker, a plan")), "{warnings:?}");
}

/// The child's referral that is here is closed, and a newer row is of another, which is not.
#[test]
fn a_child_of_whom_a_newer_row_names_a_referral_that_is_not_here_may_be_open() {
    let closed: String = (1..6).map(|child| format!("R{child},P{child},2024-01-05,2024-06-05,RC7\n")).collect();
    let referrals = format!("{REFERRALS}{closed}");
    let assessments = "cina_assessment_id,cina_person_id,cina_assessment_start_date,cina_assessment_auth_date,\
                       cina_assessment_outcome_nfa,cina_referral_id\n";
    let assessments = format!("{assessments}A1,P1,2026-05-04,2026-06-01,N,R9\nA2,P2,2024-02-01,2024-03-01,N,R2\n");
    let plans = format!("{PLANS}C3,R3,P3,2024-02-02,2024-03-03\nC4,R8,P4,2026-05-04,2026-06-01\n");
    let involvements =
        format!("{INVOLVEMENTS}1,P3,2024-01-05,2024-06-05,W1,CW,R3\n2,P5,2023-01-05,2024-01-04,W1,CW,R7\n");
    let files = [
        ("ssd_cin_episodes.csv", referrals.as_str()),
        ("ssd_cin_assessments.csv", assessments.as_str()),
        ("ssd_cp_plans.csv", plans.as_str()),
        ("ssd_involvements.csv", involvements.as_str()),
    ];
    let extract = read(&folder(&files), &options(""));
    // What ended before the referral that is here was closed may be of one that was closed before the extract begins.
    assert_eq!(those(&extract, "not known referral_received"), [1, 4]);
    let warnings = &extract.reconciliation().of(Table::CinEpisodes).unwrap().warnings;
    assert!(
        warnings.iter().any(|said| said.starts_with("2 children have referrals here that are all closed")),
        "{warnings:?}"
    );
    // Where hardly any of a file's referrals is here, they are numbers of something else.
    let plans: String = (1..6).map(|child| format!("C{child},X{child},P{child},2026-05-04,2026-06-01\n")).collect();
    let plans = format!("{PLANS}{plans}");
    let extract = read(&folder(&[files[0], ("ssd_cp_plans.csv", &plans)]), &options(""));
    assert_eq!(those(&extract, "not known referral_received"), Vec::<u8>::new());
}

#[test]
fn a_closing_that_is_half_there_leaves_it_not_known_whether_the_child_is_open() {
    for (row, is_doubted, column) in [
        ("R1,P1,2026-01-05,,\n", false, None),
        // A reason and no day; a day that has not come; one that was looked for and not found; one that stands for none.
        ("R1,P1,2026-01-05,,RC7\n", true, Some("cine_close_date")),
        ("R1,P1,2026-01-05,1900-01-01,RC7\n", true, Some("cine_close_date")),
        ("R1,P1,2026-01-05,2026-07-01,RC7\n", true, Some("cine_close_date")),
        ("R1,P1,2026-01-05,#N/A,\n", true, Some("cine_close_date")),
        ("R1,P1,2026-05-05,2026-03-01,RC7\n", true, Some("cine_referral_date")),
        ("R1,P1,2026-01-05,2026-06-30,RC7\n", false, None),
    ] {
        let extract = read(&folder(&[("ssd_cin_episodes.csv", &format!("{REFERRALS}{row}"))]), &options(""));
        assert_eq!(says(&extract, "lcs:P1", "not known case_closed"), is_doubted, "{row}");
        let kept: Vec<_> = extract.rejected().iter().map(|kept| (kept.outcome, kept.column)).collect();
        let expected: Vec<_> = column.into_iter().map(|column| (Outcome::InPart, column)).collect();
        assert_eq!(kept, expected, "{row}");
    }
    // Where either day may be wrong, neither is believed.
    let rows = format!("{REFERRALS}R1,P1,2026-05-05,2026-03-01,RC7\n");
    let extract = read(&folder(&[("ssd_cin_episodes.csv", &rows)]), &options(""));
    assert_eq!(those(&extract, "not known referral_received"), [1]);
    assert_eq!(those(&extract, "2026"), Vec::<u8>::new());
}

#[test]
fn what_was_looked_for_and_not_found_is_not_known_to_go_on() {
    let absences = "absence_id,worker_id,kind,first_day,returned_on\nA1,W1,sickness,2026-03-02,#N/A\n\
                    A2,W2,sickness,2026-03-02,\n";
    let extract = read(&folder(&[("keyworker_absences.csv", absences)]), &options(""));
    let ended: Vec<_> = all_said(&extract).into_iter().filter(|fact| fact.contains("absence_ended absence")).collect();
    assert!(ended.len() == 1 && ended[0].starts_with("lcs:W1 not known"), "{ended:?}");
    assert_eq!(extract.rejected().len(), 1);
    // A review whose date was looked for may have been held; one without a date was not.
    let reviews = "cppr_cp_review_id,cppr_person_id,cppr_cp_review_date\n1,P1,#N/A\n2,P2,\n";
    let extract = read(&folder(&[("ssd_cp_reviews.csv", reviews)]), &options(""));
    assert_eq!(those(&extract, "not known plan_review_held"), [1]);
}

fn somebody(extract: &Extract) -> Vec<u8> {
    let said = |child: &u8| {
        let said = child_said(extract, &format!("lcs:P{child}"));
        said.iter()
            .any(|fact| fact.starts_with("not known involvement_started") && fact.contains("worker=- role='not known'"))
    };
    (1..6).filter(said).collect()
}

#[test]
fn a_row_with_one_child_and_the_referral_of_another_is_believed_of_neither() {
    let good = "1,P1,2026-01-05,2026-03-02,W1,CW,R1\n2,P2,2026-01-05,,W1,CW,R2\n3,P3,2026-01-05,,W1,CW,R3\n";
    let of = |bad: &str| {
        let involvements = format!("{INVOLVEMENTS}{good}{bad}");
        read(&folder(&[("ssd_involvements.csv", &involvements)]), &options(""))
    };
    // A child whom nobody knows: none is made up, and the referral says whose the row may be.
    let extract = of("4,P1X,2026-03-02,,W2,CW,R1\n");
    assert_eq!((children(&extract), somebody(&extract)), (5, vec![1]));
    let kept: Vec<_> = extract
        .rejected()
        .iter()
        .map(|kept| (kept.row, kept.outcome, kept.column, kept.value.as_str(), kept.child.as_deref()))
        .collect();
    assert_eq!(kept, [(4, Outcome::Rejected, "invo_person_id", "P1X", Some("lcs:P1"))]);
    assert!(extract.rejected()[0].reason.starts_with("the referral in this row is another child's"));
    assert!(extract.reconciliation().of(Table::Involvements).unwrap().counts.adds_up());
    // Another child who is known: it may be either's, and so it is kept with neither.
    let extract = of("4,P4,2026-03-02,,W2,CW,R1\n");
    assert_eq!((somebody(&extract), extract.rejected()[0].child.as_deref()), (vec![1, 4], None));
    // A referral that no row has, or none, says nothing against a child whom nobody knows.
    for row in ["4,P9,2026-03-02,,W2,CW,R9\n", "4,P9,2026-03-02,,W2,CW,\n"] {
        let extract = of(row);
        assert_eq!((children(&extract), extract.rejected().len()), (6, 0), "{row}");
    }
}

#[test]
fn children_whom_only_referrals_name_keep_their_rows() {
    let referrals = format!("{REFERRALS}R1,P1,2026-01-05,,\nR2,P2,2026-01-05,,\nR3,P3,2026-01-05,,\n");
    let rows = "1,P1,2026-01-05,,W1,CW,R1\n2,P2,2026-01-05,,W1,CW,R2\n3,P3,2026-01-05,,W1,CW,R3\n";
    for persons in ["pers_person_id\nP1\n", "pers_person_id\n"] {
        let involvements = format!("{INVOLVEMENTS}{rows}");
        let mut files = folder(&[
            ("ssd_person.csv", persons),
            ("ssd_cin_episodes.csv", &referrals),
            ("ssd_involvements.csv", &involvements),
        ]);
        if persons.ends_with("id\n") {
            files.retain(|(name, _)| *name != "ssd_person.csv");
        }
        let extract = read(&files, &options(""));
        assert_eq!((extract.rejected(), those(&extract, "2026-01-05 involvement_started")), (&[][..], vec![1, 2, 3]));
        // Without a table of persons it is the referrals that say who is known.
        let more = format!("{INVOLVEMENTS}{rows}4,P9,2026-02-05,,W2,CW,R1\n");
        files.retain(|(name, _)| *name != "ssd_involvements.csv");
        files.extend(text(&[("ssd_involvements.csv", &more)]));
        let extract = read(&files, &options(""));
        assert_eq!((extract.rejected().len(), children(&extract)), (1, 3), "{persons}");
    }
    // Where most rows name another's referral, the column holds something else, and no row is held to it.
    let others = "1,P1,2026-01-05,,W1,CW,R2\n2,P2,2026-01-05,,W1,CW,R3\n3,P3,2026-01-05,,W1,CW,R1\n";
    let extract = read(&folder(&[("ssd_involvements.csv", &format!("{INVOLVEMENTS}{others}"))]), &options(""));
    let file = extract.reconciliation().of(Table::Involvements).unwrap();
    assert_eq!((file.counts.used, file.warnings.len()), (3, 1));
    assert!(file.warnings[0].starts_with("3 of 3 rows that name a referral name that of another child"));
}

#[test]
fn a_status_whose_row_is_not_used_is_not_known() {
    let undated = |status: &str| {
        [format!("not known status_started status='{status}'"), format!("not known status_ended status='{status}'")]
    };
    let periods = format!(
        "{PERIODS}L1,P1,2026-02-01,,X1,R1\nL1,P2,2026-02-01,,X2,R2\nL3,,2026-02-01,,X3,R3\nL4,P4,2026-02-01\nL5,,2026-02-01,,X5,\n\
         L6,P5,2026-02-01,,X6,R5\nL7,P5,2026-03-01,,X6,R5\n"
    );
    let extract = read(&folder(&[("ssd_cla_episodes.csv", &periods)]), &options(""));
    let [started, ended] = undated("looked after");
    assert_eq!((those(&extract, &started), those(&extract, &ended)), (vec![2, 3, 4], vec![2, 3, 4]));
    let file = extract.reconciliation().of(Table::ClaEpisodes).unwrap();
    let said = "1 row cannot be read, and whose it is cannot be told. At most 1 child is counted without what it says";
    assert_eq!(file.warnings, [said]);
    let plans =
        format!("{PLANS}K1,R1,P1,2026-02-01,\nK1,R2,P2,2026-02-01,\nK3,R3,,2026-02-01,\nK4,R4,P5,2026-02-01,\n");
    let extract = read(&folder(&[("ssd_cp_plans.csv", &plans)]), &options(""));
    let [started, _] = undated("child protection plan");
    assert_eq!(those(&extract, &started), [2, 3, 4, 5]);
    assert_eq!(extract.reconciliation().of(Table::CpPlans).unwrap().warnings, Vec::<String>::new());
    let assessments = "cina_assessment_id,cina_person_id,cina_referral_id,cina_assessment_start_date,\
                       cina_assessment_auth_date\nA1,P1,R1,2026-02-01,2026-03-01\nA2,,R2,2026-02-01,2026-03-01\n";
    let extract = read(&folder(&[("ssd_cin_assessments.csv", assessments)]), &options(""));
    assert_eq!(those(&extract, "not known assessment_completed"), [2]);
}

#[test]
fn a_visit_or_review_without_its_child_is_that_of_the_child_whose_plan_or_period_it_names() {
    let files = [
        (
            "ssd_cp_plans.csv",
            "cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date\n7,P1,2026-02-01,\n",
        ),
        (
            "ssd_cla_episodes.csv",
            "clae_cla_episode_id,clae_person_id,clae_cla_episode_start_date,clae_cla_episode_ceased_date,clae_cla_id\n\
             E1,P2,2026-02-01,,7\n",
        ),
        (
            "ssd_cp_visits.csv",
            "cppv_cp_visit_id,cppv_person_id,cppv_cp_plan_id,cppv_cp_visit_date,cppv_cp_visit_seen\n1,,7,2026-05-01,Y\n\
             2,#N/A,7,2026-05-02,Y\n3,31/02/2026,7,2026-05-03,Y\n4,,8,2026-05-04,Y\n5,P3,7,2026-05-05,Y\n\
             6,P9,7,2026-05-06,Y\n",
        ),
        (
            "ssd_cla_visits.csv",
            "clav_cla_visit_id,clav_cla_id,clav_person_id,clav_cla_visit_date,clav_cla_visit_seen\n1,7,,2026-05-01,Y\n",
        ),
        (
            "ssd_cp_reviews.csv",
            "cppr_cp_review_id,cppr_person_id,cppr_cp_plan_id,cppr_cp_review_date\n1,,7,2026-05-01\n",
        ),
    ];
    let extract = read(&folder(&files), &options(""));
    let visits = |child: &str| -> Vec<String> {
        let said = child_said(&extract, child);
        let about = |fact: &&String| fact.contains(" visit ") || fact.contains("plan_review");
        let kind = |fact: &String| fact.split_once(" parts=").or(fact.split_once(" plan=")).unwrap().0.to_owned();
        said.iter().filter(about).map(kind).collect()
    };
    // The third has a day in the child's place: nothing of that row is believed but whose it may be. The last names a child whom
    // nothing else has, and the plan of another: it may be either's.
    let mut said = visits("lcs:P1");
    said.sort();
    let (first, second, held) = ("2026-05-01 visit", "2026-05-02 visit", "2026-05-01 plan_review_held");
    assert_eq!(said, [held, first, second, "not known visit", "not known visit"]);
    assert_eq!(visits("lcs:P9"), ["2026-05-06 visit"]);
    assert_eq!(visits("lcs:P2"), [first]);
    assert_eq!(visits("lcs:P3"), ["2026-05-05 visit"], "the child whom it names goes before the plan");
    let rejected: Vec<_> = extract.rejected().iter().map(|row| (row.row, row.column, row.child.as_deref())).collect();
    assert_eq!(rejected, [(3, "cppv_person_id", Some("lcs:P1")), (4, "cppv_cp_plan_id", None)]);
    let file = extract.reconciliation().of(Table::CpVisits).unwrap();
    assert!(file.warnings.len() == 1 && file.warnings[0].starts_with("1 row cannot be read"), "{:?}", file.warnings);
}

#[test]
fn an_id_that_nothing_else_has_makes_up_no_child() {
    let involvements = format!("{INVOLVEMENTS}1,P1,2026-01-05,,W1,CW,R1\n");
    let of = |rows: &str, persons: &str| {
        let referrals = format!("{REFERRALS}{rows}");
        let files = [
            ("ssd_cin_episodes.csv", &*referrals),
            ("ssd_involvements.csv", &involvements),
            ("ssd_person.csv", persons),
        ];
        read(&folder(&files), &options(""))
    };
    let names = |extract: &Extract| {
        let children =
            (0..extract.children()).map(|child| extract.world().names.child(extract.child(child)).to_owned());
        children.collect::<Vec<_>>()
    };
    let persons = "pers_person_id\nP1\nP2\n";
    // A day, or what is written as one, is no id; and the referral is that of the child whose involvement names it.
    for id in ["2026-02-01", "31/02/2026", "2026-02-31 00:00", "zz"] {
        let extract = of(&format!("R1,{id},2026-01-05,,\nR2,P2,2026-01-05,,\n"), persons);
        assert_eq!(names(&extract), ["lcs:P1", "lcs:P2"], "{id}");
        assert!(says(&extract, "lcs:P1", "not known referral_received"), "{id}");
    }
    // Whose referral it is nothing tells: there may be such a child.
    let extract = of("R2,P2,2026-01-05,,\nR3,zz,2026-01-05,,\n", persons);
    assert_eq!(names(&extract), ["lcs:P1", "lcs:P2", "lcs:zz"]);
    assert!(says(&extract, "lcs:zz", "not known referral_received"));
    assert!(!says(&extract, "lcs:zz", "2026"));
    let rejected: Vec<_> = extract.rejected().iter().map(|row| (row.row, row.child.as_deref())).collect();
    assert_eq!(rejected, [(2, Some("lcs:zz"))]);
    // A child who is in another file is one, listed or not.
    let extract = of("R1,P1,2026-01-05,,\nR2,P2,2026-01-05,,\n", "pers_person_id\nP2\nP3\nP4\n");
    assert!(says(&extract, "lcs:P1", "2026-01-05 referral_received") && extract.rejected().is_empty());
}

#[test]
fn a_row_of_an_offer_that_cannot_be_used_leaves_it_not_known_who_holds_the_child() {
    // Without a row of any involvement no offer is known to go on.
    let involvements = "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_person_id,\
                        invo_involvement_start_date,invo_involvement_end_date\n1,W2,CW,P2,2025-01-01,2025-02-01\n";
    let of = |rows: &str| {
        let casework = format!("{CASEWORK}{rows}");
        let files = [("keyworker_casework.csv", casework.as_str()), ("ssd_involvements.csv", involvements)];
        read(&folder(&files), &options(""))
    };
    let made = format!("{CASEWORK}K1,P1,offer made,2026-05-11T10:00,W1,\nK2,P1,offer accepted,2026-05-12,W1,\n");
    let extract = read(&folder(&[("keyworker_casework.csv", &made)]), &options(""));
    assert_eq!(those(&extract, "not known involvement_ended"), [1]);
    for row in [
        // The kind, or the worker, cannot be read, or a cell is missing; or the row has the id of another child's.
        "K1,P1,#N/A,2026-05-11T10:00,W2,\n",
        "K1,P1,offer accepted,2026-05-11T10:00,#N/A,\n",
        "K1,P1,offer made,2026-05-11T10:00,,\n",
        "K1,P1,offer declined,2026-05-11T10:00,,\n",
        "K1,P1,offer made,2026-05-11T10:00\n",
        "K1,P1,offr made,2026-05-11T10:00,W1,\n",
        "K1,P2,closure proposed,2026-05-11,,\nK1,P1,offer made,2026-05-11T10:00,W1,\n",
    ] {
        assert_eq!(somebody(&of(row)), [1], "{row}");
    }
    for row in [
        "K1,P1,leter sent,2026-05-11T10:00,W2,\n",
        "K1,P1,duty question,2026-05-11T10:00,W2,\n",
        "K1,P1,duty worker assigned,2026-05-11,,\n",
        "K1,P2,closure proposed,2026-05-11,,\nK1,P1,closure proposed,2026-05-12,,\n",
    ] {
        let extract = of(row);
        assert_eq!((somebody(&extract), extract.rejected().len()), (vec![], 1), "{row}");
    }
    // Somebody accepted, and what was offered is not there.
    for row in ["K1,P1,offer accepted,31/11/2026,W1,\n", "K1,P1,offer accepted,2026-05-11,W1,offer K9\n"] {
        let extract = of(row);
        assert!(
            child_said(&extract, "lcs:P1").iter().any(|fact| {
                fact.starts_with("not known involvement_started") && fact.contains("worker=lcs:W1 role='not known'")
            }),
            "{row}"
        );
    }
    // What was offered may have been declined, or accepted, by the row that cannot be read.
    let made = "K1,P1,offer made,2026-05-11T10:00,W1,\nK3,P2,offer made,2026-05-11T10:00,W1,\n";
    let extract = of(&format!("{made}K2,P1,offer declined,2026-05-12T10:00,#N/A,\n"));
    assert_eq!(those(&extract, "not known involvement_ended"), [1]);
    // Whose it is cannot be told: it is said, and nobody is made possible.
    let extract = of(&format!("{made}K2,,offer accepted,2026-05-12T10:00,W1,\nK4,,closure proposed,2026-05-12,,\n"));
    assert_eq!(somebody(&extract), Vec::<u8>::new());
    let file = extract.reconciliation().of(Table::Casework).unwrap();
    assert!(file.warnings.len() == 1 && file.warnings[0].starts_with("2 rows cannot be read"), "{:?}", file.warnings);
}

/// The kinds of fact that are in doubt of P1, each once.
fn in_doubt(extract: &Extract) -> Vec<String> {
    let said = child_said(extract, "lcs:P1");
    let undated = said.iter().filter_map(|fact| fact.strip_prefix("not known "));
    let mut kinds: Vec<String> = undated.filter_map(|fact| fact.split(' ').next()).map(str::to_owned).collect();
    kinds.retain(|kind| kind != "child_details");
    kinds.sort();
    kinds.dedup();
    kinds
}

#[test]
fn a_row_of_casework_that_cannot_be_used_leaves_what_it_may_have_recorded_in_doubt() {
    let all = intake::casework::CaseworkKind::NAMES.len();
    let header = "record_id,child_id,kind,at,worker_id,by_role,recipient,detail,detail_date\n";
    let of = |row: &str| {
        let casework = format!("{header}{row}K9,P2,visit,2026-05-11,,,,seen,\n");
        let episodes = format!("{REFERRALS}R1,P1,2026-01-05,,\n");
        read(&folder(&[("keyworker_casework.csv", &casework), ("ssd_cin_episodes.csv", &episodes)]), &options(""))
    };
    for (row, kinds) in [
        // Its recipient, its kind but for a slip, its number of cells.
        ("K1,P1,letter sent,2026-05-11,,,vicar,,\n", &["letter_sent"][..]),
        ("K1,P1,letter withheld,2026-05-11,,,,,\n", &["letter_withheld"]),
        ("K1,P1,notice given,2026-05-11,,,zz,,\n", &["notice_given"]),
        ("K1,P1,put on dutty,2026-05-11,,,,,\n", &["put_on_duty"]),
        ("K1,P1,taken off duty,2026-05-11,,,,,,,\n", &["taken_off_duty"][..0]),
        ("K1,P1,taken off duty,2026-05-11,,\n", &["taken_off_duty"]),
        ("K1,P1,duty question,2026-05-11,,,,perhaps,\n", &["duty_question_answered"]),
        ("K1,P1,next review,2026-05-11,,,,,zz\n", &["management_oversight"]),
        ("K1,2026-05-11,permanency agreed,P1,,,,,\n", &["status_ended", "status_started"]),
        ("K1,P1,needs social worker,2026-05-11,,,,perhaps,\n", &["assessment_completed"]),
        ("K1,P1,agency no longer involved,2026-05-11,,,zz,,\n", &["letter_sent"]),
    ] {
        let extract = of(row);
        assert_eq!(in_doubt(&extract), kinds, "{row}");
        // It is known by its source, and by its row.
        let mut facts = Vec::new();
        extract.facts(0, &mut facts);
        let source = |fact: &record::Fact| extract.world().names.source(fact.from.source).to_owned();
        let is_doubt = |fact: &&record::Fact| {
            fact.when == record::When::Unknown && fact.content.kind() != record::Kind::ChildDetails
        };
        let doubts = facts.iter().filter(is_doubt);
        let from: Vec<_> = doubts.map(|fact| (source(fact), fact.from.row)).collect();
        assert!(
            from.iter().all(|from| *from == ("what cannot be used of keyworker_casework.csv".to_owned(), 1)),
            "{from:?}"
        );
    }
    // Of a kind that cannot be read it may have been any.
    let any = in_doubt(&of("K1,P1,#N/A,2026-05-11,,,,,\n"));
    assert!(any.len() > all / 2 && any.contains(&"put_on_duty".to_owned()), "{any:?}");
    // Who is a duty worker, or which agency is involved, is made up by no doubt.
    assert!(!any.contains(&"agency_involved".to_owned()) && !any.contains(&"duty_worker_assigned".to_owned()));
}

#[test]
fn a_referral_without_its_child_is_that_of_the_child_whose_other_rows_name_it() {
    let referrals = format!("{REFERRALS}R0,P1,2025-01-05,2025-03-01,RC8\nR1,,2026-01-05,,\nR2,P2,2026-01-05,,\n");
    let involvements = format!("{INVOLVEMENTS}1,P1,2026-01-05,2026-06-01,W1,CW,R1\n2,P2,2026-01-05,,W1,CW,R2\n");
    let plans = format!("{PLANS}K1,R1,P1,2026-02-01,\n");
    let files = [
        ("ssd_cin_episodes.csv", referrals.as_str()),
        ("ssd_involvements.csv", &involvements),
        ("ssd_cp_plans.csv", &plans),
    ];
    let extract = read(&folder(&files), &options(""));
    assert_eq!(those(&extract, "not known referral_received"), [1], "P3 to P5 have none, and it is not theirs");
    assert_eq!(extract.reconciliation().of(Table::CinEpisodes).unwrap().warnings, Vec::<String>::new());
    assert_eq!(extract.rejected()[0].child.as_deref(), Some("lcs:P1"));
    // Where other rows give it to two, it may be anyone's, and either of the two may be open.
    let plans = format!("{PLANS}K1,R1,P3,2026-02-01,\n");
    let files = [files[0], files[1], ("ssd_cp_plans.csv", plans.as_str())];
    let extract = read(&folder(&files), &options(""));
    assert_eq!(extract.reconciliation().of(Table::CinEpisodes).unwrap().warnings.len(), 2);
    assert_eq!(those(&extract, "not known referral_received"), [1, 3, 4, 5]);
}
