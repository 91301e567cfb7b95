//! Rows as they are held: a few dozen bytes each, by child.

use record::words::{VisitPart, Words};
use record::{Day, Moment, When};

use crate::casework::CaseworkKind;
use crate::index::NONE;
use crate::report::Outcome;
use crate::tables::{SPECS, Table};

/// When something happened, in eight bytes: a day or an instant, or why there is neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time(i64);

impl Time {
    /// Nothing happened, as far as the row says.
    pub const MISSING: Time = Time(-(1 << 50));
    /// It happened, and the row does not say when or says something impossible.
    pub const UNKNOWN: Time = Time(-(1 << 50) + 2);

    #[inline]
    pub fn of(when: When) -> Time {
        match when {
            When::On(day) => Time(i64::from(day.number()) << 1),
            When::At(moment) => Time(moment.second().clamp(-(1 << 40), 1 << 40) << 1 | 1),
            When::Unknown => Time::UNKNOWN,
        }
    }

    pub fn is_missing(self) -> bool {
        self == Time::MISSING
    }

    pub fn when(self) -> When {
        match self {
            Time::MISSING | Time::UNKNOWN => When::Unknown,
            Time(instant) if instant & 1 == 1 => When::At(Moment::from_second(instant >> 1)),
            Time(day) => When::On(Day::from_number((day >> 1) as i32)),
        }
    }

    /// The day, where one is known.
    pub fn day(self) -> Option<Day> {
        self.when().day()
    }

    /// Orders by the first instant at which it can have been; what is not known comes first.
    pub fn order(self) -> i64 {
        self.when().as_start().map_or(i64::MIN, Moment::second)
    }
}

/// A visit in sixteen bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Visit {
    pub child: u32,
    pub row: u32,
    /// The time, and in the low eight bits what happened.
    packed: i64,
}

impl Visit {
    #[inline]
    pub fn new(child: u32, row: u32, at: Time, parts: u8) -> Visit {
        Visit { child, row, packed: at.0 << 8 | i64::from(parts) }
    }

    pub fn time(self) -> Time {
        Time(self.packed >> 8)
    }

    pub fn parts(self) -> Words<VisitPart> {
        parts_of(self.packed as u8)
    }
}

/// Visit parts from bits in the order of their list.
pub(crate) fn parts_of(bits: u8) -> Words<VisitPart> {
    use record::words::Word as _;
    VisitPart::ALL
        .iter()
        .filter(|part| bits & 1 << part.index() != 0)
        .fold(Words::NONE, |parts, part| parts.with(*part))
}

/// A row of any other table about children. What the last fields hold is the table's own affair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub child: u32,
    pub row: u32,
    pub start: Time,
    pub end: Time,
    /// The reference of what the row is about.
    pub key: u64,
    /// A worker, or none.
    pub worker: u32,
    /// A team or a text, or none.
    pub other: u32,
    pub code: u32,
}

impl Row {
    /// Of a row that is not used, what is kept all the same: whose it is, and by what it is known.
    pub fn lost(child: u32, row: u32, key: u64, table: Table, outcome: Outcome) -> Row {
        let code = table as u32 | u32::from(outcome == Outcome::Rejected) << 8;
        Row { child, row, start: Time::UNKNOWN, end: Time::MISSING, key, worker: NONE, other: NONE, code }
    }

    /// That row as one that says that its child may be open, whatever its table.
    pub fn may_open(self) -> Row {
        Row { code: self.code | 1 << 9, ..self }
    }

    /// That row of the casework file as one of that kind; of any, where its kind cannot be read.
    pub fn of_kind(self, kind: Option<CaseworkKind>) -> Row {
        Row { code: self.code | kind.map_or(0, |kind| kind as u32 + 1) << 16, ..self }
    }

    /// Of a row of the casework file that is not used: its kind, where that can be read.
    pub fn lost_kind(&self) -> Option<CaseworkKind> {
        CaseworkKind::ALL.get(((self.code >> 16) as usize).checked_sub(1)?).copied()
    }

