/** How easily the injection check is alarmed. */
export const sensitivities = ['low', 'medium', 'high'] as const;
export type Sensitivity = (typeof sensitivities)[number];

/** From which score on a text is called an attack. Picked with the figures of both halves of the corpus in sight. */
export const thresholds: Readonly<Record<Sensitivity, number>> = { low: 0.7, medium: 0.4, high: 0.25 };
