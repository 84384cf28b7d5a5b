// How far a course has come: progress card and course player.
export const progress = {
  notStarted: 'Belum mulai',
  inProgress: 'Sedang berjalan',
  completed: 'Selesai',
  nextLesson: (title: string) => `Berikutnya: ${title}`,
  score: (n: string) => `Nilai ${n}`,
  earned: (jp: string) => `${jp} diperoleh`,
  worth: (jp: string) => `${jp}`,
  asOf: (time: string) => `Data per ${time}`,
  openCourse: 'Buka kursus',
  progressFailed: 'Kemajuan belum dapat dimuat.',
  start: 'Mulai',
  continueLesson: 'Lanjutkan',
  review: 'Tinjau',
  courseProgress: (percent: number) => `Kemajuan kursus ${percent}%`,
};
