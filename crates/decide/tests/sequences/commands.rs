//! A step of a sequence as a command: whom it is about and who would usually give it, by what is on record.

use decide::transfer::{UnderWay, under_way};
use decide::{Act, Command, What};
use record::book::known_facts;
use record::words::{
    OversightPart, Profession, RiskLevel, RoomAnswer, TransferItem, TransferSide, Tri, UnitLevel, Words,
};
use record::{ChildId, Content, Fact, FactId, Moment, Ref, Subject, UnitId, When};
use standing::timeline::Involved;

use crate::town::{Town, details};
use crate::tries::{OfWorker, Oversight, Tried, Try};

/// What becomes of a step.
pub enum Sent {
    /// A command, by that person.
    Command(String, Command),
    /// Something that an extract says.
    Happens(Subject, Content),
}

impl Town {
    /// The step, as it is on this record.
    pub fn sent(&mut self, one: &Try) -> Sent {
        let child = self.children[one.child % self.children.len()];
        let about = Subject::Child(child);
        let (usual, about, what): (String, Subject, What) = match one.what {
            Tried::Dies => return Sent::Happens(about, Content::Died {}),
            Tried::IsBorn => return Sent::Happens(about, details(Some(self.now.day()), None)),
            Tried::SameAs { other } => {
                return Sent::Happens(about, Content::SameAs { other: self.children[other % self.children.len()] });
            }
            Tried::NotSameAs { other } => {
                return Sent::Happens(about, Content::NotSameAs { other: self.children[other % self.children.len()] });
            }
            Tried::Corrected { which } => {
                let replaces = self.fact(child, which);
                return Sent::Happens(about, Content::Corrected { replaces, with: None, reason: None });
            }
            Tried::Staff { whose, what } => {
                let (usual, content) = self.of_worker(whose, what);
                (usual.to_owned(), Subject::Worker(self.worker(whose)), What::Record(content))
            }
            Tried::Revise { whose, days } => {
                let likely_end = Some(self.now.day().plus_days(days));
                let act = Act::ReviseAbsence { likely_end };
                (self.manager_of(whose).to_owned(), Subject::Worker(self.worker(whose)), What::Act(act))
            }
            Tried::GiveOver { north, away } => {
                let (team, to) =
                    (self.unit(if north { "North" } else { "South" }), if north == away { "South" } else { "North" });
                ("Hana".to_owned(), Subject::Unit(team), What::Act(Act::GiveOver { to: self.unit(to) }))
            }
            Tried::TakeOn { north } => {
                let (who, team) = if north { ("Mina", "North") } else { ("Sven", "South") };
                let (team, name) = (self.unit(team), self.book.names.add_text("Zed Maker"));
                let act = Act::TakeOn { name, job_title: None, profession: Profession::SocialWorker, team };
                (who.to_owned(), Subject::Worker(self.worker("Zed")), What::Act(act))
            }
            Tried::Register { north, unborn, sibling, again } => {
                let (who, team) = if north { ("Mina", "North") } else { ("Sven", "South") };
                let new = self.book.names.add_child(&format!("here:{}", self.children.len()));
                let act = self.register(team, unborn, sibling.then_some(child));
                (who.to_owned(), if again { about } else { Subject::Child(new) }, What::Act(act))
            }
            _ => {
                let (usual, what) = self.of_child(child, one);
                (usual, about, what)
            }
        };
        let who = one.who.map_or(usual, str::to_owned);
        Sent::Command(
            who,
            Command { about, when: one.dated.when(self.now), post: None, what, note: None, exception: None },
        )
    }

    fn register(&mut self, team: &str, unborn: bool, sibling: Option<ChildId>) -> Act {
        let (given_name, team) = (self.book.names.add_text("Wren"), self.unit(team));
        let day = self.now.day().plus_days(if unborn { 20 } else { -1000 });
        Act::Register {
            given_name,
            family_name: None,
            born: (!unborn).then_some(day),
            expected: unborn.then_some(day),
            sex: None,
            disabled: Tri::Unknown,
            special_educational_needs: Tri::No,
            sibling,
            team,
            district_received: None,
            another: Tri::Yes,
        }
    }

