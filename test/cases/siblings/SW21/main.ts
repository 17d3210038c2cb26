interface Rates {
  readonly euro: number;
}

class RateSource {
  private pending: Promise<Rates> | undefined;

  current(): Promise<Rates> {
    this.pending ??= this.request();
    return this.pending;
  }

  invalidate(): void {
    this.pending = undefined;
  }

  private async request(): Promise<Rates> {
    try {
      const response = await fetch('https://rates.example/latest');
      return (await response.json()) as Rates;
    } finally {
      this.pending = undefined; //~ race-across-await
    }
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
