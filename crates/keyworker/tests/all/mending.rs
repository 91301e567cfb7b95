//! Extract after extract, what goes wrong in between: rejected rows listed, put right and read again; an extract that is
//! old; a row whose date changed; and the draft of a site file.

use std::path::PathBuf;

use record::{Day, Moment};
use serde_json::Value;

use crate::command;

const EPISODES: &str = "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date\n";
const INVOLVEMENTS: &str = "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,\
    invo_professional_id,invo_professional_role_id\n";
const SITE: &str = "source = \"x\"\n[roles]\nCW = { part = \"lead\", accepted = true }\n";

struct Council(tempfile::TempDir);

struct Ran {
    code: u8,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        serde_json::from_str(&self.out).unwrap()
    }
}

impl Council {
    fn new(site: &str) -> Council {
        let council = Council(tempfile::tempdir().unwrap());
        std::fs::write(council.path("site.toml"), site).unwrap();
        council
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn extract(&self, tables: &[(&str, &str)]) {
        let _ = std::fs::remove_dir_all(self.path("extract"));
        std::fs::create_dir(self.path("extract")).unwrap();
        for (name, text) in tables {
            std::fs::write(self.path("extract").join(format!("{name}.csv")), text).unwrap();
        }
    }

    fn import(&self, day: u8, more: &[&str]) -> Ran {
        let [store, extract, site] = ["s.keyworker", "extract", "site.toml"].map(|name| self.text(name));
        let taken = format!("2026-07-{day:02}T06:00");
        let asked = ["import", "--store", &store, "--extract", &extract, "--site", &site, "--taken", &taken];
        run(&[&asked[..], more].concat(), nine(day))
    }

    fn rejected(&self, more: &[&str]) -> Ran {
        run(&[&["rejected", "--store", &self.text("s.keyworker")], more].concat(), nine(30))
    }

    /// What is known of that child now, each fact in brief.
    fn known(&self, child: &str) -> Vec<String> {
        let book = store::Reader::open(&self.path("s.keyworker")).unwrap().load(1).unwrap().0;
        let Some(child) = book.names.find_child(child) else { return Vec::new() };
        let mut said: Vec<String> = record::book::known_facts(book.child(child), Moment::MAX)
            .map(|fact| {
                let when = fact.when.day().map(|day| day.to_string()).unwrap_or_default();
                format!("{} {when}", fact.content.kind().name())
            })
            .collect();
        said.sort();
        said
    }
}

fn nine(day: u8) -> Moment {
    format!("2026-07-{day:02}").parse::<Day>().unwrap().start().plus_seconds(9 * 3600)
}

fn run(args: &[&str], now: Moment) -> Ran {
    let (code, out, err) = command::run(args, now);
    Ran { code, out, err }
}

const PERSONS: (&str, &str) = ("ssd_person", "pers_person_id\nP1\nP2\nP3\n");

fn episodes() -> String {
    format!("{EPISODES}1,P1,2026-05-01,\n2,P2,2026-05-01,\n3,P3,2026-05-01,\n")
}

/// P2's referral to a worker has no readable child id's place: a comma too many; P3's has a role that nobody explained.
fn involvements() -> String {
    format!("{INVOLVEMENTS}11,P1,2026-05-02,,W1,CW\n12,P2,2026-05-02,,W2,,CW\n13,P3,2026-05-03,,W3,XX\n")
}

#[test]
fn a_rejected_row_is_listed_put_right_read_and_remembered() {
    let council = Council::new(SITE);
    let tables = [PERSONS, ("ssd_cin_episodes", &*episodes()), ("ssd_involvements", &*involvements())];
    council.extract(&tables);
    assert_eq!(council.import(1, &[]).code, 0);
    let listed = council.rejected(&["--json"]).json();
    let files: Vec<_> =
        listed.as_array().unwrap().iter().map(|row| (row["row"].clone(), row["outcome"].clone())).collect();
    assert_eq!(files, [(2.into(), "rejected".into()), (3.into(), "unknown".into())], "{listed}");
    assert_eq!(listed[1]["child"], "x:P3", "found by access and erasure");
    assert_eq!(council.rejected(&["--json", "--child", "P3"]).json().as_array().unwrap().len(), 1);
    // Met again in the next extract, it is the same row.
    assert_eq!(council.import(8, &[]).code, 0);
    let again = council.rejected(&["--json"]).json();
    assert_eq!(again.as_array().unwrap().len(), 2, "{again}");
    assert_eq!(again[0]["seen_again"].as_array().unwrap().len(), 1, "{again}");
    // As they were, under their header; one put right, one wrong in another way.
    let file = council.text("wrong.csv");
    assert_eq!(council.rejected(&["--csv", &file]).code, 0);
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("rejected_row,what_is_wrong,invo_involvements_id,"), "{written}");
    assert!(written.contains("12,P2,2026-05-02,,W2,,CW\n"), "{written}");
    let corrected = written.replace("W2,,CW", "W2,CW").replace("13,P3,2026-05-03", "13,P3,the third of May");
    std::fs::write(&file, corrected).unwrap();
    let mended = council.import(8, &["--mend", &file, "--json"]).json();
    let became: Vec<&str> =
        mended["mended"]["rows"].as_array().unwrap().iter().map(|row| row["became"].as_str().unwrap()).collect();
    assert_eq!(became, ["used", "still wrong"], "{mended}");
    assert!(
        council.known("x:P2").contains(&"involvement_started 2026-05-02".to_owned()),
        "{:?}",
        council.known("x:P2")
    );
    // It is kept, and marked; what is wrong now is said of the other.
    let left = council.rejected(&["--json"]).json();
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
    assert!(left[0]["mend"]["still_wrong"].as_str().unwrap().contains("invo_"), "{left}");
    let all = council.rejected(&["--json", "--all"]).json();
    assert_eq!((all.as_array().unwrap().len(), &all[0]["mended"]), (2, &Value::Bool(true)));
    // The next extract has the broken row still: it is read as it was put right, and nothing is asked or taken back.
    let next = council.import(15, &["--json"]).json();
    assert_eq!(next["difference"]["vanished"].as_array().unwrap().len(), 0, "{next}");
    assert!(council.known("x:P2").contains(&"involvement_started 2026-05-02".to_owned()));
    assert_eq!(council.rejected(&["--json"]).json().as_array().unwrap().len(), 1);
    // And once the source has put it right itself, it is the same row.
    let right = involvements().replace("W2,,CW", "W2,CW");
    council.extract(&[tables[0], tables[1], ("ssd_involvements", &right)]);
    let right = council.import(22, &["--json"]).json();
    assert_eq!(right["difference"]["vanished"].as_array().unwrap().len(), 0, "{right}");
    // A row that the source has put right is on the list no more, whether anybody mended it here or not.
    assert_eq!(council.rejected(&["--json"]).json().as_array().unwrap().len(), 1);
    let all_right = involvements().replace("W2,,CW", "W2,CW").replace("W3,XX", "W3,CW");
    council.extract(&[tables[0], tables[1], ("ssd_involvements", &all_right)]);
    assert_eq!(council.import(23, &[]).code, 0);
    assert_eq!(council.rejected(&["--json"]).json().as_array().unwrap().len(), 0);
    let all = council.rejected(&["--json", "--all"]).json();
    assert!(all.as_array().unwrap().iter().all(|row| row["in_newest"] == false), "{all}");
    let said = council.rejected(&[]).out;
    assert_eq!(
        said,
        "No rows. 2 other values were mended, or put right or taken out in the source since: --all lists them.\n"
    );
    let started = council.known("x:P2").iter().filter(|said| said.starts_with("involvement_started")).count();
    assert_eq!(started, 1, "{:?}", council.known("x:P2"));
    store::Reader::open(&council.path("s.keyworker")).unwrap().verify().unwrap();
}

