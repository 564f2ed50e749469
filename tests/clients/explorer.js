// The explorer in a browser that reaches nothing but the gateway: its tabs, and a query that is typed, run and answered.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [origin, executablePath] = process.argv.slice(2);
const queries = join(import.meta.dirname, "../../crates/gateway/explorer/queries");
const ready = readdirSync(queries).map((name) => /^query (\w+)/m.exec(readFileSync(join(queries, name), "utf8"))[1]);

const browser = await chromium.launch({ executablePath, args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"] });
try {
    const page = await browser.newPage();
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    // Asked of every request, before it is sent.
    await page.route("**", (route) => {
        const url = route.request().url();
        if (new URL(url).origin === origin) {
            return route.continue();
        }
        wrong.push(`a request for ${url}`);
        return route.abort();
    });
    const tabs = page.locator(".graphiql-tab");
    const answer = page.locator(".result-window");
    const run = page.getByRole("button", { name: /^Execute query/ });

    // From the first page to the explorer.
    await page.goto(origin);
    await page.getByRole("link", { name: "/graphiql" }).click();
    await tabs.first().waitFor();
    assert.deepEqual((await tabs.allInnerTexts()).map((name) => name.trim()).sort(), ready.sort());

    // Each ready query is answered, with rows of the demo tenant.
    for (const name of ready) {
        await tabs.getByRole("button", { name, exact: true }).click();
        await run.click();
        await answer.getByText('"nodes"').first().waitFor();
        assert.doesNotMatch(await answer.innerText(), /"errors"/, name);
    }

    // A query of one's own.
    await page.getByRole("button", { name: "New tab", exact: true }).click();
    await page.locator(".graphiql-query-editor .CodeMirror").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    await page.keyboard.type("{ users(first: 1) { totalCount } }");
    await page.keyboard.press("Escape");
    await run.click();
    await answer.getByText('"totalCount"').waitFor();
    assert.match(await answer.innerText(), /"totalCount": \d+/);

    // The schema has come, and its text is shown.
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.getByRole("link", { name: "Query" }).first().click();
    await page.getByText("The report “Risky sign-ins” is").or(page.getByText('The report "Risky sign-ins" is')).waitFor();

    // What was typed goes with this tab of the browser.
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    assert.match(await page.evaluate(() => JSON.stringify(sessionStorage)), /totalCount/);
    assert.deepEqual(wrong, []);
} finally {
    await browser.close();
}
