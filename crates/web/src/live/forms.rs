//! A form drawn from the declarations: what an act or a fact asks, filled in with what is known.

use record::fields::{FieldInfo, FieldType};
use record::words::{Post, Word};
use record::{Content, Fact, Subject, UnitId};
use standing::Entry;

use super::acts::Writes;
use super::question::Question;
use super::worker_page::worker_path;
use crate::acts::{EXCEPTION_REASON, EXCEPTION_UNTIL, Of};
use crate::at::escaped;
use crate::error::PageError;
use crate::forms::labels;
use crate::forms::route::ALSO;
use crate::forms::sent::value;
use crate::forms::{Doing, FormAsked, NEW};
use crate::view::{About, Choice, ChoiceGroup, FactLine, FormField, FormPage, Input, Problem, UnitRef};
use crate::words::{listed, plural, sentence};

/// So many words are shown at once; more are behind a list.
const RADIOS: usize = 7;

/// A form as it is being drawn.
pub struct Drawn<'f> {
    pub asked: &'f FormAsked,
    /// Whom it is about; nobody where it puts them on record.
    pub about: Option<Subject>,
    /// The child, where it is about one.
    pub child: Option<&'f Entry>,
    /// The team of whom it is about.
    pub team: Option<UnitId>,
    pub writes: Writes<'f>,
}

impl Drawn<'_> {
    /// What is filled in under that name.
    pub fn filled(&self, name: &str) -> &str {
        value(&self.asked.filled, name).unwrap_or_default()
    }

    /// A choice, chosen where it is what is filled in.
    pub fn choice(&self, name: &str, value: &str, label: String) -> Choice {
        let all = self.asked.filled.iter().filter(|(key, _)| key == name);
        let chosen = all.into_iter().any(|(_, filled)| filled.trim() == value);
        Choice { value: value.to_owned(), label, chosen }
    }
}

