//! `policy adopt`: which pack governs whom, put on the record.

use std::path::Path;

use policy::{Adopted, Adoption, Pack, shipped};
use record::book::known_facts;
use record::words::UnitLevel;
use record::{Book, Content, Fact, FactId, Moment, Names, Provenance, Ref, Subject, UnitId, When};
use serde_json::json;
use standing::units::Units;
use store::{Store, Submission};
use web::words::every_unit_but;

use crate::Surroundings;
use crate::arguments::Adopt;
use crate::failure::Failure;
use crate::table::plural;
use crate::{policies, say};

/// One pack that comes to govern one unit, or all.
struct New {
    adopted: Adopted,
    digest: Ref,
    unit: Option<UnitId>,
}

/// Runs the command.
pub fn run(asked: &Adopt, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let (file, text) = (asked.file.display().to_string(), crate::text::read(&asked.file)?);
    let known = packs_to_adopt(&asked.pack)?;
    let of = |id: &str| known.iter().filter(|pack| pack.id == id).cloned().collect();
    let ids: Vec<String> = known.iter().map(|pack| pack.id.clone()).collect();
    let adoption = Adoption::read(&file, &text, &of, &ids).map_err(|problems| {
        let count = plural(problems.problems.len() as u64, "mistake", "mistakes");
        Failure::Unreadable(format!("{file} has {count}, and nothing is adopted:\n\n{problems}"))
    })?;
    let mut store = Store::open(&asked.store)?;
    let (book, _) = store.reader()?.load(2)?;
    let packs = |adopted: &Adopted| -> Option<&Pack> {
        known.iter().find(|pack| pack.id == adopted.pack && pack.version == adopted.version)
    };
    // One version is one text: what is on the record as adopted is not swapped by adopting another under its name.
    let swapped = adoption
        .adopted
        .iter()
        .filter_map(packs)
        .find(|pack| policies::adopted_otherwise(pack, &book, Moment::MAX).is_some());
    if let Some(pack) = swapped {
        let says = format!(
            "nothing is adopted: version {} of '{}' is on the record as adopted, and with other rules than it has here",
            pack.version, pack.id
        );
        let help = "give the changed text a version of its own in its [pack], and adopt that";
        return Err(Failure::Usage(says, help.into()));
    }
    let (wanted, nothing_follows) = read(&adoption, &book, &packs)?;
    let (known, new): (Vec<New>, Vec<New>) = wanted.into_iter().partition(|one| is_known(&book, one));
    let mut names = book.names.clone();
    let mut submission = Submission::new("policy adopt", around.now);
    let mut facts: Vec<Fact> = Vec::new();
    for one in &new {
        let fact = fact(one, &file, &mut names, around);
        submission.add(&fact, &names)?;
        facts.push(fact);
    }
    let alone = ungoverned(&book, &names, &facts);
    if !alone.is_empty() {
        let help = "name these in an [[adopt]] with that day, or leave out 'units' so that one pack governs all";
        return Err(Failure::Usage(format!("nothing is adopted\n{}", alone.join("\n")), help.into()));
    }
    if !asked.dry_run && !facts.is_empty() {
        store.append(&submission, &mut *around.random).map_err(|refused| Failure::Unreadable(refused.to_string()))?;
    }
    if asked.json {
        let data = |one: &New, on_record: bool| {
            json!({
                "pack": one.adopted.pack, "version": one.adopted.version, "unit": one.unit.map(|unit| names.unit(unit)),
                "all_but": one.adopted.all_but,
                "from": one.adopted.from.to_string(), "by": one.adopted.by, "already_on_the_record": on_record,
            })
        };
        let each = known.iter().map(|one| data(one, true)).chain(new.iter().map(|one| data(one, false)));
        around.json(&json!({ "written": !asked.dry_run, "adopted": each.collect::<Vec<_>>(), "nothing_follows": nothing_follows }))?;
        return Ok(0);
    }
    for one in &known {
        writeln!(around.out, "already on the record: {}", said(one, &names))?;
    }
    let would = if asked.dry_run { "would be adopted" } else { "adopted" };
    for one in &new {
        writeln!(around.out, "{would}: {}", said(one, &names))?;
    }
    for line in &nothing_follows {
        writeln!(around.out, "{line}")?;
    }
    Ok(0)
}

