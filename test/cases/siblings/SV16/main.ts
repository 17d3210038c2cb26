class Feed {
  #socket: WebSocket | null = null;
  #busy = false;

  listen(): void {
    addEventListener('online', () => void this.#reconnect());
    void this.#reconnect();
  }

  #claim(): Disposable {
    this.#busy = true;
    return {
      [Symbol.dispose]: () => {
        this.#busy = false;
      },
    };
  }

  async #reconnect(): Promise<void> {
    if (this.#socket !== null || this.#busy) return;
    using _claim = this.#claim();
    const response = await fetch('/feed-address');
    const socket = new WebSocket(await response.text());
    socket.onclose = () => {
      if (this.#socket === socket) this.#socket = null;
    };
    this.#socket = socket;
  }
}

new Feed().listen();
