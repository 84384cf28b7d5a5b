import { mount } from 'svelte';
import 'widya/define/quiz';
import App from './App.svelte';

mount(App, { target: document.getElementById('app') });
