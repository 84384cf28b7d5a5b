import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import { quizStateId } from '../src/components/quiz/attempts.js';
import type { WidyaQuiz } from '../src/components/quiz/quiz.js';
import { answerPatch, attemptPatch, type Attempt } from '../src/model/quiz.js';
import { clientOf, longName, type Seed } from './fixtures.js';
import { scene, sceneOf, stage, within } from './scene.js';

const quiz = {
  id: 'https://belajar.bln.example/kuis/contoh',
  version: '1',
  title: { id: 'Kuis: hadiah dan benturan kepentingan', en: 'Quiz: gifts and conflicts of interest' },
  description: {
    id: 'Lima soal. Jawaban Anda tersimpan selagi dikerjakan.',
    en: 'Five questions. Your answers are kept while you work.',
  },
  passMark: 0.7,
  attempts: 3,
  questions: [
    {
      id: 'uang',
      kind: 'true-false',
      stem: { id: 'Gratifikasi selalu berbentuk uang.', en: 'A gratuity is always money.' },
      answer: false,
      feedback: {
        incorrect: { id: 'Barang, diskon dan fasilitas juga termasuk.', en: 'Goods and favours count as well.' },
      },
    },
    {
      id: 'sikap',
      kind: 'choice',
      stem: {
        id: 'Seorang warga menitipkan sekeranjang manggis. Langkah **terbaik**?',
        en: 'A citizen leaves a basket of mangosteens. What is **best**?',
      },
      options: [
        {
          id: 'bawa',
          text: { id: 'Membawanya pulang', en: 'Take it home' },
          feedback: {
            id: 'Barang mudah rusak pun dicatat dan dilaporkan.',
            en: 'What spoils is noted and reported, too.',
          },
        },
        {
          id: 'lapor',
          text: { id: 'Menolak dengan sopan, atau melaporkannya', en: 'Decline politely, or report it' },
          correct: true,
        },
        { id: 'bagi', text: { id: 'Membaginya kepada rekan', en: 'Share it with colleagues' } },
      ],
    },
    {
      id: 'benturan',
      kind: 'choice',
      multiple: true,
      points: 2,
      stem: {
        id: 'Apa yang Anda lakukan saat ada benturan kepentingan?',
        en: 'What do you do about a conflict of interest?',
      },
      options: [
        { id: 'tulis', text: { id: 'Menyatakannya secara tertulis', en: 'Declare it in writing' }, correct: true },
        { id: 'mundur', text: { id: 'Mundur dari penilaian', en: 'Step back from the decision' }, correct: true },
        { id: 'cepat', text: { id: 'Memutuskan dengan cepat', en: 'Decide quickly' } },
      ],
    },
    {
      id: 'persen',
      kind: 'numeric',
      stem: {
        id: 'Dari 48 laporan, 6 lewat UPG. Berapa persen?',
        en: 'Of 48 reports, 6 came through the UPG. What per cent?',
      },
      answer: 12.5,
      tolerance: 0.1,
      unit: '%',
    },
    {
      id: 'lembaga',
      kind: 'fill-in',
      stem: {
        id: 'Laporan lewat Unit Pengendalian {{1}}, lalu ke {{2}}.',
        en: 'Reports go through the Unit Pengendalian {{1}} to the {{2}}.',
      },
      gaps: [
        { id: '1', answers: ['Gratifikasi'] },
        { id: '2', answers: ['KPK', 'Komisi Pemberantasan Korupsi'] },
      ],
    },
  ],
};

const responses: Record<'half' | 'good' | 'bad', Record<string, string>> = {
  half: { uang: 'false', sikap: 'bawa' },
  good: { uang: 'false', sikap: 'lapor', benturan: 'tulis[,]mundur', persen: '12.5', lembaga: 'gratifikasi[,]kpk' },
  bad: { uang: 'true', sikap: 'bawa', benturan: 'tulis', persen: '13', lembaga: 'gratifikasi[,]polisi' },
};

/** Attempts as the state document holds them: `score` of a submitted one, of six points. */
const attempts =
  (...list: { answers: Record<string, string>; score?: number }[]): Seed =>
  async (lrs) => {
    const documents = list.map(({ answers, score }, i) => {
      const attempt: Attempt = {
        id: `0d0c9a52-6d8f-4a55-9f1c-0d8a3b1c2e4${i}`,
        started: `2026-03-0${i + 2}T02:00:00.000Z`,
        ...(score === undefined ? {} : { submitted: `2026-03-0${i + 2}T02:12:00.000Z`, raw: score, max: 6 }),
      };
      const given = Object.entries(answers).map(([q, r]) => answerPatch(attempt.id, q, r));
      return Object.assign(attemptPatch(attempt), ...given) as Record<string, unknown>;
    });
    const key = { activityId: quiz.id, stateId: quizStateId, agent: lrs.person.actor };
    await clientOf(lrs).mergeState(key, Object.assign({}, ...documents) as Record<string, unknown>);
  };

interface Args {
  data: unknown;
  src: string;
  readonly: boolean;
  passMark: number | undefined;
}

