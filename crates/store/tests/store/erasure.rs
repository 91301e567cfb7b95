//! Erasure: nothing of it stays in the file, everything else does.

use record::{Content, FactId, Kind, Subject};
use store::{Idempotency, RejectedRow, StoreError};

use crate::made_up::{self, Dice, NOW};

/// Whether those bytes stand anywhere in the file or in those beside it.
fn on_disk(folder: &tempfile::TempDir, needle: &str) -> bool {
    std::fs::read_dir(folder.path()).unwrap().any(|file| {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    })
}

#[test]
fn what_is_erased_leaves_no_trace_and_the_chain_holds() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let mut dice = Dice::new(11);
    let mut random = |bytes: &mut [u8]| dice.fill(bytes);
    let secret = format!("Quillfeather {}", "a long story that nobody else may read. ".repeat(40));
    let mut names = made_up::names();
    let (shared, long, short) = (names.add_text("Shared words"), names.add_text(&secret), names.add_text("Quillbrief"));
    let child = Subject::Child(names.add_child("test:Quillchild"));
    let other = Subject::Child(names.add_child("test:Otherchild"));
    let mut maker = Dice::new(12);
    let mut fact = |about, given_name, family_name| {
        let mut fact = made_up::fact(Kind::Died, &mut maker);
        fact.about = about;
        let none = made_up::content(Kind::ChildDetails, &mut Dice::new(1));
        let Content::ChildDetails { born, expected, sex, disabled, special_educational_needs, .. } = none else {
            panic!()
        };
        fact.content = Content::ChildDetails {
            given_name: Some(given_name),
            family_name,
            born,
            expected,
            sex,
            ethnicity: None,
            disabled,
            special_educational_needs,
        };
        fact
    };
    let secrets = [fact(child, long, Some(shared)), fact(child, short, None)];
    let kept = fact(other, shared, None);
    // Enough around it that pages are split and moved.
    let around = made_up::facts(5_000, &mut Dice::new(13));
    store.import(&names, around.iter().copied(), "a test", NOW, &mut random).unwrap();
    let mut submission = store::Submission::new("Actor 1 Testperson", NOW);
    submission.idempotency = Some(Idempotency { key: "once".to_owned(), body_digest: [9; 32] });
    for fact in secrets.iter().chain([&kept]) {
        submission.add(fact, &names).unwrap();
    }
    let committed = store.append(&submission, &mut random).unwrap();
    store.import(&names, made_up::facts(5_000, &mut Dice::new(14)), "a test", NOW, &mut random).unwrap();
    let reader = store.reader().unwrap();
    assert!(reader.load(2).unwrap().0.names.find_child("test:Quillchild").is_some());
    assert!(on_disk(&folder, "Quillfeather") && on_disk(&folder, "Quillbrief") && on_disk(&folder, "Quillchild"));

    let erased = store.erase(&[secrets[0].id, secrets[1].id], "a records officer", NOW).unwrap();
    assert_eq!((erased.facts, erased.names), (2, 3));
    for gone in ["Quillfeather", "nobody else may read", "Quillbrief", "Quillchild"] {
        assert!(!on_disk(&folder, gone), "{gone} is still in the file");
    }
    assert!(on_disk(&folder, "Shared words"));
    assert_eq!(reader.erased_since(committed.sequence).unwrap(), secrets.map(|fact| fact.id));
    assert_eq!(reader.erased_since(erased.committed.sequence).unwrap(), []);
    let verified = reader.verify().unwrap();
    assert_eq!((verified.facts, verified.erased, verified.head), (10_003, 2, erased.committed.head));
    let mut read = Vec::new();
    reader
        .since::<StoreError>(committed.first - 1, |position, fact| {
            read.extend((position <= committed.last).then_some(*fact));
            Ok(())
        })
        .unwrap();
    let shown: Vec<(FactId, Kind)> = read.iter().map(|fact| (fact.id, fact.content.kind())).collect();
    let expected = [(secrets[0].id, Kind::Erased), (secrets[1].id, Kind::Erased), (kept.id, Kind::ChildDetails)];
    assert_eq!(shown, expected);

    // The request that brought it can no longer be told from another, and a name given again is a new name.
    assert!(matches!(store.append(&submission, &mut random), Err(store::Refused::KeyReused)));
    submission.idempotency = None;
    store.append(&submission, &mut random).unwrap();
    let (book, _) = reader.load(2).unwrap();
    assert!(book.names.find_child("test:Quillchild").is_some());
    assert!(matches!(store.erase(&[FactId([0; 16])], "somebody", NOW), Err(StoreError::Unknown(_))));
    reader.verify().unwrap();
}

#[test]
fn rejected_rows_are_kept_and_can_be_erased() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let names = made_up::names();
    let mut random = |bytes: &mut [u8]| bytes.fill(3);
    let mut import = store.begin_import("a test", NOW, &mut random).unwrap();
    let row = RejectedRow {
        file: "persons.csv".to_owned(),
        row: 7,
        column: "pers_dob".to_owned(),
        value: "31/02/2019".to_owned(),
        reason: "there is no such day".to_owned(),
        line: "7,Quillrow,31/02/2019".to_owned(),
        ..RejectedRow::default()
    };
    import.reject(&names, row.clone()).unwrap();
    let committed = import.finish(&names).unwrap();
    let reader = store.reader().unwrap();
    let kept = reader.rejected(Some(committed.sequence)).unwrap();
    assert_eq!(kept.iter().map(|kept| &kept.row).collect::<Vec<_>>(), [&row]);
    assert!(on_disk(&folder, "Quillrow"));
    assert_eq!(store.erase_rejected(&[kept[0].id]).unwrap(), 1);
    assert!(!on_disk(&folder, "Quillrow"));
    assert_eq!(reader.rejected(None).unwrap(), []);
    reader.verify().unwrap();
}

