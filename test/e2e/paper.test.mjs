// A trainer prints the quick quiz, and enters what Siti wrote, under the strict policy; of the examination too.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDemo } from '../../demo/server.mjs';
import { launch, visit } from './browser.mjs';

describe('a quiz on paper in the portal', { timeout: 180_000 }, () => {
  let demo;
  let browser;
  let dewi;
  before(async () => {
    demo = await startDemo({ data: 'memory', credential: 'uji:rahasia' });
    browser = await launch();
    dewi = await visit(browser, demo.url);
    await dewi.signIn('dewi', '/kertas.html');
    await dewi.see(/Pratinjau cetak|Lembar jawaban/);
  });
  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  /** Fills a form of entry as a person would. */
  const enter = (n, form, line) =>
    dewi.page.evaluate(
      async (n, form, line) => {
        const { shadowRoot: root } = document.querySelectorAll('widya-paper-entry')[n];
        const set = async (id, value) => {
          const field = root.querySelector(id);
          field.value = value;
          field.dispatchEvent(new Event('input'));
          field.dispatchEvent(new Event('change'));
          await new Promise((r) => setTimeout(r, 300));
        };
        await set('#person', 'Siti Rahmawati');
        await set('#form', form);
        await set('#quick', line);
        root.querySelector('.with-button button').click();
        await new Promise((r) => setTimeout(r, 300));
        root.querySelector('button[type=submit]').click();
      },
      n,
      form,
      line,
    );
  const statements = async () => {
    const headers = { authorization: `Basic ${btoa('uji:rahasia')}`, 'x-experience-api-version': '1.0.3' };
    return (await (await fetch(`${demo.url}/xapi/statements?ascending=true`, { headers })).json()).statements;
  };

  it('prints its sheets alone, each form on pages of its own, as text that can be selected', async () => {
    const pdf = Buffer.from(await dewi.page.pdf({ format: 'A4', tagged: true })).toString('latin1');
    // Two forms: a question paper and an answer sheet each.
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 4);
    assert.ok(pdf.includes('/ToUnicode'));
    assert.equal(await dewi.page.evaluate(() => document.querySelectorAll('.widya-on-paper').length), 0);
    const cut = await dewi.page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'));
      const { shadowRoot } = document.querySelector('.widya-on-paper');
      const out = [...shadowRoot.querySelectorAll('.q, .grid li, .written')].filter(
        (q) => getComputedStyle(q).breakInside !== 'avoid',
      ).length;
      dispatchEvent(new Event('afterprint'));
      return out;
    });
    assert.equal(cut, 0);
    assert.deepEqual(dewi.trouble, []);
  });

  it('takes what was written into the record of the learner', async () => {
    const form = await dewi.page.evaluate(
      () => document.querySelector('widya-paper').shadowRoot.querySelector('.code').textContent.trim().split(' ')[1],
    );
    await enter(0, form, 'A B - - -');
    await dewi.see(/Tersimpan: Siti Rahmawati, nilai/);
    const list = await statements();
    assert.ok(list.length >= 7);
    for (const s of list) {
      assert.equal(s.actor.name, 'Siti Rahmawati');
      assert.equal(s.context.instructor.name, 'Dr. Dewi Anggraini');
      assert.equal(s.context.platform, 'paper');
    }
  });

  it('and of an examination, whose learner then has an attempt less', async () => {
    const form = await dewi.page.evaluate(
      () =>
        document
          .querySelectorAll('widya-paper-entry')[1]
          .shadowRoot.querySelector('#form-help')
          .textContent.match(/[0-9A-Z]{4}-[0-9A-Z]{2}/)[0],
    );
    await enter(1, form, '-');
    await dewi.see(/Siti Rahmawati : nilai 0|Tersimpan: Siti Rahmawati, nilai 0/);
    const siti = await visit(browser, demo.url);
    await siti.signIn('siti', '/ujian.html');
    await siti.see(/Nilai Anda 0/);
    assert.deepEqual(siti.trouble, []);
  });
});
