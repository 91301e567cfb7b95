//! What services owe to foster carers and adopters, on the Today of whoever answers for it (AS-22 to AS-25).

use decide::ActKind;
use decide::ways::{self, Does, Way};
use record::Subject;
use record::words::{Post, Word, Words};
use standing::{DutyRecord, Evaluator};

use super::question::Question;
use super::today::{Asked, label};
use crate::view::{CarerThing, ToPress};

impl Question<'_> {
    /// What is owed to carers and is for whoever asks to do, what is overdue first.
    pub(super) fn carer_things(&self, asked: &mut Asked<'_>) -> Vec<CarerThing> {
        let mut things = Vec::new();
        for (id, carer) in self.carers() {
            let posts = asked.posts(carer.team);
            if posts.is_empty() {
                continue;
            }
            let facts = self.book.about(Subject::Carer(id));
            let timeline = Evaluator::new(self.plan(), self.board.world()).timeline(&[facts]);
            for duty in timeline.duties.iter().filter(|duty| duty.is_live(self.at) && self.is_of_service(duty, None)) {
                let answer = asked.answer_over(timeline.owner_of(self.plan(), duty, self.at), carer.team);
                let Some(why) = asked.mine(answer) else { continue };
                let owed = self.service_duty(duty, String::new());
                things.push(CarerThing {
                    carer: carer.initials(),
                    path: carer.path(),
                    what: owed.what,
                    clause: owed.clause,
                    due: owed.due,
                    overdue: owed.overdue,
                    not_known: owed.not_known,
                    why: self.why_theirs(&why, carer.team),
                    does: self.carer_press(&carer.path(), duty, posts),
                });
            }
        }
        things.sort_by_key(|thing| !thing.overdue);
        things
    }

    /// The form of what meets that duty, of that carer; nothing where only what is recorded elsewhere does.
    fn carer_press(&self, path: &str, duty: &DutyRecord, held: Words<Post>) -> Option<ToPress> {
        let found = ways::to_meet(self.plan(), self.rule(duty)).ok()?;
        let way: Way = ways::first(&found, &[])?;
        let mut fields: Vec<(&str, &str)> = Vec::new();
        let form = match way.does {
            // What the form of a carer's oversight holds is told by what is written in it.
            Does::Act(ActKind::Oversee) => format!("act/{}", ActKind::OverseeCarer.name()),
            Does::Act(_) => return None,
            Does::Record(kind) => {
                fields.extend(way.says.iter().copied());
                format!("record/{}", kind.name())
            }
        };
        fields.extend(way.posts.shared(held).iter().next().map(|post| ("post", post.name())));
        let query = fields.iter().map(|(name, word)| format!("{name}={}", crate::at::escaped(word)));
        let query = query.collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        Some(ToPress { label: label(way.does).to_owned(), path: format!("{path}/{form}{mark}{query}") })
    }
}
