//! Facts as JSON Lines, through the public door: they come back as they were, the schema is current, and every error
//! says where, what, and what to write instead.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::LazyLock;

use intake::jsonl::{self, HEADER, LineError};
use proptest::prelude::*;
use record::fields::{FieldType, Source};
use record::kinds::About;
use record::{
    ActorId, Book, CarerId, ChildId, Content, Day, Fact, FactId, Kind, Moment, Names, Provenance, Ref, SourceId,
    Subject, TextId, UnitId, When, WorkerId,
};
use serde_json::{Value, json};

const SCHEMA: &str = "../../docs/schema/facts-v1.schema.json";
const BY_HAND: &str = include_str!("../fixtures/jsonl/by-hand.jsonl");

static VALIDATOR: LazyLock<jsonschema::Validator> =
    LazyLock::new(|| jsonschema::draft202012::new(&jsonl::schema()).unwrap());

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn moment_within(&mut self) -> Moment {
        let (first, last) = (Day::FIRST.start().second(), Day::LAST.end().second());
        match self.below(12) {
            0 => Moment::from_second(first),
            1 => Moment::from_second(last),
            _ => Moment::from_second(first + (self.next() % (last - first) as u64) as i64),
        }
    }
}

impl Source for Dice {
    type Error = std::convert::Infallible;

    fn field(&mut self, _name: &'static str, optional: bool) -> Result<bool, Self::Error> {
        Ok(!optional || self.below(3) > 0)
    }
    fn child(&mut self) -> Result<ChildId, Self::Error> {
        Ok(ChildId::from_index(self.below(NAMES)))
    }
    fn worker(&mut self) -> Result<WorkerId, Self::Error> {
        Ok(WorkerId::from_index(self.below(NAMES)))
    }
    fn unit(&mut self) -> Result<UnitId, Self::Error> {
        Ok(UnitId::from_index(self.below(NAMES)))
    }
    fn carer(&mut self) -> Result<CarerId, Self::Error> {
        Ok(CarerId::from_index(self.below(NAMES)))
    }
    fn reference(&mut self) -> Result<Ref, Self::Error> {
        Ok(Ref(self.next()))
    }
    fn fact(&mut self) -> Result<FactId, Self::Error> {
        Ok(FactId((u128::from(self.next()) << 64 | u128::from(self.next())).to_le_bytes()))
    }
    fn text(&mut self) -> Result<TextId, Self::Error> {
        Ok(TextId::from_index(self.below(NAMES)))
    }
    fn day(&mut self) -> Result<Day, Self::Error> {
        let span = Day::LAST.number() - Day::FIRST.number() + 1;
        Ok(Day::from_number(Day::FIRST.number() + self.below(span as usize) as i32))
    }
    fn moment(&mut self) -> Result<Moment, Self::Error> {
        Ok(self.moment_within())
    }
    fn flag(&mut self) -> Result<bool, Self::Error> {
        Ok(self.below(2) == 1)
    }
    fn number(&mut self) -> Result<i32, Self::Error> {
        Ok(self.next() as i32)
    }
    fn word(&mut self, list: &'static [&'static str]) -> Result<usize, Self::Error> {
        Ok(self.below(list.len()))
    }
    fn words(&mut self, list: &'static [&'static str]) -> Result<u32, Self::Error> {
        Ok(self.next() as u32 & ((1 << list.len()) - 1))
    }
}

/// How many names each list has.
const NAMES: usize = 6;

fn names() -> Names {
    let mut names = Names::default();
    // Whatever a name holds must come back: quotes, line ends, control characters, other scripts.
    let odd = ["", "\"quoted\" \\ back", "two\nlines\r\t", "\u{1}\u{7f}", "Ó Testchild 字 😀", "a\u{2028}b"];
    for (n, odd) in odd.iter().enumerate() {
        names.add_child(&format!("test:child {n} {odd}"));
        names.add_worker(&format!("test:worker {n} {odd}"));
        names.add_unit(&format!("test:unit {n} {odd}"));
        names.add_carer(&format!("test:carer {n} {odd}"));
        names.add_actor(odd);
        names.add_source(odd);
        names.add_text(odd);
    }
    names
}

