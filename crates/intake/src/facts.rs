//! One child's rows as facts, in the order of time.

use record::words::{EndReason, Meeting, PlacementMark, Role, Sex, Status, VisitPart, Word as _, Words};
use record::{ChildId, Content, Fact, Kind, Ref, Subject, Tri, UnitId, When, WorkerId};

use crate::casework;
use crate::columns::{Person, Row, Time, Visit};
use crate::digest::{Digester, Ids, Kinds};
use crate::extract::Extract;
use crate::placements;
use crate::tables::Table;

const TRIS: [Tri; 3] = [Tri::No, Tri::Unknown, Tri::Yes];

/// The status of which the rows of that table are spells, visits or reviews.
pub(crate) fn about(table: Table) -> Option<Status> {
    Some(match table {
        Table::CinVisits => Status::ChildInNeed,
        Table::CpVisits | Table::CpReviews => Status::ChildProtectionPlan,
        Table::ClaVisits | Table::ClaReviews => Status::LookedAfter,
        table => return status_of(table),
    })
}

/// The tables whose rows are spells of a status.
fn status_of(table: Table) -> Option<Status> {
    Some(match table {
        Table::S47Enquiry => Status::Section47,
        Table::CpPlans => Status::ChildProtectionPlan,
        Table::ClaEpisodes => Status::LookedAfter,
        Table::CinPlans => Status::ChildInNeed,
        Table::PreProceedings => Status::PreProceedings,
        Table::Permanence => Status::PermanencyAgreed,
        _ => return None,
    })
}

/// The tables of visits, and the plan by which each visits.
const VISITS: [(Table, Status); 3] = [
    (Table::CinVisits, Status::ChildInNeed),
    (Table::CpVisits, Status::ChildProtectionPlan),
    (Table::ClaVisits, Status::LookedAfter),
];

/// The slots of what a row says that is not used: that the child may be open, that somebody may hold the child, and that
/// there may have been a review or a visit.
const LOST_SLOTS: [u8; 3] = [99, 98, 95];
/// The same of rows that may be any child's.
const ANYONES_SLOTS: [u8; 2] = [97, 96];
/// The slot of what is said of an offer whose involvement's row cannot be read: whether it goes on is not known.
const OFFER_IN_DOUBT: u8 = 94;
/// More visits than any child has.
const PLACE_BITS: u32 = 24;

/// The slot of what an acceptance says whose offer is not there: that somebody may hold the child.
const ACCEPTED_WITHOUT_OFFER: u8 = 93;

/// That somebody holds the child, or may: since when, in which part and whether it was accepted is not known.
fn somebody(involvement: Ref, worker: Option<WorkerId>) -> Content {
    let (role, team, accepted) = (Role::NotKnown, None, Tri::Unknown);
    Content::InvolvementStarted { involvement, worker, role, team, accepted }
}

fn order(fact: &Fact) -> i64 {
    Time::of(fact.when).order()
}

impl Extract {
    /// Appends the facts of that child, in the order of time: what has no date comes first, and a date without a time
    /// stands where its day begins. Returns the child's identity.
    pub fn facts(&self, child: usize, out: &mut Vec<Fact>) -> ChildId {
        self.facts_of(child, Kinds::ALL, out)
    }

    /// [`Extract::facts`], but only those of some kinds: what a first question about every child needs costs less than
    /// everything about every child. Each fact is the same, its id too.
    pub fn facts_of(&self, child: usize, kinds: Kinds, out: &mut Vec<Fact>) -> ChildId {
        let id = self.child_ids[child];
        let from = out.len();
        let kinds = self.stamp.wanted.and(kinds);
        self.other_facts(child, id, kinds, out);
        out[from..].sort_by_key(order);
        if kinds.has(Kind::Visit) {
            self.merge_visits(child, id, from, out);
        }
        if let Ids::Digest(key) = self.stamp.ids {
            Digester::new(key, &self.book.names).give(&mut out[from..]);
        }
        id
    }

