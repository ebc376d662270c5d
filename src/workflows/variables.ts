import { asMap, asScalar } from "../documents/shape.ts";
import type { YamlPath } from "../documents/yaml/read.ts";
import type { PipelineVariable, WorkflowFact } from "./facts.ts";

const SECRET = /(?:^|_)(?:PASS(?:WORD|WD|PHRASE)?|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY)(?:_KEY)?$/i;

/** Switches that rules ask about. */
const SWITCHES =
  /^(?:ACTIONS_ALLOW_UNSECURE_COMMANDS|ACTIONS_STEP_DEBUG|ACTIONS_RUNNER_DEBUG|CI_DEBUG_TRACE|CI_DEBUG_SERVICES|SYSTEM_DEBUG|GIT_SSL_NO_VERIFY|NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY|NPM_CONFIG_STRICT_SSL|skip-ssl-verify|(?:SAST|SECRET_DETECTION|DEPENDENCY_SCANNING|CONTAINER_SCANNING|DAST|API_FUZZING)_DISABLED)$/i;

/** The variables of a map that are switches, or whose name speaks of a credential that stands there. */
export function* variablesOf(
  map: unknown,
  path: YamlPath,
  about: Pick<WorkflowFact, "subject" | "signals">,
  locate: (path: YamlPath) => WorkflowFact["at"],
): Iterable<PipelineVariable> {
  for (const [name, value] of Object.entries(asMap(map) ?? {})) {
    const text = asScalar(value) ?? asScalar(asMap(value)?.value);
    if (text === undefined) continue;
    const at = () => locate([...path, name]);
    if (SWITCHES.test(name)) yield { kind: "pipeline-variable", at: at(), ...about, name, value: text };
    else if (SECRET.test(name) && isCredential(text))
      yield { kind: "pipeline-variable", at: at(), ...about, name, value: "secret-literal" };
  }
}

/** Tokens that every job is given; what they may do is the system's own business. */
const GIVEN_TO_ALL = /^(?:CI_JOB_TOKEN|CI_REGISTRY_PASSWORD|CI_DEPLOY_PASSWORD|GITHUB_TOKEN|SYSTEM_ACCESSTOKEN)$/i;

/** The variables of a script whose names speak of credentials, and that it does not set itself. */
export function credentialsIn(script: string): string[] {
  const used = script.matchAll(/\$(?:\{(\w{3,100})[^}]{0,200}\}|\((\w{3,100})\)|(\w{3,100}))/g);
  const names = new Set([...used].map(([, braced, bracketed, plain]) => braced ?? bracketed ?? plain ?? ""));
  return [...names].filter(
    (name) => SECRET.test(name) && !GIVEN_TO_ALL.test(name) && !new RegExp(`\\b${name}=`).test(script),
  );
}

/** Long and mixed enough to be a real one; a name, a reference, a word of a test set-up is not. */
function isCredential(text: string): boolean {
  if (/^[0-9a-f]{32,128}$/.test(text)) return new Set(text).size >= 6;
  if (!/^[\w+/=.~!@#%^&*-]{16,200}$/.test(text) || /^[a-z]+(?:[-_./ ][a-z]+)*$/i.test(text)) return false;
  if (/example|dummy|changeme|placeholder|password|secret|test|fake|sample|xxxx|1234567|\.com\b|\/\//i.test(text))
    return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(text)).length;
  return kinds >= 2 && new Set(text).size >= 10;
}
