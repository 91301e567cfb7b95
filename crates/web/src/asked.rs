//! What every page is asked with, and how it is answered: as a page, as its JSON twin, or as what went wrong.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::acts::Acts;
use crate::at::AsAt;
use crate::error::PageError;
use crate::pages::{ErrorTemplate, Shell};
use crate::queries::{Queries, Viewer};
use crate::view::{Band, Frame, Page, PageWanted, Paging};

/// What every page is asked with.
pub(crate) struct Asked {
    pub(crate) viewer: Viewer,
    pub(crate) at: AsAt,
    /// The page's path without `/api/v1`.
    pub(crate) path: String,
    /// The query without the two times.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) json: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked, Response> {
        let whole = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0).path();
        let twin = whole.strip_prefix("/api/v1");
        let (path, json) = (twin.unwrap_or(whole).to_owned(), twin.is_some());
        let viewer = Viewer::on_this_machine().acting_as(who_acts(&parts.headers));
        let blank = Asked { viewer, at: AsAt::default(), path, query: Vec::new(), json };
        let Query(mut query) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(|_| {
            blank.fail(&PageError::bad("The address has a part that cannot be read.", "Start from the first page."))
        })?;
        let at = AsAt::from_query(&query).map_err(|error| blank.fail(&error))?;
        query.retain(|(name, value)| name != "as-at" && name != "known-at" && !value.is_empty());
        Ok(Asked { at, query, ..blank })
    }
}

/// The cookie that keeps who acts: the worker's id, and no name.
pub(crate) const ACTING: &str = "keyworker-acting";

/// Who says that they act: a program by its header, a person by the cookie.
fn who_acts(headers: &HeaderMap) -> Option<String> {
    if let Some(said) = headers.get(ACTING) {
        return said.to_str().ok().map(str::to_owned);
    }
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|cookies| cookies.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, kept) = pairs.find(|(name, _)| *name == ACTING)?;
    let worker = percent_encoding::percent_decode_str(kept).decode_utf8().ok()?.into_owned();
    Some(worker).filter(|worker| !worker.is_empty())
}

impl Asked {
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// A value that must be one of a few; `None` where it is not set.
    pub(crate) fn one_of<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
        known: &str,
    ) -> Result<Option<T>, PageError> {
        match self.value(name) {
            None => Ok(None),
            Some(written) => read(&written).map(Some).ok_or_else(|| {
                PageError::bad(format!("The address asks for a ‘{name}’ that there is not."), format!("Write {known}."))
            }),
        }
    }

    pub(crate) fn page_wanted(&self) -> Result<PageWanted, PageError> {
        let read = |written: &str| match written {
            "all" => Some(PageWanted::All),
            _ => written.parse().ok().filter(|number| *number >= 1).map(PageWanted::Number),
        };
        Ok(self.one_of("page", read, "page=1, a higher number, or page=all")?.unwrap_or_default())
    }

    /// Refuses what a page is not asked with: left alone, a misspelt filter would answer with another list.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), PageError> {
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
    pub(crate) fn has_page(&self, paging: &Paging) -> Result<(), PageError> {
        match self.page_wanted()? {
            PageWanted::Number(wanted) if wanted > paging.pages => {
                let pages = crate::words::plural(paging.pages, "page", "pages");
                let wanted = crate::words::number(wanted);
                Err(PageError::NoSuchPage { message: format!("This list has {pages}, and no page {wanted}.") })
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn band(&self) -> Result<Option<Band>, PageError> {
        let known = Band::ALL.map(Band::id).join(", ");
        self.one_of("band", Band::from_id, &format!("one of {known}"))
    }

    pub(crate) fn shell<'a>(
        &'a self,
        frame: Option<&'a Frame>,
        part: &'static str,
        title: impl Into<String>,
    ) -> Shell<'a> {
        let (path, mut query) = (self.path.clone(), self.query.clone());
        // What was just done is said once.
        query.retain(|(name, _)| name != crate::forms::route::DONE);
        Shell { frame, at: &self.at, title: title.into(), part, path, query }
    }

    /// The page itself, or its JSON twin.
    pub(crate) fn show<T: Serialize, P: askama::Template>(
        &self,
        page: &Page<T>,
        template: impl FnOnce() -> P,
    ) -> Result<Response, PageError> {
        if self.json {
            return self.told(page);
        }
        let body = template().render().map_err(|error| PageError::internal(error.to_string()))?;
        Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response())
    }

    /// The answer as JSON.
    pub(crate) fn told<T: Serialize>(&self, page: &Page<T>) -> Result<Response, PageError> {
        let body = serde_json::to_string(page).map_err(|error| PageError::internal(error.to_string()))?;
        Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
    }

    /// An error as a page, or as JSON.
    pub(crate) fn fail(&self, error: &PageError) -> Response {
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
            PageError::NotSent { message, advice } => {
                (StatusCode::FORBIDDEN, "Nothing was done", (*message).to_owned(), (*advice).to_owned())
            }
            PageError::NotWritten => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Sorry, that could not be written",
                "Nothing was done or changed.".to_owned(),
                "Go back and send it again: it is done once, however often it is sent.".to_owned(),
            ),
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

/// What answers.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) queries: Arc<dyn Queries>,
    /// What people and programs act through, where anything can be written.
    pub(crate) acts: Option<Arc<dyn Acts>>,
}

impl Site {
    /// Asks and renders on a thread that may take its time, since a question about a past day may read the log.
    pub(crate) async fn answer(
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
