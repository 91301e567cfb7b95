//! Lists that can be asked for, column by column.

use super::Reader;
use crate::pack::{Column, ColumnShows, List};
use crate::reader::{Table, as_text, instead};

impl<'m> Reader<'m> {
    pub(super) fn list(&mut self, table: Table<'_, 'm>) -> Option<List> {
        let id = self.own_id(&table);
        let definition = table.need("of", "say which definition it lists");
        let definition = definition.and_then(|value| self.refer("definition", value, &self.names.definitions));
        let columns = table.tables("columns", "column");
        if columns.is_empty() {
            let help = "write each as [[list.columns]] with name, and shows, due or status".to_owned();
            self.mistakes.add(table.span.clone(), format!("{} has no columns", table.what), Some(help));
        }
        let columns: Vec<_> = columns.into_iter().filter_map(|t| self.column(t)).collect();
        table.finish();
        Some(List { id: id?, definition: definition?, columns })
    }

    fn column(&self, table: Table<'_, 'm>) -> Option<Column> {
        const PLAIN: [&str; 4] = ["child", "team", "since", "counted from"];
        let name = table.text("name", "give the column a heading");
        let shows = if let Some(duty) = table.get("due") {
            self.refer("duty", duty, &self.names.duties).map(ColumnShows::DutyDue)
        } else if let Some(status) = table.get("status") {
            Some(ColumnShows::Status(table.words("status", status)))
        } else {
            let help = "write shows = \"child\", or due = \"…\", or status = \"…\"";
            table.need("shows", help).and_then(|value| {
                let shows = match as_text("'shows'", value, self.mistakes)? {
                    "child" => ColumnShows::Child,
                    "team" => ColumnShows::Team,
                    "since" => ColumnShows::Since,
                    "counted from" => ColumnShows::CountedFrom,
                    other => {
                        let says = format!("a column cannot show '{other}'");
                        self.mistakes.add(value.span(), says, Some(instead(other, &PLAIN)));
                        return None;
                    }
                };
                Some(shows)
            })
        };
        table.finish();
        Some(Column { name: name?, shows: shows? })
    }
}
