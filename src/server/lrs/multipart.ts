// multipart/mixed of statements and attachments (xAPI-Communication 1.5.2), read and written as bytes.
import type { AttachmentRow } from '../storage/port.js';
import { bad } from './http.js';

export interface Part {
  headers: Map<string, string>;
  body: Uint8Array;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The boundary of a Content-Type, quoted or not. */
export function boundaryOf(contentType: string): string {
  const m = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const boundary = m?.[1] ?? m?.[2];
  if (!boundary) throw bad('multipart/mixed needs a boundary', 'Content-Type');
  return boundary;
}

function indexOf(data: Uint8Array, needle: Uint8Array, from: number): number {
  const first = needle[0] ?? 0;
  for (let i = data.indexOf(first, from); i >= 0; i = data.indexOf(first, i + 1)) {
    let n = 1;
    while (n < needle.length && data[i + n] === needle[n]) n++;
    if (n === needle.length) return i;
    if (i + needle.length > data.length) return -1;
  }
  return -1;
}

export function readParts(data: Uint8Array, boundary: string): Part[] {
  const delimiter = encoder.encode(`\r\n--${boundary}`);
  const opening = encoder.encode(`--${boundary}`);
  const gap = encoder.encode('\r\n\r\n');
  let at = startsWith(data, opening) ? opening.length : indexOf(data, delimiter, 0) + delimiter.length;
  if (at < delimiter.length && !startsWith(data, opening)) throw bad('the boundary is not in the body');
  const parts: Part[] = [];
  for (;;) {
    if (data[at] === 45 && data[at + 1] === 45) return parts; // "--": the end
    const lineEnd = indexOf(data, encoder.encode('\r\n'), at);
    if (lineEnd < 0) throw bad('the multipart body ends too early');
    const end = indexOf(data, delimiter, lineEnd);
    if (end < 0) throw bad('the multipart body ends too early');
    const headEnd = indexOf(data, gap, lineEnd);
    const hasHead = headEnd >= 0 && headEnd < end;
    const head = hasHead ? decoder.decode(data.subarray(lineEnd + 2, headEnd)) : '';
    const headers = new Map<string, string>();
    for (const line of head.split('\r\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    }
    parts.push({ headers, body: data.slice(hasHead ? headEnd + 4 : lineEnd + 2, end) });
    at = end + delimiter.length;
  }
}

function startsWith(data: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((b, i) => data[i] === b);
}

/** The answer to GET statements?attachments=true: the JSON first, then each file once. */
export function writeParts(json: string, files: readonly AttachmentRow[]): { contentType: string; body: Blob } {
  const boundary = `widya-${Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, '0')).join('')}`;
  const chunks: BlobPart[] = [`--${boundary}\r\nContent-Type: application/json\r\n\r\n`, json];
  for (const f of files) {
    chunks.push(
      `\r\n--${boundary}\r\nContent-Type: ${f.contentType}\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: ${f.sha2}\r\n\r\n`,
      f.bytes as Uint8Array<ArrayBuffer>,
    );
  }
  chunks.push(`\r\n--${boundary}--\r\n`);
  return { contentType: `multipart/mixed; boundary="${boundary}"`, body: new Blob(chunks) };
}
