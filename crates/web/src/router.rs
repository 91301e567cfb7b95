//! Which address answers with which page, and what stands between the wire and a page: the host's name, the headers that
//! keep a browser safe, errors as pages.

mod day;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, MatchedPath, OriginalUri, Path, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Serialize;

use crate::acts::{Acts, route};
use crate::assets;
use crate::at::AsAt;
use crate::draw::{DrawnRibbon, DrawnTrend};
use crate::error::PageError;
use crate::pages::*;
use crate::queries::{Queries, Viewer};
use crate::view::*;

/// The names under which a browser may reach this server.
///
/// A page elsewhere can point a name of its own at this machine's loopback address and then read, as if it were ours,
/// what we serve there. So only these names are answered.
#[derive(Debug, Clone)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// This machine's own names alone.
    pub fn loopback() -> Hosts {
        Hosts(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).to_vec())
    }

    /// This machine's own names and one more.
    pub fn and(mut self, name: impl Into<String>) -> Hosts {
        self.0.push(name.into().to_ascii_lowercase());
        self
    }

    fn has(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        self.0.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// What a list of children may be asked with.
const LIST_ASKED_WITH: [&str; 11] =
    ["unit", "definition", "certainty", "kind", "reason", "governed-by", "band", "clause", "state", "breach", "page"];

#[derive(Clone)]
struct Site {
    queries: Arc<dyn Queries>,
}

/// Every page, its JSON twin under `/api/v1`, and the assets; nothing can be written.
pub fn router(queries: Arc<dyn Queries>, hosts: Hosts) -> Router {
    routes(queries, None, hosts)
}

/// The same, and what can be done.
pub fn acting_router(queries: Arc<dyn Queries>, acts: Arc<dyn Acts>, hosts: Hosts) -> Router {
    routes(queries, Some(acts), hosts)
}

fn routes(queries: Arc<dyn Queries>, acts: Option<Arc<dyn Acts>>, hosts: Hosts) -> Router {
    Router::new()
        .merge(route::routes(acts))
        .route("/", get(home))
        .route("/assets/{name}", get(assets::serve))
        .merge(pages())
        .nest("/api/v1", pages())
        .fallback(no_such_page)
        .with_state(Site { queries })
        .layer(middleware::from_fn(log_failures))
        .layer(middleware::from_fn_with_state(hosts, only_our_hosts))
        .layer(middleware::from_fn(safe_headers))
}

fn pages() -> Router<Site> {
    Router::new()
        .route("/authority", get(authority))
        .route("/today", get(day::today))
        .route("/search", get(day::search_form).post(day::search))
        .route("/service/{id}", get(service))
        .route("/team/{id}", get(team))
        .route("/child/{id}", get(child))
        .route("/children", get(children))
        .route("/definitions", get(definitions))
        .route("/data", get(data))
        .route("/data/{id}/rejected", get(rejected))
        .route("/import", get(import))
        .route("/in-name-only", get(in_name_only))
        .route("/whole-story", get(whole_story))
        .route("/breaches", get(breaches))
        .route("/policies", get(policies))
        .route("/policy/{id}", get(policy))
        .route("/handbook/{id}", get(handbook))
        .route("/clause/{id}", get(clause))
}

/// What every page is asked with.
struct Asked {
    viewer: Viewer,
    at: AsAt,
    /// The page's path without `/api/v1`.
    path: String,
    /// The query without the two times.
    query: Vec<(String, String)>,
    json: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked, Response> {
        let whole = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0).path();
        let twin = whole.strip_prefix("/api/v1");
        let (path, json) = (twin.unwrap_or(whole).to_owned(), twin.is_some());
        let viewer = Viewer::on_this_machine();
        let blank = Asked { viewer, at: AsAt::default(), path, query: Vec::new(), json };
        let Query(mut query) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(|_| {
            blank.fail(&PageError::bad("The address has a part that cannot be read.", "Start from the first page."))
        })?;
        let at = AsAt::from_query(&query).map_err(|error| blank.fail(&error))?;
        query.retain(|(name, value)| name != "as-at" && name != "known-at" && !value.is_empty());
        Ok(Asked { at, query, ..blank })
    }
}

