// What the commands share. Uses Node alone: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const cache = `${root}node_modules/.cache/widya`;

export const say = (text) => console.log(`[widya] ${text}`);

/** Ends the command with one sentence about what failed. */
export function stop(sentence) {
  console.error(`[widya] ${sentence}`);
  process.exit(1);
}

/** Runs a program with its output shown. @returns {Promise<number>} exit code */
export function run(command, args, { env = {}, quiet = false, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (d) => (output += d));
    child.stderr?.on('data', (d) => (output += d));
    child.on('error', () => resolve(127));
    child.on('close', (code) => {
      if (quiet === true && code !== 0) process.stderr.write(output);
      resolve(code ?? 1);
    });
  });
}

const [major, minor] = process.versions.node.split('.').map(Number);
export function checkNode() {
  if (major < 20 || (major === 20 && minor < 19))
    stop(`Widya needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

/** Installs the packages of the lock file when they are not there or the lock file has changed. */
export async function ensurePackages() {
  const lock = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  const mark = `${cache}/lock`;
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  say('Installing packages (about a minute the first time)…');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    env: { STORYBOOK_DISABLE_TELEMETRY: '1', npm_config_update_notifier: 'false' },
  });
  if (code !== 0) stop('The packages could not be installed; npm said why above. Check the network, then try again.');
  mkdirSync(cache, { recursive: true });
  writeFileSync(mark, lock);
}

/** A Chromium to test with: CHROME_PATH, one on the machine, or the system's package. */
export async function ensureChromium() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (!existsSync(named)) stop(`CHROME_PATH is ${named}, and there is no such file.`);
    return named;
  }
  const found = findChromium();
  if (found) return found;
  const apt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!apt) stop('No Chromium was found. Install one and set CHROME_PATH to it.');
  say('Installing Chromium from the system’s packages…');
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const step = (...args) => {
    const [command, ...rest] = [...asRoot, ...args];
    return run(command, rest, { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } });
  };
  await step('apt-get', 'update');
  const code = await step(
    'apt-get',
    '-o',
    'DPkg::Lock::Timeout=300',
    'install',
    '-y',
    '--no-install-recommends',
    'chromium',
  );
  const path = findChromium();
  if (code !== 0 || !path) {
    stop(
      'Chromium could not be installed (this needs root, or sudo without a password). Install it yourself, or set CHROME_PATH.',
    );
  }
  return path;
}

function findChromium() {
  const places = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
  ];
  return places.find((p) => existsSync(p));
}

export const bin = (name) => `${root}node_modules/.bin/${name}`;
