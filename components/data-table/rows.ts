/** The rows of the list on screen, read from the document: the server wrote them, the browser only walks them. */
export function rowsIn(root: ParentNode): readonly HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('[data-row]')];
}

export const rowId = (row: HTMLElement): string => row.dataset.row ?? '';

export const rowOf = (target: EventTarget | null): HTMLElement | undefined =>
  (target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null) ?? undefined;

/** Moves the focus to a row's link and brings it into view, clear of the sticky head. */
export function focusRow(row: HTMLElement): void {
  row.querySelector<HTMLElement>('[data-row-link]')?.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

/** Whether a click belongs to something inside the row rather than to the row. */
export function isInteractive(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button, input, select, label, summary, [role="menu"], [role="dialog"]') !== null;
}
