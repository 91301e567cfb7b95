//! Which packs a question is answered by.

use std::path::Path;

use policy::{Pack, shipped};
use record::book::known_facts;
use record::{Book, Content, Day, Fact, Moment};
use standing::Plan;

use crate::failure::Failure;
use crate::packs_below::Below;

/// How much of a pack is taken in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    /// What it counts, and what must never be; whose duties run is for the council to say.
    CountsAndBreaches,
    Counts,
}

/// What is shown where no policy is named: the practice guide governs, and the others are counted beside it. All rules of
/// all packs at once would ask for the same thing up to three times.
const UNNAMED: [(&str, Part); 6] = [
    ("pg", Part::Whole),
    ("mon", Part::Counts),
    ("counts", Part::Whole),
    ("ap", Part::CountsAndBreaches),
    ("as", Part::Counts),
    ("in-name", Part::Counts),
];

/// The policies of an answer.
pub struct InForce {
    /// All of them, each as far as it is asked: the first is the one by which trays count.
    pub packs: Vec<Pack>,
    /// Whole, those of them that are only counted by.
    pub counted_only: Vec<Pack>,
}

impl InForce {
    /// Whether the pack of that id asks anything of anybody here, and is not only counted by.
    pub fn asks(&self, id: &str) -> bool {
        let asks = self.packs.iter().any(|pack| pack.id == id && !pack.asks_nothing());
        asks && self.counted_only.iter().all(|pack| pack.id != id)
    }
}

/// The packs of that name or file each, whole; where none is named, those that the record said then were adopted, beside the
/// counts of the usual ones that no adopted one builds on, since it holds their rules as its own; and where none was
/// adopted, the usual ones.
pub fn in_force(names: &[String], book: &Book, known: Moment) -> Result<InForce, Failure> {
    if !names.is_empty() {
        let packs = load(names)?;
        packs.iter().try_for_each(|pack| as_adopted(pack, book, known))?;
        return Ok(InForce { packs, counted_only: Vec::new() });
    }
    let adopted = adopted(book, known);
    let adopted: Vec<String> = adopted.into_iter().map(found_version).collect::<Result<_, _>>()?;
    let mut parts: Vec<(&str, Part)> = Vec::new();
    for id in &adopted {
        if !parts.iter().any(|(known, _)| known == id) {
            parts.push((id, Part::Whole));
        }
    }
    let builds_on: Vec<String> =
        adopted.iter().filter_map(|id| shipped::find(id)).try_fold(Vec::new(), |mut all, pack| {
            all.extend(read_shipped(&pack)?.builds_on);
            Ok::<_, Failure>(all)
        })?;
    for (id, part) in UNNAMED {
        // What asks of nobody may stand beside whatever was adopted; what asks, only as a count.
        let part = if adopted.is_empty() || id == "counts" { part } else { Part::Counts };
        if !adopted.iter().chain(&builds_on).any(|known| known == id) {
            parts.push((id, part));
        }
    }
    let mut found = InForce { packs: Vec::new(), counted_only: Vec::new() };
    for (id, part) in parts {
        let Some(shipped) = shipped::find(id) else {
            return Err(Failure::NotThere(format!("no pack of the name '{id}' ships"), String::new()));
        };
        let whole = read_shipped(&shipped)?;
        as_adopted(&whole, book, known)?;
        let pack = taken(whole.clone(), part);
        // A pack that asks for nothing is counted by, and that is all that it is.
        if pack != whole {
            found.counted_only.push(whole);
        }
        found.packs.push(pack);
    }
    Ok(found)
}

