// A plugin that keeps all it promises, as a stranger would write it.
import {
  allOrNothing,
  definePlugin,
  html,
  interaction,
  plain,
  schemaFrom,
  withoutKey,
} from '../../src/plugins/plugin.js';
import type { Plugin, PluginQuestionHost, PluginQuestionKind, Question } from '../../src/plugins/plugin.js';

export interface Spot extends Question {
  answer: string;
}

export const spotKind: PluginQuestionKind<Spot> = {
  name: 'acme-spot',
  schema: schemaFrom<Spot>((q) => (typeof q.answer === 'string' ? undefined : 'answer: must be a text')),
  grade: (q, response) => allOrNothing(q, response === q.answer),
  definition: (q, o) => interaction('other', plain(q.stem, o.lang), o.withKey ? [q.answer] : undefined),
  strip: (q) => withoutKey(q, 'answer'),
  view: () =>
    Promise.resolve({
      render: (q: Spot, host: PluginQuestionHost) =>
        html`<fieldset>
          <legend>${host.rich(q.stem)}</legend>
          ${['a', 'b'].map(
            (v) =>
              html`<label
                ><input
                  type="radio"
                  name=${host.uid}
                  value=${v}
                  .checked=${host.response === v}
                  ?disabled=${host.disabled}
                  @change=${() => host.answer(v)}
                />${host.translate('spot', { n: v })}</label
              >`,
          )}
        </fieldset>`,
    }),
};

export const spot = (change: Partial<Plugin> = {}): Plugin =>
  definePlugin({
    id: 'id.acme.spot',
    version: '1.0.0',
    api: 1,
    words: { id: { spot: 'Titik {n}' }, en: { spot: 'Spot {n}' } },
    contributes: {
      questionKinds: { 'acme-spot': { label: { id: 'Titik', en: 'Spot' }, load: () => Promise.resolve(spotKind) } },
    },
    ...change,
  });
