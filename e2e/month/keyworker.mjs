// Keyworker as the month uses it: a store, a server with a fixed clock, its API.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { carers, children, units, workers } from "./place.mjs";

/** The ids of those who were put on record in the month: they are drawn. */
const registered = new Map();
export const register = (name, id) => registered.set(name, id);
export const forget = () => {
  registered.clear();
  read.clear();
};
/** Each of them by its short name. */
export const drawn = () => [...registered];

export const idOf = {
  child: (name) => registered.get(name) ?? "nobody:yet",
  worker: (name) => registered.get(name) ?? `ex:${workers[name].id}`,
  unit: (name) => `ex:${units[name].id}`,
  carer: (name) => registered.get(name) ?? "nobody:yet",
};
/** What they are whom that short name means. */
export const kindOf = (name) => (name in workers ? "worker" : name in units ? "unit" : name in carers ? "carer" : "child");
export const isChild = (name) => kindOf(name) === "child";

/** A port on which nobody listens. */
function freePort() {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** Starts the pages of the store, as if it were that instant. */
export async function serve(program, store, now, more = []) {
  const port = await freePort();
  const child = spawn(program, ["serve", "--store", store, "--acts", "--now", now, "--port", String(port), ...more], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ended = new Promise((done) => child.once("exit", done));
  await new Promise((ready, failed) => {
    const hear = (chunk) => {
      said += chunk;
      if (said.includes("The pages are at")) ready();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code) => failed(new Error(`keyworker serve --now ${now} ended with ${code}: ${said}`)));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return { base: `http://127.0.0.1:${port}`, stop };
}

/** The twin of a page, as somebody sees it. */
export async function twinOf(base, as, path) {
  const headers = as ? { cookie: `keyworker-acting=${encodeURIComponent(idOf.worker(as))}` } : {};
  const response = await fetch(`${base}/api/v1${path}`, { headers });
  if (!response.ok) throw new Error(`/api/v1${path} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  return (await response.json()).page;
}

/** The page itself. */
export async function pageOf(base, as, path) {
  const headers = as ? { cookie: `keyworker-acting=${encodeURIComponent(idOf.worker(as))}` } : {};
  return (await fetch(base + path, { headers })).text();
}

export const childPath = (name) => `/child/${encodeURIComponent(idOf.child(name))}`;
export const aboutPath = (name) => `/${kindOf(name)}/${encodeURIComponent(idOf[kindOf(name)](name))}`;

/** Whether the step puts somebody on record. */
export const isNew = (step) => step.isNew || step.act === "register" || step.act === "take-on";

/** The form of a step, by its address. */
export const formPath = (step) =>
  `${isNew(step) ? `/${kindOf(step.of)}/new` : aboutPath(step.of)}/${step.act ? `act/${step.act}` : `record/${step.record}`}`;

/** For whom else the step is, each with the clauses by which it is refused for them; none where it is done. */
export const alsoOf = (step) => (Array.isArray(step.also) ? step.also.map((name) => [name, undefined]) : Object.entries(step.also ?? {}));

/** Every choice of a field of a form's twin. */
export const choicesOf = (input) => input.choices ?? (input.groups ?? []).flatMap((group) => group.choices);

const read = new Map();

/** The newest record with those words on the page of whom the step is about. */
export async function lineOf(base, step, words) {
  const { record } = await twinOf(base, step.as, aboutPath(step.of));
  const line = record.find((one) => one.take_back && one.what.includes(words));
  if (!line) throw new Error(`no record of ${step.of} has ‘${words}’: ${JSON.stringify(record).slice(0, 300)}`);
  return line;
}

/** The value of a field as a program sends it. Offers and tasks are found in the form, where a person finds them. */
export async function valueOf(base, step, name, said) {
  if (said === null || typeof said !== "object" || Array.isArray(said)) return said;
  if (said.worker) return idOf.worker(said.worker);
  if (said.unit) return idOf.unit(said.unit);
  if (said.child) return idOf.child(said.child);
  if (said.line) return new URL((await lineOf(base, step, said.line)).take_back, base).searchParams.get("replaces");
  const form = await twinOf(base, step.as, formPath(step));
  const field = form.fields.find((one) => one.name === name);
  const words = said.part ? workers[said.part].name : said.task ?? said.issue;
  const found = [...choicesOf(field.input), ...(field.input.by === "fixed" ? [{ value: field.input.value, label: field.input.says }] : [])]
    .filter((choice) => choice.label.includes(words));
  // What is over is in no form; a program that has read it earlier may still send it.
  const known = `${base.split(":").at(-1)} ${step.of} ${words}`;
  if (found.length === 0 && read.has(known)) return read.get(known);
  if (found.length !== 1) throw new Error(`${step.record ?? step.act} of ${step.of}: ${found.length} choices have ‘${words}’ under ${name}: ${JSON.stringify(field.input).slice(0, 300)}`);
  read.set(known, found[0].value);
  return found[0].value;
}

/** When a step was so, as a program says it; nothing for now. */
export const whenOf = (step, day) => (step.on ? step.on : step.at ? `${day}T${step.at}` : undefined);

/** Sends a step to the API. */
export async function send(base, step, day, members) {
  const kind = kindOf(step.of);
  const body = { [step.act ? "act" : "record"]: step.act ?? step.record, ...(isNew(step) ? {} : { [kind]: idOf[kind](step.of) }) };
  const when = whenOf(step, day);
  if (when) body.when = when;
  const told = await post(base, step.as, { ...body, ...members });
  if (isNew(step) && told.answer.about) register(step.of, told.answer.about);
  return told;
}

/** Sends those members to the API. */
export async function post(base, as, members) {
  const response = await fetch(`${base}/api/v1/acts`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID(), ...(as ? { "keyworker-acting": idOf.worker(as) } : {}) },
    body: JSON.stringify(members),
  });
  return { status: response.status, answer: await response.json() };
}

/** Children in an order that is the same whichever ids were drawn. */
export const byName = (one, other) => (one.called < other.called ? -1 : 1);
