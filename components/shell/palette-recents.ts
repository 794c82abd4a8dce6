const key = 'tollgate:palette';
const kept = 5;

/** Ids of the entries chosen last, newest first; empty where the browser keeps nothing. */
export function recentEntries(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberEntry(id: string): void {
  try {
    localStorage.setItem(key, JSON.stringify([id, ...recentEntries().filter((other) => other !== id)].slice(0, kept)));
  } catch {
    // Private windows may refuse storage; the palette then has no recent entries.
  }
}
