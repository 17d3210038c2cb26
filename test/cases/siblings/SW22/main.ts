interface Rates {
  readonly euro: number;
}

class RateSource {
  private pending: Promise<Rates> | undefined;

  current(): Promise<Rates> {
    if (this.pending === undefined) {
      const mine = this.request().finally(() => {
        if (this.pending === mine) {
          this.pending = undefined;
        }
      });
      this.pending = mine;
    }
    return this.pending;
  }

  invalidate(): void {
    this.pending = undefined;
  }

  private async request(): Promise<Rates> {
    const response = await fetch('https://rates.example/latest');
    return (await response.json()) as Rates;
  }
}

const source = new RateSource();
document.addEventListener('visibilitychange', () => {
  source.invalidate();
  void source.current();
});
document.querySelector('#rates')?.addEventListener('click', () => {
  void source.current().then((rates) => console.log(rates.euro));
});
