// The whole way of a learner through the demo portal, on a real database, in real Chromium; then the records, one by one.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startDemo } from '../../demo/server.mjs';
import { answerQuiz, launch, shown, visit } from './browser.mjs';

const file = (path) => JSON.parse(readFileSync(new URL(`../../demo/public/${path}`, import.meta.url), 'utf8'));
const COURSE = 'https://belajar.bln.example/kursus/etika-asn';
const verb = (s) => s.verb.id.slice(s.verb.id.lastIndexOf('/') + 1);

describe('the portal', { timeout: 300_000 }, () => {
  let demo;
  let browser;
  let data;
  let siti;
  let budi;

  const start = (port) => startDemo({ data, port, databaseUrl: process.env.DATABASE_URL, credential: 'uji:rahasia' });

  before(async () => {
    data = mkdtempSync(join(tmpdir(), 'widya-e2e-'));
    demo = await start();
    browser = await launch();
    siti = await visit(browser, demo.url);
    budi = await visit(browser, demo.url);
  });
  after(async () => {
    await browser?.close();
    await demo?.close();
    if (data) rmSync(data, { recursive: true, force: true });
  });

  const records = async (query) => {
    const url = new URL('/xapi/statements', demo.url);
    for (const [k, v] of Object.entries(query)) url.searchParams.set(k, v);
    const headers = { authorization: `Basic ${btoa('uji:rahasia')}`, 'x-experience-api-version': '1.0.3' };
    const response = await fetch(url, { headers });
    assert.equal(response.status, 200);
    return (await response.json()).statements;
  };
  const agent = (id) => JSON.stringify(demo.people.find((p) => p.id === id).actor);
  const currentLesson = () => siti.page.$eval('widya-course-player', (p) => p.lesson);
  /** Everything recorded has left the page. */
  const settled = (who) =>
    who.page.waitForFunction(() => document.querySelector('widya-provider').service.pending === 0, { polling: 100 });

  it('shows a course that is not begun', async () => {
    await siti.signIn('siti');
    await siti.see(/Belum mulai/);
  });

  it('teaches page after page, and goes on where the learner left', async () => {
    await siti.go('/kursus/etika-asn/');
    await siti.see(/Pelajaran 1 dari 10/);
    await siti.press(/Tandai selesai dan lanjutkan/);
    await siti.see(/Pelajaran 2 dari 10/);
    assert.equal(await currentLesson(), 'video-nilai');
    await settled(siti);
    await siti.page.reload({ waitUntil: 'networkidle0' });
    await siti.see(/1 dari 10 pelajaran selesai/);
    assert.equal(await currentLesson(), 'video-nilai');
  });

  it('goes on at another computer', async () => {
    const elsewhere = await visit(browser, demo.url);
    await elsewhere.signIn('siti', '/kursus/etika-asn/');
    await elsewhere.see(/1 dari 10 pelajaran selesai/);
    assert.equal(await elsewhere.page.$eval('widya-course-player', (p) => p.lesson), 'video-nilai');
    await elsewhere.close();
  });

  it('counts a video as done when it was played', async () => {
    await siti.page.$eval('pierce/video', async (v) => {
      v.muted = true;
      v.playbackRate = 8;
      await v.play();
    });
    await siti.see(/2 dari 10 pelajaran selesai/);
  });

  it('opens what was locked, and grades the practice quiz', async () => {
    await siti.press(/^Berikutnya/);
    await siti.press(/Tandai selesai dan lanjutkan/);
    await siti.press(/Mulai kuis/);
    await answerQuiz(siti.page, file('kursus/etika-asn/kuis-latihan.json'));
    await siti.press(/Kumpulkan jawaban/);
    await siti.see(/Nilai Anda 100/);
    await siti.see(/4 dari 10 pelajaran selesai/);
  });

  it('keeps answers of a running quiz across a reload', async () => {
    for (const title of ['Hadiah', 'Benturan', 'Media']) {
      await siti.press(new RegExp(title));
      await siti.press(/Tandai selesai dan lanjutkan/);
    }
    await siti.press(/^Kuis akhir/);
    await siti.press(/Mulai kuis/);
    const quiz = file('kursus/etika-asn/kuis-akhir.json');
    await answerQuiz(siti.page, { questions: quiz.questions });
    await settled(siti);
    await siti.page.reload({ waitUntil: 'networkidle0' });
    await siti.see(new RegExp(`${quiz.questions.length} dari ${quiz.questions.length} soal terjawab`));
    await siti.press(/Kumpulkan jawaban/);
    await siti.see(/Nilai Anda 100/);
    await siti.see(/Lulus/);
  });

  it('lets two people talk', async () => {
    await siti.press(/^Diskusi/);
    await shown(siti.page, 'textarea');
    await siti.page.type('pierce/textarea', 'Saya menolak dengan **hormat**.');
    await siti.press(/^Kirim$/);
    await siti.see(/Saya menolak dengan/);
    await settled(siti);

    await budi.signIn('budi', '/forum.html');
    await budi.see(/Saya menolak dengan/);
    assert.equal(await budi.page.$eval('pierce/.prose strong', (e) => e.textContent), 'hormat');
    await budi.press(/^Balas$/);
    await shown(budi.page, 'textarea');
    await budi.page.type('pierce/textarea', 'Setuju, lalu dilaporkan.');
    await budi.press(/^Kirim$/);
    await budi.see(/Setuju, lalu dilaporkan/);
    await settled(budi);

    await siti.go('/forum.html');
    await siti.see(/Setuju, lalu dilaporkan/);
    await siti.see(/belum dibaca/);
  });

  it('completes the course, and the card on the home page shows it', async () => {
    await siti.go('/kursus/etika-asn/');
    await siti.press(/^Disiplin/);
    await siti.press(/Tandai selesai/);
    await siti.see(/Selamat, Anda menyelesaikan kursus ini/);
    await settled(siti);
    await siti.go('/');
    await siti.see(/4 JP diperoleh/);
    await siti.see(/100%/);
  });

  it('has every step in the LRS, by the right person', async () => {
    const mine = (await records({ agent: agent('siti'), ascending: 'true', limit: '500' })).map((s) => ({
      ...s,
      v: verb(s),
    }));
    const about = (v, id) => mine.filter((s) => s.v === v && s.object.id === id);
    for (const lesson of file('kursus/etika-asn/course.json').lessons.flatMap((b) => b.lessons)) {
      assert.equal(about('completed', `${COURSE}/${lesson.id}`).length, 1, `${lesson.id} completed once`);
    }
    assert.equal(about('passed', `${COURSE}/akhir`).length, 1);
    assert.equal(about('satisfied', COURSE).length, 1);
    assert.equal(
      about('satisfied', COURSE)[0].object.definition.extensions['https://w3id.org/widya/xapi/extensions/jp'],
      4,
    );
    assert.ok(about('initialized', `${COURSE}/pengantar`).length >= 1);
    assert.ok(about('played', `${COURSE}/video-nilai`).length >= 1);
    const watched = about('completed', `${COURSE}/video-nilai`)[0];
    assert.ok(watched.result.extensions['https://w3id.org/xapi/video/extensions/progress'] >= 0.95);
    const final = 'https://belajar.bln.example/kuis/etika-akhir';
    const answered = mine.filter((s) => s.v === 'answered' && s.context.contextActivities.parent?.[0]?.id === final);
    assert.equal(answered.length, file('kursus/etika-asn/kuis-akhir.json').questions.length);
    assert.ok(answered.every((s) => s.result.success === true && s.object.definition.interactionType));
    const registrations = new Set(
      mine
        .filter((s) => s.context?.contextActivities?.grouping?.some((a) => a.id === COURSE))
        .map((s) => s.context.registration),
    );
    assert.equal(registrations.size, 1, 'one registration on every device');
    const replies = await records({
      activity: 'https://belajar.bln.example/forum/etika-asn/dilema-hadiah',
      related_activities: 'true',
    });
    assert.deepEqual(
      new Set(replies.filter((s) => ['posted', 'replied'].includes(verb(s))).map((s) => s.actor.name)),
      new Set(['Siti Rahmawati', 'Budi Hartono']),
    );
    assert.ok(
      mine.every((s) => s.authority.account.name === s.actor.account.name),
      'the server vouches for who it was',
    );
  });

  it('lets nobody write or read as somebody else', async () => {
    const statuses = await budi.page.evaluate(async (other) => {
      const headers = { 'x-experience-api-version': '1.0.3', 'content-type': 'application/json' };
      const statement = {
        actor: JSON.parse(other),
        verb: { id: 'http://adlnet.gov/expapi/verbs/passed' },
        object: { id: 'https://x.example/a' },
      };
      const write = await fetch('/xapi/statements', { method: 'POST', headers, body: JSON.stringify(statement) });
      const read = await fetch(`/xapi/statements?agent=${encodeURIComponent(other)}`, { headers });
      const state = await fetch(
        `/xapi/activities/state?activityId=https://x.example/a&agent=${encodeURIComponent(other)}`,
        { headers },
      );
      return [write.status, read.status, state.status];
    }, agent('siti'));
    assert.deepEqual(statuses, [403, 403, 403]);
    budi.trouble.length = 0; // the refusals just asked for
  });

  it('makes two requests of the LRS however many cards there are', async () => {
    const seen = [];
    // Reads: what was new is kept once afterwards, when the page is idle.
    const count = (r) => r.method() === 'GET' && r.url().includes('/xapi/') && seen.push(new URL(r.url()).pathname);
    siti.page.on('request', count);
    await siti.go('/kursus.html');
    await siti.see(/4 JP diperoleh/);
    siti.page.off('request', count);
    assert.deepEqual(seen, ['/xapi/agents/profile', '/xapi/statements']);
  });

  for (const path of [
    '/',
    '/kursus.html',
    '/kursus/etika-asn/',
    '/kursus/keamanan-informasi/',
    '/kuis.html',
    '/soal.html',
    '/forum.html',
    '/forum/tanya-widyaiswara.html',
    '/404.html',
    '/pasang.html',
    '/masuk.html',
  ]) {
    for (const [look, features, width] of [
      ['wide', [], 1200],
      ['narrow and dark', [{ name: 'prefers-color-scheme', value: 'dark' }], 360],
    ]) {
      it(`has no accessibility violation on ${path}, ${look}`, async () => {
        await siti.page.setViewport({ width, height: 800 });
        await siti.page.emulateMediaFeatures(features);
        await siti.go(path);
        await siti.page.waitForFunction(
          () =>
            [
              ...document.querySelectorAll('widya-course-player, widya-quiz, widya-forum-thread, widya-progress-card'),
            ].every((e) => e.status === 'ready' || (e.status === 'idle' && e.loading === 'lazy')),
          { polling: 100 },
        );
        assert.deepEqual(await siti.axe(), []);
        const overflow = await siti.page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.ok(overflow <= 0, `${overflow} px wider than the window`);
      });
    }
  }

  it('is taken by keyboard alone', async () => {
    await siti.page.setViewport({ width: 1200, height: 900 });
    await siti.page.emulateMediaFeatures([]);
    await siti.go('/kursus/keamanan-informasi/');
    await siti.see(/Pelajaran 1 dari 5/);
    const focused = () =>
      siti.page.evaluate(() => {
        let e = document.activeElement;
        while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
        return (e?.innerText ?? '').replace(/\s+/g, ' ').trim();
      });
    for (let i = 0; i < 60 && !/Tandai selesai/.test(await focused()); i++) await siti.page.keyboard.press('Tab');
    assert.match(await focused(), /Tandai selesai dan lanjutkan/);
    await siti.page.keyboard.press('Enter');
    await siti.see(/Pelajaran 2 dari 5/);
    await siti.page.waitForFunction(
      () => document.querySelector('widya-course-player').shadowRoot.activeElement?.localName === 'h3',
      { polling: 100 },
    );
  });

  it('speaks English when asked', async () => {
    await siti.go('/kursus/etika-asn/?lang=en');
    await siti.see(/10 of 10 lessons completed/);
  });

  it('runs exactly the examples it shows', async () => {
    await siti.go('/pasang.html');
    const shown = await siti.page.$$eval('code', (list) => list.map((c) => c.textContent));
    const served = await (await fetch(`${demo.url}/pasang.html`)).text();
    const plain = (s) =>
      s
        .replace(/\sdata-en(?:-\w+)?="[^"]*"/g, '')
        .replace(/\s+/g, ' ')
        .replace(/> </g, '><')
        .trim();
    for (const tag of ['widya-progress-card', 'widya-quiz', 'widya-forum-thread', 'widya-course-player']) {
      const running = plain(served).match(new RegExp(`<${tag}[ >].*?</${tag}>`, 'g')) ?? [];
      const example = shown.map(plain).find((s) => s.startsWith(`<${tag}`));
      assert.ok(example && running.includes(example), `${tag}: ${example} among ${running.join('\n')}`);
    }
  });

  it('goes on while the server is down, and sends everything when it is back', async () => {
    const ratna = await visit(browser, demo.url);
    await ratna.signIn('ratna', '/kursus/keamanan-informasi/');
    await ratna.see(/Pelajaran 1 dari 5/);
    await settled(ratna);
    const { port } = demo;
    // Their pages would ask in vain.
    for (const { page } of [siti, budi]) await page.goto('about:blank');
    await demo.close();

    await ratna.press(/Tandai selesai dan lanjutkan/);
    await ratna.see(/1 dari 5 pelajaran selesai/);
    await ratna.see(/Tersimpan di perangkat, menunggu jaringan/);
    await ratna.see(/Berkas tidak dapat diunduh/);
    assert.equal(await ratna.page.$eval('widya-course-player', (p) => p.lesson), 'sandi');

    demo = await start(port);
    await ratna.press(/Coba lagi/);
    await ratna.see(/Kata sandi dan masuk dua langkah/);
    await settled(ratna);
    const said = await records({ agent: agent('ratna'), ascending: 'true' });
    const about = (s) => `${verb(s)} ${s.object.id.split('/').at(-1)}`;
    assert.deepEqual(said.map(about), [
      'initialized kenapa',
      'completed kenapa',
      'progressed keamanan-informasi',
      'terminated kenapa',
      'initialized sandi',
    ]);
    assert.equal(new Set(said.map((s) => s.id)).size, said.length);
    // After a reload the server alone knows it too.
    await ratna.page.evaluate(() => localStorage.clear());
    await ratna.page.reload({ waitUntil: 'networkidle0' });
    await ratna.see(/1 dari 5 pelajaran selesai/);
    assert.deepEqual(
      ratna.trouble.filter((t) => !/ERR_CONNECTION_REFUSED|Failed to fetch/.test(t)),
      [],
    );
    await ratna.close();
  });

  it('said nothing in the console and broke no policy', () => {
    assert.deepEqual(siti.trouble, []);
    assert.deepEqual(budi.trouble, []);
  });
});
