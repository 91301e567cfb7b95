//! The written reference of the language has every word that a pack may write, as the reader knows them.

use policy::{Cause, CountsFrom, Each, Engaged, First, LetterKind, LetterPart, Need, Siblings, SpeaksFor, State};
use record::words::{
    AbsenceKind, Accreditation, LeftReason, Meeting, OversightPart, PlacementMark, PolicyAction, Post, Profession,
    Recipient, RiskLevel, Role, RoomAnswer, Service, Status, TransferSide, UnitLevel, VisitPart, Word,
};

const PAGE: &str = "../../docs/policy-language.md";
/// Where the lists begin.
const BELOW: &str = "--test all language -->\n";

/// What is written where, and the words that may stand there.
fn lists() -> Vec<(&'static str, Vec<&'static str>)> {
    fn of<W: Word>() -> Vec<&'static str> {
        W::NAMES.to_vec()
    }
    // What facts say of a visit or an oversight of which little is known, no rule asks for.
    let asked = |names: Vec<&'static str>| names.into_iter().filter(|name| !name.contains("not known")).collect();
    vec![
        ("a state", of::<State>()),
        ("`status`, `plan`", of::<Status>()),
        (
            "`owner`, `to` of a breach or an area, `by`, `stand-in`, `made-by`, `given-to`, `acknowledged-by`, `posts`: a post",
            of::<Post>(),
        ),
        ("`parts`, `part`: a worker's part", of::<Role>()),
        ("`professions`, `supervises`", of::<Profession>()),
        ("`counts-from`", of::<CountsFrom>()),
        ("`kinds` of an absence", of::<AbsenceKind>()),
        ("`since` of a grace", of::<Cause>()),
        ("`siblings`", of::<Siblings>()),
        ("`placement`: a mark of a placement", of::<PlacementMark>()),
        ("`service`, `service-with-children-placed`, `kind` of a service", of::<Service>()),
        ("`first`", of::<First>()),
        ("`visit`", asked(of::<VisitPart>())),
        ("`holds`: what an oversight holds", asked(of::<OversightPart>())),
        ("`to` of a letter", of::<Recipient>()),
        ("`meeting`", of::<Meeting>()),
        ("`action`", of::<PolicyAction>()),
        ("`asked`, `over`: a level of unit", of::<UnitLevel>()),
        ("`answer`", of::<RoomAnswer>()),
        ("`reason`, `reasons`", of::<LeftReason>()),
        ("`side`", of::<TransferSide>()),
        ("`risk`", of::<RiskLevel>()),
        ("`each`", of::<Each>()),
        ("`needs`", of::<Need>()),
        ("`speaks-for`", of::<SpeaksFor>()),
        ("`engaged`", of::<Engaged>()),
        ("`training`", of::<Accreditation>()),
        ("`kind` of a letter", of::<LetterKind>()),
        ("`says` of a letter: what it holds", of::<LetterPart>()),
        ("`fact`: a kind of fact", policy::facts_of_events().iter().map(|kind| kind.name()).collect()),
    ]
}

#[test]
fn the_page_has_every_word_of_every_closed_list() {
    let mut written = String::from("\n| where | words |\n|---|---|\n");
    for (place, words) in lists() {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        written.push_str(&format!("| {place} | {} |\n", words.join(", ")));
    }
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (above, below) = page.split_once(BELOW).expect("the page says where its lists begin");
    if std::env::var_os("UPDATE_CASES").is_some() {
        std::fs::write(PAGE, format!("{above}{BELOW}{written}")).unwrap();
        return;
    }
    assert_eq!(below, written, "write the lists anew: UPDATE_CASES=1 cargo test -p policy --test all language");
}

/// Every key that a pack of the whole language writes is explained on the page.
#[test]
fn the_page_has_every_key() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let whole = include_str!("../cases/good-whole-language.toml");
    let text: String = whole.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    let mut keys: Vec<&str> = text
        .split(['{', ',', '\n'])
        .filter_map(|part| part.split_once(" = ").map(|(key, _)| key.trim()))
        .filter(|key| {
            !key.is_empty() && !key.starts_with('"') && key.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    assert!(keys.len() > 90, "{}", keys.len());
    let is_there = |key: &&&str| {
        let alone = |place: usize| {
            let around = |c: char| !(c.is_ascii_lowercase() || c == '-');
            page[..place].chars().next_back().is_none_or(around)
                && page[place + key.len()..].chars().next().is_none_or(around)
        };
        page.match_indices(**key).any(|(place, _)| alone(place))
    };
    let missing: Vec<&&str> = keys.iter().filter(|key| !is_there(key)).collect();
    assert!(missing.is_empty(), "the page does not speak of {missing:?}");
}
