class Outbox {
  #cursor = 0;

  async sync(): Promise<void> {
    await navigator.locks.request('outbox', () => {
      void this.#drain(); //~ floating-critical-section | race-across-await
    });
  }

  async #drain(): Promise<void> {
    const from = this.#cursor;
    const response = await fetch(`/changes?from=${from}`);
    const changes = (await response.json()) as unknown[];
    this.#cursor = from + changes.length; //~ race-across-await
  }
}

const outbox = new Outbox();
document.addEventListener('visibilitychange', () => void outbox.sync());
setInterval(() => void outbox.sync(), 30_000);
