// The words of this element alone.
import type { EmbedGrade } from '../../model/embed.js';

export interface EmbedWords {
  tag: string;
  attributes: string;
  href: string;
  text: string;
  grade: string;
  grades: Record<EmbedGrade, [name: string, where: string]>;
  code: string;
  copy: string;
  copied: string;
  missing: string;
}
export const words: Record<'id' | 'en', EmbedWords> = {
  id: {
    tag: 'Bagian yang ditampilkan',
    attributes: 'Atribut',
    href: 'Alamat tautan',
    text: 'Teks tautan',
    grade: 'Cara menempelkan',
    grades: {
      tag: ['Tag', 'Halaman Anda sendiri, dengan skrip Widya.'],
      placeholder: ['Penanda', 'Penyunting portal yang hanya menyimpan class dan data-*.'],
      frame: ['Bingkai', 'Halaman yang menerima iframe, juga dari alamat lain.'],
      link: ['Tautan', 'Di mana saja.'],
    },
    code: 'HTML untuk disalin',
    copy: 'Salin',
    copied: 'Tersalin.',
    missing: 'Isi alamat dan teks tautan; itulah yang terbaca tanpa JavaScript.',
  },
  en: {
    tag: 'What is shown',
    attributes: 'Attributes',
    href: 'Address of the link',
    text: 'Text of the link',
    grade: 'How it is put in',
    grades: {
      tag: ['Tag', 'Pages of your own, with Widya’s script.'],
      placeholder: ['Placeholder', 'Editors of portals that keep only class and data-*.'],
      frame: ['Frame', 'Pages that take iframes, also of other addresses.'],
      link: ['Link', 'Everywhere.'],
    },
    code: 'HTML to copy',
    copy: 'Copy',
    copied: 'Copied.',
    missing: 'Give the link an address and a text: it is what is read without JavaScript.',
  },
};
