//! Which address answers with which page, and what stands between the wire and a page: the host's name, the headers that
//! keep a browser safe, errors as pages.

mod day;
mod others;
mod people;

use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use record::words::{Role, Word};

use crate::acts::Of;
use crate::acts::{Acts, route};
use crate::asked::{Asked, Site};
use crate::assets;
use crate::draw::{DrawnRibbon, DrawnTrend};
use crate::error::PageError;
use crate::forms::{Whom, route as forms};
use crate::pages::*;
use crate::queries::{Queries, Versioned};
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
        .merge(route::routes(acts.clone()))
        .merge(forms::routes())
        .route("/", get(home))
        .route("/assets/{name}", get(assets::serve))
        .merge(pages())
        .route("/carry-back", post(others::carried_back))
        .route("/carry-back/notes.txt", get(others::notes))
        .route("/capacity-issues/risk-register.csv", get(others::risk_register))
        .nest("/api/v1", pages())
        .route("/api/v1/child/{id}/candidates", get(allocate))
        .route("/api/v1/worker/{id}/workload", get(workload))
        .fallback(no_such_page)
        .with_state(Site { queries, acts })
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
        .route("/team/{id}/duty", get(day::duty_board))
        .route("/carers", get(others::carers))
        .route("/carer/{id}", get(others::carer))
        .route("/services", get(others::services))
        .route("/unit/{id}", get(others::unit))
        .route("/capacity-issues", get(others::capacity))
        .route("/carry-back", get(others::carry_back))
        .route("/child/{id}", get(child))
        .route("/child/{id}/allocate", get(allocate))
        .route("/child/{id}/release", get(others::release))
        .route("/child/{id}/handover", get(people::handover))
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
        .merge(people::pages())
        .merge(forms::drawn())
}

async fn home(asked: Asked) -> Redirect {
    let path = match day::who_acts(&asked) {
        Some(_) => with_query("/today", [("acting", asked.value("acting").as_deref())], PageWanted::default()),
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
    let acts = site.acts.clone();
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["page", forms::DONE])?;
        let answer = queries.child(&asked.viewer, &id, &asked.at, asked.page_wanted()?)?;
        asked.has_page(&answer.page.record_paging)?;
        let done = forms::made(acts.as_deref(), asked, Whom { of: Of::Child, id: &id })?;
        asked.show(&answer, || ChildTemplate {
            // The tab, which others may see over a shoulder, says initials.
            shell: asked.shell(Some(&answer.frame), "authority", format!("Child {}", answer.page.child.initials)),
            page: &answer.page,
            ribbon: DrawnRibbon::of(&answer.page.ribbon),
            done,
        })
    };
    site.answer(asked, ask).await
}

async fn allocate(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["part", "acting", "compare"])?;
        let part = asked.one_of("part", Role::from_name, "part=lead, key worker, co-worker or involved")?;
        let acting = day::who_acts(asked);
        let offered = (part.unwrap_or(Role::Lead), acting.as_deref());
        let answer = queries.candidates(&asked.viewer, &id, &asked.at, offered)?;
        let compared = asked.query.iter().filter(|(name, _)| name == "compare");
        let chosen = compared.map(|(_, worker)| worker.clone()).collect();
        let initials = answer.page.who.as_ref().map(|who| who.initials.clone()).unwrap_or_default();
        asked.show(&answer, || AllocateTemplate {
            shell: asked.shell(Some(&answer.frame), "authority", format!("Who could take {initials}")),
            page: &answer.page,
            chosen,
        })
    };
    site.answer(asked, ask).await
}

/// For programs alone.
async fn workload(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        asked.told(&queries.workload(&asked.viewer, &id, &asked.at)?)
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
        asked.only(&["version"])?;
        let version = asked.value("version");
        let policy = Versioned { id: &id, version: version.as_deref() };
        let answer = queries.policy(&asked.viewer, policy, &asked.at, false)?;
        asked.show(&answer, || PolicyTemplate {
            shell: asked.shell(Some(&answer.frame), "policies", answer.page.policy.title.clone()),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn handbook(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["without-data", "version"])?;
        let without = asked.one_of("without-data", |written| (written == "1").then_some(true), "without-data=1")?;
        let version = asked.value("version");
        let policy = Versioned { id: &id, version: version.as_deref() };
        let answer = queries.policy(&asked.viewer, policy, &asked.at, without.unwrap_or(false))?;
        asked.show(&answer, || HandbookTemplate {
            shell: asked.shell(Some(&answer.frame), "policies", format!("Handbook: {}", answer.page.policy.title)),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn clause(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["version"])?;
        let version = asked.value("version");
        let clause = Versioned { id: &id, version: version.as_deref() };
        let answer = queries.clause(&asked.viewer, clause, &asked.at)?;
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
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
        ("x-robots-tag", "noindex, nofollow"),
    ];
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SAFE {
        // A form alone may run our own script, and says so for itself.
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    // A page about children is not left behind in a shared computer's cache; assets say otherwise for themselves.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
