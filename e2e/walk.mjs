// Walks every page as its reader would, on a desk and on a phone: `node walk.mjs http://127.0.0.1:8099`
// It knows no child, team or figure beforehand: it follows links and holds each figure against what it leads to.
import { Tally, launch, leadingNumber, look, shots, sizes, skipLink, twin } from "./browser.mjs";

const base = (process.argv[2] ?? "http://127.0.0.1:8099").replace(/\/$/, "");
const tally = new Tally();
const browser = await launch();

/** Follows each link in turn and holds its number against the length of the list that it leads to. */
async function figuresAgree(page, name, links) {
  const from = page.url();
  const figures = [];
  for (const link of await links.all()) {
    figures.push({ says: leadingNumber(await link.innerText()), href: await link.getAttribute("href") });
  }
  tally.check(`${name}: there are figures to follow`, figures.length > 0);
  for (const { says, href } of figures) {
    await page.goto(new URL(href, from).href);
    const { page: list } = await twin(page);
    tally.equal(`${name}: the figure of ${href}`, list.paging?.lines, says);
    const rows = await page.locator("main table tbody tr").count();
    tally.check(`${name}: ${href} lists its children`, says === 0 ? rows === 0 : rows === list.lines.length);
  }
  await page.goto(from);
}

async function openWhy(page, name) {
  const duty = page.locator("details.kw-duty").first();
  await duty.locator("summary").click();
  const why = duty.locator(".kw-why");
  tally.check(`${name}: a duty opens into why`, await why.isVisible());
  const said = await why.innerText();
  tally.check(`${name}: why has its clause`, /[A-Z]{2,4}-\d\d/.test(said), said);
  return duty;
}

