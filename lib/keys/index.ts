export { createKey } from './create-key.ts';
export { disableKey } from './disable-key.ts';
export { enableKey } from './enable-key.ts';
export { getKey } from './get-key.ts';
export { listKeys } from './list-keys.ts';
export { rotateKey } from './rotate-key.ts';
export { updateKey } from './update-key.ts';
