// What waits, as a file: for the day a device has to be given back, or its network does not come back. Loaded when asked for.
import { fromBase64, toBase64 } from './base64.js';
import { WidyaError } from './errors.js';
import type { AttachmentFile } from './multipart.js';
import type { Service } from './service.js';
import { sha256 } from './sha256.js';
import { ifiOf, type Statement } from './statement.js';

interface Backup {
  format: 'widya-backup';
  version: 1;
  endpoint: string;
  exportedAt: string;
  statements: (Statement & { id: string })[];
  /** Bytes as base64, by hash. */
  files: { sha2: string; contentType: string; base64: string }[];
}

const hashOf = (backup: Backup): Promise<string> => sha256(new TextEncoder().encode(JSON.stringify(backup)));

/**
 * Every statement that waits or was refused, with its files, as JSON. A hash tells a damaged file; it proves nothing about who
 * made it: the LRS decides what it takes from whom. Documents are not in it: they belong to the device's state.
 */
export async function makeBackup(
  service: Pick<Service, 'rows' | 'refused' | 'endpoint'>,
  now = new Date(),
): Promise<string> {
  const rows = [...service.rows, ...service.refused];
  const files = new Map(rows.flatMap((r) => r.files ?? []).map((f) => [f.sha2, f] as const));
  const backup: Backup = {
    format: 'widya-backup',
    version: 1,
    endpoint: service.endpoint,
    exportedAt: now.toISOString(),
    statements: rows.flatMap((r) => r.statement ?? []),
    files: [...files.values()].map(({ sha2, contentType, bytes }) => ({ sha2, contentType, base64: toBase64(bytes) })),
  };
  return JSON.stringify({ ...backup, sha256: await hashOf(backup) });
}

/**
 * Brings a backup in. One's own statements go into the outbox; those of others are sent at once, which the LRS lets only those
 * do whom it trusts with it. Each keeps its id and time: what is there already is not there twice.
 * @returns how many statements were taken
 * @throws WidyaError `data/invalid` for a file that is no backup or is damaged
 */
export async function restoreBackup(
  service: Pick<Service, 'principal' | 'restore' | 'lrs'>,
  text: string,
): Promise<number> {
  const { statements, files } = await readBackup(text);
  const me = service.principal && ifiOf(service.principal.actor);
  const isMine = (s: Statement) => me !== null && ifiOf(s.actor) === me;
  const mine = statements.filter(isMine);
  const others = statements.filter((s) => !isMine(s));
  if (mine.length > 0) await service.restore(mine, files);
  for (let i = 0; i < others.length; i += 50) await service.lrs.saveStatements(others.slice(i, i + 50), { files });
  return statements.length;
}

async function readBackup(text: string): Promise<{ statements: Backup['statements']; files: AttachmentFile[] }> {
  try {
    const { sha256: hash, ...backup } = JSON.parse(text) as Backup & { sha256: string };
    if (backup.format !== 'widya-backup' || backup.version !== 1 || hash !== (await hashOf(backup)))
      throw new Error(hash);
    const files = backup.files.map(({ sha2, contentType, base64 }) => ({
      sha2,
      contentType,
      bytes: fromBase64(base64),
    }));
    return { statements: backup.statements, files };
  } catch (cause) {
    throw new WidyaError('data/invalid', 'the file is no backup of Widya, or it is damaged', { cause });
  }
}
