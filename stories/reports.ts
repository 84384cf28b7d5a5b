// An agency's reports for stories and tests: the generator's statements, taken by the real LRS and rolled up by the real rollup.
import { population } from '../bench/population/population.mjs';
import { LrsClient } from '../src/sdk/client.js';
import type { Statement } from '../src/sdk/statement.js';
import type { LrsPrincipal } from '../src/server/access/principal.js';
import { createLrs } from '../src/server/lrs/lrs.js';
import { createRollup, type StaffMember } from '../src/server/reports/rollup.js';
import type { TestLrs } from '../src/testing/lrs.js';

const account = { account: { homePage: 'https://sso.bln.example', name: 'rollup' } };
const system: LrsPrincipal = { via: 'system', subject: 'rollup', authority: account, actor: account, roles: [] };

/** What has happened in an agency of so many people, and its reports. */
export const agencyOf =
  (people: number, units = 12) =>
  async (lrs: TestLrs): Promise<void> => {
    const handler = createLrs({ storage: lrs.storage, prefix: lrs.endpoint });
    const client = new LrsClient({
      endpoint: `${location.origin}${lrs.endpoint}`,
      fetch: (input, init) => handler.fetch(new Request(input, init), system),
    });
    const made = population({ people, units, lessons: 2, items: 2, seed: 4 });
    let batch = new Map<string, Statement>();
    const send = async () => {
      if (batch.size > 0) await client.saveStatements([...batch.values()]);
      batch = new Map();
    };
    for (const s of made.statements() as Iterable<Statement & { id: string }>) {
      batch.set(s.id, s);
      if (batch.size === 500) await send();
    }
    await send();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await createRollup({ lrs: client, lag: 0, shards: 2, staff: [...made.staff()] as StaffMember[] }).round();
  };

export const unitNames = (iris: string[]): Record<string, string> =>
  Object.fromEntries(iris.map((iri) => [iri, `Biro ${iri.slice(iri.lastIndexOf('/') + 1)}`]));