impl Question<'_> {
    /// The form, for whoever acts.
    pub fn form_page(&self, asked: &FormAsked) -> Result<FormPage, PageError> {
        let writes = self.writes.ok_or(PageError::NotFound { what: "page" })?;
        let actor = writes.acting.ok_or(PageError::NotFound { what: "page" })?;
        let (asked, draft) = self.with_draft(asked, writes, actor);
        let asked = &asked;
        let known = if asked.about == NEW && asked.doing.puts_on_record() { None } else { Some(self.whom(asked)?) };
        let (child, team) = match known {
            Some(Subject::Child(child)) => {
                let entry = self.board.get(child);
                (entry, entry.and_then(|entry| entry.timeline.team_at(self.at)))
            }
            Some(Subject::Worker(worker)) => (None, self.staff.get(worker).team),
            Some(Subject::Unit(unit)) => (None, Some(unit)),
            Some(Subject::Carer(carer)) => (None, self.carer(carer).team),
            Some(Subject::Record) | None => (None, None),
        };
        let about = match (known, child) {
            (Some(_), Some(entry)) => self.about_child(entry),
            (Some(subject), None) => self.about_other(subject),
            (None, _) => self.about_nobody_yet(asked.doing),
        };
        // What is so already need not be typed again.
        let mut filled = asked.clone();
        if asked.sent.is_none() {
            let so = known.map_or_else(Vec::new, |subject| self.so_far(asked.doing, subject));
            let said = |name: &str| asked.filled.iter().any(|(filled, _)| filled == name);
            filled.filled.extend(so.into_iter().filter(|(name, _)| !said(name)));
        }
        let drawn = Drawn { asked: &filled, about: known, child, team, writes };
        let mut fields: Vec<FormField> = asked.doing.asks().map(|field| self.form_field(&drawn, field)).collect();
        if asked.doing.takes_note() {
            fields.push(note_field(&drawn));
        }
        let excepting = [EXCEPTION_REASON, EXCEPTION_UNTIL];
        let is_said = excepting.iter().any(|name| !drawn.filled(name).is_empty());
        if is_said || asked.sent.as_ref().is_some_and(|sent| sent.may_except) {
            fields.extend(exception_fields(&drawn));
        }
        fields.push(self.when_field(&drawn));
        let posts = self.with_state(|state| decide::posts(state, actor, team, self.now));
        if known.is_some() && posts.iter().count() > 1 && !asked.doing.has_own_post() {
            fields.push(self.post_field(&drawn, posts.iter()));
        }
        fields.extend(child.and_then(|entry| self.also_field(&drawn, entry)));
        let called = asked.doing.called();
        let sent = asked.sent.clone().unwrap_or_default();
        let problem = sent.since.map(|since| self.changed_since(&drawn, known, since));
        Ok(FormPage {
            about,
            path: asked.doing.path(&asked.about),
            title: called.title.to_owned(),
            says: called.says.to_owned(),
            button: called.button.to_owned(),
            fields,
            key: sent.key.unwrap_or_else(|| writes.key()),
            seen: sent.seen.unwrap_or(writes.position),
            beside: self.beside_form(&drawn),
            handover: self.handover_beside(asked.doing, child),
            draft,
            problem,
        })
    }

    /// Whom the form is about, who must be on record and theirs to see.
    fn whom(&self, asked: &FormAsked) -> Result<Subject, PageError> {
        let of = asked.doing.of();
        if of == Of::Child {
            return Ok(Subject::Child(self.find_child(&asked.about)?.child));
        }
        of.find_known(self.book, &asked.about).ok_or(PageError::NotFound { what: of.name() })
    }

    fn about_other(&self, subject: Subject) -> About {
        let top = vec![self.units.authority()];
        let of =
            |path: String, name: String, above: Vec<UnitRef>| About { path, called: name.clone(), above, short: name };
        match subject {
            Subject::Worker(worker) => of(worker_path(self.book.names.worker(worker)), self.worker_name(worker), top),
            Subject::Unit(unit) => {
                let path = format!("/unit/{}", escaped(self.book.names.unit(unit)));
                of(path, self.units.name(unit), self.units.above(Some(unit), self.board))
            }
            Subject::Carer(carer) => {
                let carer = self.carer(carer);
                About { path: carer.path(), called: carer.name.clone(), above: top, short: carer.initials() }
            }
            Subject::Child(_) | Subject::Record => of("/authority".to_owned(), "The authority".to_owned(), top),
        }
    }

    /// Of whoever is put on record by it.
    fn about_nobody_yet(&self, doing: Doing) -> About {
        let path = if doing.of() == Of::Carer { "/carers" } else { "/authority" };
        let called = format!("A {} who is not on record yet", doing.of().name());
        let called = if doing.of() == Of::Unit { "A unit that is not on record yet".to_owned() } else { called };
        About { path: path.to_owned(), called, above: vec![self.units.authority()], short: "new".to_owned() }
    }

    fn about_child(&self, entry: &Entry) -> About {
        let mut above = self.units.above(entry.timeline.team_at(self.at), self.board);
        above.push(self.units.team(entry.timeline.team_at(self.at)));
        let child = self.child(entry);
        About { path: child.path(), called: self.called(entry), above, short: child.initials }
    }

    fn form_field(&self, drawn: &Drawn<'_>, field: &FieldInfo) -> FormField {
        let doing = drawn.asked.doing;
        let (asks, hint) = match labels::field(doing.name(), field.name) {
            Some(label) => (label.asks.to_owned(), label.hint.to_owned()),
            None => (sentence(&field.name.replace('_', " ")), String::new()),
        };
        let is_day = matches!(field.of, FieldType::Day);
        let hint = match (is_day, hint.is_empty()) {
            (true, true) => "For example, 15/4/2026".to_owned(),
            (true, false) => format!("{hint} For example, 15/4/2026"),
            (false, _) => hint,
        };
        FormField {
            name: field.name.to_owned(),
            section: labels::section(doing.name(), field.name).map(|(title, says)| (title.to_owned(), says.to_owned())),
            label: asks,
            hint,
            // What has to be said with an offer is asked for by a clause, and not by its declaration.
            optional: field.optional && !is_asked_for(doing, field.name),
            input: self.input(drawn, field),
            error: None,
        }
    }

    fn input(&self, drawn: &Drawn<'_>, field: &FieldInfo) -> Input {
        let filled = || drawn.filled(field.name).to_owned();
        match field.of {
            FieldType::Text if is_short(field.name) => Input::Line { value: filled() },
            FieldType::Text => Input::Text { value: filled() },
            FieldType::Day => Input::Date { value: filled() },
            FieldType::Tri | FieldType::Flag => {
                let of = |value: &str, label: &str| drawn.choice(field.name, value, label.to_owned());
                let mut choices = vec![of("yes", "Yes"), of("no", "No")];
                if field.optional {
                    let chosen = filled().is_empty();
                    choices.push(Choice { value: String::new(), label: "Not known".to_owned(), chosen });
                }
                Input::Radios { choices }
            }
            FieldType::Word(list) => {
                let words = list.iter().filter(|word| !is_left_out(drawn.asked.doing, field.name, word));
                let of = |word: &&str| drawn.choice(field.name, word, sentence(word));
                let optional = field.optional && !is_asked_for(drawn.asked.doing, field.name);
                one_of(words.map(of).collect(), optional, &filled())
            }
            FieldType::Words(list) => {
                let words = list.iter().filter(|word| !is_left_out(drawn.asked.doing, field.name, word));
                let of = |word: &&str| drawn.choice(field.name, word, sentence(word));
                Input::Checkboxes { choices: words.map(of).collect() }
            }
            FieldType::Worker => self.workers_to_choose(drawn, field),
            FieldType::Unit => self.units_to_choose(drawn, field),
            FieldType::Ref => self.references_to_choose(drawn, field),
            FieldType::Child => self.child_to_name(drawn, field),
            FieldType::Fact => self.fact_to_name(drawn, field),
            FieldType::Moment | FieldType::Number | FieldType::Carer | FieldType::Kind => {
                Input::Line { value: filled() }
            }
        }
    }

    fn when_field(&self, drawn: &Drawn<'_>) -> FormField {
        let label = labels::field(drawn.asked.doing.name(), "when").map_or("When was it?", |label| label.asks);
        let of = |name: &str| drawn.filled(name).to_owned();
        let input = Input::When { then: of("when") == "then", day: of("when_day"), time: of("when_time") };
        let (name, label, hint) = ("when".to_owned(), label.to_owned(), String::new());
        FormField { name, section: None, label, hint, optional: false, input, error: None }
    }

    fn post_field(&self, drawn: &Drawn<'_>, posts: impl Iterator<Item = Post>) -> FormField {
        let (asks, hint) = labels::field("", "post").map_or(("Post", ""), |label| (label.asks, label.hint));
        let mut choices: Vec<Choice> =
            posts.map(|post| drawn.choice("post", post.name(), self.post_begins(post))).collect();
        // Of several the most fitting is taken, unless one is chosen.
        let none = drawn.filled("post").is_empty();
        choices.push(Choice { value: String::new(), label: "Whichever fits".to_owned(), chosen: none });
        let input = Input::Radios { choices };
        FormField {
            name: "post".to_owned(),
            section: None,
            label: asks.to_owned(),
            hint: hint.to_owned(),
            optional: false,
            input,
            error: None,
        }
    }

    /// For whom else it can be done at once: the child's open siblings, and those whom a link named.
    fn also_field(&self, drawn: &Drawn<'_>, entry: &Entry) -> Option<FormField> {
        if !drawn.asked.doing.for_several() {
            return None;
        }
        let siblings = self.siblings_of(entry);
        let named = drawn.asked.filled.iter().filter(|(name, _)| name == ALSO);
        let named = named.filter_map(|(_, id)| self.find_child(id).ok()).filter(|other| other.child != entry.child);
        let mut others: Vec<&Entry> = siblings.into_iter().chain(named).collect();
        let mut seen = Vec::new();
        others.retain(|other| {
            !seen.contains(&other.child) && {
                seen.push(other.child);
                true
            }
        });
        if others.is_empty() {
            return None;
        }
        let choices = others.into_iter().map(|other| {
            let team = other.timeline.team_at(self.at);
            let label = format!("{}: {}", self.called(other), crate::words::uncapitalised(&self.stands(other)));
            let label = if team == drawn.team { label } else { format!("{label}; {}", self.units.team(team).name) };
            drawn.choice(ALSO, self.book.names.child(other.child), label)
        });
        Some(FormField {
            name: ALSO.to_owned(),
            section: None,
            label: "For whom else?".to_owned(),
            hint: "The same is done for each child that you choose. Each is decided by itself.".to_owned(),
            optional: true,
            input: Input::Checkboxes { choices: choices.collect() },
            error: None,
        })
    }

    /// What was recorded, after that position, of whom the form is about, whoever acts, and whom it names.
    fn changed_since(&self, drawn: &Drawn<'_>, about: Option<Subject>, since: u64) -> Problem {
        let mut subjects = about.map_or_else(Vec::new, |about| self.subjects(about, drawn.writes.acting));
        let named = drawn.asked.filled.iter().filter_map(|(_, value)| self.book.names.find_worker(value));
        subjects.extend(named.map(Subject::Worker));
        let newer = drawn.writes.newer(since, drawn.writes.position);
        let facts: Vec<&Fact> = newer.iter().filter(|fact| subjects.contains(&fact.about)).collect();
        let by = facts.first().map_or_else(String::new, |fact| self.actor_name(fact));
        let since: Vec<FactLine> = facts.into_iter().map(|fact| self.fact_line(fact)).collect();
        Problem::Changed { since, by }
    }

    /// Whom a decision about that one rests on: every identity, and whoever acts.
    fn subjects(&self, about: Subject, acting: Option<record::WorkerId>) -> Vec<Subject> {
        let mut subjects = vec![about];
        if let Subject::Child(child) = about {
            let people = self.board.people();
            let identities = people.identities(people.person(child));
            subjects.extend(identities.iter().map(|child| Subject::Child(*child)));
        }
        subjects.extend(acting.map(Subject::Worker));
        subjects
    }

    fn actor_name(&self, fact: &Fact) -> String {
        let actor = self.book.names.actor(fact.by);
        self.book.names.find_worker(actor).map_or_else(|| actor.to_owned(), |worker| self.worker_name(worker))
    }

    /// What was recorded of that child or worker between two positions, in words.
    pub fn made(&self, about: Subject, (from, to): (u64, u64)) -> Vec<String> {
        let Some(writes) = self.writes else { return Vec::new() };
        let subjects = self.subjects(about, None);
        let facts = writes.newer(from, to);
        let own: Vec<_> = facts.iter().filter(|fact| subjects.contains(&fact.about)).collect();
        if let (Subject::Unit(unit), true) = (about, own.is_empty()) {
            return self.given_over(unit, &facts);
        }
        let own = own.into_iter();
        own.map(|fact| crate::words::beginning(&self.fact_words(&fact.content), LONGEST_SAID)).collect()
    }

    /// What a unit gave to another: nothing of it is on record of the unit itself.
    fn given_over(&self, unit: record::UnitId, facts: &[record::Fact]) -> Vec<String> {
        let to = facts.iter().find_map(|fact| match fact.content {
            Content::TeamChanged { team } | Content::WorkerDetails { team: Some(team), .. } => Some(team),
            Content::PostHeld { unit, .. } => unit,
            Content::CarerDetails { team, .. } => team,
            _ => None,
        });
        let Some(to) = to.filter(|to| *to != unit) else { return Vec::new() };
        let of = |is_of: &dyn Fn(&Subject) -> bool| {
            let mut all: Vec<Subject> = facts.iter().map(|fact| fact.about).filter(is_of).collect();
            all.sort_unstable();
            all.dedup();
            all.len() as u64
        };
        let counts = [
            plural(of(&|about| matches!(about, Subject::Child(_))), "child", "children"),
            plural(of(&|about| matches!(about, Subject::Worker(_))), "worker", "workers"),
            plural(of(&|about| matches!(about, Subject::Carer(_))), "carer", "carers"),
        ];
        vec![format!("{} has from now on what {} had: {}", self.units.name(to), self.units.name(unit), listed(&counts))]
    }
}

