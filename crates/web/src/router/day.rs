//! Somebody's day, and finding a child, a worker or a team.

use axum::extract::{Form, Path, State};
use axum::response::Response;

use super::{Asked, Site};
use crate::pages::{DutyBoardTemplate, SearchTemplate, TodayTemplate};
use crate::queries::Queries;

/// Who acts, by the worker's id: the one place that says where a page reads it from.
pub(super) fn who_acts(asked: &Asked) -> Option<String> {
    asked.value("acting").or_else(|| asked.viewer.acting().map(str::to_owned))
}

pub(super) async fn today(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["acting", "list"])?;
        let whole = asked.one_of("list", |written| (written == "all").then_some(()), "list=all")?.is_some();
        let answer = queries.today(&asked.viewer, &asked.at, who_acts(asked).as_deref(), whole)?;
        asked.show(&answer, || TodayTemplate {
            shell: asked.shell(Some(&answer.frame), "today", "Today"),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

/// A team's duty board.
pub(super) async fn duty_board(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&["acting"])?;
        let answer = queries.duty_board(&asked.viewer, &id, &asked.at, who_acts(asked).as_deref())?;
        asked.show(&answer, || DutyBoardTemplate {
            shell: asked.shell(Some(&answer.frame), "authority", format!("Duty board: {}", answer.page.team.name)),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

/// The page that asks what to look for.
pub(super) async fn search_form(state: State<Site>, asked: Asked) -> Response {
    found(state, asked, String::new()).await
}

/// What was found. It is posted, and answered at once: an address would carry the name that was typed into histories and
/// logs. Nothing is changed by it, so that one that another site sends does no harm, and that site cannot read the answer.
pub(super) async fn search(state: State<Site>, asked: Asked, Form(pairs): Form<Vec<(String, String)>>) -> Response {
    let text = pairs.into_iter().find(|(name, _)| name == "q").map_or_else(String::new, |(_, text)| text);
    found(state, asked, text).await
}

async fn found(State(site): State<Site>, asked: Asked, text: String) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.search(&asked.viewer, &asked.at, &text)?;
        asked.show(&answer, || SearchTemplate {
            shell: asked.shell(Some(&answer.frame), "search", "Search"),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}
