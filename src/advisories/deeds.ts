import type { Component } from "../core/component.ts";
import type { Ancestor } from "../core/image.ts";
import { subject } from "../core/subject.ts";
import type { Deed } from "../core/work-item.ts";
import type { MatchedAdvisory, ReleaseSupport } from "./facts.ts";
import { ecosystemOf } from "./match/ecosystem.ts";
import { schemeOf } from "./versions/index.ts";

/**
 * What closes a hole of a component. One upgrade closes all that have a fix; one newer base those of all that it
 * brought; one rebuilt layer those of all its packages. What has no fix is a deed of its own, so that it holds up nothing.
 * @param ancestors the known bases of the image, nearest first
 */
export function deedOf(
  component: Component,
  fact: MatchedAdvisory,
  all: readonly MatchedAdvisory[],
  ancestors: readonly Ancestor[] = [],
): Deed {
  const [first] = component.occurrences;
  const { name, version = "" } = component;
  const about = subject("purl", component.purl);
  if (all.some(({ malicious }) => malicious)) {
    const from = first?.path === undefined ? "" : ` of ${first.path}`;
    return {
      key: `remove ${component.purl}`,
      action: `Take ${name} ${version} out${from}, it is malware, and replace the credentials it could read`,
      subject: about,
    };
  }
  const layer = first?.layer;
  const base = ancestors.findLast(({ layers }) => layer !== undefined && layers.includes(layer));
  if (base !== undefined) return deedInBase(base, fact.fixedIn !== "");
  if (component.distribution !== undefined && layer !== undefined)
    return deedInLayer(component.type, layer, fact.fixedIn !== "");
  const place = first?.path === undefined ? "" : ` in ${first.path}`;
  if (fact.fixedIn === "")
    return {
      key: `replace ${component.purl}${place}`,
      action:
        fact.notice === "unmaintained"
          ? `Replace ${name} ${version}${place}: nobody maintains it any more`
          : `Replace or shield ${name} ${version}${place}: no fix is named`,
      subject: about,
    };
  const target = newestFix(component, all);
  return {
    key: `upgrade ${component.purl}${place}`,
    action: `Upgrade ${name} ${version} to ${target}${place}`,
    subject: about,
  };
}

/** Whoever keeps the base mends all images that stand on it; here the only thing to do is to follow. */
function deedInBase({ name, layers }: Ancestor, hasFix: boolean): Deed {
  const about = subject("layer", layers.at(-1) ?? "");
  return hasFix
    ? {
        key: `renew base ${name}`,
        action: `Rebuild the base ${name} with updates, and this image on it`,
        subject: about,
      }
    : {
        key: `await base ${name}`,
        action: `Take out of the base ${name} what is not needed, or stand on another: no fix is out`,
        subject: about,
      };
}

function deedInLayer(type: string, layer: string, hasFix: boolean): Deed {
  const short = layer.replace("sha256:", "").slice(0, 12);
  return hasFix
    ? {
        key: `update ${type} in ${layer}`,
        action: `Update the ${type} packages of layer ${short}, or stand on a newer base`,
        subject: subject("layer", layer),
      }
    : {
        key: `await ${type} in ${layer}`,
        action: `Take out what is not needed of the ${type} packages of layer ${short}, or stand on another base: no fix is out`,
        subject: subject("layer", layer),
      };
}

/** The least version that closes all that can be closed. */
function newestFix(component: Component, all: readonly MatchedAdvisory[]): string {
  const scheme = schemeOf(ecosystemOf(component) ?? "");
  const fixes = all.map(({ fixedIn }) => fixedIn).filter((fixedIn) => fixedIn !== "");
  return fixes.sort((a, b) => scheme?.compare(b, a) ?? 0)[0] ?? "";
}

/** A release past its support is left behind as a whole. */
export function deedOfRelease({ product, release, next, subject: about }: ReleaseSupport): Deed {
  const to = next === "" ? "a release that is supported" : (next.split(",")[0] ?? "");
  return { key: `leave ${product} ${release}`, action: `Move from ${product} ${release} to ${to}`, subject: about };
}
