import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const huggingfaceToken: Recognizer = {
  entity: 'huggingface_token',
  category: 'secrets',
  label: 'Hugging Face token',
  need: 'token',
  form: /(?<![A-Za-z0-9])(?:hf_[A-Za-z]{34}|hf_[A-Za-z0-9]{34,40}|api_org_[A-Za-z]{34})(?![A-Za-z0-9])/g,
  score: 95,
};
