//! Drafts: kept beside the log, one for a form and who typed into it, and gone with whom they are about.

use record::{Content, Fact, FactId, Kind, Subject};
use store::{Idempotency, KeptDraft, Store, Submission};

use crate::made_up::{self, Dice, NOW};

pub fn draft(form: &str, says: &str) -> KeptDraft {
    KeptDraft {
        worker: "test:worker 1".to_owned(),
        form: form.to_owned(),
        kept: NOW,
        pairs: vec![("says".to_owned(), says.to_owned()), ("empty".to_owned(), String::new())],
        names: Vec::new(),
    }
}

fn kept(store: &Store, worker: &str) -> Vec<(String, String)> {
    let drafts = store.reader().unwrap().drafts_of(worker).unwrap();
    drafts.into_iter().map(|draft| (draft.form, draft.pairs[0].1.clone())).collect()
}

fn said(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(form, says)| ((*form).to_owned(), (*says).to_owned())).collect()
}

#[test]
fn a_draft_is_kept_replaced_and_removed_and_is_nobody_elses() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let head = (store.tip().sequence, store.tip().position, store.tip().head);
    for (worker, form, says, seconds) in [
        ("test:worker 1", "/a", "first", 0),
        ("test:worker 1", "/b?x=1", "line one\nline two = &🏠", 60),
        ("test:worker 2", "/a", "hers", 0),
        ("test:worker 1", "/a", "second", 120),
    ] {
        let one = KeptDraft { worker: worker.to_owned(), kept: NOW.plus_seconds(seconds), ..draft(form, says) };
        assert!(store.keep_draft(&one, None).unwrap());
        let read = store.reader().unwrap().drafts_of(worker).unwrap();
        assert_eq!(read.first(), Some(&one), "the last kept comes first, as it was");
    }
    assert_eq!(kept(&store, "test:worker 1"), said(&[("/a", "second"), ("/b?x=1", "line one\nline two = &🏠")]));
    assert_eq!(kept(&store, "test:worker 2"), said(&[("/a", "hers")]));
    assert_eq!(kept(&store, "test:worker 3"), []);
    // It is no part of the log: the chain stands where it stood, and is whole.
    assert_eq!((store.tip().sequence, store.tip().position, store.tip().head), head);
    assert_eq!(store.reader().unwrap().verify().unwrap().head, head.2);
    let path = store.path().to_owned();
    drop(store);
    let mut store = Store::open(&path).unwrap();
    assert_eq!(kept(&store, "test:worker 1").len(), 2, "it survives that the file is closed");
    assert!(store.drop_draft("test:worker 1", "/a").unwrap());
    assert!(!store.drop_draft("test:worker 1", "/a").unwrap());
    assert_eq!(kept(&store, "test:worker 1").len(), 1);
    assert_eq!(kept(&store, "test:worker 2").len(), 1, "another's of the same form stays");
}

#[test]
fn of_a_form_that_was_done_under_its_key_no_draft_is_kept_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let mut submission = Submission::new("Actor 1 Testperson", NOW);
    submission.idempotency = Some(Idempotency { key: "done".to_owned(), body_digest: [1; 32] });
    submission.add(&made_up::fact(Kind::Died, &mut Dice::new(1)), &made_up::names()).unwrap();
    store.append(&submission, &mut |bytes| bytes.fill(3)).unwrap();
    for (key, is_kept) in [(Some("done"), false), (Some("another"), true), (None, true)] {
        assert_eq!(store.keep_draft(&draft("/a", "late"), key).unwrap(), is_kept, "{key:?}");
        assert_eq!(store.drop_draft("test:worker 1", "/a").unwrap(), is_kept, "{key:?}");
    }
}

#[test]
fn a_draft_goes_with_whom_it_names_and_with_who_typed_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let mut names = made_up::names();
    let child = Subject::Child(names.add_child("test:Quillchild"));
    let worker = Subject::Worker(names.add_worker("test:Quillworker"));
    let (died, left) = (Content::Died {}, made_up::content(Kind::WorkerLeft, &mut Dice::new(1)));
    let facts: Vec<Fact> = [(child, died), (child, died), (worker, left)]
        .into_iter()
        .enumerate()
        .map(|(place, (about, content))| Fact {
            about,
            content,
            id: FactId([place as u8 + 1; 16]),
            ..made_up::fact(Kind::Died, &mut Dice::new(place as u64))
        })
        .collect();
    store.import(&names, facts.iter().copied(), "a test", NOW, &mut |bytes| bytes.fill(3)).unwrap();
    let about = |form: &str, names: &[&str]| KeptDraft {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        ..draft(form, &format!("Secret of {form}"))
    };
    for one in [
        about("/of-her", &["test:Quillchild"]),
        about("/of-another-for-her-too", &["test:child 1", "test:Quillchild"]),
        about("/of-another", &["test:child 1"]),
        KeptDraft { worker: "test:Quillworker".to_owned(), ..about("/his-own", &["test:child 1"]) },
    ] {
        store.keep_draft(&one, None).unwrap();
    }
    // A part of what is known of the child is erased: the child is still one of ours.
    assert_eq!(store.erase(&[facts[0].id], "a records officer", NOW).unwrap().drafts, 0);
    assert_eq!(store.erase(&[facts[1].id], "a records officer", NOW).unwrap().drafts, 2);
    assert_eq!(kept(&store, "test:worker 1"), said(&[("/of-another", "Secret of /of-another")]));
    assert_eq!(store.erase(&[facts[2].id], "a records officer", NOW).unwrap().drafts, 1);
    assert_eq!(kept(&store, "test:Quillworker"), []);
    let on_disk = |needle: &str| {
        std::fs::read_dir(folder.path()).unwrap().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
        })
    };
    assert!(!on_disk("Secret of /of-her") && !on_disk("for-her-too") && !on_disk("his-own"));
    assert!(on_disk("Secret of /of-another"));
    store.reader().unwrap().verify().unwrap();
}
