// The portal's session: who is signed in, and what happens when that changes.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Principal } from '../../src/sdk/auth.js';
import { LrsClient } from '../../src/sdk/client.js';
import { createService } from '../../src/sdk/service.js';
import { sessionAuth } from '../../src/sdk/session.js';
import { memoryStore, type RowStore } from '../../src/sdk/store.js';
import { verbs } from '../../src/sdk/verbs.js';
import { createTestLrs, people } from '../../src/testing/lrs.js';

/** A browser with one cookie: whoever is signed in, all its tabs are. */
function browser() {
  const lrs = createTestLrs();
  const state = { person: people.siti as Principal | null, expired: false, once: false, asked: 0, ended: 0 };
  const underWrongName: string[] = [];
  const session = async (input: RequestInfo | URL): Promise<Response> => {
    if (String(input).endsWith('/keluar')) {
      state.ended++;
      state.person = null;
      return new Response(null, { status: 204 });
    }
    state.asked++;
    return state.person ? Response.json(state.person) : new Response(null, { status: 401 });
  };
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    if (!state.person || state.expired || state.once) {
      state.once = false;
      return new Response('', { status: 401 });
    }
    if (request.method === 'POST' && !(await request.clone().text()).includes(state.person.actor.account?.name ?? ''))
      underWrongName.push(request.url);
    return lrs.as(state.person).fetch(request);
  };
  const auth = sessionAuth({
    session: 'http://portal.example/sesi',
    logout: 'http://portal.example/keluar',
    fetch: session,
  });
  const stores = new Map<string, RowStore>();
  const store = async (owner: string) =>
    stores.get(owner) ?? stores.set(owner, memoryStore()).get(owner) ?? memoryStore();
  const service = createService({ endpoint: 'http://lrs.example/xapi-in-page', auth, fetch, store });
  return { lrs, state, auth, fetch, service, stores, underWrongName };
}
const draft = { verb: verbs.completed, object: { id: 'https://x.example/a' } };

describe('somebody else signs in', () => {
  it('what waits of the one before stays where it is, also when its moment comes', async () => {
    const { service, state, auth, underWrongName, lrs } = browser();
    await service.ready;
    await service.record([draft]);
    state.person = people.budi;
    await auth.refresh?.();
    await new Promise((r) => setTimeout(r, 1200));
    assert.deepEqual(underWrongName, []);
    assert.equal(service.principal?.subject, 'budi');
    state.person = people.siti;
    await auth.refresh?.();
    await new Promise((r) => setTimeout(r, 100));
    await service.flush(true);
    assert.equal((await lrs.statements()).length, 1);
    service.close();
  });
});

describe('a document that is read', () => {
  it('has what was sent while it was read: the answer may have been made before', async () => {
    const { service: first, stores, lrs, auth } = browser();
    const key = { resource: 'state', activityId: 'https://x.example/a', stateId: 's' } as const;
    await first.saveDocument({ ...key, patch: { at: 'one' } });
    await first.flush();
    first.close();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let held = 0;
    const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      const response = await lrs.fetch(input, init);
      if ((input as Request).method === 'GET' && String((input as Request).url).includes('stateId') && held++ === 0)
        await gate;
      return response;
    };
    const store = async (owner: string) => stores.get(owner) ?? memoryStore();
    const service = createService({ endpoint: 'http://lrs.example/xapi-in-page', auth, fetch, store });
    await service.saveDocument({ ...key, patch: { at: 'two' } });
    const reading = service.readDocument(key, true);
    await new Promise((r) => setTimeout(r, 20));
    await service.flush();
    assert.equal(service.pending, 0);
    release();
    assert.deepEqual(await reading, { at: 'two' });
    service.close();
  });
  it('counts on what an earlier page has left, though it is read at once', async () => {
    const { service: first, stores, auth, fetch } = browser();
    const key = { resource: 'state', activityId: 'https://x.example/a', stateId: 's' } as const;
    first.halt(true);
    await first.saveDocument({ ...key, patch: { at: 'two' } });
    first.close();
    // A disk takes its time; the network answers at once.
    const store = async (owner: string) => {
      const kept = stores.get(owner) ?? memoryStore();
      return { ...kept, all: (o: string) => new Promise<void>((r) => setTimeout(r, 200)).then(() => kept.all(o)) };
    };
    const second = createService({ endpoint: 'http://lrs.example/xapi-in-page', auth, fetch, store, paused: true });
    await second.readDocument(key);
    assert.deepEqual(second.pendingPatches(key), [{ at: 'two' }]);
    second.close();
  });
});

