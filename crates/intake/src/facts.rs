//! One child's rows as facts, in the order of time.

use record::words::{EndReason, Meeting, Role, Sex, Status, Word as _};
use record::{ChildId, Content, Fact, Kind, Ref, Subject, Tri, UnitId, When, WorkerId};

use crate::casework;
use crate::columns::{Person, Row, Time, Visit};
use crate::digest::{Digester, Ids, Kinds};
use crate::doubts::{self, Doubt};
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
pub(crate) fn status_of(table: Table) -> Option<Status> {
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
pub(crate) const VISITS: [(Table, Status); 3] = [
    (Table::CinVisits, Status::ChildInNeed),
    (Table::CpVisits, Status::ChildProtectionPlan),
    (Table::ClaVisits, Status::LookedAfter),
];

/// Whether the worker of that involvement has accepted, by what the site file says of the role.
pub(crate) fn accepted_by_role(row: &Row) -> Tri {
    TRIS[(row.code >> 2 & 3) as usize % 3]
}

/// The slots of an involvement that goes on from an opening again of the case.
const GOES_ON: [u8; 2] = [2, 3];

/// More visits than any child has.
const PLACE_BITS: u32 = 24;

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
                if table == Table::Involvements && GOES_ON.contains(&slot) {
                    // No row says it by itself: a later extract that says otherwise takes nothing back that anybody said.
                    fact.from.row = 0;
                }
                out.push(if doubts::is_slot(slot) { self.stamp.in_doubt(fact, table, slot) } else { fact });
            }
        };
        self.details(child, &mut push);
        let offers = self.offers(child);
        let mut doubt = |doubt: Doubt| push(doubt.table, doubt.slot, doubt.row, When::Unknown, doubt.content);
        self.lost.each(child, |row| doubts::of_lost(child, row, &mut doubt));
        self.doubts_of_offers(&offers, &mut doubt);
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
                    Table::Involvements => {
                        let accepted = offers.accepted_by_start(row, accepted_by_role(row));
                        self.involvement(row, accepted, &mut say);
                    }
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
        let mut before: Option<(u32, u32)> = None;
        self.reopened.each(child, |row| {
            let again = before.filter(|(number, _)| *number == row.row).map_or(0, |(_, again)| again + 1);
            before = Some((row.row, again));
            let accepted = offers.accepted_by(row, accepted_by_role(row));
            let mut say = |slot, when, content| push(Table::Involvements, slot, row.row, when, content);
            self.goes_on(row, again, accepted, &mut say);
        });
    }

    /// An involvement that goes on from an opening again of the case, as one of its own; in doubt, where its row does not say with
    /// which referral it is. `again` counts the openings over which the row goes on: by that it is known, whatever day is found
    /// right for the opening later.
    fn goes_on(&self, row: &Row, again: u32, accepted: Tri, say: &mut impl FnMut(u8, When, Content)) {
        let involvement = Ref::to("goes on", &Ref(row.key).to_string(), &again.to_string());
        let known = row.code & crate::rows::ROLE_NOT_KNOWN == 0 && !row.goes_on_in_doubt();
        let role = if known { Role::ALL[(row.code & 3) as usize] } else { Role::NotKnown };
        let accepted = if known { accepted } else { Tri::Unknown };
        let slots = if row.goes_on_in_doubt() { doubts::GOES_ON } else { GOES_ON };
        let (worker, team) = (self.worker(row.worker), self.unit(row.other));
        let started = Content::InvolvementStarted { involvement, worker, role, team, accepted };
        say(slots[0], row.start.when(), started);
        if !row.end.is_missing() {
            say(slots[1], row.end.when(), Content::InvolvementEnded { involvement, reason: None });
        }
    }

    fn involvement(&self, row: &Row, accepted: Tri, say: &mut impl FnMut(u8, When, Content)) {
        let involvement = Ref(row.key);
        let known = row.code & crate::rows::ROLE_NOT_KNOWN == 0;
        let role = if known { Role::ALL[(row.code & 3) as usize] } else { Role::NotKnown };
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

    pub(crate) fn worker(&self, number: u32) -> Option<WorkerId> {
        self.worker_ids.get(number as usize).copied()
    }

    fn unit(&self, number: u32) -> Option<UnitId> {
        self.unit_ids.get(number as usize).copied()
    }

    fn text(&self, number: u32) -> Option<record::TextId> {
        self.text_ids.get(number as usize).copied()
    }
}
