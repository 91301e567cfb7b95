//! Acts decided on the image and written through the one writer.

use decide::{Actor, Draft, State};
use record::{Content, Fact, FactId, Provenance, Ref};
use store::{Idempotency, Layered, Published, Refused, Submission, WriterHandle};

use super::Live;
use crate::acts::{self, ActAsked, Acts, Done, Ground, NotDone};
use crate::queries::Viewer;

/// What facts made here say of where they come from.
const SOURCE: &str = "keyworker";

/// Fills what it is given with bytes that nobody can guess.
pub type Draw = Box<dyn Fn(&mut [u8]) + Send + Sync>;

/// The one writer, and where new ids come from.
pub(super) struct Pen {
    writer: WriterHandle,
    draw: Draw,
}

impl Live {
    /// From now on acts are written through that writer, which must publish to [`Live::publish`]. Once only.
    pub fn write_through(&self, writer: WriterHandle, draw: Draw) {
        // A second pen would write to another record than the one that is shown.
        drop(self.pen.set(Pen { writer, draw }));
    }

    /// Takes in a commit: it is true on every page from the return on.
    pub fn publish(&self, published: &Published) {
        let taken = self.take(|names| {
            published.name(names);
            Ok::<_, std::convert::Infallible>(published.facts.clone())
        });
        let Ok(_) = taken;
        let mut image = self.write();
        image.position = image.position.max(published.committed.last);
    }

    /// Decides on the image as it is, and makes what has to be written.
    fn decided(&self, asked: &ActAsked, pen: &Pen) -> Result<(Submission, Vec<Draft>), NotDone> {
        let now = (self.settings.now)();
        let image = self.read();
        let book = &image.book;
        let worker = asked.acting.as_deref().and_then(|acting| book.names.find_worker(acting));
        let actor = Actor { worker: worker.ok_or(NotDone::NobodyActs)? };
        let mut names = Layered::over(&book.names);
        let command = acts::read(&asked.members, &book.names, &mut names, now).map_err(NotDone::Unreadable)?;
        let plan = image.board.plan();
        let counted_only = |id: &str| self.rules.counted_only.iter().any(|pack| pack.id == id);
        let asks = |pack: usize| !counted_only(&plan.packs[pack].id);
        let state = State::of(book, &image.board, &asks, now);
        let mut refs = || {
            let mut bytes = [0; 8];
            (pen.draw)(&mut bytes);
            Ref(u64::from_be_bytes(bytes))
        };
        let decided = decide::decide(&command, state, &actor, &mut refs).map_err(|refusal| {
            let told = refusal.grounds.iter().map(|ground| ground.told(plan, &book.names));
            let grounds = told.map(|told| Ground {
                rule: told.rule,
                clauses: told.clauses,
                says: told.says,
                possible: told.possible,
            });
            NotDone::Refused(grounds.collect())
        })?;
        let by = book.names.worker(actor.worker);
        let (author, source) = (names.actor(by), names.source(SOURCE));
        let mut submission = Submission::new(by, now);
        for draft in &decided.drafts {
            let mut id = [0; 16];
            (pen.draw)(&mut id);
            let from = Provenance { source, row: 0 };
            let Draft { about, when, content } = *draft;
            let fact = Fact { id: FactId(id), about, when, recorded: now, by: author, from, content };
            submission.add_layered(&fact, &names).map_err(|_| NotDone::Failed)?;
        }
        for subject in decided.rests_on {
            submission.rests_on(subject, &book.names, image.position);
        }
        Ok((submission, decided.drafts))
    }
}

impl Acts for Live {
    fn act(&self, _: &Viewer, asked: &ActAsked) -> Result<Done, NotDone> {
        let Some(pen) = self.pen.get() else { return Err(NotDone::ReadOnly) };
        let body = serde_json::to_vec(&(&asked.acting, &asked.members)).map_err(|_| NotDone::Failed)?;
        let idempotency = Idempotency::of(&asked.key, &body);
        let decided = match self.decided(asked, pen) {
            Ok(decided) => decided,
            // What was done already is refused when it is asked for again: it was done, and that is the answer.
            Err(why) => return self.done_before(pen, idempotency)?.ok_or(why),
        };
        let (mut submission, drafts) = decided;
        submission.idempotency = Some(idempotency);
        let committed = pen.writer.submit(submission).map_err(|refused| match refused {
            Refused::Changed(changed) => NotDone::Changed { by: changed.by },
            Refused::KeyReused => NotDone::KeyReused,
            Refused::Unfit(_) | Refused::Store(_) | Refused::Stopped => {
                tracing::error!("an act could not be written");
                NotDone::Failed
            }
        })?;
        // Of what was done before, what this decision would make is not what was written.
        let new = || drafts.iter().filter(|_| !committed.repeated);
        let facts = new().map(|draft| draft.content.kind().name()).collect();
        let involvement = new().find_map(|draft| match draft.content {
            Content::AllocationOffered { involvement, .. } => Some(involvement.to_string()),
            _ => None,
        });
        Ok(Done { position: committed.last, repeated: committed.repeated, facts, involvement })
    }
}

impl Live {
    /// What was done under that key, where anything was.
    fn done_before(&self, pen: &Pen, idempotency: Idempotency) -> Result<Option<Done>, NotDone> {
        let found = pen.writer.with_store(move |store| store.answered(&idempotency));
        match found {
            Ok(Ok(None)) => Ok(None),
            Ok(Ok(Some(committed))) => {
                Ok(Some(Done { position: committed.last, repeated: true, facts: Vec::new(), involvement: None }))
            }
            Ok(Err(Refused::KeyReused)) => Err(NotDone::KeyReused),
            Ok(Err(_)) | Err(_) => Err(NotDone::Failed),
        }
    }
}
