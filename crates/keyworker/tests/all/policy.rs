//! `policy test`, `explain`, `handbook`, `diff` and `words`, as people type them.

use record::Moment;

use crate::command;

/// The exit code, and what it printed.
fn keyworker(args: &[&str]) -> (u8, String) {
    let (code, out, err) = command::run(args, Moment::from_second(1_800_000_000));
    (code, out + &err)
}

/// The practice guide with one thing in it written otherwise, as a file.
fn changed(from: &str, to: &str) -> (tempfile::TempDir, String) {
    let text = policy::shipped::find("pg").unwrap().text;
    assert!(text.contains(from), "{from}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.toml");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    (folder, path.display().to_string())
}

#[test]
fn every_pack_that_ships_answers_its_own_tests() {
    let (code, text) = keyworker(&["policy", "test"]);
    assert_eq!(code, 0, "{text}");
    for pack in ["pg", "as", "ap", "mon", "base", "counts", "combined"] {
        assert!(text.contains(&format!("{pack}: ")), "{text}");
    }
    assert!(text.contains("all answered as they should be") && !text.contains("otherwise"), "{text}");
}

#[test]
fn an_answer_that_is_another_is_shown_beside_the_one_that_is_wanted() {
    let (_folder, path) = changed("due = { within = { working-days = 5 } }", "due = { within = { working-days = 7 } }");
    let (code, text) = keyworker(&["policy", "test", &path]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("the test wants") && text.contains("the pack answers"), "{text}");
    let differs = |line: &str| {
        line.contains("family-letter: due Wed 15 April 2026, open")
            && line.contains("| family-letter: due Fri 17 April 2026")
    };
    assert!(text.lines().any(differs), "{text}");
    assert!(text.contains("answered otherwise"), "{text}");
}

#[test]
fn a_rule_is_explained_from_the_pack_alone() {
    let (code, text) = keyworker(&["policy", "explain", "pg", "family-letter"]);
    assert_eq!(code, 0, "{text}");
    for said in [
        "Letter to the family (duty, PG-09, PG-11)",
        "the duty of the team manager",
        "while: counted by 'Unallocated (practice guide)'",
        "due within 5 working days",
        "met by letter sent to parent, or letter withheld to parent, together with letter sent to parent or carer, or letter withheld to carer",
        "PG-09: The family and the other agencies",
    ] {
        assert!(text.contains(said), "{said} in\n{text}");
    }
    let (code, text) = keyworker(&["policy", "explain", "pg", "family-leter"]);
    assert!(code == 2 && text.contains("pg has no rule 'family-leter'") && text.contains("family-letter"), "{text}");
}

#[test]
fn a_rule_is_named_in_one_word_or_two() {
    let (_, text) = keyworker(&["policy", "explain", "pg", "family-letter"]);
    for words in [&["pg/family-letter"][..], &["pg", "pg/family-letter"]] {
        let told = keyworker(&[&["policy", "explain"], words].concat());
        assert_eq!(told, (0, text.clone()), "{words:?}");
    }
    let (code, text) = keyworker(&["policy", "explain", "pg"]);
    assert!(code == 2 && text.contains("keyworker policy explain pg RULE"), "{text}");
}

