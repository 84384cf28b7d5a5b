// multipart/mixed as xAPI uses it (xAPI-Communication 1.5.2), read and written as bytes. The client and the LRS both use it.

export interface Part {
  /** Names in lower case. */
  headers: Map<string, string>;
  body: Uint8Array;
}

/** A file of a statement: what its `attachments` entry names by hash. */
export interface AttachmentFile {
  /** SHA-2 of the bytes, hexadecimal, lower case. */
  sha2: string;
  contentType: string;
  bytes: Uint8Array;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const CRLF = encoder.encode('\r\n');
const GAP = encoder.encode('\r\n\r\n');

/** The boundary of a Content-Type, quoted or not; undefined when there is none. */
export function boundaryOf(contentType: string): string | undefined {
  const m = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  return m?.[1] ?? m?.[2];
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

/** The parts of a body, or undefined when it is cut off or its boundary is not there. */
export function readParts(data: Uint8Array, boundary: string): Part[] | undefined {
  const delimiter = encoder.encode(`\r\n--${boundary}`);
  const opening = delimiter.subarray(2);
  const opens = opening.every((b, i) => data[i] === b);
  const start = opens ? 0 : indexOf(data, delimiter, 0);
  if (start < 0) return undefined;
  let at = start + (opens ? opening.length : delimiter.length);
  const parts: Part[] = [];
  for (;;) {
    if (data[at] === 45 && data[at + 1] === 45) return parts; // "--": the end
    const lineEnd = indexOf(data, CRLF, at);
    const end = lineEnd < 0 ? -1 : indexOf(data, delimiter, lineEnd);
    if (end < 0) return undefined;
    // Looked for in this part only: a body of parts without headers would be read to its end for each.
    const gap = indexOf(data.subarray(lineEnd, end), GAP, 0);
    const hasHead = gap >= 0;
    const headEnd = lineEnd + gap;
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

/** The JSON first, then each file once. The boundary is random, so that no file can contain it by intent. */
export function writeParts(json: string, files: readonly AttachmentFile[]): { contentType: string; body: Blob } {
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
