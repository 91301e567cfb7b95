//! The ribbon of a child's whole story.

use jiff::civil::Date;

use super::percent;
use crate::view::{Mark, MarkStyle, Ribbon, Span, SpanStyle};
use crate::words::Day;

const LABEL_HEIGHT_PX: u32 = 20;
const SPAN_HEIGHT_PX: u32 = 28;
const MARK_HEIGHT_PX: u32 = 18;
const GAP_PX: u32 = 12;
const AXIS_HEIGHT_PX: u32 = 26;
/// No span is drawn narrower than this share of the width: a single day of two years could not be seen.
const NARROWEST: f64 = 0.004;
/// A span narrower than this share of the width carries no text; its title and the table say it.
const ROOM_FOR_TEXT: f64 = 0.14;
/// From this share on, text fits on a phone too.
const ROOM_FOR_TEXT_ON_A_PHONE: f64 = 0.4;

/// The ribbon, measured.
pub struct DrawnRibbon {
    /// The height in pixels.
    pub height_px: u32,
    /// Where the lines of the scale end.
    pub axis_y_px: u32,
    /// The baseline of the scale's text.
    pub axis_text_y_px: u32,
    /// Lines of the scale.
    pub ticks: Vec<Tick>,
    /// The line of the day that is asked about.
    pub now_x: String,
    /// How its text is anchored, so that it stays inside.
    pub now_anchor: &'static str,
    /// The rows.
    pub lanes: Vec<DrawnLane>,
    /// What the drawing says, in words, for those who cannot see it.
    pub description: String,
    /// The same story as a table, oldest first.
    pub story: Vec<StoryLine>,
    /// The styles that occur, for the key.
    pub key: Vec<(&'static str, &'static str)>,
}

/// A line of the scale.
pub struct Tick {
    /// Across.
    pub x: String,
    /// The month: `Jan 2026`.
    pub label: String,
    /// How its text is anchored.
    pub anchor: &'static str,
    /// Whether it is left out on a phone.
    pub spare: bool,
}

/// A row.
pub struct DrawnLane {
    /// What it shows.
    pub label: String,
    /// The baseline of its label.
    pub label_y_px: u32,
    /// The top of its spans.
    pub y_px: u32,
    /// The middle of its marks.
    pub middle_px: u32,
    /// Its spans.
    pub spans: Vec<DrawnSpan>,
    /// Its marks.
    pub marks: Vec<DrawnMark>,
}

/// A stretch of days.
pub struct DrawnSpan {
    /// Across.
    pub x: String,
    /// How wide.
    pub width: String,
    /// The class that styles it.
    pub class: &'static str,
    /// The fill, where it is a pattern.
    pub pattern: Option<&'static str>,
    /// The text in it; empty where there is no room.
    pub text: String,
    /// Whether its text is left out on a phone.
    pub spare: bool,
    /// What a pointer reads.
    pub title: String,
}

/// A single day.
pub struct DrawnMark {
    /// Across.
    pub x: String,
    /// Its style.
    pub style: MarkStyle,
    /// What a pointer reads.
    pub title: String,
}

/// A line of the table beside the ribbon.
pub struct StoryLine {
    /// When, in words.
    pub when: String,
    /// The row that it stands in.
    pub lane: String,
    /// What.
    pub what: String,
    first: Date,
}

/// A scale of days.
struct Scale {
    from: Date,
    days: f64,
}

