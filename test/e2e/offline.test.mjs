// Learning off the network: downloaded, cut off, finished, the browser restarted, and everything recorded once, in order.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startDemo } from '../../demo/server.mjs';
import { answerQuiz, launch, visit } from './browser.mjs';

const here = (path) => new URL(`../../demo/public/kursus/etika-asn/${path}`, import.meta.url);
const film = readFileSync(here('video/nilai-dasar.webm'));
assert.ok(film.length > 700_000, 'large enough to break off in the middle');
const ID = 'https://belajar.bln.example/uji/luring';
const QUIZ = {
  id: `${ID}/soal`,
  title: 'Kuis',
  passMark: 0.5,
  questions: [
    { id: 'a', kind: 'true-false', stem: 'Loket melayani semua orang.', answer: true },
    {
      id: 'b',
      kind: 'choice',
      stem: 'Mana yang benar?',
      options: [
        { id: 'x', text: 'Ini', correct: true },
        { id: 'y', text: 'Itu' },
      ],
    },
  ],
};
const COURSE = {
  id: ID,
  title: 'Uji luring',
  language: 'id',
  lessons: [
    {
      id: 'satu',
      title: 'Bagian satu',
      lessons: [
        { id: 'bacaan', kind: 'page', title: 'Bacaan', src: 'bacaan.md' },
        {
          id: 'film',
          kind: 'video',
          title: 'Film',
          threshold: 0.3,
          sources: [
            {
              src: 'film.webm',
              type: 'video/webm',
              size: film.length,
              sha256: createHash('sha256').update(film).digest('hex'),
            },
          ],
          tracks: [{ src: 'film.vtt', srclang: 'id' }],
        },
        { id: 'kuis', kind: 'quiz', title: 'Kuis', src: 'kuis.json', moveOn: 'Passed', masteryScore: 0.5 },
      ],
    },
  ],
};
const text = (type, body) => [type, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))];
const files = {
  'course.json': text('application/json', COURSE),
  'bacaan.md': text('text/markdown; charset=utf-8', '## Isi\n\nTiga lapis.\n\n![Tiga lapis](gambar.svg)\n'),
  'gambar.svg': text('image/svg+xml', readFileSync(here('gambar/tiga-lapis.svg'), 'utf8')),
  'kuis.json': text('application/json', QUIZ),
  'film.vtt': text('text/vtt; charset=utf-8', readFileSync(here('video/nilai-dasar.id.vtt'), 'utf8')),
  'film.webm': ['video/webm', film],
};

