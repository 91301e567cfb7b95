//! Where forms are drawn and sent, and what stands between a browser and an act: where the form came from, its key, who acts.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::drafts;
use super::sent::{self, value};
use super::{Doing, FormAsked, Sent, Whom};
use crate::acts::{ActAsked, Acts, Done, NotDone, Of, Unread};
use crate::asked::{ACTING, Asked, Site};
use crate::at::{AsAt, escaped};
use crate::error::PageError;
use crate::pages::{ActingTemplate, FormTemplate, WorkerTemplate};
use crate::view::{FormPage, GroundLine, NotDoneFor, Page, Problem};

/// What carries, in a child's address, which part of the record was made by the form that led there.
pub(crate) const DONE: &str = "done";
/// What carries for whom else it is done.
pub(crate) const ALSO: &str = "also";
/// The longest key of a form; what is sent for others adds to it.
const LONGEST_KEY: usize = 100;
/// The longest form that is read: a long record of a visit is some tens of kilobytes.
const LONGEST_FORM_BYTES: usize = 1 << 20;
/// The part of the site to which forms belong: none of the navigation.
const PART: &str = "act";

/// Where forms are sent, and where people say who they are. Neither has a JSON twin.
pub(crate) fn routes() -> Router<Site> {
    let of_each = Of::ALL.into_iter().fold(Router::new(), |router, of| {
        let act = move |state, path, asked, request| send(state, path, asked, request, of, Doing::act);
        let record = move |state, path, asked, request| send(state, path, asked, request, of, Doing::record);
        let at = of.name();
        router
            .route(&format!("/{at}/{{id}}/act/{{name}}"), post(act))
            .route(&format!("/{at}/{{id}}/record/{{name}}"), post(record))
    });
    of_each
        .merge(drafts::routes())
        .route("/acting", get(acting).post(say_who))
        .route("/several", get(super::several::chosen))
}

/// Where forms are drawn, as pages and as data.
pub(crate) fn drawn() -> Router<Site> {
    let of_each = Of::ALL.into_iter().fold(Router::new(), |router, of| {
        let act = move |state, path, asked| draw(state, path, asked, of, Doing::act);
        let record = move |state, path, asked| draw(state, path, asked, of, Doing::record);
        let at = of.name();
        router
            .route(&format!("/{at}/{{id}}/act/{{name}}"), get(act))
            .route(&format!("/{at}/{{id}}/record/{{name}}"), get(record))
    });
    of_each.route("/worker/{id}", get(worker))
}

/// What is done of that name, about whoever that is.
pub(super) type Named = fn(Of, &str) -> Option<Doing>;

fn no_page<T>(found: Option<T>) -> Result<T, PageError> {
    found.ok_or(PageError::NotFound { what: "page" })
}

async fn draw(
    State(site): State<Site>,
    Path((about, name)): Path<(String, String)>,
    asked: Asked,
    of: Of,
    named: Named,
) -> Response {
    let (acts, doing) = (site.acts.clone(), named(of, &name));
    let ask = move |_: &dyn crate::Queries, asked: &Asked| {
        let (acts, doing) = (no_page(acts)?, no_page(doing)?);
        if !asked.at.is_now() {
            return Err(PageError::bad(
                "What is done is done now, and not on another day.",
                "Leave ‘as-at’ and ‘known-at’ out; the form itself asks when it was.",
            ));
        }
        let mut may: Vec<&str> = doing.asks().map(|field| field.name).collect();
        if doing.for_several() {
            may.push(ALSO);
        }
        if !doing.has_own_post() {
            may.push("post");
        }
        asked.only(&may)?;
        if !somebody_acts(acts.as_ref(), asked) {
            return Ok(say_who_first(asked));
        }
        let form = FormAsked { about, doing, filled: asked.query.clone(), link: String::new(), sent: None };
        show(asked, &acts.form(&asked.viewer, &form)?, StatusCode::OK)
    };
    site.answer(asked, ask).await
}

pub(crate) fn somebody_acts(acts: &dyn Acts, asked: &Asked) -> bool {
    asked.viewer.acting().is_some_and(|acting| acts.knows(acting))
}

/// To the page on which people say who they are, and from there back here.
pub(crate) fn say_who_first(asked: &Asked) -> Response {
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
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, KEEPS_DRAFTS);
    Ok(response)
}

