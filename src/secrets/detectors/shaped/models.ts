import type { Detector } from "../../detector.ts";
import { named, prefixed } from "./provider.ts";
import { base62, hex, lower, series, text, urlSafe, uuid } from "./shape.ts";

const PAYS = "It runs models on the account, which pays for them.";

/** Language models and what is built around them. Forms as the providers issue them. */
export const models: readonly Detector[] = [
  prefixed(
    ["perplexity-key", "Perplexity API key", "medium", PAYS, "Delete it under Settings, API."],
    "pplx-",
    base62(48),
  ),
  prefixed(["xai-key", "xAI API key", "medium", PAYS, "Delete it under API keys in the console."], "xai-", base62(80)),
  prefixed(
    ["openrouter-key", "OpenRouter API key", "medium", PAYS, "Delete it under Settings, Keys."],
    "sk-or-v1-",
    hex(64),
  ),
  prefixed(
    [
      "nvidia-key",
      "NVIDIA API key",
      "medium",
      "It runs models, and pulls images of the account's catalogue.",
      "Delete it under Setup, API keys.",
    ],
    "nvapi-",
    urlSafe(64),
  ),
  prefixed(
    [
      "langsmith-personal-key",
      "LangSmith personal key",
      "high",
      "It reads the traces of all runs, with what people asked.",
      "Delete it under Settings, API keys.",
    ],
    "lsv2_pt_",
    series(hex(32), text("_"), hex(10)),
  ),
  prefixed(
    [
      "langsmith-service-key",
      "LangSmith service key",
      "high",
      "It reads the traces of all runs, with what people asked.",
      "Delete it under Settings, API keys.",
    ],
    "lsv2_sk_",
    series(hex(32), text("_"), hex(10)),
  ),
  prefixed(
    [
      "langfuse-secret-key",
      "Langfuse secret key",
      "high",
      "With its public half it reads the traces of the project.",
      "Delete it under Project settings, API keys.",
    ],
    "sk-lf-",
    uuid,
  ),
  prefixed(
    ["cerebras-key", "Cerebras API key", "medium", PAYS, "Delete it under API keys in the console."],
    "csk-",
    lower(48),
  ),
  prefixed(
    [
      "tavily-key",
      "Tavily API key",
      "low",
      "It searches on the account, which pays for it.",
      "Delete it under API keys in the dashboard.",
    ],
    "tvly-dev-",
    base62(32),
  ),
  named(
    [
      "firecrawl-key",
      "Firecrawl API key",
      "low",
      "It crawls on the account, which pays for it.",
      "Delete it under API keys in the dashboard.",
    ],
    ["firecrawl"],
    ["apikey", "key"],
    series(text("fc-"), hex(32)),
  ),
  prefixed(
    ["jina-key", "Jina AI API key", "low", PAYS, "Delete it under API key and billing."],
    "jina_",
    series(hex(32), urlSafe(28)),
  ),
  prefixed(
    [
      "e2b-key",
      "E2B API key",
      "high",
      "It starts sandboxes and reads those that run.",
      "Delete it under API keys in the dashboard.",
    ],
    "e2b_",
    hex(40),
  ),
  named(
    ["mistral-key", "Mistral API key", "medium", PAYS, "Delete it under API keys in the console."],
    ["mistral"],
    ["apikey", "key"],
    base62(32),
  ),
  named(
    ["cohere-key", "Cohere API key", "medium", PAYS, "Delete it under API keys in the dashboard."],
    ["cohere"],
    ["apikey", "token", "key"],
    base62(40),
  ),
  named(
    ["deepseek-key", "DeepSeek API key", "medium", PAYS, "Delete it under API keys on the platform."],
    ["deepseek"],
    ["apikey", "key"],
    series(text("sk-"), hex(32)),
  ),
  named(
    ["together-key", "Together AI API key", "medium", PAYS, "Regenerate it under Settings, API keys."],
    ["together"],
    ["apikey"],
    hex(64),
  ),
  named(
    [
      "wandb-key",
      "Weights & Biases API key",
      "high",
      "It reads and writes runs, models and data sets of its user.",
      "Delete it under User settings, API keys.",
    ],
    ["wandb"],
    ["apikey", "key"],
    hex(40),
  ),
  named(
    [
      "pinecone-key",
      "Pinecone API key",
      "high",
      "It reads and writes every index of the project.",
      "Delete it under API keys in the console.",
    ],
    ["pinecone"],
    ["apikey", "key"],
    uuid,
  ),
  named(
    [
      "elevenlabs-key",
      "ElevenLabs API key",
      "medium",
      "It makes speech in the voices of the account, which pays for it.",
      "Delete it under Developers, API keys.",
    ],
    ["elevenlabs", "eleven_labs", "xi-api"],
    ["apikey", "key"],
    series(text("sk_"), hex(48)),
  ),
  named(
    [
      "assemblyai-key",
      "AssemblyAI API key",
      "medium",
      "It transcribes on the account, and reads its transcripts.",
      "Rotate it under API keys in the dashboard.",
    ],
    ["assemblyai"],
    ["apikey", "key"],
    hex(32),
  ),
  named(
    [
      "deepgram-key",
      "Deepgram API key",
      "medium",
      "It transcribes on the project, which pays for it.",
      "Delete it under API keys of the project.",
    ],
    ["deepgram"],
    ["apikey", "key"],
    hex(40),
  ),
  named(
    ["stability-key", "Stability AI API key", "medium", PAYS, "Delete it under API keys of the account."],
    ["stability"],
    ["apikey", "key"],
    series(text("sk-"), base62(48)),
  ),
];
