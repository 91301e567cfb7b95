//! Foster carers and adopters, and other services' own lists: who supervises each carer (AP-08), who is with which service, when
//! they were last told how things stand, and what each service owes them (AS-22 to AS-25).

use record::book::known_facts;
use record::words::{Recipient, Service, Tri, Word};
use record::{Book, CarerId, Content, Fact, Moment, Subject, UnitId, WorkerId};
use standing::{DutyRecord, DutyState, Evaluator};

use super::question::Question;
use super::say;
use super::worker_page::worker_path;
use crate::acts::Of;
use crate::at::escaped;
use crate::error::PageError;
use crate::forms::Doing;
use crate::view::*;
use crate::words::{plural, sentence};

/// A carer as the record has them.
pub struct Carer {
    pub id: String,
    pub name: String,
    pub kind: Option<Recipient>,
    pub team: Option<UnitId>,
    /// The supervising social worker by the newest word on it, and the day from which they are; nobody where it says so.
    pub supervisor: Option<(Option<WorkerId>, Option<record::Day>)>,
}

impl Carer {
    fn read(book: &Book, carer: CarerId, known: Moment, at: Moment) -> Carer {
        let id = book.names.carer(carer).to_owned();
        let name = say::plain(&id).to_owned();
        let mut found = Carer { id, name, kind: None, team: None, supervisor: None };
        let begun = |fact: &&Fact| fact.when.as_start().is_none_or(|from| from <= at);
        let mut facts: Vec<&Fact> = known_facts(book.about(Subject::Carer(carer)), known).filter(begun).collect();
        facts.sort_by_key(|fact| fact.when.as_start());
        for fact in facts {
            match fact.content {
                Content::CarerDetails { name, carer_kind, team } => {
                    found.name = name.map_or(found.name, |name| book.names.text(name).to_owned());
                    found.kind = carer_kind.or(found.kind);
                    found.team = team.or(found.team);
                }
                Content::CarerSupervised { worker } => found.supervisor = Some((worker, fact.when.day())),
                _ => {}
            }
        }
        found
    }

    /// The page of the carer.
    pub fn path(&self) -> String {
        format!("/carer/{}", escaped(&self.id))
    }

    /// The letters with which the names begin.
    pub fn initials(&self) -> String {
        self.name
            .split_whitespace()
            .filter_map(|word| word.chars().find(|letter| letter.is_alphabetic()))
            .map(|letter| format!("{letter}."))
            .collect()
    }
}

/// Somebody's entry with a service that is not over.
struct ServiceEntry {
    service: Service,
    since: Option<record::Day>,
    placed: Tri,
    told: Option<record::Day>,
}

