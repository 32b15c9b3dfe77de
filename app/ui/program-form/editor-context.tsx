/** What every field and section of the editor knows: the draft, the published program, and what examples are told with. */
import { createContext, useContext } from 'react';
import type { ProgramChecks } from '../../program/checks/check-program.ts';
import type { Program } from '../../program/document.ts';
import type { ProgramDraftState } from './use-program-draft.ts';

export interface ProgramEditorState extends ProgramDraftState {
  /** Null before the first version is published. */
  published: { version: number; program: Program; publishedAt: string } | null;
  /** The order that examples are told with. Minor units. */
  exampleMinor: number;
  /** What the checks before publishing say; null while the draft cannot be read. */
  checks: ProgramChecks | null;
  /** Titles of products and collections, by Shopify's number, as far as they are known. */
  names: GoodsNames;
}

export interface GoodsNames {
  products: ReadonlyMap<string, string>;
  collections: ReadonlyMap<string, string>;
  /** Remembers titles that a picker told. */
  learn(kind: 'products' | 'collections', known: ReadonlyMap<string, string>): void;
}

const EditorContext = createContext<ProgramEditorState | null>(null);
export const EditorProvider = EditorContext.Provider;

export function useEditor(): ProgramEditorState {
  const state = useContext(EditorContext);
  if (!state) throw new Error('useEditor is for pieces inside an EditorProvider.');
  return state;
}
