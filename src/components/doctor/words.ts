// The words of this element alone: kept out of the locales that every page carries.
import type { CheckName, Level } from './checks.js';

type Sentence = (seen: string) => string;
export interface DoctorWords {
  start: string;
  running: string;
  summary: (bad: number, warn: number) => string;
  copy: string;
  copied: string;
  policy: string;
  levels: Record<Level, string>;
  /** What is well, and what to do when it is not. */
  checks: Record<CheckName, { ok: Sentence; fix: Sentence }>;
}

export const words: Record<'id' | 'en', DoctorWords> = {
  id: {
    start: 'Periksa halaman ini',
    running: 'Memeriksa…',
    summary: (bad, warn) => (bad + warn === 0 ? 'Semua baik' : `${bad} masalah, ${warn} saran`),
    copy: 'Salin laporan',
    copied: 'Laporan disalin',
    policy: 'Header yang perlu dipasang portal:',
    levels: { ok: 'Baik', open: 'Belum tahu', warn: 'Saran', bad: 'Masalah' },
    checks: {
      endpoint: {
        ok: () => 'Server catatan belajar menjawab.',
        fix: (s) =>
          `Server catatan belajar tidak menjawab (${s}). Periksa alamat endpoint dan proxy; bila beda origin, izinkan CORS.`,
      },
      version: {
        ok: (s) => `Versi xAPI: ${s}.`,
        fix: (s) => `Versi xAPI ${s} tidak didukung. Diperlukan 1.0.3 atau 2.0.`,
      },
      origin: {
        ok: () => 'Server berada pada alamat yang sama dengan halaman.',
        fix: (s) =>
          `Server berada di ${s}. Pasang proxy pada alamat yang sama agar pengiriman saat halaman ditutup andal.`,
      },
      signIn: {
        ok: () => 'Seseorang sedang masuk.',
        fix: (s) => `Belum ada yang masuk (${s}). Masuk ke portal, lalu periksa jawaban alamat sesi.`,
      },
      access: {
        ok: () => 'Server menerima sesi atau token ini.',
        fix: (s) => `Server menolak sesi atau token ini (${s}). Periksa audience token dan masa berlakunya.`,
      },
      clock: {
        ok: (s) => `Jam perangkat selisih ${s} detik dari server.`,
        fix: (s) => `Jam perangkat selisih ${s} detik dari server. Nyalakan penyetelan waktu otomatis.`,
      },
      pageCap: {
        ok: (s) =>
          s === '?'
            ? 'Server memberi semua yang diminta dalam satu halaman.'
            : `Server memberi ${s} catatan per halaman.`,
        fix: (s) =>
          `Server hanya memberi ${s} catatan per halaman, sehingga forum dan laporan memuat lebih lama. Naikkan batasnya bila dapat.`,
      },
      related: {
        ok: (s) =>
          s === '?'
            ? 'Pencarian menurut konteks belum dapat diperiksa: belum ada catatan.'
            : 'Server mencari menurut konteks (related_activities).',
        fix: () =>
          'Server tidak mencari menurut konteks (related_activities): forum tidak menampilkan tulisan peserta lain. Perbarui atau ganti server.',
      },
      references: {
        ok: (s) =>
          s === '?'
            ? 'Pencarian melalui rujukan belum dapat diperiksa: belum ada catatan.'
            : 'Server menemukan catatan tentang catatan lain (StatementRef).',
        fix: () => 'Server tidak menemukan catatan tentang catatan lain (StatementRef). Jumlah tanggapan bisa kurang.',
      },
      since: {
        ok: (s) =>
          s === '?'
            ? 'Pembacaan sejak kunjungan terakhir belum dapat diperiksa.'
            : 'Server membaca since menurut waktu simpan.',
        fix: () =>
          'Server membaca since menurut waktu kejadian: catatan luring terlambat tampil, sehingga seminggu terakhir dibaca ulang.',
      },
      compression: {
        ok: () => 'Jawaban server dimampatkan.',
        fix: (s) => `Jawaban server tidak dimampatkan (${s}). Nyalakan gzip atau Brotli pada proxy.`,
      },
      etag: {
        ok: () => 'ETag dokumen terbaca.',
        fix: () => 'ETag dokumen tidak terbaca. Tambahkan ETag pada Access-Control-Expose-Headers.',
      },
      storage: {
        ok: () => 'Perangkat dapat menyimpan (IndexedDB).',
        fix: () =>
          'Perangkat tidak dapat menyimpan (IndexedDB). Jangan gunakan mode privat; bebaskan ruang penyimpanan.',
      },
      locks: {
        ok: () => 'Beberapa tab bergiliran mengirim (Web Locks).',
        fix: () => 'Tanpa Web Locks beberapa tab dapat mengirim hal yang sama; tidak berbahaya, hanya lebih boros.',
      },
      secure: {
        ok: () => 'Halaman dibuka melalui https.',
        fix: () => 'Halaman dibuka melalui http. Gunakan https bila dapat.',
      },
      mixed: {
        ok: () => 'Tidak ada isi campuran.',
        fix: () => 'Halaman https memanggil server http; peramban memblokirnya. Pakai https untuk server.',
      },
      csp: {
        ok: () => 'Halaman memiliki Content-Security-Policy.',
        fix: () => 'Halaman belum memiliki Content-Security-Policy.',
      },
      framing: {
        ok: () => 'Situs lain tidak dapat menampilkan halaman ini di dalam bingkai.',
        fix: () =>
          "Situs lain dapat menampilkan halaman ini di dalam bingkai dan menipu kliknya. Tambahkan: frame-ancestors 'self'.",
      },
      trustedTypes: {
        ok: (s) => `Trusted Types: ${s === 'on' ? 'aktif, dan kebijakan lit-html diizinkan' : 'tidak aktif'}.`,
        fix: () =>
          "Trusted Types aktif tanpa kebijakan lit-html. Tambahkan: trusted-types lit-html widya 'allow-duplicates'.",
      },
    },
  },
  en: {
    start: 'Examine this page',
    running: 'Examining…',
    summary: (bad, warn) =>
      bad + warn === 0
        ? 'All is well'
        : `${bad} problem${bad === 1 ? '' : 's'}, ${warn} suggestion${warn === 1 ? '' : 's'}`,
    copy: 'Copy report',
    copied: 'Report copied',
    policy: 'The header the portal should set:',
    levels: { ok: 'Well', open: 'Not known', warn: 'Suggestion', bad: 'Problem' },
    checks: {
      endpoint: {
        ok: () => 'The record server answers.',
        fix: (s) =>
          `The record server does not answer (${s}). Check the endpoint and the proxy; on another origin, allow CORS.`,
      },
      version: { ok: (s) => `xAPI version: ${s}.`, fix: (s) => `xAPI ${s} is not supported. 1.0.3 or 2.0 is needed.` },
      origin: {
        ok: () => 'The server is on the same origin as the page.',
        fix: (s) => `The server is at ${s}. A proxy on the same origin makes sending on page close reliable.`,
      },
      signIn: {
        ok: () => 'Somebody is signed in.',
        fix: (s) => `Nobody is signed in (${s}). Sign in to the portal, then check what the session address answers.`,
      },
      access: {
        ok: () => 'The server takes this session or token.',
        fix: (s) =>
          `The server refuses this session or token (${s}). Check the token's audience and how long it lives.`,
      },
      clock: {
        ok: (s) => `The device's clock is ${s} seconds off the server's.`,
        fix: (s) => `The device's clock is ${s} seconds off the server's. Turn on automatic time.`,
      },
      pageCap: {
        ok: (s) =>
          s === '?' ? 'The server gives all that is asked for in one page.' : `The server gives ${s} records a page.`,
        fix: (s) =>
          `The server gives only ${s} records a page: forums and reports load slower. Raise the limit if you can.`,
      },
      related: {
        ok: (s) =>
          s === '?'
            ? 'Searching by context cannot be examined yet: there are no records.'
            : 'The server searches by context (related_activities).',
        fix: () =>
          'The server does not search by context (related_activities): forums do not show what others write. Update or replace it.',
      },
      references: {
        ok: (s) =>
          s === '?'
            ? 'Searching by reference cannot be examined yet: there are no records.'
            : 'The server finds records about other records (StatementRef).',
        fix: () =>
          'The server does not find records about other records (StatementRef). Counts of reactions may be low.',
      },
      since: {
        ok: (s) =>
          s === '?'
            ? 'Reading since the last visit cannot be examined yet.'
            : 'The server takes since by the time of storing.',
        fix: () =>
          'The server takes since by the time of the event: offline records show late, so the last week is read again.',
      },
      compression: {
        ok: () => 'The answers of the server are compressed.',
        fix: (s) => `The answers of the server are not compressed (${s}). Turn on gzip or Brotli in the proxy.`,
      },
      etag: {
        ok: () => 'The ETag of documents can be read.',
        fix: () => 'The ETag of documents cannot be read. Add ETag to Access-Control-Expose-Headers.',
      },
      storage: {
        ok: () => 'The device can keep data (IndexedDB).',
        fix: () => 'The device cannot keep data (IndexedDB). Do not use private windows; free some room.',
      },
      locks: {
        ok: () => 'Tabs take turns in sending (Web Locks).',
        fix: () => 'Without Web Locks several tabs may send the same: harmless, only more traffic.',
      },
      secure: { ok: () => 'The page is on https.', fix: () => 'The page is on http. Use https if you can.' },
      mixed: {
        ok: () => 'No mixed content.',
        fix: () => 'An https page calls an http server; browsers block that. Use https for the server.',
      },
      csp: {
        ok: () => 'The page has a Content-Security-Policy.',
        fix: () => 'The page has no Content-Security-Policy.',
      },
      framing: {
        ok: () => 'Other sites cannot show this page in a frame.',
        fix: () => "Other sites can show this page in a frame and trick its clicks. Add: frame-ancestors 'self'.",
      },
      trustedTypes: {
        ok: (s) => `Trusted Types: ${s === 'on' ? 'on, and the policy lit-html is allowed' : 'off'}.`,
        fix: () =>
          "Trusted Types are on without the policy lit-html. Add: trusted-types lit-html widya 'allow-duplicates'.",
      },
    },
  },
};
