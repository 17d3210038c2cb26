export class AsyncEmitter<T> {
  private readonly handlers = new Set<(value: T) => Promise<void>>();

  on(handler: (value: T) => Promise<void>): () => void {
    this.handlers.add(handler);
    return () => this.handlers.delete(handler);
  }

  async emit(value: T): Promise<void> {
    await Promise.all([...this.handlers].map((handler) => handler(value))); //~ self-deadlock | wait-cycle
  }
}
