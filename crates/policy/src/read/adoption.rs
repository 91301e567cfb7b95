//! The adoption file: which pack governs whom, from when until when, and who decided it.

use std::cmp::Ordering;
use std::ops::Range;

use record::Day;

use super::{Reader, Versions};
use crate::adoption::{Adopted, Adoption};
use crate::pack::Pack;
use crate::reader::{Table, as_count, as_text, nearest};

/// The version of the adoption file that this reader understands.
const FORM: u32 = 1;

/// An entry, and where its units stand in the file.
struct Entry {
    adopted: Adopted,
    whole: Range<usize>,
    /// Those of `units`, or of `all-but`.
    units: Vec<Range<usize>>,
}

impl<'m> Reader<'m> {
    pub(super) fn adoption(&self, root: Table<'_, 'm>, versions: Versions<'_>, ids: &[String]) -> Option<Adoption> {
        if let Some(value) = root.need("keyworker-adoption", "begin the file with keyworker-adoption = 1")
            && as_count("'keyworker-adoption'", value, u32::MAX, self.mistakes).is_some_and(|form| form != FORM)
        {
            let help = format!("this Keyworker reads version {FORM}");
            self.mistakes.add(value.span(), "this version of the adoption file is not known", Some(help));
        }
        let tables = root.tables("adopt", "adoption");
        if tables.is_empty() {
            let help = "write [[adopt]] with pack, from and by; and units, where it is not for all".to_owned();
            self.mistakes.add(root.span.clone(), "no pack is adopted", Some(help));
        }
        let entries: Vec<_> = tables.into_iter().map(|table| self.adopted(table, versions, ids)).collect();
        root.finish();
        let all = entries.len();
        let entries: Vec<Entry> = entries.into_iter().flatten().collect();
        self.twice(&entries);
        // An entry with a mistake of its own may be what governs where none seems to.
        if entries.len() < all {
            return None;
        }
        self.by_none(&entries);
        Some(Adoption { adopted: entries.into_iter().map(|entry| entry.adopted).collect() })
    }

    /// The version of the pack that an entry names; where there is one only, it need not say which.
    fn version(&self, table: &Table<'_, 'm>, versions: Versions<'_>, ids: &[String]) -> Option<Pack> {
        let named = table.get("version").map(|value| (as_text("'version'", value, self.mistakes), value.span()));
        let value = table.need("pack", "say which pack: pack = \"pg\"")?;
        let id = as_text("'pack' of an adoption", value, self.mistakes)?;
        let mut found = versions(id);
        let known: Vec<String> = found.iter().map(|pack| format!("'{}'", pack.version)).collect();
        match named {
            _ if found.is_empty() => {
                let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                let help = nearest(id, &ids).map_or_else(
                    || "name a pack that ships, or one whose file is given".to_owned(),
                    |name| format!("did you mean '{name}'?"),
                );
                self.mistakes.add(value.span(), format!("there is no pack '{id}' to adopt"), Some(help));
                None
            }
            Some((version, span)) => {
                let version = version?;
                let place = found.iter().position(|pack| pack.version == version);
                if place.is_none() {
                    let help = format!("known is {}; or give the file of that version", known.join(" and "));
                    self.mistakes.add(span, format!("there is no version '{version}' of '{id}' to adopt"), Some(help));
                }
                place.map(|place| found.swap_remove(place))
            }
            None if found.len() > 1 => {
                let says =
                    format!("'{id}' is there in the versions {}, and this does not say which", known.join(" and "));
                let help = format!("write version = \"{}\", or another of them", found[found.len() - 1].version);
                self.mistakes.add(value.span(), says, Some(help));
                None
            }
            None => found.pop(),
        }
    }

