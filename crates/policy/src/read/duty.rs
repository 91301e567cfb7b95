//! Duties, and the events that begin and meet them.

use record::Kind;
use record::words::{Post, Word};
use toml::de::DeValue;

use super::Reader;
use crate::pack::{
    Condition, Due, Duty, Event, First, From, Interval, Length, MetFrom, Opens, OwnerWhile, Pick, Stated, VariedBy,
    Within,
};
use crate::reader::{Table, Value, as_text, instead, one_of};

impl<'m> Reader<'m> {
    pub(super) fn duty(&mut self, table: Table<'_, 'm>) -> Option<Duty> {
        // A duty may refer to earlier ones only, so that none waits for itself: its own name joins last.
        let mut names = self.names.duties.clone();
        let id = self.id(&table, &mut names);
        let duty = self.duty_of(id, &table, None);
        table.finish();
        self.names.duties = names;
        duty
    }

    /// What every duty says; of a rung the ladder says the stretch, and it may wait for any of the ladder's `rungs`.
    pub(super) fn duty_of(&self, id: Option<String>, table: &Table<'_, 'm>, rungs: Option<&[String]>) -> Option<Duty> {
        let title = table.text("title", "say what is to be done");
        let cites = self.cites(table);
        let owner = table.need("owner", "say whose duty it is: owner = \"team manager\"");
        let owner = owner.and_then(|value| table.word::<Post>("owner", value));
        let owners = table.tables("owner-while", "change of owner").into_iter().map(|t| self.owner_while(t));
        let owners: Vec<_> = owners.collect();
        let (during, on) = match rungs {
            Some(_) => (Some(Condition::All(Vec::new())), Vec::new()),
            None => {
                let during = table.need("while", "say while what: while = { definition = \"…\" }");
                let on = table.get("on").map(|value| self.events(value)).unwrap_or_default();
                (during.and_then(|value| self.condition("'while'", value)), on)
            }
        };
        let waiting = self.waiting(table, &on);
        let lasts_while = table.get("lasts-while").map(|value| self.condition("'lasts-while'", value));
        let lasts_from_next_day = self.lasts_from_next_day(table);
        let opens = table
            .get("opens")
            .map_or(Some(Opens::AtOnce), |value| self.opens(value, rungs.unwrap_or(&self.names.duties)));
        let due = self.due(table, rungs.is_some());
        let per_agency = self.per_agency(table);
        let intervals: Vec<_> = table.tables("interval", "interval").into_iter().map(|t| self.interval(t)).collect();
        let varied_by = table.get("varied-by").map(|value| self.varied_by(value));
        let met_when = table.get("met-when").map(|value| self.condition("'met-when'", value));
        let in_doubt_when = table.get("in-doubt-when").map(|value| self.condition("'in-doubt-when'", value));
        let help = "say what meets it: met-by = { fact = \"letter_sent\", to = [\"parent\"] }, or met-when = …";
        let met_by = if met_when.is_some() { table.get("met-by") } else { table.need("met-by", help) };
        let met_by = met_by.map(|value| self.met_by(value)).unwrap_or_default();
        let met_from = self.met_from(table);
        let from_opening = met_from == Some(MetFrom::ItsOpening);
        let goes_back = matches!(&met_from, Some(MetFrom::Since(_)));
        let goes_on = matches!(&due, Some(Due::Within(within)) if within.goes_on);
        let waits = matches!(opens, Some(Opens::WhenMet(_) | Opens::WhenUnmet(_)));
        let again = matches!(due, Some(Due::Every { .. } | Due::SetBy(_)));
        if goes_back && (rungs.is_some() || goes_on || waits || again || !on.is_empty()) {
            let says = format!("{} says otherwise from when on it is met, so 'met-from' says nothing", table.what);
            let help = "leave it out: it is for a duty that comes once and opens with its stretch, or so long after"
                .to_owned();
            self.mistakes.add(table.span.clone(), says, Some(help));
        }
        if from_opening && !matches!(opens, Some(Opens::After(_)) | None) {
            let says =
                format!("{} is met only by what follows its opening as it is, so 'met-from' says nothing", table.what);
            self.mistakes.add(table.span.clone(), says, Some("leave it out, or write opens = { after = … }".into()));
        }
        if from_opening && goes_on {
            let says = format!("{} counts what met it before, and what follows its opening alone", table.what);
            self.mistakes.add(table.span.clone(), says, Some("leave out 'goes-on' or 'met-from'".into()));
        }
        if waiting.is_some() && !matches!(opens, Some(Opens::AtOnce) | None) {
            let says = format!("{} opens what waits with its stretch, and 'opens' says something else", table.what);
            self.mistakes.add(table.span.clone(), says, Some("leave out 'opens' or 'waiting'".into()));
        }
        let recurs = matches!(due, Some(Due::Every { .. }));
        if (recurs || matches!(due, Some(Due::SetBy(_)))) && opens != Some(Opens::AtOnce) && opens.is_some() {
            let says = format!("{} opens with its own days, so 'opens' says nothing", table.what);
            self.mistakes.add(table.span.clone(), says, Some("leave 'opens' out".into()));
        }
        if met_when.is_some() && matches!(due, Some(Due::Every { .. } | Due::SetBy(_))) {
            let says = format!("{} comes again, and a condition meets it once for all", table.what);
            self.mistakes.add(table.span.clone(), says, Some("write met-by = { fact = … }".into()));
        }
        if in_doubt_when.is_some() && matches!(due, Some(Due::Every { .. } | Due::SetBy(_))) {
            let says = format!("{} comes again, and is owed anew each time", table.what);
            self.mistakes.add(table.span.clone(), says, Some("leave 'in-doubt-when' out".into()));
        }
        for (key, given) in [("interval", !intervals.is_empty()), ("varied-by", varied_by.is_some())] {
            if given && due.is_some() && !recurs {
                let says = format!("{} does not come again, so '{key}' says nothing", table.what);
                let help =
                    "write due = { every = { days = 28 }, first = \"one interval\" }, or leave it out".to_owned();
                self.mistakes.add(table.span.clone(), says, Some(help));
            }
        }
        if !on.is_empty() && matches!(due, Some(Due::Every { .. } | Due::SetBy(_))) {
            let says = format!("{} opens on each event, and so comes once for each", table.what);
            self.mistakes.add(table.span.clone(), says, Some("write due = { within = … } or \"when opened\"".into()));
        }
        if !on.is_empty() && met_by.iter().any(|part| part.iter().any(|event| on.contains(event))) && met_by.len() == 1
        {
            let says = format!("{} is opened and met by the same event", table.what);
            let help = "say in 'met-by' what is to be done once it has opened".to_owned();
            self.mistakes.add(table.span.clone(), says, Some(help));
        }
        Some(Duty {
            id: id?,
            title: title?,
            cites: cites?,
            owner: owner?,
            owners: owners.into_iter().collect::<Option<_>>()?,
            during: during?,
            on,
            waiting: all_or_nothing(waiting)?,
            lasts_while: all_or_nothing(lasts_while)?,
            lasts_from_next_day,
            opens: opens?,
            due: due?,
            per_agency,
            intervals: intervals.into_iter().collect::<Option<_>>()?,
            varied_by: all_or_nothing(varied_by)?,
            met_by,
            met_from: met_from?,
            met_when: all_or_nothing(met_when)?,
            in_doubt_when: all_or_nothing(in_doubt_when)?,
            yields_to: None,
            ladder: None,
        })
    }