/** The line between browser and portal: it can be cut, and it breaks off a film in the middle. */
async function createLine(demo) {
  const line = { up: true, breaks: 0, ranges: [], bytes: 0 };
  const sockets = new Set();
  const own = (message, out, name) => {
    const [type, body] = files[name];
    const etag = `"${createHash('sha1').update(body).digest('hex').slice(0, 12)}"`;
    const range = /^bytes=(\d+)-$/.exec(message.headers.range ?? '');
    const from = range && message.headers['if-range'] === etag ? Number(range[1]) : 0;
    if (message.method === 'GET' && name === 'film.webm') line.ranges.push(from);
    out.writeHead(from > 0 ? 206 : 200, {
      'content-type': type,
      'content-length': body.length - from,
      'cache-control': 'no-cache',
      etag,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` } : {}),
    });
    if (message.method === 'HEAD') return out.end();
    if (name !== 'film.webm' || line.breaks === 0) return out.end(body.subarray(from));
    line.breaks--;
    // As much as is written down on the way, and then the line is dead.
    return out.write(body.subarray(from, from + 650_000), () => setTimeout(() => out.destroy(), 50));
  };
  const server = createServer((message, out) => {
    const [path] = message.url.split('?');
    const name = path.startsWith('/uji/') ? path.slice(5) : undefined;
    if (name && files[name]) return own(message, out, name);
    const page = name === '';
    const sent = ask(
      {
        port: demo.port,
        method: message.method,
        path: page ? '/kursus/etika-asn/' : message.url,
        headers: message.headers,
      },
      (answer) => {
        if (!page) {
          out.writeHead(answer.statusCode, answer.headers);
          return answer.pipe(out);
        }
        let body = '';
        answer.setEncoding('utf8').on('data', (d) => (body += d));
        return answer.on('end', () => {
          const drop = ['content-length', 'transfer-encoding', 'etag'];
          const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !drop.includes(name)));
          out
            .writeHead(answer.statusCode, headers)
            .end(body.replaceAll('/kursus/etika-asn/course.json', '/uji/course.json'));
        });
      },
    );
    sent.on('error', () => out.destroy());
    if (page) message.headers['accept-encoding'] = 'identity';
    return message.pipe(sent);
  });
  server.on('connection', (socket) => {
    if (!line.up) return socket.destroy();
    sockets.add(socket);
    return socket.on('close', () => sockets.delete(socket));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  line.port = server.address().port;
  line.cut = () => {
    line.up = false;
    for (const socket of sockets) socket.destroy();
  };
  line.mend = () => (line.up = true);
  line.close = () => (line.cut(), new Promise((resolve) => server.close(resolve)));
  return line;
}

describe('offline', { timeout: 300_000 }, () => {
  let demo;
  let line;
  let data;

  before(async () => {
    data = mkdtempSync(join(tmpdir(), 'widya-offline-'));
    demo = await startDemo({ credential: 'uji:rahasia' });
    line = await createLine(demo);
  });
  after(async () => {
    await line?.close();
    await demo?.close();
    if (data) rmSync(data, { recursive: true, force: true });
  });

  const records = async (name) => {
    const url = new URL('/xapi/statements', demo.url);
    const { actor } = demo.people.find((p) => p.id === name);
    url.searchParams.set('agent', JSON.stringify(actor));
    url.searchParams.set('ascending', 'true');
    const headers = { authorization: `Basic ${btoa('uji:rahasia')}`, 'x-experience-api-version': '1.0.3' };
    return (await (await fetch(url, { headers })).json()).statements;
  };
  const settled = (who) =>
    who.page.waitForFunction(() => document.querySelector('widya-provider').service?.pending === 0, {
      polling: 100,
      timeout: 60_000,
    });
  const open = (who, title) =>
    who.page.waitForFunction(
      (words) => {
        const player = document.querySelector('widya-course-player');
        const item = [...(player?.shadowRoot.querySelectorAll('.item') ?? [])].find((b) => b.innerText.includes(words));
        item?.click();
        return item !== undefined;
      },
      {},
      title,
    );
  const download = async (who) => {
    await who.see(/Alat belajar|Luring/);
    await who.press(/^\s*Luring/);
    await who.see(/Belum diunduh/);
    await who.see(/3 pelajaran · [\d,]+ (?:kB|MB)/);
    await who.press(/^\s*Unduh/);
    await who.see(/Tersedia luring/);
  };
  const finish = async (who) => {
    await open(who, 'Bacaan');
    await who.see(/Tiga lapis\./);
    await who.page.waitForFunction(() => {
      const picture = document.querySelector('widya-course-player').shadowRoot.querySelector('.prose img');
      return picture?.complete && picture.naturalWidth > 0;
    });
    await who.press(/Tandai selesai/);
    await who.page.waitForFunction(() => {
      const video = document.querySelector('widya-course-player').shadowRoot.querySelector('video');
      if (!video || video.readyState < 2) return false;
      video.muted = true;
      video.playbackRate = 8;
      void video.play();
      return true;
    });
    await who.see(/2 dari 3 pelajaran selesai/);
    await open(who, 'Kuis');
    await who.press(/Mulai/);
    await answerQuiz(who.page, QUIZ);
    await who.press(/Kumpulkan jawaban/);
    await who.see(/Selamat, Anda menyelesaikan kursus ini/);
  };
  /** Everything once, as it happened, when it happened. */
  const check = (statements, cut, mended) => {
    const offline = statements.filter((s) => Date.parse(s.timestamp) > cut);
    const said = offline.map((s) => `${s.verb.id.replace(/.*\//, '')} ${String(s.object.id).replace(/.*\//, '')}`);
    assert.equal(new Set(statements.map((s) => s.id)).size, statements.length);
    const once = ['completed bacaan', 'completed film', 'passed kuis', 'answered a', 'answered b', 'satisfied luring'];
    for (const words of once) assert.equal(said.filter((s) => s === words).length, 1, `${words} in ${said.join(', ')}`);
    const order = ['completed bacaan', 'initialized film', 'completed film', 'satisfied luring'].map((w) =>
      said.indexOf(w),
    );
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      order,
      said.join(', '),
    );
    for (const s of offline.filter((s) => s.verb.id.endsWith('/completed'))) {
      assert.ok(Date.parse(s.timestamp) < mended, 'the time is the one at which it was done');
      assert.ok(Date.parse(s.stored) >= mended);
    }
  };

  it('downloads, is cut off, is finished, restarted, and all of it arrives once, in order, with its times', async () => {
    const url = `http://localhost:${line.port}`;
    const profile = join(data, 'profil');
    let browser = await launch({ profile });
    let mended;
    let cut;
    try {
      const siti = await visit(browser, url, browser.defaultBrowserContext());
      await siti.signIn('siti', '/uji/');
      await siti.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await siti.press(/Tutup panduan/);
      line.breaks = 1;
      await download(siti);
      // It went on where the line broke, by its ETag.
      assert.equal(line.ranges.length, 2);
      assert.ok(line.ranges[1] >= 512 * 1024, `went on at ${line.ranges[1]}`);
      await settled(siti);
      line.cut();
      cut = Date.now();
      await finish(siti);
      await browser.close();
      browser = await launch({ profile });
      const again = await visit(browser, url, browser.defaultBrowserContext());
      await again.page.goto(`${url}/uji/`);
      await again.see(/3 dari 3 pelajaran selesai/);
      await open(again, 'Bacaan');
      await again.see(/Tiga lapis\./);
      await again.see(/Tersedia luring/);
      line.mend();
      mended = Date.now();
      await again.page.evaluate(() => dispatchEvent(new Event('online')));
      await settled(again);
    } finally {
      await browser.close();
    }
    check(await records('siti'), cut, mended);
  });

  it('on plain http as well, as long as the page stays open; and what was removed is gone', async () => {
    const browser = await launch({ flags: ['--host-resolver-rules=MAP portal.uji 127.0.0.1'] });
    try {
      const url = `http://portal.uji:${line.port}`;
      const budi = await visit(browser, url);
      await budi.signIn('budi', '/uji/');
      assert.equal(await budi.page.evaluate(() => isSecureContext), false);
      await budi.press(/Tutup panduan/);
      await download(budi);
      await budi.see(/biarkan tetap terbuka/);
      await settled(budi);
      line.cut();
      const cut = Date.now();
      await finish(budi);
      line.mend();
      const mended = Date.now();
      await budi.page.evaluate(() => dispatchEvent(new Event('online')));
      await settled(budi);
      check(await records('budi'), cut, mended);
      await budi.press(/Hapus dari perangkat/);
      await budi.press(/Ya, hapus/);
      await budi.see(/Belum diunduh/);
      const left = await budi.page.evaluate(
        () =>
          new Promise((resolve) => {
            indexedDB.open('widya-offline').onsuccess = (e) => {
              const tx = e.target.result.transaction(['files', 'parts', 'units']);
              const counts = ['files', 'parts', 'units'].map((n) => tx.objectStore(n).count());
              tx.oncomplete = () => resolve(counts.map((c) => c.result));
            };
          }),
      );
      assert.deepEqual(left, [0, 0, 0]);
    } finally {
      await browser.close();
    }
  });
});
