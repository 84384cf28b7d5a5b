import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'widya/define/quiz';
import { quiz } from '../quiz.js';

function App() {
  const [score, setScore] = useState();
  return (
    <main>
      <widya-quiz quiz={quiz} pass-mark="0.5" onwidya-quiz-submitted={(e) => setScore(e.detail.scaled)}>
        <a href="/kuis">Buka kuis</a>
      </widya-quiz>
      <output>{score === undefined ? 'belum' : `skor ${score}`}</output>
    </main>
  );
}
createRoot(document.getElementById('app')).render(<App />);
