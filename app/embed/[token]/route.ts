import { showFrame } from '#lib/http/embed/show-frame.ts';

export const GET = showFrame;
