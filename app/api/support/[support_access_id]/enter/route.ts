import { enterSupportRoute } from '#lib/http/support-route.ts';

export const POST = enterSupportRoute;