impl Asked {
    fn value(&self, name: &str) -> Option<String> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// A value that must be one of a few; `None` where it is not set.
    fn one_of<T>(&self, name: &str, read: impl Fn(&str) -> Option<T>, known: &str) -> Result<Option<T>, PageError> {
        match self.value(name) {
            None => Ok(None),
            Some(written) => read(&written).map(Some).ok_or_else(|| {
                PageError::bad(format!("The address asks for a ‘{name}’ that there is not."), format!("Write {known}."))
            }),
        }
    }

    fn page_wanted(&self) -> Result<PageWanted, PageError> {
        let read = |written: &str| match written {
            "all" => Some(PageWanted::All),
            _ => written.parse().ok().filter(|number| *number >= 1).map(PageWanted::Number),
        };
        Ok(self.one_of("page", read, "page=1, a higher number, or page=all")?.unwrap_or_default())
    }

    /// Refuses what a page is not asked with: left alone, a misspelt filter would answer with another list.
    fn only(&self, known: &[&str]) -> Result<(), PageError> {
        let Some((name, _)) = self.query.iter().find(|(name, _)| !known.contains(&name.as_str())) else {
            return Ok(());
        };
        let mut may: Vec<&str> = known.to_vec();
        may.extend(["as-at", "known-at"]);
        let name: String = name.chars().take(40).collect();
        let asked = format!("The address asks with ‘{name}’, which this page does not know.");
        Err(PageError::bad(asked, format!("It may be asked with {}.", crate::words::listed(&may))))
    }

    /// Refuses a page of a list that the list does not have.
    fn has_page(&self, paging: &Paging) -> Result<(), PageError> {
        match self.page_wanted()? {
            PageWanted::Number(wanted) if wanted > paging.pages => {
                let pages = crate::words::plural(paging.pages, "page", "pages");
                let wanted = crate::words::number(wanted);
                Err(PageError::NoSuchPage { message: format!("This list has {pages}, and no page {wanted}.") })
            }
            _ => Ok(()),
        }
    }

    fn band(&self) -> Result<Option<Band>, PageError> {
        let known = Band::ALL.map(Band::id).join(", ");
        self.one_of("band", Band::from_id, &format!("one of {known}"))
    }

    fn shell<'a>(&'a self, frame: Option<&'a Frame>, part: &'static str, title: impl Into<String>) -> Shell<'a> {
        let (path, query) = (self.path.clone(), self.query.clone());
        Shell { frame, at: &self.at, title: title.into(), part, path, query }
    }

    /// The page itself, or its JSON twin.
    fn show<T: Serialize, P: askama::Template>(
        &self,
        page: &Page<T>,
        template: impl FnOnce() -> P,
    ) -> Result<Response, PageError> {
        if self.json {
            let body = serde_json::to_string(page).map_err(|error| PageError::internal(error.to_string()))?;
            return Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response());
        }
        let body = template().render().map_err(|error| PageError::internal(error.to_string()))?;
        Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response())
    }

    /// An error as a page, or as JSON.
    fn fail(&self, error: &PageError) -> Response {
        let (status, heading, message, advice) = match error {
            PageError::NotFound { what } => (
                StatusCode::NOT_FOUND,
                "Page not found",
                format!("There is no such {what}, or it is not yours to see."),
                "Check the address, or start from the first page.".to_owned(),
            ),
            PageError::NoSuchPage { message } => (
                StatusCode::NOT_FOUND,
                "Page not found",
                message.clone(),
                "Write page=1 in the address, a number that there is, or page=all.".to_owned(),
            ),
            PageError::NotAllowed { because } => {
                (StatusCode::FORBIDDEN, "You may not see this page", because.clone(), String::new())
            }
            PageError::Bad { message, write } => {
                (StatusCode::BAD_REQUEST, "There is a problem with the address", message.clone(), write.clone())
            }
            PageError::Internal { private } => {
                tracing::error!(detail = %private, "a page failed");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Sorry, this page failed",
                    "Nothing was changed or lost.".to_owned(),
                    "Try again. If it fails again, tell the person who looks after Keyworker at what time it did."
                        .to_owned(),
                )
            }
        };
        if self.json {
            let body = serde_json::json!({ "error": message, "what_to_do": advice });
            return (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response();
        }
        let at = AsAt::default();
        let (path, query) = ("/authority".to_owned(), Vec::new());
        let shell = Shell { frame: None, at: &at, title: heading.to_owned(), part: "", path, query };
        match askama::Template::render(&ErrorTemplate { shell, heading, message: &message, advice: &advice }) {
            Ok(body) => (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response(),
            Err(_) => (status, heading).into_response(),
        }
    }
}