fn fact(kind: Kind, dice: &mut Dice) -> Fact {
    let Ok(id) = Source::fact(dice);
    let Ok(day) = dice.day();
    let subjects = [
        Subject::Child(ChildId::from_index(dice.below(NAMES))),
        Subject::Worker(WorkerId::from_index(dice.below(NAMES))),
        Subject::Unit(UnitId::from_index(dice.below(NAMES))),
        Subject::Carer(CarerId::from_index(dice.below(NAMES))),
        Subject::Record,
    ];
    let about = match kind.about() {
        About::Child => subjects[0],
        About::Worker => subjects[1],
        About::Unit => subjects[2],
        About::Carer => subjects[3],
        About::Record => subjects[4],
        About::Any => subjects[dice.below(5)],
    };
    let when = [When::On(day), When::At(dice.moment_within()), When::Unknown][dice.below(3)];
    let recorded = dice.moment_within();
    let by = ActorId::from_index(dice.below(NAMES));
    let from = Provenance { source: SourceId::from_index(dice.below(NAMES)), row: dice.next() as u32 };
    let Ok(content) = Content::read(kind, dice);
    Fact { id, about, when, recorded, by, from, content }
}

fn written(facts: &[Fact], names: &Names) -> String {
    let mut bytes = Vec::new();
    assert_eq!(jsonl::write(&mut bytes, names, facts).unwrap(), facts.len() as u64);
    String::from_utf8(bytes).unwrap()
}

/// The facts of a text, in its order, and their names.
fn read(text: &str) -> Result<(Vec<Fact>, Names), Vec<LineError>> {
    let (mut names, mut facts) = (Names::default(), Vec::new());
    let summary = jsonl::read_facts(text.as_bytes(), &mut names, "a test", |fact| facts.push(fact))?;
    assert_eq!(summary.facts, facts.len() as u64);
    Ok((facts, names))
}

/// The errors of one line under a good header.
fn errors_of(line: &str) -> Vec<LineError> {
    read(&format!("{HEADER}\n{line}\n")).map(|_| ()).unwrap_err()
}

