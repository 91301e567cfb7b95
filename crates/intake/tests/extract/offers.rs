//! Offers of the casework file and the involvements that they became.

use super::*;

const REFERRALS: &str = "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date\nR1,P1,2026-01-02,\n";
const INVOLVEMENTS: &str = "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_person_id,\
                            invo_involvement_start_date,invo_involvement_end_date,invo_referral_id\n";
const MADE: &str = "K1,P1,offer made,2026-01-04T10:00,W1,\n";
const ACCEPTED: &str = "K2,P1,offer accepted,2026-01-05T10:00,W1,\n";

/// What is said of P1's involvements, of the offers and of the rows given.
fn said(casework: &str, involvements: &str) -> Vec<String> {
    let casework = format!("record_id,child_id,kind,at,worker_id,detail\n{casework}");
    let involvements = format!("{INVOLVEMENTS}{involvements}");
    let files = text(&[
        ("ssd_person.csv", "pers_person_id\nP1\nP2\n"),
        ("ssd_professionals.csv", "prof_professional_id\nW1\nW2\n"),
        ("ssd_cin_episodes.csv", REFERRALS),
        ("ssd_involvements.csv", &involvements),
        ("keyworker_casework.csv", &casework),
    ]);
    let site = "[roles]\nCW = { part = \"lead\", accepted = true }\nCOWK = { part = \"co-worker\", accepted = true }\n";
    let extract = read(&files, &options(site));
    let about = |fact: &String| fact.contains("involvement=");
    child_said(&extract, "lcs:P1")
        .into_iter()
        .filter(about)
        .map(|fact| fact.split(" worker=").next().unwrap().to_owned())
        .collect()
}

fn of(facts: &[String], kind: &str) -> Vec<String> {
    let of_kind = facts.iter().filter(|fact| fact.contains(kind));
    of_kind.map(|fact| fact.rsplit("involvement=").next().unwrap().split(' ').next().unwrap().to_owned()).collect()
}

