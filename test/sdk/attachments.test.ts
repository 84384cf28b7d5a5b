// Files with statements against the real LRS handler, with and without crypto.subtle.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { attach, decode } from '../../src/sdk/attachments.js';
import { LrsClient } from '../../src/sdk/client.js';
import { WidyaError } from '../../src/sdk/errors.js';
import { boundaryOf, readParts, writeParts } from '../../src/sdk/multipart.js';
import { digest, sha256 } from '../../src/sdk/sha256.js';
import type { Statement } from '../../src/sdk/statement.js';
import { uuid } from '../../src/sdk/uuid.js';
import { createTestLrs, people } from '../../src/testing/lrs.js';

const about = { usageType: 'https://x.example/bukti', display: { id: 'Bukti' } };
const made = (more: Partial<Statement>): Statement & { id: string } => ({
  actor: people.siti.actor,
  verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
  object: { id: 'https://x.example/tugas' },
  timestamp: '2026-11-24T01:00:00.000Z',
  ...more,
  id: uuid(),
});
const bytesOf = fc.uint8Array({ maxLength: 300 });
const open = () => {
  const lrs = createTestLrs();
  return { lrs, client: new LrsClient({ endpoint: 'http://lrs.example/xapi-in-page', fetch: lrs.fetch }) };
};

describe('SHA-256', () => {
  it('is that of Node for any bytes, without crypto.subtle', async () => {
    const expected = (b: Uint8Array) => createHash('sha256').update(b).digest('hex');
    for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 70_000]) {
      const bytes = new Uint8Array(length).map((_, i) => i * 7);
      assert.equal(Buffer.from(digest(bytes)).toString('hex'), expected(bytes), String(length));
      assert.equal(await sha256(bytes), expected(bytes));
    }
    fc.assert(fc.property(bytesOf, (b) => Buffer.from(digest(b)).toString('hex') === expected(b)));
  });
});

describe('multipart', () => {
  it('gives back any bytes, also those that look like a boundary', () => {
    const near = fc.constantFrom('\r\n--', '--', '\r\n\r\n', '\r\n', '--\r\n').map((s) => new TextEncoder().encode(s));
    const nasty = fc
      .array(fc.oneof(near, bytesOf), { maxLength: 6 })
      .map((l) => Uint8Array.from(l.flatMap((b) => [...b])));
    return fc.assert(
      fc.asyncProperty(fc.array(nasty, { maxLength: 3 }), async (list) => {
        const files = list.map((bytes, i) => ({ sha2: String(i), contentType: 'a/b', bytes }));
        const { contentType, body } = writeParts('{}', files);
        const parts = readParts(new Uint8Array(await body.arrayBuffer()), boundaryOf(contentType) ?? '');
        assert.deepEqual(
          parts?.slice(1).map((p) => p.body),
          list,
        );
      }),
    );
  });
  it('is refused when it is cut off anywhere', async () => {
    const { contentType, body } = writeParts('{"a":1}', [{ sha2: 'x', contentType: 'a/b', bytes: new Uint8Array(20) }]);
    const whole = new Uint8Array(await body.arrayBuffer());
    for (let n = 0; n < whole.length - 4; n++)
      assert.throws(
        () => decode(whole.slice(0, n), contentType),
        (e) => e instanceof WidyaError && e.code === 'lrs/bad-response' && e.retryable,
        `cut at ${n}`,
      );
  });
});

describe('LrsClient with files', () => {
  it('sends several, one of them twice, and reads them back byte for byte', async () => {
    const { lrs, client } = open();
    const photo = await attach(new Uint8Array([255, 254, 0, 13, 10, 45, 45]), { ...about, contentType: 'image/png' });
    const text = await attach(new Blob(['satu\r\ndua\r\ntiga'], { type: 'text/plain' }), about);
    assert.equal(text.attachment.contentType, 'text/plain');
    const list = [
      made({ attachments: [photo.attachment] }),
      made({}),
      made({ attachments: [text.attachment, photo.attachment] }),
    ];
    await client.saveStatements(list, { files: [photo.file, text.file, photo.file] });
    const page = await client.getStatements({ agent: people.siti.actor, attachments: true, ascending: true });
    assert.deepEqual(
      page.statements.map((s) => s.id),
      list.map((s) => s.id),
    );
    assert.deepEqual([...(page.files?.keys() ?? [])].sort(), [photo.file.sha2, text.file.sha2].sort());
    assert.deepEqual(page.files?.get(photo.file.sha2)?.bytes, photo.file.bytes);
    assert.equal(page.files?.get(text.file.sha2)?.contentType, 'text/plain');
    const one = await client.getStatementWithFiles(list[0]?.id ?? '');
    assert.deepEqual([...(one?.files.keys() ?? [])], [photo.file.sha2]);
    assert.equal(lrs.requests.filter((r) => r.startsWith('POST')).length, 1);
  });
  it('keeps the files of the pages that follow', async () => {
    const { client } = open();
    for (const n of [1, 2, 3]) {
      const { attachment, file } = await attach(`berkas ${n}`, about);
      await client.putStatement(made({ attachments: [attachment] }), { files: [file] });
    }
    let page = await client.getStatements({ agent: people.siti.actor, attachments: true, limit: 2 });
    assert.equal(page.files?.size, 2);
    page = await client.getMore(page.more ?? '');
    assert.equal(page.files?.size, 1);
  });
  it('needs no bytes for a file that has an address', async () => {
    const { client } = open();
    const { attachment } = await attach('x', { ...about, fileUrl: 'https://x.example/berkas' });
    await client.saveStatements([made({ attachments: [attachment] })]);
    assert.equal((await client.getStatements({ agent: people.siti.actor })).statements.length, 1);
  });
  it('finds the files of a SubStatement, and leaves out those nobody names', async () => {
    const { client } = open();
    const { attachment, file } = await attach('x', about);
    const { file: stray } = await attach('y', about);
    const { id: _, ...inner } = made({ attachments: [attachment] });
    await client.saveStatements(
      [made({ object: { ...inner, objectType: 'SubStatement', object: { id: 'https://x.example/a' } } })],
      {
        files: [file, stray],
      },
    );
    const page = await client.getStatements({ agent: people.siti.actor, attachments: true });
    assert.deepEqual([...(page.files?.keys() ?? [])], [file.sha2]);
  });
  it('works where there is no crypto.subtle', async () => {
    const { client } = open();
    const secure = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
    Object.defineProperty(globalThis, 'crypto', {
      configurable: true,
      value: {
        getRandomValues: (b: Uint8Array<ArrayBuffer>) => secure?.get?.call(globalThis).getRandomValues(b) as Uint8Array,
      },
    });
    try {
      const { attachment, file } = await attach('lewat http', about);
      await client.saveStatements([made({ attachments: [attachment] })], { files: [file] });
      assert.equal(file.sha2, createHash('sha256').update('lewat http').digest('hex'));
    } finally {
      if (secure) Object.defineProperty(globalThis, 'crypto', secure);
    }
  });
});