    /// `waiting = { since = … }`: what came before the stretch and was not met.
    fn waiting(&self, table: &Table<'_, 'm>, on: &[Event]) -> Option<Option<Condition>> {
        let value = table.get("waiting")?;
        if on.is_empty() && table.get("on").is_none() {
            let says = format!("{} opens on no event, so none can wait for it", table.what);
            self.mistakes.add(value.span(), says, Some("write on = { fact = \"…\" }, or leave 'waiting' out".into()));
        }
        Some(self.beginning("'waiting'", value))
    }

    /// `{ since = … }`: the beginning of something that is so.
    fn beginning(&self, what: &str, value: &Value<'_>) -> Option<Condition> {
        let table = Table::of(what, value, self.mistakes)?;
        let help = "say since what began: { since = { definition = \"…\" } }";
        let since = table.need("since", help).and_then(|value| self.while_open("'since'", value));
        table.finish();
        since
    }

    /// `lasts-on = "next day"`.
    fn lasts_from_next_day(&self, table: &Table<'_, 'm>) -> bool {
        let Some(value) = table.get("lasts-on") else { return false };
        if table.get("lasts-while").is_none() {
            let says = format!("{} ends with its 'while', so 'lasts-on' says nothing", table.what);
            self.mistakes.add(value.span(), says, Some("write lasts-while = …, or leave it out".into()));
        }
        match as_text("'lasts-on'", value, self.mistakes) {
            Some("next day") => true,
            Some(other) => {
                let says = format!("a duty cannot last on from '{other}'");
                self.mistakes.add(value.span(), says, Some("write lasts-on = \"next day\"".into()));
                false
            }
            None => false,
        }
    }

