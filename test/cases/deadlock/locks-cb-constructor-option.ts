import { Mutex } from 'async-mutex';
interface Options {
  readonly onChange: (key: string) => Promise<void>;
}
class Store {
  private readonly mutex = new Mutex();
  private readonly options: Options;
  private value = '';
  constructor(options: Options) {
    this.options = options;
  }
  async read(): Promise<string> {
    return this.mutex.runExclusive(() => this.value);
  }
  async write(value: string): Promise<void> {
    await this.mutex.runExclusive(async () => {
      this.value = value;
      await this.options.onChange(value);
      //| self-deadlock
    });
  }
}
export const store: Store = new Store({
  onChange: async () => {
    console.log(await store.read());
  },
});
