// What the two APIs of SCORM have in common: one item at a time, what it sets written down on the content's own origin before anybody
// is told, commits passed to the page, and what a closed tab has left behind handed over at the next start.
import type { ScormItem as Item } from '../formats/scorm/read.js';
import type { Stage } from './shim.js';

/** As much of scorm-again as is used here. */
export interface Api {
  loadFromJSON(json: Record<string, unknown>): void;
  renderCommitObject(terminate: boolean, includeTotalTime?: boolean): Committed;
  on(names: string, listener: (...args: never[]) => void): void;
}
interface Committed {
  runtimeData?: Record<string, unknown>;
}

/** What the page sends when a package is opened. */
export interface ScormData {
  items: Item[];
  /** The item to begin with. */
  item: string;
  /** What each item has kept: its `cmi`. */
  states: Record<string, Record<string, unknown> | undefined>;
  learner: { id: string; name: string; language: string };
  mode: 'normal' | 'browse' | 'review';
  /** 2004: the activity tree, and how far it is. */
  sequencing?: unknown;
  sequencingState?: string;
}

/** What the page is told. */
export interface Commit {
  item: string;
  /** One from Initialize to Terminate; a word of its own. */
  session: string;
  /** When; ISO 8601. */
  at: string;
  cmi: Record<string, unknown>;
  /** The content has said that it is done for now. */
  terminated: boolean;
  sequencing?: string;
  /** Said in an earlier visit, when nobody was there to hear it. */
  late?: true;
}

const SOON = 250;

/** The answer of the service to a commit: it is on this device, whatever the page does with it. */
const taken = { result: 'true', errorCode: 0 };

export class Runtime {
  readonly #stage: Stage;
  readonly #prefix: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Set by the 2004 side. */
  sequencing: () => string | undefined = () => undefined;
  current: Item | undefined;
  #api: Api | undefined;
  #ended = false;
  #session = '';

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#prefix = `widya-scorm:${stage.owner}:`;
  }

  /** For scorm-again: takes commits instead of sending them. */
  readonly http = {
    updateSettings: (): void => undefined,
    processHttpRequest: (
      _url: string,
      params: unknown,
      _immediate: boolean,
      _log: unknown,
      _listeners: unknown,
      metadata?: { isTerminateCommit: boolean },
    ): typeof taken => {
      this.commit(params as Committed, metadata?.isTerminateCommit === true);
      return taken;
    },
  };

  /** What an earlier visit has left on the device; afterwards the page has it. → the newest state by item */
  async deliver(states: ScormData['states']): Promise<ScormData['states']> {
    const newest = { ...states };
    for (const key of keys(this.#prefix)) {
      const commit = JSON.parse(localStorage.getItem(key) ?? 'null') as Commit | null;
      if (!commit) continue;
      newest[commit.item] = commit.cmi;
      await this.#stage.link.ask('commit', { ...commit, late: true });
      localStorage.removeItem(key);
    }
    return newest;
  }

  begin(api: Api, item: Item, setEvents: string, initialize: string, finish: string): void {
    this.#api = api;
    this.#ended = false;
    this.#session = Math.random().toString(36).slice(2);
    this.current = item;
    api.on(setEvents, () => this.#soon());
    api.on(initialize, () => void this.#tell('initialized', { item: item.id }));
    api.on(finish, () => (this.#ended = true));
  }

  /** Every value is written down soon, whether or not the content ever commits: PCs are switched off at the wall. */
  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const api = this.#api;
      if (api && !this.#ended) this.#keep(this.#commitOf(api.renderCommitObject(false, true), false));
    }, SOON);
  }

  commit(committed: Committed, terminated: boolean): void {
    if (terminated) this.#ended = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const commit = this.#commitOf(committed, terminated);
    const text = this.#keep(commit);
    void this.#tell('commit', commit).then((heard) => {
      const key = this.#prefix + commit.item;
      if (heard && read(key) === text) remove(key);
    });
  }

  #commitOf(c: Committed, terminated: boolean): Commit {
    const runtime = c.runtimeData ?? {};
    const sequencing = this.sequencing();
    return {
      item: this.current?.id ?? '',
      session: this.#session,
      at: new Date().toISOString(),
      cmi: (runtime.cmi ?? runtime) as Record<string, unknown>,
      terminated,
      ...(sequencing === undefined ? {} : { sequencing }),
    };
  }

  #keep(commit: Commit): string {
    const text = JSON.stringify(commit);
    try {
      localStorage.setItem(this.#prefix + commit.item, text);
    } catch {
      // No room: the page is told all the same.
    }
    return text;
  }

  async #tell(what: string, data: unknown): Promise<boolean> {
    return this.#stage.link.ask(what, data).then(
      () => true,
      () => false,
    );
  }
}

const keys = (prefix: string): string[] => {
  try {
    return Object.keys(localStorage).filter((k) => k.startsWith(prefix));
  } catch {
    return [];
  }
};
const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const remove = (key: string): void => {
  try {
    localStorage.removeItem(key);
  } catch {
    // It is handed over once more.
  }
};

/** Settings both versions share. */
export const common = {
  lmsCommitUrl: 'page:',
  autocommit: true,
  autocommitSeconds: 10,
  alwaysSendTotalTime: true,
  renderCommonCommitFields: true,
  mastery_override: false,
  logLevel: 5 as const,
};
