/** What the checks before publishing say of the draft, worked out behind the typing and not in front of it. */
import { useDeferredValue, useMemo } from 'react';
import { checkProgram, type ProgramChecks } from '../../program/checks/check-program.ts';
import type { Program, ProgramReading } from '../../program/document.ts';
import { useToday } from './use-today.ts';

/** @param before the published program; null before the first. @returns null while the draft cannot be read. */
export function useProgramChecks(
  reading: ProgramReading,
  before: Program | null,
  exampleMinor: number,
): ProgramChecks | null {
  const today = useToday();
  const program = useDeferredValue(reading.ok ? reading.program : null);
  return useMemo(
    () => (program ? checkProgram(program, before, { today, orderMinor: exampleMinor }) : null),
    [program, before, today, exampleMinor],
  );
}