impl Scale {
    fn share(&self, date: Date) -> f64 {
        (f64::from(days_between(self.from, date)) / self.days).clamp(0.0, 1.0)
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

impl DrawnRibbon {
    /// Measures a ribbon.
    pub fn of(ribbon: &Ribbon) -> DrawnRibbon {
        let (from, to, now) = (ribbon.from.civil(), ribbon.to.civil(), ribbon.now.civil());
        let scale = Scale { from, days: f64::from((days_between(from, to) + 1).max(1)) };
        let mut top_px = 0;
        let mut lanes = Vec::new();
        for lane in &ribbon.lanes {
            let body_px = if lane.spans.is_empty() { MARK_HEIGHT_PX } else { SPAN_HEIGHT_PX };
            let y_px = top_px + LABEL_HEIGHT_PX;
            lanes.push(DrawnLane {
                label: lane.label.clone(),
                label_y_px: top_px + 14,
                y_px,
                middle_px: y_px + body_px / 2,
                spans: drawn_spans(&scale, &lane.spans, now),
                marks: lane.marks.iter().map(|mark| drawn_mark(&scale, mark)).collect(),
            });
            top_px = y_px + body_px + GAP_PX;
        }
        let now_share = scale.share(now);
        DrawnRibbon {
            height_px: top_px + AXIS_HEIGHT_PX,
            axis_y_px: top_px,
            axis_text_y_px: top_px + 18,
            ticks: ticks(&scale, from, to),
            now_x: percent(now_share),
            now_anchor: anchor(now_share),
            lanes,
            description: description(ribbon),
            story: story(ribbon),
            key: key(ribbon),
        }
    }
}

fn anchor(share: f64) -> &'static str {
    match share {
        ..0.08 => "start",
        0.92.. => "end",
        _ => "middle",
    }
}

/// The spans in the order in which they are drawn: one that is only as wide as what can be seen comes after all others, since
/// one beside it would hide it.
fn drawn_spans(scale: &Scale, spans: &[Span], now: Date) -> Vec<DrawnSpan> {
    let drawn = spans.iter().map(|span| drawn_span(scale, span, now));
    let (wide, narrow): (Vec<(bool, DrawnSpan)>, Vec<_>) = drawn.partition(|(is_narrow, _)| !is_narrow);
    wide.into_iter().chain(narrow).map(|(_, span)| span).collect()
}

/// A span, and whether it is drawn wider than it is so that it can be seen.
fn drawn_span(scale: &Scale, span: &Span, now: Date) -> (bool, DrawnSpan) {
    let first = scale.share(span.from.civil());
    // What goes on is drawn to the end of the day that is asked about and no further: what comes is not known.
    let end = span.until.as_ref().map_or(now.tomorrow().unwrap_or(now), Day::civil);
    let width = scale.share(end) - first;
    let is_narrow = width < NARROWEST;
    let width = width.max(NARROWEST);
    let (class, pattern) = match span.style {
        SpanStyle::Held => ("held", None),
        SpanStyle::InNameOnly => ("in-name-only", Some("url(#dots)")),
        SpanStyle::Nobody => ("nobody", Some("url(#stripes)")),
        SpanStyle::Duty => ("duty", Some("url(#lines)")),
        SpanStyle::Offered => ("offered", None),
        SpanStyle::Unknown => ("unknown", None),
        SpanStyle::Status => ("status", None),
    };
    let drawn = DrawnSpan {
        x: percent(first),
        width: percent(width),
        class,
        pattern,
        text: if width >= ROOM_FOR_TEXT { span.label.clone() } else { String::new() },
        spare: width < ROOM_FOR_TEXT_ON_A_PHONE,
        title: format!("{}: {}", span.label, span_days(span)),
    };
    (is_narrow, drawn)
}

fn drawn_mark(scale: &Scale, mark: &Mark) -> DrawnMark {
    DrawnMark {
        x: percent(scale.share(mark.day.civil())),
        style: mark.style,
        title: format!("{}: {}", mark.label, mark.day),
    }
}

/// The days of a span in words; `until` is the day after its last.
fn span_days(span: &Span) -> String {
    match &span.until {
        None => format!("from {}, and goes on", span.from),
        Some(until) => {
            let last = until.civil().yesterday().unwrap_or(until.civil()).max(span.from.civil());
            if last == span.from.civil() {
                format!("{}", span.from)
            } else {
                format!("{} to {}", span.from, crate::words::day(last))
            }
        }
    }
}

/// At most eight lines on the first of a month, every second of them left out on a phone.
fn ticks(scale: &Scale, from: Date, to: Date) -> Vec<Tick> {
    let mut firsts = Vec::new();
    let mut first = from.first_of_month();
    while first <= to && firsts.len() < 1_200 {
        if first >= from {
            firsts.push(first);
        }
        match first.last_of_month().tomorrow() {
            Ok(next) => first = next,
            Err(_) => break,
        }
    }
    let step = firsts.len().div_ceil(8).max(1);
    let step = [1, 2, 3, 6, 12, 24, 60, 120].into_iter().find(|nice| *nice >= step).unwrap_or(step);
    firsts
        .into_iter()
        .step_by(step)
        .enumerate()
        .map(|(index, date)| {
            let said = crate::words::day(date);
            let month = said.short.split(' ').next_back().unwrap_or_default().to_owned();
            let share = scale.share(date);
            Tick {
                x: percent(share),
                label: format!("{month} {}", date.year()),
                anchor: anchor(share),
                spare: index % 2 == 1,
            }
        })
        .collect()
}

fn description(ribbon: &Ribbon) -> String {
    let lanes: Vec<String> = ribbon
        .lanes
        .iter()
        .map(|lane| {
            let spans = lane.spans.iter().map(|span| format!("{}, {}", span.label, span_days(span)));
            let marks = lane.marks.iter().map(|mark| format!("{}, {}", mark.label, mark.day));
            let said: Vec<String> = spans.chain(marks).take(12).collect();
            let rest = (lane.spans.len() + lane.marks.len()).saturating_sub(said.len());
            let rest = if rest > 0 { format!("; and {rest} more, in the table") } else { String::new() };
            format!("{}: {}{rest}.", lane.label, if said.is_empty() { "nothing".into() } else { said.join("; ") })
        })
        .collect();
    format!("From {} to {}. {}", ribbon.from, ribbon.to, lanes.join(" "))
}

fn story(ribbon: &Ribbon) -> Vec<StoryLine> {
    let mut lines: Vec<StoryLine> = Vec::new();
    for lane in &ribbon.lanes {
        for span in &lane.spans {
            lines.push(StoryLine {
                when: crate::words::sentence(&span_days(span)),
                lane: lane.label.clone(),
                what: span.label.clone(),
                first: span.from.civil(),
            });
        }
        for mark in &lane.marks {
            lines.push(StoryLine {
                when: mark.day.words.clone(),
                lane: lane.label.clone(),
                what: mark.label.clone(),
                first: mark.day.civil(),
            });
        }
    }
    lines.sort_by_key(|line| line.first);
    lines
}

fn key(ribbon: &Ribbon) -> Vec<(&'static str, &'static str)> {
    let has_span = |style| ribbon.lanes.iter().any(|lane| lane.spans.iter().any(|span| span.style == style));
    let has_mark = |style| ribbon.lanes.iter().any(|lane| lane.marks.iter().any(|mark| mark.style == style));
    let spans = [
        (SpanStyle::Held, "held", "a worker"),
        (SpanStyle::Nobody, "nobody", "no worker"),
        (SpanStyle::Duty, "duty", "on duty"),
        (SpanStyle::InNameOnly, "in-name-only", "in name only"),
        (SpanStyle::Offered, "offered", "named, not accepted"),
        (SpanStyle::Unknown, "unknown", "cannot be told"),
    ];
    let marks = [
        (MarkStyle::Done, "done", "done"),
        (MarkStyle::Late, "late", "done late"),
        (MarkStyle::Missed, "missed", "missed"),
        (MarkStyle::Due, "due", "due"),
        (MarkStyle::Event, "event", "happened"),
    ];
    let spans = spans.into_iter().filter(|(style, ..)| has_span(*style)).map(|(_, class, says)| (class, says));
    let marks = marks.into_iter().filter(|(style, ..)| has_mark(*style)).map(|(_, class, says)| (class, says));
    spans.chain(marks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Lane;
    use crate::words::day;
    use jiff::civil::date;

    fn ribbon(spans: Vec<Span>, marks: Vec<Mark>) -> DrawnRibbon {
        DrawnRibbon::of(&Ribbon {
            from: day(date(2026, 6, 1)),
            to: day(date(2026, 7, 10)),
            now: day(date(2026, 6, 30)),
            lanes: vec![Lane { label: "Worker".into(), spans, marks }],
        })
    }

    fn span(from: Date, until: Option<Date>) -> Span {
        Span { style: SpanStyle::Nobody, label: "No worker".into(), from: day(from), until: until.map(day) }
    }

    #[test]
    fn what_goes_on_is_drawn_to_the_day_asked_about_and_no_further() {
        let drawn = ribbon(vec![span(date(2026, 6, 11), None)], Vec::new());
        // Forty days are drawn; ten have gone by at the start of the span, which is twenty days long.
        assert_eq!((drawn.lanes[0].spans[0].x.as_str(), drawn.lanes[0].spans[0].width.as_str()), ("25.00%", "50.00%"));
        let leaves = ribbon(vec![span(date(2026, 6, 11), Some(date(2026, 7, 5)))], Vec::new());
        assert_eq!(leaves.lanes[0].spans[0].width, "60.00%");
    }

    #[test]
    fn a_single_day_is_not_lost_and_what_lies_outside_stays_inside() {
        let drawn = ribbon(
            vec![span(date(2026, 6, 11), Some(date(2026, 6, 11))), span(date(2020, 1, 1), Some(date(2030, 1, 1)))],
            vec![Mark { style: MarkStyle::Due, label: "To be seen".into(), day: day(date(2030, 1, 1)) }],
        );
        // The single day is drawn over what lies around it, though it comes first.
        assert_eq!(drawn.lanes[0].spans[1].width, "0.40%");
        assert_eq!(drawn.lanes[0].spans[1].title, "No worker: Thu 11 June 2026");
        assert_eq!((drawn.lanes[0].spans[0].x.as_str(), drawn.lanes[0].spans[0].width.as_str()), ("0.00%", "100.00%"));
        assert_eq!(drawn.lanes[0].marks[0].x, "100.00%");
    }

    #[test]
    fn the_table_beside_has_every_span_and_mark_in_order() {
        let drawn = ribbon(
            vec![span(date(2026, 6, 20), None)],
            vec![Mark { style: MarkStyle::Done, label: "Seen".into(), day: day(date(2026, 6, 2)) }],
        );
        let said: Vec<String> = drawn.story.iter().map(|line| format!("{}: {}", line.when, line.what)).collect();
        assert_eq!(said, ["Tue 2 June 2026: Seen", "From Sat 20 June 2026, and goes on: No worker"]);
        assert!(drawn.description.contains("Seen, Tue 2 June 2026"), "{}", drawn.description);
    }

    #[test]
    fn a_story_of_many_years_has_few_lines_on_its_scale() {
        for (from, to) in [
            (date(2008, 1, 1), date(2026, 7, 1)),
            (date(2026, 6, 1), date(2026, 7, 1)),
            (date(2026, 6, 2), date(2026, 6, 9)),
        ] {
            let drawn = DrawnRibbon::of(&Ribbon { from: day(from), to: day(to), now: day(to), lanes: Vec::new() });
            assert!(drawn.ticks.len() <= 8, "{} lines from {from} to {to}", drawn.ticks.len());
        }
    }
}
