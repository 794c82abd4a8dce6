import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const stripeKey: Recognizer = {
  entity: 'stripe_key',
  category: 'secrets',
  label: 'Stripe key',
  need: 'token',
  form: /(?<![A-Za-z0-9])(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,247}(?![A-Za-z0-9])|(?<![A-Za-z0-9])whsec_[A-Za-z0-9]{24,64}(?![A-Za-z0-9])/g,
  score: 95,
};
