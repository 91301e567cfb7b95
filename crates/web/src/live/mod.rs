//! The pages' questions, answered from a memory image of the record.
//!
//! [`Live`] holds the facts ([`Book`]) and every child's timeline ([`Board`]). A question is a cut: *as at* another day
//! cuts the same timelines elsewhere; *as known* at another instant asks another board, made for that knowledge and kept
//! for the next question. Nothing here is a rule: what counts, what is due and since when come from the board.
//!
//! Reading holds the image for the length of one answer. A fact that comes in waits for its turn without holding up
//! readers behind it, and costs what it touches, not what exists.

mod about_worker;
mod absence;
mod acting;
mod acts;
mod answers;
mod area;
mod area_today;
mod breaches;
pub mod candidates;
mod carers;
mod carers_today;
mod carry;
mod caseload;
mod changed;
mod child;
mod children;
mod data;
mod decisions;
mod definitions;
mod drafts;
mod duties;
mod duty_board;
mod each_team;
mod form_beside;
mod form_choices;
mod forms;
mod frame;
mod grace;
mod handbook;
mod handover;
mod holders;
mod in_name;
mod kind;
mod kinds_said;
mod out_of_hours;
mod owed;
mod possible;
mod question;
mod release;
mod remarks;
mod ribbon;
mod roll;
mod rules;
mod say;
mod search;
mod settle;
mod stand;
mod stories;
mod sums;
mod supervision;
mod tally;
mod team_week;
mod today;
mod together;
mod transfers;
mod tray;
mod unanswered;
mod unit_page;
mod units;
mod unseen;
mod versions;
mod whose;
mod worker_page;
mod workers;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::{
    Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError,
};
use std::time::Duration;

use policy::Pack;
use record::{Book, Calendar, ChildId, Content, Fact, Kind, Moment, Names, Subject};
use standing::{Board, Entry};

use crate::at::AsAt;
use crate::error::PageError;
use crate::queries::{Answer, Viewer};
use crate::view::Page;
pub use acts::Draw;
pub use data::rows_of_nobody;
pub use kinds_said::would_buy;

use question::Question;
use roll::Roll;
use rules::Rules;
use units::Units;
use workers::Staff;

/// How many past knowledges are kept evaluated. Each takes about as much memory as the present one's timelines.
const PAST_BOARDS: usize = 3;
/// How long a fact waits between two tries to be let in while somebody reads.
const TRY_AGAIN: Duration = Duration::from_micros(200);
/// After so many tries a fact takes its place in the queue, before readers who come later.
const TRIES: u32 = 10_000;

/// What only whoever starts the server knows.
pub struct Settings {
    /// The authority's name, as every page shows it.
    pub authority: String,
    /// Said on every page where the data is made up.
    pub made_up: Option<String>,
    /// Bank holidays, before those that facts announce.
    pub base: Calendar,
    /// The present instant.
    pub now: Box<dyn Fn() -> Moment + Send + Sync>,
    /// How many threads evaluate; at least one.
    pub threads: usize,
    /// What became of the files that were read.
    pub files: Vec<FileRead>,
    /// The files, by name, that can say a kind of fact: what advice rests on.
    pub feeds: fn(Kind) -> Vec<String>,
    /// After how many days the newest extract is said to be stale.
    pub stale_after: u32,
}

/// Policies by which the pages count.
pub struct Policies {
    /// The policies. The comparison list's pack is no council's policy: leave it out.
    pub packs: Vec<Pack>,
    /// Of those that are counted and do not govern, the whole policy: what it would ask where it governed is told on its
    /// pages as that, and never as what is followed.
    pub counted_only: Vec<Pack>,
    /// The definition by which trays and the headline figure count, as `pack/definition`, where what the teams have adopted
    /// does not say by which.
    pub tray: String,
}

