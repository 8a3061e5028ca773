/** A worker thread's entry: gets ready, waits for the list, and takes batches until there are none left. */

import { parentPort, workerData } from 'node:worker_threads';
import { useCompiledPrefilter } from '../match/prefilter.ts';
import { createContext } from './context.ts';
import type { WorkerStart, WorkerTask } from './crew.ts';
import { serve } from './pool.ts';

const port = parentPort;
if (port) {
  const { context: request, prefilter } = workerData as WorkerStart;
  useCompiledPrefilter(prefilter);
  const context = createContext(request);
  port.once('message', (task: WorkerTask) => serve(task, context, buffer => port.postMessage(buffer, [buffer])));
}
