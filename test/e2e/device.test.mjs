// The page about one's own device: what waits is seen and copied when there is no network, and brought in by who accompanies.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startDemo } from '../../demo/server.mjs';
import { launch, visit } from './browser.mjs';

let demo;
let browser;
let copy;

before(async () => {
  demo = await startDemo({ data: 'memory', credential: 'uji:rahasia' });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await demo?.close();
});

it('copies what waits without a network', async () => {
  const siti = await visit(browser, demo.url);
  await siti.signIn('siti', '/perangkat.html');
  await siti.see(/Semua sudah terkirim/);
  await siti.page.setOfflineMode(true);
  copy = await siti.page.evaluate(async () => {
    const { service } = document.querySelector('widya-provider');
    for (let i = 0; i < 3; i++)
      await service.record([
        {
          verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
          object: { id: `https://belajar.bln.example/kursus/etika-asn/${i}` },
        },
      ]);
    let blob;
    URL.createObjectURL = (made) => ((blob = made), 'blob:none');
    HTMLAnchorElement.prototype.click = () => undefined;
    await document.querySelector('widya-sync-status').download();
    return blob.text();
  });
  await siti.see(/3 catatan/);
  assert.match(copy, /etika-asn\/2/);
});

it('shows a facilitator what a copy holds before it is brought in', async () => {
  const dewi = await visit(browser, demo.url);
  await dewi.signIn('dewi', '/perangkat.html');
  await dewi.see(/Buka cadangan/);
  await dewi.page.evaluate(
    (text) => document.querySelector('widya-sync-status').restore(new File([text], 'cadangan.json')),
    copy,
  );
  await dewi.see(/Siti/);
  assert.deepEqual(dewi.trouble, []);
});

it('examines the page', async () => {
  const budi = await visit(browser, demo.url);
  await budi.signIn('budi', '/perangkat.html');
  await budi.press(/Periksa halaman ini/);
  await budi.see(/Semua baik/);
  assert.deepEqual(budi.trouble, []);
});
