import { createApp } from 'vue';
import 'widya/define/quiz';
import App from './App.vue';

createApp(App).mount('#app');
