//! Drafts: what somebody typed and did not send, or sent in vain. Kept for whoever typed it, by the form's address, and shown
//! to nobody else.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;

use super::route::{self, ALSO, Named};
use super::sent::value;
use super::{Doing, FormAsked};
use crate::acts::{Acts, Of};
use crate::asked::{Asked, Site};
use crate::at::escaped;
use crate::error::PageError;
use crate::queries::Viewer;
use crate::view::DraftLine;

/// What carries, in a form, what the link that led to it filled in: with the form's address it is what a draft is kept by.
pub(crate) const LINK: &str = "draft-link";
/// What carries, in a form, for whom it was drawn.
pub(crate) const BY: &str = "draft-by";
/// What asks for a draft to be thrown away.
const THROW: &str = "throw";
/// The longest that a link fills in.
const LONGEST_LINK: usize = 2000;

/// What somebody typed into a form.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// Who, by the worker's id.
    pub worker: &'a str,
    /// Whom the form is about, by the identity that the record has.
    pub about: &'a str,
    /// What the form does.
    pub doing: Doing,
    /// What was typed.
    pub pairs: &'a [(String, String)],
    /// The key under which the form would be done: what was done meanwhile leaves no draft.
    pub key: Option<&'a str>,
}

impl Typed<'_> {
    /// What a draft of it is kept by: the form's address with what the link filled in.
    pub fn form(&self) -> String {
        let link = self.pairs.iter().find(|(name, _)| name == LINK).map_or("", |(_, link)| link);
        address(self.doing, self.about, link)
    }

    /// What of it the form asks for.
    pub fn answers(&self) -> Vec<(String, String)> {
        let asks = |name: &str| self.doing.asks().any(|field| field.name == name) || name == ALSO || is_of_all(name);
        self.pairs.iter().filter(|(name, _)| asks(name)).cloned().collect()
    }
}

/// What every form may ask.
fn is_of_all(name: &str) -> bool {
    matches!(name, "note" | "when" | "when_day" | "when_time" | "post")
}

/// The address of a form, as a draft is kept by it.
pub(crate) fn address(doing: Doing, about: &str, link: &str) -> String {
    let path = doing.path(about);
    let may_be = link.len() <= LONGEST_LINK && link.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    if link.is_empty() || !may_be { path } else { format!("{path}?{link}") }
}

/// What a link filled in, as an address carries it.
pub(crate) fn link_of(query: &[(String, String)]) -> String {
    let pairs: Vec<String> =
        query.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    pairs.join("&")
}

impl Doing {
    /// Of a form's address: what it does, and about whom.
    pub(crate) fn of_address(address: &str) -> Option<(Doing, String)> {
        let path = address.split('?').next()?;
        let mut parts = path.strip_prefix('/')?.split('/');
        let (of, about, sort, name) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let of = Of::ALL.into_iter().find(|one| one.name() == of)?;
        let about = percent_encoding::percent_decode_str(about).decode_utf8().ok()?.into_owned();
        let doing = if sort == "act" { Doing::act(of, name) } else { Doing::record(of, name) };
        Some((doing?, about))
    }
}

/// Where drafts are kept; implemented beside the log.
pub trait Drafts {
    /// Keeps what was typed, in the place of what was kept of the same form, and says when that was; nothing where the form
    /// was done meanwhile.
    ///
    /// # Errors
    /// Where whom it is about is not there or not theirs to see, or nothing can be written.
    fn keep_draft(&self, viewer: &Viewer, typed: &Typed<'_>) -> Result<Option<String>, PageError>;

    /// Takes the draft away that the worker has of that form, by its address, where there is one.
    ///
    /// # Errors
    /// Where nothing can be written.
    fn throw_draft(&self, worker: &str, form: &str) -> Result<(), PageError>;

    /// The drafts of whoever acts, the last kept first.
    fn drafts(&self, viewer: &Viewer) -> Vec<DraftLine>;
}

/// Where drafts are sent.
pub(super) fn routes() -> Router<Site> {
    Of::ALL.into_iter().fold(Router::new(), |router, of| {
        let act = move |state, path, asked, request| kept(state, path, asked, request, of, Doing::act);
        let record = move |state, path, asked, request| kept(state, path, asked, request, of, Doing::record);
        let at = of.name();
        router
            .route(&format!("/{at}/{{id}}/act/{{name}}/draft"), post(act))
            .route(&format!("/{at}/{{id}}/record/{{name}}/draft"), post(record))
    })
}

/// Whether a script asks, which is told in a line and not by a page.
fn is_script(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes() == b"application/json")
}

