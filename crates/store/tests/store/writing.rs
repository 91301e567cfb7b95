//! Writing: together, once, and only on what was read.

use std::sync::{Arc, Mutex, RwLock};
use std::thread;

use record::{Book, Fact, Kind, Moment, Subject};
use store::{Changed, Idempotency, Reading, Refused, Stream, Submission, Writer};

use crate::made_up::{self, Dice, NOW};

#[test]
fn sixteen_threads_write_and_everything_acknowledged_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = made_up::new_store(&folder);
    let reader = store.reader().unwrap();
    let book = Arc::new(RwLock::new(Book::default()));
    let largest = Arc::new(Mutex::new(0));
    let (shared, mut dice) = (Arc::clone(&book), Dice::new(1));
    let publish = Box::new(move |published: &store::Published| published.apply(&mut shared.write().unwrap()));
    let writer = Writer::start(store, Box::new(move |bytes| dice.fill(bytes)), publish).unwrap();
    let acknowledged: Vec<(u64, u64, Vec<Fact>)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..16)
            .map(|number| {
                let (handle, largest) = (writer.handle(), Arc::clone(&largest));
                scope.spawn(move || {
                    let mut dice = Dice::new(100 + number);
                    let mut mine = Vec::new();
                    for _ in 0..200 {
                        let count = 1 + dice.below(3);
                        let facts = made_up::facts(count, &mut dice);
                        let committed = handle.submit(made_up::submission(&facts)).unwrap();
                        mine.push((committed.first, committed.last, facts));
                        let mut largest = largest.lock().unwrap();
                        *largest = committed.last.max(*largest);
                    }
                    mine
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let store = writer.stop().unwrap();
    let said = made_up::said(&reader);
    assert_eq!(said.len() as u64, *largest.lock().unwrap());
    let names = made_up::names();
    let mut positions = Vec::new();
    for (first, last, facts) in &acknowledged {
        assert_eq!((last - first + 1) as usize, facts.len());
        for (position, fact) in (*first..).zip(facts) {
            assert_eq!(said[position as usize - 1], made_up::said_by(fact, &names));
            positions.push(position);
        }
    }
    positions.sort_unstable();
    assert!(positions.iter().copied().eq(1..=said.len() as u64), "positions are dense and given once");
    assert_eq!(reader.verify().unwrap().commits, 16 * 200);
    // What was published is what a reader finds, and what another process finds.
    assert_eq!(made_up::book_said(&book.read().unwrap()), made_up::book_said(&reader.load(2).unwrap().0));
    drop(store);
    let store = store::Store::open(&folder.path().join("a.keyworker")).unwrap();
    assert_eq!(store.tip(), &reader.tip().unwrap());
    assert_eq!(made_up::said(&store.reader().unwrap()), said);
}

#[test]
fn an_import_takes_its_turn_in_a_writer_that_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = made_up::new_store(&folder);
    let reader = store.reader().unwrap();
    let writer = Writer::start(store, Box::new(|bytes| bytes.fill(1)), Box::new(|_| {})).unwrap();
    let handle = writer.handle();
    let (mut dice, names) = (Dice::new(1), made_up::names());
    let before = handle.submit(made_up::submission(&made_up::facts(2, &mut dice))).unwrap();
    let (mut book, tip) = reader.load(2).unwrap();
    let facts = made_up::facts(1_000, &mut dice);
    let import = move |store: &mut store::Store| store.import(&names, facts, "a test", NOW, &mut |bytes| bytes.fill(1));
    let imported = handle.with_store(import).unwrap().unwrap();
    let after = handle.submit(made_up::submission(&made_up::facts(1, &mut dice))).unwrap();
    assert_eq!((before.last + 1, imported.last + 1), (imported.first, after.first));
    reader.catch_up(&mut book, tip.position, 2).unwrap();
    assert_eq!(made_up::book_said(&book), made_up::book_said(&reader.load(2).unwrap().0));
    drop(writer);
    handle.submit(made_up::submission(&made_up::facts(1, &mut dice))).unwrap();
    reader.verify().unwrap();
}

fn about_child(number: usize, dice: &mut Dice) -> Fact {
    let mut fact = made_up::fact(Kind::PutOnDuty, dice);
    fact.about = Subject::Child(record::ChildId::from_index(number));
    fact
}

#[test]
fn a_lost_race_is_refused_and_says_who_won_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let (mut dice, names) = (Dice::new(5), made_up::names());
    let mut random = |bytes: &mut [u8]| bytes.fill(5);
    let read = store.append(&made_up::submission(&[about_child(0, &mut dice)]), &mut random).unwrap().last;
    let mut by_another = about_child(1, &mut dice);
    by_another.by = record::ActorId::from_index(4);
    store.append(&made_up::submission(&[by_another]), &mut random).unwrap();

    // Resting on the first child: nothing newer. On the second: somebody wrote meanwhile.
    let child = |number| Subject::Child(record::ChildId::from_index(number));
    let mut submission = made_up::submission(&[about_child(0, &mut dice)]);
    submission.rests_on(child(0), &names, read);
    submission.rests_on(child(7), &names, read);
    submission.rests_on(Subject::Record, &names, read);
    store.append(&submission, &mut random).unwrap();
    submission.read_set.clear();
    submission.rests_on(child(1), &names, read);
    let before = store.tip().clone();
    let refused = store.append(&submission, &mut random).unwrap_err();
    let Refused::Changed(Changed { by, position, stream }) = &refused else { panic!("{refused}") };
    assert_eq!((by.as_str(), *position, *stream), ("Actor 4 Testperson", 2, submission.read_set[0].stream));
    assert_eq!(store.tip(), &before);
    // Reading again, it may go ahead; and a kind can be read as a whole.
    submission.read_set[0].up_to = before.position;
    store.append(&submission, &mut random).unwrap();
    submission.read_set = vec![Reading { stream: Stream::Kind(Kind::PutOnDuty), up_to: before.position }];
    assert!(matches!(store.append(&submission, &mut random), Err(Refused::Changed(_))));
    submission.read_set = vec![Reading { stream: Stream::Kind(Kind::PackAdopted), up_to: 0 }];
    store.append(&submission, &mut random).unwrap();
}

#[test]
fn of_two_in_one_transaction_that_rest_on_the_same_only_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let (mut dice, names) = (Dice::new(6), made_up::names());
    let mut one = made_up::submission(&[about_child(0, &mut dice)]);
    one.rests_on(Subject::Child(record::ChildId::from_index(0)), &names, 0);
    let unfit = Submission::new("nobody", NOW);
    let results = store.append_all(
        &[&one, &unfit, &one, &made_up::submission(&[about_child(3, &mut dice)])],
        &mut |bytes| bytes.fill(1),
        &mut |_| {},
    );
    assert!(matches!(
        results.as_slice(),
        [Ok(_), Err(Refused::Unfit(_)), Err(Refused::Changed(Changed { position: 1, .. })), Ok(_)]
    ));
    assert_eq!(store.reader().unwrap().verify().unwrap().facts, 2);
}

