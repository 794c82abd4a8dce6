import type { Recognizer } from '../recognizer.ts';

/** Hardware addresses of network cards (IEEE EUI-48). */
export const macAddress: Recognizer = {
  entity: 'mac_address',
  category: 'pii',
  label: 'MAC address',
  need: 'colons',
  form: /(?<![\w:-])[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})(?![\w:-])/g,
  isReal: (found) => !/^(?:00[:-]){5}00$|^(?:ff[:-]){5}ff$/i.test(found),
  score: 70,
};
