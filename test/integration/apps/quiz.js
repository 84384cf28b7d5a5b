/** A quiz as an object: frameworks hand objects over as properties. */
export const quiz = {
  id: 'https://belajar.example/kuis/kerangka',
  title: 'Kuis kerangka',
  questions: [{ id: 'a', kind: 'true-false', stem: 'Bumi bulat.', answer: true }],
};
