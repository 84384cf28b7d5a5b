import { WidyaDoctor } from '../components/doctor/doctor.js';

WidyaDoctor.define();

export { WidyaDoctor };
