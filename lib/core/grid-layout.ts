/** A grid of twelve columns in which boxes lie without covering each other; rows grow downwards without an end in sight. */

export const gridColumns = 12;
/** The lowest row a box may reach. */
export const gridRowsMax = 200;
export const boxHeightMax = 20;

/** Where something lies: cells from the left and the top, both from 0 on. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface NamedBox extends Box {
  readonly id: string;
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Whether two boxes share a cell. */
export const overlaps = (one: Box, other: Box): boolean =>
  one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;

/** The nearest box that lies inside the grid. */
export function fitBox({ x, y, w, h }: Box): Box {
  const width = clamp(w, 1, gridColumns);
  const height = clamp(h, 1, boxHeightMax);
  return { x: clamp(x, 0, gridColumns - width), y: clamp(y, 0, gridRowsMax - height), w: width, h: height };
}

const inReadingOrder = (one: Box, other: Box): number => one.y - other.y || one.x - other.x;

/** Boxes from the top to the bottom, and in a row from the left: the order of one column and of screen readers. */
export const readingOrder = <Of extends Box>(boxes: readonly Of[]): Of[] => boxes.toSorted(inReadingOrder);

/**
 * The layout after one box has gone to another place: it lies exactly there, and what it covers moves down, in turn with what
 * that covers. Boxes that nothing covers stay, so that undoing a step by hand brings the former layout back where there was room.
 */
export function placeBox<Of extends NamedBox>(boxes: readonly Of[], id: string, to: Box): readonly Of[] {
  const placed = new Map<string, Box>([[id, fitBox(to)]]);
  for (const box of readingOrder(boxes)) {
    if (box.id === id) continue;
    let here: Box = box;
    for (;;) {
      const covering = [...placed.values()].filter((other) => overlaps(here, other));
      if (covering.length === 0) break;
      here = { ...here, y: Math.max(...covering.map(({ y, h }) => y + h)) };
    }
    placed.set(box.id, here);
  }
  return boxes.map((box) => ({ ...box, ...placed.get(box.id) }));
}

/** The first free place for a box of this size, from the top and the left. */
export function freePlace(boxes: readonly Box[], { w, h }: Pick<Box, 'w' | 'h'>): Box {
  const bottom = Math.max(0, ...boxes.map((box) => box.y + box.h));
  for (let y = 0; y < bottom; y += 1) {
    for (let x = 0; x + w <= gridColumns; x += 1) {
      const box = { x, y, w, h };
      if (!boxes.some((other) => overlaps(box, other))) return box;
    }
  }
  return { x: 0, y: bottom, w, h };
}

/** Pairs of boxes that share a cell, by their places in the list. */
export function collisions(boxes: readonly Box[]): readonly (readonly [number, number])[] {
  return boxes.flatMap((box, at) =>
    boxes.slice(at + 1).flatMap((other, after) => (overlaps(box, other) ? [[at, at + 1 + after] as const] : [])),
  );
}
