// Two managers at once, in two browsers without JavaScript: one succeeds, the other is told what changed and keeps the text.
import { launch } from "../browser.mjs";
import { byApi } from "./api.mjs";
import { act, given, part, received, record, worker } from "./days.mjs";
import { childPath, idOf, twinOf } from "./keyworker.mjs";

const AT = "2026-03-18T12:00";

/** What is so before: two siblings of whom an assessment is needed, and workers who may take them. */
const before = [
  ...given,
  ...received("amy", "ben", "08:00"),
  ...["amy", "ben"].map((child) => record("mina", child, "need_identified", {}, { at: "08:05" })),
  ...received("cleo", "dan", "08:00"),
  ...["cleo", "dan"].flatMap((child) => [
    record("mina", child, "need_identified", {}, { at: "08:05" }),
    record("mina", child, "status_started", { status: "child in need" }, { at: "08:10" }),
  ]),
  record("sal", "lena", "supervision_named", { supervisor: worker("tariq") }, { at: "08:20" }),
  record("sal", "lena", "experience_confirmed", {}, { at: "08:20" }),
  // A full load is five points, which is what one child in need weighs.
  record("sal", "lena", "workload_adjusted", { percent: "95" }, { at: "08:25" }),
  ...["kim", "dev"].flatMap((name) => [
    record("mina", name, "supervision_named", { supervisor: worker("mina") }, { at: "08:20" }),
    record("mina", name, "experience_confirmed", {}, { at: "08:20" }),
  ]),
];

const TERMS = { what: "Alles – 全部 – הכל", actions: "See Amy <b>today</b> 👧🏽\nand ring Nan", review: "In supervision, “weekly”" };
const LABELS = { what: "What is allocated?", actions: "What is to be done?", review: "How is that reviewed and supervised?" };

async function manager(browser, base, name) {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB", timezoneId: "Europe/London" });
  await context.addCookies([{ name: "keyworker-acting", value: encodeURIComponent(idOf.worker(name)), url: base, httpOnly: true, sameSite: "Strict" }]);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return page;
}

/** Opens the form of an offer, and types it. */
async function typed(page, base, child, to, more = {}) {
  await page.goto(`${base}${childPath(child)}/act/offer`);
  await page.getByLabel("Who is asked to take the child?").selectOption(idOf.worker(to));
  await page.getByLabel("Lead", { exact: true }).check();
  for (const [field, words] of Object.entries({ ...TERMS, ...more })) await page.getByLabel(LABELS[field]).fill(words);
}

const send = (page) => page.getByRole("button", { name: "Make the offer" }).click();
const heading = async (page) => (await page.locator("h1").innerText()).replace(/\s+/g, " ");

async function keeps(tally, page, what, to) {
  for (const [field, words] of Object.entries(TERMS)) tally.equal(`${what}: ${field} is kept`, await page.getByLabel(LABELS[field]).inputValue(), words);
  tally.equal(`${what}: who was chosen is kept`, await page.getByLabel("Who is asked to take the child?").inputValue(), idOf.worker(to));
  tally.check(`${what}: the part is kept`, await page.getByLabel("Lead", { exact: true }).isChecked());
}

export async function race(tally, begin) {
  const { base, stop } = await begin(AT);
  const browser = await launch();
  try {
    const way = byApi(tally);
    for (const step of before) await way.step(base, step, { now: AT }, `two at once, before: ${step.record ?? step.act} ${step.of}`);
    const [first, second] = [await manager(browser, base, "mina"), await manager(browser, base, "sal")];

    await tally.part("two at once: one child", async () => {
      await typed(first, base, "amy", "kim");
      await typed(second, base, "amy", "dev");
      await send(first);
      tally.check("two at once: the first is done", await first.locator("#done").count() === 1, await heading(first));
      await send(second);
      const told = (await second.locator("main").innerText()).replace(/\s+/g, " ");
      tally.check("two at once: the second is told that it changed", (await heading(second)).startsWith("Already changed"), await heading(second));
      tally.check("two at once: the second is told by whom, and what", told.includes("Mina Rose was before you") && /[Oo]ffered.*Kim Wren|Kim Wren.*offered/.test(told), told.slice(0, 600));
      await keeps(tally, second, "two at once", "dev");
      let page = await twinOf(base, "mina", childPath("amy"));
      tally.equal("two at once: one offer stands", page.involvements.filter((one) => !one.until).length, 1);
      // Whoever goes on is refused by the clause, and still keeps the text.
      await second.getByRole("button", { name: "Go on with it" }).click();
      tally.check("two at once: gone on with, it is refused by clause", await second.locator(".govuk-error-summary a[href^='/clause/AP-09']").count() > 0, await heading(second));
      await keeps(tally, second, "two at once, refused", "dev");
      page = await twinOf(base, "mina", childPath("amy"));
      tally.equal("two at once: still one offer stands", page.involvements.filter((one) => !one.until).length, 1);
    });

    // Both at the same instant: one of them, and only one, is done.
    await tally.part("two at once: both press", async () => {
      await typed(first, base, "ben", "kim");
      await typed(second, base, "ben", "dev");
      await Promise.all([send(first), send(second)]);
      const done = [await first.locator("#done").count(), await second.locator("#done").count()];
      tally.equal("two at once, both press: one is done", done[0] + done[1], 1);
      const other = done[0] ? second : first;
      tally.check("two at once, both press: the other is told that it changed", (await heading(other)).startsWith("Already changed"), await heading(other));
      await keeps(tally, other, "two at once, both press", done[0] ? "dev" : "kim");
    });

    // One worker's last space, two children: the worker's whole load is one child, and the council's policy makes that a limit.
    await tally.part("two at once: one worker's last space", async () => {
      await typed(first, base, "cleo", "lena");
      await typed(second, base, "dan", "lena");
      await send(first);
      tally.check("last space: the first is done", await first.locator("#done").count() === 1, await heading(first));
      await way.step(base, act("lena", "cleo", "accept", { involvement: part("lena") }), { now: AT }, "last space: Lena accepts");
      await send(second);
      const told = (await second.locator("main").innerText()).replace(/\s+/g, " ");
      tally.check("last space: nothing is done for the second", await second.locator("#done").count() === 0, await heading(second));
      tally.check("last space: the second is told that it is filled, by clause", /Lena Ash/.test(told) && /COM-04/.test(told), told.slice(0, 500));
      await keeps(tally, second, "last space", "lena");
      const page = await twinOf(base, "mina", childPath("dan"));
      tally.equal("last space: no offer stands for the second", page.involvements.filter((one) => !one.until).length, 0);
    });
  } finally {
    await browser.close();
    await stop();
  }
}
