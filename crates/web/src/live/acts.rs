//! Acts decided on the image and written through the one writer.

use std::sync::Mutex;

use decide::{Actor, Calls, Command, Draft, State};
use record::{Book, Content, Fact, FactId, Moment, Provenance, Ref, Subject, TextId, UnitId, WorkerId};
use store::{Idempotency, Layered, Position, Published, Reader, Refused, Submission, WriterHandle};

use super::units::Units;
use super::{Image, Live, lock, say};
use crate::acts::{self, ActAsked, Acts, Done, Ground, Members, NotDone, Of};
use crate::at::AsAt;
use crate::error::PageError;
use crate::forms::{FormAsked, Whom};
use crate::queries::{Answer, Viewer};
use crate::view::{ActingPage, FormPage, WorkerPage};

/// What facts made here say of where they come from.
pub(super) const SOURCE: &str = decide::HERE;

/// Fills what it is given with bytes that nobody can guess.
pub type Draw = Box<dyn Fn(&mut [u8]) + Send + Sync>;

/// The one writer, what it wrote, and where new ids come from.
pub(super) struct Pen {
    writer: WriterHandle,
    reader: Mutex<Reader>,
    draw: Draw,
}

/// What a question's answer knows of what can be written.
#[derive(Clone, Copy)]
pub struct Writes<'a> {
    pen: &'a Pen,
    /// The position of the log that the image has reached.
    pub position: Position,
    /// Who acts.
    pub acting: Option<WorkerId>,
}

impl Writes<'_> {
    /// A key for a form.
    pub fn key(self) -> String {
        let mut bytes = [0; 16];
        (self.pen.draw)(&mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The facts after one position of the log, up to another that the image has reached.
    pub fn newer(self, from: Position, to: Position) -> Vec<Fact> {
        self.pen.newer(from, to.min(self.position))
    }

    /// The drafts of that worker, by the id, the last kept first.
    pub fn drafts_of(self, worker: &str) -> Vec<store::KeptDraft> {
        lock(&self.pen.reader).drafts_of(worker).unwrap_or_else(|_| {
            tracing::error!("drafts could not be read");
            Vec::new()
        })
    }

    /// Of each fact that somebody asked for here, the commit that made it and its position.
    pub fn requested(self) -> rustc_hash::FxHashMap<FactId, (store::Sequence, Position)> {
        lock(&self.pen.reader).requested().unwrap_or_else(|_| {
            tracing::error!("which commit made what could not be read");
            Default::default()
        })
    }

    /// A text in full, of which memory may hold only the beginning.
    pub fn text(self, text: TextId) -> Option<String> {
        lock(&self.pen.reader).text(text).ok().flatten()
    }
}

impl Pen {
    fn newer(&self, from: Position, to: Position) -> Vec<Fact> {
        let mut facts = Vec::new();
        if from < to && lock(&self.reader).range(from, to, &mut facts).is_err() {
            tracing::error!("what was recorded meanwhile could not be read");
        }
        facts
    }
}

/// What people are called whom a refusal names.
struct Called<'a> {
    book: &'a Book,
    units: &'a Units,
}

impl Calls for Called<'_> {
    fn worker(&self, worker: WorkerId) -> String {
        say::worker_name(self.book, Moment::MAX, worker)
    }

    fn unit(&self, unit: UnitId) -> String {
        self.units.name(unit)
    }
}

impl Live {
    /// From now on acts are written through that writer, which must publish to [`Live::publish`], and what it wrote is read
    /// by that reader. Once only.
    pub fn write_through(&self, writer: WriterHandle, reader: Reader, draw: Draw) {
        // A second pen would write to another record than the one that is shown.
        drop(self.pen.set(Pen { writer, reader: Mutex::new(reader), draw }));
    }

    /// The one writer, where anything can be written.
    pub(super) fn writer(&self) -> Option<WriterHandle> {
        self.pen.get().map(|pen| pen.writer.clone())
    }

