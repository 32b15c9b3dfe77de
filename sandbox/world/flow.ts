/** Shopify Flow from the app's side: the triggers that it sends, and the runs of its actions. Sending a run is flow-actions.ts. */
import type { Context } from './context.ts';
import { Table } from './database.ts';
import { refuse } from './refusal.ts';
import type { FlowRoom } from './retention-contract.ts';
import type { FlowActionRun, FlowTrigger, Json } from './types.ts';

/** Shopify's limit for a trigger's payload. */
const MOST_BYTES = 50_000;
/** A field of the type `customer_reference` is sent as `customer_id`, and so on. Source: shopify.dev, Flow triggers reference. */
const REFERENCE = /^(customer|order|product)_reference$/;

export class Flow implements FlowRoom {
  readonly #context: Context;
  readonly #triggers: Table<FlowTrigger>;
  readonly #runs: Table<FlowActionRun>;

  constructor(context: Context) {
    this.#context = context;
    this.#triggers = new Table<FlowTrigger>(context.db, 'flow_triggers', {
      handle: { type: 'TEXT', of: ({ handle }) => handle },
    });
    this.#runs = new Table<FlowActionRun>(context.db, 'flow_runs');
  }

  receive(handle: string, payload: Json): FlowTrigger {
    const world = this.#context.world();
    const known = world.apps.registration()?.flow?.triggers.find((trigger) => trigger.handle === handle);
    const say = (message: string): never => refuse('INVALID', `Errors validating schema:\n  ${message}`, ['body']);
    if (!known) return say(`Invalid handle '${handle}'.`);
    if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) {
      return say('The payload must be an object.');
    }
    if (Buffer.byteLength(JSON.stringify(payload)) > MOST_BYTES) return say('The payload is larger than 50 KB.');
    const fields = known.fields.map(({ key, type }) =>
      type.replace(REFERENCE, '$1_id') === type ? key : type.replace(REFERENCE, '$1_id'),
    );
    const unknown = Object.keys(payload).find((name) => !fields.includes(name));
    if (unknown !== undefined) return say(`Properties contain the unknown field '${unknown}'.`);
    const missing = known.fields.find(({ type }, index) => REFERENCE.test(type) && !((fields[index] ?? '') in payload));
    if (missing) return say(`Properties lack the field '${missing.type.replace(REFERENCE, '$1_id')}'.`);
    return this.#triggers.put({ id: this.#context.db.nextId(), handle, payload, at: world.clock.nowInstant() });
  }

  triggers(options: Parameters<FlowRoom['triggers']>[0] = {}): FlowTrigger[] {
    return this.#triggers.find(options.handle ? [{ column: 'handle', value: options.handle }] : [], options);
  }

  recordRun(run: Omit<FlowActionRun, 'id' | 'at'>): FlowActionRun {
    return this.#runs.put({ ...run, id: this.#context.db.nextId(), at: this.#context.world().clock.nowInstant() });
  }

  runs(options: Parameters<FlowRoom['runs']>[0] = {}): FlowActionRun[] {
    return this.#runs.find([], options);
  }
}
