//! Who acts: as every page's header says it, and as people say it of themselves. Nobody is checked yet.

use record::words::{Post, Profession, Word};
use record::{UnitId, WorkerId};

use super::question::Question;
use super::say::plain;
use crate::view::{ActingNow, ActingPage, PostGroup, WorkerLine};
use crate::words::listed;

/// Of how many posts the header says each.
const POSTS_SAID: usize = 2;

impl Question<'_> {
    /// Who acts, where anything can be done.
    pub fn acting_now(&self) -> Option<ActingNow> {
        let writes = self.writes?;
        Some(ActingNow { who: writes.acting.map(|worker| self.acting_words(worker)) })
    }

    /// `Mina Rose, team manager of North`.
    fn acting_words(&self, worker: WorkerId) -> String {
        let held = self.held(worker);
        let mut said: Vec<String> =
            held.iter().take(POSTS_SAID).map(|(post, unit)| self.post_words(*post, *unit)).collect();
        match held.len().saturating_sub(POSTS_SAID) {
            0 => {}
            1 => said.push("one more post".to_owned()),
            more => said.push(format!("{more} more posts")),
        }
        let posts = if said.is_empty() { "who holds no post".to_owned() } else { listed(&said) };
        format!("{}, {posts}", self.worker_name(worker))
    }

    /// `team manager of North`.
    pub fn post_words(&self, post: Post, unit: Option<UnitId>) -> String {
        match unit {
            Some(unit) => format!("{} of {}", self.post(post), self.units.name(unit)),
            None => format!("{} of every unit", self.post(post)),
        }
    }

    /// The posts that the worker holds at present, the highest first.
    pub fn held(&self, worker: WorkerId) -> Vec<(Post, Option<UnitId>)> {
        let mut held = decide::held(self.book, self.board.world().known, worker, self.now);
        held.sort_by_key(|(post, _)| std::cmp::Reverse(post.index()));
        held
    }

    /// Who could act, by post; those whose name or id has all of these words.
    pub fn acting_page(&self, from: &str, search: &str) -> ActingPage {
        let words: Vec<String> = search.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let mut of_post: Vec<(usize, String, WorkerLine)> = Vec::new();
        for worker in self.book.worker_ids() {
            let now = self.staff.get(worker);
            if now.has_left.is_yes() || now.profession == Some(Profession::Pool) {
                continue;
            }
            let (id, name) = (self.book.names.worker(worker).to_owned(), self.worker_name(worker));
            let searched = format!("{} {}", name.to_lowercase(), plain(&id).to_lowercase());
            if !words.iter().all(|word| searched.contains(word)) {
                continue;
            }
            let mut held = self.held(worker);
            held.dedup_by_key(|(post, _)| *post);
            let posts: Vec<Post> = held.iter().map(|(post, _)| *post).collect();
            let units_of = |of: Post| {
                let all = self.held(worker).into_iter().filter(|(post, _)| *post == of);
                let names: Vec<String> =
                    all.map(|(_, unit)| unit.map_or("every unit".to_owned(), |unit| self.units.name(unit))).collect();
                listed(&names)
            };
            for post in &posts {
                let line = WorkerLine { id: id.clone(), name: name.clone(), of: units_of(*post) };
                of_post.push((Post::ALL.len() - post.index(), self.post_begins(*post), line));
            }
            if posts.is_empty() {
                let of = now.team.map(|team| self.units.name(team)).unwrap_or_default();
                let profession = now.profession.map(|of| of.name().to_owned());
                let of: Vec<String> = profession.into_iter().chain(Some(of).filter(|of| !of.is_empty())).collect();
                of_post.push((usize::MAX, "Holds no post".to_owned(), WorkerLine { id, name, of: of.join(", ") }));
            }
        }
        of_post.sort_by_cached_key(|(post, _, line)| (*post, line.name.to_lowercase()));
        let mut groups: Vec<PostGroup> = Vec::new();
        for (_, label, line) in of_post {
            match groups.last_mut().filter(|group| group.label == label) {
                Some(group) => group.workers.push(line),
                None => groups.push(PostGroup { label, workers: vec![line] }),
            }
        }
        let acts = self.writes.is_some_and(|writes| writes.acting.is_some());
        ActingPage { from: from.to_owned(), search: search.trim().to_owned(), groups, acts }
    }
}
