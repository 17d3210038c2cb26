// Every pair of what a request sends: quadratic in what its sender chooses.
import express from 'express';
const app = express();
app.use(express.json());
app.post('/duplicates', (req, res) => {
  const items: string[] = req.body.items;
  const found: string[] = [];
  for (const a of items) {
    for (const b of items) {
      if (a !== b && a.toLowerCase() === b.toLowerCase()) found.push(a);
    }
  }
  res.json(found);
});
