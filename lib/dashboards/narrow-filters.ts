import type { WidgetFilters } from '#lib/contracts/widgets.ts';

/** Both sets of filters at once; undefined where they contradict each other, so that a frame can narrow and never widen. */
export function narrowFilters(own: WidgetFilters, frame: WidgetFilters): WidgetFilters | undefined {
  for (const [field, value] of Object.entries(frame)) {
    const asked: unknown = Reflect.get(own, field);
    if (asked !== undefined && value !== undefined && asked !== value) return undefined;
  }
  return { ...own, ...frame };
}
