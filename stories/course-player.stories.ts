import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import type { WidyaCoursePlayer } from '../src/components/course-player/course-player.js';
import type { Course } from '../src/model/course.js';
import { course, emptyCourse, finished, halfWay, longCourse } from './fixtures.js';
import { openShelf } from '../src/offline/shelf.js';
import { scene, sceneOf, stage, within } from './scene.js';

type Args = Pick<WidyaCoursePlayer, 'course' | 'src' | 'loading' | 'lesson' | 'readonly' | 'registration' | 'noTour'>;

const meta: Meta<Args> = {
  title: 'Components/Course player',
  component: 'widya-course-player',
  args: { course, src: '', loading: 'eager', lesson: '', readonly: false, registration: '', noTour: true },
  argTypes: {
    course: { control: 'object' },
    loading: { control: 'inline-radio', options: ['eager', 'lazy'] },
  },
  loaders: [stage],
  render: (args, { loaded }) =>
    within(
      sceneOf(loaded),
      html`<widya-course-player
        .course=${args.src ? undefined : args.course}
        src=${args.src || nothing}
        loading=${args.loading}
        lesson=${args.lesson || nothing}
        registration=${args.registration || nothing}
        ?readonly=${args.readonly}
        ?no-tour=${args.noTour}
        ><a href="#teks">Baca kursus sebagai teks</a></widya-course-player
      >`,
    ),
};
export default meta;
type Story = StoryObj<Args>;

export const Start: Story = {};

/** Two of four lessons are done; the player opens where the learner left, on any device. */
export const InProgress: Story = { parameters: scene({ seed: halfWay }) };

export const Done: Story = { parameters: scene({ seed: finished }) };

/** A whole course from its own file, with video, quizzes and a discussion. */
export const FromFile: Story = { args: { src: './kursus/etika-asn/course.json' } };

/** The LRS does not answer: the link inside stays usable. */
export const Loading: Story = { parameters: scene({ line: 'never-answers' }) };

export const Empty: Story = { args: { course: emptyCourse } };

/** The address leads nowhere. */
export const NotFound: Story = { args: { src: './tidak-ada/course.json' } };

/** A sign-in page came where the course was expected. */
export const NotJson: Story = { args: { src: './files/masuk.html' } };

/** The notice names the place in the file. */
export const InvalidCourse: Story = { args: { src: './files/course.json' } };

/** A lesson of a kind that no script on this page has registered. */
export const UnknownKind: Story = {
  args: { course: { ...course, lessons: [{ id: 'satu', kind: 'acme-simulasi', title: 'Simulasi loket' }] } },
};

/** No network: the course goes on, and what is done waits on the device. */
export const Offline: Story = { parameters: scene({ line: 'offline' }) };

/** The LRS is there but fails. */
export const ServerFails: Story = { parameters: scene({ line: 500 }) };

export const SignedOut: Story = { parameters: scene({ signedOut: true }) };

export const ReadOnly: Story = { args: { readonly: true }, parameters: scene({ seed: halfWay }) };

export const LongNames: Story = { args: { course: longCourse } };

/** A page with what folds out, stands out and asks; audio, slides, PDF, link, live session and assignment after it. */
export const AllKinds: Story = { args: { src: './kursus/orientasi/course.json' } };

const ofOrientation = (lesson: string): Story => ({ args: { src: './kursus/orientasi/course.json', lesson } });

export const Audio: Story = ofOrientation('suara-nilai');
export const Slides: Story = ofOrientation('salindia');
/** The browser's own viewer, and the file to take along. */
export const Pdf: Story = ofOrientation('panduan');
export const Link: Story = ofOrientation('aturan');
export const LiveSession: Story = ofOrientation('temu');

const live = (from: number, more = {}): Story => {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const session = { id: 'temu', kind: 'live', title: 'Temu pembimbing', starts: at(from), ends: at(from + 60) };
  return { args: { course: { ...course, lessons: [{ ...session, join: 'https://rapat.bln.example/a', ...more }] } } };
};
/** The link works from a quarter of an hour before. */
export const LiveSessionSoon: Story = live(10);
export const LiveSessionOver: Story = live(-120, { recording: 'https://rapat.bln.example/r' });