    fn merge_visits(&self, child: usize, id: ChildId, from: usize, out: &mut Vec<Fact>) {
        let counts = [0, 1, 2].map(|table| self.visits[table].count(child));
        let count = counts.iter().sum();
        if count == 0 {
            return;
        }
        let mut visits: Vec<Visit> = Vec::with_capacity(count);
        // The time above and the place in the list below: whole numbers sort fast, and ties stay as they were read.
        let mut in_order: Vec<i64> = Vec::with_capacity(count);
        for grouped in &self.visits {
            grouped.each(child, |visit| {
                in_order.push(visit.time().order().max(-(1 << 38)) << PLACE_BITS | visits.len() as i64);
                visits.push(*visit);
            });
        }
        in_order.sort_unstable();
        let others = out.split_off(from);
        let mut others = others.into_iter().peekable();
        out.reserve(visits.len() + others.len());
        for sorted in in_order {
            let (at, place) = (sorted >> PLACE_BITS, (sorted & ((1 << PLACE_BITS) - 1)) as usize);
            while let Some(fact) = others.next_if(|fact| order(fact) <= at) {
                out.push(fact);
            }
            let visit = visits[place];
            let of_table = usize::from(place >= counts[0]) + usize::from(place >= counts[0] + counts[1]);
            let (table, plan) = VISITS[of_table];
            let content = Content::Visit { parts: visit.parts(), done_by: None, plan: Some(plan) };
            out.push(self.stamp.fact(table, 0, visit.row, Subject::Child(id), visit.time().when(), content));
        }
        out.extend(others);
    }

