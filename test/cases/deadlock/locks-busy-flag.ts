// A boolean that keeps others out stays up when the work in between fails.
interface Store {
  save(text: string): Promise<void>;
}

export class Compactor {
  private compacting = false;

  constructor(private readonly store: Store) {}

  async compact(text: string): Promise<void> {
    if (this.compacting) return;
    this.compacting = true;
    //| unreleased-lock: this.compacting still true
    await this.store.save(text);
    this.compacting = false;
  }
}

export class Sync {
  private syncing = false;

  constructor(private readonly store: Store) {}

  shouldSync(): boolean {
    if (this.syncing) return false;
    return true;
  }

  async run(text: string, offline: boolean): Promise<void> {
    this.syncing = true;
    //| unreleased-lock: Sync.run leaves
    if (offline) return;
    try {
      await this.store.save(text);
    } catch (error) {
      console.error(error);
    }
    this.syncing = false;
  }
}

let running = false;
export async function tick(work: () => Promise<void>): Promise<void> {
  if (!running) {
    running = true;
    //| unreleased-lock: running still true
    await work();
    running = false;
  }
}