#[test]
fn every_answer_about_a_policy_is_there_for_programs_too() {
    let data = |words: &[&str]| -> (u8, serde_json::Value) {
        let (code, text) = keyworker(&[&["policy"], words, &["--json"]].concat());
        (code, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{words:?}: {error}\n{text}")))
    };
    let (code, answer) = data(&["test", "pg"]);
    let questions = answer[0]["questions"].as_array().unwrap();
    assert!(code == 0 && answer[0]["pack"] == "pg" && questions.iter().all(|one| one["holds"] == true));
    assert!(questions.iter().all(|one| one["wanted"] == one["answered"]), "{answer}");
    let (_folder, path) = changed("due = { within = { working-days = 5 } }", "due = { within = { working-days = 7 } }");
    let (code, answer) = data(&["test", &path]);
    assert!(
        code == 1 && answer[0]["questions"].as_array().unwrap().iter().any(|one| one["holds"] == false),
        "{answer}"
    );
    let (_, answer) = data(&["explain", "pg/family-letter"]);
    assert_eq!(answer[0]["rule"]["id"], "family-letter");
    assert_eq!(answer[0]["clauses"][0]["id"], "PG-09");
    let (_, answer) = data(&["handbook", "pg"]);
    let rules = answer["rules"].as_array().unwrap();
    assert_eq!(rules.iter().filter(|rule| rule["id"] == "family-letter").count(), 1, "each rule once");
    assert_eq!(
        answer["clauses"].as_array().unwrap().len(),
        policy::shipped::find("pg").unwrap().read().unwrap().clauses.len()
    );
    let (code, answer) = data(&["diff", "pg", &path]);
    assert!(code == 1 && answer[0]["what"] == "duty family-letter", "{answer}");
    assert_eq!(answer[0]["one"][0], "due within 5 working days");
    assert_eq!(data(&["diff", "pg", "pg"]), (0, serde_json::json!([])));
    let (_, answer) = data(&["words"]);
    assert!(answer.as_array().unwrap().iter().any(|one| one["kind"] == "visit"), "{answer}");
}

#[test]
fn the_handbook_says_every_clause_and_nothing_of_children() {
    for pack in policy::shipped::ALL {
        let read = pack.read().unwrap();
        for form in ["--markdown", "--html"] {
            let (code, text) = keyworker(&["policy", "handbook", pack.id, form]);
            assert_eq!(code, 0, "{text}");
            for clause in &read.clauses {
                assert!(text.contains(&clause.id), "{} lacks {}", pack.id, clause.id);
            }
            // The histories of the pack's tests are about made-up people; a handbook is about nobody.
            assert!(!text.contains("Anna") && !text.contains("history"), "{}", pack.id);
        }
    }
    let (_, text) = keyworker(&["policy", "handbook", "mon"]);
    assert!(text.contains("Named by it, and not loaded") && text.contains("Case responsibility"), "{text}");
    let (_, text) = keyworker(&["policy", "handbook", "as"]);
    assert!(text.contains("Left open by the policy") && text.contains("See to it that the plan goes on"), "{text}");
}

#[test]
fn what_differs_is_said_in_words() {
    let (_folder, path) = changed("due = { within = { working-days = 5 } }", "due = { within = { working-days = 7 } }");
    let (code, text) = keyworker(&["policy", "diff", "pg", &path]);
    assert_eq!(code, 1);
    assert_eq!(text, "duty family-letter\n  - due within 5 working days\n  + due within 7 working days\n");
    let (code, text) = keyworker(&["policy", "diff", "pg", "pg"]);
    assert_eq!((code, text.as_str()), (0, "nothing differs between pg and pg\n"));
    let (code, text) = keyworker(&["policy", "diff", "pg", "as"]);
    assert!(code == 1 && text.contains("clause PG-01") && text.contains("clause AS-01"), "{text}");
}

#[test]
fn the_words_of_a_history_are_listed() {
    let (code, text) = keyworker(&["policy", "words"]);
    assert_eq!(code, 0);
    assert!(
        text.contains("offered to NAME as ROLE[ in NAME]") && text.contains("ROLE: 'lead', 'key worker'"),
        "{text}"
    );
    assert!(text.contains("VISIT") || text.contains("visit[ PARTS]"), "{text}");
}

#[test]
fn an_adoption_file_is_checked_like_a_pack() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("adopted.toml");
    let entry = |pack: &str, from: &str| {
        format!("[[adopt]]\npack = \"{pack}\"\nunits = [\"North\"]\nfrom = {from}\nby = \"Cabinet\"\n")
    };
    let first = entry("pg", "2026-01-01");
    std::fs::write(&path, format!("keyworker-adoption = 1\n{first}")).unwrap();
    let (code, text) = keyworker(&["policy", "check", &path.display().to_string()]);
    assert!(code == 0 && text.contains("1 adoption, no mistake"), "{text}");
    std::fs::write(&path, format!("keyworker-adoption = 1\n{first}{}", entry("as", "2026-05-01"))).unwrap();
    let (code, text) = keyworker(&["policy", "check", &path.display().to_string()]);
    assert!(code == 1 && text.contains("North is governed twice from 2026-05-01 on, by 'pg' and by 'as'"), "{text}");
}

