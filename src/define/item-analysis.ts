import { WidyaItemAnalysis } from '../components/item-analysis/item-analysis.js';

WidyaItemAnalysis.define();

export { WidyaItemAnalysis };
