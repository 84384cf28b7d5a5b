// npm start: installs what is missing, builds, starts the LRS and the demo portal. With --watch (npm run dev) it rebuilds on change.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { bin, checkNode, ensurePackages, root, say } from './lib.mjs';
import { build } from './build.mjs';

checkNode();
await ensurePackages();

const watch = process.argv.includes('--watch');
if (watch || !isFresh()) await build({ types: false });

const children = [];
if (watch) {
  children.push(
    spawn(bin('rollup'), ['-c', '--watch', '--silent', '--no-watch.clearScreen'], { cwd: root, stdio: 'inherit' }),
  );
  say('Watching src/: reload the page after a change.');
}
const server = spawn(
  process.execPath,
  [...(watch ? ['--watch-path=dist/server', '--watch-path=demo'] : []), 'demo/server.mjs'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
children.push(server);
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopping = true;
    for (const child of children) child.kill(signal);
  });
}
server.on('close', (code) => {
  for (const child of children) child.kill();
  process.exit(stopping ? 0 : (code ?? 1));
});

/** The build is newer than everything it is made of. */
function isFresh() {
  if (!existsSync(`${root}cdn/sri.json`) || !existsSync(`${root}dist/server/node.js`)) return false;
  const built = statSync(`${root}cdn/sri.json`).mtimeMs;
  const sources = [
    ...readdirSync(`${root}src`, { recursive: true }).map((f) => `src/${f}`),
    'rollup.config.mjs',
    'package-lock.json',
  ];
  return sources.every((f) => statSync(root + f).mtimeMs <= built);
}
