/**
 * The producer/consumer model of the article: one thread fills a shared queue with work, two take from it. The queue
 * is shared memory: how much was put, how much was taken, and the items.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Delivery {
  /** Sum of all items that the consumers took. */
  readonly received: number;
  readonly expected: number;
}

const ITEMS = 20_000;

/** Consumers look where the next item is, take it, and say so afterwards: two take the same one. */
export async function deliverCarelessly(): Promise<Delivery> {
  const { queue, received } = prepare();
  const consumers = [0, 1].map(
    (me) =>
      new Worker(new URL('./careless-consumer.ts', import.meta.url), {
        workerData: { queue, received, me, items: ITEMS },
      }),
  );
  return produce(queue, received, consumers);
}

/** Consumers reserve an item in one indivisible step. */
export async function deliverCarefully(): Promise<Delivery> {
  const { queue, received } = prepare();
  const consumers = [0, 1].map(
    (me) =>
      new Worker(new URL('./consumer.ts', import.meta.url), { workerData: { queue, received, me, items: ITEMS } }),
  );
  return produce(queue, received, consumers);
}

function prepare(): { queue: Int32Array; received: Float64Array } {
  return {
    queue: new Int32Array(new SharedArrayBuffer((2 + ITEMS) * Int32Array.BYTES_PER_ELEMENT)),
    received: new Float64Array(new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT)),
  };
}

async function produce(queue: Int32Array, received: Float64Array, consumers: readonly Worker[]): Promise<Delivery> {
  const producer = new Worker(new URL('./producer.ts', import.meta.url), { workerData: { queue, items: ITEMS } });
  await Promise.all([producer, ...consumers].map((worker) => once(worker, 'exit')));
  return { received: received[0] + received[1], expected: (ITEMS * (ITEMS + 1)) / 2 };
}
