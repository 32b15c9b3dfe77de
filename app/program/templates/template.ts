/** What a template is: a program that a merchant can take as it is. Its words are in words/*.json, its picture in public. */
import type { ProgramInput } from '../document.ts';
import type { TemplateContext } from './parts.ts';

export type TemplateKind = 'points' | 'stamps' | 'tiers' | 'paid' | 'cashback' | 'referral' | 'engagement';

export interface Template {
  /** The row of the contract, in small letters; also the name of its words and its picture. */
  id: string;
  kind: TemplateKind;
  /** What the merchant has to choose before it can be published. */
  asks: readonly ('membershipProductIds' | 'freeProductIds' | 'collectionIds')[];
  document(context: TemplateContext): ProgramInput;
}
