import { WidyaJpCard } from '../components/jp-card/jp-card.js';

WidyaJpCard.define();

export { WidyaJpCard };
