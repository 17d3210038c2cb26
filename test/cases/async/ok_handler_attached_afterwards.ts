// The handler that cleans up is attached to what has been set up: it cannot run before.
interface Db {
  onclose: (() => void) | undefined;
}

export class Backend {
  private disconnected = true;
  private db: Db | undefined;

  constructor(private readonly open: () => Promise<Db>) {}

  async connect(): Promise<void> {
    if (!this.disconnected) return;
    this.disconnected = false;
    const db = await this.open();
    this.db = db;
    db.onclose = () => {
      this.disconnected = true;
      this.db = undefined;
    };
  }
}
