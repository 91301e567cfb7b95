// The month as programs walk it: each step sent to the API.
import { send, valueOf } from "./keyworker.mjs";

export const nameOf = (day, step) => `${day.now.slice(0, 10)} ${step.as} ${step.act ?? step.record} ${step.of}`;

export const clausesOf = (grounds) => [...new Set(grounds.flatMap((ground) => ground.clauses))].sort();

export const byApi = (tally) => ({
  name: "api",
  async step(base, step, day, name) {
    const date = day.now.slice(0, 10);
    const members = {};
    for (const [field, said] of Object.entries(step.says)) members[field] = await valueOf(base, step, field, said);
    let { status, answer } = await send(base, step, date, members);
    if (step.meanwhile && status === 422) {
      tally.check(`${name} is done`, false, `${JSON.stringify(answer).slice(0, 400)}; ${step.meanwhile} does it, so that the month goes on`);
      ({ status, answer } = await send(base, { ...step, as: step.meanwhile }, date, members));
    }
    const told = JSON.stringify(answer).slice(0, 600);
    if (!step.refused) return tally.check(`${name} is done`, status === 200 && !answer.repeated, `${status} ${told}`);
    if (!tally.check(`${name} is refused`, status === 422, `${status} ${told}`)) return false;
    // Each ground says what stands against it, and what would make it possible.
    tally.check(`${name}: each ground is said with what would make it possible`, answer.refused.every((ground) => ground.says && ground.possible), told);
    return tally.equal(`${name} is refused by`, clausesOf(answer.refused).join(" "), [...step.refused].sort().join(" "));
  },
});
