import { ccpa } from './ccpa.ts';
import { euAiAct } from './eu-ai-act.ts';
import type { Framework } from './framework.ts';
import { gdpr } from './gdpr.ts';
import { hipaa } from './hipaa.ts';
import { iso27001 } from './iso-27001.ts';
import { iso42001 } from './iso-42001.ts';
import { pciDss } from './pci-dss.ts';
import { soc2 } from './soc-2.ts';

/** Every built-in framework, one line each; a file in this folder without its line here is an error. */
export const frameworks: readonly Framework[] = [ccpa, euAiAct, gdpr, hipaa, iso27001, iso42001, pciDss, soc2];
