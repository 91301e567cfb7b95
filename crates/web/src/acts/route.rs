//! Where acts are sent, and what stands between the wire and them: the type, the key, the length.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};

use super::{ActAsked, Acts, NotDone, Unread};
use crate::queries::Viewer;

/// The addresses; without anybody to act through, they say that nothing can be written.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(acts: Option<Arc<dyn Acts>>) -> Router<S> {
    Router::new().route("/api/v1/acts", post(act)).route("/api/openapi.json", get(api_document)).with_state(acts)
}

/// The longest request that is read: a long record of a visit is some tens of kilobytes.
const LONGEST_REQUEST_BYTES: usize = 1 << 20;

async fn act(State(acts): State<Option<Arc<dyn Acts>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let unread = |field: &str, problem: &str, instead: &str| {
        let (field, problem, instead) = (field.to_owned(), problem.to_owned(), instead.to_owned());
        not_done(&NotDone::Unreadable(vec![Unread { field, problem, instead }]))
    };
    // A form on another site can send neither this type nor these headers without being let in first, which nobody is.
    let is_json = header("content-type").is_some_and(|of| of.split(';').next() == Some("application/json"));
    if !is_json {
        return unread("Content-Type", "it is not application/json", "send a JSON object, and say so");
    }
    let Some(key) = header("idempotency-key").filter(|key| (8..=200).contains(&key.len())) else {
        return unread(
            "Idempotency-Key",
            "it is missing, or not of 8 to 200 characters",
            "send one that you draw for this request",
        );
    };
    let acting = header("keyworker-acting");
    let seen = header("keyworker-seen").map(|seen| seen.parse::<u64>());
    let Ok(seen) = seen.transpose() else {
        return unread(
            "Keyworker-Seen",
            "it is no position",
            "send the one that an answer or a form gave, or leave it out",
        );
    };
    let Ok(bytes) = axum::body::to_bytes(body, LONGEST_REQUEST_BYTES).await else {
        return unread("", "it is longer than a megabyte", "send less");
    };
    let Ok(members) = serde_json::from_slice(&bytes) else {
        return unread("", "it is no JSON object", "send one, as /api/openapi.json says");
    };
    let Some(acts) = acts else { return not_done(&NotDone::ReadOnly) };
    let asked = ActAsked { acting, key, seen, members };
    let viewer = Viewer::on_this_machine();
    let answer = tokio::task::spawn_blocking(move || acts.act(&viewer, &asked)).await;
    match answer.unwrap_or(Err(NotDone::Failed)) {
        Ok(done) => Json(done).into_response(),
        Err(why) => not_done(&why),
    }
}

fn not_done(why: &NotDone) -> Response {
    let status = match why {
        NotDone::Unreadable(_) => StatusCode::BAD_REQUEST,
        NotDone::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        NotDone::Changed { .. } | NotDone::KeyReused => StatusCode::CONFLICT,
        NotDone::NobodyActs => StatusCode::FORBIDDEN,
        NotDone::ReadOnly | NotDone::Failed => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, Json(why)).into_response()
}

async fn api_document() -> Response {
    Json(super::document::document()).into_response()
}
