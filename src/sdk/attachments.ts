// Files that travel with statements (xAPI-Data 2.4.11, xAPI-Communication 1.5.2). Loaded only where there are some.
import { WidyaError } from './errors.js';
import { boundaryOf, readParts, writeParts, type AttachmentFile } from './multipart.js';
import { sha256 } from './sha256.js';
import type { Attachment, LanguageMap, Statement } from './statement.js';

export type { AttachmentFile } from './multipart.js';

export interface AttachmentInit {
  /** IRI of what the file is for. */
  usageType: string;
  display: LanguageMap;
  description?: LanguageMap;
  /** The Blob's own type, else `application/octet-stream`, unless said. */
  contentType?: string;
  /** Where the file can be had for a long time as well, or instead. */
  fileUrl?: string;
}

/**
 * Describes a file for a statement's `attachments` and keeps its bytes for `saveStatements(statements, { files })`. With a
 * `fileUrl` the bytes need not be sent. Works on plain http pages too: the hash does not need crypto.subtle.
 */
export async function attach(
  content: Blob | ArrayBuffer | Uint8Array | string,
  init: AttachmentInit,
): Promise<{ attachment: Attachment; file: AttachmentFile }> {
  const bytes =
    typeof content === 'string'
      ? new TextEncoder().encode(content)
      : content instanceof Blob
        ? new Uint8Array(await content.arrayBuffer())
        : new Uint8Array(content); // a copy: what is hashed is what is sent
  const own = content instanceof Blob && content.type ? content.type : 'application/octet-stream';
  const contentType = init.contentType ?? own;
  const sha2 = await sha256(bytes);
  return {
    attachment: { ...init, contentType, length: bytes.length, sha2 },
    file: { sha2, contentType, bytes },
  };
}

/** Every hash the statements name, those of SubStatements included. */
function hashesOf(statements: readonly Statement[]): Set<string> {
  return new Set(
    statements
      .flatMap((s) => [
        ...(s.attachments ?? []),
        ...('objectType' in s.object && s.object.objectType === 'SubStatement' ? (s.object.attachments ?? []) : []),
      ])
      .map((a) => a.sha2.toLowerCase()),
  );
}

/**
 * The body of POST or PUT statements with files. Each file goes once, and only if a statement names it: an LRS refuses others.
 * @param value what the JSON part holds: the list, or one statement for PUT
 */
export function encode(
  value: Statement | Statement[],
  files: readonly AttachmentFile[],
): { body: BodyInit; headers: Record<string, string> } {
  const named = hashesOf([value].flat());
  const parts = new Map(
    files.filter((f) => named.has(f.sha2.toLowerCase())).map((f) => [f.sha2.toLowerCase(), f] as const),
  );
  if (parts.size === 0) return { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } };
  const { contentType, body } = writeParts(JSON.stringify(value), [...parts.values()]);
  return { body, headers: { 'content-type': contentType } };
}

/**
 * An answer of multipart/mixed → its JSON and the files by hash.
 * @throws WidyaError `lrs/bad-response` when it is cut off or begins with something else
 */
export function decode(data: Uint8Array, contentType: string): { value: unknown; files: Map<string, AttachmentFile> } {
  const boundary = boundaryOf(contentType);
  const [first, ...rest] = (boundary && readParts(data, boundary)) || [];
  const files = new Map<string, AttachmentFile>();
  for (const { headers, body } of rest) {
    const sha2 = headers.get('x-experience-api-hash')?.toLowerCase() ?? '';
    files.set(sha2, { sha2, contentType: headers.get('content-type') ?? 'application/octet-stream', bytes: body });
  }
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(first?.body)), files };
  } catch (cause) {
    throw new WidyaError('lrs/bad-response', 'the answer is not multipart that begins with JSON', {
      cause,
      retryable: true,
    });
  }
}
