export { listTransformations } from './list-transformations.ts';
export { replaceTransformations } from './replace-transformations.ts';
