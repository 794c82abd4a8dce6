export { getContentLog } from './get-content-log.ts';
export { contentOpener, type OpenedText, type SealedText } from './open-content.ts';
export { purgeContent } from './purge-content.ts';
export { readCallContent } from './read-call-content.ts';
export { updateContentLog } from './update-content-log.ts';
