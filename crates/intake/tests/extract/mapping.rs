//! What each table says, as facts.

use intake::tables::Table;

use super::*;

#[test]
fn a_childs_rows_become_facts_in_the_order_of_time() {
    let files = text(&[
        (
            "ssd_person.csv",
            "pers_person_id,pers_forename,pers_surname,pers_sex,pers_dob,pers_send_flag,pers_ethnicity,pers_death_date\n\
             P1,Bramble,Fernside,F,2014-06-30,Y,WBRI,\n",
        ),
        ("ssd_disability.csv", "disa_table_id,disa_person_id,disa_disability_code\n1,P1,MOB\n"),
        ("ssd_family.csv", "fami_table_id,fami_family_id,fami_person_id\n1,F9,P1\n"),
        (
            "ssd_department.csv",
            "dept_team_id,dept_team_name,dept_team_parent_id,dept_team_parent_name\nT1,North Team,D1,North District\n",
        ),
        (
            "ssd_cin_episodes.csv",
            "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date,cine_referral_nfa,cine_referral_team\n\
             R1,P1,2026-01-05 00:00:00.000,,N,T1\nR0,P1,2025-01-05,,Y,T1\n",
        ),
        (
            "ssd_involvements.csv",
            "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_professional_team,invo_person_id,\
             invo_involvement_start_date,invo_involvement_end_date,invo_worker_change_reason,invo_referral_id\n\
             1,W1,CW,north  team,P1,2026-01-06,2026-03-01,LEFTRL,R1\n2,W2,IRO,,P1,2026-02-01,,,R1\n",
        ),
        (
            "ssd_cin_assessments.csv",
            "cina_assessment_id,cina_person_id,cina_assessment_start_date,cina_assessment_auth_date,\
             cina_assessment_outcome_nfa\n7,P1,2026-01-06,2026-02-10,N\n",
        ),
        (
            "ssd_cp_plans.csv",
            "cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date\n3,P1,2026-02-20,2026-05-01\n",
        ),
        (
            "ssd_cla_episodes.csv",
            "clae_cla_episode_id,clae_person_id,clae_cla_episode_start_date,clae_cla_episode_ceased_date,clae_cla_id\n\
             5,P1,2026-05-01,,L1\n",
        ),
        (
            "ssd_cla_reviews.csv",
            "clar_cla_review_id,clar_cla_id,clar_cla_review_date,clar_cla_review_cancelled\n\
             1,L1,2026-05-20,N\n2,L1,2026-06-20,Y\n3,L9,2026-05-20,N\n4,L1,,N\n",
        ),
        (
            "ssd_cin_visits.csv",
            "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen,cinv_cin_visit_seen_alone,\
             cinv_cin_visit_bedroom\n1,P1,2026-01-10T14:30:00,Y,Y,N\n",
        ),
    ]);
    let extract = read(&files, &options(""));
    assert_eq!(
        child_said(&extract, "lcs:P1"),
        [
            "not known child_details given_name='Bramble' family_name='Fernside' born=2014-06-30 expected=- sex='female' \
             ethnicity='WBRI' disabled=yes special_educational_needs=yes",
            "not known family_group family=#1",
            "2025-01-05 referral_received referral=#2 team=lcs:T1 district_received=-",
            "2025-01-05 case_closed referral=#2",
            "2026-01-05 referral_received referral=#3 team=lcs:T1 district_received=-",
            "2026-01-06 assessment_started assessment=#4",
            "2026-01-06 involvement_started involvement=#5 worker=lcs:W1 role='lead' team=lcs:T1 accepted=-",
            "2026-01-10T14:30:00+00:00 visit parts=[seen, seen alone] done_by=- plan='child in need'",
            "2026-02-01 involvement_started involvement=#6 worker=lcs:W2 role='involved' team=- accepted=-",
            "2026-02-10 assessment_completed assessment=#4 in_need=yes needs_social_worker=- advisor_may_hold=-",
            "2026-02-20 status_started status='child protection plan' spell=#7",
            "2026-03-01 involvement_ended involvement=#5 reason='left role'",
            "2026-05-01 status_started status='looked after' spell=#8",
            "2026-05-01 status_ended status='child protection plan' spell=#7",
            "2026-05-20 plan_review_held plan='looked after'",
        ]
    );
    let world: Vec<_> = extract.world().facts().map(|fact| said(extract.world(), fact)).collect();
    for expected in [
        "lcs:T1 not known unit_details name='North Team' level='team' parent=lcs:D1",
        "lcs:D1 not known unit_details name='North District' level=- parent=-",
        "record 2026-01-10 coverage covers='visit' unit=- until=2026-06-30T23:59:59+01:00 but=[child protection plan, looked after]",
        "record 2026-01-06 coverage covers='involvement_started' unit=- until=2026-06-30T23:59:59+01:00 but=-",
    ] {
        // The kinds of a coverage are words of the list of kinds.
        assert!(world.iter().any(|fact| fact == expected), "{expected}\n{world:#?}");
    }
    assert!(!world.iter().any(|fact| fact.contains("letter_sent")), "no casework file: letters are not covered");
    let reviews = extract.reconciliation().of(intake::tables::Table::ClaReviews).unwrap().counts;
    assert_eq!((reviews.read, reviews.used, reviews.unknown, reviews.not_needed), (4, 1, 1, 2));
}

