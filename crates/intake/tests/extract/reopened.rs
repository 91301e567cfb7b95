//! Rows that go on over the closing of their child's case.

use intake::tables::Table;

use super::*;

const REFERRALS: &str = "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date\n";
const INVOLVEMENTS: &str = "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,\
                            invo_professional_id,invo_professional_role_id,invo_referral_id\n";

/// What is said of who holds the child: each start and end, in the order of time.
fn holders(referrals: &str, involvement: &str) -> (Vec<String>, Vec<String>) {
    let files = text(&[
        ("ssd_cin_episodes.csv", &format!("{REFERRALS}{referrals}")),
        ("ssd_involvements.csv", &format!("{INVOLVEMENTS}{involvement}")),
    ]);
    let extract = read(&files, &options(""));
    let said = all_said(&extract).into_iter().filter(|fact| fact.contains(" involvement_"));
    let short = said.map(|fact| {
        let fact = fact.replace(" not known involvement_ended", " not_known involvement_ended");
        let words: Vec<&str> = fact.split(' ').collect();
        let role = words.iter().find(|word| word.starts_with("role=")).map_or("", |word| word);
        let what = words.iter().find(|word| word.starts_with("involvement_")).map_or("", |word| word);
        format!("{} {what} {role}", words[1].replace("not_known", "not known")).trim_end().to_owned()
    });
    let warnings = &extract.reconciliation().of(Table::Involvements).unwrap().warnings;
    (short.collect(), warnings.clone())
}

#[test]
fn a_row_over_a_closing_and_an_opening_again_goes_on_with_the_referral_that_it_names() {
    let twice = "R1,P1,2025-11-03,2026-03-02\nR2,P1,2026-05-05,\n";
    let next_day = "R1,P1,2025-11-03,2026-05-04\nR2,P1,2026-05-05,\n";
    let same_day = "R1,P1,2025-11-03,2026-05-05\nR2,P1,2026-05-05,\n";
    let at_once = "R1,P1,2025-11-03,\nR2,P1,2026-05-05,\n";
    let thrice = "R1,P1,2025-11-03,2026-03-02\nR2,P1,2026-05-05,2026-06-01\nR3,P1,2026-06-10,\n";
    let first = "2025-11-03 involvement_started role='lead'";
    let (again, perhaps) = ("2026-05-05 involvement_started role='lead'", "2026-05-05 involvement_started role='not");
    for (referrals, row, expected, says) in [
        (twice, "1,P1,2025-11-03,,W1,CW,R2", vec![first, again], "names the referral"),
        (twice, "1,P1,2025-11-03,,W1,CW,", vec![first, perhaps], "names no referral"),
        (twice, "1,P1,2025-11-03,,W1,CW,R1", vec![first], ""),
        (twice, "1,P1,2025-11-03,2026-04-01,W1,CW,R2", vec![first, "2026-04-01 involvement_ended"], ""),
        (next_day, "1,P1,2025-11-03,,W1,CW,R2", vec![first, again], "names the referral"),
        // The case was open all the while.
        (same_day, "1,P1,2025-11-03,,W1,CW,", vec![first], ""),
        (at_once, "1,P1,2025-11-03,,W1,CW,R2", vec![first], ""),
        // A worker who was there before the case was opened at all, or came while it was closed.
        (twice, "1,P1,2025-10-01,,W1,CW,R1", vec!["2025-10-01 involvement_started role='lead'"], ""),
        (twice, "1,P1,2026-04-01,,W1,CW,", vec!["2026-04-01 involvement_started role='lead'"], ""),
        (
            twice,
            "1,P1,2025-11-03,2026-06-01,W1,CW,R2",
            vec![first, again, "2026-06-01 involvement_ended", "2026-06-01 involvement_ended"],
            "names the referral",
        ),
        (
            thrice,
            "1,P1,2025-11-03,,W1,CW,",
            vec![first, perhaps, "2026-06-10 involvement_started role='not"],
            "names no referral",
        ),
        (
            thrice,
            "1,P1,2025-11-03,,W1,CW,R3",
            vec![first, perhaps, "2026-06-10 involvement_started role='lead'"],
            "names the referral",
        ),
        (thrice, "1,P1,2025-11-03,,W1,CW,R2", vec![first, again], "names the referral"),
        // The referral that it names came while another had opened the case again.
        (
            "R1,P1,2025-11-03,2026-03-02\nR2,P1,2026-05-05,\nR3,P1,2026-06-10,\n",
            "1,P1,2025-11-03,,W1,CW,R3",
            vec![first, perhaps, "2026-06-10 involvement_started role='lead'"],
            "names the referral",
        ),
        // A number that is no referral here; and an end of which nobody can tell when it was.
        (twice, "1,P1,2025-11-03,,W1,CW,R7", vec![first, perhaps], "names no referral"),
        (
            twice,
            "1,P1,2025-11-03,#N/A,W1,CW,R2",
            vec!["not known involvement_ended", "not known involvement_ended", first, again],
            "names the referral",
        ),
        (
            twice,
            "1,P1,2025-11-03,#N/A,W1,CW,",
            vec!["not known involvement_ended", "not known involvement_ended", first, perhaps],
            "names no referral",
        ),
    ] {
        let (said, warnings) = holders(referrals, &format!("{row}\n"));
        assert_eq!(said, expected, "{referrals} {row}");
        let warned = warnings.iter().any(|warning| warning.contains("over a closing") && warning.contains(says));
        assert_eq!(warned, !says.is_empty(), "{referrals} {row}: {warnings:?}");
    }
}

