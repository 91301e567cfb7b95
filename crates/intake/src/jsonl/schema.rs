//! The published schema of a line, made from the declaration of the kinds (JSON Schema, draft 2020-12).

use record::Kind;
use record::fields::FieldType;
use record::kinds::About;
use serde_json::{Map, Value, json};

use super::VERSION;
use super::line::{LONGEST_KEY, subjects_of};

/// A civil date from 1900 to 2100, as far as a pattern can tell one.
const DAY: &str = "(19[0-9]{2}|20[0-9]{2}|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";

/// A time of day with an optional offset; without one it is London's.
const TIME: &str = r"[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?";

/// The schema of each line of a file of facts: of its header, and of a fact of every kind. Committed as
/// `docs/schema/facts-v1.schema.json`.
pub fn schema() -> Value {
    let mut definitions = shared();
    for kind in Kind::ALL {
        definitions.insert(format!("fact_{}", kind.name()), kind_schema(*kind));
    }
    let mut lines = vec![json!({"$ref": "#/$defs/header"})];
    lines.extend(Kind::NAMES.iter().map(|name| json!({"$ref": format!("#/$defs/fact_{name}")})));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:keyworker:facts:{VERSION}"),
        "title": format!("A line of a Keyworker file of facts, version {VERSION}"),
        "description": "JSON Lines: the first line is the header, each further line is one fact. A fact is about the \
            child, worker, unit or carer that it names, or about the record itself. Dates are civil dates in London; \
            a time without an offset is London time. What is missing or null is not known.",
        "oneOf": lines,
        "$defs": definitions,
    })
}

fn shared() -> Map<String, Value> {
    let definitions = json!({
        "header": {
            "description": "The first line of every file.",
            "type": "object",
            "properties": {"keyworker": {"const": "facts"}, "version": {"const": VERSION}},
            "required": ["keyworker", "version"],
            "additionalProperties": false,
        },
        "identity": {
            "description": "An identity in its source, as source:id.",
            "type": "string",
            "pattern": r"\S",
        },
        "reference": {
            "description": "Ties facts together that speak of one thing. Written as 16 hexadecimal digits; any other \
                short text stands for a reference too, the same text for the same one.",
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_KEY,
        },
        "fact_id": {
            "description": "A fact's own id. Written as 32 hexadecimal digits; any other short text stands for an id \
                too, the same text for the same one.",
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_KEY,
        },
        "text": {"type": "string"},
        "day": {"description": "A civil date in London.", "type": "string", "pattern": format!("^{DAY}$")},
        "moment": {"description": "An instant.", "type": "string", "pattern": format!("^{DAY}{TIME}$")},
        "when": {
            "description": "A civil date in London, an instant, or null where it is not known.",
            "type": ["string", "null"],
            "pattern": format!("^{DAY}({TIME})?$"),
        },
        "kind": {"description": "A kind of fact.", "enum": Kind::NAMES},
    });
    match definitions {
        Value::Object(definitions) => definitions,
        _ => Map::new(),
    }
}

fn kind_schema(kind: Kind) -> Value {
    let mut properties = Map::new();
    let mut required = vec!["kind", "when"];
    properties.insert("kind".to_owned(), json!({"const": kind.name()}));
    for subject in subjects_of(kind) {
        properties.insert((*subject).to_owned(), refer("identity"));
        if kind.about() != About::Any {
            required.push(subject);
        }
    }
    properties.insert("when".to_owned(), refer("when"));
    properties.insert("id".to_owned(), or_null(refer("fact_id"), "Made from the line's text where it is left out."));
    properties.insert(
        "recorded".to_owned(),
        or_null(
            refer("moment"),
            "When it was recorded: the instant of when, or the start of that day, where it is left out.",
        ),
    );
    properties.insert("by".to_owned(), or_null(refer("text"), "Who recorded it."));
    properties.insert("source".to_owned(), or_null(refer("text"), "The screen or file that it came from."));
    let row = json!({"type": "integer", "minimum": 0, "maximum": u32::MAX});
    properties
        .insert("row".to_owned(), or_null(row, "The data row in the file, counted from 1; 0 where there is none."));
    for field in kind.fields() {
        let of = field_schema(field.of);
        let of = if field.optional { or_null(of, field.says) } else { described(of, field.says) };
        properties.insert(field.name.to_owned(), of);
        if !field.optional {
            required.push(field.name);
        }
    }
    let mut schema = json!({
        "description": kind.says().trim(),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    if kind.about() == About::Any {
        // At most one of them says whom it is about.
        let both = |a: &str, b: &str| json!({"required": [a, b]});
        let pairs = [
            ("child", "worker"),
            ("child", "unit"),
            ("child", "carer"),
            ("worker", "unit"),
            ("worker", "carer"),
            ("unit", "carer"),
        ];
        schema["not"] = json!({"anyOf": pairs.map(|(a, b)| both(a, b))});
    }
    schema
}

fn field_schema(of: FieldType) -> Value {
    match of {
        FieldType::Child | FieldType::Worker | FieldType::Unit | FieldType::Carer => refer("identity"),
        FieldType::Ref => refer("reference"),
        FieldType::Fact => refer("fact_id"),
        FieldType::Kind => refer("kind"),
        FieldType::Text => refer("text"),
        FieldType::Day => refer("day"),
        FieldType::Moment => refer("moment"),
        FieldType::Tri | FieldType::Flag => json!({"type": "boolean"}),
        FieldType::Number => json!({"type": "integer", "minimum": i32::MIN, "maximum": i32::MAX}),
        FieldType::Word(list) => json!({"enum": list}),
        FieldType::Words(list) => json!({"type": "array", "items": {"enum": list}, "uniqueItems": true}),
    }
}

fn refer(definition: &str) -> Value {
    json!({"$ref": format!("#/$defs/{definition}")})
}

fn described(mut schema: Value, says: &str) -> Value {
    schema["description"] = json!(says.trim());
    schema
}

fn or_null(schema: Value, says: &str) -> Value {
    json!({"anyOf": [schema, {"type": "null"}], "description": says.trim()})
}