/// The packs that can be adopted: those given, and those that ship in another version.
fn packs_to_adopt(given: &[String]) -> Result<Vec<Pack>, Failure> {
    let mut known: Vec<Pack> = Vec::new();
    let ships = shipped::ALL.iter().map(|pack| pack.id.to_owned());
    for name in given.iter().cloned().chain(ships) {
        let pack = policies::one(&name)?;
        let same = |other: &&Pack| other.id == pack.id && other.version == pack.version;
        match known.iter().find(same) {
            Some(other) if given.contains(&name) && other.digest != pack.digest => {
                let says = format!("two different packs are both version {} of '{}'", pack.version, pack.id);
                return Err(Failure::Usage(says, "give each version a name of its own".to_owned()));
            }
            Some(_) => {}
            None => known.push(pack),
        }
    }
    Ok(known)
}

/// The file's adoptions, one for each unit, with the units of the record; and a line for each that ends with its version,
/// where nothing follows.
fn read<'p>(
    adoption: &Adoption,
    book: &Book,
    packs: &dyn Fn(&Adopted) -> Option<&'p Pack>,
) -> Result<(Vec<New>, Vec<String>), Failure> {
    let mut wrong: Vec<String> = Vec::new();
    let (mut new, mut nothing_follows) = (Vec::new(), Vec::new());
    for adopted in &adoption.adopted {
        // An adoption lasts until another takes its place: one that ends must be followed by one that begins.
        if let Some(until) = adopted.until
            && !adoption.adopted.iter().any(|next| next.from == until.plus_days(1) && covers(next, adopted))
        {
            let (day, pack) = (say::day(until), &adopted.pack);
            if packs(adopted).and_then(|pack| pack.until) == Some(until) {
                let whom = if adopted.units.is_empty() { "any unit".to_owned() } else { adopted.units.join(", ") };
                let next = say::day(until.plus_days(1));
                nothing_follows.push(format!(
                    "From {next} no policy is in force for {whom}: version {} of '{pack}' ends, and nothing follows.",
                    adopted.version
                ));
            } else {
                wrong.push(format!("'{pack}' ends on {day} and nothing follows: say what governs from the next day"));
            }
        }
        // What is left to another has to be there: a name that is misspelt leaves nobody out.
        adopted.all_but.iter().for_each(|name| {
            unit(name, book, &mut wrong);
        });
        let units: Vec<Option<UnitId>> = match adopted.units.is_empty() {
            true => vec![None],
            false => adopted.units.iter().filter_map(|name| unit(name, book, &mut wrong)).map(Some).collect(),
        };
        for unit in units {
            let digest = packs(adopted).map_or(Ref(0), |pack| pack.digest);
            new.push(New { adopted: adopted.clone(), digest, unit });
        }
    }
    match wrong.is_empty() {
        true => Ok((new, nothing_follows)),
        false => {
            let help = "units are written by the name or the id that the record has; 'keyworker standing' lists them";
            Err(Failure::Usage(format!("nothing is adopted: {}", wrong.join("; ")), help.into()))
        }
    }
}

/// Whether the later one is for every unit of the earlier.
fn covers(later: &Adopted, earlier: &Adopted) -> bool {
    match earlier.units.is_empty() {
        true => later.units.is_empty() && later.all_but.iter().all(|left| !earlier.governs(left)),
        false => earlier.units.iter().all(|unit| later.governs(unit)),
    }
}

