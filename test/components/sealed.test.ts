// A PC many people use: what waits is on the disk for its owner alone.
import { expect } from '@open-wc/testing';
import { createService } from '../../src/sdk/service.js';
import { sealedStore } from '../../src/sdk/sealed.js';
import { idbStore, type NewRow } from '../../src/sdk/store.js';
import { verbs } from '../../src/sdk/verbs.js';
import { createTestLrs, people } from '../../src/testing/lrs.js';

let count = 0;
const fresh = () => `widya-sealed-${Date.now()}-${count++}`;
const secretOf = (byte: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(byte)));
const secret = secretOf(7);
const row = (id: string): NewRow => ({
  v: 1,
  owner: 'siti',
  at: 1,
  statement: { id, actor: people.siti.actor, verb: verbs.completed, object: { id: 'https://x.example/rahasia' } },
  files: [{ sha2: 'x', contentType: 'a/b', bytes: new Uint8Array([0, 255]) }],
});
const onDisk = async (name: string) => {
  const plain = await idbStore(name);
  const rows = await plain.all('siti');
  plain.close();
  const text = rows
    .map((r) =>
      JSON.stringify(r, (_k, v: unknown) => (v instanceof ArrayBuffer ? new TextDecoder('latin1').decode(v) : v)),
    )
    .join();
  return { rows, text };
};

describe('sealedStore', () => {
  it('keeps nothing on the disk that can be read, and gives its owner everything back', async () => {
    const name = fresh();
    const store = await sealedStore(await idbStore(name), name, 'siti', secret);
    const written = await store.write({ add: [row('a'), row('b')] });
    store.close();
    const { rows, text } = await onDisk(name);
    expect(rows.length).to.equal(2);
    expect(text).to.not.contain('rahasia');
    expect(text).to.not.contain(people.siti.actor.account?.name);
    const again = await sealedStore(await idbStore(name), name, 'siti', secret);
    const back = await again.all('siti');
    expect(back).to.deep.equal(written);
    expect([...(back[0]?.files?.[0]?.bytes ?? [])]).to.deep.equal([0, 255]);
    await again.destroy();
  });
  it('is closed to whoever comes after sign-out, without losing a row', async () => {
    const name = fresh();
    const store = await sealedStore(await idbStore(name), name, 'siti', secret);
    await store.write({ add: [row('a')] });
    await store.lock?.();
    store.close();
    for (const other of [secretOf(8), null]) {
      const stranger = await sealedStore(await idbStore(name), name, 'siti', other);
      expect((await stranger.all('siti')).filter((r) => r.statement)).to.deep.equal([]);
      await stranger.write({ add: [row('b')] });
      await stranger.lock?.();
      stranger.close();
    }
    const owner = await sealedStore(await idbStore(name), name, 'siti', secret);
    expect((await owner.all('siti')).map((r) => r.statement?.id)).to.include('a');
    await owner.destroy();
  });
  it('can be read without a network while its owner is signed in', async () => {
    const name = fresh();
    const store = await sealedStore(await idbStore(name), name, 'siti', secret);
    await store.write({ add: [row('a')] });
    store.close();
    const offline = await sealedStore(await idbStore(name), name, 'siti', null);
    expect((await offline.all('siti')).map((r) => r.statement?.id)).to.deep.equal(['a']);
    await offline.destroy();
  });
  it('puts under the key what was written before, in its order', async () => {
    const name = fresh();
    const plain = await idbStore(name);
    await plain.write({ add: [row('a'), row('b'), row('c')] });
    plain.close();
    const store = await sealedStore(await idbStore(name), name, 'siti', secret);
    expect((await store.all('siti')).map((r) => r.statement?.id)).to.deep.equal(['a', 'b', 'c']);
    store.close();
    expect((await onDisk(name)).text).to.not.contain('rahasia');
  });
  it('keeps a key that no script can read', async () => {
    const name = fresh();
    const store = await sealedStore(await idbStore(name), name, 'siti');
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('widya-keys');
      request.onsuccess = () => resolve(request.result);
    });
    const key = await new Promise<CryptoKey>((resolve) => {
      const request = db.transaction('keys').objectStore('keys').get(name) as IDBRequest<CryptoKey>;
      request.onsuccess = () => resolve(request.result);
    });
    expect(key.extractable).to.equal(false);
    db.close();
    await store.destroy();
  });
});

describe('a shared device', () => {
  const open = (subject: string, more: { subtle?: boolean } = {}) => {
    const lrs = createTestLrs();
    lrs.mode = 'offline';
    const auth = { ...lrs.auth, principal: async () => ({ ...people.siti, subject }), deviceKey: async () => secret };
    const subtle = Object.getOwnPropertyDescriptor(Crypto.prototype, 'subtle');
    // Plain http has no crypto.subtle.
    if (more.subtle === false) Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true });
    const restore = () => {
      if (subtle) delete (crypto as unknown as Record<string, unknown>).subtle;
    };
    return { lrs, restore, service: createService({ endpoint: lrs.endpoint, auth, fetch: lrs.fetch, shared: true }) };
  };
  const draft = { verb: verbs.completed, object: { id: 'https://x.example/rahasia' } };

  it('sends at the owner’s next visit what was left encrypted', async () => {
    const subject = fresh();
    const first = open(subject);
    await first.service.record([draft]);
    expect(first.service.sync.exposed).to.equal(false);
    first.service.close();
    const second = open(subject);
    second.lrs.mode = 'online';
    await second.service.ready;
    // The other's lock may not be let go yet.
    for (let i = 0; i < 80 && (await second.lrs.statements()).length === 0; i++) {
      await second.service.flush(true);
      await new Promise((r) => setTimeout(r, 50));
    }
    expect((await second.lrs.statements()).length).to.equal(1);
    second.service.close();
  });
  it('keeps it all the same where nothing can be encrypted, and says so', async () => {
    const { service, restore } = open(fresh(), { subtle: false });
    try {
      await service.record([draft]);
      expect(service.sync.storage).to.equal('disk');
      expect(service.sync.exposed).to.equal(true);
    } finally {
      restore();
      service.close();
    }
  });
});
