import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { course, halfWay } from './fixtures.js';
import { scene, sceneOf, stage, within } from './scene.js';

const meta: Meta = {
  title: 'Components/Provider',
  component: 'widya-provider',
  loaders: [stage],
  parameters: scene({ seed: halfWay }),
  // The provider itself shows nothing; a card inside shows what it lends.
  render: (_args, { loaded }) =>
    within(
      sceneOf(loaded),
      html`<div style="max-inline-size: 26rem">
        <widya-progress-card course=${course.id} jp="4"
          ><a href="#etika-asn">Etika dan Kode Perilaku ASN</a></widya-progress-card
        >
      </div>`,
    ),
};
export default meta;

export const SignedIn: StoryObj = {};

export const SignedOut: StoryObj = { parameters: scene({ signedOut: true }) };

export const Offline: StoryObj = { parameters: scene({ seed: halfWay, line: 'offline' }) };

/** An element outside finds the provider by its id: `provider="portal"`. */
export const ById: StoryObj = {
  render: (_args, { loaded }) => {
    const { lrs } = sceneOf(loaded);
    return html`<widya-provider
        id="portal"
        .endpoint=${lrs.endpoint}
        .auth=${lrs.auth}
        .fetch=${lrs.fetch}
      ></widya-provider>
      <div style="max-inline-size: 26rem">
        <widya-progress-card provider="portal" course=${course.id} jp="4"
          ><a href="#etika-asn">Etika dan Kode Perilaku ASN</a></widya-progress-card
        >
      </div>`;
  },
};
