//! The site file: what only the council can say about its own extract.

use std::collections::BTreeMap;
use std::fmt;

use record::words::{EndReason, Profession, Role, UnitLevel, Word};
use record::{Day, Tri};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use crate::casework::CaseworkKind;
use crate::dates::DateOrder;
use crate::placements::{LegalStatus, PlacementType};
use crate::tables::Table;
use crate::text::folded;

mod history;

use history::History;

const STANDARD: &str = include_str!("../data/site-standard.toml");

/// What a role in the extract stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A worker's part in a child's case.
    Worker(Role),
    /// No worker's: the row is not needed.
    NotAWorker,
}

/// What a role in the extract stands for, and whether a worker in it has accepted the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleRule {
    /// The part.
    pub part: Part,
    /// Whether listing the worker means that the worker accepted.
    pub accepted: Tri,
}

/// What a blank registration number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlankRegistration {
    /// The worker is known to have none.
    NotRegistered,
    /// Nothing.
    Unknown,
}

/// What a completed assessment without 'no further action' means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssessmentWithoutNfa {
    /// The child is in need.
    InNeed,
    /// Nothing.
    Unknown,
}

/// A site file, read and checked, with the standard's mappings beneath its own.
#[derive(Clone, Debug)]
pub struct Site {
    /// Prefix of every identity: a child's is `source:pers_person_id`.
    pub source: String,
    /// The civil date on which the extract was taken, where the file says.
    pub taken: Option<Day>,
    /// How slashed dates are written.
    pub date_order: DateOrder,
    /// What a blank registration number means.
    pub blank_registration: BlankRegistration,
    /// What a completed assessment without 'no further action' means.
    pub assessment_without_nfa: AssessmentWithoutNfa,
    /// After how many days, from 1 on, the newest extract is said to be stale, where the file says.
    pub stale_after: Option<u32>,
    /// The file itself, for a digest on the record.
    pub text: String,
    history: History,
    roles: FxHashMap<String, RoleRule>,
    /// Roles written with a star at the end: all that begin so. An exact role goes before, and a longer beginning.
    role_prefixes: Vec<(String, RoleRule)>,
    job_titles: FxHashMap<String, Profession>,
    end_reasons: FxHashMap<String, EndReason>,
    placement_types: FxHashMap<String, PlacementType>,
    legal_statuses: FxHashMap<String, LegalStatus>,
    blank_workers: Vec<String>,
    pub(crate) teams: Teams,
    pool_ids: Vec<String>,
    pool_names: Vec<String>,
}

/// What the site file says of teams.
#[derive(Clone, Debug, Default)]
pub(crate) struct Teams {
    /// Folded name or id -> team id.
    pub aliases: BTreeMap<String, String>,
    pub parents: BTreeMap<String, String>,
    pub levels: BTreeMap<String, UnitLevel>,
    pub names: BTreeMap<String, String>,
    pub parent_level: Option<UnitLevel>,
}

/// Why a site file cannot be used: every mistake in it, in the order of its lines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct SiteError {
    /// The mistakes; at least one.
    pub mistakes: Vec<SiteMistake>,
}

/// A mistake in a site file, with the place and what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteMistake {
    /// The line, counted from 1; 0 where the whole file is meant.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// The word that may have been meant.
    pub meant: Option<String>,
}

impl fmt::Display for SiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mistakes.as_slice() {
            [one] => write!(f, "{one}"),
            several => {
                write!(f, "{} mistakes:", several.len())?;
                several.iter().try_for_each(|mistake| write!(f, "\n  {mistake}"))
            }
        }
    }
}

