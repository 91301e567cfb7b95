//! Ladders: their rungs are duties that wait for one another.

use record::Kind;
use record::words::{Post, Word, Words};
use toml::de::DeValue;

use super::Reader;
use super::duty::all_or_nothing;
use crate::pack::{Cites, Condition, Due, Duty, Event, Ladder, MetFrom, Opens, Pack};
use crate::reader::{Table, Value, as_text};

/// A rung as read: which others of its ladder it waits for is still by their places in the ladder.
struct Rung {
    duty: Duty,
    acknowledged: Option<(Post, Due)>,
}

impl<'m> Reader<'m> {
    pub(super) fn ladders(&mut self, root: &Table<'_, 'm>, pack: &mut Pack) {
        let ladders = root.tables("ladder", "ladder");
        self.each(ladders, |names| &mut names.ladders, |reader, table| reader.ladder(table, pack));
    }

    fn ladder(&mut self, table: Table<'_, 'm>, pack: &mut Pack) -> Option<()> {
        let mut names = std::mem::take(&mut self.names.ladders);
        let id = self.id(&table, &mut names);
        self.names.ladders = names;
        let title = table.text("title", "say what it is for");
        let cites = self.cites(&table);
        let during = table.need("while", "say while what it is climbed");
        let during = during.and_then(|value| self.condition("'while'", value));
        let on = table.get("on").map(|value| self.events(value)).unwrap_or_default();
        let rungs = table.tables("rung", "rung");
        if rungs.is_empty() {
            let help = "write each step up as [[ladder.rung]]".to_owned();
            self.mistakes.add(table.span.clone(), format!("{} has no rung", table.what), Some(help));
        }
        let (read, order) = self.in_order(rungs, |reader, rung, ids| reader.rung(rung, ids));
        table.finish();
        let (order, read) = (order?, read?);
        let (id, during, title, cites) = (id?, during?, title?, cites?);
        let climb = Climb { id: &id, during: &during, on: &on, acknowledged: Kind::NoticeAcknowledged };
        let (place, first) = (pack.ladders.len(), pack.duties.len());
        climbed(read, &order, &climb, &mut pack.duties);
        for duty in &mut pack.duties[first..] {
            duty.ladder = Some(place);
            self.names.duties.push(duty.id.clone());
        }
        let rungs = (first..pack.duties.len()).collect();
        pack.ladders.push(Ladder { id, title, cites, rungs });
        Some(())
    }

    /// Rungs that may wait for one another, read each by itself, and the order in which each comes after those that it waits
    /// for.
    fn in_order(
        &self,
        rungs: Vec<Table<'_, 'm>>,
        read: impl Fn(&Self, Table<'_, 'm>, &[String]) -> Option<Rung>,
    ) -> (Option<Vec<Rung>>, Option<Vec<usize>>) {
        let mut ids = Vec::new();
        for rung in &rungs {
            self.id(rung, &mut ids);
        }
        // What waits for what is seen even where a rung has another mistake; but a rung without a name shifts the places.
        let waits: Vec<_> = rungs.iter().map(|rung| waits_for(rung, &ids)).collect();
        let order = if ids.len() == waits.len() { order(&waits) } else { Ok(Vec::new()) };
        let (spans, read): (Vec<_>, Vec<_>) =
            rungs.into_iter().map(|rung| (rung.span.clone(), read(self, rung, &ids))).unzip();
        let order = order.map_err(|round| {
            let round_ids: Vec<&str> = round.iter().map(|place| ids[*place].as_str()).collect();
            let says = format!("these rungs wait for each other and none ever opens: {}", round_ids.join(", "));
            let help = "let one of them open at once, or after a length of time".to_owned();
            self.mistakes.add(spans[round[0]].clone(), says, Some(help));
        });
        (read.into_iter().collect(), order.ok())
    }

