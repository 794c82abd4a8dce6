import { type PointerEvent, type RefObject, useRef } from 'react';
import { type Box, gridColumns } from '#lib/core/grid-layout.ts';
import type { WidgetData } from './widget-words.ts';

/** Height of a row with the gap below it, in pixels; the style sheet of the grid says the same. */
const rowPixels = 60;

/** What a drag changes: where a widget lies, or how large it is. */
export type DragKind = 'move' | 'resize';

export interface BoxDrag {
  start(event: PointerEvent<HTMLElement>, widget: WidgetData, kind: DragKind): void;
}

interface Running {
  readonly widget: WidgetData;
  readonly kind: DragKind;
  readonly x: number;
  readonly y: number;
  readonly columnPixels: number;
  last: string;
}

/**
 * Moves and resizes boxes by pointer, a whole cell at a time. The grid captures the pointer, so that a drag may leave it; the
 * handle would lose it as soon as its widget changes places with another in the document.
 */
export function useBoxDrag(grid: RefObject<HTMLElement | null>, place: (widget: WidgetData, to: Box) => void): BoxDrag {
  const running = useRef<Running | null>(null);
  return {
    start(event, widget, kind) {
      const target = grid.current;
      const width = target?.getBoundingClientRect().width ?? 0;
      if (event.button !== 0 || target === null || width === 0) return;
      event.preventDefault();
      target.setPointerCapture(event.pointerId);
      running.current = { widget, kind, x: event.clientX, y: event.clientY, columnPixels: width / gridColumns, last: '' };
      const move = (at: globalThis.PointerEvent): void => {
        const drag = running.current;
        if (drag === null) return;
        const columns = Math.round((at.clientX - drag.x) / drag.columnPixels);
        const rows = Math.round((at.clientY - drag.y) / rowPixels);
        const key = `${columns} ${rows}`;
        if (key === drag.last) return;
        drag.last = key;
        const { x, y, w, h } = drag.widget;
        place(
          drag.widget,
          drag.kind === 'move' ? { x: x + columns, y: y + rows, w, h } : { x, y, w: Math.min(w + columns, gridColumns - x), h: h + rows },
        );
      };
      const end = (): void => {
        running.current = null;
        target.removeEventListener('pointermove', move);
        target.removeEventListener('pointerup', end);
        target.removeEventListener('pointercancel', end);
      };
      target.addEventListener('pointermove', move);
      target.addEventListener('pointerup', end);
      target.addEventListener('pointercancel', end);
    },
  };
}
