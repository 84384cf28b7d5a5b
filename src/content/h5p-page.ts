// Inside h5p.html: starts the runtime the agency has installed (an h5p-standalone, or anything with the same two files) and listens.
import type { H5pStage } from './h5p.js';

interface Runtime {
  H5P: new (element: Element, options: Record<string, unknown>) => PromiseLike<unknown>;
}
interface H5pWindow {
  H5PStandalone?: Runtime;
  H5P?: {
    externalDispatcher?: { on(name: string, listener: (event: { data?: { statement?: unknown } }) => void): void };
  };
  H5PIntegration?: { contents?: Record<string, { contentUserData?: { state?: unknown }[] }> };
}

/** How often what was done is looked for, in seconds; it is kept when it has changed. */
const OFTEN = 3;
const stage = (parent as unknown as { widyaH5p: H5pStage }).widyaH5p;
const here = globalThis as unknown as H5pWindow;

function script(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.src = src;
    element.onload = () => resolve();
    element.onerror = () => reject(new Error(`there is no H5P runtime at ${stage.runtime}`));
    document.head.append(element);
  });
}

async function start(): Promise<void> {
  document.documentElement.lang = stage.lang;
  await script(`${stage.runtime}main.bundle.js`);
  // Taken first: the second file overwrites the name.
  const Player = here.H5PStandalone?.H5P;
  if (!Player) throw new Error(`main.bundle.js of ${stage.runtime} has no H5PStandalone.H5P`);
  await new Player(document.querySelector('main') as Element, {
    h5pJsonPath: stage.content.replace(/\/$/, ''),
    frameJs: `${stage.runtime}frame.bundle.js`,
    frameCss: `${stage.runtime}styles/h5p.css`,
    // This page is its frame; one more, without an address, would be out of the worker's reach, and the package with it.
    embedType: 'div',
    frame: false,
    copyright: false,
    export: false,
    icon: false,
    saveFreq: OFTEN,
    // With the name of nobody: who learns is known to the page around all this.
    user: { name: '-', mail: 'a@b.invalid' },
    // Asked of the worker beside this page, which says that it is well.
    ajax: {
      contentUserDataUrl: `lms/${new URLSearchParams(parent.location.search).get('k') ?? ''}/h5p/:contentId/:dataType/:subContentId`,
    },
    ...(stage.state === '' ? {} : { contentUserData: [{ state: stage.state }] }),
  });
  here.H5P?.externalDispatcher?.on('xAPI', (event) => {
    if (event.data?.statement) stage.said(event.data.statement);
    setTimeout(look, 200);
  });
  setInterval(look, OFTEN * 1000);
  addEventListener('pagehide', look);
  stage.ready();
}

/** What was done so far, as the runtime has it. */
function look(): void {
  const [content] = Object.values(here.H5PIntegration?.contents ?? {});
  const state = content?.contentUserData?.[0]?.state;
  if (typeof state === 'string' && state !== 'RESET' && state !== '') stage.kept(state);
}

start().catch((cause: unknown) => stage.failed(cause instanceof Error ? cause.message : String(cause)));
