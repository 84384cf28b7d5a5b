// One LRS per story: made and seeded before the story renders, kept while its controls change.
import type { TemplateResult } from 'lit';
import { html } from 'lit';
import type { Principal } from '../src/sdk/auth.js';
import { createTestLrs, type TestLrs } from '../src/testing/lrs.js';
import { neverAnswers, signedOut, someone, type Seed } from './fixtures.js';

export interface SceneOptions {
  person?: Principal;
  /** What has happened before. */
  seed?: Seed;
  /** The state of the line once the story starts; online unless said. */
  line?: TestLrs['mode'] | 'never-answers';
  signedOut?: boolean;
}

export interface Scene {
  lrs: TestLrs;
  options: SceneOptions;
}

interface LoaderContext {
  id: string;
  canvasElement?: unknown;
  parameters: Record<string, unknown>;
}

/** A story's wishes, as its parameters: those of the file and of the story are put together. */
export const scene = (options: SceneOptions): { scene: SceneOptions } => ({ scene: options });

const scenes = new WeakMap<object, { id: string; scene: Promise<Scene> }>();

/** The loader of a file: the scene arrives as `loaded.scene`. */
export async function stage(context: LoaderContext): Promise<{ scene: Scene }> {
  const canvas = (context.canvasElement ?? {}) as object;
  const kept = scenes.get(canvas);
  if (kept?.id === context.id) return { scene: await kept.scene };
  const made = make((context.parameters.scene ?? {}) as SceneOptions);
  scenes.set(canvas, { id: context.id, scene: made });
  return { scene: await made };
}

async function make(options: SceneOptions): Promise<Scene> {
  const lrs = createTestLrs(someone(options.person));
  await options.seed?.(lrs);
  if (options.line !== undefined && options.line !== 'never-answers') lrs.mode = options.line;
  return { lrs, options };
}

export const sceneOf = (loaded: Record<string, unknown>): Scene => loaded.scene as Scene;

/** The provider of the scene around what the story shows. */
export function within({ lrs, options }: Scene, content: unknown): TemplateResult {
  return html`<widya-provider
    .endpoint=${lrs.endpoint}
    .auth=${options.signedOut ? signedOutOnce(lrs) : lrs.auth}
    .fetch=${options.line === 'never-answers' ? neverAnswers : lrs.fetch}
    >${content}</widya-provider
  >`;
}

const out = new WeakMap<TestLrs, ReturnType<typeof signedOut>>();
/** The same object on each render, so that the provider does not begin anew. */
function signedOutOnce(lrs: TestLrs): ReturnType<typeof signedOut> {
  const auth = out.get(lrs) ?? signedOut();
  out.set(lrs, auth);
  return auth;
}
