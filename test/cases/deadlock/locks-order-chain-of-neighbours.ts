// Neighbours on a line: everybody's second lock comes later on the line, and the last has none after it.
import { Mutex } from 'async-mutex';

class Link {
  private readonly left: Mutex;
  private readonly right: Mutex;
  constructor(left: Mutex, right: Mutex) {
    this.left = left;
    this.right = right;
  }
  async join(work: () => Promise<void>): Promise<void> {
    await this.left.runExclusive(async () => {
      await this.right.runExclusive(work);
    });
  }
}

const ends = [new Mutex(), new Mutex(), new Mutex(), new Mutex()];
const links = [0, 1, 2].map((i) => new Link(ends[i]!, ends[i + 1]!));

export function joinAll(work: () => Promise<void>): Promise<void[]> {
  return Promise.all(links.map((link) => link.join(work)));
}