const element = (a: Args) =>
  html`<widya-quiz
    .quiz=${a.src ? undefined : a.data}
    src=${a.src || nothing}
    pass-mark=${a.passMark ?? nothing}
    ?readonly=${a.readonly}
    style="max-inline-size: 46rem"
    ><a href="#kuis">Buka kuis di halaman tersendiri</a></widya-quiz
  >`;

const meta: Meta<Args & WidyaQuiz> = {
  title: 'Components/Quiz',
  component: 'widya-quiz',
  args: { data: quiz, src: '', readonly: false, passMark: undefined },
  argTypes: { data: { control: false }, passMark: { control: { type: 'number', min: 0, max: 1, step: 0.05 } } },
  loaders: [stage],
  render: (args, { loaded }) => within(sceneOf(loaded), element(args)),
};
export default meta;
type Story = StoryObj<Args>;

/** What to expect, and one button. */
export const Start: Story = {};

/** Begun before, on this device or another: it goes on where it was. */
export const Running: Story = { parameters: scene({ seed: attempts({ answers: responses.half }) }) };

/** Everything answered. */
export const Complete: Story = { parameters: scene({ seed: attempts({ answers: responses.good }) }) };

export const Passed: Story = { parameters: scene({ seed: attempts({ answers: responses.good, score: 6 }) }) };

/** Some right, some partly, some wrong, with what is said about each. */
export const NotPassed: Story = { parameters: scene({ seed: attempts({ answers: responses.bad, score: 1.5 }) }) };

/** An earlier attempt was better. */
export const BetterBefore: Story = {
  parameters: scene({
    seed: attempts({ answers: responses.good, score: 6 }, { answers: responses.bad, score: 1.5 }),
  }),
};

export const NoAttemptsLeft: Story = {
  args: { data: { ...quiz, attempts: 1 } },
  parameters: scene({ seed: attempts({ answers: responses.bad, score: 1.5 }) }),
};

/** Answers are shown as given; what was right is not told. */
export const WithoutFeedback: Story = {
  args: { data: { ...quiz, feedback: 'none' } },
  parameters: scene({ seed: attempts({ answers: responses.bad, score: 1.5 }) }),
};

/** No pass mark, any number of attempts: practice. */
export const Practice: Story = {
  args: { data: { ...quiz, passMark: undefined, attempts: undefined, shuffle: true } },
};

export const ReadOnly: Story = { args: { readonly: true } };

export const SignedOut: Story = { parameters: scene({ signedOut: true }) };

/** Outside any provider the attempt lives as long as the tab. */
export const WithoutProvider: Story = { render: (args) => element(args) };

/** Without network it is done all the same; answers are sent when the network is back. */
export const Offline: Story = { parameters: scene({ line: 'offline' }) };

/** The attempts are being fetched. */
export const Loading: Story = { parameters: scene({ line: 'never-answers' }) };

export const Empty: Story = { args: { data: { ...quiz, questions: [] } } };

/** The place in the file is named; what stood inside the tag stays. */
export const Invalid: Story = { args: { src: './files/kuis.json' } };

export const NotFound: Story = { args: { src: './tidak-ada/kuis.json' } };

/** A kind that no script on the page has registered. */
export const UnknownKind: Story = {
  args: {
    data: {
      ...quiz,
      questions: [quiz.questions[0], { id: 'peta', kind: 'acme-hotspot', stem: 'Tunjuk **kantor pusat** di peta' }],
    },
  },
  parameters: scene({ seed: attempts({ answers: responses.half }) }),
};

export const LongTexts: Story = {
  args: {
    data: {
      ...quiz,
      title: longName,
      description: `${longName}. ${longName}.`,
      questions: [
        {
          id: 'sikap',
          kind: 'choice',
          stem: longName,
          options: [
            { id: 'bawa', text: longName },
            {
              id: 'lapor',
              text: 'Pertanggungjawabanpenyelenggaraankediklatanberkesinambungandanberkelanjutan',
              correct: true,
            },
          ],
        },
      ],
    },
  },
  parameters: scene({ seed: attempts({ answers: responses.half }) }),
};

const press = async (canvas: HTMLElement, ...selectors: string[]): Promise<void> => {
  for (const selector of selectors)
    for (let i = 0; i < 100; i++) {
      const target = canvas.querySelector('widya-quiz')?.shadowRoot?.querySelector<HTMLElement>(selector);
      target?.click();
      if (target) break;
      await new Promise((r) => setTimeout(r, 50));
    }
};
const ruled = {
  ...quiz,
  navigation: 'one-at-a-time',
  timeLimit: 'PT30M',
  confidence: 'record',
  sections: [
    { id: 'dasar', title: 'Bagian A: dasar', questions: ['uang', 'sikap'] },
    { id: 'lanjut', title: 'Bagian B: penerapan', questions: ['benturan', 'persen', 'lembaga'] },
  ],
  questions: quiz.questions.map((q, i) =>
    i === 0 ? { ...q, hints: [{ text: 'Ingat *barang* dan *fasilitas*.', penalty: 0.1 }] } : q,
  ),
};

