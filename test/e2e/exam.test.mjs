// The examination of the demo portal in real Chromium: no key comes to the learner, no answer is lost, a trainer grades the essay.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startDemo } from '../../demo/server.mjs';
import { launch, visit } from './browser.mjs';

const exam = JSON.parse(readFileSync(new URL('../../demo/ujian/integritas.json', import.meta.url), 'utf8'));
/** Words that stand in the key alone. */
const keys = [
  'Menolak dengan sopan, menjelaskan akibatnya',
  'Paling lama 10 hari kerja ke UPG',
  'Anda siap menjadi teladan',
];
const told = /"correct(?:ResponsesPattern)?"|"answer":|"sample"|"bands"|"weight"|"tolerance"|"target":/;

describe('the examination', { timeout: 240_000 }, () => {
  let demo;
  let browser;
  let data;
  const start = (port) => startDemo({ data, port, databaseUrl: process.env.DATABASE_URL, credential: 'uji:rahasia' });
  before(async () => {
    data = mkdtempSync(join(tmpdir(), 'widya-exam-'));
    demo = await start();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await demo?.close();
    if (data) rmSync(data, { recursive: true, force: true });
  });

  /** All strings in the memory of the page. */
  async function memory(page) {
    const client = await page.createCDPSession();
    const parts = [];
    client.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => parts.push(chunk));
    await client.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    await client.detach();
    return JSON.parse(parts.join('')).strings.join('\n');
  }
  const answers = (page) =>
    page.evaluate(async () => {
      const r = await fetch('/exams/integritas/attempts', { headers: { 'x-experience-api-version': '1.0.3' } });
      return (await r.json()).attempts;
    });
  /** Answers whatever is on the screen, as its own controls say it. */
  const answerShown = (page) =>
    page.evaluate(async () => {
      const question = document.querySelector('widya-quiz').shadowRoot.querySelector('widya-question');
      const root = question.shadowRoot;
      const set = (field, value) => {
        field.value = value;
        field.dispatchEvent(new Event('change'));
      };
      const { kind } = question.question;
      if (kind === 'true-false' || kind === 'choice') root.querySelector('input').click();
      else if (kind === 'numeric') set(root.querySelector('input'), '10');
      else if (kind === 'matching') for (const s of root.querySelectorAll('select')) set(s, s.options[1].value);
      else if (kind === 'sequencing') root.querySelector('.hint + button').click();
      else set(root.querySelector('textarea'), 'Saya menolak dengan alasan yang jelas.');
      await question.updateComplete;
      return question.value;
    });

  it('is taken over a restart of the server and without a network, and no key comes to the learner', async () => {
    const siti = await visit(browser, demo.url);
    const said = [];
    siti.page.on(
      'response',
      (r) =>
        void r.text().then(
          (t) => said.push(`${r.url()}\n${t}`),
          () => undefined,
        ),
    );
    await siti.signIn('siti');
    await siti.go('/ujian.html');
    await siti.see(/6 soal.*Waktu 20 menit.*Mulai kuis/);
    await siti.press(/Mulai kuis/);
    await siti.see(/Soal 1 dari 6/);
    const given = [];
    for (let i = 0; i < 6; i++) {
      given.push(await answerShown(siti.page));
      if (i === 1) {
        await siti.page.waitForFunction(() =>
          document.querySelector('widya-quiz').shadowRoot.textContent.includes('2 dari 6'),
        );
        // The server is gone in mid-attempt, and comes back on the same records.
        const { port } = demo;
        await demo.close();
        demo = await start(port);
      }
      if (i === 3) await siti.page.setOfflineMode(true);
      if (i < 5) await siti.press(/^Berikutnya/);
    }
    await siti.see(/Tersimpan di perangkat/);
    await siti.page.setOfflineMode(false);
    await siti.page.evaluate(() => dispatchEvent(new Event('online')));
    await siti.page.waitForFunction(
      async (n) => {
        const r = await fetch('/exams/integritas/attempts', { headers: { 'x-experience-api-version': '1.0.3' } });
        return Object.keys((await r.json()).attempts[0].answers).length === n;
      },
      { polling: 300 },
      6,
    );
    const [attempt] = await answers(siti.page);
    assert.deepEqual(Object.values(attempt.answers).sort(), [...given].sort());
    await siti.go('/ujian.html');
    await siti.see(/6 dari 6 soal terjawab/);
    await siti.press(/Lihat ringkasan/);
    await siti.see(/Semua soal sudah dijawab/);
    await siti.press(/Kumpulkan jawaban/);
    await siti.see(/menunggu penilaian/);
    const agent = encodeURIComponent(JSON.stringify(demo.people.find((p) => p.id === 'siti').actor));
    const lrs = await siti.page.evaluate(
      async (paths) => {
        const headers = { 'x-experience-api-version': '1.0.3' };
        return Promise.all(paths.map((p) => fetch(p, { headers }).then((r) => r.text())));
      },
      [
        `/xapi/statements?agent=${agent}&limit=100`,
        ...['', ...exam.questions.map((q) => `/${q.id}`)].map(
          (q) => `/xapi/activities?activityId=${encodeURIComponent(exam.id + q)}`,
        ),
      ],
    );
    const examined = said.filter((s) => /\/exams\/|\/xapi/.test(s)).join('\n') + lrs.join('\n');
    assert.doesNotMatch(examined, told);
    const strings = await memory(siti.page);
    for (const key of keys) {
      assert.ok(!said.join('\n').includes(key), `in the network: ${key}`);
      assert.ok(!strings.includes(key), `in memory: ${key}`);
    }
    assert.deepEqual(
      siti.trouble.filter((t) => !/ERR_|Failed to load/.test(t)),
      [],
    );
    // The search itself: a key that is put there on purpose is found, deep in an object as well as in a closure.
    for (const [i, key] of keys.entries()) {
      const halves = [key.slice(0, 9), key.slice(9)];
      await siti.page.evaluate(
        ([a, b], deep) => {
          const text = (a + b).split('').join('');
          if (deep) Object.assign(document.querySelector('widya-quiz'), { leaked: { questions: [{ sample: text }] } });
          else globalThis.leak = () => text;
        },
        halves,
        i > 0,
      );
      assert.ok((await memory(siti.page)).includes(key), `a leak into memory is not seen: ${key}`);
    }
  });

  it('has the words that are searched for in what a trainer gets', async () => {
    const dewi = await visit(browser, demo.url);
    await dewi.signIn('dewi');
    const key = await dewi.page.evaluate(() => fetch('/exams/integritas/grading').then((r) => r.text()));
    for (const word of keys) assert.ok(key.includes(word), word);
    assert.match(key, told);
  });

  it('is graded by a trainer, whose note the learner reads', async () => {
    const dewi = await visit(browser, demo.url);
    await dewi.signIn('dewi');
    await dewi.go('/penilaian.html');
    await dewi.see(/1 jawaban menunggu penilaian.*Siti Rahmawati/);
    await dewi.page.evaluate(() => {
      const root = document.querySelector('widya-grading').shadowRoot;
      for (const [selector, value] of [
        ['#points', '3'],
        ['#comment', 'Alasan Anda tepat.'],
      ]) {
        const field = root.querySelector(selector);
        field.value = value;
        field.dispatchEvent(new Event('input'));
      }
      root.querySelector('button[type=submit]').click();
    });
    await dewi.see(/Semua sudah dinilai/);
    assert.deepEqual(dewi.trouble, []);
    const siti = await visit(browser, demo.url);
    await siti.signIn('siti');
    await siti.go('/ujian.html');
    await siti.see(/Nilai Anda \d+/);
    await siti.see(/Alasan Anda tepat/);
  });
});
