//! Carers, other services' lists, units, and capacity issues.

use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::{Asked, Site};
use crate::acts::{ActAsked, NotDone, Of};
use crate::error::PageError;
use crate::forms::sent::value;
use crate::forms::{Whom, route as forms};
use crate::pages::{
    CapacityTemplate, CarerTemplate, CarersTemplate, CarryTemplate, ReleaseTemplate, ServicesTemplate, UnitTemplate,
};
use crate::queries::Queries;
use crate::view::{CarryFailed, CarryPage};

pub(super) async fn carers(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.carers(&asked.viewer, &asked.at)?;
        asked.show(&answer, || CarersTemplate {
            shell: asked.shell(Some(&answer.frame), "services", "Foster carers and adopters"),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

pub(super) async fn carer(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let acts = site.acts.clone();
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[forms::DONE])?;
        let answer = queries.carer(&asked.viewer, &id, &asked.at)?;
        let done = forms::made(acts.as_deref(), asked, Whom { of: Of::Carer, id: &id })?;
        asked.show(&answer, || CarerTemplate {
            // The tab, which others may see over a shoulder, says initials.
            shell: asked.shell(Some(&answer.frame), "services", format!("Carer {}", answer.page.initials)),
            page: &answer.page,
            done,
        })
    };
    site.answer(asked, ask).await
}

pub(super) async fn services(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.services(&asked.viewer, &asked.at)?;
        asked.show(&answer, || ServicesTemplate {
            shell: asked.shell(Some(&answer.frame), "services", "Other services"),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

pub(super) async fn unit(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let acts = site.acts.clone();
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[forms::DONE])?;
        let answer = queries.unit(&asked.viewer, &id, &asked.at)?;
        let done = forms::made(acts.as_deref(), asked, Whom { of: Of::Unit, id: &id })?;
        asked.show(&answer, || UnitTemplate {
            shell: asked.shell(Some(&answer.frame), "authority", format!("The unit {}", answer.page.unit.name)),
            page: &answer.page,
            done,
        })
    };
    site.answer(asked, ask).await
}

pub(super) async fn capacity(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.capacity(&asked.viewer, &asked.at)?;
        asked.show(&answer, || CapacityTemplate {
            shell: asked.shell(Some(&answer.frame), "authority", "Capacity issues"),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

/// The risk register as a table for another program (AP-14).
pub(super) async fn risk_register(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.capacity(&asked.viewer, &asked.at)?;
        let mut table = csv::Writer::from_writer(Vec::new());
        let failed = |error: String| PageError::internal(error);
        let heads = [
            "unit",
            "what is lacking",
            "what shows it",
            "raised",
            "raised by",
            "newest decision",
            "decided",
            "decided by",
        ];
        table.write_record(heads).map_err(|error| failed(error.to_string()))?;
        for issue in answer.page.issues.iter().filter(|issue| issue.on_risk_register == Some(true) && !issue.over) {
            let newest = issue.decided.last();
            let text = |of: Option<&String>| of.cloned().unwrap_or_default();
            let cells = [
                issue.unit.name.clone(),
                issue.what.clone(),
                text(issue.evidence.as_ref()),
                issue.raised.clone(),
                text(issue.by.as_ref()),
                text(newest.map(|one| &one.says)),
                text(newest.map(|one| &one.when)),
                text(newest.and_then(|one| one.by.as_ref())),
            ];
            // A spreadsheet would run what begins so.
            let cells = cells
                .map(|cell| if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell });
            table.write_record(cells).map_err(|error| failed(error.to_string()))?;
        }
        let bytes = table.into_inner().map_err(|error| failed(error.to_string()))?;
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"risk-register.csv\""),
        ];
        Ok((headers, bytes).into_response())
    };
    site.answer(asked, ask).await
}

/// What is to be carried back to the case system (AS-28).
pub(super) async fn carry_back(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["day", "marked"])?;
        let marked = asked.one_of("marked", |marked| marked.parse::<u64>().ok(), "a number")?;
        let answer = queries.carry_back(&asked.viewer, &asked.at, asked.value("day").as_deref())?;
        asked.show(&answer, || CarryTemplate {
            shell: asked.shell(Some(&answer.frame), "carry-back", "To carry back"),
            page: &answer.page,
            marked,
            failed: None,
        })
    };
    site.answer(asked, ask).await
}

/// The same as text, to be kept or pasted.
pub(super) async fn notes(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["day"])?;
        let answer = queries.carry_back(&asked.viewer, &asked.at, asked.value("day").as_deref())?;
        let mut text = String::new();
        let children = answer.page.children.iter().map(|one| (&one.called, &one.child.id, &one.notes));
        let others = answer.page.others.iter().map(|one| (&one.called, &one.id, &one.notes));
        for (called, id, notes) in children.chain(others) {
            text.push_str(&format!("== {called} ({id}) ==\n\n"));
            for note in notes {
                text.push_str(&format!("{}\n\n", note.text));
            }
        }
        let headers = [
            (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"case-notes.txt\""),
        ];
        Ok((headers, text).into_response())
    };
    site.answer(asked, ask).await
}

