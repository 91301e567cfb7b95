// The made-up district in which the month happens: a tiny extract of units and workers, the posts that no extract has a place
// for, and which policy governs. Nobody in it is real, and no child is in it.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const AUTHORITY = "Saltmarsh Council";
/** The day before the month begins: nothing of the month is in the extract. */
const TAKEN = "2026-03-15";
/** From then on what is not in Keyworker did not happen. */
const BEGINS = "2026-03-16";

/** Units: what each is and belongs to. */
export const units = {
  council: { id: "U1", name: "Saltmarsh Council", level: "authority" },
  north: { id: "U2", name: "North district", level: "district", parent: "council" },
  south: { id: "U3", name: "South district", level: "district", parent: "council" },
  harbour: { id: "U4", name: "Harbour team", level: "team", parent: "north" },
  orchard: { id: "U5", name: "Orchard team", level: "team", parent: "north" },
  mill: { id: "U6", name: "Mill team", level: "team", parent: "south" },
  quay: { id: "U7", name: "Quay team", level: "team", parent: "south" },
};

/** Workers: a name, what they are, their unit, and the posts that do not follow from what they are, each for a unit and given in the
 * month by whom; one post is somebody's before, since nobody but whoever holds one above it can give it. Who `joins` is taken on in
 * the month. */
export const workers = {
  mina: { id: "W01", name: "Mina Rose", profession: "team manager", unit: "harbour", given: [["duty team manager", "harbour", "sal"]] },
  tariq: { id: "W02", name: "Tariq Moss", profession: "team manager", unit: "orchard", given: [["duty team manager", "orchard", "sal"]] },
  petra: { id: "W03", name: "Petra Vale", profession: "team manager", unit: "mill", given: [["duty team manager", "mill", "gwen"]] },
  sal: { id: "W04", name: "Sal Hill", profession: "service manager", unit: "north" },
  gwen: { id: "W05", name: "Gwen Marsh", profession: "service manager", unit: "south" },
  nadia: { id: "W06", name: "Nadia Holt", profession: "other", unit: "council", given: [["senior manager", "council", "idris"]] },
  idris: { id: "W07", name: "Idris Penn", profession: "other", unit: "council", given: [["head of service", "council", "ruth"]] },
  ruth: { id: "W08", name: "Ruth Calder", profession: "other", unit: "council", given: [["assistant director", "council", "owen"]] },
  owen: { id: "W09", name: "Owen Frost", profession: "other", unit: "council", first: ["deputy director", "council"] },
  jo: { id: "W10", name: "Jo Tate", profession: "other", unit: "council", given: [["business support", "council", "owen"]] },
  femi: { id: "W11", name: "Femi Bright", profession: "independent reviewing officer", unit: "council" },
  bea: { id: "W12", name: "Bea Lark", profession: "social worker", unit: "harbour" },
  kim: { id: "W13", name: "Kim Wren", profession: "social worker", unit: "harbour" },
  dev: { id: "W14", name: "Dev Rao", profession: "senior practitioner", unit: "harbour" },
  tess: { id: "W15", name: "Tess Young", profession: "newly qualified social worker", unit: "harbour" },
  lena: { id: "W16", name: "Lena Ash", profession: "social worker", unit: "orchard" },
  ali: { id: "W17", name: "Ali Noor", profession: "young people's advisor", unit: "orchard" },
  lou: { id: "W19", name: "Lou Gray", profession: "social worker", unit: "harbour" },
  tray: { id: "W20", name: "Harbour Duty Tray", profession: "pool", unit: "harbour" },
  pia: { name: "Pia Stôrm-O’Neill", profession: "social worker", unit: "harbour", joins: true },
  carl: { id: "W18", name: "Carl Reed", profession: "social worker", unit: "mill" },
  zoe: { id: "W21", name: "Zoe Quill", profession: "social worker", unit: "quay" },
  fay: { id: "W22", name: "Fay Brook", profession: "other", unit: "north", given: [["family group conference manager", "north", "sal"]] },
  ada: { id: "W23", name: "Ada Crane", profession: "other", unit: "north", given: [["adoption support team manager", "north", "sal"]] },
};

/** Foster carers and adopters, who are put on record in the month. */
export const carers = { vera: { name: "Vera & Ünal Söze 🏡" } };

/** Children, of whom nothing is on record before the month. */
export const children = {
  amy: { given: "Amy", family: "Finch", born: "2018-05-04" },
  ben: { given: "Ben", family: "Finch", born: "2013-11-20" },
  cleo: { given: "Cleo", family: "Thorne", born: "2015-02-11" },
  dan: { given: "Dan", family: "Thorne", born: "2021-09-30" },
  eve: { given: "Eve", family: "Hale", born: "2016-08-19" },
  fin: { given: "Fin", family: "Hale", born: "2012-01-07" },
};

