//! The count of the last weeks as columns: certain below, possible on top in stripes.

use super::percent;
use crate::view::TrendPoint;
use crate::words::number;

const PLOT_HEIGHT_PX: f64 = 150.0;
const TOP_PX: f64 = 22.0;

/// The trend, measured.
pub struct DrawnTrend {
    /// The height in pixels.
    pub height_px: u32,
    /// The line that the columns stand on.
    pub base_px: u32,
    /// The columns.
    pub columns: Vec<Column>,
    /// What the drawing says, in words.
    pub description: String,
}

/// One week.
pub struct Column {
    /// Across, of the column's left edge.
    pub x: String,
    /// Across, of its middle.
    pub middle: String,
    /// How wide.
    pub width: String,
    /// The certain part: its top and height in pixels.
    pub certain: (String, String),
    /// The possible part, on top.
    pub possible: (String, String),
    /// What stands above it: `31`, or `?` where it is not known.
    pub text: String,
    /// The baseline of that text.
    pub text_y: String,
    /// The day, where there is room for it: every third from the last.
    pub label: String,
    /// Across, of that label, so that the first and last stay inside.
    pub label_x: String,
    /// How it is anchored there.
    pub label_anchor: &'static str,
    /// What a pointer reads.
    pub title: String,
    /// Whether it is the last one.
    pub last: bool,
}

impl DrawnTrend {
    /// Measures a trend.
    pub fn of(points: &[TrendPoint]) -> DrawnTrend {
        let height =
            |point: &TrendPoint| point.count.value().map_or(0, |count| count.at_least() + count.at_least_possible());
        let highest = points.iter().map(height).max().unwrap_or(0).max(1) as f64;
        let slots = points.len().max(1) as f64;
        let scale = |count: u64| count as f64 / highest * PLOT_HEIGHT_PX;
        let base = TOP_PX + PLOT_HEIGHT_PX;
        let columns = points.iter().enumerate().map(|(index, point)| {
            let left = (index as f64 + 0.14) / slots;
            let count = point.count.value().copied().unwrap_or_default();
            let (certain, possible) = (scale(count.at_least()), scale(count.at_least_possible()));
            let from_last = points.len() - 1 - index;
            Column {
                x: percent(left),
                middle: percent((index as f64 + 0.5) / slots),
                width: percent(0.72 / slots),
                certain: (format!("{:.1}", base - certain), format!("{certain:.1}")),
                possible: (format!("{:.1}", base - certain - possible), format!("{possible:.1}")),
                text: point.count.value().and_then(|count| count.certain).map_or("?".into(), number),
                text_y: format!("{:.1}", base - certain - possible - 6.0),
                label: match from_last {
                    0 if point.as_at.is_empty() => "now".to_owned(),
                    nth if nth.is_multiple_of(3) => point.day.short.clone(),
                    _ => String::new(),
                },
                label_x: percent(match (index, from_last) {
                    (0, _) => 0.0,
                    (_, 0) => 1.0,
                    _ => (index as f64 + 0.5) / slots,
                }),
                label_anchor: match (index, from_last) {
                    (0, _) => "start",
                    (_, 0) => "end",
                    _ => "middle",
                },
                title: said(point),
                last: from_last == 0,
            }
        });
        DrawnTrend {
            height_px: (base + 26.0) as u32,
            base_px: base as u32,
            columns: columns.collect(),
            description: points.iter().map(said).collect::<Vec<_>>().join("; "),
        }
    }
}

fn said(point: &TrendPoint) -> String {
    match point.count.value() {
        Some(count) => format!("{}: {}", point.when, count.words()),
        None => format!("{}: not known, {}", point.when, point.count.why_not()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Count, Known};
    use crate::words::day;
    use jiff::civil::date;

    #[test]
    fn the_highest_week_fills_the_height_and_an_unknown_one_is_not_nought() {
        let point = |of: i8, count| {
            let day = day(date(2026, 6, of));
            TrendPoint { when: day.to_string(), as_at: day.date.clone(), day, count }
        };
        let drawn = DrawnTrend::of(&[
            point(7, Known::Unknown("no policy was in force".into())),
            point(14, Known::Known(Count::new(10, 0))),
            point(21, Known::Known(Count::new(15, 5))),
        ]);
        let shown: Vec<_> =
            drawn.columns.iter().map(|column| (column.text.as_str(), column.certain.1.as_str())).collect();
        assert_eq!(shown, [("?", "0.0"), ("10", "75.0"), ("15", "112.5")]);
        assert_eq!(drawn.columns[2].possible.1, "37.5");
        assert!(
            drawn.description.contains("Sun 7 June 2026: not known, no policy was in force"),
            "{}",
            drawn.description
        );
        assert!(drawn.columns[2].last && !drawn.columns[1].last);
    }

    #[test]
    fn weeks_without_anybody_draw_nothing_and_divide_by_nothing() {
        let now = || (String::from("Now"), String::new());
        let (when, as_at) = now();
        let nobody = [TrendPoint { day: day(date(2026, 6, 7)), when, as_at, count: Known::Known(Count::new(0, 0)) }];
        assert_eq!(DrawnTrend::of(&nobody).columns[0].certain.1, "0.0");
        assert!(DrawnTrend::of(&[]).columns.is_empty());
    }
}