/// So much of what was recorded is said again above the child's page, in letters; the record below has all of it.
const LONGEST_SAID: usize = 200;

/// One of a few words side by side, or of many behind a list.
pub fn one_of(mut choices: Vec<Choice>, optional: bool, filled: &str) -> Input {
    if choices.len() <= RADIOS {
        if optional {
            choices.push(Choice { value: String::new(), label: "Not said".to_owned(), chosen: filled.is_empty() });
        }
        return Input::Radios { choices };
    }
    Input::Select { groups: with_nothing(vec![ChoiceGroup { label: String::new(), choices }], optional) }
}

/// The groups after a choice of nothing.
pub fn with_nothing(groups: Vec<ChoiceGroup>, optional: bool) -> Vec<ChoiceGroup> {
    let label = if optional { "Not said" } else { "Choose" };
    let chosen = groups.iter().all(|group| group.choices.iter().all(|choice| !choice.chosen));
    let nothing = Choice { value: String::new(), label: label.to_owned(), chosen };
    let first = ChoiceGroup { label: String::new(), choices: vec![nothing] };
    [first].into_iter().chain(groups).collect()
}

/// Whether a text is a name or a number.
fn is_short(name: &str) -> bool {
    matches!(name, "agency" | "ethnicity" | "number" | "given_name" | "family_name" | "name" | "job_title")
}

