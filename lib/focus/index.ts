export { exportFocus } from './export-focus.ts';
export { getFocusMetadata } from './focus-metadata.ts';