/** Before it starts: time, order and whatever else holds. */
export const Rules: Story = { args: { data: ruled } };

/** One question at a time: map, time, hint, how sure one is, a flag. */
export const OneAtATime: Story = {
  args: { data: ruled },
  play: ({ canvasElement }) => press(canvasElement, '[part="start-button"]', '[data-hint]', '[data-flag]'),
};

/** What is open and flagged, before it is submitted. */
export const Summary: Story = {
  args: { data: ruled },
  play: ({ canvasElement }) =>
    press(canvasElement, '[part="start-button"]', '[data-flag]', '[data-next]', '[part="submit"]'),
};

/** Only onwards; nothing can be opened again. */
export const Linear: Story = {
  args: { data: { ...ruled, navigation: 'linear', sections: undefined } },
  play: ({ canvasElement }) => press(canvasElement, '[part="start-button"]'),
};

/** Said after each answer, with tries left. */
export const CheckedAtOnce: Story = {
  args: {
    data: {
      ...quiz,
      feedback: 'after-answer',
      questions: quiz.questions.map((q) => ({ ...q, tries: 2, penalty: 0.25 })),
    },
  },
  play: ({ canvasElement }) => press(canvasElement, '[part="start-button"]', '[data-check]'),
};

/** Not open yet, for anybody. */
export const NotOpenYet: Story = {
  args: { data: { ...quiz, opens: '2099-01-05T08:00:00+07:00', closes: '2099-01-09T16:00:00+07:00' } },
};

/** Closed: what was done can still be seen. */
export const Closed: Story = {
  args: { data: { ...quiz, opens: '2026-01-05T08:00:00+07:00', closes: '2026-03-08T16:00:00+07:00' } },
  parameters: scene({ seed: attempts({ answers: responses.good, score: 6 }) }),
};

/** A score band, and the best of two attempts kept. */
export const Bands: Story = {
  args: {
    data: {
      ...quiz,
      keep: 'best',
      bands: [
        { from: 0, text: 'Pelajari lagi bagian **pelaporan**.' },
        { from: 0.7, text: 'Anda siap menjadi **teladan**.' },
      ],
    },
  },
  parameters: scene({
    seed: attempts({ answers: responses.bad, score: 1.5 }, { answers: responses.good, score: 6 }),
  }),
};

/** What was right is told once the quiz is closed. */
export const AnswersLater: Story = {
  args: { data: { ...quiz, feedback: 'after-close', score: 'after-close', closes: '2099-01-09T16:00:00+07:00' } },
  parameters: scene({ seed: attempts({ answers: responses.good, score: 6 }) }),
};

/** Submitted without network: kept on the device, sent later. */
export const SubmittedOffline: Story = {
  args: { data: { ...quiz, questions: quiz.questions.slice(0, 1) } },
  parameters: scene({ line: 'offline' }),
  play: ({ canvasElement }) => press(canvasElement, '[part="start-button"]', '[part="submit"]', '[data-confirm]'),
};

/** An essay that a trainer has still to grade. */
export const AwaitsGrading: Story = {
  args: {
    data: {
      ...quiz,
      questions: [quiz.questions[0], { id: 'uraian', kind: 'long-fill-in', stem: 'Mengapa dilaporkan?', points: 5 }],
    },
  },
  play: ({ canvasElement }) => press(canvasElement, '[part="start-button"]', '[part="submit"]', '[data-confirm]'),
};

/** An examination whose server is not there: nothing of it can be opened. */
export const NotAllowedWithoutServer: Story = {
  name: 'Examination not allowed without its server',
  args: { data: { ...quiz, mode: 'summative' } },
};

/** A bank of questions as Moodle exports it, in GIFT. */
export const FromGift: Story = { args: { src: './kuis/contoh/gratifikasi.gift' } };

/** In AIKEN. */
export const FromAiken: Story = { args: { src: './kuis/contoh/pelaporan.aiken' } };

/** In Moodle XML, with weights and feedback. */
export const FromMoodleXml: Story = { args: { src: './kuis/contoh/integritas.xml' } };

/** In QTI 3.0, as a package of an item bank. */
export const FromQti: Story = { args: { src: './kuis/contoh/bank-butir.zip' } };

/** In H5P: its content is read, its code is not run. */
export const FromH5p: Story = { args: { src: './kuis/contoh/layanan-loket.h5p' } };

/** A hundred questions: the first can be answered while the others are drawn. */
export const Hundred: Story = {
  args: {
    data: {
      ...quiz,
      questions: Array.from({ length: 100 }, (_, i) => ({ ...quiz.questions[i % 3], id: `soal-${i + 1}` })),
    },
  },
  play: ({ canvasElement }) => press(canvasElement, '[part="start-button"]'),
};

const judged = scene({ seed: attempts({ answers: responses.bad, score: 1.5 }) });

export const Dark: Story = { parameters: judged, globals: { theme: 'dark' } };

export const RightToLeft: Story = { parameters: judged, globals: { dir: 'rtl' } };

export const Narrow: Story = { parameters: judged, globals: { width: '320' } };

export const English: Story = { parameters: judged, globals: { lang: 'en' } };
