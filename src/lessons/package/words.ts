// The words of lessons that are packages (docs/decisions/0006).
const size = (bytes: number, lang: string): string => {
  const mega = bytes / 1_000_000;
  return `${mega.toLocaleString(lang, { maximumFractionDigits: mega < 10 ? 1 : 0 })} MB`;
};

export const words = {
  id: {
    preparing: 'Menyiapkan pelajaran…',
    fetching: (done: number, total: number) =>
      total > 0 ? `Mengunduh ${size(done, 'id')} dari ${size(total, 'id')}` : `Mengunduh ${size(done, 'id')}`,
    unpacking: 'Membuka paket…',
    openWindow: 'Buka pelajaran di jendela baru',
    windowHelp: 'Pelajaran ini berjalan di jendelanya sendiri. Biarkan halaman ini tetap terbuka sampai Anda selesai.',
    windowOpen: 'Pelajaran sedang terbuka di jendela lain.',
    windowBlocked: 'Peramban menahan jendela baru. Izinkan jendela pop-up untuk portal ini, lalu coba lagi.',
    ended: 'Pelajaran ditutup. Kemajuan Anda sudah dicatat.',
    again: 'Buka lagi',
    full: 'Layar penuh',
    learner: 'Peserta',
    parts: 'Bagian paket ini',
    previousPart: 'Bagian sebelumnya',
    nextPart: 'Bagian berikutnya',
    notRecorded: 'Anda belum masuk: kemajuan di pelajaran ini tidak dicatat.',
    needsServer: 'Pelajaran ini berada di server penerbitnya. Portal perlu menyetel `cmi5` pada pemutar kursus.',
  },
  en: {
    preparing: 'Preparing the lesson…',
    fetching: (done: number, total: number) =>
      total > 0 ? `Downloading ${size(done, 'en')} of ${size(total, 'en')}` : `Downloading ${size(done, 'en')}`,
    unpacking: 'Opening the package…',
    openWindow: 'Open the lesson in a new window',
    windowHelp: 'This lesson runs in a window of its own. Leave this page open until you are done.',
    windowOpen: 'The lesson is open in another window.',
    windowBlocked: 'The browser held back the new window. Allow pop-ups for this portal and try again.',
    ended: 'The lesson was closed. Your progress is recorded.',
    again: 'Open again',
    full: 'Full screen',
    learner: 'Learner',
    parts: 'Parts of this package',
    previousPart: 'Previous part',
    nextPart: 'Next part',
    notRecorded: 'You are not signed in: progress in this lesson is not recorded.',
    needsServer: 'This lesson is on its publisher’s server. The portal has to set `cmi5` on the course player.',
  },
};

export const wordsIn = (lang: string): (typeof words)['id'] => (/^en\b/i.test(lang) ? words.en : words.id);