    /// About a child on record: whoever would usually do it, and what.
    fn of_child(&mut self, child: ChildId, one: &Try) -> (String, What) {
        let team = self.timeline(child).and_then(|timeline| timeline.team_at(self.now));
        let other = self.unit(if team == Some(self.unit("North")) { "South" } else { "North" });
        let own = team.unwrap_or(other);
        let of = |unit: UnitId, town: &Town| if unit == town.unit("North") { "Mina" } else { "Sven" };
        let manager = of(own, self).to_owned();
        let says = self.book.names.add_text("as the plan says");
        let receiving = self.transfer(child).map(|transfer| of(transfer.to, self).to_owned());
        let act = |act: Act| (manager.clone(), What::Act(act));
        match one.what {
            Tried::Offer { to, part, other_team, supported, said } => {
                let (worker, said) = (self.worker(to), said.then_some(says));
                let supported_by = supported.then(|| self.worker("Mina"));
                let team = other_team.then_some(other);
                let offer = Act::Offer { worker, part, team, what: said, actions: said, review: said, supported_by };
                let by = if other_team { of(other, self).to_owned() } else { manager };
                (by, What::Act(offer))
            }
            Tried::Accept { which } => {
                let (involvement, asked) = self.offer(child, which);
                (asked.unwrap_or(manager), What::Act(Act::Accept { involvement }))
            }
            Tried::Decline { which } => {
                let (involvement, asked) = self.offer(child, which);
                (asked.unwrap_or(manager), What::Act(Act::Decline { involvement }))
            }
            Tried::Withdraw { which } => act(Act::Withdraw { involvement: self.offer(child, which).0 }),
            Tried::End { which, reason } => {
                let involvement =
                    self.involved(child, which, |one| one.has_begun).map_or(Ref(7), |one| one.involvement);
                act(Act::End { involvement, reason })
            }
            Tried::PutOnDuty { answer } => act(Act::PutOnDuty { answer }),
            Tried::TakeOffDuty => act(Act::TakeOffDuty {}),
            Tried::AskForRoom { district } => {
                let (asked, whom) = if district { (UnitLevel::District, "West") } else { (UnitLevel::Team, "South") };
                act(Act::AskForRoom { asked, whom: self.unit(whom), answer: RoomAnswer::NoRoom })
            }
            Tried::Family { other } => act(Act::SameFamily { sibling: self.children[other % self.children.len()] }),
            Tried::Leave { reason } => ("Sal".to_owned(), What::Act(Act::Leave { reason })),
            Tried::Oversee { how } => act(self.oversight(how)),
            Tried::Sign { side, other_team } => {
                let to = if other_team { other } else { own };
                let by = if side == TransferSide::Receiving { of(to, self).to_owned() } else { manager };
                (by, What::Act(Act::SignTransfer { to, side }))
            }
            Tried::Close { one_referral } => {
                let referral = one_referral.then(|| self.referral(child)).flatten();
                act(Act::Close { referral })
            }
            Tried::Record(content) => (manager, What::Record(content)),
            Tried::Check { whole } => {
                let complete =
                    if whole { Words::every() } else { Words::of(&[TransferItem::Plans, TransferItem::Visits]) };
                let missing = (!whole).then_some(says);
                let check = Act::CheckTransfer { complete: Some(complete), not_needed: None, missing };
                (receiving.unwrap_or(manager), What::Act(check))
            }
            Tried::Elsewhere { answer } => {
                (manager, What::Record(Content::AnotherAuthority { authority: says, answer }))
            }
            Tried::NamesTeam { referred, other_team } => {
                let team = Some(if other_team { other } else { own });
                let referral = Content::ReferralReceived { referral: Ref(0), team, district_received: None };
                let content = if referred { referral } else { Content::TeamHeld { team } };
                (manager, What::Record(content))
            }
            Tried::ReadyToTransfer => (manager, What::Record(Content::ReadyToTransfer { to: Some(other) })),
            Tried::Support { which, by } => {
                let involvement = self.offer(child, which).0;
                let supported_by = self.worker(by);
                (manager, What::Record(Content::SupportNamed { involvement, supported_by }))
            }
            Tried::TaskTaken { which, by } => {
                let (task, worker) = (self.task(child, which), self.worker(by));
                (manager, What::Record(Content::TaskTaken { task, worker }))
            }
            Tried::TaskDone { which } => {
                (manager, What::Record(Content::TaskDone { task: self.task(child, which), outcome: None }))
            }
            Tried::TaskDropped { which } => {
                (manager, What::Record(Content::TaskDropped { task: self.task(child, which), reason: says }))
            }
            Tried::CarryBack { which } => {
                let fact = self.fact(child, which);
                (manager, What::Record(Content::CarriedBack { fact, done_by: None }))
            }
            Tried::Note => (manager, What::Record(Content::Noted { of: None, says })),
            ref other => unreachable!("{other:?} is about no child on record"),
        }
    }