async function walkWithEverything(size) {
  const context = await browser.newContext({ viewport: size.viewport, locale: "en-GB", timezoneId: "Europe/London" });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  const name = (what) => `${size.name} ${what}`;
  let team;

  await tally.part(name("authority"), async () => {
    const response = await page.goto(`${base}/`);
    tally.equal(name("home leads to the authority"), new URL(page.url()).pathname, "/authority");
    const headers = response.headers();
    tally.check(name("a strict content security policy"), /default-src 'none'/.test(headers["content-security-policy"]));
    tally.equal(name("nothing is cached"), headers["cache-control"], "no-store");
    tally.check(name("no script and no inline style"), !/<script|<style| style=/.test(await response.text()));
    await look(tally, page, name("1 authority"), /needs a worker/i);
    await skipLink(tally, page, name("1 authority"));
    await page.goto(`${base}/authority`);
    const { page: area } = await twin(page);
    const sum = (pick) => area.units.reduce((total, unit) => total + pick(unit), 0);
    if (area.without.now.state === "known") {
      const counted = sum((unit) => unit.without.value.certain);
      tally.check(name("units add up to no more than the authority"), counted <= area.without.now.value.certain);
    }
    tally.check(name("open children add up"), sum((unit) => unit.open_children.certain) <= area.open_children.certain);
    const [weekBefore, now] = area.trend.slice(-2);
    tally.equal(name("the trend ends now"), now.when, "Now");
    tally.equal(name("the trend's last column is the headline"), JSON.stringify(now.count), JSON.stringify(area.without.now));
    tally.equal(name("a week ago is the trend's column of a week ago"), JSON.stringify(weekBefore.count),
      JSON.stringify(area.without.week_ago));
    await figuresAgree(page, name("authority figures"), page.locator('.kw-figures a[href^="/children"]'));
    await figuresAgree(page, name("unit figures"), page.locator("main table tbody").first().locator('a[href^="/children"]'));
    const inName = page.locator('.kw-figures a[href*="in-name%2Fin-name-only"]').first();
    if (leadingNumber(await inName.innerText()) > 0) {
      await page.goto(await inName.evaluate((link) => link.href));
      const { page: { lines } } = await twin(page);
      tally.check(name("in name only says since when"), lines.every((line) => /\bIn name only since \w{3} \d|, since \w{3} \d/.test(line.why)), lines[0]?.why);
      await look(tally, page, name("2b in name only"), /in name only/i);
      await page.goto(`${base}/authority`);
    }
    await page.goto((await page.locator('.kw-figures a[href^="/children"]').first().evaluate((link) => link.href)));
    await look(tally, page, name("2 children"), /child/i);
  });

  await tally.part(name("service"), async () => {
    await page.goto(`${base}/authority`);
    const first = page.locator('main table a[href^="/service/"]').first();
    const unit = await first.innerText();
    await first.click();
    await look(tally, page, name("3 service"), new RegExp(unit.replace(/[^\w ]/g, ".")));
    const { page: service } = await twin(page);
    // The team with the most to show: a breach first, then the most children without a worker.
    const weight = (row) => (row.breaches.value?.certain ?? 0) * 1000 + (row.without.value?.certain ?? 0);
    team = service.units.filter((row) => row.unit.kind === "team").sort((a, b) => weight(b) - weight(a))[0];
  });

  await tally.part(name("tray"), async () => {
    await page.getByRole("link", { name: team.unit.name, exact: true }).first().click();
    await look(tally, page, name("4 tray"), /needs a worker/i);
    const { page: tray } = await twin(page);
    const counted = team.without.value.certain + team.without.value.possible;
    tally.equal(name("the tray agrees with its row above"), tray.without.value.children, counted);
    const all = tray.groups.reduce((total, group) => total + group.children, 0);
    const said = await page.locator(".kw-bands__count").allInnerTexts();
    tally.equal(name("the bands add up"), leadingNumber(said[0]), all);
    tally.equal(name("every band is shown"), said.length, 9);
    const bands = tray.groups.map((group) => group.band);
    tally.equal(name("worst first"), bands.join(), "breach,overdue,cannot_be_known,today,this_week,later,offered,coming");
    const order = tray.lines.map((line) => bands.indexOf(line.band));
    tally.check(name("lines stand in that order"), order.every((band, at) => at === 0 || order[at - 1] <= band));
    const here = page.url();
    for (const group of tray.groups.filter((group) => group.children > 0)) {
      await page.goto(here);
      await page.locator(`.kw-bands__item--${group.band.replaceAll("_", "-")} a`).click();
      const whole = new URL(page.url());
      whole.searchParams.set("page", "all");
      await page.goto(whole.href);
      const { page: narrowed } = await twin(page);
      const children = narrowed.lines.reduce((total, line) => total + line.children.length, 0);
      tally.equal(name(`band ${group.band} holds what it says`), children, group.children);
      tally.equal(name(`band ${group.band} shows its families`), await page.locator(".kw-tray tbody tr").count(), group.families);
    }
    await page.goto(here);
    const choose = page.locator(".kw-filter");
    await choose.locator("summary").click();
    const kind = tray.kinds.find((facet) => facet.children > 0);
    await choose.locator("#kind").selectOption(kind.term.id);
    await choose.getByRole("button").click();
    tally.equal(name("the filter is in the address"), new URL(page.url()).searchParams.get("kind"), kind.term.id);
    const { page: ofKind } = await twin(page);
    const chosen = ofKind.groups.reduce((total, group) => total + group.children, 0);
    tally.equal(name("the filter holds what it says"), chosen, kind.children);
    await look(tally, page, name("4b tray of one kind"), /needs a worker/i);
    await page.goto(here);
    await page.emulateMedia({ media: "print" });
    tally.check(name("the navigation is not printed"), !(await page.locator(".kw-nav").isVisible()));
    const after = await page.locator(".kw-tray__initials").first().evaluate((link) => getComputedStyle(link, "::after").content);
    tally.equal(name("no address is printed"), after, "none");
    await page.screenshot({ path: `${shots}${size.name}-4c-tray-printed.png`, fullPage: true });
    await page.emulateMedia({ media: "screen" });
  });

  await tally.part(name("child"), async () => {
    const tray = page.url();
    await withDuties(page).click();
    await look(tally, page, name("5 child"), /\./);
    const { page: child } = await twin(page);
    const sentence = await page.locator("h1").innerText();
    tally.check(name("the sentence names the child"), sentence.startsWith(child.called), sentence);
    tally.check(name("the tab keeps the name to itself"), !(await page.title()).includes(child.called));
    tally.check(name("the ribbon has a title"), (await page.locator("svg.kw-ribbon > title").textContent()) !== "");
    const duty = await openWhy(page, name("child"));
    await look(tally, page, name("5b child with why"), /\./);
    await duty.locator("summary").focus();
    await page.keyboard.press("Enter");
    tally.check(name("a why closes by keyboard"), !(await duty.locator(".kw-why").isVisible()));
    await page.goBack();
    tally.equal(name("back leads to the tray"), page.url(), tray);
  });

  await tally.part(name("definitions"), async () => {
    await page.goto(`${base}/definitions`);
    await look(tally, page, name("6 definitions"), /definitions side by side/i);
    const aside = await page.locator(".kw-scroll").first().evaluate((box) => box.scrollWidth - box.clientWidth);
    tally.check(name("the matrix needs no sideways scroll"), aside <= 0, `${aside} px`);
    const possible = page.locator('.kw-matrix tbody a[href*="certainty=possible"]').first();
    if (await possible.count()) {
      await page.goto(await possible.evaluate((link) => link.href));
      const { page: { lines } } = await twin(page);
      tally.check(name("a possible child's line says what would settle it"),
        lines.every((line) => line.why.length > 20 && !/settle it is not recorded/.test(line.why)), lines[0]?.why);
      await look(tally, page, name("6c possible"), /possibly/i);
      await page.goto(`${base}/definitions`);
    }
    const figures = page.locator('.kw-matrix tbody tr:nth-child(-n+3) a[href^="/children"]');
    await figuresAgree(page, name("matrix"), figures);
    const { page: matrix } = await twin(page);
    const [first, second] = [matrix.rows[0], matrix.rows.at(-1)].map((row) => row.definition.id);
    await page.locator(`input[name=first][value="${first}"]`).check();
    await page.locator(`input[name=second][value="${second}"]`).check();
    await page.getByRole("button", { name: /Compare/ }).click();
    await look(tally, page, name("6b compared"), /definitions side by side/i);
    const { page: { compared } } = await twin(page);
    const both = (count) => count.certain + count.possible;
    tally.equal(name("who moves makes the difference"), compared.only_first - compared.only_second,
      both(compared.first_count) - both(compared.second_count));
    tally.equal(name("everyone who moves is listed"), compared.paging.lines,
      compared.only_first + compared.only_second + compared.differ_in_certainty);
    tally.equal(name("each mover has a row"), await page.locator("#moves tbody tr").count(), compared.moves.length);
    tally.check(name("each mover has a reason"), compared.moves.every((move) => /^(Not counted|Counted only possibly) by the (first|second): /.test(move.reason)));
  });

  await tally.part(name("data"), async () => {
    await page.goto(`${base}/authority`);
    await page.getByRole("link", { name: "What the data cannot say" }).click();
    await look(tally, page, name("7 data"), /what the data cannot say/i);
    const { page: data } = await twin(page);
    const sums = data.sources.every((source) => source.used + source.passed_over + source.rejected === source.rows);
    tally.check(name("used and rejected rows add up"), sums);
    const rejected = page.locator('a[href*="/rejected"]').first();
    if (await rejected.count()) {
      const says = leadingNumber(await rejected.innerText());
      await rejected.click();
      await look(tally, page, name("7b rejected rows"), /rejected row/i);
      tally.equal(name("the rejected rows are as many as said"), (await twin(page)).page.paging.lines, says);
    }
  });

  await tally.part(name("policies"), async () => {
    await page.goto(`${base}/policies`);
    await look(tally, page, name("8 policies"), /policies in force/i);
    await page.locator("main h2 a").first().click();
    await look(tally, page, name("8b policy"), /./);
    await page.locator("main h2 a.kw-clause").first().click();
    await look(tally, page, name("8c clause"), /clause/i);
  });

  await tally.part(name("search and today"), async () => {
    await page.goto(`${base}/today`);
    await look(tally, page, name("16 whose day"), /today/i);
    // Somebody with something to do, and a team's manager before anybody else.
    let day;
    for (const start of ["an", "ma", "jo", "sa", "be", "ka", "da", "el"]) {
      await page.goto(`${base}/authority`);
      await page.locator("#find").fill(start);
      await page.locator("#find").press("Enter");
      await page.waitForLoadState();
      tally.equal(name(`what is looked for is in no address (${start})`), new URL(page.url()).pathname + new URL(page.url()).search, "/search");
      const workers = page.locator('main li:has(a[href^="/today?acting="])');
      const managers = workers.filter({ hasText: /manager/i });
      const links = await ((await managers.count()) ? managers : workers).locator('a[href^="/today?acting="]').evaluateAll((all) => all.map((link) => link.href));
      for (const link of links.slice(0, 6)) {
        await page.goto(link);
        const { page: found } = await twin(page);
        if (found.now.of_things + found.undated.of_things > 0) day = { link, found, start };
        if (found.now.of_things > 0) break;
      }
      if (day?.found.now.of_things > 0) break;
    }
    await page.goto(`${base}/search`);
    await page.locator("#q").fill(day?.start ?? "an");
    await page.locator("main").getByRole("button", { name: "Search" }).click();
    await look(tally, page, name("17 search"), /search/i);
    await page.locator("#q").fill("x");
    await page.locator("main").getByRole("button", { name: "Search" }).click();
    await look(tally, page, name("17b too short"), /search/i);
    tally.check(name("somebody has something to do"), day !== undefined);
    await page.goto(day.link);
    await look(tally, page, name("18 today"), /today/i);
    tally.check(name("seven children at most come first"), day.found.now.children.length <= 7);
    tally.equal(name("each has its line"), await page.locator("section[aria-labelledby=yours] .kw-today__child").count(), day.found.now.children.length);
    const presses = await page.locator("main .kw-press").evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
    tally.check(name("each thing to press is a form of a child"), presses.every((path) => /^\/child\/[^/]+\/(act|record)\/[a-z_-]+$/.test(path)), presses[0]);
    for (const also of await page.locator("details.kw-today__also > summary").all()) await also.click();
    await look(tally, page, name("18b today with everything"), /today/i);
  });

  await tally.part(name("a team's workers"), async () => {
    await page.goto(`${base}/team/${encodeURIComponent(team.unit.id)}`);
    await page.getByRole("link", { name: "Week of this team’s workers" }).click();
    await look(tally, page, name("19 team week"), /team week/i);
    const { page: week } = await twin(page);
    const both = (count) => count.certain + count.possible;
    tally.equal(name("the week counts as the tray does"), both(week.without.value), both(team.without.value));
    tally.equal(name("each worker has a line"), await page.locator("section[aria-labelledby=workers] tbody tr").count(), week.workers.length);
    await figuresAgree(page, name("the week's figure"), page.locator('section[aria-labelledby=without] a[href^="/children"]'));
    const busiest = week.workers.toSorted((a, b) => b.holds - a.holds)[0];
    await page.locator(`section[aria-labelledby=workers] th a[href$="/${encodeURIComponent(busiest.worker.id)}/supervision"]`).click();
    await look(tally, page, name("20 supervision"), /supervision of/i);
    const { page: sheet } = await twin(page);
    const held = sheet.cases.filter((one) => /lead|key worker/.test(one.part) && !one.perhaps).length;
    tally.equal(name("the sheet lists whom the week counts"), held, busiest.holds);
    tally.equal(name("each child has its lines"), await page.locator("section[aria-labelledby=cases] .kw-today__child").count(), sheet.cases.length);
    await page.emulateMedia({ media: "print" });
    tally.check(name("the sheet is printed without what is for the screen"), !(await page.locator("main .kw-screen").first().isVisible()));
    await page.screenshot({ path: `${shots}${size.name}-20b-supervision-printed.png`, fullPage: true });
    await page.emulateMedia({ media: "screen" });
    // Somebody who is away and holds children, in whichever team.
    let away;
    const { page: whole } = await (await page.request.get(`${base}/api/v1/authority`)).json();
    for (const { unit } of whole.units.filter(({ unit }) => unit.kind !== "team")) {
      const { page: { units } } = await (await page.request.get(`${base}/api/v1/service/${encodeURIComponent(unit.id)}`)).json();
      for (const { unit: { id } } of units) {
        const { page: { workers } } = await (await page.request.get(`${base}/api/v1/team/${encodeURIComponent(id)}/week`)).json();
        away ??= workers.find((one) => one.holds > 0 && one.coming.some((line) => line.topic === "Absence" && /^Away/.test(line.says)));
      }
    }
    if (tally.check(name("somebody is away"), away !== undefined)) {
      await page.goto(`${base}/worker/${encodeURIComponent(away.worker.id)}/absence`);
      await look(tally, page, name("21 absence"), /absence of/i);
      const { page: worksheet } = await twin(page);
      tally.equal(name("each child has its decision"), await page.getByText("What becomes of the case:").count(), worksheet.cases.length);
      tally.check(name("the report says how many"), worksheet.report.some((line) => line.includes(`${worksheet.cases.length} child`)), worksheet.report.join(" "));
      for (const why of await page.locator("section[aria-labelledby=days] details > summary").all()) await why.click();
      await look(tally, page, name("21b absence with why"), /absence of/i);
    }
  });

  await tally.part(name("another day"), async () => {
    await page.goto(`${base}/authority`);
    const { frame } = await twin(page);
    const made = new Date(frame.newest_extract.value?.taken.date ?? Date.now());
    const past = new Date(made.getTime() - 21 * 86_400_000).toISOString().slice(0, 10);
    await page.locator(".kw-when__ask summary").click();
    await page.locator("#as-at").fill(past);
    await page.getByRole("button", { name: "Show that day" }).click();
    await look(tally, page, name("9 a past day"), /needs a worker/i);
    tally.check(name("the banner says not now"), /Not now/.test(await page.locator(".kw-past").innerText()));
    await page.locator('main table a[href^="/service/"]').first().click();
    tally.equal(name("links keep the day"), new URL(page.url()).searchParams.get("as-at"), past);
    await page.getByRole("link", { name: "Back to now" }).click();
    tally.equal(name("back to now"), new URL(page.url()).searchParams.get("as-at"), null);
    const response = await page.goto(`${base}/authority?as-at=1990-01-01`);
    tally.equal(name("before any policy is an answer"), response.status(), 200);
    await look(tally, page, name("9b before any policy"), /needs a worker/i);
    tally.check(name("no policy is said"), /No policy was in force/.test(await page.locator("body").innerText()));
    await page.goto(`${base}/authority?known-at=1990-01-01`);
    await look(tally, page, name("9c before anything was known"), /needs a worker/i);
    const nothing = await page.locator("body").innerText();
    tally.check(name("nothing known is said"), /Nothing about any child was on this record before/.test(nothing));
    const { page: unknown } = await twin(page);
    tally.equal(name("nothing known is not nobody"), unknown.without.now.state, "unknown");
  });
  tally.check(name("the browser has nothing to complain of"), complaints.length === 0, complaints.slice(0, 3).join(" | "));

  await tally.part(name("errors"), async () => {
    for (const [address, status, heading, shot] of [
      ["/authority?as-at=31/06/2026", 400, /problem with the address/i, "10 bad date"],
      ["/child/no-such-child", 404, /not found/i, "11 no such child"],
      ["/nowhere", 404, /not found/i, "12 no such page"],
      ["/children?state=zzz", 400, /problem with the address/i, "13 no such state"],
      ["/children?stat=overdue", 400, /problem with the address/i, "14 no such filter"],
      ["/children?page=99999", 404, /not found/i, "15 no such page of a list"],
    ]) {
      const response = await page.goto(base + address);
      tally.equal(name(`${address} answers`), response.status(), status);
      await look(tally, page, name(shot), heading, { frame: false });
    }
    await page.goto(`${base}/authority?as-at=31/06/2026`);
    const says = async (address, words) => {
      await page.goto(base + address);
      tally.check(name(`${address} says what may be asked`), words.test(await page.locator("main").innerText()));
    };
    await says("/children?state=zzz", /open, overdue, cannot-be-known, breach/);
    await says("/children?stat=overdue", /clause, state, breach, page/);
    await says("/children?page=99999", /no page 99,999/);
    await page.goto(`${base}/authority?as-at=31/06/2026`);
    tally.check(name("a bad date says what to write"), /2026-06-30/.test(await page.locator("main").innerText()));
  });
  await context.close();
}