#[test]
fn workers_join_leave_and_are_away() {
    let files = text(&[
        (
            "ssd_professionals.csv",
            "prof_professional_id,prof_professional_name,prof_social_worker_registration_no,prof_agency_worker_flag,\
             prof_professional_job_title\nW1,Ann\u{a0} Hazel,SW100,N,Social Worker\nW2,Duty Team,,,\nW3,Ash Rowan,XXW3,,Wizard\n",
        ),
        (
            "keyworker_workers.csv",
            "worker_id,joined,left,leaving_recorded,employer,agency,profession,registered_from,registered_until,hours_per_week\n\
             W1,2024-01-01,2026-07-31,2026-06-01,Example Council,Y,senior practitioner,2020-02-01,2026-05-31,18.5\n",
        ),
        (
            "keyworker_absences.csv",
            "absence_id,worker_id,kind,first_day,returned_on,likely_end\n1,W1,sickness,2026-03-02,2026-03-09,2026-03-06\n",
        ),
    ]);
    let extract = read(&files, &options("blank-registration = \"not-registered\""));
    let book = extract.world();
    let mut world: Vec<_> =
        book.facts().filter(|f| f.about != record::Subject::Record).map(|f| said(book, f)).collect();
    world.sort();
    let shown: Vec<String> = world.iter().map(|fact| fact.split('#').next().unwrap().to_owned()).collect();
    assert_eq!(
        shown,
        [
            "lcs:W1 2020-02-01 registered number='SW100' until=-",
            "lcs:W1 2024-01-01 worker_joined",
            "lcs:W1 2026-03-02 absence_started absence=",
            "lcs:W1 2026-03-09 absence_ended absence=",
            "lcs:W1 2026-06-01 not_registered",
            "lcs:W1 2026-07-31 worker_left",
            "lcs:W1 not known engagement agency=yes weekly_hours_hundredths=1850",
            "lcs:W1 not known worker_details name='Ann Hazel' job_title='Social Worker' profession='senior practitioner' team=-",
            "lcs:W2 not known not_registered",
            "lcs:W2 not known worker_details name='Duty Team' job_title=- profession='pool' team=-",
            "lcs:W3 not known not_covered covers='worker_left'",
            "lcs:W3 not known not_registered",
            "lcs:W3 not known worker_details name='Ash Rowan' job_title='Wizard' profession=- team=-",
        ]
    );
    let left = book.facts().find(|fact| fact.content == record::Content::WorkerLeft {}).unwrap();
    assert_eq!(left.recorded.day(), day("2026-06-01"), "the leaving was known when it was recorded");
}