    fn oversight(&mut self, how: Oversight) -> Act {
        let said = Some(self.book.names.add_text("what there is to say"));
        let mut act = Act::oversee(match how {
            Oversight::Nothing => Words::NONE,
            _ => Words::of(&[OversightPart::RiskAssessment]),
        });
        let Act::Oversee { worries, risk, needed, next_review, action_1, action_1_by, .. } = &mut act else {
            unreachable!("it oversees");
        };
        match how {
            Oversight::Nothing => {}
            Oversight::RiskOnly => *risk = Some(RiskLevel::High),
            Oversight::Whole => {
                (*worries, *needed, *risk) = (said, said, Some(RiskLevel::Low));
                *next_review = Some(self.now.day().plus_days(7));
            }
            Oversight::Tasks => (*action_1, *action_1_by) = (said, Some(self.now.day().plus_days(2))),
        }
        act
    }

    fn of_worker(&self, whose: &str, what: OfWorker) -> (&'static str, Content) {
        let today = self.now.day();
        let manager = self.manager_of(whose);
        let unit = Some(self.unit("North"));
        let team = self.unit(if manager == "Sven" { "South" } else { "North" });
        let content = match what {
            OfWorker::Leaves { .. } => Content::WorkerLeft {},
            OfWorker::Joins => Content::WorkerJoined {},
            OfWorker::Away { days, kind } => {
                let likely_end = Some(today.plus_days(days));
                Content::AbsenceStarted { absence: Ref(0), absence_kind: kind, likely_end }
            }
            OfWorker::Back => Content::AbsenceEnded { absence: Ref(0) },
            OfWorker::Rostered { days } => Content::DutyRostered { team, on: today.plus_days(days) },
            OfWorker::Cleared { days } => Content::DutyRosterCleared { team, on: today.plus_days(days) },
            OfWorker::Given { post, stands_in } => {
                return ("Hana", Content::PostHeld { post, unit, until: None, stands_in });
            }
            OfWorker::Ended { post } => return ("Hana", Content::PostEnded { post, unit }),
            OfWorker::Moves => {
                let profession = Some(Profession::SocialWorker);
                let team = Some(self.unit("South"));
                return ("Sal", Content::WorkerDetails { name: None, job_title: None, profession, team });
            }
            OfWorker::Unregistered => Content::NotRegistered {},
            OfWorker::Registered => Content::Registered { number: None, until: None },
            OfWorker::Supervised { by } => Content::SupervisionNamed { supervisor: Some(self.worker(by)) },
            OfWorker::LessWork { percent } => Content::WorkloadAdjusted { percent, until: None, reason: None },
        };
        (manager, content)
    }

    fn manager_of(&self, whose: &str) -> &'static str {
        match whose {
            "Bea" | "Yara" | "Nia" | "Zed" => "Mina",
            "Kim" => "Sven",
            _ => "Hana",
        }
    }

    /// The newest offers that wait, first; and who was asked.
    fn offer(&self, child: ChildId, which: usize) -> (Ref, Option<String>) {
        let found = self.involved(child, which, |one| !one.has_begun && !one.is_ended);
        let found = found.or_else(|| self.involved(child, which, |_| true));
        let asked = found.and_then(|one| one.worker).map(|worker| self.book.names.worker(worker).to_owned());
        (found.map_or(Ref(7), |one| one.involvement), asked)
    }

    fn involved(&self, child: ChildId, which: usize, is: impl Fn(&Involved) -> bool) -> Option<Involved> {
        let all = self.timeline(child)?.involved.iter().rev().filter(|one| is(one));
        let all: Vec<&Involved> = all.collect();
        all.get(which % all.len().max(1)).map(|one| **one)
    }

    fn transfer(&self, child: ChildId) -> Option<UnderWay> {
        let facts = self.facts(child);
        let known = facts.iter().flat_map(|list| known_facts(list, Moment::MAX));
        under_way(known, self.timeline(child)?, self.now)
    }

    fn referral(&self, child: ChildId) -> Option<Ref> {
        self.facts(child).into_iter().flatten().rev().find_map(|fact| match fact.content {
            Content::ReferralReceived { referral, .. } => Some(referral),
            _ => None,
        })
    }

    fn task(&self, child: ChildId, which: usize) -> Ref {
        let tasks = standing::tasks::tasks(&self.facts(child), Moment::MAX, self.now);
        tasks.get(which).map_or(Ref(7), |task| task.task)
    }

    /// One of the newest facts about that child.
    fn fact(&self, child: ChildId, which: usize) -> FactId {
        let facts: Vec<&Fact> = self.book.child(child).iter().rev().collect();
        facts[which % facts.len()].id
    }
}

/// The time at which a step is so: what ends or begins of a worker has its own days.
pub fn dated(one: &Try, when: When, now: Moment) -> When {
    match one.what {
        Tried::Staff { what: OfWorker::Leaves { days }, .. } => When::On(now.day().plus_days(days)),
        Tried::Staff { .. } | Tried::TakeOn { .. } => when.day().map_or(when, When::On),
        _ => when,
    }
}
