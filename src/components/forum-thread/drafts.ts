// What is written and not sent yet stays on this device, per person and thread. Never in the LRS, where others could read it.

const name = (key: string) => `widya:draft:${key}`;

export const drafts = {
  read(key: string): string | undefined {
    try {
      return localStorage.getItem(name(key)) ?? undefined;
    } catch {
      return undefined;
    }
  },
  /** An empty text removes the draft. */
  write(key: string, text: string): void {
    try {
      if (text === '') localStorage.removeItem(name(key));
      else localStorage.setItem(name(key), text);
    } catch {
      // No storage: the text is in the field, at least.
    }
  },
};
