// A tree locked from parent to child only: same class, but the order is that of the tree.
import { Mutex } from 'async-mutex';

export class Node {
  private readonly lock = new Mutex();
  private readonly children: Node[] = [];
  private size = 0;
  add(child: Node): void {
    this.children.push(child);
  }
  async measure(): Promise<number> {
    return this.lock.runExclusive(async () => {
      let total = this.size;
      for (const child of this.children) total += await child.measure();
      return total;
    });
  }
}
