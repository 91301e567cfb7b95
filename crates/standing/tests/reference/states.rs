//! The states of a child at an instant ("States of a child").

use record::words::{DutyAnswer, Role, Status};
use record::{Content, Fact, Kind, Moment, Ref, Tri, When};

use super::workers::Involvement;
use super::world::{World, any, before, begun, contradiction, over};

impl World<'_> {
    /// Open, as the facts alone say. A closing before the referral that it names closes nothing.
    pub fn open_on_record(&self, at: Moment) -> Tri {
        any(self.referrals().map(|(fact, referral)| self.open_by(fact, referral, at)))
    }

    /// Whether a referral of a known day may have the child open.
    pub fn open_from_a_known_day(&self, at: Moment) -> bool {
        let dated = |fact: &Fact, referral: Ref| {
            fact.when != When::Unknown && self.closed_before_received(fact, referral).is_none()
        };
        let mut referrals = self.referrals().filter(|(fact, referral)| dated(fact, *referral));
        referrals.any(|(fact, referral)| !self.open_by(fact, referral, at).is_no())
    }

    fn referrals(&self) -> impl Iterator<Item = (&Fact, Ref)> {
        self.child.iter().filter_map(|fact| match fact.content {
            Content::ReferralReceived { referral, .. } => Some((*fact, referral)),
            _ => None,
        })
    }

    fn open_by(&self, fact: &Fact, referral: Ref, at: Moment) -> Tri {
        let may_be_open = self.closed_before_received(fact, referral).is_some_and(|from| from <= at);
        let closed = any(self.child.iter().filter_map(|close| match close.content {
            Content::CaseClosed { referral: named } if named.is_none_or(|named| named == referral) => {
                // One that names a referral without a date came after it all the same.
                let first = match fact.when.as_start() {
                    None if named.is_some() => Tri::No,
                    start => before(close.when.as_end(), start),
                };
                Some(over(close.when, at).and(first.negated()))
            }
            _ => None,
        }));
        let opened = match self.closed_before_received(fact, referral) {
            Some(_) if may_be_open => Tri::Unknown,
            Some(_) => Tri::No,
            None => begun(fact.when, at),
        };
        opened.and(closed.negated())
    }

    /// From when on it is not known whether that referral is open: a closing that names it lies before it.
    fn closed_before_received(&self, received: &Fact, referral: Ref) -> Option<Moment> {
        let contradicting = self.child.iter().filter_map(|close| match close.content {
            Content::CaseClosed { referral: Some(named) } if named == referral => {
                contradiction(received.when, close.when)
            }
            _ => None,
        });
        contradicting.min()
    }

    /// `open`: from a referral until the closing that names it, or none.
    ///
    /// A closing on record of a referral on record says that the child is not open, whether the record covers
    /// referrals or not.
    pub fn open(&self, at: Moment) -> Tri {
        let closed = |of: Ref| {
            self.child.iter().any(|fact| {
                matches!(fact.content, Content::CaseClosed { referral: Some(named) } if named == of)
                    && over(fact.when, at).is_yes()
            })
        };
        let referred = self.child.iter().any(|fact| match fact.content {
            Content::ReferralReceived { referral, .. } => {
                begun(fact.when, at).is_yes() || fact.when == When::Unknown && closed(referral)
            }
            _ => false,
        });
        let value = self.open_on_record(at);
        if referred { value } else { self.resting_on(value, &[Kind::ReferralReceived], at) }
    }

    /// Whether the case, which was open or may have been, is closed for certain at that instant.
    fn closes_case(&self, at: Moment) -> bool {
        !self.open_on_record(at.plus_seconds(-1)).is_no() && self.open_on_record(at).is_no()
    }

    /// Whether what began then has since been ended by the case's being closed. A closing after which another referral
    /// is open, or may be, closes no case, nor does one while none is open. One without a date may have ended it wherever
    /// no referral but that which it names is open for certain, as is seen once there is another referral after that. One
    /// with a date may have, where but for referrals of no known day none was open after it.
    pub fn closed_since(&self, start: Option<Moment>, at: Moment) -> Tri {
        let but_for_undated = if self.closed_but_for_undated(start, at) { Tri::Unknown } else { Tri::No };
        but_for_undated.or(any(self.child.iter().filter_map(|fact| match fact.content {
            Content::CaseClosed { referral: named } => {
                let Some(end) = fact.when.as_end() else {
                    return Some(if self.may_have_closed(named, start, at) { Tri::Unknown } else { Tri::No });
                };
                self.child.iter().find(|referred| match referred.content {
                    Content::ReferralReceived { referral, .. } => named.is_none_or(|of| of == referral),
                    _ => false,
                })?;
                let closed = self.closes_case(end).into();
                Some(over(fact.when, at).and(closed).and(before(start, Some(end))))
            }
            _ => None,
        })))
    }

    /// Whether a closing without a date, of that referral or of all, may have closed the case between those instants.
    fn may_have_closed(&self, named: Option<Ref>, start: Option<Moment>, at: Moment) -> bool {
        let closed = self.referrals().filter(|(_, referral)| named.is_none_or(|named| named == *referral));
        let Some(received) = closed.map(|(fact, _)| fact.when.as_start().unwrap_or(Moment::MIN)).min() else {
            return false;
        };
        let from = received.max(start.unwrap_or(Moment::MIN));
        let ends = self.child.iter().filter_map(|fact| fact.when.as_end());
        let mut looks = ends.flat_map(|end| [end, end.plus_seconds(1)]).chain([from]);
        // While nobody opened the child again, it is open only where the closing has not been.
        let opened_again = |look: Moment| {
            let mut received = self.referrals().filter_map(|(fact, _)| fact.when.as_start());
            received.any(|received| received > look && received <= at)
        };
        looks.any(|look| {
            (from..=at).contains(&look)
                && opened_again(look)
                && !self.referrals().any(|(fact, referral)| {
                    named.is_some_and(|named| named != referral) && self.open_by(fact, referral, look).is_yes()
                })
        })
    }

    /// Whether that is what began on no known day, and the case was closed and is not open again: then it is no.
    pub fn began_and_is_closed(&self, began: When, at: Moment) -> bool {
        began == When::Unknown && self.open(at).is_no() && self.closed_since(Some(Moment::MIN), at).is_yes()
    }

    /// Whether the case may have been closed at an instant between those without anybody's seeing it: it was not known to be
    /// open, and closings are covered only from after the first.
    pub fn may_have_closed_unseen(&self, start: Moment, at: Moment) -> bool {
        if self.coverage_begins(Kind::CaseClosed, &[]).is_some_and(|begins| begins <= start) {
            return false;
        }
        let of_facts = self.child.iter().chain(&self.record).map(|fact| fact.when);
        let changes = of_facts.flat_map(|when| [when.as_start(), when.as_end()]).flatten();
        let mut looks = changes.chain([start]).filter(|look| (start..=at).contains(look));
        looks.any(|look| self.open(look).is_unknown())
    }

    /// A state that facts begin and others end, and closing the case. Where what ends it may have come before its kind is
    /// covered, it is not known to go on.
    fn toggled(
        &self,
        at: Moment,
        ended_by: &[Kind],
        begins: impl Fn(&Content) -> bool,
        ends: impl Fn(&Fact) -> Option<(When, Tri)>,
        settled: impl Fn(&Fact) -> Tri,
    ) -> Tri {
        any(self.child.iter().filter(|fact| begins(&fact.content)).map(|fact| {
            if self.began_and_is_closed(fact.when, at) {
                return Tri::No;
            }
            let start = fact.when.as_start();
            let ended = any(self.child.iter().filter_map(|end_of| {
                let (end, surely) = ends(end_of)?;
                // An ending at the very instant of the beginning ends something earlier; a worker who is named or
                // accepts at that instant ends it, as does one who did so on its day, at a time that nobody gave.
                let is_naming = matches!(
                    end_of.content.kind(),
                    Kind::AllocationOffered
                        | Kind::AllocationAccepted
                        | Kind::InvolvementStarted
                        | Kind::SuccessorIdentified
                );
                let (come, after) = if is_naming {
                    (end.as_start(), before(end.as_end(), start).negated())
                } else {
                    (end.as_end(), before(start, end.as_end()))
                };
                Some(come.map_or(Tri::Unknown, |come| (come <= at).into()).and(after).and(surely))
            }));
            let covered = |kind: Kind| self.coverage_begins(kind, &[]);
            let may_be_unseen = |kind| covered(kind).is_none_or(|begins| start.is_none_or(|start| start < begins));
            let closed_unseen = start.is_some_and(|start| start <= at && self.may_have_closed_unseen(start, at));
            let unseen = ended_by.iter().any(|kind| may_be_unseen(*kind)) || closed_unseen;
            let ended = if unseen { ended.or(Tri::Unknown) } else { ended };
            let goes_on = ended.negated().and(settled(fact).negated());
            begun(fact.when, at).and(goes_on).and(self.closed_since(start, at).negated())
        }))
    }

    /// Whether the case was closed between those instants as far as the referrals of a known day say.
    fn closed_but_for_undated(&self, from: Option<Moment>, to: Moment) -> bool {
        let closings = self.child.iter().filter(|fact| matches!(fact.content, Content::CaseClosed { .. }));
        let mut closings = closings.filter_map(|fact| fact.when.as_end());
        closings.any(|end| {
            from.is_some_and(|from| from < end)
                && end <= to
                && self.open_from_a_known_day(end.plus_seconds(-1))
                && !self.open_from_a_known_day(end)
        })
    }

    /// `partner held`.
    pub fn partner_held(&self, at: Moment) -> Tri {
        let value = self.toggled(
            at,
            &[Kind::PartnerHeldEnded],
            |content| matches!(content, Content::PartnerHeld { .. }),
            |fact| matches!(fact.content, Content::PartnerHeldEnded {}).then_some((fact.when, Tri::Yes)),
            |_| Tri::No,
        );
        self.resting_on(value, &[Kind::PartnerHeld], at)
    }

    /// `payments only`.
    pub fn payments_only(&self, at: Moment) -> Tri {
        let value = self.toggled(
            at,
            &[Kind::PaymentsOnlyEnded],
            |content| matches!(content, Content::PaymentsOnly {}),
            |fact| matches!(fact.content, Content::PaymentsOnlyEnded {}).then_some((fact.when, Tri::Yes)),
            |_| Tri::No,
        );
        self.resting_on(value, &[Kind::PaymentsOnly], at)
    }

    /// `awaiting closure`.
    pub fn awaiting_closure(&self, at: Moment) -> Tri {
        let value = self.toggled(
            at,
            &[Kind::ClosureWithdrawn],
            |content| matches!(content, Content::ClosureProposed {}),
            |fact| matches!(fact.content, Content::ClosureWithdrawn {}).then_some((fact.when, Tri::Yes)),
            |_| Tri::No,
        );
        self.resting_on(value, &[Kind::ClosureProposed], at)
    }

    /// `in transfer`: until it ends or a worker is next named. A worker that the source cannot read may be one.
    pub fn in_transfer(&self, at: Moment) -> Tri {
        let named = |when: When| Some((when, Tri::Yes));
        let value = self.toggled(
            at,
            &[Kind::TransferEnded, Kind::InvolvementStarted],
            |content| matches!(content, Content::ReadyToTransfer { .. } | Content::TransferSigned { .. }),
            |fact| {
                let by_name = match fact.content {
                    Content::TransferEnded {} => Some((fact.when, Tri::Yes)),
                    Content::SuccessorIdentified { .. } => named(fact.when),
                    Content::AllocationOffered { involvement, .. } if self.named_first(fact, involvement) => {
                        named(fact.when)
                    }
                    Content::InvolvementStarted { involvement, worker, .. } if self.named_first(fact, involvement) => {
                        Some((fact.when, if worker.is_some() { Tri::Yes } else { Tri::Unknown }))
                    }
                    _ => None,
                };
                // One fact may both name a worker and say that they accepted.
                match (by_name, self.accepts(fact)) {
                    (Some((when, named)), Some((_, accepted))) => Some((when, named.or(accepted))),
                    (by_name, accepted) => by_name.or(accepted),
                }
            },
            |fact| self.received_by_somebody(fact),
        );
        self.resting_on(value, &[Kind::ReadyToTransfer, Kind::TransferSigned], at)
    }

    /// Whether, as a transfer begins, the receiving team has named somebody already.
    fn received_by_somebody(&self, begins: &Fact) -> Tri {
        let (Content::ReadyToTransfer { to: Some(to) } | Content::TransferSigned { to: Some(to), .. }, Some(at)) =
            (begins.content, begins.when.as_start())
        else {
            return Tri::No;
        };
        any(self
            .involvements
            .iter()
            .map(|one| one.is_named_in(to, at).and(self.closed_since(one.first(), at).negated())))
    }

    /// Whether this offer or start is the one by which that involvement's worker was first named.
    fn named_first(&self, fact: &Fact, involvement: Ref) -> bool {
        let names = |other: &Fact| match other.content {
            Content::AllocationOffered { involvement: of, .. }
            | Content::InvolvementStarted { involvement: of, .. } => of == involvement,
            _ => false,
        };
        let mut earlier = self.child.iter().filter(|other| names(other) && other.id != fact.id);
        // A start without a date came after the offer all the same.
        let after = |other: &&Fact| match (other.when.as_start(), fact.when.as_start()) {
            (Some(then), Some(now)) => then < now,
            (then, None) => then.is_some() && matches!(fact.content, Content::InvolvementStarted { .. }),
            (None, Some(_)) => false,
        };
        !earlier.any(after)
    }

    /// When a lead or key worker accepted, where this fact is that.
    pub(super) fn accepts(&self, fact: &Fact) -> Option<(When, Tri)> {
        let leads = |role: Role| matches!(role, Role::Lead | Role::KeyWorker);
        match fact.content {
            Content::AllocationAccepted { involvement } => {
                let role = self.involvement_role(involvement)?;
                leads(role).then_some((fact.when, Tri::Yes))
            }
            Content::InvolvementStarted { involvement, role, accepted, .. } if leads(role) => {
                let own = |other: &&&Fact| matches!(other.content, Content::AllocationAccepted { involvement: of } if of == involvement);
                // Where it was accepted before it started, that is when it was accepted.
                let before = |other: &Fact| other.when.as_start() <= fact.when.as_start();
                let surely = match accepted {
                    Tri::Yes if self.child.iter().filter(own).any(|other| before(other)) => Tri::No,
                    // An acceptance on record, whenever it came, says when it was accepted.
                    Tri::Unknown if self.child.iter().any(|other| own(&other)) => Tri::No,
                    accepted => accepted,
                };
                Some((fact.when, surely))
            }
            _ => None,
        }
    }

    /// Whether a lead or key worker has accepted at or after that instant, or on its day at a time that nobody gave.
    pub fn accepted_since(&self, from: Moment, at: Moment) -> Tri {
        any(self
            .child
            .iter()
            .filter_map(|fact| self.accepts(fact))
            .map(|(when, surely)| before(when.as_end(), Some(from)).negated().and(begun(when, at)).and(surely)))
    }

    /// `on duty`: until taken off, or a lead or key worker accepts.
    pub fn on_duty(&self, at: Moment) -> Tri {
        let value = self.toggled(
            at,
            &[Kind::TakenOffDuty, Kind::InvolvementStarted],
            |content| matches!(content, Content::PutOnDuty {}),
            |fact| match fact.content {
                Content::TakenOffDuty {} => Some((fact.when, Tri::Yes)),
                _ => self.accepts(fact),
            },
            |_| Tri::No,
        );
        self.resting_on(value, &[Kind::PutOnDuty], at)
    }

    /// `team held`: until ended, or a lead or key worker accepts.
    pub fn team_held(&self, at: Moment) -> Tri {
        let value = self.toggled(
            at,
            &[Kind::TeamHeldEnded, Kind::InvolvementStarted],
            |content| matches!(content, Content::TeamHeld { .. }),
            |fact| match fact.content {
                Content::TeamHeldEnded {} => Some((fact.when, Tri::Yes)),
                _ => self.accepts(fact),
            },
            |_| Tri::No,
        );
        self.resting_on(value, &[Kind::TeamHeld], at)
    }

    /// What the newest fact says of those that say something, in the opening that still runs: the newest dated one,
    /// or not known where one without a date could say otherwise. Of two of one instant, the one appended last.
    fn newest(&self, at: Moment, none: Tri, says: impl Fn(&Content) -> Option<Tri>) -> Tri {
        let mut newest: Option<(Moment, Tri)> = None;
        let mut undated = Vec::new();
        for fact in &self.child {
            let Some(value) = says(&fact.content) else { continue };
            let Some(start) = fact.when.as_start() else {
                undated.push(value);
                continue;
            };
            if start > at || newest.is_some_and(|(than, _)| start < than) {
                continue;
            }
            newest = Some((start, value));
        }
        // A closing ends what was concluded before it; one that may have ended it leaves it open which holds.
        let value = newest.map_or(none, |(start, value)| match self.closed_since(Some(start), at) {
            Tri::Yes => none,
            Tri::No => value,
            Tri::Unknown if value == none => value,
            Tri::Unknown => Tri::Unknown,
        });
        if undated.iter().all(|other| *other == value) { value } else { Tri::Unknown }
    }

    /// `assessed in need` (MON-04).
    pub fn assessed_in_need(&self, at: Moment) -> Tri {
        let none = self.resting_on(Tri::No, &[Kind::AssessmentCompleted], at);
        self.newest(at, none, |content| match content {
            Content::AssessmentCompleted { in_need, .. } => Some(*in_need),
            _ => None,
        })
    }

    /// `needs a social worker` (MON-05).
    pub fn needs_social_worker(&self, at: Moment) -> Tri {
        let none = self.resting_on(Tri::No, &[Kind::AssessmentCompleted], at);
        self.newest(at, none, |content| match content {
            Content::AssessmentCompleted { needs_social_worker, .. } => Some(*needs_social_worker),
            _ => None,
        })
    }

    /// `would be a duty case` (MON-06): the manager's last answer; not known while unanswered, nor once it is asked anew.
    pub fn would_be_duty_case(&self, at: Moment) -> Tri {
        let answers = self.child.iter().filter(|fact| matches!(fact.content, Content::DutyQuestionAnswered { .. }));
        let newest = answers.filter(|fact| fact.when.as_start().is_some_and(|start| start <= at));
        let answered = newest.max_by_key(|fact| fact.when.as_start()).and_then(|fact| fact.when.as_end());
        let asks = |content: &Content| matches!(content, Content::PutOnDuty {} | Content::AssessmentCompleted { .. });
        let asked_anew = self.child.iter().filter(|fact| asks(&fact.content)).any(|fact| {
            let since = |asked: Moment| asked <= at && answered.is_some_and(|answered| answered < asked);
            fact.when.as_start().is_none_or(since)
        });
        if asked_anew {
            return Tri::Unknown;
        }
        self.newest(at, Tri::Unknown, |content| match content {
            Content::DutyQuestionAnswered { answer, .. } => Some((*answer == DutyAnswer::WouldBeDuty).into()),
            _ => None,
        })
    }

    /// `{ status = [...] }`.
    pub fn status(&self, wanted: &[Status], at: Moment) -> Tri {
        let value = self.status_on_record(wanted, at);
        if value.is_no() && !self.covered(Kind::StatusStarted, wanted, at) { Tri::Unknown } else { value }
    }

    /// The same, as the facts alone say.
    pub fn status_on_record(&self, wanted: &[Status], at: Moment) -> Tri {
        any(self.child.iter().filter_map(|fact| match fact.content {
            Content::StatusStarted { status, spell } if wanted.contains(&status) => {
                let ended = any(self.child.iter().filter_map(|end| match end.content {
                    Content::StatusEnded { status: which, spell: of } if (which, of) == (status, spell) => {
                        Some(over(end.when, at))
                    }
                    _ => None,
                }));
                let doubt = self.child.iter().find_map(|end| match end.content {
                    Content::StatusEnded { status: which, spell: of } if (which, of) == (status, spell) => {
                        contradiction(fact.when, end.when)
                    }
                    _ => None,
                });
                if let Some(from) = doubt {
                    return Some(if from <= at { Tri::Unknown } else { Tri::No });
                }
                Some(begun(fact.when, at).and(ended.negated()))
            }
            _ => None,
        }))
    }

    /// `{ age-from = { years = N } }`: not known without a date of birth; no while unborn.
    pub fn age_from(&self, years: i32, at: Moment) -> Tri {
        let (mut born, mut expected) = (None, None);
        for fact in &self.child {
            if let Content::ChildDetails { born: birth, expected: due, .. } = fact.content {
                born = birth.or(born);
                expected = due.or(expected);
            }
        }
        match (born, expected) {
            (Some(born), _) => (born.birthday(years).start() <= at).into(),
            (None, Some(_)) => Tri::No,
            (None, None) => Tri::Unknown,
        }
    }

    /// Need identified (AP-03), since the case was last closed: from the first of a manager's word, an assessment
    /// started, one that concluded in need, or a status begun.
    pub fn need_identified(&self, at: Moment) -> Tri {
        let value = any(self.child.iter().filter_map(|fact| {
            let says = match fact.content {
                Content::NeedIdentified {} | Content::AssessmentStarted { .. } | Content::StatusStarted { .. } => {
                    Tri::Yes
                }
                Content::AssessmentCompleted { in_need, .. } => in_need,
                _ => return None,
            };
            let closed = self.closed_since(fact.when.as_start(), at);
            Some(says.and(begun(fact.when, at)).and(closed.negated()))
        }));
        let rests = [Kind::NeedIdentified, Kind::AssessmentStarted, Kind::AssessmentCompleted, Kind::StatusStarted];
        // What was not covered when the case was last closed, or first opened, may have been identified then, and stays so.
        let closed = self.child.iter().filter_map(|fact| match fact.content {
            Content::CaseClosed { .. } => fact.when.as_end().filter(|end| *end <= at && self.closes_case(*end)),
            _ => None,
        });
        let opened = self.child.iter().filter_map(|fact| match fact.content {
            Content::ReferralReceived { referral, .. } => {
                let earlier = self.closed_before_received(fact, referral);
                Some(earlier.or(fact.when.as_start()).unwrap_or(Moment::MIN))
            }
            _ => None,
        });
        let since = closed.max().or(opened.min().filter(|start| *start <= at));
        self.resting_on(value, &rests, since.unwrap_or(at))
    }

    /// Whether somebody is named to support that involvement; not known where that may have been before it was recorded.
    pub fn supported(&self, one: &Involvement, at: Moment) -> Tri {
        let of_it = |fact: &&&Fact| matches!(fact.content, Content::SupportNamed { involvement, .. } if Some(involvement) == one.reference);
        let named = any(self.child.iter().filter(of_it).map(|fact| begun(fact.when, at)));
        let seen = one.first().is_some_and(|first| self.covered(Kind::SupportNamed, &[], first));
        if named.is_no() && !seen && one.reference.is_some() { Tri::Unknown } else { named }
    }
}
