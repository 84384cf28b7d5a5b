// The servers of the guide "Menghubungkan portal Anda", as they stand in docs/, before a real LRS: the session path and the token broker.
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { attach } from '../../src/sdk/attachments.js';
import { createService } from '../../src/sdk/service.js';
import { sessionAuth } from '../../src/sdk/session.js';
import { memoryStore } from '../../src/sdk/store.js';
import { tokenAuth } from '../../src/sdk/token.js';
import { verbs } from '../../src/sdk/verbs.js';
import { createApp } from '../../src/server/app.js';
import { listen, type Listening } from '../../src/server/node.js';
import { memoryStorage } from '../../src/server/storage/memory.js';
import type { Storage } from '../../src/server/storage/port.js';

const at = (file: string) => fileURLToPath(new URL(`../../docs/guides/portal/${file}`, import.meta.url));
const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
const servers: Record<string, (port: number) => [string, string[]]> = {
  Node: () => [process.execPath, [at('server.mjs')]],
};
// PHP is a package of the system; where it is missing, its server cannot be run.
if (spawnSync('php', ['-v']).status === 0)
  servers.PHP = (port) => ['php', ['-S', `127.0.0.1:${port}`, at('server.php')]];
else console.log('# php is not installed: server.php is not tested here');

const siti = { account: { homePage: 'https://sso.instansi.example', name: 'k3v9x2' } };
const budi = { account: { homePage: 'https://sso.instansi.example', name: 'p7m1q8' } };
const statement = (actor: object, more: object = {}) => ({
  actor,
  verb: { id: verbs.completed.id },
  object: { id: 'https://x.example/a' },
  ...more,
});