/// The instants at which an adoption was recorded, or one was taken back: before each, others may have been asked.
pub fn changed_at(book: &Book) -> Vec<Moment> {
    let adoptions: Vec<_> =
        book.record().iter().filter(|fact| matches!(fact.content, Content::PackAdopted { .. })).collect();
    let takes_back = |fact: &record::Fact| match fact.content {
        Content::Corrected { replaces, .. } => adoptions.iter().any(|one| one.id == replaces),
        content => matches!(content, Content::PackAdopted { .. }),
    };
    let mut all: Vec<Moment> = book.record().iter().filter(|fact| takes_back(fact)).map(|fact| fact.recorded).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The packs that any unit ever adopted, as far as was known then, each with its version, in the order of their first days.
fn adopted(book: &Book, known: Moment) -> Vec<(String, String)> {
    let facts = known_facts(book.record(), known).filter_map(|fact| match fact.content {
        Content::PackAdopted { pack, version, .. } => {
            let of = (book.names.text(pack).to_owned(), book.names.text(version).to_owned());
            Some((fact.when.as_start(), of))
        }
        _ => None,
    });
    let mut facts: Vec<_> = facts.collect();
    facts.sort();
    let mut adopted: Vec<(String, String)> = Vec::new();
    for (_, of) in facts {
        if !adopted.contains(&of) {
            adopted.push(of);
        }
    }
    adopted
}

/// That the pack ships in that version: by another one nothing would be asked, and nobody would see why.
fn found_version((id, version): (String, String)) -> Result<String, Failure> {
    let ships = shipped::find(&id).map(|pack| read_shipped(&pack)).transpose()?;
    let says = match ships {
        Some(pack) if pack.version == version => return Ok(id),
        Some(pack) => format!(
            "the record says that version {version} of the policy '{id}' was adopted, and the one that ships is version {}",
            pack.version
        ),
        None => format!("the record says that the policy '{id}' was adopted, and no pack of that name ships"),
    };
    Err(Failure::NotThere(says, "give the file of every version that was adopted with --policy".into()))
}

/// That the pack asks what that version of it asked as it was adopted. Another text under the same name would be taken for what
/// the council decided, and every answer would be by rules that nobody adopted.
fn as_adopted(pack: &Pack, book: &Book, known: Moment) -> Result<(), Failure> {
    let Some(fact) = adopted_otherwise(pack, book, known) else { return Ok(()) };
    let (version, id) = (&pack.version, &pack.id);
    let says = format!(
        "this is not the text of the policy '{id}' that was adopted as version {version}: what it asks was changed since \
         ({} put it on the record on {})",
        book.names.actor(fact.by),
        crate::say::day(fact.recorded.day())
    );
    let help = "ask with the file that was adopted (--policy); or give the changed text a version of its own, and adopt that \
                with 'keyworker policy adopt'";
    Err(Failure::NotThere(says, help.to_owned()))
}

/// The newest adoption of that version of the pack, as far as was known then, where it is of a text that asks something else.
pub fn adopted_otherwise<'b>(pack: &Pack, book: &'b Book, known: Moment) -> Option<&'b Fact> {
    let of_it = known_facts(book.record(), known).filter_map(|fact| match fact.content {
        Content::PackAdopted { pack: id, version, digest, .. } => {
            let is_it = book.names.text(id) == pack.id && book.names.text(version) == pack.version;
            is_it.then_some((fact, digest))
        }
        _ => None,
    });
    of_it.filter(|(_, digest)| *digest != pack.digest).map(|(fact, _)| fact).max_by_key(|fact| fact.recorded)
}

/// What [`in_force`] answers of a record on which nothing was adopted: for what has to be known before a record is read.
pub fn load(names: &[String]) -> Result<Vec<Pack>, Failure> {
    if names.is_empty() {
        return Ok(in_force(&[], &Book::default(), Moment::MAX)?.packs);
    }
    let texts = names.iter().map(|name| text(name)).collect::<Result<Vec<_>, _>>()?;
    let below = Below::of(&texts);
    texts.iter().map(|(name, text)| read(&below, name, text)).collect()
}

fn taken(mut pack: Pack, part: Part) -> Pack {
    if part != Part::Whole {
        pack.duties.clear();
        pack.ladders.clear();
        // A decision that a pack would not allow is a breach only where that pack governs.
        pack.gates.clear();
    }
    if part == Part::Counts {
        pack.breaches.clear();
    }
    pack
}

fn read_shipped(pack: &shipped::Shipped) -> Result<Pack, Failure> {
    pack.read().map_err(|problems| Failure::Unreadable(problems.to_string()))
}

/// The text of the pack of that name, or in that file, and what to call it.
pub fn text(name: &str) -> Result<(String, String), Failure> {
    if let Some(pack) = shipped::find(name) {
        return Ok((pack.file.to_owned(), pack.text.to_owned()));
    }
    let path = Path::new(name);
    if !path.exists() {
        let known: Vec<_> = shipped::ALL.iter().map(|pack| pack.id).collect();
        let help = format!("the packs that ship are {}; or name a file", known.join(", "));
        return Err(Failure::NotThere(format!("there is no policy pack '{name}'"), help));
    }
    Ok((name.to_owned(), crate::text::read(path)?))
}

/// The pack of that name or file.
pub fn one(name: &str) -> Result<Pack, Failure> {
    let (name, text) = text(name)?;
    read(&Below::of(&[(name.clone(), text.clone())]), &name, &text)
}

