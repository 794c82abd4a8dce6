import type { AttributePath } from './attribute-path.ts';
import type { Attribute } from './attributes.ts';

export const comparisons = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Comparison = (typeof comparisons)[number];
export type FilterValue = string | number | boolean | null;

/** What a filter compares: an attribute of the resource, or one of an item where the filter stands in brackets. */
export type FilterTarget = AttributePath | { readonly item: Attribute };

/** A filter by RFC 7644 section 3.4.2.2. */
export type Filter =
  | { readonly kind: 'compare'; readonly target: FilterTarget; readonly operator: Comparison; readonly value: FilterValue }
  | { readonly kind: 'present'; readonly target: FilterTarget }
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'items'; readonly path: AttributePath; readonly filter: Filter };

/** The attribute whose values are compared. */
export const comparedAttribute = (target: FilterTarget): Attribute => ('item' in target ? target.item : (target.sub ?? target.attribute));
