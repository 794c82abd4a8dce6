/** Attributes that a {@link TooltipHost} turns into a tooltip. */
export interface TipAttributes {
  'data-tip': string;
  'data-tip-keys'?: string;
}

/**
 * Gives any element a tooltip, in server components too. It repeats or explains; what only the tooltip says is lost on
 * touch screens, so put that into the page. `keys` is a shortcut as in `g u`.
 */
export function tip(text: string, keys?: string): TipAttributes {
  return keys === undefined ? { 'data-tip': text } : { 'data-tip': text, 'data-tip-keys': keys };
}
