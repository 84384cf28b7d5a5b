import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { invented, judgedQuiz, taken } from './answers.js';
import { people } from './fixtures.js';
import { scene, sceneOf, stage, within } from './scene.js';

const learners = Array.from({ length: 12 }, (_, n) => invented(n).actor);

const meta: Meta = {
  title: 'Components/Paper entry',
  component: 'widya-paper-entry',
  loaders: [stage],
  parameters: scene({ person: people.dewi, seed: taken(0) }),
  render: (_args, { loaded }) =>
    within(sceneOf(loaded), html`<widya-paper-entry .content=${judgedQuiz} .learners=${learners}></widya-paper-entry>`),
};
export default meta;

/** Learner "Peserta 3", form as printed by the story of the paper, answers "A C D B E". */
export const Empty: StoryObj = {};

/** Without a list an account is typed. */
export const WithoutList: StoryObj = {
  render: (_args, { loaded }) =>
    within(sceneOf(loaded), html`<widya-paper-entry .content=${judgedQuiz}></widya-paper-entry>`),
};

export const Offline: StoryObj = { parameters: scene({ person: people.dewi, line: 'offline' }) };

export const SignedOut: StoryObj = { parameters: scene({ signedOut: true }) };
