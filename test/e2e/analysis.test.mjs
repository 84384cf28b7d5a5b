// A trainer looks at the questions of the portal's quick quiz, under the strict policy; a learner may not.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDemo } from '../../demo/server.mjs';
import { launch, visit } from './browser.mjs';

describe('item analysis in the portal', { timeout: 120_000 }, () => {
  let demo;
  let browser;
  before(async () => {
    demo = await startDemo({ data: 'memory', credential: 'uji:rahasia', sample: true });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  it('is found from the quiz page, and tells a trainer what to mend', async () => {
    const dewi = await visit(browser, demo.url);
    await dewi.signIn('dewi', '/kuis.html');
    await dewi.page.click('a[href^="/analisis.html"]');
    await dewi.see(/48 peserta dihitung/);
    await dewi.see(/Cukup membedakan|Membedakan baik/);
    await dewi.see(/Ganti pengecoh/);
    assert.deepEqual(dewi.trouble, []);
  });

  it('refuses a learner', async () => {
    const siti = await visit(browser, demo.url);
    await siti.signIn('siti', '/analisis.html');
    await siti.see(/Anda tidak berhak membuka data ini/);
  });
});
