/** Fires once when it was not restarted in time. */
export interface IdleTimer {
  restart(): void;
  stop(): void;
  /** Whether waiting for it keeps the process alive. Default true. */
  hold(alive: boolean): void;
}

export function idleTimer(milliseconds: number, fire: () => void): IdleTimer {
  let timer: NodeJS.Timeout | undefined = setTimeout(fire, milliseconds);
  return {
    restart() {
      timer?.refresh();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
    hold(alive) {
      if (alive) timer?.ref();
      else timer?.unref();
    },
  };
}