impl fmt::Display for SiteMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}, column {}: ", self.line, self.column)?;
        }
        f.write_str(&self.message)?;
        match &self.meant {
            Some(word) => write!(f, " Did you mean '{word}'?"),
            None => Ok(()),
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Written {
    source: Option<String>,
    #[serde(default, deserialize_with = "day")]
    taken: Option<Day>,
    #[serde(default, deserialize_with = "day")]
    history_from: Option<Day>,
    #[serde(default)]
    history_of: history::Written,
    #[serde(default, deserialize_with = "listed")]
    date_order: Option<DateOrder>,
    #[serde(default, deserialize_with = "listed")]
    blank_registration: Option<BlankRegistration>,
    #[serde(default, deserialize_with = "listed")]
    assessment_without_nfa: Option<AssessmentWithoutNfa>,
    #[serde(default, deserialize_with = "days")]
    stale_after: Option<u32>,
    #[serde(default)]
    blank_worker_values: Vec<String>,
    #[serde(default)]
    roles: BTreeMap<String, WrittenRole>,
    #[serde(default)]
    job_titles: BTreeMap<String, Named<Profession>>,
    #[serde(default)]
    end_reasons: BTreeMap<String, Named<EndReason>>,
    #[serde(default)]
    placement_types: BTreeMap<String, PlacementType>,
    #[serde(default)]
    legal_statuses: BTreeMap<String, LegalStatus>,
    #[serde(default)]
    teams: WrittenTeams,
    #[serde(default)]
    pool_workers: WrittenPool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRole {
    part: WrittenPart,
    accepted: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
struct WrittenTeams {
    aliases: BTreeMap<String, String>,
    parents: BTreeMap<String, String>,
    levels: BTreeMap<String, Named<UnitLevel>>,
    names: BTreeMap<String, String>,
    parent_level: Option<Named<UnitLevel>>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct WrittenPool {
    ids: Vec<String>,
    names: Vec<String>,
}

/// A word of one of the record's closed lists, as people write it.
struct Named<W>(W);

impl<'de, W: Word> Deserialize<'de> for Named<W> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        W::from_name(&folded(&text)).map(Named).ok_or_else(|| D::Error::custom(unlisted(&text, W::NAMES)))
    }
}

struct WrittenPart(Part);

const PARTS: &[&str] = &["lead", "key worker", "co-worker", "involved", "reviewing officer", "not a worker"];

impl<'de> Deserialize<'de> for WrittenPart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(WrittenPart(match folded(&text).as_str() {
            "not a worker" => Part::NotAWorker,
            // An independent reviewing officer takes part without responsibility for the case.
            "reviewing officer" => Part::Worker(Role::Involved),
            name => Part::Worker(Role::from_name(name).ok_or_else(|| D::Error::custom(unlisted(&text, PARTS)))?),
        }))
    }
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    written_day(deserializer).map(Some)
}

fn written_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    /// TOML has dates of its own; a quoted one is taken as well.
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Date {
        Toml(toml::value::Datetime),
        Text(String),
    }
    let text = match Date::deserialize(deserializer)? {
        Date::Toml(date) => date.to_string(),
        Date::Text(text) => text,
    };
    text.parse().map_err(D::Error::custom)
}

/// A number of days of at least one.
fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let days = i64::deserialize(deserializer)?;
    let held = u32::try_from(days).ok().filter(|days| (1..=3660).contains(days));
    held.map(Some).ok_or_else(|| D::Error::custom("stale-after is a number of days from 1 to 3660, such as 7"))
}

/// One of a short list of words: named in the message where it is none of them.
fn listed<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

fn unlisted(text: &str, list: &[&str]) -> String {
    let quoted: Vec<String> = list.iter().map(|word| format!("`{word}`")).collect();
    format!("unknown word `{text}`, expected one of {}", quoted.join(", "))
}

impl Site {
    /// The published codes of both versions of the dataset, and nothing of any council.
    pub fn standard() -> Site {
        match Site::from_toml("") {
            Ok(site) => site,
            Err(error) => unreachable!("the site file that ships is checked by a test: {error}"),
        }
    }

