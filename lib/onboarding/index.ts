export { getOnboarding, updateOnboarding, verifyOnboarding } from './change-onboarding.ts';
