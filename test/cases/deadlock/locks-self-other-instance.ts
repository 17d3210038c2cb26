import { Mutex } from 'async-mutex';

class Node {
  private readonly mutex = new Mutex();
  private size = 1;
  readonly child: Node | undefined;

  constructor(child?: Node) {
    this.child = child;
  }

  // Each level takes its own lock, always from the top down.
  total(): Promise<number> {
    return this.mutex.runExclusive(async () => this.size + ((await this.child?.total()) ?? 0));
  }
}

console.log(await Promise.all([new Node(new Node()).total(), new Node().total()]));