    /// Reads a council's site file. What it maps is added to the standard's mappings, and overrides them.
    ///
    /// # Errors
    /// Every mistake with its place, what is wrong, and what may have been meant. A file with one is not used in part.
    pub fn from_toml(text: &str) -> Result<Site, SiteError> {
        let (standard, mut mistakes) = parse(STANDARD);
        let (own, of_own) = parse(text);
        mistakes.extend(of_own);
        let no_word = |source: &String| {
            source.is_empty() || source.contains(|c: char| c == ':' || c.is_whitespace() || c.is_control())
        };
        if own.source.as_ref().is_some_and(no_word) {
            let message = "source must be a short word without spaces or colons, such as \"lcs\".".to_owned();
            mistakes.push(SiteMistake { line: 0, column: 0, message, meant: None });
        }
        mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
        if !mistakes.is_empty() {
            return Err(SiteError { mistakes });
        }
        let mut site = Site {
            source: own.source.or(standard.source).unwrap_or_else(|| "ssd".to_owned()),
            taken: own.taken,
            history: History::of(own.history_from, own.history_of),
            date_order: own.date_order.or(standard.date_order).unwrap_or_default(),
            blank_registration: own.blank_registration.unwrap_or(BlankRegistration::Unknown),
            assessment_without_nfa: own.assessment_without_nfa.unwrap_or(AssessmentWithoutNfa::InNeed),
            stale_after: own.stale_after,
            text: text.to_owned(),
            roles: FxHashMap::default(),
            role_prefixes: Vec::new(),
            job_titles: FxHashMap::default(),
            end_reasons: FxHashMap::default(),
            placement_types: FxHashMap::default(),
            legal_statuses: FxHashMap::default(),
            blank_workers: own.blank_worker_values.iter().map(|value| folded(value)).collect(),
            teams: Teams {
                aliases: own.teams.aliases.iter().map(|(name, id)| (folded(name), id.clone())).collect(),
                parents: own.teams.parents,
                levels: own.teams.levels.into_iter().map(|(id, level)| (id, level.0)).collect(),
                names: own.teams.names,
                parent_level: own.teams.parent_level.map(|level| level.0),
            },
            pool_ids: own.pool_workers.ids.iter().map(|id| folded(id)).collect(),
            pool_names: own.pool_workers.names.iter().chain(&standard.pool_workers.names).map(|n| folded(n)).collect(),
        };
        for (name, role) in standard.roles.iter().chain(&own.roles) {
            let accepted = role.accepted.map_or(Tri::Unknown, Tri::from);
            let (name, rule) = (folded(name), RoleRule { part: role.part.0, accepted });
            match name.strip_suffix('*') {
                Some(prefix) => {
                    site.role_prefixes.retain(|(known, _)| known != prefix);
                    site.role_prefixes.push((prefix.to_owned(), rule));
                }
                None => drop(site.roles.insert(name, rule)),
            }
        }
        for (title, profession) in standard.job_titles.iter().chain(&own.job_titles) {
            site.job_titles.insert(folded(title), profession.0);
        }
        for (code, reason) in standard.end_reasons.iter().chain(&own.end_reasons) {
            site.end_reasons.insert(folded(code), reason.0);
        }
        let types = standard.placement_types.iter().chain(&own.placement_types);
        site.placement_types.extend(types.map(|(code, of)| (folded(code), *of)));
        let statuses = standard.legal_statuses.iter().chain(&own.legal_statuses);
        site.legal_statuses.extend(statuses.map(|(code, of)| (folded(code), *of)));
        Ok(site)
    }

    /// What that role stands for, if the site file knows it.
    pub fn role(&self, written: &str) -> Option<RoleRule> {
        let written = folded(written);
        let begins = |(prefix, _): &&(String, RoleRule)| written.starts_with(prefix.as_str());
        let by_prefix = || self.role_prefixes.iter().filter(begins).max_by_key(|(prefix, _)| prefix.len());
        self.roles.get(&written).copied().or_else(|| by_prefix().map(|(_, rule)| *rule))
    }

    /// What a worker of that job title is, if the site file knows it.
    pub fn profession(&self, title: &str) -> Option<Profession> {
        self.job_titles.get(&folded(title)).copied()
    }

    /// Why an involvement ended, if the site file knows the code.
    pub fn end_reason(&self, code: &str) -> Option<EndReason> {
        self.end_reasons.get(&folded(code)).copied()
    }

    /// What a placement of that type is, if the site file knows it.
    pub(crate) fn placement_type(&self, code: &str) -> Option<PlacementType> {
        self.placement_types.get(&folded(code)).copied()
    }

    /// What that legal status is, if the site file knows it.
    pub(crate) fn legal_status(&self, code: &str) -> Option<LegalStatus> {
        self.legal_statuses.get(&folded(code)).copied()
    }

    /// From when on that file holds everything, if the site file says so.
    pub(crate) fn history_of(&self, table: Table) -> Option<Day> {
        self.history.of_table(table)
    }

    /// From when on the casework file holds everything of that kind, if the site file says so of it alone.
    pub(crate) fn history_of_casework(&self, kind: CaseworkKind) -> Option<Day> {
        self.history.of_casework(kind)
    }