/// What is written down with it.
fn note_field(drawn: &Drawn<'_>) -> FormField {
    let name = drawn.asked.doing.name();
    let (label, hint) = labels::field(name, "note").map_or(("Notes", ""), |label| (label.asks, label.hint));
    FormField {
        name: "note".to_owned(),
        section: None,
        label: label.to_owned(),
        hint: hint.to_owned(),
        optional: true,
        input: Input::Text { value: drawn.filled("note").to_owned() },
        error: None,
    }
}

/// Why whoever acts makes an exception, and until when: asked once the policy has refused it and lets them.
fn exception_fields(drawn: &Drawn<'_>) -> [FormField; 2] {
    let field = |name: &str, label: &str, hint: &str, input: Input| FormField {
        name: name.to_owned(),
        section: None,
        label: label.to_owned(),
        hint: hint.to_owned(),
        optional: true,
        input,
        error: None,
    };
    let filled = |name: &str| drawn.filled(name).to_owned();
    let says = "The policy lets you do it all the same. Your reason and your post stand on the record.";
    let why = Input::Text { value: filled(EXCEPTION_REASON) };
    let until = Input::Date { value: filled(EXCEPTION_UNTIL) };
    let mut why = field(EXCEPTION_REASON, "Why is an exception made?", "", why);
    why.section = Some(("Make an exception".to_owned(), says.to_owned()));
    [why, field(EXCEPTION_UNTIL, "Until when does it hold?", "The last day. For example, 15/4/2026", until)]
}

/// Whether a clause asks for what its declaration does not.
fn is_asked_for(doing: Doing, name: &str) -> bool {
    match doing {
        Doing::Act(decide::ActKind::Offer) => matches!(name, "what" | "actions" | "review"),
        Doing::Act(decide::ActKind::Leave) => name == "reason",
        _ => false,
    }
}

/// Words that are for what extracts leave open, or that this form cannot mean.
fn is_left_out(doing: Doing, name: &str, word: &str) -> bool {
    match (doing.name(), name) {
        ("sign-transfer", "side") => word == "both",
        ("ask-for-room", "asked") => !matches!(word, "team" | "district"),
        (_, "part") => word == "not known",
        // What the oversight says of these is asked for in words.
        ("carer_details", "carer_kind") => !matches!(word, "adopter" | "foster carer"),
        ("post_held" | "post_ended", "post") => word == "duty social worker",
        ("oversee", "parts") => !matches!(word, "support to allocate" | "steps to allocate"),
        _ => word == "not known what else",
    }
}