/// The rules of the pack of that name or file, and how many mistakes there are in its tests.
pub fn rules_of(name: &str) -> Result<(Pack, usize), Failure> {
    let (name, text) = text(name)?;
    let below = Below::of(&[(name.clone(), text.clone())]);
    let pack = below.rules(&name, &text).map_err(|problems| unused(&name, &problems))?;
    Ok((pack, below.read(&name, &text).err().map_or(0, |problems| problems.problems.len())))
}

fn read(below: &Below, name: &str, text: &str) -> Result<Pack, Failure> {
    below.read(name, text).map_err(|problems| unused(name, &problems))
}

fn unused(name: &str, problems: &policy::Problems) -> Failure {
    let count = problems.problems.len();
    let plural = if count == 1 { "" } else { "s" };
    Failure::Unreadable(format!("{name} has {count} mistake{plural} and is not used:\n\n{problems}"))
}

/// The place of that definition in the plan, as it is on that day; the leading one of the plan where none is named.
pub fn definition(plan: &Plan, name: Option<&str>, day: Day) -> Result<usize, Failure> {
    named(plan, name, day).map(|place| plan.definition_on(place, day))
}

fn named(plan: &Plan, name: Option<&str>, day: Day) -> Result<usize, Failure> {
    let known =
        || -> Vec<String> { plan.definitions_on(day).into_iter().map(|place| plan.definition_name(place)).collect() };
    let Some(name) = name else {
        return plan.leading().ok_or_else(|| {
            let says = "this policy does not say who needs a worker, so there is nothing to count by".into();
            let known = known();
            let or = if known.is_empty() { String::new() } else { format!("; or name one of {}", known.join(", ")) };
            Failure::NotThere(says, format!("give one that does beside it: --policy pg{or}"))
        });
    };
    if let Some(place) = plan.definition(name) {
        return Ok(place);
    }
    // Its own name is enough where only one of the policies has it.
    let own_name = |place: &usize| plan.definitions[*place].rule.id == name;
    match plan.definitions_on(day).into_iter().filter(own_name).collect::<Vec<_>>()[..] {
        [place] => Ok(place),
        [] => {
            let help = format!("these are known: {}", known().join(", "));
            Err(Failure::NotThere(format!("there is no definition '{name}'"), help))
        }
        ref several => {
            let names: Vec<_> = several.iter().map(|place| plan.definition_name(*place)).collect();
            Err(Failure::NotThere(
                format!("several policies have a definition '{name}'"),
                format!("say which: {}", names.join(", ")),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_no_policy_is_named_no_pack_but_the_first_asks_for_anything() -> Result<(), Failure> {
        let packs = load(&[])?;
        assert_eq!(packs.len(), UNNAMED.len());
        assert!(!packs[0].duties.is_empty());
        for pack in &packs[1..] {
            assert!(pack.duties.is_empty() && pack.gates.is_empty(), "{} asks beside the practice guide", pack.id);
            assert!(pack.breaches.is_empty() || pack.id == "ap", "{} has breaches beside the practice guide", pack.id);
        }
        // The pages say of each of these that it does not govern, and of no other; where policies are named, all govern.
        let beside: Vec<String> =
            in_force(&[], &Book::default(), Moment::MAX)?.counted_only.into_iter().map(|pack| pack.id).collect();
        assert_eq!(beside, ["mon", "ap", "as"]);
        assert!(in_force(&["as".to_owned()], &Book::default(), Moment::MAX)?.counted_only.is_empty());
        Ok(())
    }

    #[test]
    fn a_definition_is_named_by_its_own_name_where_one_policy_has_it() -> Result<(), Failure> {
        let packs: Vec<Pack> =
            ["pg", "counts", "ap"].iter().filter_map(|id| policy::shipped::find(id)?.read().ok()).collect();
        let plan = Plan::new(&packs.iter().collect::<Vec<_>>());
        let day: Day = Day::from_number(20_600);
        let named = |name| definition(&plan, Some(name), day).map(|place| plan.definition_name(place));
        assert_eq!(named("no-worker")?, "counts/no-worker");
        assert_eq!(named("counts/no-worker")?, "counts/no-worker");
        let refused =
            |name| definition(&plan, Some(name), day).err().map(|failure| failure.to_string()).unwrap_or_default();
        assert!(
            refused("unallocated").contains("several policies have a definition 'unallocated'"),
            "{}",
            refused("unallocated")
        );
        assert!(refused("nobody").contains("there is no definition 'nobody'"), "{}", refused("nobody"));
        Ok(())
    }
}
