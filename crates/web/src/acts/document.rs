//! The API's document (OpenAPI 3.1), made from the declarations of acts and facts.

use decide::{ActKind, is_filled_in};
use record::Kind;
use record::fields::{FieldInfo, FieldType};
use record::words::{Post, Word};
use serde_json::{Value, json};

use super::{EXCEPTION_REASON, EXCEPTION_UNTIL, Of};

/// The document.
pub fn document() -> Value {
    let acts = ActKind::ALL.iter().map(|kind| {
        let is_new = matches!(kind, ActKind::Register | ActKind::TakeOn);
        body(("act", kind.name()), kind.says(), (Of::act(*kind), is_new), kind.fields(), None)
    });
    let recorded =
        Of::ALL.into_iter().flat_map(|of| of.kinds().iter().map(move |kind| (of, *kind))).map(|(of, kind)| {
            let may_be_new = matches!(kind, Kind::UnitDetails | Kind::CarerDetails);
            body(("record", kind.name()), kind.says(), (of, may_be_new), kind.fields(), Some(kind))
        });
    let bodies: Vec<Value> = acts.chain(recorded).collect();
    let said = |says: &str, shape: &str| {
        json!({
            "description": says,
            "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{shape}") } } },
        })
    };
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Keyworker",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What can be done. Every page's JSON twin is under the same address with /api/v1 before it.",
        },
        "paths": { "/api/v1/acts": { "post": {
            "summary": "Do something, or record that it was done.",
            "parameters": [
                { "name": "Idempotency-Key", "in": "header", "required": true, "schema": { "type": "string", "minLength": 8 },
                  "description": "The same for every sending of one request, another for every other." },
                { "name": "Keyworker-Acting", "in": "header", "required": true, "schema": { "type": "string" },
                  "description": "The worker who acts, by the identity that the record has." },
                { "name": "Keyworker-Seen", "in": "header", "schema": { "type": "integer" },
                  "description": "The position of the record that was read: what came later on whom it rests is answered with 409." },
            ],
            "requestBody": { "required": true, "content": { "application/json": { "schema": { "oneOf": bodies } } } },
            "responses": {
                "200": said("Done; or done before, under the same key.", "Done"),
                "400": said("It cannot be read.", "NotDone"),
                "403": said("Nobody says who acts.", "NotDone"),
                "409": said("Something that it rests on has changed, or the key was used for another request.", "NotDone"),
                "422": said("Refused: each ground by its clause, and what would make it possible.", "NotDone"),
                "503": said("Nothing can be written.", "NotDone"),
            },
        } } },
        "components": { "schemas": {
            "Done": { "type": "object", "required": ["before", "position", "repeated", "facts"], "properties": {
                "before": { "type": "integer" }, "position": { "type": "integer" }, "repeated": { "type": "boolean" },
                "facts": { "type": "array", "items": { "type": "string" } }, "involvement": { "type": "string" }, "about": { "type": "string" },
            } },
            "NotDone": { "description": "One member says why.", "anyOf": [
                { "type": "object", "required": ["unreadable"], "properties": { "unreadable": { "type": "array", "items": {
                    "type": "object", "required": ["field", "problem", "instead"], "properties": {
                        "field": { "type": "string" }, "problem": { "type": "string" }, "instead": { "type": "string" } } } } } },
                { "type": "object", "required": ["refused"], "properties": { "refused": { "type": "array", "items": {
                    "type": "object", "required": ["rule", "clauses", "says", "possible", "exception"], "properties": {
                        "rule": { "type": "string" }, "clauses": { "type": "array", "items": { "type": "string" } },
                        "says": { "type": "string" }, "possible": { "type": "string" },
                        "exception": { "type": "boolean", "description": "Whether the policy lets whoever acts make an exception." } } } } } },
                { "type": "object", "required": ["changed"], "properties": { "changed": {
                    "type": "object", "properties": { "by": { "type": "string" } } } } },
                { "enum": ["key_reused", "nobody_acts", "read_only", "failed"] },
            ] },
        } },
    });
    for (path, says, asked_with) in QUESTIONS {
        document["paths"][path] = question(says, asked_with);
    }
    document
}

