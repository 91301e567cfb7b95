//! How workloads are weighed, in sentences.

use super::condition;
use super::words::{any_of, any_post};
use crate::pack::{FixedPoints, Pack, Stated, Workload};

/// What a worker's load is made of, and what it is held against.
pub(super) fn told(pack: &Pack, workload: &Workload) -> Vec<String> {
    let mut says = vec![format!(
        "a full load is {} points at {} hours a week; it warns from {} percent on, and does not forbid",
        workload.full, workload.full_time_hours, workload.warns_at
    )];
    says.extend(workload.forbids_at.map(|at| format!("beyond {at} percent nothing more may be given")));
    says.extend(workload.exceptions.iter().map(|one| {
        format!("but for a larger load until a day, authorised by {} ({})", any_post(pack, one.by), one.cites)
    }));
    says.push(format!("each further child of a family weighs {} percent", workload.sibling_percent));
    says.extend(workload.points.iter().map(|line| {
        let (points, parts) = (points(line.points), any_of(line.parts));
        format!(
            "{}: {points} for each child held as {parts}, while: {} ({})",
            line.says,
            condition(pack, &line.when),
            line.cites
        )
    }));
    says.extend(workload.fixed.iter().map(|line| fixed(pack, line)));
    says.extend(workload.own.iter().map(|own| {
        let until = own
            .until
            .map(|until| format!(" for the first {} after joining", pack.stated_length(until)))
            .unwrap_or_default();
        format!("{}: {} percent of a full load{until} ({})", any_of(own.professions), own.percent, own.cites)
    }));
    says
}

fn fixed(pack: &Pack, line: &FixedPoints) -> String {
    let mut whose = vec![line.professions.map_or_else(|| "every worker".to_owned(), any_of)];
    whose.extend(line.posts.map(|posts| format!("who acts as {}", any_post(pack, posts))));
    let each = line.supervises.map(|of| format!(" for each {} whom they supervise", any_of(of))).unwrap_or_default();
    format!("{}: {}{each}, for {} ({})", line.says, points(line.points), whose.join(" "), line.cites)
}

fn points(points: Stated<u32>) -> String {
    if points == Stated::As(1) { "1 point".to_owned() } else { format!("{points} points") }
}
