export { getSecurityPosture } from './get-posture.ts';
