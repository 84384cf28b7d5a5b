import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { halfWay } from './fixtures.js';
import { scene, sceneOf, stage, within } from './scene.js';

const quiz = {
  id: 'https://belajar.bln.example/kuis/uraian',
  title: { id: 'Uraian integritas', en: 'Essay on integrity' },
  questions: [
    {
      id: 'uraian',
      kind: 'long-fill-in',
      stem: { id: 'Mengapa gratifikasi dilaporkan?', en: 'Why are gratuities reported?' },
      points: 4,
    },
  ],
};

const meta: Meta = {
  title: 'Components/Grading',
  component: 'widya-grading',
  loaders: [stage],
  parameters: scene({ seed: halfWay }),
  render: (_args, { loaded }) => within(sceneOf(loaded), html`<widya-grading .quiz=${quiz}></widya-grading>`),
};
export default meta;

export const NotAllowed: StoryObj = {};

export const SignedOut: StoryObj = { parameters: scene({ signedOut: true }) };

export const NothingToGrade: StoryObj = {
  render: (_args, { loaded }) =>
    within(
      sceneOf(loaded),
      html`<widya-grading
        .quiz=${{ ...quiz, questions: [{ id: 'tf', kind: 'true-false', stem: 'Benar?', answer: true }] }}
      ></widya-grading>`,
    ),
};
