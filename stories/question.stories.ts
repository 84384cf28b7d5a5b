import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import type { WidyaQuestion } from '../src/components/question/question.js';
import type { Question } from '../src/questions/kind.js';

type Args = Pick<WidyaQuestion, 'question' | 'value' | 'review' | 'disabled' | 'readonly' | 'required'>;

const kinds = {
  trueFalse: {
    id: 'uang',
    kind: 'true-false',
    stem: 'Gratifikasi selalu berbentuk uang.',
    answer: false,
    feedback: { correct: 'Tepat.', incorrect: 'Barang, diskon dan fasilitas juga termasuk.' },
  },
  choice: {
    id: 'sikap',
    kind: 'choice',
    stem: 'Seorang warga menitipkan sekeranjang manggis. Langkah **terbaik**?',
    options: [
      { id: 'bawa', text: 'Membawanya pulang', feedback: 'Barang mudah rusak pun dicatat dan dilaporkan.' },
      { id: 'lapor', text: 'Menolak dengan sopan, atau melaporkannya', correct: true },
      { id: 'bagi', text: 'Membaginya kepada rekan' },
    ],
  },
  several: {
    id: 'benturan',
    kind: 'choice',
    multiple: true,
    points: 2,
    stem: 'Apa yang Anda lakukan saat ada benturan kepentingan?',
    options: [
      { id: 'tulis', text: 'Menyatakannya secara tertulis', correct: true },
      { id: 'mundur', text: 'Mundur dari penilaian', correct: true },
      { id: 'cepat', text: 'Memutuskan dengan cepat' },
    ],
  },
  numeric: {
    id: 'anggaran',
    kind: 'numeric',
    stem: 'Pagu 2.500.000 rupiah, terpakai setengahnya. Berapa sisanya?',
    answer: 1250000,
    unit: 'rupiah',
  },
  fillIn: {
    id: 'lembaga',
    kind: 'fill-in',
    stem: 'Laporan lewat Unit Pengendalian {{1}}, lalu ke {{2}}.',
    gaps: [
      { id: '1', answers: ['Gratifikasi'] },
      { id: '2', answers: ['KPK', 'Komisi Pemberantasan Korupsi'] },
    ],
  },
  matching: {
    id: 'lembaga-tugas',
    kind: 'matching',
    points: 3,
    stem: 'Pasangkan lembaga dengan tugasnya.',
    sources: [
      { id: 'kpk', text: 'Komisi Pemberantasan Korupsi', target: 'korupsi' },
      { id: 'bkn', text: 'Badan Kepegawaian Negara', target: 'asn' },
      { id: 'anri', text: 'Arsip Nasional', target: 'arsip' },
    ],
    targets: [
      { id: 'arsip', text: 'Mengelola arsip negara' },
      { id: 'asn', text: 'Mengelola kepegawaian' },
      { id: 'korupsi', text: 'Menerima laporan gratifikasi' },
      { id: 'statistik', text: 'Menerbitkan statistik' },
    ],
  },
  sequencing: {
    id: 'langkah',
    kind: 'sequencing',
    points: 4,
    stem: 'Urutkan langkah saat menerima gratifikasi.',
    items: [
      { id: 'catat', text: 'Mencatat siapa, apa, kapan' },
      { id: 'lapor', text: 'Melapor ke **UPG** paling lambat 10 hari kerja' },
      { id: 'tolak', text: 'Menolak dengan sopan bila bisa' },
      { id: 'tunggu', text: 'Menunggu penetapan status oleh KPK' },
    ],
    answer: ['tolak', 'catat', 'lapor', 'tunggu'],
  },
  longFillIn: {
    id: 'uraian',
    kind: 'long-fill-in',
    points: 5,
    stem: 'Rekan Anda menerima bingkisan dari peserta tender. Apa saran Anda, dan **mengapa**?',
    rubric: [
      { id: 'langkah', text: 'Langkah sesuai aturan', points: 3 },
      { id: 'alasan', text: 'Alasan yang masuk akal', points: 2 },
    ],
    sample: 'Menolak dengan sopan; bila sudah terlanjur, melapor ke UPG paling lambat 10 hari kerja.',
  },
  likert: {
    id: 'yakin',
    kind: 'likert',
    stem: 'Saya yakin dapat menolak gratifikasi dengan sopan.',
    scale: [
      { id: '1', text: 'Sangat tidak setuju' },
      { id: '2', text: 'Tidak setuju' },
      { id: '3', text: 'Ragu-ragu' },
      { id: '4', text: 'Setuju' },
      { id: '5', text: 'Sangat setuju' },
    ],
  },
  performance: {
    id: 'unjuk',
    kind: 'performance',
    points: 3,
    stem: 'Hitung dan catat perjalanan dinas ini.',
    steps: [
      { id: 'hari', text: 'Lama perjalanan, 3 sampai 7 Agustus', answer: 5, unit: 'hari' },
      { id: 'biaya', text: 'Uang harian, 430.000 rupiah sehari', answer: 2150000, unit: 'rupiah' },
      { id: 'surat', text: 'Surat yang menjadi dasarnya', answers: ['surat tugas', 'SPT'] },
    ],
  },
  unknown: { id: 'peta', kind: 'acme-hotspot', stem: 'Tunjuk **kantor pusat** di peta' },
} satisfies Record<string, Question & Record<string, unknown>>;