    fn other_facts(&self, child: usize, id: ChildId, kinds: Kinds, out: &mut Vec<Fact>) {
        let about = Subject::Child(id);
        let mut push = |table: Table, slot: u8, row: u32, when: When, content: Content| {
            if kinds.has(content.kind()) {
                let mut fact = self.stamp.fact(table, slot, row, about, when, content);
                if ANYONES_SLOTS.contains(&slot) || slot == OFFER_IN_DOUBT {
                    fact.from.row = crate::lost::ANYONES;
                }
                out.push(fact);
            }
        };
        self.details(child, &mut push);
        let offers = self.offers(child);
        self.lost.each(child, |row| self.lost_fact(child, row, &mut push));
        for (row, involvement) in &offers.in_doubt {
            let content = Content::InvolvementEnded { involvement: Ref(*involvement), reason: None };
            push(Table::Involvements, OFFER_IN_DOUBT, *row, When::Unknown, content);
        }
        for row in &offers.without_offer {
            // Not the reference that the answer has: nothing is known of how what it says began.
            let involvement = Ref::to("accepted", "an offer that is not there", &Ref(row.key).to_string());
            let content = somebody(involvement, self.worker(row.worker));
            push(Table::Casework, ACCEPTED_WITHOUT_OFFER, row.row, When::Unknown, content);
        }
        let mut legal: Vec<Row> = Vec::new();
        let statuses = self.rows.iter().filter(|(table, _)| *table == Table::LegalStatus);
        statuses.for_each(|(_, rows)| rows.each(child, |row| legal.push(*row)));
        // The newest assessment completed by a time is looked for among these.
        let mut completed: Vec<(i64, Ref, Tri)> = Vec::new();
        for (table, rows) in &self.rows {
            rows.each(child, |row| {
                let (start, key, number) = (row.start.when(), Ref(row.key), row.row);
                let ended = (!row.end.is_missing()).then(|| row.end.when());
                let mut say = |slot: u8, when: When, content: Content| push(*table, slot, number, when, content);
                if let Some(status) = status_of(*table) {
                    say(0, start, Content::StatusStarted { status, spell: key });
                    ended.into_iter().for_each(|end| say(1, end, Content::StatusEnded { status, spell: key }));
                    return;
                }
                match table {
                    Table::CinEpisodes => {
                        let team = self.unit(row.other);
                        say(0, start, Content::ReferralReceived { referral: key, team, district_received: None });
                        if let Some(end) = ended {
                            say(1, end, Content::CaseClosed { referral: Some(key) });
                        }
                    }
                    Table::Involvements => self.involvement(row, &mut say),
                    Table::CinAssessments => {
                        say(0, start, Content::AssessmentStarted { assessment: key });
                        if let Some(end) = ended {
                            let in_need = TRIS[row.code as usize % 3];
                            completed.push((row.end.order(), key, in_need));
                            let (needs_social_worker, advisor_may_hold) = (Tri::Unknown, Tri::Unknown);
                            let assessment = key;
                            let content = Content::AssessmentCompleted {
                                assessment,
                                in_need,
                                needs_social_worker,
                                advisor_may_hold,
                            };
                            say(1, end, content);
                        }
                    }
                    Table::CpReviews => {
                        say(0, start, Content::PlanReviewHeld { plan: Some(Status::ChildProtectionPlan) });
                    }
                    Table::ClaReviews => say(0, start, Content::PlanReviewHeld { plan: Some(Status::LookedAfter) }),
                    Table::ClaPlacements => {
                        let (placement, (marks, unsure)) = (key, placements::marks(row, &legal));
                        say(0, start, Content::PlacementStarted { placement, marks, unsure });
                        ended.into_iter().for_each(|end| say(1, end, Content::PlacementEnded { placement }));
                    }
                    Table::InitialConferences => {
                        say(0, start, Content::MeetingHeld { meeting: Meeting::InitialConference });
                    }
                    Table::Family => say(0, When::Unknown, Content::FamilyGroup { family: key }),
                    Table::Casework => {
                        let by_then = completed.iter().filter(|(at, ..)| *at <= row.start.order());
                        let newest = by_then.max_by_key(|(at, ..)| *at).filter(|_| casework::restates_assessment(row));
                        let newest = newest.map(|(_, key, in_need)| (*key, *in_need));
                        let ids = casework::Ids {
                            worker: &|number| self.worker(number),
                            team: &|number| self.unit(number),
                            text: &|number| self.text(number),
                        };
                        let mut row = *row;
                        row.key = offers.involvement_of(&row).unwrap_or(row.key);
                        let said = casework::contents(&row, &ids, newest);
                        for (slot, content) in (0..).zip(said) {
                            content.into_iter().for_each(|content| say(slot, start, content));
                        }
                    }
                    _ => {}
                }
            });
        }
    }

    /// What a row that is not used leaves behind: that there is a referral, or somebody who holds the child, or was a
    /// review, a status or an assessment; since when, who, and whether it is over, is not known. A row that may be any
    /// child's is given by no number: it is not this child's for certain.
    fn lost_fact(&self, child: usize, row: &Row, push: &mut impl FnMut(Table, u8, u32, When, Content)) {
        let (table, key) = (row.lost_table(), Ref(row.key));
        let mut say = |place: usize, content: Content| match row.row {
            crate::lost::ANYONES => push(table, ANYONES_SLOTS[place.min(1)], child as u32, When::Unknown, content),
            number => push(table, LOST_SLOTS[place], number, When::Unknown, content),
        };
        if row.says_open() {
            return say(0, Content::ReferralReceived { referral: key, team: None, district_received: None });
        }
        match (table, status_of(table)) {
            (Table::CpReviews, _) => {
                say(2, Content::PlanReviewHeld { plan: Some(Status::ChildProtectionPlan) });
            }
            (Table::ClaReviews, _) => say(2, Content::PlanReviewHeld { plan: Some(Status::LookedAfter) }),
            (Table::CinAssessments, _) => {
                let (in_need, needs_social_worker, advisor_may_hold) = (Tri::Unknown, Tri::Unknown, Tri::Unknown);
                say(0, Content::AssessmentStarted { assessment: key });
                let assessment = key;
                say(1, Content::AssessmentCompleted { assessment, in_need, needs_social_worker, advisor_may_hold });
            }
            (Table::CinVisits | Table::CpVisits | Table::ClaVisits, _) => {
                let plan = VISITS.iter().find(|(of, _)| *of == table).map(|(_, plan)| *plan);
                say(2, Content::Visit { parts: Words::of(&[VisitPart::SeenNotKnown]), done_by: None, plan });
            }
            (Table::ClaPlacements, _) => {
                let (marks, unsure) = (Words::NONE, Some(Words::of(PlacementMark::ALL)));
                say(0, Content::PlacementStarted { placement: key, marks, unsure });
                say(1, Content::PlacementEnded { placement: key });
            }
            (Table::InitialConferences, _) => say(2, Content::MeetingHeld { meeting: Meeting::InitialConference }),
            (_, Some(status)) => {
                say(0, Content::StatusStarted { status, spell: key });
                say(1, Content::StatusEnded { status, spell: key });
            }
            _ => say(1, somebody(key, None)),
        }
    }