/// Marks records as carried back, each by itself.
pub(super) async fn carried_back(State(site): State<Site>, asked: Asked, request: Request) -> Response {
    let Some(acts) = site.acts.clone() else { return asked.fail(&PageError::NotFound { what: "page" }) };
    let pairs = match forms::body_of(request).await {
        Ok(pairs) => pairs,
        Err(error) => return asked.fail(&error),
    };
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        if !forms::somebody_acts(acts.as_ref(), asked) {
            return Ok(forms::say_who_first(asked));
        }
        let nothing = || PageError::bad("Nothing was chosen.", "Go back, and choose what was carried back.");
        let whom = Of::ALL.into_iter().find_map(|of| Some((of.name(), value(&pairs, of.name())?)));
        let (key, (of, id)) = value(&pairs, "key").zip(whom).ok_or_else(nothing)?;
        let facts: Vec<&str> = pairs.iter().filter(|(name, _)| name == "fact").map(|(_, id)| id.as_str()).collect();
        if facts.is_empty() {
            return Err(nothing());
        }
        let before = queries.carry_back(&asked.viewer, &asked.at, None)?.page;
        let (mut left, mut why) = (Vec::new(), Vec::new());
        for fact in &facts {
            let said = serde_json::json!({ "record": "carried_back", of: id, "fact": fact });
            let members = said.as_object().cloned().unwrap_or_default();
            let acting = asked.viewer.acting().map(str::to_owned);
            let one = ActAsked { acting, key: format!("{key}:{fact}"), seen: None, members };
            match acts.act(&asked.viewer, &one) {
                Ok(_) => {}
                // What was marked before, by somebody else or by a second press, is marked.
                Err(NotDone::Refused(grounds)) if grounds.iter().all(|one| one.says == decide::CARRIED_BEFORE) => {}
                Err(NotDone::Refused(grounds)) => {
                    left.push(*fact);
                    why.extend(grounds.into_iter().map(|of| of.says));
                }
                Err(NotDone::Unreadable(_)) => {
                    left.push(*fact);
                    why.push("There is no such record, or it is not yours to see.".to_owned());
                }
                Err(_) => {
                    left.push(*fact);
                    why.push("It could not be written. Send it again.".to_owned());
                }
            }
        }
        let (called, notes) = notes_of(before, of, id);
        // A record is marked once all that it is made of is.
        let records = |are: &dyn Fn(&[&str]) -> bool| {
            let mut ids: Vec<Vec<&str>> = notes.iter().map(|note| note.iter().map(String::as_str).collect()).collect();
            let listed: Vec<&str> = ids.concat();
            ids.extend(facts.iter().filter(|fact| !listed.contains(*fact)).map(|fact| vec![*fact]));
            ids.iter().filter(|ids| ids.iter().any(|id| facts.contains(id)) && are(ids)).count() as u64
        };
        let marked = records(&|ids| !ids.iter().any(|id| left.contains(id)));
        let day = value(&pairs, "day");
        if !left.is_empty() {
            why.dedup();
            let not_marked = records(&|ids| ids.iter().any(|id| left.contains(id)));
            let answer = queries.carry_back(&asked.viewer, &asked.at, day)?;
            let mut response = asked.show(&answer, || CarryTemplate {
                shell: asked.shell(Some(&answer.frame), "carry-back", "Error: To carry back"),
                page: &answer.page,
                marked: None,
                failed: Some(CarryFailed { called, marked, not_marked, why }),
            })?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(response);
        }
        let day = day.map(|day| format!("&day={}", crate::at::escaped(day))).unwrap_or_default();
        Ok(Redirect::to(&format!("/carry-back?marked={marked}{day}")).into_response())
    };
    site.answer(asked, ask).await
}

/// What they are called of whom records are marked, and which facts each record is made of.
fn notes_of(page: CarryPage, of: &str, id: &str) -> (String, Vec<Vec<String>>) {
    let children = page.children.into_iter().map(|one| (Of::Child.name(), one.child.id, one.called, one.notes));
    let others = page.others.into_iter().map(|one| (one.of, one.id, one.called, one.notes));
    let found = children.chain(others).find(|(what, whose, ..)| *what == of && whose == id);
    let (called, notes) =
        found.map_or_else(|| (format!("that {of}"), Vec::new()), |(_, _, called, notes)| (called, notes));
    (called, notes.into_iter().map(|note| note.ids).collect())
}

/// Which work could be released for a child who needs a worker at once (AS-10).
pub(super) async fn release(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.releases(&asked.viewer, &id, &asked.at)?;
        let title = format!("Work that could be released for {}", answer.page.who.initials);
        asked.show(&answer, || ReleaseTemplate {
            shell: asked.shell(Some(&answer.frame), "authority", title),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}