/// AS-01: a child in care or on a plan is not shown as closed because an old referral is.
#[test]
fn a_child_whose_referrals_are_closed_may_be_open_where_something_goes_on() {
    let closed = "R1,P1,2015-05-03,2026-03-02\n";
    let care = "clae_cla_episode_id,clae_person_id,clae_cla_episode_start_date,clae_cla_episode_ceased_date\n";
    let plan = "cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date\n";
    let enquiry = "s47e_s47_enquiry_id,s47e_person_id,s47e_s47_start_date,s47e_s47_end_date\n";
    let assessment = "cina_assessment_id,cina_person_id,cina_assessment_start_date,cina_assessment_auth_date\n";
    for (file, header, row, may_be_open) in [
        ("ssd_cla_episodes.csv", care, "1,P1,2026-04-01,", true),
        ("ssd_cla_episodes.csv", care, "1,P1,2026-02-01,", true),
        ("ssd_cla_episodes.csv", care, "1,P1,2026-02-01,#N/A", true),
        ("ssd_cla_episodes.csv", care, "1,P1,2026-02-01,2026-03-01", false),
        // Ends that are written, and were still to come as the extract was taken.
        ("ssd_cla_episodes.csv", care, "1,P1,2026-02-01,2026-07-05", true),
        ("ssd_cla_episodes.csv", care, "1,P1,2026-02-01,2026-06-29", false),
        ("ssd_involvements.csv", INVOLVEMENTS, "1,P1,2026-04-01,2026-07-05,W1,CW,R1", true),
        ("ssd_cp_plans.csv", plan, "1,P1,2026-02-01,2026-07-05", true),
        ("ssd_cp_plans.csv", plan, "1,P1,2026-02-01,", true),
        ("ssd_cp_plans.csv", plan, "1,P1,2026-04-01,2026-05-01", false),
        ("ssd_s47_enquiry.csv", enquiry, "1,P1,2026-04-01,", true),
        ("ssd_s47_enquiry.csv", enquiry, "1,P1,2026-03-01,", false),
        // Nobody closes a case on the day on which an enquiry begins and goes on.
        ("ssd_s47_enquiry.csv", enquiry, "1,P1,2026-03-02,", true),
        ("ssd_cin_assessments.csv", assessment, "1,P1,2026-03-03,", true),
        ("ssd_cin_assessments.csv", assessment, "1,P1,2026-03-02,", false),
        ("ssd_involvements.csv", INVOLVEMENTS, "1,P1,2026-04-01,,W1,CW,R1", true),
        ("ssd_involvements.csv", INVOLVEMENTS, "1,P1,,,W1,CW,R1", true),
        ("ssd_involvements.csv", INVOLVEMENTS, "1,P1,2026-04-01,,W1,unexplained,R1", true),
        ("ssd_involvements.csv", INVOLVEMENTS, "1,P1,2026-02-01,,W1,CW,R1", false),
        ("ssd_involvements.csv", INVOLVEMENTS, "1,P1,2026-04-01,2026-04-02,W1,CW,", false),
    ] {
        let episodes = format!("{REFERRALS}{closed}R9,P9,2026-01-05,\n");
        let files = text(&[("ssd_cin_episodes.csv", &episodes), (file, &format!("{header}{row}\n"))]);
        let extract = read(&files, &options(""));
        let in_doubt = all_said(&extract).into_iter().filter(|fact| fact.contains("not known referral_received"));
        assert_eq!(in_doubt.count(), usize::from(may_be_open), "{file} {row}");
        let warnings = &extract.reconciliation().of(Table::CinEpisodes).unwrap().warnings;
        let says = warnings.iter().any(|warning| warning.contains("referrals here that are all closed"));
        assert_eq!(says, may_be_open, "{file} {row}: {warnings:?}");
    }
}

