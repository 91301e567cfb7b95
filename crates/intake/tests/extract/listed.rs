//! The file of workers, and the workers whom it does not have.

use intake::tables::Table;

use super::*;

const PROFESSIONALS: &str =
    "prof_professional_id,prof_professional_name\nW1,Ann Testworker\nW2,Bea Testworker\nW3,Duty Pool\n";
const SITE: &str = "[pool-workers]\nnames = [\"Duty Pool\"]\n";

fn not_covered(workers: Option<&str>) -> (Vec<String>, Extract) {
    let involvements = "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,\
                        invo_professional_id,invo_professional_role_id\n1,P1,2026-03-02,,W4,CW\n";
    let mut files = vec![("ssd_professionals.csv", PROFESSIONALS), ("ssd_involvements.csv", involvements)];
    files.extend(workers.map(|rows| ("keyworker_workers.csv", rows)));
    let extract = read(&text(&files), &options(SITE));
    let said = all_said(&extract).into_iter().filter(|fact| fact.contains(" not_covered ")).collect();
    (said, extract)
}

#[test]
fn whether_a_worker_whom_the_list_does_not_have_has_left_is_not_known() {
    let (said, extract) = not_covered(Some("worker_id,joined,left\nW1,2020-01-06,\n"));
    // W3 is a pool, which leaves nowhere; W4 is in no table of workers at all.
    let of = |worker: &str| format!("lcs:{worker} not known not_covered covers='worker_left'");
    // Nor does any file say what they are: that one has joined shows no person.
    let not_described = "lcs:W1 not known not_covered covers='worker_details'".to_owned();
    assert_eq!(said, [not_described, of("W2"), of("W4")]);
    let notices = &extract.reconciliation().of(Table::Workers).unwrap().notices;
    let notice = notices.iter().find(|notice| notice.what.contains("no row here")).unwrap();
    assert_eq!((notice.count, notice.examples.join(" ")), (2, "W2 W4".to_owned()));
}

/// What a worker is is said by either file: by the one's job titles, where the site file explains them, or by the other's
/// professions. Of whom neither says it, that they joined shows no person: a pool's account has a first day as well.
#[test]
fn whoever_joined_is_described_where_either_file_says_what_they_are() {
    let titles = "[job-titles]\n\"Fieldworker\" = \"social worker\"\n";
    for (professionals, workers, described) in [
        ("prof_professional_name\nW1,", "worker_id,joined,left\nW1,2020-01-06,", false),
        ("prof_professional_job_title\nW1,", "worker_id,joined,left\nW1,2020-01-06,", false),
        ("prof_professional_job_title\nW1,Practice Inbox", "worker_id,joined,left\nW1,2020-01-06,", false),
        ("prof_professional_job_title\nW1,Fieldworker", "worker_id,joined,left\nW1,2020-01-06,", true),
        ("prof_professional_name\nW1,", "worker_id,joined,left,profession\nW1,2020-01-06,,", false),
        ("prof_professional_name\nW1,", "worker_id,joined,left,profession\nW1,2020-01-06,,social worker", true),
        // Of whom nobody says when they joined nothing more has to be said.
        ("prof_professional_name\nW1,", "worker_id,joined,left\nW1,,2026-05-01", true),
    ] {
        let files = text(&[
            ("ssd_professionals.csv", &format!("prof_professional_id,{professionals}\n")),
            ("keyworker_workers.csv", &format!("{workers}\n")),
        ]);
        let said = all_said(&read(&files, &options(&format!("{SITE}{titles}"))));
        let is_said = !said.iter().any(|fact| fact.contains("not_covered covers='worker_details'"));
        assert_eq!(is_said, described, "{professionals} {workers}: {said:?}");
    }
}

#[test]
fn without_a_list_of_workers_nothing_is_said_of_any() {
    assert_eq!(not_covered(None).0, Vec::<String>::new());
    // A list that says when nobody joined or left covers nothing.
    assert_eq!(not_covered(Some("worker_id,joined,left\nW1,,\n")).0, Vec::<String>::new());
}
