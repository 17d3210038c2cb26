export class Jobs {
  private tail: Promise<unknown> = Promise.resolve();
  private readonly done: string[] = [];

  private run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.tail.then(task);
    this.tail = result.catch(() => undefined);
    return result;
  }

  add(name: string): Promise<number> {
    return this.run(async () => this.done.push(name));
  }

  addAll(names: readonly string[]): Promise<void> {
    return this.run(async () => {
      for (const name of names) {
        await this.add(name);
        //| self-deadlock: Jobs.addAll
      }
    });
  }
}
