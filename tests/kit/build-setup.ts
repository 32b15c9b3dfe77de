/** Before the journeys: the app is built once, if its sources changed. */
import { buildApp } from '#sandbox/stack.ts';

export default function setup(): void {
  buildApp(() => undefined);
}