#[test]
fn a_corrected_file_that_does_not_fit_is_refused_with_what_to_do() {
    let council = Council::new(SITE);
    council.extract(&[PERSONS, ("ssd_cin_episodes", &episodes()), ("ssd_involvements", &involvements())]);
    council.import(1, &[]);
    let file = council.text("wrong.csv");
    for (text, says) in [
        ("a,b\n1,2\n", "there is no column 'rejected_row'"),
        ("rejected_row,a\n99,2\n", "there is no rejected row '99'"),
        ("rejected_row,invo_person_id\n1,P2\n", "there is no column 'invo_involvements_id'"),
    ] {
        std::fs::write(&file, text).unwrap();
        let ran = council.import(1, &["--mend", &file]);
        assert!(ran.code == 3 && ran.err.contains(says), "{}", ran.err);
    }
    // Rows that nobody changed are nothing to read again.
    council.rejected(&["--csv", &file]);
    let same = council.import(1, &["--mend", &file]);
    assert!(
        same.code == 0 && same.out.contains("2 rows are as it was") || same.out.contains("2 rows are"),
        "{}",
        same.out
    );
}

#[test]
fn an_old_extract_is_said_to_be_old_and_the_answer_stays_the_same() {
    let council = Council::new(SITE);
    council.extract(&[PERSONS, ("ssd_cin_episodes", &episodes()), ("ssd_involvements", &involvements())]);
    let fresh = council.import(1, &[]);
    assert!(!fresh.err.contains("the newest extract"), "{}", fresh.err);
    let store = council.text("s.keyworker");
    let ask = |command: &[&str], day: u8| run(&[command, &["--store", &store]].concat(), nine(day));
    for command in [&["standing"][..], &["count"], &["explain", "--child", "P1"]] {
        assert!(!ask(command, 8).err.contains("days old"), "seven days are not stale");
        let old = ask(command, 9);
        assert!(old.err.contains("taken on Wed 1 July 2026 and is 8 days old"), "{}", old.err);
    }
    // On the day on which it was taken nothing is beside the answer; from the next on, that nothing is known of what followed.
    let since = "the newest extract was taken on Wed 1 July 2026: what has happened since is not in this answer";
    assert!(!ask(&["count"], 1).err.contains("newest extract"), "{}", ask(&["count"], 1).err);
    for command in [&["standing"][..], &["count"], &["explain", "--child", "P1"]] {
        assert!(ask(command, 2).err.contains(since), "{}", ask(command, 2).err);
    }
    let after = |day: u8| ask(&["count", "--json"], day).json()[0]["nothing_known_after"].clone();
    assert_eq!(after(1), Value::Null);
    assert_eq!(after(2), "2026-07-01T23:59:59+01:00");
    let standing = ask(&["standing", "--json", "--policy", "pg"], 2).json();
    assert_eq!(standing["nothing_known_after"], "2026-07-01T23:59:59+01:00");
    let at = ["count", "--as-at", "2026-07-02"];
    assert_eq!(ask(&at, 2).out, ask(&at, 30).out);
    assert!(!ask(&at, 30).err.contains("days old"), "an answer about a day that the data reaches is not stale");
    // The site file of the newest import says after how many.
    std::fs::write(council.path("site.toml"), format!("stale-after = 2\n{SITE}")).unwrap();
    council.import(2, &[]);
    assert!(ask(&["count"], 5).err.contains("3 days old (said after 2 days;"));
    let extract = council.text("extract");
    let site = council.text("site.toml");
    let asked = ["count", "--extract", &extract, "--site", &site, "--taken", "2026-07-01"];
    assert!(run(&asked, nine(5)).err.contains("4 days old (said after 2 days;"));
    assert!(
        council.import(2, &["--dry-run"]).err.is_empty()
            || !council.import(2, &["--dry-run"]).err.contains("is there no newer")
    );
}

