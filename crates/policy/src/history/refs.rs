//! What ties the facts of a history together: which offer is accepted, which spell ends, which absence is over.

use std::collections::BTreeMap;

use record::{Kind, Ref};

use super::pattern::Bound;

/// What has begun so far, and how often.
#[derive(Default)]
pub(super) struct Refs {
    begun: BTreeMap<(&'static str, String), Begun>,
}

#[derive(Clone, Copy, Default)]
struct Begun {
    /// How often such a thing has begun.
    times: u32,
    /// Whether an offer may still become an involvement.
    is_offer: bool,
}

impl Refs {
    /// The reference that a fact of that kind needs, if it needs one.
    pub(super) fn of(&mut self, kind: Kind, bound: &Bound<'_>) -> Result<Option<Ref>, (String, Option<String>)> {
        let said =
            |name: &str| bound.iter().find(|(of, _)| *of == name).map(|(_, said)| said.join(" ")).unwrap_or_default();
        let reference = match kind {
            Kind::ReferralReceived => self.begins("referral", String::new(), false),
            Kind::AssessmentStarted => self.begins("assessment", String::new(), false),
            Kind::AssessmentCompleted => self
                .newest("assessment", String::new())
                .unwrap_or_else(|| self.begins("assessment", String::new(), false)),
            Kind::StatusStarted => self.begins("spell", said("status"), false),
            Kind::StatusEnded => self.ends("spell", said("status"), "NAME began")?,
            Kind::PlacementStarted => self.begins("placement", String::new(), false),
            Kind::PlacementEnded => self.ends("placement", String::new(), "placement began")?,
            Kind::ServiceEntryJoined => self.begins("entry", said("service"), false),
            Kind::ServiceEntryLeft => self.ends("entry", said("service"), "joined NAME")?,
            Kind::AllocationOffered => self.begins("involvement", said("worker"), true),
            Kind::InvolvementStarted => self.starts(said("worker")),
            Kind::AllocationAccepted | Kind::AllocationDeclined | Kind::InvolvementEnded | Kind::SupportNamed => {
                self.ends("involvement", said("involvement"), "offered to NAME as lead")?
            }
            Kind::AbsenceStarted => self.begins("absence", said("who"), false),
            Kind::AbsenceEnded => self.ends("absence", said("who"), "NAME absent sickness")?,
            Kind::ExceptionGranted | Kind::AreaNoticeGiven | Kind::AreaNoticeAcknowledged => {
                let rule = said("rule");
                let (pack, rule) = rule.split_once('/').unwrap_or(("", &rule));
                Ref::of_rule(pack, rule)
            }
            _ => return Ok(None),
        };
        Ok(Some(reference))
    }

    fn begins(&mut self, what: &'static str, key: String, is_offer: bool) -> Ref {
        let begun = self.begun.entry((what, key.clone())).or_default();
        *begun = Begun { times: begun.times + 1, is_offer };
        named(what, &key, begun.times)
    }

    /// A worker's start belongs to the offer that was made to that worker, if there is one.
    fn starts(&mut self, worker: String) -> Ref {
        match self.begun.get_mut(&("involvement", worker.clone())) {
            Some(begun) if begun.is_offer => {
                begun.is_offer = false;
                named("involvement", &worker, begun.times)
            }
            _ => self.begins("involvement", worker, false),
        }
    }

    fn newest(&self, what: &'static str, key: String) -> Option<Ref> {
        let times = self.begun.get(&(what, key.clone()))?.times;
        Some(named(what, &key, times))
    }

    fn ends(&self, what: &'static str, key: String, begin: &str) -> Result<Ref, (String, Option<String>)> {
        self.newest(what, key.clone()).ok_or_else(|| {
            let begin = begin.replace("NAME", &key);
            let help = format!("write the line with which it begins above it: … {begin}");
            (format!("this ends or goes on with what no line above begins: '{begin}'"), Some(help))
        })
    }
}

fn named(what: &str, key: &str, times: u32) -> Ref {
    Ref::to("history", what, &format!("{key} {times}"))
}
