//! Extracts, good and bad, read from files as they come.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod bad_input;
mod columns;
mod coverage;
mod doubt;
mod ledger;
mod listed;
mod lost;
mod mapping;
mod mistaken;
mod offers;
mod reopened;
mod same_facts;
mod staff;
mod swapped;
mod whole_files;

use std::collections::BTreeMap;
use std::path::Path;

use intake::{Extract, Ids, ReadError, ReadOptions, Site};
use record::{Book, Day, Fact, Names};

/// What the made-up authority's roles stand for, beyond the published ones.
pub(crate) const SYNTH_SITE: &str = r#"
[roles]
COWK = { part = "co-worker" }
FSW = { part = "involved" }
"FAMILY SUPPORT WORKER" = { part = "involved" }
CPCH = { part = "involved" }
"KA*" = { part = "involved" }
"KEY AGENCY*" = { part = "involved" }
"CHILD PROTECTION CHAIR" = { part = "involved" }
"#;

/// Files by name.
pub(crate) type Files = Vec<(&'static str, Vec<u8>)>;

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn options(site: &str) -> ReadOptions<'static> {
    let site = Site::from_toml(&format!("source = \"lcs\"\ntaken = 2026-06-30\n{site}")).unwrap();
    ReadOptions { ids: Ids::Cheap, threads: 1, ..ReadOptions::new(site, day("2026-07-01").start(), "test") }
}

pub(crate) fn write(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

pub(crate) fn read_folder(folder: &Path, options: &ReadOptions<'_>) -> Result<Extract, ReadError> {
    Extract::read(folder, options, Names::default(), &|_| ())
}

pub(crate) fn read(files: &[(&str, Vec<u8>)], options: &ReadOptions<'_>) -> Extract {
    read_folder(write(files).path(), options).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn text(files: &[(&'static str, &str)]) -> Files {
    files.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect()
}

/// A fact in words, without its id and its place, with names in place of numbers.
pub(crate) fn said(book: &Book, fact: &Fact) -> String {
    let mut words = Words { names: &book.names, said: String::new() };
    fact.content.write(&mut words);
    let about = match fact.about {
        record::Subject::Child(id) => book.names.child(id),
        record::Subject::Worker(id) => book.names.worker(id),
        record::Subject::Unit(id) => book.names.unit(id),
        _ => "record",
    };
    format!("{about} {} {}{}", fact.when, fact.content.kind().name(), words.said)
}

/// Every fact in words.
pub(crate) fn all_said(extract: &Extract) -> Vec<String> {
    let book = extract.world();
    let mut facts: Vec<String> = book.facts().map(|fact| said(book, fact)).collect();
    let mut of_child = Vec::new();
    for child in 0..extract.children() {
        of_child.clear();
        extract.facts(child, &mut of_child);
        facts.extend(of_child.iter().map(|fact| said(book, fact)));
    }
    facts
}

/// The facts about one child in words, in their order; references by the order in which they come.
pub(crate) fn child_said(extract: &Extract, child: &str) -> Vec<String> {
    let (book, mut facts) = (extract.world(), Vec::new());
    let index = (0..extract.children()).find(|index| book.names.child(extract.child(*index)) == child).unwrap();
    extract.facts(index, &mut facts);
    let mut references = BTreeMap::new();
    let mut numbered = |text: String| {
        let words = text.split(' ').map(|word| match word.split_once("=#") {
            Some((name, reference)) => {
                let next = references.len() + 1;
                format!("{name}=#{}", references.entry(reference.to_owned()).or_insert(next))
            }
            None => word.to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    };
    facts.iter().map(|fact| numbered(said(book, fact)).split_once(' ').unwrap().1.to_owned()).collect()
}

struct Words<'n> {
    names: &'n Names,
    said: String,
}

impl Words<'_> {
    fn push(&mut self, text: impl std::fmt::Display) {
        self.said.push_str(&text.to_string());
    }
}

impl record::fields::Sink for Words<'_> {
    fn field(&mut self, name: &'static str) {
        self.push(format_args!(" {name}="));
    }
    fn absent(&mut self) {
        self.push('-');
    }
    fn present(&mut self) {}
    fn child(&mut self, id: record::ChildId) {
        self.push(self.names.child(id));
    }
    fn worker(&mut self, id: record::WorkerId) {
        self.push(self.names.worker(id));
    }
    fn unit(&mut self, id: record::UnitId) {
        self.push(self.names.unit(id));
    }
    fn carer(&mut self, id: record::CarerId) {
        self.push(self.names.carer(id));
    }
    fn reference(&mut self, reference: record::Ref) {
        self.push(format_args!("#{reference}"));
    }
    fn fact(&mut self, fact: record::FactId) {
        self.push(fact);
    }
    fn text(&mut self, text: record::TextId) {
        self.push(format_args!("'{}'", self.names.text(text)));
    }
    fn day(&mut self, day: Day) {
        self.push(day);
    }
    fn moment(&mut self, moment: record::Moment) {
        self.push(moment);
    }
    fn flag(&mut self, flag: bool) {
        self.push(if flag { "yes" } else { "no" });
    }
    fn number(&mut self, number: i32) {
        self.push(number);
    }
    fn word(&mut self, word: &'static str) {
        self.push(format_args!("'{word}'"));
    }
    fn words(&mut self, words: &mut dyn Iterator<Item = &'static str>) {
        let words: Vec<_> = words.collect();
        self.push(format_args!("[{}]", words.join(", ")));
    }
}