#[test]
fn every_pack_of_a_folder_is_checked() {
    let (folder, _) = changed("due = { within = { working-days = 5 } }", "due = { within = { working-days = 7 } }");
    let mistaken = policy::shipped::find("pg").unwrap().text.replacen("clause = \"PG-09\"", "clause = \"XX-99\"", 1);
    std::fs::write(folder.path().join("mistaken.toml"), mistaken).unwrap();
    std::fs::write(folder.path().join("notes.txt"), "no pack").unwrap();
    let path = folder.path().display().to_string();
    let (code, text) = keyworker(&["policy", "check", &path]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("changed.toml: ") && text.contains("no mistake"), "{text}");
    assert!(text.contains("mistaken.toml") && text.contains("XX-99") && !text.contains("notes.txt"), "{text}");
    std::fs::remove_file(folder.path().join("mistaken.toml")).unwrap();
    std::fs::remove_file(folder.path().join("changed.toml")).unwrap();
    let (code, text) = keyworker(&["policy", "check", &path]);
    assert!(code == 2 && text.contains("there is no pack in the folder") && text.contains("*.toml"), "{code} {text}");
}

#[test]
fn a_file_that_cannot_be_read_hides_no_mistake_of_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let mistaken = folder.path().join("mistaken.toml").display().to_string();
    let text = policy::shipped::find("pg").unwrap().text.replacen("clause = \"PG-09\"", "clause = \"XX-99\"", 1);
    std::fs::write(&mistaken, text).unwrap();
    let [one, other] = ["one.toml", "other.toml"].map(|name| folder.path().join(name).display().to_string());
    let (code, text) = keyworker(&["policy", "check", &one, &mistaken, &other]);
    assert_ne!(code, 0, "{text}");
    assert!(text.contains("XX-99") && text.contains("one.toml") && text.contains("other.toml"), "{text}");
    let (_, text) = keyworker(&["policy", "check", "--json", &one, &mistaken]);
    assert!(text.contains("XX-99") && text.contains("one.toml"), "{text}");
}

/// Business support is no title of one person; a clause that only a calendar follows is told with its days.
#[test]
fn who_does_it_and_when_the_office_is_closed_are_said_in_plain_words() {
    let office = "../policy/tests/cases/good-calendar-alone.toml";
    let (_, text) = keyworker(&["policy", "explain", office, "letter"]);
    assert!(text.contains("the duty of business support\n"), "{text}");
    let (code, text) = keyworker(&["policy", "explain", office, "X-02"]);
    assert_eq!(code, 0, "{text}");
    let closed = "but for Tue 29 December 2026 and Wed 30 December 2026";
    assert!(text.contains("Working days of its own (calendar, X-02)") && text.contains(closed), "{text}");
}

/// A clause is found without its pack: in the pack whose own it is, and not in one that builds on that.
#[test]
fn a_clause_is_explained_without_the_name_of_its_pack() {
    for (clause, pack) in [("PG-08", "pg"), ("cnt-05", "counts"), ("BASE-01", "base")] {
        assert_eq!(
            keyworker(&["policy", "explain", clause]),
            keyworker(&["policy", "explain", pack, clause]),
            "{clause}"
        );
        assert_eq!(keyworker(&["policy", "explain", clause]).0, 0);
    }
    let (code, text) = keyworker(&["policy", "explain", "PG-99"]);
    assert!(code == 2 && text.contains("no policy pack 'PG-99', and no pack that ships has a clause"), "{text}");
    let (code, text) = keyworker(&["policy", "explain", "pg"]);
    assert!(code == 2 && text.contains("keyworker policy explain pg RULE"), "{text}");
}

