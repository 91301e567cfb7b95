// A month in the life of a district, walked twice: `node month.mjs PATH-TO-KEYWORKER [--only api|pages|race] [--look all]`
//
// Every fact of it is made by a command: once through the API, once in Chromium without JavaScript. Both records are the same.
// Every page is checked for its heading and for sideways scrolling; axe looks once at each kind of form, at each refusal and at a
// child's page at the end of each day (`--look all`: at every page, which takes long). `month/days.mjs` says what happens, `month/place.mjs` to whom; then each act is refused as `month/refusals.mjs` says.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tally } from "./browser.mjs";
import { byApi, nameOf } from "./month/api.mjs";
import { days } from "./month/days.mjs";
import { alsoOf, drawn, forget, serve } from "./month/keyworker.mjs";
import { seeing } from "./month/looks.mjs";
import { makeStore } from "./month/place.mjs";
import { Differences } from "./month/record.mjs";
import { at, refusals } from "./month/refusals.mjs";

const [program, ...rest] = process.argv.slice(2);
if (!program) {
  console.error("node month.mjs PATH-TO-KEYWORKER [--only api|pages|race] [--look all]");
  process.exit(2);
}
const said = (option) => (rest.includes(option) ? rest[rest.indexOf(option) + 1] : undefined);
const only = said("--only");
const tally = new Tally();
const folder = mkdtempSync(join(tmpdir(), "keyworker-month-"));
const counted = { steps: 0, refused: 0, missing: 0 };

/** A new store, with what is on record before the month. */
function begun(name, more) {
  forget();
  return makeStore(program, join(folder, name), more);
}

/** Walks the month one way, and gives the record that it makes. */
async function walk(way) {
  const store = begun(way.name);
  for (const day of days) {
    const { base, stop } = await serve(program, store, day.now);
    try {
      await way.begin?.(base);
      for (const step of day.steps) {
        if (step.see) await seeing(base, step, `${way.name} ${day.now.slice(0, 10)}`, tally, day.now.slice(0, 10));
        else if (!step.only || step.only === way.name) {
          const name = `${way.name} ${nameOf(day, step)}`;
          counted[step.refused ? "refused" : "steps"] += 1 + alsoOf(step).length;
          await tally.part(name, () => way.step(base, step, day, name));
        }
      }
      await way.end?.();
    } finally {
      await stop();
    }
  }
  const record = execFileSync(program, ["export", "--store", store], { encoding: "utf8", maxBuffer: 1 << 28 });
  // Whoever was put on record got an id that was drawn.
  return drawn().reduce((text, [name, id]) => text.replaceAll(JSON.stringify(id), JSON.stringify(name)), record);
}

/** Each act with what it needs missing, through the API. */
async function refuse() {
  const way = byApi(tally);
  const { base, stop } = await serve(program, begun("refusals"), at);
  try {
    for (const step of refusals) {
      if (step.refused) counted.missing += 1;
      const name = `api, ${step.why ?? "before"}: ${step.as} ${step.act ?? step.record} ${step.of}`;
      await tally.part(name, () => way.step(base, step, { now: at }, name));
    }
  } finally {
    await stop();
  }
}

/** How long each share took, in seconds. */
const shares = {};
async function timed(share, run) {
  const began = Date.now();
  const found = await run();
  shares[share] = Math.round((Date.now() - began) / 1000);
  return found;
}

const began = Date.now();
try {
  const records = {};
  if (!only || only === "api") {
    records.api = await timed("api", () => walk(byApi(tally)));
    await timed("refusals", refuse);
  }
  if (!only || only === "pages") {
    const { byPages } = await import("./month/pages.mjs");
    const way = await byPages(tally, said("--look") === "all");
    records.pages = await timed("pages", () => walk(way));
    await timed("the last looks", () => way.close());
  }
  if (!only || only === "race") {
    const { race } = await import("./month/race.mjs");
    await timed("two at once", () => race(tally, (at) => serve(program, begun("race", { limit: 100 }), at, ["--policy", join(folder, "race", "limited.toml")])));
  }
  if (!only) new Differences(records.api, records.pages).say(tally);
} finally {
  if (!process.env.KEEP) rmSync(folder, { recursive: true, force: true });
  else console.log(folder);
}
const seconds = Math.round((Date.now() - began) / 1000);
console.log(`${days.length} days, ${counted.steps} steps done, ${counted.refused} refused, ${counted.missing} acts refused for what they lack, ${tally.passed} checks passed, ${tally.failed} failed, in ${seconds} s (${Object.entries(shares).map(([share, took]) => `${share} ${took}`).join(", ")})`);
process.exitCode = tally.failed === 0 ? 0 : 1;
