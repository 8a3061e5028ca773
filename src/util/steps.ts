/** Long work in steps, so that who drives it may look up in between. */

/** Runs to the end without a pause. */
export function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Runs to the end; what `pause` gives is waited for after each step. */
export async function finishWith<T>(steps: Generator<unknown, T>, pause: () => Promise<void> | undefined): Promise<T> {
  try {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      const paused = pause();
      if (paused !== undefined) await paused;
    }
  } finally {
    steps.return(undefined as never);
  }
}
