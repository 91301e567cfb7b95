// The month: who does what about whom on which day, and what is then to be seen. Data, and nothing about how it is walked.
//
// A step says who acts (`as`), about whom (`of`: a child, a worker, a unit or a carer by a short name), what (`act` or `record`, by
// its name in the API), and what it `says`, by field. `at` is the time of the day at which it was so; without it, it is so now.
// `refused` names every clause by which it is refused; then nothing is recorded. `rule` is by which rule, where no clause says it.
// `also` names other children for whom the same is done by the same form, each with the clauses by which it is refused for them;
// `chosen` is the team on whose tray all of them are chosen, in its order. `via` is the page and the link that lead to the form, where
// that is not whose page it is. With `draft` the form is kept as a draft, and found again, before it is sent. `carry` carries back
// everything that waits. `only` is for one way of walking. A look (`see`) says what stands on a page between steps; `owes` there is
// everything that was and is owed under a clause and a title, and how each stands.
import { children, workers } from "./place.mjs";

export const unit = (name) => ({ unit: name });
export const worker = (name) => ({ worker: name });
export const child = (name) => ({ child: name });
/** The offer to that worker, or the part that the worker has. */
export const part = (name) => ({ part: name });
/** The task that begins with those words. */
export const task = (words) => ({ task: words });
/** The record that has those words, the newest of them. */
export const line = (words) => ({ line: words });
/** The capacity issue that has those words. */
export const issue = (words) => ({ issue: words });

export const act = (as, of, name, says = {}, more = {}) => ({ as, of, act: name, says, ...more });
export const record = (as, of, name, says = {}, more = {}) => ({ as, of, record: name, says, ...more });
const see = (page, more) => ({ see: page, ...more });
/** The posts that are given in Keyworker: each by whoever holds one above. */
export const given = ["ruth", "idris", "nadia", "jo", "mina", "tariq", "petra", "fay", "ada"].flatMap((name) => workers[name].given.map(([post, of, by]) =>
  record(by, name, "post_held", { post, unit: unit(of), stands_in: false }, { on: "2026-03-01" })));
/** A child is referred to that team, and put on record. */
const referred = (name, team, at, more = {}) => {
  const { given, family, born } = children[name];
  const says = { given_name: given, family_name: family, born, team: unit(team), disabled: false, special_educational_needs: false };
  return act("jo", name, "register", { ...says, ...more }, { at });
};
/** Two siblings are referred. */
export const received = (first, second, at) => [referred(first, "harbour", at), referred(second, "harbour", at, { sibling: child(first) })];
/** The same for Amy, and for her brother at once. */
const both = (step) => [{ ...step("amy"), also: ["ben"] }];

/** What people write: long, in more than one script, and with what a page could take for its own. */
const SENTENCE = "Amy let me in herself and showed me the drawing on her door, “Keep out – except Nan”. ";
export const notes = {
  visit: `Seen at home, 15:30–16:20 👧🏽🧸.\n\n${SENTENCE.repeat(40).trim()}\n\n  * bedroom: warm, own bed; 2 < 3 blankets & a torch\n  * kitchen: <script>alert("fridge")</script> empty\n\tMother: “I can’t go on.” 👩‍👧‍👦`,
  information: "הגננת מספרת: איימי באה שוב בלי מעיל.\nAmy came without a coat again <b>today</b>, said the school (Mrs O’Neill & Mr Bą k) – 100% sure.",
  closure: `خلاصة: بن يعيش مع جدته.\n${"What changed: nights at home, school each day, Nan has the Tuesday. ".repeat(60).trim()}\n</textarea><h1>Closed</h1> 🎓`,
};

export const offer = (to, as, more = {}) => ({ worker: worker(to), part: as,
  what: "The whole case, from duty", actions: "See the children at home this week. 👧🏽", review: "הילדים — in supervision, every fortnight", ...more });
export const risk = (worries, level, needed) => ({ worries, strengths: "Grandmother comes every evening", risk: level, needed });

/** All that the receiving team looks for before it takes a case over (AP-17). */
export const work = ["assessments complete", "plans up to date", "visits done and recorded", "reviews and conferences held", "chronology up to date",
  "family and professionals up to date", "management oversight recorded", "nothing overdue left undone", "child and family told"];

/** Duties that are looked for more than once, by clause and title. */
const WEEKLY = "AS-06 Duty manager's weekly review and risk assessment";
const REFERRAL_VISIT = "AS-08 Duty visit: child and bedroom seen, agencies consulted, brief assessment";
const VISIT_RISK = "AS-09 Risk assessment after the visit";
const NEED_PLAN = "AS-17 Review and update the child in need plan";
const CONFERENCE = "AS-22 Manage and watch the family group conference work";
const NEXT_SEEN = "PG-07 See the child on the day that the oversight set";
const HELD_PLAN = "AP-04 Bring the child's plan up to date: a team holds the case";
const HELD_REVIEW = "AP-04 Line manager's review of a case that a team holds";
const HELD_SENIOR = "AP-04 Senior manager's review of a case that a team holds";
const ADD_SOCIAL_WORKER = "AP-07 Add a social worker";
const EXPERIENCED = "AP-20 Involve a sufficiently experienced social worker";
const DECIDE_TEAM = "AP-42 Decide whether to record the team";
const DECIDE_REASON = "AP-42 Decide whether to record the reason";
const DECIDE_AGENCIES = "AP-42 Decide whether to agree with partner agencies";
const RECORD_TEAM = "AP-30 Record the team";
const RECORD_REASON = "AP-30 Record the reason in the decision";
const AGREE = "AP-31 Agree with the agency: school (Tidewell School)";
const REPORT = "AP-31 Report by the agency: school (Tidewell School)";
const TO_FAMILY = "AP-32 Letter to the family";
const TO_CHILD = "AP-32 Letter to the child";
const TO_AGENCY = "AP-32 Letter to the agency: school (Tidewell School)";
const NEW_INFORMATION = "AP-33 Look at the new information";
const DUTY_VISIT = "AP-34 Duty visit";
const SENIOR = "AP-35 Review with the senior manager";

/** Where a carer's page leads to the form of an oversight. */
const OVERSEE_CARER = { link: "Record a management oversight, with a risk assessment" };