#[test]
fn a_visit_whose_date_changed_is_proposed_as_the_same() {
    let council = Council::new(SITE);
    let visits = |days: &[&str]| {
        let rows = days.iter().enumerate().map(|(place, day)| format!("{},P1,{day},Y\n", 70 + place));
        format!(
            "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\n{}",
            rows.collect::<String>()
        )
    };
    let import = |day: u8, days: &[&str], more: &[&str]| {
        council.extract(&[PERSONS, ("ssd_cin_episodes", &episodes()), ("ssd_cin_visits", &visits(days))]);
        council.import(day, more)
    };
    import(1, &["2026-05-05", "2026-06-02"], &[]);
    let asked = import(8, &["2026-05-05", "2026-06-03", "2026-07-06"], &[]);
    assert!(asked.code == 2 && asked.out.contains("row 2, of 2026-06-03"), "{}{}", asked.out, asked.err);
    assert!(asked.out.contains("1 row may be new one of this extract with another date"), "{}", asked.out);
    let said = import(8, &["2026-05-05", "2026-06-03", "2026-07-06"], &["--vanished", "correct", "--json"]).json();
    assert_eq!(said["difference"]["vanished"][0]["perhaps"]["when"], "2026-06-03", "{said}");
    let visits: Vec<String> = council.known("x:P1").into_iter().filter(|said| said.starts_with("visit")).collect();
    assert_eq!(visits, ["visit 2026-05-05", "visit 2026-06-03", "visit 2026-07-06"]);
}

