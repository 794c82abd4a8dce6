import { manageChild } from '#lib/process/managed-child.ts';

/** A parent to be killed: keeps one child running. */
const [, , record = ''] = process.argv;
manageChild({ name: 'child', entry: new URL('./child.ts', import.meta.url).pathname, args: () => [record], report: () => {} });
