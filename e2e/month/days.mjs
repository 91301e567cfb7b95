// The month: who does what about whom on which day, and what is then to be seen. Data, and nothing about how it is walked.
//
// A step says who acts (`as`), about whom (`of`: a child, a worker, a unit or a carer by a short name), what (`act` or `record`, by
// its name in the API), and what it `says`, by field. `at` is the time of the day at which it was so; without it, it is so now.
// `refused` names every clause by which it is refused; then nothing is recorded. `also` names siblings for whom the same is done by
// the same form, each with the clauses by which it is refused for them. `via` is the page and the link that lead to the form, where
// that is not whose page it is. `carry` carries back everything that waits. A look (`see`) says what stands on a page between steps.
import { children, workers } from "./place.mjs";

export const unit = (name) => ({ unit: name });
export const worker = (name) => ({ worker: name });
export const child = (name) => ({ child: name });
/** The offer to that worker, or the part that the worker has. */
export const part = (name) => ({ part: name });
/** The task that begins with those words. */
export const task = (words) => ({ task: words });
/** The capacity issue that has those words. */
export const issue = (words) => ({ issue: words });

export const act = (as, of, name, says = {}, more = {}) => ({ as, of, act: name, says, ...more });
export const record = (as, of, name, says = {}, more = {}) => ({ as, of, record: name, says, ...more });
const see = (page, more) => ({ see: page, ...more });
/** The posts that are given in Keyworker: each by whoever holds one above. */
export const given = ["ruth", "idris", "nadia", "jo", "mina", "tariq", "petra"].flatMap((name) => workers[name].given.map(([post, of, by]) =>
  record(by, name, "post_held", { post, unit: unit(of), stands_in: false }, { on: "2026-03-01" })));