/** A child of a tray who has duties: one in breach of a policy that is only counted may have none. */
function withDuties(page) {
  return page.locator(".kw-tray tbody tr:not(:has(.kw-breach)) a.kw-tray__initials").first();
}

/** The essential walk with JavaScript off. */
async function walkWithoutScript(size) {
  const context = await browser.newContext({ viewport: size.viewport, javaScriptEnabled: false });
  const page = await context.newPage();
  const name = (what) => `${size.name} without script: ${what}`;
  await tally.part(name("walk"), async () => {
    await page.goto(base);
    await page.locator('main table a[href^="/service/"]').first().click();
    tally.check(name("service"), new URL(page.url()).pathname.startsWith("/service/"));
    const { page: service } = await twin(page);
    const row = service.units.find((unit) => (unit.without.value?.certain ?? 0) > 0);
    await page.locator(`main table a[href="/team/${encodeURIComponent(row.unit.id)}"]`).first().click();
    tally.check(name("tray"), /needs a worker/i.test(await page.locator("h1").innerText()));
    await withDuties(page).click();
    tally.check(name("child"), new URL(page.url()).pathname.startsWith("/child/"));
    await openWhy(page, name("child"));
    await page.goBack();
    tally.check(name("back"), new URL(page.url()).pathname.startsWith("/team/"));
    await page.goto(`${base}/definitions`);
    await page.locator("input[name=first]").first().check();
    await page.locator("input[name=second]").last().check();
    await page.getByRole("button", { name: /Compare/ }).click();
    tally.check(name("compared"), await page.locator("#moves h2").isVisible());
    await page.getByRole("link", { name: "What the data cannot say" }).click();
    tally.check(name("data"), /cannot say/i.test(await page.locator("h1").innerText()));
    await page.locator(".kw-when__ask summary").click();
    await page.locator("#as-at").fill("2026-06-30");
    await page.getByRole("button", { name: "Show that day" }).click();
    tally.check(name("as at a past day"), await page.locator(".kw-past").isVisible());
  });
  await context.close();
}

for (const size of sizes) {
  await walkWithEverything(size);
  await walkWithoutScript(size);
}
await browser.close();
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 ? 0 : 1;
