//! Whose something is, in words: why it is somebody's, who answers for a post, and the posts for which nobody is there.

use std::collections::BTreeMap;
use std::rc::Rc;

use decide::posts::{Answer, Answering, How, Roster, Tenure};
use record::words::Post;
use record::{UnitId, WorkerId};

use super::question::Question;
use super::say;
use crate::view::PostGap;
use crate::words::{listed, plural, sentence};

/// Why something is somebody's.
#[derive(Clone)]
pub enum Theirs {
    Asked,
    Post(Answering, Rc<Answer>),
    /// Letters go out through business support, whose post is not the duty's owner's.
    Letters(Tenure),
    /// It cannot wait until that civil day, on which the offices open again.
    OutOfHours(Tenure, record::Day),
    /// A task that was given to them, or that they took.
    Task,
    /// It is somebody's, whoever looks.
    Whoevers(String),
}

/// What posts without anybody are told together by: whether it goes to somebody, the post, to which post it goes, and why.
type Gap = (bool, Post, Option<Post>, String);

impl Question<'_> {
    /// What the council calls that post: the one place where a post becomes words.
    pub fn post(&self, post: Post) -> &str {
        self.plan().title_of(post)
    }

    /// The same as a line begins with it: "Team manager".
    pub fn post_begins(&self, post: Post) -> String {
        sentence(self.post(post))
    }

    pub(super) fn of_unit(&self, unit: Option<UnitId>) -> String {
        unit.map_or_else(|| " of the whole authority".to_owned(), |unit| format!(" of {}", self.units.name(unit)))
    }

    /// Why something is somebody's, as a sentence.
    pub(super) fn why_theirs(&self, why: &Theirs, team: Option<UnitId>) -> String {
        let of_team = self.of_team_words(team);
        let (mine, answer) = match why {
            Theirs::Asked => return "You were asked, by name.".to_owned(),
            Theirs::Task => return "The task is yours.".to_owned(),
            Theirs::Whoevers(says) => return says.clone(),
            Theirs::OutOfHours(tenure, opens) => {
                let (post, unit) = (self.post(tenure.post), self.of_unit(tenure.unit));
                return format!("You are {post}{unit}: it cannot wait until the offices open on {}.", say::day(*opens));
            }
            Theirs::Letters(tenure) => {
                return format!("Letters go out through business support{}.", self.of_unit(tenure.unit));
            }
            Theirs::Post(mine, answer) => (mine, answer),
        };
        let post = self.post(answer.post);
        let unit = mine.tenure.map_or_else(String::new, |one| self.of_unit(one.unit));
        match mine.how {
            How::Named => match answer.post {
                Post::SocialWorker => "You are the child’s worker.".to_owned(),
                Post::DutySocialWorker => "You are the duty worker for this child.".to_owned(),
                _ => format!("You are the child’s {post}."),
            },
            How::Holds if answer.post == Post::IndependentReviewingOfficer => {
                format!("You are {post}{unit}; the record does not name this child’s own.")
            }
            How::Holds => format!("You are {post}{unit}."),
            How::OutOfHours => {
                format!("You are {}{unit}, and the offices are closed today.", self.post(Post::OutOfHours))
            }
            How::StandsIn => match self.who_is_away(answer) {
                Some(away) => format!("You stand in for {away}, {post}{of_team}."),
                None => format!("You stand in as {post}{unit}: nobody on record holds that post."),
            },
            How::Wider => match self.who_is_away(answer) {
                Some(away) => format!("You are {post}{unit}; {away} has that post nearer to the child."),
                None => format!("You are {post}{unit}."),
            },
            How::Above(above) => match (self.who_is_away(answer), answer.post) {
                (Some(away), _) => {
                    format!("{}, {post}{of_team}; it comes to you as {}.", sentence(&away), self.post(above))
                }
                (None, Post::SocialWorker) => {
                    format!("The child has no worker; it comes to you as {}.", self.post(above))
                }
                (None, _) => format!("Nobody on record is {post}{of_team}; it comes to you as {}.", self.post(above)),
            },
        }
    }

    fn of_team_words(&self, team: Option<UnitId>) -> String {
        team.map_or_else(String::new, |team| format!(" of {}", self.units.name(team)))
    }

    /// The holders who are not there: "Mina Example, who is away until Fri 17 April 2026".
    fn who_is_away(&self, answer: &Answer) -> Option<String> {
        let away = answer.holders.iter().filter(|one| one.away.is_yes()).map(|one| {
            let until = one
                .away_until
                .map_or_else(|| ", until when is not on record".to_owned(), |day| format!(" until {}", say::day(day)));
            format!("{}, who is away{until}", self.worker_name(one.worker))
        });
        let away: Vec<String> = away.collect();
        (!away.is_empty()).then(|| listed(&away))
    }

    /// Who answers, in words; or that nobody is there.
    pub fn whose(&self, answer: &Answer, team: Option<UnitId>) -> String {
        let post = self.post_begins(answer.post);
        if answer.answering.is_empty() {
            return format!("{post}{}: nobody on record", self.of_team_words(team));
        }
        let names: Vec<String> = answer.answering.iter().map(|one| self.worker_name(one.worker)).collect();
        let names = if names.len() > 3 { plural(names.len() as u64, "worker", "workers") } else { listed(&names) };
        match answer.answering[0].how {
            How::Named | How::Holds | How::Wider => format!("{post}: {names}"),
            How::StandsIn => format!("{post}: {names}, standing in"),
            How::OutOfHours => format!("{post}: {names}, out of hours"),
            How::Above(above) => format!("{post}: nobody is there; {names} as {}", self.post(above)),
        }
    }

    /// Posts for which something is to be done for children of those teams, and for which nobody is there.
    pub fn post_gaps(&self, teams: &[Option<UnitId>]) -> Vec<PostGap> {
        let roster = Roster::read(self.book, self.board.world(), self.known, self.at);
        // By post, and by why and where it goes, so that many teams without the same are one line.
        let mut gaps: BTreeMap<Gap, (PostGap, Vec<WorkerId>)> = BTreeMap::new();
        for team in teams {
            let owed = self.owed(*team);
            for post in owed.posts.iter().filter(|post| owed.lacks_somebody_named(*post, self.plan())) {
                let answer = roster.answer(post, *team);
                let (above, who) = match answer.answering.first().map(|one| (one.how, one.worker)) {
                    None => (None, None),
                    Some((How::Above(above), who)) => (Some(above), Some(who)),
                    Some(_) => continue,
                };
                let why = match self.who_is_away(&answer) {
                    Some(away) => format!("{away}, and nobody stands in"),
                    None => "nobody on record".to_owned(),
                };
                let (gap, to) = gaps.entry((above.is_some(), post, above, why.clone())).or_insert_with(|| {
                    (PostGap { post: self.post_begins(post), why, goes_to: None, teams: Vec::new() }, Vec::new())
                });
                gap.teams.push(self.units.team(*team));
                to.extend(who.filter(|who| !to.contains(who)));
            }
        }
        let said = gaps.into_iter().map(|((_, _, above, _), (gap, to))| {
            let goes_to = above.map(|above| match to.as_slice() {
                [one] => format!("{}, {}", self.worker_name(*one), self.post(above)),
                _ => format!("each team’s {}", self.post(above)),
            });
            PostGap { goes_to, ..gap }
        });
        said.collect()
    }
}
