// The words of this element alone: kept out of the locales that every page carries.
export interface SyncWords {
  signIn: string;
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
  importTitle: string;
  madeOn: (time: string) => string;
  yourself: string;
  partOf: (n: number, first: string, last: string) => string;
  importEmpty: string;
  importElsewhere: string;
  importAccept: (n: number) => string;
  importCancel: string;
  importing: (done: number, of: number) => string;
  importRefused: (n: number) => string;
  importForbidden: string;
  importDone: string;
  tryAgain: string;
}

export const words: Record<'id' | 'en', SyncWords> = {
  id: {
    signIn: 'Masuk untuk melihat dan mengirim yang tersimpan di perangkat ini.',
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
    importTitle: 'Isi cadangan',
    madeOn: (time) => `Dibuat ${time}`,
    yourself: 'Anda sendiri',
    partOf: (n, first, last) => `${n} catatan, ${first === last ? first : `${first} sampai ${last}`}`,
    importEmpty: 'Cadangan ini tidak berisi catatan.',
    importElsewhere: 'Cadangan ini dibuat untuk server pencatatan lain.',
    importAccept: (n) => `Terima ${n} catatan`,
    importCancel: 'Batal',
    importing: (done, of) => `${done} dari ${of} catatan`,
    importRefused: (n) => `${n} catatan tidak diterima:`,
    importForbidden: 'Anda tidak mendampingi peserta ini. Serahkan cadangan kepada pendamping atau pengelolanya.',
    importDone: 'Selesai',
    tryAgain: 'Coba kirim lagi',
  },
  en: {
    signIn: 'Sign in to see and send what is kept on this device.',
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
    importTitle: 'What the backup holds',
    madeOn: (time) => `Made ${time}`,
    yourself: 'yourself',
    partOf: (n, first, last) =>
      `${n === 1 ? '1 record' : `${n} records`}, ${first === last ? first : `${first} to ${last}`}`,
    importEmpty: 'This backup holds no records.',
    importElsewhere: 'This backup was made for another record server.',
    importAccept: (n) => (n === 1 ? 'Take 1 record' : `Take ${n} records`),
    importCancel: 'Cancel',
    importing: (done, of) => `${done} of ${of} records`,
    importRefused: (n) => `${n === 1 ? '1 record was' : `${n} records were`} not taken:`,
    importForbidden: 'You do not accompany this person. Give the backup to who accompanies or manages them.',
    importDone: 'Done',
    tryAgain: 'Try to send again',
  },
};