    /// Whether that value in a worker's column stands for a worker who is not known.
    pub fn is_blank_worker(&self, value: &str) -> bool {
        value == "-1" || (!self.blank_workers.is_empty() && self.blank_workers.contains(&folded(value)))
    }

    /// Whether that worker is a pool or a tray, and no person.
    pub fn is_pool(&self, id: &str, name: Option<&str>) -> bool {
        self.pool_ids.contains(&folded(id)) || name.is_some_and(|name| self.pool_names.contains(&folded(name)))
    }
}

/// More mistakes than anybody puts right at once.
const MOST_MISTAKES: usize = 50;

/// Reads a file, and every mistake in it: the line of one is passed over, and the rest read again. What cannot be read
/// any more without a line that was passed over is no mistake of its own.
fn parse(text: &str) -> (Written, Vec<SiteMistake>) {
    let (mut left, mut mistakes) = (text.to_owned(), Vec::new());
    loop {
        let error = match toml::from_str::<Written>(&left) {
            Ok(written) => return (written, mistakes),
            Err(error) => error,
        };
        let is_own = mistakes.is_empty() || toml::from_str::<toml::Table>(&left).is_ok();
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        if is_own {
            mistakes.push(mistake(text, at, error.message()));
        }
        if !is_own || mistakes.len() == MOST_MISTAKES || !pass_over(&mut left, at) {
            return (Written::default(), mistakes);
        }
    }
}

fn mistake(text: &str, at: usize, said: &str) -> SiteMistake {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let said = said.trim().replace('\n', " ");
    let said = said.replace("unknown field", "unknown key").replace("unknown variant", "unknown word");
    let meant = meant(&said);
    SiteMistake { line, column, message: format!("{}.", said.trim_end_matches('.')), meant }
}

/// Blanks the line there, so that every other stays where it is; of the head of a table, all of the table. False where
/// it is blank already.
fn pass_over(text: &mut String, at: usize) -> bool {
    let from = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let lines = text[from..].split_inclusive('\n');
    let is_head = text[from..].trim_start().starts_with('[');
    let mut lines =
        lines.enumerate().take_while(|(line, text)| *line == 0 || (is_head && !text.trim_start().starts_with('[')));
    let length: usize = lines.by_ref().map(|(_, line)| line.len()).sum();
    let passed = &text[from..from + length];
    if passed.trim().is_empty() {
        return false;
    }
    let blank: String =
        passed.chars().flat_map(|c| std::iter::repeat_n(if c == '\n' { c } else { ' ' }, c.len_utf8())).collect();
    text.replace_range(from..from + length, &blank);
    true
}

