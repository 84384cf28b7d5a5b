// What it costs to record statements: requests, bytes and time, beside @xapi/xapi and tincanjs in the same run.
//   npm run bench -- sdk [--statements 1000] [--latency 20]
// All clients record the same statements one by one, as a page does while somebody learns, against our LRS in a process of its
// own that answers after `latency` milliseconds. The last line is one line of JSON.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(import.meta.url);
register('../test/node-ts-hooks.mjs', import.meta.url);
const credential = ['kunci', 'rahasia'];
const agent = { objectType: 'Agent', account: { homePage: 'https://sso.bln.example', name: 'k3v9x2' } };

if (process.send) {
  // The server: counts what arrives.
  const { createApp } = await import('../src/server/app.ts');
  const { memoryStorage } = await import('../src/server/storage/memory.ts');
  const latency = Number(process.env.LATENCY);
  let count = { requests: 0, bytes: 0 };
  let storage = memoryStorage();
  const make = () => createApp({ storage, credentials: [{ key: credential[0], secret: credential[1] }] });
  let app = make();
  const server = createServer((q, out) => {
    const chunks = [];
    q.on('data', (d) => chunks.push(d));
    q.on('end', async () => {
      const body = Buffer.concat(chunks);
      count.requests++;
      count.bytes += body.length + q.rawHeaders.join(': \r\n').length + q.url.length;
      await new Promise((r) => setTimeout(r, latency));
      const headers = new Headers(Object.entries(q.headers).map(([k, v]) => [k, String(v)]));
      const request = new Request(`http://localhost${q.url}`, {
        method: q.method,
        headers,
        ...(q.method === 'GET' ? {} : { body }),
      });
      const answer = await app.fetch(request);
      out.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
    });
  }).listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
  process.on('message', async (m) => {
    if (m === 'end') process.exit(0);
    const stored = (await storage.query({ ascending: true, limit: 100_000 })).length;
    process.send({ ...count, stored });
    count = { requests: 0, bytes: 0 };
    storage = memoryStorage();
    app = make();
  });
} else {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((a) => a !== 'sdk' && a !== '--'),
    options: { statements: { type: 'string', default: '1000' }, latency: { type: 'string', default: '20' } },
  });
  const total = Number(values.statements);
  const child = fork(here, { env: { ...process.env, LATENCY: values.latency } });
  const next = () => new Promise((resolve) => child.once('message', resolve));
  const { port } = await next();
  const endpoint = `http://127.0.0.1:${port}/xapi/`;
  const made = () => ({
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    actor: agent,
    verb: { id: 'http://adlnet.gov/expapi/verbs/answered', display: { id: 'menjawab', en: 'answered' } },
    object: {
      objectType: 'Activity',
      id: 'https://belajar.bln.example/kuis/1/soal/1',
      definition: {
        type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
        name: { id: 'Gratifikasi selalu berupa uang.' },
      },
    },
    result: { success: true, response: 'b', duration: 'PT12.5S', score: { scaled: 1, raw: 1, min: 0, max: 1 } },
    context: { registration: '11111111-1111-4111-8111-111111111111', platform: 'Widya', language: 'id' },
  });

  const clients = {
    async widya() {
      const { createService } = await import('../src/sdk/service.ts');
      const { basicAuth } = await import('../src/sdk/token.ts');
      const { memoryStore } = await import('../src/sdk/store.ts');
      const auth = basicAuth(...credential, { subject: 'x', actor: agent, roles: [] });
      return async (list) => {
        const service = createService({ endpoint, auth, store: async () => memoryStore() });
        for (const s of list) await service.record([s]);
        while (service.pending > 0) await service.flush();
        service.close();
      };
    },
    async xapijs() {
      const published = (await import('@xapi/xapi')).default;
      const xapi = new published({ endpoint, auth: published.toBasicAuth(...credential), adapter: 'fetch' });
      return async (list) => {
        for (const statement of list) await xapi.sendStatement({ statement });
      };
    },
    async tincanjs() {
      const at = new URL('./node_modules/tincanjs/', import.meta.url);
      if (!existsSync(at)) throw new Error('not installed: npm install --prefix bench');
      const { default: TinCan } = await import(new URL('./build/tincan-node.js', at).href);
      const lrs = new TinCan.LRS({
        endpoint,
        username: credential[0],
        password: credential[1],
        version: '1.0.2',
        allowFail: false,
      });
      const send = (s) =>
        new Promise((resolve, reject) =>
          lrs.saveStatement(new TinCan.Statement(s), {
            callback: (e, xhr) => (e === null ? resolve() : reject(new Error(String(xhr?.status)))),
          }),
        );
      return async (list) => {
        for (const s of list) await send(s);
      };
    },
  };

  const results = {};
  for (const [name, prepare] of Object.entries(clients)) {
    try {
      const send = await prepare();
      await send([made()]); // connections and code are warm
      child.send('count');
      await next();
      const list = Array.from({ length: total }, made);
      const cpu = process.cpuUsage();
      const started = performance.now();
      await send(list);
      const ms = Math.round(performance.now() - started);
      const used = process.cpuUsage(cpu);
      child.send('count');
      const { requests, bytes, stored } = await next();
      results[name] = {
        requests,
        kB: Math.round(bytes / 1000),
        ms,
        cpuMs: Math.round((used.user + used.system) / 1000),
        stored,
      };
    } catch (e) {
      results[name] = { error: e.message };
    }
    console.log(name.padEnd(10), JSON.stringify(results[name]));
  }
  child.send('end');
  console.log(JSON.stringify({ bench: 'sdk', statements: total, latency: Number(values.latency), ...results }));
}