    /// What can be written through, and who acts.
    pub(super) fn writes<'a>(&'a self, viewer: &Viewer, image: &Image) -> Option<Writes<'a>> {
        let pen = self.pen.get()?;
        let acting = viewer.acting().and_then(|acting| image.book.names.find_worker(acting));
        let known = acting.filter(|worker| !image.book.worker(*worker).is_empty());
        Some(Writes { pen, position: image.position, acting: known })
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
    fn decided(&self, viewer: &Viewer, asked: &ActAsked, pen: &Pen) -> Result<Submission, NotDone> {
        let now = (self.settings.now)();
        let image = self.read();
        let book = &image.book;
        let worker = asked.acting.as_deref().and_then(|acting| book.names.find_worker(acting));
        let actor = Actor { worker: worker.ok_or(NotDone::NobodyActs)? };
        let mut names = Layered::over(&book.names);
        let mut fresh = || {
            let mut bytes = [0; 5];
            (pen.draw)(&mut bytes);
            let drawn: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("{SOURCE}:{drawn}")
        };
        let reading = acts::Reading { known: &book.names, names: &mut names, fresh: &mut fresh, now };
        let command = acts::read(&asked.members, reading).map_err(NotDone::Unreadable)?;
        // Whom one may not see one does nothing about, and is not told of.
        if let Subject::Child(child) = command.about
            && image.board.get(child).is_some_and(|entry| !viewer.may_see(entry))
        {
            return Err(NotDone::Unreadable(vec![acts::nobody("child")]));
        }
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
            // Why it is refused may be what somebody did meanwhile: that is said, and not what follows from it.
            if let Some(by) =
                asked.seen.and_then(|seen| changed(&image, pen, &command, &asked.members, actor.worker, seen))
            {
                return NotDone::Changed { by };
            }
            let called = Called { book, units: &image.units };
            let grounds = refusal.grounds.iter().map(|ground| {
                let told = ground.told(plan, &called);
                let exception = decide::authority(ground, &command, state, &actor).is_some();
                let decide::Told { rule, clauses, says, possible } = told;
                Ground { rule, clauses, says, possible, exception }
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
            let seen = asked.seen.unwrap_or(image.position).min(image.position);
            submission.rests_on(subject, &book.names, seen);
        }
        Ok(submission)
    }
}

impl Acts for Live {
    fn act(&self, viewer: &Viewer, asked: &ActAsked) -> Result<Done, NotDone> {
        let Some(pen) = self.pen.get() else { return Err(NotDone::ReadOnly) };
        let body = serde_json::to_vec(&(&asked.acting, &asked.members)).map_err(|_| NotDone::Failed)?;
        let idempotency = Idempotency::of(&asked.key, &body);
        let mut submission = match self.decided(viewer, asked, pen) {
            Ok(submission) => submission,
            // What was done already is refused when it is asked for again: it was done, and that is the answer.
            Err(why) => return self.done_before(pen, idempotency)?.ok_or(why),
        };
        submission.idempotency = Some(idempotency);
        let committed = pen.writer.submit(submission).map_err(|refused| match refused {
            Refused::Changed(changed) => NotDone::Changed { by: changed.by },
            Refused::KeyReused => NotDone::KeyReused,
            Refused::Unfit(_) | Refused::Store(_) | Refused::Stopped => {
                tracing::error!("an act could not be written");
                NotDone::Failed
            }
        })?;
        Ok(self.done(pen, committed.first, committed.last, committed.repeated))
    }

    fn form(&self, viewer: &Viewer, asked: &FormAsked) -> Answer<FormPage> {
        self.ask(viewer, &AsAt::default(), |question| question.form_page(asked))
    }

    fn made(&self, viewer: &Viewer, about: Whom<'_>, span: (u64, u64)) -> Vec<String> {
        let made = self.ask(viewer, &AsAt::default(), |question| {
            let Whom { of, id } = about;
            let about = match of {
                Of::Child => Some(Subject::Child(question.find_child(id)?.child)),
                of => of.find_known(question.book, id),
            };
            Ok(question.made(about.ok_or(PageError::NotFound { what: of.name() })?, span))
        });
        made.map(|made| made.page).unwrap_or_default()
    }

