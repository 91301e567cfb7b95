//! Ladders: their rungs are duties that wait for one another.

use record::Kind;
use record::words::{Post, Words};
use toml::de::DeValue;

use super::Reader;
use super::duty::all_or_nothing;
use crate::pack::{Condition, Due, Duty, Event, Ladder, MetFrom, Opens, Pack};
use crate::reader::{Table, as_text};

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
        let mut ids = Vec::new();
        for rung in &rungs {
            self.id(rung, &mut ids);
        }
        // What waits for what is seen even where a rung has another mistake; but a rung without a name shifts the places.
        let waits: Vec<_> = rungs.iter().map(|rung| waits_for(rung, &ids)).collect();
        let order = if ids.len() == waits.len() { order(&waits) } else { Ok(Vec::new()) };
        let (spans, read): (Vec<_>, Vec<_>) =
            rungs.into_iter().map(|rung| (rung.span.clone(), self.rung(rung, &ids))).unzip();
        table.finish();
        let order = match order {
            Ok(order) => order,
            Err(round) => {
                let round_ids: Vec<&str> = round.iter().map(|place| ids[*place].as_str()).collect();
                let says = format!("these rungs wait for each other and none ever opens: {}", round_ids.join(", "));
                let help = "let one of them open at once, or after a length of time".to_owned();
                self.mistakes.add(spans[round[0]].clone(), says, Some(help));
                return None;
            }
        };
        let read: Vec<Rung> = read.into_iter().collect::<Option<_>>()?;
        let (id, during, title, cites) = (id?, during?, title?, cites?);
        self.climb(read, &order, &Climb { id: &id, during: &during, on: &on }, pack);
        let place = pack.ladders.len();
        let of_it = |(_, duty): &(usize, &Duty)| duty.ladder == Some(place);
        let rungs = pack.duties.iter().enumerate().filter(of_it).map(|(place, _)| place).collect();
        pack.ladders.push(Ladder { id, title, cites, rungs });
        Some(())
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

    /// Adds the rungs to the pack's duties, each after those that it waits for.
    fn climb(&mut self, rungs: Vec<Rung>, order: &[usize], ladder: &Climb<'_>, pack: &mut Pack) {
        let mut places = vec![0; rungs.len()];
        let place_of_ladder = Some(pack.ladders.len());
        let mut rungs: Vec<Option<Rung>> = rungs.into_iter().map(Some).collect();
        for index in order {
            let Some(Rung { duty, acknowledged }) = rungs[*index].take() else { continue };
            let opens = match duty.opens {
                Opens::WhenMet(other) => Opens::WhenMet(places[other]),
                Opens::WhenUnmet(other) => Opens::WhenUnmet(places[other]),
                plain => plain,
            };
            let id = format!("{}-{}", ladder.id, duty.id);
            let duty = Duty {
                id,
                opens,
                during: ladder.during.clone(),
                on: ladder.on.to_vec(),
                ladder: place_of_ladder,
                ..duty
            };
            places[*index] = pack.duties.len();
            self.names.duties.push(duty.id.clone());
            let answer = acknowledged.map(|(post, due)| acknowledgement(&duty, places[*index], post, due));
            pack.duties.push(duty);
            if let Some(answer) = answer {
                self.names.duties.push(answer.id.clone());
                pack.duties.push(answer);
            }
        }
    }
}

/// What every rung of a ladder shares.
struct Climb<'l> {
    id: &'l str,
    during: &'l Condition,
    on: &'l [Event],
}

/// Whoever was told answers that they know.
fn acknowledgement(rung: &Duty, place: usize, post: Post, due: Due) -> Duty {
    let met = Event { given_to: Some(Words::of(&[post])), ..Event::any(Kind::NoticeAcknowledged) };
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
