class Feed extends EventTarget {
  #socket: WebSocket | null = null;

  listen(): void {
    addEventListener('online', () => void this.#reconnect());
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    if (this.#socket !== null) {
      return;
    }
    const address = await this.#resolve();
    const socket = new WebSocket(address);
    socket.addEventListener('close', () => {
      this.#socket = null;
      void this.#reconnect();
    });
    socket.addEventListener('message', ({ data }) => {
      this.dispatchEvent(new CustomEvent('tick', { detail: data as string }));
    });
    this.#socket = socket; //~ race-across-await
  }

  async #resolve(): Promise<string> {
    const response = await fetch('/feed-address');
    return response.text();
  }
}

const feed = new Feed();
feed.addEventListener('tick', (event) => console.log((event as CustomEvent<string>).detail));
feed.listen();