impl Question<'_> {
    /// That carer.
    pub fn carer(&self, carer: CarerId) -> Carer {
        Carer::read(self.book, carer, self.known, self.at)
    }

    pub(super) fn carers(&self) -> Vec<(CarerId, Carer)> {
        let ids = (0..self.book.names.carers.len()).map(CarerId::from_index);
        let known =
            ids.filter(|carer| known_facts(self.book.about(Subject::Carer(*carer)), self.known).next().is_some());
        known.map(|carer| (carer, self.carer(carer))).collect()
    }

    /// Every carer, those without a supervising social worker first.
    pub fn carers_page(&self) -> CarersPage {
        let mut lines: Vec<CarerLine> = self.carers().iter().map(|(_, carer)| self.carer_line(carer)).collect();
        lines.sort_by(|one, other| {
            (one.unsupervised.is_none(), &one.name).cmp(&(other.unsupervised.is_none(), &other.name))
        });
        let without = lines.iter().filter(|line| line.unsupervised.is_some()).count() as u64;
        CarersPage {
            without,
            carers: lines,
            add: self.may_add().then(|| Doing::Record(Of::Carer, record::Kind::CarerDetails).path(crate::forms::NEW)),
        }
    }

    /// Whether somebody acts, and looks at the present.
    pub fn may_add(&self) -> bool {
        self.writes.is_some_and(|writes| writes.acting.is_some()) && self.asked.is_now()
    }

    fn carer_line(&self, carer: &Carer) -> CarerLine {
        let named = carer.supervisor.and_then(|(worker, since)| Some((worker?, since)));
        let unsupervised = match (carer.supervisor, named) {
            (None, _) => Some("No supervising social worker is on record".to_owned()),
            (Some((None, since)), _) => Some(match since {
                Some(since) => format!("No supervising social worker since {}", say::day(since)),
                None => "No supervising social worker".to_owned(),
            }),
            (_, Some((worker, _))) => {
                let now = self.staff.get(worker);
                match now.has_left {
                    Tri::Yes => Some(format!("{}, who has left", self.worker_name(worker))),
                    Tri::Unknown => Some(format!("{}, who may have left", self.worker_name(worker))),
                    Tri::No => None,
                }
            }
            (Some((Some(_), _)), None) => None,
        };
        CarerLine {
            path: carer.path(),
            name: carer.name.clone(),
            kind: carer.kind.map_or_else(|| "Not recorded".to_owned(), |kind| sentence(kind.name())),
            team: self.units.team(carer.team),
            supervisor: named.map(|(worker, _)| NamedWorker {
                name: self.worker_name(worker),
                path: worker_path(self.book.names.worker(worker)),
            }),
            since: named.and_then(|(_, since)| since).map(say::day),
            unsupervised,
        }
    }

    /// A carer's page.
    ///
    /// # Errors
    /// Where nobody on record has that id.
    pub fn carer_page(&self, id: &str) -> Result<CarerPage, PageError> {
        let found = Of::Carer.find_known(self.book, id);
        let Some(Subject::Carer(carer)) = found else { return Err(PageError::NotFound { what: "carer" }) };
        let about = Subject::Carer(carer);
        let read = self.carer(carer);
        let mut facts: Vec<&Fact> = known_facts(self.book.about(about), self.known).collect();
        facts.sort_by_key(|fact| std::cmp::Reverse((fact.when.as_start().unwrap_or(Moment::MIN), fact.recorded)));
        let records = if self.may_add() { self.records(id, Of::Carer) } else { Vec::new() };
        let entries = self.entries(&facts);
        Ok(CarerPage {
            initials: read.initials(),
            entries: entries.iter().map(|entry| self.entry_words(entry)).collect(),
            owed: self.owed_to(carer),
            records,
            record: facts.into_iter().map(|fact| self.fact_line(fact)).collect(),
            carer: self.carer_line(&read),
        })
    }

    /// What is owed to a carer by the policies: the duties of the services with which they are.
    fn owed_to(&self, carer: CarerId) -> Vec<ServiceDuty> {
        let facts = self.book.about(Subject::Carer(carer));
        let timeline = Evaluator::new(self.plan(), self.board.world()).timeline(&[facts]);
        let duties = timeline.duties.iter().filter(|duty| duty.is_live(self.at) && self.is_of_service(duty, None));
        duties
            .map(|duty| self.service_duty(duty, self.post_begins(timeline.owner_of(self.plan(), duty, self.at))))
            .collect()
    }

    /// Whether the duty is owed for being with a service; with that one, where it is named.
    pub(super) fn is_of_service(&self, duty: &DutyRecord, service: Option<Service>) -> bool {
        let of = &self.plan().duties[usize::from(duty.duty)];
        self.asks(of.pack)
            && matches!(of.rule.during, policy::Condition::Service { of, .. } if service.is_none_or(|one| of.has(one)))
    }

    pub(super) fn service_duty(&self, duty: &DutyRecord, owner: String) -> ServiceDuty {
        let rule = self.rule(duty);
        ServiceDuty {
            what: rule.title.clone(),
            clause: rule.cites.first().to_owned(),
            owner,
            due: self.due(rule, duty),
            overdue: duty.state(self.at) == DutyState::Overdue,
            not_known: (duty.state(self.at) == DutyState::CannotBeKnown).then(|| self.cannot_be_known(duty)),
        }
    }

    /// The entries that are not over, of whomever those facts are about.
    fn entries(&self, facts: &[&Fact]) -> Vec<ServiceEntry> {
        let begun = |fact: &&&Fact| fact.when.as_start().is_none_or(|from| from <= self.at);
        let left = |of| {
            facts
                .iter()
                .filter(begun)
                .any(|fact| matches!(fact.content, Content::ServiceEntryLeft { entry, .. } if entry == of))
        };
        let told = |of: Service| {
            let all = facts
                .iter()
                .filter(begun)
                .filter(|fact| matches!(fact.content, Content::ServiceEntryUpdated { service } if service == of));
            all.filter_map(|fact| fact.when.day()).max()
        };
        let joined = facts.iter().filter(begun).filter_map(|fact| match fact.content {
            Content::ServiceEntryJoined { entry, service, children_placed } if !left(entry) => {
                let since = fact.when.day();
                let told = told(service).filter(|told| since.is_none_or(|since| since <= *told));
                Some(ServiceEntry { service, since, placed: children_placed, told })
            }
            _ => None,
        });
        joined.collect()
    }

    fn entry_words(&self, entry: &ServiceEntry) -> String {
        let since = entry
            .since
            .map_or_else(|| "since a day that is not known".to_owned(), |since| format!("since {}", say::day(since)));
        let placed = match entry.placed {
            Tri::Yes => "; children are placed",
            Tri::No => "",
            Tri::Unknown => "; whether children are placed is not recorded",
        };
        let told = entry.told.map_or_else(
            || "not told yet how things stand".to_owned(),
            |told| format!("last told how things stand on {}", say::day(told)),
        );
        format!("{}, {since}{placed}; {told}", sentence(entry.service.name()))
    }

    /// The lists of the other services.
    pub fn services_page(&self) -> ServicesPage {
        let mut of: Vec<(Service, ServiceLine)> = Vec::new();
        for entry in self.board.iter().filter(|entry| self.sight.sees(entry)) {
            let facts: Vec<&Fact> = self.facts(entry.child).collect();
            if !facts.iter().any(|fact| matches!(fact.content, Content::ServiceEntryJoined { .. })) {
                continue;
            }
            for one in self.entries(&facts) {
                let duties = self.live(entry).filter(|duty| self.is_of_service(duty, Some(one.service)));
                let child = self.child(entry);
                let who = ServiceFor { name: format!("{}, {}", child.initials, child.age), path: child.path() };
                let owed = duties.map(|duty| self.service_duty(duty, self.owner(entry, duty))).collect();
                of.push((one.service, self.service_line(who, &one, owed)));
            }
        }
        for (id, carer) in self.carers() {
            let facts: Vec<&Fact> = known_facts(self.book.about(Subject::Carer(id)), self.known).collect();
            let owed = self.owed_to(id);
            for one in self.entries(&facts) {
                let who = ServiceFor { name: carer.name.clone(), path: carer.path() };
                // A carer is seldom with two services: what is owed is said with each.
                of.push((one.service, self.service_line(who, &one, owed.clone())));
            }
        }
        let lists = Service::ALL.iter().map(|service| {
            let mut lines: Vec<ServiceLine> =
                of.iter().filter(|(own, _)| own == service).map(|(_, line)| line.clone()).collect();
            lines.sort_by_key(|line| (!line.owed.iter().any(|duty| duty.overdue), line.days.map(std::cmp::Reverse)));
            ServiceList {
                service: service.name(),
                title: sentence(service.name()),
                owner: self.owner_of(*service),
                lines,
            }
        });
        ServicesPage { lists: lists.collect() }
    }

    fn service_line(&self, who: ServiceFor, one: &ServiceEntry, owed: Vec<ServiceDuty>) -> ServiceLine {
        let days = one.since.map(|since| say::days_between(since, self.today));
        ServiceLine {
            who,
            since: one.since.map(say::day),
            days,
            said: days.map_or_else(|| "not recorded".to_owned(), |days| plural(days, "day", "days")),
            told: one.told.map(say::day),
            placed: match one.placed {
                Tri::Yes => "yes",
                Tri::No => "no",
                Tri::Unknown => "not recorded",
            },
            owed,
        }
    }

    /// Whose that service's list is, by the policies; nothing where none says.
    fn owner_of(&self, service: Service) -> Option<String> {
        let asked = self.plan().duties.iter().filter(|of| self.asks(of.pack));
        let mut owed =
            asked.filter(|of| matches!(of.rule.during, policy::Condition::Service { of, .. } if of.has(service)));
        owed.next().map(|of| self.post_begins(of.rule.owner))
    }
}
