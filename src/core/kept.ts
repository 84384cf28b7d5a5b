// Files that the reader has downloaded, asked for before the network is: nothing but this seam is in pages that have none.

/** What is on the device (src/offline/shelf.ts). */
export interface Shelf {
  /** An address an element can show: of a picture, a recording, a film, a PDF, captions. */
  url(address: string): string | undefined;
  /**
   * A file that is here, also by the address `url` has given for it: as the network has it, else, or when that is slow, as it is here.
   * Undefined for any other.
   */
  get(address: string, ask: () => Promise<Response>): Promise<Response> | undefined;
  /** Gives room to what was recorded: the download that was not used for longest goes. Without one nothing happens. */
  makeRoom(): Promise<void>;
}

/** Filled by shelf.ts when it is opened. */
export const kept: { on?: Shelf } = {};

/** What is on this device; undefined when nothing is, or when it cannot be read. */
export async function keptShelf(): Promise<Shelf | undefined> {
  try {
    // Says that there is something: most pages never fetch the rest.
    if (localStorage['widya:offline']) await (await import('../offline/shelf.js')).openShelf();
  } catch {
    // No storage, or none of it can be read: as if nothing was here.
  }
  return kept.on;
}

/** The address to show a file by: the device's own where it is there, else the one that was given. */
export const shown = <T extends string | null>(address: T): T | string => kept.on?.url(address as string) ?? address;
