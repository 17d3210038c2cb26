import { once } from 'node:events';
import { workerData, type MessagePort } from 'node:worker_threads';

const port = workerData as MessagePort;
const [offer] = await once(port, 'message'); //~ wait-cycle
port.postMessage({ accepted: offer as string }); //~ wait-cycle
port.close();
