import type { Detector, Found, Refused, Searched } from "../detector.ts";
import { isWord } from "../frames/byte-text.ts";

/** Language models, and tools that teams write and plan in. */
export const services: readonly Detector[] = [
  {
    id: "openai-key",
    title: "OpenAI API key",
    severity: "high",
    why: "It bills your organisation and reads its files and threads.",
    fix: "Revoke it under API keys of the project or user.",
    references: ["https://platform.openai.com/api-keys"],
    take: { kind: "read", keywords: ["T3BlbkFJ"], read: readOpenai, shown: 3 },
    precedence: 40,
    samples: (make) => ({
      found: [
        { text: `sk-${make.base62(20)}T3BlbkFJ${make.base62(20)}` },
        { path: ".env", text: `OPENAI_API_KEY=sk-proj-${make.urlSafe(74)}T3BlbkFJ${make.urlSafe(74)}` },
      ],
      missed: [{ text: `pk-${make.base62(20)}T3BlbkFJ${make.base62(20)}` }],
    }),
  },
  {
    id: "anthropic-key",
    title: "Anthropic API key",
    severity: "high",
    why: "It bills your organisation; an admin key manages it.",
    fix: "Disable it under API keys in the console.",
    take: {
      kind: "token",
      keywords: ["sk-ant-"],
      pattern: /sk-ant-(?:api03|admin01|oat01)-[\w-]{80,110}/y,
      shown: 7,
    },
    samples: (make) => ({
      found: [{ text: `sk-ant-api03-${make.urlSafe(93)}AA` }],
      missed: [{ text: `sk-ant-api03-${make.urlSafe(30)}` }],
    }),
  },
  {
    id: "huggingface-token",
    title: "Hugging Face token",
    severity: "high",
    why: "It reads private models and data sets, and writes them where it may.",
    fix: "Invalidate it under Settings, Access tokens.",
    take: { kind: "token", keywords: ["hf_", "api_org_"], pattern: /(?:hf|api_org)_[A-Za-z]{34}/y, shown: 3 },
    samples: (make) => ({
      found: [{ text: `hf_${make.of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 34)}` }],
      missed: [{ text: "hf_ThisNameIsMadeOfWordsThatAreLongish" }, { text: `hf_${make.base62(20)}` }],
    }),
  },
  {
    id: "groq-key",
    title: "Groq API key",
    severity: "medium",
    why: "It runs models on your organisation's account, which pays for it.",
    fix: "Delete it under API keys in the console.",
    take: { kind: "token", keywords: ["gsk_"], pattern: /gsk_[A-Za-z\d]{52}/y, shown: 4 },
    samples: (make) => ({ found: [{ text: `gsk_${make.base62(52)}` }], missed: [{ text: `gsk_${make.base62(30)}` }] }),
  },
  {
    id: "replicate-token",
    title: "Replicate token",
    severity: "medium",
    why: "It runs models on your account, which pays for it.",
    fix: "Disable it under Account, API tokens.",
    take: { kind: "token", keywords: ["r8_"], pattern: /r8_[A-Za-z\d]{37}/y, shown: 3 },
    samples: (make) => ({ found: [{ text: `r8_${make.base62(37)}` }], missed: [{ text: `r8_${make.base62(20)}` }] }),
  },
  {
    id: "linear-key",
    title: "Linear API key",
    severity: "medium",
    why: "It reads and writes issues as its user.",
    fix: "Revoke it under Settings, Security & access.",
    take: {
      kind: "token",
      keywords: ["lin_api_", "lin_oauth_"],
      pattern: /lin_(?:api_[A-Za-z\d]{40}|oauth_[a-f\d]{64})/y,
      shown: 8,
    },
    samples: (make) => ({
      found: [{ text: `lin_api_${make.base62(40)}` }],
      missed: [{ text: `lin_api_${make.base62(12)}` }],
    }),
  },
  {
    id: "notion-token",
    title: "Notion integration token",
    severity: "medium",
    why: "It reads and writes the pages that are shared with its integration.",
    fix: "Refresh the secret of the integration under My integrations.",
    take: {
      kind: "token",
      keywords: ["ntn_", "secret_"],
      pattern: /(?:ntn_[A-Za-z\d]{46}|secret_[A-Za-z\d]{43})/y,
      shown: 4,
    },
    samples: (make) => ({ found: [{ text: `ntn_${make.base62(46)}` }], missed: [{ text: `ntn_${make.base62(20)}` }] }),
  },
  {
    id: "airtable-token",
    title: "Airtable token",
    severity: "medium",
    why: "It reads and writes the bases in its scope.",
    fix: "Delete it under Developer hub, Personal access tokens.",
    take: {
      kind: "assigned",
      near: ["airtable"],
      names: ["token", "apikey", "accesstoken", "key"],
      pattern: /(?:pat[A-Za-z\d]{14}\.[a-f\d]{64}|key[A-Za-z\d]{14})/y,
    },
    samples: (make) => ({
      found: [{ path: ".env", text: `AIRTABLE_TOKEN=pat${make.base62(14)}.${make.hex(64)}` }],
      missed: [{ path: ".env", text: `AIRTABLE_TOKEN=pat${make.base62(14)}.${make.hex(9)}` }],
    }),
  },
  {
    id: "figma-token",
    title: "Figma token",
    severity: "medium",
    why: "It reads the files of its user.",
    fix: "Revoke it under Settings, Security.",
    take: { kind: "token", keywords: ["figd_"], pattern: /figd_[\w-]{40}/y, shown: 5 },
    samples: (make) => ({
      found: [{ text: `figd_${make.urlSafe(40)}` }],
      missed: [{ text: `figd_${make.urlSafe(20)}` }],
    }),
  },
  {
    id: "postman-key",
    title: "Postman API key",
    severity: "medium",
    why: "It reads collections and environments, with the secrets that people keep in them.",
    fix: "Revoke it under Settings, API keys.",
    take: { kind: "token", keywords: ["PMAK-"], pattern: /PMAK-[a-f\d]{24}-[a-f\d]{34}/y, shown: 5 },
    samples: (make) => ({
      found: [{ text: `PMAK-${make.hex(24)}-${make.hex(34)}` }],
      missed: [{ text: `PMAK-${make.hex(24)}` }],
    }),
  },
];

const LONGEST = 180;

/** The eight characters in the midst are base64 of `OpenAI`; what stands around them varies with the kind of key. */
function* readOpenai({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  let start = at;
  while (at - start < LONGEST && isPart(bytes[start - 1])) start--;
  let end = at + 8;
  while (end - at < LONGEST && isPart(bytes[end])) end++;
  const value = bytes.toString("latin1", start, end);
  if (!/^sk-(?:(?:proj|svcacct|admin|None)-)?[\w-]{16,}T3BlbkFJ[\w-]{16,}$/.test(value)) return;
  yield { value, start, end, frame: "text" };
}

function isPart(byte: number | undefined): boolean {
  return isWord(byte) || byte === 0x2d;
}
