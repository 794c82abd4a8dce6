import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const shopifyToken: Recognizer = {
  entity: 'shopify_token',
  category: 'secrets',
  label: 'Shopify token',
  need: 'token',
  form: /(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}(?![A-Za-z0-9])/g,
  score: 95,
};
