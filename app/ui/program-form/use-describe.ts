/** Sentences about parts of the draft, in the merchant's language; null while a part cannot be read. */
import type { z } from 'zod';
import { useFormat } from '../../i18n/use-format.ts';
import { asSentence, type DescribeContext } from '../../i18n/describe.ts';
import { useEditor } from './editor-context.tsx';

/** What sentences may name: the parts of the program as they were when it could last be read. */
export function useDescribeContext(): DescribeContext {
  const { locale } = useFormat();
  const { program, draft, names } = useEditor();
  return { locale, program: { ...program, currencyCode: draft.currencyCode }, names };
}

/** A part of the draft in a sentence. */
export function useSentence<Part>(
  schema: z.ZodType<Part>,
  describe: (part: Part, context: DescribeContext) => string,
): (part: unknown) => string | null {
  const context = useDescribeContext();
  return (part) => {
    const parsed = schema.safeParse(part);
    return parsed.success ? asSentence(describe(parsed.data, context), context) : null;
  };
}