/// What became of one file that was read. `rows` is `used`, `passed_over` and `rejected` together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRead {
    /// Its name; it is its id in addresses too.
    pub file: String,
    /// When the file was made, where known.
    pub made: Option<record::Day>,
    /// Data rows read.
    pub rows: u64,
    /// Used, whole or in part.
    pub used: u64,
    /// Of the used ones, those in which a value could not be used.
    pub in_part: u64,
    /// Not used, with nothing wrong in them: repeated, or saying nothing that is read.
    pub passed_over: u64,
    /// Not used: something in them is wrong, or means nothing here.
    pub rejected: u64,
    /// The rejected rows that were kept, with their reasons.
    pub rejected_rows: Vec<RejectedRowRead>,
    /// Rows in whose place others were written, which are read wherever the file has them still.
    pub mended: u64,
    /// The kinds of fact of which it says that there is none where it has none, if it was read to its end.
    pub covers: Vec<Kind>,
    /// The columns that are read from such a file and that it does not have.
    pub lacking: Vec<ColumnLacking>,
}

impl FileRead {
    /// Its missing columns without which that kind of fact is not said, or not whole.
    fn lacking_of(&self, kind: Kind) -> impl Iterator<Item = &ColumnLacking> {
        self.lacking.iter().filter(move |column| column.kinds.contains(&kind))
    }
}

/// A column that a file does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnLacking {
    /// Its name.
    pub column: String,
    /// What it leaves open, in words that follow "it is not known".
    pub not_known: String,
    /// The kinds of fact that are then not said, or not whole.
    pub kinds: Vec<Kind>,
}

/// A row that was rejected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RejectedRowRead {
    /// The data row, counted from 1 after the header.
    pub row: u64,
    /// The column; empty where the whole row is meant.
    pub column: String,
    /// What stood there.
    pub value: String,
    /// What is wrong and what to write.
    pub reason: String,
    /// Whether the row is not used, and whose it is cannot be told.
    pub is_anyones: bool,
}

/// Why a server cannot be started on those settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The trays' definition is in none of the packs.
    #[error("there is no definition '{0}' in the policies given: write pack/definition, such as pg/unallocated")]
    NoSuchDefinition(String),
}

/// The facts and what is true by them.
struct Image {
    book: Book,
    board: Board,
    roll: Roll,
    units: Arc<Units>,
    /// The newest instant at which a fact was recorded.
    newest: Moment,
    /// The oldest instant at which a fact about a child was; the end of time while there is none.
    oldest: Moment,
    /// The position of the log up to which it was read; 0 where it is read from no log.
    position: store::Position,
}

/// What was true by an earlier knowledge.
#[derive(Clone)]
struct Past {
    known: Moment,
    board: Arc<Board>,
    roll: Arc<Roll>,
    units: Arc<Units>,
}

/// The pages' questions, answered from memory.
pub struct Live {
    settings: Settings,
    rules: Rules,
    /// The policies that were asked as known before each of those instants.
    earlier: Vec<(Moment, Rules)>,
    image: RwLock<Image>,
    /// Boards as known earlier, the last asked first.
    past: Mutex<Vec<Past>>,
    /// What acts are written with; nothing where they are not.
    pen: OnceLock<acts::Pen>,
    /// What can be searched for, until something of it changes.
    index: Mutex<Option<Arc<search::Index>>>,
}

/// Takes a lock; what a panicking reader left behind is whole, since readers change nothing by halves.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whom a viewer may see: by the present restriction, whatever was known at the time that is asked about.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    viewer: &'a Viewer,
    present: &'a Board,
    /// The children to whom access is restricted at present.
    restricted: &'a BTreeSet<ChildId>,
}

impl Viewer {
    /// Whether this viewer may see that child. Nobody is named for restricted children yet, so nobody may see them.
    pub fn may_see(&self, entry: &Entry) -> bool {
        !entry.restricted
    }

    /// Whether this viewer may know how many children are hidden from it.
    pub fn may_know_of_hidden(&self) -> bool {
        false
    }
}

