//! A team's week, a worker's supervision sheet, the worksheet for an absence, and the handover from duty.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;

use super::{Asked, Site};
use crate::pages::{AbsenceTemplate, HandoverTemplate, SupervisionTemplate, TeamWeekTemplate};
use crate::queries::Queries;

/// The pages, of which each has its JSON twin.
pub(super) fn pages() -> Router<Site> {
    Router::new()
        .route("/team/{id}/week", get(team_week))
        .route("/worker/{id}/supervision", get(supervision))
        .route("/worker/{id}/absence", get(absence))
}

async fn team_week(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.team_week(&asked.viewer, &id, &asked.at)?;
        asked.show(&answer, || TeamWeekTemplate {
            shell: asked.shell(Some(&answer.frame), "authority", format!("Team week: {}", answer.page.team.name)),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn supervision(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.supervision(&asked.viewer, &id, &asked.at)?;
        asked.show(&answer, || SupervisionTemplate {
            shell: asked.shell(Some(&answer.frame), "", format!("Supervision: {}", answer.page.worker.name)),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

async fn absence(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.absence(&asked.viewer, &id, &asked.at)?;
        asked.show(&answer, || AbsenceTemplate {
            shell: asked.shell(Some(&answer.frame), "", format!("Absence: {}", answer.page.worker.name)),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}

/// What whoever takes a child on from duty has to know.
pub(super) async fn handover(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    let ask = move |queries: &dyn Queries, asked: &Asked| {
        asked.only(&[])?;
        let answer = queries.handover(&asked.viewer, &id, &asked.at)?;
        let title = format!("Handover of {}", answer.page.child.initials);
        asked.show(&answer, || HandoverTemplate {
            shell: asked.shell(Some(&answer.frame), "authority", title),
            page: &answer.page,
        })
    };
    site.answer(asked, ask).await
}