proptest! {
    #[test]
    fn facts_of_every_kind_are_read_as_written_and_fit_the_schema(seed: u64) {
        let (mut dice, names) = (Dice(seed), names());
        let facts: Vec<Fact> = Kind::ALL.iter().map(|kind| fact(*kind, &mut dice)).collect();
        let text = written(&facts, &names);
        let (found, found_names) = read(&text).unwrap();
        // Ids are numbered anew in the order of reading, so the text tells whether they are the same facts.
        prop_assert_eq!(written(&found, &found_names), text.clone());
        for (before, after) in facts.iter().zip(&found) {
            prop_assert_eq!((before.id, before.when, before.recorded), (after.id, after.when, after.recorded));
            prop_assert_eq!(before.content.kind(), after.content.kind());
            prop_assert_eq!(found_names.actor(after.by), names.actor(before.by));
        }
        for line in text.lines() {
            prop_assert!(VALIDATOR.is_valid(&serde_json::from_str(line).unwrap()), "{}", line);
        }
    }

    #[test]
    fn mutated_lines_never_panic_and_what_is_still_read_still_fits_the_schema(
        seed: u64,
        cuts in proptest::collection::vec((0.0..1.0, any::<u8>(), 0_u8..4), 1..4),
    ) {
        let mut dice = Dice(seed);
        let kind = Kind::ALL[dice.below(Kind::ALL.len())];
        let mut bytes = written(&[fact(kind, &mut dice)], &names()).into_bytes();
        for (at, byte, how) in cuts {
            let at = (bytes.len() as f64 * at) as usize;
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, b"\"{}[]:,-0nte"[usize::from(byte) % 12]),
                2 if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let mut book = Book::default();
        match jsonl::read(&bytes[..], &mut book, "a test") {
            Ok(summary) => {
                prop_assert_eq!(summary.facts, book.len());
                for line in String::from_utf8(bytes).unwrap().lines().filter(|line| !line.trim().is_empty()) {
                    prop_assert!(VALIDATOR.is_valid(&serde_json::from_str(line).unwrap()), "{}", line);
                }
            }
            Err(errors) => {
                prop_assert!(book.is_empty() && !errors.is_empty());
                prop_assert!(errors.iter().all(|error| error.line >= 1 && error.column >= 1));
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        let whole = [HEADER.as_bytes(), b"\n", &bytes].concat();
        let _ = jsonl::read(&bytes[..], &mut Book::default(), "a test");
        let _ = jsonl::read(&whole[..], &mut Book::default(), "a test");
    }
}

/// `KEYWORKER_WRITE_SCHEMA=1 cargo test -p intake --test jsonl` writes it anew.
#[test]
fn the_committed_schema_is_current() {
    if std::env::var_os("KEYWORKER_WRITE_SCHEMA").is_some() {
        std::fs::write(SCHEMA, format!("{:#}\n", jsonl::schema())).unwrap();
    }
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(SCHEMA).unwrap()).unwrap();
    assert!(committed == jsonl::schema(), "docs/schema/facts-v1.schema.json is not current");
}

#[test]
fn a_line_that_does_not_fit_is_refused_by_the_schema_and_by_the_reader() {
    let names = names();
    for (number, kind) in Kind::ALL.iter().enumerate() {
        let text = written(&[fact(*kind, &mut Dice(number as u64))], &names);
        let good: Value = serde_json::from_str(text.lines().nth(1).unwrap()).unwrap();
        let with = |member: &str, value: Value| {
            let mut line = good.clone();
            line[member] = value;
            line
        };
        let without = |member: &str| {
            let mut line = good.clone();
            line.as_object_mut().unwrap().remove(member);
            line
        };
        let mut bad = vec![
            with("colour", json!("red")),
            with("kind", json!("no_such_kind")),
            without("kind"),
            without("when"),
            with("when", json!("last Tuesday")),
            with("when", json!("2026-13-01")),
            with("recorded", json!("2026-04-01")),
            with("row", json!(-1)),
            with("row", json!("7")),
            with("by", json!(7)),
            with("id", json!("")),
        ];
        if kind.about() == About::Child {
            bad.extend([without("child"), with("child", json!(" ")), with("child", json!(["lcs:P1"]))]);
        }
        for field in kind.fields() {
            bad.push(with(field.name, json!({"an": "object"})));
            if !field.optional {
                bad.push(without(field.name));
                bad.push(with(field.name, Value::Null));
            }
            match field.of {
                FieldType::Word(_) | FieldType::Kind => bad.push(with(field.name, json!("no such word"))),
                FieldType::Words(list) => bad.push(with(field.name, json!([list[0], list[0]]))),
                FieldType::Number => bad.push(with(field.name, json!(1.5))),
                FieldType::Day => bad.push(with(field.name, json!("2026-04-15T16:00"))),
                _ => {}
            }
        }
        for line in bad {
            assert!(!VALIDATOR.is_valid(&line), "the schema takes {line}");
            assert!(!errors_of(&line.to_string()).is_empty());
        }
    }
}

#[test]
fn no_field_of_any_kind_hides_a_member_that_every_fact_has() {
    for kind in Kind::ALL {
        let own = match kind.about() {
            About::Child => vec!["child"],
            About::Worker => vec!["worker"],
            About::Unit => vec!["unit"],
            About::Carer => vec!["carer"],
            About::Record => vec![],
            About::Any => vec!["child", "worker", "unit", "carer"],
        };
        for field in kind.fields() {
            let hidden = ["id", "kind", "when", "recorded", "by", "source", "row"];
            assert!(!hidden.contains(&field.name) && !own.contains(&field.name), "{} of {}", field.name, kind.name());
        }
    }
}

#[test]
fn a_history_written_by_hand_may_leave_out_what_can_be_made() {
    let (facts, names) = read(BY_HAND).unwrap();
    assert_eq!(facts.len(), 8);
    let referral = facts[2];
    assert_eq!(referral.recorded.to_string(), "2026-04-02T16:00:00+01:00");
    assert_eq!((names.actor(referral.by), names.source(referral.from.source)), ("not stated", "a test"));
    assert_eq!(referral.from.row, 4);
    assert_eq!(facts[0].recorded.to_string(), "2024-01-08T00:00:00+00:00");
    assert_eq!((names.source(facts[3].from.source), facts[3].from.row), ("involvements.csv", 3));
    let Content::Corrected { replaces, with, .. } = facts[5].content else { panic!() };
    assert_eq!((replaces, with), (facts[3].id, Some(facts[4].id)));
    let refs: Vec<Ref> = facts
        .iter()
        .filter_map(|fact| match fact.content {
            Content::InvolvementStarted { involvement, .. } => Some(involvement),
            _ => None,
        })
        .collect();
    assert_eq!(refs, [Ref::to("jsonl", "", "I1"); 2]);
    assert_eq!(facts[7].about, Subject::Record);
    // Reading it again, even moved about, gives the same facts; what is written out is read the same.
    let moved: Vec<&str> = BY_HAND.lines().take(1).chain([""]).chain(BY_HAND.lines().skip(1)).collect();
    let ids = |facts: &[Fact]| facts.iter().map(|fact| fact.id).collect::<Vec<_>>();
    assert_eq!(ids(&read(&moved.join("\r\n")).unwrap().0), ids(&facts));
    let text = written(&facts, &names);
    let (again, again_names) = read(&text).unwrap();
    assert_eq!(written(&again, &again_names), text);
    assert_eq!(read(&format!("\u{feff}{BY_HAND}")).unwrap().0, facts);
}

#[test]
fn references_are_sixteen_digits_or_any_text() {
    let reference = |text: &str| {
        let line = format!(r#"{{"kind":"family_group","child":"a:1","when":"2026-04-01","family":"{text}"}}"#);
        let (facts, _) = read(&format!("{HEADER}\n{line}")).unwrap();
        let Content::FamilyGroup { family } = facts[0].content else { panic!() };
        family
    };
    assert_eq!(reference("00000000000000ff"), Ref(255));
    assert_eq!(reference("Testfamily"), Ref::to("jsonl", "", "Testfamily"));
    assert_eq!(reference("+000000000000001"), Ref::to("jsonl", "", "+000000000000001"));
}

#[test]
fn every_error_says_where_and_what_to_write_instead() {
    let text = |line: &str| errors_of(line).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        text(r#"{"kind":"involvment_started","child":"lcs:P1","when":"2026-04-01"}"#),
        [
            r#"line 2, column 9, 'kind': there is no such kind of fact (found "involvment_started"): did you mean 'involvement_started'?"#
        ]
    );
    // Everything that is wrong with a line, not only the first.
    assert_eq!(
        text(
            r#"{"kind":"involvement_started","child":"lcs:P1","when":"30/04/2026","involvement":"I1","role":"key-worker","tem":"T1","accepted":"yes"}"#
        ),
        [
            r#"line 2, column 113, 'tem': a 'involvement_started' has no such field (found "T1"): did you mean 'team'?"#,
            r#"line 2, column 55, 'when': there is no such date or time (found "30/04/2026"): write 2026-04-15, or 2026-04-15T16:00 for a time in London"#,
            r#"line 2, column 94, 'role': it is none of the words that may stand here (found "key-worker"): did you mean 'key worker'?"#,
            r#"line 2, column 129, 'accepted': it is neither true nor false (found "yes"): write true, without quotation marks"#,
        ]
    );
    assert_eq!(
        text(r#"{"kind":"put_on_duty","child":"a:1","when":null}"#),
        [
            "line 2, column 1, 'recorded': it is missing, and when it was so is not known: write when it was recorded, as 2026-04-15T16:00"
        ]
    );
    assert_eq!(
        text(r#"{"kind":"put_on_duty","when":"2026-04-01"}"#),
        [
            r#"line 2, column 1, 'child': a 'put_on_duty' is about a child, and none is named: write "child":"source:id""#
        ]
    );
    assert_eq!(
        text(r#"{"kind":"corrected","child":"a:1","unit":"a:2","when":"2026-04-01","replaces":"x"}"#),
        [r#"line 2, column 42, 'unit': the fact is about two at once (found "a:2"): name whom it is about once"#]
    );
    let twice = r#"{"kind":"died","child":"é:1","child":"é:2","when":"2026-04-01"}"#;
    assert_eq!(text(twice), [r#"line 2, column 38, 'child': it is written twice (found "é:2"): write it once"#]);
    let cut = &text(r#"{"kind":"died","child":"a:1""#)[0];
    assert!(cut.starts_with("line 2, column 28: the line is not one JSON object"), "{cut}");
    let same = r#"{"kind":"died","child":"a:1","when":"2026-04-01"}"#;
    assert!(text(&format!("{same}\n{same}"))[0].contains("this is the fact of line 2 again"));
}

#[test]
fn files_that_are_no_files_of_facts_are_told_so() {
    let problems = |bytes: &[u8]| {
        let errors = jsonl::read(bytes, &mut Book::default(), "a test").unwrap_err();
        errors.iter().map(|error| (error.line, error.problem.clone())).collect::<Vec<_>>()
    };
    assert_eq!(problems(b""), [(1, "the file is empty".to_owned())]);
    let newer = br#"{"keyworker":"facts","version":2,"more":true}
{"kind":"unheard_of"}"#;
    assert_eq!(problems(newer), [(1, "the file is of version 2; this Keyworker reads version 1".to_owned())]);
    let (first, second) =
        (problems(b"child,worker\n1,2\n"), "the file does not begin with the header of a file of facts");
    assert_eq!(first[0], (1, second.to_owned()));
    let latin = [HEADER.as_bytes(), b"\n{\"kind\":\"died\",\"child\":\"\xe9\"}\n{}\n"].concat();
    let found = problems(&latin);
    assert_eq!(found[0], (2, "the line is not UTF-8 text".to_owned()));
    assert_eq!(found[1].0, 3);
    // A line without an end is not held in memory; the next line is read.
    let long = [HEADER.as_bytes(), b"\n", &vec![b'x'; 3 << 20], b"\n{}\n"].concat();
    let found = problems(&long);
    assert!(found[0].1.contains("longer than"));
    assert_eq!((found[0].0, found[1].0), (2, 3));
    // A great many errors are counted, not kept.
    let many = [HEADER.as_bytes(), b"\n", &b"{}\n".repeat(10_500)].concat();
    let found = problems(&many);
    assert_eq!((found.len(), found[10_000].1.as_str()), (10_001, "500 more errors follow"));
}

#[test]
fn a_time_that_no_clock_showed_is_refused_and_one_shown_twice_is_the_first() {
    let read = |when: &str, recorded: &str| {
        let line = format!(r#"{{"kind":"died","child":"x:1","when":"{when}","recorded":"{recorded}"}}"#);
        let mut book = Book::default();
        let read = jsonl::read(format!("{HEADER}\n{line}\n").as_bytes(), &mut book, "a test");
        read.map(|_| book.facts().next().unwrap().when.to_string()).map_err(|errors| errors[0].to_string())
    };
    let noon = "2026-06-30T12:00";
    for (when, recorded, field) in [
        ("2026-03-29T01:30", noon, "'when'"),
        ("2026-03-29T01:30:59.5", noon, "'when'"),
        ("2026-03-28", "2026-03-29T01:00", "'recorded'"),
    ] {
        let error = read(when, recorded).unwrap_err();
        assert!(error.contains(field) && error.contains("no clock in London showed this time"), "{error}");
    }
    for (when, expected) in [
        ("2026-03-29T01:30Z", "2026-03-29T02:30:00+01:00"),
        ("2026-03-29T02:00", "2026-03-29T02:00:00+01:00"),
        ("2026-10-25T01:30", "2026-10-25T01:30:00+01:00"),
        ("2026-10-25T01:30+00:00", "2026-10-25T01:30:00+00:00"),
    ] {
        assert_eq!(read(when, noon).as_deref(), Ok(expected), "{when}");
    }
}

#[test]
fn a_file_in_utf_16_is_told_once() {
    let text = format!("{}\n{{\"kind\":\"coverage\",\"when\":\"2020-01-01\"}}\n", intake::jsonl::HEADER);
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [[&[0xff, 0xfe][..], &little].concat(), [&[0xfe, 0xff][..], &big].concat(), little, big] {
        let errors = intake::jsonl::read(bytes.as_slice(), &mut Book::default(), "u16.jsonl").unwrap_err();
        let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let told = "line 1, column 1: the file is in UTF-16: open it in a text editor and save it as UTF-8";
        assert_eq!(said, [told]);
    }
}
