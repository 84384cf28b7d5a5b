// npm run test:integration: installs the frameworks, beside this file alone, and runs what is built with them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from '../../scripts/build.mjs';
import { checkNode, ensureChromium, ensurePackages, root, run, say, stop } from '../../scripts/lib.mjs';

checkNode();
await ensurePackages();
const chrome = await ensureChromium();
const here = fileURLToPath(new URL('./', import.meta.url));
if (!existsSync(`${root}dist/index.js`)) await build();
if ((await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], { cwd: here })) !== 0)
  stop('The frameworks could not be installed; npm said why above.');
// The package as it is in the repository, under its name.
mkdirSync(`${here}node_modules`, { recursive: true });
rmSync(`${here}node_modules/widya`, { force: true, recursive: true });
symlinkSync(root.replace(/\/$/, ''), `${here}node_modules/widya`);
const hasPhp = spawnSync('php', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasPhp) say('There is no PHP here: integrations/php is not tested.');
const tests = [
  '--import',
  './test/node-ts.mjs',
  '--test',
  'test/integration/frameworks.test.mjs',
  ...(hasPhp ? ['test/integration/php.test.mjs'] : []),
];
process.exit(await run(process.execPath, tests, { env: { CHROME_PATH: chrome, NODE_NO_WARNINGS: '1' } }));