    /// `met-from = "its opening"`, or `{ since = … }`.
    fn met_from(&self, table: &Table<'_, 'm>) -> Option<MetFrom> {
        let Some(value) = table.get("met-from") else { return Some(MetFrom::ItsStretch) };
        if let DeValue::Table(_) = value.get_ref() {
            return self.beginning("'met-from'", value).map(MetFrom::Since);
        }
        let from = as_text("'met-from'", value, self.mistakes)?;
        if from == "its opening" {
            return Some(MetFrom::ItsOpening);
        }
        let says = format!("a duty cannot be met from '{from}' on");
        let help = "write met-from = \"its opening\", or met-from = { since = … }".to_owned();
        self.mistakes.add(value.span(), says, Some(help));
        None
    }

    fn per_agency(&self, table: &Table<'_, 'm>) -> bool {
        match table.text_if_given("per").as_deref() {
            None => false,
            Some("agency") => true,
            Some(other) => {
                let span = table.get("per").map_or(0..0, |value| value.span());
                let says = format!("there cannot be a duty for each '{other}'");
                self.mistakes.add(span, says, Some("write per = \"agency\"".into()));
                false
            }
        }
    }

    /// `{ after = { days = 10 } }`, `{ when-met = "…" }` or `{ when-unmet = "…" }`.
    pub(super) fn opens(&self, value: &Value<'_>, rungs: &[String]) -> Option<Opens> {
        const WAYS: [&str; 3] = ["after", "when-met", "when-unmet"];
        let table = Table::of("'opens'", value, self.mistakes)?;
        let Some((way, span, inner)) = table.only() else {
            let help = "write { after = { days = 10 } }, or { when-met = \"…\" }".to_owned();
            self.mistakes.add(value.span(), "'opens' needs one way of opening", Some(help));
            return None;
        };
        match way {
            "after" => self.stated_length("'after'", inner).map(|length| match length {
                Stated::As(length) => Opens::After(length),
                Stated::LeftOpen => Opens::AfterNotStated,
            }),
            "when-met" => self.refer("duty", inner, rungs).map(Opens::WhenMet),
            "when-unmet" => self.refer("duty", inner, rungs).map(Opens::WhenUnmet),
            _ => {
                self.mistakes.add(span, format!("'{way}' is not when a duty opens"), Some(instead(way, &WAYS)));
                None
            }
        }
    }

    /// When a duty is due; a rung that does not say is due when it opens.
    pub(super) fn due(&self, table: &Table<'_, 'm>, of_rung: bool) -> Option<Due> {
        if of_rung && table.get("due").is_none() {
            return Some(Due::WhenOpened);
        }
        let value = table.need("due", "say when: due = { within = { working-days = 5 } }, or \"not stated\"")?;
        self.due_of(value)
    }

    pub(super) fn due_of(&self, value: &Value<'_>) -> Option<Due> {
        const WAYS: [&str; 4] = ["within", "every", "set-by", "when opened"];
        if let DeValue::String(word) = value.get_ref() {
            return match word.as_ref() {
                "when opened" => Some(Due::WhenOpened),
                "not stated" => Some(Due::NotStated),
                other => {
                    let help = Some(instead(other, &["when opened", "not stated"]));
                    self.mistakes.add(value.span(), format!("'{other}' is not when a duty is due"), help);
                    None
                }
            };
        }
        let due = Table::of("'due'", value, self.mistakes)?;
        let found = if let Some(within) = due.get("within") {
            self.within(&due, within)
        } else if let Some(every) = due.get("every") {
            self.every(&due, every)
        } else if let Some(kind) = due.get("set-by") {
            self.kind(kind, &[Kind::NextSeenSet, Kind::NextReviewSet, Kind::NextPlanReviewSet]).map(Due::SetBy)
        } else {
            self.mistakes.add(value.span(), "'due' does not say when", Some(format!("write {}", one_of(&WAYS))));
            None
        };
        due.finish();
        found
    }

