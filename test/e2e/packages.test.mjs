// Packages in the portal: played from another origin, recorded as everything else.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { startDemo } from '../../demo/server.mjs';
import { writeZip } from '../../dist/formats/zip-write.js';
import { launch, visit } from './browser.mjs';

const COURSE = 'https://belajar.bln.example/kursus/pelayanan';
const verb = (s) => s.verb.id.slice(s.verb.id.lastIndexOf('/') + 1);

describe('packages', { timeout: 300_000 }, () => {
  let demo;
  let browser;
  let data;
  let siti;

  before(async () => {
    data = mkdtempSync(join(tmpdir(), 'widya-packages-'));
    demo = await startDemo({
      data,
      credential: 'uji:rahasia',
      h5p: fileURLToPath(new URL('h5p-runtime/', import.meta.url)),
    });
    browser = await launch();
    siti = await visit(browser, demo.url);
    siti.page.on('response', (r) => r.status() === 404 && siti.trouble.push(r.url()));
    await siti.signIn('siti');
    await siti.page.goto(`${demo.url}/kursus/pelayanan/`);
  });
  after(async () => {
    await browser?.close();
    await demo?.close();
    if (data) rmSync(data, { recursive: true, force: true });
  });

  const records = async (activity) => {
    const url = new URL('/xapi/statements', demo.url);
    url.searchParams.set('activity', activity);
    url.searchParams.set('ascending', 'true');
    const headers = { authorization: `Basic ${btoa('uji:rahasia')}`, 'x-experience-api-version': '1.0.3' };
    return (await (await fetch(url, { headers })).json()).statements;
  };
  const settled = (who) =>
    who.page.waitForFunction(() => document.querySelector('widya-provider').service.pending === 0, { polling: 100 });
  /** The document of the content itself. */
  const content = async (who, path) => {
    for (let n = 0; n < 100; n++) {
      const frame = who.page.frames().find((f) => f.url().includes(path) && f.url().startsWith(demo.contentUrl));
      if (frame) return frame;
      await new Promise((r) => setTimeout(r, 100));
    }
    throw new Error(
      `no frame shows ${path}: ${who.page
        .frames()
        .map((f) => f.url().slice(0, 100))
        .join(' ')}`,
    );
  };
  const pressIn = async (frame, words) => {
    await frame.waitForFunction(
      (w) => [...document.querySelectorAll('button')].some((b) => b.textContent === w),
      {},
      words,
    );
    await frame.evaluate(
      (w) => [...document.querySelectorAll('button')].find((b) => b.textContent === w).click(),
      words,
    );
  };

  it('plays a cmi5 unit from its package, and the course goes on', async () => {
    const frame = await content(siti, 'bagian=materi');
    assert.notEqual(new URL(frame.url()).origin, demo.url);
    await frame.waitForFunction(() => document.querySelector('h1')?.textContent.startsWith('1.'));
    // What is played takes neither the focus nor the place in the page.
    assert.deepEqual(await siti.page.evaluate(() => [document.activeElement?.localName, scrollY]), ['body', 0]);
    await pressIn(frame, 'Berikutnya');
    await pressIn(frame, 'Berikutnya');
    await frame.waitForFunction(() => document.querySelector('h1').textContent.startsWith('3.'));
    await settled(siti);
    await siti.page.reload();
    const again = await content(siti, 'bagian=materi');
    await again.waitForFunction(() => document.querySelector('h1')?.textContent.startsWith('3.'));
    await pressIn(again, 'Berikutnya');
    await pressIn(again, 'Selesai');
    await siti.see(/1 dari 4 pelajaran selesai/);
    await settled(siti);
    const said = (await records(`${COURSE}/materi`)).map(verb);
    assert.deepEqual(said, [
      'launched',
      'initialized',
      'terminated',
      'launched',
      'initialized',
      'completed',
      'terminated',
    ]);
  });

  it('takes the judgement of a unit', async () => {
    await siti.press(/Berikutnya/);
    const frame = await content(siti, 'bagian=uji');
    await frame.waitForSelector('input[name=q0]');
    await frame.evaluate(() => {
      for (const [name, value] of [
        ['q0', '1'],
        ['q1', '0'],
        ['q2', '0'],
      ])
        document.querySelector(`input[name=${name}][value="${value}"]`).checked = true;
      document.querySelector('#kirim').click();
    });
    await pressIn(frame, 'Tutup');
    await siti.see(/2 dari 4 pelajaran selesai/);
    await settled(siti);
    const statements = await records(`${COURSE}/uji`);
    assert.deepEqual(statements.map(verb), ['launched', 'initialized', 'passed', 'terminated']);
    assert.equal(statements[2].result.score.scaled, 0.67);
    assert.equal(statements[2].actor.account.name, demo.people.find((p) => p.id === 'siti').actor.account.name);
  });

  const open = (who, title) =>
    who.page.evaluate((words) => {
      const player = document.querySelector('widya-course-player');
      [...player.shadowRoot.querySelectorAll('.item')].find((b) => b.innerText.includes(words)).click();
    }, title);

  it('plays SCORM 1.2: bookmark, suspend data and status survive a reload, and 120 rapid values all arrive', async () => {
    await open(siti, 'Mengatur antrean');
    const frame = await content(siti, 'index.html');
    await pressIn(frame, 'Berikutnya');
    await frame.evaluate(() => {
      for (let i = 0; i < 120; i++)
        window.sco.LMSSetValue('cmi.suspend_data', JSON.stringify({ ke: i, isi: 'x'.repeat(i) }));
    });
    await siti.page.reload();
    const again = await content(siti, 'index.html');
    await again.waitForFunction(() => document.querySelector('h1')?.textContent === 'Dahulukan yang perlu');
    assert.equal(JSON.parse(await again.evaluate(() => window.sco.LMSGetValue('cmi.suspend_data'))).ke, 119);
    assert.equal(await again.evaluate(() => window.sco.LMSGetValue('cmi.core.entry')), 'resume');
    await pressIn(again, 'Berikutnya');
    await pressIn(again, 'Berikutnya');
    await again.waitForSelector('input[value=b]');
    await again.evaluate(() => document.querySelector('input[value=b]').click());
    await pressIn(again, 'Kirim');
    await siti.see(/3 dari 4 pelajaran selesai/);
    await settled(siti);
    const said = await records(`${COURSE}/antrean`);
    assert.deepEqual(said.map(verb), ['initialized', 'suspended', 'resumed', 'scored', 'completed', 'passed']);
    const [responded] = (await records(`${COURSE}/antrean/interactions/lebih-dulu`)).filter(
      (s) => verb(s) === 'responded',
    );
    assert.equal(responded.result.response, 'b');
    assert.equal(responded.object.definition.interactionType, 'choice');
    assert.deepEqual(responded.object.definition.correctResponsesPattern, ['b']);
    assert.ok(
      said.every((s) => s.context.contextActivities.category.some((c) => c.id === 'https://w3id.org/xapi/scorm')),
    );
  });

  it('goes on with it at another computer', async () => {
    const elsewhere = await visit(browser, demo.url);
    await elsewhere.signIn('siti');
    await elsewhere.page.goto(`${demo.url}/kursus/pelayanan/`);
    await elsewhere.see(/3 dari 4 pelajaran selesai/);
    await open(elsewhere, 'Mengatur antrean');
    const frame = await content(elsewhere, 'index.html');
    await frame.waitForFunction(() => window.sco);
    assert.equal(await frame.evaluate(() => window.sco.LMSGetValue('cmi.core.lesson_status')), 'passed');
    assert.equal(await frame.evaluate(() => window.sco.LMSGetValue('cmi.core.score.raw')), '100');
    assert.equal(await frame.evaluate(() => window.sco.LMSGetValue('cmi.interactions._count')), '1');
    await elsewhere.close();
  });

  it('plays SCORM 2004 by the rules of its manifest', async () => {
    await open(siti, 'Menanggapi keluhan');
    const frame = await content(siti, 'bagian=materi');
    await frame.waitForFunction(() => window.sco);
    const parts = () =>
      siti.page.evaluate(() => {
        const player = document.querySelector('widya-course-player');
        return [...player.shadowRoot.querySelectorAll('.package-parts button')].map((b) =>
          `${b.innerText.trim()} ${b.getAttribute('aria-disabled') ?? ''}`.trim(),
        );
      });
    assert.deepEqual(await parts(), ['Mendengar keluhan', 'Uji true']);
    for (const words of ['Berikutnya', 'Berikutnya', 'Selesai']) await pressIn(frame, words);
    const exam = await content(siti, 'bagian=ujian');
    await exam.waitForSelector('input[value=b]');
    assert.deepEqual(await parts(), ['Mendengar keluhan', 'Uji']);
    await exam.evaluate(() => document.querySelector('input[value=b]').click());
    await pressIn(exam, 'Kirim');
    await siti.see(/4 dari 4 pelajaran selesai/);
    await pressIn(exam, 'Tutup');
    await siti.see(/Pelajaran ditutup/);
    await settled(siti);
    const said = (await records(`${COURSE}/keluhan/ujian`)).map(verb);
    assert.deepEqual(said.slice(0, 5), ['initialized', 'scored', 'completed', 'passed', 'terminated']);
  });

  /** A player of its own with one package of ours. */
  const playing = async (files, lesson = { kind: 'scorm' }) => {
    const budi = await visit(browser, demo.url);
    await budi.signIn('budi');
    await budi.page.goto(`${demo.url}/kursus/pelayanan/`);
    let zip;
    await budi.page.setRequestInterception(true);
    budi.page.on('request', (r) =>
      r.url().endsWith('/paket/jahat.zip') ? r.respond({ body: zip, contentType: 'application/zip' }) : r.continue(),
    );
    budi.play = async (files) => {
      const bytes = (v) => (typeof v === 'string' ? new TextEncoder().encode(v) : v);
      zip = Buffer.from(writeZip(new Map(Object.entries(files).map(([k, v]) => [k, bytes(v)]))));
      await budi.page.evaluate((lesson) => {
        const old = document.querySelector('widya-course-player');
        const player = document.createElement('widya-course-player');
        player.setAttribute('content', old.getAttribute('content'));
        player.course = {
          id: 'https://belajar.bln.example/kursus/jahat',
          title: 'Jahat',
          lessons: [{ id: 'jahat', title: 'Jahat', src: '/paket/jahat.zip', ...lesson }],
        };
        old.replaceWith(player);
      }, lesson);
    };
    await budi.play(files);
    return budi;
  };
  const manifest = `<manifest identifier="j"><organizations><organization identifier="o"><item identifier="i" identifierref="r"><title>x</title></item></organization></organizations><resources><resource identifier="r" adlcp:scormtype="sco" href="index.html"/></resources></manifest>`;

  it('a package that reaches for the portal gets nothing', async () => {
    const budi = await playing({
      'imsmanifest.xml': manifest,
      'index.html': '<!doctype html><title>j</title><img src="gambar.svg"><script src="j.js"></script>',
      'gambar.svg':
        '<svg xmlns="http://www.w3.org/2000/svg" onload="parent.top.stolen=1"><script>top.stolen = 1</script></svg>',
      'j.js': `const tries = {
        document: () => top.document.title,
        storage: () => top.localStorage.length,
        script: () => top.eval('1'),
        cookie: () => { if (!/widya_session/.test(document.cookie)) throw new Error('none'); },
        navigate: () => { top.location.href = '${'about:blank'}#x'; },
        session: async () => { const r = await fetch('${demo.url}/sesi', { credentials: 'include' }); if (!r.ok) throw new Error('no'); },
        write: async () => { const r = await fetch('${demo.url}/xapi/statements', { method: 'POST', credentials: 'include', mode: 'no-cors', body: '[]' }); },
        beacon: () => { if (!navigator.sendBeacon('${demo.url}/keluar', '')) throw new Error('no'); },
      };
      (async () => {
        const got = [];
        for (const [name, run] of Object.entries(tries)) { try { await run(); got.push(name); } catch {} }
        document.title = 'done ' + got.join();
      })();`,
    });
    const frame = await content(budi, 'index.html');
    await frame.waitForFunction(() => document.title.startsWith('done'));
    const got = await frame.evaluate(() => document.title);
    // A beacon is queued before the policy looks at it; whether it left is told by the session, which still stands.
    assert.equal(got.replace(/,?beacon/, '').trim(), 'done');
    assert.equal(new URL(budi.page.url()).pathname, '/kursus/pelayanan/');
    assert.equal(await budi.page.evaluate(() => 'stolen' in window), false);
    assert.equal(await budi.page.evaluate(async () => (await fetch('/sesi')).status), 200);
    await budi.close();
  });

  it('plays H5P by the runtime the agency has installed, and records it as the learner’s', async () => {
    const budi = await playing(
      {
        'h5p.json': JSON.stringify({ title: 'Sapa warga', mainLibrary: 'H5P.TrueFalse', language: 'id' }),
        'content/content.json': JSON.stringify({ question: 'Loket melayani semua orang.' }),
      },
      { id: 'h5p', kind: 'h5p', masteryScore: 0.5, moveOn: 'Passed' },
    );
    const frame = await content(budi, 'h5p.html');
    await frame.waitForFunction(() => document.body.innerText.includes('Loket melayani'));
    await pressIn(frame, 'Benar');
    await budi.see(/1 dari 1 pelajaran selesai/);
    await settled(budi);
    const lesson = 'https://belajar.bln.example/kursus/jahat/h5p';
    const said = await records(lesson);
    assert.deepEqual(said.map(verb), ['initialized', 'completed', 'passed']);
    const [answered] = await records(`${lesson}/h5p/soal-1`);
    assert.equal(answered.actor.account.name, demo.people.find((p) => p.id === 'budi').actor.account.name);
    assert.equal(answered.context.registration, said[0].context.registration);
    assert.deepEqual(
      answered.context.contextActivities.parent.map((p) => p.id),
      [lesson],
    );
    assert.equal(answered.object.definition.interactionType, 'true-false');
    assert.equal(answered.result.response, 'true');
    // It goes on where it was.
    await budi.page.evaluate(() => {
      const player = document.querySelector('widya-course-player');
      player.parentNode.insertBefore(player, player.nextSibling);
    });
    while (!frame.detached) await new Promise((r) => setTimeout(r, 50));
    const again = await content(budi, 'h5p.html');
    await again.waitForFunction(() => document.body.innerText.includes('Terakhir: true'));
    await budi.close();
  });

  it('plays a unit that the server launches, and takes its result', async () => {
    const budi = await visit(browser, demo.url);
    await budi.signIn('budi');
    await budi.page.goto(`${demo.url}/kursus/pelayanan/`);
    const id = await budi.page.evaluate(async () => {
      const [{ id }] = await (await fetch('/cmi5/courses')).json();
      const old = document.querySelector('widya-course-player');
      const player = document.createElement('widya-course-player');
      player.setAttribute('content', old.getAttribute('content'));
      player.setAttribute('cmi5', '/cmi5');
      player.setAttribute('src', `/cmi5/courses/${encodeURIComponent(id)}`);
      old.replaceWith(player);
      return id;
    });
    const frame = await content(budi, '/terpasang/');
    await frame.waitForFunction(() => document.querySelector('h1')?.textContent.startsWith('1.'));
    for (let i = 0; i < 4; i++) await pressIn(frame, i < 3 ? 'Berikutnya' : 'Selesai');
    await budi.see(/Pelajaran ditutup/);
    await budi.see(/1 dari 2 pelajaran selesai/);
    await settled(budi);
    const lesson = await budi.page.evaluate(() => document.querySelector('widya-course-player').lesson);
    const said = (await records(`${id.replace(/\/$/, '')}/${lesson}`)).map(verb);
    assert.deepEqual(said, ['launched', 'initialized', 'completed', 'terminated']);
    // Nobody has set preferences yet, and cmi5 (11) answers that with 404.
    assert.deepEqual(
      budi.trouble.filter((t) => !t.includes('cmi5LearnerPreferences')),
      [],
    );
    await budi.close();
  });

  it('a unit that asks for a window of its own gets one, and no hold of this one', async () => {
    const file = (name) => readFileSync(new URL(`../../demo/paket/cmi5-sapa-warga/${name}`, import.meta.url), 'utf8');
    const own = file('cmi5.xml').replace('moveOn="Completed"', 'moveOn="Completed" launchMethod="OwnWindow"');
    const names = ['index.html', 'au.js', 'gaya.css'];
    const budi = await playing(
      { 'cmi5.xml': own, ...Object.fromEntries(names.map((n) => [n, file(n)])) },
      { kind: 'cmi5' },
    );
    await budi.see(/berjalan di jendelanya sendiri/);
    const popup = new Promise((resolve) => budi.page.once('popup', resolve));
    await budi.press(/Buka pelajaran di jendela baru/);
    const window_ = await popup;
    await window_.waitForFunction(() => document.querySelector('h1')?.textContent.startsWith('1.'));
    assert.deepEqual(await window_.evaluate(() => [window.self === window.top, window.opener === null]), [true, true]);
    for (let i = 0; i < 4; i++) await pressIn(window_, i < 3 ? 'Berikutnya' : 'Selesai');
    await budi.see(/1 dari 1 pelajaran selesai/);
    await window_.close();
    await budi.see(/Pelajaran ditutup/);
    await budi.close();
  });

  it('packages that mean harm are refused, and the file at fault is named', async () => {
    const good = { 'imsmanifest.xml': manifest, 'index.html': 'x' };
    const cases = [
      [{ '../../keluar.html': 'x' }, /keluar\.html: leads out of the package/],
      [{ '/etc/passwd': 'x' }, /passwd: leads out of the package/],
      [{ 'C:/jahat.exe': 'x' }, /jahat\.exe: leads out of the package/],
      [{ 'a\\..\\..\\b.html': 'x' }, /b\.html: leads out of the package/],
      [{ 'Gambar.png': 'x', 'gambar.png': 'y' }, /gambar\.png: is there twice/],
      [{ 'bom.bin': new Uint8Array(30_000_000) }, /bom\.bin: swells when unpacked/],
    ];
    const budi = await playing({ ...good, ...cases[0][0] });
    for (const [files, words] of cases) {
      if (files !== cases[0][0]) await budi.play({ ...good, ...files });
      await budi.see(words);
      assert.equal(budi.page.frames().filter((f) => f.url().includes('/p/')).length, 0);
    }
    await budi.close();
  });

  it('what SCORM content has set survives a killed browser', async () => {
    const profile = mkdtempSync(join(tmpdir(), 'widya-killed-'));
    try {
      const first = await launch({ profile });
      const ended = new Promise((resolve) => first.process().once('exit', resolve));
      const ratna = await visit(first, demo.url, first.defaultBrowserContext());
      await ratna.signIn('budi');
      await ratna.page.goto(`${demo.url}/kursus/pelayanan/`);
      await ratna.see(/Mengatur antrean/);
      await open(ratna, 'Mengatur antrean');
      const frame = await content(ratna, 'index.html');
      await pressIn(frame, 'Berikutnya');
      await frame.evaluate(() => window.sco.LMSSetValue('cmi.suspend_data', 'sebelum mati listrik'));
      // Written down within a quarter of a second, whether or not the content ever commits.
      const [shim] = ratna.page.frames().filter((f) => f.url().includes('/shim.html'));
      await shim.waitForFunction(() => Object.values(localStorage).some((v) => v.includes('sebelum mati listrik')));
      // On the disk, which the browser writes when it has time.
      const disk = join(profile, 'Default/Local Storage/leveldb');
      const isThere = () => readdirSync(disk).some((f) => readFileSync(join(disk, f)).includes('sebelum mati listrik'));
      for (let n = 0; n < 300 && !isThere(); n++) await new Promise((r) => setTimeout(r, 100));
      first.process().kill('SIGKILL');
      await ended;
      const second = await launch({ profile });
      try {
        const again = await visit(second, demo.url, second.defaultBrowserContext());
        // Its cookie may not have come to the disk.
        await again.signIn('budi');
        await again.page.goto(`${demo.url}/kursus/pelayanan/`);
        await again.see(/Mengatur antrean/);
        await open(again, 'Mengatur antrean');
        const back = await content(again, 'index.html');
        await back.waitForFunction(() => window.sco);
        assert.equal(await back.evaluate(() => window.sco.LMSGetValue('cmi.suspend_data')), 'sebelum mati listrik');
        assert.equal(await back.evaluate(() => window.sco.LMSGetValue('cmi.core.entry')), 'resume');
      } finally {
        await second.close();
      }
    } finally {
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  });

  it('breaks no policy of the portal', () => assert.deepEqual(siti.trouble, []));
});
