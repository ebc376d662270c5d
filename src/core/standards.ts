/** A body of rules that others keep, and how its parts are named in ours. Ids alone: their texts are not ours to copy. */
export interface Standard {
  readonly name: string;
  readonly id: RegExp;
  readonly address: string;
}

/** Every id in a rule's `standards` is of one of these; the page of standards has a table for each. */
export const STANDARDS: readonly Standard[] = [
  {
    name: "Pod Security Standards",
    id: /^PSS (?:baseline|restricted)$/,
    address: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  },
  {
    name: "CIS Kubernetes Benchmark",
    id: /^CIS Kubernetes(?: \d{1,2}(?:\.\d{1,2}){0,2})?$/,
    address: "https://www.cisecurity.org/benchmark/kubernetes",
  },
  {
    name: "CIS Docker Benchmark",
    id: /^CIS Docker \d{1,2}(?:\.\d{1,2}){1,2}$/,
    address: "https://www.cisecurity.org/benchmark/docker",
  },
  {
    name: "CIS Software Supply Chain Security Guide",
    id: /^CIS SSC \d(?:\.\d{1,2}){1,2}$/,
    address: "https://www.cisecurity.org/insights/white-papers/cis-software-supply-chain-security-guide",
  },
  {
    name: "NSA and CISA Kubernetes Hardening Guide",
    id: /^NSA (?:pod security|network separation|authentication|RBAC|logging|upgrading|supply chain)$/,
    address:
      "https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF",
  },
  {
    name: "MITRE ATT&CK",
    id: /^MITRE ATT&CK T\d{4}(?:\.\d{3})?$/,
    address: "https://attack.mitre.org/matrices/enterprise/containers/",
  },
  {
    name: "OWASP Top 10 CI/CD Security Risks",
    id: /^OWASP CICD-SEC-\d{1,2}$/,
    address: "https://owasp.org/www-project-top-10-ci-cd-security-risks/",
  },
  { name: "OWASP Top 10", id: /^OWASP (?:A\d{2}:\d{4}|LLM\d{2}(?::\d{4})?)$/, address: "https://owasp.org/projects/" },
  { name: "SLSA", id: /^SLSA(?: (?:build|source)(?: L\d)?)?$/, address: "https://slsa.dev/spec/" },
  {
    name: "NIST",
    id: /^NIST (?:SP 800-\d{2,3}(?: [\d.]+)?|SI-\d{1,2})$/,
    address: "https://csrc.nist.gov/publications/sp800",
  },
  { name: "Weaknesses (CWE)", id: /^CWE-\d{1,4}$/, address: "https://cwe.mitre.org/" },
  { name: "Vulnerabilities (CVE)", id: /^CVE-\d{4}-\d{4,6}$/, address: "https://www.cve.org/" },
  { name: "RFC", id: /^RFC \d{4,5}$/, address: "https://www.rfc-editor.org/" },
  {
    name: "The standard of `waybill.yaml`",
    id: /^Waybill standard [a-z.]+$/,
    address: "../schema/configuration.schema.json",
  },
];

/** Other tools whose rules ours are known by, so that people can bring their suppressions. */
export interface Peer {
  readonly name: string;
  readonly id: RegExp;
}

export const PEERS: readonly Peer[] = [
  { name: "checkov", id: /^CKV2?_[A-Z0-9]+_\d+$/ },
  { name: "trivy", id: /^(?:KSV-\d{4}|DS\d{3})$/ },
  { name: "kubescape", id: /^C-\d{4}$/ },
  { name: "hadolint", id: /^DL\d{4}$/ },
  { name: "dockle", id: /^CIS-DI-\d{4}$/ },
  { name: "kube-hunter", id: /^KHV\d{3}$/ },
  { name: "BuildKit's checks", id: /^(?:JSON)?[A-Z][a-z]+(?:[A-Z][a-z]+)+$/ },
  { name: "Scorecard", id: /^Scorecard [A-Z][A-Za-z-]+$/ },
  { name: "tools on workflows", id: /^(?:actionlint|gato-x|octoscan|pipeline-check|poutine|zizmor)\/[\w-]+$/ },
  { name: "scanners of secrets", id: /^(?:detect-secrets|gitleaks|trufflehog):[\w-]+$/ },
];
