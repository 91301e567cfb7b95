//! `import --propose`: the draft of a site file, from what an extract holds. A meaning is proposed only where the words
//! leave no doubt, and marked; everything else stands there as a question, and stays not known until it is answered.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use intake::survey::{Found, Survey, survey};
use intake::{Extract, ReadOptions, Site};
use record::Names;
use record::words::{EndReason, Profession, Role, UnitLevel, Word};

use crate::Surroundings;
use crate::arguments::Reading;
use crate::failure::Failure;
use crate::table::plural;

/// How the site file says that a role is no worker's.
const NOT_A_WORKER: &str = "not a worker";

/// How it says that one is a reviewing officer's, who holds nobody.
const REVIEWING_OFFICER: &str = "reviewing officer";

/// Role names that can mean one thing only, by what they mean. All of the name must be one of these.
const NO_DOUBT: [(&str, &[&str]); 6] = [
    (
        "lead",
        &[
            "allocated social worker",
            "allocated worker",
            "allocated case worker",
            "allocated caseworker",
            "lead social worker",
            "lead worker",
            "lead case worker",
            "case holder",
            "case-holding social worker",
        ],
    ),
    ("key worker", &["key worker", "keyworker", "key social worker"]),
    ("co-worker", &["co-worker", "co worker", "coworker", "co-allocated worker", "secondary worker", "second worker"]),
    (REVIEWING_OFFICER, &["independent reviewing officer", "reviewing officer", "iro"]),
    (NOT_A_WORKER, &["cpch", "child protection chair", "conference chair", "child protection conference chair"]),
    (NOT_A_WORKER, &["health visitor", "school nurse", "midwife", "gp", "general practitioner", "school", "police"]),
];

/// Runs it: nothing is imported, and no store is opened.
pub fn run(folder: &Path, reading: &Reading, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    if let Some(path) = reading.site.as_deref().filter(|path| path.exists()) {
        return Err(Failure::Usage(
            format!("{} is there already: it was not written over", path.display()),
            "name another file with --site: the draft goes there".to_owned(),
        ));
    }
    let unreadable = |error: intake::ReadError| Failure::Unreadable(error.to_string());
    let found = survey(folder).map_err(unreadable)?;
    let options = ReadOptions::new(Site::standard(), around.now, "propose");
    let extract = Extract::read(folder, &options, Names::default(), &|_| {}).map_err(unreadable)?;
    let text = draft(&found, &optional_files(&extract, &found));
    // What is handed on is what the reader takes, and means what it meant before: nothing but what was proposed.
    Site::from_toml(&text).map_err(|error| Failure::Unreadable(format!("the draft itself: {error}")))?;
    let Some(path) = &reading.site else {
        around.out.write_all(text.as_bytes())?;
        return Ok(0);
    };
    std::fs::write(path, &text).map_err(|error| Failure::File { path: path.clone(), error })?;
    let proposed = text.lines().filter(|line| line.ends_with(PROPOSED)).count() as u64;
    let asked = text.lines().filter(|line| line.contains('?')).count() as u64;
    writeln!(
        around.out,
        "A draft of the site file is in {}: {}, {}. Nothing was imported.\n\
         Read it from the top; what you leave as it is stays 'not known'. Then: keyworker import --site {} …",
        path.display(),
        plural(proposed, "meaning proposed, to be checked", "meanings proposed, to be checked"),
        plural(asked, "question", "questions"),
        path.display()
    )?;
    Ok(0)
}

/// Words in the names of those that are the whole authority: a district council is no district of it.
const WHOLE: [&str; 3] = ["council", "authority", "borough"];

/// How a line ends that is in force and was proposed.
const PROPOSED: &str = "# proposed";

/// Values of our own optional files that mean nothing to the reader: file and column, value, reason, rows.
type Unknown = BTreeMap<(String, String, String), u64>;

/// Of our own optional files, the words in columns of closed lists that the reader does not know.
fn optional_files(extract: &Extract, found: &Survey) -> Unknown {
    let listed = ["kind", "recipient", "by_role", "profession"];
    let mut unknown = Unknown::new();
    for row in extract.rejected() {
        if row.file.to_lowercase().starts_with("keyworker_") && listed.contains(&row.column) && row.value.len() <= 60 {
            let place = format!("{}, {}", row.file, row.column);
            let value =
                if found.names_anybody(&row.value) { "(a name, left out)".to_owned() } else { tidy(&row.value) };
            *unknown.entry((place, value, tidy(&row.reason))).or_default() += 1;
        }
    }
    unknown
}