/// What programs ask, and no page shows in the same words: where, what, and what it may be asked with.
const QUESTIONS: [(&str, &str, &[&str]); 2] = [
    (
        "/api/v1/child/{id}/candidates",
        "Who could take the child: whoever may be asked first, then those of whom something has to be recorded before, those to whom an offer would be refused, by clause, and those who are away; with what each carries before and after.",
        &["part", "acting", "as-at", "known-at"],
    ),
    ("/api/v1/worker/{id}/workload", "What the worker carries, line by line.", &["as-at", "known-at"]),
];

fn question(says: &str, asked_with: &[&str]) -> Value {
    let id = json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    let asked = asked_with.iter().map(|name| json!({ "name": name, "in": "query", "schema": { "type": "string" } }));
    let parameters: Vec<Value> = std::iter::once(id).chain(asked).collect();
    let answers = json!({
        "200": { "description": "The answer, in its frame.", "content": { "application/json": { "schema": { "type": "object" } } } },
        "404": { "description": "There is no such child or worker, or it is not yours to see." },
    });
    json!({ "get": { "summary": says, "parameters": parameters, "responses": answers } })
}

fn body(
    (member, name): (&str, &str),
    says: &str,
    (of, may_be_new): (Of, bool),
    fields: &[FieldInfo],
    recorded: Option<Kind>,
) -> Value {
    let mut properties = serde_json::Map::new();
    let mut put = |name: &str, shape: Value| drop(properties.insert(name.to_owned(), shape));
    put(member, json!({ "const": name }));
    let whom = if may_be_new {
        "Whom it is about, as the record has it; for somebody new an id that it does not have, or nothing for one that is drawn."
    } else {
        "Whom it is about, as the record has it."
    };
    put(of.name(), json!({ "type": "string", "description": whom }));
    put(
        "when",
        json!({ "type": "string", "description": "A civil date, or a date and time in London; now where it is left out." }),
    );
    put("post", json!({ "enum": Post::NAMES, "description": "In which post, where several are held." }));
    if recorded != Some(Kind::Noted) {
        put("note", json!({ "type": "string", "description": "What is written down with it." }));
    }
    if recorded.is_none() && of == Of::Child {
        put(
            EXCEPTION_REASON,
            json!({ "type": "string", "description": "Why whoever acts makes an exception, where a ground of a refusal says that the policy lets them." }),
        );
        put(
            EXCEPTION_UNTIL,
            json!({ "type": "string", "format": "date", "description": "The last civil day on which the exception holds; sent with its reason." }),
        );
    }
    let mut required = if may_be_new { vec![member] } else { vec![member, of.name()] };
    for field in fields {
        let is_filled = recorded.is_some_and(|kind| is_filled_in(kind, field.name));
        if is_filled {
            continue;
        }
        let mut shape = shape(field.of);
        shape["description"] = json!(field.says.trim());
        properties.insert(field.name.to_owned(), shape);
        if !field.optional {
            required.push(field.name);
        }
    }
    json!({
        "type": "object", "title": name, "description": says.trim(), "additionalProperties": false,
        "required": required, "properties": properties,
    })
}

fn shape(of: FieldType) -> Value {
    match of {
        FieldType::Child
        | FieldType::Worker
        | FieldType::Unit
        | FieldType::Carer
        | FieldType::Ref
        | FieldType::Fact
        | FieldType::Kind
        | FieldType::Text => json!({ "type": "string" }),
        FieldType::Day => json!({ "type": "string", "format": "date" }),
        FieldType::Moment => json!({ "type": "string" }),
        FieldType::Tri | FieldType::Flag => json!({ "type": "boolean" }),
        FieldType::Number => json!({ "type": "integer" }),
        FieldType::Word(list) => json!({ "enum": list }),
        FieldType::Words(list) => json!({ "type": "array", "uniqueItems": true, "items": { "enum": list } }),
    }
}
