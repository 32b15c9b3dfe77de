/** Differences of two programs in plain words, with what was and what will be. Pure. */
import type { ProgramChange } from '../program/checks/changes.ts';
import type { Program } from '../program/document.ts';
import { describePart, namePart, saysName } from './describe-part.ts';
import { phrase, type DescribeContext } from './describe.ts';

export function describeChange(
  change: ProgramChange,
  before: Program,
  after: Program,
  context: Omit<DescribeContext, 'program'>,
): string {
  const was: DescribeContext = { ...context, program: before };
  const is: DescribeContext = { ...context, program: after };
  if (change.kind === 'setting') return phrase(`change_setting_${change.setting}`, is);
  if (change.kind === 'order') return phrase(`change_order_${change.part}`, is);
  if (change.kind === 'removed')
    return phrase('change_removed', was, {
      what: named(namePart(change, before, was), describePart(change, before, was)),
    });
  const name = namePart(change, after, is);
  const text = describePart(change, after, is);
  if (change.kind !== 'changed') return phrase(`change_${change.kind}`, is, { name, what: named(name, text) });
  const oldText = describePart(change, before, was);
  if (oldText !== text)
    return phrase('change_changed', is, { before: oldText, what: saysName(text, name) ? text : `${name}: ${text}` });
  const oldName = namePart(change, before, was);
  return oldName === name
    ? phrase('change_details', is, { name })
    : phrase('change_renamed', is, { before: oldName, after: name });
}

/** "Birthday (100 points on the birthday)". */
function named(name: string, text: string): string {
  return saysName(text, name) ? text : `${name} (${text})`;
}