/** Two siblings are referred, and put on record. */
export const received = (first, second, at) => [[first], [second, first]].map(([name, sibling]) => {
  const { given, family, born } = children[name];
  const says = { given_name: given, family_name: family, born, team: unit("harbour"), disabled: false, special_educational_needs: false };
  return act("jo", name, "register", sibling ? { ...says, sibling: child(sibling) } : says, { at });
});
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
    act("mina", "amy", "oversee", { worries: "Late at school, and nobody answers the door" }, { refused: ["AS-04", "AS-15"] }),
    ...both((child) => act("mina", child, "oversee", {
      ...risk("Late at school, and nobody answers the door", "medium", "See both children at home, and the bedrooms"),
      safety_plan: "Grandmother sleeps in the house", initial_plan: "Bea visits each week", decision: "Duty holds the case",
      next_seen: "2026-03-20", next_review: "2026-03-24", next_plan_review: "2026-04-14", overseen: "By Mina, in a meeting with school",
      action_1: "Ring the school", action_1_by: "2026-03-20",
      action_2: "Visit the grandmother", action_2_by: "2026-03-27", action_2_for: worker("bea"),
    }, { at: "14:00" })),
    act("sal", "amy", "leave", {}, { refused: ["AS-11"] }),
    ...both((child) => act("sal", child, "leave", { reason: "workload capacity" }, { at: "15:00" })),
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
    see("child", { as: "mina", of: "dan", state: "held", breaches: [] }),
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
  ] },

  { now: "2026-03-19T17:30", name: "duty visits", steps: [
    record("bea", "amy", "visit", { parts: ["seen", "seen alone", "bedroom seen", "agencies consulted"], done_by: worker("bea"), note: notes.visit }, { at: "15:30" }),
    record("bea", "ben", "visit", { parts: ["nobody in"], note: "Rang twice, left a card.\nThe curtains were drawn." }, { at: "16:00" }),
    ...both((child) => record("bea", child, "brief_assessment", {}, { at: "16:30" })),
    record("bea", "amy", "discussed_with_manager", { post: "duty team manager" }, { at: "17:00" }),
    record("bea", "amy", "task_done", { task: task("Ring the school"), outcome: "The teacher rings each Friday" }, { at: "17:10" }),
    record("bea", "amy", "task_done", { task: task("Ring the school"), outcome: "Again" }, { refused: ["AS-12"], only: "api" }),
    see("child", { as: "bea", of: "amy", duties: { "See the child on the day that the oversight set": null, "Duty visit: child and bedroom seen, agencies consulted, brief assessment": null, "Risk assessment after the visit": "open" } }),
    see("child", { as: "mina", of: "amy", says: [notes.visit] }),
    see("duty", { as: "bea", team: "harbour", has: ["Visit the grandmother"] }),
  ] },

  { now: "2026-03-20T12:00", name: "the risk assessed within a day, and what came in", steps: [
    act("mina", "amy", "oversee", { ...risk("Mother is worn out", "medium", "A visit each week"), decision: "Duty goes on", next_review: "2026-03-27" }, { at: "10:00" }),
    record("jo", "amy", "information_received", { agency_kind: "school", note: notes.information }, { at: "10:30" }),
    record("mina", "amy", "information_considered", {}, { at: "11:00" }),
    record("bea", "ben", "visit", { parts: ["seen", "bedroom seen", "agencies consulted"] }, { at: "11:30" }),
    record("mina", "amy", "visit_interval_set", { days: "14" }, { at: "11:40" }),
    see("child", { as: "mina", of: "amy", says: [notes.visit, notes.information] }),
  ] },

  { now: "2026-03-23T16:00", name: "letters, and a worker falls ill", steps: [
    ...both((child) => record("jo", child, "letter_sent", { to: "parent" }, { at: "10:00" })),
    record("jo", "amy", "letter_sent", { to: "referrer" }, { at: "10:05" }),
    record("jo", "amy", "letter_sent", { to: "school", agency: "Tidewell School" }, { at: "10:10" }),
    record("jo", "ben", "letter_withheld", { to: "child", reason: "Ben asked to be told in person" }, { at: "10:15" }),
    record("mina", "dev", "absence_started", { absence_kind: "sickness", likely_end: "2026-04-10" }),
    act("mina", "ben", "oversee", { ...risk("Ben stays out at night", "medium", "See Ben each week"), next_review: "2026-03-30" }, { at: "14:00" }),
    see("child", { as: "mina", of: "ben", duties: { "Letter to the child": null, "Letter to the family": null } }),
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
    record("mina", "cleo", "service_entry_joined", { service: "family group conference", children_placed: false }, { at: "13:00" }),
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
    ...both((child) => act("nadia", child, "oversee", { decision: "Harbour gets an agency worker for April" }, { at: "10:00" })),
    ...both((child) => record("nadia", child, "notice_given", { to: "assistant director" }, { at: "11:00" })),
    see("today", { as: "ruth", any: { what: /assistant director|Brief/i, clause: "AS-07" } }),
    ...both((child) => record("ruth", child, "notice_acknowledged", { to: "assistant director" }, { at: "12:00" })),
    act("mina", "ben", "oversee", risk("Ben stays out at night", "medium", "See Ben each week"), { at: "14:00" }),
    act("kim", "pia", "take-on", { name: "Pia Stôrm-O’Neill", job_title: "Social worker (agency)", profession: "social worker", team: unit("harbour") }, { on: "2026-04-01", refused: ["PG-05"] }),
    act("mina", "pia", "take-on", { name: "Pia Stôrm-O’Neill", job_title: "Social worker (agency)", profession: "social worker", team: unit("harbour") }, { on: "2026-04-01" }),
  ] },

  { now: "2026-04-01T17:00", name: "a concern increases", steps: [
    record("mina", "pia", "registered", {}, { on: "2026-04-01" }),
    record("mina", "pia", "supervision_named", { supervisor: worker("mina") }),
    record("bea", "amy", "concern_increased", { note: "A neighbour heard shouting at night" }, { at: "09:00" }),
    see("child", { as: "mina", of: "amy", ladder: { "Escalate to the service manager": "open", "Alert the senior manager": "open" } }),
    act("mina", "amy", "ask-for-room", { asked: "team", whom: unit("orchard"), answer: "has room" }, { at: "10:00" }),
    act("sal", "amy", "ask-for-room", { asked: "district", whom: unit("south"), answer: "has no room" }, { at: "10:30" }),
    record("mina", "amy", "notice_given", { to: "service manager" }, { at: "11:00" }),
    record("sal", "amy", "notice_acknowledged", { to: "service manager" }, { at: "11:30" }),
    record("sal", "amy", "notice_given", { to: "senior manager" }, { at: "12:00" }),
    record("nadia", "amy", "notice_acknowledged", { to: "senior manager" }, { at: "12:30" }),
    record("nadia", "amy", "notice_given", { to: "assistant director" }, { at: "13:00" }),
    record("ruth", "amy", "notice_acknowledged", { to: "assistant director" }, { at: "13:30" }),
    see("child", { as: "mina", of: "amy", ladder: { "Escalate to the service manager": "met", "Alert the senior manager": "met" } }),
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
    record("tariq", "amy", "transfer_checked", {}, { refused: ["PG-05"] }),
    act("tariq", "amy", "sign-transfer", { to: unit("orchard"), side: "receiving" }, { refused: ["PG-05"] }),
    record("mina", "amy", "ready_to_transfer", { to: unit("orchard") }, { at: "10:00" }),
    // Each side's is for that side.
    act("mina", "amy", "sign-transfer", { to: unit("harbour"), side: "giving" }, { refused: ["AP-16"] }),
    record("mina", "amy", "transfer_checked", {}, { refused: ["AP-17"] }),
    act("mina", "amy", "sign-transfer", { to: unit("orchard"), side: "receiving" }, { refused: ["AP-17"] }),
    act("tariq", "amy", "sign-transfer", { to: unit("orchard"), side: "receiving" }, { refused: ["AP-17"] }),
    act("kim", "amy", "sign-transfer", { to: unit("orchard"), side: "giving" }, { refused: ["AP-17"] }),
    record("tariq", "amy", "transfer_checked", {}, { at: "10:30" }),
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

  { now: "2026-04-16T12:00", name: "the worker is back", steps: [
    record("mina", "dev", "absence_ended"),
    act("mina", "cleo", "end", { involvement: part("ali"), reason: "absence cover or return" }, { at: "10:00" }),
    act("mina", "ben", "take-off-duty", {}, { at: "11:00" }),
    act("mina", "ben", "take-off-duty", {}, { refused: ["MON-02"] }),
    see("child", { as: "mina", of: "cleo", sentence: /Dev Rao/, state: "held", breaches: [] }),
    see("counts", { as: "sal", pg: 1, as_: 1 }),
  ] },

  { now: "2026-04-17T17:00", name: "stepped down and closed", steps: [
    act("mina", "ben", "close", {}, { refused: ["AP-37", "AS-18"] }),
    record("mina", "ben", "closure_proposed", {}, { at: "09:00" }),
    record("mina", "ben", "plan_review_held", { plan: "child in need" }, { at: "09:30" }),
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
    record("mina", "vera", "service_entry_left", { service: "adoption support" }, { at: "15:30" }),
    see("services", { as: "mina", service: "adoption support", who: "Vera & Ünal Söze 🏡", owed: null }),
    record("ruth", "harbour", "capacity_issue_decided", { issue: issue("Harbour is two"), decision: "Nobody waits", on_risk_register: false, over: true }, { at: "16:00" }),
    see("register", { as: "sal", hasNot: ["Harbour is two workers short"] }),
    { as: "jo", of: "everything", carry: true },
    see("carry", { as: "jo", waiting: 0 }),
  ] },
];
