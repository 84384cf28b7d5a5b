export const fixtures = {
  lessons: {
    'contoh-kartu': [
      {
        id: 'kartu',
        kind: 'contoh-kartu',
        title: { id: 'Istilah', en: 'Terms' },
        cards: [
          { front: 'UPG', back: { id: 'Unit Pengendalian Gratifikasi', en: 'Gratification control unit' } },
          { front: 'ASN', back: { id: 'Aparatur Sipil Negara', en: 'State civil apparatus' } },
        ],
      },
    ],
  },
};
