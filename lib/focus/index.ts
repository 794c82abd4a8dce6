export { exportFocus } from './export-focus.ts';