/// The expected word nearest to the one that was found, where one is near. The message holds them in back quotes,
/// the one that was found first.
fn meant(said: &str) -> Option<String> {
    let mut words = said.split('`').skip(1).step_by(2);
    let found = words.next()?.to_lowercase();
    let near = words.map(|word| (strsim::damerau_levenshtein(&found, word), word)).min()?;
    (near.0 <= 1 + found.len() / 3).then(|| near.1.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_knows_the_codes_of_both_versions() {
        let site = Site::standard();
        let lead = RoleRule { part: Part::Worker(Role::Lead), accepted: Tri::Unknown };
        for role in ["CW", "cw", "ALLOCATED CASE WORKER", "Allocated\u{a0}case  worker"] {
            assert_eq!(site.role(role), Some(lead), "{role}");
        }
        assert_eq!(site.role("CLEANER"), None);
        assert_eq!(site.role("KAHV").map(|rule| rule.part), Some(Part::NotAWorker));
        for code in "MANAGE FCONTA LEFTRL ORGRST TSPROC ABSENC CHCHAN PCCHAN SWDIED OTHERS".split(' ') {
            assert!(site.end_reason(code).is_some(), "{code}");
        }
        assert_eq!(site.profession("SOCIAL WORKER"), Some(Profession::SocialWorker));
        assert!(site.is_pool("W1", Some("duty team")) && !site.is_pool("W1", Some("Ann Bramble")));
    }

    #[test]
    fn a_councils_file_adds_to_the_standard_and_overrides_it() {
        let site = Site::from_toml(
            "source = \"lcs\"\ntaken = 2026-06-30\nblank-worker-values = [\"Nobody\"]\n[roles]\n\
             CW = { part = \"Lead\", accepted = true }\nKA1 = { part = \"not a worker\" }\n",
        )
        .unwrap();
        assert_eq!(site.role("CW").unwrap().accepted, Tri::Yes);
        assert_eq!(site.role("ka1").unwrap().part, Part::NotAWorker);
        assert!(site.role("ALLWKR").is_some() && site.is_blank_worker("NOBODY") && site.is_blank_worker("-1"));
        assert_eq!(site.taken.unwrap().to_string(), "2026-06-30");
    }

    #[test]
    fn errors_say_where_and_what_was_meant() {
        let cases = [
            ("sorce = \"lcs\"", "line 1, column 1: unknown key `sorce`", "source"),
            (
                "source = \"lcs\"\ndate-order = \"day-frist\"",
                "line 2, column 14: unknown word `day-frist`",
                "day-first",
            ),
            ("[roles]\nCW = { part = \"leed\" }", "line 2, column 15: unknown word `leed`", "lead"),
            ("[job-titles]\nX = \"social wroker\"", "line 2, column 5: unknown word `social wroker`", "social worker"),
            (
                "[history-of]\nssd_cin_visit = 2024-04-01",
                "line 2, column 1: unknown word `ssd_cin_visit`",
                "ssd_cin_visits",
            ),
            ("[history-of]\n\"leter sent\" = 2026-06-29", "line 2, column 1: unknown word `leter sent`", "letter sent"),
            ("[teams.levels]\nD1 = \"districts\"", "line 2, column 6: unknown word `districts`", "district"),
        ];
        for (text, begins, meant) in cases {
            let error = Site::from_toml(text).unwrap_err();
            assert!(error.to_string().starts_with(begins), "{error}");
            assert_eq!(error.mistakes.len(), 1, "{error}");
            assert_eq!(error.mistakes[0].meant.as_deref(), Some(meant), "{error}");
        }
        let error = Site::from_toml("taken = \"31/06/2026\"").unwrap_err().to_string();
        assert!(error.contains("is not a date: write 2026-04-15"), "{error}");
        let error = Site::from_toml("[history-of]\n\"letter sent\" = \"29/06/2026\"").unwrap_err().to_string();
        assert!(
            error.starts_with("line 2, column 17:") && error.contains("is not a date: write 2026-04-15"),
            "{error}"
        );
        // What says nothing of a time is no history, such as who a child is.
        for nothing in ["ssd_person", "ssd_legal_status", "needs social worker"] {
            let error = Site::from_toml(&format!("[history-of]\n\"{nothing}\" = 2026-06-29")).unwrap_err().to_string();
            assert!(error.contains(&format!("unknown word `{nothing}`")), "{error}");
        }
        let error = Site::from_toml("source = \"a b\"").unwrap_err().to_string();
        assert_eq!(error, "source must be a short word without spaces or colons, such as \"lcs\".");
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let text = "sorce = \"a b\"\ndate-order = \"day-frist\"\n\n[roles]\nCW = { part = \"leed\", accepted = true }\n\
                    FSW = { accepted = true }\nCOWK = { part = \"co-worker\" }\n\n[job-titels]\nX = \"social worker\"\n\n\
                    [end-reasons]\nZZ = \"lefft\"\n\n[pool-workers]\nids = [\n  5,\n]\n";
        let error = Site::from_toml(text).unwrap_err();
        let lines: Vec<_> = error.mistakes.iter().map(|mistake| mistake.line).collect();
        assert_eq!(lines, [1, 2, 5, 6, 9, 13, 17], "{error}");
        assert!(error.to_string().starts_with("7 mistakes:\n  line 1, column 1: unknown key `sorce`"), "{error}");
        // Where the form itself is broken, the rest may mean anything: nothing is said of it that may not be so.
        let error = Site::from_toml("source = \"x\"\n[roles\nCW = { part = \"lead\" }\n").unwrap_err();
        assert_eq!(error.mistakes[0].line, 2, "{error}");
        let error = Site::from_toml("source = \"a b\"\ntaken = \"soon\"\n").unwrap_err();
        assert_eq!(error.mistakes.len(), 2, "{error}");
    }
}
