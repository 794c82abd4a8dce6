export { dismissAnomaly, giveFeedback } from './decide-anomaly.ts';
export { getAccuracy, listAnomalies } from './list-anomalies.ts';
export { scanAnomalies } from './scan-anomalies.ts';
