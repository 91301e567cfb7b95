//! A digest of what a pack asks. An adoption puts it on the record, so that another text under the same name and version is
//! noticed when it is asked.

use record::Ref;
use toml::de::{DeTable, DeValue};

/// What asks nothing of anybody: a pack's own tests.
const TESTS: &str = "test";
/// The list of the clauses, and in each what a release of Keyworker says that it does about it.
const CLAUSES: &str = "clause";
const DOES: &str = "does";

/// Of a pack's text, with those of the packs that it builds on, whose rules are its own. Comments, spaces, the order of keys, the
/// pack's tests and what Keyworker is said to do about a clause are left out: none of them is what was adopted.
pub(crate) fn of(root: &DeTable<'_>, below: &[Ref]) -> Ref {
    let mut text = String::new();
    table(root, &mut text, &|key| key == TESTS, &|key, value, text| match value {
        DeValue::Array(clauses) if key == CLAUSES => {
            for clause in clauses.iter() {
                match clause.get_ref() {
                    DeValue::Table(clause) => {
                        table(clause, text, &|key| key == DOES, &|_, value, text| any(value, text))
                    }
                    other => any(other, text),
                }
            }
        }
        other => any(other, text),
    });
    for one in below {
        text.push_str(&one.to_string());
    }
    Ref::to("pack", "rules", &text)
}

type Write<'w> = &'w dyn Fn(&str, &DeValue<'_>, &mut String);

fn table(of: &DeTable<'_>, text: &mut String, leave_out: &dyn Fn(&str) -> bool, write: Write<'_>) {
    let mut entries: Vec<_> = of.iter().map(|(key, value)| (key.get_ref().as_ref(), value.get_ref())).collect();
    entries.retain(|(key, _)| !leave_out(key));
    entries.sort_by_key(|(key, _)| *key);
    text.push('{');
    for (key, value) in entries {
        text.push_str(&format!("{key:?}="));
        write(key, value, text);
        text.push(',');
    }
    text.push('}');
}

fn any(value: &DeValue<'_>, text: &mut String) {
    match value {
        DeValue::String(of) => text.push_str(&format!("{of:?}")),
        DeValue::Integer(of) => text.push_str(&of.as_str().replace('_', "")),
        DeValue::Float(of) => text.push_str(&of.as_str().replace('_', "")),
        DeValue::Boolean(of) => text.push_str(&of.to_string()),
        DeValue::Datetime(of) => text.push_str(&of.to_string()),
        DeValue::Array(of) => {
            text.push('[');
            for item in of.iter() {
                any(item.get_ref(), text);
                text.push(',');
            }
            text.push(']');
        }
        DeValue::Table(of) => table(of, text, &|_| false, &|_, value, text| any(value, text)),
    }
}
