import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { WidgetRange } from '#lib/contracts/widget-names.ts';
import { previewWidgetAction } from '../preview-action.tsx';
import type { WidgetData } from './widget-words.ts';

interface Preview {
  /** What the widget asked for, as text. */
  readonly asked: string;
  readonly panel: ReactNode;
}

/** A widget is looked up again when nothing was typed for this long. */
const restMs = 400;

/** What a widget asks for, wherever it lies. */
export function askedBy({ x: _x, y: _y, w: _w, h: _h, ...question }: WidgetData): string {
  return JSON.stringify(question);
}

/** What widgets show that differ from those saved, by their id; a moment after each change. `panelOf` answers undefined until then. */
export function useWidgetPreviews(widgets: readonly WidgetData[], saved: readonly WidgetData[], range: WidgetRange) {
  const [previews, setPreviews] = useState<ReadonlyMap<string, Preview>>(new Map());
  const known = new Set(saved.map(askedBy));
  const wanted = widgets.find((widget) => !known.has(askedBy(widget)) && previews.get(widget.id)?.asked !== askedBy(widget));
  const latest = useRef(wanted);
  latest.current = wanted;
  const key = wanted === undefined ? undefined : askedBy(wanted);
  useEffect(() => {
    if (key === undefined) return;
    let isOver = false;
    const timer = setTimeout(async () => {
      const widget = latest.current;
      if (widget === undefined) return;
      const panel = await previewWidgetAction(widget, range).catch(() => 'Its figures did not load.');
      if (!isOver) setPreviews((before) => new Map(before).set(widget.id, { asked: key, panel }));
    }, restMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key, range]);
  return (widget: WidgetData): ReactNode => {
    const preview = previews.get(widget.id);
    return preview?.asked === askedBy(widget) ? preview.panel : undefined;
  };
}