    fn who_acts(&self, viewer: &Viewer, from: &str, search: &str) -> Answer<ActingPage> {
        self.ask(viewer, &AsAt::default(), |question| {
            if question.writes.is_none() {
                return Err(PageError::NotFound { what: "page" });
            }
            Ok(question.acting_page(from, search))
        })
    }

    fn called(&self, viewer: &Viewer, child: &str) -> String {
        let called = self.ask(viewer, &AsAt::default(), |question| Ok(question.called(question.find_child(child)?)));
        called.map_or_else(|_| "a child who is not on record".to_owned(), |called| called.page)
    }

    fn knows(&self, worker: &str) -> bool {
        let image = self.read();
        let found = image.book.names.find_worker(worker);
        found.is_some_and(|worker| !image.book.worker(worker).is_empty())
    }

    fn worker(&self, viewer: &Viewer, worker: &str) -> Answer<WorkerPage> {
        self.ask(viewer, &AsAt::default(), |question| {
            let found = question.book.names.find_worker(worker);
            let known = found.filter(|worker| !question.book.worker(*worker).is_empty());
            Ok(question.worker_page(known.ok_or(PageError::NotFound { what: "worker" })?))
        })
    }
}

/// Who changed anything, after that position, about whom the command is, whoever gives it, and whom it names.
fn changed(
    image: &Image,
    pen: &Pen,
    command: &Command,
    members: &Members,
    actor: WorkerId,
    seen: Position,
) -> Option<String> {
    let people = image.board.people();
    let identities = match command.about {
        Subject::Child(child) => people.identities(people.person(child)).to_vec(),
        _ => Vec::new(),
    };
    let named = members.values().filter_map(|value| image.book.names.find_worker(value.as_str()?));
    let workers = named.chain([actor]).map(Subject::Worker);
    let subjects: Vec<Subject> =
        identities.into_iter().map(Subject::Child).chain([command.about]).chain(workers).collect();
    let newer = pen.newer(seen, image.position);
    let first = newer.iter().find(|fact| subjects.contains(&fact.about))?;
    Some(image.book.names.actor(first.by).to_owned())
}

impl Live {
    /// What was done under that key, where anything was.
    fn done_before(&self, pen: &Pen, idempotency: Idempotency) -> Result<Option<Done>, NotDone> {
        let found = pen.writer.with_store(move |store| store.answered(&idempotency));
        match found {
            Ok(Ok(None)) => Ok(None),
            Ok(Ok(Some(committed))) => Ok(Some(self.done(pen, committed.first, committed.last, true))),
            Ok(Err(Refused::KeyReused)) => Err(NotDone::KeyReused),
            Ok(Err(_)) | Err(_) => Err(NotDone::Failed),
        }
    }

    /// What stands on the log between those positions, as whoever asked for it is told.
    fn done(&self, pen: &Pen, first: Position, last: Position, repeated: bool) -> Done {
        let before = first.saturating_sub(1);
        let made = pen.newer(before, last);
        let image = self.read();
        let names = &image.book.names;
        let facts = made.iter().map(|fact| fact.content.kind().name()).collect();
        let involvement = made.iter().find_map(|fact| match fact.content {
            Content::AllocationOffered { involvement, .. } => Some(involvement.to_string()),
            _ => None,
        });
        let about = made.first().and_then(|fact| match (fact.about, fact.content) {
            (Subject::Child(child), Content::ChildDetails { .. }) => Some(names.child(child)),
            (Subject::Worker(worker), Content::WorkerDetails { .. }) => Some(names.worker(worker)),
            (Subject::Unit(unit), Content::UnitDetails { .. }) => Some(names.unit(unit)),
            (Subject::Carer(carer), Content::CarerDetails { .. }) => Some(names.carer(carer)),
            _ => None,
        });
        Done { before, position: last, repeated, facts, about: about.map(str::to_owned), involvement }
    }
}