impl Site {
    /// Asks and renders on a thread that may take its time, since a question about a past day may read the log.
    async fn answer(
        self,
        asked: Asked,
        ask: impl FnOnce(&dyn Queries, &Asked) -> Result<Response, PageError> + Send + 'static,
    ) -> Response {
        let asked = Arc::new(asked);
        let (queries, for_the_thread) = (self.queries, Arc::clone(&asked));
        let answer = tokio::task::spawn_blocking(move || ask(queries.as_ref(), &for_the_thread)).await;
        match answer.unwrap_or_else(|_| Err(PageError::internal("a query panicked"))) {
            Ok(response) => response,
            Err(error) => asked.fail(&error),
        }
    }
}

async fn home(asked: Asked) -> Redirect {
    let path = match day::who_acts(&asked) {
        Some(acting) => with_query("/today", [("acting", Some(acting.as_str()))], PageWanted::default()),
        None => "/authority".to_owned(),
    };
    Redirect::temporary(&asked.at.to(&path))
}

async fn authority(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        area(asked, queries.authority(&asked.viewer, &asked.at)?)
    };
    site.answer(asked, ask).await
}

async fn service(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        area(asked, queries.service(&asked.viewer, &id, &asked.at)?)
    };
    site.answer(asked, ask).await
}

fn area(asked: &Asked, answer: Page<AreaPage>) -> Result<Response, PageError> {
    asked.show(&answer, || AreaTemplate {
        shell: asked.shell(Some(&answer.frame), "authority", format!("Who needs a worker: {}", answer.page.unit.name)),
        page: &answer.page,
        trend: DrawnTrend::of(&answer.page.trend),
    })
}

async fn team(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["kind", "reason", "band", "page"])?;
        let filter = TrayFilter {
            kind: asked.value("kind"),
            reason: asked.value("reason"),
            band: asked.band()?,
            page: asked.page_wanted()?,
        };
        let answer = queries.team_tray(&asked.viewer, &id, &asked.at, &filter)?;
        asked.has_page(&answer.page.paging)?;
        asked.show(&answer, || TrayTemplate {
            shell: asked.shell(Some(&answer.frame), "authority", format!("Needs a worker: {}", answer.page.team.name)),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn child(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["page"])?;
        let answer = queries.child(&asked.viewer, &id, &asked.at, asked.page_wanted()?)?;
        asked.has_page(&answer.page.record_paging)?;
        asked.show(&answer, || ChildTemplate {
            // The tab, which others may see over a shoulder, says initials.
            shell: asked.shell(Some(&answer.frame), "authority", format!("Child {}", answer.page.child.initials)),
            page: &answer.page,
            ribbon: DrawnRibbon::of(&answer.page.ribbon),
        })
    };
    site.answer(asked, ask).await
}

async fn children(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&LIST_ASKED_WITH)?;
        let filter = ChildrenFilter {
            unit: asked.value("unit"),
            definition: asked.value("definition"),
            certainty: asked.one_of("certainty", Certainty::from_id, "certain or possible")?,
            kind: asked.value("kind"),
            reason: asked.value("reason"),
            governed_by: asked.value("governed-by"),
            band: asked.band()?,
            clause: asked.value("clause"),
            state: asked.value("state"),
            breach: asked.value("breach"),
            page: asked.page_wanted()?,
        };
        let answer = queries.children(&asked.viewer, &asked.at, &filter)?;
        asked.has_page(&answer.page.paging)?;
        asked.show(&answer, || ChildrenTemplate {
            shell: asked.shell(Some(&answer.frame), "", answer.page.heading.clone()),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn definitions(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["first", "second", "page"])?;
        let pair = match (asked.value("first"), asked.value("second")) {
            (Some(first), Some(second)) => Some((first, second)),
            (None, None) => None,
            _ => {
                return Err(PageError::bad(
                    "To compare definitions, two have to be chosen.",
                    "Go back and choose a first and a second one.",
                ));
            }
        };
        let chosen = Chosen { pair, page: asked.page_wanted()? };
        let answer = queries.definitions(&asked.viewer, &asked.at, &chosen)?;
        if let Some(compared) = &answer.page.compared {
            asked.has_page(&compared.paging)?;
        }
        asked.show(&answer, || DefinitionsTemplate {
            shell: asked.shell(Some(&answer.frame), "definitions", "Definitions side by side"),
            page: &answer.page,
            chosen: &chosen,
        })
    };
    site.answer(asked, ask).await
}

