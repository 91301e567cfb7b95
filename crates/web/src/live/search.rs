//! Children, workers and units by what they are called.
//!
//! The names are kept in one list for all who look, made at the first search and let go of as soon as any of them changes;
//! whom a viewer may see is asked of each that matches, before anything is counted.

use std::sync::{Arc, Mutex};

use record::{ChildId, Content, Fact, Subject, UnitId, WorkerId};

use super::lock;
use super::question::Question;
use crate::view::*;
use crate::words::sentence;

/// So many of each kind are listed.
const LISTED: usize = 20;
/// So many letters or digits are looked for at least: one letter finds everybody.
const SHORTEST: usize = 2;

/// What can be searched for, each in small letters: a name's words and the id, with a space before each.
pub struct Index {
    children: Vec<(ChildId, String)>,
    workers: Vec<(WorkerId, String)>,
    units: Vec<(UnitId, String)>,
}

/// Whether a fact may change what somebody or something is called.
pub fn is_searched(fact: &Fact) -> bool {
    let opens = matches!(fact.content, Content::ReferralReceived { .. });
    let names = matches!(fact.content, Content::ChildDetails { .. } | Content::WorkerDetails { .. });
    let corrects = matches!(fact.content, Content::Corrected { .. } | Content::Erased {});
    opens || names || corrects || !matches!(fact.about, Subject::Child(_) | Subject::Worker(_))
}

/// What is looked for and looked in: small letters, without the marks that people leave out, a space before each word.
fn plain(texts: &[&str]) -> String {
    let mut said = String::new();
    for text in texts {
        for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
            said.push(' ');
            said.extend(word.chars().flat_map(char::to_lowercase).map(unmarked));
        }
    }
    said
}

/// The letter under a mark, of those that names here have most: "Zoë" is found as "zoe" and the other way round.
fn unmarked(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' => 'o',
        'ù'..='ü' | 'ū' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'ł' => 'l',
        'ś' | 'š' | 'ş' => 's',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// Whether every word that is looked for begins a word there.
fn matches(words: &[String], there: &str) -> bool {
    words.iter().all(|word| there.contains(word.as_str()))
}

impl Question<'_> {
    /// What is called that.
    pub fn search_page(&self, text: &str, index: &Mutex<Option<Arc<Index>>>) -> SearchPage {
        let asked: String = text.trim().chars().take(100).collect();
        let wanted: Vec<String> = plain(&[&asked]).split(' ').skip(1).map(|word| format!(" {word}")).collect();
        let page = SearchPage { asked: asked.clone(), ..SearchPage::default() };
        if asked.is_empty() {
            return page;
        }
        if wanted.iter().map(|word| word.chars().count() - 1).sum::<usize>() < SHORTEST {
            let too_short = Some("Write at least two letters or digits of a name or an id.".to_owned());
            return SearchPage { too_short, ..page };
        }
        // What things were called by an earlier knowledge is not kept: it is asked for seldom.
        let index = match self.asked.known_at {
            Some(_) => Arc::new(self.index()),
            None => Arc::clone(lock(index).get_or_insert_with(|| Arc::new(self.index()))),
        };
        let (mut open, mut closed) = (Hits::default(), Hits::default());
        for (child, _) in index.children.iter().filter(|(_, there)| matches(&wanted, there)) {
            let Some(entry) = self.board.get(*child) else { continue };
            if !self.sight.sees(entry) || !self.roll.has(entry.child) {
                continue;
            }
            let hits = if self.is_closed(entry) { &mut closed } else { &mut open };
            hits.of += 1;
            if hits.lines.len() < LISTED {
                hits.lines.push(self.child_hit(entry));
            }
        }
        let mut workers = Hits::default();
        for (worker, _) in index.workers.iter().filter(|(_, there)| matches(&wanted, there)) {
            workers.of += 1;
            if workers.lines.len() < LISTED {
                workers.lines.push(self.worker_hit(*worker));
            }
        }
        let mut units = Hits::default();
        for (unit, _) in index.units.iter().filter(|(_, there)| matches(&wanted, there)) {
            units.of += 1;
            if units.lines.len() < LISTED {
                units.lines.push(self.units.linked(*unit));
            }
        }
        SearchPage { open, closed, workers, units, ..page }
    }

    fn index(&self) -> Index {
        let names = &self.book.names;
        let mut children: Vec<(String, ChildId, String)> = Vec::new();
        for entry in self.board.iter() {
            let (given, family) = self.names(entry.child);
            let (given, family) = (given.unwrap_or_default(), family.unwrap_or_default());
            let ids: Vec<&str> = match self.board.people().identities(entry.child) {
                [] => vec![names.child(entry.child)],
                several => several.iter().map(|one| names.child(*one)).collect(),
            };
            let mut texts = vec![given, family];
            texts.extend(ids);
            children.push((plain(&[family, given]), entry.child, plain(&texts)));
        }
        children.sort_unstable();
        let mut workers: Vec<(String, WorkerId, String)> = self
            .book
            .worker_ids()
            .map(|worker| {
                let name = plain(&[&self.worker_name(worker)]);
                let there = format!("{name}{}", plain(&[names.worker(worker)]));
                (name, worker, there)
            })
            .collect();
        workers.sort_unstable();
        let units = self.units.all().map(|unit| (unit, plain(&[&self.units.name(unit), names.unit(unit)])));
        Index {
            children: children.into_iter().map(|(_, child, there)| (child, there)).collect(),
            workers: workers.into_iter().map(|(_, worker, there)| (worker, there)).collect(),
            units: units.collect(),
        }
    }

    fn child_hit(&self, entry: &standing::Entry) -> ChildHit {
        let (given, family) = self.names(entry.child);
        let name = [given, family].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let stands = match self.is_closed(entry) {
            true => self.why_not_open(entry),
            false => format!("{}, {}", self.kind_words(entry), self.holder_words(entry)),
        };
        let team = self.units.team(entry.timeline.team_at(self.at));
        ChildHit { child: self.child(entry), name, team, stands }
    }

    fn worker_hit(&self, worker: WorkerId) -> WorkerHit {
        let now = self.staff.get(worker);
        let mut says: Vec<&str> = Vec::new();
        says.extend(now.profession.map(record::words::Word::name));
        if now.has_left.is_yes() {
            says.push("has left the authority");
        } else if now.absent.is_yes() {
            says.push("away");
        }
        let id = self.book.names.worker(worker);
        WorkerHit {
            id: id.to_owned(),
            name: self.worker_name(worker),
            says: sentence(&says.join(", ")),
            team: now.team.map(|team| self.units.linked(team)),
            today: with_query("/today", [("acting", Some(id))], PageWanted::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_beginnings_whatever_their_marks_and_order() {
        let there = plain(&["Zoë Mary-Anne", "O’Brien", "lcs:C0042"]);
        for (asked, found) in [
            ("zoe", true),
            ("ZOË obr", false),
            ("brien zo", true),
            ("anne", true),
            ("nne", false),
            ("c0042", true),
            ("lcs:C0042", true),
            ("c0043", false),
            ("мария", false),
        ] {
            let words: Vec<String> = plain(&[asked]).split(' ').skip(1).map(|word| format!(" {word}")).collect();
            assert_eq!(matches(&words, &there), found, "{asked}");
        }
        assert_eq!(plain(&["Мария 李"]), " мария 李");
    }
}
