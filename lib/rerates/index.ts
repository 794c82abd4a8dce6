export { getRerate, listRerates } from './list-rerates.ts';
export { previewRerate, undoRerate } from './preview-rerate.ts';
export { cancelRerate, startRerate } from './start-rerate.ts';
