// Acts in the browser, by people: `node act.mjs http://127.0.0.1:8099 [http://127.0.0.1:8098]`
// The first address is of a server on which one can act; the second, where there is one, of another on which the allocation
// policy governs. It knows no child or worker beforehand. What it does stays on the record of the servers that it is given.
import { Tally, launch, look, shots, sizes, twin } from "./browser.mjs";

const base = (process.argv[2] ?? "http://127.0.0.1:8099").replace(/\/$/, "");
const governed = process.argv[3]?.replace(/\/$/, "");
const tally = new Tally();
const browser = await launch();

const said = async (page) => (await page.locator("body").innerText()).replace(/\s+/g, " ");

/** Says that whoever looks is that worker: found by the words of a name, chosen by the button. */
async function actAs(page, words, of) {
  await page.goto(`${base}/acting`);
  await page.getByLabel("Name or id").fill(words);
  await page.getByLabel("Name or id").press("Enter");
  const line = page.locator(".kw-people li").filter({ hasText: of ?? words }).first();
  await line.getByRole("button").click();
}

/** Says that whoever looks is the manager of that team. */
async function actAsManagerOf(page, team) {
  await page.locator("summary", { hasText: "Team manager" }).first().click();
  await page.locator("details[open] .kw-people li").filter({ hasText: team }).first().getByRole("button").click();
}

/** The team with the most children who need a worker, with its tray. */
async function neediest(page) {
  await page.goto(`${base}/authority`);
  const { page: area } = await twin(page);
  let most;
  for (const unit of area.units) {
    await page.goto(`${base}/service/${encodeURIComponent(unit.unit.id)}`);
    const { page: service } = await twin(page);
    for (const row of service.units.filter((row) => row.unit.kind === "team")) {
      if (!most || (row.without.value?.certain ?? 0) > most.without.value.certain) most = row;
    }
  }
  await page.goto(`${base}/team/${encodeURIComponent(most.unit.id)}?page=all`);
  const { page: tray } = await twin(page);
  const without = tray.lines.filter((line) => !["offered", "coming", "cannot_be_known"].includes(line.band));
  // Those of them who are born: an unborn child cannot be seen.
  const born = without.flatMap((line) => line.children).filter(({ child }) => !/^unborn/.test(child.age));
  const ids = born.map(({ child }) => child.id);
  return { unit: most.unit, children: [...new Set(ids)] };
}

/** Chooses somebody of the child's own team in the list of that name, and says who. */
async function chooseOwn(page, name) {
  const own = page.locator(`select[name=${name}] optgroup`).first().locator("option", { hasText: ", social worker" }).first();
  const worker = { id: await own.getAttribute("value"), name: (await own.innerText()).split(",")[0] };
  await page.locator(`select[name=${name}]`).selectOption(worker.id);
  return worker;
}

async function fillOffer(page, what) {
  const worker = await chooseOwn(page, "worker");
  await page.getByLabel("Lead", { exact: true }).check();
  await page.getByLabel("What is allocated?").fill(what);
  await page.getByLabel("What is to be done?").fill("See the child this week. 👧🏽");
  await page.getByLabel("How is that reviewed and supervised?").fill("הילדה — in supervision, <b>every</b> fortnight");
  return worker;
}