export const Assignment: Story = {
  args: {
    course: {
      ...course,
      lessons: [
        {
          id: 'rencana',
          kind: 'assignment',
          title: 'Rencana tiga bulan',
          due: '2099-01-29T16:00:00+07:00',
          body: 'Tulis **tiga hal** yang ingin Anda kuasai.',
          handIn: 'Satu halaman, kepada pembimbing.',
        } as Course['lessons'][number],
      ],
    },
  },
};

/** One lesson is late, its block is not. */
export const Deadlines: Story = {
  args: {
    course: {
      ...course,
      due: '2099-06-30T23:59:00+07:00',
      objectives: [{ id: 'o', title: 'Menimbang dilema di tempat kerja' }],
      lessons: course.lessons.map((l, i) => ({
        ...l,
        due: i === 0 ? '2020-01-31T23:59:00+07:00' : '2099-05-31T23:59:00+07:00',
      })),
    },
  },
};

/** Nothing of an earlier story is on the device, and the browser says of its room what the story wants. */
const device =
  (room?: number, isSecure = true) =>
  async (): Promise<object> => {
    const shelf = await openShelf();
    for (const unit of shelf.units) await shelf.remove(unit.id);
    const set = (target: object, name: string, value: unknown) =>
      Object.defineProperty(target, name, { configurable: true, value });
    set(globalThis, 'isSecureContext', isSecure);
    set(
      navigator,
      'storage',
      isSecure ? { estimate: async () => ({ quota: room ?? 10_000_000_000, usage: 0 }) } : undefined,
    );
    return {};
  };
const find = async (canvas: HTMLElement, selector: string): Promise<HTMLElement | undefined> => {
  for (let i = 0; i < 200; i++) {
    const found = canvas.querySelector('widya-course-player')?.shadowRoot?.querySelector<HTMLElement>(selector);
    if (found) return found;
    await new Promise((r) => setTimeout(r, 50));
  }
  return undefined;
};
const offline = (room: number | undefined, isSecure: boolean, ...presses: string[]): Story => ({
  args: { src: './kursus/etika-asn/course.json' },
  loaders: [device(room, isSecure)],
  play: async ({ canvasElement }) => {
    for (const selector of ['[data-tool="offline"]', ...presses]) (await find(canvasElement, selector))?.click();
    await find(
      canvasElement,
      presses.length > 0 ? '[data-n="0"] [data-state]:not([data-state="none"])' : '.offline li',
    );
  },
});
const start = '[data-n="0"] [data-do="start"]';

/** What there is to download, how much it is and how much room there is. */
export const OfflineNotDownloaded: Story = offline(undefined, true);
export const OfflineDownloading: Story = offline(undefined, true, start);
export const OfflinePaused: Story = offline(undefined, true, start, '[data-n="0"] [data-do="pause"]');
export const OfflineAvailable: Story = offline(undefined, true, start, '[data-n="0"] [data-state="available"]');
/** The device is full, and there is nothing else to remove. */
export const OfflineNoRoom: Story = offline(1000, true, start, '[data-n="0"] [data-state="no-room"]');
/** Works as long as the page stays open; the browser does not say how much room there is. */
export const OfflinePlainHttp: Story = offline(undefined, false);

/** The guide that newcomers see, and all others behind "?". */
export const Guide: Story = { args: { noTour: false } };

export const Dark: Story = { parameters: scene({ seed: halfWay }), globals: { theme: 'dark' } };

export const RightToLeft: Story = { parameters: scene({ seed: halfWay }), globals: { dir: 'rtl' } };

export const Narrow: Story = { parameters: scene({ seed: halfWay }), globals: { width: '320' } };

export const English: Story = { parameters: scene({ seed: halfWay }), globals: { lang: 'en' } };
