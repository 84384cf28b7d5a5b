// H5P: a page of its own beside the package (h5p.html) in which the agency's runtime plays it; what it says comes here.
import type { Adapter, Stage } from './shim.js';

/** What the player page finds in the window above it. */
export interface H5pStage {
  /** Folder of the runtime, and of the unpacked package, absolute. */
  runtime: string;
  content: string;
  lang: string;
  /** What was kept last; '' for nothing. */
  state: string;
  said(statement: unknown): void;
  kept(state: string): void;
  ready(): void;
  failed(message: string): void;
}

/** For a runtime and a content type that come over a thin line. */
const PATIENCE = 60_000;

const adapter: Adapter = {
  start(stage: Stage, data: { runtime: string; hash: string; lang: string; state: string }) {
    const folder = data.runtime.endsWith('/') ? data.runtime : `${data.runtime}/`;
    const runtime = new URL(folder, location.href);
    let last = data.state;
    (globalThis as { widyaH5p?: H5pStage }).widyaH5p = {
      runtime: runtime.href,
      content: new URL(`p/${data.hash}/`, location.href).href,
      lang: data.lang,
      state: data.state,
      said: (statement) => void stage.link.ask('h5p', JSON.parse(JSON.stringify(statement))).catch(() => undefined),
      kept: (state) => {
        if (state === last) return;
        last = state;
        void stage.link.ask('kept', state).catch(() => undefined);
      },
      ready: () => undefined,
      failed: () => undefined,
    };
    return { src: new URL('h5p.html', location.href).href };
  },
  started: () =>
    new Promise<void>((resolve, reject) => {
      const stage = (globalThis as { widyaH5p?: H5pStage }).widyaH5p;
      if (!stage) return;
      const timer = setTimeout(() => reject(new Error('the H5P runtime does not answer')), PATIENCE);
      stage.ready = () => (clearTimeout(timer), resolve());
      stage.failed = (message) => (clearTimeout(timer), reject(new Error(message)));
    }),
};
export default adapter;
