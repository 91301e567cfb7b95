//! Drafts as the pages keep and show them: checked against whom one may see, written beside the log.

use record::{Subject, WorkerId};
use store::KeptDraft;

use super::acts::Writes;
use super::question::Question;
use super::worker_page::worker_path;
use super::{Live, say};
use crate::acts::Of;
use crate::at::AsAt;
use crate::error::PageError;
use crate::forms::drafts::{Drafts, ONLY_READ, Typed, address, link_of};
use crate::forms::route::ALSO;
use crate::forms::{Doing, FormAsked, NEW, Sent};
use crate::queries::Viewer;
use crate::view::{DraftLine, FormDraft, KeptBefore};

impl Question<'_> {
    /// The form as it is to be drawn: with what was kept as a draft, where something was; and what is said of drafts on it.
    pub fn with_draft(&self, asked: &FormAsked, writes: Writes<'_>, worker: WorkerId) -> (FormAsked, FormDraft) {
        let by = self.book.names.worker(worker).to_owned();
        if asked.sent.is_some() {
            return (asked.clone(), FormDraft { link: asked.link.clone(), by, ..FormDraft::default() });
        }
        let link = link_of(&asked.filled);
        let form = address(asked.doing, &asked.about, &link);
        let path = asked.doing.path(&asked.about);
        let of_form = |draft: &KeptDraft| draft.form.split('?').next() == Some(&path);
        let (mut kept, mut others) = (None, Vec::new());
        let mut drawn = asked.clone();
        for draft in writes.drafts_of(&by).into_iter().filter(of_form) {
            let before = KeptBefore { path: draft.form.clone(), when: say::instant(draft.kept) };
            if draft.form == form {
                kept = Some(before);
                // As it was typed: what is so already is not filled in again where it was taken out.
                (drawn.filled, drawn.sent) = (draft.pairs, Some(Sent::default()));
            } else {
                others.push(before);
            }
        }
        (drawn, FormDraft { link, by, kept, others, said: None })
    }

    /// What that worker has kept as drafts, of whom they may see at present.
    pub fn drafts_of(&self, worker: WorkerId) -> Vec<DraftLine> {
        let Some(writes) = self.writes.filter(|writes| writes.acting == Some(worker)) else { return Vec::new() };
        let kept = writes.drafts_of(self.book.names.worker(worker)).into_iter();
        kept.filter_map(|draft| self.draft_line(draft)).collect()
    }

    fn draft_line(&self, draft: KeptDraft) -> Option<DraftLine> {
        let (doing, about) = Doing::of_address(&draft.form)?;
        let (who, who_path) = self.draft_about(doing, &about)?;
        let (what, when) = (doing.called().title.to_owned(), say::instant(draft.kept));
        Some(DraftLine { who, who_path, what, path: draft.form, when })
    }

    /// Whom a draft is about, and their page; nobody where they are not there, or not theirs to see.
    fn draft_about(&self, doing: Doing, about: &str) -> Option<(String, String)> {
        if about == NEW {
            return Some((format!("A {} who is not on record yet", doing.of().name()), "/authority".to_owned()));
        }
        if doing.of() == Of::Child {
            let child = self.child(self.find_child(about).ok()?);
            return Some((format!("{}, {}", child.initials, child.age), child.path()));
        }
        Some(match doing.of().find_known(self.book, about)? {
            Subject::Worker(worker) => (self.worker_name(worker), worker_path(about)),
            Subject::Unit(unit) => (self.units.name(unit), doing.about_path(about)),
            _ => (format!("A {}", doing.of().name()), doing.about_path(about)),
        })
    }

    /// Whom what was typed names: with the first of them that is erased the draft goes.
    fn named_in(&self, typed: &Typed<'_>) -> Result<Vec<String>, PageError> {
        let mut names = Vec::new();
        let mut of_child = |id: &str| -> Result<(), PageError> {
            let child = self.find_child(id)?.child;
            let people = self.board.people();
            let identities = people.identities(people.person(child)).iter().copied().chain([child]);
            names.extend(identities.map(|one| self.book.names.child(one).to_owned()));
            Ok(())
        };
        let is_new = typed.about == NEW && typed.doing.puts_on_record();
        if typed.doing.of() == Of::Child && !is_new {
            of_child(typed.about)?;
        }
        for (_, id) in typed.pairs.iter().filter(|(name, _)| name == ALSO) {
            // Whom one may not see one names in no draft; that the others are kept is what matters.
            drop(of_child(id));
        }
        if typed.doing.of() != Of::Child && !is_new {
            let known = typed.doing.of().find_known(self.book, typed.about);
            known.ok_or(PageError::NotFound { what: typed.doing.of().name() })?;
            names.push(typed.about.to_owned());
        }
        names.sort();
        names.dedup();
        Ok(names)
    }
}

impl Drafts for Live {
    fn keep_draft(&self, viewer: &Viewer, typed: &Typed<'_>) -> Result<Option<String>, PageError> {
        let Some(writer) = self.writer() else { return Err(ONLY_READ) };
        // The image is let go of before the writer is waited for: it may be waiting to publish.
        let names = self.ask(viewer, &AsAt::default(), |question| question.named_in(typed))?.page;
        let kept = (self.settings.now)();
        let draft =
            KeptDraft { worker: typed.worker.to_owned(), form: typed.form(), kept, pairs: typed.answers(), names };
        let key = typed.key.map(str::to_owned);
        match writer.with_store(move |store| store.keep_draft(&draft, key.as_deref())) {
            Ok(Ok(is_kept)) => Ok(is_kept.then(|| say::instant(kept))),
            Ok(Err(_)) | Err(_) => Err(PageError::NotWritten),
        }
    }

    fn throw_draft(&self, worker: &str, form: &str) -> Result<(), PageError> {
        let Some(writer) = self.writer() else { return Err(ONLY_READ) };
        let (worker, form) = (worker.to_owned(), form.to_owned());
        match writer.with_store(move |store| store.drop_draft(&worker, &form)) {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(PageError::NotWritten),
        }
    }

    fn drafts(&self, viewer: &Viewer) -> Vec<DraftLine> {
        let drafts = self.ask(viewer, &AsAt::default(), |question| {
            let acting = question.writes.and_then(|writes| writes.acting);
            Ok(acting.map_or_else(Vec::new, |worker| question.drafts_of(worker)))
        });
        drafts.map(|drafts| drafts.page).unwrap_or_default()
    }
}
