// What waits, as a file: for the day a device has to be given back, or its network does not come back. Loaded when asked for.
import { fromBase64, toBase64 } from './base64.js';
import { WidyaError, type ErrorCode } from './errors.js';
import type { AttachmentFile } from './multipart.js';
import type { Service } from './service.js';
import { sha256 } from './sha256.js';
import { ifiOf, type Actor, type Statement } from './statement.js';

type Recorded = Statement & { id: string };

interface BackupFile {
  format: 'widya-backup';
  version: 1;
  endpoint: string;
  exportedAt: string;
  statements: Recorded[];
  /** Bytes as base64, by hash. */
  files: { sha2: string; contentType: string; base64: string }[];
}

const hashOf = (backup: BackupFile): Promise<string> => sha256(new TextEncoder().encode(JSON.stringify(backup)));

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
  const backup: BackupFile = {
    format: 'widya-backup',
    version: 1,
    endpoint: service.endpoint,
    exportedAt: now.toISOString(),
    statements: rows.flatMap((r) => r.statement ?? []),
    files: [...files.values()].map(({ sha2, contentType, bytes }) => ({ sha2, contentType, base64: toBase64(bytes) })),
  };
  return JSON.stringify({ ...backup, sha256: await hashOf(backup) });
}

/** One person's part of a backup. */
export interface BackupPart {
  actor: Actor;
  /** Of the person who looks at it: goes into their own outbox. */
  isMine: boolean;
  count: number;
  /** When the first and the last were recorded; ISO 8601. */
  first: string;
  last: string;
}

/** A backup that was read and not yet brought in. */
export interface Backup {
  /** Whose, how many, since when. */
  parts: BackupPart[];
  exportedAt: string;
  /** It was made for another record server. */
  isFromElsewhere: boolean;
  statements: readonly Recorded[];
  files: readonly AttachmentFile[];
}

/**
 * Reads a backup and tells what is in it; brings nothing in.
 * @throws WidyaError `data/invalid` for a file that is no backup or is damaged
 */
export async function readBackup(service: Pick<Service, 'principal' | 'endpoint'>, text: string): Promise<Backup> {
  const { statements, files, endpoint, exportedAt } = await parse(text);
  const me = service.principal && ifiOf(service.principal.actor);
  const parts = new Map<string, BackupPart>();
  for (const { actor, timestamp = exportedAt } of statements) {
    const id = ifiOf(actor) ?? '';
    const part = parts.get(id) ?? { actor, isMine: id === me, count: 0, first: timestamp, last: timestamp };
    part.count++;
    if (timestamp < part.first) part.first = timestamp;
    if (timestamp > part.last) part.last = timestamp;
    parts.set(id, part);
  }
  return {
    parts: [...parts.values()],
    exportedAt,
    isFromElsewhere: endpoint !== service.endpoint,
    statements,
    files,
  };
}

export interface Delivered {
  /** How many the record server has now, or one's own outbox. What it had before counts as well: bringing in twice is harmless. */
  taken: number;
  refused: { id: string; code: ErrorCode; message: string }[];
}

/**
 * Brings a backup in. One's own statements go into the outbox; those of others are sent at once, which the LRS lets only those
 * do whom it trusts with it. Each keeps its id and time: what is there already is not there twice. One that is refused does
 * not keep the others back.
 * @throws WidyaError when the line breaks: what was delivered until then is there, and doing it again does no harm
 */
export async function restoreBackup(
  service: Pick<Service, 'principal' | 'restore' | 'lrs' | 'endpoint'>,
  source: string | Backup,
  options: { signal?: AbortSignal; onProgress?: (done: number, of: number) => void } = {},
): Promise<Delivered> {
  const { statements, files } = typeof source === 'string' ? await readBackup(service, source) : source;
  const { signal, onProgress } = options;
  const me = service.principal && ifiOf(service.principal.actor);
  const isMine = (s: Statement) => me !== null && ifiOf(s.actor) === me;
  const mine = statements.filter(isMine);
  const others = statements.filter((s) => !isMine(s));
  if (mine.length > 0) await service.restore(mine, files);
  let taken = mine.length;
  const refused: Delivered['refused'] = [];
  const tell = () => onProgress?.(taken + refused.length, statements.length);
  tell();
  const deliver = async (batch: readonly Recorded[]): Promise<void> => {
    try {
      const named = files.filter((f) => batch.some((s) => s.attachments?.some((a) => a.sha2.toLowerCase() === f.sha2)));
      await service.lrs.saveStatements([...batch], { files: named, delivery: 'backup', ...(signal ? { signal } : {}) });
      taken += batch.length;
    } catch (error) {
      const [first] = batch;
      if (!(error instanceof WidyaError) || ![400, 403, 409, 413].includes(error.status ?? 0) || !first) throw error;
      if (batch.length === 1) refused.push({ id: first.id, code: error.code, message: error.message });
      else {
        // One that is refused fails all: halve until it stands alone.
        await deliver(batch.slice(0, batch.length >> 1));
        await deliver(batch.slice(batch.length >> 1));
      }
    }
    tell();
  };
  for (let i = 0; i < others.length; i += 50) await deliver(others.slice(i, i + 50));
  return { taken, refused };
}

async function parse(text: string): Promise<Omit<BackupFile, 'files'> & { files: AttachmentFile[] }> {
  try {
    const { sha256: hash, ...backup } = JSON.parse(text) as BackupFile & { sha256: string };
    if (backup.format !== 'widya-backup' || backup.version !== 1 || hash !== (await hashOf(backup)))
      throw new Error(hash);
    const files = backup.files.map(({ sha2, contentType, base64 }) => ({
      sha2,
      contentType,
      bytes: fromBase64(base64),
    }));
    return { ...backup, files };
  } catch (cause) {
    throw new WidyaError('data/invalid', 'the file is no backup of Widya, or it is damaged', { cause });
  }
}
