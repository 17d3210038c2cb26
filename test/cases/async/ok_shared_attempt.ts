declare function open(): Promise<{ id: number }>;

export class Pool {
  private connection: { id: number } | undefined;
  private opening: Promise<{ id: number }> | undefined;

  async get(): Promise<{ id: number }> {
    if (!this.connection) {
      this.opening ??= open().finally(() => {
        this.opening = undefined;
      });
      this.connection = await this.opening;
    }
    return this.connection;
  }
}

export class Lazy {
  private value: { id: number } | undefined;
  private loading: Promise<{ id: number }> | undefined;

  async get(): Promise<{ id: number }> {
    if (this.value === undefined) {
      if (this.loading === undefined) this.loading = open();
      const loaded = await this.loading;
      this.value = loaded;
    }
    return this.value;
  }
}