    /// Days of an adoption on which its version is not in force: nothing would govern then, and nobody would be told.
    fn days_in_force(
        &self,
        pack: &Pack,
        whole: &Range<usize>,
        from: &(Day, Range<usize>),
        until: Option<&(Day, Range<usize>)>,
    ) {
        let version = format!("version {} of '{}'", pack.version, pack.id);
        if from.0 < pack.from {
            let says = format!("{version} is in force from {} on only", pack.from);
            self.mistakes.add(from.1.clone(), says, Some(format!("write from = {} or a later day", pack.from)));
        }
        let Some(last) = pack.until else { return };
        if from.0 > last {
            let says = format!("{version} was in force until {last} only");
            self.mistakes.add(from.1.clone(), says, Some("adopt the version that is in force on that day".to_owned()));
        } else if until.is_none_or(|(until, _)| *until > last) {
            let says = format!("{version} is in force until {last} only, and this goes on after it");
            let help =
                format!("write until = {last}, and another [[adopt]] for what governs from {} on", last.plus_days(1));
            self.mistakes.add(until.map_or_else(|| whole.clone(), |(_, span)| span.clone()), says, Some(help));
        }
    }

    fn adopted(&self, table: Table<'_, 'm>, versions: Versions<'_>, ids: &[String]) -> Option<Entry> {
        let pack = self.version(&table, versions, ids);
        let units = table.get("units").map(|value| table.texts("units", value)).unwrap_or_default();
        let all_but = table.get("all-but").map(|value| table.texts("all-but", value)).unwrap_or_default();
        if let (false, Some((_, span))) = (units.is_empty(), all_but.first()) {
            let help = "keep 'units' for those that it governs, or 'all-but' for those that it does not".to_owned();
            self.mistakes.add(span.clone(), "an adoption is for some units or for all but some", Some(help));
        }
        let from = table.need("from", "give the first day: from = 2026-04-01");
        let from = from.and_then(|value| self.day(value).map(|day| (day, value.span())));
        let until = table.get("until").map(|value| self.day(value).map(|day| (day, value.span())));
        let by = table.text("by", "say who decided it: by = \"Director of children's services\"");
        if let (Some((from, _)), Some(Some((until, span)))) = (&from, &until)
            && until < from
        {
            self.mistakes.add(span.clone(), "the adoption ends before it begins", Some("give a later day".into()));
        }
        if let (Some(pack), Some(from)) = (&pack, &from)
            && !matches!(until, Some(None))
        {
            self.days_in_force(pack, &table.span, from, until.as_ref().and_then(Option::as_ref));
        }
        let (whole, places) =
            (table.span.clone(), units.iter().chain(&all_but).map(|(_, span)| span.clone()).collect());
        table.finish();
        let until = match until {
            Some(read) => Some(read?.0),
            None => None,
        };
        let names = |units: Vec<(&str, Range<usize>)>| units.into_iter().map(|(unit, _)| unit.to_owned()).collect();
        let (units, all_but) = (names(units), names(all_but));
        let pack = pack?;
        let (pack, version) = (pack.id, pack.version);
        let adopted = Adopted { pack, version, units, all_but, from: from?.0, until, by: by? };
        Some(Entry { adopted, whole, units: places })
    }

