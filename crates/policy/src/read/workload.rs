//! How workloads are weighed, as a pack writes it.

use record::words::{Role, Words};

use super::Reader;
use super::duty::{all_or_nothing, every_one};
use crate::pack::{FixedPoints, OwnLoad, Points, Stated, Workload};
use crate::reader::Table;

impl<'m> Reader<'m> {
    pub(super) fn workload(&self, table: Table<'_, 'm>) -> Option<Workload> {
        let cites = self.cites(&table);
        let number = |key: &'static str, most: u32, help: &str| {
            table.need(key, help).and_then(|value| self.stated_count(&format!("'{key}'"), value, most))
        };
        let full = number("full-load", 10_000, "say how many points a full load is: full-load = 100");
        let hours = number("full-time-hours", 60, "say how many hours a week are full time: full-time-hours = 37");
        let warns_at = number("warns-at-percent", 500, "say from which percentage on it warns: warns-at-percent = 100");
        let percent = |key: &'static str, most: u32| {
            let value = table.get(key).map(|value| self.stated_count(&format!("'{key}'"), value, most));
            all_or_nothing(value)
        };
        let forbids_at = percent("forbids-at-percent", 500);
        // A further child of a family weighs no more than the first.
        let siblings = percent("sibling-percent", 100);
        let points = self.points(&table);
        let fixed = every_one(table.tables("fixed", "fixed part").into_iter().map(|table| self.fixed(table)));
        let own = every_one(table.tables("own", "smaller load").into_iter().map(|table| self.own(table)));
        let exceptions = self.exceptions(&table);
        if let (Some(Stated::As(warns)), Some(Some(Stated::As(forbids)))) = (warns_at, forbids_at)
            && forbids < warns
        {
            let says = "the load beyond which nothing may be given is below the one that warns";
            let help = "let forbids-at-percent be at least warns-at-percent".to_owned();
            self.mistakes.add(table.span.clone(), says, Some(help));
        }
        if let (Some(None), Some([_, ..])) = (forbids_at, exceptions.as_deref()) {
            let says = "there is no limit from which an exception could be granted";
            let help = "state forbids-at-percent, or leave [[workload.exception]] out".to_owned();
            self.mistakes.add(table.span.clone(), says, Some(help));
        }
        table.finish();
        Some(Workload {
            cites: cites?,
            full: full?,
            full_time_hours: hours?,
            warns_at: warns_at?,
            forbids_at: forbids_at?,
            sibling_percent: siblings?.unwrap_or(Stated::As(100)),
            points: points?,
            fixed: fixed?,
            own: own?,
            exceptions: exceptions?,
        })
    }

    fn points(&self, workload: &Table<'_, 'm>) -> Option<Vec<Points>> {
        let mut known: Vec<Points> = Vec::new();
        let mut whole = true;
        for table in workload.tables("points", "line of points") {
            let span = table.span.clone();
            let says = table.text("says", "say what the points are for");
            let cites = self.cites(&table);
            let when = table.need("when", "say for which children: when = { status = [\"looked after\"] }");
            let when = when.and_then(|value| self.condition("'when'", value));
            let parts = table.get("parts").map(|value| table.words("parts", value));
            let parts = parts.unwrap_or(Words::of(&[Role::Lead, Role::KeyWorker]));
            let points = self.how_many(&table);
            table.finish();
            let line = (|| Some(Points { says: says?, cites: cites?, when: when?, parts, points: points? }))();
            let Some(line) = line else {
                whole = false;
                continue;
            };
            let same = |other: &&Points| other.when == line.when && !other.parts.shared(line.parts).is_empty();
            if let Some(same) = known.iter().find(same) {
                let says = format!("'{}' and '{}' weigh the same twice", same.says, line.says);
                let help = "give each its own condition or its own parts, or one of them both numbers";
                self.mistakes.add(span, says, Some(help.to_owned()));
            }
            known.push(line);
        }
        whole.then_some(known)
    }

    fn fixed(&self, table: Table<'_, 'm>) -> Option<FixedPoints> {
        let says = table.text("says", "say what the points are for");
        let cites = self.cites(&table);
        let professions = table.get("professions").map(|value| table.words("professions", value));
        let posts = table.get("posts").map(|value| table.words("posts", value));
        let supervises = table.get("supervises").map(|value| table.words("supervises", value));
        let points = self.how_many(&table);
        table.finish();
        Some(FixedPoints { says: says?, cites: cites?, professions, posts, supervises, points: points? })
    }

    fn own(&self, table: Table<'_, 'm>) -> Option<OwnLoad> {
        let cites = self.cites(&table);
        let professions = table.need("professions", "say whose: professions = [\"newly qualified social worker\"]");
        let professions = professions.map(|value| table.words("professions", value));
        let percent = table.need("percent", "say how much of a full load: percent = 90");
        let percent = percent.and_then(|value| self.stated_count("'percent'", value, 100));
        let until = table.get("until").map(|value| self.stated_length("'until'", value));
        table.finish();
        Some(OwnLoad { cites: cites?, professions: professions?, percent: percent?, until: all_or_nothing(until)? })
    }

    fn how_many(&self, table: &Table<'_, 'm>) -> Option<Stated<u32>> {
        let points = table.need("points", "say how many: points = 5");
        points.and_then(|value| self.stated_count("'points'", value, 1000))
    }
}