impl Sight<'_> {
    /// Whether the viewer may see that child.
    pub fn sees(&self, entry: &Entry) -> bool {
        let now = self.present.get(entry.child);
        self.viewer.may_see(entry) && now.is_none_or(|now| self.viewer.may_see(now))
    }

    /// How many children are hidden, for a viewer who may know it.
    pub fn hidden_sentence(&self) -> Option<String> {
        let hidden = || self.present.iter().filter(|entry| !self.viewer.may_see(entry)).count() as u64;
        self.viewer.may_know_of_hidden().then(hidden).filter(|hidden| *hidden > 0).map(|hidden| {
            format!(
                "{} not shown here or counted: access is restricted.",
                crate::words::plural(hidden, "child is", "children are")
            )
        })
    }
}

impl Live {
    /// Evaluates every child of the book under those policies.
    ///
    /// # Errors
    /// Where the trays' definition is in none of the packs.
    pub fn new(settings: Settings, policies: Policies, book: Book) -> Result<Live, SettingsError> {
        let rules = Rules::of(policies)?;
        let newest = book.facts().map(|fact| fact.recorded).max().unwrap_or(Moment::MIN);
        let of_children = book.facts().filter(|fact| matches!(fact.about, Subject::Child(_)));
        let oldest = of_children.map(|fact| fact.recorded).min().unwrap_or(Moment::MAX);
        let known = newest.max((settings.now)());
        let board = Board::new(&book, Arc::clone(&rules.plan), &settings.base, known, settings.threads);
        let units = Arc::new(Units::read(&book, &board, known, &settings.authority));
        let roll = Roll::of(&board, &book, known, rules.tray);
        let image = RwLock::new(Image { book, board, roll, units, newest, oldest, position: 0 });
        let (past, pen, index) = (Mutex::default(), OnceLock::new(), Mutex::default());
        Ok(Live { settings, rules, earlier: Vec::new(), image, past, pen, index })
    }

    /// The same, with the policies that were asked as known before each of those instants, which are in their order: what was
    /// adopted later was not known then.
    ///
    /// # Errors
    /// Where the trays' definition is in none of the packs.
    pub fn with_earlier(self, earlier: Vec<(Moment, Policies)>) -> Result<Live, SettingsError> {
        let earlier = earlier.into_iter().map(|(before, of)| Ok((before, Rules::of(of)?)));
        Ok(Live { earlier: earlier.collect::<Result<_, SettingsError>>()?, ..self })
    }

    /// The same, whose book was read from a log up to that position.
    #[must_use]
    pub fn read_up_to(self, position: store::Position) -> Live {
        self.write().position = position;
        self
    }

    /// Takes in facts: what they touch is true on every page from the return on. `read` gives the facts, with their
    /// names added to the image's own; where it fails, no fact is taken (names without facts are harmless).
    ///
    /// # Errors
    /// What `read` answers.
    pub fn take<E>(&self, read: impl FnOnce(&mut Names) -> Result<Vec<Fact>, E>) -> Result<usize, E> {
        let mut image = self.write();
        let Image { book, board, roll, units, newest, oldest, .. } = &mut *image;
        let facts = read(&mut book.names)?;
        for fact in &facts {
            book.append(*fact);
            *newest = (*newest).max(fact.recorded);
            if matches!(fact.about, Subject::Child(_)) {
                *oldest = (*oldest).min(fact.recorded);
            }
            board.take(book, &self.settings.base, fact);
            // Units are read again where one was described, or a child came to a team that nobody named before.
            let mut known_units = true;
            if reaches_everybody(book, fact) {
                *roll = Roll::of(board, book, *newest, self.rules.tray);
                known_units = false;
            } else {
                for entry in changed(board, fact) {
                    roll.put(entry);
                    known_units &= roll::teams(entry).iter().flatten().all(|team| units.has(*team));
                }
            }
            if !known_units {
                *units = Arc::new(Units::read(book, board, *newest, &self.settings.authority));
            }
            self.forget_past(board, fact);
            if search::is_searched(fact) {
                *lock(&self.index) = None;
            }
        }
        Ok(facts.len())
    }

