// docs/sdk.md: every sample, as it stands there, against a real record server. The samples of a section run as one, after the first of
// the page.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createApp } from '../../src/server/app.js';
import { listen, type Listening } from '../../src/server/node.js';
import { memoryStorage } from '../../src/server/storage/memory.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = await readFile(join(root, 'docs/sdk.md'), 'utf8');
const [head = '', ...sections] = page.split(/^## /m);
const samplesOf = (text: string) => [...text.matchAll(/^```js\n([^]*?)^```/gm)].map((m) => m[1] ?? '');
const sources: Record<string, string> = {
  'widya/sdk/node': 'src/sdk/file-store.ts',
  'widya/sdk': 'src/sdk/index.ts',
  'widya/xapijs': 'src/sdk/xapijs.ts',
};

describe('docs/sdk.md', () => {
  let server: Listening;
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(root, 'node_modules/.guide-'));
    const app = createApp({ storage: memoryStorage(), credentials: [{ key: 'kunci', secret: 'rahasia' }] });
    server = await listen(async (r) => (await app.fetch(r)) ?? new Response('', { status: 404 }), {
      port: 0,
      host: '127.0.0.1',
    });
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('has a sample in every section', () => {
    assert.ok(sections.length >= 9);
    for (const section of sections) assert.ok(samplesOf(section).length > 0, section.split('\n')[0]);
  });
  for (const [i, section] of sections.entries()) {
    const title = section.split('\n')[0] ?? '';
    it(`runs: ${title}`, async () => {
      const first = samplesOf(head).join('\n');
      let code = samplesOf(section).join('\n');
      // A name is imported once.
      const known = /import \{ ([^}]+) \} from 'widya\/sdk'/.exec(first)?.[1]?.split(', ') ?? [];
      code = `${first}\n${code}`;
      const names = new Set(known);
      code = code.replace(/^import \{ ([^}]+) \} from 'widya\/sdk';$/gm, (_, list: string) => {
        for (const name of list.split(', ')) names.add(name);
        return '';
      });
      code = `import { ${[...names].join(', ')} } from 'widya/sdk';\n${code}`;
      for (const [name, path] of Object.entries(sources))
        code = code.replaceAll(`from '${name}'`, `from '${pathToFileURL(join(root, path)).href}'`);
      code = code
        .replaceAll('https://belajar.instansi.example/xapi', `http://127.0.0.1:${server.port}/xapi`)
        .replaceAll('https%3A%2F%2Fbelajar.instansi.example%2Fxapi', `http%3A%2F%2F127.0.0.1%3A${server.port}%2Fxapi`)
        .replaceAll("allow: ['https://belajar.instansi.example']", `allow: ['http://127.0.0.1:${server.port}']`)
        .replaceAll('/var/lib/portal', folder)
        .replaceAll('console.log', 'void');
      const file = join(folder, `${i}.mjs`);
      await writeFile(file, code);
      await import(pathToFileURL(file).href);
    });
  }
});
