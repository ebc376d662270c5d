import type { Rule } from "../../../core/rule.ts";
import type { ContainerImage } from "../facts.ts";

const example = { workload: "Deployment/ingress-nginx/controller", container: "controller" } as const;

/** The images of the community's ingress-nginx, wherever they are mirrored. */
const CONTROLLER =
  /(?:^|\/)(?:ingress-nginx\/controller|ingress-nginx-controller|nginx-ingress-controller)(?:-chroot)?(?=[:@]|$)/;

export const retiredIngress: Rule<ContainerImage> = {
  id: "config/kubernetes/retired-ingress",
  on: "container-image",
  title: "Ingress controller that nobody mends any more",
  severity: "high",
  why: "ingress-nginx was retired in March 2026: holes that are found in it stay open, and it stands where everyone can reach it, with a token that reads secrets.",
  fix: "Move to a controller that is maintained, best one that speaks the Gateway API.",
  standards: ["NSA upgrading", "OWASP CICD-SEC-3"],
  references: ["https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/"],
  examples: [
    { given: { ...example, image: "registry.k8s.io/ingress-nginx/controller:v1.12.1" }, verdict: "fail" },
    { given: { ...example, image: "nginx:1.29" }, verdict: "pass" },
    { given: { ...example, image: "nginx/nginx-ingress:5.0" }, verdict: "pass" },
  ],
  judge: ({ workload, image }) =>
    CONTROLLER.test(image)
      ? {
          kind: "fail",
          message: `${workload} runs ingress-nginx, which was retired in March 2026`,
          cause: "ingress-nginx",
        }
      : { kind: "pass" },
};