#[test]
fn a_row_put_right_with_a_worker_whom_nobody_has_is_still_wrong() {
    let council = Council::new(SITE);
    let workers =
        ("ssd_professionals", "prof_professional_id,prof_professional_job_title\nW1,Social Worker\nW2,Social Worker\n");
    council.extract(&[PERSONS, ("ssd_cin_episodes", &episodes()), ("ssd_involvements", &involvements()), workers]);
    assert_eq!(council.import(1, &[]).code, 0);
    let file = council.text("wrong.csv");
    assert_eq!(council.rejected(&["--csv", &file]).code, 0);
    let written = std::fs::read_to_string(&file).unwrap();
    let before = council.known("x:P2");
    std::fs::write(&file, written.replace("W2,,CW", "W22,CW")).unwrap();
    let mended = council.import(1, &["--mend", &file, "--json"]).json();
    let row = &mended["mended"]["rows"][0];
    assert_eq!(row["became"], "still wrong", "{mended}");
    assert_eq!(row["why"], "invo_professional_id: no table of workers has 'W22': write the id of one whom it has");
    assert_eq!(council.known("x:P2"), before);
    // The next import does not take it either; put right again, it is used.
    assert_eq!(council.import(8, &[]).code, 0);
    assert_eq!(council.known("x:P2"), before);
    std::fs::write(&file, written.replace("W2,,CW", "W2,CW")).unwrap();
    let mended = council.import(8, &["--mend", &file, "--json"]).json();
    assert_eq!(mended["mended"]["rows"][0]["became"], "used", "{mended}");
    assert!(council.known("x:P2").contains(&"involvement_started 2026-05-02".to_owned()));
}

/// One child without a worker from 1 May, whose casework rows are those given.
fn with_casework(council: &Council, rows: &str) {
    let referral = format!("{EPISODES}1,P1,2026-05-01,\n");
    let held = format!("{INVOLVEMENTS}11,P1,2026-03-02,2026-03-03,W1,CW\n");
    let casework = format!("record_id,child_id,kind,at,recipient,detail\n{rows}");
    council.extract(&[
        ("ssd_person", "pers_person_id,pers_dob\nP1,2020-01-01\n"),
        ("ssd_cin_episodes", &referral),
        ("ssd_involvements", &held),
        ("keyworker_casework", &casework),
    ]);
}

