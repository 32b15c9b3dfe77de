/** A refusal by Shopify's rules, as the Admin API reports it in `userErrors`. */
export interface Refusal {
  /** Path relative to the operation's input, e.g. `['code']`; null when no field is to blame. */
  field: string[] | null;
  /** Shopify's error code, e.g. `TAKEN`. */
  code: string;
  message: string;
}

/** Thrown by the rooms of the world when an action is not allowed; nothing was changed. */
export class WorldRefusal extends Error {
  readonly refusals: Refusal[];

  constructor(refusals: Refusal[]) {
    super(refusals.map((refusal) => refusal.message).join(' '));
    this.name = 'WorldRefusal';
    this.refusals = refusals;
  }
}

/** Throws a refusal with one reason. */
export function refuse(code: string, message: string, field: string[] | null = null): never {
  throw new WorldRefusal([{ field, code, message }]);
}