async fn kept(
    State(site): State<Site>,
    Path((about, name)): Path<(String, String)>,
    asked: Asked,
    request: Request,
    of: Of,
    named: Named,
) -> Response {
    let asked = Asked { json: is_script(request.headers()), ..asked };
    let Some(acts) = site.acts.clone() else { return asked.fail(&ONLY_READ) };
    let Some(doing) = named(of, &name) else { return asked.fail(&PageError::NotFound { what: "page" }) };
    let pairs = match route::body_of(request).await {
        Ok(pairs) => pairs,
        Err(error) => return asked.fail(&error),
    };
    let ask = move |_: &dyn crate::Queries, asked: &Asked| {
        let drawn_for = value(&pairs, BY).filter(|worker| acts.knows(worker));
        let acting = asked.viewer.acting().filter(|worker| acts.knows(worker));
        // Whoever the form was drawn for typed it: somebody else may have come to this machine since, or nobody.
        let Some(worker) = drawn_for.or(acting) else { return Ok(route::say_who_first(asked)) };
        let typed = Typed { worker, about: &about, doing, pairs: &pairs, key: value(&pairs, "key") };
        if value(&pairs, THROW).is_some() {
            acts.throw_draft(worker, &typed.form())?;
            return Ok(Redirect::to(&typed.form()).into_response());
        }
        let kept = acts.keep_draft(&asked.viewer, &typed)?;
        if asked.json {
            let said = kept.map_or_else(String::new, said);
            return Ok(axum::Json(serde_json::json!({ "said": said })).into_response());
        }
        Ok(Redirect::to(&typed.form()).into_response())
    };
    site.answer(asked, ask).await
}

/// What is said where nothing can be written.
pub(crate) const ONLY_READ: PageError = PageError::NotSent {
    message: "This record is only read here, so no draft was kept.",
    advice: "Copy what you wrote before you leave the form.",
};

fn said(when: String) -> String {
    format!("Kept as a draft, {when}. Nobody else is shown it.")
}

/// Keeps what was sent in vain, and says so.
pub(super) fn keep_sent(acts: &dyn Acts, viewer: &Viewer, form: &FormAsked) -> Option<String> {
    let typed =
        Typed { worker: viewer.acting()?, about: &form.about, doing: form.doing, pairs: &form.filled, key: None };
    match acts.keep_draft(viewer, &typed) {
        Ok(kept) => kept.map(said),
        Err(_) => Some("It could not be kept as a draft: copy what you wrote before you leave this page.".to_owned()),
    }
}

/// Keeps what somebody sent whose sign-in has ended, for whom the form was drawn for; gives the address of their form.
pub(super) fn keep_unsigned(
    acts: &dyn Acts,
    viewer: &Viewer,
    (about, doing): (&str, Doing),
    pairs: &[(String, String)],
) -> String {
    let drawn_for = value(pairs, BY).filter(|worker| acts.knows(worker));
    let typed = Typed { worker: drawn_for.unwrap_or_default(), about, doing, pairs, key: None };
    if drawn_for.is_some() && acts.keep_draft(viewer, &typed).is_err() {
        tracing::error!("what was sent without a sign-in could not be kept as a draft");
    }
    typed.form()
}

/// Takes away the draft of a form that was done.
pub(super) fn done(acts: &dyn Acts, viewer: &Viewer, (about, doing): (&str, Doing), pairs: &[(String, String)]) {
    let Some(worker) = viewer.acting() else { return };
    let typed = Typed { worker, about, doing, pairs, key: None };
    if acts.throw_draft(worker, &typed.form()).is_err() {
        tracing::error!("the draft of a form that was done could not be taken away");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;

    #[test]
    fn a_form_is_known_again_by_its_address() {
        let accept = Doing::act(Of::Child, "accept").unwrap();
        let visit = Doing::record(Of::Child, "visit").unwrap();
        let joined = Doing::record(Of::Worker, "worker_joined").unwrap();
        for (doing, about, link, wanted) in [
            (accept, "x:1", "involvement=ab", "/child/x%3A1/act/accept?involvement=ab"),
            (visit, "x:1", "", "/child/x%3A1/record/visit"),
            (joined, "a/b", "", "/worker/a%2Fb/record/worker_joined"),
            // What no link of ours can be is left out.
            (visit, "x:1", "a b", "/child/x%3A1/record/visit"),
            (visit, "x:1", "parts=seen#x", "/child/x%3A1/record/visit"),
        ] {
            let found = address(doing, about, link);
            assert_eq!(found, wanted);
            assert_eq!(Doing::of_address(&found), Some((doing, about.to_owned())), "{found}");
        }
        for no_form in ["", "/child/x%3A1", "/child/x%3A1/act/fly", "/unit/x/act/accept", "/nobody/x/act/accept"] {
            assert_eq!(Doing::of_address(no_form), None, "{no_form}");
        }
    }
}