    /// Lets go of the past boards that a fact changes: those that know it, and those whose answers point into lists of
    /// several identities, since one of these grew.
    fn forget_past(&self, board: &Board, fact: &Fact) {
        let several = match fact.about {
            Subject::Child(child) => !board.people().identities(child).is_empty(),
            _ => false,
        };
        let seen_otherwise = matches!(fact.content, Content::AccessRestricted {} | Content::AccessRestrictionEnded {});
        let mut past = lock(&self.past);
        if several || seen_otherwise {
            past.clear();
        } else {
            past.retain(|one| one.known < fact.recorded);
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Image> {
        self.image.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The image, to be changed. A writer that waited in the lock's own queue would stop new readers for as long as the
    /// slowest present one takes, so it tries again and again first.
    fn write(&self) -> RwLockWriteGuard<'_, Image> {
        for _ in 0..TRIES {
            match self.image.try_write() {
                Ok(image) => return image,
                Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => std::thread::sleep(TRY_AGAIN),
            }
        }
        self.image.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was true as known at that earlier instant.
    fn past(&self, image: &Image, known: Moment) -> Past {
        let mut past = lock(&self.past);
        let found = match past.iter().position(|one| one.known == known) {
            Some(place) => past.remove(place),
            None => {
                let (rules, base) = (self.rules(known), &self.settings.base);
                let plan = Arc::clone(&rules.plan);
                let board = Board::new(&image.book, plan, base, known, self.settings.threads);
                let units = Arc::new(Units::read(&image.book, &board, known, &self.settings.authority));
                let roll = Arc::new(Roll::of(&board, &image.book, known, rules.tray));
                Past { known, board: Arc::new(board), roll, units }
            }
        };
        past.insert(0, found.clone());
        past.truncate(PAST_BOARDS);
        found
    }

    /// Answers one question from one image.
    fn ask<T>(
        &self,
        viewer: &Viewer,
        asked: &AsAt,
        answer: impl FnOnce(&Question<'_>) -> Result<T, PageError>,
    ) -> Answer<T> {
        let now = (self.settings.now)();
        let image = self.read();
        let earlier = asked.known_at.map(question::moment).filter(|known| *known < image.newest);
        let past = earlier.map(|known| self.past(&image, known));
        let (board, roll, units) = match &past {
            Some(past) => (past.board.as_ref(), past.roll.as_ref(), &past.units),
            None => (&image.board, &image.roll, &image.units),
        };
        let known = earlier.unwrap_or_else(|| now.max(image.newest));
        let at = asked.as_at.map_or(now, question::moment);
        let rules = earlier.map_or(&self.rules, |known| self.rules(known));
        let question = Question {
            settings: &self.settings,
            rules,
            book: &image.book,
            board,
            roll,
            sight: Sight { viewer, present: &image.board, restricted: &image.roll.restricted },
            asked: *asked,
            at,
            known,
            now,
            oldest: image.oldest,
            today: at.day(),
            tray: each_team::tray_at(board, roll, rules.tray, at),
            any_governs: each_team::any_governs(board, at),
            ruling: rules.plan.breaches_on(at.day()),
            told_only: &rules.told_only,
            shown: &rules.shown,
            in_name: rules.in_name,
            units: Arc::clone(units),
            staff: Rc::new(Staff::new(&image.book, &board.world().calendar, known, at)),
            ends: Rc::new(standing::age::Ends::of(&image.book, known)),
            writes: self.writes(viewer, &image),
        };
        let page = answer(&question)?;
        Ok(Page { frame: question.frame(), page })
    }
}

/// The children whom a fact about a child or a worker may change.
fn changed<'b>(board: &'b Board, fact: &Fact) -> impl Iterator<Item = &'b Entry> {
    let (child, worker) = match fact.about {
        Subject::Child(child) => (board.get(child), None),
        Subject::Worker(worker) => (None, Some(worker)),
        _ => (None, None),
    };
    child.into_iter().chain(worker.into_iter().flat_map(|worker| board.of_worker(worker)))
}

/// Whether a fact may change any child's answers: coverage, holidays, units, and who is the same person.
fn reaches_everybody(book: &Book, fact: &Fact) -> bool {
    let about_one = matches!(fact.about, Subject::Child(_) | Subject::Worker(_));
    !about_one || standing::board::is_of_identity(book, fact)
}