/// What a browser may do on a form, and on no other page: run our own script, which keeps drafts, and that may ask us.
const KEEPS_DRAFTS: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// What a browser sent, where it came from one of our own pages.
pub(crate) async fn body_of(request: Request) -> Result<Vec<(String, String)>, PageError> {
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

async fn send(
    State(site): State<Site>,
    Path((about, name)): Path<(String, String)>,
    asked: Asked,
    request: Request,
    of: Of,
    named: Named,
) -> Response {
    let acts = site.acts.clone();
    let found = no_page(acts).and_then(|acts| Ok((acts, no_page(named(of, &name))?)));
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

/// Does it, for whoever it is about and for the others who were chosen, and leads to whom it is about; or draws the form again
/// with everything that was typed, for those for whom it was not done.
fn act(
    acts: &dyn Acts,
    asked: &Asked,
    about: String,
    doing: Doing,
    pairs: Vec<(String, String)>,
) -> Result<Response, PageError> {
    if !somebody_acts(acts, asked) {
        let form = drafts::keep_unsigned(acts, &asked.viewer, (&about, doing), &pairs);
        return Ok(Redirect::to(&format!("/acting?from={}", escaped(&form))).into_response());
    }
    let key = value(&pairs, "key").filter(|key| (8..=LONGEST_KEY).contains(&key.len())).map(str::to_owned);
    let key = key.ok_or(PageError::NotSent {
        message: "The form was sent without its key, so it could be done twice.",
        advice: "Open it again.",
    })?;
    let seen: Option<u64> = value(&pairs, "seen").and_then(|seen| seen.parse().ok());
    let acting = asked.viewer.acting().map(str::to_owned);
    let also: Vec<String> = match doing.for_several() {
        true => pairs.iter().filter(|(name, id)| name == ALSO && *id != about).map(|(_, id)| id.clone()).collect(),
        false => Vec::new(),
    };
    // Each is decided by itself, one after the other, under a key of its own.
    let one = |id: &str, key: String| {
        let members = sent::members(doing, id, &pairs);
        acts.act(&asked.viewer, &ActAsked { acting: acting.clone(), key, seen, members })
    };
    let first = one(&about, key.clone());
    if also.is_empty() {
        return after_one(acts, asked, &about, doing, pairs, (key, seen), first);
    }
    let others: Vec<(String, Result<Done, NotDone>)> =
        also.into_iter().map(|id| (id.clone(), one(&id, format!("{key}:{id}")))).collect();
    let all: Vec<(String, Result<Done, NotDone>)> = std::iter::once((about, first)).chain(others).collect();
    after_several(acts, asked, doing, pairs, all)
}

/// What is shown after it was sent for one.
fn after_one(
    acts: &dyn Acts,
    asked: &Asked,
    about: &str,
    doing: Doing,
    pairs: Vec<(String, String)>,
    (key, seen): (String, Option<u64>),
    answer: Result<Done, NotDone>,
) -> Result<Response, PageError> {
    let again = |sent: Sent| {
        let form = sent_again(about.to_owned(), doing, pairs.clone(), sent);
        draw_again(acts, asked, &form)
    };
    match answer {
        Ok(done) => {
            drafts::done(acts, &asked.viewer, (about, doing), &pairs);
            Ok(done_of(doing, about, &done, 0))
        }
        Err(NotDone::Unreadable(unread)) => {
            let mut answer = again(Sent { key: Some(key), seen, ..Sent::default() })?;
            say_unread(&mut answer.page, doing, &unread);
            show(asked, &answer, StatusCode::BAD_REQUEST)
        }
        // Under the same key: sent twice at once, it is refused or done once.
        Err(NotDone::Refused(grounds)) => {
            let mut answer = again(Sent { key: Some(key), may_except: may_except(&grounds), ..Sent::default() })?;
            answer.page.problem = Some(Problem::Refused { grounds: lines(grounds) });
            show(asked, &answer, StatusCode::UNPROCESSABLE_ENTITY)
        }
        // To go on is another request, by somebody who has seen what changed.
        Err(NotDone::Changed { .. }) => {
            let answer = again(Sent { since: seen.or(Some(u64::MAX)), ..Sent::default() })?;
            show(asked, &answer, StatusCode::CONFLICT)
        }
        Err(NotDone::KeyReused) => {
            let mut answer = again(Sent::default())?;
            answer.page.problem = Some(Problem::SentBefore);
            show(asked, &answer, StatusCode::CONFLICT)
        }
        Err(NotDone::NobodyActs) => Ok(say_who_first(asked)),
        Err(NotDone::ReadOnly) => Err(PageError::NotFound { what: "page" }),
        Err(NotDone::Failed) => {
            let form = sent_again(about.to_owned(), doing, pairs.clone(), Sent::default());
            drafts::keep_sent(acts, &asked.viewer, &form);
            Err(PageError::NotWritten)
        }
    }
}

/// A form that was sent in vain, with what its link filled in.
fn sent_again(about: String, doing: Doing, filled: Vec<(String, String)>, sent: Sent) -> FormAsked {
    let link = value(&filled, drafts::LINK).unwrap_or_default().to_owned();
    FormAsked { about, doing, filled, link, sent: Some(sent) }
}

/// Draws it again with everything that was typed, which is kept as a draft too: whoever leaves now finds it again.
fn draw_again(acts: &dyn Acts, asked: &Asked, form: &FormAsked) -> Result<Page<FormPage>, PageError> {
    let mut answer = acts.form(&asked.viewer, form)?;
    answer.page.draft.said = drafts::keep_sent(acts, &asked.viewer, form);
    Ok(answer)
}

/// To whom it is about, saying what was recorded, and for how many others.
fn done_of(doing: Doing, about: &str, done: &Done, others: usize) -> Response {
    let path = doing.about_path(done.about.as_deref().unwrap_or(about));
    let others = if others > 0 { format!("-{others}") } else { String::new() };
    Redirect::to(&format!("{path}?{DONE}={}-{}{others}#{DONE}", done.before, done.position)).into_response()
}

/// Whether a policy lets whoever acts make an exception from any of them.
fn may_except(grounds: &[crate::acts::Ground]) -> bool {
    grounds.iter().any(|ground| ground.exception)
}

fn lines(grounds: Vec<crate::acts::Ground>) -> Vec<GroundLine> {
    let line = |ground: crate::acts::Ground| GroundLine {
        clauses: ground.clauses,
        says: ground.says,
        possible: match ground.exception {
            true => format!("{} You may make an exception: say why below, and until when.", ground.possible),
            false => ground.possible,
        },
    };
    grounds.into_iter().map(line).collect()
}

/// What is shown after it was sent for several: where it was not done for all, the form again for those for whom it was not,
/// with what stands against each.
fn after_several(
    acts: &dyn Acts,
    asked: &Asked,
    doing: Doing,
    mut pairs: Vec<(String, String)>,
    all: Vec<(String, Result<Done, NotDone>)>,
) -> Result<Response, PageError> {
    let (done, failed): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, answer)| answer.is_ok());
    if failed.is_empty() {
        let first = done.first().and_then(|(id, answer)| Some((id, answer.as_ref().ok()?)));
        let (id, of) = first.ok_or(PageError::NotWritten)?;
        drafts::done(acts, &asked.viewer, (id, doing), &pairs);
        return Ok(done_of(doing, id, of, done.len() - 1));
    }
    pairs.retain(|(name, _)| name != ALSO);
    pairs.extend(failed.iter().skip(1).map(|(id, _)| (ALSO.to_owned(), id.clone())));
    let about = failed[0].0.clone();
    // What is sent next is another request: it is for others.
    let refused = failed.iter().filter_map(|(_, answer)| match answer {
        Err(NotDone::Refused(grounds)) => Some(grounds),
        _ => None,
    });
    let sent = Sent { may_except: refused.into_iter().any(|grounds| may_except(grounds)), ..Sent::default() };
    let form = sent_again(about, doing, pairs, sent);
    let mut answer = draw_again(acts, asked, &form)?;
    let called = |id: &str| acts.called(&asked.viewer, id);
    let not_done = failed.into_iter().map(|(id, answer)| NotDoneFor {
        who: called(&id),
        grounds: match answer {
            Err(NotDone::Refused(grounds)) => lines(grounds),
            Err(NotDone::Unreadable(unread)) => {
                let said = unread.iter().map(|one| GroundLine::plain(&sent::told(doing, one)));
                said.collect()
            }
            Err(NotDone::Changed { .. }) => {
                vec![GroundLine::plain(
                    "Somebody changed what it rests on while you had this form open. Look at the child first.",
                )]
            }
            _ => vec![GroundLine::plain("It could not be written. Send it again.")],
        },
    });
    let not_done = not_done.collect();
    let done = done.iter().map(|(id, _)| called(id)).collect();
    answer.page.problem = Some(Problem::Several { done, not_done });
    show(asked, &answer, StatusCode::UNPROCESSABLE_ENTITY)
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
        let mut parts = written.split('-').map(|part| part.parse::<u64>().ok());
        let (before, position) = (parts.next()??, parts.next()??);
        Some((before, position, parts.next().flatten().unwrap_or(0)))
    };
    let span = asked.one_of(DONE, span, "nothing, and look at the record below")?;
    let acts = acts.filter(|_| asked.at.is_now());
    let Some((acts, (before, position, others))) = acts.zip(span) else { return Ok(Vec::new()) };
    let mut made = acts.made(&asked.viewer, about, (before, position));
    match others {
        0 => {}
        1 => made.push("The same for one other child".to_owned()),
        more => made.push(format!("The same for {more} other children")),
    }
    Ok(made)
}

async fn worker(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let acts = site.acts.clone();
    let ask = move |_: &dyn crate::Queries, asked: &Asked| {
        let acts = no_page(acts)?;
        asked.only(&[DONE])?;
        let answer = acts.worker(&asked.viewer, &id)?;
        let done = made(Some(acts.as_ref()), asked, Whom { of: Of::Worker, id: &id })?;
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
