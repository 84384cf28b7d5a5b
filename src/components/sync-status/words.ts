// The words of this element alone: kept out of the locales that every page carries.
export interface SyncWords {
  allSent: string;
  sending: (n: number) => string;
  waiting: (n: number) => string;
  held: (n: number) => string;
  refused: (n: number) => string;
  since: (time: string) => string;
  nextTry: (time: string) => string;
  inMemory: string;
  exposed: string;
  halted: string;
  old: string;
  retryNow: string;
  download: string;
  open: string;
  opened: (n: number) => string;
  details: string;
  tryAgain: string;
}

export const words: Record<'id' | 'en', SyncWords> = {
  id: {
    allSent: 'Semua sudah terkirim',
    sending: (n) => `Mengirim ${n} catatan…`,
    waiting: (n) => `${n} catatan tersimpan di perangkat, belum terkirim`,
    held: (n) => `${n} di antaranya belum diizinkan server`,
    refused: (n) => `${n} catatan ditolak server`,
    since: (time) => `Menunggu sejak ${time}`,
    nextTry: (time) => `Dicoba lagi ${time}`,
    inMemory: 'Perangkat ini tidak dapat menyimpan. Jangan tutup halaman sebelum semua terkirim.',
    exposed:
      'Perangkat bersama tanpa https: yang menunggu dapat dibaca pemakai lain. Kirim atau unduh cadangan sebelum keluar.',
    halted: 'Portal menunda pengiriman. Anda tetap dapat mengirim sekarang.',
    old: 'Sudah lebih dari tiga hari. Unduh cadangan dan serahkan kepada pengelola pelatihan Anda.',
    retryNow: 'Kirim sekarang',
    download: 'Unduh cadangan',
    open: 'Buka cadangan',
    opened: (n) => `${n} catatan dari cadangan diterima`,
    details: 'Rincian',
    tryAgain: 'Coba kirim lagi',
  },
  en: {
    allSent: 'Everything is sent',
    sending: (n) => (n === 1 ? 'Sending 1 record…' : `Sending ${n} records…`),
    waiting: (n) => `${n === 1 ? '1 record is' : `${n} records are`} kept on this device, not sent yet`,
    held: (n) => `${n} of them ${n === 1 ? 'is' : 'are'} not allowed by the server yet`,
    refused: (n) => `${n === 1 ? '1 record was' : `${n} records were`} refused by the server`,
    since: (time) => `Waiting since ${time}`,
    nextTry: (time) => `Next try ${time}`,
    inMemory: 'This device cannot keep anything. Do not close the page before everything is sent.',
    exposed:
      'Shared device without https: others who use it can read what waits. Send it or download a backup before you sign out.',
    halted: 'The portal has put sending off. You can still send now.',
    old: 'It has been more than three days. Download a backup and give it to your training manager.',
    retryNow: 'Send now',
    download: 'Download backup',
    open: 'Open backup',
    opened: (n) => `${n === 1 ? '1 record' : `${n} records`} taken from the backup`,
    details: 'Details',
    tryAgain: 'Try to send again',
  },
};