    fn within(&self, due: &Table<'_, 'm>, value: &Value<'_>) -> Option<Due> {
        let length = self.stated_length("'within'", value);
        let from = due.get("from").map(|value| self.from(value));
        let first_day_counted = match due.text_if_given("counting").as_deref() {
            None => false,
            Some("first day counted") => true,
            Some(other) => {
                let span = due.get("counting").map_or(0..0, |value| value.span());
                let help =
                    "write counting = \"first day counted\", or leave it out: the day itself is day 0".to_owned();
                self.mistakes.add(span, format!("'{other}' is not a way of counting"), Some(help));
                false
            }
        };
        let goes_on = due.flag("goes-on");
        if goes_on && from.is_none() {
            let says = "'goes-on' says nothing here without 'from': what met it since which day?".to_owned();
            self.mistakes.add(value.span(), says, Some("write from = { fact = \"…\" }, or leave it out".into()));
        }
        // From which day a length counts that nobody states says nothing.
        let Stated::As(length) = length? else { return Some(Due::NotStated) };
        let of_a_day = matches!(&from, Some(Some(From { since: Some(_), .. })));
        if of_a_day && matches!(length, Length::Hours(_)) {
            let says = "hours are not counted from the day on which something came to be so".to_owned();
            self.mistakes.add(value.span(), says, Some("write days, or leave 'from' out".into()));
        }
        if first_day_counted && matches!(length, Length::Hours(_) | Length::Months(_)) {
            self.mistakes.add(
                value.span(),
                "only days are counted with or without the first",
                Some("leave 'counting' out".into()),
            );
        }
        Some(Due::Within(Within { length, from: all_or_nothing(from)?, first_day_counted, goes_on }))
    }

    fn from(&self, value: &Value<'_>) -> Option<From> {
        let plain = |events: Vec<Event>| {
            (!events.is_empty()).then(|| From {
                since: None,
                pick: Pick::Latest,
                of: vec![events],
                until: Vec::new(),
                at_most: None,
                own_day: false,
            })
        };
        let DeValue::Table(inner) = value.get_ref() else { return plain(self.events(value)) };
        if inner.iter().any(|(key, _)| key.get_ref() == "since") {
            let since = Some(self.beginning("'from'", value)?);
            let (pick, of, until) = (Pick::Latest, Vec::new(), Vec::new());
            return Some(From { since, pick, of, until, at_most: None, own_day: false });
        }
        let picked = Pick::ALL.iter().find(|pick| inner.iter().any(|(key, _)| key.get_ref() == pick.name()));
        let Some(pick) = picked else { return plain(self.events(value)) };
        let table = Table::of("'from'", value, self.mistakes)?;
        let list = table.get(pick.name())?;
        let until = table.get("until").map(|value| self.events(value)).unwrap_or_default();
        let at_most = table.get("at-most").map(|value| self.length("'at-most'", value));
        let own_day = match table.text_if_given("otherwise").as_deref() {
            None => false,
            Some("its own day") => true,
            Some(other) => {
                let span = table.get("otherwise").map_or(0..0, |value| value.span());
                let says = format!("'{other}' is not what a due day is otherwise counted from");
                self.mistakes.add(span, says, Some("write otherwise = \"its own day\", or leave it out".into()));
                false
            }
        };
        table.finish();
        let DeValue::Array(items) = list.get_ref() else {
            let says = format!("'{pick}' needs a list of events");
            self.mistakes.add(list.span(), says, Some("write [ { fact = \"…\" }, … ]".into()));
            return None;
        };
        let of: Vec<Vec<Event>> = items.iter().map(|item| self.events(item)).collect();
        let whole = !of.is_empty() && of.iter().all(|events| !events.is_empty());
        whole.then_some(From { since: None, pick: *pick, of, until, at_most: all_or_nothing(at_most)?, own_day })
    }

    fn every(&self, due: &Table<'_, 'm>, value: &Value<'_>) -> Option<Due> {
        let every = match value.get_ref() {
            DeValue::String(word) if word == "not stated" => Some(None),
            _ => self.length("'every'", value).map(Some),
        };
        let steps = due.get("steps").map(|value| self.lengths("'steps'", value));
        let goes_on = due.flag("goes-on");
        let from = due.get("from").map(|value| self.from(value));
        let first = if steps.is_some() {
            if let Some(first) = due.get("first") {
                let says = "'first' says nothing beside 'steps': the first step is the first interval";
                self.mistakes.add(first.span(), says, Some("leave it out".into()));
            }
            Some(First::OneInterval)
        } else {
            let first = due.need("first", "say when it is first due: \"one interval\" or \"at once\"");
            first.and_then(|value| due.word::<First>("first", value))
        };
        let (every, first, steps) = (every?, first?, all_or_nothing(steps)?.unwrap_or_default());
        if let Some(hours @ Length::Hours(_)) = every {
            let says = format!("a duty cannot come again every '{hours}': its days are counted whole");
            self.mistakes.add(value.span(), says, Some("write days".into()));
        }
        Some(Due::Every { every, steps, first, goes_on, from: all_or_nothing(from)? })
    }