#[test]
fn the_same_request_is_done_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let mut submission = made_up::submission(&made_up::facts(3, &mut Dice::new(8)));
    submission.idempotency = Some(Idempotency { key: "r1".to_owned(), body_digest: [1; 32] });
    let mut random = |bytes: &mut [u8]| bytes.fill(1);
    let first = store.append(&submission, &mut random).unwrap();
    let second = store.append(&submission, &mut random).unwrap();
    assert_eq!(second, store::Committed { repeated: true, ..first });
    assert!(!first.repeated);
    submission.idempotency = Some(Idempotency { key: "r1".to_owned(), body_digest: [2; 32] });
    assert!(matches!(store.append(&submission, &mut random), Err(Refused::KeyReused)));
    assert_eq!(store.tip().position, 3);
}

#[test]
fn what_cannot_be_a_fact_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let mut dice = Dice::new(9);
    let good = about_child(0, &mut dice);
    let about_a_worker = Fact { about: Subject::Worker(record::WorkerId::from_index(0)), ..good };
    let unnamed = Fact { by: record::ActorId::from_index(4_000), ..good };
    let erased = Fact { content: record::Content::Erased {}, ..good };
    for bad in [about_a_worker, unnamed, erased] {
        let mut submission = made_up::submission(&[good]);
        submission.facts.push(bad);
        assert!(matches!(store.append(&submission, &mut |bytes| bytes.fill(1)), Err(Refused::Unfit(_))));
        let import = store.import(&made_up::names(), [good, bad], "a test", NOW, &mut |bytes| bytes.fill(1));
        assert!(matches!(import, Err(store::StoreError::Unfit(_))));
    }
    store.append(&made_up::submission(&[good]), &mut |bytes| bytes.fill(1)).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!((reader.verify().unwrap().facts, made_up::said(&reader).len()), (1, 1));
}

#[test]
fn an_import_is_seen_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let (names, facts) = (made_up::names(), made_up::facts(150_000, &mut Dice::new(10)));
    let reader = store.reader().unwrap();
    let mut dice = Dice::new(2);
    let mut random = |bytes: &mut [u8]| dice.fill(bytes);
    let mut import = store.begin_import("a test", NOW, &mut random).unwrap();
    for fact in &facts {
        import.push(&names, *fact).unwrap();
    }
    // Most of it is in the file by now; nobody sees it.
    assert_eq!((reader.tip().unwrap().position, reader.load(2).unwrap().0.len()), (0, 0));
    drop(import);
    let one = store.append(&made_up::submission(&facts[..1]), &mut random).unwrap();
    assert_eq!((one.first, one.last), (1, 1));
    let whole = store.import(&names, facts.iter().copied(), "a test", NOW, &mut random).unwrap();
    assert_eq!((whole.first, whole.last), (2, 150_001));
    assert_eq!(reader.verify().unwrap().facts, 150_001);

    // Any number of threads read the same book, and a follower comes to the same.
    let (book, tip) = reader.load(1).unwrap();
    let expected = made_up::book_said(&book);
    for threads in [2, 3] {
        assert_eq!(made_up::book_said(&reader.load(threads).unwrap().0), expected);
    }
    let mut follower = Book::default();
    follower.append(*book.facts().next().unwrap());
    let mut follower = reader.load_known(Moment::MIN, 2).unwrap().0;
    assert!(follower.is_empty());
    assert_eq!(reader.catch_up(&mut follower, 0, 2).unwrap(), tip);
    assert_eq!(made_up::book_said(&follower), expected);

    // As known at an instant: what was recorded by then.
    let known = Moment::from_second(NOW.second() + (1 << 19));
    let then = reader.load_known(known, 2).unwrap().0;
    let by_then = book.facts().filter(|fact| fact.recorded <= known).count() as u64;
    assert!(by_then > 60_000 && by_then < 90_000);
    assert_eq!(then.len(), by_then);
    assert!(then.facts().all(|fact| fact.recorded <= known));
}
