// The month as people walk it: in Chromium without JavaScript, from page to form to page; each of them is then looked at with it.
import { launch, look } from "../browser.mjs";
import { aboutPath, choicesOf, formPath, idOf, isNew, isWorker, register, twinOf } from "./keyworker.mjs";
import { units, workers } from "./place.mjs";

const said = (value) => JSON.stringify(value);

/** A day as people write it. */
const written = (day) => day.split("-").reverse().map(Number).join("/");

/** The value of a field as a form has it. */
function formValue(value) {
  if (value === true) return "yes";
  if (value === false) return "no";
  if (value?.worker) return idOf.worker(value.worker);
  if (value?.unit) return idOf.unit(value.unit);
  if (value?.child) return idOf.child(value.child);
  return value;
}

const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

class Pages {
  name = "pages";
  /** Looks that are still to be done: one at a time, beside the walk. */
  looking = Promise.resolve();
  /** The kinds of page that were looked at. */
  seen = new Set();
  /** The last child's page of a day: looked at when the day ends. */
  later;
  acting;
  /** Who has said who they are, with the cookie that they keep. */
  known = new Map();
  /** What the forms are called. */
  titles = new Map();

  constructor(tally, every, browser, plain, page, eyes) {
    Object.assign(this, { tally, every, browser, plain, page, eyes });
  }

  begin(base) {
    this.base = base;
    this.acting = undefined;
  }

  async end() {
    if (this.later) this.scan(this.later);
    this.later = undefined;
    await this.looking;
  }

  async close() {
    await this.looking;
    await this.browser.close();
  }

  /** Every page has one first heading and does not scroll sideways; axe and the rest of a look once for each kind of page. */
  async look(kind, { later } = {}) {
    const { page, tally } = this;
    const wide = page.viewportSize();
    tally.equal(`${this.walked}: one first heading`, await page.locator("h1").count(), 1);
    for (const width of [wide.width, 320]) {
      await page.setViewportSize({ width, height: wide.height });
      tally.check(`${this.walked}: no sideways scrolling at ${width}`, (await page.evaluate(overflow)) <= 0, page.url());
    }
    await page.setViewportSize(wide);
    if (!later && (this.seen.has(kind) && !this.every)) return;
    this.seen.add(kind);
    const shown = { kind, html: await page.content(), url: page.url().split("#")[0] };
    if (later && !this.every) this.later = shown;
    else this.scan(shown);
  }

  /** Looks with JavaScript at a page that was met without it. */
  scan({ kind, html, url }) {
    this.looking = this.looking.then(() => this.tally.part(`${kind}: looked at`, async () => {
      await this.eyes.route(url, (route) => route.fulfill({ body: html, contentType: "text/html; charset=utf-8" }));
      await this.eyes.goto(url);
      await look(this.tally, this.eyes, kind, /./);
      await this.eyes.unroute(url);
    }));
  }

  /** Says who acts, by the page for that, and is led to whom the step is about. Whoever said so before has the cookie still. */
  async actAs(who, path) {
    const { page, base } = this;
    if (this.known.has(who)) {
      if (this.acting !== who) await this.plain.addCookies([this.known.get(who)]);
      const there = new URL(page.url()).pathname === path && page.url().startsWith(base) && this.acting === who;
      if (!there) await page.goto(base + path);
    } else {
      await page.goto(`${base}/acting?from=${encodeURIComponent(path)}`);
      if (!this.seen.has("acting")) await this.look("acting");
      const main = page.locator("main");
      await main.getByLabel("Name or id").fill(workers[who].name);
      await main.getByRole("button", { name: "Search" }).click();
      await page.locator(".kw-people").getByRole("button", { name: workers[who].name, exact: true }).first().click();
      this.known.set(who, (await this.plain.cookies()).find((cookie) => cookie.name === "keyworker-acting"));
    }
    this.acting = who;
  }

  /** From the page of whom it is about to the form, by its link; by its address where the page says that it cannot be done now. */
  async open(step) {
    const { page } = this;
    if (isNew(step)) {
      await page.goto(this.base + formPath(step));
      return twinOf(this.base, step.as, formPath(step));
    }
    const kind = step.act ?? step.record;
    if (!this.titles.has(kind)) this.titles.set(kind, (await twinOf(this.base, step.as, formPath(step))).title);
    const title = this.titles.get(kind);
    const ofWorker = isWorker(step.of);
    const more = page.locator(".kw-acts__records > summary");
    if (!step.act && !ofWorker && await more.count() > 0) await more.click();
    const link = page.locator(ofWorker ? "main" : ".kw-acts").getByRole("link", { name: title, exact: true }).first();
    if (await link.count() > 0) await link.click();
    else {
      if (!step.refused) this.tally.check(`${this.walked}: the page leads to the form`, false, title);
      await page.goto(this.base + formPath(step));
    }
    // What the link has filled in is filled in: the form is read where it led.
    const { pathname, search } = new URL(page.url());
    return twinOf(this.base, step.as, pathname + search);
  }

