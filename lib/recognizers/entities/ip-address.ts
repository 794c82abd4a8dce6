import type { Recognizer } from '../recognizer.ts';

const isOfSomebody = (found: string): boolean => {
  if (found.includes(':')) return found.split(':').length <= 8;
  const parts = found.split('.').map(Number);
  return parts.every((part) => part <= 255) && parts[0] !== 0 && parts[0] !== 127 && parts[0] !== 255;
};

/** IPv4 and IPv6 addresses; the unspecified one, loopback and masks are nobody’s. */
export const ipAddress: Recognizer = {
  entity: 'ip_address',
  category: 'pii',
  label: 'IP address',
  need: 'colons',
  form: /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}(?![\w:])|(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}(?![\w:]))/g,
  isReal: isOfSomebody,
  score: 70,
  context: ['ip', 'host', 'server', 'address', 'client', 'adresse'],
};
