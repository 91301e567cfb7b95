//! A condition over time: yes, no or not known at every instant, as the steps at which it changes.

use record::{Moment, Tri, WorkerId};

/// The fact because of which a signal changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Because {
    /// Time alone, or nothing recorded.
    #[default]
    Nothing,
    /// A fact about the child: its place among the child's facts as they were given.
    Child(u32),
    /// A fact about a worker: its place among that worker's facts.
    Worker(WorkerId, u32),
}

/// From that instant on, until the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The instant.
    pub from: Moment,
    /// The value from then on.
    pub value: Tri,
    /// Why it changed.
    pub because: Because,
}

/// Steps in order; the first is at [`Moment::MIN`], and each has another value than the one before.
pub type Signal = Vec<Step>;

/// The signal that never changes.
pub(crate) fn constant(value: Tri, out: &mut Signal) {
    out.clear();
    out.push(Step { from: Moment::MIN, value, because: Because::Nothing });
}

/// The value at that instant.
pub fn value_at(signal: &[Step], at: Moment) -> Tri {
    step_at(signal, at).map_or(Tri::No, |step| step.value)
}

/// The step in force at that instant.
pub fn step_at(signal: &[Step], at: Moment) -> Option<&Step> {
    // Signals are short: a walk from the end is quicker than a search, and now is nearer the end.
    signal.iter().rev().find(|step| step.from <= at)
}

/// Adds a step, keeping the form: no step without a change, the later of two at one instant.
pub(crate) fn push(out: &mut Signal, step: Step) {
    if let Some(last) = out.last_mut()
        && last.from == step.from
    {
        last.value = step.value;
        last.because = step.because;
        if let [.., before, last] = out.as_slice()
            && before.value == last.value
        {
            out.pop();
        }
        return;
    }
    if out.last().is_none_or(|last| last.value != step.value) {
        out.push(step);
    }
}

/// Both or either, instant by instant.
pub(crate) fn combine(a: &[Step], b: &[Step], join: impl Fn(Tri, Tri) -> Tri, out: &mut Signal) {
    out.clear();
    // Often one of them never changes.
    if let [always] = b {
        return mapped(a, |value| join(value, always.value), out);
    }
    if let [always] = a {
        return mapped(b, |value| join(always.value, value), out);
    }
    let (mut i, mut j) = (0, 0);
    let mut from = a[0].from.max(b[0].from);
    loop {
        let value = join(a[i].value, b[j].value);
        // Each round is later than the one before, so no step is replaced.
        if out.last().is_none_or(|last| last.value != value) {
            let because = if a[i].from >= b[j].from { a[i].because } else { b[j].because };
            out.push(Step { from, value, because });
        }
        let next = |of: &[Step], at: usize| of.get(at + 1).map_or(Moment::MAX, |step| step.from);
        let (next_a, next_b) = (next(a, i), next(b, j));
        from = next_a.min(next_b);
        if from == Moment::MAX {
            return;
        }
        i += usize::from(next_a == from);
        j += usize::from(next_b == from);
    }
}

/// What comes of each value, as long as it does.
fn mapped(signal: &[Step], value: impl Fn(Tri) -> Tri, out: &mut Signal) {
    for step in signal {
        let value = value(step.value);
        if out.last().is_none_or(|last| last.value != value) {
            out.push(Step { value, ..*step });
        }
    }
}

/// While the one is so, whether the other was as it began. Where it is not known when it began (it is not known just before,
/// or in between, whether it was so), the other must have been the same at every instant at which it may have.
pub(crate) fn begun(of: &[Step], when: &[Step], out: &mut Signal) {
    constant(Tri::No, out);
    let mut changes: Vec<Moment> = of.iter().chain(when).map(|step| step.from).collect();
    changes.sort_unstable();
    changes.dedup();
    // What the other was at all instants at which it may have begun.
    let mut was: Option<Tri> = None;
    for from in changes {
        let Some(step) = step_at(of, from) else { continue };
        let now = value_at(when, from);
        let agreed = |was: Option<Tri>| was.filter(|was| *was != now).map_or(now, |_| Tri::Unknown);
        was = match step.value {
            Tri::No => None,
            Tri::Unknown => Some(agreed(was)),
            Tri::Yes if step.from == from => Some(agreed(was)),
            Tri::Yes => was,
        };
        let value = was.map_or(Tri::No, |was| step.value.and(was));
        push(out, Step { from, value, because: step.because });
    }
}