/// PG-09: that a letter is overdue is not said of a child of whom a row of a letter cannot be used.
#[test]
fn a_letter_that_cannot_be_used_is_not_a_letter_that_is_overdue() {
    let council = Council::new(SITE);
    let explained = |rows: &str| {
        with_casework(&council, rows);
        let [extract, site] = ["extract", "site.toml"].map(|name| council.text(name));
        let asked = ["explain", "--extract", &extract, "--site", &site, "--taken", "2026-07-01", "--policy", "pg"];
        let ran = run(&[&asked[..], &["--child", "P1", "--as-at", "2026-06-30"]].concat(), nine(1));
        assert_eq!(ran.code, 0, "{}", ran.err);
        let letter =
            ran.out.lines().find(|line| line.contains("Letter to the family")).unwrap_or("none due for certain");
        letter.to_owned()
    };
    let other = "K2,P1,letter sent,2026-01-02,parent,\n";
    let without = explained(other);
    assert!(without.contains("overdue"), "{without}");
    for (row, says) in [
        ("K1,P1,letter sent,2026-05-05,vicar,\n", "cannot be known"),
        ("K1,P1,letter sent,parent,\n", "cannot be known"),
        // It may have been an offer, too.
        ("K1,P1,#N/A,2026-05-05,parent,\n", "none due for certain"),
    ] {
        let said = explained(&format!("{other}{row}"));
        assert!(said.contains(says), "{row}: {said}");
    }
}

/// A row that is put right in the source is that row, and nobody is asked whether it is gone.
#[test]
fn a_row_that_is_put_right_in_the_source_is_not_asked_about() {
    for (wrong, right, said) in [
        ("put on duty,,,", "put on duty,2026-05-05,,", "put_on_duty 2026-05-05"),
        ("put on duty,31/02/2026,,", "put on duty,2026-05-05,,", "put_on_duty 2026-05-05"),
        ("put on dutty,2026-05-05,,", "put on duty,2026-05-05,,", "put_on_duty 2026-05-05"),
        ("#N/A,2026-05-05,,", "put on duty,2026-05-05,,", "put_on_duty 2026-05-05"),
        ("letter sent,2026-05-05,vicar,", "letter sent,2026-05-05,parent,", "letter_sent 2026-05-05"),
        ("visit,zz,,seen", "visit,2026-05-05,,seen", "visit 2026-05-05"),
        ("next review,2026-05-05,,", "management oversight,2026-05-05,,", "management_oversight 2026-05-05"),
    ] {
        let council = Council::new(SITE);
        with_casework(&council, &format!("K1,P1,{wrong}\n"));
        assert_eq!(council.import(1, &[]).code, 0);
        with_casework(&council, &format!("K1,P1,{right}\n"));
        let next = council.import(8, &["--json"]);
        assert_eq!(next.code, 0, "{wrong}: {}{}", next.out, next.err);
        let known = council.known("x:P1");
        let of_casework: Vec<&String> = known
            .iter()
            .filter(|fact| !["child", "refer", "invol"].iter().any(|other| fact.starts_with(other)))
            .collect();
        assert_eq!(of_casework, [said], "{wrong}");
    }
    // A row without a day that is there no more is asked about, like any other.
    let council = Council::new(SITE);
    with_casework(&council, "K1,P1,put on duty,,,\nK2,P1,visit,2026-05-05,,seen\n");
    assert_eq!(council.import(1, &[]).code, 0);
    with_casework(&council, "K2,P1,visit,2026-05-05,,seen\n");
    assert_eq!(council.import(8, &[]).code, 2);
}

