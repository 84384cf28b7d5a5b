import { WidyaEmbedBuilder } from '../components/embed-builder/embed-builder.js';

WidyaEmbedBuilder.define();

export { WidyaEmbedBuilder };
