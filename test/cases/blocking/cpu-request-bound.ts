import express from 'express';

const app = express();

function primes(limit: number): number {
  let count = 0;
  for (let n = 2; n < limit; n++) {
    //| blocking-cpu: as often as the caller asks
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (prime) count += 1;
  }
  return count;
}

app.get('/primes', (req, res) => {
  res.send(String(primes(Number(req.query.limit))));
});

app.get('/few', (req, res) => {
  const limit = Math.min(Number(req.query.limit), 1000);
  let sum = 0;
  for (let n = 0; n < limit; n++) sum += n;
  res.send(String(sum));
});

app.listen(8080);
