//! Whole stories, the longest without a worker first: an allocation of one day, a new worker or a closing resets none.

use std::cmp::Reverse;

use standing::Entry;
use standing::board::lists;
use standing::story::{Story, story};

use super::question::Question;
use super::tray::page_of;
use crate::error::PageError;
use crate::view::*;

const STORIES_PER_PAGE: u64 = 25;

impl Question<'_> {
    /// The open children who were ever without a worker, by what their story adds up to.
    pub fn stories_page(&self, unit: Option<&str>, wanted: PageWanted) -> Result<StoriesPage, PageError> {
        let (unit, teams) = self.unit_asked(unit)?;
        let not_known = self.not_countable(self.tray);
        let mut stories: Vec<(&Entry, Story)> = Vec::new();
        if not_known.is_none() {
            let open = self.open_of(&teams).into_iter().filter(|entry| self.is_open(entry));
            let all = open.map(|entry| (entry, self.whole_story(entry)));
            stories.extend(all.filter(|(_, story)| story.days_without > 0));
        }
        stories.sort_by_key(|(entry, story)| (Reverse((story.days_without, story.times_without)), entry.child));
        let (stories, paging) = page_of(stories, STORIES_PER_PAGE, wanted);
        let lines = stories.into_iter().map(|(entry, story)| StoryLine {
            child: self.child(entry),
            kind: self.kind(entry).label().to_owned(),
            team: entry.timeline.team_at(self.at).map(|team| self.units.team(Some(team))),
            openings: story.openings,
            days_open: story.days_open,
            times_without: story.times_without,
            days_without: story.days_without,
            longest_days_without: story.longest_days_without,
            workers: story.workers,
            duty_workers: story.duty_workers,
            longest_limbo_days: story.longest_limbo_days,
        });
        Ok(StoriesPage {
            as_at: self.as_at_words(),
            counted_by: self.definition(self.tray),
            counted_for: self.counted_for(&teams),
            lines: lines.collect(),
            not_known,
            paging,
            unit,
        })
    }

    fn whole_story(&self, entry: &Entry) -> Story {
        let facts = lists(self.book, self.board.people(), entry.child);
        story(&entry.timeline, self.tray, &facts, self.book, self.at, self.known)
    }
}
