import type { FormValues } from './form-values.ts';

const prefix = 'tollgate:draft:';

/** What somebody had typed before a reload; undefined without a draft. Lives as long as the tab. */
export function readDraft(key: string): FormValues | undefined {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(prefix + key) ?? 'null');
    return typeof stored === 'object' && stored !== null && !Array.isArray(stored) ? { ...stored } : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the changed values; fields named in `secrets` never reach the browser's storage. */
export function writeDraft(key: string, values: FormValues, secrets: readonly string[]): void {
  const kept = Object.fromEntries(Object.entries(values).filter(([path, value]) => value !== undefined && !secrets.includes(path)));
  try {
    sessionStorage.setItem(prefix + key, JSON.stringify(kept));
  } catch {
    // Storage may be full or refused; the form works without drafts.
  }
}

export function dropDraft(key: string): void {
  try {
    sessionStorage.removeItem(prefix + key);
  } catch {
    // As above.
  }
}