#[test]
fn long_texts_stay_on_disk_and_are_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let mut names = made_up::names();
    let story = "A made-up story. ".repeat(100);
    let text = names.add_text(&story);
    let mut fact = made_up::fact(Kind::HolidayAnnounced, &mut Dice::new(1));
    let Content::HolidayAnnounced { day, .. } = fact.content else { panic!() };
    fact.content = Content::HolidayAnnounced { day, name: text };
    for id in [1, 2] {
        fact.id = FactId([id; 16]);
        store.import(&names, [fact], "a test", NOW, &mut |bytes| bytes.fill(3)).unwrap();
    }
    let reader = store.reader().unwrap();
    let (book, _) = reader.load(1).unwrap();
    let full = reader.names_in_full().unwrap();
    assert_eq!((full.texts.len(), book.names.texts.len()), (1, 1), "the same text is kept once");
    for fact in book.record() {
        let Content::HolidayAnnounced { name, .. } = fact.content else { panic!() };
        assert!(book.names.text(name).len() < 250 && book.names.text(name).starts_with("A made-up story."));
        assert_eq!(reader.text(name).unwrap().as_deref(), Some(story.as_str()));
        assert_eq!(full.text(name), story);
    }
    reader.verify().unwrap();
}

fn rejected(line: &str, child: Option<&str>) -> RejectedRow {
    RejectedRow {
        file: "persons.csv".to_owned(),
        row: 7,
        column: "pers_dob".to_owned(),
        value: "31/02/2019".to_owned(),
        reason: "there is no such day".to_owned(),
        line: line.to_owned(),
        outcome: "rejected".to_owned(),
        header: "pers_person_id,pers_dob".to_owned(),
        child: child.map(str::to_owned),
    }
}

#[test]
fn a_row_that_is_rejected_again_is_one_row_and_is_mended_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let names = made_up::names();
    let mut random = |bytes: &mut [u8]| bytes.fill(3);
    let row = rejected("7,Quillrow,31/02/2019", None);
    let mut number = 0;
    for (days, tried) in [(0, None), (7, Some(Some("no such month"))), (14, Some(None))] {
        let mut import = store.begin_import("a test", NOW.plus_seconds(days * 86_400), &mut random).unwrap();
        import.reject(&names, RejectedRow { row: 7 + days as u32, ..row.clone() }).unwrap();
        if let Some(still_wrong) = tried {
            import.mend(number, "7,Quillrow,28/02/2019", still_wrong.map(str::to_owned));
        }
        import.finish(&names).unwrap();
        let kept = store.reader().unwrap().rejected(None).unwrap();
        assert_eq!((kept.len(), kept[0].seen_again.len() as i64), (1, days / 7));
        assert_eq!((kept[0].seen, kept[0].is_mended()), (NOW, days == 14));
        number = kept[0].row_id;
    }
    // An import that comes to nothing leaves nothing of what it met.
    let mut import = store.begin_import("a test", NOW, &mut random).unwrap();
    import.reject(&names, rejected("8,Other,31/02/2019", None)).unwrap();
    drop(import);
    assert_eq!(store.reader().unwrap().rejected(None).unwrap().len(), 1);
    assert_eq!(store.erase_rejected(&[number]).unwrap(), 1);
    assert!(!on_disk(&folder, "Quillrow"), "what was written in its place is erased with it");
}

#[test]
fn the_rejected_rows_of_an_erased_child_go_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let mut names = made_up::names();
    let child = names.add_child("test:Quillchild");
    let mut random = |bytes: &mut [u8]| bytes.fill(3);
    let facts: Vec<record::Fact> = (0..2)
        .map(|place| {
            let fact = made_up::fact(Kind::Died, &mut Dice::new(place));
            record::Fact {
                about: Subject::Child(child),
                content: Content::Died {},
                id: FactId([place as u8 + 1; 16]),
                ..fact
            }
        })
        .collect();
    let mut import = store.begin_import("a test", NOW, &mut random).unwrap();
    facts.iter().for_each(|fact| import.push(&names, *fact).unwrap());
    import.reject(&names, rejected("Quillchild,31/02/2019", Some("test:Quillchild"))).unwrap();
    import.reject(&names, rejected("Otherchild,31/02/2019", Some("test:Otherchild"))).unwrap();
    import.finish(&names).unwrap();
    assert_eq!(store.reader().unwrap().rejected_of("test:Quillchild").unwrap().len(), 1);
    // A part of what is known of a child is erased: the child is still one of ours.
    assert_eq!(store.erase(&[facts[0].id], "a records officer", NOW).unwrap().rejected, 0);
    assert_eq!(store.erase(&[facts[1].id], "a records officer", NOW).unwrap().rejected, 1);
    assert!(!on_disk(&folder, "Quillchild") && on_disk(&folder, "Otherchild"));
    assert_eq!(store.reader().unwrap().rejected(None).unwrap().len(), 1);
}
