// The real LRS handler on its memory store, in the page: what stories and component tests speak to. Nothing here is a fake.
import type { Principal } from '../sdk/auth.js';
import { fixedAuth } from '../sdk/session.js';
import type { AuthProvider } from '../sdk/auth.js';
import type { StoredStatement } from '../sdk/statement.js';
import { createLrs, type LrsOptions } from '../server/lrs/lrs.js';
import { sessionPrincipal, type LrsPrincipal } from '../server/access/principal.js';
import { memoryStorage } from '../server/storage/memory.js';
import type { Storage } from '../server/storage/port.js';

export interface TestLrs {
  /** Give it to `<widya-provider .fetch>` or to LrsClient; speaks for `person`. */
  fetch: typeof globalThis.fetch;
  auth: AuthProvider;
  endpoint: string;
  storage: Storage;
  person: Principal;
  /** The same LRS for somebody else. */
  as(person: Principal): TestLrs;
  /** Everything stored, oldest first. */
  statements(): Promise<StoredStatement[]>;
  /** What happens to requests from now on: `offline` fails them as a dead line does, a number answers that status. */
  mode: 'online' | 'offline' | number;
  /** Requests that have arrived, e.g. `GET statements`. */
  requests: string[];
}

export const people: Record<'siti' | 'budi' | 'dewi', Principal> = {
  siti: { subject: 'siti', name: 'Siti Rahmawati', roles: ['learner'], actor: account('k3v9x2', 'Siti Rahmawati') },
  budi: { subject: 'budi', name: 'Budi Hartono', roles: ['learner'], actor: account('p7m1q8', 'Budi Hartono') },
  dewi: {
    subject: 'dewi',
    name: 'Dr. Dewi Anggraini',
    roles: ['facilitator'],
    actor: account('t5n4w6', 'Dr. Dewi Anggraini'),
  },
};

function account(name: string, label: string): Principal['actor'] {
  return { objectType: 'Agent', name: label, account: { homePage: 'https://sso.bln.example', name } };
}

const ENDPOINT = '/xapi-in-page';

export interface TestLrsOptions extends Partial<LrsOptions> {
  /** Another service of the same origin, e.g. the grading service; asked first. */
  also?: (request: Request, principal: LrsPrincipal) => Promise<Response> | undefined;
}

export function createTestLrs(person: Principal = people.siti, options: TestLrsOptions = {}): TestLrs {
  const storage = options.storage ?? memoryStorage();
  const lrs = createLrs({
    sharedActivities: ['https://belajar.bln.example/forum/'],
    ...options,
    storage,
    prefix: ENDPOINT,
  });
  const shared: { mode: TestLrs['mode']; requests: string[] } = { mode: 'online', requests: [] };

  const forPerson = (who: Principal): TestLrs => {
    const principal = sessionPrincipal(who);
    return {
      endpoint: ENDPOINT,
      storage,
      person: who,
      auth: fixedAuth(who),
      as: forPerson,
      get mode() {
        return shared.mode;
      },
      set mode(mode) {
        shared.mode = mode;
      },
      requests: shared.requests,
      async fetch(input, init) {
        const request = new Request(input, init);
        shared.requests.push(`${request.method} ${new URL(request.url).pathname.slice(ENDPOINT.length + 1)}`);
        if (shared.mode === 'offline') throw new TypeError('Failed to fetch');
        if (typeof shared.mode === 'number') return new Response('', { status: shared.mode });
        return options.also?.(request, principal) ?? lrs.fetch(request, principal);
      },
      async statements() {
        const rows = await storage.query({ ascending: true, limit: 10_000 });
        return rows.map((row) => JSON.parse(row.body) as StoredStatement);
      },
    };
  };
  return forPerson(person);
}
