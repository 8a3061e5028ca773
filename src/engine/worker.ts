/** A worker thread's entry: takes batches until there are none left. */

import { parentPort, workerData } from 'node:worker_threads';
import { serve, type WorkerTask } from './pool.ts';

const port = parentPort;
if (port) serve(workerData as WorkerTask, buffer => port.postMessage(buffer, [buffer]));
