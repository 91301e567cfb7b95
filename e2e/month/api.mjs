// The month as programs walk it: each step sent to the API.
import { alsoOf, byName, post, send, twinOf, valueOf } from "./keyworker.mjs";

export const nameOf = (day, step) => `${day.now.slice(0, 10)} ${step.as} ${step.act ?? step.record ?? "carries back"} ${step.of}`;

export const clausesOf = (grounds) => [...new Set(grounds.flatMap((ground) => ground.clauses))].sort();

export const byApi = (tally) => ({
  name: "api",
  async step(base, step, day, name) {
    if (step.carry) return carryBack(base, step, name, tally);
    await one(base, step, day, name, tally);
    // A program does for each of several children what a form does at once.
    for (const [of, refused] of alsoOf(step)) await one(base, { ...step, of, refused }, day, `${name}, also ${of}`, tally);
    return undefined;
  },
});

async function one(base, step, day, name, tally) {
  const date = day.now.slice(0, 10);
  const members = {};
  for (const [field, said] of Object.entries(step.says)) members[field] = await valueOf(base, step, field, said);
  const { status, answer } = await send(base, step, date, members);
  const told = JSON.stringify(answer).slice(0, 600);
  if (!step.refused) return tally.check(`${name} is done`, status === 200 && !answer.repeated, `${status} ${told}`);
  if (!tally.check(`${name} is refused`, status === 422, `${status} ${told}`)) return false;
  if (step.rule) tally.check(`${name} is refused by the rule ‘${step.rule}’ alone`, answer.refused.every((ground) => ground.rule === step.rule), told);
  // Each ground says what stands against it, and what would make it possible.
  tally.check(`${name}: each ground is said with what would make it possible`, answer.refused.every((ground) => ground.says && ground.possible), told);
  return tally.equal(`${name} is refused by`, clausesOf(answer.refused).join(" "), [...step.refused].sort().join(" "));
}

/** Says of every record that is to be carried back that it was: child by child, as the list has them. */
async function carryBack(base, step, name, tally) {
  const tried = new Set();
  for (;;) {
    const page = await twinOf(base, step.as, "/carry-back");
    const everybody = [...page.children.map((one) => ({ of: "child", id: one.child.id, ...one })), ...page.others];
    const child = everybody.toSorted(byName).find((of) => !tried.has(of.id) && of.notes.some((note) => !note.carried));
    if (!child) return undefined;
    tried.add(child.id);
    let done = true;
    for (const fact of child.notes.filter((note) => !note.carried).flatMap((note) => note.ids)) {
      const { status, answer } = await post(base, step.as, { record: "carried_back", [child.of]: child.id, fact });
      if (status !== 200 && done) tally.check(`${name}: ${child.called} is carried back`, (done = false), `${status} ${JSON.stringify(answer).slice(0, 300)}`);
    }
    if (done) tally.check(`${name}: ${child.called} is carried back`, true);
  }
}
