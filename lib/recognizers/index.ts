export { defaultScoreMin, type Finding, type FindOptions, findData, termPattern } from './find-data.ts';
export { recognizers } from './registry.ts';