async function walk(size, nth, place, manager) {
  const context = await browser.newContext({ viewport: size.viewport, locale: "en-GB", timezoneId: "Europe/London" });
  const page = await context.newPage();
  const name = (what) => `${size.name} ${what}`;
  const [child, second] = place.children.slice(nth * 2, nth * 2 + 2).map((id) => `/child/${encodeURIComponent(id)}`);
  let worker;

  await tally.part(name("who acts"), async () => {
    await page.goto(base + child);
    tally.check(name("only looking is said"), (await said(page)).includes("Only looking"));
    tally.equal(name("who only looks is shown no act"), await page.locator("#acts").count(), 0);
    await page.getByRole("link", { name: "say who you are" }).click();
    await look(tally, page, name("30 say who you are"), /say who you are/i);
    tally.check(name("that nobody is checked is said"), (await said(page)).includes("Nobody is checked yet"));
    await actAsManagerOf(page, place.unit.name);
    tally.equal(name("choosing leads back"), decodeURIComponent(new URL(page.url()).pathname), decodeURIComponent(child));
    tally.check(name("who acts is in the header"), /Acting as .+, team manager of .+ · change/.test(await said(page)));
    const kept = (await context.cookies()).find((cookie) => cookie.name === "keyworker-acting");
    tally.check(name("the cookie is kept from scripts and other sites"), kept?.httpOnly && kept?.sameSite === "Strict");
    manager.name ??= /Acting as (.+), team manager/.exec(await said(page))[1];
    await look(tally, page, name("31 what can be done"), /\./);
    const { page: told } = await page.request.get(`${base}/api/v1${child}`).then((answer) => answer.json());
    const document = await page.request.get(`${base}/api/openapi.json`).then((answer) => answer.json());
    const bodies = document.paths["/api/v1/acts"].post.requestBody.content["application/json"].schema.oneOf;
    // Who is put on record is on no page yet.
    const acts = bodies.map((body) => body.properties).filter((of) => of.act && of.child && of.act.const !== "register");
    tally.check(name("the document has acts about a child"), acts.length > 12);
    tally.equal(name("the data has every act"), told.acts.groups.flatMap((group) => group.acts).length, acts.length);
  });

  await tally.part(name("offer"), async () => {
    await page.goto(base + child);
    await page.locator(".kw-acts").getByRole("link", { name: "Offer the child to a worker" }).click();
    await look(tally, page, name("32 offer"), /offer the child to a worker/i);
    await page.getByRole("button", { name: "Make the offer" }).click();
    await look(tally, page, name("33 offer with mistakes"), /offer the child to a worker/i);
    tally.equal(name("the summary of mistakes has the focus"), await page.evaluate(() => document.activeElement?.id), "problem");
    await page.locator(".govuk-error-summary a").first().click();
    tally.equal(name("a mistake leads to its field"), await page.evaluate(() => document.activeElement?.id), "field-worker");
    worker = await fillOffer(page, `Plan of ${size.name}`);
    await page.getByRole("button", { name: "Make the offer" }).click();
    tally.check(name("the offer is said to be recorded"), (await page.locator("#done").innerText()).includes(worker.name));
    tally.equal(name("what was recorded has the focus"), await page.evaluate(() => document.activeElement?.id), "done");
    const text = await page.locator("#record ~ ol").innerText();
    tally.check(name("what was typed comes out as typed"),
      text.includes("👧🏽") && text.includes("הילדה — in supervision, <b>every</b> fortnight"), text.slice(0, 400));
    await look(tally, page, name("34 offer recorded"), /./);
    const held = await page.locator("#involvements + table").innerText();
    tally.check(name("the offer stands among who has held the child"), /offered, not accepted/.test(held), held.slice(0, 300));
  });

  await tally.part(name("accepted by the other person"), async () => {
    tally.check(name("whoever made the offer cannot accept it, by clause"),
      /Accept the offer\s*Not now: Nobody can answer an offer.+AP-03/.test(await said(page)));
    await actAs(page, worker.name, worker.name);
    await page.goto(base + child);
    await page.locator("#involvements + table").getByRole("link", { name: /Accept the offer/ }).click();
    await look(tally, page, name("35 accept"), /accept the offer/i);
    // Enter anywhere in the form sends it.
    await page.getByLabel("Now", { exact: true }).focus();
    await page.keyboard.press("Enter");
    tally.check(name("accepted by keyboard"), (await page.locator("#done").innerText()).includes("Allocation accepted"));
    tally.check(name("the child has a worker"), !/needs a worker|no worker/i.test(await page.locator("h1").innerText()));
  });

  await tally.part(name("a draft"), async () => {
    await actAs(page, manager.name, manager.name);
    const oversight = `${base}${second}/act/oversee`;
    const worried = page.getByLabel("What are you worried about?");
    await page.goto(oversight);
    await worried.fill(`Half a sentence (${size.name})`);
    await page.locator("#draft-said", { hasText: "Kept as a draft" }).waitFor({ timeout: 15000 });
    await look(tally, page, name("32a draft kept by itself"), /record a management oversight/i);
    await page.reload();
    tally.equal(name("typed, kept by itself, reloaded, still there"), (await worried.inputValue()).trim(), `Half a sentence (${size.name})`);
    // What is typed last is kept as the page is left.
    await worried.fill(`A whole sentence (${size.name}).`);
    await page.goto(`${base}/today`);
    await page.waitForTimeout(300);
    await page.goto(oversight);
    tally.equal(name("left within the second, still there"), (await worried.inputValue()).trim(), `A whole sentence (${size.name}).`);
    await look(tally, page, name("32b draft found again"), /record a management oversight/i);
    await page.goto(`${base}/today`);
    await look(tally, page, name("32c today with a draft"), /today/i);
    const drafts = page.locator("section[aria-labelledby=drafts]");
    tally.check(name("today lists the draft"), (await drafts.innerText()).includes("Record a management oversight"));
    const kept = await drafts.getByRole("link", { name: /Record a management oversight/ }).count();
    await drafts.getByRole("link", { name: /Record a management oversight/ }).first().click();
    await page.getByRole("button", { name: "Throw it away" }).click();
    tally.equal(name("thrown away"), (await worried.inputValue()).trim(), "");
    await page.goto(`${base}/today`);
    tally.equal(name("today lists it no more"), await drafts.getByRole("link", { name: /Record a management oversight/ }).count(), kept - 1);
  });

  await tally.part(name("sent twice"), async () => {
    await actAs(page, manager.name, manager.name);
    const recorded = () => page.locator(".kw-record__what", { hasText: "Concern increased" }).count();
    await page.goto(base + second);
    const before = await recorded();
    // In a page of its own: of two submissions at once the browser drops one, and what drives the page may never find it again.
    const twice = await context.newPage();
    await twice.goto(`${base}${second}/record/concern_increased`);
    await twice.getByRole("button", { name: "Record" }).dblclick();
    await twice.waitForURL(/done=/, { timeout: 10000 }).catch(() => {});
    twice.close().catch(() => {});
    for (let tries = 0; tries < 20 && (await recorded()) === before; tries += 1) {
      await page.waitForTimeout(250);
      await page.goto(base + second);
    }
    tally.equal(name("done once"), await recorded(), before + 1);
  });

  await tally.part(name("a lost race"), async () => {
    const other = await context.newPage();
    for (const each of [page, other]) await each.goto(`${base}${second}/record/information_received`);
    await other.getByRole("button", { name: "Record" }).click();
    await other.close();
    await page.getByLabel("School", { exact: true }).or(page.locator("select[name=agency_kind]")).first()
      .evaluate((field) => field.tagName === "SELECT" ? (field.value = "school") : (field.checked = true));
    await page.getByRole("button", { name: "Record" }).click();
    await look(tally, page, name("36 already changed"), /already changed/i);
    const text = await said(page);
    tally.check(name("who was before is said, and what they did"),
      text.includes(`${manager.name} was before you`) && text.includes("Information received"), text.slice(0, 600));
    tally.equal(name("what was chosen is kept"), await page.locator("[name=agency_kind]").evaluateAll(
      (fields) => fields.find((field) => field.checked || field.tagName === "SELECT")?.value), "school");
    await page.getByRole("button", { name: "Go on with it" }).click();
    tally.check(name("gone on with"), await page.locator("#done").isVisible());
  });

  await tally.part(name("an oversight, its tasks and the duty board"), async () => {
    await page.goto(`${base}${second}/act/oversee`);
    await look(tally, page, name("41 oversight"), /record a management oversight/i);
    await page.getByLabel("What are you worried about?").fill("Late at school; nobody answers the door");
    await page.getByRole("button", { name: "Record the oversight" }).click();
    tally.check(name("a risk assessment of which only a part is said is refused by clause"),
      await page.locator('.govuk-error-summary a[href^="/clause/AS-04"]').count() > 0);
    tally.equal(name("what was typed is kept"),
      (await page.getByLabel("What are you worried about?").inputValue()).trim(), "Late at school; nobody answers the door");
    await page.getByLabel("Medium", { exact: true }).check();
    await page.getByLabel("What is needed until the next review?").fill("See the child at home");
    await page.getByLabel("What is to be done?").fill(`Ring the school (${size.name})`);
    await page.getByLabel("By which day?").first().fill("31/12/2030");
    await page.getByRole("button", { name: "Record the oversight" }).click();
    const made = await page.locator("#done").innerText();
    tally.check(name("what it says and what is to be done are recorded"), /Worries|Decision/.test(made) && /Ring the school/.test(made), made);
    tally.check(name("the task stands on the child's page"), (await page.locator("#tasks + .kw-thing").innerText()).includes("Ring the school"));
    await page.goto(`${base}/team/${encodeURIComponent(place.unit.id)}/duty`);
    await look(tally, page, name("42 duty board"), /duty board/i);
    await page.getByText("The next days, and who can be put on").click();
    // One of another day than today is not on the rota today: the form says the day.
    await page.locator("#rota ~ details a[href*='duty_rostered']").nth(nth).click();
    await page.getByRole("button", { name: "Record" }).click();
    await page.goto(`${base}/team/${encodeURIComponent(place.unit.id)}/duty`);
    tally.check(name("who is on duty today is said first"), !/Nobody is on the rota/.test(await said(page)));
    await page.goto(base + second);
    await page.locator("section[aria-labelledby=tasks]").getByRole("link", { name: /Record that it is done.*Ring the school/ }).first().click();
    await page.getByLabel("What came of it?").fill("The school rings back tomorrow");
    await look(tally, page, name("43 task done"), /a task was done/i);
    await page.getByRole("button", { name: "Record" }).click();
    await page.locator("summary", { hasText: /tasks? that ended/ }).click();
    tally.check(name("what came of it stands there"),
      (await page.locator("section[aria-labelledby=tasks]").innerText()).includes("The school rings back tomorrow"));
    await look(tally, page, name("44 child with tasks"), /./);
  });

  if (governed) await tally.part(name("refused by clause"), async () => {
    const list = await page.request.get(`${governed}/api/v1/children?state=open&kind=child-protection-plan`).then((answer) => answer.json());
    const onPlan = `/child/${encodeURIComponent(list.page.lines[nth].child.id)}`;
    const { page: { above } } = await page.request.get(`${governed}/api/v1${onPlan}`).then((answer) => answer.json());
    await page.goto(`${governed}/acting?from=${encodeURIComponent(onPlan)}`);
    await actAsManagerOf(page, above.at(-1).name);
    tally.check(name("the page says that it is refused"), /Close the case\s*Not now:.+AP-37/.test(await said(page)));
    const closing = `${new URL(page.url()).pathname}/act/close`;
    await page.goto(governed + closing);
    await page.getByLabel("On another day").check();
    await page.getByLabel(/^Day, such as/).fill("1/1/2030");
    await page.getByRole("button", { name: "Close the case" }).click();
    tally.check(name("a day to come is refused"), /after the present/.test(await said(page)));
    await page.getByLabel("Now", { exact: true }).check();
    await page.getByRole("button", { name: "Close the case" }).click();
    tally.check(name("now and a day besides is neither"), /one was written beside now/.test(await said(page)));
    tally.equal(name("and what was typed is kept"), await page.getByLabel(/^Day, such as/).inputValue(), "1/1/2030");
    await page.getByLabel(/^Day, such as/).fill("");
    await page.getByRole("button", { name: "Close the case" }).click();
    await look(tally, page, name("37 refused"), /close the case/i);
    tally.check(name("the clause is linked"), await page.locator('.govuk-error-summary a[href^="/clause/AP-37"]').count() > 0);
  });

  await tally.part(name("a worker"), async () => {
    await actAs(page, manager.name, manager.name);
    await page.goto(base + child);
    await page.locator("#involvements + table").getByRole("link", { name: worker.name, exact: true }).first().click();
    await look(tally, page, name("38 worker"), new RegExp(worker.name));
  });
  await context.close();
}

