// Debian's Chromium, started so that it asks nobody anything, and what is checked on every page that it shows.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = fileURLToPath(new URL("shots/", import.meta.url));
mkdirSync(shots, { recursive: true });

export const sizes = [
  { name: "desk", viewport: { width: 1280, height: 900 } },
  { name: "phone", viewport: { width: 390, height: 844 } },
];

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
}

/** Counts checks; a failed one is said at once and the walk goes on. */
export class Tally {
  passed = 0;
  failed = 0;

  check(what, holds, detail = "") {
    if (holds) this.passed += 1;
    else {
      this.failed += 1;
      console.log(`FAILED  ${what}${detail === "" ? "" : `: ${detail}`}`);
    }
    return holds;
  }

  equal(what, found, wanted) {
    return this.check(what, found === wanted, `found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
  }

  /** A part of the walk; what throws in it is one failed check. */
  async part(what, walk) {
    try {
      await walk();
    } catch (error) {
      this.check(what, false, String(error).split("\n").slice(0, 4).join(" | "));
    }
  }
}

const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

/** What holds on every page: one heading first, the frame, no sideways scrolling, axe, the skip link, no complaint. */
export async function look(tally, page, name, heading, { frame = true } = {}) {
  const headings = await page.locator("h1").allInnerTexts();
  tally.equal(`${name}: one first heading`, headings.length, 1);
  const said = (headings[0] ?? "").replace(/\s+/g, " ").trim();
  tally.check(`${name}: the heading`, heading.test(said), `found ‘${said}’, wanted ${heading}`);
  tally.check(`${name}: the title names Keyworker`, / – Keyworker$/.test(await page.title()));
  if (frame) {
    const words = (await page.locator(".kw-when__words").innerText()).replace(/\s+/g, " ");
    tally.check(`${name}: as at, as known, extract`, /As at .+as known .+Newest extract/i.test(words), words);
    const footer = await page.locator("footer").innerText();
    tally.check(`${name}: policies`, /Polic(y|ies) in force: |No policy in force/.test(footer), footer);
    tally.check(`${name}: authority`, (await page.locator(".kw-header__authority").innerText()).trim() !== "");
  }
  tally.check(`${name}: children are not called a list that waits`, !/waiting list/i.test(await page.locator("body").innerText()));
  const size = page.viewportSize();
  tally.check(`${name}: no sideways scrolling at ${size.width}`, (await page.evaluate(overflow)) <= 0);
  await page.setViewportSize({ width: 320, height: 640 });
  tally.check(`${name}: no sideways scrolling at 320`, (await page.evaluate(overflow)) <= 0);
  await page.setViewportSize(size);
  await page.evaluate(axeSource);
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      resultTypes: ["violations"],
    }));
  const violations = result.violations.map((rule) => `${rule.id} (${rule.nodes.length}): ${rule.nodes[0].target} ${rule.nodes[0].any[0]?.message ?? ""}`);
  tally.check(`${name}: axe`, violations.length === 0, violations.join("; "));
  await page.screenshot({ path: `${shots}${name.replaceAll(" ", "-")}.png`, fullPage: true });
}

/** The first Tab reaches the skip link, and following it reaches the main part. */
export async function skipLink(tally, page, name) {
  await page.reload();
  await page.keyboard.press("Tab");
  const focused = await page.evaluate(() => document.activeElement?.textContent);
  tally.equal(`${name}: Tab reaches the skip link first`, focused, "Skip to main content");
  await page.keyboard.press("Enter");
  tally.check(`${name}: the skip link leads to the main part`, page.url().endsWith("#main-content"));
}

/** The page's JSON twin, by the link that the page offers. */
export async function twin(page) {
  const address = await page.getByRole("link", { name: "This page as data (JSON)" }).getAttribute("href");
  const response = await page.request.get(new URL(address, page.url()).href);
  if (response.status() !== 200) throw new Error(`${address} answered ${response.status()}`);
  return response.json();
}

/** The number at the start of a text: "2,514 children" is 2514. */
export function leadingNumber(text) {
  const found = /-?[\d,]+/.exec(text);
  return found === null ? NaN : Number(found[0].replaceAll(",", ""));
}

export { shots };
