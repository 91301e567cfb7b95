//! What an extract holds that only its council can explain: counted, for the draft of a site file.
//!
//! Nothing here says what a word means. No value that holds a person's name is handed on: such values are counted, and
//! left out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use record::words::{Profession, Role};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::extract::ReadError;
use crate::records::{self, Cells};
use crate::site::{Part, Site};
use crate::source::Source;
use crate::tables::{END, Header, OWN, PERSON, START, Table};
use crate::text;

/// A value of a column, and how many rows have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// As it is written in the first of them; empty where nothing is.
    pub written: String,
    /// How many rows have it, in whatever case and spacing.
    pub rows: u64,
}

/// A team, as the table of departments lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: String,
    /// Its name; empty where none is given.
    pub name: String,
    /// The id of what it belongs to; empty where none is given.
    pub parent: String,
    /// The name of what it belongs to; empty where none is given.
    pub parent_name: String,
}

/// What was found. Lists of values have the most frequent first.
#[derive(Clone, Default)]
pub struct Survey {
    /// Roles of involvements.
    pub roles: Vec<Found>,
    /// Workers' job titles.
    pub job_titles: Vec<Found>,
    /// Why involvements ended.
    pub end_reasons: Vec<Found>,
    /// Teams that are listed.
    pub teams: Vec<Team>,
    /// Teams that involvements and referrals name, and that are not listed.
    pub teams_not_listed: Vec<Found>,
    /// Workers, and how many of them have no registration number.
    pub workers: (u64, u64),
    /// Dates with slashes that can only have the day first, those that can only have the month first, and those that may
    /// have either.
    pub slashed: [u64; 3],
    /// Workers who hold more than a hundred children at once, or may in a role that is not known, by id.
    pub busiest: Vec<Found>,
    /// Values that hold the name of a child or a worker, or the id of a child: left out of every list above.
    pub left_out: u64,
    /// Files of the dataset that could not be looked at, each with why.
    pub not_read: Vec<String>,
    people: People,
}

impl Survey {
    /// Whether that text holds the name of a child or a worker of the extract, or is the id of a child.
    pub fn names_anybody(&self, text: &str) -> bool {
        self.people.is_named_in(text)
    }
}

/// More open involvements than one worker holds.
const MANY: u64 = 100;

/// Words in the names of trays, and in no person's.
const OF_TRAYS: &[&str] =
    &["team", "duty", "tray", "inbox", "pool", "service", "services", "agency", "unallocated", "department"];

/// Counts what is in the files of that folder.
///
/// # Errors
/// Where the folder cannot be opened.
pub fn survey(folder: &Path) -> Result<Survey, ReadError> {
    let refused = |error| ReadError::Folder { folder: folder.to_owned(), error };
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if let Some(stem) = name.strip_suffix(".csv") {
            files.entry(stem.to_owned()).or_insert(path);
        }
    }
    let mut reading = Reading { files, found: Survey::default() };
    reading.people();
    reading.teams();
    reading.workers();
    reading.involvements();
    Ok(reading.found)
}

/// Names that no draft may hold.
#[derive(Clone, Default)]
struct People {
    /// Two names of one person, in alphabetical order.
    pairs: FxHashSet<(String, String)>,
    /// Names and children's ids that are one word.
    words: FxHashSet<String>,
}

impl People {
    fn add(&mut self, name: &str) {
        let words = words(name);
        for (place, word) in words.iter().enumerate() {
            // An initial is no name.
            if word.chars().count() > 2 {
                self.words.insert(word.clone());
            }
            for other in words.iter().skip(place + 1) {
                self.pairs.insert(pair(word, other));
            }
        }
    }

    fn is_named_in(&self, value: &str) -> bool {
        let words = words(value);
        match words.as_slice() {
            [one] => self.words.contains(one),
            _ => {
                let mut pairs =
                    words.iter().enumerate().flat_map(|(at, a)| words[at + 1..].iter().map(move |b| (a, b)));
                pairs.any(|(a, b)| self.pairs.contains(&pair(a, b)))
            }
        }
    }
}

fn pair(a: &str, b: &str) -> (String, String) {
    if a <= b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}

