//! Where forms are drawn and sent, and what stands between a browser and an act: where the form came from, its key, who acts.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::sent::{self, value};
use super::{Doing, FormAsked, Sent, Whom};
use crate::acts::{ActAsked, Acts, Done, NotDone, Unread};
use crate::asked::{ACTING, Asked, Site};
use crate::at::{AsAt, escaped};
use crate::error::PageError;
use crate::pages::{ActingTemplate, FormTemplate, WorkerTemplate};
use crate::view::{FormPage, GroundLine, Page, Problem};

/// What carries, in a child's address, which part of the record was made by the form that led there.
pub(crate) const DONE: &str = "done";
/// The longest form that is read: a long record of a visit is some tens of kilobytes.
const LONGEST_FORM_BYTES: usize = 1 << 20;
/// The part of the site to which forms belong: none of the navigation.
const PART: &str = "act";

/// Where forms are sent, and where people say who they are. Neither has a JSON twin.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/child/{id}/act/{name}", post(send_act))
        .route("/child/{id}/record/{kind}", post(send_record))
        .route("/worker/{id}/record/{kind}", post(send_record_of_worker))
        .route("/acting", get(acting).post(say_who))
}

/// Where forms are drawn, as pages and as data.
pub(crate) fn drawn() -> Router<Site> {
    Router::new()
        .route("/child/{id}/act/{name}", get(draw_act))
        .route("/child/{id}/record/{kind}", get(draw_record))
        .route("/worker/{id}/record/{kind}", get(draw_record_of_worker))
        .route("/worker/{id}", get(worker))
}

async fn draw_act(State(site): State<Site>, Path((id, name)): Path<(String, String)>, asked: Asked) -> Response {
    draw(site, asked, id, Doing::act(&name)).await
}

async fn draw_record(State(site): State<Site>, Path((id, kind)): Path<(String, String)>, asked: Asked) -> Response {
    draw(site, asked, id, Doing::record(&kind)).await
}

async fn draw_record_of_worker(
    State(site): State<Site>,
    Path((id, kind)): Path<(String, String)>,
    asked: Asked,
) -> Response {
    draw(site, asked, id, Doing::record_of_worker(&kind)).await
}

async fn send_act(
    State(site): State<Site>,
    Path((id, name)): Path<(String, String)>,
    asked: Asked,
    request: Request,
) -> Response {
    send(site, asked, id, Doing::act(&name), request).await
}

async fn send_record(
    State(site): State<Site>,
    Path((id, kind)): Path<(String, String)>,
    asked: Asked,
    request: Request,
) -> Response {
    send(site, asked, id, Doing::record(&kind), request).await
}

async fn send_record_of_worker(
    State(site): State<Site>,
    Path((id, kind)): Path<(String, String)>,
    asked: Asked,
    request: Request,
) -> Response {
    send(site, asked, id, Doing::record_of_worker(&kind), request).await
}

fn no_page<T>(found: Option<T>) -> Result<T, PageError> {
    found.ok_or(PageError::NotFound { what: "page" })
}

async fn draw(site: Site, asked: Asked, about: String, doing: Option<Doing>) -> Response {
    let acts = site.acts.clone();
    let ask = move |_: &dyn crate::Queries, asked: &Asked| {
        let (acts, doing) = (no_page(acts)?, no_page(doing)?);
        if !asked.at.is_now() {
            return Err(PageError::bad(
                "What is done is done now, and not on another day.",
                "Leave ‘as-at’ and ‘known-at’ out; the form itself asks when it was.",
            ));
        }
        let may: Vec<&str> = doing.asks().map(|field| field.name).collect();
        asked.only(&may)?;
        if !somebody_acts(acts.as_ref(), asked) {
            return Ok(say_who_first(asked));
        }
        let form = FormAsked { about, doing, filled: asked.query.clone(), sent: None };
        show(asked, &acts.form(&asked.viewer, &form)?, StatusCode::OK)
    };
    site.answer(asked, ask).await
}

fn somebody_acts(acts: &dyn Acts, asked: &Asked) -> bool {
    asked.viewer.acting().is_some_and(|acting| acts.knows(acting))
}

/// To the page on which people say who they are, and from there back here.
fn say_who_first(asked: &Asked) -> Response {
    Redirect::to(&format!("/acting?from={}", escaped(&asked.path))).into_response()
}

fn show(asked: &Asked, answer: &Page<FormPage>, status: StatusCode) -> Result<Response, PageError> {
    let page = &answer.page;
    let error = if page.problem.is_some() { "Error: " } else { "" };
    let mut response = asked.show(answer, || FormTemplate {
        shell: asked.shell(Some(&answer.frame), PART, format!("{error}{}, {}", page.title, page.about.short)),
        page,
    })?;
    *response.status_mut() = status;
    Ok(response)
}