export const days = [
  { now: "2026-03-16T08:30", name: "the staff, and an empty tray", steps: [
    see("tray", { as: "mina", team: "harbour", lines: [] }),
    see("today", { as: "mina", first: null }),
    see("counts", { as: "sal", pg: 0, as_: 0 }),
    record("sal", "ruth", "post_held", { post: "assistant director", unit: unit("council"), stands_in: false }, { on: "2026-03-01", refused: ["PG-05"] }),
    record("owen", "owen", "post_held", { post: "head of service", unit: unit("council"), stands_in: false }, { on: "2026-03-01", refused: ["PG-05"] }),
    ...given,
    ...["kim", "dev", "tess", "bea"].map((name) => record("mina", name, "supervision_named", { supervisor: worker("mina") })),
    record("tariq", "lena", "supervision_named", { supervisor: worker("tariq") }),
    record("gwen", "zoe", "supervision_named", { supervisor: worker("petra") }),
    record("gwen", "zoe", "experience_confirmed"),
    record("mina", "kim", "supervision_named", { supervisor: worker("kim") }, { refused: ["AP-05"] }),
    ...["kim", "dev", "bea"].map((name) => record("mina", name, "experience_confirmed")),
    record("tariq", "lena", "experience_confirmed"),
    record("kim", "bea", "experience_confirmed", {}, { refused: ["AP-27"] }),
  ] },

  { now: "2026-03-16T17:00", name: "two referrals", steps: [
    ...received("amy", "ben", "09:10"),
    ...both((child) => record("jo", child, "district_received", {}, { at: "09:10" })),
    ...both((child) => record("mina", child, "need_identified", {}, { at: "10:00" })),
    ...both((child) => record("mina", child, "assessment_started", {}, { at: "10:30" })),
    // Nothing stands against it, so there is nothing to make an exception from. No form asks for one before something does.
    act("mina", "amy", "put-on-duty", { exception_reason: "Agreed with Sal", exception_until: "2026-03-20" },
      { refused: [], rule: "house", only: "api" }),
    act("mina", "amy", "put-on-duty", { answer: "would not be a duty case" }, { at: "11:00" }),
    act("mina", "ben", "put-on-duty", { answer: "would be a duty case" }, { at: "11:00" }),
    act("mina", "amy", "put-on-duty", { answer: "would be a duty case" }, { refused: ["MON-02"] }),
    act("sal", "amy", "leave", { reason: "workload capacity" }, { refused: ["AS-02", "AS-03", "AS-04"] }),
    act("mina", "amy", "leave", { reason: "workload capacity" }, { refused: ["AS-02", "AS-03", "AS-04"] }),
    see("child", { as: "mina", of: "amy", sentence: /^Amy, 7 years, has had no worker since today/, state: "without", breaches: ["AS-03"] }),
    see("today", { as: "sal", first: { what: /no decision by a service manager/, clause: "AS-03" } }),
    see("counts", { as: "sal", pg: 0, as_: 2 }),
  ] },

  { now: "2026-03-17T17:00", name: "asked in its order, and decided", steps: [
    act("mina", "amy", "ask-for-room", { asked: "team", whom: unit("orchard"), answer: "has not answered" }, { at: "09:00" }),
    act("sal", "amy", "leave", { reason: "workload capacity" }, { refused: ["AS-02", "AS-03", "AS-04"] }),
    ...both((child) => act("mina", child, "ask-for-room", { asked: "team", whom: unit("orchard"), answer: "has no room" }, { at: "10:00" })),
    ...both((child) => act("sal", child, "ask-for-room", { asked: "district", whom: unit("south"), answer: "has no room" }, { at: "11:00" })),
    act("sal", "amy", "leave", { reason: "workload capacity" }, { refused: ["AS-03", "AS-04"] }),
    see("child", { as: "mina", of: "amy", owes: { [WEEKLY]: "open 2026-03-23" } }),
    // Somebody else's oversight is kept, and is not the duty manager's.
    act("sal", "amy", "oversee", risk("Nobody answers the door", "medium", "A visit this week"), { at: "13:00" }),
    see("child", { as: "mina", of: "amy", owes: { [WEEKLY]: "open 2026-03-23" } }),
    act("mina", "amy", "oversee", { worries: "Late at school, and nobody answers the door" }, { refused: ["AS-04", "AS-15"] }),
    ...both((child) => act("mina", child, "oversee", {
      ...risk("Late at school, and nobody answers the door", "medium", "See both children at home, and the bedrooms"),
      safety_plan: "Grandmother sleeps in the house", initial_plan: "Bea visits each week", decision: "Duty holds the case",
      next_seen: "2026-03-20", next_review: "2026-03-24", next_plan_review: "2026-04-14", overseen: "By Mina, in a meeting with school",
      action_1: "Ring the school", action_1_by: "2026-03-20",
      action_2: "Visit the grandmother", action_2_by: "2026-03-27", action_2_for: worker("bea"),
    }, { at: "14:00" })),
    see("child", { as: "mina", of: "amy", owes: { [WEEKLY]: "met 2026-03-23, open 2026-03-24" } }),
    // Of the seven actions, Ben's manager considers the first two before it is decided that he goes without.
    see("child", { as: "mina", of: "ben",
      owes: { [DECIDE_TEAM]: "open 2026-03-16", [DECIDE_REASON]: "open 2026-03-16", [RECORD_TEAM]: "", [RECORD_REASON]: "" } }),
    record("mina", "ben", "action_applied", { action: "record the team" }, { at: "14:30" }),
    record("mina", "ben", "action_applied", { action: "record the reason" }, { at: "14:30" }),
    see("child", { as: "mina", of: "ben",
      owes: { [DECIDE_TEAM]: "met_late 2026-03-16", [DECIDE_REASON]: "met_late 2026-03-16", [RECORD_TEAM]: "open", [RECORD_REASON]: "open" } }),
    act("sal", "amy", "leave", {}, { refused: ["AS-11"] }),
    ...both((child) => act("sal", child, "leave", { reason: "workload capacity" }, { at: "15:00" })),
    see("child", { as: "mina", of: "ben",
      owes: { [RECORD_TEAM]: "open", [RECORD_REASON]: "met", [HELD_PLAN]: "", [HELD_REVIEW]: "", [HELD_SENIOR]: "" } }),
    record("bea", "ben", "team_held", { team: unit("harbour") }, { refused: ["AP-04"] }),
    record("mina", "ben", "team_held", { team: unit("harbour") }, { at: "15:10" }),
    see("child", { as: "mina", of: "ben", state: "without",
      owes: { [RECORD_TEAM]: "met", [HELD_PLAN]: "open", [HELD_REVIEW]: "open", [HELD_SENIOR]: "open" } }),
    see("today", { as: "nadia", any: { what: /Senior manager's review of a case that a team holds/, clause: "AP-04" } }),
    ...both((child) => record("mina", child, "duty_worker_assigned", { worker: worker("bea") }, { at: "15:30" })),
    record("mina", "bea", "duty_rostered", { team: unit("harbour"), on: "2026-03-19" }),
    record("mina", "bea", "duty_rostered", { team: unit("harbour"), on: "2026-03-20" }),
    see("child", { as: "mina", of: "amy", sentence: /^Amy, 7 years, has had no worker for 1 day/, state: "without", breaches: [] }),
    see("duty", { as: "mina", team: "harbour", has: ["Ring the school", "Visit the grandmother"] }),
  ] },

  { now: "2026-03-17T18:00", name: "another family: looked after, and on a plan", steps: [
    ...received("cleo", "dan", "10:00"),
    ...["cleo", "dan"].map((child) => record("mina", child, "need_identified", {}, { at: "10:10" })),
    record("mina", "cleo", "status_started", { status: "looked after" }, { at: "10:20" }),
    record("mina", "cleo", "reviewing_officer_assigned", { officer: worker("femi") }, { at: "10:30" }),
    record("mina", "dan", "status_started", { status: "child protection plan" }, { at: "10:20" }),
    // Chosen on the tray: one form for all three, each decided by itself. Ben is on duty already.
    act("mina", "dan", "put-on-duty", { answer: "would be a duty case" }, { at: "10:40", chosen: "harbour", also: { cleo: undefined, ben: ["MON-02"] } }),
    act("sal", "cleo", "leave", { reason: "vacancy" }, { refused: ["AS-01", "AS-02", "AS-03", "AS-04"] }),
    act("sal", "dan", "leave", { reason: "vacancy" }, { refused: ["AP-29", "AS-01", "AS-02", "AS-03", "AS-04"] }),
    act("mina", "dan", "offer", offer("mina", "lead"), { refused: ["AP-05", "AP-25", "AP-36"] }),
    act("mina", "dan", "offer", offer("tess", "lead"), { refused: ["AP-05", "AP-19", "AP-25"] }),
    act("mina", "cleo", "offer", offer("ali", "lead"), { refused: ["AP-05", "AP-07", "AP-11", "AP-25"] }),
    act("mina", "dan", "offer", offer("tess", "lead", { supported_by: worker("kim") }), { at: "16:00" }),
    act("mina", "cleo", "offer", offer("dev", "lead"), { at: "16:00" }),
    act("mina", "cleo", "accept", { involvement: part("dev") }, { refused: ["AP-03"] }),
    act("tess", "dan", "accept", { involvement: part("tess") }, { at: "17:00" }),
    act("dev", "cleo", "accept", { involvement: part("dev") }, { at: "17:00" }),
    // Who holds a child with a plan is newly qualified: an experienced social worker is involved that day.
    see("child", { as: "mina", of: "dan", state: "held", breaches: [], owes: { [EXPERIENCED]: "open 2026-03-17" } }),
    see("today", { as: "mina", any: { what: /Involve a sufficiently experienced social worker/, clause: "AP-20" } }),
    act("mina", "dan", "offer", offer("kim", "involved"), { at: "17:10" }),
    act("kim", "dan", "accept", { involvement: part("kim") }, { at: "17:20" }),
    see("child", { as: "mina", of: "dan", state: "held", breaches: [], owes: { [EXPERIENCED]: "met 2026-03-17" } }),
    { as: "jo", of: "everything", carry: true },
    see("carry", { as: "jo", waiting: 0 }),
  ] },

  { now: "2026-03-18T16:00", name: "counted by the practice guide", steps: [
    see("counts", { as: "sal", pg: 2, as_: 2 }),
    see("today", { as: "mina", any: { kind: "due_today", what: /Tell the service manager/, clause: "PG-12" } }),
    ...both((child) => record("mina", child, "notice_given", { to: "service manager" }, { at: "09:00" })),
    record("sal", "amy", "notice_acknowledged", { to: "service manager" }, { at: "09:30" }),
    record("mina", "amy", "contact_arranged", { note: "Bea rings on Tuesdays; Amy's mother has the duty number" }, { at: "10:00" }),
    record("mina", "amy", "agency_involved", { agency_kind: "school", agency: "Tidewell School" }, { at: "10:10" }),
    record("mina", "amy", "action_applied", { action: "write to the family and agencies" }, { at: "10:20" }),
    record("mina", "amy", "action_not_applied", { action: "agree with agencies", reason: "The school watches already" }, { at: "10:30" }),
    record("mina", "ben", "agency_involved", { agency_kind: "school", agency: "Tidewell School" }, { at: "10:40" }),
    see("child", { as: "mina", of: "ben",
      owes: { [DECIDE_AGENCIES]: "open 2026-03-16", [AGREE]: "", [REPORT]: "", [TO_FAMILY]: "", [TO_CHILD]: "", [TO_AGENCY]: "", [DUTY_VISIT]: "", [SENIOR]: "" } }),
    ...["agree with agencies", "write to the family and agencies", "review new information weekly", "arrange duty visits",
      "review with the senior manager"].map((action) => record("mina", "ben", "action_applied", { action }, { at: "10:50" })),
    see("child", { as: "mina", of: "ben",
      owes: { [DECIDE_AGENCIES]: "met_late 2026-03-16", [AGREE]: "open", [REPORT]: "open",
        [TO_FAMILY]: "open", [TO_CHILD]: "open", [TO_AGENCY]: "open", [DUTY_VISIT]: "open", [SENIOR]: "open 2026-04-13" } }),
    see("today", { as: "mina", any: { what: /Agree with the agency/, clause: "AP-31" } }),
  ] },

  { now: "2026-03-19T17:30", name: "duty visits", steps: [
    see("child", { as: "bea", of: "amy", owes: { [REFERRAL_VISIT]: "open 2026-03-25", [VISIT_RISK]: "" } }),
    record("bea", "amy", "visit", { parts: ["seen", "seen alone", "bedroom seen", "agencies consulted"], done_by: worker("bea"), note: notes.visit }, { at: "15:30" }),
    record("bea", "ben", "visit", { parts: ["nobody in"], note: "Rang twice, left a card.\nThe curtains were drawn." }, { at: "16:00" }),
    ...both((child) => record("bea", child, "brief_assessment", {}, { at: "16:30" })),
    record("bea", "amy", "discussed_with_manager", { post: "duty team manager" }, { at: "17:00" }),
    record("bea", "amy", "task_done", { task: task("Ring the school"), outcome: "The teacher rings each Friday" }, { at: "17:10" }),
    record("bea", "amy", "task_done", { task: task("Ring the school"), outcome: "Again" }, { refused: ["AS-12"], only: "api" }),
    see("child", { as: "bea", of: "amy", owes: { [REFERRAL_VISIT]: "met 2026-03-25", [VISIT_RISK]: "open 2026-03-20" } }),
    // Nobody was in: Ben is still to be seen.
    see("child", { as: "bea", of: "ben", owes: { [REFERRAL_VISIT]: "open 2026-03-25", [DUTY_VISIT]: "open" } }),
    see("child", { as: "mina", of: "amy", says: [notes.visit] }),
    see("duty", { as: "bea", team: "harbour", has: ["Visit the grandmother"] }),
  ] },

  { now: "2026-03-20T12:00", name: "the risk assessed within a day, and what came in", steps: [
    act("mina", "amy", "oversee", { ...risk("Mother is worn out", "medium", "A visit each week"), decision: "Duty goes on", next_review: "2026-03-27" }, { at: "10:00" }),
    record("jo", "amy", "information_received", { agency_kind: "school", note: notes.information }, { at: "10:30" }),
    record("mina", "amy", "information_considered", {}, { at: "11:00" }),
    record("bea", "ben", "visit", { parts: ["seen", "bedroom seen", "agencies consulted"] }, { at: "11:30" }),
    see("child", { as: "bea", of: "ben", owes: { [REFERRAL_VISIT]: "met 2026-03-25", [DUTY_VISIT]: "met, open" } }),
    // What came in about somebody else is taken back: by whoever wrote it down, and not by who is on duty.
    see("child", { as: "mina", of: "ben", owes: { [NEW_INFORMATION]: "" } }),
    record("jo", "ben", "information_received", { agency_kind: "health", note: "A midwife rang about Ben Fitch" }, { at: "11:31" }),
    see("child", { as: "mina", of: "ben", owes: { [NEW_INFORMATION]: "open 2026-03-27" } }),
    record("bea", "ben", "corrected", { replaces: line("Information received"), reason: "It was another Ben" }, { refused: ["AS-28"] }),
    record("jo", "ben", "corrected", { replaces: line("Information received") }, { refused: ["AS-28"] }),
    record("jo", "ben", "corrected", { replaces: line("Information received"), reason: "It was about Ben Fitch, who is not known here" }),
    see("child", { as: "mina", of: "ben",
      owes: { [NEW_INFORMATION]: "" }, corrected: { "Information received": /Ben Fitch, who is not known here/ } }),
    record("jo", "ben", "information_received", { agency_kind: "school" }, { at: "11:32" }),
    see("child", { as: "mina", of: "ben", owes: { [NEW_INFORMATION]: "open 2026-03-27" } }),
    see("today", { as: "mina", any: { what: /Look at the new information/, clause: "AP-33" } }),
    record("mina", "ben", "information_considered", {}, { at: "11:35" }),
    see("child", { as: "mina", of: "ben", owes: { [NEW_INFORMATION]: "met 2026-03-27" } }),
    record("mina", "amy", "visit_interval_set", { days: "14" }, { at: "11:40" }),
    see("child", { as: "mina", of: "amy", says: [notes.visit, notes.information] }),
  ] },

  { now: "2026-03-23T16:00", name: "letters, and a worker falls ill", steps: [
    see("child", { as: "mina", of: "ben",
      owes: { "PG-11 Letter to the child": "open 2026-03-25", "PG-09 Letter to the family": "open 2026-03-25",
        [TO_FAMILY]: "open", [TO_CHILD]: "open", [TO_AGENCY]: "open" } }),
    ...both((child) => record("jo", child, "letter_sent", { to: "parent" }, { at: "10:00" })),
    record("jo", "amy", "letter_sent", { to: "referrer" }, { at: "10:05" }),
    record("jo", "amy", "letter_sent", { to: "school", agency: "Tidewell School" }, { at: "10:10" }),
    record("jo", "ben", "letter_sent", { to: "school", agency: "Tidewell School" }, { at: "10:10" }),
    record("jo", "ben", "letter_withheld", { to: "child", reason: "Ben asked to be told in person" }, { at: "10:15" }),
    record("mina", "dev", "absence_started", { absence_kind: "sickness", likely_end: "2026-04-10" }),
    // Whatever happened in Ben's week, he comes up again.
    see("today", { as: "mina", any: { what: /Duty manager's weekly review and risk assessment/, clause: "AS-06" } }),
    see("child", { as: "mina", of: "ben", owes: { [WEEKLY]: "met 2026-03-23, open 2026-03-24", [HELD_REVIEW]: "open", [NEXT_SEEN]: "" } }),
    act("mina", "ben", "oversee", { ...risk("Ben stays out at night", "medium", "See Ben each week"),
      next_seen: "2026-03-27", next_review: "2026-03-30" }, { at: "14:00", draft: true }),
    see("child", { as: "mina", of: "ben",
      owes: { [WEEKLY]: "met 2026-03-23, met 2026-03-24, open 2026-03-30", [HELD_REVIEW]: "met, open", [NEXT_SEEN]: "open 2026-03-27" } }),
    see("child", { as: "mina", of: "ben",
      owes: { "PG-11 Letter to the child": "met 2026-03-25", "PG-09 Letter to the family": "met 2026-03-25", [TO_FAMILY]: "met", [TO_CHILD]: "met", [TO_AGENCY]: "met" } }),
    record("mina", "ben", "agency_agreed", { agency_kind: "school", agency: "Tidewell School" }, { at: "10:20" }),
    see("child", { as: "mina", of: "ben", owes: { [AGREE]: "met", [REPORT]: "open" } }),
    see("child", { as: "mina", of: "cleo", state: "held", has: /Decide|while the worker is away/ }),
  ] },

  { now: "2026-03-24T16:00", name: "an adopter, and other services", steps: [
    record("carl", "vera", "carer_details", { name: "Vera & Ünal Söze 🏡", carer_kind: "adopter", team: unit("harbour") }, { isNew: true, refused: ["AP-08"] }),
    record("mina", "vera", "carer_details", { name: "Vera & Ünal Söze 🏡", carer_kind: "adopter", team: unit("harbour") }, { at: "09:00", isNew: true }),
    see("carers", { as: "mina", without: 1 }),
    record("mina", "vera", "carer_supervised", { worker: worker("jo") }, { refused: ["AP-08"] }),
    record("mina", "vera", "carer_supervised", { worker: worker("kim") }, { at: "10:00" }),
    see("carers", { as: "mina", without: 0 }),
    record("mina", "vera", "service_entry_updated", { service: "adoption support" }, { refused: [] }),
    record("mina", "vera", "service_entry_joined", { service: "adoption support", children_placed: true, note: "They asked for help with sleep\nand with school." }, { at: "11:00" }),
    see("services", { as: "mina", service: "adoption support", who: "Vera & Ünal Söze 🏡", owed: [
      "Offer a consultation", "Risk assessment for adoption support", "Risk assessment for carers with children placed",
      "Show the family what else there is", "Tell carers with children placed how to reach duty", "Tell people how things stand: adoption support"] }),
    record("mina", "vera", "signposted", { service: "adoption support" }, { at: "11:30" }),
    record("mina", "vera", "consultation_offered", { service: "adoption support" }, { at: "11:40" }),
    record("kim", "vera", "duty_access_explained", { service: "adoption support" }, { at: "12:00" }),
    record("kim", "vera", "service_entry_updated", { service: "adoption support" }, { at: "12:10" }),
    record("kim", "vera", "noted", { says: "Rang them: ‏שלום‏ <i>again</i>." }, { at: "12:20" }),
    see("services", { as: "mina", service: "adoption support", who: "Vera & Ünal Söze 🏡", owed: [
      "Risk assessment for adoption support", "Risk assessment for carers with children placed", "Tell people how things stand: adoption support"] }),
    act("kim", "vera", "oversee-carer", risk("Two moves in a year", "medium", "A visit each month"), { refused: ["AS-25"] }),
    act("mina", "vera", "oversee-carer", { worries: "Two moves in a year" }, { refused: ["AS-04", "AS-15"] }),
    act("mina", "vera", "oversee-carer", { ...risk("Two moves in a year", "medium", "A visit each month"),
      decision: "Kim visits", post: "team manager" }, { at: "12:30", via: OVERSEE_CARER }),
    // The team's manager assesses for those with children placed; adoption support's own manager for adoption support.
    see("services", { as: "mina", service: "adoption support", who: "Vera & Ünal Söze 🏡",
      owed: ["Risk assessment for adoption support", "Tell people how things stand: adoption support"] }),
    act("ada", "vera", "oversee-carer", risk("Two moves in a year", "low", "A call each month"), { at: "12:40", via: OVERSEE_CARER }),
    see("services", { as: "ada", service: "adoption support", who: "Vera & Ünal Söze 🏡", owed: ["Tell people how things stand: adoption support"] }),
    see("child", { as: "mina", of: "cleo", owes: { [CONFERENCE]: "" } }),
    record("mina", "cleo", "service_entry_joined", { service: "family group conference", children_placed: false }, { at: "13:00" }),
    see("child", { as: "mina", of: "cleo", owes: { [CONFERENCE]: "open" } }),
    see("today", { as: "fay", any: { what: /Manage and watch the family group conference work/, clause: "AS-22" } }),
    act("mina", "cleo", "oversee", { decision: "The grandparents are asked" }, { at: "13:10" }),
    see("child", { as: "mina", of: "cleo", owes: { [CONFERENCE]: "open" } }),
    act("fay", "cleo", "oversee", { decision: "The conference is on 14 April" }, { at: "13:20" }),
    see("child", { as: "mina", of: "cleo", owes: { [CONFERENCE]: "met, open" } }),
    record("sal", "harbour", "capacity_issue_raised", { what: "Harbour is two workers short, and two children wait", evidence: "=2+2, +1 a week" }, { at: "14:00" }),
    see("register", { as: "sal", has: [], hasNot: ["Harbour is two workers short"] }),
    record("sal", "harbour", "capacity_issue_decided", { issue: issue("Harbour is two"), decision: "An agency worker", on_risk_register: true, over: false }, { refused: ["AP-14"] }),
    record("ruth", "harbour", "capacity_issue_decided", { issue: issue("Harbour is two"), decision: "An agency worker from April", on_risk_register: true, over: false }, { at: "15:00" }),
    see("register", { as: "sal", has: ["Harbour team", "Harbour is two workers short, and two children wait", "'=2+2, +1 a week", "An agency worker from April"] }),
  ] },

  { now: "2026-03-27T12:00", name: "the second weekly oversight, and support", steps: [
    act("mina", "amy", "oversee", risk("Mother is still worn out", "medium", "A visit each week"), { at: "09:00" }),
    act("sal", "amy", "oversee", { parts: ["support to allocate"], decision: "Kim has room from April" }, { at: "10:00" }),
    record("mina", "cleo", "absence_decided", {}, { at: "11:00" }),
    see("child", { as: "mina", of: "ben", owes: { [REPORT]: "open", [NEXT_SEEN]: "open 2026-03-27" } }),
    record("bea", "ben", "visit", { parts: ["seen", "seen alone"] }, { at: "11:10" }),
    record("jo", "ben", "agency_reported", { agency_kind: "school", agency: "Tidewell School" }, { at: "11:30" }),
    see("child", { as: "mina", of: "ben", owes: { [REPORT]: "met, open", [NEXT_SEEN]: "met 2026-03-27" } }),
  ] },

  { now: "2026-03-28T10:00", name: "day ten", steps: [
    see("today", { as: "sal", any: { what: /head of service/i, clause: "PG-14" } }),
    ...both((child) => record("sal", child, "notice_given", { to: "head of service" })),
    see("today", { as: "idris", any: { what: /deputy director/i, clause: "PG-15" } }),
    ...both((child) => record("idris", child, "notice_given", { to: "deputy director" })),
    record("idris", "amy", "safety_planning_agreed"),
  ] },

  { now: "2026-03-30T16:00", name: "two weeks", steps: [
    see("today", { as: "nadia", any: { what: /Senior manager reviews and decides/, clause: "AS-07" } }),
    see("child", { as: "mina", of: "ben", owes: { [SENIOR]: "open 2026-04-13", [HELD_SENIOR]: "open" } }),
    ...both((child) => act("nadia", child, "oversee", { decision: "Harbour gets an agency worker for April" }, { at: "10:00" })),
    ...both((child) => record("nadia", child, "notice_given", { to: "assistant director" }, { at: "11:00" })),
    see("today", { as: "ruth", any: { what: /assistant director|Brief/i, clause: "AS-07" } }),
    ...both((child) => record("ruth", child, "notice_acknowledged", { to: "assistant director" }, { at: "12:00" })),
    see("child", { as: "mina", of: "ben", owes: { [SENIOR]: "met 2026-04-13, open 2026-04-27", [HELD_SENIOR]: "met, open" } }),
    act("mina", "ben", "oversee", risk("Ben stays out at night", "medium", "See Ben each week"), { at: "14:00" }),
    act("kim", "pia", "take-on", { name: "Pia Stôrm-O’Neill", job_title: "Social worker (agency)", profession: "social worker", team: unit("harbour") }, { on: "2026-04-01", refused: ["PG-05"] }),
    act("mina", "pia", "take-on", { name: "Pia Stôrm-O’Neill", job_title: "Social worker (agency)", profession: "social worker", team: unit("harbour") }, { on: "2026-04-01" }),
  ] },

  { now: "2026-04-01T17:00", name: "a concern increases", steps: [
    record("mina", "pia", "registered", {}, { on: "2026-04-01" }),
    record("mina", "pia", "supervision_named", { supervisor: worker("mina") }),
    record("bea", "amy", "concern_increased", { note: "A neighbour heard shouting at night" }, { at: "09:00" }),
    see("child", { as: "mina", of: "amy", owes: { "AS-16 Escalate to the service manager": "open", "AS-16 Alert the senior manager": "open" } }),
    act("mina", "amy", "ask-for-room", { asked: "team", whom: unit("orchard"), answer: "has room" }, { at: "10:00" }),
    act("sal", "amy", "ask-for-room", { asked: "district", whom: unit("south"), answer: "has no room" }, { at: "10:30" }),
    record("mina", "amy", "notice_given", { to: "service manager" }, { at: "11:00" }),
    record("sal", "amy", "notice_acknowledged", { to: "service manager" }, { at: "11:30" }),
    record("sal", "amy", "notice_given", { to: "senior manager" }, { at: "12:00" }),
    record("nadia", "amy", "notice_acknowledged", { to: "senior manager" }, { at: "12:30" }),
    record("nadia", "amy", "notice_given", { to: "assistant director" }, { at: "13:00" }),
    record("ruth", "amy", "notice_acknowledged", { to: "assistant director" }, { at: "13:30" }),
    see("child", { as: "mina", of: "amy", owes: { "AS-16 Escalate to the service manager": "met", "AS-16 Alert the senior manager": "met" } }),
  ] },

  { now: "2026-04-02T17:00", name: "offered, declined, accepted", steps: [
    act("mina", "amy", "offer", offer("mina", "lead"), { refused: ["AP-05", "AP-25", "AP-36"] }),
    act("mina", "amy", "offer", { worker: worker("kim"), part: "lead", what: "The case" }, { refused: ["AP-24"] }),
    act("mina", "amy", "offer", offer("lena", "lead"), { at: "10:00" }),
    // Siblings together: Amy's part was offered to another, Ben's was not. Kim has room for one.
    act("mina", "ben", "offer", offer("kim", "lead"), { at: "10:30", also: { amy: ["AP-09"] } }),
    act("mina", "ben", "withdraw", { involvement: part("kim") }, { at: "10:40" }),
    act("lena", "amy", "decline", { involvement: part("lena") }, { at: "11:00" }),
    act("mina", "amy", "offer", offer("carl", "co-worker"), { at: "11:10" }),
    act("mina", "amy", "withdraw", { involvement: part("carl") }, { at: "11:20" }),
    act("mina", "amy", "offer", offer("kim", "lead"), { at: "12:00" }),
    see("today", { as: "kim", first: { kind: "offer" } }),
    act("kim", "amy", "accept", { involvement: part("kim") }, { at: "13:00" }),
    see("child", { as: "mina", of: "amy", sentence: /Kim Wren/, state: "held", breaches: [] }),
    act("mina", "amy", "take-off-duty", {}, { refused: ["MON-02"] }),
    act("kim", "amy", "take-off-duty", {}, { refused: ["MON-02", "MON-06"] }),
    see("counts", { as: "sal", pg: 1, as_: 1 }),
  ] },

  { now: "2026-04-07T17:00", name: "assessed, and a worker will leave", steps: [
    ...["amy", "ben"].map((child) => record("mina", child, "assessment_completed", { in_need: true, needs_social_worker: child === "amy", advisor_may_hold: false }, { at: "09:00" })),
    ...both((child) => record("mina", child, "status_started", { status: "child in need" }, { at: "09:30" })),
    see("child", { as: "mina", of: "ben", owes: { [NEED_PLAN]: "open 2026-07-07", [HELD_PLAN]: "open" } }),
    record("mina", "ben", "plan_updated", { plan: "child in need" }, { at: "09:35" }),
    see("child", { as: "mina", of: "ben", owes: { [NEED_PLAN]: "open 2026-07-07", [HELD_PLAN]: "met" } }),
    record("mina", "ben", "duty_question_answered", { answer: "would be a duty case" }, { at: "09:40" }),
    act("mina", "ben", "oversee", risk("Ben is at home at night", "low", "See Ben every two weeks"), { at: "10:00" }),
    act("carl", "dev", "revise-absence", { likely_end: "2026-04-15" }, { refused: ["AP-27"] }),
    act("mina", "kim", "revise-absence", { likely_end: "2026-04-15" }, { refused: [] }),
    act("mina", "dev", "revise-absence", { likely_end: "2026-04-15" }, { at: "10:15", via: { page: "/absence", link: "Change how long it is likely to last" } }),
    record("mina", "tess", "worker_left", {}, { on: "2026-04-10" }),
    record("mina", "tess", "worker_left", {}, { on: "2026-04-17", refused: ["PG-02"] }),
    act("mina", "dan", "offer", offer("pia", "lead"), { refused: ["AP-05", "AP-25"] }),
    record("mina", "pia", "experience_confirmed", {}, { at: "10:50" }),
    record("mina", "dan", "successor_identified", { worker: worker("pia") }, { at: "11:00" }),
    act("mina", "dan", "offer", offer("pia", "lead"), { at: "11:30" }),
    see("tray", { as: "mina", team: "harbour", has: ["ben"] }),
  ] },

  { now: "2026-04-07T18:00", name: "a transfer without a worker, and an advisor who may hold", steps: [
    referred("eve", "quay", "09:00"),
    record("gwen", "eve", "need_identified", {}, { at: "09:10" }),
    act("gwen", "eve", "offer", offer("zoe", "lead"), { at: "09:20" }),
    act("zoe", "eve", "accept", { involvement: part("zoe") }, { at: "09:30" }),
    referred("fin", "harbour", "10:00"),
    record("mina", "fin", "need_identified", {}, { at: "10:10" }),
    record("mina", "fin", "ready_to_transfer", { to: unit("orchard") }, { at: "10:20" }),
    act("tariq", "fin", "check-transfer", { complete: work }, { at: "10:30" }),
    act("mina", "fin", "sign-transfer", { to: unit("orchard"), side: "giving" }, { at: "10:40" }),
    act("tariq", "fin", "sign-transfer", { to: unit("orchard"), side: "receiving" }, { refused: ["AP-18"] }),
    see("child", { as: "mina", of: "fin", state: "without", above: "Harbour team" }),
    record("tariq", "fin", "notice_given", { to: "senior manager" }, { at: "10:50" }),
    act("tariq", "fin", "sign-transfer", { to: unit("orchard"), side: "receiving" }, { at: "11:00" }),
    see("child", { as: "mina", of: "fin", state: "without", above: "Orchard team" }),
    see("tray", { as: "tariq", team: "orchard", lines: ["fin"] }),
    record("tariq", "ali", "supervision_named", { supervisor: worker("tariq") }, { at: "09:00" }),
    record("tariq", "ali", "experience_confirmed", {}, { at: "09:00" }),
    // Amy was assessed as one who needs a social worker, Fin as one whom an advisor may hold.
    act("mina", "amy", "offer", offer("ali", "lead"), { refused: ["AP-09", "AP-15"] }),
    record("tariq", "fin", "assessment_started", {}, { at: "11:10" }),
    act("tariq", "fin", "offer", offer("ali", "lead"), { refused: ["AP-40"] }),
    record("tariq", "fin", "assessment_completed", { in_need: true, needs_social_worker: false, advisor_may_hold: true }, { at: "15:00" }),
    record("tariq", "fin", "status_started", { status: "child in need" }, { at: "15:10" }),
    act("tariq", "fin", "offer", offer("ali", "lead"), { at: "15:20" }),
    act("ali", "fin", "accept", { involvement: part("ali") }, { at: "15:30" }),
    see("child", { as: "tariq", of: "fin", state: "held", breaches: [], parts: ["Ali Noor"], owes: { [ADD_SOCIAL_WORKER]: "" } }),
    act("carl", "fin", "same-family", { sibling: child("eve") }, { refused: ["PG-05"] }),
    act("tariq", "fin", "same-family", { sibling: child("eve") }, { at: "16:00" }),
    act("tariq", "fin", "same-family", { sibling: child("eve") }, { refused: [], rule: "house", only: "api" }),
    see("child", { as: "nadia", of: "fin", siblings: ["eve"] }),
  ] },

  { now: "2026-04-08T15:00", name: "ten working days ill: a looked-after child without a worker", steps: [
    see("child", { as: "mina", of: "cleo", sentence: /^Cleo, 11 years, .*Dev Rao|no worker/, breaches: ["AS-01", "AS-03"] }),
    see("counts", { as: "sal", pg: 2, as_: 2 }),
    act("pia", "dan", "accept", { involvement: part("pia") }, { at: "09:00" }),
    record("mina", "cleo", "notice_given", { to: "independent reviewing officer" }, { at: "09:30" }),
    see("today", { as: "femi", any: { what: /Acknowledge that a looked-after child has no worker/, clause: "AS-20" } }),
    record("femi", "cleo", "notice_acknowledged", { to: "independent reviewing officer" }, { at: "10:00" }),
    act("femi", "cleo", "oversee", { parts: ["steps to allocate"], decision: "Mina looks for cover until Dev is back" }, { at: "11:00" }),
    act("mina", "cleo", "offer", offer("ali", "involved"), { at: "11:10" }),
    act("ali", "cleo", "accept", { involvement: part("ali") }, { at: "11:20" }),
    act("mina", "cleo", "oversee", { ...risk("A move of school", "low", "See Cleo each week"), action_1: "Visit Cleo", action_1_by: "2026-04-10" }, { at: "12:00" }),
  ] },

  { now: "2026-04-13T17:00", name: "a transfer", steps: [
    act("mina", "ben", "oversee", risk("Ben is at home at night", "low", "A last review"), { at: "09:00" }),
    // Nothing of a transfer before somebody says that the case is ready.
    act("mina", "amy", "offer", offer("lena", "lead", { team: unit("orchard") }), { refused: ["AP-16", "AP-17"] }),
    act("tariq", "amy", "offer", offer("lena", "lead", { team: unit("orchard") }), { refused: ["AP-16", "AP-17", "PG-05"] }),
    act("tariq", "amy", "check-transfer", { complete: work }, { refused: ["AP-17", "PG-05"] }),
    act("tariq", "amy", "sign-transfer", { to: unit("orchard"), side: "receiving" }, { refused: ["PG-05"] }),
    record("mina", "amy", "ready_to_transfer", { to: unit("orchard") }, { at: "10:00" }),
    // Each side's is for that side.
    act("mina", "amy", "sign-transfer", { to: unit("harbour"), side: "giving" }, { refused: ["AP-16"] }),
    act("mina", "amy", "check-transfer", { complete: work }, { refused: ["AP-17"] }),
    act("mina", "amy", "sign-transfer", { to: unit("orchard"), side: "receiving" }, { refused: ["AP-17"] }),
    act("tariq", "amy", "sign-transfer", { to: unit("orchard"), side: "receiving" }, { refused: ["AP-17"] }),
    act("kim", "amy", "sign-transfer", { to: unit("orchard"), side: "giving" }, { refused: ["AP-17"] }),
    // The checklist in two goes: with something missing nothing is checked.
    act("tariq", "amy", "check-transfer", { complete: work.slice(1), missing: "The assessment is not signed off." }, { at: "10:20" }),
    act("tariq", "amy", "check-transfer", {}, { refused: ["AP-17"] }),
    act("tariq", "amy", "check-transfer", { complete: work.slice(0, 1) }, { at: "10:30" }),
    act("tariq", "amy", "check-transfer", { complete: work }, { refused: ["AP-17"] }),
    act("lena", "amy", "offer", offer("lena", "lead", { team: unit("orchard") }), { refused: ["AP-24"] }),
    act("tariq", "amy", "offer", offer("lena", "lead", { team: unit("orchard") }), { at: "11:00" }),
    see("child", { as: "kim", of: "amy", sentence: /Kim Wren/, state: "held", above: "Harbour team" }),
    act("tariq", "amy", "accept", { involvement: part("lena") }, { refused: ["AP-03"] }),
    // With the second signature Kim's part ends: not before somebody is there to take it.
    act("mina", "amy", "sign-transfer", { to: unit("orchard"), side: "giving" }, { at: "11:10" }),
    act("tariq", "amy", "sign-transfer", { to: unit("orchard"), side: "receiving" }, { refused: ["AP-18", "AS-03"] }),
    act("lena", "amy", "accept", { involvement: part("lena") }, { at: "11:30" }),
    see("today", { as: "lena", first: null }),
    see("child", { as: "kim", of: "amy", sentence: /Kim Wren/, state: "held", above: "Harbour team" }),
    act("sal", "amy", "close", {}, { refused: ["AP-37"] }),
    act("tariq", "amy", "sign-transfer", { to: unit("orchard"), side: "receiving" }, { at: "13:00" }),
    see("child", { as: "tariq", of: "amy", sentence: /Lena Ash/, state: "held", above: "Orchard team", breaches: [],
      held: ["09:59", "10:00", "10:30", "11:00", "11:10", "11:30", "12:00", "12:59", "13:00", "13:01", "16:59"], parts: ["Lena Ash"] }),
  ] },

  { now: "2026-04-14T17:00", name: "a concern about a child whom an advisor holds", steps: [
    see("child", { as: "tariq", of: "fin", state: "held", breaches: [], owes: { [ADD_SOCIAL_WORKER]: "", [EXPERIENCED]: "" } }),
    record("ali", "fin", "status_started", { status: "section 47 enquiry" }, { at: "09:00" }),
    see("child", { as: "tariq", of: "fin", breaches: ["AP-10", "AP-19", "AP-29"],
      owes: { [ADD_SOCIAL_WORKER]: "open 2026-04-14", [EXPERIENCED]: "open 2026-04-14" } }),
    see("today", { as: "tariq", any: { what: /Add a social worker; involve a sufficiently experienced social worker/, clause: "AP-20" } }),
    act("tariq", "fin", "offer", offer("zoe", "involved"), { at: "10:00" }),
    act("zoe", "fin", "accept", { involvement: part("zoe") }, { at: "10:30" }),
    see("child", { as: "tariq", of: "fin", breaches: ["AP-10", "AP-19", "AP-29"],
      owes: { [ADD_SOCIAL_WORKER]: "met 2026-04-14", [EXPERIENCED]: "met 2026-04-14" } }),
    act("tariq", "fin", "offer", offer("lena", "lead"), { at: "11:00" }),
    act("lena", "fin", "accept", { involvement: part("lena") }, { at: "11:30" }),
    see("child", { as: "tariq", of: "fin", state: "held", breaches: [], parts: ["Lena Ash", "Zoe Quill"] }),
  ] },

  { now: "2026-04-16T12:00", name: "the worker is back", steps: [
    record("mina", "dev", "absence_ended"),
    act("mina", "cleo", "end", { involvement: part("ali"), reason: "absence cover or return" }, { at: "10:00" }),
    act("mina", "ben", "take-off-duty", {}, { at: "11:00" }),
    act("mina", "ben", "take-off-duty", {}, { refused: ["MON-02"] }),
    see("child", { as: "mina", of: "cleo", sentence: /Dev Rao/, state: "held", breaches: [] }),
    see("counts", { as: "sal", pg: 1, as_: 1 }),
  ] },

  { now: "2026-04-16T17:00", name: "teams ordered anew", steps: [
    // One family's streets go from Harbour to Orchard, and Quay is merged into Mill.
    record("mina", "cleo", "team_changed", { team: unit("orchard") }, { refused: ["AP-16"] }),
    record("sal", "cleo", "team_changed", { team: unit("orchard") }, { at: "13:00", also: ["dan"] }),
    see("child", { as: "tariq", of: "cleo", sentence: /Dev Rao/, state: "held", above: "Orchard team", breaches: [], parts: ["Dev Rao"] }),
    see("child", { as: "tariq", of: "dan", state: "held", above: "Orchard team", breaches: [] }),
    record("gwen", "zoe", "duty_rostered", { team: unit("quay"), on: "2026-04-17" }, { at: "12:00" }),
    act("petra", "quay", "give-over", { to: unit("mill") }, { refused: ["PG-05"] }),
    act("sal", "quay", "give-over", { to: unit("orchard") }, { refused: ["PG-05"] }),
    act("gwen", "quay", "give-over", { to: unit("quay") }, { refused: ["AP-16"] }),
    see("child", { as: "gwen", of: "eve", state: "held", above: "Quay team", parts: ["Zoe Quill"] }),
    act("gwen", "quay", "give-over", { to: unit("mill") }, { at: "14:00" }),
    see("child", { as: "petra", of: "eve", state: "held", above: "Mill team", parts: ["Zoe Quill"], breaches: [], held: ["13:59", "14:00", "14:01"] }),
    see("worker", { as: "petra", of: "zoe", has: ["Social worker of Mill team"] }),
    see("duty", { as: "petra", team: "mill", has: ["Zoe Quill"] }),
    see("duty", { as: "gwen", team: "quay", hasNot: ["Zoe Quill"] }),
  ] },

  { now: "2026-04-17T17:00", name: "stepped down and closed", steps: [
    act("mina", "ben", "close", {}, { refused: ["AP-37", "AS-18"] }),
    record("mina", "ben", "closure_proposed", {}, { at: "09:00" }),
    record("mina", "ben", "plan_review_held", { plan: "child in need" }, { at: "09:30" }),
    see("child", { as: "mina", of: "ben", owes: { [NEED_PLAN]: "met 2026-07-07, open 2026-07-17" } }),
    record("mina", "ben", "step_down_agreed", {}, { at: "10:00" }),
    act("mina", "ben", "oversee", { decision: "Step down to the school's family worker" }, { at: "10:30" }),
    record("carl", "ben", "closure_summary", {}, { at: "11:00", refused: ["PG-05"] }),
    record("bea", "ben", "closure_summary", { note: notes.closure }, { at: "11:00" }),
    record("mina", "ben", "needs_addressed", {}, { at: "11:30" }),
    record("mina", "ben", "continuing_support_considered", {}, { at: "11:40" }),
    act("mina", "ben", "close", {}, { refused: ["AS-18"] }),
    record("mina", "ben", "closure_reviewed", {}, { at: "12:00" }),
    act("mina", "ben", "close", {}, { at: "13:00" }),
    see("child", { as: "mina", of: "ben", sentence: /not open|closed/i, state: "not_open", involved: [] }),
    act("tariq", "amy", "close", {}, { refused: ["AP-37"] }),
    record("lena", "amy", "continuing_support_considered", {}, { at: "14:00" }),
    act("tariq", "amy", "close", {}, { at: "15:00" }),
    see("child", { as: "tariq", of: "amy", state: "not_open", involved: [] }),
    act("tariq", "amy", "offer", offer("lena", "lead"), { refused: ["AP-22"] }),
    see("tray", { as: "tariq", team: "orchard", lines: [] }),
    see("tray", { as: "mina", team: "harbour", lines: [] }),
    see("counts", { as: "sal", pg: 0, as_: 0 }),
    see("child", { as: "mina", of: "ben", says: [notes.closure] }),
    record("fay", "cleo", "service_entry_left", { service: "family group conference" }, { at: "15:20" }),
    see("child", { as: "fay", of: "cleo", owes: { [CONFERENCE]: "met, no_longer_needed" } }),
    record("mina", "vera", "service_entry_left", { service: "adoption support" }, { at: "15:30" }),
    see("services", { as: "mina", service: "adoption support", who: "Vera & Ünal Söze 🏡", owed: null }),
    record("ruth", "harbour", "capacity_issue_decided", { issue: issue("Harbour is two"), decision: "Nobody waits", on_risk_register: false, over: true }, { at: "16:00" }),
    see("register", { as: "sal", hasNot: ["Harbour is two workers short"] }),
    { as: "jo", of: "everything", carry: true },
    see("carry", { as: "jo", waiting: 0 }),
  ] },
];