fn words(text: &str) -> Vec<String> {
    text::folded(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Values by how they are compared, with the first as it was written.
#[derive(Default)]
struct Tally(FxHashMap<String, Found>);

impl Tally {
    fn add(&mut self, written: &str) {
        let found = self.0.entry(text::folded(written));
        found.or_insert_with(|| Found { written: written.to_owned(), rows: 0 }).rows += 1;
    }
}

struct Reading {
    files: BTreeMap<String, PathBuf>,
    found: Survey,
}

impl Reading {
    /// Hands on the cells at those places of every row of that table that is whole.
    fn rows<const N: usize>(&mut self, table: Table, places: [usize; N], each: &mut dyn FnMut(&mut Survey, [&str; N])) {
        let Some(path) = self.files.get(table.spec().name) else { return };
        if let Err(why) = rows(path, table, places, &mut |cells| each(&mut self.found, cells)) {
            let said = format!("{}.csv: {why}", table.spec().name);
            // Some tables are looked at more than once.
            if !self.found.not_read.contains(&said) {
                self.found.not_read.push(said);
            }
        }
    }

    /// The values of which none holds a name, the most frequent first.
    fn listed(&mut self, tally: Tally) -> Vec<Found> {
        let (mut listed, named): (Vec<Found>, Vec<Found>) =
            tally.0.into_values().partition(|found| !self.found.people.is_named_in(&found.written));
        self.found.left_out += named.len() as u64;
        listed.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.written.cmp(&b.written)));
        listed
    }

    fn people(&mut self) {
        let mut people = People::default();
        self.rows(Table::Person, [PERSON, OWN, OWN + 1], &mut |_, [id, given, family]| {
            people.add(&format!("{given} {family}"));
            people.words.extend(Some(text::folded(id)).filter(|id| !id.is_empty()));
        });
        let site = Site::standard();
        self.rows(Table::Professionals, [0, 1], &mut |_, [id, name]| {
            // A tray that is listed as a worker has no name that must be kept back, and often a team's.
            let is_tray = words(name).iter().any(|word| OF_TRAYS.contains(&word.as_str()));
            if !is_tray && !site.is_pool(id, Some(name)) {
                people.add(name);
            }
        });
        self.found.people = people;
    }

    fn teams(&mut self) {
        let mut teams = Vec::new();
        self.rows(Table::Department, [0, 1, 2, 3], &mut |_, cells| {
            let [id, name, parent, parent_name] = cells.map(str::to_owned);
            teams.push(Team { id, name, parent, parent_name });
        });
        for team in &mut teams {
            for text in [&mut team.name, &mut team.parent_name] {
                if self.found.people.is_named_in(text) {
                    self.found.left_out += 1;
                    text.clear();
                }
            }
        }
        self.found.teams = teams;
    }

    fn workers(&mut self) {
        let mut titles = Tally::default();
        self.rows(Table::Professionals, [0, 2, 4], &mut |found, [_, registration, title]| {
            found.workers.0 += 1;
            found.workers.1 += u64::from(registration.is_empty() || registration.starts_with("XX"));
            if !title.is_empty() {
                titles.add(title);
            }
        });
        self.found.job_titles = self.listed(titles);
    }

    fn involvements(&mut self) {
        let (mut roles, mut reasons, mut teams) = (Tally::default(), Tally::default(), Tally::default());
        let mut open: FxHashMap<String, u64> = FxHashMap::default();
        let places = [START, END, OWN, OWN + 1, OWN + 2, OWN + 3];
        let (site, mut officers) = (Site::standard(), FxHashSet::default());
        self.rows(Table::Professionals, [0, 4], &mut |_, [id, title]| {
            if site.profession(title) == Some(Profession::IndependentReviewingOfficer) {
                officers.insert(id.to_owned());
            }
        });
        self.rows(Table::Involvements, places, &mut |found, [start, end, worker, role, team, reason]| {
            roles.add(role);
            note_date(found, start);
            teams.add(team);
            // A reviewing officer takes part in very many children's cases, and holds none.
            let holds =
                site.role(role).is_none_or(|rule| matches!(rule.part, Part::Worker(Role::Lead | Role::KeyWorker)));
            if end.is_empty() {
                *open.entry(worker.to_owned()).or_default() += u64::from(holds && !officers.contains(worker));
            } else if !reason.is_empty() {
                reasons.add(reason);
            }
        });
        self.rows(Table::CinEpisodes, [START, OWN + 1], &mut |found, [start, team]| {
            note_date(found, start);
            teams.add(team);
        });
        self.found.roles = self.listed(roles);
        self.found.end_reasons = self.listed(reasons);
        let listed: FxHashSet<String> =
            self.found.teams.iter().flat_map(|team| [text::folded(&team.id), text::folded(&team.name)]).collect();
        teams.0.retain(|name, _| !name.is_empty() && !listed.contains(name));
        self.found.teams_not_listed = self.listed(teams);
        let many = open.into_iter().filter(|(worker, open)| *open > MANY && !worker.is_empty());
        let mut busiest: Vec<Found> = many.map(|(written, rows)| Found { written, rows }).collect();
        busiest.retain(|found| !self.found.people.is_named_in(&found.written));
        busiest.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.written.cmp(&b.written)));
        self.found.busiest = busiest;
    }
}

