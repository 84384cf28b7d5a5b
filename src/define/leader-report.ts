import { WidyaLeaderReport } from '../components/leader-report/leader-report.js';

WidyaLeaderReport.define();

export { WidyaLeaderReport };
