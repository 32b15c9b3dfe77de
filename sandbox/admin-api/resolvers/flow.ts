/** `flowTriggerReceive`: what an app tells Shopify Flow. */
import type { Json } from '#sandbox/world/types.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { isRecord, textOf } from '../context.ts';
import { refused, userErrors } from './user-errors.ts';

const PAYLOAD = 'FlowTriggerReceivePayload';

export const flowMutations = {
  flowTriggerReceive: (context: ApiContext, args: Args): Answer => {
    const handle = textOf(args, 'handle');
    if (handle === undefined) {
      const message =
        textOf(args, 'body') === undefined ? 'A handle must be present' : 'The argument body is deprecated';
      return refused(PAYLOAD, {}, [{ field: ['handle'], message }]);
    }
    return userErrors(PAYLOAD, {}, [], () => {
      context.world.flow.receive(handle, jsonOf(args['payload']));
      return {};
    });
  },
};

/** The JSON scalar may come as an object or, as Shopify's own examples send it, as text. */
function jsonOf(value: unknown): Json {
  if (typeof value === 'string') {
    try {
      return JSON.parse(value) as Json;
    } catch {
      return value;
    }
  }
  return isRecord(value) || Array.isArray(value) ? (JSON.parse(JSON.stringify(value)) as Json) : null;
}
