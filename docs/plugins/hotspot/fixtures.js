const picture = {
  src: `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="320" height="160"><rect width="320" height="160" fill="#dfe7ee"/><rect x="20" y="40" width="100" height="80" fill="#8aa4b8"/><circle cx="240" cy="80" r="40" fill="#c7a86d"/></svg>')}`,
  alt: {
    id: 'Denah: loket di kiri, meja pengaduan di kanan',
    en: 'Plan: counter on the left, complaints desk on the right',
  },
  width: 320,
  height: 160,
};
const spots = [
  { id: 'loket', label: { id: 'Loket', en: 'Counter' }, x: 16, y: 36, width: 108, height: 88 },
  { id: 'pengaduan', label: { id: 'Meja pengaduan', en: 'Complaints desk' }, x: 196, y: 36, width: 88, height: 88 },
];
const stem = { id: 'Di mana warga menyampaikan pengaduan?', en: 'Where do citizens complain?' };

export const fixtures = {
  questions: {
    'contoh-hotspot': [
      {
        question: { id: 'h1', kind: 'contoh-hotspot', stem, picture, spots, answer: 'pengaduan' },
        otherKey: { id: 'h1', kind: 'contoh-hotspot', stem, picture, spots, answer: 'loket' },
        right: ['pengaduan'],
        wrong: ['loket', 'atap'],
      },
    ],
  },
};
