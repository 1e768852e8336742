import type { CellLanguage } from '../language';
import { MagicError } from '../magics/magic';

/** Languages other than the shell's; each is started when it's first asked for. */
export class Languages {
  readonly #started = new Map<string, CellLanguage>();

  constructor(private readonly makers: Readonly<Record<string, () => CellLanguage>> = {}) {}

  get names(): readonly string[] {
    return Object.keys(this.makers);
  }

  /** A language by its name. @throws {MagicError} where there is none */
  get(name: string): CellLanguage {
    const language = this.#started.get(name) ?? this.makers[name]?.();
    if (!language) throw new MagicError(`%%${name} isn't there: this kernel was started without it`);
    this.#started.set(name, language);
    return language;
  }

  interrupt(): void {
    for (const language of this.#started.values()) language.interrupt();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#started.values()].map((language) => language.close()));
  }
}
