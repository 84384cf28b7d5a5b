import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { WidyaDoctor } from '../src/components/doctor/doctor.js';
import { halfWay } from './fixtures.js';
import { scene, sceneOf, stage, within } from './scene.js';

const meta: Meta = {
  title: 'Components/Doctor',
  component: 'widya-doctor',
  loaders: [stage],
  parameters: scene({ seed: halfWay }),
  render: (_args, { loaded }) => within(sceneOf(loaded), html`<widya-doctor></widya-doctor>`),
};
export default meta;

const examine: StoryObj['play'] = async ({ canvasElement }) => {
  await canvasElement.querySelector<WidyaDoctor>('widya-doctor')?.reload();
};

export const Before: StoryObj = {};

export const Examined: StoryObj = { play: examine };

export const Offline: StoryObj = { parameters: scene({ line: 'offline' }), play: examine };

export const SignedOut: StoryObj = { parameters: scene({ signedOut: true }), play: examine };
