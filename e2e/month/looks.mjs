// What is to be seen between steps: on the page as people read it, and in its twin.
import { aboutPath, childPath, idOf, pageOf, twinOf } from "./keyworker.mjs";
import { children, units, workers } from "./place.mjs";

const text = (html) => html.replace(/<[^>]+>/g, " ").replaceAll("&#39;", "'").replaceAll("&#x27;", "'").replaceAll("&amp;", "&").replace(/\s+/g, " ").trim();
const heading = (html) => text(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? "");
const unescaped = (html) => html.replaceAll("&#10;", "\n").replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
  .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
  .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
const fits = (found, wanted) => (wanted instanceof RegExp ? wanted.test(found ?? "") : found === wanted);
const said = (value) => JSON.stringify(value);

/** How a duty stands: `open`, `overdue`, `met` and the like, with the day by which it is or was due, where it has one. */
const wordOf = ({ state, due }) => (due ? `${state.state} ${due.day.date}` : state.state);

async function child(base, look, name, tally, day) {
  const path = childPath(look.of);
  const [page, html] = [await twinOf(base, look.as, path), await pageOf(base, look.as, path)];
  const same = (what, found, wanted) => tally.check(`${name}: ${look.of} ${what}`, said(found) === said(wanted), `found ${said(found)}, wanted ${said(wanted)}`);
  if (look.sentence) tally.check(`${name}: ${look.of}'s sentence`, look.sentence.test(heading(html)), `found ‘${heading(html)}’, wanted ${look.sentence}`);
  if (look.state) same("stands", page.now.state, look.state);
  if (look.breaches) same("has these breaches", [...new Set(page.breaches.flatMap((one) => one.clauses))].sort(), [...look.breaches].sort());
  if (look.has) tally.check(`${name}: ${look.of}'s page has ${look.has}`, look.has.test(text(html)), text(html).slice(0, 500));
  if (look.above) same("belongs to", page.above.at(-1)?.name, look.above);
  // A record that was taken back stays, and says so.
  for (const [words, wanted] of Object.entries(look.corrected ?? {})) {
    const line = page.record.find((one) => one.what.includes(words) && one.correction);
    tally.check(`${name}: the record of ${look.of} says of ‘${words}’ that it was taken back`, fits(line?.correction, wanted), said(page.record.slice(0, 5)));
  }
  if (look.siblings) same("has siblings", page.siblings.map((one) => one.child?.id ?? one.id).sort(), look.siblings.map(idOf.child).sort());
  // By clause and title: everything of it that was and is owed, each with how it stands and by when; empty where nothing ever was.
  for (const [duty, wanted] of Object.entries(look.owes ?? {})) {
    const [clause, ...title] = duty.split(" ");
    const owed = [...page.duties, ...page.history].filter((one) => one.clause === clause && one.what === title.join(" "));
    same(`owes ‘${duty}’`, owed.map(wordOf).sort().join(", "), wanted);
  }
  // What people wrote, exactly as they wrote it.
  for (const words of look.says ?? []) {
    const start = words.slice(0, 20);
    tally.check(`${name}: the record of ${look.of} has ‘${start}…’ as it was typed`, JSON.stringify(page.record).includes(said(words).slice(1, -1)), said(page.record).slice(0, 300));
    tally.check(`${name}: the page of ${look.of} has ‘${start}…’ as it was typed`, unescaped(html).includes(words), unescaped(html).split(words.slice(0, 10))[1]?.slice(0, 300) ?? "nothing of it");
  }
  // At every instant of the day the child is somebody's.
  for (const time of look.held ?? []) {
    const then = await twinOf(base, look.as, `${path}?as-at=${day}T${time}`);
    same(`is held at ${time}`, then.now.state, "held");
  }
  if (look.parts) {
    const on = page.involvements.filter((one) => !one.until).map((one) => one.who);
    same("has with it", on, look.parts);
  }
  if (look.involved) {
    const on = page.involvements.filter((one) => !one.to && !one.until && !one.ended);
    same("has with it", on.map((one) => said(one).slice(0, 200)), look.involved);
  }
}

async function tray(base, look, name, tally) {
  const page = await twinOf(base, look.as, `/team/${encodeURIComponent(idOf.unit(look.team))}?page=all`);
  const listed = page.lines.flatMap((line) => line.children.map((one) => one.child.id)).sort();
  const ids = (names) => names.map(idOf.child).sort();
  if (look.lines) tally.check(`${name}: the tray of ${units[look.team].name}`, said(listed) === said(ids(look.lines)), `found ${said(listed)}, wanted ${said(ids(look.lines))}`);
  for (const one of look.has ?? []) tally.check(`${name}: ${children[one].given} in the tray of ${units[look.team].name}`, listed.includes(idOf.child(one)), said(listed));
}