    /// Of a row of the casework file that is not used: whether it is, or may be, a step of an offer.
    pub fn may_be_of_offer(&self) -> bool {
        self.lost_kind().is_none_or(CaseworkKind::is_of_offer)
    }

    /// The table of a row that is not used.
    pub fn lost_table(&self) -> Table {
        SPECS.get((self.code & 0xff) as usize).map_or(Table::CinEpisodes, |spec| spec.table)
    }

    /// Of a row that is not used: whether it was rejected, and not only not understood.
    pub fn was_rejected(&self) -> bool {
        self.code & 1 << 8 != 0
    }

    /// Of a row that is not used: whether it says that its child may be open.
    pub fn says_open(&self) -> bool {
        self.code & 1 << 9 != 0
    }
}

/// Who a child is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub child: u32,
    pub row: u32,
    pub born: Time,
    pub expected: Time,
    pub died: Time,
    /// Given name, family name and ethnicity, or none.
    pub texts: [u32; 3],
    /// The sex's place in its list plus one; 0 where it is not known.
    pub sex: u8,
    pub special_needs: record::Tri,
}

/// What is about a child and comes from a row.
pub(crate) trait OfChild: Copy + Send + Sync {
    fn child(&self) -> u32;
    fn row(&self) -> u32;
}

macro_rules! of_child {
    ($($type:ty),+) => {$(
        impl OfChild for $type {
            fn child(&self) -> u32 {
                self.child
            }
            fn row(&self) -> u32 {
                self.row
            }
        }
    )+};
}

of_child!(Visit, Row, Person);

/// Rows by child: each child's are next to one another, in the order of the file.
#[derive(Debug)]
pub(crate) struct Grouped<T> {
    /// The rows. Where a file was already grouped, its parts as they were read; otherwise one part.
    parts: Vec<Vec<T>>,
    /// For each part, how many rows there are before it.
    before: Vec<u32>,
    /// For each child, how many rows there are before that child's; one more at the end.
    starts: Vec<u32>,
}

impl<T> Default for Grouped<T> {
    fn default() -> Self {
        Grouped { parts: Vec::new(), before: Vec::new(), starts: Vec::new() }
    }
}

impl<T: OfChild> Grouped<T> {
    pub fn new(mut parts: Vec<Vec<T>>, children: usize, threads: usize) -> Grouped<T> {
        parts.retain(|part| !part.is_empty());
        if parts.is_empty() {
            return Grouped::default();
        }
        let (counts, in_order) = count(&parts, children, threads);
        let mut starts = Vec::with_capacity(children + 1);
        let mut total = 0;
        for count in counts {
            starts.push(total);
            total += count;
        }
        starts.push(total);
        if !in_order {
            parts = vec![scatter(parts, &starts, threads)];
        }
        let before = parts
            .iter()
            .scan(0, |total, part| {
                let before = *total;
                *total += part.len() as u32;
                Some(before)
            })
            .collect();
        Grouped { parts, before, starts }
    }

    /// How many rows that child has.
    pub fn count(&self, child: usize) -> usize {
        match (self.starts.get(child), self.starts.get(child + 1)) {
            (Some(start), Some(end)) => (end - start) as usize,
            _ => 0,
        }
    }

    /// Calls `each` with every row of that child, in the order of the file.
    pub fn each(&self, child: usize, mut each: impl FnMut(&T)) {
        let (Some(start), Some(end)) = (self.starts.get(child), self.starts.get(child + 1)) else { return };
        let (mut at, end) = (*start, *end);
        if at == end {
            return;
        }
        let mut part = self.before.partition_point(|before| *before <= at) - 1;
        while at < end {
            let rows = &self.parts[part][(at - self.before[part]) as usize..];
            let count = rows.len().min((end - at) as usize);
            rows[..count].iter().for_each(&mut each);
            at += count as u32;
            part += 1;
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.capacity() * size_of::<T>()).sum::<usize>() + self.starts.capacity() * 4
    }
}