/** The same without script: a visit is recorded, a mistake is said, and what was typed is kept. */
async function walkWithoutScript(size, child, manager) {
  const context = await browser.newContext({ viewport: size.viewport, javaScriptEnabled: false });
  const page = await context.newPage();
  const name = (what) => `${size.name} without script: ${what}`;
  await tally.part(name("acts"), async () => {
    await actAs(page, manager.name, manager.name);
    await page.goto(base + child);
    await page.getByText("Record something").click();
    await page.getByRole("link", { name: "A visit to the child" }).click();
    await page.getByLabel("On another day").check();
    await page.getByLabel(/^Day, such as/).fill("31/2/2026");
    await page.getByRole("button", { name: "Record" }).click();
    const text = await said(page);
    tally.check(name("both mistakes are said"), /Choose at least one/.test(text) && /no such day/.test(text), text.slice(0, 500));
    tally.equal(name("what was typed is kept"), await page.getByLabel(/^Day, such as/).inputValue(), "31/2/2026");
    // What was sent in vain is kept as a draft; so is what the button keeps.
    await page.goto(page.url());
    tally.equal(name("sent in vain, opened again, still there"), await page.getByLabel(/^Day, such as/).inputValue(), "31/2/2026");
    await page.getByLabel("Seen", { exact: true }).check();
    await page.getByLabel("Bedroom seen").check();
    await page.getByRole("button", { name: "Keep as a draft" }).click();
    tally.check(name("the draft is filled in"), await page.getByLabel("Bedroom seen").isChecked());
    tally.check(name("and said to be kept"), /You kept a draft of this on/.test(await said(page)));
    await page.getByLabel("Now", { exact: true }).check();
    await page.getByLabel(/^Day, such as/).fill("");
    await page.getByRole("button", { name: "Record" }).click();
    tally.check(name("recorded"), /Visit: seen, bedroom seen/.test(await page.locator("#done").innerText()));
  });
  await context.close();
}

const first = await browser.newContext();
const place = await neediest(await first.newPage());
await first.close();
const manager = {};
for (const [nth, size] of sizes.entries()) {
  await walk(size, nth, place, manager);
  await walkWithoutScript(size, `/child/${encodeURIComponent(place.children[nth * 2 + 1])}`, manager);
}
await browser.close();
console.log(`${tally.passed} passed, ${tally.failed} failed; pictures in ${shots}`);
process.exitCode = tally.failed === 0 ? 0 : 1;