async function today(base, look, name, tally) {
  const page = await twinOf(base, look.as, `/today?acting=${encodeURIComponent(idOf.worker(look.as))}`);
  const all = ["now", "cannot_be_known", "week", "undated"].flatMap((list) => page[list].children.flatMap((one) => [one.first, ...one.also]));
  const wanted = look.first ?? look.any;
  const is = (thing) => thing && (!wanted.what || fits(thing.what, wanted.what)) && (!wanted.kind || thing.kind === wanted.kind)
    && (!wanted.clause || thing.clauses.includes(wanted.clause));
  const short = all.map((one) => `${one.kind}: ${one.what} ${one.clauses}`).slice(0, 12);
  const who = workers[look.as].name;
  if (look.first === null) tally.check(`${name}: nothing for ${who} today`, all.length === 0, said(short));
  else if (look.first) tally.check(`${name}: the first thing of ${who}`, is(all[0]), said(short));
  else tally.check(`${name}: among the things of ${who}`, all.some(is), `${look.any.what} ${look.any.clause}: ${said(short)}`);
}

async function duty(base, look, name, tally) {
  const page = said(await twinOf(base, look.as, `/team/${encodeURIComponent(idOf.unit(look.team))}/duty`));
  for (const words of look.has ?? []) tally.check(`${name}: ‘${words}’ on the duty board`, page.includes(words));
  for (const words of look.hasNot ?? []) tally.check(`${name}: no ‘${words}’ on the duty board`, !page.includes(words));
}

/** Whose a worker is, and in which posts. */
async function worker(base, look, name, tally) {
  const page = await twinOf(base, look.as, aboutPath(look.of));
  for (const words of look.has) tally.check(`${name}: ‘${words}’ is known of ${workers[look.of].name}`, page.known.includes(words), said(page.known));
}

async function counts(base, look, name, tally) {
  const { rows } = await twinOf(base, look.as, "/definitions");
  for (const [pack, wanted] of [["pg", look.pg], ["as", look.as_], ["ap", look.ap], ["mon", look.mon]]) {
    if (wanted === undefined) continue;
    const row = rows.find((one) => one.definition.id === `combined/${pack}/unallocated`);
    const found = row?.total.value;
    tally.check(`${name}: counted by ${pack}`, found?.certain === wanted && found.possible === 0, `found ${said(found ?? row?.total)}, wanted ${wanted}`);
  }
}

/** What is to be carried back. */
async function carry(base, look, name, tally) {
  const page = await twinOf(base, look.as, "/carry-back");
  tally.equal(`${name}: so much waits to be carried back`, page.waiting, look.waiting);
}

async function carersOf(base, look, name, tally) {
  const page = await twinOf(base, look.as, "/carers");
  tally.equal(`${name}: carers without a supervising social worker`, page.without, look.without);
}

/** The list of a service: who is on it, and what is owed to them. */
async function services(base, look, name, tally) {
  const page = await twinOf(base, look.as, "/services");
  const line = page.lists.find((list) => list.service === look.service).lines.find((one) => one.who.name === look.who);
  const owed = line ? line.owed.map((one) => one.what).sort() : null;
  tally.check(`${name}: what ${look.service} owes to ${look.who}`, said(owed) === said(look.owed), `found ${said(owed)}, wanted ${said(look.owed)}`);
}

/** The risk register, as a table for another program. */
async function register(base, look, name, tally) {
  const table = await pageOf(base, look.as, "/capacity-issues/risk-register.csv");
  for (const words of look.has ?? []) tally.check(`${name}: ‘${words}’ on the risk register`, table.includes(words), table);
  for (const words of look.hasNot ?? []) tally.check(`${name}: no ‘${words}’ on the risk register`, !table.includes(words), table);
  tally.check(`${name}: the risk register is a table`, table.startsWith("unit,what is lacking"), table.slice(0, 200));
}

const kinds = { child, worker, tray, today, duty, counts, carry, carers: carersOf, services, register };

/** Looks, and checks what is to be seen. */
export async function seeing(base, look, name, tally, day) {
  await tally.part(`${name}: ${look.see}`, () => kinds[look.see](base, look, name, tally, day));
}
