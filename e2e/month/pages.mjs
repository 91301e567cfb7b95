// The month as people walk it: in Chromium without JavaScript, from page to form to page; each of them is then looked at with it.
import { launch, look } from "../browser.mjs";
import { aboutPath, alsoOf, byName, choicesOf, formPath, idOf, isChild, isNew, kindOf, lineOf, register, twinOf } from "./keyworker.mjs";
import { children, units, workers } from "./place.mjs";

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

/** Where somebody goes first to put somebody on record, and the link that is there. */
const NEW = {
  child: (step) => ({ path: `/team/${encodeURIComponent(idOf.unit(step.says.team.unit))}`, link: "Put a child on record" }),
  worker: () => ({ path: "/authority", link: "Put a worker on record" }),
  carer: () => ({ path: "/carers", link: "Put a carer on record" }),
};

class Pages {
  name = "pages";
  /** Looks that are still to be done: one at a time, beside the walk. */
  looking = Promise.resolve();
  /** Styles and scripts, by their addresses. */
  assets = new Map();
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
    if (this.later) {
      await this.page.goto(this.later.url);
      this.scan({ ...this.later, html: await this.page.content() });
    }
    this.later = undefined;
    this.acting = undefined;
    await Promise.all(this.assets.values());
  }

  async close() {
    await this.looking;
    await this.browser.close();
  }

  /** Every page has one first heading and does not scroll sideways; at the width of a small phone, axe and the rest of a look once
   * for each kind of page. */
  async look(kind, { later } = {}) {
    const { page, tally } = this;
    const wide = page.viewportSize();
    // A page that is still replacing the one before has no root yet: nothing of it can be measured.
    await page.waitForSelector("body");
    await page.waitForLoadState();
    const told = await page.evaluate(() => ({ headings: document.querySelectorAll("h1").length, over: document.documentElement.scrollWidth - document.documentElement.clientWidth }));
    tally.equal(`${this.walked}: one first heading`, told.headings, 1);
    tally.check(`${this.walked}: no sideways scrolling at ${wide.width}`, told.over <= 0, page.url());
    const url = page.url().split("#")[0];
    if (later && !this.every) this.later = { kind, url };
    else if (this.every || !this.seen.has(kind)) {
      this.seen.add(kind);
      // A look has the small phone's width too.
      this.scan({ kind, html: await page.content(), url });
    }
  }

  /** Looks with JavaScript at a page that was met without it: later, and whether or not its server still runs. */
  scan({ kind, html, url }) {
    const fetched = this.fetchAssets(html);
    this.looking = this.looking.then(() => this.tally.part(`${kind}: looked at`, async () => {
      await fetched;
      this.shown = { url, html };
      await this.eyes.goto(url);
      await look(this.tally, this.eyes, kind, /./);
    }));
  }

  /** Fetches the styles and scripts of a page that were not fetched yet. */
  fetchAssets(html) {
    const paths = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
    const fetched = async (path) => {
      const answer = await this.plain.request.get(this.base + path);
      return { body: await answer.body(), contentType: answer.headers()["content-type"] };
    };
    for (const path of paths) if (!this.assets.has(path)) this.assets.set(path, fetched(path));
    return Promise.all(paths.map((path) => this.assets.get(path)));
  }

  /** What the looking page is given: the page as it was met, and what belongs to it. */
  async give(route) {
    const url = route.request().url().split("#")[0];
    if (url === this.shown.url) return route.fulfill({ body: this.shown.html, contentType: "text/html; charset=utf-8" });
    const asset = await this.assets.get(new URL(url).pathname);
    return asset ? route.fulfill(asset) : route.abort();
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
      await page.locator("main").getByRole("link", { name: NEW[kindOf(step.of)](step).link, exact: true }).first().click();
      const { pathname, search } = new URL(page.url());
      this.tally.equal(`${this.walked}: the link leads to the form`, pathname, formPath(step));
      return twinOf(this.base, step.as, pathname + search);
    }
    if (step.chosen) return this.choose(step);
    const kind = step.act ?? step.record;
    if (!this.titles.has(kind)) this.titles.set(kind, (await twinOf(this.base, step.as, formPath(step))).title);
    const title = this.titles.get(kind);
    const ofChild = isChild(step.of);
    const more = page.locator(".kw-acts__records > summary");
    if (!step.act && ofChild && await more.count() > 0) await more.click();
    const { line } = step.says.replaces ?? {};
    // A record is taken back from where it stands.
    const link = line ? page.locator(`main a[href="${(await lineOf(this.base, step, line)).take_back}"]`)
      : page.locator(ofChild ? ".kw-acts" : "main").getByRole("link", { name: step.via?.link ?? title, exact: true }).first();
    if (await link.count() > 0) await link.click();
    else {
      if (!step.refused) this.tally.check(`${this.walked}: the page leads to the form`, false, title);
      await page.goto(this.base + formPath(step));
    }
    // What the link has filled in is filled in: the form is read where it led.
    const { pathname, search } = new URL(page.url());
    return twinOf(this.base, step.as, pathname + search);
  }

  /** On the tray of a team several children are chosen, and what is done for them: to the form that is for all of them. */
  async choose(step) {
    const { page, tally, walked } = this;
    const also = alsoOf(step).map(([other]) => idOf.child(other));
    for (const id of [idOf.child(step.of), ...also]) await page.locator(`input[name=child][value="${id}"]`).check();
    await page.getByLabel("For the children chosen above").selectOption(step.act ? `act/${step.act}` : `record/${step.record}`);
    await page.locator("#several").getByRole("button", { name: "Go on" }).click();
    const { pathname, search } = new URL(page.url());
    tally.equal(`${walked}: the choice leads to the form, of the first of them`, decodeURIComponent(pathname), decodeURIComponent(formPath(step)));
    const form = await twinOf(this.base, step.as, pathname + search);
    const chosen = choicesOf(form.fields.find((field) => field.name === "also").input).filter((choice) => choice.chosen).map((choice) => choice.value);
    tally.equal(`${walked}: the form is for the others too`, said(chosen.sort()), said(also.sort()));
    return form;
  }

  /** Keeps what was typed as a draft, goes away, finds it on the page Today, and goes on with it. */
  async keepDraft(step, form, kept) {
    const { page, tally, walked } = this;
    await page.getByRole("button", { name: "Keep as a draft", exact: true }).click();
    await page.goto(`${this.base}/today`);
    const drafts = this.draftsOf(form);
    tally.equal(`${walked}: the draft is found on Today`, await drafts.count(), 1);
    await this.look("month today with a draft");
    await drafts.click();
    for (const still of kept) tally.check(`${walked}: what was typed is in the draft`, await still());
  }

  /** The link that Today has to a draft of that form. */
  draftsOf(form) {
    return this.page.locator(`section[aria-labelledby=drafts] a[href^="${form.path}"]`);
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
        const words = one?.task ?? one?.issue ?? (one?.part && workers[one.part].name);
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
    const typed = input.by === "date" ? written(value) : String(formValue(value));
    await control.fill(typed);
    // A child whose id was typed stands there by name after a refusal.
    return [async () => (await this.page.locator(`#the-form [name="${name}"]`).inputValue()) === typed];
  }

  async step(base, step, day, name) {
    this.walked = name;
    if (step.carry) return this.carryBack(step);
    const { page, tally } = this;
    const shown = `month ${step.act ?? step.record}`;
    const from = step.chosen ? `/team/${encodeURIComponent(idOf.unit(step.chosen))}` : aboutPath(step.of) + (step.via?.page ?? "");
    await this.actAs(step.as, isNew(step) ? NEW[kindOf(step.of)](step).path : from);
    let form = await this.open(step);
    // What was refused before is kept as a draft: this is another go.
    const draft = page.getByRole("button", { name: "Throw it away", exact: true });
    if (await draft.count() > 0) {
      await draft.click();
      const { pathname, search } = new URL(page.url());
      form = await twinOf(this.base, step.as, pathname + search);
    }
    const kept = [];
    for (const [field, value] of Object.entries(step.says)) kept.push(...await this.fill(form, field, value));
    const also = alsoOf(step);
    if (also.length > 0 && !step.chosen) await this.fill(form, "also", also.map(([other]) => ({ child: other })));
    if (step.at || step.on) {
      await page.getByLabel("On another day", { exact: true }).check();
      const typed = written(step.on ?? day.now.slice(0, 10));
      await page.getByLabel("Day, such as 15/4/2026").fill(typed);
      kept.push(async () => (await page.getByLabel("Day, such as 15/4/2026").inputValue()) === typed);
      if (step.at) await page.getByLabel("Time, such as 16:00, if known").fill(step.at);
    }
    if (!step.refused) await this.look(`${shown} form`);
    if (step.draft) await this.keepDraft(step, form, kept);
    await page.getByRole("button", { name: form.button, exact: true }).click();
    // A long page comes in parts.
    await page.waitForLoadState("load");
    const problem = page.locator(".govuk-error-summary");
    const refused = [...(step.refused ?? []), ...also.flatMap(([, clauses]) => clauses ?? [])];
    const partly = !step.refused && also.some(([, clauses]) => clauses);
    if (!step.refused && !partly) {
      const done = await page.locator("#done").count() > 0;
      tally.check(`${name} is done`, done, done ? "" : (await page.locator("main").innerText()).slice(0, 400));
      const others = also.length === 1 ? "one other child" : `${also.length} other children`;
      if (done && also.length > 0) tally.check(`${name}: for how many others is said`, (await page.locator("#done").innerText()).includes(`The same for ${others}`));
      if (done && isNew(step)) register(step.of, decodeURIComponent(new URL(page.url()).pathname.split("/")[2]));
      if (step.draft) {
        await page.goto(`${this.base}/today`);
        return tally.equal(`${name}: the draft is gone`, await this.draftsOf(form).count(), 0);
      }
      return this.look(`month ${day.now.slice(0, 10)} ${kindOf(step.of)}`, { later: isChild(step.of) });
    }
    const told = await problem.count() > 0;
    tally.check(`${name} is refused`, told, page.url());
    if (!told) return undefined;
    const links = await problem.locator("a[href^='/clause/']").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    const clauses = [...new Set(links.map((href) => /\/clause\/([A-Z]+-\d+)/.exec(href)[1]))].sort();
    tally.equal(`${name} is refused by`, clauses.join(" "), [...new Set(refused)].sort().join(" "));
    if (partly) {
      // It is said for whom it was done and for whom it was not; the form is now for those.
      const words = (await problem.innerText()).replace(/\s+/g, " ");
      const failed = also.filter(([, not]) => not).map(([other]) => children[other].given);
      const done = [step.of, ...also.filter(([, not]) => !not).map(([other]) => other)].map((other) => children[other].given);
      for (const one of done) tally.check(`${name}: for whom it was done is said`, new RegExp(`Recorded for [^.]*\\b${one}\\b`).test(words), words);
      for (const other of failed) tally.check(`${name}: for whom it was not done is said`, words.includes(`Not recorded for ${other}`), words);
      const about = decodeURIComponent(new URL(page.url()).pathname.split("/")[2]);
      const action = await page.locator("form.kw-form").getAttribute("action");
      tally.equal(`${name}: the form is for whom it was not done`, decodeURIComponent(action.split("/")[2]), idOf.child(also.find(([, not]) => not)[0]), about);
    }
    for (const still of kept) tally.check(`${name}: what was written is still there`, await still());
    return this.look(`month ${step.act ? "an act" : "a record"} refused${partly ? " in part" : ""}`);
  }

  /** Presses, for each child of the list, that all of it was carried back. */
  async carryBack(step) {
    const { page, tally, base, walked } = this;
    await this.actAs(step.as, "/carry-back");
    await this.look("month to carry back");
    const tried = new Set();
    for (;;) {
      const listed = async () => {
        const { children, others } = await twinOf(base, step.as, "/carry-back");
        return [...children.map((one) => ({ id: one.child.id, ...one })), ...others];
      };
      const child = (await listed()).toSorted(byName).find((of) => !tried.has(of.id) && of.notes.some((note) => !note.carried));
      if (!child) break;
      tried.add(child.id);
      const notes = await page.locator("section", { has: page.getByRole("link", { name: child.called, exact: true }) }).locator(".kw-note__text").allTextContents();
      tally.equal(`${walked}: each record of ${child.called} is a note to copy`, said(notes), said(child.notes.map((note) => note.text)));
      await page.getByRole("button", { name: `Carried back for ${child.called}`, exact: true }).click();
      await page.waitForLoadState("load");
      const after = (await listed()).find((of) => of.id === child.id);
      tally.check(`${walked}: ${child.called} is carried back`, !after, (await page.locator("[role=status]").allInnerTexts()).join(" "));
    }
    await this.look("month all carried back");
  }
}

const isGroup = (field) => ["radios", "checkboxes", "when"].includes(field.input.by);
const wordsOf = (value) => value?.task ?? value?.line ?? (value?.part && workers[value.part].name) ?? (value?.worker && workers[value.worker].name) ?? (value?.unit && units[value.unit].name);

export async function byPages(tally, every) {
  const browser = await launch();
  const plain = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false, locale: "en-GB", timezoneId: "Europe/London" });
  const withScript = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", timezoneId: "Europe/London" });
  const page = await plain.newPage();
  page.setDefaultTimeout(10_000);
  const eyes = await withScript.newPage();
  // Pictures of so many pages take as long as all the rest: with `--look all`.
  if (!every) eyes.screenshot = async () => undefined;
  const pages = new Pages(tally, every, browser, plain, page, eyes);
  await eyes.route("**/*", (route) => pages.give(route));
  return pages;
}