fn note_date(found: &mut Survey, cell: &str) {
    let mut parts = cell.split('/').map(|part| part.parse::<u8>().ok());
    let (Some(Some(first)), Some(Some(second))) = (parts.next(), parts.next()) else { return };
    let at = match (first > 12, second > 12) {
        (true, false) => 0,
        (false, true) => 1,
        (false, false) => 2,
        (true, true) => return,
    };
    found.slashed[at] += 1;
}

/// Hands on the cells at those places of every row that is whole; those of columns that are not there are empty.
fn rows<const N: usize>(
    path: &Path,
    table: Table,
    places: [usize; N],
    each: &mut dyn FnMut([&str; N]),
) -> Result<(), String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
    let mut source = Source::open(path, 1 << 20).map_err(unreadable)?;
    let names = source.header().map_err(unreadable)?.ok_or("the file is empty")?;
    let header = Header::of(table.spec(), &names);
    if let Some(missing) = header.missing.first() {
        return Err(format!("the column '{}' is missing", missing.name()));
    }
    let columns = places.map(|place| header.column(place));
    let (mut bytes, mut plain, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(block) = source.next_block(&mut bytes).map_err(unreadable)? {
        let mut at = 0;
        while at < bytes.len() && !block.too_long {
            let Some(record) = records::record(&bytes, at, true) else { break };
            let line = &bytes[at..record.end];
            at = record.next;
            if !record.shape.is_whole() {
                continue;
            }
            records::unquote(line, &mut plain, &mut ends);
            if ends.len() != header.cells {
                continue;
            }
            let cells = Cells { bytes: &plain, start: 0, ends: &ends };
            let tidied = columns.map(|column| column.map_or(&[][..], |column| text::trim(cells.get(column))));
            let tidied = tidied.map(|cell| if text::is_blank(cell) { "".into() } else { text::tidy(cell) });
            each(std::array::from_fn(|place| &*tidied[place]));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_reviews_very_many_children_is_no_tray() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, rows: String| std::fs::write(folder.path().join(name), rows).unwrap();
        let columns = "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,\
                       invo_professional_id,invo_professional_role_id\n";
        let rows = |worker: &str, role: &str| -> String {
            (0..=MANY).map(|child| format!("{worker}{child},P{child},2026-01-05,,{worker},{role}\n")).collect()
        };
        let all = [rows("W1", "IRO"), rows("W2", "Reviews"), rows("W3", "CW"), rows("W4", "Something")].concat();
        write("ssd_involvements.csv", format!("{columns}{all}"));
        write(
            "ssd_professionals.csv",
            "prof_professional_id,prof_professional_job_title\nW2,Independent Reviewing Officer\n".to_owned(),
        );
        let busiest: Vec<String> = survey(folder.path()).unwrap().busiest.into_iter().map(|of| of.written).collect();
        assert_eq!(busiest, ["W3", "W4"]);
    }

    #[test]
    fn a_value_that_holds_a_name_is_known_by_it() {
        let mut people = People::default();
        people.add("Quill Testfeather");
        people.add("Bramble, Ann Made-Up");
        for named in
            ["Testfeather", "quill  TESTFEATHER", "Ann Bramble's cases", "BRAMBLE (Ann)", "Team of Bramble, A Ann"]
        {
            assert!(people.is_named_in(named), "{named}");
        }
        for plain in ["", "Duty team", "Ann Testfeather", "CW", "North 1"] {
            assert!(!people.is_named_in(plain), "{plain}");
        }
    }
}
