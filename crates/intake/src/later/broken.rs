//! Whether two rows are one, of which one had a value that could not be read: they say the same but for that.

use record::fields::Sink;
use record::{CarerId, ChildId, Day, Fact, FactId, Moment, Ref, TextId, UnitId, When, WorkerId};

use super::rows::own_ref_mut;

/// How a row says that nothing is known of a value.
const NOT_KNOWN: [&str; 2] = ["unknown", "not known"];
/// So many values one cell may be read for: a role says who and whether accepted, two days that contradict each other are
/// both not known.
const MOST: usize = 2;

/// How many values of those facts of a row are known in one extract and not in the other, where all others are the same:
/// nothing where another differs, where too many do, or where the row said more than it says.
pub(super) fn unread(was: &[&Fact], now: &[&Fact]) -> Option<usize> {
    let mut count = 0;
    for was in was {
        let kind = was.content.kind();
        let now = now.iter().find(|now| now.content.kind() == kind)?;
        if was.when != now.when {
            (was.when == When::Unknown || now.when == When::Unknown).then_some(())?;
            count += 1;
        }
        let (was, now) = (Values::of(was), Values::of(now));
        // Whether a worker accepted may be told by an offer to that worker: without the one the other cannot be.
        let worker_unread = was.is_known(WORKER) != now.is_known(WORKER);
        for ((name, was), (_, now)) in was.0.iter().zip(&now.0) {
            if was != now && !(worker_unread && *name == ACCEPTED) {
                (was.is_empty() || now.is_empty()).then_some(())?;
                count += 1;
            }
        }
    }
    (count <= MOST).then_some(count)
}

/// The values of a fact, but for the reference that it has from its row's id: nothing where one is not known.
struct Values(Vec<(&'static str, Vec<u8>)>);

/// The fields of an involvement that say who, and whether that one has accepted.
const WORKER: &str = "worker";
const ACCEPTED: &str = "accepted";

impl Values {
    fn of(fact: &Fact) -> Values {
        let mut content = fact.content;
        if let Some(own) = own_ref_mut(&mut content) {
            *own = Ref(0);
        }
        let mut values = Values(Vec::new());
        content.write(&mut values);
        values
    }

    fn is_known(&self, field: &str) -> bool {
        self.0.iter().any(|(name, value)| *name == field && !value.is_empty())
    }

    fn push(&mut self, bytes: &[u8]) {
        if let Some((_, value)) = self.0.last_mut() {
            value.push(b'.');
            value.extend_from_slice(bytes);
        }
    }
}

macro_rules! ids {
    ($($method:ident: $id:ty;)+) => {$(
        fn $method(&mut self, id: $id) {
            self.push(&id.index().to_be_bytes());
        }
    )+};
}

impl Sink for Values {
    ids! {
        child: ChildId;
        worker: WorkerId;
        unit: UnitId;
        carer: CarerId;
        text: TextId;
    }
    fn field(&mut self, name: &'static str) {
        self.0.push((name, Vec::new()));
    }
    fn absent(&mut self) {}
    fn present(&mut self) {}
    fn reference(&mut self, reference: Ref) {
        self.push(&reference.0.to_be_bytes());
    }
    fn fact(&mut self, fact: FactId) {
        self.push(&fact.0);
    }
    fn day(&mut self, day: Day) {
        self.push(&day.number().to_be_bytes());
    }
    fn moment(&mut self, moment: Moment) {
        self.push(&moment.second().to_be_bytes());
    }
    fn flag(&mut self, flag: bool) {
        self.push(&[u8::from(flag)]);
    }
    fn number(&mut self, number: i32) {
        self.push(&number.to_be_bytes());
    }
    fn word(&mut self, word: &'static str) {
        if !NOT_KNOWN.contains(&word) {
            self.push(word.as_bytes());
        }
    }
    fn words(&mut self, words: &mut dyn Iterator<Item = &'static str>) {
        words.for_each(|word| self.push(word.as_bytes()));
    }
}
