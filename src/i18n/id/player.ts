// What the course player says, its films included.
export const player = {
  'lesson/no-content-host': 'Portal ini belum disiapkan untuk memutar paket pelajaran. Beri tahu pengelola portal.',
  'lesson/no-room':
    'Ruang di perangkat ini tidak cukup untuk pelajaran ini. Hapus unduhan yang tidak dipakai lalu coba lagi.',
  outline: 'Daftar pelajaran',
  lessonOf: (n: number, total: number) => `Pelajaran ${n} dari ${total}`,
  previous: 'Sebelumnya',
  next: 'Berikutnya',
  statusNotStarted: 'Belum mulai',
  statusInProgress: 'Sedang berjalan',
  statusCompleted: 'Selesai',
  statusPassed: 'Lulus',
  statusFailed: 'Belum lulus',
  statusLocked: 'Terkunci',
  lockedUntil: (titles: string) => `Selesaikan dulu: ${titles}`,
  markComplete: 'Tandai selesai',
  markCompleteAndGoOn: 'Tandai selesai dan lanjutkan',
  courseCompleted: 'Selamat, Anda menyelesaikan kursus ini',
  courseEmpty: 'Kursus ini belum memiliki pelajaran.',
  lessonCompletedAnnounce: (title: string) => `${title}: selesai`,
  lessonsDone: (done: number, total: number) => `${done} dari ${total} pelajaran selesai`,

  // video
  speed: 'Kecepatan',
  resumeFrom: (time: string) => `Lanjutkan dari ${time}`,
  watched: (percent: number) => `${percent}% sudah ditonton`,
  videoFailed: 'Video tidak dapat diputar. Baca transkripnya atau coba lagi.',
};
