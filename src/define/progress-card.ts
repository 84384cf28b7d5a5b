import { WidyaProgressCard } from '../components/progress-card/progress-card.js';

WidyaProgressCard.define();

export { WidyaProgressCard };