    fn involvement(&self, row: &Row, say: &mut impl FnMut(u8, When, Content)) {
        let involvement = Ref(row.key);
        let known = row.code & crate::rows::ROLE_NOT_KNOWN == 0;
        let role = if known { Role::ALL[(row.code & 3) as usize] } else { Role::NotKnown };
        let accepted = TRIS[(row.code >> 2 & 3) as usize % 3];
        let (worker, team) = (self.worker(row.worker), self.unit(row.other));
        say(0, row.start.when(), Content::InvolvementStarted { involvement, worker, role, team, accepted });
        if !row.end.is_missing() {
            let reason = EndReason::ALL.get(((row.code >> 4 & 0xff) as usize).wrapping_sub(1)).copied();
            say(1, row.end.when(), Content::InvolvementEnded { involvement, reason });
        }
    }

    /// Who the child is, from the child's own row and those about disabilities.
    fn details(&self, child: usize, push: &mut impl FnMut(Table, u8, u32, When, Content)) {
        let (mut disabled, mut disability_row) = (Tri::Unknown, 0);
        self.disabilities.each(child, |row| {
            // Any disability makes the child disabled; 'none' says that the child is not.
            let said = if row.code == 1 { Tri::Yes } else { Tri::No };
            if disabled.is_unknown() || said.is_yes() {
                (disabled, disability_row) = (said, row.row);
            }
        });
        let mut person: Option<Person> = None;
        self.persons.each(child, |row| person = person.or(Some(*row)));
        let Some(row) = person else {
            if !disabled.is_unknown() {
                let content = Content::ChildDetails {
                    given_name: None,
                    family_name: None,
                    born: None,
                    expected: None,
                    sex: None,
                    ethnicity: None,
                    disabled,
                    special_educational_needs: Tri::Unknown,
                };
                push(Table::Disability, 0, disability_row, When::Unknown, content);
            }
            return;
        };
        let [given_name, family_name, ethnicity] = row.texts.map(|text| self.text(text));
        let content = Content::ChildDetails {
            given_name,
            family_name,
            born: row.born.day(),
            expected: row.expected.day(),
            sex: Sex::ALL.get(usize::from(row.sex).wrapping_sub(1)).copied(),
            ethnicity,
            disabled,
            special_educational_needs: row.special_needs,
        };
        push(Table::Person, 0, row.row, When::Unknown, content);
        if !row.died.is_missing() {
            push(Table::Person, 1, row.row, row.died.when(), Content::Died {});
        }
    }

    fn worker(&self, number: u32) -> Option<WorkerId> {
        self.worker_ids.get(number as usize).copied()
    }

    fn unit(&self, number: u32) -> Option<UnitId> {
        self.unit_ids.get(number as usize).copied()
    }

    fn text(&self, number: u32) -> Option<record::TextId> {
        self.text_ids.get(number as usize).copied()
    }
}
