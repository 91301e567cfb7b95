// Each act about a child with what it needs missing: refused through the API, by clause. Steps without `refused` make the
// situation in which the next ones lack something.
import { act, given, offer, part, record, risk, received, unit, work, worker } from "./days.mjs";

/** The instant at which all of it is asked. */
export const at = "2026-03-18T12:00";

const lacks = (why, refused) => ({ why, refused });
/** An offer or part that nobody has. */
const NONE = "0000000000000001";

export const refusals = [
  // Amy and Ben are referred and being assessed; Dan has a plan.
  ...given,
  ...received("amy", "ben", "08:00"), ...received("dan", "cleo", "08:00"),
    ...["amy", "ben", "dan"].map((child) => record("mina", child, "need_identified", {}, { at: "08:05" })),
  record("mina", "amy", "assessment_started", {}, { at: "08:10" }),
  record("mina", "dan", "status_started", { status: "child protection plan" }, { at: "08:10" }),
  record("mina", "ben", "status_started", { status: "child in need" }, { at: "08:10" }),
  ...["kim", "dev", "tess"].map((name) => record("mina", name, "supervision_named", { supervisor: worker("mina") }, { at: "08:20" })),
  ...["kim", "dev"].map((name) => record("mina", name, "experience_confirmed", {}, { at: "08:20" })),

  // What has acts of managers, told by whom they are for.
  act("carl", "eli", "register", { given_name: "Eli", team: unit("harbour"), disabled: false, special_educational_needs: false }, lacks("no post for the team", ["PG-05"])),
  act("kim", "pia", "take-on", { name: "Pia Storm", profession: "social worker", team: unit("harbour") }, lacks("no manager of the team", ["PG-05"])),
  record("mina", "kim", "post_held", { post: "service manager", unit: unit("north"), stands_in: false }, lacks("a post above one's own", ["PG-05"])),
  record("mina", "mina", "post_held", { post: "practice supervisor", unit: unit("harbour"), stands_in: false }, lacks("a post of one's own", ["PG-05"])),
  record("sal", "kim", "post_ended", { post: "team manager", unit: unit("harbour") }, lacks("a post that nobody holds", ["PG-05"])),
  act("kim", "ben", "offer", offer("dev", "lead"), lacks("no manager", ["AP-24"])),
  act("kim", "ben", "put-on-duty", {}, lacks("no manager", ["MON-06"])),
  act("kim", "ben", "ask-for-room", { asked: "team", whom: unit("orchard"), answer: "has room" }, lacks("no manager", ["AS-02"])),
  act("kim", "ben", "oversee", { decision: "Wait" }, lacks("no manager", ["AS-04"])),
  act("kim", "ben", "leave", { reason: "vacancy" }, lacks("no manager", ["AS-03"])),
  act("kim", "ben", "sign-transfer", { to: unit("orchard"), side: "giving" }, lacks("no manager of the side", ["AP-17"])),
  act("kim", "ben", "close", {}, lacks("no manager", ["AS-18"])),
  record("mina", "ben", "notice_acknowledged", { to: "service manager" }, lacks("not whom it was given to", ["AS-16"])),
  act("mina", "ben", "offer", offer("lena", "lead", { team: unit("orchard") }), lacks("no transfer is under way", ["AP-16", "AP-17"])),
  record("mina", "vera", "carer_details", { name: "Vera", carer_kind: "foster carer", team: unit("orchard") }, { ...lacks("no post for the carer's team", ["AP-08"]), isNew: true }),
  record("gwen", "harbour", "unit_details", { name: "Mill", parent: unit("south") }, lacks("not over where it was", ["PG-05"])),
  record("sal", "harbour", "capacity_issue_decided", { issue: NONE, decision: "Wait" }, lacks("not the leadership, and no such issue", ["AP-14"])),

  act("mina", "amy", "offer", { ...offer("kim", "lead"), review: "" }, lacks("it is not said how it is reviewed", ["AP-24"])),
  act("mina", "amy", "offer", offer("mina", "lead"), lacks("a manager, whom nobody supervises", ["AP-05", "AP-25", "AP-36"])),
  act("carl", "amy", "offer", offer("kim", "lead"), lacks("no post for the child", ["PG-05"])),
  act("mina", "amy", "offer", offer("bea", "lead"), lacks("no supervisor, no experience", ["AP-05", "AP-25"])),
  act("mina", "amy", "offer", offer("ali", "lead"), lacks("an assessment, offered to an advisor", ["AP-05", "AP-25", "AP-40"])),
  act("mina", "dan", "offer", offer("ali", "key worker"), lacks("child protection, offered to an advisor", ["AP-05", "AP-10", "AP-25"])),
  act("mina", "dan", "offer", offer("tess", "lead"), lacks("a plan, newly qualified without support", ["AP-05", "AP-19", "AP-25"])),
  act("mina", "amy", "offer", offer("jo", "lead"), lacks("nobody of a grade that may hold", ["AP-01", "AP-05", "AP-25"])),
  act("mina", "amy", "offer", offer("tray", "lead"), lacks("a pool is no person", ["AP-04"])),
  record("mina", "lou", "worker_left", {}, { on: "2026-03-17" }),
  act("mina", "amy", "offer", offer("lou", "lead"), lacks("the worker has left", ["PG-02"])),

  act("kim", "amy", "accept", { involvement: NONE }, lacks("there is no such offer", ["AP-22"])),
  act("kim", "amy", "decline", { involvement: NONE }, lacks("there is no such offer", ["AP-22"])),
  act("mina", "amy", "withdraw", { involvement: NONE }, lacks("there is no such offer", ["AP-22"])),
  act("mina", "amy", "end", { involvement: NONE, reason: "other" }, lacks("nobody has that part", ["AP-22"])),
  act("mina", "amy", "offer", offer("kim", "lead"), { at: "09:00" }),
  act("mina", "amy", "offer", offer("dev", "lead"), lacks("another offer of that part waits", ["AP-09"])),
  act("mina", "amy", "offer", offer("kim", "lead"), lacks("it was offered already", ["AP-09"])),
  act("mina", "amy", "accept", { involvement: part("kim") }, lacks("only whoever was asked answers", ["AP-03"])),
  act("mina", "amy", "decline", { involvement: part("kim") }, lacks("only whoever was asked answers", ["AP-03"])),
  act("carl", "amy", "withdraw", { involvement: part("kim") }, lacks("no post for the child", ["PG-05"])),
  act("kim", "amy", "accept", { involvement: part("kim") }, { at: "09:30" }),
  act("kim", "amy", "accept", { involvement: part("kim") }, lacks("it was answered", ["AP-03"])),
  act("kim", "amy", "decline", { involvement: part("kim") }, lacks("it was answered", ["AP-03"])),
  act("mina", "amy", "withdraw", { involvement: part("kim") }, lacks("it was answered", ["AP-03"])),
  act("mina", "amy", "end", { involvement: part("kim"), reason: "de-allocated" }, lacks("nobody decided that the child goes without", ["AS-03"])),
  act("carl", "amy", "end", { involvement: part("kim"), reason: "other" }, lacks("no post for the child", ["PG-05"])),
  act("mina", "dan", "offer", offer("dev", "lead"), { at: "09:40" }),
  act("dev", "dan", "accept", { involvement: part("dev") }, { at: "09:50" }),
  act("mina", "dan", "end", { involvement: part("dev"), reason: "de-allocated" }, lacks("a plan never goes without", ["AP-19", "AP-29", "AS-01", "AS-03"])),
  act("sal", "dan", "leave", { reason: "vacancy" }, lacks("a plan never goes without", ["AP-19", "AP-29", "AS-01", "AS-02", "AS-03", "AS-04"])),

  act("carl", "ben", "put-on-duty", {}, lacks("no post for the child", ["PG-05"])),
  act("mina", "ben", "take-off-duty", {}, lacks("it is not on duty", ["MON-02"])),
  act("mina", "ben", "put-on-duty", {}, { at: "10:00" }),
  act("mina", "ben", "put-on-duty", {}, lacks("it is on duty already", ["MON-02"])),

  act("carl", "ben", "ask-for-room", { asked: "team", whom: unit("orchard"), answer: "has room" }, lacks("no post for the child", ["PG-05"])),
  act("sal", "ben", "leave", { reason: "vacancy" }, lacks("nobody was asked, nothing assessed", ["AS-02", "AS-03", "AS-04"])),
  act("mina", "ben", "ask-for-room", { asked: "team", whom: unit("orchard"), answer: "has no room" }, { at: "10:10" }),
  act("sal", "ben", "leave", { reason: "vacancy" }, lacks("no district was asked, nothing assessed", ["AS-02", "AS-03", "AS-04"])),
  act("sal", "ben", "ask-for-room", { asked: "district", whom: unit("south"), answer: "has no room" }, { at: "10:20" }),
  act("sal", "ben", "leave", { reason: "vacancy" }, lacks("nothing is assessed", ["AS-03", "AS-04"])),

  act("mina", "ben", "oversee", {}, lacks("it says nothing", ["AS-04", "PG-07"])),
  act("mina", "ben", "oversee", { worries: "Out at night" }, lacks("the risk assessment is not whole", ["AS-04", "AS-15"])),
  act("mina", "ben", "oversee", { action_1: "Ring the school" }, lacks("an action without its day", ["AS-12"])),
  act("mina", "ben", "oversee", { next_seen: "2026-03-17" }, lacks("a day that has gone by", ["PG-07"])),
  act("carl", "ben", "oversee", { decision: "Wait" }, lacks("no post for the child", ["PG-05"])),
  act("mina", "ben", "oversee", risk("Out at night", "low", "A visit"), { at: "10:30" }),
  act("sal", "ben", "leave", {}, lacks("no reason", ["AS-11"])),
  act("mina", "ben", "leave", { reason: "vacancy" }, lacks("not the team manager's to decide", ["AS-03"])),

  act("mina", "ben", "sign-transfer", { to: unit("harbour"), side: "giving" }, lacks("it is the team's own", ["AP-16"])),
  act("sal", "ben", "sign-transfer", { to: unit("orchard"), side: "both" }, lacks("one manager for both sides", ["AP-17"])),
  act("sal", "ben", "sign-transfer", { to: unit("orchard"), side: "receiving" }, lacks("not checked, and nobody told", ["AP-17", "AP-18"])),
  act("sal", "ben", "check-transfer", { complete: work }, lacks("no transfer is under way", ["AP-17"])),
  record("mina", "ben", "ready_to_transfer", { to: unit("orchard") }, { at: "10:35" }),
  act("sal", "ben", "check-transfer", {}, lacks("nothing is said of the work", ["AP-17"])),
  act("sal", "ben", "check-transfer", { complete: work }, { at: "10:40" }),
  act("sal", "ben", "sign-transfer", { to: unit("orchard"), side: "receiving" }, lacks("the senior manager was not told", ["AP-18"])),
  act("mina", "ben", "sign-transfer", { to: unit("orchard"), side: "giving" }, { at: "10:50" }),
  act("mina", "ben", "sign-transfer", { to: unit("orchard"), side: "receiving" }, lacks("the same manager signed for the other side", ["AP-17"])),

  act("mina", "ben", "close", {}, lacks("no step towards closing", ["AP-37", "AS-18"])),
  act("mina", "amy", "close", {}, lacks("continuing support was not considered", ["AP-37"])),
  record("kim", "amy", "continuing_support_considered", {}, { at: "11:00" }),
  act("carl", "amy", "close", {}, lacks("no post for the child", ["PG-05"])),
  act("mina", "amy", "close", {}, { at: "11:10" }),
  act("mina", "amy", "close", {}, lacks("it is closed", ["AP-22"])),
  ...["put-on-duty", "take-off-duty", "leave"].map((name) => act("mina", "amy", name, {}, lacks("it is closed", name === "take-off-duty" ? ["AP-22", "MON-02"] : ["AP-22"]))),
  act("mina", "amy", "oversee", { decision: "Wait" }, lacks("it is closed", ["AP-22"])),
  act("mina", "amy", "offer", offer("dev", "lead"), lacks("it is closed", ["AP-22"])),
  act("mina", "amy", "ask-for-room", { asked: "team", whom: unit("orchard"), answer: "has room" }, lacks("it is closed", ["AP-22"])),
  act("mina", "amy", "end", { involvement: part("kim"), reason: "other" }, lacks("it is closed", ["AP-22"])),
  act("mina", "amy", "sign-transfer", { to: unit("orchard"), side: "giving" }, lacks("it is closed", ["AP-22"])),
];