#[test]
fn placements_are_what_their_type_and_the_legal_status_say() {
    let placements = "clap_cla_placement_id,clap_cla_id,clap_person_id,clap_cla_placement_start_date,\
        clap_cla_placement_type,clap_cla_placement_end_date\n";
    let legal = "lega_legal_status_id,lega_person_id,lega_legal_status,lega_legal_status_start_date,\
        lega_legal_status_end_date\n";
    const PARENTS: &str = "with parents before assessment";
    const SHORT: &str = "short breaks";
    for (row, statuses, marks) in [
        ("1,L1,P1,2026-01-05,U6,", "1,P1,E1,2026-01-05,\n", "marks=[] unsure=-".to_owned()),
        (
            "1,L1,P1,2026-01-05,u4,",
            "1,P1,C2,2026-01-05,\n",
            "marks=[intended to last until eighteen] unsure=-".to_owned(),
        ),
        ("1,L1,P1,2026-01-05,U3,", "1,P1,V3,2026-01-05,\n", format!("marks=[{SHORT}] unsure=[temporary approval]")),
        (
            "1,L1,P1,2026-01-05,P1,",
            "1,P1,C1,2026-01-01,\n",
            format!("marks=[with parents under an interim order] unsure=[{PARENTS}]"),
        ),
        // The order before it does not bear on it; one that came within it leaves it open under which it is.
        (
            "1,L1,P1,2026-01-05,P1,",
            "1,P1,C1,2025-01-01,2026-01-05\n2,P1,C2,2026-01-05,\n",
            format!("marks=[with parents under a care order] unsure=[{PARENTS}]"),
        ),
        (
            "1,L1,P1,2026-01-05,P1,",
            "1,P1,C1,2025-01-01,2026-02-05\n2,P1,C2,2026-02-05,\n",
            format!(
                "marks=[] unsure=[{PARENTS}, with parents under an interim order, with parents under a care order]"
            ),
        ),
        // Without a legal status, whether it is one of several short breaks is not known either.
        ("1,L1,P1,2026-01-05,K2,", "", format!("marks=[] unsure=[{SHORT}]")),
    ] {
        let files = text(&[
            ("ssd_cla_placement.csv", &format!("{placements}{row}\n")),
            ("ssd_legal_status.csv", &format!("{legal}{statuses}")),
        ]);
        let extract = read(&files, &options(""));
        assert_eq!(
            child_said(&extract, "lcs:P1"),
            [format!("2026-01-05 placement_started placement=#1 {marks}")],
            "{row} {statuses}"
        );
    }
    let files = text(&[
        ("ssd_cla_placement.csv", &format!("{placements}1,L1,P1,2026-01-05,U6,2026-02-01\n2,L1,P1,2026-02-01,Barn,\n")),
        ("ssd_legal_status.csv", &format!("{legal}1,P1,E1,2026-01-05,\n")),
        ("ssd_initial_cp_conference.csv", "icpc_icpc_id,icpc_person_id,icpc_icpc_date\n1,P1,2026-01-02\n2,P1,\n"),
    ]);
    let extract = read(&files, &options("[placement-types]\n\"Kinship\" = \"connected-person\""));
    let said: Vec<_> = child_said(&extract, "lcs:P1");
    assert_eq!(
        said,
        [
            "2026-01-02 meeting_held meeting='initial child protection conference'",
            "2026-01-05 placement_started placement=#1 marks=[] unsure=-",
            "2026-02-01 placement_ended placement=#1",
            "2026-02-01 placement_started placement=#2 marks=[] unsure=[with parents before assessment, temporary approval, \
             intended to last until eighteen]",
        ]
    );
    let reasons: Vec<_> =
        extract.rejected().iter().map(|row| (row.row, row.value.as_str(), row.reason.as_str())).collect();
    assert_eq!(reasons, [(2, "Barn", "unknown code: add it under [placement-types] of the site file")]);
    let world: Vec<_> = extract.world().facts().map(|fact| super::said(extract.world(), fact)).collect();
    let covers = |kind: &str| world.iter().any(|fact| fact.contains(&format!("covers='{kind}'")));
    assert!(covers("placement_started") && !covers("meeting_held"), "core groups are in no table: {world:#?}");
}