/// What a browser sent, where it came from one of our own pages.
async fn body_of(request: Request) -> Result<Vec<(String, String)>, PageError> {
    let (parts, body) = request.into_parts();
    if !is_from_here(&parts.headers) {
        return Err(PageError::NotSent {
            message: "This form was not sent from one of these pages, so it was not read.",
            advice: "Open the form here and send it again.",
        });
    }
    let bytes = axum::body::to_bytes(body, LONGEST_FORM_BYTES).await.map_err(|_| PageError::NotSent {
        message: "What was sent is longer than a megabyte.",
        advice: "Go back, and write less.",
    })?;
    sent::pairs(&bytes).ok_or(PageError::NotSent {
        message: "What was sent is no form that can be read.",
        advice: "Open the form here and send it again.",
    })
}

/// Whether one of our own pages sent it: as the browser says, which no page can make it say otherwise.
fn is_from_here(headers: &HeaderMap) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match header("sec-fetch-site") {
        Some(site) => site == "same-origin",
        // An older browser says only which site sent it.
        None => {
            let from = header("origin").and_then(|origin| origin.split_once("://"));
            from.is_some_and(|(_, from)| header("host") == Some(from))
        }
    }
}

async fn send(site: Site, asked: Asked, about: String, doing: Option<Doing>, request: Request) -> Response {
    let acts = site.acts.clone();
    let found = no_page(acts).and_then(|acts| Ok((acts, no_page(doing)?)));
    let (acts, doing) = match found {
        Ok(found) => found,
        Err(error) => return asked.fail(&error),
    };
    let pairs = match body_of(request).await {
        Ok(pairs) => pairs,
        Err(error) => return asked.fail(&error),
    };
    let ask = move |_: &dyn crate::Queries, asked: &Asked| act(acts.as_ref(), asked, about, doing, pairs);
    site.answer(asked, ask).await
}

/// Does it and leads to whom it is about, or draws the form again with everything that was typed.
fn act(
    acts: &dyn Acts,
    asked: &Asked,
    about: String,
    doing: Doing,
    pairs: Vec<(String, String)>,
) -> Result<Response, PageError> {
    if !somebody_acts(acts, asked) {
        return Ok(say_who_first(asked));
    }
    let key = value(&pairs, "key").filter(|key| (8..=200).contains(&key.len())).map(str::to_owned);
    let key = key.ok_or(PageError::NotSent {
        message: "The form was sent without its key, so it could be done twice.",
        advice: "Open it again.",
    })?;
    let seen: Option<u64> = value(&pairs, "seen").and_then(|seen| seen.parse().ok());
    let members = sent::members(doing, &about, &pairs);
    let acting = asked.viewer.acting().map(str::to_owned);
    let again = |sent: Sent| {
        let form = FormAsked { about: about.clone(), doing, filled: pairs.clone(), sent: Some(sent) };
        acts.form(&asked.viewer, &form)
    };
    match acts.act(&asked.viewer, &ActAsked { acting, key: key.clone(), seen, members }) {
        Ok(Done { before, position, .. }) => {
            let path = doing.about_path(&about);
            Ok(Redirect::to(&format!("{path}?{DONE}={before}-{position}#{DONE}")).into_response())
        }
        Err(NotDone::Unreadable(unread)) => {
            let mut answer = again(Sent { key: Some(key), seen, since: None })?;
            say_unread(&mut answer.page, doing, &unread);
            show(asked, &answer, StatusCode::BAD_REQUEST)
        }
        // Under the same key: sent twice at once, it is refused or done once.
        Err(NotDone::Refused(grounds)) => {
            let mut answer = again(Sent { key: Some(key), seen: None, since: None })?;
            let grounds = grounds.into_iter().map(|ground| GroundLine {
                clauses: ground.clauses,
                says: ground.says,
                possible: ground.possible,
            });
            answer.page.problem = Some(Problem::Refused { grounds: grounds.collect() });
            show(asked, &answer, StatusCode::UNPROCESSABLE_ENTITY)
        }
        // To go on is another request, by somebody who has seen what changed.
        Err(NotDone::Changed { .. }) => {
            let answer = again(Sent { key: None, seen: None, since: seen.or(Some(u64::MAX)) })?;
            show(asked, &answer, StatusCode::CONFLICT)
        }
        Err(NotDone::KeyReused) => {
            let mut answer = again(Sent::default())?;
            answer.page.problem = Some(Problem::SentBefore);
            show(asked, &answer, StatusCode::CONFLICT)
        }
        Err(NotDone::NobodyActs) => Ok(say_who_first(asked)),
        Err(NotDone::ReadOnly) => Err(PageError::NotFound { what: "page" }),
        Err(NotDone::Failed) => Err(PageError::NotWritten),
    }
}

