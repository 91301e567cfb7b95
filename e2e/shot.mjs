import { launch, sizes } from "./browser.mjs";
const [,, base, out, ...paths] = process.argv;
const browser = await launch();
for (const size of sizes) for (const [i, path] of paths.entries()) {
  const page = await (await browser.newContext({ viewport: size.viewport })).newPage();
  if (path.startsWith("search:")) { await page.goto(base + "/authority"); await page.fill("#find", path.slice(7)); await page.press("#find", "Enter"); await page.waitForLoadState(); }
  else await page.goto(base + path);
  await page.screenshot({ path: `${out}/${size.name}-${i}.png`, fullPage: false });
}
await browser.close();
