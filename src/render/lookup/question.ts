/** What `ip route get` was asked. */
export interface Question {
  readonly to: string;
  readonly from?: string;
  readonly iif?: string;
  readonly oif?: string;
  readonly mark?: number;
  readonly tos?: number;
}

/** Keywords with a word behind them, in the order in which ip tries them, and what of the question they are. */
const KEYWORDS: readonly (readonly [keyword: string, key: keyof Question])[] = [['from', 'from'], ['iif', 'iif'], ['mark', 'mark'], ['oif', 'oif'], ['dev', 'oif'], ['vrf', 'oif'], ['to', 'to']];

/** @returns undefined for a question whose decision isn't pictured: by ports, user or protocol, or of entries themselves */
export function questionOf(words: readonly string[]): Question | undefined {
  const question: { -readonly [K in keyof Question]: string } = { to: '' };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const address = /^[0-9a-f:.]+(\/\d+)?$/i.test(word) && /[.:]|^\d+$/.test(word);
    const known = address ? undefined : word === 'tos' || word === 'dsfield' ? (['tos', 'tos'] as const) : KEYWORDS.find(([keyword]) => keyword.startsWith(word));
    if (!address && (!known || words[i + 1] === undefined)) return undefined;
    question[known?.[1] ?? 'to'] = (known ? words[++i]! : word).split('/')[0]!;
  }
  const { to, mark, tos, ...rest } = question;
  const [markNumber, tosNumber] = [numberOf(mark), numberOf(tos === undefined ? undefined : `0x${tos.replace(/^0x/, '')}`)];
  if (to === '' || Number.isNaN(markNumber) || Number.isNaN(tosNumber)) return undefined;
  return { to, ...rest, ...(markNumber !== undefined && { mark: markNumber }), ...(tosNumber !== undefined && { tos: tosNumber }) };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