async fn data(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.data_cannot_say(&asked.viewer, &asked.at)?;
        asked.show(&answer, || DataTemplate {
            shell: asked.shell(Some(&answer.frame), "data", "What the data cannot say"),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn import(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.import(&asked.viewer, &asked.at)?;
        asked.show(&answer, || ImportTemplate {
            shell: asked.shell(Some(&answer.frame), "data", "What was read"),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn in_name_only(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["unit"])?;
        let answer = queries.in_name_only(&asked.viewer, &asked.at, asked.value("unit").as_deref())?;
        asked.show(&answer, || InNameTemplate {
            shell: asked.shell(Some(&answer.frame), "in-name-only", "In name only"),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn whole_story(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["unit", "page"])?;
        let (unit, page) = (asked.value("unit"), asked.page_wanted()?);
        let answer = queries.whole_stories(&asked.viewer, &asked.at, unit.as_deref(), page)?;
        asked.has_page(&answer.page.paging)?;
        asked.show(&answer, || StoriesTemplate {
            shell: asked.shell(Some(&answer.frame), "in-name-only", "The whole story"),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn breaches(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["unit"])?;
        let answer = queries.breaches(&asked.viewer, &asked.at, asked.value("unit").as_deref())?;
        asked.show(&answer, || BreachesTemplate {
            shell: asked.shell(Some(&answer.frame), "breaches", "Breaches"),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn rejected(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["page"])?;
        let answer = queries.rejected_rows(&asked.viewer, &asked.at, &id, asked.page_wanted()?)?;
        asked.has_page(&answer.page.paging)?;
        asked.show(&answer, || RejectedTemplate {
            shell: asked.shell(Some(&answer.frame), "data", format!("Rejected rows: {}", answer.page.source.file)),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn policies(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.policies(&asked.viewer, &asked.at)?;
        asked.show(&answer, || PoliciesTemplate {
            shell: asked.shell(Some(&answer.frame), "policies", "Policies in force"),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn policy(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.policy(&asked.viewer, &id, &asked.at, false)?;
        asked.show(&answer, || PolicyTemplate {
            shell: asked.shell(Some(&answer.frame), "policies", answer.page.policy.title.clone()),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn handbook(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["without-data"])?;
        let without = asked.one_of("without-data", |written| (written == "1").then_some(true), "without-data=1")?;
        let answer = queries.policy(&asked.viewer, &id, &asked.at, without.unwrap_or(false))?;
        asked.show(&answer, || HandbookTemplate {
            shell: asked.shell(Some(&answer.frame), "policies", format!("Handbook: {}", answer.page.policy.title)),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn clause(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.clause(&asked.viewer, &id, &asked.at)?;
        asked.show(&answer, || ClauseTemplate {
            shell: asked.shell(Some(&answer.frame), "policies", format!("Clause {}", answer.page.clause.id)),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn no_such_page(asked: Asked) -> Response {
    asked.fail(&PageError::NotFound { what: "page" })
}

/// Answers only under a name of this server's own.
async fn only_our_hosts(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    match named.or_else(|| request.uri().authority().map(|authority| authority.as_str())) {
        Some(host) if hosts.has(host) => next.run(request).await,
        _ => (StatusCode::MISDIRECTED_REQUEST, "This server does not answer under that name.").into_response(),
    }
}

/// Says that a page failed and which sort of page it was; never its address, which carries a child's id.
async fn log_failures(request: Request, next: Next) -> Response {
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    if response.status().is_server_error() {
        tracing::error!(page = matched.as_deref().unwrap_or("none"), status = response.status().as_u16(), "failed");
    }
    response
}

/// The headers that keep a browser from running, framing, guessing or keeping what it should not.
async fn safe_headers(request: Request, next: Next) -> Response {
    const SAFE: [(&str, &str); 8] = [
        (
            "content-security-policy",
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
        ("x-robots-tag", "noindex, nofollow"),
    ];
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SAFE {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // A page about children is not left behind in a shared computer's cache; assets say otherwise for themselves.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