/// Whom involvements name is named, and whether they accepted the site file says, or nothing does (AP-03). That a worker was
/// named by an offer alone is recorded in the casework file or nowhere: the answer says that it cannot see it (PG-02).
#[test]
fn without_a_file_of_casework_it_is_said_that_offers_cannot_be_seen() {
    let referral = format!("{EPISODES}1,P1,2026-05-01,\n2,P2,2026-05-01,\n");
    let held = format!("{INVOLVEMENTS}11,P1,2026-05-01,,W1,CW\n");
    let workers = "prof_professional_id,prof_professional_job_title,prof_social_worker_registration_no\nW1,Social Worker,SW1234\n";
    let offers = "record_id,child_id,kind,at,worker_id\nK1,P9,offer made,2026-01-05,W1\n";
    let figures = |site: &str, casework: bool| {
        let council = Council::new(site);
        let mut tables = vec![
            ("ssd_person", "pers_person_id,pers_dob\nP1,2020-01-01\nP2,2020-01-01\nP9,2020-01-01\n"),
            ("ssd_cin_episodes", &*referral),
            ("ssd_involvements", &*held),
            ("ssd_professionals", workers),
        ];
        tables.extend(casework.then_some(("keyworker_casework", offers)));
        council.extract(&tables);
        let [extract, site] = ["extract", "site.toml"].map(|name| council.text(name));
        let of = |definition: &str| {
            let policy = definition.split('/').next().unwrap();
            let asked =
                ["count", "--extract", &extract, "--site", &site, "--taken", "2026-07-01", "--as-at", "2026-06-30"];
            let more = ["--policy", policy, "--definition", definition, "--json"];
            let figure = run(&[&asked[..], &more].concat(), nine(1)).json()[0].clone();
            let sees = |kind: &str| !figure["cannot_see"].as_array().unwrap().contains(&Value::from(kind));
            let counts = (figure["certain"].as_u64(), figure["possible"].as_u64());
            (counts, sees("allocation_offered"), sees("allocation_accepted"))
        };
        [of("pg/unallocated"), of("as/unallocated")]
    };
    let [pg, says] = figures(SITE, true);
    assert_eq!((pg.1, says.2), (true, true), "{pg:?} {says:?}");
    let [pg, says] = figures(SITE, false);
    assert_eq!((pg.1, says.2), (false, false), "{pg:?} {says:?}");
    assert_eq!(pg.0.0, Some(1), "{pg:?}");
    assert_eq!(says.0.0, Some(1), "{says:?}");
    // Where the site file does not say whether a worker of that role has accepted, it is not known.
    let [_, says] = figures("source = \"x\"\n[roles]\nCW = { part = \"lead\" }\n", false);
    assert_eq!(says.0, (Some(1), Some(1)), "{says:?}");
}

#[test]
fn the_draft_for_the_demo_proposes_all_that_its_site_file_says_of_words_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let made_up = synth::Plan { open_children: 120, ..synth::Plan::default() };
    synth::write_extract(&made_up, folder.path(), &mut |_, _, _| ()).unwrap();
    let draft = run(&["import", "--propose", &folder.path().display().to_string()], nine(1));
    assert_eq!(draft.code, 0, "{}", draft.err);
    let cells = |file: &str, column: &str| -> std::collections::BTreeSet<String> {
        let mut reader = csv::Reader::from_path(folder.path().join(format!("{file}.csv"))).unwrap();
        let place = reader.headers().unwrap().iter().position(|name| name == column).unwrap();
        reader.records().map(|row| row.unwrap()[place].to_owned()).collect()
    };
    let roles = cells("ssd_involvements", "invo_professional_role_id");
    let titles = cells("ssd_professionals", "prof_professional_job_title");
    let mapped: Vec<&str> = include_str!("../../src/demo-site.toml")
        .lines()
        .skip_while(|line| !line.starts_with('['))
        .filter_map(|line| Some(line.split_once(" = ")?.0.trim_matches('"')))
        .filter(|name| roles.contains(*name) || titles.contains(*name))
        .collect();
    assert!(mapped.len() > 5, "{mapped:?}");
    for name in mapped {
        // What Keyworker knows of itself needs no line.
        let known = intake::Site::standard().profession(name).is_some();
        let says = |line: &str| line.starts_with(&format!("\"{name}\" = ")) && line.ends_with("# proposed");
        assert!(known || draft.out.lines().any(says), "'{name}' is not proposed in\n{}", draft.out);
    }
    // Who reviews or chairs is proposed as what they are, and not as one more who is involved.
    for line in
        ["\"IRO\" = { part = \"reviewing officer\" }  # proposed", "\"CPCH\" = { part = \"not a worker\" }  # proposed"]
    {
        assert!(draft.out.lines().any(|one| one == line), "{line} is not in\n{}", draft.out);
    }
}

