/** Where things are in the shared queue. */
export const PUT = 0;
export const TAKEN = 1;
export const FIRST = 2;

/** The work on one item: it takes a while, and gives back what it was given. */
export function consume(item: number): number {
  let sum = 0;
  for (let step = 0; step < 2000; step++) sum += item;
  return sum / 2000;
}