#[test]
fn a_registration_that_cannot_be_read_is_not_known() {
    let header = "prof_professional_id,prof_professional_name,prof_social_worker_registration_no\n";
    for (number, own, expected) in [
        ("SW100", "", Some("registered")),
        ("W/1234567", "", Some("registered")),
        ("", "", Some("not_registered")),
        ("zz", "", None),
        ("#N/A", "", None),
        ("31/02/2026", "", None),
        ("SW100", "W1,zz,", None),
        ("SW100", "W1,2020-01-01,31/02/2026", None),
        ("", "W1,2020-01-01,", Some("registered")),
    ] {
        let files = text(&[
            ("ssd_professionals.csv", &format!("{header}W1,Ann Hazel,{number}\n")),
            ("keyworker_workers.csv", &format!("worker_id,registered_from,registered_until,left\n{own},\n")),
        ]);
        let extract = read(&files, &options("blank-registration = \"not-registered\""));
        let about = extract.world().facts().filter(|fact| fact.about != record::Subject::Record);
        let kinds: Vec<_> = about.map(|fact| fact.content.kind().name()).filter(|name| name.contains("reg")).collect();
        assert_eq!(kinds, Vec::from_iter(expected), "{number} {own}");
    }
}

/// AP-01: whether somebody is still registered is not known where no column says until when.
#[test]
fn a_registration_without_a_column_for_its_end_is_not_known_to_go_on() {
    let of = |header: &str, row: &str| {
        let workers = format!("{header}\n{row}\n");
        let files = [
            ("keyworker_workers.csv", workers.as_str()),
            ("ssd_professionals.csv", "prof_professional_id,prof_social_worker_registration_no\nW1,SW1234\n"),
        ];
        let extract = read(&text(&files), &options(""));
        let is_said =
            all_said(&extract).iter().any(|fact| fact.starts_with("lcs:W1") && fact.contains(" registered number="));
        (is_said, extract.reconciliation().of(Table::Workers).unwrap().warnings.len())
    };
    assert_eq!(of("worker_id,left,registered_from,registered_until", "W1,,2020-01-01,"), (true, 0));
    assert_eq!(of("worker_id,left,registered_from,registered_until", "W1,,2020-01-01,#N/A"), (false, 0));
    assert_eq!(of("worker_id,left,registered_from", "W1,,2020-01-01"), (false, 1));
    // The file says nothing of registration: the number does.
    assert_eq!(of("worker_id,left", "W1,"), (true, 0));
}