    /// A unit that two packs govern on one day.
    fn twice(&self, entries: &[Entry]) {
        for (index, later) in entries.iter().enumerate() {
            for earlier in &entries[..index] {
                let Some((from, until)) = both(&earlier.adopted, &later.adopted) else { continue };
                let days = match until {
                    Some(until) => format!("from {from} until {until}"),
                    None => format!("from {from} on"),
                };
                let packs = format!("by '{}' and by '{}'", earlier.adopted.pack, later.adopted.pack);
                let help = |unit: &str| {
                    // The one that begins earlier ends before the other, wherever it stands in the file.
                    let (first, second) = (earlier.adopted.from, later.adopted.from);
                    let before = first.max(second).plus_days(-1);
                    let leave = match first.cmp(&second) {
                        Ordering::Less => {
                            format!("let the first end with until = {before}, or name {unit} in one of them only")
                        }
                        Ordering::Greater => {
                            format!("let the second end with until = {before}, or name {unit} in one of them only")
                        }
                        Ordering::Equal => format!("name {unit} in one of them only"),
                    };
                    let for_all = later.adopted.units.is_empty() != earlier.adopted.units.is_empty();
                    Some(if for_all { format!("{leave}: all-but = [\"{unit}\"]") } else { leave })
                };
                if later.adopted.units.is_empty() || earlier.adopted.units.is_empty() {
                    let unit = later.adopted.shares(&earlier.adopted).unwrap_or("every unit");
                    let says = format!("{unit} is governed twice {days}, {packs}");
                    self.mistakes.add(
                        later.whole.clone(),
                        says,
                        help(if unit == "every unit" { "the units" } else { unit }),
                    );
                    continue;
                }
                for (unit, span) in later.adopted.units.iter().zip(&later.units) {
                    if earlier.adopted.units.contains(unit) {
                        let says = format!("{unit} is governed twice {days}, {packs}");
                        self.mistakes.add(span.clone(), says, help(unit));
                    }
                }
            }
        }
    }

    /// A unit that no pack governs while one governs another unit.
    fn by_none(&self, entries: &[Entry]) {
        let ends = entries.iter().filter_map(|entry| entry.adopted.until.map(|until| until.plus_days(1)));
        let mut changes: Vec<Day> = entries.iter().map(|entry| entry.adopted.from).chain(ends).collect();
        changes.sort_unstable();
        changes.dedup();
        let mut seen: Vec<&str> = Vec::new();
        for entry in entries {
            let named = entry.adopted.units.iter().chain(&entry.adopted.all_but);
            for (unit, span) in named.zip(&entry.units) {
                if seen.contains(&unit.as_str()) {
                    continue;
                }
                seen.push(unit);
                for (from, until) in gaps(entries, &changes, unit) {
                    let days = match until {
                        Some(until) => format!("from {from} until {until}"),
                        None => format!("from {from} on"),
                    };
                    let others = entries.iter().find(|entry| entry.adopted.holds_on(from));
                    let pack = others.map_or("", |entry| entry.adopted.pack.as_str());
                    let says = format!("{unit} is governed by no pack {days}, while '{pack}' governs others");
                    let add = match others.is_some_and(|entry| entry.adopted.units.is_empty()) {
                        true => "leave it out of that one's 'all-but'",
                        false => "add it to that one's units",
                    };
                    let help = format!("write an [[adopt]] for {unit} with from = {from}, or {add}");
                    self.mistakes.add(span.clone(), says, Some(help));
                }
            }
        }
    }
}

/// The days that both govern the same unit, if there are any.
fn both(one: &Adopted, other: &Adopted) -> Option<(Day, Option<Day>)> {
    let shared = one.shares(other).is_some();
    let from = one.from.max(other.from);
    let until = match (one.until, other.until) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    (shared && until.is_none_or(|until| from <= until)).then_some((from, until))
}

/// The stretches in which no pack governs the unit and one governs another.
fn gaps(entries: &[Entry], changes: &[Day], unit: &str) -> Vec<(Day, Option<Day>)> {
    let mut gaps: Vec<(Day, Option<Day>)> = Vec::new();
    for (place, from) in changes.iter().enumerate() {
        let governing: Vec<&Adopted> =
            entries.iter().map(|entry| &entry.adopted).filter(|adopted| adopted.holds_on(*from)).collect();
        let governed = governing.iter().any(|adopted| adopted.governs(unit));
        if governed || governing.is_empty() {
            continue;
        }
        let until = changes.get(place + 1).map(|next| next.plus_days(-1));
        match gaps.last_mut().filter(|(_, end)| end.is_some_and(|end| end.plus_days(1) == *from)) {
            Some(last) => last.1 = until,
            None => gaps.push((*from, until)),
        }
    }
    gaps
}
