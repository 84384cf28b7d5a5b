// SCORM 1.2: `API` in the window above the content (RTE 3.3.6.1).
import * as engine from 'scorm-again/scorm12';
import type { ScormItem as Item } from '../formats/scorm/read.js';
import { common, Runtime, type Api, type ScormData } from './scorm.js';
import type { Adapter, Stage } from './shim.js';

// Its types speak of a default export, its file has a named one.
const { Scorm12API } = engine as unknown as { Scorm12API: typeof engine.default };

type State = { core?: Record<string, unknown>; [key: string]: unknown };

let show: ((item: string) => Promise<void>) | undefined;

const adapter: Adapter = {
  async start(stage: Stage, data: ScormData) {
    const runtime = new Runtime(stage);
    const states = await runtime.deliver(data.states);
    const set = (item: Item): void => {
      const api = new Scorm12API({ ...common, httpService: runtime.http as never }) as unknown as Api;
      const kept = states[item.id] as State | undefined;
      const core = { ...kept?.core };
      // Of the session before, not of this one.
      delete core.session_time;
      delete core.exit;
      api.loadFromJSON({
        cmi: {
          ...kept,
          launch_data: item.launchData ?? '',
          student_data: {
            ...(item.masteryScore === undefined
              ? {}
              : { mastery_score: String(Math.round(item.masteryScore * 10_000) / 100) }),
            ...(item.maxTimeAllowed === undefined ? {} : { max_time_allowed: item.maxTimeAllowed }),
            ...(item.timeLimitAction === undefined ? {} : { time_limit_action: item.timeLimitAction }),
          },
          core: {
            ...core,
            student_id: data.learner.id,
            student_name: data.learner.name,
            credit: data.mode === 'normal' ? 'credit' : 'no-credit',
            lesson_mode: data.mode,
            entry: kept ? 'resume' : 'ab-initio',
          },
        },
      });
      runtime.begin(api, item, 'LMSSetValue.cmi.*', 'LMSInitialize', 'LMSFinish');
      (globalThis as { API?: unknown }).API = api;
    };
    const find = (id: string): Item => data.items.find((i) => i.id === id) ?? (data.items[0] as Item);
    show = async (id) => {
      await stage.go('about:blank');
      // What the item before has kept is what it begins with when it is chosen again.
      set(find(id));
      await stage.go(find(id).url);
    };
    const first = find(data.item);
    set(first);
    return { src: first.url };
  },
  ask(what: string, data: { item: string; states: ScormData['states'] }) {
    return what === 'go' ? show?.(data.item) : undefined;
  },
  stop() {
    delete (globalThis as { API?: unknown }).API;
    show = undefined;
  },
};
export default adapter;
