//! What whoever acts may do about a child at present, each act tried on the image; what is refused says by which clause.

use decide::{ActKind, Actor, Calls, Ground, Possible, State, Touches};
use record::fields::FieldType;
use record::{Ref, UnitId, WorkerId};
use rustc_hash::FxHashMap;
use standing::Entry;

use super::question::Question;
use crate::acts::Of;
use crate::forms::Doing;
use crate::forms::labels::{ACT_GROUPS, RECORD_GROUPS};
use crate::view::{ActGroup, ActLine, ChildActs, GroundLine, RecordGroup, RecordLink};

/// What may be done about a child, and about each of its offers and involvements.
pub struct ActsOf {
    pub of_child: ChildActs,
    pub of_involvement: FxHashMap<Ref, Vec<ActLine>>,
}

impl Calls for Question<'_> {
    fn worker(&self, worker: WorkerId) -> String {
        self.worker_name(worker)
    }

    fn unit(&self, unit: UnitId) -> String {
        self.units.name(unit)
    }
}

impl Question<'_> {
    /// What is true, as a command given now would find it.
    pub fn with_state<T>(&self, run: impl FnOnce(State<'_>) -> T) -> T {
        let asks = |pack: usize| self.asks(pack);
        run(State::of(self.book, self.board, &asks, self.now))
    }

    /// What whoever acts may do about the child; nothing for who only looks, or looks at another time than now.
    pub fn acts_of(&self, entry: &Entry) -> Option<ActsOf> {
        let worker = self.writes?.acting.filter(|_| self.asked.is_now())?;
        self.with_state(|state| {
            let possible = Possible::of(entry.child, state, &Actor { worker })?;
            Some(self.tried(entry, &possible))
        })
    }

    fn tried(&self, entry: &Entry, possible: &Possible<'_>) -> ActsOf {
        let id = self.book.names.child(entry.child);
        let line = |kind: ActKind, involvement: Option<Ref>, refused: &[Ground]| {
            let doing = Doing::Act(kind);
            let link = involvement.map(|of| format!("?involvement={of}")).unwrap_or_default();
            let path = format!("{}{link}", doing.path(id));
            ActLine { act: kind.name(), label: doing.called().title, path, refused: self.grounds(refused) }
        };
        let mut of_involvement: FxHashMap<Ref, Vec<ActLine>> = FxHashMap::default();
        for kind in ActKind::ALL {
            let Some(touches) = kind.touches() else { continue };
            for one in possible.touched(touches) {
                let own = line(*kind, Some(one.involvement), &possible.against_one(*kind, one.involvement));
                of_involvement.entry(one.involvement).or_default().push(own);
            }
        }
        let in_group = |group: &'static str| {
            let of_child = |kind: &&ActKind| {
                let doing = Doing::Act(**kind);
                doing.called().group == group && doing.of() == Of::Child && !doing.puts_on_record()
            };
            let of_group = ActKind::ALL.iter().filter(of_child);
            let acts = of_group.map(|kind| {
                let touched = kind.touches().map(|touches: Touches| possible.touched(touches));
                let mut only = touched.into_iter().flatten().map(|one| one.involvement);
                let only = only.next().filter(|_| only.next().is_none());
                line(*kind, only, &possible.against(*kind))
            });
            ActGroup { label: group, acts: acts.collect() }
        };
        // What any record is refused for is said; else each kind that is, is left out.
        let not_recorded = possible.against_recording(record::Kind::ConcernIncreased);
        let mut records = self.records(id, Of::Child);
        for group in &mut records {
            group.kinds.retain(|link| {
                record::Kind::from_name(link.kind).is_some_and(|kind| possible.against_recording(kind).is_empty())
            });
        }
        records.retain(|group| !group.kinds.is_empty());
        let groups = ACT_GROUPS.map(in_group).into_iter().filter(|group| !group.acts.is_empty()).collect();
        ActsOf { of_child: ChildActs { groups, records, not_recorded: self.grounds(&not_recorded) }, of_involvement }
    }

    /// What may be recorded of whoever has that id, by groups.
    pub fn records(&self, about: &str, of: Of) -> Vec<RecordGroup> {
        let in_group = |label: &'static str| {
            let all = of.kinds().iter().map(|kind| Doing::Record(of, *kind));
            // What speaks of one record is done from that record.
            let by_itself =
                |doing: &Doing| doing.asks().all(|field| field.optional || !matches!(field.of, FieldType::Fact));
            let of_group = all.filter(|doing| doing.called().group == label && by_itself(doing));
            let kinds = of_group.map(|doing| RecordLink {
                kind: doing.name(),
                label: doing.called().title,
                path: doing.path(about),
            });
            RecordGroup { label, kinds: kinds.collect() }
        };
        RECORD_GROUPS.map(in_group).into_iter().filter(|group| !group.kinds.is_empty()).collect()
    }

    fn grounds(&self, grounds: &[Ground]) -> Vec<GroundLine> {
        let told = grounds.iter().map(|ground| ground.told(self.plan(), self));
        told.map(|told| GroundLine { clauses: told.clauses, says: told.says, possible: told.possible }).collect()
    }
}
