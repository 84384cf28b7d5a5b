import { WidyaProvider } from '../components/provider/provider.js';

WidyaProvider.define();

export { WidyaProvider };