#[test]
fn a_clause_is_explained_by_all_its_rules() {
    // PG-07: the plan, and each of the three days that the manager sets.
    let (code, text) = keyworker(&["policy", "explain", "pg", "PG-07"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.starts_with("PG-07: ") && text.contains("Keyworker: "), "{text}");
    let rules =
        ["Say when the child is next seen", "Say when the manager reviews", "Say when the plan is next reviewed"];
    assert!(rules.iter().all(|title| text.contains(title)), "{text}");
    assert!(!text.contains("PG-09"), "{text}");
    assert_eq!(keyworker(&["policy", "explain", "pg/pg-07"]), (code, text));
    // One that no rule follows says why.
    let (code, text) = keyworker(&["policy", "explain", "as", "AS-28"]);
    assert!(code == 0 && text.contains("Keyworker: No rule"), "{text}");
    let (code, text) = keyworker(&["policy", "explain", "pg", "PG-99"]);
    assert!(code == 2 && text.contains("no rule 'PG-99', and no clause") && text.contains("PG-08"), "{text}");
    let (_, answer) = keyworker(&["policy", "explain", "pg", "PG-08", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(
        (answer["clause"]["id"].as_str(), answer["rules"][0]["clauses"][0].as_str()),
        (Some("PG-08"), Some("PG-08"))
    );
}

/// A pack of that id, with one clause and one worker rule or what builds on another pack.
fn small(id: &str, builds_on: &str, rules: &str) -> String {
    format!(
        "keyworker-pack = 1\n[pack]\nid = \"{id}\"\ntitle = \"{id}\"\nversion = \"1\"\nfrom = 2026-01-01\nsource = \"made up\"\n{builds_on}\n\
         [[clause]]\nid = \"{id}-1\"\nsays = \"what is asked\"\n{rules}\n"
    )
}

#[test]
fn a_pack_builds_on_packs_given_with_it_or_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let worker = "[[worker]]\nid = \"named\"\nclause = \"low-1\"\nparts = [\"lead\"]\ncounts-from = \"named\"";
    let count = "[[definition]]\nid = \"none\"\ntitle = \"None\"\nquestion = \"Who?\"\nclause = \"high-1\"\namong = \"open\"\n\
                 counts = { all = [\"open\", { without = \"low/named\" }] }";
    let low = written("the-low-one.toml", small("low", "", worker));
    let high = written("high.toml", small("high", "builds-on = [\"low\"]", count));
    // Named beside it, and found beside it.
    for args in
        [vec!["policy", "check", &high, &low], vec!["policy", "check", &high], vec!["policy", "handbook", &high]]
    {
        let (code, text) = keyworker(&args);
        assert_eq!(code, 0, "{args:?} {text}");
    }
    let (_, text) = keyworker(&["policy", "check", &high, &low]);
    assert!(
        text.contains("high (high), 2 rules on 2 clauses") && text.contains("low (low), 1 rule on 1 clause"),
        "{text}"
    );
    // What is given comes first, wherever it is kept.
    let elsewhere = tempfile::tempdir().unwrap();
    let other = elsewhere.path().join("low.toml").display().to_string();
    std::fs::write(&other, small("low", "", &worker.replace("id = \"named\"", "id = \"other\""))).unwrap();
    let (code, text) = keyworker(&["policy", "check", &high, &other]);
    assert!(code == 1 && text.contains("there is no worker rule 'low/named'"), "{text}");
    // Round in a circle: a clear mistake, not an endless walk; and nothing is missed twice.
    written("the-low-one.toml", small("low", "builds-on = [\"high\"]", worker));
    let (code, text) = keyworker(&["policy", "check", &high]);
    assert!(code == 1 && text.contains("there is no pack 'low' to build on") && text.contains("1 mistake:"), "{text}");
}

#[test]
fn a_handbook_uses_the_councils_titles_and_order_and_tells_a_rule_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ours.toml").display().to_string();
    let rules = "[titles]\n\"team manager\" = \"practice manager\"\n\"head of service\" = \"service lead\"\n\"duty social worker\" = \"first contact worker\"\n\
        [[clause]]\nid = \"ours-2\"\nsays = \"and more\"\n\
        [[worker]]\nid = \"present\"\ntitle = \"A worker who is there\"\nclause = \"ours-1\"\nparts = [\"lead\"]\ncounts-from = \"named\"\n\
        [[worker.stops]]\nclause = \"ours-2\"\non = \"absence\"\nkinds = [\"sickness\"]\nafter = { working-days = 1 }\n\
        [[breach]]\nid = \"nobody\"\ntitle = \"Nobody there\"\nclause = [\"ours-1\", \"ours-2\"]\nwhile = { all = [\"open\", { without = \"present\" }] }\nto = [\"team manager\"]\n\
        [[breach.exception]]\nby = [\"head of service\"]\nclause = \"ours-2\"\n\
        [[duty]]\nid = \"tell\"\ntitle = \"Tell\"\nclause = \"ours-1\"\nowner = \"team manager\"\nwhile = \"open\"\ndue = { within = { working-days = 1 } }\n\
        met-by = { fact = \"notice_given\", given-to = [\"head of service\"] }\n\
        [[duty.owner-while]]\nclause = \"ours-1\"\nwhen = \"on duty\"\nowner = \"duty social worker\"\n\
        [[ladder]]\nid = \"up\"\ntitle = \"Up\"\nclause = \"ours-1\"\nwhile = \"open\"\n\
        [[ladder.rung]]\nid = \"first\"\ntitle = \"First\"\nclause = \"ours-1\"\nowner = \"team manager\"\nopens = { after = { days = 10 } }\n\
        met-by = { fact = \"management_oversight\", made-by = [\"team manager\"] }\n";
    std::fs::write(&path, small("ours", "builds-on = [\"counts\"]", rules)).unwrap();
    let (code, text) = keyworker(&["policy", "handbook", &path]);
    assert_eq!(code, 0, "{text}");
    let ours = text.split("\n## CNT").next().unwrap();
    assert!(ours.contains("## ours-1") && ours.contains("## ours-2"), "the council's own clauses come first: {text}");
    for post in ["team manager", "head of service", "duty social worker"] {
        assert!(!ours.contains(post), "{post} is called otherwise here: {ours}");
    }
    assert!(ours.contains("comes first for practice manager; but for an exception by service lead"), "{ours}");
    assert!(ours.contains("met by notice given to service lead"), "{ours}");
    assert!(
        ours.contains("the duty of the practice manager; that of the first contact worker while: on duty"),
        "{ours}"
    );
    assert!(ours.contains("no worker counts as 'A worker who is there'"), "{ours}");
    assert!(ours.contains("after 1 working day of absence") && !text.contains("1 working days"), "{ours}");
    assert!(ours.contains("rung: First (opens 10 days later; due on the day on which it opens)"), "{ours}");
    assert_eq!(ours.matches("a breach while:").count(), 1, "a rule is told once: {ours}");
    assert!(ours.contains("- Nobody there (what must never be): see ours-1"), "{ours}");
    let (_, html) = keyworker(&["policy", "handbook", &path, "--html"]);
    assert!(html.contains("<li>Nobody there (what must never be): see ours-1</li>"), "{html}");
}

/// A new edition has other days than the tests that it took over: what differs is what one looks at before writing them anew.
#[test]
fn an_edition_whose_tests_are_still_the_old_ones_is_compared() {
    let (_folder, path) = changed("from = 2020-01-01", "from = 2027-04-01");
    let (code, text) = keyworker(&["policy", "diff", "pg", &path]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("+ can be asked from 2027-04-01"), "{text}");
    assert!(text.contains("cannot be used yet") && text.contains("Its rules are compared all the same."), "{text}");
    let (code, text) = keyworker(&["policy", "check", &path]);
    assert!(code != 0 && text.contains("the pack is in force from 2027-04-01 on only"), "{text}");
}