/// The contrary, instant by instant.
pub(crate) fn negate(signal: &mut Signal) {
    for step in signal {
        step.value = step.value.negated();
    }
}

/// An unbroken stretch during which a signal is yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// Its first instant.
    pub from: Moment,
    /// The first instant after it; [`Moment::MAX`] while nothing ends it.
    pub to: Moment,
    /// Why it began.
    pub because: Because,
    /// Why it ended.
    pub ended_because: Because,
}

/// The stretches during which the signal is yes.
pub fn spells(signal: &[Step]) -> impl Iterator<Item = Spell> {
    signal.iter().enumerate().filter(|(_, step)| step.value.is_yes()).map(|(i, step)| {
        let next = signal.get(i + 1);
        Spell {
            from: step.from,
            to: next.map_or(Moment::MAX, |next| next.from),
            because: step.because,
            ended_because: next.map_or(Because::Nothing, |next| next.because),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(steps: &[(i64, Tri)]) -> Signal {
        let mut out = Vec::new();
        constant(Tri::No, &mut out);
        for (at, value) in steps {
            push(&mut out, Step { from: Moment::from_second(*at), value: *value, because: Because::Nothing });
        }
        out
    }

    #[test]
    fn combining_agrees_with_asking_each_instant() {
        use Tri::{No, Unknown, Yes};
        let a = signal(&[(1, Yes), (3, Unknown), (5, No), (9, Yes)]);
        let b = signal(&[(0, Unknown), (3, Yes), (7, No), (8, Yes), (9, Unknown)]);
        for join in [Tri::and, Tri::or] {
            let mut out = Vec::new();
            combine(&a, &b, join, &mut out);
            for second in -1..12 {
                let at = Moment::from_second(second);
                assert_eq!(value_at(&out, at), join(value_at(&a, at), value_at(&b, at)), "at {second}");
            }
            assert!(out.windows(2).all(|pair| pair[0].value != pair[1].value && pair[0].from < pair[1].from));
        }
    }

    #[test]
    fn what_was_so_as_something_began_is_asked_of_every_instant_at_which_it_may_have_begun() {
        use Tri::{No, Unknown, Yes};
        let begun_at = |of: &[(i64, Tri)], when: &[(i64, Tri)], asked: &[i64]| -> Vec<Tri> {
            let mut out = Vec::new();
            begun(&signal(of), &signal(when), &mut out);
            asked.iter().map(|at| value_at(&out, Moment::from_second(*at))).collect()
        };
        let when = [(10, Yes), (20, No)];
        // Begun while the other was so, it stays so to its end, and begins anew without it.
        assert_eq!(begun_at(&[(12, Yes), (30, No), (40, Yes)], &when, &[11, 12, 25, 30, 41]), [No, Yes, Yes, No, No]);
        // Begun at an instant that is not known: before or after the other ended.
        assert_eq!(begun_at(&[(12, Unknown), (15, Yes)], &when, &[13, 25]), [Unknown, Yes]);
        assert_eq!(begun_at(&[(12, Unknown), (22, Yes)], &when, &[13, 25]), [Unknown, Unknown]);
        assert_eq!(begun_at(&[(22, Unknown), (25, Yes)], &when, &[23, 26]), [No, No]);
        // It may have ended and begun again meanwhile.
        assert_eq!(begun_at(&[(12, Yes), (25, Unknown), (27, Yes)], &when, &[24, 26, 28]), [Yes, Unknown, Unknown]);
    }

    #[test]
    fn a_step_at_the_same_instant_replaces_the_one_before() {
        let mut out = signal(&[(1, Tri::Yes)]);
        push(&mut out, Step { from: Moment::from_second(1), value: Tri::No, because: Because::Nothing });
        assert_eq!(out.len(), 1);
    }
}