#[test]
fn casework_is_read_by_its_kind() {
    let header = "record_id,child_id,kind,at,worker_id,by_role,recipient,detail,detail_date\n";
    let involvements = "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_person_id,\
                        invo_involvement_start_date,invo_involvement_end_date\n9,W2,CW,P1,2026-06-10,\n";
    let casework = "1,P1,management oversight,2026-06-01T14:00,W1,team manager,,\"risk assessment, actions\",2026-06-20\n\
                    2,P1,letter sent,2026-06-02,,business support,parent,,\n\
                    3,P1,notice given,2026-06-03,W1,,service manager,,\n\
                    4,P1,duty question,2026-06-04,W1,,,would be duty,\n\
                    5,P1,visit,2026-06-05,W1,,,seen alone; bedroom,\n\
                    6,P1,offer made,2026-06-08,W2,team manager,,,\n\
                    7,P1,offer accepted,2026-06-09,W2,,,,\n\
                    8,P1,leter sent,2026-06-09,,,parent,,\n\
                    9,P1,letter sent,2026-06-09,,,vicar,,\n\
                    10,P1,management oversight,2026-06-11,,team manager,,,\n\
                    11,P1,management oversight,2026-06-12,,team manager,,\"actions, safty plan\",\n\
                    12,P1,visit,2026-06-13,,,,,\n\
                    13,P1,visit,2026-06-14,,,,\"nobody in, tea\",\n";
    let files =
        text(&[("keyworker_casework.csv", &format!("{header}{casework}")), ("ssd_involvements.csv", involvements)]);
    let extract = read(&files, &options(""));
    // The two letters that cannot be used may have gone to anybody.
    let (known, in_doubt): (Vec<String>, Vec<String>) =
        child_said(&extract, "lcs:P1").into_iter().partition(|fact| !fact.starts_with("not known"));
    assert!(
        in_doubt.iter().all(|fact| fact.starts_with("not known letter_sent")) && in_doubt.len() == 18,
        "{in_doubt:?}"
    );
    assert_eq!(
        known,
        [
            "2026-06-01T14:00:00+01:00 management_oversight parts=[risk assessment, actions] done_by=lcs:W1 post='team manager'",
            "2026-06-01T14:00:00+01:00 next_seen_set on=2026-06-20",
            "2026-06-02 letter_sent to='parent' agency=-",
            "2026-06-03 notice_given to='service manager' done_by=lcs:W1",
            "2026-06-04 duty_question_answered answer='would be a duty case' done_by=lcs:W1",
            "2026-06-05 visit parts=[seen, seen alone, bedroom seen] done_by=lcs:W1 plan=-",
            // The offer is the involvement that it became.
            "2026-06-08 allocation_offered involvement=#1 worker=lcs:W2 role='lead' team=-",
            "2026-06-09 allocation_accepted involvement=#1",
            "2026-06-10 involvement_started involvement=#1 worker=lcs:W2 role='lead' team=- accepted=-",
            // A detail that is blank, or that nobody understands, leaves it not known what else it held.
            "2026-06-11 management_oversight parts=[not known what else] done_by=- post='team manager'",
            "2026-06-12 management_oversight parts=[actions, not known what else] done_by=- post='team manager'",
            "2026-06-13 visit parts=[not known whether seen, not known what else] done_by=- plan=-",
            "2026-06-14 visit parts=[nobody in, not known what else] done_by=- plan=-",
        ]
    );
    let reasons: Vec<_> = extract.rejected().iter().map(|rejected| (rejected.row, rejected.reason.as_str())).collect();
    assert_eq!(reasons[0], (8, "unknown: no such kind of record: did you mean 'letter sent'?"));
    assert!(reasons[1].1.starts_with("not a word that is known: write one of parent, carer"), "{reasons:?}");
}

/// A worker of whom no table has a row may be anybody: neither that they are registered nor that they are not is said, nor
/// that they are a person. What the site file says of an id holds for that id.
#[test]
fn nothing_is_said_of_a_worker_whom_no_table_lists_but_that_the_site_file_names_a_pool() {
    let involvements = "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,\
                        invo_professional_id,invo_professional_role_id\n1,P1,2026-01-05,,W9,CW\n2,P2,2026-01-05,,DUTY1,CW\n";
    let files = text(&[
        ("ssd_professionals.csv", "prof_professional_id,prof_social_worker_registration_no\nW1,SW1\nW2,\n"),
        ("ssd_involvements.csv", involvements),
    ]);
    let site = "blank-registration = \"not-registered\"\n[pool-workers]\nids = [\"DUTY1\"]\n";
    let extract = read(&files, &options(site));
    let said = all_said(&extract);
    let of = |worker: &str| said.iter().filter(|fact| fact.starts_with(worker)).cloned().collect::<Vec<_>>();
    assert_eq!(of("lcs:W9"), Vec::<String>::new());
    assert_eq!(of("lcs:DUTY1"), ["lcs:DUTY1 not known worker_details name=- job_title=- profession='pool' team=-"]);
    assert!(of("lcs:W2").iter().any(|fact| fact.contains("not_registered")));
}