/// Whoever only a file of absences names is not the only worker there is: nobody is listed by it.
#[test]
fn a_file_of_absences_lists_nobody() {
    let casework =
        "record_id,child_id,kind,at,worker_id\n1,P1,offer made,2026-06-01,W1\n2,P1,offer accepted,2026-06-02,W1\n";
    let involvements = "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_person_id,\
                        invo_involvement_start_date,invo_involvement_end_date\n1,W2,CW,P1,2026-06-02,\n";
    let absences = "absence_id,worker_id,kind,first_day,returned_on\nA1,W9,sickness,2026-05-01,2026-05-02\n";
    let in_doubt = |more: &[(&'static str, &str)]| {
        let mut files = text(&[("keyworker_casework.csv", casework), ("ssd_involvements.csv", involvements)]);
        files.extend(text(more));
        let said = child_said(&read(&files, &options("")), "lcs:P1");
        said.iter().any(|fact| fact.starts_with("not known involvement_ended"))
    };
    assert!(!in_doubt(&[]));
    assert!(!in_doubt(&[("keyworker_absences.csv", absences)]));
    // By the list of workers W2 is none: it may be W1, misspelt.
    assert!(in_doubt(&[("ssd_professionals.csv", "prof_professional_id\nW1\nW9\n")]));
    assert!(in_doubt(&[("keyworker_workers.csv", "worker_id,left\nW1,\n"), ("keyworker_absences.csv", absences)]));
}

#[test]
fn an_offer_is_the_involvement_of_its_worker_whatever_can_be_read_of_it() {
    let both = format!("{MADE}{ACCEPTED}");
    for (casework, row) in [
        (both.as_str(), "I1,W1,CW,P1,2026-01-05,2026-02-01,R1\n"),
        // Its start cannot be read, or is blank.
        (&both, "I1,W1,CW,P1,31/02/2026,2026-02-01,R1\n"),
        (&both, "I1,W1,CW,P1,,2026-02-01,R1\n"),
        // It began before the offer was written down, and long after.
        (&both, "I1,W1,CW,P1,2026-01-02,2026-02-01,R1\n"),
        (&both, "I1,W1,CW,P1,2026-01-25,2026-02-01,R1\n"),
        // The answer names its offer; and there is none.
        (
            &format!("{MADE}K2,P1,offer accepted,2026-01-05T10:00,W1,offer K1\n"),
            "I1,W1,CW,P1,2026-01-05,2026-02-01,R1\n",
        ),
        (MADE, "I1,W1,CW,P1,2026-01-25,2026-02-01,R1\n"),
    ] {
        let facts = said(casework, row);
        let ended = of(&facts, "involvement_ended");
        assert_eq!(ended, of(&facts, "allocation_offered"), "{row}{facts:#?}");
        assert!(
            ended.len() == 1 && !facts.iter().any(|fact| fact.starts_with("not known involvement_ended")),
            "{facts:#?}"
        );
    }
}

#[test]
fn another_part_another_worker_or_a_time_before_is_not_what_the_offer_became() {
    let both = format!("{MADE}{ACCEPTED}");
    for row in [
        "I1,W1,COWK,P1,2026-01-05,2026-02-01,R1\n",
        "I1,W2,CW,P1,2026-01-05,2026-02-01,R1\n",
        "I1,W1,CW,P1,2025-01-05,2025-02-01,R1\n",
    ] {
        let facts = said(&both, row);
        assert_ne!(of(&facts, "involvement_ended"), of(&facts, "allocation_offered"), "{row}{facts:#?}");
        assert_eq!(of(&facts, "involvement_ended").len(), 1, "{facts:#?}");
    }
    // Of two offers to one worker, each is its own involvement.
    let again = format!("{both}K3,P1,offer made,2026-03-04,W1,\nK4,P1,offer accepted,2026-03-05,W1,\n");
    let facts = said(&again, "I1,W1,CW,P1,2026-01-25,2026-02-01,R1\nI2,W1,CW,P1,31/02/2026,,R1\n");
    let (offered, ended) = (of(&facts, "allocation_offered"), of(&facts, "involvement_ended"));
    assert!(offered.len() == 2 && offered[0] != offered[1] && ended.len() == 1, "{facts:#?}");
    let started = of(&facts, "involvement_started");
    assert!(offered.iter().all(|offer| started.contains(offer)), "{facts:#?}");
}

#[test]
fn an_offer_whose_involvement_cannot_be_read_is_possible_only() {
    let both = format!("{MADE}{ACCEPTED}");
    for row in [
        // The ids are swapped, the child's is gone, or a cell is.
        "I1,P1,CW,W1,2026-01-05,2026-02-01,R1\n",
        "I1,W1,CW,,2026-01-05,2026-02-01,R1\n",
        "I1,W1,CW,P1,2026-01-05,2026-02-01\n",
        // Somebody who cannot be read.
        "I1,#N/A,CW,P1,2026-01-05,2026-02-01,R1\n",
    ] {
        for casework in [both.as_str(), MADE] {
            let facts = said(casework, row);
            let in_doubt: Vec<String> =
                facts.iter().filter(|fact| fact.starts_with("not known involvement_ended")).cloned().collect();
            assert_eq!(of(&in_doubt, "ended"), of(&facts, "allocation_offered"), "{row}{facts:#?}");
        }
    }
    // A file of which nothing is used says nothing either way; and one that is sound and has no such row, that there is none.
    let unusable = "1,,CW,,2026-01-05,,\n2,,CW,,2026-01-05,,\n";
    assert_eq!(of(&said(&both, unusable), "not known involvement_ended").len(), 1);
    assert_eq!(of(&said(&both, "I1,W2,CW,P2,2026-01-05,,R2\n"), "involvement_ended"), Vec::<String>::new());
    let declined = format!("{MADE}K2,P1,offer declined,2026-01-05T10:00,W1,\n");
    assert_eq!(of(&said(&declined, "I1,W1,CW,P1,2026-01-05,2026-02-01\n"), "involvement_ended"), Vec::<String>::new());
}

/// The start of P1's involvement: when, and whether it says that the worker had accepted. And the rows that are said to
/// contradict the site file.
fn start(casework: &str, row: &str) -> (String, Vec<String>) {
    let files = text(&[
        (
            "ssd_cin_episodes.csv",
            "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date\nR1,P1,2026-04-30T16:00,\n",
        ),
        ("ssd_involvements.csv", &format!("{INVOLVEMENTS}{row}")),
        ("keyworker_casework.csv", &format!("record_id,child_id,kind,at,worker_id,detail\n{casework}")),
    ]);
    let extract = read(&files, &options("[roles]\nCW = { part = \"lead\", accepted = true }\n"));
    let facts = child_said(&extract, "lcs:P1");
    let started = facts.iter().find(|fact| fact.contains("involvement_started")).unwrap();
    let (when, accepted) = (started.split(' ').next().unwrap(), started.rsplit("accepted=").next().unwrap());
    let report = extract.reconciliation().of(intake::tables::Table::Involvements).unwrap();
    let notices = report.notices.iter().filter(|notice| notice.what.contains("what is said there counts"));
    let rows: Vec<String> = notices.flat_map(|notice| notice.examples.clone()).collect();
    (format!("{when} {accepted}"), rows)
}

/// Whoever answered an offer accepted when they did, whatever the site file says of every row of their role (AP-03).
#[test]
fn the_answer_to_an_offer_says_whether_its_worker_had_accepted() {
    const MADE: &str = "K1,P1,offer made,2026-05-01T17:00,W1,\n";
    let and = |rest: &str| format!("{MADE}{rest}");
    let accepted = and("K2,P1,offer accepted,2026-05-06T09:00,W1,\n");
    let declined = and("K2,P1,offer declined,2026-05-06T09:00,W1,\n");
    let of = |from: &str| format!("I1,W1,CW,P1,{from},,R1\n");
    for (casework, row, expected, contradicts) in [
        // Accepted after the row begins; before; on its day, at a time that it does not give.
        (accepted.clone(), of("2026-05-01"), "2026-05-01 no", true),
        (accepted.clone(), of("2026-05-06T10:00"), "2026-05-06T10:00:00+01:00 yes", false),
        (accepted.clone(), of("2026-05-06T08:00"), "2026-05-06T08:00:00+01:00 no", true),
        (accepted.clone(), of("2026-05-06"), "2026-05-06 no", false),
        (accepted.clone(), of("2026-05-08"), "2026-05-08 yes", false),
        // It had begun when the offer was written down.
        (accepted.clone(), of("2026-04-30"), "2026-04-30 no", true),
        // Declined: the row goes on all the same, began soon after, or long after; or had begun long before.
        (declined.clone(), of("2026-05-01"), "2026-05-01 no", true),
        (declined.clone(), of("2026-04-30"), "2026-04-30 no", true),
        (declined.clone(), of("2026-05-08"), "2026-05-08 -", true),
        (declined.clone(), of("2026-05-20"), "2026-05-20 yes", false),
        (declined.clone(), of("2026-02-20"), "2026-02-20 -", true),
        // Nobody answered, before or after the row began; and the row was over before.
        (MADE.to_owned(), of("2026-05-01"), "2026-05-01 -", true),
        (MADE.to_owned(), of("2026-04-30"), "2026-04-30 -", true),
        (MADE.to_owned(), "I1,W1,CW,P1,2026-04-30,2026-04-30,R1\n".to_owned(), "2026-04-30 yes", false),
        // On a day that cannot be read.
        (and("K2,P1,offer accepted,31/02/2026,W1,\n"), of("2026-05-01"), "2026-05-01 -", true),
        // The offer is to somebody else, or there is none.
        (accepted.clone(), "I1,W2,CW,P1,2026-05-01,,R1\n".to_owned(), "2026-05-01 yes", false),
        (String::new(), of("2026-05-01"), "2026-05-01 yes", false),
        // The acceptance alone is there; or it names the involvement.
        ("K2,P1,offer accepted,2026-05-06T09:00,W1,\n".to_owned(), of("2026-05-01"), "2026-05-01 no", true),
        ("K2,P1,offer accepted,2026-05-06T09:00,,involvement I1\n".to_owned(), of("2026-05-01"), "2026-05-01 no", true),
        // Declined, then offered again and accepted.
        (
            format!("{declined}K3,P1,offer made,2026-05-07,W1,\nK4,P1,offer accepted,2026-05-08T09:00,W1,\n"),
            of("2026-05-01"),
            "2026-05-01 no",
            true,
        ),
    ] {
        let rows: &[&str] = if contradicts { &["row 1"] } else { &[] };
        let (said, contradicting) = start(&casework, &row);
        assert_eq!(
            (said.as_str(), contradicting),
            (expected, rows.iter().map(|row| (*row).to_owned()).collect()),
            "{casework}{row}"
        );
    }
}

#[test]
fn of_several_answers_the_first_acceptance_counts() {
    let casework = "K1,P1,offer made,2026-01-04T10:00,W1,\nK2,P1,offer declined,2026-01-04T12:00,W1,\n\
                    K3,P1,offer accepted,2026-01-05T10:00,W1,\nK4,P1,offer accepted,2026-01-19T10:00,W1,\n";
    let facts = said(casework, "I1,W1,CW,P1,2026-01-05,,R1\n");
    let started = of(&facts, "involvement_started");
    let accepted: Vec<&String> = facts.iter().filter(|fact| fact.contains("allocation_accepted")).collect();
    assert_eq!(of(&facts, "allocation_offered"), started, "{facts:#?}");
    assert!(accepted[0].starts_with("2026-01-05T10:00:00") && of(&facts, "allocation_accepted")[0] == started[0]);
    assert_ne!(of(&facts, "allocation_accepted")[1], started[0], "{facts:#?}");
    assert_ne!(of(&facts, "allocation_declined")[0], started[0], "{facts:#?}");
}