/// PG-01: a referral on which no further action is taken is closed by no cell; where something of the child goes on after it,
/// nobody can tell.
#[test]
fn a_referral_without_further_action_may_be_open_where_something_goes_on_after_its_day() {
    let header = "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date,cine_referral_nfa\n";
    let care = "clae_cla_episode_id,clae_person_id,clae_cla_episode_start_date,clae_cla_episode_ceased_date\n";
    let enquiry = "s47e_s47_enquiry_id,s47e_person_id,s47e_s47_start_date,s47e_s47_end_date\n";
    let assessment = "cina_assessment_id,cina_person_id,cina_assessment_start_date,cina_assessment_auth_date\n";
    let visits = "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\n";
    let casework = "record_id,child_id,kind,at\n";
    let alone = "R1,P1,2026-03-02,,Y\n";
    let again = "R1,P1,2026-03-02,,Y\nR2,P1,2026-05-05,2026-06-05,N\n";
    let beside = "R1,P1,2026-03-02,,Y\nR2,P1,2026-01-05,2026-06-05,N\n";
    for (referrals, file, header_of_other, row, closed) in [
        (alone, "ssd_involvements.csv", INVOLVEMENTS, "", Some("2026-03-02")),
        (alone, "ssd_involvements.csv", INVOLVEMENTS, "1,P1,2026-03-02,,W1,CW,R1\n", None),
        (alone, "ssd_involvements.csv", INVOLVEMENTS, "1,P1,2026-03-02,2026-03-02,W1,CW,R1\n", Some("2026-03-02")),
        (alone, "ssd_involvements.csv", INVOLVEMENTS, "1,P1,2026-02-01,2026-03-01,W1,CW,R1\n", Some("2026-03-02")),
        // One that ends before it begins may have been after.
        (alone, "ssd_involvements.csv", INVOLVEMENTS, "1,P1,2026-04-01,2026-03-10,W1,CW,R1\n", None),
        (alone, "ssd_involvements.csv", INVOLVEMENTS, "1,P1,2026-02-20,2026-02-10,W1,CW,R1\n", None),
        (alone, "ssd_cin_assessments.csv", assessment, "1,P1,2026-03-02,\n", None),
        (alone, "ssd_cin_assessments.csv", assessment, "1,P1,2026-03-02,2026-04-02\n", None),
        (alone, "ssd_cin_assessments.csv", assessment, "1,P1,2026-03-02,2026-03-02\n", Some("2026-03-02")),
        (alone, "ssd_s47_enquiry.csv", enquiry, "1,P1,2026-03-02,\n", None),
        (alone, "ssd_cla_episodes.csv", care, "1,P1,2025-03-02,2026-03-01\n", Some("2026-03-02")),
        (alone, "ssd_cin_visits.csv", visits, "1,P1,2026-06-20,Y\n", None),
        (alone, "ssd_cin_visits.csv", visits, "1,P1,2026-03-02,Y\n", Some("2026-03-02")),
        (alone, "keyworker_casework.csv", casework, "1,P1,put on duty,2026-06-01\n", None),
        // A letter that says so is nobody's work with the child.
        (alone, "keyworker_casework.csv", casework, "1,P1,letter sent,2026-03-03\n", Some("2026-03-02")),
        // What begins on the day itself and does not end goes on.
        (alone, "keyworker_casework.csv", casework, "1,P1,put on duty,2026-03-02\n", None),
        (
            alone,
            "keyworker_casework.csv",
            casework,
            "1,P1,put on duty,2026-03-02\n2,P1,taken off duty,2026-05-20\n",
            None,
        ),
        (
            alone,
            "keyworker_casework.csv",
            casework,
            "1,P1,put on duty,2026-03-02T09:00\n2,P1,taken off duty,2026-03-02\n",
            Some("2026-03-02"),
        ),
        (alone, "keyworker_casework.csv", casework, "1,P1,taken off duty,2026-04-01\n", None),
        (alone, "keyworker_casework.csv", casework, "1,P1,put on duty,2025-04-01\n", None),
        (
            alone,
            "keyworker_casework.csv",
            casework,
            "1,P1,put on duty,2026-03-02T09:00\n2,P1,taken off duty,2026-03-02T12:00\n3,P1,put on duty,2026-03-02T15:00\n",
            None,
        ),
        (alone, "keyworker_casework.csv", casework, "1,P1,offer made,2026-03-02\n", None),
        (alone, "keyworker_casework.csv", casework, "1,P1,closure proposed,2026-04-01\n", None),
        (alone, "keyworker_casework.csv", casework, "1,P1,zzzqq,2026-04-01\n", None),
        // A case that was closed before took its duty with it.
        (
            "R0,P1,2025-03-01,2025-12-01,N\nR1,P1,2026-03-02,,Y\n",
            "keyworker_casework.csv",
            casework,
            "1,P1,put on duty,2025-04-01\n",
            Some("2026-03-02"),
        ),
        // Of what nobody knows the day, it may have been after.
        (alone, "ssd_cin_visits.csv", visits, "1,P1,,Y\n", None),
        (again, "ssd_cin_visits.csv", visits, "1,P1,2026-06-20,Y\n", None),
        // What another referral explains says nothing of this one.
        (again, "ssd_cin_visits.csv", visits, "1,P1,2026-05-20,Y\n", Some("2026-03-02")),
        (again, "ssd_cin_visits.csv", visits, "1,P1,2026-04-20,Y\n", None),
        (beside, "ssd_cin_visits.csv", visits, "1,P1,2026-04-20,Y\n", Some("2026-03-02")),
        // A cell that nobody can read does not say that the referral goes on.
        ("R1,P1,2026-03-02,,Q\n", "ssd_involvements.csv", INVOLVEMENTS, "", None),
    ] {
        let episodes = format!("{header}{referrals}R9,P9,2026-01-05,,N\n");
        let files = text(&[("ssd_cin_episodes.csv", &episodes), (file, &format!("{header_of_other}{row}"))]);
        let extract = read(&files, &options(""));
        let closings =
            all_said(&extract).into_iter().filter(|fact| fact.contains("P1") && fact.contains(" case_closed"));
        let closings: Vec<String> = closings.collect();
        let of_day = closed.unwrap_or("not known");
        assert!(closings.iter().any(|fact| fact.contains(of_day)), "{referrals} {file} {row}: {closings:?}");
    }
}
