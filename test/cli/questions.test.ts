// The commands for authors, as a shell runs them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeZip } from '../../src/formats/zip-write.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'widya-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const widya = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) =>
    execFile(
      process.execPath,
      ['--import', `${root}test/node-ts.mjs`, `${root}src/cli/widya.ts`, ...args],
      { cwd: folder, env: { ...process.env, NODE_NO_WARNINGS: '1' } },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
    ),
  );
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

describe('widya import', () => {
  it('writes quiz.json, tells what was left out with its line, and never writes over a file', async () => {
    put('soal.gift', 'Ibu kota? {=Jakarta ~Bandung}\n\nRusak {=x');
    const first = await widya('import', 'soal.gift', '--id', 'https://belajar.example/kuis/ibu-kota');
    assert.equal(first.code, 0, first.err);
    assert.match(first.err, /left out: soal\.gift: line 3/);
    const quiz = JSON.parse(readFileSync(join(folder, 'soal.json'), 'utf8')) as { id: string; questions: unknown[] };
    assert.deepEqual([quiz.id, quiz.questions.length], ['https://belajar.example/kuis/ibu-kota', 1]);
    const again = await widya('import', 'soal.gift');
    assert.deepEqual([again.code, /there already/.test(again.err)], [1, true]);
    assert.equal((await widya('import', 'soal.gift', '--force', '--strict')).code, 1);
  });

  it('puts the pictures of a file beside it, and export takes them along', async () => {
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    put(
      'logo.xml',
      `<quiz><question type="truefalse"><name><text>L</text></name><questiontext format="html"><text>&lt;img src="@@PLUGINFILE@@/gambar/a.png" alt="L"&gt; Benar?</text><file name="a.png" path="/gambar/" encoding="base64">${pixel}</file></questiontext><answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>`,
    );
    assert.equal((await widya('import', 'logo.xml')).code, 0);
    assert.ok(existsSync(join(folder, 'gambar/a.png')));
    const out = await widya('export', 'logo.json', '--to', 'logo.zip');
    assert.equal(out.code, 0, out.err);
    rmSync(join(folder, 'gambar'), { recursive: true });
    const back = await widya('import', 'logo.zip', '--to', 'balik.json');
    assert.equal(back.code, 0, back.err);
    assert.equal(readFileSync(join(folder, 'items/gambar/a.png')).toString('base64'), pixel);
  });

  it('refuses what is no file of questions, saying what it could be', async () => {
    put('surat.docx', 'bukan soal');
    const { code, err } = await widya('import', 'surat.docx');
    assert.equal(code, 1);
    assert.match(err, /GIFT/);
  });
});

describe('widya validate', () => {
  it('names every problem with its place', async () => {
    put(
      'kuis.json',
      JSON.stringify({
        id: 'https://x.example/k',
        title: 'K',
        questions: [
          { id: 'a', kind: 'true-false', stem: 'x' },
          { id: 'b', kind: 'choice', stem: 'y', options: [{ id: 'a', text: 'A' }] },
          { id: 'c', kind: 'acme-hotspot', stem: 'z' },
        ],
      }),
    );
    const { code, err } = await widya('validate', 'kuis.json');
    assert.equal(code, 1);
    assert.match(err, /kuis\.json: questions\[0\]\.answer: is missing/);
    assert.match(err, /kuis\.json: questions\[1\]\.options/);
    assert.match(err, /acme-hotspot/);
  });
  it('finds the files of the demo in order', async () => {
    const { code, out } = await widya('validate', `${root}demo/public/kuis/semua-jenis.json`);
    assert.equal(code, 0);
    assert.match(out, /quiz, 10 questions/);
  });
  it('checks courses, each lesson by its kind', async () => {
    const lessons = [
      { id: 'a', kind: 'page', title: 'A', body: 'x', due: '2026-11-30T23:59' },
      { id: 'b', kind: 'video', title: 'B', sources: [] },
    ];
    const course = { id: 'https://x.example/k', title: 'K', lessons };
    put('course.json', JSON.stringify(course));
    const first = await widya('validate', 'course.json');
    assert.equal(first.code, 1);
    assert.match(first.err, /lessons\[0\]\.due: must be a date and time with its zone/);
    put('course.json', JSON.stringify({ ...course, lessons: [lessons[1]] }));
    assert.match((await widya('validate', 'course.json')).err, /lessons\[0\]\.sources: needs at least one source/);
    const { code, out } = await widya('validate', `${root}demo/public/kursus/etika-asn/course.json`);
    assert.equal(code, 0);
    assert.match(out, /course, \d+ lessons/);
  });
  it('checks courses of other systems: structures, manifests and packages', async () => {
    const au =
      '<au id="https://x.example/a"><title><langstring lang="id">A</langstring></title><description><langstring lang="id">A</langstring></description><url>a.html</url></au>';
    const course =
      '<course id="https://x.example/k"><title><langstring lang="id">K</langstring></title><description><langstring lang="id">K</langstring></description></course>';
    const structure = `<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">${course}${au}</courseStructure>`;
    const zip = (files: Record<string, string>) =>
      writeZip(new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])));
    writeFileSync(join(folder, 'paket.zip'), zip({ 'cmi5.xml': structure, 'a.html': '<p>' }));
    assert.match((await widya('validate', 'paket.zip')).out, /paket\.zip: cmi5 course, 1 lessons, 2 files/);
    writeFileSync(join(folder, 'paket.zip'), zip({ 'cmi5.xml': structure, 'b.html': '<p>' }));
    const broken = await widya('validate', 'paket.zip');
    assert.deepEqual([broken.code, /a\.html/.test(broken.err)], [1, true]);
    const manifest = `${root}demo/paket/scorm12-antrean/imsmanifest.xml`;
    assert.match((await widya('validate', manifest)).out, /SCORM course, 1 lessons/);
    put('kosong.xml', readFileSync(manifest, 'utf8').replace(/<item[^]*<\/item>/, ''));
    assert.match((await widya('validate', 'kosong.xml')).err, /has no item that can be launched/);
  });
});