/// The one unit of that name or id.
pub fn unit(name: &str, book: &Book, wrong: &mut Vec<String>) -> Option<UnitId> {
    // The record's ids say which source they come from ('ex:T16'); people write the source's own ('T16').
    let own = |id: &str| id == name || id.split_once(':').is_some_and(|(_, own)| own == name);
    let is_named = |unit: &UnitId| {
        own(book.names.unit(*unit))
            || known_facts(book.unit(*unit), Moment::MAX).any(|fact| {
                matches!(fact.content, Content::UnitDetails { name: Some(text), .. } if book.names.text(text) == name)
            })
    };
    let found: Vec<UnitId> = book.unit_ids().filter(is_named).collect();
    match found.as_slice() {
        [unit] => Some(*unit),
        [] => {
            let says = format!("there is no unit '{name}' on the record");
            // A unit that is left to another stands in two places of the file, and is one mistake.
            if !wrong.contains(&says) {
                wrong.push(says);
            }
            None
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|unit| book.names.unit(*unit)).collect();
            wrong.push(format!("'{name}' may be {}: write its id", ids.join(" or ")));
            None
        }
    }
}

/// Whether that adoption is on the record word for word, so that a file may be given again.
fn is_known(book: &Book, one: &New) -> bool {
    known_facts(book.record(), Moment::MAX).any(|fact| match fact.content {
        Content::PackAdopted { pack, version, unit, digest } => {
            fact.when.as_start() == Some(one.adopted.from.start())
                && (book.names.text(pack), book.names.text(version))
                    == (one.adopted.pack.as_str(), one.adopted.version.as_str())
                && (unit, digest) == (one.unit, one.digest)
        }
        _ => false,
    })
}

fn fact(one: &New, file: &str, names: &mut Names, around: &mut Surroundings<'_>) -> Fact {
    let mut id = [0; 16];
    (around.random)(&mut id);
    let name = Path::new(file).file_name().map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned());
    Fact {
        id: FactId(id),
        about: Subject::Record,
        when: When::At(one.adopted.from.start()),
        recorded: around.now,
        by: names.add_actor(&one.adopted.by),
        from: Provenance { source: names.add_source(&name), row: 0 },
        content: Content::PackAdopted {
            pack: names.add_text(&one.adopted.pack),
            version: names.add_text(&one.adopted.version),
            unit: one.unit,
            digest: one.digest,
        },
    }
}

/// The teams that no pack would govern from a day on which one governs others, a line for each such day.
fn ungoverned(book: &Book, names: &Names, facts: &[Fact]) -> Vec<String> {
    let mut only = Book::default();
    only.names = names.clone();
    let of_units = book.unit_ids().flat_map(|unit| book.unit(unit));
    for fact in of_units.chain(book.record()).chain(facts) {
        only.append(*fact);
    }
    let units = Units::read(&only, Moment::MAX);
    let mut changes: Vec<Moment> = units.adopted_at().collect();
    changes.dedup();
    let mut alone: Vec<(Moment, Vec<String>)> = Vec::new();
    for team in units.of_level(UnitLevel::Team) {
        // Nobody governs before the first adoption: until then every pack that is asked does.
        let first = changes.iter().find(|at| units.governing(Some(team), **at).is_none());
        if let Some(at) = first {
            let name = unit_name(&only, team);
            match alone.iter_mut().find(|(from, _)| from == at) {
                Some((_, teams)) => teams.push(name),
                None => alone.push((*at, vec![name])),
            }
        }
    }
    alone.sort();
    let line = |(from, teams): &(Moment, Vec<String>)| {
        let count = plural(teams.len() as u64, "team", "teams");
        format!("from {}, {count} would be governed by no pack:\n  {}", say::day(from.day()), teams.join("\n  "))
    };
    alone.iter().map(line).collect()
}

/// A unit's newest name on record, or else its id.
pub fn unit_name(book: &Book, unit: UnitId) -> String {
    let named = known_facts(book.unit(unit), Moment::MAX).filter_map(|fact| match fact.content {
        Content::UnitDetails { name: Some(name), .. } => Some(book.names.text(name).to_owned()),
        _ => None,
    });
    named.last().unwrap_or_else(|| book.names.unit(unit).to_owned())
}

fn said(one: &New, names: &Names) -> String {
    let whom = one.unit.map_or_else(|| every_unit_but(&one.adopted.all_but), |unit| names.unit(unit).to_owned());
    let (pack, from) = (&one.adopted.pack, say::day(one.adopted.from));
    format!("'{pack}', version {}, governs {whom} from {from}; decided by {}", one.adopted.version, one.adopted.by)
}