    fn rung(&self, table: Table<'_, 'm>, ids: &[String]) -> Option<Rung> {
        let id = table.get("id").and_then(|value| as_text("'id'", value, self.mistakes)).map(str::to_owned);
        let duty = self.duty_of(id, &table, Some(ids));
        let post = table.get("acknowledged-by").map(|value| table.word::<Post>("acknowledged-by", value));
        let due = table.get("acknowledge").map_or(Some(Due::NotStated), |value| self.due_of(value));
        table.finish();
        let acknowledged = all_or_nothing(post)?.zip(due);
        Some(Rung { duty: duty?, acknowledged })
    }

    /// The rungs of a rule about areas: those that it writes, or one for each post that it names beside a due day.
    pub(super) fn area_rungs(&self, table: &Table<'_, 'm>, cites: Option<&Cites>) -> Option<Vec<Duty>> {
        let id = table.get("id").and_then(|value| as_text("'id'", value, self.mistakes));
        let rungs = table.tables("rung", "rung");
        let mut duties = Vec::new();
        if rungs.is_empty() {
            let to = table.need("to", "say who is told: to = [\"head of service\"], or write [[area.rung]]s");
            let to = to.map(|value| table.words::<Post>("to", value));
            let due = table.get("due").map_or(Some(Due::WhenOpened), |value| self.area_due(value));
            let (id, to, due, cites) = (id?, to?, due?, cites?);
            let told = |post: Post| {
                let told =
                    Told { id: format!("{id}-{}", post.name().replace(' ', "-")), owner: post, to: Words::of(&[post]) };
                told.duty(format!("The {post} is told"), cites.clone(), Opens::AtOnce, due.clone())
            };
            return Some(to.iter().map(told).collect());
        }
        for key in ["to", "due"] {
            if let Some(value) = table.get(key) {
                let says = format!("its rungs say who is told and by when, so '{key}' says nothing");
                self.mistakes.add(value.span(), says, Some("leave it out, or the rungs".into()));
            }
        }
        let (read, order) = self.in_order(rungs, |reader, rung, ids| reader.area_rung(rung, ids));
        let (read, order) = (read?, order?);
        let during = Condition::All(Vec::new());
        let climb = Climb { id: id?, during: &during, on: &[], acknowledged: Kind::AreaNoticeAcknowledged };
        climbed(read, &order, &climb, &mut duties);
        Some(duties)
    }

    fn area_rung(&self, table: Table<'_, 'm>, ids: &[String]) -> Option<Rung> {
        let id = table.get("id").and_then(|value| as_text("'id'", value, self.mistakes)).map(str::to_owned);
        let title = table.text("title", "say what is to be done");
        let cites = self.cites(&table);
        let owner = table.need("owner", "say whose duty it is to tell them: owner = \"service manager\"");
        let owner = owner.and_then(|value| table.word::<Post>("owner", value));
        let to = table.need("to", "say who is told: to = [\"head of service\"]");
        let to = to.map(|value| table.words::<Post>("to", value));
        let opens = table.get("opens").map_or(Some(Opens::AtOnce), |value| self.opens(value, ids));
        let due = table.get("due").map_or(Some(Due::WhenOpened), |value| self.area_due(value));
        let post = table.get("acknowledged-by").map(|value| table.word::<Post>("acknowledged-by", value));
        let answer = table.get("acknowledge").map_or(Some(Due::NotStated), |value| self.area_due(value));
        table.finish();
        let acknowledged = all_or_nothing(post)?.zip(answer);
        let duty = Told { id: id?, owner: owner?, to: to? }.duty(title?, cites?, opens?, due?);
        Some(Rung { duty, acknowledged })
    }

    /// When a rung of an area is due: nothing happens to a whole area that a day could be counted from.
    fn area_due(&self, value: &Value<'_>) -> Option<Due> {
        let due = self.due_of(value)?;
        if matches!(due, Due::Every { .. } | Due::SetBy(_)) || due.from().is_some() {
            let says = "what is told of an area is due once, counted from the day on which its rung opens";
            let help = "write { within = { working-days = 2 } }, \"when opened\" or \"not stated\"".to_owned();
            self.mistakes.add(value.span(), says, Some(help));
            return None;
        }
        Some(due)
    }
}

/// Who tells whom of an area that stands out.
struct Told {
    id: String,
    owner: Post,
    to: Words<Post>,
}

