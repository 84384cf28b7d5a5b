import { createSignal } from 'solid-js';
import { render } from 'solid-js/web';
import 'widya/define/quiz';
import { quiz } from '../quiz.js';

function App() {
  const [score, setScore] = createSignal();
  return (
    <main>
      <widya-quiz prop:quiz={quiz} pass-mark="0.5" on:widya-quiz-submitted={(e) => setScore(e.detail.scaled)}>
        <a href="/kuis">Buka kuis</a>
      </widya-quiz>
      <output>{score() === undefined ? 'belum' : `skor ${score()}`}</output>
    </main>
  );
}
render(() => <App />, document.getElementById('app'));
