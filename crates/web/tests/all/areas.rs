//! A unit above its limit says so on its own page and on those of its teams; and what may never be stands first.
//!
//! The present is Thu 2 July 2026, 09:00. Of the three children of North One two have had no worker since 1 June: more than one

//! in 7 (COM-03). The third, on a child protection plan, has none either, which may never be (AS-01).

use record::Day;
use record::words::UnitLevel;
use web::view::*;
use web::{AsAt, Live, Queries, Viewer};

use crate::by_hand;

const RECORD: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2020-01-01"}
{"kind":"unit_details","unit":"x:C","when":"2020-01-01","name":"Testshire","level":"authority"}
{"kind":"unit_details","unit":"x:D","when":"2020-01-01","name":"North","level":"district","parent":"x:C"}
{"kind":"unit_details","unit":"x:T1","when":"2020-01-01","name":"North One","level":"team","parent":"x:D"}
{"kind":"unit_details","unit":"x:T2","when":"2020-01-01","name":"North Two","level":"team","parent":"x:D"}
{"kind":"unit_details","unit":"x:E","when":"2020-01-01","name":"East","level":"district","parent":"x:C"}
{"kind":"unit_details","unit":"x:T3","when":"2020-01-01","name":"East One","level":"team","parent":"x:E"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}
{"kind":"referral_received","child":"x:2","when":"2026-06-01","referral":"r2","team":"x:T1"}
{"kind":"referral_received","child":"x:3","when":"2026-06-01","referral":"r3","team":"x:T1"}
{"kind":"status_started","child":"x:3","when":"2026-06-02","status":"child protection plan","spell":"s3"}
{"kind":"referral_received","child":"x:4","when":"2026-07-01","referral":"r4","team":"x:T3"}
"#;

fn live(tray: &str, packs: Vec<policy::Pack>) -> Live {
    let now = || "2026-07-02".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    by_hand::live_by(tray, RECORD, packs, Vec::new(), now)
}

/// The limits that a page tells: each unit with how many, and its rungs.
fn told(rules: &[AreaRule]) -> Vec<String> {
    let of_rule = |rule: &AreaRule| {
        let clause = rule.clauses.join(", ");
        let unit = |unit: &AreaUnit| {
            let rungs: Vec<String> = unit.rungs.iter().map(|rung| format!("{}, {}", rung.owner, rung.stands)).collect();
            format!("{} {} of {} ({clause}): {}", unit.unit.name, unit.count.words(), unit.among, rungs.join("; "))
        };
        rule.units.iter().map(unit).collect::<Vec<_>>()
    };
    rules.iter().flat_map(of_rule).collect()
}

#[test]
fn a_unit_above_its_limit_says_so_on_its_page_and_on_those_of_its_teams() {
    let mut of_districts = by_hand::pack("combined");
    of_districts.areas[0].over = UnitLevel::District;
    let viewer = Viewer::on_this_machine();
    for (over, pack, name) in [("team", by_hand::pack("combined"), "North One"), ("district", of_districts, "North")] {
        let live = live("combined/pg/unallocated", vec![pack]);
        let here = [format!("{name} 3 of 3 (COM-03): Head of service, overdue")];
        let team = |id: &str| live.team_tray(&viewer, id, &AsAt::default(), &TrayFilter::default()).unwrap().page;
        assert_eq!(told(&team("x:T1").areas_over), here, "{over}");
        assert_eq!(told(&team("x:T3").areas_over), [""; 0], "{over}");
        // Of another team of the unit it is told where the unit is above, and not where that team alone would be.
        let beside = told(&team("x:T2").areas_over);
        assert_eq!(beside, if over == "district" { here.to_vec() } else { Vec::new() }, "{over}");
        let service = |id: &str| live.service(&viewer, id, &AsAt::default()).unwrap().page;
        assert_eq!(told(&service("x:D").areas_over), here, "{over}");
        assert_eq!(told(&service("x:E").areas_over), [""; 0], "{over}");
    }
}

#[test]
fn what_may_never_be_stands_before_what_is_still_to_be_done() {
    let live = live("as/unallocated", by_hand::packs(["as"]));
    let rules = live.breaches(&Viewer::on_this_machine(), &AsAt::default(), None).unwrap().page.rules;
    let said = rules.iter().map(|rule| (rule.filter.breach.clone().unwrap(), rule.at_least()));
    let said: Vec<_> = said.filter(|(_, children)| *children > 0).collect();
    // One child on a plan, before the four on whom nobody decided.
    assert_eq!(said, [("as/must-keep-a-worker".to_owned(), 1), ("as/no-decision".to_owned(), 4)]);
}