#[test]
fn a_draft_asks_what_it_cannot_know_and_names_nobody() {
    let council = Council::new("");
    council.extract(&[
        ("ssd_person", "pers_person_id,pers_forename,pers_surname\nP1,Quill,Testfeather\nP2,Ann,Bramble\n"),
        ("ssd_professionals", "prof_professional_id,prof_professional_name,prof_social_worker_registration_no,\
            prof_professional_job_title\nW1,\"Madeup, Wren\",SW1,Social Worker\nW2,Kit Example,,Practice Wizard\n\
            W3,Duty Team (North team),,Team inbox\n"),
        ("ssd_department", "dept_team_id,dept_team_name,dept_team_parent_id,dept_team_parent_name\n\
            T1,North team,D1,North district\nT2,South team,,\nT3,Help desk,A,Testing District Council\n\
            D1,North district,A,Testing District Council\n"),
        ("ssd_cin_episodes", "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date\n1,P1,25/05/2026,\n"),
        ("ssd_involvements", &format!(
            "{},invo_professional_team\n1,P1,2026-05-02,,W1,Allocated Social Worker,T1\n2,P1,2026-05-02,,W1,allocated  social worker,West hub\n\
             3,P2,2026-05-02,,W2,\"Duty \"\"SW\"\"\",T1\n4,P2,2026-05-02,,W2,CW,T1\n5,P2,2026-05-02,,W2,Wren Madeup,T1\n6,P2,2026-05-02,,W2,Bramble,T2\n",
            INVOLVEMENTS.trim_end())),
        ("keyworker_absences", "absence_id,worker_id,kind,first_day,returned_on\n1,W1,sabbatical,2026-05-01,\n"),
    ]);
    let site = council.text("draft.toml");
    let proposed = run(&["import", "--propose", &council.text("extract"), "--site", &site], nine(1));
    assert_eq!(proposed.code, 0, "{}", proposed.err);
    let draft = std::fs::read_to_string(&site).unwrap();
    for line in [
        "\"Allocated Social Worker\" = { part = \"lead\" }  # proposed",
        "# \"Duty \\\"SW\\\"\" = { part = \"…\" }",
        "\"CW\" = { part = \"lead\" }  # proposed",
        "date-order = \"day-first\"  # proposed",
        "# D1 'North district': 1 team",
        "\"D1\" = \"district\"  # proposed",
        "# A 'Testing District Council': 2 units",
        "# \"A\" = \"…\"",
        "# \"T2\" = \"…\"  # South team",
        "# \"West hub\" = \"…\"  # 1 row",
        "# \"Practice Wizard\" = \"…\"",
    ] {
        assert!(draft.lines().any(|one| one == line), "no line '{line}' in\n{draft}");
    }
    assert!(draft.contains("2 involvements. Is a worker in it taken to have accepted?"), "{draft}");
    assert!(draft.contains("with 'sabbatical'"), "{draft}");
    for name in ["Wren", "Madeup", "Bramble", "Testfeather", "Quill", "Kit", "Example"] {
        assert!(!draft.to_lowercase().contains(&name.to_lowercase()), "{name} is named in\n{draft}");
    }
    assert!(draft.contains("2 values are left out of this draft"), "{draft}");
    // As it was written the reader takes it, and what nobody answered is not known.
    std::fs::copy(&site, council.path("site.toml")).unwrap();
    let imported = council.import(1, &["--json"]).json();
    let involvements = imported["files"].as_array().unwrap().iter().find(|file| file["file"] == "ssd_involvements.csv");
    assert_eq!(
        (&involvements.unwrap()["used"], &involvements.unwrap()["unknown"]),
        (&3.into(), &3.into()),
        "{imported}"
    );
    // A file that is there is not written over.
    let again = run(&["import", "--propose", &council.text("extract"), "--site", &site], nine(1));
    assert!(again.code == 2 && again.err.contains("is there already"), "{}", again.err);
}
