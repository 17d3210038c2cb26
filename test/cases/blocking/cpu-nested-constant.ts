import express from 'express';
const app = express();
app.get('/matrix', (_req, res) => {
  const n = 400;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    //| blocking-cpu
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) {
        sum += i * j * k;
      }
    }
  }
  res.send(String(sum));
});