const SITE = `source = "ex"
blank-registration = "not-registered"
history-from = 2026-01-01

[roles]
CW = { part = "lead", accepted = true }

[teams.levels]
${Object.values(units).map((unit) => `${unit.id} = "${unit.level}"`).join("\n")}

[teams.parents]
${Object.values(units).filter((unit) => unit.parent).map((unit) => `${unit.id} = "${units[unit.parent].id}"`).join("\n")}
`;

const ADOPTION = `keyworker-adoption = 1

[[adopt]]
pack = "combined"
from = 2026-01-01
by = "Children's services committee"
`;

const PERSON = "pers_legacy_id pers_person_id pers_upn pers_forename pers_surname pers_sex pers_gender pers_ethnicity pers_dob "
  + "pers_single_unique_id pers_upn_unknown pers_send_flag pers_expected_dob pers_death_date pers_is_mother pers_nationality";

/** A CSV with those columns, of rows that say only some. */
function csv(columns, rows) {
  const names = columns.split(/\s+/);
  const cell = (value = "") => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return [names.join(","), ...rows.map((row) => names.map((name) => cell(row[name])).join(","))].join("\n") + "\n";
}

/** The whole of the record before the month: writes the files, and reads them into a new store through Keyworker's own commands. With a `limit`, the
 * council's policy forbids a load beyond that percentage. */
export function makeStore(keyworker, folder, { limit } = {}) {
  const extract = join(folder, "extract");
  mkdirSync(extract, { recursive: true });
  const known = Object.values(workers).filter((worker) => !worker.joins);
  const write = (name, text) => writeFileSync(join(extract, `${name}.csv`), text);
  write("ssd_department", csv("dept_team_id dept_team_name dept_team_parent_id dept_team_parent_name",
    Object.values(units).map((unit) => ({
      dept_team_id: unit.id, dept_team_name: unit.name,
      dept_team_parent_id: unit.parent && units[unit.parent].id, dept_team_parent_name: unit.parent && units[unit.parent].name,
    }))));
  write("ssd_professionals", csv("prof_professional_id prof_staff_id prof_professional_name prof_social_worker_registration_no "
    + "prof_agency_worker_flag prof_professional_job_title prof_professional_caseload prof_professional_department prof_full_time_equivalency",
    known.map((worker) => ({
      prof_professional_id: worker.id, prof_staff_id: worker.id, prof_professional_name: worker.name,
      prof_professional_department: units[worker.unit].id, prof_agency_worker_flag: "N", prof_full_time_equivalency: "1",
      prof_professional_job_title: worker.profession,
    }))));
  const registered = /social worker|practitioner|team manager|service manager|reviewing/;
  write("keyworker_workers", csv("worker_id joined left leaving_recorded employer agency profession registered_from registered_until hours_per_week",
    known.map((worker) => ({
      worker_id: worker.id, joined: "2020-01-06", agency: "N", profession: worker.profession, hours_per_week: "37",
      registered_from: registered.test(worker.profession) ? "2020-01-06" : "",
    }))));
  write("ssd_person", csv(PERSON, []));
  const posts = known.filter((worker) => worker.first).map(({ id, first: [post, unit] }) => ({
    kind: "post_held", worker: `ex:${id}`, when: "2020-01-06", post, unit: `ex:${units[unit].id}`, stands_in: false,
  }));
  const facts = [{ keyworker: "facts", version: 1 }, ...posts];
  writeFileSync(join(folder, "posts.jsonl"), facts.map((fact) => JSON.stringify(fact)).join("\n") + "\n");
  writeFileSync(join(folder, "site.toml"), SITE);
  writeFileSync(join(folder, "adoption.toml"), ADOPTION);
  const store = join(folder, "month.keyworker");
  const run = (...asked) => execFileSync(keyworker, asked, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  run("import", "--store", store, "--extract", extract, "--site", join(folder, "site.toml"), "--taken", TAKEN, "--authority", AUTHORITY);
  run("import", "--store", store, "--facts", join(folder, "posts.jsonl"));
  run("recorded-here", "--store", store, "--from", BEGINS, "--by", "Owen Frost");
  if (!limit) run("policy", "adopt", "--store", store, join(folder, "adoption.toml"));
  else {
    // A council's own edition, in which a full load is a limit.
    const pack = readFileSync(new URL("../../packs/combined.toml", import.meta.url), "utf8");
    const own = pack.replace('id = "combined"', 'id = "limited"').replace(/^warns-at-percent = \d+$/m, `$&\nforbids-at-percent = ${limit}`);
    writeFileSync(join(folder, "limited.toml"), own.slice(0, own.search(/^\[\[test\]\]/m)));
    writeFileSync(join(folder, "adoption.toml"), ADOPTION.replace('"combined"', '"limited"'));
    run("policy", "adopt", "--store", store, "--pack", join(folder, "limited.toml"), join(folder, "adoption.toml"));
  }
  return store;
}
