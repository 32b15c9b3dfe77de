/** Which files begin first: the ones that are known to take long, so that no core is left waiting for them at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONG = ['tests/scenarios/', 'tests/journeys/spine', 'tests/extension/', 'tests/soak/'];
const isLong = ({ moduleId }: TestSpecification) => LONG.some((part) => moduleId.includes(part));

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // By what the last run took; on a machine without one, by the size of the file.
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
