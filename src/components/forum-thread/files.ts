// Files that go with a post. Pictures are made small in the page, which also takes out where they were taken; other files go to where the
// page's own upload puts them. Fetched when somebody adds one, or a post has some.
import { attach, type AttachmentFile } from '../../sdk/attachments.js';
import type { LrsClient } from '../../sdk/client.js';
import type { Attachment } from '../../sdk/statement.js';
import { ns } from '../../sdk/verbs.js';

/** What a file of a post is for. */
export const postUsage = `${ns}/attachment/post`;

/** Where a file was put: an address that stays. */
export interface Uploaded {
  url: string;
}
export type Upload = (file: File) => Promise<Uploaded>;

export interface Chosen {
  name: string;
  attachment: Attachment;
  /** None for one that was uploaded elsewhere. */
  file: AttachmentFile | undefined;
}

const WIDTH = 1280;
const QUALITY = 0.8;
/** Pictures that browsers only draw: nothing in them runs. Never SVG. */
const drawn = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];
export const isPicture = (a: Pick<Attachment, 'contentType'>): boolean => drawn.includes(a.contentType.toLowerCase());

/** At most 1280 pixels wide or high, as WebP where the browser can. @throws when it is no picture */
async function small(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, WIDTH / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/webp', QUALITY),
  );
}

/** @throws when it is neither a picture nor can be put elsewhere */
export async function choose(file: File, lang: string, upload: Upload | undefined): Promise<Chosen> {
  const name = file.name.slice(0, 120);
  const init = { usageType: postUsage, display: { [lang]: name } };
  const picture = /^image\/(?!svg)/i.test(file.type) ? await small(file).catch(() => undefined) : undefined;
  if (picture) {
    const { attachment, file: bytes } = await attach(picture, init);
    return { name, attachment, file: bytes };
  }
  if (!upload) throw new Error('not a picture');
  const { url } = await upload(file);
  const { attachment } = await attach(file, { ...init, fileUrl: new URL(url, document.baseURI).href });
  return { name, attachment, file: undefined };
}

/** The address under which the page may draw a picture of a statement; undefined when it is not there. */
export async function pictureOf(lrs: LrsClient, statementId: string, a: Attachment): Promise<string | undefined> {
  if (!isPicture(a)) return undefined;
  const found = await lrs.getStatementWithFiles(statementId);
  const file = found?.files.get(a.sha2.toLowerCase()) ?? found?.files.get(a.sha2);
  // By the type that the statement says and we allow, whatever came with the bytes.
  return file && URL.createObjectURL(new Blob([file.bytes as Uint8Array<ArrayBuffer>], { type: a.contentType }));
}
