// The static Storybook as a designer opens it from a file server: every story renders, says nothing in the console,
// has no accessibility violation, and is no wider than a narrow portlet.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createStaticFiles, listen } from '../../dist/server/node.js';
import { launch, visit } from '../e2e/browser.mjs';

const folder = fileURLToPath(new URL('../../storybook-static', import.meta.url));
const { entries } = JSON.parse(readFileSync(`${folder}/index.json`, 'utf8'));
const stories = Object.values(entries).filter((e) => e.type === 'story');

/** A story is a part of a page. */
const pageRules = ['page-has-heading-one', 'landmark-one-main', 'region'];

const LANES = Math.min(4, cpus().length);

describe('the stories', { timeout: 600_000, concurrency: LANES }, () => {
  let server;
  let browser;
  /** Pages that have nothing to do; a story takes one and gives it back. */
  const free = [];

  before(async () => {
    const files = createStaticFiles({ folder });
    server = await listen(
      async (request) =>
        (await files(request)) ?? new Response(null, { status: /favicon/.test(request.url) ? 204 : 404 }),
      { port: 0 },
    );
    browser = await launch();
    for (let n = 0; n < LANES; n++) free.push(await visit(browser, server.url));
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('are there for every tag', () => assert.ok(stories.length > 90));

  async function check(story, guest) {
    const { page } = guest;
    guest.trouble.length = 0;
    await page.setViewport({ width: 1024, height: 768 });
    await page.goto(`${server.url}/iframe.html?id=${story.id}&viewMode=story&globals=a11y.manual:!true`);
    await page.waitForFunction(
      () => {
        const root = document.querySelector('#storybook-root');
        return root?.childElementCount > 0 && !document.querySelector('.sb-show-preparing-story');
      },
      { polling: 50 },
    );
    const error = await page.evaluate(() => document.body.classList.contains('sb-show-errordisplay'));
    assert.equal(error, false, 'the story fails to render');
    // What loads has loaded, unless the story is about loading.
    await page
      .waitForFunction(() => !document.querySelector('[status="loading"]'), { polling: 50, timeout: 3000 })
      .catch(() => undefined);
    assert.deepEqual(await guest.axe(pageRules), []);
    await page.setViewport({ width: 320, height: 700 });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(overflow <= 0, `${overflow} px wider than 320 px`);
    // A story about trouble warns, once and by name.
    const said = guest.trouble;
    const about = /not found|not allowed|not json|invalid|unknown kind|offline|server fails|refused/i.test(story.name);
    assert.deepEqual(
      said.filter((t) => !about || !/^warn: \[widya\] <|status of 404/.test(t)),
      [],
    );
    assert.ok(said.filter((t) => t.startsWith('warn: [widya]')).length <= 2);
  }

  for (const story of stories) {
    it(`${story.title}: ${story.name}`, async () => {
      const guest = free.pop() ?? (await visit(browser, server.url));
      try {
        await check(story, guest);
      } finally {
        free.push(guest);
      }
    });
  }
});
