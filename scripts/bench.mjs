// npm run bench -- NAME: builds, installs into bench/ the peers it measures against (first use), and runs bench/NAME.mjs.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { build } from './build.mjs';
import { checkNode, ensurePackages, root, run, say, stop } from './lib.mjs';

checkNode();
const [name, ...rest] = process.argv.slice(2);
const names = readdirSync(`${root}bench`)
  .filter((f) => f.endsWith('.mjs'))
  .map((f) => f.replace('.mjs', ''));
if (!names.includes(name)) stop(`Which one? npm run bench -- ${names.join(' | ')}`);
await ensurePackages();
await ensurePeers();
await build({ types: false });
process.exit(await run(process.execPath, [`bench/${name}.mjs`, ...rest]));

/** The peers are nobody's dependency but the bench's: they have a lock file and a folder of their own. */
async function ensurePeers() {
  const lock = `${root}bench/package-lock.json`;
  const installed = `${root}bench/node_modules/.package-lock.json`;
  if (!existsSync(lock)) return;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say('Installing the peers to measure against into bench/…');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], { cwd: `${root}bench` });
  if (code !== 0) stop('The peers could not be installed; npm said why above.');
}