describe('sessionAuth', () => {
  it('pauses when the session ends, and goes on after a new sign-in', async () => {
    const { lrs, state, auth, service } = browser();
    await service.ready;
    state.person = null;
    await service.record([draft]);
    await service.flush();
    assert.equal(auth.state, 'expired');
    assert.equal(service.sync.paused, true);
    state.person = people.siti;
    await auth.principal();
    await new Promise((r) => setTimeout(r, 50));
    await service.flush();
    assert.equal((await lrs.statements()).length, 1);
    service.close();
  });
  it('sends nothing of one person when another turns out to be signed in, and all of it when they are back', async () => {
    const { lrs, state, auth, fetch, service } = browser();
    await service.ready;
    state.expired = true;
    await service.record([draft]);
    state.person = people.budi;
    await service.flush(); // 401, asked again: it is Budi now
    state.expired = false;
    await new Promise((r) => setTimeout(r, 50));
    assert.equal(service.principal?.subject, 'budi');
    await service.flush();
    assert.equal((await lrs.statements()).length, 0);
    state.person = people.siti;
    state.expired = true;
    await new LrsClient({ endpoint: 'http://lrs.example/xapi-in-page', auth, fetch }).about().catch(() => undefined);
    state.expired = false;
    await new Promise((r) => setTimeout(r, 50));
    await service.flush();
    assert.deepEqual(
      (await lrs.statements()).map((s) => s.actor.account?.name),
      ['k3v9x2'],
    );
    service.close();
  });
  it('does not repeat a request of one person with the session of another', async () => {
    const { state, service, underWrongName } = browser();
    await service.ready;
    await service.record([draft]);
    state.person = people.budi;
    state.once = true;
    await service.flush();
    assert.deepEqual(underWrongName, []);
    service.close();
  });
  it('signs out after sending what waits, and leaves nothing', async () => {
    const { lrs, state, service, stores } = browser();
    await service.ready;
    await service.record([draft]);
    assert.equal(await service.signOut(), 0);
    assert.equal((await lrs.statements()).length, 1);
    assert.equal(state.ended, 1);
    const [store] = stores.values();
    assert.deepEqual(await store?.all(`http://lrs.example/xapi-in-page|siti`), []);
    service.close();
  });
  it('keeps what could not be sent for its owner, unless it is to be thrown away', async () => {
    for (const discard of [false, true]) {
      const { lrs, service, stores } = browser();
      await service.ready;
      await service.record([draft]);
      lrs.mode = 'offline';
      assert.equal(await service.signOut({ discard }), 1);
      const [store] = stores.values();
      assert.equal((await store?.all(`http://lrs.example/xapi-in-page|siti`))?.length, discard ? 0 : 1);
      service.close();
    }
  });
});

describe('a session that does not answer', () => {
  it('is given up in time, and the last person seen goes on', async () => {
    const auth = sessionAuth({
      session: 'http://portal.example/sesi',
      timeout: 30,
      fetch: (_input, init) =>
        new Promise((_resolve, reject) => {
          const keep = setTimeout(() => undefined, 5000); // the test's own limit
          init?.signal?.addEventListener('abort', () => {
            clearTimeout(keep);
            reject(init.signal?.reason as Error);
          });
        }),
    });
    assert.equal(await auth.principal(), null);
    assert.equal(auth.state, 'error');
  });
  it('keeps the secret of the device out of the person', async () => {
    const auth = sessionAuth({
      session: 'http://portal.example/sesi',
      fetch: async () => Response.json({ ...people.siti, deviceKey: 'rahasia' }),
    });
    const person = await auth.principal();
    assert.equal(JSON.stringify(person).includes('rahasia'), false);
    assert.equal(await auth.deviceKey?.(), 'rahasia');
    await auth.logout?.();
    assert.equal(await auth.deviceKey?.(), null);
  });
});
