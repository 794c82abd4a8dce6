import { describe, expect, it } from 'vitest';
import { boxHeightMax, collisions, fitBox, freePlace, gridColumns, type NamedBox, placeBox, readingOrder } from './grid-layout.ts';

const box = (id: string, x: number, y: number, w = 4, h = 2): NamedBox => ({ id, x, y, w, h });

describe('the grid of dashboards [ANA-6]', () => {
  it('keeps boxes inside its columns', () => {
    expect(fitBox({ x: -3, y: -1, w: 30, h: 0 })).toEqual({ x: 0, y: 0, w: gridColumns, h: 1 });
    expect(fitBox({ x: 11, y: 4, w: 3, h: 99 })).toEqual({ x: 9, y: 4, w: 3, h: boxHeightMax });
  });

  it('moves down what a box covers, and what that covers, and nothing else', () => {
    const boxes = [box('a', 0, 0), box('b', 0, 2), box('c', 8, 0), box('d', 0, 4)];
    const moved = placeBox(boxes, 'a', { x: 0, y: 1, w: 4, h: 2 });
    expect(moved).toEqual([box('a', 0, 1), box('b', 0, 3), box('c', 8, 0), box('d', 0, 5)]);
  });

  it('never leaves two boxes in one cell, whatever is moved where', () => {
    let boxes: readonly NamedBox[] = Array.from({ length: 9 }, (_, at) => box(`${at}`, (at % 3) * 4, Math.floor(at / 3) * 2));
    for (let step = 0; step < 400; step += 1) {
      const id = `${(step * 7) % 9}`;
      boxes = placeBox(boxes, id, { x: (step * 5) % 14, y: (step * 3) % 11, w: 1 + (step % 12), h: 1 + (step % 4) });
      expect(collisions(boxes)).toEqual([]);
      expect(boxes.every(({ x, y, w }) => x >= 0 && y >= 0 && x + w <= gridColumns)).toBe(true);
    }
  });

  it('finds the first gap that is large enough', () => {
    const boxes = [box('a', 0, 0), box('b', 8, 0), box('c', 0, 2, 12, 1)];
    expect(freePlace(boxes, { w: 4, h: 2 })).toEqual({ x: 4, y: 0, w: 4, h: 2 });
    expect(freePlace(boxes, { w: 5, h: 2 })).toEqual({ x: 0, y: 3, w: 5, h: 2 });
    expect(freePlace([], { w: 3, h: 1 })).toEqual({ x: 0, y: 0, w: 3, h: 1 });
  });

  it('reads from the top to the bottom and from the left', () => {
    expect(readingOrder([box('c', 4, 2), box('b', 6, 0), box('a', 0, 0)]).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('names the boxes that share a cell', () => {
    expect(collisions([box('a', 0, 0), box('b', 4, 0), box('c', 3, 1)])).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });
});
