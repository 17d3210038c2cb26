// Looked at, awaited, and only then listened for: what comes about in between is neither seen nor told.
type Listener = (type: string) => void;
interface Provider {
  readonly name: string;
}
interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
}
declare function deferred<T>(): Deferred<T>;
declare function activate(type: string): Promise<void>;

export class Providers {
  private readonly providers = new Map<string, Provider>();
  private readonly listeners: Listener[] = [];

  onDidRegister(listener: Listener) {
    this.listeners.push(listener);
  }

  register(type: string, provider: Provider) {
    this.providers.set(type, provider);
    for (const listener of this.listeners) listener(type);
  }

  async wait(type: string): Promise<Provider | undefined> {
    if (this.providers.has(type)) {
      return this.providers.get(type);
    }
    await activate(type);
    const found = deferred<Provider | undefined>();
    this.onDidRegister((each) => {
      //| race-across-await: listened for only after
      if (each === type) found.resolve(this.providers.get(type));
    });
    return found.promise;
  }

  // Listens before it activates.
  async waitFirst(type: string): Promise<Provider | undefined> {
    if (this.providers.has(type)) return this.providers.get(type);
    const found = deferred<Provider | undefined>();
    this.onDidRegister((each) => {
      if (each === type) found.resolve(this.providers.get(type));
    });
    await activate(type);
    return found.promise;
  }

  // Looks again.
  async waitAgain(type: string): Promise<Provider | undefined> {
    if (this.providers.has(type)) return this.providers.get(type);
    await activate(type);
    if (this.providers.has(type)) return this.providers.get(type);
    const found = deferred<Provider | undefined>();
    this.onDidRegister((each) => {
      if (each === type) found.resolve(this.providers.get(type));
    });
    return found.promise;
  }
}
