/** The workers of a run: started as soon as there is work for them, given the list when it is there, gone with the run. */

import { Worker } from 'node:worker_threads';
import { compiledPrefilter } from '../match/prefilter.ts';
import type { ContextRequest } from './context.ts';

/** What a worker gets ready with, before it knows what to scan. */
export interface WorkerStart {
  readonly context: ContextRequest;
  /** Compiled once for all threads. */
  readonly prefilter: WebAssembly.Module;
}

/** What a worker scans. */
export interface WorkerTask {
  /** Paths and shown paths, NUL-separated; those that are not UTF-8 are listed by index. */
  readonly paths: string;
  readonly shown: string;
  readonly rawPaths: readonly (readonly [number, Uint8Array])[];
  /** Indices of the entries that the user named. */
  readonly explicit: readonly number[];
  readonly deadline: number;
  readonly counter: Int32Array;
}

export interface Crew {
  /** Starts workers until there are so many. */
  call(workers: number): void;
  /** Gives all the same task; resolves when they have ended, however they did. */
  work(task: WorkerTask, take: (buffer: ArrayBuffer) => void): Promise<void>;
  /** Ends them at once. */
  dismiss(): void;
}

export function createCrew(context: ContextRequest): Crew {
  const workers: Worker[] = [];
  const call = (count: number): void => {
    const workerData: WorkerStart = { context, prefilter: compiledPrefilter() };
    while (workers.length < count) {
      const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, stdout: false, stderr: false });
      // One that fails leaves its work to the others.
      worker.on('error', () => {});
      workers.push(worker);
    }
  };
  const workOne = (worker: Worker, task: WorkerTask, take: (buffer: ArrayBuffer) => void): Promise<void> =>
    new Promise(resolve => {
      if (worker.threadId < 0) return resolve();
      worker.on('message', take);
      worker.on('exit', () => resolve());
      worker.postMessage(task);
    });
  return {
    call,
    work: async (task, take) => void (await Promise.all(workers.map(worker => workOne(worker, task, take)))),
    dismiss: () => workers.forEach(worker => void worker.terminate()),
  };
}
