const US_PER_S = 1_000_000;

/** What is printed before a packet, by the number of -t: time of day, nothing, seconds, since the previous, with the date, since the first. */
export class Timestamps {
  #reference: number | undefined;

  constructor(readonly t: number) {}

  /** @param us µs since the Unix epoch */
  format(us: number): string {
    switch (this.t) {
      case 1: return '';
      case 2: return `${Math.floor(us / US_PER_S)}.${fraction(us)} `;
      case 3:
      case 5: {
        this.#reference ??= us;
        const since = us - this.#reference;
        if (this.t === 3) this.#reference = us;
        return `${since < 0 ? '-' : ' '}${timeOfDay(Math.abs(since))} `;
      }
      case 4: return `${new Date(Math.floor(us / 1000)).toISOString().slice(0, 10)} ${timeOfDay(us)} `;
      default: return `${timeOfDay(us)} `;
    }
  }
}

function fraction(us: number): string {
  return String(us % US_PER_S).padStart(6, '0');
}

/** hh:mm:ss.ffffff, in UTC. */
function timeOfDay(us: number): string {
  return `${new Date(Math.floor(us / 1000)).toISOString().slice(11, 19)}.${fraction(us)}`;
}
