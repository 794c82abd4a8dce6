import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';

const settleMs = 150;

/** Calls `changed` with the first changed file once the files below the folders have been quiet for a moment. */
export function watchSources(root: string, paths: readonly string[], changed: (file: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let first: string | undefined;
  const watchers: FSWatcher[] = paths.map((path) =>
    watch(join(root, path), { recursive: true }, (_event, name) => {
      if (name === null || !/\.(ts|sql|json)$/.test(name) || name.endsWith('.test.ts')) return;
      first ??= join(path, name);
      clearTimeout(timer);
      timer = setTimeout(() => {
        changed(first ?? path);
        first = undefined;
      }, settleMs);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