impl Told {
    /// The duty, which is met once all of those posts were told.
    fn duty(self, title: String, cites: Cites, opens: Opens, due: Due) -> Duty {
        let told = |post: Post| vec![Event { given_to: Some(Words::of(&[post])), ..Event::any(Kind::AreaNoticeGiven) }];
        Duty {
            id: self.id,
            title,
            cites,
            owner: self.owner,
            owners: Vec::new(),
            during: Condition::All(Vec::new()),
            on: Vec::new(),
            waiting: None,
            lasts_while: None,
            lasts_from_next_day: false,
            opens,
            due,
            per_agency: false,
            intervals: Vec::new(),
            varied_by: None,
            met_by: self.to.iter().map(told).collect(),
            met_from: MetFrom::ItsStretch,
            met_when: None,
            in_doubt_when: None,
            yields_to: None,
            ladder: None,
        }
    }
}

/// Adds the rungs to those duties, each after those that it waits for, and after each its acknowledgement.
fn climbed(rungs: Vec<Rung>, order: &[usize], ladder: &Climb<'_>, duties: &mut Vec<Duty>) {
    let mut places = vec![0; rungs.len()];
    let mut rungs: Vec<Option<Rung>> = rungs.into_iter().map(Some).collect();
    for index in order {
        let Some(Rung { duty, acknowledged }) = rungs[*index].take() else { continue };
        let opens = match duty.opens {
            Opens::WhenMet(other) => Opens::WhenMet(places[other]),
            Opens::WhenUnmet(other) => Opens::WhenUnmet(places[other]),
            plain => plain,
        };
        let id = format!("{}-{}", ladder.id, duty.id);
        let duty = Duty { id, opens, during: ladder.during.clone(), on: ladder.on.to_vec(), ..duty };
        places[*index] = duties.len();
        let answer =
            acknowledged.map(|(post, due)| acknowledgement(&duty, places[*index], post, due, ladder.acknowledged));
        duties.push(duty);
        duties.extend(answer);
    }
}

/// What every rung of a ladder shares.
struct Climb<'l> {
    id: &'l str,
    during: &'l Condition,
    on: &'l [Event],
    /// What shows that whoever was told knows.
    acknowledged: Kind,
}

/// Whoever was told answers that they know.
fn acknowledgement(rung: &Duty, place: usize, post: Post, due: Due, fact: Kind) -> Duty {
    let met = Event { given_to: Some(Words::of(&[post])), ..Event::any(fact) };
    Duty {
        id: format!("{}-acknowledged", rung.id),
        title: format!("Acknowledge: {}", rung.title),
        owner: post,
        owners: Vec::new(),
        opens: Opens::WhenMet(place),
        due,
        intervals: Vec::new(),
        varied_by: None,
        met_by: vec![vec![met]],
        met_from: MetFrom::ItsStretch,
        met_when: None,
        in_doubt_when: None,
        ..rung.clone()
    }
}

/// The place of the rung that this one waits for; nothing where it waits for none, or where that cannot be read.
fn waits_for(rung: &Table<'_, '_>, ids: &[String]) -> Option<usize> {
    let DeValue::Table(opens) = rung.get("opens")?.get_ref() else { return None };
    let named = opens.iter().find(|(way, _)| matches!(way.get_ref().as_ref(), "when-met" | "when-unmet"));
    match named?.1.get_ref() {
        DeValue::String(name) => ids.iter().position(|id| id == name),
        _ => None,
    }
}

/// The rungs in an order in which each comes after those that it waits for; or those that wait for each other.
fn order(waits: &[Option<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut order: Vec<usize> = Vec::new();
    for place in 0..waits.len() {
        let mut chain = vec![place];
        while let Some(next) = waits[chain[chain.len() - 1]] {
            if let Some(start) = chain.iter().position(|seen| *seen == next) {
                return Err(chain.split_off(start));
            }
            chain.push(next);
        }
        for place in chain.into_iter().rev() {
            if !order.contains(&place) {
                order.push(place);
            }
        }
    }
    Ok(order)
}
