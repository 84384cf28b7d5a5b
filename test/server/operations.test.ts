// What those who run the server see: lines without personal data, counters, and a command that says what is wrong with its options.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createApp } from '../../src/server/app.js';
import type { RequestEntry } from '../../src/server/metrics.js';
import { memoryStorage } from '../../src/server/storage/memory.js';
import { account, statement } from './support.js';

const version = { 'x-experience-api-version': '1.0.3' };
const basic = (text: string) => ({ authorization: `Basic ${btoa(text)}` });

test('a line and a count for each request, without names, queries or bodies', async () => {
  const lines: RequestEntry[] = [];
  const app = createApp({
    storage: memoryStorage(),
    credentials: [
      { key: 'portal', secret: 'rahasia' },
      { key: 'baca', secret: 's', scopes: ['all/read'] },
    ],
    log: (entry) => lines.push(entry),
  });
  const ask = (path: string, init: RequestInit = {}) => app.fetch(new Request(`http://lrs.test${path}`, init));
  const agent = encodeURIComponent(JSON.stringify(account('siti-rahmawati')));
  const body = JSON.stringify(statement({ actor: account('siti-rahmawati') }));
  const json = { 'content-type': 'application/json' };
  await ask(`/xapi/statements?agent=${agent}`, { headers: { ...version, ...basic('portal:rahasia') } });
  await ask('/xapi/statements', { method: 'POST', body, headers: { ...version, ...json, ...basic('baca:s') } });
  await ask('/xapi/statements', { headers: version });
  await ask('/xapi/siti-rahmawati', { headers: { ...version, ...basic('portal:rahasia') } });
  assert.deepEqual(
    lines.map(({ method, resource, status, via, code, reason }) => [method, resource, status, via, code, reason]),
    [
      ['GET', 'statements', 200, 'system', undefined, undefined],
      ['POST', 'statements', 403, 'system', 'forbidden', 'scope'],
      ['GET', 'statements', 401, 'nobody', 'unauthorized', undefined],
      ['GET', 'other', 404, 'system', 'not-found', undefined],
    ],
  );
  assert.doesNotMatch(JSON.stringify(lines), /siti|rahasia|portal/);

  assert.equal((await ask('/metrics'))?.status, 401);
  const metrics = await ask('/metrics', { headers: basic('baca:s') });
  const text = (await metrics?.text()) ?? '';
  assert.match(metrics?.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  assert.match(text, /^widya_requests_total\{method="POST",resource="statements",status="403",via="system"\} 1$/m);
  assert.match(text, /^widya_denied_total\{reason="scope"\} 1$/m);
  assert.match(text, /^widya_request_seconds_count\{method="GET",resource="statements"\} 2$/m);
  assert.doesNotMatch(text, /siti|rahasia/);
});

test('the command says what is wrong with its options', async () => {
  const cli = fileURLToPath(new URL('../../src/cli/widya.ts', import.meta.url));
  const serve = async (...args: string[]): Promise<string> => {
    const child = spawn(process.execPath, ['--import', './test/node-ts.mjs', cli, 'serve', ...args], {
      env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' },
    });
    let said = '';
    child.stderr.on('data', (d) => (said += d));
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 1);
    return said.trim();
  };
  const credential = ['--data', 'memory', '--credential', 'k:s'];
  const said = await Promise.all([
    serve('--data', 'memory'),
    serve(...credential, '--scope', 'lain=all'),
    serve(...credential, '--scope', 'k=semua'),
    serve(...credential, '--issuer', 'https://sso.example'),
    serve(...credential, '--rate', 'cepat'),
    serve(...credential, '--log', 'xml'),
  ]);
  [
    /--credential KEY:SECRET/,
    /no credential with this key/,
    /"semua" is none of all, /,
    /--audience/,
    /--rate/,
    /--log/,
  ].forEach((pattern, i) => assert.match(said[i] ?? '', pattern));
});