/// On one line, whatever stood in the cell.
fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A key or a text as TOML has it.
fn quoted(text: &str) -> String {
    let escaped = tidy(text).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// Since when one file, or one kind of record, is complete.
const HISTORY: &[&str] = &[
    "# From which day on is all of one file there, or all of one kind of record in keyworker_casework.csv?",
    "[history-of]",
    "# ssd_cin_visits = 2024-04-01",
    "# \"letter sent\" = 2026-06-29",
    "",
];

/// The draft. Whatever can be written down is; what nobody but the council knows is asked.
struct Draft {
    text: String,
    site: Site,
}

fn draft(found: &Survey, unknown: &Unknown) -> String {
    let mut draft = Draft { text: String::new(), site: Site::standard() };
    draft.head(found);
    draft.roles(&found.roles);
    draft.job_titles(&found.job_titles);
    draft.end_reasons(&found.end_reasons);
    draft.teams(found);
    draft.pool_workers(&found.busiest);
    draft.lines(HISTORY);
    draft.unknown_words(unknown);
    draft.text
}

impl Draft {
    fn say(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn lines(&mut self, lines: &[&str]) {
        lines.iter().for_each(|line| self.say(line));
    }

    fn head(&mut self, found: &Survey) {
        self.lines(&[
            "# The site file of your council: what the codes and names in its extract mean.",
            "#",
            "# Keyworker drafted it from the extract. A line that begins with # is a note or a question and says nothing yet.",
            "# To answer a question, take away the # at the beginning of the line below it and write what is so.",
            "# Lines that end in '# proposed' are in force: the words leave no doubt. Check them all the same.",
            "# Whatever you leave unanswered stays 'not known': children whom it concerns are shown as possible, not certain.",
        ]);
        if found.left_out > 0 {
            let values = plural(found.left_out, "value is", "values are");
            self.say(&format!(
                "# {values} left out of this draft: a name of a child or a worker stands where a role, title or team should."
            ));
            self.say("# Look for it in those columns. A row whose role is left out here is not understood, and kept.");
        }
        for file in &found.not_read {
            self.say(&format!("# Not looked at: {}", tidy(file)));
        }
        self.lines(&[
            "",
            "# A short word for the case system that the extract came from. It stands before every id, so choose it once.",
            "# Is it Liquidlogic, Mosaic, or another? As it is, the word is \"ssd\".",
            "# source = \"lcs\"",
            "",
            "# On which day was the extract taken? Left out, say it with --taken each time, or the date of the files counts.",
            "# taken = 2026-06-30",
            "",
            "# From which day does the extract hold everything? Left out, each file counts from its first row, and each kind of",
            "# record in keyworker_casework.csv from its own. [history-of] at the end of this file says it of one alone.",
            "# history-from = 2020-01-01",
            "",
            "# After how many days is the newest extract stale, so that answers say so? As it is, after 7.",
            "# stale-after = 7",
            "",
        ]);
        self.dates(found.slashed);
        self.registration(found.workers);
        self.lines(&[
            "# A completed assessment that does not say 'no further action': does it find the child in need? As it is, yes.",
            "# assessment-without-nfa = \"unknown\"",
            "",
            "# Does a placeholder stand in the worker's column where nobody is named (\"UNALLOCATED\", \"9999\")?",
            "# blank-worker-values = [\"9999\"]",
            "",
        ]);
    }

    fn dates(&mut self, [day_first, month_first, either]: [u64; 3]) {
        if day_first + month_first + either == 0 {
            return;
        }
        self.say("# Dates with slashes, such as 04/05/2026:");
        self.say(&format!(
            "# {day_first} can only have the day first, {month_first} can only have the month first, {either} may be either."
        ));
        match (day_first, month_first) {
            (1.., 0) => self.say(&format!("date-order = \"day-first\"  {PROPOSED}")),
            (0, 1..) => self.say(&format!("date-order = \"month-first\"  {PROPOSED}")),
            (0, 0) => self.lines(&["# Which comes first? As it is, the day.", "# date-order = \"month-first\""]),
            _ => self.lines(&[
                "# Both occur, so some of them are wrong. Which order is meant? As it is, the day first.",
                "# date-order = \"day-first\"",
            ]),
        }
        self.say("");
    }

    fn registration(&mut self, (workers, blank): (u64, u64)) {
        if workers == 0 {
            return;
        }
        self.say(&format!("# {blank} of {} no registration number.", plural(workers, "worker has", "workers have")));
        self.lines(&[
            "# Does a blank number mean that the worker is not registered? As it is, it means nothing.",
            "# blank-registration = \"not-registered\"",
            "",
        ]);
    }

    fn roles(&mut self, roles: &[Found]) {
        self.lines(&[
            "# The roles in ssd_involvements, the most frequent first, with how many involvements carry each.",
            "# part is one of: lead, key worker, co-worker, involved, reviewing officer, not a worker.",
            "# accepted = true where naming a worker in that role means that the worker (or their manager) accepted the case,",
            "# accepted = false where they have yet to accept. Left out, whether they accepted is not known.",
            "[roles]",
        ]);
        for role in roles {
            let count = plural(role.rows, "involvement", "involvements");
            let name = quoted(&role.written);
            if role.written.is_empty() {
                self.say(&format!("# {count} without a role: the part of that worker is not known."));
            } else if let Some((part, accepted)) = self.part_of(&role.written) {
                let accepts = accepted.map_or_else(String::new, |accepted| format!(", accepted = {accepted}"));
                match (part, accepted) {
                    (NOT_A_WORKER | REVIEWING_OFFICER, _) => {
                        self.say(&format!("# {count}. If that is wrong, write what it is."))
                    }
                    (_, None) => self.say(&format!(
                        "# {count}. Is a worker in it taken to have accepted? If so, add: , accepted = true"
                    )),
                    (_, Some(_)) => self.say(&format!("# {count}.")),
                }
                self.say(&format!("{name} = {{ part = \"{part}\"{accepts} }}  {PROPOSED}"));
            } else {
                self.say(&format!("# {count}. What part does a worker in this role play, and have they accepted?"));
                self.say(&format!("# {name} = {{ part = \"…\" }}"));
            }
        }
        self.say("");
    }

    /// What a role stands for, and whether it is taken to have accepted where that is known: by its own words where these
    /// leave no doubt, else as Keyworker takes it where nobody says anything.
    fn part_of(&self, role: &str) -> Option<(&'static str, Option<bool>)> {
        let said = without_doubt(role);
        let Some(rule) = self.site.role(role) else { return said.map(|part| (part, None)) };
        let accepted = (!rule.accepted.is_unknown()).then(|| rule.accepted.is_yes());
        let known = match rule.part {
            // The words say more than that somebody is involved.
            intake::site::Part::Worker(Role::Involved) => said.unwrap_or(Role::Involved.name()),
            intake::site::Part::Worker(part) => part.name(),
            intake::site::Part::NotAWorker => NOT_A_WORKER,
        };
        Some((known, accepted))
    }

    fn job_titles(&mut self, titles: &[Found]) {
        let professions = Profession::NAMES.join(", ");
        self.say("# Job titles in ssd_professionals that Keyworker does not know. What is somebody with that title?");
        self.say(&format!("# One of: {professions}."));
        self.say("[job-titles]");
        for title in titles.iter().filter(|title| self.site.profession(&title.written).is_none()).collect::<Vec<_>>() {
            let (name, count) = (quoted(&title.written), plural(title.rows, "worker", "workers"));
            match title_without_doubt(&self.site, &title.written) {
                Some(profession) => self.say(&format!("# {count}\n{name} = \"{}\"  {PROPOSED}", profession.name())),
                None => self.say(&format!("# {count}: what is that?\n# {name} = \"…\"")),
            }
        }
        self.say("");
    }

    fn end_reasons(&mut self, reasons: &[Found]) {
        let unknown: Vec<&Found> =
            reasons.iter().filter(|reason| self.site.end_reason(&reason.written).is_none()).collect();
        if unknown.is_empty() {
            return;
        }
        self.say("# Why involvements ended: codes that are none of the national ones. What does each mean?");
        self.say(&format!("# One of: {}.", EndReason::NAMES.join(", ")));
        self.say("[end-reasons]");
        for reason in unknown {
            let (name, count) = (quoted(&reason.written), plural(reason.rows, "involvement", "involvements"));
            match EndReason::from_name(&folded(&reason.written)) {
                Some(known) => self.say(&format!("{name} = \"{}\"  {PROPOSED}", known.name())),
                None => self.say(&format!("# {count}: why?\n# {name} = \"…\"")),
            }
        }
        self.say("");
    }

    fn teams(&mut self, found: &Survey) {
        self.say("# Teams. Keyworker takes names and what a team belongs to from ssd_department.");
        self.say("[teams]");
        let mut above: BTreeMap<&str, (&str, u64)> = BTreeMap::new();
        for team in found.teams.iter().filter(|team| !team.parent.is_empty()) {
            let known = above.entry(&team.parent).or_default();
            *known = (if known.0.is_empty() { &team.parent_name } else { known.0 }, known.1 + 1);
        }
        self.levels(found, &above);
        let alone: Vec<_> = found.teams.iter().filter(|team| team.parent.is_empty()).collect();
        let alone: Vec<_> = alone.into_iter().filter(|team| !above.contains_key(&*team.id)).collect();
        self.say("");
        if !alone.is_empty() {
            self.say("# To which district does each of these belong? The data does not say.");
            self.say("[teams.parents]");
            for team in alone {
                let name = if team.name.is_empty() { "no name".to_owned() } else { tidy(&team.name) };
                self.say(&format!("# {} = \"…\"  # {name}", quoted(&team.id)));
            }
            self.say("");
        }
        if !found.teams_not_listed.is_empty() {
            self.say("# Teams that involvements or referrals name, and that ssd_department does not list. Which team is each?");
            self.say("# Write the team's id behind it. As it is, each is a team of that name.");
            self.say("[teams.aliases]");
            for team in &found.teams_not_listed {
                let rows = plural(team.rows, "row", "rows");
                self.say(&format!("# {} = \"…\"  # {rows}", quoted(&team.written)));
            }
            self.say("");
        }
    }

    /// What each unit is to which others belong. Over the one that stands above them all nothing is proposed: were it called a
    /// district, each team that hangs from it would have two.
    fn levels(&mut self, found: &Survey, above: &BTreeMap<&str, (&str, u64)>) {
        if above.is_empty() {
            return;
        }
        self.say("");
        self.say(&format!("# What is each of those to which others belong? One of: {}.", UnitLevel::NAMES.join(", ")));
        self.say("[teams.levels]");
        for (id, (name, below)) in above {
            let is_above_others = found.teams.iter().any(|unit| unit.parent == **id && above.contains_key(&*unit.id));
            let words = folded(name);
            let words: Vec<&str> = words.split(' ').collect();
            let is_district = words.contains(&"district") && !words.iter().any(|word| WHOLE.contains(word));
            let below = plural(
                *below,
                if is_above_others { "unit" } else { "team" },
                if is_above_others { "units" } else { "teams" },
            );
            let name = if name.is_empty() { String::new() } else { format!(" '{}'", tidy(name)) };
            self.say(&format!("# {}{name}: {below}", tidy(id)));
            match is_district && !is_above_others {
                true => self.say(&format!("{} = \"district\"  {PROPOSED}", quoted(id))),
                false => self.say(&format!("# {} = \"…\"", quoted(id))),
            }
        }
    }

    fn pool_workers(&mut self, busiest: &[Found]) {
        self.lines(&[
            "# Workers who are no person: a duty tray, a team inbox. Nobody who is held by one has a worker.",
            "[pool-workers]",
        ]);
        if busiest.is_empty() {
            self.say("# Are there any? No worker holds more than a hundred children at once.");
            self.say("# ids = [\"W-TRAY\"]");
        } else {
            self.say("# Each of these holds more than a hundred children at once, or may: a role is not known. Is it a person, or a tray?");
            for worker in busiest {
                let line = format!("# {}, # {}", quoted(&worker.written), plural(worker.rows, "open one", "open ones"));
                self.say(&line);
            }
            self.say("# ids = [\"…\"]");
        }
        self.say("");
    }

    /// Words of our own files, whose lists are closed: they are put right in the file.
    fn unknown_words(&mut self, unknown: &Unknown) {
        if unknown.is_empty() {
            return;
        }
        self.say(
            "# Words in the optional files that Keyworker does not know. They are put right in those files, not here:",
        );
        for ((place, value, reason), rows) in unknown {
            let mut line = format!("# {place}: {} with '{value}'. ", plural(*rows, "row", "rows"));
            let _ = write!(line, "{reason}");
            self.say(&line);
        }
    }
}

fn folded(text: &str) -> String {
    tidy(text).to_lowercase()
}

/// Job titles of those who are no person, and of those who are nobody of the authority's.
const POOLS: &[&str] = &["team inbox", "duty inbox", "team tray", "work tray", "duty tray", "duty team", "pool"];
const OTHERS: &[&str] = &["outside agency", "external agency", "partner agency", "other agency"];

/// What somebody with that job title is, where its words leave no doubt: with or without what stands in brackets.
fn title_without_doubt(site: &Site, title: &str) -> Option<Profession> {
    let title = folded(title);
    let bare = title.split_once('(').map_or(title.as_str(), |(bare, _)| bare.trim_end());
    let by_name = |name: &str| Profession::from_name(name).or_else(|| site.profession(name));
    let is_one_of = |names: &[&str]| names.contains(&bare);
    match () {
        () if is_one_of(POOLS) => Some(Profession::Pool),
        () if is_one_of(OTHERS) => Some(Profession::Other),
        () => by_name(&title).or_else(|| by_name(bare)),
    }
}

fn without_doubt(role: &str) -> Option<&'static str> {
    let role = folded(role);
    NO_DOUBT.iter().find(|(_, names)| names.contains(&role.as_str())).map(|(part, _)| *part)
}
