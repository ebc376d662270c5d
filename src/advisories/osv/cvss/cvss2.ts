const WEIGHTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { L: 0.395, A: 0.646, N: 1 },
  AC: { H: 0.35, M: 0.61, L: 0.71 },
  Au: { M: 0.45, S: 0.56, N: 0.704 },
  C: { N: 0, P: 0.275, C: 0.66 },
  I: { N: 0, P: 0.275, C: 0.66 },
  A: { N: 0, P: 0.275, C: 0.66 },
};

/** The base score of a CVSS 2 vector (FIRST, "A Complete Guide to CVSS 2.0", section 3.2.1); undefined for another text. */
export function cvss2Score(vector: string): number | undefined {
  const match = /^\(?(?:CVSS2#)?(AV:[LAN]\/AC:[HML]\/Au:[MSN]\/C:[NPC]\/I:[NPC]\/A:[NPC])/.exec(vector);
  if (match === null) return undefined;
  const [av = 0, ac = 0, au = 0, c = 0, i = 0, a = 0] = (match[1] ?? "").split("/").map((part) => {
    const [name = "", value = ""] = part.split(":");
    return WEIGHTS[name]?.[value] ?? 0;
  });
  const impact = 10.41 * (1 - (1 - c) * (1 - i) * (1 - a));
  if (impact === 0) return 0;
  return Math.round((0.6 * impact + 0.4 * 20 * av * ac * au - 1.5) * 1.176 * 10) / 10;
}