const meta: Meta<Args> = {
  title: 'Components/Question',
  component: 'widya-question',
  args: { question: kinds.choice, value: '', review: false, disabled: false, readonly: false, required: false },
  argTypes: { question: { control: 'object' } },
  render: (a) =>
    html`<form style="max-inline-size: 46rem">
      <widya-question
        name="jawaban"
        .question=${a.question}
        value=${a.value || nothing}
        ?review=${a.review}
        ?disabled=${a.disabled}
        ?readonly=${a.readonly}
        ?required=${a.required}
      ></widya-question>
    </form>`,
};
export default meta;
type Story = StoryObj<Args>;

export const OneOfSeveral: Story = {};
export const Several: Story = { args: { question: kinds.several, value: 'tulis' } };
export const TrueFalse: Story = { args: { question: kinds.trueFalse, value: 'true' } };
/** Comma and point are both read; a large number is said back without marks. */
export const Numeric: Story = { args: { question: kinds.numeric, value: '1250000' } };
/** What is no number stays as typed and is not recorded. */
export const NotANumber: Story = { args: { question: kinds.numeric, value: 'sejuta' } };
export const FillIn: Story = { args: { question: kinds.fillIn } };
/** A native list per pair; nothing has to be dragged. A target may be left over. */
export const Matching: Story = { args: { question: kinds.matching, value: 'kpk[.]korupsi' } };
/** By buttons and by position; each move is said, and the focus stays with the item. */
export const Sequencing: Story = { args: { question: kinds.sequencing } };
/** Graded by a person: who grades what is said before it is written. */
export const LongFillIn: Story = { args: { question: kinds.longFillIn } };
/** An opinion: never wrong. */
export const Likert: Story = { args: { question: kinds.likert, value: '4' } };
/** Steps, each with a number or a text as its result. */
export const Performance: Story = {
  args: { question: kinds.performance, value: 'hari[.]5[,]biaya[.]dua juta[,]surat[.]' },
};

export const ReviewRight: Story = { args: { question: kinds.choice, value: 'lapor', review: true } };
export const ReviewWrong: Story = { args: { question: kinds.choice, value: 'bawa', review: true } };
export const ReviewPartly: Story = { args: { question: kinds.several, value: 'tulis', review: true } };
export const ReviewTrueFalse: Story = { args: { question: kinds.trueFalse, value: 'true', review: true } };
export const ReviewNumeric: Story = { args: { question: kinds.numeric, value: '1500000', review: true } };
export const ReviewFillIn: Story = { args: { question: kinds.fillIn, value: 'gratifikasi[,]polisi', review: true } };
export const ReviewMatching: Story = {
  args: { question: kinds.matching, value: 'kpk[.]korupsi[,]bkn[.]statistik[,]anri[.]arsip', review: true },
};
export const ReviewMatchingRight: Story = {
  args: { question: kinds.matching, value: 'kpk[.]korupsi[,]bkn[.]asn[,]anri[.]arsip', review: true },
};
export const ReviewSequencing: Story = {
  args: { question: kinds.sequencing, value: 'tolak[,]lapor[,]catat[,]tunggu', review: true },
};
export const ReviewSequencingRight: Story = {
  args: { question: kinds.sequencing, value: 'tolak[,]catat[,]lapor[,]tunggu', review: true },
};
/** Neither right nor wrong until a person has graded it. */
export const ReviewAwaiting: Story = {
  args: {
    question: kinds.longFillIn,
    value: 'Sebaiknya ditolak.\n\nBingkisan dapat memengaruhi penilaian.',
    review: true,
  },
};
export const ReviewLikert: Story = { args: { question: kinds.likert, value: '2', review: true } };
export const ReviewPerformance: Story = {
  args: { question: kinds.performance, value: 'hari[.]5[,]biaya[.]1720000[,]surat[.]nota dinas', review: true },
};
export const NarrowMatching: Story = {
  args: { question: kinds.matching, value: 'kpk[.]korupsi[,]bkn[.]statistik', review: true },
  globals: { width: '320' },
};
export const NarrowSequencing: Story = { args: { question: kinds.sequencing }, globals: { width: '320' } };
export const RightToLeftSequencing: Story = {
  args: { question: kinds.sequencing, value: 'tolak[,]catat[,]lapor[,]tunggu' },
  globals: { dir: 'rtl' },
};
export const ReviewUnanswered: Story = { args: { question: kinds.choice, review: true } };

export const Disabled: Story = { args: { question: kinds.choice, value: 'lapor', disabled: true } };
export const ReadOnly: Story = { args: { question: kinds.fillIn, value: 'gratifikasi[,]kpk', readonly: true } };
/** A kind that no script on the page has registered: the card says which, and is replaced when it comes. */
export const UnknownKind: Story = { args: { question: kinds.unknown } };
export const Loading: Story = { args: { question: undefined } };

export const Dark: Story = {
  args: { question: kinds.several, value: 'tulis', review: true },
  globals: { theme: 'dark' },
};
export const RightToLeft: Story = {
  args: { question: kinds.fillIn, value: 'x[,]kpk', review: true },
  globals: { dir: 'rtl' },
};
export const Narrow: Story = {
  args: { question: kinds.choice, value: 'bawa', review: true },
  globals: { width: '320' },
};
export const English: Story = { args: { question: kinds.trueFalse }, globals: { lang: 'en' } };