/// Puts each mistake beside its field.
fn say_unread(page: &mut FormPage, doing: Doing, unread: &[Unread]) {
    let mut more = Vec::new();
    for one in unread {
        let told = sent::told(doing, one);
        match page.fields.iter_mut().find(|field| field.name == one.field) {
            Some(field) => field.error = Some(told),
            None => more.push(told),
        }
    }
    page.problem = Some(Problem::Unreadable { more });
}

/// What the form that led to this page recorded, a line each.
pub(crate) fn made(acts: Option<&dyn Acts>, asked: &Asked, about: Whom<'_>) -> Result<Vec<String>, PageError> {
    let span = |written: &str| {
        let (before, position) = written.split_once('-')?;
        Some((before.parse().ok()?, position.parse().ok()?))
    };
    let span = asked.one_of(DONE, span, "nothing, and look at the record below")?;
    let acts = acts.filter(|_| asked.at.is_now());
    Ok(acts.zip(span).map(|(acts, span)| acts.made(&asked.viewer, about, span)).unwrap_or_default())
}

async fn worker(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let acts = site.acts.clone();
    let ask = move |_: &dyn crate::Queries, asked: &Asked| {
        let acts = no_page(acts)?;
        asked.only(&[DONE])?;
        let answer = acts.worker(&asked.viewer, &id)?;
        let done = made(Some(acts.as_ref()), asked, Whom::Worker(&id))?;
        asked.show(&answer, || WorkerTemplate {
            shell: asked.shell(Some(&answer.frame), PART, answer.page.name.clone()),
            page: &answer.page,
            done,
        })
    };
    site.answer(asked, ask).await
}

/// An address of these pages, and of no other site.
fn within(from: &str) -> &str {
    let is_ours = from.starts_with('/') && !from.starts_with("//") && !from.contains(['\\', '\n', '\r', '\t']);
    if is_ours && from.bytes().all(|byte| byte.is_ascii_graphic()) { from } else { "/authority" }
}

async fn acting(State(site): State<Site>, asked: Asked) -> Response {
    let acts = site.acts.clone();
    let ask = move |_: &dyn crate::Queries, asked: &Asked| {
        asked.only(&["from"])?;
        let from = asked.value("from").unwrap_or_default();
        show_acting(&no_page(acts)?, asked, within(&from), "")
    };
    site.answer(asked, ask).await
}

fn show_acting(acts: &Arc<dyn Acts>, asked: &Asked, from: &str, search: &str) -> Result<Response, PageError> {
    let answer = acts.who_acts(&asked.viewer, from, search)?;
    asked.show(&answer, || ActingTemplate {
        shell: crate::pages::Shell { at: NOW, ..asked.shell(Some(&answer.frame), PART, "Say who you are") },
        page: &answer.page,
    })
}

const NOW: &AsAt = &AsAt { as_at: None, known_at: None };

/// Keeps who somebody says they are; or searches, with the words in the body, since a name belongs in no address.
async fn say_who(State(site): State<Site>, asked: Asked, request: Request) -> Response {
    let acts = match no_page(site.acts.clone()) {
        Ok(acts) => acts,
        Err(error) => return asked.fail(&error),
    };
    let pairs = match body_of(request).await {
        Ok(pairs) => pairs,
        Err(error) => return asked.fail(&error),
    };
    let ask = move |_: &dyn crate::Queries, asked: &Asked| {
        let from = within(value(&pairs, "from").unwrap_or_default());
        let chosen = value(&pairs, "worker").filter(|worker| acts.knows(worker));
        let kept = match (chosen, value(&pairs, "nobody")) {
            (Some(worker), _) => format!("{ACTING}={}; Path=/; HttpOnly; SameSite=Strict", escaped(worker)),
            (None, Some(_)) => format!("{ACTING}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"),
            (None, None) => {
                let search = value(&pairs, "search").unwrap_or_default();
                return show_acting(&acts, asked, from, search);
            }
        };
        let mut response = Redirect::to(from).into_response();
        let kept = HeaderValue::from_str(&kept).map_err(|error| PageError::internal(error.to_string()))?;
        response.headers_mut().insert(header::SET_COOKIE, kept);
        Ok(response)
    };
    site.answer(asked, ask).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_can_be_gone_back_to() {
        for (from, to) in [
            ("/child/x%3A1", "/child/x%3A1"),
            ("/team/x?page=2", "/team/x?page=2"),
            ("//elsewhere.example/", "/authority"),
            ("/\\elsewhere.example", "/authority"),
            ("https://elsewhere.example/", "/authority"),
            ("/a\r\nset-cookie: b", "/authority"),
            ("", "/authority"),
        ] {
            assert_eq!(within(from), to, "{from:?}");
        }
    }
}