for (const [name, command] of Object.entries(servers)) {
  describe(`the portal's server in ${name}`, () => {
    let lrs: Listening;
    let storage: Storage;
    let portal: ChildProcess;
    let base = '';
    /** What the LRS was sent. */
    const arrived: string[] = [];

    before(async () => {
      storage = memoryStorage();
      const app = createApp({ storage, credentials: [{ key: 'kunci', secret: 'rahasia' }] });
      lrs = await listen(
        async (r) => {
          arrived.push(await r.clone().text());
          return (await app.fetch(r)) ?? new Response('', { status: 404 });
        },
        { port: 0, host: '127.0.0.1' },
      );
      const port = await freePort();
      base = `http://127.0.0.1:${port}`;
      const [program, args] = command(port);
      portal = spawn(program, args, {
        env: {
          ...process.env,
          PORT: String(port),
          LRS: `http://127.0.0.1:${lrs.port}/xapi`,
          LRS_KEY: 'kunci',
          LRS_SECRET: 'rahasia',
          PORTAL_SECRET: 'uji',
        },
        stdio: 'ignore',
      });
      for (let i = 0; i < 100; i++) {
        if (
          await fetch(`${base}/sesi`)
            .then((r) => r.status === 401)
            .catch(() => false)
        )
          return;
        await new Promise((r) => setTimeout(r, 50));
      }
      throw new Error('the portal does not start');
    });
    after(async () => {
      portal.kill();
      await lrs.close();
    });

    /** A browser of one person: cookies go along, as on a page of the portal. */
    const visitor = () => {
      let cookie = '';
      return async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
        const request = new Request(typeof input === 'string' ? new URL(input, base) : input, init);
        if (cookie) request.headers.set('cookie', cookie);
        const response = await fetch(request);
        cookie = response.headers.getSetCookie().at(-1)?.split(';')[0] ?? cookie;
        return response;
      };
    };
    const signIn = async (orang: string) => {
      const go = visitor();
      const response = await go('/masuk', { method: 'POST', body: new URLSearchParams({ orang }) });
      assert.equal(response.status, 204);
      return go;
    };
    const version = { 'x-experience-api-version': '1.0.3' };
    const post = (go: typeof fetch, body: unknown, headers: Record<string, string> = {}) =>
      go('/xapi/statements', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...version, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    const stored = async () => (await storage.query({ ascending: true, limit: 1000 })).length;

    it('carries a whole session: person, statements, documents, reading back', async () => {
      const go = await signIn('k3v9x2');
      const auth = sessionAuth({ session: `${base}/sesi`, fetch: go });
      const service = createService({ endpoint: `${base}/xapi`, auth, fetch: go, store: async () => memoryStore() });
      await service.ready;
      assert.equal(service.principal?.name, 'Siti Rahmawati');
      await service.record([{ verb: verbs.completed, object: { id: 'https://x.example/a' } }]);
      await service.saveDocument({
        resource: 'state',
        activityId: 'https://x.example/a',
        stateId: 's',
        patch: { a: 1 },
      });
      await service.flush();
      assert.equal(service.pending, 0);
      assert.equal((await service.lrs.getStatements({ agent: service.principal.actor })).statements.length, 1);
      assert.deepEqual(
        await service.readDocument({ resource: 'state', activityId: 'https://x.example/a', stateId: 's' }),
        { a: 1 },
      );
      const page = await service.lrs.getStatements({ agent: service.principal.actor, limit: 1 });
      const one = await service.lrs.getStatement(page.statements[0]?.id ?? '');
      assert.equal(one?.verb.id, verbs.completed.id);
      service.close();
    });
    it('hands out tokens that work without a cookie, and only with one', async () => {
      const go = await signIn('k3v9x2');
      const auth = tokenAuth({ broker: `${base}/widya/token`, fetch: go });
      const service = createService({ endpoint: `${base}/xapi`, auth, store: async () => memoryStore() });
      await service.ready;
      const before = await stored();
      await service.record([{ verb: verbs.completed, object: { id: 'https://x.example/b' } }]);
      await service.flush();
      assert.equal(await stored(), before + 1);
      service.close();
      assert.equal(
        (await visitor()('/widya/token', { method: 'POST', headers: { 'x-requested-with': 'widya' } })).status,
        401,
      );
      assert.equal(
        (await go('/widya/token', { method: 'POST' })).status,
        403,
        'a form of another site cannot set the header',
      );
      const forged = await post(visitor(), statement(siti), { authorization: 'Bearer eyJpZCI6ImszdjlreDIifQ.AAAA' });
      assert.equal(forged.status, 401);
    });

    it('carries files, looks at the statements beside them, and gives both back', async () => {
      const go = await signIn('k3v9x2');
      const auth = sessionAuth({ session: `${base}/sesi`, fetch: go });
      const service = createService({ endpoint: `${base}/xapi`, auth, fetch: go, store: async () => memoryStore() });
      await service.ready;
      const bytes = new Uint8Array(300_000).map((_, i) => (i * 31) % 256);
      const { attachment, file } = await attach(bytes, {
        usageType: 'https://x.example/bukti',
        display: { id: 'Bukti' },
      });
      const [made] = await service.record(
        [{ verb: verbs.completed, object: { id: 'https://x.example/berkas' }, attachments: [attachment] }],
        [file],
      );
      await service.flush();
      assert.equal(service.pending, 0);
      const page = await service.lrs.getStatements({
        agent: { objectType: 'Agent', ...siti },
        activity: 'https://x.example/berkas',
        attachments: true,
      });
      assert.deepEqual([...(page.files?.get(file.sha2)?.bytes ?? [])], [...bytes]);
      assert.equal(page.statements[0]?.id, made?.id);
      service.close();
      const before = await stored();
      const send = (json: string, boundary = 'b') =>
        go('/xapi/statements', {
          method: 'POST',
          headers: { 'content-type': `multipart/mixed; boundary=${boundary}`, ...version },
          body: `--b\r\nContent-Type: application/json\r\n\r\n${json}\r\n--b--\r\n`,
        });
      assert.ok((await send(JSON.stringify(statement(budi)))).status >= 400, 'somebody else in a part');
      assert.ok((await send(JSON.stringify(statement(siti)), 'c')).status >= 400, 'not the boundary it says');
      assert.equal(await stored(), before);
    });
    it('lets everybody signed in read a forum, and nothing else of others', async () => {
      const thread = 'https://belajar.instansi.example/forum/etika';
      const his = await signIn('p7m1q8');
      const said = statement(budi, { context: { contextActivities: { parent: [{ id: thread }] } } });
      assert.equal((await post(his, said)).status, 200);
      const her = await signIn('k3v9x2');
      const read = (query: string) =>
        her(`/xapi/statements?related_activities=true&activity=${query}`, { headers: version });
      const page = (await (await read(encodeURIComponent(thread))).json()) as { statements: unknown[] };
      assert.equal(page.statements.length, 1);
      assert.equal((await read(encodeURIComponent('https://belajar.instansi.example/kursus/etika'))).status, 403);
      assert.equal((await visitor()(`/xapi/statements?activity=${encodeURIComponent(thread)}`)).status, 401);
    });
    it('gives each person a key for shared devices, the same at each sign-in', async () => {
      const key = async (who: string) =>
        ((await (await (await signIn(who))('/sesi')).json()) as { deviceKey: string }).deviceKey;
      const [a, again, b] = [await key('k3v9x2'), await key('k3v9x2'), await key('p7m1q8')];
      assert.match(a, /^[\w-]{43}$/);
      assert.equal(a, again);
      assert.notEqual(a, b);
    });

    it('lets nobody write as somebody else, nor void', async () => {
      const go = await signIn('k3v9x2');
      const before = await stored();
      const attempts: unknown[] = [
        statement(budi),
        [statement(siti), statement(budi)],
        statement({ mbox: 'mailto:budi@bln.example' }),
        statement({ objectType: 'Group', member: [siti], ...budi }),
        statement(siti, {
          verb: { id: verbs.voided.id },
          object: { objectType: 'StatementRef', id: '11111111-1111-4111-8111-111111111111' },
        }),
        'not json',
        '[]x',
        'null',
      ];
      for (const body of attempts) assert.ok((await post(go, body)).status >= 400, JSON.stringify(body));
      assert.equal(await stored(), before);
    });
    it('passes on what it has looked at: of two actors the LRS gets one', async () => {
      const go = await signIn('k3v9x2');
      const twice = JSON.stringify(statement(siti)).replace('{', `{"actor":${JSON.stringify(budi)},`);
      await post(go, twice);
      assert.ok(arrived.at(-1)?.includes('k3v9x2'));
      assert.ok(!arrived.at(-1)?.includes('p7m1q8'), 'what others take the first of two for is not sent on');
    });
    it('shows nobody what others did or keep', async () => {
      const his = await signIn('p7m1q8');
      const [id] = (await (await post(his, statement(budi))).json()) as string[];
      const her = await signIn('k3v9x2');
      const agent = encodeURIComponent(JSON.stringify(budi));
      for (const path of [
        'statements',
        `statements?agent=${agent}`,
        `statements?statementId=${id}`,
        `statements?agent=${encodeURIComponent(JSON.stringify(siti))}&agent=${agent}`,
        `statements?agent=${encodeURIComponent(JSON.stringify(siti))}&related_agents=true`,
        `activities/state?activityId=x:y&stateId=s&agent=${agent}`,
        `agents/profile?agent=${agent}`,
        `agents?agent=${agent}`,
        'extensions/secret',
        '../secret',
      ]) {
        const response = await her(`/xapi/${path}`, { headers: version });
        assert.ok(response.status >= 400, `${path}: ${response.status}`);
      }
      const put = await her(`/xapi/activities/state?activityId=x:y&stateId=s&agent=${agent}`, {
        method: 'PUT',
        headers: version,
        body: '{}',
      });
      assert.equal(put.status, 403);
      assert.equal((await his(`/xapi/statements?statementId=${id}`, { headers: version })).status, 200);
    });
    it('takes nothing that another site makes a browser send', async () => {
      const go = await signIn('k3v9x2');
      const before = await stored();
      for (const headers of [
        { origin: 'https://evil.example' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ])
        assert.equal((await post(go, statement(siti), headers as Record<string, string>)).status, 403);
      const simple = await go('/xapi/statements', {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: JSON.stringify(statement(siti)),
      });
      assert.equal(simple.status, 403, 'no header a form cannot set');
      const form = await go('/xapi/statements?method=POST', {
        method: 'POST',
        headers: version,
        body: new URLSearchParams({ content: JSON.stringify(statement(siti)) }),
      });
      assert.ok(form.status >= 400, 'the alternate request syntax');
      assert.equal(await stored(), before);
    });
    it('asks people to sign in', async () => {
      assert.equal((await post(visitor(), statement(siti))).status, 401);
      assert.equal((await visitor()('/xapi/about')).status, 200);
    });
  });
}