    fn lengths(&self, what: &str, value: &Value<'_>) -> Option<Vec<Stated<Length>>> {
        match value.get_ref() {
            DeValue::Array(list) if !list.is_empty() => {
                every_one(list.iter().map(|item| self.stated_length(what, item)))
            }
            _ => {
                let help = "write [ { months = 3 }, … ]".to_owned();
                self.mistakes.add(value.span(), format!("{what} needs a list of lengths"), Some(help));
                None
            }
        }
    }

    fn interval(&self, table: Table<'_, 'm>) -> Option<Interval> {
        let cites = self.cites(&table);
        let when = table.need("when", "say when it takes the place of the duty's own interval");
        let when = when.and_then(|value| self.condition("'when'", value));
        let every = table.need("every", "say which interval: every = { weeks = 6 }");
        let every = every.and_then(|value| self.stated_length("'every'", value));
        table.finish();
        Some(Interval { cites: cites?, when: when?, every: every? })
    }

    fn owner_while(&self, table: Table<'_, 'm>) -> Option<OwnerWhile> {
        let cites = self.cites(&table);
        let when = table.need("when", "say while what it is somebody else's: when = { without = \"…\" }");
        let when = when.and_then(|value| self.condition("'when'", value));
        let owner = table.need("owner", "say whose duty it is then");
        let owner = owner.and_then(|value| table.word::<Post>("owner", value));
        table.finish();
        Some(OwnerWhile { cites: cites?, when: when?, owner: owner? })
    }

    fn varied_by(&self, value: &Value<'_>) -> Option<VariedBy> {
        let table = Table::of("'varied-by'", value, self.mistakes)?;
        let cites = self.cites(&table);
        let event = table.need("event", "say by what: event = { fact = \"visit_interval_set\" }");
        let event = event.map(|value| self.events(value)).unwrap_or_default();
        for other in event.iter().filter(|event| event.fact != Kind::VisitIntervalSet) {
            let says = format!("'{}' sets no interval", other.fact.name());
            self.mistakes.add(value.span(), says, Some("write fact = \"visit_interval_set\"".into()));
        }
        let only = table.need("only", "say whether it may be \"shorter\" alone or \"either\"");
        let only_shorter = only.and_then(|value| match as_text("'only'", value, self.mistakes)? {
            "shorter" => Some(true),
            "either" => Some(false),
            other => {
                let help = Some(instead(other, &["shorter", "either"]));
                self.mistakes.add(value.span(), format!("'{other}' says nothing of an interval"), help);
                None
            }
        });
        table.finish();
        Some(VariedBy { cites: cites?, event, only_shorter: only_shorter? })
    }

    /// What meets a duty: any of some events, or `{ all = [ …, … ] }` of them together.
    pub(super) fn met_by(&self, value: &Value<'_>) -> Vec<Vec<Event>> {
        let all = match value.get_ref() {
            DeValue::Table(table) => table.iter().find(|(key, _)| key.get_ref() == "all").map(|(_, value)| value),
            _ => None,
        };
        match all.map(|value| value.get_ref()) {
            Some(DeValue::Array(parts)) => parts.iter().map(|part| self.events(part)).collect(),
            Some(_) => {
                let help = "write all = [ { fact = \"…\" }, { fact = \"…\" } ]".to_owned();
                self.mistakes.add(value.span(), "'all' needs a list of events", Some(help));
                Vec::new()
            }
            None => vec![self.events(value)],
        }
    }
}

/// Nothing where nothing was written; and no answer where what was written is a mistake.
#[allow(clippy::option_option)]
pub(super) fn all_or_nothing<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(None) => None,
        Some(found) => Some(found),
    }
}

/// All of them, or none where one is a mistake. Every one is read all the same, so that each says what is wrong with it:
/// collecting them as they are read would leave off at the first.
pub(super) fn every_one<T>(read: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let read: Vec<Option<T>> = read.collect();
    read.into_iter().collect()
}
