// SCORM 2004: `API_1484_11` in the window above the content (RTE 3.2), and the sequencing of packages that have rules.
import * as engine from 'scorm-again/scorm2004';
import type { ScormItem as Item } from '../formats/scorm/read.js';
import { common, Runtime, type Api, type ScormData } from './scorm.js';
import type { Adapter, Stage } from './shim.js';

// Its types speak of a default export, its file has a named one.
const { Scorm2004API } = engine as unknown as { Scorm2004API: typeof engine.default };
type Scorm2004 = InstanceType<typeof engine.default>;

type State = Record<string, unknown>;
type Api2004 = Api &
  Pick<
    Scorm2004,
    | 'processNavigationRequest'
    | 'serializeSequencingState'
    | 'deserializeSequencingState'
    | 'getActivityTrackingData'
    | 'reset'
  >;

let ask: ((what: string, data: { item?: string }) => unknown) | undefined;

const adapter: Adapter = {
  async start(stage: Stage, data: ScormData) {
    const runtime = new Runtime(stage);
    const states = await runtime.deliver(data.states);
    const find = (id: string): Item | undefined => data.items.find((i) => i.id === id);
    const fill = (api: Api2004, item: Item): void => {
      const kept = states[item.id] as State | undefined;
      const { session_time: _time, exit: _exit, ...rest } = kept ?? {};
      api.loadFromJSON({
        cmi: {
          ...rest,
          learner_id: data.learner.id,
          learner_name: data.learner.name,
          credit: data.mode === 'normal' ? 'credit' : 'no-credit',
          mode: data.mode,
          entry: kept ? 'resume' : 'ab-initio',
          ...(item.launchData === undefined ? {} : { launch_data: item.launchData }),
          ...(item.masteryScore === undefined ? {} : { scaled_passing_score: String(item.masteryScore) }),
          ...(item.completionThreshold === undefined ? {} : { completion_threshold: String(item.completionThreshold) }),
        },
      });
    };
    const make = (more: object = {}): Api2004 =>
      new Scorm2004API({ ...common, httpService: runtime.http as never, ...more }) as unknown as Api2004;
    const begin = (api: Api2004, item: Item): void => {
      fill(api, item);
      runtime.begin(api, item, 'SetValue.cmi.*', 'Initialize', 'Terminate');
      (globalThis as { API_1484_11?: unknown }).API_1484_11 = api;
    };

    if (data.sequencing === undefined || data.items.length < 2) {
      const first = find(data.item) ?? (data.items[0] as Item);
      begin(make(), first);
      ask = async (what, { item = '' }) => {
        const next = find(item);
        if (what !== 'go' || !next) return;
        await stage.go('about:blank');
        begin(make(), next);
        await stage.go(next.url);
      };
      return { src: first.url };
    }

    // The engine decides what comes next; we show it.
    let delivered: Item | undefined;
    let shown: Item | undefined;
    const root = (data.sequencing as { id: string }).id;
    const api = make({
      sequencing: {
        activityTree: structuredClone(data.sequencing),
        eventListeners: {
          onActivityDelivery: (activity: { id: string }) => {
            delivered = find(activity.id) ?? delivered;
            // Not from inside the content's own call: it is still at work.
            setTimeout(() => void present(), 0);
          },
          onNavigationValidityUpdate: (valid: unknown) => void stage.link.ask('valid', valid).catch(() => undefined),
          onSequencingSessionEnd: () => void stage.link.ask('returned').catch(() => undefined),
        },
      },
    });
    if (data.sequencingState !== undefined) api.deserializeSequencingState(data.sequencingState);
    runtime.sequencing = () =>
      JSON.stringify({ state: api.serializeSequencingState(), root: api.getActivityTrackingData(root) });
    let first = true;
    const present = async (): Promise<void> => {
      const item = delivered;
      if (!item || item === shown) return;
      shown = item;
      if (!first) await stage.go('about:blank');
      api.reset(undefined, { preserveListeners: true });
      begin(api, item);
      void stage.link.ask('shown', { item: item.id }).catch(() => undefined);
      if (!first) await stage.go(item.url);
    };
    const resumed = data.sequencingState !== undefined && api.processNavigationRequest('resumeAll');
    if (!resumed && !api.processNavigationRequest('start')) api.processNavigationRequest('choice', data.item);
    delivered ??= find(data.item) ?? data.items[0];
    await present();
    first = false;
    ask = (what, { item }) => {
      if (what === 'go' && item !== undefined) return api.processNavigationRequest('choice', item);
      return what === 'continue' || what === 'previous' ? api.processNavigationRequest(what) : undefined;
    };
    return { src: shown?.url ?? '' };
  },
  ask: (what: string, data: { item?: string }) => ask?.(what, data),
  stop() {
    delete (globalThis as { API_1484_11?: unknown }).API_1484_11;
    ask = undefined;
  },
};
export default adapter;