  /** The control of a field, found by its label; of several that are labelled alike, the one in its place. */
  control(form, field) {
    const label = `${field.label}${field.optional ? " (optional)" : ""}`;
    const alike = form.fields.filter((one) => one.label === field.label && Boolean(one.optional) === Boolean(field.optional) && isGroup(one) === isGroup(field));
    const place = alike.findIndex((one) => one.name === field.name);
    const found = isGroup(field) ? this.page.getByRole("group", { name: label, exact: true }) : this.page.getByLabel(label, { exact: true });
    return found.nth(place);
  }

  /** Fills a field as a person would, and says how to see later that it is still filled so. */
  async fill(form, name, value) {
    const field = form.fields.find((one) => one.name === name);
    if (!field) throw new Error(`the form has no field ‘${name}’`);
    const { input } = field;
    if (input.by === "fixed") {
      this.tally.check(`${this.walked}: ${name} is filled in`, input.says.includes(wordsOf(value) ?? "") , said(input));
      return [];
    }
    const control = this.control(form, field);
    if (["select", "radios", "checkboxes"].includes(input.by)) {
      const all = choicesOf(input);
      const chosen = (Array.isArray(value) ? value : [value]).map((one) => {
        const words = one?.task ?? (one?.part && workers[one.part].name);
        const fits = all.filter((choice) => (words ? choice.label.includes(words) : choice.value === formValue(one)));
        if (fits.length !== 1) throw new Error(`${fits.length} choices are ${said(one)} under ‘${field.label}’: ${said(all.map((choice) => choice.label)).slice(0, 300)}`);
        return fits[0];
      });
      if (input.by === "select") {
        await control.selectOption({ label: chosen[0].label });
        return [async () => (await control.inputValue()) === chosen[0].value];
      }
      const boxes = chosen.map((choice) => control.getByLabel(choice.label, { exact: true }));
      for (const box of boxes) await box.check();
      return boxes.map((box) => () => box.isChecked());
    }
    const typed = input.by === "date" ? written(value) : String(value);
    await control.fill(typed);
    return [async () => (await control.inputValue()) === typed];
  }

  async step(base, step, day, name) {
    const { page, tally } = this;
    this.walked = name;
    const shown = `month ${step.act ?? step.record}`;
    await this.actAs(step.as, isNew(step) ? "/authority" : aboutPath(step.of));
    const form = await this.open(step);
    const kept = [];
    for (const [field, value] of Object.entries(step.says)) kept.push(...await this.fill(form, field, value));
    if (step.at || step.on) {
      await page.getByLabel("On another day", { exact: true }).check();
      const typed = written(step.on ?? day.now.slice(0, 10));
      await page.getByLabel("Day, such as 15/4/2026").fill(typed);
      kept.push(async () => (await page.getByLabel("Day, such as 15/4/2026").inputValue()) === typed);
      if (step.at) await page.getByLabel("Time, such as 16:00, if known").fill(step.at);
    }
    if (!step.refused) await this.look(`${shown} form`);
    const button = page.getByRole("button", { name: form.button, exact: true });
    await button.click();
    const problem = page.locator(".govuk-error-summary");
    if (step.meanwhile && await problem.count() > 0) {
      tally.check(`${name} is done`, false, `${(await problem.innerText()).slice(0, 300)}; ${step.meanwhile} does it, so that the month goes on`);
      return this.step(base, { ...step, as: step.meanwhile, meanwhile: undefined }, day, name);
    }
    if (!step.refused) {
      const done = await page.locator("#done").count() > 0;
      tally.check(`${name} is done`, done, done ? "" : (await page.locator("main").innerText()).slice(0, 400));
      if (done && isNew(step)) register(step.of, decodeURIComponent(new URL(page.url()).pathname.split("/")[2]));
      return isWorker(step.of) ? this.look(`${shown} done`) : this.look(`month ${day.now.slice(0, 10)} child`, { later: true });
    }
    const refused = await problem.count() > 0;
    tally.check(`${name} is refused`, refused, page.url());
    if (!refused) return undefined;
    const links = await problem.locator("a[href^='/clause/']").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    const clauses = [...new Set(links.map((href) => /\/clause\/([A-Z]+-\d+)/.exec(href)[1]))].sort();
    tally.equal(`${name} is refused by`, clauses.join(" "), [...step.refused].sort().join(" "));
    for (const still of kept) tally.check(`${name}: what was written is still there`, await still());
    return this.look(`${shown} refused`);
  }
}

const isGroup = (field) => ["radios", "checkboxes", "when"].includes(field.input.by);
const wordsOf = (value) => value?.task ?? (value?.part && workers[value.part].name) ?? (value?.worker && workers[value.worker].name) ?? (value?.unit && units[value.unit].name);

export async function byPages(tally, every) {
  const browser = await launch();
  const plain = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false, locale: "en-GB", timezoneId: "Europe/London" });
  const withScript = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", timezoneId: "Europe/London" });
  const page = await plain.newPage();
  page.setDefaultTimeout(10_000);
  const eyes = await withScript.newPage();
  return new Pages(tally, every, browser, plain, page, eyes);
}
