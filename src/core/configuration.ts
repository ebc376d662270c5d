import * as z from "zod";
import { DEFAULT_LIMITS } from "./limits.ts";
import { readNamedHost } from "./named-host.ts";
import { FailOn } from "./severity.ts";

const PurlPattern = z.string().startsWith("pkg:");

/** What should be in the environment: the yardstick for deviations. */
export const Standard = z.strictObject({
  /** Registries that images may come from, such as `registry.example.com`; empty means any. */
  registries: z.array(z.string()).default([]),
  /** The few base images that others may stand on. */
  bases: z
    .array(
      z.strictObject({
        name: z.string(),
        /** Manifest digests that were approved. */
        digests: z.array(z.string().startsWith("sha256:")).default([]),
        /** The layers' diff ids, lowest first: what proves descent. */
        diffIds: z.array(z.string().startsWith("sha256:")).default([]),
      }),
    )
    .default([]),
  components: z
    .strictObject({
      /** purls that must not be here; `*` at the end matches any rest. */
      forbid: z.array(PurlPattern).default([]),
    })
    .prefault({}),
  image: z
    .strictObject({
      /** The image may not run as root. */
      nonRoot: z.boolean().default(false),
      /** Labels that must be there. */
      labels: z.array(z.string()).default([]),
    })
    .prefault({}),
});
export type Standard = z.infer<typeof Standard>;

export const Waiver = z.strictObject({
  /** A rule's id, a finding's id, or another name of either: a CVE, a GHSA, a peer's rule such as `CKV_K8S_16`. */
  match: z.string(),
  /** A file or a folder, from the target's root: it holds for what stands there and nowhere else. */
  path: z.string().min(1).optional(),
  reason: z.string().min(1),
  owner: z.string().min(1),
  /** The last day on which it holds, `YYYY-MM-DD`. */
  until: z.iso.date(),
});
export type Waiver = z.infer<typeof Waiver>;

export const ENDPOINT_PRODUCTS = ["registry", "etcd", "kubelet", "vault", "prometheus"] as const;

/** A pipeline component that its owner allows us to ask for its authentication. */
export const Endpoint = z.strictObject({
  name: z.string(),
  product: z.enum(ENDPOINT_PRODUCTS),
  url: z.url(),
});
export type Endpoint = z.infer<typeof Endpoint>;

/** `waybill.yaml`. An unknown key is an error, so that a typing mistake never switches a check off. */
export const Configuration = z.strictObject({
  standard: Standard.prefault({}),
  policy: z
    .strictObject({
      failOn: FailOn.optional(),
    })
    .prefault({}),
  suppressions: z.array(Waiver).default([]),
  endpoints: z.array(Endpoint).default([]),
  advisories: z
    .strictObject({
      /**
       * Where `advisories update` fetches from, instead of the public feeds: a URL laid out as `<Ecosystem>/all.zip`, of a
       * file that `advisories export` wrote (`https://…/x.sqlite`), or of an artifact that holds one (`oci://…`).
       */
      mirror: z.url().optional(),
      ecosystems: z.array(z.string()).optional(),
      /**
       * Public keys (Ed25519, PEM) of which one must have signed the advisory data; what is not signed is then refused.
       * From the folder of this file.
       */
      keys: z.array(z.string()).default([]),
      /** Files with statements about holes: OpenVEX, CSAF or CycloneDX; from the folder of this file. */
      vex: z.array(z.string()).default([]),
      /** Days after which a source is too old: what it speaks for is then not judged where nothing is found. */
      maxAge: z.int().positive().optional(),
    })
    .prefault({}),
  /** Bounds of one run; what exceeds one is a gap, never silence. Sizes in bytes. */
  limits: z
    .strictObject({
      wholeFileBytes: z
        .int()
        .min(64 * 1024)
        .default(DEFAULT_LIMITS.wholeFileBytes),
      stratumBytes: z
        .int()
        .min(1024 * 1024)
        .default(DEFAULT_LIMITS.stratumBytes),
      entries: z.int().positive().default(DEFAULT_LIMITS.entries),
      expansion: z.int().min(10).default(DEFAULT_LIMITS.expansion),
      depth: z.int().positive().default(DEFAULT_LIMITS.depth),
    })
    .prefault({}),
  workflows: z
    .strictObject({
      /** Whether repositories are asked if the commits that actions are pinned to are their own; `--verify-pins` does so, too. */
      verifyPins: z.boolean().default(false),
      /** Where `owner/name` lies: an address, or the absolute path of a folder of bare repositories. */
      forge: z.string().default("https://github.com"),
      /** Reports of other tools on the same tree (SARIF 2.1.0), whose results join our findings; from the folder of this file. */
      witnesses: z.array(z.string()).default([]),
    })
    .prefault({}),
  config: z
    .strictObject({
      /**
       * Files, or folders of files, with policies of your own that Kubernetes objects are judged by, in the form of a
       * ValidatingAdmissionPolicy; from the folder of this file.
       */
      policies: z.array(z.string()).default([]),
      /** Whether advice is given, too: on what makes workloads sturdier and is no fault. */
      advice: z.boolean().default(false),
    })
    .prefault({}),
  host: z
    .strictObject({
      /** A folder of benchmarks in kube-bench's form (its `cfg`), by which `config host` judges a machine; from the folder of this file. */
      benchmarks: z.string().optional(),
      /** Which of them, such as `cis-1.11`; else the one for the machine's version of Kubernetes. */
      benchmark: z.string().optional(),
      /** Hosts, or hosts with a port, that may be asked what they give to whoever reaches them: `10.0.0.5`, `node-1:10250`. */
      probe: z
        .array(z.string().refine((text) => readNamedHost(text) !== undefined, "write HOST or HOST:PORT"))
        .default([]),
    })
    .prefault({}),
  secrets: z
    .strictObject({
      /** Keys the ids of secrets, when several repositories shall give the same secret the same id. */
      identityKey: z.string().min(16).optional(),
      /** Paths that are not read, as prefixes; said in the coverage. */
      exclude: z.array(z.string()).default([]),
      /**
       * Where a provider may be asked, with `--validate`, whether what was found still opens something; by its name:
       * `github: https://api.github.com`. Nobody else is asked.
       */
      validateAt: z.record(z.string(), z.url({ protocol: /^https?$/ })).default({}),
    })
    .prefault({}),
});
export type Configuration = z.infer<typeof Configuration>;

/** The configuration of a run for which nobody wrote one. */
export const DEFAULT_CONFIGURATION: Configuration = Configuration.parse({});
