//! What differs between two packs is always seen: every word and number of a pack that uses the whole language is changed in
//! turn.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use policy::{Pack, plain, shipped};
use toml::de::{DeTable, DeValue};

const WHOLE: &str = include_str!("../cases/good-whole-language.toml");

/// A value of a pack's text: the key under which it stands, and where it is written.
struct Leaf<'t> {
    key: String,
    span: Range<usize>,
    value: &'t DeValue<'t>,
}

/// Every text, number, date and flag of the tree, and every list: each by the key under which it stands.
fn leaves<'t>(table: &'t DeTable<'t>, found: &mut Vec<Leaf<'t>>, entries: &mut Vec<(String, Range<usize>)>) {
    for (key, value) in table.iter() {
        entries.push((key.get_ref().to_string(), key.span().start..value.span().end));
        walk(key.get_ref(), value.span(), value.get_ref(), found, entries);
    }
}

fn walk<'t>(
    key: &str,
    span: Range<usize>,
    value: &'t DeValue<'t>,
    found: &mut Vec<Leaf<'t>>,
    entries: &mut Vec<(String, Range<usize>)>,
) {
    match value {
        DeValue::Table(inner) => leaves(inner, found, entries),
        DeValue::Array(items) => {
            items.iter().for_each(|item| walk(key, item.span(), item.get_ref(), found, entries));
            found.push(Leaf { key: key.to_owned(), span, value });
        }
        _ => found.push(Leaf { key: key.to_owned(), span, value }),
    }
}

/// The keys of a pack's rules.
fn keys(text: &str) -> BTreeSet<String> {
    let tree = DeTable::parse(text).unwrap();
    let (mut found, mut entries) = (Vec::new(), Vec::new());
    tree.get_ref().iter().filter(|(key, _)| !["test", "titles"].contains(&key.get_ref().as_ref())).for_each(
        |(key, value)| {
            entries.push((key.get_ref().to_string(), 0..0));
            walk(key.get_ref(), value.span(), value.get_ref(), &mut found, &mut entries);
        },
    );
    entries.into_iter().map(|(key, _)| key).collect()
}

#[test]
fn the_pack_that_is_changed_uses_every_key_that_any_pack_uses() {
    let here = keys(WHOLE);
    for pack in shipped::ALL {
        let missing: Vec<String> = keys(pack.text).difference(&here).cloned().collect();
        assert!(missing.is_empty(), "{} uses {missing:?}: use it in cases/good-whole-language.toml too", pack.file);
    }
}

/// The text with each value in turn another, or left out.
fn changed(text: &str) -> Vec<String> {
    let tree = DeTable::parse(text).unwrap();
    let (mut found, mut entries) = (Vec::new(), Vec::new());
    leaves(tree.get_ref(), &mut found, &mut entries);
    let mut words: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for leaf in &found {
        if let DeValue::String(word) = leaf.value {
            words.entry(&leaf.key).or_default().insert(word);
        }
    }
    let with = |span: &Range<usize>, new: &str| format!("{}{new}{}", &text[..span.start], &text[span.end..]);
    let mut all = Vec::new();
    for leaf in &found {
        match leaf.value {
            DeValue::Integer(number) => {
                let number: i64 = number.as_str().parse().unwrap();
                all.push(with(&leaf.span, &(number + 1).to_string()));
            }
            DeValue::Boolean(_) => all.push(with(&leaf.span, "false")),
            DeValue::Datetime(date) => {
                all.push(with(
                    &leaf.span,
                    &date.to_string().replace("-0", "-1").replace("2029", "2030").replace("-30", "-28"),
                ));
            }
            DeValue::String(word) => {
                // Another word of those that stand under this key anywhere; of what is free text, any other.
                let others = words.get(leaf.key.as_str()).into_iter().flatten().filter(|other| *other != word);
                let few = if leaf.key == "id" { 0 } else { 4 };
                all.extend(others.take(few).map(|other| with(&leaf.span, &format!("{other:?}"))));
                all.extend(["-x", " x"].map(|more| with(&leaf.span, &format!("{:?}", format!("{word}{more}")))));
            }
            // A list in brackets; the rules themselves are lists by their headings.
            DeValue::Array(items) if items.len() > 1 && items[1].span().start < leaf.span.end => {
                let rest = &text[items[1].span().start..leaf.span.end];
                all.push(with(&leaf.span, &format!("[{rest}")));
            }
            _ => {}
        }
    }
    // Each key left out, with the comma before or after it where it stands within braces.
    for (_, span) in entries.iter().filter(|(_, span)| !text[..span.start].ends_with('[')) {
        let before = text[..span.start].trim_end();
        let after = text[span.end..].trim_start_matches(' ');
        if let Some(before) = before.strip_suffix(',') {
            all.push(format!("{before}{after}"));
        } else {
            all.push(format!("{before}\n{}", after.trim_start_matches(',')));
        }
    }
    // Each part of a rule left out: what stands under a heading.
    let headings: Vec<usize> = text.match_indices("\n[").map(|(at, _)| at + 1).chain([text.len()]).collect();
    all.extend(headings.windows(2).map(|part| with(&(part[0]..part[1]), "")));
    all
}

/// The same rules, whatever its tests and its digest say: what makes two packs two.
fn asks(pack: &Pack) -> Pack {
    Pack { tests: Vec::new(), digest: record::Ref(0), ..pack.clone() }
}

#[test]
fn every_word_and_number_that_is_another_is_seen() {
    let whole = Pack::read("whole.toml", WHOLE).unwrap_or_else(|problems| panic!("{problems}"));
    let (mut read, mut unseen) = (0, Vec::new());
    for text in changed(WHOLE) {
        let Ok(other) = Pack::read("changed.toml", &text) else { continue };
        if asks(&whole) == asks(&other) {
            continue;
        }
        read += 1;
        // What Keyworker is said to do about a clause is not what a council adopted.
        let adopted_alike = without_does(&whole) == without_does(&other);
        assert_eq!(whole.digest == other.digest, adopted_alike, "{}", line_that_differs(&text));
        if plain::differences(&whole, &other).is_empty() {
            unseen.push(line_that_differs(&text));
        }
    }
    assert!(read > 400, "{read} changes can be read");
    assert!(unseen.is_empty(), "of {read} changes {} are not seen:\n{}", unseen.len(), unseen.join("\n"));
}

fn without_does(pack: &Pack) -> Pack {
    let mut pack = asks(pack);
    pack.clauses.iter_mut().for_each(|clause| clause.does = None);
    pack
}

fn line_that_differs(text: &str) -> String {
    let mut lines = WHOLE.lines().zip(text.lines()).enumerate();
    let found = lines.find(|(_, (one, other))| one != other);
    found
        .map_or_else(|| "the end".to_owned(), |(line, (one, other))| format!("line {}: {one}\n   -> {other}", line + 1))
}
