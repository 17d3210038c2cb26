// file: main.js
export class Rows {
  #rows = new Map();
  #rowsPending = new Map();

  async get(key, load) {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    let pending = this.#rowsPending.get(key);
    if (pending === undefined) {
      pending = (async () => {
        const loaded = await load(key);
        this.#rows.set(key, loaded);
        return loaded;
      })().finally(() => this.#rowsPending.delete(key));
      this.#rowsPending.set(key, pending);
    }
    const row = await pending;
    return row;
  }
}