/// How many rows each child has, and whether they come in the order of children already.
fn count<T: OfChild>(parts: &[Vec<T>], children: usize, threads: usize) -> (Vec<u32>, bool) {
    let count_some = |parts: &[Vec<T>]| {
        let (mut counts, mut last, mut in_order) = (vec![0u32; children], 0, true);
        for row in parts.iter().flatten() {
            let child = row.child();
            in_order &= last <= child;
            last = child;
            counts[child as usize] += 1;
        }
        (counts, in_order)
    };
    let rows: usize = parts.iter().map(Vec::len).sum();
    if threads < 2 || rows < 100_000 {
        return count_some(parts);
    }
    let (left, right) = parts.split_at(parts.len() / 2);
    let ((mut counts, left_in_order), (more, right_in_order)) = std::thread::scope(|scope| {
        let other = scope.spawn(|| count_some(right));
        let mine = count_some(left);
        (mine, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
    let meets = match (left.last().and_then(|part| part.last()), right.first().and_then(|part| part.first())) {
        (Some(last), Some(first)) => last.child() <= first.child(),
        _ => true,
    };
    (counts, left_in_order && right_in_order && meets)
}

/// The rows in the order of children. Two threads each place the rows of half of the children.
fn scatter<T: OfChild>(parts: Vec<Vec<T>>, starts: &[u32], threads: usize) -> Vec<T> {
    let total = starts.last().map_or(0, |total| *total as usize);
    let Some(filler) = parts.iter().flatten().next().copied() else { return Vec::new() };
    let mut placed = vec![filler; total];
    let place = |out: &mut [T], from: usize, to: usize| {
        let base = starts[from];
        let mut next: Vec<u32> = starts[from..to].iter().map(|start| start - base).collect();
        for row in parts.iter().flatten() {
            let child = row.child() as usize;
            if (from..to).contains(&child) {
                let at = &mut next[child - from];
                out[*at as usize] = *row;
                *at += 1;
            }
        }
    };
    let children = starts.len() - 1;
    if threads < 2 || total < 100_000 {
        place(&mut placed, 0, children);
    } else {
        let middle = starts.partition_point(|start| (*start as usize) < total / 2).min(children);
        let (low, high) = placed.split_at_mut(starts[middle] as usize);
        std::thread::scope(|scope| {
            scope.spawn(|| place(low, 0, middle));
            place(high, middle, children);
        });
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_what_they_say() {
        let day = Day::new(2026, 6, 30).unwrap();
        for when in
            [When::On(day), When::On(Day::FIRST), When::At(day.end()), When::At(Day::FIRST.start()), When::Unknown]
        {
            assert_eq!(Time::of(when).when(), when);
            assert_eq!(Visit::new(7, 3, Time::of(when), 0b101).time().when(), when);
        }
        let visit = Visit::new(7, 3, Time::MISSING, 0b101);
        assert!(
            visit.time().is_missing() && visit.parts().has(VisitPart::Bedroom) && visit.parts().has(VisitPart::Seen)
        );
        assert_eq!((size_of::<Visit>(), size_of::<Row>()), (16, 48));
    }

    #[test]
    fn rows_are_grouped_by_child_in_the_order_of_the_file() {
        for (children, threads, rows) in [(7, 1, 50), (999, 2, 200_000), (3, 2, 0)] {
            for in_order in [true, false] {
                let child = |i: usize| if in_order { i * children / rows.max(1) } else { i * 7919 % children } as u32;
                let all: Vec<_> = (0..rows).map(|i| Visit::new(child(i), i as u32, Time::MISSING, 0)).collect();
                let grouped = Grouped::new(all.chunks(37).map(<[Visit]>::to_vec).collect(), children, threads);
                let mut seen = 0;
                for child in 0..children {
                    let mut last = None;
                    grouped.each(child, |visit| {
                        assert_eq!(visit.child as usize, child);
                        assert!(last < Some(visit.row));
                        (last, seen) = (Some(visit.row), seen + 1);
                    });
                }
                assert_eq!(seen, rows);
            }
        }
    }
}
