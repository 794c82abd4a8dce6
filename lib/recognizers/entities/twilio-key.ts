import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const twilioKey: Recognizer = {
  entity: 'twilio_key',
  category: 'secrets',
  label: 'Twilio key',
  need: 'token',
  form: /(?<![A-Za-z0-9])(?:SK|AC)[0-9a-f]{32}(?![A-Za-z0-9])/g,
  score: 85,
};
