/**
 * Does calls together. A call that comes while nothing is under way goes at once; those that come meanwhile wait and go as
 * one, so that they share statements and a commit. Under light load nothing waits, under heavy load nothing is done singly.
 */

export interface GatherOptions {
  /** The most calls in one go, and the most goes at once. */
  maxBatch: number;
  maxUnderWay: number;
}

/**
 * @param work does all the items, or none of them and throws; answers in the order of the items. When several fail
 *   together, each is tried alone, so that one bad item fails by itself: `work` must bear to see an item again.
 */
export function gather<Item, Answer>(
  work: (items: readonly Item[]) => Promise<Answer[]>,
  { maxBatch, maxUnderWay }: GatherOptions,
): (item: Item) => Promise<Answer> {
  interface Waiting {
    item: Item;
    resolve: (answer: Answer) => void;
    reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let underWay = 0;

  async function run(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await work(batch.map((entry) => entry.item));
      batch.forEach((entry, index) => entry.resolve(answers[index] as Answer));
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const entry of batch) await run([entry]);
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      await run(batch);
    }
    underWay--;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (underWay >= maxUnderWay) return;
      underWay++;
      // The first of a burst waits for the end of this turn of the event loop, and takes the others along.
      setImmediate(() => void drain());
    });
}
